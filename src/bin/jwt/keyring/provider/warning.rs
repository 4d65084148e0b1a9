//! What is worth telling of a provider's keys and stops nothing.

use super::error::ProviderError;
use jwt_toolkit::codec::in_words;
use jwt_toolkit::codec::json::quote;
use thiserror::Error;

/// Something to be warned of.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Warning {
    /// A published set holds secrets or private keys.
    #[error("{address}: ignored {}", ignored(*.secrets, *.private))]
    SecretsIgnored {
        /// Where the set is from.
        address: String,
        /// How many secrets there are.
        secrets: usize,
        /// How many private keys there are.
        private: usize,
    },
    /// An unusable key of a set was left out of what is written.
    #[error("{source_name}: left out: {reason}")]
    KeyLeftOut {
        /// The key.
        source_name: String,
        /// What is wrong with it.
        reason: jwt_toolkit::jwk::KeyError,
    },
    /// A copy cannot be read.
    #[error("{address}: its copy in the cache is damaged and was ignored")]
    Damaged {
        /// What it is a copy of.
        address: String,
    },
    /// Another user could have written a copy.
    #[error("{address}: its copy in the cache could be written by others and was ignored")]
    WritableByOthers {
        /// What it is a copy of.
        address: String,
    },
    /// Another user could put keys into the cache.
    #[error("{folder}: this cache is not used: {reason}")]
    FolderOfOthers {
        /// The cache's folder.
        folder: String,
        /// Which folder is at fault, and why.
        reason: String,
    },
    /// It is unknown which certificates the environment trusts, so no copy belongs to them.
    #[error(
        "the cache is not used: SSL_CERT_FILE or SSL_CERT_DIR cannot be compared with its copies"
    )]
    UnknownCertificates,
    /// The cache cannot be written.
    #[error("{address}: not kept in the cache: {error}")]
    NotKept {
        /// What should have been kept.
        address: String,
        /// Why it was not.
        error: String,
    },
    /// The provider is unreachable, and its last answer is used.
    #[error("{address}: {error}; using the copy fetched {} ago", in_words(f64::from(*.age)))]
    Stale {
        /// The address that is unreachable.
        address: String,
        /// Why it is.
        error: ProviderError,
        /// The copy's age in seconds.
        age: u32,
    },
    /// With `--offline`, a copy is used that would have been fetched again without it.
    #[error("{address}: the copy in the cache is {} old", in_words(f64::from(*.age)))]
    Old {
        /// What it is a copy of.
        address: String,
        /// Its age in seconds.
        age: u32,
    },
    /// With `--offline`, a copy of unknown age is used: a wrong clock has dated it in the future.
    #[error("{address}: the copy in the cache is dated in the future")]
    FromTheFuture {
        /// What it is a copy of.
        address: String,
    },
    /// The keys could not be fetched again for one token of many.
    #[error("{reason}; using the keys that are known")]
    NotRenewed {
        /// Why not, and what was asked.
        reason: String,
    },
    /// A token names an unknown key, and the provider was not asked for it.
    #[error("no key has the kid {}, and {address} was not asked again", quote(.kid))]
    NotAskedAgain {
        /// The key that the token names.
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
        (_, 0) => format!("{some_secrets}: a published secret is not secret"),
        (0, _) => format!("{some_private}: published, so that anyone can sign"),
        _ => format!("{some_secrets} and {some_private}: published, so that anyone can sign"),
    }
}

impl Warning {
    /// What to do about it, where there is something.
    #[must_use]
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Old { .. } | Self::FromTheFuture { .. } => {
                Some("without --offline it is fetched again")
            }
            Self::FolderOfOthers { .. } => Some(
                "it and each folder above it must belong to you or root, and be writable by \
                 their owner only (chmod go-w)",
            ),
            Self::UnknownCertificates => Some("they must name regular files of 16 MiB at most"),
            Self::NotAskedAgain { .. } => Some("--refresh asks at once"),
            _ => None,
        }
    }
}
