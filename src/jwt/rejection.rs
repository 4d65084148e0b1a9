//! Why a token is not accepted: the facts of every stage, with their evidence.

use crate::codec::json::quote;
use crate::codec::numeric_date::{NumericDate, in_words};
use crate::jwa::SignatureAlgorithm;
use crate::jwk::{KeyError, NotPermitted};
use crate::malformed::Malformed;
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
        alg: SignatureAlgorithm,
        /// The permitted ones.
        permitted: Vec<SignatureAlgorithm>,
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
        reason: KeyError,
    },
    /// No key of the set is of any use.
    #[error("no usable key in the set: {key}: {reason}")]
    NoUsableKey {
        /// The first of them, in words.
        key: String,
        /// Why not.
        reason: KeyError,
    },
    /// There is no key in the set.
    #[error("the set holds no key")]
    NoKey,
    /// The signature is by none of the keys.
    #[error("signature does not match: {alg} with {keys}")]
    SignatureMismatch {
        /// The token's algorithm.
        alg: SignatureAlgorithm,
        /// The keys that were tried, in words.
        keys: String,
    },
    /// `exp` is not after now.
    #[error("jwt expired {} (exp {exp})", .exp.relative_to(*.now))]
    Expired {
        /// When it expired.
        exp: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// `iat` is longer ago than the maximum age.
    #[error("jwt older than its maximum age of {}: issued {} (iat {iat})", in_words(*.max_age), .iat.relative_to(*.now))]
    TooOld {
        /// When it was issued.
        iat: NumericDate,
        /// The maximum age in seconds.
        max_age: f64,
        /// When it was checked.
        now: NumericDate,
    },
    /// `nbf` is still to come.
    #[error("jwt not valid yet: valid {} (nbf {nbf})", .nbf.relative_to(*.now))]
    NotYetValid {
        /// When it will be valid.
        nbf: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// `iat` is still to come, where the age matters.
    #[error("jwt issued in the future: {} (iat {iat})", .iat.relative_to(*.now))]
    IssuedInFuture {
        /// When it says it was issued.
        iat: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// A claim that is demanded is not there.
    #[error("claim {} is missing{}", quote(.claim), wanted(.expected))]
    ClaimMissing {
        /// Its name.
        claim: String,
        /// What it has to be, as JSON, where that was said.
        expected: Vec<String>,
    },
    /// A claim is not what is demanded.
    #[error("claim {} is {found}{}", quote(.claim), wanted(.expected))]
    ClaimMismatch {
        /// Its name.
        claim: String,
        /// What it is, as JSON.
        found: String,
        /// What it has to be, as JSON; any of them.
        expected: Vec<String>,
    },
    /// The header's `typ` is not what is demanded.
    #[error("header \"typ\" is {}{}", .found.as_deref().unwrap_or("missing"), wanted(.expected))]
    TypMismatch {
        /// What it is, as JSON.
        found: Option<String>,
        /// What it has to be, as JSON.
        expected: [String; 1],
    },
}

fn names(algorithms: &[SignatureAlgorithm]) -> String {
    let names: Vec<_> = algorithms.iter().map(|alg| alg.name()).collect();
    names.join(", ")
}

fn wanted(expected: &[String]) -> String {
    if expected.is_empty() {
        String::new()
    } else {
        format!(", expected {}", expected.join(" or "))
    }
}
