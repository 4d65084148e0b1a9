//! Fetches over HTTPS, within bounds of time, size and redirects.

use super::address::Address;
use super::trouble::{Failure, MAX_ANSWER_BYTES, MAX_REDIRECTS, Trouble};
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
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, Proxy};

/// So long past its time the library may take to tell what took too long.
const GRACE: Duration = Duration::from_millis(200);

/// Longer texts in headers are not kept or shown.
const LONGEST_HEADER: usize = 256;

const WANTED: &str = "application/jwk-set+json, application/json;q=0.9, */*;q=0.1";

/// What a proxy does that lets nothing through.
const REFUSED: &str = "refused the connection";

const PROXY_VARIABLES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];

/// What an address answered.
#[derive(Debug)]
pub(crate) enum Answer {
    /// What is there.
    Found(Found),
    /// Nothing has changed since the answer of that tag (RFC 9110, section 15.4.5).
    NotModified {
        /// How many seconds it may be kept, where that is said.
        max_age: Option<u32>,
    },
}

/// What is at an address.
#[derive(Debug)]
pub(crate) struct Found {
    /// The bytes.
    pub(crate) body: Vec<u8>,
    /// The media type, where it is said.
    pub(crate) media: Option<String>,
    /// The tag by which to ask for it again, where there is one.
    pub(crate) etag: Option<String>,
    /// How many seconds it may be kept, where that is said.
    pub(crate) max_age: Option<u32>,
}

/// Fetches; the two agents are made once, and hold no connection before the first address.
#[derive(Clone, Debug)]
pub(crate) struct Fetcher {
    /// None where the environment names a proxy that is none.
    outward: Option<Agent>,
    loopback: Agent,
    timeout: Duration,
}

impl Fetcher {
    /// Trusts the authorities of the system, or those of `ca_file` alone, and takes the proxy of the
    /// environment.
    #[must_use]
    pub(crate) fn new(timeout: Duration, ca_file: Option<Vec<Certificate<'static>>>) -> Self {
        let proxy = Proxy::try_from_env();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_bad = proxy.is_none() && PROXY_VARIABLES.into_iter().any(set);
        let roots = match ca_file {
            Some(certificates) => RootCerts::Specific(Arc::new(certificates)),
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(
                rustls::crypto::aws_lc_rs::default_provider(),
            ))
            .root_certs(roots)
            .build();
        let agent = |proxy: Option<Proxy>| {
            let config = Agent::config_builder()
                .tls_config(tls.clone())
                .proxy(proxy)
                .http_status_as_error(false)
                // Followed by hand, so that each place is looked at.
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(Some(timeout))
                .user_agent(concat!("jwt/", env!("CARGO_PKG_VERSION")))
                .build();
            Agent::with_parts(config, DefaultConnector::default(), Names::default())
        };
        Self {
            // Going around it is not what whoever set it wants.
            outward: (!is_bad).then(|| agent(proxy)),
            // A proxy would take plain HTTP off this machine.
            loopback: agent(None),
            timeout,
        }
    }

    /// Fetches what is at `address`, unless it is still what `etag` stands for.
    ///
    /// # Errors
    /// When there is no good answer.
    pub(crate) fn fetch(&self, address: &Address, etag: Option<&str>) -> Result<Answer, Failure> {
        let failure = |trouble| Failure {
            address: address.to_string(),
            trouble,
        };
        let (sender, receiver) = mpsc::sync_channel(1);
        let (fetcher, place) = (self.clone(), address.clone());
        let etag = etag.map(str::to_owned);
        // The library gives each read of a proxy's answer the whole time anew, so that a proxy that
        // drips would be waited for without end.
        let thread = thread::Builder::new().spawn(move || {
            // Nobody listens any more where it took too long.
            let _ = sender.send(fetcher.follow(&place, etag.as_deref()));
        });
        thread.map_err(|error| failure(Trouble::Unreachable(error.kind().to_string())))?;
        let answer = receiver.recv_timeout(self.timeout.saturating_add(GRACE));
        answer.unwrap_or_else(|error| {
            Err(failure(match error {
                RecvTimeoutError::Timeout => Trouble::TimedOut(self.timeout),
                RecvTimeoutError::Disconnected => Trouble::CutOff,
            }))
        })
    }

