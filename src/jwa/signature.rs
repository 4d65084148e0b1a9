//! The signature algorithms and the kinds of keys that each takes (RFC 7518, section 3.1; RFC 8037;
//! RFC 8812; RFC 9864; RFC 9964).

use super::{Curve, KeyKind, ParameterSet};

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// ECDSA with P-521 and SHA-512.
    Es512,
    /// ECDSA with secp256k1 and SHA-256 (RFC 8812).
    Es256k,
    /// EdDSA (RFC 8037), here with Ed25519.
    EdDsa,
    /// Ed25519 by its fully-specified name (RFC 9864).
    Ed25519,
    /// ML-DSA-44 (RFC 9964).
    MlDsa44,
    /// ML-DSA-65 (RFC 9964).
    MlDsa65,
    /// ML-DSA-87 (RFC 9964).
    MlDsa87,
}

impl SignatureAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 18] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Es256k,
        Self::EdDsa,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
    ];

    /// The name in a header's `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256k => "ES256K",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::MlDsa44 => ParameterSet::MlDsa44.name(),
            Self::MlDsa65 => ParameterSet::MlDsa65.name(),
            Self::MlDsa87 => ParameterSet::MlDsa87.name(),
        }
    }

    /// The algorithm of exactly this name; names are case-sensitive (RFC 7515, section 4.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }

    /// The algorithm of this name in any case: for what a person types and to tell which one was meant,
    /// and never to choose one for a token or a key.
    #[must_use]
    pub fn meant(name: &str) -> Option<Self> {
        let name = name.trim();
        let mut all = Self::ALL.into_iter();
        all.find(|alg| alg.name().eq_ignore_ascii_case(name))
    }

    /// The kinds of keys that the algorithm takes, the usual one first.
    #[must_use]
    pub const fn key_kinds(self) -> &'static [KeyKind] {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => &[KeyKind::Secret],
            Self::Rs256 | Self::Rs384 | Self::Rs512 => &[KeyKind::Rsa],
            Self::Ps256 | Self::Ps384 | Self::Ps512 => &[KeyKind::Rsa, KeyKind::RsaPss],
            Self::Es256 => &[KeyKind::Ec(Curve::P256)],
            Self::Es384 => &[KeyKind::Ec(Curve::P384)],
            Self::Es512 => &[KeyKind::Ec(Curve::P521)],
            Self::Es256k => &[KeyKind::Ec(Curve::Secp256k1)],
            Self::EdDsa | Self::Ed25519 => &[KeyKind::Ed25519],
            Self::MlDsa44 => &[KeyKind::MlDsa(ParameterSet::MlDsa44)],
            Self::MlDsa65 => &[KeyKind::MlDsa(ParameterSet::MlDsa65)],
            Self::MlDsa87 => &[KeyKind::MlDsa(ParameterSet::MlDsa87)],
        }
    }

    /// The algorithm to sign with where nothing else names one.
    #[must_use]
    pub(crate) const fn default_for(kind: KeyKind) -> Self {
        match kind {
            KeyKind::Secret => Self::Hs256,
            KeyKind::Rsa => Self::Rs256,
            KeyKind::RsaPss => Self::Ps256,
            KeyKind::Ec(Curve::P256) => Self::Es256,
            KeyKind::Ec(Curve::P384) => Self::Es384,
            KeyKind::Ec(Curve::P521) => Self::Es512,
            KeyKind::Ec(Curve::Secp256k1) => Self::Es256k,
            KeyKind::Ed25519 => Self::EdDsa,
            KeyKind::MlDsa(ParameterSet::MlDsa44) => Self::MlDsa44,
            KeyKind::MlDsa(ParameterSet::MlDsa65) => Self::MlDsa65,
            KeyKind::MlDsa(ParameterSet::MlDsa87) => Self::MlDsa87,
        }
    }

    /// The least length in bytes of a secret for HMAC, which is that of the hash (RFC 7518, section
    /// 3.2); `None` for other algorithms.
    #[must_use]
    pub(crate) const fn least_secret_bytes(self) -> Option<usize> {
        match self {
            Self::Hs256 => Some(32),
            Self::Hs384 => Some(48),
            Self::Hs512 => Some(64),
            _ => None,
        }
    }
}

impl std::fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
