//! JSON Web Tokens (RFC 7519): the claims set, what is demanded of it, and the ways of a token:
//! verifying, decoding and issuing.

pub mod advice;
pub mod claims;
pub mod decode;
pub mod policy;
pub mod rejection;
pub mod serialization;
pub mod verify;

pub use advice::Advice;
pub use claims::{Claims, RegisteredClaim};
pub use decode::{Decoded, Unverified};
pub use policy::{Demand, Policy};
pub use rejection::Rejection;
pub use serialization::Serialization;
pub use verify::{Rejected, Step, Verified, Verifier, Workspace};
