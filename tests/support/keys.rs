//! Keys, and what the library does with them. Tests and benches reach the library's keys and signatures
//! through this room alone, so that one place knows what it calls them.

use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwk::form::text::{self, SecretEncoding};
use jwt_toolkit::jwk::form::{self, der};
use jwt_toolkit::jwk::{self, Key, KeyError, KeySet, UnusableKey};
use jwt_toolkit::jws::{self, Check, KeySigner};
use jwt_toolkit::jwt::{Policy, Verifier};

/// The keys of a file's content, whatever its form; there is no passphrase.
pub(crate) fn load(content: &[u8]) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    jwk::load(content, "a test", &mut || None)
}

/// The one key of a file's content.
#[track_caller]
pub(crate) fn load_one(content: &[u8]) -> Result<Key, KeyError> {
    let (mut good, unusable) = load(content)?;
    assert_eq!((good.len(), unusable.len()), (1, 0), "a file with one key");
    Ok(good.remove(0))
}

/// The key that a text is.
pub(crate) fn secret(text: &[u8]) -> Result<Key, KeyError> {
    text::secret(text, SecretEncoding::Utf8, "a test")
}

/// A verifier with these keys, and with every algorithm that they permit.
pub(crate) fn verifier(keys: Vec<Key>, policy: Option<Policy>) -> Verifier {
    Verifier {
        keys: KeySet::join(keys, Vec::new()).expect("keys that make a set"),
        algorithms: Vec::new(),
        policy,
        allow_weak_key: false,
        allow_padding: false,
    }
}

/// The key as JWK.
pub(crate) fn jwk(key: &Key) -> Result<String, KeyError> {
    form::jwk::write(key).map(|jwk| jwk.to_string())
}

/// The key in DER: PKCS#8 where it is private, else SPKI.
pub(crate) fn der(key: &Key) -> Result<Vec<u8>, KeyError> {
    der::write(key).map(|der| der.to_vec())
}

/// The public half as SPKI.
pub(crate) fn spki(key: &Key) -> Result<Vec<u8>, KeyError> {
    if key.is_private() {
        return der(&load_one(&der(key)?)?.into_public()?);
    }
    der(key)
}

/// A token with this header and this payload, to the byte; `None` where the key does not sign.
pub(crate) fn token(
    alg: SignatureAlgorithm,
    key: &Key,
    header: &[u8],
    payload: &[u8],
) -> Option<String> {
    let signer = KeySigner::new(key, alg).ok()?;
    jws::token(header, payload, Some(&signer)).ok()
}

/// Whether a signature over any bytes is by the key.
pub(crate) fn holds(alg: SignatureAlgorithm, key: &Key, input: &[u8], signature: &[u8]) -> bool {
    Check::new(alg, key).holds(input, signature)
}
