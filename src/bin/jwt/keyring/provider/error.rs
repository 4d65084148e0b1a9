//! Why a provider's keys cannot be had, as facts with their evidence.

use super::address::AddressError;
use jwt_toolkit::codec::in_words;
use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwk::KeyError;
use std::time::Duration;
use thiserror::Error;

/// The largest answer that is read, in bytes.
pub(crate) const MAX_ANSWER_BYTES: usize = 1 << 20;

/// The largest number of redirects that are followed.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// An error, and the address or file that it is about.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{address}: {error}")]
pub(crate) struct Failure {
    /// The address, or the file.
    pub(crate) address: String,
    /// What is wrong.
    pub(crate) error: ProviderError,
}

/// What is wrong with fetching something, or with what was fetched.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum ProviderError {
    /// The host's name has no address.
    #[error("the name of this host was not found")]
    HostNotFound,
    /// There is no connection, or it broke.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// The answer takes too long.
    #[error("no complete answer within {}", seconds(.0))]
    TimedOut(Duration),
    /// The system has no store of certificates.
    #[error("this system has no trusted certificates")]
    NoAuthorities,
    /// The file of certificates to trust is invalid.
    #[error("{0}")]
    InvalidAuthorities(&'static str),
    /// The certificate was issued by an authority that is not trusted.
    #[error("its certificate is not trusted: it was issued by an unknown authority")]
    UnknownIssuer,
    /// The certificate is invalid for another reason: it has expired, or is for another name.
    #[error("its certificate is invalid: {0}")]
    InvalidCertificate(String),
    /// The TLS handshake failed.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// The proxy refuses the connection, or the variable that names it is invalid.
    #[error("the proxy from the environment {0}")]
    Proxy(&'static str),
    /// The answer is not HTTP.
    #[error("the answer is not valid HTTP: {0}")]
    NotHttp(String),
    /// The answer ends too early.
    #[error("the answer was cut off")]
    CutOff,
    /// Redirects lead to redirects.
    #[error("more than {MAX_REDIRECTS} redirects")]
    TooManyRedirects,
    /// A redirect to an address that nothing may be fetched from.
    #[error("redirects to an address that cannot be used: {0}")]
    InvalidRedirect(AddressError),
    /// A status other than 200.
    #[error("answered with status {status}{}, not 200", of_type(.media.as_deref()))]
    Status {
        /// The status.
        status: u16,
        /// The media type, where there is one.
        media: Option<String>,
    },
    /// The answer has a coding that was not asked for.
    #[error("the answer has an unsupported encoding (Content-Encoding: {0})")]
    Encoded(String),
    /// The answer is too large.
    #[error("the answer is larger than {MAX_ANSWER_BYTES} bytes")]
    TooLarge,
    /// There is nothing at the first address, nor at the second one.
    #[error("{first}, and there is nothing at {second} either")]
    AtNeitherAddress {
        /// What the first one answered.
        first: Box<ProviderError>,
        /// The second one.
        second: String,
    },
    /// The answer holds no keys.
    #[error("no keys{}: {reason}", of_type(.media.as_deref()))]
    NotKeys {
        /// The media type, where there is one.
        media: Option<String>,
        /// What is wrong with it.
        reason: KeyError,
    },
    /// A set that is empty once its secrets are left out.
    #[error("the set holds only secrets (oct), and a published secret is not secret")]
    OnlySecrets,
    /// A set that is empty once its private keys, and any secrets, are left out.
    #[error("the set holds only private keys, and anyone can sign with a published one")]
    OnlyPrivateKeys,
    /// The answer is not a provider's metadata.
    #[error("not provider metadata{}: {reason}", of_type(.media.as_deref()))]
    NotMetadata {
        /// The media type, where there is one.
        media: Option<String>,
        /// What is wrong with it.
        reason: String,
    },
    /// The metadata is another issuer's (RFC 8414, section 3.3): an impersonation, or a mistake.
    #[error("its issuer is {}, not {}", quote(.stated), quote(.asked))]
    OtherIssuer {
        /// The issuer that it states.
        stated: String,
        /// The issuer that was asked for.
        asked: String,
    },
    /// The metadata names an address that nothing may be fetched from.
    #[error("its jwks_uri cannot be used: {0}")]
    InvalidKeysAddress(AddressError),
    /// The provider was unreachable a moment ago, and is not asked again so soon.
    #[error("unreachable {} ago", in_words(f64::from(*.0)))]
    RecentlyUnreachable(u32),
    /// Nothing may be fetched, and there is no copy.
    #[error("not in the cache, and --offline fetches nothing")]
    NotCached,
    /// Nothing was fetched, and the copy is too old to be used instead.
    #[error("{error}; the copy in the cache is {} old", in_words(f64::from(*.age)))]
    CopyTooOld {
        /// Why nothing was fetched.
        error: Box<ProviderError>,
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
    /// What is wrong with the keys that were published, where they are in a form that is not read.
    pub(crate) fn key_error(&self) -> Option<&KeyError> {
        match &self.error {
            ProviderError::NotKeys {
                reason: reason @ (KeyError::ForeignForm(_) | KeyError::KeyInMember(_)),
                ..
            } => Some(reason),
            _ => None,
        }
    }

    /// What to do about it, where there is something.
    pub(crate) fn hint(&self) -> Option<String> {
        self.error.hint()
    }
}

impl ProviderError {
    /// Whether the provider is unreachable for now, which says nothing about what it publishes.
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
            Self::HostNotFound => "check its spelling and the network",
            Self::Unreachable(_) => "check the address, the network and the proxy",
            Self::TimedOut(_) => "--timeout 30s waits longer",
            Self::NoAuthorities => "install ca-certificates, or name a file with --ca-file",
            Self::UnknownIssuer => "--ca-file FILE trusts a private authority's certificate",
            Self::NotCached => "fetch it once without --offline",
            Self::CopyTooOld { .. } => "--offline uses it however old it is",
            Self::NotKeys { .. } | Self::AtNeitherAddress { .. } => {
                "--discover takes an issuer, --jwks the address of its keys"
            }
            Self::NotMetadata { .. } => "--jwks takes the address of the keys themselves",
            Self::Status { .. } if self.is_not_found() => {
                "--discover takes an issuer, --jwks the address of its keys"
            }
            // RFC 8414 has no templates; Microsoft's common endpoints state "{tenantid}".
            Self::OtherIssuer { stated, .. } if stated.contains('{') => {
                "name one tenant in the address, in the place of \"common\" or \"organizations\""
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

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> ProviderError {
        ProviderError::Status {
            status,
            media: None,
        }
    }

    #[test]
    fn only_errors_that_say_nothing_of_the_keys_are_outages() {
        for error in [
            ProviderError::HostNotFound,
            ProviderError::Unreachable(String::new()),
            ProviderError::TimedOut(Duration::ZERO),
            ProviderError::CutOff,
            ProviderError::Proxy(""),
            status(429),
            status(500),
            status(503),
        ] {
            assert!(error.is_outage(), "{error}");
        }
        for error in [
            // Somebody else may answer in the provider's place.
            ProviderError::UnknownIssuer,
            ProviderError::InvalidCertificate(String::new()),
            ProviderError::Tls(String::new()),
            ProviderError::NotHttp(String::new()),
            ProviderError::TooManyRedirects,
            ProviderError::InvalidRedirect(AddressError::Downgrade),
            ProviderError::TooLarge,
            ProviderError::OnlySecrets,
            status(201),
            status(401),
            status(404),
            status(501),
        ] {
            assert!(!error.is_outage(), "{error}");
        }
    }

    #[test]
    fn nothing_is_there_only_where_the_provider_says_so() {
        assert!(status(404).is_not_found() && status(410).is_not_found());
        assert!(!status(403).is_not_found() && !ProviderError::HostNotFound.is_not_found());
    }
}
