//! Keys (JWK, RFC 7517): what each is made of, what it permits, and the forms in which it is stored.
//! Forms build materials; materials know no forms.

pub mod fault;
pub mod form;
pub mod generate;
pub mod key;
pub mod material;
pub mod set;

pub use fault::{KeyError, NotPermitted};
pub use key::{Key, Operation, Origin};
pub use material::Material;
pub use set::{AmbiguousKeys, KeySet, UnusableKey};

/// The largest key file that is read, in bytes.
pub const MAX_KEY_FILE_BYTES: usize = 1 << 20;