    /// Fetches from `address` or where it leads.
    fn follow(&self, address: &Address, etag: Option<&str>) -> Result<Answer, Failure> {
        let deadline = Instant::now() + self.timeout;
        let mut place = address.clone();
        for redirects in 0..=MAX_REDIRECTS {
            let failure = |trouble| Failure {
                address: place.to_string(),
                trouble,
            };
            let response = self.ask(&place, etag, (redirects > 0).then_some(deadline));
            let response = response.map_err(failure)?;
            let location = text(response.headers(), &LOCATION);
            match (response.status(), location) {
                (
                    StatusCode::MOVED_PERMANENTLY
                    | StatusCode::FOUND
                    | StatusCode::SEE_OTHER
                    | StatusCode::TEMPORARY_REDIRECT
                    | StatusCode::PERMANENT_REDIRECT,
                    Some(location),
                ) => {
                    let next = place.redirect(&location);
                    place = next.map_err(|bad| failure(Trouble::BadRedirect(bad)))?;
                }
                (StatusCode::NOT_MODIFIED, _) if etag.is_some() => {
                    let max_age = max_age(response.headers());
                    return Ok(Answer::NotModified { max_age });
                }
                (StatusCode::OK, _) => {
                    return self.read(response).map(Answer::Found).map_err(failure);
                }
                (status, _) => {
                    return Err(failure(Trouble::Status {
                        status: status.as_u16(),
                        media: media(response.headers()),
                    }));
                }
            }
        }
        Err(Failure {
            address: address.to_string(),
            trouble: Trouble::TooManyRedirects,
        })
    }

    fn ask(
        &self,
        place: &Address,
        etag: Option<&str>,
        deadline: Option<Instant>,
    ) -> Result<Response<Body>, Trouble> {
        let agent = if place.is_loopback() {
            &self.loopback
        } else {
            let outward = self.outward.as_ref();
            outward.ok_or(Trouble::Proxy("is no address"))?
        };
        let mut request = agent.get(place.uri()).header(ACCEPT, WANTED);
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        // The first place has the agent's own time, so that the agent keeps the authorities it has
        // read; later ones what is left of it.
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Trouble::TimedOut(self.timeout));
            }
            request = request.config().timeout_global(Some(left)).build();
        }
        let proxy = agent.config().proxy();
        let proxy = proxy.filter(|proxy| !proxy.is_no_proxy(place.uri()));
        request.call().map_err(|error| match (error, proxy) {
            (Error::Io(error), Some(_)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                Trouble::Proxy(REFUSED)
            }
            // It is the proxy that looks for the other host.
            (Error::HostNotFound, Some(proxy)) if !proxy.resolve_target() => {
                Trouble::Proxy("was not found")
            }
            (error, _) => self.trouble(error),
        })
    }

    fn read(&self, mut response: Response<Body>) -> Result<Found, Trouble> {
        // None was asked for.
        let coding = text(response.headers(), &CONTENT_ENCODING);
        if let Some(coding) = coding.filter(|coding| !coding.eq_ignore_ascii_case("identity")) {
            return Err(Trouble::Encoded(coding));
        }
        let limit = u64::try_from(MAX_ANSWER_BYTES).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(limit);
        Ok(Found {
            body: body.read_to_vec().map_err(|error| self.trouble(error))?,
            media: media(response.headers()),
            etag: text(response.headers(), &ETAG),
            max_age: max_age(response.headers()),
        })
    }

    /// The library's errors in this program's words.
    fn trouble(&self, error: Error) -> Trouble {
        match error {
            Error::HostNotFound => Trouble::HostNotFound,
            Error::Timeout(_) => Trouble::TimedOut(self.timeout),
            Error::BodyExceedsLimit(_) => Trouble::TooLarge,
            Error::Rustls(error) => tls_trouble(&error),
            Error::Tls(words) => Trouble::Tls(words.to_owned()),
            Error::InvalidProxyUrl => Trouble::Proxy("is no address"),
            // What the proxy says may repeat the password that it was asked with.
            Error::ConnectProxyFailed(_) => Trouble::Proxy(REFUSED),
            Error::Io(error) => self.io_trouble(&error),
            Error::ConnectionFailed => Trouble::Unreachable("the connection failed".to_owned()),
            error => Trouble::NotHttp(error.to_string()),
        }
    }

    fn io_trouble(&self, error: &io::Error) -> Trouble {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        if let Some(error) = inner {
            return tls_trouble(error);
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Trouble::CutOff,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Trouble::TimedOut(self.timeout),
            kind => Trouble::Unreachable(kind.to_string()),
        }
    }
}

