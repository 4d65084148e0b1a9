//! JSON Web Keys and sets of them (RFC 7517), of the types `oct`, `RSA` and `EC` (RFC 7518, section
//! 6), `OKP` (RFC 8037) and `AKP` (RFC 9964); and their thumbprints (RFC 7638).

use crate::codec::base64url;
use crate::codec::json::{Json, Kind, Value, quote};
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::material::Secret;
use crate::jwk::material::ec::{Curve, EcKey};
use crate::jwk::material::ed25519::Ed25519Key;
use crate::jwk::material::ml_dsa::{MlDsaKey, Parameters};
use crate::jwk::material::rsa::{RsaKey, RsaNumbers};
use crate::jwk::{Key, KeyError, Material, Origin, UnusableKey};
use pkcs1::RsaPrivateKeyRef;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use zeroize::Zeroizing;

/// The keys of a JWK or a JWK set.
///
/// # Errors
/// When the text is neither, or is one JWK that is no good. Bad keys within a set are returned
/// beside the good ones.
pub fn load(text: &[u8], source: &str) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    let json = Json::parse(text).map_err(KeyError::NotJson)?;
    // Names of its own; those within a key of a set are that key's fault.
    let mut names = HashSet::new();
    let mut twice = json.members().iter().map(|member| &member.name.read);
    if let Some(name) = twice.find(|name| !names.insert(*name)) {
        return Err(KeyError::DuplicateName(name.clone().into_owned()));
    }
    if json.get("kty").is_some() && json.get("keys").is_some() {
        return Err(bad("keys", "given beside \"kty\""));
    }
    if json.get("kty").is_some() {
        return Ok((vec![read(&json, source)?], Vec::new()));
    }
    let Some(keys) = json.get("keys") else {
        return Err(KeyError::NoKty);
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
        let json = Json::parse(element.text().as_bytes()).map_err(KeyError::NotJson)?;
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

/// The JWK of a key, with its private half where it has one.
///
/// # Errors
/// For an ML-DSA private key without its seed.
pub fn write(key: &Key) -> Result<Zeroizing<String>, KeyError> {
    if key.material().kind() == KeyKind::RsaPss && key.algorithm().is_none() {
        return Err(KeyError::PssInJwk);
    }
    let mut members = required_members(key.material());
    members.extend(private_members(key.material())?);
    let text = |text: &str| Zeroizing::new(quote(text));
    members.extend(key.kid().map(|kid| ("kid", text(kid))));
    members.extend(key.usage().map(|usage| ("use", text(usage))));
    members.extend(key.operations().map(|operations| {
        let names: Vec<String> = operations.iter().map(|name| quote(name)).collect();
        ("key_ops", Zeroizing::new(format!("[{}]", names.join(","))))
    }));
    let has_alg = matches!(key.material(), Material::MlDsa(_));
    let alg = key.algorithm().filter(|_| !has_alg);
    members.extend(alg.map(|alg| ("alg", text(alg.name()))));
    Ok(object(&members))
}

/// A set of keys (RFC 7517, section 5).
///
/// # Errors
/// Like [`write()`].
pub fn write_set(keys: &[Key]) -> Result<Zeroizing<String>, KeyError> {
    let mut set = Zeroizing::new(String::from(r#"{"keys":["#));
    for (i, key) in keys.iter().enumerate() {
        if i > 0 {
            set.push(',');
        }
        set.push_str(&write(key)?);
    }
    set.push_str("]}");
    Ok(set)
}

/// The SHA-256 thumbprint of a key (RFC 7638), base64url.
#[must_use]
pub fn thumbprint(key: &Key) -> String {
    let mut members = required_members(key.material());
    members.sort_by_key(|(name, _)| *name);
    base64url::encode(&Sha256::digest(object(&members).as_bytes()))
}

type Member = (&'static str, Zeroizing<String>);

fn object(members: &[Member]) -> Zeroizing<String> {
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

fn encoded(bytes: &[u8]) -> Zeroizing<String> {
    let text = Zeroizing::new(base64url::encode(bytes));
    Zeroizing::new(format!("\"{}\"", *text))
}

/// The members that make a key of its type, `kty` first: those of its thumbprint (RFC 7638, section
/// 3.2; RFC 8037, section 2; RFC 9964, section 5).
fn required_members(material: &Material) -> Vec<Member> {
    let text = |text: &str| Zeroizing::new(quote(text));
    let mut members = vec![("kty", text(material.kty()))];
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
            members.push(("crv", text("Ed25519")));
            members.push(("x", encoded(key.point())));
        }
        Material::MlDsa(key) => {
            members.push(("alg", text(key.parameters().algorithm().name())));
            members.push(("pub", encoded(key.bytes())));
        }
    }
    members
}

fn private_members(material: &Material) -> Result<Vec<Member>, KeyError> {
    Ok(match material {
        Material::Secret(_) => Vec::new(),
        Material::Rsa(key) if !key.is_private() => Vec::new(),
        Material::Rsa(key) => match key.pkcs1() {
            None => return Err(KeyError::Inconsistent),
            Some(pkcs1) => {
                let key = RsaPrivateKeyRef::try_from(pkcs1).map_err(|_| KeyError::Inconsistent)?;
                [
                    ("d", key.private_exponent),
                    ("p", key.prime1),
                    ("q", key.prime2),
                    ("dp", key.exponent1),
                    ("dq", key.exponent2),
                    ("qi", key.coefficient),
                ]
                .map(|(name, number)| (name, encoded(number.as_bytes())))
                .into()
            }
        },
        Material::Ec(key) => key
            .private()
            .map(|d| ("d", encoded(d)))
            .into_iter()
            .collect(),
        Material::Ed25519(key) => key.seed().map(|d| ("d", encoded(d))).into_iter().collect(),
        Material::MlDsa(key) if key.expanded_pkcs8().is_some() => return Err(KeyError::NoSeed),
        Material::MlDsa(key) => key
            .seed()
            .map(|seed| ("priv", encoded(seed)))
            .into_iter()
            .collect(),
    })
}

fn read(json: &Json<'_>, source: &str) -> Result<Key, KeyError> {
    if let Some(duplicate) = json.duplicate() {
        return Err(KeyError::DuplicateName(duplicate.name.clone()));
    }
    let kty = string(json, "kty")?.ok_or(bad("kty", "missing"))?;
    let material = match kty.as_str() {
        "oct" => secret(json)?,
        "RSA" => rsa(json)?,
        "EC" => ec(json)?,
        "OKP" => okp(json)?,
        "AKP" => akp(json)?,
        _ => return Err(KeyError::UnsupportedKty(kty)),
    };
    let alg = match string(json, "alg")? {
        Some(name) => Some(algorithm_for(&material, &name).ok_or(KeyError::UnsupportedAlg(name))?),
        None => None,
    };
    Ok(Key {
        kid: string(json, "kid")?,
        alg,
        usage: string(json, "use")?,
        operations: operations(json)?,
        ..Key::new(material, Origin::Jwk, source)
    })
}

fn algorithm_for(material: &Material, name: &str) -> Option<SignatureAlgorithm> {
    SignatureAlgorithm::named(name).filter(|alg| alg.key_kinds().contains(&material.kind()))
}

fn secret(json: &Json<'_>) -> Result<Material, KeyError> {
    let bytes = required(json, "k")?;
    if bytes.is_empty() {
        return Err(bad("k", "empty"));
    }
    if let Some(form) = super::secret::key_in_file_format(&bytes) {
        return Err(KeyError::LooksLikeAKey(form));
    }
    Ok(Material::Secret(Box::new(Secret::new(bytes))))
}

/// RFC 7518, section 6.3. The primes and what follows from them are all there, or none is.
fn rsa(json: &Json<'_>) -> Result<Material, KeyError> {
    let (modulus, exponent) = (required(json, "n")?, required(json, "e")?);
    if json.get("oth").is_some() {
        return Err(bad(
            "oth",
            "for keys of more than two primes, which are not supported",
        ));
    }
    let Some(d) = optional(json, "d")? else {
        return RsaKey::public(&modulus, &exponent).map(Material::Rsa);
    };
    let mut crt = Vec::new();
    for name in ["p", "q", "dp", "dq", "qi"] {
        crt.extend(optional(json, name)?);
    }
    let crt = match crt.as_slice() {
        [] => None,
        [first, second, rest @ ..] if rest.len() == 3 => {
            Some([first, second, &rest[0], &rest[1], &rest[2]].map(|number| number.as_slice()))
        }
        _ => {
            return Err(bad(
                "d",
                "given with some of p, q, dp, dq and qi, and not with all",
            ));
        }
    };
    RsaKey::from_numbers(&modulus, &exponent, &RsaNumbers { d: &d, crt }).map(Material::Rsa)
}

/// RFC 7518, section 6.2.
fn ec(json: &Json<'_>) -> Result<Material, KeyError> {
    let crv = string(json, "crv")?.ok_or(bad("crv", "missing"))?;
    let curve = Curve::named(&crv).ok_or(KeyError::UnsupportedCurve(crv))?;
    let (x, y) = (required(json, "x")?, required(json, "y")?);
    let d = optional(json, "d")?;
    let d = d.as_deref().map(Vec::as_slice);
    EcKey::from_coordinates(curve, &x, &y, d).map(Material::Ec)
}

/// RFC 8037, section 2.
fn okp(json: &Json<'_>) -> Result<Material, KeyError> {
    let crv = string(json, "crv")?.ok_or(bad("crv", "missing"))?;
    if crv != "Ed25519" {
        return Err(KeyError::UnsupportedKind(crv));
    }
    let (x, d) = (required(json, "x")?, optional(json, "d")?);
    Ed25519Key::new(&x, d.as_deref().map(Vec::as_slice)).map(Material::Ed25519)
}

/// RFC 9964, section 5: `alg` names the parameter set, `priv` is the seed.
fn akp(json: &Json<'_>) -> Result<Material, KeyError> {
    let alg = string(json, "alg")?.ok_or(bad("alg", "missing"))?;
    let parameters = SignatureAlgorithm::named(&alg).and_then(Parameters::of);
    let parameters = parameters.ok_or(KeyError::UnsupportedAlg(alg))?;
    let (public, seed) = (required(json, "pub")?, optional(json, "priv")?);
    let key = MlDsaKey::new(parameters, &public, seed.as_deref().map(Vec::as_slice));
    key.map(Material::MlDsa)
}

fn required(json: &Json<'_>, name: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    optional(json, name)?.ok_or(bad(name, "missing"))
}

fn optional(json: &Json<'_>, name: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let Some(value) = json.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(bad(name, "not a string"))?;
    let text = Zeroizing::new(text.into_owned());
    let bytes = base64url::decode(text.as_bytes());
    let bytes = bytes.map_err(|_| bad(name, "not canonical base64url"))?;
    Ok(Some(Zeroizing::new(bytes)))
}

fn bad(name: &'static str, fault: &'static str) -> KeyError {
    KeyError::BadMember { name, fault }
}

fn string(json: &Json<'_>, name: &'static str) -> Result<Option<String>, KeyError> {
    let Some(value) = json.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(bad(name, "not a string"))?;
    Ok(Some(text.into_owned()))
}

fn operations(json: &Json<'_>) -> Result<Option<Vec<String>>, KeyError> {
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
