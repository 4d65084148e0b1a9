//! The header of a JWS (RFC 7515, section 4). Parameters that carry or name a key (`jwk`, `jku`,
//! `x5u`, `x5c`) are not read: an attacker could put their own key there.

use crate::codec::Compression;
use crate::codec::json::{Json, Kind};
use crate::malformed::{Malformed, Part, object};
use std::borrow::Cow;

/// Registered names, which `crit` must not list (RFC 7515, section 4.1.11).
const REGISTERED: [&str; 11] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
];

/// The most names in `crit`. They are compared with each other, and none is supported anyway, so that
/// a longer list would only cost time.
const MAX_CRITICAL: usize = 16;

/// A well-formed header. Whether its algorithm is supported and permitted is not checked yet.
#[derive(Clone, Debug)]
pub struct Header {
    /// `alg`, as it is spelled in the token (RFC 7515, section 4.1.1).
    pub alg: String,
    /// `kid`, the name of the key (section 4.1.4). It is only compared, never used as a path or URL,
    /// because it is not authenticated yet.
    pub kid: Option<String>,
    /// `typ`, the media type of the token (section 4.1.9).
    pub typ: Option<String>,
    /// The first critical extension, none being supported (section 4.1.11; RFC 7797).
    pub unsupported: Option<String>,
    /// `zip`: how the payload is compressed, which no RFC has in a JWS; SMART Health Cards do, and
    /// jjwt.
    pub compression: Option<Compression>,
}

impl Header {
    /// Reads the parameters that are used from the header's JSON.
    ///
    /// # Errors
    /// When a parameter has the wrong type, `crit` is invalid, or it is the header of a JWE.
    pub fn read(json: &Json<'_>) -> Result<Self, Malformed> {
        // Section 4 requires unknown parameters to be ignored. These three are refused even without
        // `crit`, because readers that know them take other bytes for the payload: what one of them
        // verifies would not be what another one reads.
        if json.get("enc").is_some() {
            return Err(Malformed::EncryptionParameter { name: "enc" });
        }
        let compression = compression(json)?;
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
            // Libraries write null for a name that a key does not have.
            kid: match json.get("kid") {
                Some(kid) if kid.kind() == Kind::Null => None,
                _ => string(json, "kid")?,
            },
            typ: string(json, "typ")?,
            unsupported,
            compression,
        })
    }

    /// Whether `typ` is `expected`. Media types are compared without regard to case, and either may
    /// omit `application/` (RFC 7515, section 4.1.9).
    #[must_use]
    pub fn typ_is(&self, expected: &str) -> bool {
        self.typ
            .as_deref()
            .is_some_and(|typ| subtype(typ).eq_ignore_ascii_case(subtype(expected)))
    }
}

/// A media type without `application/`, which may be omitted where no other slash follows.
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

fn compression(json: &Json<'_>) -> Result<Option<Compression>, Malformed> {
    let Some(zip) = json.get("zip") else {
        return Ok(None);
    };
    let named = zip.as_str().and_then(|name| Compression::named(&name));
    named.map(Some).ok_or(Malformed::UnknownCompression)
}

/// The first extension that `crit` lists. None is supported, so that the first one decides.
fn critical(json: &Json<'_>) -> Result<Option<String>, Malformed> {
    let invalid = |fault| Err(Malformed::InvalidCrit { fault });
    let Some(crit) = json.get("crit") else {
        return Ok(None);
    };
    let elements = crit.elements();
    if crit.kind() != Kind::Array || elements.is_empty() {
        return invalid("is not a non-empty list of names");
    }
    if elements.len() > MAX_CRITICAL {
        return invalid("lists too many names");
    }
    let mut names: Vec<Cow<'_, str>> = Vec::with_capacity(elements.len());
    for element in elements {
        let Some(name) = element.as_str() else {
            return invalid("lists something that is not a name");
        };
        if names.contains(&name) {
            return invalid("lists a name twice");
        }
        if REGISTERED.contains(&name.as_ref()) {
            return invalid("lists a name that is not an extension");
        }
        if json.get(&name).is_none() {
            return invalid("lists a name that the header does not have");
        }
        names.push(name);
    }
    Ok(names.into_iter().next().map(Cow::into_owned))
}

/// Reads a header's JSON.
///
/// # Errors
/// When it is not a JSON object, or has a name twice.
pub(crate) fn parse_header(header: &[u8]) -> Result<Json<'_>, Malformed> {
    let part = Part::Header;
    let json = Json::parse(header).map_err(|error| Malformed::Json { part, error })?;
    object(part, &json)?;
    Ok(json)
}

/// Reads a header's JSON, which may have duplicate names.
///
/// # Errors
/// When it is not a JSON object.
pub(crate) fn parse_header_with_duplicates(header: &[u8]) -> Result<Json<'_>, Malformed> {
    match parse_header(header) {
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
            assert!(matches!(error, Malformed::InvalidCrit { .. }), "{text}");
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
    fn parameters_that_change_what_the_payload_is_are_refused_or_told() {
        let encrypted = Malformed::EncryptionParameter { name: "enc" };
        let text = r#"{"alg":"HS256","enc":"A128GCM"}"#;
        assert_eq!(read(text).unwrap_err(), encrypted);
        for zip in [r#""def""#, r#"["DEF"]"#, r#""LZ4""#, "1", r#""""#] {
            let text = format!(r#"{{"alg":"HS256","zip":{zip}}}"#);
            assert_eq!(read(&text).unwrap_err(), Malformed::UnknownCompression);
        }
        let compressed = read(r#"{"alg":"HS256","zip":"DEF"}"#).unwrap();
        assert_eq!(compressed.compression, Some(Compression::Def));
    }

    #[test]
    fn a_kid_that_is_null_is_absent_and_nothing_else_is() {
        let header = read(r#"{"alg":"HS256","kid":null}"#).unwrap();
        assert_eq!(header.kid, None);
        for text in [
            r#"{"alg":"HS256","kid":7}"#,
            r#"{"alg":null}"#,
            r#"{"alg":"HS256","crit":null}"#,
            r#"{"alg":"HS256","typ":null}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
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
