//! Why a token is not accepted: the facts of every stage, with their evidence.

use crate::codec::json::quote;
use crate::codec::{NumericDate, in_words};
use crate::jwa::SignatureAlgorithm;
use crate::jwk::{KeyError, NotPermitted};
use crate::malformed::Malformed;
use thiserror::Error;

/// Why a token is not accepted.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Rejection {
    /// It is not a token.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// `alg` is `none`, in any spelling.
    #[error("header: alg {}: unsigned tokens are never accepted", quote(.alg))]
    Unsigned {
        /// `alg` as the token spells it.
        alg: String,
    },
    /// `alg` is not a supported signature algorithm.
    #[error("header: alg {} is not supported", quote(.alg))]
    UnknownAlgorithm {
        /// `alg` as the token spells it.
        alg: String,
    },
    /// The token's algorithm is not among those that the verifier permits.
    #[error("header: alg {alg} is not among the permitted algorithms ({})", names(.permitted))]
    AlgorithmNotPermitted {
        /// The token's.
        alg: SignatureAlgorithm,
        /// The permitted ones.
        permitted: Vec<SignatureAlgorithm>,
    },
    /// A critical extension is not supported (RFC 7515, section 4.1.11; RFC 7797).
    #[error("header: {} is critical and not supported", quote(.name))]
    UnsupportedCritical {
        /// The header parameter.
        name: String,
    },
    /// No key permits the token's algorithm. This is the reason of the key that came closest.
    #[error("no key may verify this token: {key}: {reason}")]
    KeyNotPermitted {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: NotPermitted,
    },
    /// The key that `kid` selects cannot be used.
    #[error("the token's kid selects a key that cannot be used: {key}: {reason}")]
    SelectedKeyUnusable {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: KeyError,
    },
    /// No key of the set can be used.
    #[error("no usable key in the set: {key}: {reason}")]
    NoUsableKey {
        /// The first of them, in words.
        key: String,
        /// Why not.
        reason: KeyError,
    },
    /// Several different keys have the token's `kid`, and more than one permits its algorithm, or would
    /// if it could be used.
    #[error("the token's kid {} is that of {count} different keys for {alg}", quote(.kid))]
    AmbiguousKid {
        /// The name that they share.
        kid: String,
        /// The token's algorithm.
        alg: SignatureAlgorithm,
        /// How many keys there are.
        count: usize,
    },
    /// The set is empty.
    #[error("the set holds no key")]
    NoKey,
    /// The signature was made with none of the keys.
    #[error("signature does not match: {}{alg} with {keys}{}", other_keys(.unknown_kid.as_deref()), lengths(*.alg, .form.as_ref()))]
    SignatureMismatch {
        /// The token's algorithm.
        alg: SignatureAlgorithm,
        /// The keys that were tried, in words.
        keys: String,
        /// The token's `kid`, where the keys have names and none of them this one.
        unknown_kid: Option<String>,
        /// What the signature looks like, where it is not one of this algorithm.
        form: Option<SignatureForm>,
    },
    /// `exp` is not later than now.
    #[error("jwt expired {} (exp {exp})", .exp.relative_to(*.now))]
    Expired {
        /// When it expired.
        exp: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// `iat` is longer ago than the maximum age.
    #[error("jwt older than its maximum age of {}: issued {} (iat {iat})", in_words(f64::from(u32::try_from(*.max_age).unwrap_or(u32::MAX))), .iat.relative_to(*.now))]
    TooOld {
        /// When it was issued.
        iat: NumericDate,
        /// The maximum age in seconds.
        max_age: u64,
        /// When it was checked.
        now: NumericDate,
    },
    /// `nbf` is later than now.
    #[error("jwt not valid yet: valid {} (nbf {nbf})", .nbf.relative_to(*.now))]
    NotYetValid {
        /// When it will be valid.
        nbf: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// `iat` is later than now, and a maximum age is demanded.
    #[error("jwt issued in the future: {} (iat {iat})", .iat.relative_to(*.now))]
    IssuedInFuture {
        /// When it was issued, by its own account.
        iat: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// A claim that is demanded is missing.
    #[error("claim {} is missing{}", quote(.claim), wanted(.expected))]
    ClaimMissing {
        /// Its name.
        claim: String,
        /// The values that would be accepted, as JSON; empty for any.
        expected: Vec<String>,
    },
    /// A claim is not what is demanded.
    #[error("claim {} is {found}{}", quote(.claim), wanted(.expected))]
    ClaimMismatch {
        /// Its name.
        claim: String,
        /// Its value, as JSON.
        found: String,
        /// The values that would be accepted, as JSON; empty for any but null.
        expected: Vec<String>,
    },
    /// A claim does not contain what is demanded.
    #[error("claim {} is {found}, which does not contain {wanted}", quote(.claim))]
    ClaimLacks {
        /// Its name, or a JSON Pointer to it.
        claim: String,
        /// What it is, as JSON.
        found: String,
        /// What it has to contain, as JSON.
        wanted: String,
    },
    /// The token is for an audience, and the policy names none that it may be for.
    #[error("claim \"aud\" is {found}, and no audience is expected")]
    UncheckedAudience {
        /// What it is, as JSON.
        found: String,
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

/// The form of a signature whose length does not fit its algorithm with any of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureForm {
    /// How many bytes it has.
    pub bytes: usize,
    /// How many it would have to have.
    pub expected: usize,
    /// Whether it is two numbers in DER, and ECDSA takes them side by side (RFC 7518, section 3.4).
    pub looks_like_der: bool,
}

fn other_keys(unknown_kid: Option<&str>) -> String {
    unknown_kid.map_or_else(String::new, |kid| {
        format!("no key has the kid {}; tried ", quote(kid))
    })
}

fn lengths(alg: SignatureAlgorithm, form: Option<&SignatureForm>) -> String {
    let Some(form) = form else {
        return String::new();
    };
    let SignatureForm {
        bytes, expected, ..
    } = form;
    let der = if form.looks_like_der {
        "; it looks like DER"
    } else {
        ""
    };
    format!("; the signature has {bytes} bytes, {alg} has {expected}{der}")
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
