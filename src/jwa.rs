//! The closed tables of algorithms, and of what distinguishes the keys that they take (RFC 7518 and
//! its successors). The library supports nothing that is missing from them; `none` is missing.

mod content_encryption;
mod curve;
mod key_kind;
mod key_management;
mod key_type;
mod parameter_set;
mod signature;

pub use content_encryption::ContentEncryptionAlgorithm;
pub use curve::Curve;
pub use key_kind::KeyKind;
pub use key_management::KeyManagementAlgorithm;
pub use parameter_set::ParameterSet;
pub use signature::SignatureAlgorithm;

pub(crate) use key_type::KeyType;

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

    /// The name in a header or a JWK.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature(alg) => alg.name(),
            Self::KeyManagement(alg) => alg.name(),
            Self::ContentEncryption(alg) => alg.name(),
        }
    }

    /// Whether it takes keys of the kind.
    pub(crate) fn takes(self, kind: KeyKind) -> bool {
        match self {
            Self::Signature(alg) => alg.key_kinds().contains(&kind),
            Self::KeyManagement(alg) => alg.key_types().contains(&kind.key_type()),
            Self::ContentEncryption(_) => kind == KeyKind::Secret,
        }
    }
}
