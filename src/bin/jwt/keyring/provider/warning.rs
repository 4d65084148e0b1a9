//! What is worth telling of a provider's keys and stops nothing.

use super::trouble::Trouble;
use jwt_toolkit::codec::in_words;
use jwt_toolkit::codec::json::quote;
use thiserror::Error;

/// Something to be warned of.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Warning {
    /// Secrets and private keys in a set that everybody can read.
    #[error("{address}: ignored {}", ignored(*.secrets, *.private))]
    SecretsIgnored {
        /// Where the set is from.
        address: String,
        /// How many secrets there are.
        secrets: usize,
        /// How many private keys there are.
        private: usize,
    },
    /// A key of a set that is no good where keys are written.
    #[error("{source_name}: left out: {reason}")]
    KeyLeftOut {
        /// The key.
        source_name: String,
        /// What is wrong with it.
        reason: jwt_toolkit::jwk::KeyError,
    },
    /// A copy that cannot be read.
    #[error("{address}: its copy in the cache is damaged and was ignored")]
    Damaged {
        /// Whose copy it is.
        address: String,
    },
    /// A copy that somebody else could have put there.
    #[error("{address}: its copy in the cache could be written by others and was ignored")]
    WritableByOthers {
        /// Whose copy it is.
        address: String,
    },
    /// A cache into which somebody else could put keys.
    #[error("{folder}: this cache could be written by others and is not used")]
    FolderOfOthers {
        /// The cache's folder.
        folder: String,
    },
    /// The cache cannot be written.
    #[error("{address}: not kept in the cache: {error}")]
    NotKept {
        /// What should have been kept.
        address: String,
        /// Why it was not.
        error: String,
    },
    /// The provider is out of reach, and what it said last is used.
    #[error("{address}: {trouble}; going on with the copy of {} ago", in_words(f64::from(*.age)))]
    Stale {
        /// What is out of reach.
        address: String,
        /// Why.
        trouble: Trouble,
        /// The copy's age in seconds.
        age: u32,
    },
    /// `--offline` with a copy that would have been fetched anew.
    #[error("{address}: the copy in the cache is {} old", in_words(f64::from(*.age)))]
    Old {
        /// What it is a copy of.
        address: String,
        /// Its age in seconds.
        age: u32,
    },
    /// `--offline` with a copy that a clock that was wrong has dated, so that nobody knows its age.
    #[error("{address}: the copy in the cache is dated in the future")]
    FromTheFuture {
        /// What it is a copy of.
        address: String,
    },
    /// The keys could not be asked for anew, for one token of many.
    #[error("{reason}; going on with the keys that are there")]
    NotRenewed {
        /// Why not, and what was asked.
        reason: String,
    },
    /// A key that is not known and was not asked for.
    #[error("no key has the kid {}, and {address} was not asked again", quote(.kid))]
    NotAskedAgain {
        /// What the token names.
        kid: String,
        /// Where the keys are.
        address: String,
    },
}

fn ignored(secrets: usize, private: usize) -> String {
    let plural = |count| if count == 1 { "" } else { "s" };
    let some_secrets = format!("{secrets} secret{} (oct)", plural(secrets));
    let some_private = format!("{private} private key{}", plural(private));
    match (secrets, private) {
        (_, 0) => format!("{some_secrets}: what is published is none"),
        (0, _) => format!("{some_private}: published, so that anybody can sign"),
        _ => format!("{some_secrets} and {some_private}: published, so that anybody can sign"),
    }
}

impl Warning {
    /// What to do about it, where there is something.
    #[must_use]
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Old { .. } | Self::FromTheFuture { .. } => {
                Some("without --offline it is fetched anew")
            }
            Self::FolderOfOthers { .. } => Some("make it your own, with mode 700"),
            Self::NotAskedAgain { .. } => Some("--refresh asks at once"),
            _ => None,
        }
    }
}
