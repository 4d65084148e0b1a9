//! Secrets (`kty` `oct`; RFC 7518, section 6.4).

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// A secret with its HMAC states, each keyed once on first use. The bytes are overwritten in
/// memory when it is dropped.
pub struct Secret {
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

    /// The secret itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret's length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Never: empty secrets are not made into keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The keyed state for HMAC with SHA-256, to be cloned.
    #[must_use]
    pub fn sha256(&self) -> &Hmac<Sha256> {
        self.sha256.get_or_init(|| keyed(&self.bytes))
    }

    /// The keyed state for HMAC with SHA-384, to be cloned.
    #[must_use]
    pub fn sha384(&self) -> &Hmac<Sha384> {
        self.sha384.get_or_init(|| keyed(&self.bytes))
    }

    /// The keyed state for HMAC with SHA-512, to be cloned.
    #[must_use]
    pub fn sha512(&self) -> &Hmac<Sha512> {
        self.sha512.get_or_init(|| keyed(&self.bytes))
    }
}

fn keyed<M: Mac + KeyInit>(bytes: &[u8]) -> M {
    M::new_from_slice(bytes).expect("HMAC takes keys of every length (RFC 2104, section 2)")
}
