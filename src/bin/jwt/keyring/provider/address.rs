//! Addresses that something may be fetched from: HTTPS, or plain HTTP that stays on this machine.

use std::fmt;
use std::net::IpAddr;
use thiserror::Error;
use ureq::http::Uri;
use ureq::http::uri::Scheme;

/// Why nothing is fetched from an address. None of these repeats it: it may hold a password.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum BadAddress {
    /// No URL.
    #[error("not an address: expected https://HOST/PATH")]
    Malformed,
    /// Neither HTTPS nor HTTP.
    #[error("not an https:// address")]
    OtherScheme,
    /// A name or a password before the host.
    #[error("an address with a user name or password is not used")]
    Credentials,
    /// A fragment, which is never sent.
    #[error("an address with a fragment (#) is not used")]
    Fragment,
    /// A query, where an issuer is expected (RFC 8414, section 2).
    #[error("an issuer has no query (?)")]
    Query,
    /// Plain HTTP across a network: whoever is on the way chooses the keys.
    #[error("plain http:// is for loopback addresses only")]
    PlainHttp,
    /// From HTTPS to HTTP.
    #[error("from https:// to http:// is no way to go")]
    Downgrade,
}

/// Where something is fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    uri: Uri,
    text: String,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When nothing may be fetched from it.
    pub(crate) fn parse(text: &str) -> Result<Self, BadAddress> {
        let uri: Uri = text.parse().map_err(|_| BadAddress::Malformed)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(BadAddress::Malformed);
        };
        if authority.as_str().contains('@') {
            return Err(BadAddress::Credentials);
        }
        if text.contains('#') {
            return Err(BadAddress::Fragment);
        }
        let port = authority.as_str().strip_prefix(authority.host());
        let port_is_good = match port.unwrap_or_default() {
            "" => true,
            _ => authority.port_u16().is_some_and(|port| port > 0),
        };
        if authority.host().is_empty() || !port_is_good {
            return Err(BadAddress::Malformed);
        }
        let is_http = *scheme == Scheme::HTTP;
        if !is_http && *scheme != Scheme::HTTPS {
            return Err(BadAddress::OtherScheme);
        }
        let text = text.to_owned();
        let address = Self { uri, text };
        if is_http && !address.is_loopback() {
            return Err(BadAddress::PlainHttp);
        }
        Ok(address)
    }

    /// The address that this one leads to: a redirect's place, or one in metadata.
    ///
    /// # Errors
    /// When nothing may be fetched from it, or the way there leaves HTTPS.
    pub(crate) fn lead_to(&self, next: &str) -> Result<Self, BadAddress> {
        let next = Self::parse(next)?;
        if self.is_https() && !next.is_https() {
            return Err(BadAddress::Downgrade);
        }
        Ok(next)
    }

    /// Where a redirect goes, which may leave out what stays the same (RFC 3986, section 5.2).
    ///
    /// # Errors
    /// Like [`Self::lead_to`].
    pub(crate) fn redirect(&self, location: &str) -> Result<Self, BadAddress> {
        let location = location.split('#').next().unwrap_or_default();
        if let Some(scheme) = scheme_of(location) {
            let is = |known| scheme.eq_ignore_ascii_case(known);
            if !is("https") && !is("http") {
                return Err(BadAddress::OtherScheme);
            }
            return self.lead_to(location);
        }
        let scheme = if self.is_https() { "https" } else { "http" };
        if location.starts_with("//") {
            return self.lead_to(&format!("{scheme}:{location}"));
        }
        let own = self.uri.path();
        let (path, query) = match location.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None if location.is_empty() => ("", self.uri.query()),
            None => (location, None),
        };
        let path = match (path, own.rfind('/')) {
            ("", _) => own.to_owned(),
            (path, _) if path.starts_with('/') => without_dots(path),
            (path, Some(end)) => without_dots(&format!("{}{path}", &own[..=end])),
            (path, None) => without_dots(&format!("/{path}")),
        };
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        self.lead_to(&format!("{scheme}://{}{path}{query}", self.authority()))
    }

    /// Whether it is HTTPS.
    #[must_use]
    pub(crate) fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// Whether it is on this machine. Only names that cannot be anything else count: a list of what
    /// is let in, against which `127.1`, `localhost.example` and their like are strangers.
    #[must_use]
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || bare
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback())
    }

    /// Host and port.
    #[must_use]
    pub(crate) fn authority(&self) -> &str {
        self.uri
            .authority()
            .map_or("", |authority| authority.as_str())
    }

    /// The path.
    #[must_use]
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    /// Whether it has a query.
    #[must_use]
    pub(crate) fn has_query(&self) -> bool {
        self.text.contains('?')
    }

    /// The same in the client's words.
    #[must_use]
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The text it was read from.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// The scheme of a reference, where it has one (RFC 3986, section 3.1): a colon elsewhere, as in a
/// query, makes none.
fn scheme_of(reference: &str) -> Option<&str> {
    let end = reference.find([':', '/', '?'])?;
    let (scheme, rest) = reference.split_at(end);
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let starts_well = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (rest.starts_with(':') && starts_well && scheme.chars().all(is_good)).then_some(scheme)
}

