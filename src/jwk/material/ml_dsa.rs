//! ML-DSA keys (FIPS 204; RFC 9881; RFC 9964).

use super::PublicKey;
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{
    KeyPair, ML_DSA_44, ML_DSA_44_SIGNING, ML_DSA_65, ML_DSA_65_SIGNING, ML_DSA_87,
    ML_DSA_87_SIGNING, PqdsaKeyPair, PqdsaSigningAlgorithm, PqdsaVerificationAlgorithm,
};
use der::asn1::ObjectIdentifier;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The length of a seed in bytes.
pub const SEED_BYTES: usize = 32;

/// A parameter set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
}

impl Parameters {
    /// Every set.
    pub const ALL: [Self; 3] = [Self::MlDsa44, Self::MlDsa65, Self::MlDsa87];

    /// What a key of the set is, as far as algorithms care.
    #[must_use]
    pub const fn kind(self) -> KeyKind {
        match self {
            Self::MlDsa44 => KeyKind::MlDsa44,
            Self::MlDsa65 => KeyKind::MlDsa65,
            Self::MlDsa87 => KeyKind::MlDsa87,
        }
    }

    /// The one algorithm of the set.
    #[must_use]
    pub const fn algorithm(self) -> SignatureAlgorithm {
        SignatureAlgorithm::default_for(self.kind())
    }

    /// The set of this algorithm.
    #[must_use]
    pub fn of(alg: SignatureAlgorithm) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.algorithm() == alg)
    }

    /// Its name in ASN.1 (RFC 9881, section 2).
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            Self::MlDsa44 => "2.16.840.1.101.3.4.3.17",
            Self::MlDsa65 => "2.16.840.1.101.3.4.3.18",
            Self::MlDsa87 => "2.16.840.1.101.3.4.3.19",
        })
    }

    /// How the library verifies with it.
    #[must_use]
    pub const fn verification(self) -> &'static PqdsaVerificationAlgorithm {
        match self {
            Self::MlDsa44 => &ML_DSA_44,
            Self::MlDsa65 => &ML_DSA_65,
            Self::MlDsa87 => &ML_DSA_87,
        }
    }

    /// How the library signs with it.
    #[must_use]
    pub const fn signing(self) -> &'static PqdsaSigningAlgorithm {
        match self {
            Self::MlDsa44 => &ML_DSA_44_SIGNING,
            Self::MlDsa65 => &ML_DSA_65_SIGNING,
            Self::MlDsa87 => &ML_DSA_87_SIGNING,
        }
    }
}

/// The private half: the seed, or, of a key that was kept without it, the whole PKCS#8.
enum Private {
    Seed(Zeroizing<Vec<u8>>),
    Expanded(Zeroizing<Vec<u8>>),
}

/// An ML-DSA key.
pub struct MlDsaKey {
    parameters: Parameters,
    bytes: Vec<u8>,
    public: PublicKey,
    private: Option<Private>,
    pair: OnceLock<Option<PqdsaKeyPair>>,
}

impl MlDsaKey {
    /// A key of its public bytes and perhaps its seed.
    ///
    /// # Errors
    /// When one has the wrong length.
    pub fn new(
        parameters: Parameters,
        bytes: &[u8],
        seed: Option<&[u8]>,
    ) -> Result<Self, KeyError> {
        let wrong_length = KeyError::WrongLength(parameters.kind().name());
        if seed.is_some_and(|seed| seed.len() != SEED_BYTES) {
            return Err(wrong_length);
        }
        let public = PublicKey::new(bytes.to_vec());
        if !public.prepare(parameters.algorithm(), parameters.verification()) {
            return Err(wrong_length);
        }
        Ok(Self {
            parameters,
            bytes: bytes.to_vec(),
            public,
            private: seed.map(|seed| Private::Seed(Zeroizing::new(seed.to_vec()))),
            pair: OnceLock::new(),
        })
    }

    /// A key of its seed alone.
    ///
    /// # Errors
    /// When it has the wrong length.
    pub fn from_seed(parameters: Parameters, seed: &[u8]) -> Result<Self, KeyError> {
        let wrong_length = |_| KeyError::WrongLength(parameters.kind().name());
        let pair = PqdsaKeyPair::from_seed(parameters.signing(), seed).map_err(wrong_length)?;
        Self::new(parameters, pair.public_key().as_ref(), Some(seed))
    }

    /// A key in PKCS#8 that holds the expanded private key and not its seed (RFC 9881, section 6).
    ///
    /// # Errors
    /// When it is none.
    pub fn expanded(parameters: Parameters, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair = PqdsaKeyPair::from_pkcs8(parameters.signing(), pkcs8);
        let pair = pair.map_err(|_| KeyError::Inconsistent)?;
        let public = Self::new(parameters, pair.public_key().as_ref(), None)?;
        Ok(Self {
            private: Some(Private::Expanded(Zeroizing::new(pkcs8.to_vec()))),
            ..public
        })
    }

    /// The parameter set.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The public key's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The seed, where it is known.
    #[must_use]
    pub fn seed(&self) -> Option<&[u8]> {
        match &self.private {
            Some(Private::Seed(seed)) => Some(seed),
            _ => None,
        }
    }

    /// The PKCS#8 of a private key whose seed is not known.
    #[must_use]
    pub fn expanded_pkcs8(&self) -> Option<&[u8]> {
        match &self.private {
            Some(Private::Expanded(pkcs8)) => Some(pkcs8),
            _ => None,
        }
    }

    /// The public half, prepared.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The pair to sign with; `None` for a public key, and for halves that do not belong together.
    #[must_use]
    pub fn pair(&self) -> Option<&PqdsaKeyPair> {
        let signing = self.parameters.signing();
        let private = self.private.as_ref()?;
        let pair = self.pair.get_or_init(|| {
            let pair = match private {
                Private::Seed(seed) => PqdsaKeyPair::from_seed(signing, seed),
                Private::Expanded(pkcs8) => PqdsaKeyPair::from_pkcs8(signing, pkcs8),
            };
            let pair = pair.ok()?;
            (pair.public_key().as_ref() == self.bytes).then_some(pair)
        });
        pair.as_ref()
    }

    pub(super) fn is_private(&self) -> bool {
        self.private.is_some()
    }

    pub(in crate::jwk) fn without_private(self) -> Self {
        Self {
            private: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}
