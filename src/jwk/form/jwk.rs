//! JSON Web Keys and sets of them (RFC 7517), of the types `oct`, `RSA` and `EC` (RFC 7518, section
//! 6), `OKP` (RFC 8037) and `AKP` (RFC 9964).

use crate::codec::base64url;
use crate::codec::json::{Json, Kind, Value, quote};
use crate::jwa::{Algorithm, Curve, KeyKind, KeyType, ParameterSet, SignatureAlgorithm};
use crate::jwk::key::Origin;
use crate::jwk::material::{MlDsaPrivate, RsaCrt};
use crate::jwk::members::{Member, encoded, object, required as required_members, text};
use crate::jwk::{
    EcKey, Ed25519Key, Key, KeyError, Material, MlDsaKey, RsaKey, Secret, UnusableKey,
};
use ::pkcs1::RsaPrivateKeyRef;
use std::borrow::Cow;
use std::collections::HashSet;
use zeroize::Zeroizing;

/// The keys of a JWK or a JWK set.
///
/// # Errors
/// When the text is neither, or one JWK that cannot be used. Keys of a set that cannot be used are
/// returned beside the others.
pub fn load(text: &[u8], source: &str) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    let json = Json::parse(text).map_err(KeyError::NotJson)?;
    // Only the names at the top: a duplicate name within a key makes only that key unusable.
    let mut seen = HashSet::new();
    let mut names = json.members().iter().map(|member| &member.name.read);
    if let Some(name) = names.find(|name| !seen.insert(*name)) {
        return Err(KeyError::DuplicateName(name.clone().into_owned()));
    }
    if json.get("kty").is_some() && json.get("keys").is_some() {
        return Err(invalid("keys", "present beside \"kty\""));
    }
    if json.get("kty").is_some() {
        return Ok((vec![read(&json, source)?], Vec::new()));
    }
    let Some(keys) = json.get("keys") else {
        return Err(KeyError::NoKty);
    };
    if keys.kind() != Kind::Array {
        return Err(invalid("keys", "not a list"));
    }
    let mut usable = Vec::new();
    let mut unusable = Vec::new();
    let elements = keys.elements();
    let count = elements.len();
    for (i, element) in elements.into_iter().enumerate() {
        let source = format!("{source}, key {} of {count}", i + 1);
        let json = Json::parse(element.text().as_bytes()).map_err(KeyError::NotJson)?;
        match read(&json, &source) {
            Ok(key) => usable.push(key),
            Err(reason) => {
                let text = |name| json.get(name).and_then(|value: Value<'_>| value.as_str());
                unusable.push(UnusableKey {
                    kid: text("kid").map(Cow::into_owned),
                    kty: text("kty").map(Cow::into_owned),
                    source,
                    reason,
                });
            }
        }
    }
    if count == 0 {
        return Err(invalid("keys", "an empty list"));
    }
    Ok((usable, unusable))
}

/// The JWK of a new secret, which is these bytes.
#[must_use]
pub fn from_secret(bytes: &[u8]) -> Zeroizing<String> {
    let secret = Secret::new(Zeroizing::new(bytes.to_vec()));
    object(&required_members(&Material::Secret(Box::new(secret))))
}

