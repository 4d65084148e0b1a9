//! Attacks on asymmetric keys: one test an attack, against the built binary. Most tokens here carry
//! a good signature, so that it is the attack that is refused, and not the signature.

use crate::support::der::{RSA, RSASSA_PSS, octets, pem, pkcs8, pss_parameters, spki};
use crate::support::{HEADER, Run, SECRET, encode, forge, keys, proptest_config, run};
use ::der::asn1::{AnyRef, OctetStringRef, UintRef};
use ::der::{Decode, Encode};
use ::spki::SubjectPublicKeyInfoRef;
use aws_lc_rs::encoding::{AsDer, AsRawBytes};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING,
    ECDSA_P256K1_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_ASN1_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, ML_DSA_44_SIGNING, PqdsaKeyPair, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use jwt_toolkit::jwk::{Key, KeyError, Operation, ThumbprintHash, thumbprint};
use pkcs8::pkcs5::pbes2::{
    EncryptionScheme, Kdf, Parameters, Pbkdf2Params, Pbkdf2Prf, ScryptParams,
};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A certificate and its key, by openssl.
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhQgk1wuToeNBsFXjYt3PQ0CwWEcGTAFBgMrZXAwDjEMMAoG
A1UEAwwDand0MCAXDTI2MTEyMjIwMzgzM1oYDzIxMjYxMDI5MjAzODMzWjAOMQww
CgYDVQQDDANqd3QwKjAFBgMrZXADIQD2Mi2Xp5401JooNPKDzJ4Hd/xVKEK9gHvo
ViIJPJo7UaNTMFEwHQYDVR0OBBYEFA3HygOC1yshU0hJwal8aMc/puT+MB8GA1Ud
IwQYMBaAFA3HygOC1yshU0hJwal8aMc/puT+MA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EA3mdnhp4Jvb7jkc0j54Zs0lnb0PoYzTiNC6T0A8XglPDX+/E1YmFQuhZm
bdI77KyMKP0hpWVTsWJh9NEYwBJ9Bg==
-----END CERTIFICATE-----
";
const CERTIFIED: &str = "\
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIP7D7aXJ0bb1hqHOIK/IBn+npxYCsw7vgjqYL2hm7MlZ
-----END PRIVATE KEY-----
";

/// A public key by ssh-keygen.
const OPENSSH: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC7/h63GdpFIQ9cg1IUooQcQLUIjr0+Svx6i/tiBD7Jq me";

/// An RSA key of 1024 bits, and what it signed: `{"alg":…}`, `{}`. PS512 does not fit into it.
const RSA_1024: &str = "\
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDnIAhyZS+u2JQPELv7Ute7GoYd
1bKInhrBDOVeU4OV3gB+qGGz5VsOPSQirs609g8z8LMfq6iul49U6Lyqw0cQKAod
Bbhp65+4wvrO4gNveFem39TnuNFt5YFuJybv9u3SojFyw3saH6KQooHnIwbYk0P6
sPVI+bqGHQmPIWKu/wIDAQAB
-----END PUBLIC KEY-----
";
const BY_RSA_1024: [(&str, &str); 5] = [
    (
        "RS256",
        "oKPJyGv7VOIYNje7NxzcmF7a01c_PzdKkF-F8aRm5kHfJWwHifalviFp9vI1PO93xXUvZEM9Mkesk9j3VBZ0gkbVMWweqbEUcYmrAUeSguT1LpISNwqpZvNkMqvG-Xh7VGXt5QDm8y3gQsKl9jdJs0xJnbMvnJ09JPj7VsK7ycU",
    ),
    (
        "RS384",
        "H14TWUlNnuThB70B2G2iwpf39YI4_51pDWtNdt_rf5odZruUR6H-h5fWQuYhuqk4CPS7Fu8SohaetjlFrNv4vaMALwiTIJEG5zqJJxkO0DWQhwVklaKUCZz7_740KHo-gQMgAk6TW3OCNFYaoNJei712RULI6n3EL1uFE5WiFJw",
    ),
    (
        "RS512",
        "NQV_nZbe6XFNbw0tYcBD-xGkqgXrrAj5-BRtdlDjLIqPljAFvTLU2iKwTrkjHtJjG-YM9g8offQzqH8nWT0zGnwVCbjSRHSRQ5oDtLTUahbkmEesPudDpKFyb1fuUlaHiplN_JlsWGya6Usq9l5emKVWFhEj3Fr1SW_-ln0dCrU",
    ),
    (
        "PS256",
        "LqicS6YCDiygqCg-NFOJOGmui90puw-fuSKNVFVLLT1Gx4SYlYvA-OsWClxxJvfb-g0W8MFcJhpaaUIn0qKPmJJ-zlQip-kN2xCGeiAJrPymxzq91IqZm8KPN5yQAeANd8cAxIVwibT3Z130FKMDLNXOklRyBbvoqj65bcpddjk",
    ),
    (
        "PS384",
        "kouCINRUOGI_sLSlCjVhMurHT6pHrEn2za_6Of0rwV8RWLxa_azJArPGCJ2-JEZF0U2KU2JMzLfGAzEWbRTxkN_rbs4kt3zy3HPJjiIut8RT1g_-aHs7L3fwlgpnPNeIaxhzDCjJLoIejybrwOMCIS1I0jWh9IoKyMNMxuyBnRQ",
    ),
];

/// The identifier of Ed25519 keys.
const ED25519: &str = "1.3.101.112";

/// A key that another library made, with its forms.
struct Pair {
    alg: Alg,
    key: Key,
    pkcs8: Vec<u8>,
    spki: Vec<u8>,
    private_jwk: String,
    public_jwk: String,
}

const ALGORITHMS: [Alg; 7] = [
    Alg::Rs256,
    Alg::Es256,
    Alg::Es384,
    Alg::Es512,
    Alg::Es256k,
    Alg::EdDsa,
    Alg::MlDsa44,
];

static PAIRS: LazyLock<[Pair; 7]> = LazyLock::new(|| ALGORITHMS.map(Pair::make));
/// Others of the same kinds.
static STRANGERS: LazyLock<[Pair; 7]> = LazyLock::new(|| ALGORITHMS.map(Pair::make));

fn of(pairs: &'static [Pair], alg: Alg) -> &'static Pair {
    let found = pairs.iter().find(|pair| pair.alg == alg);
    found.expect("one of the algorithms above")
}

fn pair(alg: Alg) -> &'static Pair {
    of(&*PAIRS, alg)
}

fn stranger(alg: Alg) -> &'static Pair {
    of(&*STRANGERS, alg)
}

