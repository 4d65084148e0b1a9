//! Signing with keys of two halves: the raw primitive over the signing inputs of the same tokens.

use super::{Anything, claims};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use jwt_toolkit::codec::base64url;
use jwt_toolkit::jwa::SignatureAlgorithm as Alg;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// So many tokens are signed: the primitives take 20 to 600 microseconds each.
pub(crate) const TOKENS: usize = 10_000;

/// The algorithms, with what signing is to reach of the primitive.
pub(crate) const ALGORITHMS: [(Alg, f64); 3] =
    [(Alg::Rs256, 0.95), (Alg::Es256, 0.9), (Alg::EdDsa, 0.9)];

/// Puts the signature of an input into a buffer.
type Sign = Box<dyn FnMut(&[u8], &mut Vec<u8>) -> Anything<()>>;

/// Signs the inputs of so many tokens with the key in a PKCS#8 file, and writes the signatures.
pub(crate) fn run(alg: &str, pkcs8: &Path) -> Anything<()> {
    let pkcs8 = std::fs::read(pkcs8)?;
    let random = SystemRandom::new();
    let header = base64url::encode(format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#).as_bytes());
    let mut sign: Sign = match alg {
        "RS256" => {
            let pair = RsaKeyPair::from_pkcs8(&pkcs8)?;
            Box::new(move |input, signature| {
                signature.resize(pair.public_modulus_len(), 0);
                Ok(pair.sign(&RSA_PKCS1_SHA256, &random, input, signature)?)
            })
        }
        "ES256" => {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8)?;
            Box::new(move |input, signature| {
                signature.clear();
                signature.extend_from_slice(pair.sign(&random, input)?.as_ref());
                Ok(())
            })
        }
        _ => {
            let pair = Ed25519KeyPair::from_pkcs8(&pkcs8)?;
            Box::new(move |input, signature| {
                signature.clear();
                signature.extend_from_slice(pair.sign(input).as_ref());
                Ok(())
            })
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut signature = Vec::new();
    for number in 0..TOKENS {
        let payload = base64url::encode(claims(number, true).as_bytes());
        let input = format!("{header}.{payload}");
        sign(input.as_bytes(), &mut signature)?;
        writeln!(out, "{input}.{}", base64url::encode(&signature))?;
    }
    Ok(out.flush()?)
}
