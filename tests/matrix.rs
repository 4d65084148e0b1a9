//! Every algorithm's token against every key of every kind and form. What is right is written down
//! here once more, so that the program's own list of it is tested too.

mod support;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt_toolkit::algorithm::{Algorithm, KeyKind};
use jwt_toolkit::error::Exit;
use jwt_toolkit::keys::rsa::RsaKey;
use jwt_toolkit::keys::secret::{self, SecretEncoding};
use jwt_toolkit::keys::{self, Form, Key, KeySet, Material, der, jwk};
use jwt_toolkit::sign::token;
use jwt_toolkit::time::NumericDate;
use jwt_toolkit::verify::{Verifier, Workspace};
use std::sync::LazyLock;
use support::SECRET;

const KINDS: [KeyKind; 11] = [
    KeyKind::Secret,
    KeyKind::Rsa,
    KeyKind::RsaPss,
    KeyKind::P256,
    KeyKind::P384,
    KeyKind::P521,
    KeyKind::Secp256k1,
    KeyKind::Ed25519,
    KeyKind::MlDsa44,
    KeyKind::MlDsa65,
    KeyKind::MlDsa87,
];

/// Which kinds of keys an algorithm is for, as the RFCs have it.
fn right_kinds(alg: &str) -> &'static [KeyKind] {
    match alg {
        "HS256" | "HS384" | "HS512" => &[KeyKind::Secret],
        "RS256" | "RS384" | "RS512" => &[KeyKind::Rsa],
        "PS256" | "PS384" | "PS512" => &[KeyKind::Rsa, KeyKind::RsaPss],
        "ES256" => &[KeyKind::P256],
        "ES384" => &[KeyKind::P384],
        "ES512" => &[KeyKind::P521],
        "ES256K" => &[KeyKind::Secp256k1],
        "EdDSA" | "Ed25519" => &[KeyKind::Ed25519],
        "ML-DSA-44" => &[KeyKind::MlDsa44],
        "ML-DSA-65" => &[KeyKind::MlDsa65],
        "ML-DSA-87" => &[KeyKind::MlDsa87],
        other => panic!("{other} is new"),
    }
}

/// A key in one form, as a file holds it.
struct File {
    kind: KeyKind,
    form: &'static str,
    content: Vec<u8>,
}

/// The keys of every kind, of which the RSA key and the one for RSASSA-PSS have the same numbers:
/// where one is refused, it is for its kind.
struct Family {
    keys: Vec<Key>,
    files: Vec<File>,
    tokens: Vec<(Algorithm, String)>,
}

static FAMILY: LazyLock<Family> = LazyLock::new(Family::make);

impl Family {
    fn make() -> Self {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
        let rsa = rsa.as_der().expect("PKCS#8").as_ref().to_vec();
        let keys = KINDS.map(|kind| make_key(kind, &rsa));
        let files = keys.iter().flat_map(files).collect();
        let tokens = Algorithm::ALL.map(|alg| {
            let kind = right_kinds(alg.name())[0];
            let key = keys.iter().find(|key| key.material().kind() == kind);
            (alg, sign(alg, key.expect("a key of every kind")))
        });
        Self {
            keys: keys.into(),
            files,
            tokens: tokens.into(),
        }
    }
}

fn sign(alg: Algorithm, key: &Key) -> String {
    let header = format!(r#"{{"alg":"{alg}"}}"#);
    token(header.as_bytes(), b"{\"a\":1}", Some((alg, key))).expect("the key signs")
}

/// A key that another library made.
fn make_key(kind: KeyKind, rsa: &[u8]) -> Key {
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
        KeyKind::Secret => return text_secret(SECRET),
        KeyKind::Rsa | KeyKind::RsaPss => rsa.to_vec(),
        KeyKind::P256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
        KeyKind::P384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
        KeyKind::P521 => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
        KeyKind::Secp256k1 => ec(&ECDSA_P256K1_SHA256_FIXED_SIGNING),
        KeyKind::Ed25519 => {
            let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&random).expect("an Ed25519 key");
            pkcs8.as_ref().to_vec()
        }
        KeyKind::MlDsa44 => ml_dsa(&ML_DSA_44_SIGNING),
        KeyKind::MlDsa65 => ml_dsa(&ML_DSA_65_SIGNING),
        KeyKind::MlDsa87 => ml_dsa(&ML_DSA_87_SIGNING),
    };
    let key = load_one(&pkcs8, "PKCS#8");
    if kind != KeyKind::RsaPss {
        return key;
    }
    let Material::Rsa(rsa) = key.material() else {
        panic!("an RSA key is one");
    };
    let rsa = RsaKey::private(rsa.pkcs1().expect("a private key")).expect("a good key");
    Key::new(
        Material::Rsa(rsa.limited_to_pss(None)),
        Form::File,
        "PKCS#8",
    )
}

fn text_secret(text: &str) -> Key {
    secret::key(text.as_bytes(), SecretEncoding::Utf8, "text").expect("a good secret")
}

fn load_one(content: &[u8], source: &str) -> Key {
    let loaded = keys::load(content, source, &mut || None);
    let (mut good, unusable) = loaded.unwrap_or_else(|error| panic!("{source}: {error}"));
    assert_eq!((good.len(), unusable.len()), (1, 0), "{source}");
    good.remove(0)
}

fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let base64 = STANDARD.encode(der);
    let lines: Vec<_> = base64.as_bytes().chunks(64).collect();
    let body = lines.join(&b'\n');
    let (begin, end) = (
        format!("-----BEGIN {label}-----\n"),
        format!("\n-----END {label}-----\n"),
    );
    [begin.as_bytes(), &body, end.as_bytes()].concat()
}

/// A key in every form that it has.
fn files(key: &Key) -> Vec<File> {
    let kind = key.material().kind();
    let set = |jwk: &str| format!(r#"{{"keys":[{jwk}]}}"#).into_bytes();
    if kind == KeyKind::Secret {
        let private_jwk = jwk::write(key).expect("a JWK").to_string();
        return vec![
            file(kind, "text", SECRET.into()),
            file(kind, "JWKS", set(&private_jwk)),
            file(kind, "JWK", private_jwk.into_bytes()),
        ];
    }
    let pkcs8 = der::to_private_key_info(key.material()).expect("PKCS#8");
    let spki = der::to_subject_public_key_info(key.material()).expect("SPKI");
    let public = load_one(&spki, "SPKI");
    assert!(!public.material().is_private());
    let mut files = vec![
        file(kind, "private PEM", pem("PRIVATE KEY", &pkcs8)),
        file(kind, "public PEM", pem("PUBLIC KEY", &spki)),
        file(kind, "private DER", pkcs8.to_vec()),
        file(kind, "public DER", spki),
    ];
    // A JWK has no type for RSA keys that are for RSASSA-PSS alone.
    if kind == KeyKind::RsaPss {
        assert!(jwk::write(key).is_err() && jwk::write(&public).is_err());
    } else {
        let private_jwk = jwk::write(key).expect("a JWK").to_string();
        let public_jwk = jwk::write(&public).expect("a JWK").to_string();
        files.extend([
            file(kind, "private JWKS", set(&private_jwk)),
            file(kind, "public JWKS", set(&public_jwk)),
            file(kind, "private JWK", private_jwk.into_bytes()),
            file(kind, "public JWK", public_jwk.into_bytes()),
        ]);
    }
    files
}

fn file(kind: KeyKind, form: &'static str, content: Vec<u8>) -> File {
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
    assert_eq!(key.material().kind(), file.kind, "{}", file.form);
    let is_private = !file.form.starts_with("public");
    assert_eq!(key.material().is_private(), is_private, "{}", file.form);
    key
}

fn verifier(key: Key) -> Verifier {
    Verifier {
        keys: KeySet::join(vec![key], Vec::new()).expect("one key"),
        algorithms: Vec::new(),
        policy: None,
        allow_weak_key: false,
    }
}

/// The payload of a token that is accepted, or every reason why it is not.
fn verdict(verifier: &Verifier, token: &str) -> Result<Vec<u8>, (Exit, String)> {
    let now = NumericDate::from_seconds(0.0).expect("finite");
    match Workspace::new(verifier).verify(token.as_bytes(), now, |_| ()) {
        Ok(token) => Ok(token.payload().to_vec()),
        Err(rejected) => {
            let texts: Vec<_> = rejected.errors.iter().map(ToString::to_string).collect();
            Err((rejected.exit(), texts.join("; ")))
        }
    }
}

/// A refusal names the token's algorithm and what the key is.
#[track_caller]
fn names_both_sides(text: &str, alg: Algorithm, kind: KeyKind) {
    let is = format!("it is {}", kind.a_key().trim_end_matches(" key"));
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
            let verdict = verdict(&verifier, token);
            if right_kinds(alg.name()).contains(&file.kind) {
                assert_eq!(verdict.as_deref(), Ok(&b"{\"a\":1}"[..]), "{cell}");
                right += 1;
            } else {
                let (exit, text) = verdict.expect_err(&cell);
                assert_eq!(exit, Exit::Signature, "{cell}: {text}");
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
            KeyKind::Secret => text_secret(&SECRET.replace('0', "1")),
            kind => make_key(kind, &rsa),
        };
        let verifier = verifier(stranger);
        for (alg, token) in &FAMILY.tokens {
            if right_kinds(alg.name()).contains(&kind) {
                let (exit, text) = verdict(&verifier, token).expect_err("a stranger");
                assert_eq!(exit, Exit::Signature, "{kind}, {alg}: {text}");
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
        for alg in Algorithm::ALL {
            if !right_kinds(alg.name()).contains(&file.kind) {
                continue;
            }
            for name in Algorithm::ALL {
                let header = format!(r#"{{"alg":"{name}"}}"#);
                let token = token(header.as_bytes(), b"{\"a\":1}", Some((alg, key)));
                let verdict = verdict(&verifier, &token.expect("the key signs"));
                // Two names of one algorithm: nothing but a JWK's `alg` tells them apart.
                let is_one = right_kinds(alg.name()) == [KeyKind::Ed25519]
                    && right_kinds(name.name()) == [KeyKind::Ed25519];
                if name == alg || is_one {
                    assert!(verdict.is_ok(), "{alg} as {name}");
                } else {
                    let (exit, text) = verdict.expect_err("another algorithm");
                    assert_eq!(exit, Exit::Signature, "{alg} as {name}: {text}");
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
        let kind = key.material().kind();
        for alg in Algorithm::ALL {
            let permitted = key.permits(alg, keys::Operation::Sign, false);
            let right = right_kinds(alg.name()).contains(&kind);
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
        let right = right_kinds(alg.name());
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
        let wrong = tokens.filter(|(alg, _)| !right_kinds(alg.name()).contains(&file.kind));
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
