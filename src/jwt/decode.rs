//! A token taken apart and not verified.

use super::serialization::Serialization;
use crate::codec::base64url::{self, Base64urlError};
use crate::codec::json::{Json, JsonError};
use crate::jws::compact::decode_part;
use crate::jws::header;
use crate::malformed::{Malformed, Part};

/// The parts of a token with header and payload decoded from base64url.
#[derive(Debug)]
pub struct Decoded<'t> {
    serialization: Serialization<'t>,
    header: Vec<u8>,
    /// Empty for a JWE.
    payload: Vec<u8>,
}

impl<'t> Decoded<'t> {
    /// Takes a token apart.
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
        let header = header::parse_with_duplicates(&self.header)?;
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

/// What the payload of a token is that was not verified.
#[derive(Debug)]
pub enum Payload<'d> {
    /// JSON, perhaps with duplicate names.
    Json(Json<'d>),
    /// Something else, and why it is not JSON.
    NotJson(&'d [u8], JsonError),
    /// Ciphertext.
    Encrypted,
}

/// A token taken apart, with nothing said about whether it can be trusted.
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

    /// The header: an object, perhaps with duplicate names.
    #[must_use]
    pub fn header(&self) -> &Json<'d> {
        &self.header
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &Payload<'d> {
        &self.payload
    }

    /// Why the signature part cannot be decoded, where it cannot.
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
