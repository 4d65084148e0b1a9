//! Published vectors: Wycheproof's JSON Web Signature and Key tests and the JOSE cookbook. They
//! are read from the folder that `JWT_VECTORS` names; without it the tests say that they were
//! skipped. Exceptions stand in `vector-exceptions.txt`, a line each with its reason; an exception
//! that passes fails like a vector that does not.

mod support;

use jwt_toolkit::codec::compact::Compact;
use jwt_toolkit::error::Exit;
use jwt_toolkit::keys::{self, KeySet};
use jwt_toolkit::time::NumericDate;
use jwt_toolkit::verify::{Parts, Verifier};
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

/// The exceptions of one file: a test's number or a range of them, and the reason.
fn exceptions(file: &str) -> BTreeMap<u64, &'static str> {
    let mut numbers = BTreeMap::new();
    for line in EXCEPTIONS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.splitn(3, ' ');
        let (name, range, reason) = (words.next(), words.next(), words.next());
        let (Some(name), Some(range), Some(reason)) = (name, range, reason) else {
            panic!("an exception is FILE NUMBERS REASON: {line}");
        };
        if name == file {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let first: u64 = first.parse().expect("a number");
            let last: u64 = last.parse().expect("a number");
            numbers.extend((first..=last).map(|number| (number, reason)));
        }
    }
    numbers
}

/// The verdict on a JWS with a key or set as the vectors give it, through the library.
fn verdict(jwk: &str, jws: &str) -> Result<(), Exit> {
    let (good, unusable) =
        keys::load(jwk.as_bytes(), "the vector").map_err(|_| Exit::CouldNotRun)?;
    let verifier = Verifier {
        keys: KeySet::join(good, unusable).map_err(|_| Exit::CouldNotRun)?,
        algorithms: Vec::new(),
        policy: None,
        allow_weak_key: false,
    };
    let compact = Compact::split(jws.as_bytes()).map_err(|_| Exit::Malformed)?;
    let parts = Parts::decode(&compact).map_err(|_| Exit::Malformed)?;
    let now = NumericDate::from_seconds(0.0).expect("finite");
    let verdict = verifier.verify(&compact, &parts, now, |_| ());
    verdict.map(|_| ()).map_err(|rejected| rejected.exit())
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
            if right == exceptions.contains_key(&number) {
                unexpected.push(format!("{number} ({}): {verdict:?}", test["comment"]));
            }
            if sample(number) {
                let env = [("JWT_KEY", key.as_str())];
                let run = support::run(&["verify", "--jws", "-q"], &env, jws.as_bytes());
                let code = verdict.map_or_else(|exit| exit as i32, |()| 0);
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

#[test]
fn cookbook_hmac_sha2_integrity_protection() {
    let Some(vector) = vectors("jose-cookbook/jws/4_4.hmac-sha2_integrity_protection.json") else {
        return;
    };
    let key = vector["input"]["key"].to_string();
    let jws = vector["output"]["compact"].as_str().expect("a token");
    assert_eq!(verdict(&key, jws), Ok(()));
    let run = support::run(&["verify", "--jws", jws], &[("JWT_KEY", &key)], b"");
    let payload = vector["input"]["payload"].as_str().expect("a payload");
    assert_eq!((run.code, run.stdout.as_slice()), (0, payload.as_bytes()));
}

#[test]
fn cookbook_secret_is_a_key() {
    let Some(jwk) = vectors("jose-cookbook/jwk/3_5.symmetric_key_mac_computation.json") else {
        return;
    };
    let (good, unusable) = keys::load(jwk.to_string().as_bytes(), "3.5").expect("a good key");
    assert_eq!((good.len(), unusable.len()), (1, 0));
    assert_eq!(good[0].kid(), jwk["kid"].as_str());
}
