//! Making and checking signatures: the only match over (algorithm, key).

use crate::algorithm::Algorithm;
use crate::keys::{Key, Material};
use hmac::Mac;

/// Whether `signature` over `input` is by `key`. MACs are compared in constant time, and only in
/// full length (RFC 2104 allows to cut them, RFC 7518 does not).
#[must_use]
pub fn verify(alg: Algorithm, key: &Key, input: &[u8], signature: &[u8]) -> bool {
    match (alg, key.material()) {
        (Algorithm::Hs256, Material::Hmac(secret)) => matches(secret.sha256(), input, signature),
        (Algorithm::Hs384, Material::Hmac(secret)) => matches(secret.sha384(), input, signature),
        (Algorithm::Hs512, Material::Hmac(secret)) => matches(secret.sha512(), input, signature),
    }
}

/// The signature of `key` over `input`.
#[must_use]
pub fn sign(alg: Algorithm, key: &Key, input: &[u8]) -> Vec<u8> {
    match (alg, key.material()) {
        (Algorithm::Hs256, Material::Hmac(secret)) => tag(secret.sha256(), input),
        (Algorithm::Hs384, Material::Hmac(secret)) => tag(secret.sha384(), input),
        (Algorithm::Hs512, Material::Hmac(secret)) => tag(secret.sha512(), input),
    }
}

fn matches(mac: impl Mac, input: &[u8], signature: &[u8]) -> bool {
    mac.chain_update(input).verify_slice(signature).is_ok()
}

fn tag(mac: impl Mac, input: &[u8]) -> Vec<u8> {
    mac.chain_update(input).finalize().into_bytes().to_vec()
}
