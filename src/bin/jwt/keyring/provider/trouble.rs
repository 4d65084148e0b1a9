//! What can go wrong on the way to a provider's keys, as facts with their evidence.

use super::address::BadAddress;
use jwt_toolkit::codec::in_words;
use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwk::{AmbiguousKeys, KeyError};
use std::time::Duration;
use thiserror::Error;

/// The largest answer that is read, in bytes.
pub(crate) const MAX_ANSWER_BYTES: usize = 1 << 20;

/// So many redirects are followed.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// Something went wrong with what is at an address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{address}: {trouble}")]
pub(crate) struct Failure {
    /// The address, or the file.
    pub(crate) address: String,
    /// What went wrong.
    pub(crate) trouble: Trouble,
}

/// What can go wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Its host has no address.
    #[error("the name of this host was not found")]
    HostNotFound,
    /// There is no connection, or it broke.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// It takes too long.
    #[error("no whole answer within {}", seconds(.0))]
    TimedOut(Duration),
    /// The system has no store of authorities.
    #[error("this system has no certificates to trust")]
    NoAuthorities,
    /// The file of authorities cannot be used.
    #[error("{0}")]
    InvalidAuthorities(&'static str),
    /// The certificate is by nobody who is trusted.
    #[error("its certificate is not trusted: nobody known has issued it")]
    UnknownIssuer,
    /// The certificate is no good otherwise: expired, for another name.
    #[error("its certificate is no good: {0}")]
    BadCertificate(String),
    /// No common TLS, or none at all.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// The proxy lets nothing through, or the variable that names it is no good.
    #[error("the proxy from the environment {0}")]
    Proxy(&'static str),
    /// What came back is no HTTP.
    #[error("what came back is no HTTP answer: {0}")]
    NotHttp(String),
    /// The answer ends before its end.
    #[error("the answer was cut off")]
    CutOff,
    /// One redirect after the other.
    #[error("more than {MAX_REDIRECTS} redirects")]
    TooManyRedirects,
    /// A redirect to where nothing is fetched from.
    #[error("redirects to a place that is not used: {0}")]
    BadRedirect(BadAddress),
    /// Another status than 200.
    #[error("answered with status {status}{}, not 200", of_type(.media.as_deref()))]
    Status {
        /// The status.
        status: u16,
        /// The media type, where there is one.
        media: Option<String>,
    },
    /// An answer in a coding that was not asked for.
    #[error("the answer is encoded (Content-Encoding: {0}), which is not read")]
    Encoded(String),
    /// An answer that does not end.
    #[error("the answer is larger than {MAX_ANSWER_BYTES} bytes")]
    TooLarge,
    /// Nothing is at the first place, nor at the second one.
    #[error("{trouble}, nor is there anything at {second}")]
    AtNeitherPlace {
        /// What the first one answered.
        trouble: Box<Trouble>,
        /// The second one.
        second: String,
    },
    /// What is there is no set of keys.
    #[error("no JWK set{}: {reason}", of_type(.media.as_deref()))]
    NotKeys {
        /// The media type, where there is one.
        media: Option<String>,
        /// What is wrong with it.
        reason: KeyError,
    },
    /// A set in which nothing is left without its secrets.
    #[error("the set holds secrets (oct) alone, and a secret that is published is none")]
    OnlySecrets,
    /// A set in which nothing is left without its private keys, and secrets if any.
    #[error("the set holds private keys alone, and with one that is published anybody can sign")]
    OnlyPrivateKeys,
    /// A set of keys that are good one by one, but not together.
    #[error("its keys do not go together: {0}")]
    AmbiguousKeys(AmbiguousKeys),
    /// What is there is no metadata.
    #[error("no provider metadata{}: {reason}", of_type(.media.as_deref()))]
    NotMetadata {
        /// The media type, where there is one.
        media: Option<String>,
        /// What is wrong with it.
        reason: String,
    },
    /// The metadata is another issuer's (RFC 8414, section 3.3): an impersonation, or a slip.
    #[error("its issuer is {}, not {}", quote(.stated), quote(.asked))]
    OtherIssuer {
        /// Whose it is.
        stated: String,
        /// Whose it should be.
        asked: String,
    },
    /// The metadata leads to where nothing is fetched from.
    #[error("its jwks_uri is not used: {0}")]
    BadKeysAddress(BadAddress),
    /// It was out of reach a moment ago, and is not asked again so soon.
    #[error("out of reach {} ago", in_words(f64::from(*.0)))]
    OutOfReach(u32),
    /// Nothing may be fetched, and there is no copy.
    #[error("not in the cache, and --offline fetches nothing")]
    NotCached,
    /// Nothing came, and the copy is too old to go on with.
    #[error("{trouble}; the copy in the cache is {} old", in_words(f64::from(*.age)))]
    TooOld {
        /// Why nothing came.
        trouble: Box<Trouble>,
        /// The copy's age in seconds.
        age: u32,
    },
}

fn seconds(duration: &Duration) -> String {
    in_words(duration.as_secs_f64())
}

fn of_type(media: Option<&str>) -> String {
    media.map_or_else(String::new, |media| format!(" ({media})"))
}

impl Failure {
    /// What to do about it, where there is something.
    pub(crate) fn hint(&self) -> Option<String> {
        self.trouble.hint()
    }
}

impl Trouble {
    /// Whether the provider is out of reach for now, and nothing is said about what it publishes.
    #[must_use]
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::HostNotFound
            | Self::Unreachable(_)
            | Self::TimedOut(_)
            | Self::CutOff
            | Self::Proxy(_) => true,
            // RFC 5861, section 4.
            Self::Status { status, .. } => matches!(status, 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// Whether there is nothing at the address.
    #[must_use]
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::Status { status, .. } if matches!(status, 404 | 410))
    }

    /// What to do about it, where there is something.
    #[must_use]
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::HostNotFound => "check its spelling, and whether there is a network",
            Self::Unreachable(_) => "check the address, and whether there is a network or a proxy",
            Self::TimedOut(_) => "--timeout 30s waits longer",
            Self::NoAuthorities => "install ca-certificates, or name a file with --ca-file",
            Self::UnknownIssuer => "--ca-file FILE trusts a private authority's certificate",
            Self::NotCached => "fetch it once without --offline",
            Self::TooOld { .. } => "--offline uses it however old it is",
            Self::NotKeys { .. } | Self::AtNeitherPlace { .. } => {
                "--discover takes an issuer, --jwks where its keys are"
            }
            Self::NotMetadata { .. } => "--jwks takes the address of the keys themselves",
            Self::Status { .. } if self.is_not_found() => {
                "--discover takes an issuer, --jwks where its keys are"
            }
            Self::OtherIssuer { stated, asked } => {
                let without_slash = |text: &str| text.trim_end_matches('/').to_owned();
                if without_slash(stated) != without_slash(asked) {
                    return None;
                }
                return Some(format!(
                    "only a slash at the end differs: --discover {stated}"
                ));
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
