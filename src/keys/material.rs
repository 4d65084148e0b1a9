//! What keys are made of.

use super::BadKey;
use super::ec::EcKey;
use super::ed25519::Ed25519Key;
use super::ml_dsa::MlDsaKey;
use super::rsa::RsaKey;
use crate::algorithm::KeyKind;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};
use std::fmt;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// What a key is made of.
pub enum Material {
    /// A secret for HMAC (`kty` `oct`).
    Hmac(Box<HmacKey>),
    /// An RSA key.
    Rsa(RsaKey),
    /// A key on an elliptic curve for ECDSA.
    Ec(EcKey),
    /// An Ed25519 key.
    Ed25519(Ed25519Key),
    /// An ML-DSA key.
    MlDsa(MlDsaKey),
}

impl Material {
    /// What it is, as far as algorithms care.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Hmac(_) => KeyKind::Secret,
            Self::Rsa(key) => key.kind(),
            Self::Ec(key) => key.curve().kind(),
            Self::Ed25519(_) => KeyKind::Ed25519,
            Self::MlDsa(key) => key.parameters().kind(),
        }
    }

    /// Its JWK type (RFC 7517, section 4.1).
    #[must_use]
    pub fn kty(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "oct",
            Self::Rsa(_) => "RSA",
            Self::Ec(_) => "EC",
            Self::Ed25519(_) => "OKP",
            Self::MlDsa(_) => "AKP",
        }
    }

    /// Whether it can sign. A secret always can.
    #[must_use]
    pub fn is_private(&self) -> bool {
        match self {
            Self::Hmac(_) => true,
            Self::Rsa(key) => key.is_private(),
            Self::Ec(key) => key.private().is_some(),
            Self::Ed25519(key) => key.seed().is_some(),
            Self::MlDsa(key) => key.is_private(),
        }
    }

    /// Whether the private half, where there is one, belongs to the public one.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        match self {
            Self::Hmac(_) => true,
            Self::Rsa(key) => !key.is_private() || key.pair().is_some(),
            Self::Ec(key) => key.private().is_none() || key.pair().is_some(),
            Self::Ed25519(key) => key.seed().is_none() || key.pair().is_some(),
            Self::MlDsa(key) => !key.is_private() || key.pair().is_some(),
        }
    }

    /// Its public half alone.
    ///
    /// # Errors
    /// For a secret, which has none.
    pub fn into_public(self) -> Result<Self, BadKey> {
        match self {
            Self::Hmac(_) => Err(BadKey::NoPublicHalf),
            Self::Rsa(key) => Ok(Self::Rsa(key.without_private())),
            Self::Ec(key) => Ok(Self::Ec(key.without_private())),
            Self::Ed25519(key) => Ok(Self::Ed25519(key.without_private())),
            Self::MlDsa(key) => Ok(Self::MlDsa(key.without_private())),
        }
    }
}

impl fmt::Display for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.is_private() {
            "private"
        } else {
            "public"
        };
        match self {
            Self::Hmac(secret) => write!(f, "a secret of {} bytes", secret.len()),
            Self::Rsa(key) => write!(f, "an {} {half} key of {} bits", self.kind(), key.bits()),
            Self::Ec(_) => write!(f, "a {} {half} key", self.kind()),
            _ => write!(f, "an {} {half} key", self.kind()),
        }
    }
}

/// A secret with its HMAC states, each keyed once on first use. The bytes are overwritten in
/// memory when it is dropped.
pub struct HmacKey {
    bytes: Zeroizing<Vec<u8>>,
    sha256: OnceLock<Hmac<Sha256>>,
    sha384: OnceLock<Hmac<Sha384>>,
    sha512: OnceLock<Hmac<Sha512>>,
}

impl HmacKey {
    pub(super) fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
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
