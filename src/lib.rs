//! Signs, verifies and decodes JSON Web Tokens (RFC 7519), strictly. This is the core of the command
//! `jwt`: it has no command line, no files, no environment, no clock, no network and no output. Bytes
//! and the current moment are passed in; facts come out.
//!
//! The rooms are named after the RFCs, in the order of a token's way:
//!
//! - [`codec`]: bytes to text and back: base64url, strict JSON, `NumericDate`;
//! - [`jwa`]: the closed tables of algorithms (RFC 7518 and its successors);
//! - [`jwk`]: keys, what each permits, and the forms in which they are stored (RFC 7517, RFC 7638);
//! - [`jws`]: header, compact serialization and signatures (RFC 7515);
//! - [`jwe`]: the parts of an encrypted token (RFC 7516);
//! - [`sd_jwt`]: the parts of a token with disclosures (RFC 9901);
//! - [`jwt`]: claims, the policy that is demanded of them, verifying, decoding and issuing (RFC 7519).

pub mod codec;
pub mod jwa;
pub mod jwe;
pub mod jwk;
pub mod jws;
pub mod jwt;
mod malformed;
pub mod sd_jwt;

pub use malformed::{Malformed, Part};
