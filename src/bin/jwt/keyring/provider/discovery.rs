//! Where a provider's keys are, according to its own metadata: OpenID Connect Discovery 1.0,
//! section 4, or RFC 8414, section 3.

use super::address::{Address, AddressError};
use super::error::ProviderError;
use super::published::without_byte_order_mark;
use jwt_toolkit::codec::json::{Json, Kind};

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// Where an issuer's metadata should be, and where else it may be.
///
/// # Errors
/// When the issuer has a query, which neither standard allows.
pub(crate) fn addresses(issuer: &Address) -> Result<(Address, Address), AddressError> {
    if issuer.has_query() {
        return Err(AddressError::Query);
    }
    let whole = issuer.as_str().trim_end_matches('/');
    let path = issuer.path().trim_end_matches('/');
    let scheme = if issuer.is_https() { "https" } else { "http" };
    let authority = issuer.authority();
    Ok((
        Address::parse(&format!("{whole}{OPENID}"))?,
        Address::parse(&format!("{scheme}://{authority}{OAUTH}{path}"))?,
    ))
}

/// Whether the address of an issuer's metadata was given in place of the issuer.
#[must_use]
pub(crate) fn is_metadata(issuer: &Address) -> bool {
    issuer.path().contains("/.well-known/")
}

/// The part of a provider's metadata that is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// Where its keys are.
    pub(crate) jwks_uri: Address,
}

impl Metadata {
    /// Reads the metadata of `issuer` that was fetched from `address`.
    ///
    /// # Errors
    /// When it is not metadata, is another issuer's, or names an address that cannot be used.
    pub(crate) fn read(
        body: &[u8],
        media: Option<&str>,
        issuer: &str,
        address: &Address,
    ) -> Result<Self, ProviderError> {
        let not_metadata = |reason: String| ProviderError::NotMetadata {
            media: media.map(str::to_owned),
            reason,
        };
        let json = Json::parse(without_byte_order_mark(body))
            .map_err(|error| not_metadata(format!("not JSON: {error}")))?;
        if json.value().kind() != Kind::Object {
            return Err(not_metadata("not a JSON object".to_owned()));
        }
        if let Some(duplicate) = json.duplicate() {
            return Err(not_metadata(format!("duplicate name {:?}", duplicate.name)));
        }
        let text = |name: &str| {
            let text = json.get(name).and_then(|value| value.as_str());
            text.ok_or_else(|| not_metadata(format!("{name:?} is missing or not a string")))
        };
        let stated = text("issuer")?;
        // Exactly (RFC 8414, section 3.3): otherwise one tenant could speak for another.
        if stated != issuer {
            return Err(ProviderError::OtherIssuer {
                stated: stated.into_owned(),
                asked: issuer.to_owned(),
            });
        }
        let jwks_uri = address.lead_to(&text("jwks_uri")?);
        Ok(Self {
            jwks_uri: jwks_uri.map_err(ProviderError::InvalidKeysAddress)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_behind_the_issuer_else_before_its_path() {
        for (issuer, openid, oauth) in [
            (
                "https://login.example",
                "https://login.example/.well-known/openid-configuration",
                "https://login.example/.well-known/oauth-authorization-server",
            ),
            (
                "https://login.example:8443/tenant/",
                "https://login.example:8443/tenant/.well-known/openid-configuration",
                "https://login.example:8443/.well-known/oauth-authorization-server/tenant",
            ),
        ] {
            let (first, second) = addresses(&Address::parse(issuer).unwrap()).unwrap();
            assert_eq!((first.as_str(), second.as_str()), (openid, oauth));
        }
    }

    #[test]
    fn an_issuer_has_no_query() {
        for issuer in ["https://login.example/?", "https://login.example/a?b=c"] {
            let address = Address::parse(issuer).unwrap();
            assert_eq!(addresses(&address), Err(AddressError::Query), "{issuer}");
        }
    }

    #[test]
    fn an_address_of_metadata_is_not_an_issuer() {
        for (address, expected) in [
            (
                "https://login.example/.well-known/openid-configuration",
                true,
            ),
            (
                "https://login.example/.well-known/oauth-authorization-server/a",
                true,
            ),
            ("https://login.example/.well-known", false),
            ("https://login.example/a", false),
        ] {
            let address = Address::parse(address).unwrap();
            assert_eq!(is_metadata(&address), expected, "{address}");
        }
    }

    fn read(body: &str) -> Result<Metadata, ProviderError> {
        let address = Address::parse("https://login.example/x").unwrap();
        Metadata::read(body.as_bytes(), None, "https://login.example", &address)
    }

    #[test]
    fn metadata_names_the_issuer_and_an_address() {
        let metadata = read(
            r#"{"issuer":"https:\/\/login.example","jwks_uri":"https://keys.example/","x":{"issuer":1}}"#,
        );
        let jwks_uri = Address::parse("https://keys.example/").unwrap();
        assert_eq!(metadata, Ok(Metadata { jwks_uri }));
    }

    #[test]
    fn another_issuer_is_refused_however_alike() {
        for issuer in [
            "https://login.example/",
            "https://LOGIN.example",
            "https://login.example:443",
            "https://login.example%2F",
            " https://login.example",
        ] {
            let body = format!(r#"{{"issuer":"{issuer}","jwks_uri":"https://keys.example/"}}"#);
            let refused = read(&body);
            assert!(
                matches!(refused, Err(ProviderError::OtherIssuer { .. })),
                "{issuer}"
            );
        }
    }

    #[test]
    fn metadata_does_not_lead_to_where_nothing_may_be_fetched() {
        for (jwks_uri, error) in [
            ("/jwks", AddressError::Malformed),
            ("http://login.example/jwks", AddressError::PlainHttp),
            ("http://127.0.0.1/jwks", AddressError::Downgrade),
            ("https://a@login.example/jwks", AddressError::Credentials),
            ("ftp://login.example/jwks", AddressError::OtherScheme),
        ] {
            let body = format!(r#"{{"issuer":"https://login.example","jwks_uri":"{jwks_uri}"}}"#);
            assert_eq!(read(&body), Err(ProviderError::InvalidKeysAddress(error)));
        }
    }

    #[test]
    fn incomplete_or_ambiguous_metadata_is_refused() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"issuer":"https://login.example"}"#,
            r#"{"issuer":"https://login.example","jwks_uri":1}"#,
            r#"{"issuer":["https://login.example"],"jwks_uri":"https://keys.example/"}"#,
            r#"{"issuer":"https://login.example","jwks_uri":"https://a/","jwks_uri":"https://b/"}"#,
        ] {
            let refused = read(body);
            assert!(
                matches!(refused, Err(ProviderError::NotMetadata { .. })),
                "{body}"
            );
        }
    }
}
