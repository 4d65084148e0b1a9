//! Decoding a token without verifying it.

use super::serialization::Serialization;
use crate::codec::base64url::{self, Base64urlError};
use crate::codec::json::{Json, JsonError};
use crate::jws::{decode_part, parse_header_with_duplicates};
use crate::malformed::{Malformed, Part};

/// The parts of a token, with header and payload decoded from base64url.
#[derive(Debug)]
pub struct Decoded<'t> {
    serialization: Serialization<'t>,
    header: Vec<u8>,
    /// Empty for a JWE.
    payload: Vec<u8>,
}

impl<'t> Decoded<'t> {
    /// Splits a token and decodes its parts.
    ///
    /// # Errors
    /// When it is not a token in a compact serialization, or header or payload are not base64url.
    pub fn new(token: &'t [u8]) -> Result<Self, Malformed> {
        let serialization = Serialization::split(token)?;
        let (header, payload) = match &serialization {
            Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _) => (
                decode_part(Part::Header, compact.header())?,
                decode_part(Part::Payload, compact.payload())?,
            ),
            Serialization::Encrypted(compact) => {
                (decode_part(Part::Header, compact.header)?, Vec::new())
            }
        };
        Ok(Self {
            serialization,
            header,
            payload,
        })
    }

    /// Reads header and payload.
    ///
    /// # Errors
    /// When the header is not a JSON object, or either is nested too deep.
    pub fn read(&self) -> Result<Unverified<'_>, Malformed> {
        let header = parse_header_with_duplicates(&self.header)?;
        let payload = match self.serialization {
            Serialization::Encrypted(_) => Payload::Encrypted,
            _ => match Json::parse(&self.payload) {
                Ok(json) => Payload::Json(json),
                Err(error @ JsonError::TooDeep { .. }) => {
                    let part = Part::Payload;
                    return Err(Malformed::Json { part, error });
                }
                Err(error) => Payload::NotJson(&self.payload, error),
            },
        };
        Ok(Unverified {
            serialization: self.serialization,
            header,
            payload,
        })
    }
}

/// The payload of a token that was not verified.
#[derive(Debug)]
pub enum Payload<'d> {
    /// JSON, possibly with duplicate names.
    Json(Json<'d>),
    /// Other bytes, and why they are not JSON.
    NotJson(&'d [u8], JsonError),
    /// The ciphertext of a JWE.
    Encrypted,
}

/// The content of a token that was not verified, and so must not be trusted.
#[derive(Debug)]
pub struct Unverified<'d> {
    serialization: Serialization<'d>,
    header: Json<'d>,
    payload: Payload<'d>,
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

    /// Why the signature part cannot be decoded; `None` where it can, or the token is a JWE.
    #[must_use]
    pub fn signature_fault(&self) -> Option<Base64urlError> {
        match &self.serialization {
            Serialization::Signed(compact) | Serialization::SelectivelyDisclosed(compact, _) => {
                base64url::decode(compact.signature()).err()
            }
            Serialization::Encrypted(_) => None,
        }
    }
}
