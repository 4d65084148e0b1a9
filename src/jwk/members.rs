//! The members of a JWK that make its key: those of the thumbprint (RFC 7638, section 3.2; RFC 8037,
//! section 2; RFC 9964, section 5), which are also the first of a JWK that is written.

use super::Material;
use crate::codec::base64url;
use crate::codec::json::quote;
use crate::jwa::KeyKind;
use zeroize::Zeroizing;

/// A name and its value as JSON. A secret's value is its key.
pub(super) type Member = (&'static str, Zeroizing<String>);

/// `kty` first, the others in the order in which the RFCs define them.
pub(super) fn required(material: &Material) -> Vec<Member> {
    let mut members = vec![("kty", text(material.kind().key_type().name()))];
    match material {
        Material::Secret(secret) => members.push(("k", encoded(secret.bytes()))),
        Material::Rsa(key) => {
            members.push(("n", encoded(key.modulus())));
            members.push(("e", encoded(key.exponent())));
        }
        Material::Ec(key) => {
            let (x, y) = key.coordinates();
            members.push(("crv", text(key.curve().name())));
            members.push(("x", encoded(x)));
            members.push(("y", encoded(y)));
        }
        Material::Ed25519(key) => {
            members.push(("crv", text(KeyKind::Ed25519.name())));
            members.push(("x", encoded(key.point())));
        }
        Material::MlDsa(key) => {
            members.push(("alg", text(key.parameters().name())));
            members.push(("pub", encoded(key.bytes())));
        }
    }
    members
}

pub(super) fn object(members: &[Member]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::from("{"));
    for (i, (name, json)) in members.iter().enumerate() {
        text.push_str(if i > 0 { ",\"" } else { "\"" });
        text.push_str(name);
        text.push_str("\":");
        text.push_str(json);
    }
    text.push('}');
    text
}

pub(super) fn text(text: &str) -> Zeroizing<String> {
    Zeroizing::new(quote(text))
}

pub(super) fn encoded(bytes: &[u8]) -> Zeroizing<String> {
    let text = Zeroizing::new(base64url::encode(bytes));
    Zeroizing::new(format!("\"{}\"", *text))
}