/// An absolute path without `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => {
                kept.push(segment);
                continue;
            }
        }
        // What they leave is a folder.
        if segments.peek().is_none() {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_used_and_plain_http_on_this_machine() {
        for good in [
            "https://login.example",
            "HTTPS://login.example/",
            "https://login.example:8443/a/b?c=d",
            "https://[2001:db8::1]/jwks",
            "http://127.0.0.1:1/jwks",
            "http://127.9.9.9/jwks",
            "http://[::1]:80/jwks",
            "http://localhost:8080",
            "http://LOCALHOST/",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn names_that_only_look_like_this_machine_are_strangers() {
        for host in [
            "login.example",
            "localhost.example",
            "localhost.",
            "127.1",
            "127.0.0.1.example",
            "2130706433",
            "0x7f000001",
            "0.0.0.0",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::2]",
            "10.0.0.1",
            "169.254.169.254",
        ] {
            let address = Address::parse(&format!("http://{host}/jwks"));
            assert_eq!(address, Err(BadAddress::PlainHttp), "{host}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, error) in [
            ("", BadAddress::Malformed),
            ("login.example", BadAddress::Malformed),
            ("/etc/passwd", BadAddress::Malformed),
            ("https://", BadAddress::Malformed),
            ("https:///jwks", BadAddress::Malformed),
            ("https://host:99999/", BadAddress::Malformed),
            ("https://host:/", BadAddress::Malformed),
            ("https://host:0/", BadAddress::Malformed),
            ("https://a b/", BadAddress::Malformed),
            ("https://a\r\nb/", BadAddress::Malformed),
            ("http://127.0.0.1\\@login.example/", BadAddress::Malformed),
            ("ftp://login.example/", BadAddress::OtherScheme),
            ("file:///etc/passwd", BadAddress::Malformed),
            ("https://me:secret@login.example/", BadAddress::Credentials),
            ("https://me@login.example/", BadAddress::Credentials),
            ("http://localhost@login.example/", BadAddress::Credentials),
            ("https://login.example/#x", BadAddress::Fragment),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_redirect_may_leave_out_what_stays() {
        let from = Address::parse("https://login.example:8443/a/b?c").unwrap();
        for (location, to) in [
            ("https://other.example/x", "https://other.example/x"),
            ("//other.example/x", "https://other.example/x"),
            ("/x?y", "https://login.example:8443/x?y"),
            ("x", "https://login.example:8443/a/x"),
            ("x#y", "https://login.example:8443/a/x"),
            (
                "/x?to=https://y",
                "https://login.example:8443/x?to=https://y",
            ),
            ("x/y:z", "https://login.example:8443/a/x/y:z"),
        ] {
            assert_eq!(from.redirect(location).unwrap().as_str(), to);
        }
        for location in [
            "http://127.0.0.1/",
            "http://login.example/",
            "ftp://a/",
            "//a@b/",
            "https:x",
            "https:/x",
        ] {
            assert!(from.redirect(location).is_err(), "{location}");
        }
        for location in [
            "ftp://a/",
            "file:///etc/passwd",
            "data:,x",
            "mailto:a",
            "x:y",
        ] {
            let refused = from.redirect(location);
            assert_eq!(refused, Err(BadAddress::OtherScheme), "{location}");
        }
    }

    #[test]
    fn references_are_resolved_as_in_the_examples_of_rfc_3986() {
        let from = Address::parse("https://a/b/c/d;p?q").unwrap();
        for (location, to) in [
            ("g", "/b/c/g"),
            ("./g", "/b/c/g"),
            ("g/", "/b/c/g/"),
            ("/g", "/g"),
            ("?y", "/b/c/d;p?y"),
            ("g?y", "/b/c/g?y"),
            ("#s", "/b/c/d;p?q"),
            ("g?y#s", "/b/c/g?y"),
            (";x", "/b/c/;x"),
            ("g;x?y#s", "/b/c/g;x?y"),
            ("", "/b/c/d;p?q"),
            (".", "/b/c/"),
            ("./", "/b/c/"),
            ("..", "/b/"),
            ("../", "/b/"),
            ("../g", "/b/g"),
            ("../..", "/"),
            ("../../", "/"),
            ("../../g", "/g"),
            ("../../../g", "/g"),
            ("/./g", "/g"),
            ("/../g", "/g"),
            ("g.", "/b/c/g."),
            ("..g", "/b/c/..g"),
            ("./../g", "/b/g"),
            ("./g/.", "/b/c/g/"),
            ("g/./h", "/b/c/g/h"),
            ("g/../h", "/b/c/h"),
            ("g;x=1/../y", "/b/c/y"),
            ("g?y/../x", "/b/c/g?y/../x"),
            ("g#s/../x", "/b/c/g"),
        ] {
            let resolved = from.redirect(location).unwrap();
            assert_eq!(resolved.as_str(), format!("https://a{to}"), "{location}");
        }
        let bare = Address::parse("https://a").unwrap();
        assert_eq!(bare.redirect("g").unwrap().as_str(), "https://a/g");
    }
}
