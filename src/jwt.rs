//! JSON Web Tokens (RFC 7519): the claims set, the policy for its claims, and the three ways of a
//! token: verifying, decoding and issuing.

mod advice;
mod claims;
mod decode;
mod issue;
mod policy;
mod rejection;
mod serialization;
mod verify;

pub use advice::Advice;
pub use claims::{Claims, RegisteredClaim};
pub use decode::{Decoded, Payload, Unverified};
pub use issue::{
    InvalidMember, IssueError, IssueRequest, IssueWorkspace, Issued, Issuer, NewMember,
    ReservedParameter,
};
pub use policy::{Demand, Outcome, Policy, Subject};
pub use rejection::{Rejection, SignatureForm};
pub use serialization::Serialization;
pub use verify::{Rejected, Step, Verified, Verifier, Workspace};