impl Pair {
    fn make(alg: Alg) -> Self {
        let random = SystemRandom::new();
        let ec = |alg| {
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(alg, &random).expect("an EC key");
            pkcs8.as_ref().to_vec()
        };
        let pkcs8 = match alg {
            Alg::Es256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Alg::Es384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Alg::Es512 => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
            Alg::Es256k => ec(&ECDSA_P256K1_SHA256_FIXED_SIGNING),
            Alg::EdDsa => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&random).expect("an Ed25519 key");
                pkcs8.as_ref().to_vec()
            }
            Alg::MlDsa44 => {
                let pair = PqdsaKeyPair::generate(&ML_DSA_44_SIGNING).expect("an ML-DSA key");
                pair.to_pkcs8v1().expect("PKCS#8").as_ref().to_vec()
            }
            _ => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
                pair.as_der().expect("PKCS#8").as_ref().to_vec()
            }
        };
        let key = load_one(&pkcs8);
        let spki = keys::spki(&key).expect("SPKI");
        Self {
            alg,
            private_jwk: keys::jwk(&key).expect("a JWK"),
            public_jwk: keys::jwk(&load_one(&spki)).expect("a JWK"),
            key,
            pkcs8,
            spki,
        }
    }

    /// A token with this header by this key.
    fn signed(&self, header: &Value) -> String {
        self.signed_as(header, self.alg)
    }

    fn signed_as(&self, header: &Value, alg: Alg) -> String {
        let header = header.to_string();
        let token = keys::token(alg, &self.key, header.as_bytes(), b"{}");
        token.expect("the key signs")
    }

    fn token(&self) -> String {
        self.signed(&json!({"alg": self.alg.name()}))
    }

    /// The signing input of a token, and its signature.
    fn parts(&self) -> (String, Vec<u8>) {
        let token = self.token();
        let (input, signature) = token.rsplit_once('.').expect("a dot");
        (input.to_owned(), decode(signature))
    }
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

fn load_one(content: &[u8]) -> Key {
    keys::load_one(content).expect("a good key")
}

fn pem_content(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    STANDARD.decode(lines.collect::<String>()).expect("base64")
}

