//! Decoding a token without verifying it.

use super::advice::Advice;
use super::claims::Claims;
use super::policy::{self, Outcome, Policy};
use super::rejection::Rejection;
use super::serialization::Serialization;
use crate::codec::base64url::{self, Base64urlError, unpadded};
use crate::codec::json::{Json, JsonError};
use crate::codec::{Compression, InflateError, NumericDate};
use crate::jws::{decode_part, parse_header_with_duplicates};
use crate::malformed::{Malformed, Part};
use std::cell::OnceCell;

/// The parts of a token, with header and payload decoded from base64url.
#[derive(Debug)]
pub struct Decoded<'t> {
    serialization: Serialization<'t>,
    header: Vec<u8>,
    /// Empty for a JWE.
    payload: Vec<u8>,
    /// The payload as it was before it was compressed.
    inflated: OnceCell<Result<Vec<u8>, InflateError>>,
}

impl<'t> Decoded<'t> {
    /// Splits a token and decodes its parts.
    ///
    /// # Errors
    /// When it is not a token in a compact serialization, or header or payload are neither base64url
    /// nor padded base64url.
    pub fn new(token: &'t [u8]) -> Result<Self, Malformed> {
        let serialization = Serialization::split(token)?;
        let (header, payload) = match &serialization {
            Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _) => (
                decode_part(Part::Header, unpadded(compact.header()))?,
                decode_part(Part::Payload, unpadded(compact.payload()))?,
            ),
            Serialization::Encrypted(compact) => (
                decode_part(Part::Header, unpadded(compact.header))?,
                Vec::new(),
            ),
        };
        Ok(Self {
            serialization,
            header,
            payload,
            inflated: OnceCell::new(),
        })
    }

    /// Reads header and payload.
    ///
    /// # Errors
    /// When the header is not a JSON object, or either is nested too deep.
    pub fn read(&self) -> Result<Unverified<'_>, Malformed> {
        let header = parse_header_with_duplicates(&self.header)?;
        let (payload, on_compression) = match &self.serialization {
            Serialization::Encrypted(_) => (Payload::Encrypted, None),
            Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _)
                if compact.payload().is_empty() =>
            {
                (Payload::Detached, None)
            }
            _ => {
                let (bytes, on_compression) = self.inflated(&header);
                (read_payload(bytes)?, on_compression)
            }
        };
        Ok(Unverified {
            serialization: self.serialization,
            header,
            payload,
            on_compression,
        })
    }

    /// The payload, inflated where the header says that it is compressed, and what to tell of that.
    fn inflated(&self, header: &Json<'_>) -> (&[u8], Option<Advice>) {
        let zip = header.get("zip").and_then(|zip| zip.as_str());
        let Some(compression) = zip.and_then(|name| Compression::named(&name)) else {
            return (&self.payload, None);
        };
        let inflated = self
            .inflated
            .get_or_init(|| compression.inflate(&self.payload));
        match inflated {
            Ok(bytes) => {
                let (from, to) = (self.payload.len(), bytes.len());
                (bytes, Some(Advice::inflated(compression, from, to)))
            }
            Err(error) => (&self.payload, Some(Advice::NotInflated(*error))),
        }
    }
}

fn read_payload(bytes: &[u8]) -> Result<Payload<'_>, Malformed> {
    match Json::parse(bytes) {
        Ok(json) => Ok(Payload::Json(json)),
        Err(error @ JsonError::TooDeep { .. }) => {
            let part = Part::Payload;
            Err(Malformed::Json { part, error })
        }
        Err(error) => Ok(Payload::NotJson(bytes, error)),
    }
}

