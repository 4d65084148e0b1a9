//! Key files as they lie around, and what `gen-key` does with files.

use crate::support::{Folder, run};
use std::fs;
use std::path::Path;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cmd/files")
        .join(name);
    fs::read_to_string(path).expect("a file")
}

#[test]
fn a_key_in_place_of_a_files_name_is_not_shown() {
    let pem = file("ed.pem");
    let secret_line = pem.lines().nth(1).expect("a line");
    let one_line = pem.replace('\n', "\\n");
    let jwk = file("ec.json");
    for text in [pem.as_str(), &one_line, jwk.trim_end(), secret_line] {
        for args in [
            vec!["sign", "{}", "--key", text],
            vec!["sign", "{}", "--secret-file", text],
            vec!["verify", "a.b.c", text],
            vec!["key", text],
            vec!["key", "--", text],
        ] {
            let run = run(&args, &[], b"");
            assert!((1..=2).contains(&run.code), "{args:?}: {}", run.stderr);
            assert!(run.stdout.is_empty());
            for leak in [secret_line, "\"d\""] {
                assert!(!run.stderr.contains(leak), "{args:?}: {}", run.stderr);
            }
        }
    }
}

#[test]
fn of_several_keys_the_one_that_can_sign_is_meant() {
    let bundle = [file("rsa.crt"), file("rsa.pem"), file("p256.pub.pem")].concat();
    let signed = run(&["sign", "{}", "-q", "--key", "-"], &[], bundle.as_bytes());
    assert_eq!(signed.code, 0, "{}", signed.stderr);
    let verified = run(
        &["verify", "--key", "-", &text(&signed.stdout)],
        &[],
        bundle.as_bytes(),
    );
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    let two = [file("rsa.pem"), file("p256.sec1.pem")].concat();
    assert_eq!(
        run(&["sign", "{}", "--key", "-"], &[], two.as_bytes()).code,
        2
    );
    let args = ["sign", "{}", "-q", "--key", "-", "--alg", "ES256"];
    assert_eq!(run(&args, &[], two.as_bytes()).code, 0);
}

fn text(line: &[u8]) -> String {
    String::from_utf8(line.to_vec())
        .expect("text")
        .trim_end()
        .to_owned()
}

#[test]
fn blocks_that_hold_no_key_are_passed_over_beside_one_that_does() {
    let other = "-----BEGIN DH PARAMETERS-----\nMAYCAQUCAQI=\n-----END DH PARAMETERS-----\n";
    let bundle = ["caf\u{e9} \n", other, &file("ed448.pem"), &file("ed.pem")].concat();
    let latin: Vec<u8> = bundle.chars().map(|c| c as u8).collect();
    let told = run(&["key", "-"], &[], &latin);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(text(&told.stdout).starts_with("standard input: an Ed25519 private key"));
    let alone = run(&["key", "-"], &[], other.as_bytes());
    assert_eq!(alone.code, 1);
    assert!(alone.stderr.contains("DH PARAMETERS"), "{}", alone.stderr);
}

#[test]
fn every_line_of_an_openssh_file_is_a_key() {
    let line = file("ssh.pub");
    let commented = format!("# mine\n\n{line}");
    assert_eq!(run(&["key", "-"], &[], commented.as_bytes()).code, 0);
    let broken = format!("{line}ssh-rsa garbage\n");
    assert_eq!(run(&["key", "-"], &[], broken.as_bytes()).code, 1);
}

#[test]
fn gen_key_that_cannot_write_both_halves_costs_no_key() {
    let folder = Folder::new("halves");
    let (key, public) = (folder.join("key.json"), folder.join("public.json"));
    let made = run(
        &["gen-key", "ES256", "-o", &key, "--public-out", &public],
        &[],
        b"",
    );
    assert_eq!(made.code, 0, "{}", made.stderr);
    let before = fs::read(&key).expect("a key");
    let (other_spelling, nowhere) = (
        folder.join("./key.json"),
        folder.join("nowhere/public.json"),
    );
    for (public, code) in [(&other_spelling, 2), (&nowhere, 1)] {
        let args = [
            "gen-key",
            "ES256",
            "-o",
            &key,
            "--force",
            "--public-out",
            public,
        ];
        let run = run(&args, &[], b"");
        assert_eq!(run.code, code, "{}", run.stderr);
        assert_eq!(fs::read(&key).expect("a key"), before);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let access = |path: &str| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(access(&key), 0o600);
        assert_eq!(access(&public) & 0o400, 0o400);
    }
    assert!(
        !fs::read_to_string(&public)
            .expect("a key")
            .contains("\"d\"")
    );
}
