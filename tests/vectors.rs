//! Published vectors: Wycheproof's JSON Web Signature and Key tests and the JOSE cookbook. They
//! are read from the folder that `JWT_VECTORS` names; without it the tests say that they were
//! skipped. Exceptions stand in `vector-exceptions.txt`, a line each with its reason; an exception
//! that passes fails like a vector that does not.

use crate::support::{keys, run, verdict};
use jwt_toolkit::codec::base64url;
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use jwt_toolkit::jwk::KeySet;
use jwt_toolkit::jwt::Verifier;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const EXCEPTIONS: &str = include_str!("vector-exceptions.txt");

fn vectors(path: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("JWT_VECTORS") else {
        eprintln!("skipped: JWT_VECTORS does not name the folder of the vectors");
        return None;
    };
    let path = PathBuf::from(folder).join(path);
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_slice(&text).expect("vectors are JSON"))
}

/// The exceptions of one file, each with its reason: tests by their number or a range of numbers,
/// forms of a token by their name, several between commas.
fn exceptions(file: &str) -> BTreeMap<String, &'static str> {
    let mut labels = BTreeMap::new();
    for line in EXCEPTIONS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.splitn(3, ' ');
        let (name, which, reason) = (words.next(), words.next(), words.next());
        let (Some(name), Some(which), Some(reason)) = (name, which, reason) else {
            panic!("an exception is FILE WHICH REASON: {line}");
        };
        for which in which.split(',').filter(|_| name == file) {
            let (first, last) = which.split_once('-').unwrap_or((which, which));
            match (first.parse::<u64>(), last.parse::<u64>()) {
                (Ok(first), Ok(last)) => {
                    labels.extend((first..=last).map(|number| (number.to_string(), reason)));
                }
                _ => drop(labels.insert(which.to_owned(), reason)),
            }
        }
    }
    labels
}

/// The verdict on a JWS with a key or set as the vectors give it, through the library; with the exit
/// code, which is 1 where there is no such key.
fn verdict(jwk: &str, jws: &str) -> Result<(), (i32, String)> {
    let (good, unusable) = keys::load(jwk.as_bytes()).map_err(|error| (1, error.to_string()))?;
    let verifier = Verifier {
        keys: KeySet::join(good, unusable).map_err(|error| (1, error.to_string()))?,
        algorithms: Vec::new(),
        policy: None,
        allow_weak_key: false,
        allow_padding: false,
    };
    verdict::verdict(&verifier, jws.as_bytes()).map(|_| ())
}

/// Runs every test of a Wycheproof file through the library, and those that `sample` picks through
/// the binary too.
fn wycheproof(file: &str, sample: impl Fn(u64) -> bool) {
    let Some(vectors) = vectors(&format!("wycheproof/{file}")) else {
        return;
    };
    let exceptions = exceptions(file);
    let mut unexpected = Vec::new();
    let mut count = 0;
    for group in vectors["testGroups"].as_array().expect("groups") {
        let key = group.get("public").unwrap_or(&group["private"]).to_string();
        for test in group["tests"].as_array().expect("tests") {
            let number = test["tcId"].as_u64().expect("a number");
            let jws = test["jws"]
                .as_str()
                .map_or_else(|| test["jws"].to_string(), str::to_owned);
            let verdict = verdict(&key, &jws);
            let right = verdict.is_ok() == (test["result"] == "valid");
            if right == exceptions.contains_key(&number.to_string()) {
                unexpected.push(format!("{number} ({}): {verdict:?}", test["comment"]));
            }
            if sample(number) {
                let env = [("JWT_KEY", key.as_str())];
                let run = run(&["verify", "--jws", "-q"], &env, jws.as_bytes());
                let code = verdict.map_or_else(|(code, _)| code, |()| 0);
                assert_eq!(run.code, code, "{number}: {}", run.stderr);
            }
            count += 1;
        }
    }
    assert_eq!(
        Some(count),
        vectors["numberOfTests"].as_u64(),
        "every test ran"
    );
    assert!(
        unexpected.is_empty(),
        "{file}: not as expected: {unexpected:#?}"
    );
}

