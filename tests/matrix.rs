//! Every algorithm's token against every key of every kind and form. What is right is written down
//! here once more, so that the program's own list of it is tested too.

use crate::support::der::{RSASSA_PSS, pem, pkcs8};
use crate::support::verdict::{SIGNATURE, verdict};
use crate::support::{self, SECRET, keys};
use ::der::Decode;
use ::pkcs8::PrivateKeyInfoRef;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair, RsaKeyPair,
};
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use jwt_toolkit::jwk::{Key, Operation};
use jwt_toolkit::jwt::Verifier;
use std::sync::LazyLock;

/// The kinds of keys, by the names that errors have for them.
const KINDS: [&str; 11] = [
    "secret",
    "RSA",
    "RSASSA-PSS",
    "P-256",
    "P-384",
    "P-521",
    "secp256k1",
    "Ed25519",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// Which kinds of keys an algorithm is for, as the RFCs have it.
fn right_kinds(alg: Alg) -> &'static [&'static str] {
    match alg.name() {
        "HS256" | "HS384" | "HS512" => &["secret"],
        "RS256" | "RS384" | "RS512" => &["RSA"],
        "PS256" | "PS384" | "PS512" => &["RSA", "RSASSA-PSS"],
        "ES256" => &["P-256"],
        "ES384" => &["P-384"],
        "ES512" => &["P-521"],
        "ES256K" => &["secp256k1"],
        "EdDSA" | "Ed25519" => &["Ed25519"],
        "ML-DSA-44" => &["ML-DSA-44"],
        "ML-DSA-65" => &["ML-DSA-65"],
        "ML-DSA-87" => &["ML-DSA-87"],
        other => panic!("{other} is new"),
    }
}

/// A key in one form, as a file holds it.
struct File {
    kind: &'static str,
    form: &'static str,
    content: Vec<u8>,
}

/// The keys of every kind, of which the RSA key and the one for RSASSA-PSS have the same numbers:
/// where one is refused, it is for its kind.
struct Family {
    keys: Vec<Key>,
    files: Vec<File>,
    tokens: Vec<(Alg, String)>,
}

const PAYLOAD: &[u8] = b"{\"a\":1}";

static FAMILY: LazyLock<Family> = LazyLock::new(Family::make);

impl Family {
    fn make() -> Self {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
        let rsa = rsa.as_der().expect("PKCS#8").as_ref().to_vec();
        let keys = KINDS.map(|kind| make_key(kind, &rsa));
        let files = keys.iter().flat_map(files).collect();
        let tokens = Alg::ALL.map(|alg| {
            let kind = right_kinds(alg)[0];
            let key = keys.iter().find(|key| key.kind().name() == kind);
            (alg, sign(alg, key.expect("a key of every kind")))
        });
        Self {
            keys: keys.into(),
            files,
            tokens: tokens.into(),
        }
    }
}

fn sign(alg: Alg, key: &Key) -> String {
    let header = format!(r#"{{"alg":"{alg}"}}"#);
    keys::token(alg, key, header.as_bytes(), PAYLOAD).expect("the key signs")
}

/// A key that another library made.
fn make_key(kind: &'static str, rsa: &[u8]) -> Key {
    let random = SystemRandom::new();
    let ec = |alg| {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(alg, &random).expect("an EC key");
        pkcs8.as_ref().to_vec()
    };
    let ml_dsa = |alg| {
        let pair = PqdsaKeyPair::generate(alg).expect("an ML-DSA key");
        let pkcs8 = pair.to_pkcs8v1().expect("PKCS#8");
        pkcs8.as_ref().to_vec()
    };
    let pkcs8 = match kind {
        "secret" => return text_secret(SECRET),
        "RSA" => rsa.to_vec(),
        "RSASSA-PSS" => limited_to_pss(rsa),
        "P-256" => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
        "P-384" => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
        "P-521" => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
        "secp256k1" => ec(&ECDSA_P256K1_SHA256_FIXED_SIGNING),
        "Ed25519" => {
            let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&random).expect("an Ed25519 key");
            pkcs8.as_ref().to_vec()
        }
        "ML-DSA-44" => ml_dsa(&ML_DSA_44_SIGNING),
        "ML-DSA-65" => ml_dsa(&ML_DSA_65_SIGNING),
        "ML-DSA-87" => ml_dsa(&ML_DSA_87_SIGNING),
        other => panic!("{other} is new"),
    };
    let key = load_one(&pkcs8, "PKCS#8");
    assert_eq!(key.kind().name(), kind);
    key
}

