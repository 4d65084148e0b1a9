//! Why something is not a token: the facts of codec and header with their evidence.

use crate::codec::base64url::Base64urlError;
use crate::codec::json::{Json, JsonError, Kind, quote};
use std::fmt;
use thiserror::Error;

/// A part of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The protected header.
    Header,
    /// The payload.
    Payload,
    /// The signature.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

/// Why something is no token at all. Offsets are bytes from 0 within the part, for header and
/// payload within the decoded JSON where the JSON is at fault.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Malformed {
    /// Nothing was given.
    #[error("no token: the input is empty")]
    Empty,
    /// More than one token on a line.
    #[error("several tokens on one line (--find takes each of them)")]
    SeveralTokens,
    /// A line that may hold anything is longer than the limit.
    #[error("the line is longer than {limit} bytes")]
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Longer than the limit.
    #[error("the token is longer than {limit} bytes")]
    TokenTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The JSON serialization (RFC 7515, section 7.2) in place of the compact one.
    #[error("this is JSON, not a token in compact serialization (header.payload.signature)")]
    JsonSerialization,
    /// Not three parts.
    #[error("expected three parts between dots, found {found}")]
    WrongNumberOfParts {
        /// Parts there are.
        found: usize,
    },
    /// A JWE where a signature is to be verified.
    #[error("this is an encrypted token (JWE, five parts); it has no signature to verify")]
    Encrypted,
    /// An SD-JWT where a plain JWT is expected.
    #[error("this is an SD-JWT: '~' and disclosures follow the signed token")]
    SelectivelyDisclosed,
    /// A part is not canonical base64url.
    #[error("{part}: {error}")]
    Base64url {
        /// The part.
        part: Part,
        /// What is wrong with it.
        error: Base64urlError,
    },
    /// Header or payload is not JSON.
    #[error("{part}: {}{error}", if matches!(.error, JsonError::TooDeep { .. }) { "" } else { "not JSON: " })]
    Json {
        /// The part.
        part: Part,
        /// What is wrong with it.
        error: JsonError,
    },
    /// Header or payload is JSON, but no object.
    #[error("{part}: not a JSON object")]
    NotAnObject {
        /// The part.
        part: Part,
    },
    /// A name stands twice in one object (RFC 7515, section 4; RFC 7519, section 4).
    #[error("{part}: duplicate name {} at byte {at}", quote(.name))]
    DuplicateName {
        /// The part.
        part: Part,
        /// The name.
        name: String,
        /// Where it stands the second time.
        at: usize,
    },
    /// A registered header parameter or claim is missing or not of its type.
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
    /// `crit` is not as RFC 7515, section 4.1.11, has it.
    #[error("header: \"crit\" {fault}")]
    MisshapenCrit {
        /// What is wrong with it.
        fault: &'static str,
    },
    /// `enc` or `zip`, which only a JWE may have, in three parts.
    #[error("header: {name:?} belongs to an encrypted token of five parts, this one has three")]
    EncryptionParameter {
        /// The parameter.
        name: &'static str,
    },
}

/// Refuses what is not an object, or has a name twice at any depth.
///
/// # Errors
/// Those two facts.
pub fn object(part: Part, json: &Json<'_>) -> Result<(), Malformed> {
    if json.value().kind() != Kind::Object {
        return Err(Malformed::NotAnObject { part });
    }
    match json.duplicate() {
        Some(duplicate) => Err(Malformed::DuplicateName {
            part,
            name: duplicate.name.clone(),
            at: duplicate.at,
        }),
        None => Ok(()),
    }
}
