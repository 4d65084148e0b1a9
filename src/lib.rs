//! Signs, verifies and decodes JSON Web Tokens (RFC 7519), strictly. This is the core of the command
//! `jwt`: it has no command line, no files, no environment, no clock, no network and no output. Bytes
//! and the current moment are passed in; facts come out.
//!
//! The modules are named after the RFCs; each imports only from those above it in this list:
//!
//! - [`codec`]: bytes to text and back: base64url, strict JSON, `NumericDate`;
//! - [`jwa`]: the closed tables of algorithms (RFC 7518 and its successors);
//! - [`jwk`]: keys, what each permits, and the forms in which they are stored (RFC 7517, RFC 7638);
//! - [`jws`]: header, compact serialization and signatures (RFC 7515);
//! - [`jwe`]: the parts of an encrypted token (RFC 7516);
//! - [`sd_jwt`]: the parts of a token with disclosures (RFC 9901);
//! - [`jwt`]: claims, the policy that is demanded of them, verifying, decoding and issuing (RFC 7519).
//!
//! Issue a token with a JWK, and verify it with the public half and a policy:
//!
//! ```
//! use jwt_toolkit::codec::NumericDate;
//! use jwt_toolkit::jwa::SignatureAlgorithm;
//! use jwt_toolkit::jwk::{KeySet, RsaSize, form, generate, load};
//! use jwt_toolkit::jws::KeySigner;
//! use jwt_toolkit::jwt::{IssueRequest, IssueWorkspace, Issuer, Policy, Verifier, Workspace};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = NumericDate::from_seconds(1_800_000_000.0).ok_or("a finite number")?;
//! let key = generate(SignatureAlgorithm::Es256, RsaSize::default(), None)?;
//!
//! let request = IssueRequest { expires_in: Some(900), ..IssueRequest::default() };
//! let signer = KeySigner::new(&key, SignatureAlgorithm::Es256)?;
//! let issuer = Issuer::new(&request, Some(Box::new(signer)))?;
//! let mut token = Vec::new();
//! let claims = br#"{"iss":"https://login.example","aud":"api","sub":"alice"}"#;
//! issuer.issue(Some(claims), now, &mut IssueWorkspace::default(), &mut token)?;
//!
//! drop(issuer);
//! let jwk = form::jwk::write(&key.into_public()?)?;
//! let (keys, unusable) = load(jwk.as_bytes(), "issuer.json", &mut || None)?;
//! let verifier = Verifier {
//!     keys: KeySet::join(keys, unusable)?,
//!     algorithms: vec![SignatureAlgorithm::Es256],
//!     policy: Some(Policy {
//!         issuers: vec!["https://login.example".to_owned()],
//!         audiences: vec!["api".to_owned()],
//!         ..Policy::default()
//!     }),
//!     allow_weak_key: false,
//!     allow_padding: false,
//! };
//! let mut workspace = Workspace::new(&verifier);
//! let verified = workspace
//!     .verify(&token, now, |_| ())
//!     .map_err(|rejected| rejected.errors[0].clone())?;
//! assert!(verified.payload().starts_with(br#"{"iss":"https://login.example""#));
//! # Ok(())
//! # }
//! ```

pub mod codec;
pub mod jwa;
pub mod jwe;
pub mod jwk;
pub mod jws;
pub mod jwt;
mod malformed;
pub mod sd_jwt;

pub use malformed::{Malformed, Part};
