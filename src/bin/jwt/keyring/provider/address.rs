//! Addresses that something may be fetched from: HTTPS, or plain HTTP that stays on this machine.

use fluent_uri::component::{Authority, Host, Scheme};
use fluent_uri::{Uri, UriRef};
use std::fmt;
use thiserror::Error;
use ureq::http;

const HTTP: &Scheme = Scheme::new_or_panic("http");
const HTTPS: &Scheme = Scheme::new_or_panic("https");

/// Why nothing may be fetched from an address. No message repeats the address: it may hold a password.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum AddressError {
    /// Not a URL.
    #[error("not a valid address: expected https://HOST/PATH")]
    Malformed,
    /// Neither HTTPS nor HTTP.
    #[error("not an https:// address")]
    OtherScheme,
    /// A name or a password before the host.
    #[error("an address with a user name or password cannot be used")]
    Credentials,
    /// A fragment, which is never sent.
    #[error("an address with a fragment (#) cannot be used")]
    Fragment,
    /// A query, where an issuer is expected (RFC 8414, section 2).
    #[error("an issuer cannot have a query (?)")]
    Query,
    /// Plain HTTP across a network, where anyone on the way can replace the keys.
    #[error("plain http:// is for loopback addresses only")]
    PlainHttp,
    /// A host in a form that resolvers read as another host.
    #[error("the host is neither a name nor an IP address in its usual form")]
    UnusualHost,
    /// From HTTPS to HTTP.
    #[error("https:// must not lead to http://")]
    Downgrade,
}

/// An address that something may be fetched from. RFC 3986 is read by the library; what is decided
/// here is decided on the text that was given, and never on a normalised form of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    url: Uri<String>,
    /// The same in the words of the HTTP client.
    request: http::Uri,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When nothing may be fetched from it.
    pub(crate) fn parse(text: &str) -> Result<Self, AddressError> {
        let url: Uri<String> = text.parse().map_err(|_| AddressError::Malformed)?;
        let authority = url.authority().ok_or(AddressError::Malformed)?;
        if authority.has_userinfo() {
            return Err(AddressError::Credentials);
        }
        if url.has_fragment() {
            return Err(AddressError::Fragment);
        }
        let port_is_valid = match authority.port() {
            None => true,
            Some(_) => matches!(authority.port_to_u16(), Ok(Some(1..))),
        };
        if authority.host().is_empty() || !port_is_valid {
            return Err(AddressError::Malformed);
        }
        let is_http = url.scheme() == HTTP;
        if !is_http && url.scheme() != HTTPS {
            return Err(AddressError::OtherScheme);
        }
        if is_http && !is_loopback(authority) {
            return Err(AddressError::PlainHttp);
        }
        if !is_usual(authority) {
            return Err(AddressError::UnusualHost);
        }
        let request: http::Uri = text.parse().map_err(|_| AddressError::Malformed)?;
        // What is asked must be what was checked.
        if request.host() != Some(authority.host()) {
            return Err(AddressError::Malformed);
        }
        Ok(Self { url, request })
    }

    /// The address that this one leads to: that of a redirect, or one in metadata.
    ///
    /// # Errors
    /// When nothing may be fetched from it, or when it leaves HTTPS.
    pub(crate) fn lead_to(&self, next: &str) -> Result<Self, AddressError> {
        let next = Self::parse(next)?;
        if self.is_https() && !next.is_https() {
            return Err(AddressError::Downgrade);
        }
        Ok(next)
    }

    /// Where a redirect leads; its reference may leave out what stays the same (RFC 3986, section 5).
    ///
    /// # Errors
    /// Like [`Self::lead_to`].
    pub(crate) fn redirect(&self, location: &str) -> Result<Self, AddressError> {
        let location = UriRef::parse(location).map_err(|_| AddressError::Malformed)?;
        if let Some(scheme) = location.scheme()
            && scheme != HTTP
            && scheme != HTTPS
        {
            return Err(AddressError::OtherScheme);
        }
        // A fragment is never sent (RFC 9110, section 4.2.5).
        let location = location.strip_fragment();
        let next = location.resolve_against(&self.url);
        self.lead_to(next.map_err(|_| AddressError::Malformed)?.as_str())
    }

    /// Whether it is HTTPS.
    #[must_use]
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == HTTPS
    }

    /// Whether it is on this machine.
    #[must_use]
    pub(crate) fn is_loopback(&self) -> bool {
        self.url.authority().is_some_and(is_loopback)
    }

    /// Host and port.
    #[must_use]
    pub(crate) fn authority(&self) -> &str {
        self.url
            .authority()
            .map_or("", |authority| authority.as_str())
    }

    /// The path.
    #[must_use]
    pub(crate) fn path(&self) -> &str {
        self.url.path().as_str()
    }

    /// Whether it has a query.
    #[must_use]
    pub(crate) fn has_query(&self) -> bool {
        self.url.has_query()
    }

    /// The same in the words of the HTTP client.
    #[must_use]
    pub(crate) fn uri(&self) -> &http::Uri {
        &self.request
    }

    /// The text it was read from.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str()
    }
}

/// Whether a host is on this machine. Only hosts that cannot be anything else count: this is a list of
/// what is permitted, and `127.1`, `localhost.example` and the like are not on it.
fn is_loopback(authority: Authority<'_>) -> bool {
    match authority.host_parsed() {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::RegName(name) => name.as_str().eq_ignore_ascii_case("localhost"),
        Host::IpvFuture { .. } => false,
    }
}

