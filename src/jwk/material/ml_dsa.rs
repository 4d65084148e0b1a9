//! ML-DSA keys (FIPS 204; RFC 9881; RFC 9964).

use super::{PRIVATE, PUBLIC, PublicKey};
use crate::jwa::{KeyKind, ParameterSet, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{KeyPair, PqdsaKeyPair};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The length of a seed in bytes (FIPS 204, algorithm 1).
pub(crate) const SEED_BYTES: usize = 32;

/// The seed, or the whole PKCS#8 of a key that was stored without its seed (RFC 9881, section 6).
pub(crate) enum MlDsaPrivate {
    Seed(Zeroizing<Vec<u8>>),
    Expanded(Zeroizing<Vec<u8>>),
}

pub(crate) struct MlDsaKey {
    parameters: ParameterSet,
    bytes: Vec<u8>,
    public: PublicKey,
    private: Option<MlDsaPrivate>,
    pair: OnceLock<Option<PqdsaKeyPair>>,
}

impl MlDsaKey {
    pub(in crate::jwk) fn new(
        parameters: ParameterSet,
        bytes: &[u8],
        seed: Option<&[u8]>,
    ) -> Result<Self, KeyError> {
        let wrong_length = |value, has, wants| KeyError::WrongLength {
            kind: parameters.name(),
            value,
            has,
            wants,
        };
        if let Some(has) = seed.map(<[u8]>::len).filter(|has| *has != SEED_BYTES) {
            return Err(wrong_length(PRIVATE, has, SEED_BYTES));
        }
        let public = PublicKey::new(bytes.to_vec());
        let alg = SignatureAlgorithm::default_for(KeyKind::MlDsa(parameters));
        if !public.prepare(alg, parameters.verification()) {
            return Err(wrong_length(PUBLIC, bytes.len(), parameters.public_bytes()));
        }
        Ok(Self {
            parameters,
            bytes: bytes.to_vec(),
            public,
            private: seed.map(|seed| MlDsaPrivate::Seed(Zeroizing::new(seed.to_vec()))),
            pair: OnceLock::new(),
        })
    }

    /// A private key of which only its PKCS#8 is kept. The library checks that an expanded key and a
    /// seed beside it belong together.
    pub(in crate::jwk) fn from_pkcs8(
        parameters: ParameterSet,
        pkcs8: &[u8],
    ) -> Result<Self, KeyError> {
        let pair = PqdsaKeyPair::from_pkcs8(parameters.signing(), pkcs8);
        let pair = pair.map_err(|_| KeyError::Inconsistent)?;
        let public = Self::new(parameters, pair.public_key().as_ref(), None)?;
        Ok(Self {
            private: Some(MlDsaPrivate::Expanded(Zeroizing::new(pkcs8.to_vec()))),
            ..public
        })
    }

    pub(crate) fn parameters(&self) -> ParameterSet {
        self.parameters
    }

    pub(in crate::jwk) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(in crate::jwk) fn private(&self) -> Option<&MlDsaPrivate> {
        self.private.as_ref()
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn pair(&self) -> Result<&PqdsaKeyPair, KeyError> {
        let signing = self.parameters.signing();
        let private = self.private.as_ref().ok_or(KeyError::NotPrivate)?;
        let pair = self.pair.get_or_init(|| {
            let pair = match private {
                MlDsaPrivate::Seed(seed) => PqdsaKeyPair::from_seed(signing, seed),
                MlDsaPrivate::Expanded(pkcs8) => PqdsaKeyPair::from_pkcs8(signing, pkcs8),
            };
            let pair = pair.ok()?;
            (pair.public_key().as_ref() == self.bytes).then_some(pair)
        });
        pair.as_ref().ok_or(KeyError::Inconsistent)
    }

    pub(super) fn without_private(self) -> Self {
        Self {
            private: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: ParameterSet = ParameterSet::MlDsa44;

    fn public(seed: &[u8]) -> Vec<u8> {
        let pair = PqdsaKeyPair::from_seed(SET.signing(), seed).unwrap();
        pair.public_key().as_ref().to_vec()
    }

    #[test]
    fn the_seed_of_another_key_is_inconsistent() {
        let (one, other) = ([1; SEED_BYTES], [2; SEED_BYTES]);
        let key = MlDsaKey::new(SET, &public(&one), Some(&one)).ok().unwrap();
        assert_eq!(key.pair().err(), None);
        let key = MlDsaKey::new(SET, &public(&one), Some(&other))
            .ok()
            .unwrap();
        assert_eq!(key.pair().err(), Some(KeyError::Inconsistent));
    }

    #[test]
    fn a_public_key_has_no_pair() {
        let key = MlDsaKey::new(SET, &public(&[1; SEED_BYTES]), None);
        let key = key.ok().unwrap();
        assert_eq!(key.pair().err(), Some(KeyError::NotPrivate));
    }

    #[test]
    fn values_of_another_length_are_refused() {
        let public = public(&[1; SEED_BYTES]);
        for (set, bytes, seed, value, has, wants) in [
            (SET, &public[1..], &[1; 32][..], PUBLIC, 1311, 1312),
            (SET, &public, &[1; 31], PRIVATE, 31, 32),
            (ParameterSet::MlDsa65, &public, &[1; 32], PUBLIC, 1312, 1952),
        ] {
            let wrong_length = KeyError::WrongLength {
                kind: set.name(),
                value,
                has,
                wants,
            };
            let refused = MlDsaKey::new(set, bytes, Some(seed)).err();
            assert_eq!(refused, Some(wrong_length));
        }
    }
}
