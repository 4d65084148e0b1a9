//! Why something is not a token, or claims are not a claims set: facts with their evidence.

use crate::codec::base64url::Base64urlError;
use crate::codec::json::{Json, JsonError, Kind, quote};
use crate::codec::{Compression, InflateError};
use std::fmt;
use thiserror::Error;

/// A part of a token, or of what is to become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The protected header.
    Header,
    /// The payload.
    Payload,
    /// The signature.
    Signature,
    /// The claims set that is to become the payload of a new token.
    Claims,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
            Self::Claims => "claims",
        })
    }
}

/// Why something is not a token. Offsets are bytes from 0: within the part's base64url for
/// [`Malformed::Base64url`], and within its JSON for everything else.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Malformed {
    /// The input is empty.
    #[error("no token: the input is empty")]
    Empty,
    /// More than one token on a line.
    #[error("several tokens on one line")]
    SeveralTokens,
    /// A line of any content is longer than the limit.
    #[error("the line is longer than {limit} bytes")]
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The token is longer than the limit.
    #[error("the token is longer than {limit} bytes")]
    TokenTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A token in JSON serialization (RFC 7515, section 7.2) instead of the compact one.
    #[error("this is JSON, not a token in compact serialization (header.payload.signature)")]
    JsonSerialization,
    /// A number of parts other than three, and five for a JWE.
    #[error("expected three parts between dots, found {found}")]
    WrongNumberOfParts {
        /// The number of parts.
        found: usize,
    },
    /// A JWE where a signature is to be verified.
    #[error("this is an encrypted token (JWE, five parts); it has no signature to verify")]
    Encrypted,
    /// An SD-JWT where a plain JWT is expected.
    #[error("this is an SD-JWT: '~' and disclosures follow the signed token")]
    SelectivelyDisclosed,
    /// UTF-16, which no token is.
    #[error("this is UTF-16, and a token is ASCII")]
    Utf16,
    /// Header and payload, and nothing after them.
    #[error("the signature is missing: header and payload alone prove nothing")]
    SignatureMissing,
    /// The payload's part is empty: it is detached (RFC 7515, appendix F), or there is none.
    #[error("the payload is missing: it is detached, and has to be between the two dots")]
    Detached,
    /// A part is not canonical base64url.
    #[error("{part}: {error}")]
    Base64url {
        /// The part.
        part: Part,
        /// What is wrong with it.
        error: Base64urlError,
    },
    /// Header, payload or claims are not JSON, or nested too deep.
    #[error("{part}: {}{error}", if matches!(.error, JsonError::TooDeep { .. }) { "" } else { "not JSON: " })]
    Json {
        /// The part.
        part: Part,
        /// What is wrong with it.
        error: JsonError,
    },
    /// The claims are encrypted, or not in the token.
    #[error("the claims are encrypted, or not in the token")]
    NoClaims,
    /// Header, payload or claims are JSON, but not an object.
    #[error("{part}: not a JSON object")]
    NotAnObject {
        /// The part.
        part: Part,
    },
    /// A name occurs twice in one object (RFC 7515, section 4; RFC 7519, section 4): readers would
    /// disagree on its value.
    #[error("{part}: duplicate name {}at byte {at}", .name.as_deref().map(|name| quote(name) + " ").unwrap_or_default())]
    DuplicateName {
        /// The part.
        part: Part,
        /// The name; `None` for a payload, which nothing is told of before its signature holds.
        name: Option<String>,
        /// The offset of its second occurrence.
        at: usize,
    },
    /// A registered header parameter or claim is missing, or has the wrong type.
    #[error("{part}: {name:?} is {found}, expected {expected}")]
    WrongType {
        /// The part.
        part: Part,
        /// The parameter or claim.
        name: &'static str,
        /// What it is.
        found: &'static str,
        /// What it has to be.
        expected: &'static str,
    },
    /// `crit` violates RFC 7515, section 4.1.11.
    #[error("header: \"crit\" {fault}")]
    InvalidCrit {
        /// What is wrong with it.
        fault: &'static str,
    },
    /// A payload that is compressed, where claims are to be read. No RFC compresses the payload of a
    /// JWS, so that verifiers would disagree on what the claims are.
    #[error(
        "header: \"zip\" is \"{compression}\": the payload is compressed, and not read as claims"
    )]
    Compressed {
        /// How it is compressed.
        compression: Compression,
    },
    /// A compressed payload cannot be inflated.
    #[error("payload: {0}")]
    Inflate(InflateError),
    /// `zip` names no compression that is known (RFC 7516, section 4.1.3, has DEF alone).
    #[error("header: \"zip\" is not the name of a known compression (DEF, GZIP)")]
    UnknownCompression,
    /// `enc`, which only a JWE has, in a token of three parts.
    #[error("header: {name:?} belongs to an encrypted token of five parts, this one has three")]
    EncryptionParameter {
        /// The parameter.
        name: &'static str,
    },
}

/// Checks that JSON is an object.
///
/// # Errors
/// When it is not, or has a name twice at any depth.
pub(crate) fn object(part: Part, json: &Json<'_>) -> Result<(), Malformed> {
    if json.value().kind() != Kind::Object {
        return Err(Malformed::NotAnObject { part });
    }
    match json.duplicate() {
        Some(duplicate) => Err(Malformed::DuplicateName {
            part,
            name: (part != Part::Payload).then(|| duplicate.name.clone()),
            at: duplicate.at,
        }),
        None => Ok(()),
    }
}
