//! `gen-secret` is random, so its results are looked at by what they are.

use crate::support::{Folder, SECRET, command, run};
use std::collections::HashSet;
use std::fs;

fn secret(args: &[&str]) -> String {
    let run = run(&[&["gen-secret"], args].concat(), &[], b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let text = String::from_utf8(run.stdout).expect("text");
    text.strip_suffix('\n').expect("a line").to_owned()
}

#[test]
fn it_is_64_random_bytes_in_hex() {
    let secrets: HashSet<String> = (0..50).map(|_| secret(&[])).collect();
    assert_eq!(secrets.len(), 50);
    for secret in secrets {
        assert_eq!(secret.len(), 128);
        assert!(secret.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')));
    }
}

#[test]
fn encodings_and_lengths_are_as_asked_for() {
    assert_eq!(secret(&["--bytes", "33"]).len(), 66);
    assert_eq!(secret(&["--encoding", "base64"]).len(), 88);
    assert!(secret(&["--encoding", "base64"]).ends_with("=="));
    assert_eq!(secret(&["--encoding", "base64url"]).len(), 86);
    let few = run(&["gen-secret", "--bytes", "8"], &[], b"");
    assert_eq!(few.stdout.len(), 17);
    assert!(
        few.stderr.starts_with("warning: few random bytes"),
        "{}",
        few.stderr
    );
}

#[test]
fn a_jwk_holds_the_bytes_themselves() {
    let jwk = secret(&["--jwk"]);
    let key: serde_json::Value = serde_json::from_str(&jwk).expect("JSON");
    assert_eq!(key["kty"], "oct");
    assert_eq!(key["k"].as_str().map(str::len), Some(86));
    let token = run(&["sign", "{}", "-q"], &[("JWT_KEY", &jwk)], b"").stdout;
    assert_eq!(run(&["verify"], &[("JWT_KEY", &jwk)], &token).code, 0);
    assert_eq!(run(&["verify"], &[("JWT_SECRET", SECRET)], &token).code, 4);
}

#[test]
fn a_file_is_private_and_never_overwritten_unless_forced() {
    let folder = Folder::new("private");
    let path = folder.join("secret.txt");
    let file = path.as_str();
    assert_eq!(run(&["gen-secret", "-o", file], &[], b"").stdout, b"");
    let first = fs::read_to_string(&path).expect("a secret");
    assert_eq!(first.len(), 129);
    assert_eq!(run(&["gen-secret", "-o", file], &[], b"").code, 1);
    assert_eq!(fs::read_to_string(&path).expect("a secret"), first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("they change");
        assert_eq!(
            run(&["gen-secret", "-o", file, "--force"], &[], b"").code,
            0
        );
        assert_eq!(mode(&path), 0o600);
        assert_ne!(fs::read_to_string(&path).expect("a secret"), first);
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_left_alone_even_when_forced() {
    let folder = Folder::new("irregular");
    let (place, link, target) = (
        folder.join("dir"),
        folder.join("link"),
        folder.join("target"),
    );
    fs::create_dir(&place).expect("a folder");
    fs::write(&target, "precious").expect("a file");
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    for path in [&place, &link] {
        let run = run(&["gen-secret", "-o", path, "--force"], &[], b"");
        assert_eq!(run.code, 1);
        assert!(
            run.stderr.contains("is not a regular file"),
            "{}",
            run.stderr
        );
    }
    let null = run(&["gen-secret", "-o", "/dev/null", "--force"], &[], b"");
    assert_eq!(null.code, 1);
    assert_eq!(fs::read_to_string(&target).expect("a file"), "precious");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    for args in [&["gen-secret"][..], &["--help"], &["sign", "{}"]] {
        let output = command(args, &[("JWT_SECRET", SECRET)])
            .stdout(full.try_clone().expect("a handle"))
            .output()
            .expect("the binary runs");
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            stderr.contains("error: standard output: No space left"),
            "{stderr}"
        );
    }
}
