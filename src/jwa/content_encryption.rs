//! The closed list of content encryption algorithms (RFC 7518, section 5.1). Here they are names: a
//! JWK that names one is a key for encryption, and cannot sign or verify.

/// A content encryption algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentEncryptionAlgorithm {
    /// AES-CBC with 128 bits and HMAC SHA-256.
    A128CbcHs256,
    /// AES-CBC with 192 bits and HMAC SHA-384.
    A192CbcHs384,
    /// AES-CBC with 256 bits and HMAC SHA-512.
    A256CbcHs512,
    /// AES-GCM with 128 bits.
    A128Gcm,
    /// AES-GCM with 192 bits.
    A192Gcm,
    /// AES-GCM with 256 bits.
    A256Gcm,
}

impl ContentEncryptionAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 6] = [
        Self::A128CbcHs256,
        Self::A192CbcHs384,
        Self::A256CbcHs512,
        Self::A128Gcm,
        Self::A192Gcm,
        Self::A256Gcm,
    ];

    /// The name in a header or a JWK.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// The algorithm of exactly this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }
}