/// Whether a host means the same to everybody who reads it. Resolvers read `127.1`, `0x7f.1`,
/// `2130706433` and `[::ffff:127.0.0.1]` as 127.0.0.1, while a proxy's exceptions and the rule for
/// loopback hosts read them as others.
fn is_usual(authority: Authority<'_>) -> bool {
    match authority.host_parsed() {
        Host::Ipv4(address) => !address.is_unspecified(),
        Host::Ipv6(address) => !address.is_unspecified() && address.to_ipv4_mapped().is_none(),
        Host::RegName(name) => is_usual_name(name.as_str()),
        Host::IpvFuture { .. } => false,
    }
}

fn is_usual_name(name: &str) -> bool {
    let relative = name.strip_suffix('.').unwrap_or(name);
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_absolute_localhost = relative != name && relative.eq_ignore_ascii_case("localhost");
    // No top-level domain is a number (RFC 3696, section 2), so what ends in one is an IPv4 address.
    let last = relative.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or(last.strip_prefix("0X"));
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    name.chars().all(is_of_a_name) && !is_absolute_localhost && !is_number
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
    fn hosts_that_only_look_like_loopback_are_refused() {
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
            assert_eq!(address, Err(AddressError::PlainHttp), "{host}");
        }
    }

    #[test]
    fn an_ipv4_address_in_brackets_is_no_loopback_address() {
        for host in [
            "[127.0.0.1]",
            "[localhost]",
            "[127.1]",
            "[::1%25lo]",
            "[::1%lo]",
            "[]",
            "[::1",
        ] {
            for scheme in ["http", "https"] {
                let address = Address::parse(&format!("{scheme}://{host}/jwks"));
                assert_eq!(address, Err(AddressError::Malformed), "{host}");
            }
        }
    }

    #[test]
    fn hosts_that_resolvers_read_as_loopback_are_refused_over_https() {
        for host in [
            "127.1",
            "127.0.1",
            "0",
            "127.0.0.01",
            "0177.0.0.1",
            "0x7f.1",
            "0x7F000001",
            "0X7f.0.0.0X1",
            "0x",
            "2130706433",
            "127.0.0.1.",
            "1.2.3.4.5",
            "0.0.0.0",
            "localhost.",
            "LocalHost.",
            "a..",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[v1.x]",
            "local%68ost",
            "a;b",
        ] {
            let address = Address::parse(&format!("https://{host}/jwks"));
            assert!(address.is_err(), "{host}");
            assert!(
                Address::parse(&format!("http://{host}/jwks")).is_err(),
                "{host}"
            );
        }
        for host in [
            "[0:0:0:0:0:0:0:1]",
            "[::0001]",
            "[::1]",
            "127.255.255.254",
            "LOCALhost",
        ] {
            let address = Address::parse(&format!("http://{host}/jwks")).unwrap();
            assert!(address.is_loopback(), "{host}");
        }
        for host in [
            "login.example.",
            "idp.localhost",
            "a_b.example",
            "1.example",
            "0x7f.example",
        ] {
            let address = Address::parse(&format!("https://{host}/jwks")).unwrap();
            assert!(!address.is_loopback(), "{host}");
        }
    }

    #[test]
    fn control_characters_and_other_non_ascii_make_no_address() {
        let from = Address::parse("https://login.example/a").unwrap();
        for text in [
            "\u{9b}31m",
            "\u{85}",
            "\u{202e}",
            "\u{7f}",
            "\u{1b}",
            "ü",
            "\u{feff}",
            " ",
            "\t",
        ] {
            for address in [
                format!("https://login.example/{text}"),
                format!("https://login.example/?{text}"),
                format!("https://login{text}.example/"),
                format!("{text}https://login.example/"),
            ] {
                assert!(Address::parse(&address).is_err(), "{address:?}");
                assert!(from.lead_to(&address).is_err(), "{address:?}");
                assert!(from.redirect(&address).is_err(), "{address:?}");
            }
            for reference in [format!("/{text}"), format!("?{text}"), format!("x#{text}")] {
                assert!(from.redirect(&reference).is_err(), "{reference:?}");
            }
        }
    }

    #[test]
    fn invalid_addresses_are_refused() {
        for (text, error) in [
            ("", AddressError::Malformed),
            ("login.example", AddressError::Malformed),
            ("/etc/passwd", AddressError::Malformed),
            ("https://", AddressError::Malformed),
            ("https:///jwks", AddressError::Malformed),
            ("https://host:99999/", AddressError::Malformed),
            ("https://host:/", AddressError::Malformed),
            ("https://host:0/", AddressError::Malformed),
            ("https://a b/", AddressError::Malformed),
            ("https://a\r\nb/", AddressError::Malformed),
            ("http://127.0.0.1\\@login.example/", AddressError::Malformed),
            ("ftp://login.example/", AddressError::OtherScheme),
            ("file:///etc/passwd", AddressError::Malformed),
            (
                "https://me:secret@login.example/",
                AddressError::Credentials,
            ),
            ("https://me@login.example/", AddressError::Credentials),
            ("http://localhost@login.example/", AddressError::Credentials),
            ("https://login.example/#x", AddressError::Fragment),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_redirect_may_leave_out_what_stays_the_same() {
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
            assert_eq!(refused, Err(AddressError::OtherScheme), "{location}");
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
