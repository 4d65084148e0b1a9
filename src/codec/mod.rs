//! Bytes to the parts of a token and back: strict base64url, the compact
//! serialization in borrowed parts, and strict JSON. Nothing here decides
//! anything; it only refuses what has more than one reading.

pub mod base64url;
pub mod compact;
pub mod json;
pub mod object;
pub mod occurrences;
