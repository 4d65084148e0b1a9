//! Ed25519 keys (RFC 8032; RFC 8037).

use super::PublicKey;
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair};
use std::sync::OnceLock;
use zeroize::Zeroizing;

const NAME: &str = KeyKind::Ed25519.name();
/// The length in bytes of a public key and of a seed (RFC 8032, section 5.1.5).
const LENGTH: usize = 32;

pub(crate) struct Ed25519Key {
    point: Vec<u8>,
    public: PublicKey,
    seed: Option<Zeroizing<Vec<u8>>>,
    pair: OnceLock<Option<Ed25519KeyPair>>,
}

impl Ed25519Key {
    /// `seed` is the private key of RFC 8032, section 5.1.5.
    pub(in crate::jwk) fn new(point: &[u8], seed: Option<&[u8]>) -> Result<Self, KeyError> {
        if point.len() != LENGTH || seed.is_some_and(|seed| seed.len() != LENGTH) {
            return Err(KeyError::WrongLength(NAME));
        }
        let public = PublicKey::new(point.to_vec());
        let alg = SignatureAlgorithm::default_for(KeyKind::Ed25519);
        if !public.prepare(alg, &ED25519) {
            return Err(KeyError::NotOnCurve(NAME));
        }
        Ok(Self {
            point: point.to_vec(),
            public,
            seed: seed.map(|seed| Zeroizing::new(seed.to_vec())),
            pair: OnceLock::new(),
        })
    }

    /// The public half follows from the seed.
    pub(in crate::jwk) fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let wrong_length = |_| KeyError::WrongLength(NAME);
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(wrong_length)?;
        Self::new(pair.public_key().as_ref(), Some(seed))
    }

    pub(in crate::jwk) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(in crate::jwk) fn seed(&self) -> Option<&[u8]> {
        self.seed.as_deref().map(Vec::as_slice)
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn pair(&self) -> Result<&Ed25519KeyPair, KeyError> {
        let seed = self.seed.as_ref().ok_or(KeyError::NotPrivate)?;
        let pair = self
            .pair
            .get_or_init(|| Ed25519KeyPair::from_seed_and_public_key(seed, &self.point).ok());
        pair.as_ref().ok_or(KeyError::Inconsistent)
    }

    pub(super) fn without_private(self) -> Self {
        Self {
            seed: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}
