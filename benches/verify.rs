//! How fast the library verifies many tokens of one key, beside the bare primitive.
//!
//! For each algorithm the whole way of a token (split, base64url, JSON, key, signature, claims) and
//! the signature alone, by the primitive that the library uses, take turns in one run; the ratio
//! of the two is what counts. `cargo bench --bench verify` runs it.
//! Where the signature costs most (RSA, ECDSA, Ed25519), the way is to reach 90 % of the primitive.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ML_DSA_65, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    VerificationAlgorithm,
};
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use jwt_toolkit::algorithm::Algorithm;
use jwt_toolkit::claims::Policy;
use jwt_toolkit::codec::base64url;
use jwt_toolkit::keys::{Key, KeySet, Material, generate};
use jwt_toolkit::sign;
use jwt_toolkit::time::NumericDate;
use jwt_toolkit::verify::{Verifier, Workspace};
use sha2::Sha256;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Claims like those of an access token, 146 bytes with a number in them.
fn claims(number: usize) -> String {
    format!(
        r#"{{"iss":"https://login.example","sub":"user-{number:08}","aud":"api","role":"admin","scope":"read write","iat":1795341600,"exp":4102444800}}"#
    )
}

const DISTINCT_TOKENS: usize = 64;
const ROUNDS: usize = 21;
const ROUND: Duration = Duration::from_millis(60);

/// What the way is to reach of the primitive, where the primitive is what costs.
const LEAST_SHARE: f64 = 0.9;

/// Verifies the signature alone.
type Primitive = Box<dyn Fn(&[u8], &[u8]) -> bool>;

fn parsed(algorithm: &'static dyn VerificationAlgorithm, key: &[u8]) -> Primitive {
    let key = ParsedPublicKey::new(algorithm, key).expect("a good key");
    Box::new(move |input, signature| key.verify_sig(input, signature).is_ok())
}

fn primitive(key: &Key) -> Primitive {
    match key.material() {
        Material::Hmac(secret) => {
            let keyed = Hmac::<Sha256>::new_from_slice(secret.bytes()).expect("any length");
            Box::new(move |input, signature| {
                let mac = keyed.clone().chain_update(input);
                mac.verify_slice(signature).is_ok()
            })
        }
        Material::Rsa(_) => {
            let info = jwt_toolkit::keys::der::to_subject_public_key_info(key.material());
            parsed(&RSA_PKCS1_2048_8192_SHA256, &info.expect("a public half"))
        }
        Material::Ec(ec) => parsed(&ECDSA_P256_SHA256_FIXED, ec.point()),
        Material::Ed25519(ed) => parsed(&ED25519, ed.point()),
        Material::MlDsa(ml) => parsed(&ML_DSA_65, ml.bytes()),
    }
}

/// How often a second `work` is done, measured over one round.
fn rate(mut work: impl FnMut(usize)) -> f64 {
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < ROUND {
        for _ in 0..16 {
            work(count % DISTINCT_TOKENS);
            count += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some millions")]
    let count = count as f64;
    count / start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Tokens a second, the primitive's signatures a second, and the median of their ratios.
fn measure(alg: Algorithm) -> (f64, f64, f64) {
    let key = generate::key(alg, 2048, Some("bench".to_owned())).expect("a key");
    let header = format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"bench"}}"#);
    let sign = |number| {
        let signer = Some((alg, &key));
        sign::token(header.as_bytes(), claims(number).as_bytes(), signer).expect("a token")
    };
    let tokens: Vec<String> = (0..DISTINCT_TOKENS).map(sign).collect();
    let signatures: Vec<(&[u8], Vec<u8>)> = tokens
        .iter()
        .map(|token| {
            let (input, signature) = token.rsplit_once('.').expect("a dot");
            let signature = base64url::decode(signature.as_bytes()).expect("base64url");
            (input.as_bytes(), signature)
        })
        .collect();
    let bare = primitive(&key);
    let verifier = Verifier {
        keys: KeySet::join(vec![key], Vec::new()).expect("one key"),
        algorithms: Vec::new(),
        policy: Some(Policy::default()),
        allow_weak_key: false,
    };
    let now = NumericDate::from_seconds(1_795_341_700.0).expect("finite");
    let mut workspace = Workspace::new(&verifier);
    let mut whole_way = |i: usize| {
        let verdict = workspace.verify(tokens[i].as_bytes(), now, |_| ());
        let token = black_box(verdict).expect("a good token");
        let room = token.into_room();
        workspace.reuse(room);
    };
    let signature_alone = |i: usize| {
        let (input, signature) = &signatures[i];
        assert!(black_box(bare(input, signature)));
    };
    rate(&mut whole_way);
    rate(signature_alone);
    let rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| (rate(&mut whole_way), rate(signature_alone)))
        .collect();
    let ours = median(rounds.iter().map(|(ours, _)| *ours).collect());
    let bare = median(rounds.iter().map(|(_, bare)| *bare).collect());
    let share = median(rounds.iter().map(|(ours, bare)| ours / bare).collect());
    (ours, bare, share)
}

fn main() -> ExitCode {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("skipped: `cargo bench --bench verify` runs it");
        return ExitCode::SUCCESS;
    }
    base64url::prepare_for_many();
    println!("algorithm    tokens/s   signature alone/s   share");
    let mut all_hold = true;
    for (alg, bound) in [
        (Algorithm::Hs256, None),
        (Algorithm::Rs256, Some(LEAST_SHARE)),
        (Algorithm::Es256, Some(LEAST_SHARE)),
        (Algorithm::EdDsa, Some(LEAST_SHARE)),
        (Algorithm::MlDsa65, Some(LEAST_SHARE)),
    ] {
        let (ours, bare, share) = measure(alg);
        let verdict = match bound {
            None => "",
            Some(bound) if share >= bound => "holds",
            Some(_) => "does not hold",
        };
        all_hold &= bound.is_none_or(|bound| share >= bound);
        println!(
            "{:<10} {ours:>10.0} {bare:>19.0}   {share:>5.2}  {verdict}",
            alg.name()
        );
    }
    if all_hold {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
