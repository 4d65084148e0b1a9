//! Ed25519 keys (RFC 8032; RFC 8037).

use super::PublicKey;
use crate::jwa::SignatureAlgorithm;
use crate::jwk::KeyError;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The length in bytes of a public key and of a seed.
const LENGTH: usize = 32;

/// An Ed25519 key.
pub struct Ed25519Key {
    point: Vec<u8>,
    public: PublicKey,
    seed: Option<Zeroizing<Vec<u8>>>,
    pair: OnceLock<Option<Ed25519KeyPair>>,
}

impl Ed25519Key {
    /// A key of its point and perhaps its seed (the private key of RFC 8032, section 5.1.5).
    ///
    /// # Errors
    /// When one has the wrong length, or the point is none.
    pub fn new(point: &[u8], seed: Option<&[u8]>) -> Result<Self, KeyError> {
        if point.len() != LENGTH || seed.is_some_and(|seed| seed.len() != LENGTH) {
            return Err(KeyError::WrongLength("Ed25519"));
        }
        let public = PublicKey::new(point.to_vec());
        if !public.prepare(SignatureAlgorithm::EdDsa, &ED25519) {
            return Err(KeyError::NotOnCurve("Ed25519"));
        }
        Ok(Self {
            point: point.to_vec(),
            public,
            seed: seed.map(|seed| Zeroizing::new(seed.to_vec())),
            pair: OnceLock::new(),
        })
    }

    /// A key of its seed alone.
    ///
    /// # Errors
    /// When it has the wrong length.
    pub fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let wrong_length = |_| KeyError::WrongLength("Ed25519");
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(wrong_length)?;
        Self::new(pair.public_key().as_ref(), Some(seed))
    }

    /// The public key's bytes.
    #[must_use]
    pub fn point(&self) -> &[u8] {
        &self.point
    }

    /// The seed, where there is one.
    #[must_use]
    pub fn seed(&self) -> Option<&[u8]> {
        self.seed.as_deref().map(Vec::as_slice)
    }

    /// The public half, prepared.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The pair to sign with; `None` for a public key, and for halves that do not belong together.
    #[must_use]
    pub fn pair(&self) -> Option<&Ed25519KeyPair> {
        let seed = self.seed.as_ref()?;
        let pair = self
            .pair
            .get_or_init(|| Ed25519KeyPair::from_seed_and_public_key(seed, &self.point).ok());
        pair.as_ref()
    }

    pub(in crate::jwk) fn without_private(self) -> Self {
        Self {
            seed: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}
