//! Bytes to text and back: strict base64url, strict JSON, and `NumericDate`. Nothing here judges a
//! token; these readers only refuse input that two implementations could read differently.

pub mod base64url;
pub mod json;
pub(crate) mod marks;
mod numeric_date;

pub use numeric_date::{NumericDate, SmallerUnit, in_words};
