//! What keys are made of.

pub mod ec;
pub mod ed25519;
pub mod ml_dsa;
mod public;
pub mod rsa;
pub mod secret;

pub use public::PublicKey;
pub use secret::Secret;

use super::KeyError;
use crate::jwa::KeyKind;
use ec::EcKey;
use ed25519::Ed25519Key;
use ml_dsa::MlDsaKey;
use rsa::RsaKey;
use std::fmt;

/// What a key is made of.
pub enum Material {
    /// A secret (`kty` `oct`).
    Secret(Box<Secret>),
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
            Self::Secret(_) => KeyKind::Secret,
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
            Self::Secret(_) => "oct",
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
            Self::Secret(_) => true,
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
            Self::Secret(_) => true,
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
    pub fn into_public(self) -> Result<Self, KeyError> {
        match self {
            Self::Secret(_) => Err(KeyError::NoPublicHalf),
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
            Self::Secret(secret) => write!(f, "a secret of {} bytes", secret.len()),
            Self::Rsa(key) => write!(f, "an {} {half} key of {} bits", self.kind(), key.bits()),
            Self::Ec(_) => write!(f, "a {} {half} key", self.kind()),
            _ => write!(f, "an {} {half} key", self.kind()),
        }
    }
}
