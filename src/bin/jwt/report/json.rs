//! The report of a token as JSON: one object on one line. Header and payload are in it as the token
//! spells them, but for white space.

use super::document::{Document, Parts, Payload, State};
use super::exit::Exit;
use super::{excerpt, kind};
use crate::lines::Place;
use jwt_toolkit::codec::base64url;
use jwt_toolkit::codec::json::{Json, append_minified, append_quoted, minify, quote};
use jwt_toolkit::jwe;
use jwt_toolkit::jwk::Key;
use jwt_toolkit::jwt::Rejection;
use std::io::Write;

pub(super) type Member = (&'static str, String);

/// Appends the report of a document. It may be one of a million: nothing is allocated for what an
/// accepted token has always.
pub(super) fn report(document: &Document<'_>, out: &mut Vec<u8>) {
    let mut report = Object::open(out);
    if let Some(place) = document.place {
        self::place(place, &mut report);
    }
    match document.state {
        State::NotVerified => {}
        State::Verified(_) => report.raw("valid", "true"),
        State::Rejected(rejected) => {
            report.raw("valid", "false");
            report.number("code", u64::from(Exit::of_rejected(rejected) as u8));
            report.raw("errors", &array(rejected.errors.iter().map(error)));
        }
    }
    if let Some(header) = document.header {
        report.json("header", header);
    }
    payload(document.payload, &mut report);
    match document.state {
        State::Verified(verified) => {
            key(verified.key(), report.member("key"));
            let unchecked = verified.unchecked();
            report.raw(
                "unchecked",
                &array(unchecked.iter().map(|name| quote(name))),
            );
        }
        State::NotVerified => parts(document.parts, &mut report),
        State::Rejected(_) => {}
    }
    report.close();
}

/// An object that is being written.
struct Object<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl<'o> Object<'o> {
    fn open(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        let is_empty = true;
        Self { out, is_empty }
    }

    /// Where the value of a member is to be written.
    fn member(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A member whose value is written as it is.
    fn raw(&mut self, name: &str, json: &str) {
        self.member(name).extend_from_slice(json.as_bytes());
    }

    /// A member whose value loses the white space around its marks.
    fn json(&mut self, name: &str, json: &str) {
        append_minified(json, self.member(name));
    }

    fn number(&mut self, name: &str, number: u64) {
        // Writing into memory does not fail.
        let _ = write!(self.member(name), "{number}");
    }

    fn text(&mut self, name: &str, text: &str) {
        append_quoted(text, self.member(name));
    }

    /// A member of text that may be anything.
    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.text(name, &String::from_utf8_lossy(bytes));
    }

    fn close(self) {
        self.out.push(b'}');
    }
}

fn payload(payload: Payload<'_>, report: &mut Object<'_>) {
    match payload {
        Payload::Withheld => {}
        Payload::Json(json) => report.json("payload", json.value().text()),
        Payload::Bytes(bytes) => {
            if let Ok(json) = Json::parse(bytes) {
                report.json("payload", json.value().text());
            } else {
                report.raw("payload", "null");
                report.text("payload_b64", &base64url::encode(bytes));
            }
        }
        Payload::Encrypted => report.raw("payload", "null"),
    }
}

fn parts(parts: Parts<'_>, report: &mut Object<'_>) {
    match parts {
        Parts::Unknown => {}
        Parts::Signed(compact) if !compact.has_signature_part() => report.raw("signature", "null"),
        Parts::Signed(compact) => report.bytes("signature", compact.signature()),
        Parts::Disclosing(compact, disclosures) => {
            report.bytes("signature", compact.signature());
            report.raw("disclosures", &array(disclosures.each().map(disclosure)));
            if let Some(token) = disclosures.key_binding() {
                report.bytes("key_binding", token);
            }
        }
        Parts::Encrypted(compact) => encrypted(compact, report),
    }
}

/// The parts of a JWE, named as in its JSON serialization (RFC 7516, section 7.2.1).
fn encrypted(compact: &jwe::Compact<'_>, report: &mut Object<'_>) {
    report.bytes("encrypted_key", compact.encrypted_key);
    report.bytes("iv", compact.iv);
    report.bytes("ciphertext", compact.ciphertext);
    report.bytes("tag", compact.tag);
}

fn place(place: &Place<'_>, report: &mut Object<'_>) {
    if let Some(input) = place.input {
        report.text("input", input);
    }
    report.number("line", place.line);
    if let Some(column) = place.column {
        report.number("column", column as u64);
    }
}

fn key(key: &Key, out: &mut Vec<u8>) {
    let mut object = Object::open(out);
    object.text("source", key.source());
    object.text("kty", key.kty());
    if let Some(kid) = key.kid() {
        object.text("kid", kid);
    }
    object.close();
}

/// A disclosure's JSON (RFC 9901, section 4.2), or its text as a JSON string where it is not JSON.
#[must_use]
pub(crate) fn disclosure(encoded: &[u8]) -> String {
    let decoded = base64url::decode(encoded).unwrap_or_default();
    Json::parse(&decoded).map_or_else(|_| text(encoded), |json| minify(json.value().text()))
}

fn error(error: &Rejection) -> String {
    let mut members = vec![("kind", quote(kind::of(error)))];
    members.extend(kind::claim(error).map(|claim| ("claim", quote(claim))));
    // A rejected token's own words may be in it, of any length.
    members.push(("message", quote(&excerpt(&error.to_string()))));
    object(&members)
}

fn text(bytes: &[u8]) -> String {
    quote(&String::from_utf8_lossy(bytes))
}

pub(crate) fn array(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(","))
}

pub(crate) fn object(members: &[Member]) -> String {
    let members = members
        .iter()
        .map(|(name, json)| format!("\"{name}\":{json}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
