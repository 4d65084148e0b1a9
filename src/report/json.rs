//! Reports for `--json`: one object on one line. Header and payload stand in it as the token
//! spells them, but for white space.

use crate::claims::Violation;
use crate::codec::base64url;
use crate::codec::compact::{Compact, Disclosures, Encrypted};
use crate::codec::json::{Json, minify, quote};
use crate::keys::Key;
use crate::rejection::Rejection;
use crate::verify::{Rejected, Unverified, Verified};

pub(super) type Member = (&'static str, String);

/// The report of a token that was verified, with its payload as JSON where it is.
#[must_use]
pub fn verified(token: &Verified<'_>, json: Option<&Json<'_>>) -> String {
    let mut members = vec![("valid", "true".to_owned()), header(token.header())];
    members.extend(payload(json, token.payload()));
    members.push(("key", key(token.key())));
    members.push((
        "unchecked",
        array(token.unchecked().iter().map(|name| quote(name))),
    ));
    object(&members)
}

/// The report of a token that was refused: its payload only once the signature has verified.
#[must_use]
pub fn rejected(token: &Rejected<'_>) -> String {
    let mut members = vec![
        ("valid", "false".to_owned()),
        ("code", (token.exit() as u8).to_string()),
        ("errors", array(token.errors.iter().map(error))),
    ];
    members.extend(token.header.as_ref().map(header));
    if let Some(claims) = &token.claims {
        members.push(("payload", minify(claims.json().value().text())));
    }
    object(&members)
}

/// The report of a token that was taken apart.
#[must_use]
pub fn unverified(
    compact: &Compact<'_>,
    disclosures: Option<&Disclosures<'_>>,
    token: &Unverified<'_>,
) -> String {
    let mut members = vec![header(&token.header)];
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
pub fn encrypted(token: &Encrypted<'_>, read: &Json<'_>) -> String {
    let names = ["encrypted_key", "iv", "ciphertext", "tag"];
    let mut members = vec![header(read), ("payload", "null".to_owned())];
    members.extend(names.into_iter().zip(token.rest.map(text)));
    object(&members)
}

/// A disclosure's JSON (RFC 9901, section 4.2), or its text as a JSON string where it is none.
#[must_use]
pub fn disclosure(encoded: &[u8]) -> String {
    let decoded = base64url::decode(encoded).unwrap_or_default();
    Json::parse(&decoded).map_or_else(|_| text(encoded), |json| minify(json.value().text()))
}

fn header(json: &Json<'_>) -> Member {
    ("header", minify(json.value().text()))
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
    members.push(("message", quote(&error.to_string())));
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