/// The JWK of a key, with its private half if it has one.
///
/// # Errors
/// For an ML-DSA private key without its seed, an RSASSA-PSS key that is not limited to one algorithm,
/// and an RSA private key whose halves do not belong together.
pub fn write(key: &Key) -> Result<Zeroizing<String>, KeyError> {
    if key.kind() == KeyKind::RsaPss && key.algorithm().is_none() {
        return Err(KeyError::PssInJwk);
    }
    let mut members = required_members(key.material());
    members.extend(private_members(key.material())?);
    members.extend(key.kid().map(|kid| ("kid", text(kid))));
    members.extend(key.usage().map(|usage| ("use", text(usage))));
    members.extend(key.operations().map(|operations| {
        let names: Vec<String> = operations.iter().map(|name| quote(name)).collect();
        ("key_ops", Zeroizing::new(format!("[{}]", names.join(","))))
    }));
    // Of an AKP key it is among the required members.
    let has_alg = matches!(key.kind(), KeyKind::MlDsa(_));
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

fn private_members(material: &Material) -> Result<Vec<Member>, KeyError> {
    if !material.is_private() {
        return Ok(Vec::new());
    }
    Ok(match material {
        Material::Secret(_) => Vec::new(),
        Material::Rsa(key) => {
            let key = RsaPrivateKeyRef::try_from(key.pkcs1()?);
            let key = key.map_err(|_| KeyError::Inconsistent)?;
            let numbers = [
                ("d", key.private_exponent),
                ("p", key.prime1),
                ("q", key.prime2),
                ("dp", key.exponent1),
                ("dq", key.exponent2),
                ("qi", key.coefficient),
            ];
            numbers
                .map(|(name, number)| (name, encoded(number.as_bytes())))
                .into()
        }
        Material::Ec(key) => key
            .private()
            .map(|d| ("d", encoded(d)))
            .into_iter()
            .collect(),
        Material::Ed25519(key) => key.seed().map(|d| ("d", encoded(d))).into_iter().collect(),
        Material::MlDsa(key) => match key.private().ok_or(KeyError::NotPrivate)? {
            MlDsaPrivate::Seed(seed) => vec![("priv", encoded(seed))],
            MlDsaPrivate::Expanded(_) => return Err(KeyError::NoSeed),
        },
    })
}

fn read(json: &Json<'_>, source: &str) -> Result<Key, KeyError> {
    if let Some(duplicate) = json.duplicate() {
        return Err(KeyError::DuplicateName(duplicate.name.clone()));
    }
    let kty = string(json, "kty")?.ok_or(invalid("kty", "missing"))?;
    let material = match KeyType::named(&kty).ok_or(KeyError::UnsupportedKty(kty))? {
        KeyType::Oct => secret(json)?,
        KeyType::Rsa => rsa(json)?,
        KeyType::Ec => ec(json)?,
        KeyType::Okp => okp(json)?,
        KeyType::Akp => akp(json)?,
    };
    let alg = match string(json, "alg")? {
        Some(name) => Some(algorithm_for(&material, name)?),
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

fn algorithm_for(material: &Material, name: String) -> Result<SignatureAlgorithm, KeyError> {
    match Algorithm::named(&name) {
        Some(Algorithm::Signature(alg)) if alg.key_kinds().contains(&material.kind()) => Ok(alg),
        _ => Err(KeyError::UnsupportedAlg(name)),
    }
}

fn secret(json: &Json<'_>) -> Result<Material, KeyError> {
    let bytes = required(json, "k")?;
    if bytes.is_empty() {
        return Err(invalid("k", "empty"));
    }
    if let Some(form) = super::text::key_in_file_format(&bytes) {
        return Err(KeyError::LooksLikeAKey(form));
    }
    Ok(Material::Secret(Box::new(Secret::new(bytes))))
}

/// RFC 7518, section 6.3. The primes and what follows from them are all present, or none of them is
/// (section 6.3.2).
fn rsa(json: &Json<'_>) -> Result<Material, KeyError> {
    let (modulus, exponent) = (required(json, "n")?, required(json, "e")?);
    if json.get("oth").is_some() {
        return Err(invalid(
            "oth",
            "for keys of more than two primes, which are not supported",
        ));
    }
    let Some(d) = optional(json, "d")? else {
        return RsaKey::public(&modulus, &exponent).map(Material::Rsa);
    };
    let (p, q) = (optional(json, "p")?, optional(json, "q")?);
    let (dp, dq) = (optional(json, "dp")?, optional(json, "dq")?);
    let key = match (&p, &q, &dp, &dq, &optional(json, "qi")?) {
        (None, None, None, None, None) => RsaKey::from_exponent(&modulus, &exponent, &d),
        (Some(p), Some(q), Some(dp), Some(dq), Some(qi)) => {
            let crt = RsaCrt { p, q, dp, dq, qi };
            RsaKey::from_numbers(&modulus, &exponent, &d, &crt)
        }
        _ => {
            return Err(invalid(
                "d",
                "present with only some of p, q, dp, dq and qi",
            ));
        }
    };
    key.map(Material::Rsa)
}

/// RFC 7518, section 6.2.
fn ec(json: &Json<'_>) -> Result<Material, KeyError> {
    let crv = string(json, "crv")?.ok_or(invalid("crv", "missing"))?;
    let curve = Curve::named(&crv).ok_or(KeyError::UnsupportedCurve(crv))?;
    let (x, y) = (required(json, "x")?, required(json, "y")?);
    let d = optional(json, "d")?;
    let d = d.as_deref().map(Vec::as_slice);
    EcKey::from_coordinates(curve, &x, &y, d).map(Material::Ec)
}

/// RFC 8037, section 2.
fn okp(json: &Json<'_>) -> Result<Material, KeyError> {
    let crv = string(json, "crv")?.ok_or(invalid("crv", "missing"))?;
    if crv != KeyKind::Ed25519.name() {
        return Err(KeyError::UnsupportedKind(crv));
    }
    let (x, d) = (required(json, "x")?, optional(json, "d")?);
    Ed25519Key::new(&x, d.as_deref().map(Vec::as_slice)).map(Material::Ed25519)
}

/// RFC 9964, section 5: `alg` names the parameter set, `priv` is the seed.
fn akp(json: &Json<'_>) -> Result<Material, KeyError> {
    let alg = string(json, "alg")?.ok_or(invalid("alg", "missing"))?;
    let parameters = ParameterSet::named(&alg).ok_or(KeyError::UnsupportedAlg(alg))?;
    let (public, seed) = (required(json, "pub")?, optional(json, "priv")?);
    let key = MlDsaKey::new(parameters, &public, seed.as_deref().map(Vec::as_slice));
    key.map(Material::MlDsa)
}

fn required(json: &Json<'_>, name: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    optional(json, name)?.ok_or(invalid(name, "missing"))
}

fn optional(json: &Json<'_>, name: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let Some(value) = json.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(invalid(name, "not a string"))?;
    let text = Zeroizing::new(text.into_owned());
    let bytes = base64url::decode(text.as_bytes());
    let bytes = bytes.map_err(|_| invalid(name, "not canonical base64url"))?;
    Ok(Some(Zeroizing::new(bytes)))
}

fn invalid(name: &'static str, fault: &'static str) -> KeyError {
    KeyError::InvalidMember { name, fault }
}

fn string(json: &Json<'_>, name: &'static str) -> Result<Option<String>, KeyError> {
    let Some(value) = json.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(invalid(name, "not a string"))?;
    Ok(Some(text.into_owned()))
}

fn operations(json: &Json<'_>) -> Result<Option<Vec<String>>, KeyError> {
    let Some(value) = json.get("key_ops") else {
        return Ok(None);
    };
    if value.kind() != Kind::Array {
        return Err(invalid("key_ops", "not a list"));
    }
    let name = |value: Value<'_>| {
        let name = value
            .as_str()
            .ok_or(invalid("key_ops", "not a list of names"))?;
        Ok(name.into_owned())
    };
    value
        .elements()
        .into_iter()
        .map(name)
        .collect::<Result<_, _>>()
        .map(Some)
}
