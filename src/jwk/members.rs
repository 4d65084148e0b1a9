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

/// With room for all of it from the start: what is outgrown would not be wiped.
pub(super) fn object(members: &[Member]) -> Zeroizing<String> {
    let lengths = members.iter().map(|(name, json)| name.len() + json.len());
    let marks = 4 * members.len() + 2;
    let mut text = Zeroizing::new(String::with_capacity(lengths.sum::<usize>() + marks));
    text.push('{');
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
    let encoded = Zeroizing::new(base64url::encode(bytes));
    let mut text = Zeroizing::new(String::with_capacity(encoded.len() + 2));
    text.push('"');
    text.push_str(&encoded);
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_outgrown_while_it_is_written() {
        for length in [1, 31, 32, 33, 300] {
            let value = encoded(&vec![7; length]);
            assert_eq!(value.capacity(), value.len());
            let members = [("kty", text("oct")), ("k", value)];
            let room: usize = members.iter().map(|(_, json)| json.len()).sum();
            let written = object(&members);
            assert!(written.capacity() >= written.len() && written.capacity() < room + 20);
            assert!(written.ends_with("\"}"));
        }
    }
}
