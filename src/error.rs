//! What can go wrong, as facts with their evidence, and the exit code of each.

use crate::codec::base64url::Base64urlError;
use crate::codec::json::{JsonError, quote};
use crate::keys::{BadKey, NotPermitted};
use std::fmt;
use thiserror::Error;

/// How a run ends, as the shell sees it: the only list of the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done; for `verify`, accepted.
    Done = 0,
    /// A file, key or network problem, or no key at all.
    CouldNotRun = 1,
    /// Wrong usage, or claims to sign that are no good.
    Usage = 2,
    /// Rejected: malformed token.
    Malformed = 3,
    /// Rejected: the signature, or no permitted key or algorithm for it.
    Signature = 4,
    /// Rejected: a claim is not as demanded.
    Claim = 5,
    /// Rejected: not valid yet.
    NotYetValid = 6,
    /// Rejected: expired, and nothing else is wrong.
    Expired = 7,
}

impl Exit {
    /// Every way to end, with what it means to the shell.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Done, "done; for verify, accepted"),
        (
            Self::CouldNotRun,
            "could not run: a file, key or network problem, or no key at all",
        ),
        (
            Self::Usage,
            "could not run: wrong usage, or invalid claims to sign",
        ),
        (Self::Malformed, "rejected: malformed token"),
        (
            Self::Signature,
            "rejected: the signature, or no permitted key or algorithm for it",
        ),
        (Self::Claim, "rejected: a claim is not as demanded"),
        (Self::NotYetValid, "rejected: not valid yet"),
        (
            Self::Expired,
            "rejected: expired, and nothing else is wrong",
        ),
    ];
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

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

/// Why a command could not run.
#[derive(Debug, Error)]
pub enum CannotRun {
    /// No key was given in any way.
    #[error("no key: give --secret-file or --key, or set JWT_SECRET or JWT_KEY")]
    NoKey,
    /// `JWT_SECRET` and `JWT_KEY` are both set, and no flag decides.
    #[error("both JWT_SECRET and JWT_KEY are set; unset one, or give --secret-file or --key")]
    BothVariables,
    /// A variable that is set and holds nothing: `JWT_SECRET=$UNSET` must not go on without.
    #[error("{0} is set but empty")]
    EmptyVariable(&'static str),
    /// A key or secret is no good.
    #[error("{source_name}: {reason}")]
    BadKey {
        /// Where it came from.
        source_name: String,
        /// What is wrong with it.
        reason: BadKey,
    },
    /// The keys are good one by one, but not together.
    #[error("the keys do not go together")]
    AmbiguousKeys(#[from] crate::keys::AmbiguousKeys),
    /// The key may not sign.
    #[error("{key} cannot sign: {reason}")]
    CannotSign {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: NotPermitted,
    },
    /// `--kid` names no key that was given.
    #[error("no key has the kid {}", quote(.0))]
    NoSuchKid(String),
    /// A file is larger than its limit.
    #[error("{source_name} is larger than {limit} bytes")]
    TooLarge {
        /// The file.
        source_name: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The file is there, and would have been overwritten.
    #[error("{0} exists; it was not overwritten")]
    FileExists(String),
    /// A file would be written where there is no folder.
    #[error("{0} cannot be written: there is no such folder")]
    NoFolder(String),
    /// A secret would be written over something that is no regular file.
    #[error("{0} is not a regular file; nothing was written to it")]
    NotAFile(String),
    /// The words of the call do not go together.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Claims to sign that are no JSON.
    #[error("claims: not JSON: {0}")]
    ClaimsNotJson(JsonError),
    /// Claims or header parameters to sign that are no good.
    #[error("{0}")]
    BadClaims(String),
    /// The result could not be written.
    #[error("standard output: {0}")]
    Output(std::io::Error),
    /// A provider's keys could not be had.
    #[cfg(feature = "network")]
    #[error(transparent)]
    Network(#[from] Box<crate::network::Failure>),
    /// The authorities to trust could not be read.
    #[cfg(feature = "network")]
    #[error("{source_name}: {reason}")]
    BadAuthorities {
        /// The file.
        source_name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl CannotRun {
    /// Wrong usage, with what to do instead.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The exit code of this fact.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. } | Self::ClaimsNotJson(_) | Self::BadClaims(_) => Exit::Usage,
            _ => Exit::CouldNotRun,
        }
    }

    /// What to do about it, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::EmptyVariable("JWT_SECRET") => {
                Some("`jwt gen-secret` makes a good secret".to_owned())
            }
            Self::NoKey => Some(
                "export JWT_SECRET=\"$(jwt gen-secret)\" makes one to sign with; \
                 verify needs the one that signed"
                    .to_owned(),
            ),
            Self::FileExists(_) => Some("--force replaces it".to_owned()),
            Self::Usage { hint, .. } => hint.clone(),
            Self::BadKey { reason, .. } => reason.hint(),
            #[cfg(feature = "network")]
            Self::Network(failure) => failure.trouble.hint(),
            Self::ClaimsNotJson(_) => {
                Some("claims are a JSON object, @FILE, or - for standard input".to_owned())
            }
            _ => None,
        }
    }
}
