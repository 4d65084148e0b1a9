//! Fetches over HTTPS, within bounds of time, size and redirects.

use super::address::{Address, AddressError};
use super::error::{Failure, MAX_ANSWER_BYTES, MAX_REDIRECTS, ProviderError};
use super::trust::Trust;
use jwt_toolkit::codec::NumericDate;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::header::{
    ACCEPT, AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
};
use ureq::http::{HeaderMap, HeaderName, Response, StatusCode, Uri};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, Proxy};

/// How much longer than the time-out the library may take to say what timed out.
const GRACE: Duration = Duration::from_millis(200);

/// Longer header values are neither kept nor shown.
const LONGEST_HEADER: usize = 256;

const WANTED: &str = "application/jwk-set+json, application/json;q=0.9, */*;q=0.1";

/// What is said of a proxy that does not connect to the provider.
const REFUSED: &str = "refused the connection";

/// What an address answered.
#[derive(Debug)]
pub(crate) enum Answer {
    /// What is there.
    Found(Found),
    /// The answer with that tag is still current (RFC 9110, section 15.4.5).
    NotModified {
        /// How many seconds it may be kept, where that is stated.
        max_age: Option<u32>,
    },
}

/// What is at an address.
#[derive(Debug)]
pub(crate) struct Found {
    /// The bytes.
    pub(crate) body: Vec<u8>,
    /// The media type, where it is stated.
    pub(crate) media: Option<String>,
    /// The tag by which to ask for it again, where there is one.
    pub(crate) etag: Option<String>,
    /// How many seconds it may be kept, where that is stated.
    pub(crate) max_age: Option<u32>,
}

/// Fetches. The two agents are made once, and open no connection before the first address.
#[derive(Clone, Debug)]
pub(crate) struct Fetcher {
    /// For other machines; none where the environment names an invalid proxy.
    outward: Option<Agent>,
    /// For this machine, without a proxy.
    loopback: Agent,
    timeout: Duration,
}

impl Fetcher {
    /// Fetches with the certificates and the proxy of `trust`; answers take at most `timeout`.
    #[must_use]
    pub(crate) fn new(timeout: Duration, trust: &Trust) -> Self {
        let roots = match trust.authorities() {
            Some(certificates) => RootCerts::Specific(Arc::new(certificates.to_vec())),
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(
                rustls::crypto::aws_lc_rs::default_provider(),
            ))
            .root_certs(roots)
            .build();
        let agent = |proxy: Option<Proxy>, only_loopback| {
            let resolver = SystemResolver {
                only_loopback,
                system: DefaultResolver::default(),
            };
            let config = Agent::config_builder()
                .tls_config(tls.clone())
                .proxy(proxy)
                .http_status_as_error(false)
                // Redirects are followed here, so that each address is checked.
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(Some(timeout))
                .user_agent(concat!("jwt/", env!("CARGO_PKG_VERSION")))
                .build();
            Agent::with_parts(config, DefaultConnector::default(), resolver)
        };
        Self {
            // Without the proxy that somebody has set, nothing is fetched.
            outward: trust.proxy().ok().map(|proxy| agent(proxy.cloned(), false)),
            // A proxy would take plain HTTP away from this machine.
            loopback: agent(None, true),
            timeout,
        }
    }

    /// Fetches what is at `address`, unless it is still what `etag` stands for.
    ///
    /// # Errors
    /// When the answer is not 200, or there is none.
    pub(crate) fn fetch(&self, address: &Address, etag: Option<&str>) -> Result<Answer, Failure> {
        let failure = |error| Failure {
            address: address.to_string(),
            error,
        };
        let (sender, receiver) = mpsc::sync_channel(1);
        let (fetcher, first) = (self.clone(), address.clone());
        let etag = etag.map(str::to_owned);
        // The library allows the whole time-out again for each read of a proxy's answer, so a proxy
        // that answers byte by byte would be waited for without end.
        let thread = thread::Builder::new().spawn(move || {
            // After the time-out the receiver is gone, and the answer is dropped.
            let _ = sender.send(fetcher.follow(&first, etag.as_deref()));
        });
        thread.map_err(|error| failure(ProviderError::Unreachable(error.kind().to_string())))?;
        let answer = receiver.recv_timeout(self.timeout.saturating_add(GRACE));
        answer.unwrap_or_else(|error| {
            Err(failure(match error {
                RecvTimeoutError::Timeout => ProviderError::TimedOut(self.timeout),
                RecvTimeoutError::Disconnected => ProviderError::CutOff,
            }))
        })
    }

