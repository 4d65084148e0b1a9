//! JSON Web Keys and sets of them (RFC 7517), of the type `oct` (RFC 7518, section 6.4).

use super::{BadKey, Form, HmacKey, Key, Material, UnusableKey};
use crate::algorithm::Algorithm;
use crate::codec::base64url;
use crate::codec::json::{Json, Kind, Value};
use std::collections::HashSet;
use zeroize::Zeroizing;

/// The keys of a JWK or a JWK set.
///
/// # Errors
/// When the text is neither, or is one JWK that is no good. Bad keys within a set are returned
/// beside the good ones.
pub fn load(text: &[u8], source: &str) -> Result<(Vec<Key>, Vec<UnusableKey>), BadKey> {
    let json = Json::parse(text).map_err(BadKey::NotJson)?;
    // Names of its own; those within a key of a set are that key's fault.
    let mut names = HashSet::new();
    let mut twice = json.members().iter().map(|member| &member.name.read);
    if let Some(name) = twice.find(|name| !names.insert(*name)) {
        return Err(BadKey::DuplicateName(name.clone().into_owned()));
    }
    if json.get("kty").is_some() && json.get("keys").is_some() {
        return Err(bad("keys", "given beside \"kty\""));
    }
    if json.get("kty").is_some() {
        return Ok((vec![read(&json, source)?], Vec::new()));
    }
    let Some(keys) = json.get("keys") else {
        return Err(BadKey::NoKty);
    };
    if keys.kind() != Kind::Array {
        return Err(bad("keys", "not a list"));
    }
    let mut good = Vec::new();
    let mut unusable = Vec::new();
    let elements = keys.elements();
    let count = elements.len();
    for (i, element) in elements.into_iter().enumerate() {
        let source = format!("{source}, key {} of {count}", i + 1);
        // The whole set was read before, so each of its values can be.
        let json = Json::parse(element.text().as_bytes()).map_err(BadKey::NotJson)?;
        match read(&json, &source) {
            Ok(key) => good.push(key),
            Err(reason) => {
                let text = |name| json.get(name).and_then(|value: Value<'_>| value.as_str());
                unusable.push(UnusableKey {
                    kid: text("kid").map(std::borrow::Cow::into_owned),
                    kty: text("kty").map(std::borrow::Cow::into_owned),
                    source,
                    reason,
                });
            }
        }
    }
    if count == 0 {
        return Err(bad("keys", "an empty list"));
    }
    Ok((good, unusable))
}

/// The JWK of a new secret: its `k` is the bytes themselves.
#[must_use]
pub fn from_secret(bytes: &[u8]) -> Zeroizing<String> {
    let k = Zeroizing::new(base64url::encode(bytes));
    Zeroizing::new(format!(r#"{{"kty":"oct","k":"{}"}}"#, *k))
}

fn read(json: &Json<'_>, source: &str) -> Result<Key, BadKey> {
    if let Some(duplicate) = json.duplicate() {
        return Err(BadKey::DuplicateName(duplicate.name.clone()));
    }
    let kty = string(json, "kty")?.ok_or(bad("kty", "missing"))?;
    if kty != "oct" {
        return Err(BadKey::UnsupportedKty(kty));
    }
    let k = json.get("k").ok_or(bad("k", "missing"))?;
    let k = Zeroizing::new(k.as_str().ok_or(bad("k", "not a string"))?.into_owned());
    let bytes = base64url::decode(k.as_bytes()).map_err(|_| bad("k", "not canonical base64url"))?;
    let bytes = Zeroizing::new(bytes);
    if bytes.is_empty() {
        return Err(bad("k", "empty"));
    }
    if let Some(form) = super::secret::key_in_file_format(&bytes) {
        return Err(BadKey::LooksLikeAKey(form));
    }
    let alg = match string(json, "alg")? {
        Some(name) => Some(Algorithm::named(&name).ok_or(BadKey::UnsupportedAlg(name))?),
        None => None,
    };
    Ok(Key {
        material: Material::Hmac(HmacKey::new(bytes)),
        form: Form::Jwk,
        kid: string(json, "kid")?,
        alg,
        usage: string(json, "use")?,
        operations: operations(json)?,
        source: source.to_owned(),
    })
}

fn bad(name: &'static str, fault: &'static str) -> BadKey {
    BadKey::BadMember { name, fault }
}

fn string(json: &Json<'_>, name: &'static str) -> Result<Option<String>, BadKey> {
    let Some(value) = json.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(bad(name, "not a string"))?;
    Ok(Some(text.into_owned()))
}

fn operations(json: &Json<'_>) -> Result<Option<Vec<String>>, BadKey> {
    let Some(value) = json.get("key_ops") else {
        return Ok(None);
    };
    if value.kind() != Kind::Array {
        return Err(bad("key_ops", "not a list"));
    }
    let name = |value: Value<'_>| {
        let name = value
            .as_str()
            .ok_or(bad("key_ops", "not a list of names"))?;
        Ok(name.into_owned())
    };
    value
        .elements()
        .into_iter()
        .map(name)
        .collect::<Result<_, _>>()
        .map(Some)
}