fn tls_trouble(error: &rustls::Error) -> Trouble {
    use rustls::CertificateError::{
        BadSignature, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYetContext,
        Other, UnknownIssuer,
    };
    let bad = |words: String| Trouble::BadCertificate(words);
    match error {
        // A bad signature is by another authority of the same name.
        rustls::Error::InvalidCertificate(UnknownIssuer | BadSignature) => Trouble::UnknownIssuer,
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            bad("it is for another name".to_owned())
        }
        rustls::Error::InvalidCertificate(ExpiredContext { not_after, .. }) => {
            bad(format!("it ended on {}", moment(*not_after)))
        }
        rustls::Error::InvalidCertificate(NotValidYetContext { not_before, .. }) => {
            bad(format!("it begins on {}", moment(*not_before)))
        }
        // The library's own words for this are an identifier.
        rustls::Error::InvalidCertificate(Other(error))
            if error.to_string().contains("CaUsedAsEndEntity") =>
        {
            bad("it is an authority's and cannot be a server's (self-signed?)".to_owned())
        }
        rustls::Error::InvalidCertificate(error) => bad(error.to_string()),
        rustls::Error::General(words) if words.starts_with("No CA certificates") => {
            Trouble::NoAuthorities
        }
        error => Trouble::Tls(error.to_string()),
    }
}

fn moment(time: rustls::pki_types::UnixTime) -> String {
    let seconds = time.as_secs();
    let date = NumericDate::from_json_number(&seconds.to_string());
    date.map_or_else(|| seconds.to_string(), |date| date.to_string())
}

/// A header's text, where it has one of reasonable length.
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

/// How many seconds an answer may be kept (RFC 9111, section 5.2.2); none where it is not to be.
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
    // Caches on the way have had it for so long (RFC 9111, section 4.2.3).
    let age = headers.get(AGE).and_then(|value| value.to_str().ok());
    let age = age.and_then(whole_seconds).unwrap_or_default();
    found.map(|seconds| seconds.saturating_sub(age))
}

fn whole_seconds(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A number too large to read is larger than any bound.
    is_number.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// The certificates of a PEM file.
///
/// # Errors
/// When it has none, or one that is damaged.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, &'static str> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => {
                // The library would pass over one that it cannot read.
                let der = rustls::pki_types::CertificateDer::from(certificate.der());
                rustls::RootCertStore::empty()
                    .add(der)
                    .map_err(|_| "a certificate in it cannot be read")?;
                certificates.push(certificate);
            }
            Ok(_) => {}
            Err(_) => return Err("its PEM is damaged"),
        }
    }
    if certificates.is_empty() {
        return Err("no certificate in PEM is in it");
    }
    Ok(certificates)
}

/// Names to addresses, by the system. `localhost` stays on this machine whatever the system says.
#[derive(Debug, Default)]
struct Names {
    system: DefaultResolver,
}

impl Resolver for Names {
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
        if is_localhost && found.iter().any(|address| !address.ip().is_loopback()) {
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
