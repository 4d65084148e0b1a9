//! Keys (JWK, RFC 7517): what each is made of, what it permits, and the forms in which it is stored.

mod certificate;
mod error;
pub mod form;
mod generate;
mod key;
mod labels;
mod material;
mod members;
mod set;
mod thumbprint;

pub use certificate::Certificate;
pub use error::{ForeignForm, KeyError, KeyRemark, NotPermitted};
pub use form::load;
pub use generate::{RsaSize, generate};
pub use key::{Key, Operation};
pub use labels::{KeyUse, LabelConflict, Labels};
pub use set::{AmbiguousKeys, KeySet, UnusableKey};
pub use thumbprint::{ThumbprintHash, thumbprint};

pub(crate) use material::{EcKey, Ed25519Key, Material, MlDsaKey, RsaKey, Secret};

/// The largest key file that is read, in bytes.
pub const MAX_KEY_FILE_BYTES: usize = 1 << 20;