    /// Fetches from `address` or where it leads.
    fn follow(&self, address: &Address, etag: Option<&str>) -> Result<Answer, Failure> {
        let deadline = Instant::now() + self.timeout;
        let mut current = address.clone();
        for redirects in 0..=MAX_REDIRECTS {
            let failure = |error| Failure {
                address: current.to_string(),
                error,
            };
            let response = self.ask(&current, etag, (redirects > 0).then_some(deadline));
            let response = response.map_err(failure)?;
            let is_located = response.headers().contains_key(LOCATION);
            match (response.status(), is_located) {
                (
                    StatusCode::MOVED_PERMANENTLY
                    | StatusCode::FOUND
                    | StatusCode::SEE_OTHER
                    | StatusCode::TEMPORARY_REDIRECT
                    | StatusCode::PERMANENT_REDIRECT,
                    true,
                ) => {
                    let location = text(response.headers(), &LOCATION);
                    let location = location.ok_or(AddressError::Malformed);
                    let next = location.and_then(|location| current.redirect(&location));
                    current =
                        next.map_err(|error| failure(ProviderError::InvalidRedirect(error)))?;
                }
                (StatusCode::NOT_MODIFIED, _) if etag.is_some() => {
                    let max_age = max_age(response.headers());
                    return Ok(Answer::NotModified { max_age });
                }
                (StatusCode::OK, _) => {
                    return self.read(response).map(Answer::Found).map_err(failure);
                }
                (status, _) => {
                    return Err(failure(ProviderError::Status {
                        status: status.as_u16(),
                        media: media(response.headers()),
                    }));
                }
            }
        }
        Err(Failure {
            address: address.to_string(),
            error: ProviderError::TooManyRedirects,
        })
    }

    fn ask(
        &self,
        address: &Address,
        etag: Option<&str>,
        deadline: Option<Instant>,
    ) -> Result<Response<Body>, ProviderError> {
        let agent = if address.is_loopback() {
            &self.loopback
        } else {
            let outward = self.outward.as_ref();
            outward.ok_or(ProviderError::Proxy("is not a valid address"))?
        };
        let mut request = agent.get(address.uri()).header(ACCEPT, WANTED);
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        // The first request has the time-out of the agent itself, so that the agent keeps the
        // certificates it has read; later ones have what is left of it.
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ProviderError::TimedOut(self.timeout));
            }
            request = request.config().timeout_global(Some(left)).build();
        }
        let proxy = agent.config().proxy();
        let proxy = proxy.filter(|proxy| !proxy.is_no_proxy(address.uri()));
        request.call().map_err(|error| match (error, proxy) {
            (Error::Io(error), Some(_)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                ProviderError::Proxy(REFUSED)
            }
            // The proxy resolves the provider's name, so this is the name of the proxy.
            (Error::HostNotFound, Some(proxy)) if !proxy.resolve_target() => {
                ProviderError::Proxy("was not found")
            }
            (error, _) => self.error(error),
        })
    }

    fn read(&self, mut response: Response<Body>) -> Result<Found, ProviderError> {
        // No coding was asked for.
        let coding = text(response.headers(), &CONTENT_ENCODING);
        if let Some(coding) = coding.filter(|coding| !coding.eq_ignore_ascii_case("identity")) {
            return Err(ProviderError::Encoded(coding));
        }
        let limit = u64::try_from(MAX_ANSWER_BYTES).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(limit);
        Ok(Found {
            body: body.read_to_vec().map_err(|error| self.error(error))?,
            media: media(response.headers()),
            etag: text(response.headers(), &ETAG),
            max_age: max_age(response.headers()),
        })
    }

    /// The library's errors in this program's words.
    fn error(&self, error: Error) -> ProviderError {
        match error {
            Error::HostNotFound => ProviderError::HostNotFound,
            Error::Timeout(_) => ProviderError::TimedOut(self.timeout),
            Error::BodyExceedsLimit(_) => ProviderError::TooLarge,
            Error::Rustls(error) => tls_error(&error),
            Error::Tls(words) => ProviderError::Tls(words.to_owned()),
            Error::InvalidProxyUrl => ProviderError::Proxy("is not a valid address"),
            // The proxy's own words may repeat the password that it was given.
            Error::ConnectProxyFailed(_) => ProviderError::Proxy(REFUSED),
            Error::Io(error) => self.io_error(&error),
            Error::ConnectionFailed => {
                ProviderError::Unreachable("the connection failed".to_owned())
            }
            error => ProviderError::NotHttp(error.to_string()),
        }
    }

    fn io_error(&self, error: &io::Error) -> ProviderError {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        if let Some(error) = inner {
            return tls_error(error);
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => ProviderError::CutOff,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                ProviderError::TimedOut(self.timeout)
            }
            kind => ProviderError::Unreachable(kind.to_string()),
        }
    }
}

