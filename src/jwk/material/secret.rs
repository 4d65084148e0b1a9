//! Secrets (`kty` `oct`; RFC 7518, section 6.4).

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// A secret and its HMAC states, so that the key schedule is computed once and not for every token.
pub(crate) struct Secret {
    bytes: Zeroizing<Vec<u8>>,
    sha256: OnceLock<Hmac<Sha256>>,
    sha384: OnceLock<Hmac<Sha384>>,
    sha512: OnceLock<Hmac<Sha512>>,
}

impl Secret {
    pub(in crate::jwk) fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            bytes,
            sha256: OnceLock::new(),
            sha384: OnceLock::new(),
            sha512: OnceLock::new(),
        }
    }

    pub(in crate::jwk) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn sha256(&self) -> &Hmac<Sha256> {
        self.sha256.get_or_init(|| keyed(&self.bytes))
    }

    pub(crate) fn sha384(&self) -> &Hmac<Sha384> {
        self.sha384.get_or_init(|| keyed(&self.bytes))
    }

    pub(crate) fn sha512(&self) -> &Hmac<Sha512> {
        self.sha512.get_or_init(|| keyed(&self.bytes))
    }
}

fn keyed<M: Mac + KeyInit>(bytes: &[u8]) -> M {
    M::new_from_slice(bytes).expect("HMAC takes keys of every length (RFC 2104, section 2)")
}
