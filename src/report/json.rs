//! Reports for `--json`: one object on one line. Header and payload stand in it as the token
//! spells them, but for white space.

use super::excerpt;
use super::place::Place;
use crate::claims::{Claims, Violation};
use crate::codec::base64url;
use crate::codec::compact::{Compact, Disclosures, Encrypted};
use crate::codec::json::{Json, minify, quote};
use crate::keys::Key;
use crate::rejection::Rejection;
use crate::verify::{Rejected, Unverified, Verified};

pub(super) type Member = (&'static str, String);

/// The report of a token that was verified; of the one at `place`, where it stands in a batch.
#[must_use]
pub fn verified(place: Option<&Place<'_>>, token: &Verified<'_>) -> String {
    let any = any_payload(token);
    let json = token.claims().map(Claims::json).or(any.as_ref());
    let mut members = at(place);
    members.push(("valid", "true".to_owned()));
    members.push(header(token.header()));
    members.extend(payload(json, token.payload()));
    members.push(("key", key(token.key())));
    let unchecked = token.unchecked();
    let unchecked = unchecked.iter().map(|name| quote(name));
    members.push(("unchecked", array(unchecked)));
    object(&members)
}

/// The payload as JSON, where any payload was accepted and it is some.
#[must_use]
pub fn any_payload<'w>(token: &Verified<'w>) -> Option<Json<'w>> {
    match token.claims() {
        Some(_) => None,
        None => Json::parse(token.payload()).ok(),
    }
}

/// The report of a token that was refused: its payload only once the signature has verified.
#[must_use]
pub fn rejected(place: Option<&Place<'_>>, token: &Rejected<'_>) -> String {
    let mut members = at(place);
    members.push(("valid", "false".to_owned()));
    members.push(("code", (token.exit() as u8).to_string()));
    members.push(("errors", array(token.errors.iter().map(error))));
    members.extend(token.header.as_deref().map(header));
    if let Some(claims) = &token.claims {
        members.push(("payload", minify(claims.json().value().text())));
    }
    object(&members)
}

/// The report of a token that was taken apart.
#[must_use]
pub fn unverified(
    place: Option<&Place<'_>>,
    compact: &Compact<'_>,
    disclosures: Option<&Disclosures<'_>>,
    token: &Unverified<'_>,
) -> String {
    let mut members = at(place);
    members.push(header(token.header.value().text()));
    members.extend(payload(token.json.as_ref().ok(), token.payload));
    members.push(("signature", text(compact.signature())));
    if let Some(disclosures) = disclosures {
        members.push(("disclosures", array(disclosures.each().map(disclosure))));
        members.extend(
            disclosures
                .key_binding()
                .map(|token| ("key_binding", text(token))),
        );
    }
    object(&members)
}

/// The report of a JWE, its parts named as in its JSON serialization (RFC 7516, section 7.2.1).
#[must_use]
pub fn encrypted(place: Option<&Place<'_>>, token: &Encrypted<'_>, read: &Json<'_>) -> String {
    let names = ["encrypted_key", "iv", "ciphertext", "tag"];
    let mut members = at(place);
    members.push(header(read.value().text()));
    members.push(("payload", "null".to_owned()));
    members.extend(names.into_iter().zip(token.rest.map(text)));
    object(&members)
}

fn at(place: Option<&Place<'_>>) -> Vec<Member> {
    let Some(place) = place else {
        return Vec::new();
    };
    let mut members = Vec::new();
    members.extend(place.input.map(|name| ("input", quote(name))));
    members.push(("line", place.line.to_string()));
    members.extend(place.column.map(|column| ("column", column.to_string())));
    members
}

/// A disclosure's JSON (RFC 9901, section 4.2), or its text as a JSON string where it is none.
#[must_use]
pub fn disclosure(encoded: &[u8]) -> String {
    let decoded = base64url::decode(encoded).unwrap_or_default();
    Json::parse(&decoded).map_or_else(|_| text(encoded), |json| minify(json.value().text()))
}

fn header(json: &str) -> Member {
    ("header", minify(json))
}

fn payload(json: Option<&Json<'_>>, bytes: &[u8]) -> Vec<Member> {
    match json {
        Some(json) => vec![("payload", minify(json.value().text()))],
        None => vec![
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
    let claim = match error {
        Rejection::Claim(violation) => Violation::claim(violation),
        _ => None,
    };
    let mut members = vec![("kind", quote(error.kind()))];
    members.extend(claim.map(|claim| ("claim", quote(claim))));
    // A rejected token's own words may be in it, of any length.
    members.push(("message", quote(&excerpt(&error.to_string()))));
    object(&members)
}

fn text(bytes: &[u8]) -> String {
    quote(&String::from_utf8_lossy(bytes))
}

pub(super) fn array(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(","))
}

pub(super) fn object(members: &[Member]) -> String {
    let members = members
        .iter()
        .map(|(name, json)| format!("\"{name}\":{json}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
