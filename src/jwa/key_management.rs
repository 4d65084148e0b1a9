//! The closed list of key management algorithms (RFC 7518, section 4.1). Here they are names: a JWK
//! that names one is a key for encryption, and cannot sign or verify.

use super::KeyType;

/// A key management algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyManagementAlgorithm {
    /// RSAES-PKCS1-v1_5.
    Rsa1_5,
    /// RSAES-OAEP with SHA-1.
    RsaOaep,
    /// RSAES-OAEP with SHA-256.
    RsaOaep256,
    /// RSAES-OAEP with SHA-384.
    RsaOaep384,
    /// RSAES-OAEP with SHA-512.
    RsaOaep512,
    /// AES Key Wrap with 128 bits.
    A128Kw,
    /// AES Key Wrap with 192 bits.
    A192Kw,
    /// AES Key Wrap with 256 bits.
    A256Kw,
    /// The shared secret is the content encryption key.
    Dir,
    /// ECDH-ES with the agreed key as the content encryption key.
    EcdhEs,
    /// ECDH-ES and AES Key Wrap with 128 bits.
    EcdhEsA128Kw,
    /// ECDH-ES and AES Key Wrap with 192 bits.
    EcdhEsA192Kw,
    /// ECDH-ES and AES Key Wrap with 256 bits.
    EcdhEsA256Kw,
    /// AES-GCM key encryption with 128 bits.
    A128GcmKw,
    /// AES-GCM key encryption with 192 bits.
    A192GcmKw,
    /// AES-GCM key encryption with 256 bits.
    A256GcmKw,
    /// PBES2 with HMAC SHA-256 and AES Key Wrap with 128 bits.
    Pbes2Hs256A128Kw,
    /// PBES2 with HMAC SHA-384 and AES Key Wrap with 192 bits.
    Pbes2Hs384A192Kw,
    /// PBES2 with HMAC SHA-512 and AES Key Wrap with 256 bits.
    Pbes2Hs512A256Kw,
}

impl KeyManagementAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 19] = [
        Self::Rsa1_5,
        Self::RsaOaep,
        Self::RsaOaep256,
        Self::RsaOaep384,
        Self::RsaOaep512,
        Self::A128Kw,
        Self::A192Kw,
        Self::A256Kw,
        Self::Dir,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA192Kw,
        Self::EcdhEsA256Kw,
        Self::A128GcmKw,
        Self::A192GcmKw,
        Self::A256GcmKw,
        Self::Pbes2Hs256A128Kw,
        Self::Pbes2Hs384A192Kw,
        Self::Pbes2Hs512A256Kw,
    ];

    /// The name in a header or a JWK.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rsa1_5 => "RSA1_5",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep384 => "RSA-OAEP-384",
            Self::RsaOaep512 => "RSA-OAEP-512",
            Self::A128Kw => "A128KW",
            Self::A192Kw => "A192KW",
            Self::A256Kw => "A256KW",
            Self::Dir => "dir",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA192Kw => "ECDH-ES+A192KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::A128GcmKw => "A128GCMKW",
            Self::A192GcmKw => "A192GCMKW",
            Self::A256GcmKw => "A256GCMKW",
            Self::Pbes2Hs256A128Kw => "PBES2-HS256+A128KW",
            Self::Pbes2Hs384A192Kw => "PBES2-HS384+A192KW",
            Self::Pbes2Hs512A256Kw => "PBES2-HS512+A256KW",
        }
    }

    /// The algorithm of exactly this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }

    /// The types of keys that it takes.
    pub(crate) const fn key_types(self) -> &'static [KeyType] {
        match self {
            Self::Rsa1_5
            | Self::RsaOaep
            | Self::RsaOaep256
            | Self::RsaOaep384
            | Self::RsaOaep512 => &[KeyType::Rsa],
            Self::EcdhEs | Self::EcdhEsA128Kw | Self::EcdhEsA192Kw | Self::EcdhEsA256Kw => {
                &[KeyType::Ec, KeyType::Okp]
            }
            Self::A128Kw
            | Self::A192Kw
            | Self::A256Kw
            | Self::Dir
            | Self::A128GcmKw
            | Self::A192GcmKw
            | Self::A256GcmKw
            | Self::Pbes2Hs256A128Kw
            | Self::Pbes2Hs384A192Kw
            | Self::Pbes2Hs512A256Kw => &[KeyType::Oct],
        }
    }
}