/// The same numbers under the identifier of RSASSA-PSS.
fn limited_to_pss(rsa: &[u8]) -> Vec<u8> {
    let info = PrivateKeyInfoRef::from_der(rsa).expect("PKCS#8");
    pkcs8(RSASSA_PSS, None, info.private_key.as_bytes())
}

fn text_secret(text: &str) -> Key {
    keys::secret(text.as_bytes()).expect("a good secret")
}

fn load_one(content: &[u8], form: &str) -> Key {
    keys::load_one(content).unwrap_or_else(|error| panic!("{form}: {error}"))
}

/// A key in every form that it has.
fn files(key: &Key) -> Vec<File> {
    let kind = key.kind().name();
    let set = |jwk: &str| format!(r#"{{"keys":[{jwk}]}}"#).into_bytes();
    if kind == "secret" {
        let private_jwk = keys::jwk(key).expect("a JWK");
        return vec![
            file(kind, "text", SECRET.into()),
            file(kind, "JWKS", set(&private_jwk)),
            file(kind, "JWK", private_jwk.into_bytes()),
        ];
    }
    let pkcs8 = keys::der(key).expect("PKCS#8");
    let spki = keys::spki(key).expect("SPKI");
    let public = load_one(&spki, "SPKI");
    assert!(!public.is_private());
    let mut files = vec![
        file(kind, "private PEM", pem("PRIVATE KEY", &pkcs8)),
        file(kind, "public PEM", pem("PUBLIC KEY", &spki)),
        file(kind, "private DER", pkcs8),
        file(kind, "public DER", spki),
    ];
    // A JWK has no type for RSA keys that are for RSASSA-PSS alone.
    if kind == "RSASSA-PSS" {
        assert!(keys::jwk(key).is_err() && keys::jwk(&public).is_err());
    } else {
        let private_jwk = keys::jwk(key).expect("a JWK");
        let public_jwk = keys::jwk(&public).expect("a JWK");
        files.extend([
            file(kind, "private JWKS", set(&private_jwk)),
            file(kind, "public JWKS", set(&public_jwk)),
            file(kind, "private JWK", private_jwk.into_bytes()),
            file(kind, "public JWK", public_jwk.into_bytes()),
        ]);
    }
    files
}

fn file(kind: &'static str, form: &'static str, content: Vec<u8>) -> File {
    File {
        kind,
        form,
        content,
    }
}

fn load(file: &File) -> Key {
    if file.form == "text" {
        return text_secret(SECRET);
    }
    let key = load_one(&file.content, file.form);
    assert_eq!(key.kind().name(), file.kind, "{}", file.form);
    let is_private = !file.form.starts_with("public");
    assert_eq!(key.is_private(), is_private, "{}", file.form);
    key
}

fn verifier(key: Key) -> Verifier {
    keys::verifier(vec![key], None)
}

/// A refusal names the token's algorithm and what the key is.
#[track_caller]
fn names_both_sides(text: &str, alg: Alg, kind: &str) {
    let article = match kind {
        "secret" | "secp256k1" => "a",
        curve if curve.starts_with("P-") => "a",
        _ => "an",
    };
    let is = format!("it is {article} {kind} ");
    let needs = format!("{alg} needs a");
    assert!(text.contains(&is), "{kind}: {text}");
    assert!(text.contains(&needs), "{alg}: {text}");
}

#[test]
fn exactly_the_right_keys_verify_a_token_in_every_form() {
    let (mut right, mut wrong) = (0, 0);
    for file in &FAMILY.files {
        let verifier = verifier(load(file));
        for (alg, token) in &FAMILY.tokens {
            let cell = format!("{alg} with {} as {}", file.kind, file.form);
            let verdict = verdict(&verifier, token.as_bytes());
            if right_kinds(*alg).contains(&file.kind) {
                assert_eq!(verdict.as_deref(), Ok(PAYLOAD), "{cell}");
                right += 1;
            } else {
                let (code, text) = verdict.expect_err(&cell);
                assert_eq!(code, SIGNATURE, "{cell}: {text}");
                names_both_sides(&text, *alg, file.kind);
                wrong += 1;
            }
        }
    }
    // A secret in 3 forms, RSASSA-PSS in 4, nine kinds in 8; each against 18 tokens.
    assert_eq!(right + wrong, (3 + 4 + 9 * 8) * 18);
    // HS 3 × 3, RS 3 × 8, PS 3 × (8 + 4), ES 4 × 8, EdDSA by both names, ML-DSA 3 × 8.
    assert_eq!(right, 9 + 24 + 36 + 32 + 16 + 24);
}

#[test]
fn a_stranger_of_the_right_kind_verifies_nothing() {
    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
    let rsa = rsa.as_der().expect("PKCS#8").as_ref().to_vec();
    let mut cells = 0;
    for kind in KINDS {
        let stranger = match kind {
            "secret" => text_secret(&SECRET.replace('0', "1")),
            kind => make_key(kind, &rsa),
        };
        let verifier = verifier(stranger);
        for (alg, token) in &FAMILY.tokens {
            if right_kinds(*alg).contains(&kind) {
                let (code, text) = verdict(&verifier, token.as_bytes()).expect_err("a stranger");
                assert_eq!(code, SIGNATURE, "{kind}, {alg}: {text}");
                assert!(text.contains(alg.name()), "{kind}, {alg}: {text}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 18 + 3, "three more for RSASSA-PSS");
}

/// The signature is good, and by the right key; only the header's name of it is another one.
#[test]
fn a_signature_under_another_algorithms_name_verifies_nothing() {
    let mut cells = 0;
    for key in &FAMILY.keys {
        let file = files(key).swap_remove(0);
        let verifier = verifier(load(&file));
        for alg in Alg::ALL {
            if !right_kinds(alg).contains(&file.kind) {
                continue;
            }
            for name in Alg::ALL {
                let header = format!(r#"{{"alg":"{name}"}}"#);
                let token = keys::token(alg, key, header.as_bytes(), PAYLOAD);
                let verdict = verdict(&verifier, token.expect("the key signs").as_bytes());
                // Two names of one algorithm: nothing but a JWK's `alg` tells them apart.
                let is_one = right_kinds(alg) == ["Ed25519"] && right_kinds(name) == ["Ed25519"];
                if name == alg || is_one {
                    assert!(verdict.is_ok(), "{alg} as {name}");
                } else {
                    let (code, text) = verdict.expect_err("another algorithm");
                    assert_eq!(code, SIGNATURE, "{alg} as {name}: {text}");
                }
                cells += 1;
            }
        }
    }
    assert_eq!(cells, (18 + 3) * 18);
}

/// A key signs with the algorithms of its kind and no other.
#[test]
fn a_key_signs_with_the_algorithms_of_its_kind_alone() {
    let mut cells = 0;
    for key in &FAMILY.keys {
        let kind = key.kind().name();
        for alg in Alg::ALL {
            let permitted = key.permits(alg, Operation::Sign, false);
            let right = right_kinds(alg).contains(&kind);
            assert_eq!(permitted.is_ok(), right, "{alg} with {kind}");
            if let Err(reason) = permitted {
                names_both_sides(&reason.to_string(), alg, kind);
            }
            cells += 1;
        }
    }
    assert_eq!(cells, 11 * 18);
}

/// A cell through the binary: the key on standard input, the token as argument.
fn run(token: &str, file: &File) -> support::Run {
    if file.form == "text" {
        let secret = str::from_utf8(&file.content).expect("text");
        return support::run(&["verify", token], &[("JWT_SECRET", secret)], b"");
    }
    support::run(&["verify", token, "--key", "-"], &[], &file.content)
}

#[test]
fn the_binary_accepts_every_form_of_the_right_key() {
    let mut cells = 0;
    for (alg, token) in &FAMILY.tokens {
        let right = right_kinds(*alg);
        for file in FAMILY
            .files
            .iter()
            .filter(|file| right.contains(&file.kind))
        {
            let run = run(token, file);
            let cell = format!("{alg} with {} as {}", file.kind, file.form);
            assert_eq!(run.code, 0, "{cell}: {}", run.stderr);
            assert_eq!(run.stdout, b"{\"a\":1}\n", "{cell}");
            cells += 1;
        }
    }
    assert_eq!(cells, 141);
}

#[test]
fn the_binary_refuses_keys_of_other_kinds() {
    // Coprime to the number of files and of algorithms, so that the sample wanders over all.
    const STEP: usize = 17;
    let mut cells = 0;
    let wrong = FAMILY.files.iter().flat_map(|file| {
        let tokens = FAMILY.tokens.iter();
        let wrong = tokens.filter(|(alg, _)| !right_kinds(*alg).contains(&file.kind));
        wrong.map(move |(alg, token)| (*alg, token, file))
    });
    for (alg, token, file) in wrong.step_by(STEP) {
        let run = run(token, file);
        let cell = format!("{alg} with {} as {}", file.kind, file.form);
        assert_eq!(run.code, 4, "{cell}: {}", run.stderr);
        assert!(run.stdout.is_empty(), "{cell}");
        assert!(run.stderr.starts_with("error: "), "{cell}: {}", run.stderr);
        names_both_sides(&run.stderr, alg, file.kind);
        cells += 1;
    }
    assert_eq!(cells, 1281_usize.div_ceil(STEP));
}
