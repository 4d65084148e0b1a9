//! Making and checking signatures: the only match over (algorithm, key).

use crate::jwa::SignatureAlgorithm as Alg;
use crate::jwk::material::ec::Curve;
use crate::jwk::material::ml_dsa::Parameters;
use crate::jwk::material::rsa::{LEAST_BITS, RsaKey};
use crate::jwk::{Key, Material};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature as aws;
use hmac::Mac;
use std::fmt;

/// What an algorithm is with the key that it takes.
#[derive(Clone, Copy)]
enum Pairing<'k> {
    Hs256(&'k crate::jwk::material::Secret),
    Hs384(&'k crate::jwk::material::Secret),
    Hs512(&'k crate::jwk::material::Secret),
    Rsa(
        &'k RsaKey,
        &'static aws::RsaParameters,
        &'static aws::RsaSignatureEncoding,
    ),
    Ec(&'k crate::jwk::material::ec::EcKey),
    Ed25519(&'k crate::jwk::material::ed25519::Ed25519Key),
    MlDsa(&'k crate::jwk::material::ml_dsa::MlDsaKey),
}

/// The one match; `None` where the key is none for the algorithm.
fn pairing(alg: Alg, key: &Key) -> Option<Pairing<'_>> {
    if !alg.key_kinds().contains(&key.material().kind()) {
        return None;
    }
    let is_small = |key: &RsaKey| key.bits() < LEAST_BITS;
    Some(match (alg, key.material()) {
        (Alg::Hs256, Material::Secret(secret)) => Pairing::Hs256(secret),
        (Alg::Hs384, Material::Secret(secret)) => Pairing::Hs384(secret),
        (Alg::Hs512, Material::Secret(secret)) => Pairing::Hs512(secret),
        (Alg::Rs256, Material::Rsa(key)) if is_small(key) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            &aws::RSA_PKCS1_SHA256,
        ),
        (Alg::Rs512, Material::Rsa(key)) if is_small(key) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            &aws::RSA_PKCS1_SHA512,
        ),
        (Alg::Rs256, Material::Rsa(key)) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_2048_8192_SHA256,
            &aws::RSA_PKCS1_SHA256,
        ),
        (Alg::Rs384, Material::Rsa(key)) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_2048_8192_SHA384,
            &aws::RSA_PKCS1_SHA384,
        ),
        (Alg::Rs512, Material::Rsa(key)) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_2048_8192_SHA512,
            &aws::RSA_PKCS1_SHA512,
        ),
        (Alg::Ps256, Material::Rsa(key)) => {
            Pairing::Rsa(key, &aws::RSA_PSS_2048_8192_SHA256, &aws::RSA_PSS_SHA256)
        }
        (Alg::Ps384, Material::Rsa(key)) => {
            Pairing::Rsa(key, &aws::RSA_PSS_2048_8192_SHA384, &aws::RSA_PSS_SHA384)
        }
        (Alg::Ps512, Material::Rsa(key)) => {
            Pairing::Rsa(key, &aws::RSA_PSS_2048_8192_SHA512, &aws::RSA_PSS_SHA512)
        }
        (Alg::Es256, Material::Ec(key)) if key.curve() == Curve::P256 => Pairing::Ec(key),
        (Alg::Es384, Material::Ec(key)) if key.curve() == Curve::P384 => Pairing::Ec(key),
        (Alg::Es512, Material::Ec(key)) if key.curve() == Curve::P521 => Pairing::Ec(key),
        (Alg::Es256k, Material::Ec(key)) if key.curve() == Curve::Secp256k1 => Pairing::Ec(key),
        (Alg::EdDsa | Alg::Ed25519, Material::Ed25519(key)) => Pairing::Ed25519(key),
        (Alg::MlDsa44 | Alg::MlDsa65 | Alg::MlDsa87, Material::MlDsa(key))
            if Parameters::of(alg) == Some(key.parameters()) =>
        {
            Pairing::MlDsa(key)
        }
        _ => return None,
    })
}

/// A key that is to check many signatures of one algorithm.
#[derive(Clone, Copy)]
pub struct Check<'k> {
    alg: Alg,
    key: &'k Key,
    pairing: Option<Pairing<'k>>,
}

impl<'k> Check<'k> {
    /// Prepares a key; where it is none for the algorithm, no signature will hold.
    #[must_use]
    pub fn new(alg: Alg, key: &'k Key) -> Self {
        Self {
            alg,
            key,
            pairing: pairing(alg, key),
        }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &'k Key {
        self.key
    }

    /// Whether `signature` over `input` is by the key. MACs are compared in constant time, and only
    /// in full length (RFC 2104 allows to cut them, RFC 7518 does not). ECDSA signatures are the two
    /// numbers in full length (RFC 7518, section 3.4), and never DER.
    #[must_use]
    pub fn holds(&self, input: &[u8], signature: &[u8]) -> bool {
        let alg = self.alg;
        match self.pairing {
            None => false,
            Some(Pairing::Hs256(secret)) => matches(secret.sha256(), input, signature),
            Some(Pairing::Hs384(secret)) => matches(secret.sha384(), input, signature),
            Some(Pairing::Hs512(secret)) => matches(secret.sha512(), input, signature),
            Some(Pairing::Rsa(key, with, _)) => {
                key.public_key().verifies(alg, with, input, signature)
            }
            Some(Pairing::Ec(key)) => {
                let with = key.curve().verification();
                key.public_key().verifies(alg, with, input, signature)
            }
            Some(Pairing::Ed25519(key)) => {
                key.public_key()
                    .verifies(alg, &aws::ED25519, input, signature)
            }
            Some(Pairing::MlDsa(key)) => {
                let with = key.parameters().verification();
                key.public_key().verifies(alg, with, input, signature)
            }
        }
    }
}

impl fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Check");
        shown.field("alg", &self.alg).field("key", &self.key);
        shown.finish_non_exhaustive()
    }
}

/// The signature of `key` over `input`; `None` where the key has no private half, or one that does
/// not belong to the public one, or is none for the algorithm.
#[must_use]
pub fn sign(alg: Alg, key: &Key, input: &[u8]) -> Option<Vec<u8>> {
    match pairing(alg, key)? {
        Pairing::Hs256(secret) => Some(tag(secret.sha256(), input)),
        Pairing::Hs384(secret) => Some(tag(secret.sha384(), input)),
        Pairing::Hs512(secret) => Some(tag(secret.sha512(), input)),
        Pairing::Rsa(key, _, encoding) => {
            let pair = key.pair()?;
            let mut signature = vec![0; pair.public_modulus_len()];
            let random = SystemRandom::new();
            pair.sign(encoding, &random, input, &mut signature).ok()?;
            Some(signature)
        }
        Pairing::Ec(key) => {
            let signature = key.pair()?.sign(&SystemRandom::new(), input).ok()?;
            Some(signature.as_ref().to_vec())
        }
        Pairing::Ed25519(key) => Some(key.pair()?.try_sign(input).ok()?.as_ref().to_vec()),
        Pairing::MlDsa(key) => {
            let mut signature = vec![0; key.parameters().signing().signature_len()];
            key.pair()?.sign(input, &mut signature).ok()?;
            Some(signature)
        }
    }
}

fn matches(keyed: &(impl Mac + Clone), input: &[u8], signature: &[u8]) -> bool {
    let mut mac = keyed.clone();
    mac.update(input);
    mac.verify_slice(signature).is_ok()
}

fn tag(keyed: &(impl Mac + Clone), input: &[u8]) -> Vec<u8> {
    let mut mac = keyed.clone();
    mac.update(input);
    mac.finalize().into_bytes().to_vec()
}
