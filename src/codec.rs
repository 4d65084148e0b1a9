//! Bytes to text and back: strict base64url, strict JSON, compressed bytes, and `NumericDate`. Nothing
//! here judges a token; these readers only refuse input that two implementations could read
//! differently.

pub mod base64url;
mod inflate;
pub mod json;
pub(crate) mod marks;
mod numeric_date;
mod utf16;

pub use inflate::{Compression, InflateError};
pub use numeric_date::{NumericDate, SmallerUnit, in_words};
pub use utf16::is_utf16;
