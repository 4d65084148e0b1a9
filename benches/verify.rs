//! How fast the library verifies many tokens of one key, beside the bare primitive and beside the
//! crate `jsonwebtoken`.
//!
//! For each algorithm the whole way of a token (split, base64url, JSON, key, signature, claims), the
//! signature alone, by the primitive that the library uses, and the crate's way, with the same checks
//! where it has them, take turns in one run; the ratios are what counts. `cargo bench --bench verify`
//! runs it.
//! Where the signature costs most (RSA, ECDSA, Ed25519), the way is to reach 90 % of the primitive.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ML_DSA_65, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    VerificationAlgorithm,
};
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use jsonwebtoken::{DecodingKey, Validation};
use jwt_toolkit::algorithm::Algorithm;
use jwt_toolkit::claims::Policy;
use jwt_toolkit::codec::base64url;
use jwt_toolkit::keys::{Key, KeySet, Material, generate};
use jwt_toolkit::sign;
use jwt_toolkit::time::NumericDate;
use jwt_toolkit::verify::{Verifier, Workspace};
use serde::Deserialize;
use sha2::Sha256;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Claims like those of an access token, 146 bytes.
fn claims(number: usize) -> String {
    format!(
        r#"{{"iss":"https://login.example","sub":"user-{number:011}","aud":"api","role":"admin","scope":"read write publish","iat":1795341600,"exp":4102444800}}"#
    )
}

const DISTINCT_TOKENS: usize = 64;
const ROUNDS: usize = 21;
const ROUND: Duration = Duration::from_millis(60);

/// What the way is to reach of the primitive, where the primitive is what costs.
const LEAST_SHARE: f64 = 0.9;

/// What HS256, where the way around the signature costs most, is to reach of the crate.
const LEAST_OF_CRATE: f64 = 2.5;

/// The crate's claims, as most programs have them.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read by nobody here")]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    role: String,
    scope: String,
    iat: u64,
    exp: u64,
}

/// Verifies a token the crate's way.
type CrateWay = Box<dyn Fn(&str) -> bool>;

/// `None` where the crate does not have the algorithm.
fn crate_way(alg: Algorithm, key: &Key) -> Option<CrateWay> {
    let (alg, key) = match key.material() {
        Material::Hmac(secret) => {
            let key = DecodingKey::from_secret(secret.bytes());
            (jsonwebtoken::Algorithm::HS256, key)
        }
        Material::Rsa(_) => {
            let info = jwt_toolkit::keys::der::to_subject_public_key_info(key.material());
            let key = DecodingKey::from_rsa_der(&info.expect("a public half"));
            (jsonwebtoken::Algorithm::RS256, key)
        }
        Material::Ec(ec) => {
            let key = DecodingKey::from_ec_der(ec.point());
            (jsonwebtoken::Algorithm::ES256, key)
        }
        Material::Ed25519(ed) if alg == Algorithm::EdDsa => {
            let key = DecodingKey::from_ed_der(ed.point());
            (jsonwebtoken::Algorithm::EdDSA, key)
        }
        _ => return None,
    };
    let mut validation = Validation::new(alg);
    validation.validate_nbf = true;
    validation.validate_aud = false;
    validation.leeway = 0;
    Some(Box::new(move |token| {
        jsonwebtoken::decode::<Claims>(token, &key, &validation).is_ok()
    }))
}

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

/// What was measured of one algorithm, a second; the ratios are medians of those within a round.
struct Rates {
    ours: f64,
    bare: f64,
    share: f64,
    /// The crate's rate, and ours in times of it.
    of_crate: Option<(f64, f64)>,
}

fn measure(alg: Algorithm) -> Rates {
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
    let crate_way = crate_way(alg, &key);
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
    let round = |whole_way: &mut dyn FnMut(usize)| {
        let of_crate = crate_way
            .as_ref()
            .map(|way| rate(|i| assert!(black_box(way(&tokens[i])))));
        (rate(whole_way), rate(signature_alone), of_crate)
    };
    round(&mut whole_way);
    let rounds: Vec<_> = (0..ROUNDS).map(|_| round(&mut whole_way)).collect();
    let of_crate = crate_way.is_some().then(|| {
        let both = || {
            rounds
                .iter()
                .filter_map(|(ours, _, other)| Some((ours, (*other)?)))
        };
        let other = median(both().map(|(_, other)| other).collect());
        (
            other,
            median(both().map(|(ours, other)| ours / other).collect()),
        )
    });
    Rates {
        ours: median(rounds.iter().map(|(ours, ..)| *ours).collect()),
        bare: median(rounds.iter().map(|(_, bare, _)| *bare).collect()),
        share: median(rounds.iter().map(|(ours, bare, _)| ours / bare).collect()),
        of_crate,
    }
}

fn main() -> ExitCode {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("skipped: `cargo bench --bench verify` runs it");
        return ExitCode::SUCCESS;
    }
    base64url::prepare_for_many();
    println!("algorithm    tokens/s   signature alone/s   share   jsonwebtoken crate/s       ×");
    let mut all_hold = true;
    for (alg, bound) in [
        (Algorithm::Hs256, None),
        (Algorithm::Rs256, Some(LEAST_SHARE)),
        (Algorithm::Es256, Some(LEAST_SHARE)),
        (Algorithm::EdDsa, Some(LEAST_SHARE)),
        (Algorithm::MlDsa65, Some(LEAST_SHARE)),
    ] {
        let rates = measure(alg);
        let holds = match (bound, rates.of_crate) {
            (Some(least), _) => rates.share >= least,
            (None, Some((_, times))) => times >= LEAST_OF_CRATE,
            (None, None) => false,
        };
        all_hold &= holds;
        let of_crate = rates.of_crate.map_or_else(
            || format!("{:>23} {:>7}", "-", "-"),
            |(other, times)| format!("{other:>23.0} {times:>7.2}"),
        );
        println!(
            "{:<10} {:>10.0} {:>19.0}   {:>5.2}{of_crate}  {}",
            alg.name(),
            rates.ours,
            rates.bare,
            rates.share,
            if holds { "holds" } else { "does not hold" }
        );
    }
    if all_hold {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
