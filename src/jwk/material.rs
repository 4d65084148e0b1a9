//! What a key is made of: the numbers of each kind, checked when they are read. Forms depend on
//! materials, and never the other way round.

mod ec;
mod ed25519;
mod ml_dsa;
mod public;
mod rsa;
mod secret;

pub(crate) use ec::EcKey;
pub(crate) use ed25519::Ed25519Key;
pub(crate) use ml_dsa::{MlDsaKey, MlDsaPrivate, SEED_BYTES};
pub(crate) use rsa::{MIN_BITS, RsaCrt, RsaKey};
pub(crate) use secret::Secret;

use super::KeyError;
use crate::jwa::KeyKind;
use public::PublicKey;
use std::fmt;

/// What a value is called in errors that name one: a half of the key.
pub(crate) const PUBLIC: &str = "public half";
const PRIVATE: &str = "private half";

pub(crate) enum Material {
    Secret(Box<Secret>),
    Rsa(RsaKey),
    Ec(EcKey),
    Ed25519(Ed25519Key),
    MlDsa(MlDsaKey),
}

impl Material {
    pub(crate) fn kind(&self) -> KeyKind {
        match self {
            Self::Secret(_) => KeyKind::Secret,
            Self::Rsa(key) => key.kind(),
            Self::Ec(key) => KeyKind::Ec(key.curve()),
            Self::Ed25519(_) => KeyKind::Ed25519,
            Self::MlDsa(key) => KeyKind::MlDsa(key.parameters()),
        }
    }

    /// Whether it is the same key, with a private half or without: all that differs from one key to
    /// another of a kind.
    pub(super) fn is_same_as<'k>(&'k self, other: &'k Self) -> bool {
        // What its algorithm identifier limits an RSA key to is not a part of the key.
        let identity = |key: &'k Self| match key.identity() {
            (KeyKind::RsaPss, values) => (KeyKind::Rsa, values),
            identity => identity,
        };
        identity(self) == identity(other)
    }

    /// What no other key has, and what both halves have in common.
    pub(super) fn identity(&self) -> (KeyKind, [&[u8]; 2]) {
        let values = match self {
            Self::Secret(secret) => [secret.bytes(), &[]],
            Self::Rsa(key) => [key.modulus(), key.exponent()],
            Self::Ec(key) => [key.point(), &[]],
            Self::Ed25519(key) => [key.point(), &[]],
            Self::MlDsa(key) => [key.bytes(), &[]],
        };
        (self.kind(), values)
    }

    /// Whether it can sign, which a secret always can.
    pub(super) fn is_private(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::Rsa(key) => key.is_private(),
            Self::Ec(key) => key.private().is_some(),
            Self::Ed25519(key) => key.seed().is_some(),
            Self::MlDsa(key) => key.private().is_some(),
        }
    }

    /// The size in bits where keys of one kind come in several.
    pub(super) fn bits(&self) -> Option<usize> {
        match self {
            Self::Secret(secret) => Some(secret.bytes().len() * 8),
            Self::Rsa(key) => Some(key.bits()),
            Self::Ec(_) | Self::Ed25519(_) | Self::MlDsa(_) => None,
        }
    }

    /// Whether the private half, where there is one, belongs to the public half.
    pub(super) fn check_halves(&self) -> Result<(), KeyError> {
        if !self.is_private() {
            return Ok(());
        }
        match self {
            Self::Secret(_) => {}
            Self::Rsa(key) => key.check_halves()?,
            Self::Ec(key) => {
                key.pair()?;
            }
            Self::Ed25519(key) => {
                key.pair()?;
            }
            Self::MlDsa(key) => {
                key.pair()?;
            }
        }
        Ok(())
    }

    pub(super) fn into_public(self) -> Result<Self, KeyError> {
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
        if let Self::Secret(secret) = self {
            return write!(f, "a secret of {} bytes", secret.bytes().len());
        }
        let (kind, private) = (self.kind(), self.is_private());
        let half = if private { "private" } else { "public" };
        write!(f, "{} {kind} {half} key", kind.article())?;
        if let Some(bits) = self.bits() {
            write!(f, " of {bits} bits")?;
        }
        match self {
            Self::Rsa(key) if key.primes() > 2 => write!(f, " and {} primes", key.primes()),
            _ => Ok(()),
        }
    }
}