fn tls_error(error: &rustls::Error) -> ProviderError {
    use rustls::CertificateError::{
        BadSignature, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYetContext,
        Other, UnknownIssuer,
    };
    let invalid = |words: String| ProviderError::InvalidCertificate(words);
    match error {
        // A wrong signature was made by another authority of the same name.
        rustls::Error::InvalidCertificate(UnknownIssuer | BadSignature) => {
            ProviderError::UnknownIssuer
        }
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            invalid("it is for another name".to_owned())
        }
        rustls::Error::InvalidCertificate(ExpiredContext { not_after, .. }) => {
            invalid(format!("it expired on {}", moment(*not_after)))
        }
        rustls::Error::InvalidCertificate(NotValidYetContext { not_before, .. }) => {
            invalid(format!("it is not valid before {}", moment(*not_before)))
        }
        // The library describes this with an identifier of its own.
        rustls::Error::InvalidCertificate(Other(error))
            if error.to_string().contains("CaUsedAsEndEntity") =>
        {
            invalid(
                "it is a certificate authority's, and cannot be a server's (self-signed?)"
                    .to_owned(),
            )
        }
        rustls::Error::InvalidCertificate(error) => invalid(error.to_string()),
        rustls::Error::General(words) if words.starts_with("No CA certificates") => {
            ProviderError::NoAuthorities
        }
        error => ProviderError::Tls(error.to_string()),
    }
}

fn moment(time: rustls::pki_types::UnixTime) -> String {
    let seconds = time.as_secs();
    let date = NumericDate::from_json_number(&seconds.to_string());
    date.map_or_else(|| seconds.to_string(), |date| date.to_string())
}

/// The value of a header, where there is one of reasonable length.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let longest = if *name == LOCATION {
        8 * LONGEST_HEADER
    } else {
        LONGEST_HEADER
    };
    let text = headers.get(name)?.to_str().ok()?;
    (!text.is_empty() && text.len() <= longest).then(|| text.to_owned())
}

/// The media type without its parameters.
fn media(headers: &HeaderMap) -> Option<String> {
    let media = text(headers, &CONTENT_TYPE)?;
    let bare = media.split(';').next()?.trim();
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// How many seconds an answer may be kept (RFC 9111, section 5.2.2), where that is stated.
fn max_age(headers: &HeaderMap) -> Option<u32> {
    let all = headers.get_all(CACHE_CONTROL).iter();
    let all = all.filter_map(|value| value.to_str().ok());
    let directives = all.flat_map(|value| value.split(',')).map(str::trim);
    let mut found = None;
    for directive in directives {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
            return Some(0);
        }
        let digits = value.trim_matches('"');
        if name.eq_ignore_ascii_case("max-age")
            && let Some(seconds) = whole_seconds(digits)
        {
            found = Some(seconds);
        }
    }
    // Caches on the way have kept it for that long already (RFC 9111, section 4.2.3).
    let age = headers.get(AGE).and_then(|value| value.to_str().ok());
    let age = age.and_then(whole_seconds).unwrap_or_default();
    found.map(|seconds| seconds.saturating_sub(age))
}

fn whole_seconds(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A number that is too large to read is larger than any bound.
    is_number.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// Resolves names by means of the system. `localhost` stays on this machine, whatever the system says,
/// and so does every host that was taken for one on this machine.
#[derive(Debug)]
struct SystemResolver {
    only_loopback: bool,
    system: DefaultResolver,
}

impl Resolver for SystemResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.system.resolve(uri, config, timeout);
        let found = found.map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            error => error,
        })?;
        let is_localhost = uri
            .host()
            .is_some_and(|host| host.eq_ignore_ascii_case("localhost"));
        if (self.only_loopback || is_localhost)
            && found.iter().any(|address| !address.ip().is_loopback())
        {
            return Err(Error::HostNotFound);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_an_answer_is_kept_is_read_strictly() {
        for (control, age, seconds) in [
            ("max-age=600", "", Some(600)),
            ("public, Max-Age=\"600\"", "", Some(600)),
            ("max-age=600", "100", Some(500)),
            ("max-age=600", "601", Some(0)),
            ("max-age=600", "-1", Some(600)),
            ("max-age=99999999999", "1", Some(u32::MAX - 1)),
            ("max-age", "", None),
            ("max-age=", "", None),
            ("max-age=\"\"", "", None),
            ("max-age=-1", "", None),
            ("max-age=1e3", "", None),
            ("max-age=600, no-cache", "", Some(0)),
            ("private", "100", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, control.parse().unwrap());
            headers.insert(AGE, age.parse().unwrap());
            assert_eq!(max_age(&headers), seconds, "{control} {age}");
        }
    }
}