#[test]
fn wycheproof_json_web_signature() {
    wycheproof("json_web_signature_test.json", |number| number % 7 == 1);
}

#[test]
fn wycheproof_json_web_key() {
    wycheproof("json_web_key_test.json", |_| true);
}

/// Verifies every form of a cookbook's token, through the library and the binary, and where it says
/// that the signature can be made again, makes it again.
fn cookbook(path: &str) {
    let Some(vector) = vectors(&format!("jose-cookbook/{path}")) else {
        return;
    };
    let exceptions = exceptions(path.rsplit('/').next().expect("a name"));
    let key = vector["input"]["key"].to_string();
    let payload = vector["input"]["payload"].as_str().expect("a payload");
    for (form, token) in vector["output"].as_object().expect("forms") {
        let text = token
            .as_str()
            .map_or_else(|| token.to_string(), str::to_owned);
        let verdict = verdict(&key, &text);
        let right = verdict.is_ok() != exceptions.contains_key(form);
        assert!(right, "{path}, {form}: {verdict:?}");
        let run = run(&["verify", "--jws"], &[("JWT_KEY", &key)], text.as_bytes());
        let code = verdict.map_or_else(|(code, _)| code, |()| 0);
        assert_eq!(run.code, code, "{path}, {form}: {}", run.stderr);
        if code == 0 {
            assert_eq!(run.stdout, payload.as_bytes());
        }
        if code == 0 && vector["reproducible"] == true {
            let key = keys::load_one(key.as_bytes()).expect("a good key");
            let alg = Alg::named(vector["input"]["alg"].as_str().expect("a name"));
            let header = vector["signing"]["protected_b64u"]
                .as_str()
                .expect("a header");
            let header = base64url::decode(header.as_bytes()).expect("base64url");
            let alg = alg.expect("an algorithm");
            let again = keys::token(alg, &key, &header, payload.as_bytes());
            assert_eq!(again.as_deref(), Some(text.as_str()));
        }
    }
}

#[test]
fn cookbook_signatures() {
    for file in [
        "jws/4_1.rsa_v15_signature.json",
        "jws/4_2.rsa-pss_signature.json",
        "jws/4_3.ecdsa_signature.json",
        "jws/4_4.hmac-sha2_integrity_protection.json",
        "jws/4_5.signature_with_detached_content.json",
        "jws/4_6.protecting_specific_header_fields.json",
        "jws/4_7.protecting_content_only.json",
        "jws/4_8.multiple_signatures.json",
        "curve25519/jws.json",
        "rfc7797/4.2.hmac-sha2_b64_false.json",
        "rfc7797/hmac-sha2_b64_false.json",
    ] {
        cookbook(file);
    }
}

#[test]
fn cookbook_keys() {
    for (file, is_private) in [
        ("3_1.ec_public_key.json", false),
        ("3_2.ec_private_key.json", true),
        ("3_3.rsa_public_key.json", false),
        ("3_4.rsa_private_key.json", true),
        ("3_5.symmetric_key_mac_computation.json", true),
    ] {
        let Some(jwk) = vectors(&format!("jose-cookbook/jwk/{file}")) else {
            return;
        };
        let text = jwk.to_string();
        let key = keys::load_one(text.as_bytes()).expect(file);
        assert_eq!(key.kid(), jwk["kid"].as_str());
        assert_eq!(key.is_private(), is_private);
        assert_eq!(key.check_halves(), Ok(()));
        let written = keys::jwk(&key).expect(file);
        let written: Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(written, jwk, "it is written as it was read");
    }
    // A key for content encryption is none for signatures.
    if let Some(jwk) = vectors("jose-cookbook/jwk/3_6.symmetric_key_encryption.json") {
        let key = keys::load_one(jwk.to_string().as_bytes()).expect("a key for encryption");
        assert!(!key.is_for_signatures());
    }
}
