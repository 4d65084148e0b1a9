//! Why a token is not accepted: the facts of every stage with their exit codes.

use crate::algorithm::Algorithm;
use crate::claims::Violation;
use crate::codec::json::quote;
use crate::error::{Exit, Malformed};
use crate::keys::{BadKey, NotPermitted};
use thiserror::Error;

/// Why a token is not accepted.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Rejection {
    /// It is no token.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// `alg` is `none`, in whatever spelling.
    #[error("header: alg {}: unsigned tokens are never accepted", quote(.alg))]
    Unsigned {
        /// As the token spells it.
        alg: String,
    },
    /// `alg` names nothing this program knows.
    #[error("header: alg {} is not an algorithm that jwt verifies", quote(.alg))]
    UnknownAlgorithm {
        /// As the token spells it.
        alg: String,
    },
    /// `--alg` excludes the token's algorithm.
    #[error("header: alg {alg} is not among the permitted algorithms ({})", names(.permitted))]
    AlgorithmNotPermitted {
        /// The token's.
        alg: Algorithm,
        /// The permitted ones.
        permitted: Vec<Algorithm>,
    },
    /// An extension that must be understood is not (RFC 7515, section 4.1.11; RFC 7797).
    #[error("header: {} is critical and not supported", quote(.name))]
    UnsupportedCritical {
        /// The header parameter.
        name: String,
    },
    /// No key may verify this token; this is what kept the closest one from it.
    #[error("no key may verify this token: {key}: {reason}")]
    KeyNotPermitted {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: NotPermitted,
    },
    /// The key that `kid` selects is no good.
    #[error("the token's kid selects a bad key: {key}: {reason}")]
    SelectedKeyUnusable {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: BadKey,
    },
    /// No key of the set is of any use.
    #[error("no usable key in the set: {key}: {reason}")]
    NoUsableKey {
        /// The first of them, in words.
        key: String,
        /// Why not.
        reason: BadKey,
    },
    /// There is no key in the set.
    #[error("the set holds no key")]
    NoKey,
    /// The signature is by none of the keys.
    #[error("signature does not match: {alg} with {keys}")]
    SignatureMismatch {
        /// The token's algorithm.
        alg: Algorithm,
        /// The keys that were tried, in words.
        keys: String,
    },
    /// A claim is not as it has to be.
    #[error("{0}")]
    Claim(#[from] Violation),
}

fn names(algorithms: &[Algorithm]) -> String {
    let names: Vec<_> = algorithms.iter().map(|alg| alg.name()).collect();
    names.join(", ")
}

impl Rejection {
    /// The exit code of this fact.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Malformed(_) => Exit::Malformed,
            Self::Claim(violation) => violation.exit(),
            _ => Exit::Signature,
        }
    }

    /// The fact's name in reports.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Unsigned { .. } => "unsigned",
            Self::UnknownAlgorithm { .. } => "unknown_algorithm",
            Self::AlgorithmNotPermitted { .. } => "algorithm_not_permitted",
            Self::UnsupportedCritical { .. } => "unsupported_critical",
            Self::KeyNotPermitted { .. } => "key_not_permitted",
            Self::SelectedKeyUnusable { .. } | Self::NoUsableKey { .. } => "key_unusable",
            Self::NoKey => "no_key",
            Self::SignatureMismatch { .. } => "signature_mismatch",
            Self::Claim(violation) => violation.kind(),
        }
    }

    /// What to do about it, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Malformed(Malformed::Encrypted) => {
                Some("`jwt decode --header` shows its header".to_owned())
            }
            Self::Malformed(Malformed::SelectivelyDisclosed) => {
                Some("`jwt decode` shows it; verify the part before the first '~'".to_owned())
            }
            Self::UnknownAlgorithm { alg } => {
                Algorithm::meant(alg).map(|meant| format!("names are exact; {meant} is one"))
            }
            Self::Claim(Violation::Expired { .. } | Violation::TooOld { .. }) => {
                Some("`jwt decode` shows what it says".to_owned())
            }
            _ => None,
        }
    }
}
