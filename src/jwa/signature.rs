//! The closed list of signature algorithms and of the kinds of keys they take (RFC 7518, section
//! 3.1; RFC 8037; RFC 8812; RFC 9864; RFC 9964). What is not here does not exist for the rest of
//! the program; `none` is not here.

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

/// What a key is, as far as algorithms care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// A secret (`kty` `oct`).
    Secret,
    /// RSA for any padding.
    Rsa,
    /// RSA that its own algorithm identifier limits to RSASSA-PSS (RFC 4055).
    RsaPss,
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// secp256k1.
    Secp256k1,
    /// Ed25519.
    Ed25519,
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
}

impl KeyKind {
    /// A key of the kind in words, with its article.
    #[must_use]
    pub fn a_key(self) -> String {
        let article = match self {
            Self::Secret => return "a secret".to_owned(),
            Self::P256 | Self::P384 | Self::P521 | Self::Secp256k1 => "a",
            _ => "an",
        };
        format!("{article} {self} key")
    }

    /// The kind in words, without an article.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Rsa => "RSA",
            Self::RsaPss => "RSASSA-PSS",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
            Self::Ed25519 => "Ed25519",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }
}

impl std::fmt::Display for KeyKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
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
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// The algorithm of exactly this name; names are case-sensitive (RFC 7515, section 4.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }

    /// The algorithm that someone means who does not mind the case.
    #[must_use]
    pub fn meant(name: &str) -> Option<Self> {
        let name = name.trim();
        let mut all = Self::ALL.into_iter();
        all.find(|alg| alg.name().eq_ignore_ascii_case(name))
    }

    /// The kinds of keys that may be used, the usual one first.
    #[must_use]
    pub const fn key_kinds(self) -> &'static [KeyKind] {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => &[KeyKind::Secret],
            Self::Rs256 | Self::Rs384 | Self::Rs512 => &[KeyKind::Rsa],
            Self::Ps256 | Self::Ps384 | Self::Ps512 => &[KeyKind::Rsa, KeyKind::RsaPss],
            Self::Es256 => &[KeyKind::P256],
            Self::Es384 => &[KeyKind::P384],
            Self::Es512 => &[KeyKind::P521],
            Self::Es256k => &[KeyKind::Secp256k1],
            Self::EdDsa | Self::Ed25519 => &[KeyKind::Ed25519],
            Self::MlDsa44 => &[KeyKind::MlDsa44],
            Self::MlDsa65 => &[KeyKind::MlDsa65],
            Self::MlDsa87 => &[KeyKind::MlDsa87],
        }
    }

    /// The algorithm that signing takes where neither user nor key name one.
    #[must_use]
    pub const fn default_for(kind: KeyKind) -> Self {
        match kind {
            KeyKind::Secret => Self::Hs256,
            KeyKind::Rsa => Self::Rs256,
            KeyKind::RsaPss => Self::Ps256,
            KeyKind::P256 => Self::Es256,
            KeyKind::P384 => Self::Es384,
            KeyKind::P521 => Self::Es512,
            KeyKind::Secp256k1 => Self::Es256k,
            KeyKind::Ed25519 => Self::EdDsa,
            KeyKind::MlDsa44 => Self::MlDsa44,
            KeyKind::MlDsa65 => Self::MlDsa65,
            KeyKind::MlDsa87 => Self::MlDsa87,
        }
    }

    /// The least length in bytes of a secret for HMAC, which is the hash's (RFC 7518, section 3.2);
    /// `None` for other algorithms.
    #[must_use]
    pub const fn least_secret_bytes(self) -> Option<usize> {
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