/// A JWK with some members set, or taken away by `null`.
fn edited(jwk: &str, members: &Value) -> String {
    let mut jwk: Value = serde_json::from_str(jwk).expect("a JWK");
    let object = jwk.as_object_mut().expect("an object");
    for (name, value) in members.as_object().expect("members") {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
    jwk.to_string()
}

fn member(jwk: &str, name: &str) -> Vec<u8> {
    let jwk: Value = serde_json::from_str(jwk).expect("a JWK");
    decode(jwk[name].as_str().expect("a member of text"))
}

fn set(jwks: &[&str]) -> String {
    format!(r#"{{"keys":[{}]}}"#, jwks.join(","))
}

/// Verifies a token with a key from standard input.
fn verify(token: &str, key: impl AsRef<[u8]>) -> Run {
    verify_and(token, key, &[])
}

fn verify_and(token: &str, key: impl AsRef<[u8]>, more: &[&str]) -> Run {
    let args = [&["verify", token, "--key", "-"], more].concat();
    run(&args, &[], key.as_ref())
}

fn sign_with(key: impl AsRef<[u8]>) -> Run {
    let args = ["sign", "{}", "--quiet", "--key", "-"];
    run(&args, &[], key.as_ref())
}

/// The run ended with this code, and if it failed, with an error and nothing on stdout.
#[track_caller]
fn ends(run: &Run, code: i32) {
    assert_eq!(run.code, code, "{}", run.stderr);
    if code != 0 {
        assert!(run.stdout.is_empty(), "something was printed");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
}

/// The run ended with this code, and its error says this.
#[track_caller]
fn says(run: &Run, code: i32, text: &str) {
    ends(run, code);
    assert!(run.stderr.contains(text), "{}", run.stderr);
}

fn temporary(name: &str, content: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("key_attacks-{name}"));
    std::fs::write(&path, content).expect("a file in the folder for tests");
    path
}

fn arg(path: &std::path::Path) -> &str {
    path.to_str().expect("a path of text")
}

#[test]
fn the_tests_keys_are_good_without_an_attack() {
    for pair in &*PAIRS {
        let token = pair.token();
        for key in [&pair.pkcs8, &pair.spki] {
            ends(&verify(&token, key), 0);
        }
        for jwk in [&pair.private_jwk, &pair.public_jwk] {
            ends(&verify(&token, jwk), 0);
        }
        ends(&sign_with(&pair.pkcs8), 0);
        ends(&verify(&token, &stranger(pair.alg).spki), 4);
    }
    let header = json!({"alg": "EdDSA"}).to_string();
    let key = load_one(CERTIFIED.as_bytes());
    let token = keys::token(Alg::EdDsa, &key, header.as_bytes(), b"{}");
    ends(&verify(&token.expect("a token"), CERTIFICATE), 0);
}

/// Every form of a public key that an attacker may know to the byte.
fn public_forms() -> Vec<Vec<u8>> {
    let mut forms: Vec<Vec<u8>> = Vec::new();
    for pair in &*PAIRS {
        let text = pem("PUBLIC KEY", &pair.spki);
        forms.push(text.strip_suffix(b"\n").expect("a line break").to_vec());
        forms.push(text);
        forms.push(STANDARD.encode(&pair.spki).into_bytes());
        forms.push(encode(&pair.spki).into_bytes());
        forms.push(hex::encode(&pair.spki).into_bytes());
        forms.push(pair.spki.clone());
        forms.push(pair.public_jwk.clone().into_bytes());
        forms.push(format!("{}\n", pair.public_jwk).into_bytes());
        forms.push(set(&[&pair.public_jwk]).into_bytes());
    }
    let spki = SubjectPublicKeyInfoRef::from_der(&pair(Alg::Rs256).spki).expect("SPKI");
    let pkcs1 = spki.subject_public_key.as_bytes().expect("whole bytes");
    forms.push(pkcs1.to_vec());
    forms.push(pem("RSA PUBLIC KEY", pkcs1));
    forms.push(CERTIFICATE.into());
    forms.push(pem_content(CERTIFICATE));
    forms.push(STANDARD.encode(pem_content(CERTIFICATE)).into_bytes());
    forms.push(OPENSSH.into());
    forms
}

#[test]
fn a_public_keys_bytes_as_the_secret() {
    for (i, form) in public_forms().into_iter().enumerate() {
        let token = forge(HEADER.as_bytes(), b"{}", &form);
        let path = temporary(&format!("secret-{i}"), &form);
        let file = run(&["verify", &token, "--secret-file", arg(&path)], &[], b"");
        says(&file, 1, "not a secret");
        let Ok(text) = std::str::from_utf8(&form) else {
            continue;
        };
        let flag = format!("--secret={text}");
        says(
            &run(&["verify", &token, &flag], &[], b""),
            1,
            "not a secret",
        );
        let variable = run(&["verify", &token], &[("JWT_SECRET", text)], b"");
        says(&variable, 1, "not a secret");
        // Signing with it would make such tokens for others to accept.
        let signing = run(&["sign", "{}"], &[("JWT_SECRET", text)], b"");
        says(&signing, 1, "not a secret");
    }
}

#[test]
fn a_public_keys_bytes_as_an_encoded_secret() {
    for form in public_forms() {
        let token = forge(HEADER.as_bytes(), b"{}", &form);
        for (encoding, text) in [
            ("hex", hex::encode(&form)),
            ("base64", STANDARD.encode(&form)),
            ("base64url", encode(&form)),
        ] {
            let args = ["verify", &token, "--secret-encoding", encoding];
            says(
                &run(&args, &[("JWT_SECRET", &text)], b""),
                1,
                "not a secret",
            );
        }
        let jwk = json!({"kty": "oct", "k": encode(&form)}).to_string();
        says(&verify(&token, &jwk), 1, "not a secret");
        let set = set(&[&edited(&jwk, &json!({"kid": "a"}))]);
        says(&verify(&token, set), 4, "not a secret");
    }
}

#[test]
fn a_jwk_in_quotes_or_utf_16_as_the_secret() {
    for pair in &*PAIRS {
        let jwk = &pair.public_jwk;
        let utf_16 = format!("\u{feff}{jwk}");
        for form in [
            format!("'{jwk}'").into_bytes(),
            format!("\"{jwk}\"").into_bytes(),
            format!("{jwk:?}").into_bytes(),
            utf_16.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ] {
            let token = forge(HEADER.as_bytes(), b"{}", &form);
            let args = ["verify", &token, "--secret-file", "-"];
            says(&run(&args, &[], &form), 1, "not a secret");
        }
    }
}

#[test]
fn a_token_signed_with_a_public_keys_bytes_against_that_key() {
    for form in public_forms() {
        let token = forge(HEADER.as_bytes(), b"{}", &form);
        let run = verify(&token, &form);
        // DER in base64 or hex is no form that keys are read in.
        let code = if run.stderr.contains("in base64 or hex") {
            1
        } else {
            4
        };
        ends(&run, code);
        assert!(
            code == 1 || run.stderr.contains("HS256 needs a secret"),
            "{}",
            run.stderr
        );
    }
}

/// The orders of the curves, in hex, in full length.
fn order(alg: Alg) -> Vec<u8> {
    hex::decode(match alg {
        Alg::Es256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".into(),
        Alg::Es384 => format!(
            "{}c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
            "f".repeat(48)
        ),
        Alg::Es512 => format!(
            "01{}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
            "f".repeat(64)
        ),
        Alg::Es256k => "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141".into(),
        other => panic!("{other} has no curve"),
    })
    .expect("hex")
}

const ECDSA: [Alg; 4] = [Alg::Es256, Alg::Es384, Alg::Es512, Alg::Es256k];

#[test]
fn ecdsa_numbers_that_are_zero_or_out_of_range() {
    for alg in ECDSA {
        let pair = pair(alg);
        let (input, signature) = pair.parts();
        let (r, s) = signature.split_at(signature.len() / 2);
        let order = order(alg);
        let zero = vec![0; r.len()];
        let most = vec![0xff; r.len()];
        let one = [&zero[1..], &[1]].concat();
        for (r, s) in [
            (&zero[..], &zero[..]),
            (&zero, s),
            (r, &zero),
            (&order, s),
            (r, &order),
            (&order, &order),
            (&zero, &order),
            (&most, s),
            (r, &most),
            (&most, &most),
            (&one, &one),
            (s, r),
        ] {
            let token = format!("{input}.{}", encode([r, s].concat()));
            says(&verify(&token, &pair.spki), 4, "signature does not match");
        }
    }
}

#[test]
fn ecdsa_signatures_in_der() {
    for alg in ECDSA {
        let pair = pair(alg);
        let (input, _) = pair.parts();
        let asn1 = match alg {
            Alg::Es256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
            Alg::Es384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
            Alg::Es512 => &ECDSA_P521_SHA512_ASN1_SIGNING,
            _ => &ECDSA_P256K1_SHA256_ASN1_SIGNING,
        };
        let signer = EcdsaKeyPair::from_pkcs8(asn1, &pair.pkcs8).expect("a pair");
        let signature = signer.sign(&SystemRandom::new(), input.as_bytes());
        let token = format!("{input}.{}", encode(signature.expect("a signature")));
        ends(&verify(&token, &pair.spki), 4);
    }
}

#[test]
fn signatures_too_long_or_too_short() {
    for pair in &*PAIRS {
        let (input, signature) = pair.parts();
        let half = signature.len() / 2;
        let (r, s) = signature.split_at(half);
        for bad in [
            vec![],
            vec![0],
            vec![0; signature.len()],
            vec![0xff; signature.len()],
            signature[1..].to_vec(),
            signature[..signature.len() - 1].to_vec(),
            r.to_vec(),
            [&[0], &signature[..]].concat(),
            [&signature[..], &[0]].concat(),
            [&[0], r, &[0], s].concat(),
            [&r[1..], &s[1..]].concat(),
            [&signature[..], &signature[..]].concat(),
            [&[0; 2][..], &signature].concat(),
        ] {
            let token = format!("{input}.{}", encode(&bad));
            ends(&verify(&token, &pair.spki), 4);
        }
    }
}

#[test]
fn rsa_signatures_that_are_no_smaller_than_the_modulus() {
    let pair = pair(Alg::Rs256);
    let modulus = member(&pair.public_jwk, "n");
    let token = pair.token();
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let input = format!("{}.e30", encode(format!(r#"{{"alg":"{alg}"}}"#)));
        let forged = format!("{input}.{}", encode(&modulus));
        ends(&verify(&forged, &pair.spki), 4);
    }
    // The same number modulo n, where it still fits.
    let (input, signature) = token.rsplit_once('.').expect("a dot");
    let (mut sum, mut carry) = (decode(signature), 0);
    for (digit, other) in sum.iter_mut().zip(&modulus).rev() {
        let digits = u16::from(*digit) + u16::from(*other) + carry;
        *digit = digits.to_le_bytes()[0];
        carry = digits >> 8;
    }
    if carry == 1 {
        sum.insert(0, 1);
    }
    ends(&verify(&format!("{input}.{}", encode(&sum)), &pair.spki), 4);
}

#[test]
fn ed25519_signatures_with_a_number_beyond_the_order() {
    const ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let pair = pair(Alg::EdDsa);
    let (input, mut signature) = pair.parts();
    let order = hex::decode(ORDER).expect("hex");
    let mut carry = 0;
    for (digit, other) in signature[32..].iter_mut().zip(&order) {
        let digits = u16::from(*digit) + u16::from(*other) + carry;
        *digit = digits.to_le_bytes()[0];
        carry = digits >> 8;
    }
    let token = format!("{input}.{}", encode(&signature));
    ends(&verify(&token, &pair.spki), 4);
}

#[test]
fn a_point_off_the_curve() {
    for alg in ECDSA {
        let pair = pair(alg);
        let token = pair.token();
        let (x, y) = (member(&pair.public_jwk, "x"), member(&pair.public_jwk, "y"));
        let zero = vec![0; x.len()];
        let mut other = y.clone();
        *other.last_mut().expect("a byte") ^= 1;
        for (x, y) in [
            (&x, &other),
            (&zero, &zero),
            (&y, &x),
            (&x, &x),
            (&zero, &y),
        ] {
            let jwk = edited(&pair.public_jwk, &json!({"x": encode(x), "y": encode(y)}));
            says(&verify(&token, &jwk), 1, "not a point on");
            let named = set(&[&edited(&jwk, &json!({"kid": "a"}))]);
            let selecting = pair.signed(&json!({"alg": alg.name(), "kid": "a"}));
            says(&verify(&selecting, named), 4, "not a point on");
        }
        let mut spki = pair.spki.clone();
        *spki.last_mut().expect("a byte") ^= 1;
        says(&verify(&token, &spki), 1, "not a point on");
        says(
            &verify(&token, pem("PUBLIC KEY", &spki)),
            1,
            "not a point on",
        );
        // A private key's own copy of its point.
        let jwk = edited(&pair.private_jwk, &json!({"y": encode(&other)}));
        says(&verify(&token, &jwk), 1, "not a point on");
        says(&sign_with(&jwk), 1, "not a point on");
    }
}

#[test]
fn coordinates_and_private_numbers_of_the_wrong_length() {
    for alg in ECDSA {
        let pair = pair(alg);
        for name in ["x", "y", "d"] {
            let number = member(&pair.private_jwk, name);
            let cut = if number[0] == 0 {
                &[][..]
            } else {
                &number[1..]
            };
            for bad in [
                cut.to_vec(),
                [&[0], &number[..]].concat(),
                [&number[..], &[0]].concat(),
                Vec::new(),
            ] {
                let jwk = edited(&pair.private_jwk, &json!({name: encode(bad)}));
                ends(&verify(&pair.token(), &jwk), 1);
                ends(&sign_with(&jwk), 1);
            }
        }
    }
}

#[test]
fn a_curve_by_another_name() {
    for alg in ECDSA {
        let pair = pair(alg);
        for crv in [
            "P-256",
            "P-384",
            "P-521",
            "secp256k1",
            "P-256K",
            "p-256",
            "Ed25519",
            "",
        ] {
            assert_eq!(pair.key.default_algorithm(), alg);
            if crv == pair.key.kind().name() {
                continue;
            }
            let jwk = edited(&pair.public_jwk, &json!({"crv": crv}));
            ends(&verify(&pair.token(), &jwk), 1);
        }
    }
}

#[test]
fn a_token_for_another_curve_than_the_keys() {
    for alg in ECDSA {
        for other in ECDSA.into_iter().filter(|other| *other != alg) {
            let token = pair(alg).signed(&json!({"alg": other.name()}));
            let run = verify(&token, &pair(alg).spki);
            says(&run, 4, &format!("{other} needs a"));
            assert!(run.stderr.contains(pair(alg).key.kind().name()));
        }
    }
}

fn rsa_jwk(modulus: &[u8], exponent: &[u8]) -> String {
    json!({"kty": "RSA", "kid": "a", "n": encode(modulus), "e": encode(exponent)}).to_string()
}

/// A public RSA key in PKCS#1 and in SPKI.
fn rsa_der(modulus: &[u8], exponent: &[u8]) -> [Vec<u8>; 2] {
    let pkcs1 = pkcs1::RsaPublicKeyRef {
        modulus: UintRef::new(modulus).expect("a number"),
        public_exponent: UintRef::new(exponent).expect("a number"),
    };
    let pkcs1 = pkcs1.to_der().expect("PKCS#1");
    let spki = spki(RSA, Some(AnyRef::NULL), &pkcs1);
    [pkcs1, spki]
}

/// An RSA key of these numbers is refused in every form, for this reason.
#[track_caller]
fn rsa_is_refused(modulus: &[u8], exponent: &[u8], reason: &str) {
    let pair = pair(Alg::Rs256);
    let jwk = rsa_jwk(modulus, exponent);
    let token = pair.signed(&json!({"alg": "RS256", "kid": "a"}));
    says(&verify_and(&token, &jwk, &["--allow-weak-key"]), 1, reason);
    says(&verify(&token, set(&[&jwk])), 4, reason);
    let [pkcs1, spki] = rsa_der(modulus, exponent);
    says(&verify(&token, pem("RSA PUBLIC KEY", &pkcs1)), 1, reason);
    says(&verify(&token, pem("PUBLIC KEY", &spki)), 1, reason);
    says(&verify(&token, &pkcs1), 1, reason);
    says(&verify(&token, &spki), 1, reason);
}

#[test]
fn an_rsa_exponent_of_one_or_even_or_huge() {
    let modulus = member(&pair(Alg::Rs256).public_jwk, "n");
    for exponent in [&[0][..], &[1], &[2], &[1, 0, 0], &[4, 0, 0, 0, 2]] {
        rsa_is_refused(&modulus, exponent, "RSA exponent is even or one");
    }
    for exponent in [
        &[4, 0, 0, 0, 1][..],
        &[1, 0, 0, 0, 0, 0, 0, 0, 1],
        &[0x7f; 255],
    ] {
        rsa_is_refused(&modulus, exponent, "RSA exponent is longer");
    }
}

/// With an exponent of one the padded hash is its own signature.
#[test]
fn a_signature_for_an_rsa_exponent_of_one() {
    use sha2::Digest as _;
    const DIGEST_INFO: &str = "3031300d060960864801650304020105000420";
    let modulus = member(&pair(Alg::Rs256).public_jwk, "n");
    let input = format!("{}.e30", encode(r#"{"alg":"RS256"}"#));
    let hash = sha2::Sha256::digest(&input);
    let info = [&hex::decode(DIGEST_INFO).expect("hex")[..], &hash].concat();
    let padding = vec![0xff; modulus.len() - info.len() - 3];
    let signature = [&[0, 1][..], &padding, &[0], &info].concat();
    let token = format!("{input}.{}", encode(signature));
    ends(&verify(&token, rsa_jwk(&modulus, &[1])), 1);
}

#[test]
fn an_rsa_modulus_that_is_even_or_too_small_or_too_large() {
    let modulus = member(&pair(Alg::Rs256).public_jwk, "n");
    let exponent = [1, 0, 1];
    let mut even = modulus.clone();
    *even.last_mut().expect("a byte") &= 0xfe;
    rsa_is_refused(&even, &exponent, "do not belong together");
    for small in [&[3][..], &[0xff; 64], &[0xc1; 96], &[0x7f; 128]] {
        rsa_is_refused(small, &exponent, "bits is not supported");
    }
    rsa_is_refused(&[0xc1; 1025], &exponent, "bits is not supported");
    rsa_is_refused(&[0xc1; 8192], &exponent, "bits is not supported");
}

#[test]
fn an_rsa_key_of_1024_bits() {
    for (alg, signature) in BY_RSA_1024 {
        let header = encode(format!(r#"{{"alg":"{alg}"}}"#));
        let token = format!("{header}.e30.{signature}");
        let too_few = format!("{alg} needs at least 2048 bits, it has 1024");
        says(&verify(&token, RSA_1024), 4, &too_few);
        let run = verify_and(&token, RSA_1024, &["--allow-weak-key"]);
        match alg {
            "RS256" | "RS512" => ends(&run, 0),
            _ => says(&run, 4, &too_few),
        }
        let damaged = token.replace(".e30.", ".e31.");
        let run = verify_and(&damaged, RSA_1024, &["--allow-weak-key"]);
        assert_ne!(run.code, 0, "{alg}");
    }
}

/// Modulo each prime of the fingerprint the number is 65537: a multiple of them all, and 65537.
#[test]
fn a_modulus_with_the_roca_fingerprint() {
    let is_prime = |n: &u16| (2..*n).all(|divisor| !n.is_multiple_of(divisor));
    let times = |number: &mut Vec<u8>, factor: u16| {
        let mut carry = 0;
        for digit in number.iter_mut().rev() {
            let product = u32::from(*digit) * u32::from(factor) + carry;
            *digit = product.to_le_bytes()[0];
            carry = product >> 8;
        }
        if carry > 0 {
            number.insert(0, carry.to_le_bytes()[0]);
        }
    };
    let mut modulus = vec![1];
    for prime in (3..=167).filter(is_prime) {
        times(&mut modulus, prime);
    }
    while modulus[0] < 0x80 {
        times(&mut modulus, 2);
    }
    modulus.resize(253, 0);
    modulus.extend([1, 0, 1]);
    rsa_is_refused(&modulus, &[1, 0, 1], "ROCA");
    modulus[254] ^= 1;
    let run = verify(&pair(Alg::Rs256).token(), rsa_jwk(&modulus, &[1, 0, 1]));
    says(&run, 4, "signature does not match");
}

#[test]
fn keys_embedded_in_the_header_are_not_trusted() {
    let x5c = STANDARD.encode(pem_content(CERTIFICATE));
    for pair in &*PAIRS {
        let (alg, attacker) = (pair.alg, stranger(pair.alg));
        let jwk: Value = serde_json::from_str(&attacker.public_jwk).expect("a JWK");
        for header in [
            json!({"alg": alg.name(), "jwk": jwk}),
            json!({"alg": alg.name(), "jwk": jwk, "kid": "a"}),
            json!({"alg": alg.name(), "jku": "https://localhost/keys"}),
            json!({"alg": alg.name(), "jku": "file:///dev/stdin"}),
            json!({"alg": alg.name(), "x5u": "https://localhost/certificate"}),
            json!({"alg": alg.name(), "x5c": [x5c]}),
            json!({"alg": alg.name(), "x5t": "AAAA", "x5t#S256": "AAAA"}),
        ] {
            let forged = attacker.signed(&header);
            says(&verify(&forged, &pair.spki), 4, "signature does not match");
            ends(&verify(&pair.signed(&header), &pair.spki), 0);
        }
    }
}

#[test]
fn a_kid_is_compared_and_never_opened() {
    let (pair, attacker) = (pair(Alg::Es256), stranger(Alg::Es256));
    let opened = temporary("kid.pem", &pem("PUBLIC KEY", &attacker.spki));
    for kid in [
        arg(&opened),
        "../../dev/null",
        "a' OR '1'='1",
        "\"",
        "\0",
        "a\0b",
        "$(id)",
        "file:///dev/null",
        "",
    ] {
        let header = json!({"alg": "ES256", "kid": kid});
        ends(&verify(&attacker.signed(&header), &pair.spki), 4);
        ends(&verify(&pair.signed(&header), &pair.spki), 0);
        // A set's kid is the same text.
        let jwk = edited(&pair.public_jwk, &json!({"kid": kid}));
        let other = edited(&attacker.public_jwk, &json!({"kid": "other"}));
        ends(&verify(&pair.signed(&header), set(&[&other, &jwk])), 0);
        ends(&verify(&attacker.signed(&header), set(&[&other, &jwk])), 4);
    }
    for kid in [json!(["a"]), json!(1), json!({"a": 1})] {
        let token = pair.signed(&json!({"alg": "ES256", "kid": kid}));
        ends(&verify(&token, &pair.spki), 3);
        let jwk = edited(&pair.public_jwk, &json!({"alg": "ES256"}));
        let jwk = jwk.replacen('{', &format!(r#"{{"kid":{kid},"#), 1);
        ends(&verify(&pair.token(), jwk), 1);
    }
    // Null is no name.
    let token = pair.signed(&json!({"alg": "ES256", "kid": null}));
    let jwk = pair.public_jwk.replacen('{', r#"{"kid":null,"#, 1);
    ends(&verify(&token, &jwk), 0);
    let token = attacker.signed(&json!({"alg": "ES256", "kid": null}));
    ends(&verify(&token, &jwk), 4);
}

#[test]
fn a_kid_selects_alone() {
    let (pair, attacker) = (pair(Alg::Es256), stranger(Alg::Es256));
    let own = edited(&pair.public_jwk, &json!({"kid": "own"}));
    let other = edited(&attacker.public_jwk, &json!({"kid": "other"}));
    let bad = edited(&pair.public_jwk, &json!({"kid": "bad", "y": "AAAA"}));
    let set = set(&[&own, &other, &bad]);
    for (kid, code) in [("own", 0), ("other", 4), ("bad", 4), ("unknown", 0)] {
        let token = pair.signed(&json!({"alg": "ES256", "kid": kid}));
        ends(&verify(&token, &set), code);
    }
}

#[test]
fn a_key_for_another_purpose() {
    for pair in &*PAIRS {
        let is_rsa = pair.public_jwk.contains("\"RSA\"");
        for (members, code) in [
            (json!({"use": "sig"}), 0),
            (json!({"key_ops": ["verify"]}), 0),
            (json!({"use": "enc"}), 4),
            (json!({"use": "SIG"}), 4),
            (json!({"use": ""}), 4),
            (json!({"key_ops": ["encrypt"]}), 4),
            (json!({"key_ops": ["sign"]}), 4),
            (json!({"key_ops": []}), 4),
            (json!({"use": "enc", "key_ops": ["verify"]}), 4),
            (json!({"key_ops": "verify"}), 1),
            (json!({"key_ops": [1]}), 1),
            (json!({"use": ["sig"]}), 1),
            (json!({"alg": 1}), 1),
            (json!({"alg": "none"}), 1),
            (json!({"alg": "HS256"}), 1),
            // A key for encryption is read where it is one.
            (json!({"alg": "RSA-OAEP"}), if is_rsa { 4 } else { 1 }),
            (json!({"kty": "oct"}), 1),
            (json!({"kty": "ec"}), 1),
        ] {
            let jwk = edited(&pair.public_jwk, &members);
            ends(&verify(&pair.token(), &jwk), code);
        }
        let signing = edited(&pair.private_jwk, &json!({"key_ops": ["verify"]}));
        ends(&sign_with(&signing), 1);
        let signing = edited(&pair.private_jwk, &json!({"use": "enc"}));
        ends(&sign_with(&signing), 1);
    }
}

#[test]
fn a_header_that_is_not_exactly_the_jwks_algorithm() {
    for (alg, names) in [
        (Alg::EdDsa, &["EdDSA", "Ed25519"][..]),
        (
            Alg::Rs256,
            &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
        ),
    ] {
        let pair = pair(alg);
        for own in names {
            let jwk = edited(&pair.public_jwk, &json!({"alg": own}));
            for name in names {
                let alg = Alg::named(name).expect("a name");
                let token = pair.signed_as(&json!({"alg": name}), alg);
                let run = verify(&token, &jwk);
                if own == name {
                    ends(&run, 0);
                } else {
                    says(&run, 4, &format!("permits only {own}, not {name}"));
                }
            }
        }
    }
}

/// The SPKI of an RSA key with the identifier of RSASSA-PSS.
fn pss_spki() -> Vec<u8> {
    let key = SubjectPublicKeyInfoRef::from_der(&pair(Alg::Rs256).spki).expect("SPKI");
    let pkcs1 = key.subject_public_key.as_bytes().expect("whole bytes");
    spki(RSASSA_PSS, None, pkcs1)
}

#[test]
fn an_rsassa_pss_key_under_another_padding() {
    let (pair, pss) = (pair(Alg::Rs256), pss_spki());
    for (alg, code) in [
        (Alg::Rs256, 4),
        (Alg::Rs384, 4),
        (Alg::Rs512, 4),
        (Alg::Ps256, 0),
        (Alg::Ps384, 0),
        (Alg::Ps512, 0),
    ] {
        let token = pair.signed_as(&json!({"alg": alg.name()}), alg);
        for key in [pss.clone(), pem("PUBLIC KEY", &pss)] {
            let run = verify(&token, key);
            ends(&run, code);
            assert!(
                code == 0 || run.stderr.contains("RSASSA-PSS"),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn kinds_of_keys_that_are_told_by_name() {
    let token = pair(Alg::EdDsa).token();
    for (oid, name, length) in [
        ("1.3.101.113", "Ed448", 57),
        ("1.3.101.110", "X25519", 32),
        ("1.3.101.111", "X448", 56),
    ] {
        let key = vec![1; length];
        let public = spki(oid, None, &key);
        says(&verify(&token, &public), 1, name);
        says(&verify(&token, pem("PUBLIC KEY", &public)), 1, name);
        let private = pem("PRIVATE KEY", &pkcs8(oid, None, &octets(&key)));
        says(&verify(&token, &private), 1, name);
        says(&sign_with(&private), 1, name);
        let jwk = json!({"kty": "OKP", "crv": name, "x": encode(&key)}).to_string();
        says(&verify(&token, &jwk), 1, name);
    }
}

#[test]
fn signing_with_a_public_key() {
    for pair in &*PAIRS {
        let text = pem("PUBLIC KEY", &pair.spki);
        for key in [&pair.spki[..], &text, pair.public_jwk.as_bytes()] {
            says(&sign_with(key), 1, "public key");
        }
    }
    says(&sign_with(CERTIFICATE), 1, "public key");
    says(&sign_with(OPENSSH), 1, "public key");
}

#[test]
fn secrets_mixed_with_asymmetric_keys() {
    let pair = pair(Alg::Es256);
    let oct = json!({"kty": "oct", "k": encode(SECRET)}).to_string();
    let mixed = "secrets (oct) are mixed with asymmetric keys";
    let tokens = [
        pair.token(),
        forge(HEADER.as_bytes(), b"{}", SECRET.as_bytes()),
    ];
    let secret = temporary("mixed-oct.jwk", oct.as_bytes());
    let bad = edited(&pair.public_jwk, &json!({"y": "AAAA"}));
    for token in &tokens {
        for keys in [
            set(&[&oct, &pair.public_jwk]),
            set(&[&pair.public_jwk, &oct]),
            set(&[&oct, &pair.private_jwk]),
            // A bad key is one of its type all the same.
            set(&[&oct, &bad]),
        ] {
            let run = verify(token, keys);
            ends(&run, 1);
            assert!(run.stderr.contains(mixed), "{}", run.stderr);
        }
        let pem = pem("PUBLIC KEY", &pair.spki);
        for other in [&pem[..], pair.public_jwk.as_bytes(), CERTIFICATE.as_bytes()] {
            let run = verify_and(token, other, &["--key", arg(&secret)]);
            says(&run, 1, mixed);
        }
    }
}

#[test]
fn one_kid_on_two_keys_of_a_kind() {
    for pair in &*PAIRS {
        let own = edited(&pair.public_jwk, &json!({"kid": "a"}));
        let other = edited(&stranger(pair.alg).public_jwk, &json!({"kid": "a"}));
        let token = pair.signed(&json!({"alg": pair.alg.name(), "kid": "a"}));
        let ambiguous = "kid \"a\" is that of 2 different keys";
        says(&verify(&token, set(&[&own, &other])), 4, ambiguous);
        ends(&verify(&pair.token(), set(&[&own, &own])), 0);
        ends(&verify(&token, set(&[&own, &own])), 0);
        let path = temporary(&format!("kid-{}.jwk", pair.alg), other.as_bytes());
        let run = verify_and(&token, &own, &["--key", arg(&path)]);
        says(&run, 4, ambiguous);
    }
    // Of two kinds they are told apart by the algorithm.
    let own = edited(&pair(Alg::Es256).public_jwk, &json!({"kid": "a"}));
    let other = edited(&pair(Alg::Rs256).public_jwk, &json!({"kid": "a"}));
    for alg in [Alg::Es256, Alg::Rs256] {
        let token = pair(alg).signed(&json!({"alg": alg.name(), "kid": "a"}));
        ends(&verify(&token, set(&[&own, &other])), 0);
    }
}

#[test]
fn a_private_half_that_does_not_belong_to_the_public_one() {
    for pair in &*PAIRS {
        let other: Value = serde_json::from_str(&stranger(pair.alg).private_jwk).expect("a JWK");
        let private: Vec<&str> = match pair.alg {
            Alg::MlDsa44 => vec!["priv"],
            Alg::Rs256 => vec!["d", "p", "q", "dp", "dq", "qi"],
            _ => vec!["d"],
        };
        let all = private
            .iter()
            .map(|name| ((*name).to_owned(), other[*name].clone()));
        let jwk = edited(&pair.private_jwk, &Value::Object(all.collect()));
        ends(&sign_with(&jwk), 1);
        for name in private {
            let jwk = edited(&pair.private_jwk, &json!({name: other[name]}));
            ends(&sign_with(&jwk), 1);
            ends(&verify(&pair.token(), &pair.private_jwk), 0);
        }
    }
    // Without the primes they are recovered, which finds none.
    let without = json!({"p": null, "q": null, "dp": null, "dq": null, "qi": null});
    let own = edited(&pair(Alg::Rs256).private_jwk, &without);
    ends(&sign_with(&own), 0);
    let d = member(&stranger(Alg::Rs256).private_jwk, "d");
    ends(&sign_with(edited(&own, &json!({"d": encode(d)}))), 1);
    ends(&sign_with(edited(&own, &json!({"d": "AQ"}))), 1);
    let some = edited(&pair(Alg::Rs256).private_jwk, &json!({"qi": null}));
    ends(&sign_with(some), 1);
}

#[test]
fn private_numbers_that_are_zero_or_beyond_the_order() {
    for alg in ECDSA {
        let pair = pair(alg);
        let order = order(alg);
        let most = vec![0xff; order.len()];
        for d in [vec![0; order.len()], order, most] {
            let jwk = edited(&pair.private_jwk, &json!({"d": encode(d)}));
            ends(&sign_with(&jwk), 1);
        }
    }
}

#[test]
fn an_rsa_private_number_of_zero_without_the_primes() {
    let pair = pair(Alg::Rs256);
    let without = json!({"p": null, "q": null, "dp": null, "dq": null, "qi": null});
    let own = edited(&pair.private_jwk, &without);
    for d in ["", "AA", "AAAA"] {
        let jwk = edited(&own, &json!({"d": d}));
        ends(&sign_with(&jwk), 1);
        ends(&verify(&pair.token(), &jwk), 1);
        let named = edited(&jwk, &json!({"kid": "a"}));
        ends(&verify(&pair.token(), set(&[&named])), 4);
    }
}

/// A private key kept without its seed, whose first bytes are those of an OCTET STRING of 32.
#[test]
fn an_expanded_ml_dsa_key_that_starts_as_a_seed_would() {
    const FOUND_BY_TRIAL: u32 = 12854;
    let seed = [&FOUND_BY_TRIAL.to_be_bytes()[..], &[0; 28]].concat();
    let pair = PqdsaKeyPair::from_seed(&ML_DSA_44_SIGNING, &seed).expect("any seed");
    let expanded = pair.private_key().as_raw_bytes().expect("the key's bytes");
    assert!(expanded.as_ref().starts_with(&[0x04, 0x20]));
    let inner = octets(expanded.as_ref());
    let key = load_one(&pkcs8("2.16.840.1.101.3.4.3.17", None, &inner));
    let spki = keys::spki(&key).expect("SPKI");
    let spki = SubjectPublicKeyInfoRef::from_der(&spki).expect("SPKI");
    let public = spki.subject_public_key.as_bytes();
    assert_eq!(public, Some(pair.public_key().as_ref()));
}

/// An encrypted private key, opened by `correct horse`.
fn encrypted(pair: &Pair) -> Vec<u8> {
    let info = PrivateKeyInfoRef::from_der(&pair.pkcs8).expect("PKCS#8");
    let opened = info.encrypt_with_params(parameters(pbkdf2(2048)), "correct horse");
    opened.expect("an encrypted key").as_bytes().to_vec()
}

const SALT: [u8; 16] = [7; 16];

fn parameters(kdf: Kdf) -> Parameters {
    let encryption = EncryptionScheme::Aes256Cbc { iv: [9; 16] };
    Parameters { kdf, encryption }
}

fn pbkdf2(iteration_count: u32) -> Kdf {
    Kdf::Pbkdf2(Pbkdf2Params {
        salt: (&SALT[..]).try_into().expect("a short salt"),
        iteration_count,
        key_length: None,
        prf: Pbkdf2Prf::HmacWithSha256,
    })
}

fn scrypt(cost_parameter: u64, block_size: u16, parallelization: u16) -> Kdf {
    Kdf::Scrypt(ScryptParams {
        salt: (&SALT[..]).try_into().expect("a short salt"),
        cost_parameter,
        block_size,
        parallelization,
        key_length: None,
    })
}

#[test]
fn an_encrypted_key_with_a_wrong_passphrase_or_none() {
    for pair in &*PAIRS {
        let der = encrypted(pair);
        for key in [pem("ENCRYPTED PRIVATE KEY", &der), der] {
            for (passphrase, code) in [
                ("correct horse", 0),
                ("correct horse ", 1),
                ("Correct horse", 1),
                ("", 1),
            ] {
                let env = [("JWT_KEY_PASSPHRASE", passphrase)];
                let sign = ["sign", "{}", "--quiet", "--key", "-"];
                ends(&run(&sign, &env, &key), code);
                let token = pair.token();
                let verify = ["verify", &token, "--key", "-"];
                ends(&run(&verify, &env, &key), code);
            }
            assert_eq!(keys::load(&key).err(), Some(KeyError::NeedsPassphrase));
        }
    }
}

#[test]
fn a_key_derivation_that_costs_absurdly_much() {
    let absurd = [
        pbkdf2(1 << 31),
        pbkdf2(u32::MAX),
        pbkdf2(100_000_000),
        scrypt(1 << 40, 8, 1),
        scrypt(1 << 40, 0, 1),
        scrypt(1 << 14, u16::MAX, 1),
        scrypt(1 << 14, 8, u16::MAX),
        scrypt(1 << 63, 8, 1),
        scrypt(u64::MAX, 1, 1),
        scrypt(1 << 14, 8, 0),
    ];
    for kdf in absurd {
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: parameters(kdf.clone()).into(),
            encrypted_data: OctetStringRef::new(&[1; 64]).expect("bytes"),
        };
        let der = info.to_der().expect("an encrypted key");
        let start = Instant::now();
        let env = [("JWT_KEY_PASSPHRASE", "correct horse")];
        for key in [pem("ENCRYPTED PRIVATE KEY", &der), der] {
            let run = run(&["verify", "a.b.c", "--key", "-"], &env, &key);
            ends(&run, 1);
        }
        assert!(start.elapsed() < Duration::from_secs(4), "{kdf:?}");
    }
}

#[test]
fn a_key_derivation_that_costs_nothing() {
    let info = EncryptedPrivateKeyInfoRef {
        encryption_algorithm: parameters(scrypt(0, 8, 1)).into(),
        encrypted_data: OctetStringRef::new(&[1; 64]).expect("bytes"),
    };
    let der = info.to_der().expect("an encrypted key");
    let env = [("JWT_KEY_PASSPHRASE", "correct horse")];
    ends(&run(&["verify", "a.b.c", "--key", "-"], &env, &der), 1);
}

#[test]
fn pem_that_is_broken() {
    let pair = pair(Alg::EdDsa);
    let good = String::from_utf8(pem("PUBLIC KEY", &pair.spki)).expect("text");
    let body = STANDARD.encode(&pair.spki);
    let (begin, end) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");
    let mebibyte = |line: &str| line.repeat((1 << 20) / line.len());
    for bad in [
        format!("{begin}\n{body}\n"),
        format!("{begin}\n{body}\n-----END PRIVATE KEY-----\n"),
        format!("{begin}\n{begin}\n{body}\n{end}\n{end}\n"),
        format!("{begin}\n{good}\n{end}\n"),
        format!("{begin}\n{end}\n"),
        format!("{begin}\n\n\n{end}\n"),
        format!("{begin}\n!{}\n{end}\n", &body[1..]),
        format!("{begin}\n{}\n{end}\n", &body[..body.len() - 4]),
        format!("{begin}\n{}\n{end}\n", &body[4..]),
        format!("{begin}\n{body}{body}\n{end}\n"),
        format!("{begin}\n{body}\0\n{end}\n"),
        format!("-----BEGIN PUBLIC KEY\n{body}\n{end}\n"),
        format!("-----BEGIN X-----\n{body}\n-----END X-----\n"),
        format!("{good}{begin}\n"),
        end.to_owned(),
        "-----BEGIN ".to_owned(),
        "-----BEGIN -----\n-----END -----".to_owned(),
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n".to_owned(),
        mebibyte("-----BEGIN PUBLIC KEY-----\n"),
        mebibyte("-----BEGIN "),
        mebibyte("-----BEGIN X-----"),
        mebibyte("-----"),
        mebibyte("-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----\n"),
    ] {
        let start = Instant::now();
        let run = verify(&pair.token(), &bad);
        ends(&run, 1);
        let shown = &bad[..bad.len().min(100)];
        assert!(start.elapsed() < Duration::from_secs(5), "{shown}");
    }
    ends(&verify(&pair.token(), &good), 0);
}

#[test]
fn a_pem_file_of_very_many_keys() {
    let keys = (1..2_000_u32).map(|i| {
        let seed = [&i.to_be_bytes()[..], &[7; 28]].concat();
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("any seed");
        pem(
            "PUBLIC KEY",
            &spki(ED25519, None, pair.public_key().as_ref()),
        )
    });
    let file = keys.collect::<Vec<_>>().concat();
    let start = Instant::now();
    ends(&verify(&pair(Alg::EdDsa).token(), file), 4);
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(10), "{elapsed:?}");
}

/// A file of each form, to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        CERTIFICATE.into(),
        pem_content(CERTIFICATE),
        OPENSSH.into(),
        pss_spki(),
    ];
    for pair in &*PAIRS {
        seeds.push(pair.pkcs8.clone());
        seeds.push(pair.spki.clone());
        seeds.push(pem("PRIVATE KEY", &pair.pkcs8));
        seeds.push(pair.private_jwk.clone().into_bytes());
        seeds.push(set(&[&pair.public_jwk]).into_bytes());
        seeds.push(encrypted(pair));
    }
    for alg in [Alg::Rs256, Alg::Es256] {
        let info = PrivateKeyInfoRef::from_der(&pair(alg).pkcs8).expect("PKCS#8");
        seeds.push(info.private_key.as_bytes().to_vec());
    }
    seeds
}

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(seeds);

fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    let cut = prop::option::weighted(0.2, any::<prop::sample::Index>());
    let seed = any::<prop::sample::Index>();
    (seed, changes, cut).prop_map(|(seed, changes, cut)| {
        let mut bytes = SEEDS[seed.index(SEEDS.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        bytes
    })
}

/// Whatever a file of damaged bytes gives is used in every way.
fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok((good, _)) = keys::load(bytes) else {
        return Ok(());
    };
    for key in good {
        let _ = (
            thumbprint(&key, ThumbprintHash::default()),
            keys::jwk(&key).is_ok(),
        );
        let _ = (keys::der(&key).is_ok(), keys::spki(&key).is_ok());
        let _ = key.check_halves();
        for alg in Alg::ALL {
            prop_assert!(!keys::holds(alg, &key, b"input", &[0; 64]));
        }
        let alg = key.default_algorithm();
        // A signature of a damaged key could give the whole key away.
        if let Some(token) = keys::token(alg, &key, b"{}", b"{}") {
            let (input, made) = token.rsplit_once('.').expect("a dot");
            let holds = keys::holds(alg, &key, input.as_bytes(), &decode(made));
            prop_assert!(holds, "{}", alg);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(proptest_config(3000))]

    #[test]
    fn random_bytes_as_a_key_never_panic(bytes: Vec<u8>) {
        survives(&bytes)?;
        survives(&[&[0x30, 0x82][..], &bytes].concat())?;
        survives(&pem("PRIVATE KEY", &bytes))?;
    }

    #[test]
    fn damaged_keys_never_panic_nor_sign_what_does_not_verify(bytes in damaged()) {
        survives(&bytes)?;
    }
}

/// The private RSA key of the tests, limited to RSASSA-PSS by its own algorithm identifier.
fn pss_key(parameters: Option<&[u8]>) -> Key {
    let info = PrivateKeyInfoRef::from_der(&pair(Alg::Rs256).pkcs8).expect("PKCS#8");
    let parameters = parameters.map(|der| AnyRef::from_der(der).expect("parameters"));
    let key = load_one(&pkcs8(RSASSA_PSS, parameters, info.private_key.as_bytes()));
    assert_eq!(key.kind().name(), "RSASSA-PSS");
    key
}

#[test]
fn a_key_that_is_limited_to_pss_stays_so_as_a_private_key() {
    let pkcs8 = keys::der(&pss_key(None)).expect("PKCS#8");
    let args = ["sign", "{}", "--quiet", "--key", "-", "--alg", "RS256"];
    says(&run(&args, &[], &pkcs8), 1, "RSASSA-PSS");
    let signed = sign_with(&*pkcs8);
    ends(&signed, 0);
    let token = String::from_utf8(signed.stdout).expect("text");
    ends(&verify(token.trim(), pss_spki()), 0);
}

#[test]
fn a_key_that_is_limited_to_pss_stays_so_in_every_form() {
    const SHA384: &str = "2.16.840.1.101.3.4.2.2";
    let limited = pss_parameters(SHA384, 48);
    for (limit, parameters) in [(None, None), (Some(Alg::Ps384), Some(&*limited))] {
        let key = pss_key(parameters);
        let permits = |key: &Key, alg| key.permits(alg, Operation::Verify, false).is_ok();
        for alg in [Alg::Ps256, Alg::Ps384, Alg::Ps512] {
            let is_within = limit.is_none_or(|limit| limit == alg);
            assert_eq!(permits(&key, alg), is_within, "{limit:?}, {alg}");
        }
        let spki = keys::spki(&key).expect("SPKI");
        let pkcs8 = keys::der(&key).expect("PKCS#8");
        let mut forms = vec![spki, pkcs8];
        // It may as well have no JWK.
        forms.extend(keys::jwk(&key).map(String::into_bytes));
        for form in forms {
            let read = load_one(&form);
            for alg in Alg::ALL {
                let is_as_limited = permits(&key, alg) || !permits(&read, alg);
                assert!(is_as_limited, "{limit:?}, {alg}");
            }
        }
    }
}
