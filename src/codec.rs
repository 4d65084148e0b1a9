//! Bytes to text and back: strict base64url, strict JSON, and `NumericDate`. Nothing here decides
//! anything about a token; it only refuses what has more than one reading.

pub mod base64url;
pub mod json;
pub(crate) mod marks;
pub mod numeric_date;
pub mod object;

pub use numeric_date::NumericDate;
