//! Signed tokens (JWS, RFC 7515): the header, the compact serialization, and signatures.

mod compact;
mod header;
mod signature;
mod signer;

pub use compact::{Compact, MAX_TOKEN_BYTES, decode_part};
pub use header::Header;
pub use signature::Check;
pub use signer::{KeySigner, NoSigner, Signer, SigningError, token};

pub(crate) use compact::{decode_part_into, may_be_token};
pub(crate) use header::{parse_header, parse_header_with_duplicates};
pub(crate) use signature::looks_like_der;
pub(crate) use signer::token_onto;
