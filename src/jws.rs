//! Signed tokens (JWS, RFC 7515): the header, the compact serialization, and signatures.

pub mod compact;
pub mod header;
pub mod sign;
pub mod signature;

pub use compact::{Compact, MAX_TOKEN_BYTES};
pub use header::Header;
