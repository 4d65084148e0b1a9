//! The kinds of keys that signature algorithms take.

use super::{Curve, KeyType, ParameterSet};
use std::fmt;

/// What a key is, as far as algorithms distinguish keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A secret (`kty` `oct`).
    Secret,
    /// RSA for any padding.
    Rsa,
    /// RSA that its own algorithm identifier limits to RSASSA-PSS (RFC 4055).
    RsaPss,
    /// A key on an elliptic curve for ECDSA.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// ML-DSA.
    MlDsa(ParameterSet),
}

impl KeyKind {
    /// The kind in words, without an article.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Rsa => "RSA",
            Self::RsaPss => "RSASSA-PSS",
            Self::Ec(curve) => curve.name(),
            Self::Ed25519 => "Ed25519",
            Self::MlDsa(set) => set.name(),
        }
    }

    pub(crate) const fn key_type(self) -> KeyType {
        match self {
            Self::Secret => KeyType::Oct,
            Self::Rsa | Self::RsaPss => KeyType::Rsa,
            Self::Ec(_) => KeyType::Ec,
            Self::Ed25519 => KeyType::Okp,
            Self::MlDsa(_) => KeyType::Akp,
        }
    }

    pub(crate) const fn article(self) -> &'static str {
        match self {
            Self::Secret | Self::Ec(_) => "a",
            Self::Rsa | Self::RsaPss | Self::Ed25519 | Self::MlDsa(_) => "an",
        }
    }

    /// A key of the kind in words, with an article.
    pub(crate) fn a_key(self) -> String {
        match self {
            Self::Secret => "a secret".to_owned(),
            _ => format!("{} {self} key", self.article()),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