/// The payload of a token that was not verified.
#[derive(Debug)]
pub enum Payload<'d> {
    /// JSON, possibly with duplicate names.
    Json(Json<'d>),
    /// Other bytes, and why they are not JSON.
    NotJson(&'d [u8], JsonError),
    /// None: it is detached (RFC 7515, appendix F), or empty.
    Detached,
    /// The ciphertext of a JWE.
    Encrypted,
}

/// The content of a token that was not verified, and so must not be trusted.
#[derive(Debug)]
pub struct Unverified<'d> {
    serialization: Serialization<'d>,
    header: Json<'d>,
    payload: Payload<'d>,
    on_compression: Option<Advice>,
}

impl<'d> Unverified<'d> {
    /// The parts as they are in the token.
    #[must_use]
    pub fn serialization(&self) -> &Serialization<'d> {
        &self.serialization
    }

    /// The header: an object, possibly with duplicate names.
    #[must_use]
    pub fn header(&self) -> &Json<'d> {
        &self.header
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &Payload<'d> {
        &self.payload
    }

    /// That the payload was compressed, or why it could not be inflated; `None` where the header says
    /// nothing of that.
    #[must_use]
    pub fn on_compression(&self) -> Option<Advice> {
        self.on_compression.clone()
    }

    /// What the token's own `exp` and `nbf` say at the time `now`: empty where it is valid then, or
    /// says nothing of time. Anyone can write these claims, so this is for what is no decision: whether
    /// to ask for a new token, for instance.
    #[must_use]
    pub fn check_times(&self, now: NumericDate) -> Vec<Rejection> {
        let claims = match &self.payload {
            Payload::Json(json) => Claims::read(json.clone()),
            Payload::NotJson(_, error) => Err(Malformed::Json {
                part: Part::Payload,
                error: error.clone(),
            }),
            Payload::Detached | Payload::Encrypted => Err(Malformed::NoClaims),
        };
        match claims {
            Ok(claims) => {
                let mut errors = Vec::new();
                policy::check_times(&claims, &Policy::default(), now, &mut |_, outcome| {
                    if let Outcome::Failed(error) = outcome {
                        errors.push(error);
                    }
                });
                errors
            }
            Err(error) => vec![error.into()],
        }
    }

    /// The parts that are padded.
    #[must_use]
    pub fn padded(&self) -> Vec<Part> {
        let parts: &[(Part, &[u8])] = match &self.serialization {
            Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _) => &[
                (Part::Header, compact.header()),
                (Part::Payload, compact.payload()),
                (Part::Signature, compact.signature()),
            ],
            Serialization::Encrypted(compact) => &[(Part::Header, compact.header)],
        };
        let is_padded = |text: &[u8]| unpadded(text).len() < text.len();
        let padded = parts.iter().filter(|(_, text)| is_padded(text));
        padded.map(|(part, _)| *part).collect()
    }

    /// Whether there is no signature, and the header's `alg` does not say that there is none.
    #[must_use]
    pub fn lacks_signature(&self) -> bool {
        let (Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _)) =
            &self.serialization
        else {
            return false;
        };
        let is_unsigned = || {
            let alg = self.header.get("alg").and_then(|alg| alg.as_str());
            alg.is_some_and(|alg| alg.trim().eq_ignore_ascii_case("none"))
        };
        !compact.has_signature_part() || (compact.signature().is_empty() && !is_unsigned())
    }

    /// Why the signature part cannot be decoded; `None` where it can, be it padded, or the token is a
    /// JWE.
    #[must_use]
    pub fn signature_fault(&self) -> Option<Base64urlError> {
        match &self.serialization {
            Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _) => {
                base64url::decode(unpadded(compact.signature())).err()
            }
            Serialization::Encrypted(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &[u8], signature: &str) -> Vec<u8> {
        let parts = [header.as_bytes(), payload].map(base64url::encode);
        format!("{}.{}.{signature}", parts[0], parts[1]).into_bytes()
    }

    #[test]
    fn padded_parts_are_read_and_named() {
        let decoded = Decoded::new(b"eyJhbGciOiJIUzI1NiIgfQ==.eyJhIjoxMX0=.c2k=").unwrap();
        let token = decoded.read().unwrap();
        assert_eq!(
            token.padded(),
            [Part::Header, Part::Payload, Part::Signature]
        );
        assert_eq!(token.signature_fault(), None);
        assert!(matches!(token.payload(), Payload::Json(json) if json.get("a").is_some()));
        for damaged in [&b"eyJhbGciOiJIUzI1NiIgfQ=.e30.c2k"[..], b"e30=.e30==.c2k"] {
            assert!(Decoded::new(damaged).is_err());
        }
    }

    #[test]
    fn times_are_checked_without_a_key() {
        let at = |payload: &[u8], now| {
            let token = token(r#"{"alg":"HS256"}"#, payload, "c2ln");
            let decoded = Decoded::new(&token).unwrap();
            let now = NumericDate::from_seconds(now).unwrap();
            decoded.read().unwrap().check_times(now)
        };
        let times = br#"{"nbf":10,"exp":20}"#;
        assert!(matches!(
            at(times, 9.0)[..],
            [Rejection::NotYetValid { .. }]
        ));
        assert_eq!(at(times, 10.0), []);
        assert!(matches!(at(times, 20.0)[..], [Rejection::Expired { .. }]));
        assert_eq!(at(b"{}", 20.0), []);
        for unreadable in [
            &br#"{"exp":"20"}"#[..],
            br#"{"exp":1,"exp":2}"#,
            b"[]",
            b"text",
            b"",
        ] {
            assert!(matches!(at(unreadable, 0.0)[..], [Rejection::Malformed(_)]));
        }
    }

    #[test]
    fn two_parts_are_shown_where_the_first_is_a_header() {
        let decoded = Decoded::new(b"eyJhbGciOiJub25lIn0.e30").unwrap();
        let token = decoded.read().unwrap();
        assert!(token.lacks_signature());
        assert!(matches!(token.payload(), Payload::Json(_)));
        for other in ["tok.txt", "example.com", "eyJ.e30"] {
            let expected = Malformed::WrongNumberOfParts { found: 2 };
            assert_eq!(Decoded::new(other.as_bytes()).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_missing_signature_is_told_unless_the_header_says_so() {
        let lacks = |header, signature| {
            let token = token(header, b"{}", signature);
            let decoded = Decoded::new(&token).unwrap();
            decoded.read().unwrap().lacks_signature()
        };
        assert!(lacks(r#"{"alg":"HS256"}"#, ""));
        assert!(lacks("{}", ""));
        assert!(!lacks(r#"{"alg":"HS256"}"#, "c2ln"));
        assert!(!lacks(r#"{"alg":"None"}"#, ""));
    }

    #[test]
    fn a_detached_payload_is_told_apart_from_one_that_is_not_json() {
        let token = token(r#"{"alg":"HS256"}"#, b"", "c2ln");
        let decoded = Decoded::new(&token).unwrap();
        assert!(matches!(
            decoded.read().unwrap().payload(),
            Payload::Detached
        ));
    }

    #[test]
    fn a_compressed_payload_is_inflated_or_shown_as_it_is() {
        let compressed = base64url::decode(b"q1YqLk1SslJKzMlMTlWqBQA").unwrap();
        let header = r#"{"alg":"HS256","zip":"DEF"}"#;
        let good = token(header, &compressed, "c2ln");
        let decoded = Decoded::new(&good).unwrap();
        let read = decoded.read().unwrap();
        let advice = Advice::inflated(Compression::Def, 17, 15);
        assert_eq!(read.on_compression(), Some(advice));
        assert!(matches!(read.payload(), Payload::Json(json) if json.get("sub").is_some()));

        let cut = token(header, &compressed[..9], "c2ln");
        let decoded = Decoded::new(&cut).unwrap();
        let read = decoded.read().unwrap();
        let advice = Advice::NotInflated(InflateError::Truncated);
        assert_eq!(read.on_compression(), Some(advice));
        assert!(matches!(read.payload(), Payload::NotJson(bytes, _) if **bytes == compressed[..9]));
    }
}
