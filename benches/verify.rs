//! How fast the library verifies many tokens of one key, beside the bare primitive and beside the
//! crate `jsonwebtoken`.
//!
//! For each algorithm the whole way of a token (split, base64url, JSON, key, signature, claims), the
//! signature alone, by the primitive that the library uses, and the crate's way, with the same checks
//! where it has them, take turns in one run; the ratios are what counts. `cargo bench --bench verify`
//! runs it.
//! Where the signature costs most (RSA, ECDSA, Ed25519), the way is to reach 90 % of the primitive.

#[path = "../tests/support/keys.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod keys;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ML_DSA_65, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    VerificationAlgorithm,
};
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use jsonwebtoken::{DecodingKey, Validation};
use jwt_toolkit::codec::{NumericDate, base64url};
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use jwt_toolkit::jwk::{Key, RsaSize, generate};
use jwt_toolkit::jwt::{Policy, Workspace};
use serde::Deserialize;
use serde_json::Value;
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

/// The members of a key's JWK that other libraries take as bytes, one after the other.
fn members(key: &Key, names: &[&str]) -> Vec<u8> {
    let jwk = keys::jwk(key).expect("a JWK");
    let jwk: Value = serde_json::from_str(&jwk).expect("JSON");
    let member = |name: &&str| {
        let text = jwk[*name].as_str().expect("a member of text");
        base64url::decode(text.as_bytes()).expect("base64url")
    };
    names.iter().flat_map(member).collect()
}

/// A public EC key as a point: the mark of one with both coordinates, and these.
fn point(key: &Key) -> Vec<u8> {
    [vec![4], members(key, &["x", "y"])].concat()
}

/// `None` where the crate does not have the algorithm.
fn crate_way(alg: Alg, key: &Key) -> Option<CrateWay> {
    let (alg, key) = match alg {
        Alg::Hs256 => {
            let key = DecodingKey::from_secret(&members(key, &["k"]));
            (jsonwebtoken::Algorithm::HS256, key)
        }
        Alg::Rs256 => {
            let info = keys::spki(key);
            let key = DecodingKey::from_rsa_der(&info.expect("a public half"));
            (jsonwebtoken::Algorithm::RS256, key)
        }
        Alg::Es256 => {
            let key = DecodingKey::from_ec_der(&point(key));
            (jsonwebtoken::Algorithm::ES256, key)
        }
        Alg::EdDsa => {
            let key = DecodingKey::from_ed_der(&members(key, &["x"]));
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

fn primitive(alg: Alg, key: &Key) -> Primitive {
    match alg {
        Alg::Hs256 => {
            let keyed = Hmac::<Sha256>::new_from_slice(&members(key, &["k"])).expect("any length");
            Box::new(move |input, signature| {
                let mac = keyed.clone().chain_update(input);
                mac.verify_slice(signature).is_ok()
            })
        }
        Alg::Rs256 => {
            let info = keys::spki(key);
            parsed(&RSA_PKCS1_2048_8192_SHA256, &info.expect("a public half"))
        }
        Alg::Es256 => parsed(&ECDSA_P256_SHA256_FIXED, &point(key)),
        Alg::EdDsa => parsed(&ED25519, &members(key, &["x"])),
        Alg::MlDsa65 => parsed(&ML_DSA_65, &members(key, &["pub"])),
        other => panic!("{other} is not measured"),
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

fn measure(alg: Alg) -> Rates {
    let key = generate(alg, RsaSize::Bits2048, Some("bench".to_owned())).expect("a key");
    let header = format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"bench"}}"#);
    let sign = |number| {
        let token = keys::token(alg, &key, header.as_bytes(), claims(number).as_bytes());
        token.expect("a token")
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
    let bare = primitive(alg, &key);
    let crate_way = crate_way(alg, &key);
    let verifier = keys::verifier(vec![key], Some(Policy::default()));
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
        (Alg::Hs256, None),
        (Alg::Rs256, Some(LEAST_SHARE)),
        (Alg::Es256, Some(LEAST_SHARE)),
        (Alg::EdDsa, Some(LEAST_SHARE)),
        (Alg::MlDsa65, Some(LEAST_SHARE)),
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
