//! What there is to show of a token: one model for a token that was verified, rejected or only
//! decoded, drawn by three renderers (picture, JSON report, plain output), for one token or for each
//! of many.

use super::terminal::Paint;
use super::view::View;
use super::{json, plain};
use crate::keyring::Finding;
use crate::lines::Place;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::{Json, quote};
use jwt_toolkit::jwt::Payload as Unread;
use jwt_toolkit::jwt::{Claims, Rejected, Serialization, Unverified, Verified};
use jwt_toolkit::sd_jwt::Disclosures;
use jwt_toolkit::{jwe, jws};
use thiserror::Error;

/// What there is to show of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'d> {
    /// Where it is in the input, where it is one of many.
    pub(crate) place: Option<&'d Place<'d>>,
    /// The whole token as it was given.
    pub(crate) token: &'d [u8],
    pub(crate) parts: Parts<'d>,
    /// The header's JSON, where it can be read.
    pub(crate) header: Option<&'d str>,
    pub(crate) payload: Payload<'d>,
    pub(crate) state: State<'d>,
    /// What a second look at the secrets found, after a rejection.
    pub(crate) finding: Option<&'d Finding>,
}

/// The parts as they are in the token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Parts<'d> {
    Unknown,
    Signed(&'d jws::Compact<'d>),
    Disclosing(&'d jws::Compact<'d>, &'d Disclosures<'d>),
    Encrypted(&'d jwe::Compact<'d>),
}

impl<'d> Parts<'d> {
    /// The disclosures of an SD-JWT.
    pub(super) fn disclosures(self) -> Option<&'d Disclosures<'d>> {
        match self {
            Self::Disclosing(_, disclosures) => Some(disclosures),
            _ => None,
        }
    }
}

/// The payload, as far as it may be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payload<'d> {
    /// Nothing of it: its signature did not verify.
    Withheld,
    /// JSON.
    Json(&'d Json<'d>),
    /// Any bytes, which may also be JSON.
    Bytes(&'d [u8]),
    /// Ciphertext.
    Encrypted,
}

/// What is known of the signature and the claims.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State<'d> {
    NotVerified,
    Verified(&'d Verified<'d>),
    Rejected(&'d Rejected<'d>),
}

/// Why what was asked for cannot be shown.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Unshown {
    /// The claim that was asked for is not in the payload.
    #[error("claim {} is missing", quote(.0))]
    ClaimMissing(String),
    /// The claim that was asked for as a time is not one.
    #[error("claim {} is not a number of seconds", quote(.0))]
    NotATime(String),
    /// The payload of a JWE was asked for.
    #[error("payload is encrypted")]
    PayloadEncrypted,
}

impl<'d> Document<'d> {
    /// A token that was verified.
    pub(crate) fn verified(token: &'d [u8], verified: &'d Verified<'d>) -> Self {
        let claims = verified.claims().map(Claims::json);
        Self {
            place: None,
            token,
            parts: Parts::Signed(verified.compact()),
            header: Some(verified.header()),
            payload: claims.map_or(Payload::Bytes(verified.payload()), Payload::Json),
            state: State::Verified(verified),
            finding: None,
        }
    }

    /// A token that was rejected.
    pub(crate) fn rejected(token: &'d [u8], rejected: &'d Rejected<'d>) -> Self {
        let claims = rejected.claims.as_ref().map(Claims::json);
        Self {
            place: None,
            token,
            parts: Parts::Unknown,
            header: rejected.header.as_deref(),
            payload: claims.map_or(Payload::Withheld, Payload::Json),
            state: State::Rejected(rejected),
            finding: None,
        }
    }

    /// A token that was only decoded.
    pub(crate) fn unverified(token: &'d [u8], unverified: &'d Unverified<'d>) -> Self {
        Self {
            place: None,
            token,
            parts: match unverified.serialization() {
                Serialization::Signed(compact) => Parts::Signed(compact),
                Serialization::SelectivelyDisclosed(compact, disclosures) => {
                    Parts::Disclosing(compact, disclosures)
                }
                Serialization::Encrypted(compact) => Parts::Encrypted(compact),
            },
            header: Some(unverified.header().value().text()),
            payload: match unverified.payload() {
                Unread::Json(json) => Payload::Json(json),
                Unread::NotJson(bytes, _) => Payload::Bytes(bytes),
                Unread::Detached => Payload::Bytes(&[]),
                Unread::Encrypted => Payload::Encrypted,
            },
            state: State::NotVerified,
            finding: None,
        }
    }

    /// The same document, with what a second look at the secrets found.
    pub(crate) fn explained_by(self, finding: Option<&'d Finding>) -> Self {
        Self { finding, ..self }
    }

    /// The same document, of the token at this place among many.
    pub(crate) fn at(self, place: &'d Place<'d>) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    /// Appends what `view` shows of the token, which was accepted or only decoded.
    ///
    /// # Errors
    /// When the token does not have what was asked for; nothing is appended then.
    pub(super) fn draw(
        &self,
        view: &View,
        canvas: &Canvas,
        out: &mut Vec<u8>,
    ) -> Result<(), Unshown> {
        match view {
            View::Nothing => {}
            View::Report => plain::written_line(canvas, out, |out| json::report(self, out)),
            View::Token => plain::token(self.token, canvas, out),
            View::Header => plain::json_line(self.header.unwrap_or_default(), canvas, out),
            View::Claims(wanted) => plain::claims(self, wanted, canvas, out)?,
            View::Payload => plain::payload(self, canvas, out)?,
            View::Picture(extent) => {
                out.extend_from_slice(canvas.picture(self, *extent).as_bytes());
            }
        }
        Ok(())
    }
}

/// What documents are drawn on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canvas {
    /// Whether the result goes to a terminal, which would obey control characters.
    pub(crate) is_terminal: bool,
    /// Whether each document takes exactly one line, being one of many.
    pub(crate) is_one_line: bool,
    /// The stream's colours.
    pub(super) paint: Paint,
    /// The window's width in characters.
    pub(super) columns: usize,
    /// The moment that "ago" counts from in a picture.
    pub(super) now: Option<NumericDate>,
}
