//! The closed tables of algorithms (RFC 7518 and its successors). What is not here does not exist for
//! the rest of the library; `none` is not here.

mod content_encryption;
mod key_management;
mod signature;

pub use content_encryption::ContentEncryptionAlgorithm;
pub use key_management::KeyManagementAlgorithm;
pub use signature::{KeyKind, SignatureAlgorithm};

/// What a JWK's `alg` may name (RFC 7517, section 4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// An algorithm for signatures and MACs.
    Signature(SignatureAlgorithm),
    /// An algorithm that encrypts, agrees on or derives a content encryption key.
    KeyManagement(KeyManagementAlgorithm),
    /// An algorithm that encrypts content.
    ContentEncryption(ContentEncryptionAlgorithm),
}

impl Algorithm {
    /// The algorithm of exactly this name; names are case-sensitive (RFC 7515, section 4.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SignatureAlgorithm::named(name)
            .map(Self::Signature)
            .or_else(|| KeyManagementAlgorithm::named(name).map(Self::KeyManagement))
            .or_else(|| ContentEncryptionAlgorithm::named(name).map(Self::ContentEncryption))
    }

    /// The algorithm's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature(alg) => alg.name(),
            Self::KeyManagement(alg) => alg.name(),
            Self::ContentEncryption(alg) => alg.name(),
        }
    }
}
