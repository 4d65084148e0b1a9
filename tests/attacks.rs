//! What must never pass: one test an attack, against the built binary. Most tokens here carry a
//! good signature, so that it is the attack that is refused, and not the signature.

use crate::support::{HEADER, SECRET, encode, forge, run, signed, verify};
use std::fs;

/// Verify refuses the token with this code, says why, and prints nothing of it.
#[track_caller]
fn refused(token: impl AsRef<[u8]>, code: i32) -> String {
    let run = verify(token.as_ref());
    assert_eq!(run.code, code, "{}", run.stderr);
    assert!(run.stdout.is_empty(), "something was printed");
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    assert!(!run.stderr.contains(SECRET));
    run.stderr
}

#[track_caller]
fn accepted(token: impl AsRef<[u8]>) -> Vec<u8> {
    let run = verify(token.as_ref());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn the_tests_tokens_are_good_without_an_attack() {
    assert_eq!(accepted(signed(HEADER, r#"{"a":1}"#)), b"{\"a\":1}\n");
}

#[test]
fn alg_none_in_any_spelling_signed_or_not() {
    for alg in ["none", "None", "NONE", "nOnE", " none", "none\\u0020"] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let unsigned = format!("{}.{}.", encode(&header), encode("{}"));
        refused(&unsigned, 4);
        refused(signed(&header, "{}"), 4);
    }
}

#[test]
fn an_algorithm_name_that_is_not_exact() {
    for alg in [
        "hs256",
        "HS256 ",
        " HS256 ",
        "HS256\\u0000",
        "HS-256",
        "HS1",
        "",
    ] {
        refused(signed(&format!(r#"{{"alg":"{alg}"}}"#), "{}"), 4);
    }
}

#[test]
fn an_algorithm_that_is_no_text() {
    for alg in ["null", r#"["HS256"]"#, r#"{"HS256":1}"#, "256", "true"] {
        refused(signed(&format!(r#"{{"alg":{alg}}}"#), "{}"), 3);
    }
    refused(signed("{}", "{}"), 3);
}

#[test]
fn an_algorithm_given_twice() {
    refused(signed(r#"{"alg":"none","alg":"HS256"}"#, "{}"), 3);
    refused(signed(r#"{"alg":"HS256","\u0061lg":"none"}"#, "{}"), 3);
}

#[test]
fn an_algorithm_swapped_without_signing_again() {
    let token = signed(HEADER, "{}");
    let rest = token.split_once('.').expect("a dot").1;
    for alg in ["HS384", "HS512"] {
        let header = encode(format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#));
        refused(format!("{header}.{rest}"), 4);
    }
}

#[test]
fn a_public_key_as_the_secret() {
    const BODY: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{BODY}\n-----END PUBLIC KEY-----\n");
    let spaced = format!("\n \t{pem}");
    let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"}"#;
    let openssh =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh";
    let folder = std::env::temp_dir().join(format!("jwt-attacks-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("secret");
    for secret in [&pem, &spaced, BODY, jwk, openssh] {
        let token = forge(HEADER.as_bytes(), b"{}", secret.as_bytes());
        fs::write(&file, secret).expect("a file");
        let path = file.to_str().expect("a path");
        for (args, env) in [
            (vec!["verify", &token], vec![("JWT_SECRET", secret)]),
            (vec!["verify", &token, "--secret", secret], vec![]),
            (vec!["verify", &token, "--secret-file", path], vec![]),
            (vec!["sign", "{}"], vec![("JWT_SECRET", secret)]),
        ] {
            let run = run(&args, &env, b"");
            assert_eq!(run.code, 1, "{}", run.stderr);
            assert!(run.stdout.is_empty());
        }
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn stray_bits_in_the_last_character_of_each_part() {
    let good = signed(HEADER, r#"{"a":10}"#);
    let parts: Vec<&str> = good.split('.').collect();
    // One more than the last character differs in bits that decoding drops.
    let respelled = |part: &str| {
        let (rest, last) = part.split_at(part.len() - 1);
        let next = char::from(last.as_bytes()[0] + 1);
        format!("{rest}{next}")
    };
    assert_ne!(parts[1].len() % 4, 0);
    assert_ne!(parts[2].len() % 4, 0);
    refused(
        format!("{}.{}.{}", parts[0], respelled(parts[1]), parts[2]),
        3,
    );
    refused(
        format!("{}.{}.{}", parts[0], parts[1], respelled(parts[2])),
        3,
    );
}

#[test]
fn base64_that_is_not_base64url() {
    let good = signed(HEADER, r#"{"a":"???>>>"}"#);
    assert!(good.contains(['-', '_']));
    refused(good.replace('-', "+").replace('_', "/"), 3);
    refused(format!("{good}="), 3);
    refused(good.replacen('.', "=.", 1), 3);
    refused(good.replacen('.', " .", 1), 3);
    refused(good.replacen('.', "\t.", 1), 3);
    refused(good.replacen('.', "\0.", 1), 3);
    refused(good.replacen('.', "\u{200b}.", 1), 3);
}

#[test]
fn signatures_of_the_wrong_length() {
    let good = signed(HEADER, "{}");
    let (input, signature) = good.rsplit_once('.').expect("a dot");
    refused(format!("{input}."), 4);
    refused(format!("{input}.{}", encode([0; 32])), 4);
    // Four characters are three whole bytes: the cut and the longer one are well-formed base64url.
    refused(format!("{input}.{}", &signature[..40]), 4);
    refused(format!("{input}.AAAA{signature}"), 4);
}

#[test]
fn the_wrong_number_of_parts() {
    let good = signed(HEADER, "{}");
    for token in [
        "",
        ".",
        "..",
        "...",
        good.rsplit_once('.').expect("a dot").0,
        &format!("{good}."),
        &format!("{good}.{good}"),
        &format!(".{good}"),
    ] {
        refused(token, 3);
    }
}

#[test]
fn two_million_dots() {
    refused(vec![b'.'; 2_000_000], 3);
    refused(vec![b'.'; 1_000_000], 3);
}

#[test]
fn a_token_of_three_megabytes() {
    let claim = "a".repeat(3_000_000);
    refused(signed(HEADER, &format!(r#"{{"a":"{claim}"}}"#)), 3);
}

#[test]
fn a_token_of_a_mebibyte_is_the_largest() {
    let overhead = signed(HEADER, "").len();
    let payload = ((1 << 20) - overhead) / 4 * 3;
    let largest = format!(r#"{{"a":"{}"}}"#, "a".repeat(payload - 8));
    let payload = accepted(signed(HEADER, &largest));
    assert_eq!(payload.len(), largest.len() + 1);
    let longer = format!(r#"{{"a":"{}"}}"#, "a".repeat(payload.len()));
    refused(signed(HEADER, &longer), 3);
}

#[test]
fn five_thousand_levels_of_nesting() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!("{}0{}", open.repeat(5000), close.repeat(5000));
        refused(signed(HEADER, &format!(r#"{{"a":{deep}}}"#)), 3);
        refused(signed(&format!(r#"{{"alg":"HS256","a":{deep}}}"#), "{}"), 3);
        refused(signed(HEADER, &open.repeat(5000)), 3);
    }
}

#[test]
fn duplicate_names_at_any_depth() {
    for payload in [
        r#"{"role":"user","role":"admin"}"#,
        r#"{"role":"user","\u0072ole":"admin"}"#,
        r#"{"a":[{"b":{"c":1,"c":2}}]}"#,
        r#"{"exp":9999999999,"exp":1}"#,
    ] {
        refused(signed(HEADER, payload), 3);
    }
    refused(signed(r#"{"alg":"HS256","kid":"a","kid":"b"}"#, "{}"), 3);
    refused(signed(r#"{"alg":"HS256","x":{"a":1,"a":2}}"#, "{}"), 3);
}

#[test]
fn a_hundred_thousand_names_cost_no_more_than_their_length() {
    let names: Vec<String> = (0..60_000).map(|i| format!("\"n{i}\":0")).collect();
    let payload = format!("{{{}}}", names.join(","));
    assert_eq!(accepted(signed(HEADER, &payload)).len(), payload.len() + 1);
}

#[test]
fn names_that_are_private_keys_of_a_json_library() {
    for payload in [
        r#"{"$serde_json::private::RawValue":"{\"role\":\"admin\"}"}"#,
        r#"{"$serde_json::private::Number":"1"}"#,
        r#"{"role":{"$serde_json::private::RawValue":"\"admin\""}}"#,
        r#"{"role":{"$serde_json::private::Number":"7"}}"#,
    ] {
        let token = signed(HEADER, payload);
        assert_eq!(accepted(&token), format!("{payload}\n").as_bytes());
        for demand in ["role=admin", "role:=7", r#"role:="admin""#] {
            let env = [("JWT_SECRET", SECRET)];
            assert_eq!(
                run(&["verify", &token, "--claim", demand], &env, b"").code,
                5
            );
        }
        let decoded = run(&["decode", &token], &[], b"");
        assert_eq!(decoded.stdout, format!("{payload}\n").as_bytes());
    }
}

#[test]
fn times_that_are_not_finite_numbers() {
    for name in ["exp", "nbf", "iat"] {
        for time in [
            r#""9999999999""#,
            "null",
            "[9999999999]",
            "1e400",
            "-1e400",
            "true",
            "{}",
        ] {
            let token = signed(HEADER, &format!(r#"{{"{name}":{time}}}"#));
            refused(&token, 3);
            let env = [("JWT_SECRET", SECRET)];
            assert_eq!(run(&["verify", &token, "--ignore-exp"], &env, b"").code, 3);
        }
        for time in ["NaN", "Infinity", "0x7fffffff", "01", "1_000", "+1"] {
            refused(signed(HEADER, &format!(r#"{{"{name}":{time}}}"#)), 3);
        }
    }
}

#[test]
fn critical_extensions_unknown_empty_or_misshapen() {
    refused(signed(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, "{}"), 4);
    refused(
        signed(r#"{"alg":"HS256","crit":["b64"],"b64":true}"#, "{}"),
        4,
    );
    for crit in [
        "[]",
        "null",
        r#""exp""#,
        "[1]",
        r#"["exp"]"#,
        r#"["alg"]"#,
        "{}",
    ] {
        refused(
            signed(&format!(r#"{{"alg":"HS256","crit":{crit}}}"#), "{}"),
            3,
        );
    }
    let many: Vec<String> = (0..50_000).map(|i| format!("\"n{i}\"")).collect();
    let header = format!(r#"{{"alg":"HS256","crit":[{}]}}"#, many.join(","));
    refused(signed(&header, "{}"), 3);
}

#[test]
fn an_unencoded_payload() {
    refused(
        signed(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, "{}"),
        4,
    );
    refused(signed(r#"{"alg":"HS256","b64":false}"#, "{}"), 4);
}

#[test]
fn encryption_parameters_in_three_parts() {
    refused(signed(r#"{"alg":"HS256","enc":"A256GCM"}"#, "{}"), 3);
    refused(signed(r#"{"alg":"HS256","zip":"DEF"}"#, "{}"), 3);
}

#[test]
fn keys_embedded_in_the_header_are_not_trusted() {
    let mine = "attackers-secret-attackers-secret-attackers";
    for parameter in [
        format!(r#""jwk":{{"kty":"oct","k":"{}"}}"#, encode(mine)),
        r#""jku":"https://attacker.example/jwks.json""#.to_owned(),
        r#""x5u":"https://attacker.example/cert.pem""#.to_owned(),
        r#""x5c":["MIIB"]"#.to_owned(),
    ] {
        let header = format!(r#"{{"alg":"HS256",{parameter}}}"#);
        refused(forge(header.as_bytes(), b"{}", mine.as_bytes()), 4);
    }
}

#[test]
fn a_kid_is_compared_and_never_opened() {
    // An empty file as the key would make the empty secret good.
    for kid in [
        "../../dev/null",
        "/dev/null",
        "a' OR '1'='1",
        "\\u0000",
        "$(id)",
        "file:///dev/null",
    ] {
        let header = format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
        refused(forge(header.as_bytes(), b"{}", b""), 4);
        accepted(signed(&header, "{}"));
    }
    refused(signed(r#"{"alg":"HS256","kid":["a"]}"#, "{}"), 3);
}

#[test]
fn tokens_in_json_serialization() {
    let good = signed(HEADER, "{}");
    let parts: Vec<&str> = good.split('.').collect();
    for text in [
        format!(
            r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#,
            parts[0], parts[1], parts[2]
        ),
        format!(r#"{{"":"{good}"}}"#),
        format!(r#"["{good}"]"#),
    ] {
        refused(text, 3);
    }
}

#[test]
fn bytes_that_are_not_text() {
    refused(b"\xff\xfe.\x80.\x00", 3);
    refused([&[0xff][..], signed(HEADER, "{}").as_bytes()].concat(), 3);
    refused(
        forge(HEADER.as_bytes(), b"{\"a\":\"\xff\"}", SECRET.as_bytes()),
        3,
    );
    refused(
        forge(
            b"{\"alg\":\"HS256\",\"x\":\"\xc0\xaf\"}",
            b"{}",
            SECRET.as_bytes(),
        ),
        3,
    );
    refused(signed(HEADER, r#"{"a":"\ud800"}"#), 3);
}

#[test]
fn a_payload_that_is_no_object() {
    for payload in ["", "[]", "\"x\"", "null", "{} {}", "{", "\u{feff}{}"] {
        refused(signed(HEADER, payload), 3);
    }
}

#[test]
fn an_empty_secret() {
    let token = forge(HEADER.as_bytes(), b"{}", b"");
    assert_eq!(run(&["verify", &token], &[("JWT_SECRET", "")], b"").code, 1);
    assert_eq!(run(&["verify", &token, "--secret", ""], &[], b"").code, 1);
    assert_eq!(
        run(&["verify", &token, "--secret-file", "/dev/null"], &[], b"").code,
        1
    );
    assert_eq!(
        run(&["verify", &token, "--secret-file", "-"], &[], b"\n").code,
        1
    );
    let jwk = r#"{"kty":"oct","k":""}"#;
    assert_eq!(run(&["verify", &token], &[("JWT_KEY", jwk)], b"").code, 1);
}

#[test]
fn an_unset_variable_demands_nothing_by_accident() {
    let token = signed(HEADER, "{}");
    let env = [("JWT_SECRET", SECRET)];
    for flag in ["--aud", "--iss", "--sub", "--typ", "--require", "--get"] {
        let run = run(&["verify", &token, flag, ""], &env, b"");
        assert_eq!(run.code, 2, "{flag}: {}", run.stderr);
    }
    assert_eq!(
        run(&["verify", &token, "--claim", "role="], &env, b"").code,
        2
    );
}

#[test]
fn a_key_for_another_purpose() {
    let k = encode(SECRET);
    let token = signed(HEADER, "{}");
    for (members, code) in [
        (r#""use":"sig""#, 0),
        (r#""alg":"HS256""#, 0),
        (r#""key_ops":["sign","verify"]"#, 0),
        (r#""use":"enc""#, 4),
        (r#""key_ops":["encrypt"]"#, 4),
        (r#""key_ops":["sign"]"#, 4),
        (r#""key_ops":[]"#, 4),
        (r#""alg":"HS512""#, 4),
        (r#""alg":"A256GCM""#, 4),
        (r#""alg":"none""#, 1),
        (r#""use":1"#, 1),
        (r#""k":"AAAA""#, 1),
    ] {
        let jwk = format!(r#"{{"kty":"oct","k":"{k}",{members}}}"#);
        let run = run(&["verify", &token], &[("JWT_KEY", &jwk)], b"");
        assert_eq!(run.code, code, "{members}: {}", run.stderr);
        assert!(!run.stderr.contains(&k));
    }
}

#[test]
fn hostile_text_cannot_forge_a_line_of_standard_error() {
    let header = r#"{"alg":"x\nerror: all is well\u001b[2J\u202e"}"#;
    let stderr = refused(signed(header, "{}"), 4);
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(!stderr.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_call_that_quotes_hostile_text_cannot_reach_the_terminal_with_it() {
    let stderr = run(&["verify", "a", "\u{1b}]0;pwned\u{7}"], &[], b"").stderr;
    assert!(
        stderr.starts_with("error: ") && !stderr.contains('\u{1b}'),
        "{stderr:?}"
    );
}

#[test]
fn a_key_in_the_wrong_variable_is_not_shown() {
    let pem = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n";
    let list = format!(r#"[{{"kty":"oct","k":"{}"}}]"#, encode(SECRET));
    for value in [SECRET, pem, &list, &format!("\u{feff}{list}")] {
        let run = run(&["verify", "a.b.c"], &[("JWT_KEY", value)], b"");
        assert_eq!(run.code, 1);
        for leak in [SECRET, "MHcCAQEE", &encode(SECRET)] {
            assert!(!run.stderr.contains(leak), "{}", run.stderr);
        }
    }
}

#[test]
fn a_token_with_a_long_tail_is_not_cut_to_a_good_one() {
    let mut input = signed(HEADER, "{}").into_bytes();
    input.extend(vec![b'\n'; 2_200_000]);
    input.extend(b"junk.junk.junk");
    refused(input, 3);
}

#[test]
fn a_key_set_with_a_name_given_twice() {
    let good = format!(r#"{{"kty":"oct","k":"{}"}}"#, encode(SECRET));
    let token = signed(HEADER, "{}");
    for (set, code) in [
        (format!(r#"{{"keys":[{good}]}}"#), 0),
        (format!(r#"{{"keys":[{good}],"keys":[]}}"#), 1),
        (
            format!(
                r#"{{"kty":"oct","k":"{}","keys":[{good}]}}"#,
                encode(SECRET)
            ),
            1,
        ),
        (
            format!(r#"{{"keys":[{good},{{"kty":"EC","kid":"x"}}]}}"#),
            1,
        ),
        (format!(r#"{{"keys":[{good},{{"kty":"unheard-of"}}]}}"#), 0),
        (r#"{"keys":[]}"#.to_owned(), 1),
    ] {
        let run = run(&["verify", &token], &[("JWT_KEY", &set)], b"");
        assert_eq!(run.code, code, "{set}: {}", run.stderr);
    }
}

#[test]
fn a_set_of_very_many_keys() {
    let keys: Vec<String> = (0..28_000)
        .map(|i| format!(r#"{{"kty":"oct","kid":"{i}","k":"AA"}}"#))
        .collect();
    let set = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    let run = run(
        &["verify", &signed(HEADER, "{}"), "--key", "-"],
        &[],
        set.as_bytes(),
    );
    assert_eq!(run.code, 4, "{}", run.stderr);
}

#[test]
fn no_more_keys_than_the_bound_are_tried_and_that_is_told() {
    let others = (0..40).map(|i| format!(r#"{{"kty":"oct","k":"{}"}}"#, encode([i; 40])));
    let set = format!(r#"{{"keys":[{}]}}"#, others.collect::<Vec<_>>().join(","));
    let run = run(
        &["verify", &signed(HEADER, "{}")],
        &[("JWT_KEY", &set)],
        b"",
    );
    assert_eq!(run.code, 4);
    assert!(
        run.stderr.contains("32 keys, 8 more were not tried"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_payload_is_never_printed_before_its_signature_holds() {
    let token = forge(HEADER.as_bytes(), br#"{"marker":"visible"}"#, b"other");
    for flags in [
        &["--json"][..],
        &["--explain"],
        &["--pretty"],
        &["--get", "marker"],
        &["--jws"],
    ] {
        let args = [&["verify", &token][..], flags].concat();
        let run = run(&args, &[("JWT_SECRET", SECRET)], b"");
        assert_eq!(run.code, 4);
        assert!(!String::from_utf8_lossy(&run.stdout).contains("visible"));
        assert!(!run.stderr.contains("visible"));
    }
}
