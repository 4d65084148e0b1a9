//! The typed header of a JWS (RFC 7515, section 4). Parameters that would bring a key along
//! (`jwk`, `jku`, `x5u`, `x5c`) are not read: a token never says whom to trust.

use crate::codec::json::{Json, Kind};
use crate::malformed::{Malformed, Part, object};
use std::borrow::Cow;

/// Registered names, which `crit` may not list (RFC 7515, section 4.1.11).
const REGISTERED: [&str; 11] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
];

/// So many names in `crit` are compared with each other and with the header; none is understood
/// here, so more would only cost time.
const MAX_CRITICAL: usize = 16;

/// A header that is well formed; whether its algorithm is any good is not said yet.
#[derive(Clone, Debug)]
pub struct Header {
    /// The algorithm's name as the token has it (RFC 7515, section 4.1.1).
    pub alg: String,
    /// The key's name (section 4.1.4). It is compared, and never a path or an address.
    pub kid: Option<String>,
    /// The token's media type (section 4.1.9).
    pub typ: Option<String>,
    /// An extension that the token wants understood and that nobody here understands.
    pub unsupported: Option<String>,
}

impl Header {
    /// Reads the parameters that matter out of the header's JSON.
    ///
    /// # Errors
    /// When a parameter is not of its type, `crit` is misshapen, or it is a JWE's header.
    pub fn read(json: &Json<'_>) -> Result<Self, Malformed> {
        for name in ["enc", "zip"] {
            if json.get(name).is_some() {
                return Err(Malformed::EncryptionParameter { name });
            }
        }
        let alg = string(json, "alg")?.ok_or(Malformed::WrongType {
            part: Part::Header,
            name: "alg",
            found: "missing",
            expected: "a string",
        })?;
        // Detached and unencoded payloads (RFC 7797) are not supported; `true` is the default.
        let b64 = json.get("b64").filter(|b64| b64.text() != "true");
        let unsupported = critical(json)?.or(b64.map(|_| "b64".to_owned()));
        Ok(Self {
            alg,
            kid: string(json, "kid")?,
            typ: string(json, "typ")?,
            unsupported,
        })
    }

    /// Whether `typ` is `expected`: media types, so without regard to case, and `application/`
    /// may be left out of either (RFC 7515, section 4.1.9).
    #[must_use]
    pub fn typ_is(&self, expected: &str) -> bool {
        self.typ
            .as_deref()
            .is_some_and(|typ| subtype(typ).eq_ignore_ascii_case(subtype(expected)))
    }
}

/// A media type without the `application/` that may be left out where no other slash follows.
fn subtype(typ: &str) -> &str {
    const APPLICATION: &str = "application/";
    match typ.split_at_checked(APPLICATION.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(APPLICATION) && !rest.contains('/') => {
            rest
        }
        _ => typ,
    }
}

fn string(json: &Json<'_>, name: &'static str) -> Result<Option<String>, Malformed> {
    let Some(value) = json.get(name) else {
        return Ok(None);
    };
    let wrong_type = Malformed::WrongType {
        part: Part::Header,
        name,
        found: value.kind().described(),
        expected: "a string",
    };
    let text = value.as_str().ok_or(wrong_type)?;
    Ok(Some(text.into_owned()))
}

/// The first extension that `crit` lists. None is understood, so the first one decides.
fn critical(json: &Json<'_>) -> Result<Option<String>, Malformed> {
    let misshapen = |fault| Err(Malformed::MisshapenCrit { fault });
    let Some(crit) = json.get("crit") else {
        return Ok(None);
    };
    let elements = crit.elements();
    if crit.kind() != Kind::Array || elements.is_empty() {
        return misshapen("is not a list of names with at least one");
    }
    if elements.len() > MAX_CRITICAL {
        return misshapen("lists more names than any extension needs");
    }
    let mut names: Vec<Cow<'_, str>> = Vec::with_capacity(elements.len());
    for element in elements {
        let Some(name) = element.as_str() else {
            return misshapen("lists something that is not a name");
        };
        if names.contains(&name) {
            return misshapen("lists a name twice");
        }
        if REGISTERED.contains(&name.as_ref()) {
            return misshapen("lists a name that every implementation has to know");
        }
        if json.get(&name).is_none() {
            return misshapen("lists a name that the header does not have");
        }
        names.push(name);
    }
    Ok(names.into_iter().next().map(Cow::into_owned))
}

/// Reads a header's JSON: an object without duplicate names.
///
/// # Errors
/// When it is not.
pub fn parse(header: &[u8]) -> Result<Json<'_>, Malformed> {
    let part = Part::Header;
    let json = Json::parse(header).map_err(|error| Malformed::Json { part, error })?;
    object(part, &json)?;
    Ok(json)
}

/// Reads a header that may have duplicate names.
///
/// # Errors
/// When it is not a JSON object.
pub fn parse_with_duplicates(header: &[u8]) -> Result<Json<'_>, Malformed> {
    match parse(header) {
        Err(Malformed::DuplicateName { part, .. }) => {
            Json::parse(header).map_err(|error| Malformed::Json { part, error })
        }
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Header, Malformed> {
        Header::read(&Json::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn crit_has_to_be_a_list_of_extensions_in_the_header() {
        for text in [
            r#"{"alg":"HS256","crit":[]}"#,
            r#"{"alg":"HS256","crit":null}"#,
            r#"{"alg":"HS256","crit":"exp","exp":1}"#,
            r#"{"alg":"HS256","crit":["x"]}"#,
            r#"{"alg":"HS256","crit":["alg"]}"#,
            r#"{"alg":"HS256","crit":[1]}"#,
            r#"{"alg":"HS256","crit":["x","x"],"x":1}"#,
        ] {
            let error = read(text).unwrap_err();
            assert!(matches!(error, Malformed::MisshapenCrit { .. }), "{text}");
        }
        let unknown = read(r#"{"alg":"HS256","crit":["x"],"x":1}"#).unwrap();
        assert_eq!(unknown.unsupported.as_deref(), Some("x"));
    }

    #[test]
    fn unencoded_payloads_are_not_supported() {
        for text in [
            r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
            r#"{"alg":"HS256","b64":false}"#,
            r#"{"alg":"HS256","b64":"true"}"#,
        ] {
            assert_eq!(read(text).unwrap().unsupported.as_deref(), Some("b64"));
        }
    }

    #[test]
    fn typ_is_a_media_type() {
        let header = read(r#"{"alg":"HS256","typ":"application/AT+jwt"}"#).unwrap();
        assert!(header.typ_is("at+jwt") && header.typ_is("application/at+JWT"));
        assert!(!header.typ_is("jwt") && !header.typ_is("text/at+jwt"));
        let other = read(r#"{"alg":"HS256","typ":"application/a/b"}"#).unwrap();
        assert!(other.typ_is("Application/A/B") && !other.typ_is("a/b"));
        assert!(!read(r#"{"alg":"HS256"}"#).unwrap().typ_is("JWT"));
    }
}
