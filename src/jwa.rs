//! The closed tables of algorithms, and of what distinguishes the keys that they take (RFC 7518 and
//! its successors). The library supports nothing that is missing from them; `none` is missing.

mod curve;
mod key_kind;
mod key_type;
mod parameter_set;
mod signature;

pub use curve::Curve;
pub use key_kind::KeyKind;
pub use parameter_set::ParameterSet;
pub use signature::SignatureAlgorithm;

pub(crate) use key_type::KeyType;
