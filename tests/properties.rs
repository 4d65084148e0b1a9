//! Properties that hold for every input, tried on random ones.

use crate::support::verdict::SIGNATURE;
use crate::support::{self, keys, proptest_config, verdict};
use jwt_toolkit::codec::base64url;
use jwt_toolkit::codec::json::{Json, Kind, lexemes, minify, quote};
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use jwt_toolkit::jwk::Key;
use jwt_toolkit::jwt::{Decoded, Policy, Serialization, Verifier};
use proptest::prelude::*;
use std::process::Stdio;

fn hmac_key(secret: &[u8]) -> Key {
    keys::secret(secret).expect("a good secret")
}

fn verifier(secret: &[u8], policy: Option<Policy>) -> Verifier {
    keys::verifier(vec![hmac_key(secret)], policy)
}

/// The payload of a token that is accepted, or the exit code.
fn verdict(verifier: &Verifier, token: &[u8]) -> Result<Vec<u8>, i32> {
    verdict::verdict(verifier, token).map_err(|(code, _)| code)
}

fn algorithm() -> impl Strategy<Value = Alg> {
    prop::sample::select(vec![Alg::Hs256, Alg::Hs384, Alg::Hs512])
}

/// Something that was JSON once, with a few bytes changed.
fn mutated_json() -> impl Strategy<Value = Vec<u8>> {
    let seeds = vec![
        r#"{"alg":"HS256","typ":"JWT","kid":"a","crit":["x"],"x":{"y":[1,2.5e-3,null]}}"#,
        r#"{"iss":"i","aud":["a","b"],"exp":1e9,"s":"\ud83d\ude00 \n\\ \u0000 é"}"#,
        r#"[[],{},"",0,-0.0,true,false,{"a":{"a":{"a":1}}}]"#,
    ];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    (prop::sample::select(seeds), changes).prop_map(|(seed, changes)| {
        let mut bytes = seed.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(proptest_config(2000))]

    #[test]
    fn base64url_decodes_what_it_encoded(bytes: Vec<u8>) {
        prop_assert_eq!(base64url::decode(base64url::encode(&bytes).as_bytes()), Ok(bytes));
    }

    #[test]
    fn base64url_has_one_spelling_for_everything(text in "[A-Za-z0-9_=+/. -]{0,24}") {
        if let Ok(bytes) = base64url::decode(text.as_bytes()) {
            prop_assert_eq!(base64url::encode(&bytes), text);
        }
    }

    #[test]
    fn what_was_signed_verifies_and_comes_back_to_the_byte(
        secret in prop::collection::vec(any::<u8>(), 1..100),
        payload: Vec<u8>,
        alg in algorithm(),
    ) {
        prop_assume!(keys::secret(&secret).is_ok());
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let text = keys::token(alg, &hmac_key(&secret), header.as_bytes(), &payload).expect("a token");
        prop_assert_eq!(verdict(&verifier(&secret, None), text.as_bytes()), Ok(payload));
    }

    #[test]
    fn one_flipped_bit_of_a_signed_token_never_verifies(
        payload in "\\{\"a\":\"[a-z]{0,40}\"\\}",
        alg in algorithm(),
        at: prop::sample::Index,
        bit in 0..8u32,
    ) {
        let secret = support::SECRET.as_bytes();
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let good = keys::token(alg, &hmac_key(secret), header.as_bytes(), payload.as_bytes()).expect("a token");
        let mut text = good.into_bytes();
        let at = at.index(text.len());
        text[at] ^= 1 << bit;
        for policy in [None, Some(Policy::default())] {
            prop_assert!(verdict(&verifier(secret, policy), &text).is_err());
        }
    }

    #[test]
    fn another_secret_never_verifies(
        signing in prop::collection::vec(any::<u8>(), 1..80),
        verifying in prop::collection::vec(any::<u8>(), 1..80),
        alg in algorithm(),
    ) {
        let padded = |secret: &[u8]| [secret, &[0; 200][..200 - secret.len()]].concat();
        // HMAC pads short keys with zeros, so that two secrets can be one key.
        prop_assume!(padded(&signing) != padded(&verifying));
        prop_assume!(keys::secret(&signing).is_ok());
        prop_assume!(keys::secret(&verifying).is_ok());
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let text = keys::token(alg, &hmac_key(&signing), header.as_bytes(), b"{}").expect("a token");
        prop_assert_eq!(
            verdict(&verifier(&verifying, None), text.as_bytes()),
            Err(SIGNATURE)
        );
    }

    #[test]
    fn random_bytes_are_refused_without_a_panic(bytes: Vec<u8>) {
        let verifier = verifier(support::SECRET.as_bytes(), Some(Policy::default()));
        prop_assert!(verdict(&verifier, &bytes).is_err());
        let _ = Serialization::split(&bytes);
    }

    #[test]
    fn mutated_headers_and_payloads_never_panic(
        header in mutated_json(),
        payload in mutated_json(),
    ) {
        let secret = support::SECRET.as_bytes();
        let text = support::forge(&header, &payload, secret);
        let _ = verdict(&verifier(secret, Some(Policy::default())), text.as_bytes());
        let decoded = Decoded::new(text.as_bytes()).expect("three parts of base64url");
        if let Ok(token) = decoded.read() {
            prop_assert_eq!(token.header().value().kind(), Kind::Object);
        }
    }

    #[test]
    fn json_is_what_an_independent_reader_says_it_is(text in mutated_json()) {
        let ours = Json::parse(&text);
        match serde_json::from_slice::<serde_json::Value>(&text) {
            Ok(theirs) => {
                let ours = ours.expect("we read what they read");
                let again = serde_json::from_str::<serde_json::Value>(&minify(ours.value().text()));
                prop_assert_eq!(again.expect("minified JSON is JSON"), theirs);
            }
            // They refuse numbers beyond 64-bit floats, which are JSON all the same.
            Err(error) if error.to_string().starts_with("number out of range") => {}
            Err(_) => prop_assert!(ours.is_err()),
        }
    }

    #[test]
    fn random_text_as_json_is_what_an_independent_reader_says(text in r#"[\[\]{},:"0-9eE+.\\ntrufalsd -]{0,16}"#) {
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let out_of_range = theirs
            .as_ref()
            .is_err_and(|error| error.to_string().starts_with("number out of range"));
        prop_assert_eq!(Json::parse(text.as_bytes()).is_ok(), theirs.is_ok() || out_of_range);
    }

    #[test]
    fn quoted_text_reads_back(text: String) {
        let quoted = quote(&text);
        let json = Json::parse(quoted.as_bytes()).expect("a JSON string");
        prop_assert_eq!(json.value().as_str().expect("a string"), text);
        prop_assert_eq!(lexemes(&quoted).count(), 1);
    }
}

proptest! {
    #![proptest_config(proptest_config(40))]

    #[test]
    fn the_binary_survives_random_and_mutated_tokens(
        bytes: Vec<u8>,
        header in mutated_json(),
        payload in mutated_json(),
    ) {
        let forged = support::forge(&header, &payload, support::SECRET.as_bytes());
        for stdin in [&bytes, forged.as_bytes()] {
            for args in [&["verify"][..], &["decode"], &["decode", "--pretty"], &["decode", "--json"]] {
                let run = support::run(args, &[("JWT_SECRET", support::SECRET)], stdin);
                prop_assert!((0..=7).contains(&run.code), "{:?} ended with {}", args, run.code);
                prop_assert!(!run.stderr.contains("panicked"));
            }
        }
    }
}

/// A line of random bytes, which is not blank.
fn random_line() -> impl Strategy<Value = Vec<u8>> {
    let byte = any::<u8>().prop_filter("no line break", |byte| *byte != b'\n');
    let line = prop::collection::vec(byte, 1..100);
    line.prop_filter("not blank", |line| !line.trim_ascii().is_empty())
}

proptest! {
    #![proptest_config(proptest_config(20))]

    /// As it is for one of them, with what is pasted along taken off.
    #[test]
    fn random_lines_are_refused_without_a_panic(lines in prop::collection::vec(random_line(), 100)) {
        let args = ["verify", "--lines", "--quiet"];
        let run = support::run(&args, &[("JWT_SECRET", support::SECRET)], &lines.join(&b'\n'));
        prop_assert!([3, 4].contains(&run.code), "ended with {}", run.code);
        prop_assert!(run.stdout.is_empty());
        prop_assert!(!run.stderr.contains("panicked"));
        prop_assert_eq!(run.stderr.lines().filter(|line| line.starts_with("line ")).count(), 100);
    }
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_verdict() {
    let token = support::signed(support::HEADER, "{}");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut child = support::command(&["verify", &token], &[("JWT_SECRET", support::SECRET)])
        .stdout(writer)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
