//! The report of a token as JSON: one object on one line. Header and payload are in it as the token
//! spells them, but for white space.

use super::document::{Document, Parts, Payload, State};
use super::exit::Exit;
use super::{excerpt, kind};
use crate::lines::Place;
use jwt_toolkit::codec::base64url;
use jwt_toolkit::codec::json::{Json, minify, quote};
use jwt_toolkit::jwe;
use jwt_toolkit::jwk::Key;
use jwt_toolkit::jwt::Rejection;

pub(super) type Member = (&'static str, String);

/// The report of a document.
pub(super) fn report(document: &Document<'_>) -> String {
    let mut members = document.place.map(place).unwrap_or_default();
    match document.state {
        State::NotVerified => {}
        State::Verified(_) => members.push(("valid", "true".to_owned())),
        State::Rejected(rejected) => {
            members.push(("valid", "false".to_owned()));
            members.push(("code", (Exit::of_rejected(rejected) as u8).to_string()));
            members.push(("errors", array(rejected.errors.iter().map(error))));
        }
    }
    members.extend(document.header.map(|json| ("header", minify(json))));
    members.extend(payload(document.payload));
    match document.state {
        State::Verified(verified) => {
            members.push(("key", key(verified.key())));
            let unchecked = verified.unchecked();
            members.push(("unchecked", array(unchecked.iter().map(|name| quote(name)))));
        }
        State::NotVerified => members.extend(parts(document.parts)),
        State::Rejected(_) => {}
    }
    object(&members)
}

fn payload(payload: Payload<'_>) -> Vec<Member> {
    match payload {
        Payload::Withheld => Vec::new(),
        Payload::Json(json) => vec![("payload", minify(json.value().text()))],
        Payload::Bytes(bytes) => any_payload(bytes),
        Payload::Encrypted => vec![("payload", "null".to_owned())],
    }
}

fn parts(parts: Parts<'_>) -> Vec<Member> {
    match parts {
        Parts::Unknown => Vec::new(),
        Parts::Signed(compact) if !compact.has_signature_part() => {
            vec![("signature", "null".to_owned())]
        }
        Parts::Signed(compact) => vec![("signature", text(compact.signature()))],
        Parts::Disclosing(compact, disclosures) => {
            let mut members = vec![
                ("signature", text(compact.signature())),
                ("disclosures", array(disclosures.each().map(disclosure))),
            ];
            let key_binding = disclosures.key_binding();
            members.extend(key_binding.map(|token| ("key_binding", text(token))));
            members
        }
        Parts::Encrypted(compact) => encrypted(compact),
    }
}

/// The parts of a JWE, named as in its JSON serialization (RFC 7516, section 7.2.1).
fn encrypted(compact: &jwe::Compact<'_>) -> Vec<Member> {
    vec![
        ("encrypted_key", text(compact.encrypted_key)),
        ("iv", text(compact.iv)),
        ("ciphertext", text(compact.ciphertext)),
        ("tag", text(compact.tag)),
    ]
}

fn place(place: &Place<'_>) -> Vec<Member> {
    let mut members = Vec::new();
    members.extend(place.input.map(|name| ("input", quote(name))));
    members.push(("line", place.line.to_string()));
    members.extend(place.column.map(|column| ("column", column.to_string())));
    members
}

/// A disclosure's JSON (RFC 9901, section 4.2), or its text as a JSON string where it is not JSON.
#[must_use]
pub(crate) fn disclosure(encoded: &[u8]) -> String {
    let decoded = base64url::decode(encoded).unwrap_or_default();
    Json::parse(&decoded).map_or_else(|_| text(encoded), |json| minify(json.value().text()))
}

fn any_payload(bytes: &[u8]) -> Vec<Member> {
    match Json::parse(bytes) {
        Ok(json) => vec![("payload", minify(json.value().text()))],
        Err(_) => vec![
            ("payload", "null".to_owned()),
            ("payload_b64", quote(&base64url::encode(bytes))),
        ],
    }
}

fn key(key: &Key) -> String {
    let mut members = vec![("source", quote(key.source())), ("kty", quote(key.kty()))];
    members.extend(key.kid().map(|kid| ("kid", quote(kid))));
    object(&members)
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
