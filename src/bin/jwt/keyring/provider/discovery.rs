//! Where a provider's keys are, by its own metadata: OpenID Connect Discovery 1.0, section 4, else
//! RFC 8414, section 3.

use super::address::{Address, BadAddress};
use super::published::without_mark;
use super::trouble::Trouble;
use jwt_toolkit::codec::json::{Json, Kind};

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// Where an issuer's metadata should be, and where it may be when there is nothing.
///
/// # Errors
/// When the issuer has a query, which neither standard allows.
pub(crate) fn places(issuer: &Address) -> Result<(Address, Address), BadAddress> {
    if issuer.has_query() {
        return Err(BadAddress::Query);
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

/// Whether an issuer was mistaken for the address of its metadata.
#[must_use]
pub(crate) fn is_metadata(issuer: &Address) -> bool {
    issuer.path().contains("/.well-known/")
}

/// What matters of a provider's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// Where its keys are.
    pub(crate) jwks_uri: Address,
}

impl Metadata {
    /// Reads metadata of `issuer` that `place` answered with.
    ///
    /// # Errors
    /// When it is none, is another issuer's, or leads to where nothing is fetched from.
    pub(crate) fn read(
        body: &[u8],
        media: Option<&str>,
        issuer: &str,
        place: &Address,
    ) -> Result<Self, Trouble> {
        let not_metadata = |reason: String| Trouble::NotMetadata {
            media: media.map(str::to_owned),
            reason,
        };
        let json = Json::parse(without_mark(body).trim_ascii())
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
        // Exactly (RFC 8414, section 3.3): else one tenant could speak for another.
        if stated != issuer {
            return Err(Trouble::OtherIssuer {
                stated: stated.into_owned(),
                asked: issuer.to_owned(),
            });
        }
        let jwks_uri = place.lead_to(&text("jwks_uri")?);
        Ok(Self {
            jwks_uri: jwks_uri.map_err(Trouble::BadKeysAddress)?,
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
            let (first, second) = places(&Address::parse(issuer).unwrap()).unwrap();
            assert_eq!((first.as_str(), second.as_str()), (openid, oauth));
        }
    }
}
