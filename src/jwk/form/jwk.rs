//! JSON Web Keys and sets of them (RFC 7517), of the types `oct`, `RSA` and `EC` (RFC 7518, section
//! 6), `OKP` (RFC 8037) and `AKP` (RFC 9964).

use crate::codec::base64url::{self, Base64urlError};
use crate::codec::json::{Json, Kind, Value, quote};
use crate::jwa::{Algorithm, Curve, KeyKind, KeyType, ParameterSet};
use crate::jwk::key::{Origin, is_for_signatures};
use crate::jwk::material::{MlDsaPrivate, PUBLIC, RsaCrt};
use crate::jwk::members::{Member, encoded, object, required as required_members, text};
use crate::jwk::{
    EcKey, Ed25519Key, Key, KeyError, KeyRemark, Material, MlDsaKey, RsaKey, Secret, UnusableKey,
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
    let keys = match (member(&json, "kty"), member(&json, "keys")) {
        (Some(_), Some(_)) => return Err(invalid("keys", "present beside \"kty\"")),
        (Some(_), None) => return Ok((vec![read(&json, source)?], Vec::new())),
        (None, Some(keys)) => keys,
        (None, None) => return Err(KeyError::NoKty),
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
                    alg: text("alg").map(Cow::into_owned),
                    for_signatures: may_be_for_signatures(&json),
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
    let alg = key.declared_algorithm().filter(|_| !has_alg);
    members.extend(alg.map(|alg| ("alg", text(alg.name()))));
    Ok(object(&members))
}

/// A set of keys (RFC 7517, section 5).
///
/// # Errors
/// Like [`write()`].
pub fn write_set(keys: &[Key]) -> Result<Zeroizing<String>, KeyError> {
    const START: &str = r#"{"keys":["#;
    let keys = keys.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    let length: usize = keys.iter().map(|key| key.len() + 1).sum();
    let mut set = Zeroizing::new(String::with_capacity(START.len() + length + 2));
    set.push_str(START);
    for (i, key) in keys.iter().enumerate() {
        if i > 0 {
            set.push(',');
        }
        set.push_str(key);
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
        Material::Rsa(key) if key.primes() > 2 => {
            return Err(KeyError::SeveralPrimes(key.primes()));
        }
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
        KeyType::Oct => (secret(json)?, Vec::new()),
        KeyType::Rsa => (rsa(json)?, Vec::new()),
        KeyType::Ec => ec(json)?,
        KeyType::Okp => (okp(json)?, Vec::new()),
        KeyType::Akp => (akp(json)?, Vec::new()),
    };
    let (material, remarks) = material;
    let alg = match string(json, "alg")? {
        Some(name) => Some(algorithm_for(&material, name)?),
        None => None,
    };
    Ok(Key {
        kid: string(json, "kid")?,
        alg,
        usage: string(json, "use")?,
        operations: operations(json)?,
        remarks,
        ..Key::new(material, Origin::Jwk, source)
    })
}

fn algorithm_for(material: &Material, name: String) -> Result<Algorithm, KeyError> {
    let alg = Algorithm::named(&name);
    alg.filter(|alg| alg.takes(material.kind()))
        .ok_or(KeyError::UnsupportedAlg(name))
}

/// Whether a key that cannot be used may nevertheless be one for signatures.
fn may_be_for_signatures(json: &Json<'_>) -> bool {
    let text = |name| string(json, name).ok().flatten();
    let alg = text("alg").and_then(|name| Algorithm::named(&name));
    // RFC 8037, section 3.2.
    let agrees = text("crv").is_some_and(|crv| matches!(crv.as_str(), "X25519" | "X448"));
    !agrees
        && is_for_signatures(
            text("use").as_deref(),
            alg,
            operations(json).ok().flatten().as_deref(),
        )
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
    if member(json, "oth").is_some() {
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

/// RFC 7518, section 6.2. Values that have lost zeros at their start are read, since some programs write
/// them as numbers: they mean one point or none.
fn ec(json: &Json<'_>) -> Result<(Material, Vec<KeyRemark>), KeyError> {
    let crv = string(json, "crv")?.ok_or(invalid("crv", "missing"))?;
    let curve = Curve::named(&crv).ok_or(KeyError::UnsupportedCurve(crv))?;
    let (x, y) = (required(json, "x")?, required(json, "y")?);
    let d = optional(json, "d")?;
    let wants = curve.field_bytes();
    let mut remarks = Vec::new();
    // What it is if more than zeros is missing.
    let (mut short_point, mut short_d) = (None, None);
    for (member, value) in [("x", Some(&x)), ("y", Some(&y)), ("d", d.as_ref())] {
        let Some(has) = value.map(|value| value.len()).filter(|has| *has != wants) else {
            continue;
        };
        let error = KeyError::WrongLength {
            kind: curve.name(),
            value: member,
            has,
            wants,
        };
        if has == 0 || has > wants {
            return Err(error);
        }
        remarks.push(KeyRemark::ZerosLeftOut { member, has, wants });
        let short = if member == "d" {
            &mut short_d
        } else {
            &mut short_point
        };
        short.get_or_insert(error);
    }
    let d = d.as_deref().map(Vec::as_slice);
    match EcKey::from_coordinates(curve, &x, &y, d) {
        Ok(key) => match short_d.filter(|_| key.pair().is_err()) {
            Some(error) => Err(error),
            None => Ok((Material::Ec(key), remarks)),
        },
        Err(KeyError::NotOnCurve(curve)) => Err(short_point.unwrap_or(KeyError::NotOnCurve(curve))),
        Err(error) => Err(error),
    }
}

/// RFC 8037, section 2.
fn okp(json: &Json<'_>) -> Result<Material, KeyError> {
    let crv = string(json, "crv")?.ok_or(invalid("crv", "missing"))?;
    if crv != KeyKind::Ed25519.name() {
        return Err(KeyError::UnsupportedKind(crv));
    }
    let (x, d) = (required(json, "x")?, optional(json, "d")?);
    let key = Ed25519Key::new(&x, d.as_deref().map(Vec::as_slice));
    key.map(Material::Ed25519).map_err(in_members("x", "d"))
}

/// RFC 9964, section 5: `alg` names the parameter set, `priv` is the seed.
fn akp(json: &Json<'_>) -> Result<Material, KeyError> {
    let alg = string(json, "alg")?.ok_or(invalid("alg", "missing"))?;
    let parameters = ParameterSet::named(&alg).ok_or(KeyError::UnsupportedAlg(alg))?;
    let (public, seed) = (required(json, "pub")?, optional(json, "priv")?);
    let key = MlDsaKey::new(parameters, &public, seed.as_deref().map(Vec::as_slice));
    key.map(Material::MlDsa).map_err(in_members("pub", "priv"))
}

/// The error with the names of the members in place of what their values are.
fn in_members(public: &'static str, private: &'static str) -> impl Fn(KeyError) -> KeyError {
    move |error| match error {
        KeyError::WrongLength {
            kind,
            value,
            has,
            wants,
        } => KeyError::WrongLength {
            kind,
            value: if value == PUBLIC { public } else { private },
            has,
            wants,
        },
        error => error,
    }
}

/// A member's value. A member that is null is absent: libraries write so what they do not have.
fn member<'a>(json: &Json<'a>, name: &str) -> Option<Value<'a>> {
    json.get(name).filter(|value| value.kind() != Kind::Null)
}

fn required(json: &Json<'_>, name: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    optional(json, name)?.ok_or(invalid(name, "missing"))
}

fn optional(json: &Json<'_>, name: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let Some(value) = member(json, name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(invalid(name, "not a string"))?;
    let text = Zeroizing::new(text.into_owned());
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    match base64url::decode_onto(text.as_bytes(), &mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) => Err(not_base64url(name, error)),
    }
}

/// The members that a public key has (RFC 7518, section 6; RFC 9964, section 5).
const PUBLIC_MEMBERS: [&str; 5] = ["n", "e", "x", "y", "pub"];

/// Of a private value only what belongs to none is quoted: padding, white space, and the characters of
/// base64 that base64url does not have.
fn not_base64url(name: &'static str, error: Base64urlError) -> KeyError {
    let at = match &error {
        Base64urlError::InvalidCharacter {
            byte: b'=' | b'+' | b'/' | b' ' | b'\t' | b'\n' | b'\r',
            ..
        }
        | Base64urlError::Padded { .. }
        | Base64urlError::IncompleteGroup { .. } => None,
        Base64urlError::InvalidCharacter { at, .. } | Base64urlError::StrayBits { at, .. } => {
            Some(*at)
        }
    };
    match at {
        Some(at) if !PUBLIC_MEMBERS.contains(&name) => KeyError::PrivateNotBase64url { name, at },
        _ => KeyError::NotBase64url { name, error },
    }
}

fn invalid(name: &'static str, fault: &'static str) -> KeyError {
    KeyError::InvalidMember { name, fault }
}

fn string(json: &Json<'_>, name: &'static str) -> Result<Option<String>, KeyError> {
    let Some(value) = member(json, name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(invalid(name, "not a string"))?;
    Ok(Some(text.into_owned()))
}

fn operations(json: &Json<'_>) -> Result<Option<Vec<String>>, KeyError> {
    let Some(value) = member(json, "key_ops") else {
        return Ok(None);
    };
    if value.kind() != Kind::Array {
        return Err(invalid("key_ops", "not a list"));
    }
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    for element in value.elements() {
        let name = element
            .as_str()
            .ok_or(invalid("key_ops", "not a list of names"))?;
        // RFC 7517, section 4.3.
        if !seen.insert(name.clone()) {
            return Err(invalid("key_ops", "a list that has a name twice"));
        }
        names.push(name.into_owned());
    }
    Ok(Some(names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::SignatureAlgorithm;
    use crate::jwk::form::fixtures::{RSA_PKCS1, der};
    use crate::jwk::form::{self, pem};
    use crate::jwk::{Operation, RsaSize, generate};

    /// RFC 8037, appendix A.1.
    const ED25519: &str = concat!(
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","#,
        r#""d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#
    );
    /// RFC 7517, appendix A.1.
    const P256: &str = concat!(
        r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","#,
        r#""y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#
    );
    /// RFC 7517, appendix A.3.
    const SECRET: &str = concat!(
        r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"#,
        r#"aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#
    );

    fn refused(json: &str) -> KeyError {
        load(json.as_bytes(), "test").unwrap_err()
    }

    fn only(json: &str) -> Key {
        let (mut keys, unusable) = load(json.as_bytes(), "test").unwrap();
        assert_eq!((keys.len(), unusable.len()), (1, 0));
        keys.remove(0)
    }

    fn rsa() -> Key {
        let (mut keys, _) = form::load(&der(RSA_PKCS1), "test", &mut || None).unwrap();
        keys.remove(0)
    }

    /// The key with members of another value, or without those whose value is empty.
    fn edited(jwk: &str, edits: &[(&str, &str)]) -> String {
        let json = Json::parse(jwk.as_bytes()).unwrap();
        let mut members: Vec<(String, String)> = json
            .members()
            .iter()
            .map(|member| (member.name.read.to_string(), member.value.text().to_owned()))
            .collect();
        for (name, value) in edits {
            members.retain(|(known, _)| known != name);
            if !value.is_empty() {
                members.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    }

    #[test]
    fn keys_of_the_rfcs_are_read_and_written_as_they_were() {
        for (jwk, description) in [
            (ED25519, "an Ed25519 private key"),
            (P256, "a P-256 public key"),
            (SECRET, "a secret of 64 bytes"),
        ] {
            let key = only(jwk);
            assert_eq!(key.description(), description);
            assert_eq!(key.check_halves(), Ok(()));
            assert_eq!(*write(&key).unwrap(), jwk);
        }
    }

    #[test]
    fn what_a_key_says_of_its_use_is_kept() {
        let json = edited(
            P256,
            &[
                ("kid", "\"a\\u00e9\""),
                ("use", "\"sig\""),
                ("key_ops", "[\"verify\"]"),
                ("alg", "\"ES256\""),
            ],
        );
        let key = only(&json);
        assert_eq!(key.kid(), Some("a\u{e9}"));
        assert_eq!(key.usage(), Some("sig"));
        assert_eq!(key.operations(), Some(&["verify".to_owned()][..]));
        assert_eq!(key.algorithm(), Some(SignatureAlgorithm::Es256));
        let again = only(&write(&key).unwrap());
        assert_eq!(*write(&again).unwrap(), *write(&key).unwrap());
    }

    #[test]
    fn invalid_members_are_named() {
        for (jwk, name, value, fault) in [
            (P256, "x", "", "missing"),
            (P256, "x", "1", "not a string"),
            (P256, "crv", "", "missing"),
            (SECRET, "k", "\"\"", "empty"),
            (SECRET, "k", "", "missing"),
            (ED25519, "x", "null", "missing"),
            (
                P256,
                "key_ops",
                r#"["sign","verify","sign"]"#,
                "a list that has a name twice",
            ),
            (
                P256,
                "key_ops",
                r#"["verify","verif\u0079"]"#,
                "a list that has a name twice",
            ),
            (P256, "kid", "7", "not a string"),
            (P256, "use", "[]", "not a string"),
            (P256, "key_ops", "\"verify\"", "not a list"),
            (P256, "key_ops", "[1]", "not a list of names"),
            (P256, "alg", "{}", "not a string"),
        ] {
            let error = KeyError::InvalidMember { name, fault };
            assert_eq!(refused(&edited(jwk, &[(name, value)])), error, "{value}");
        }
    }

    #[test]
    fn what_is_wrong_with_base64url_is_told_with_its_place() {
        let invalid = |name, byte, at| KeyError::NotBase64url {
            name,
            error: Base64urlError::InvalidCharacter { byte, at },
        };
        let x = |text: &str| refused(&edited(P256, &[("x", &quote(text))]));
        let padded = KeyError::NotBase64url {
            name: "x",
            error: Base64urlError::Padded { at: 3 },
        };
        assert_eq!(x("AAA="), padded);
        assert_eq!(x("AA=A"), invalid("x", b'=', 2));
        assert_eq!(x("A\u{e9}A"), invalid("x", 0xc3, 1));
        assert_eq!(x("AAA=").to_string(), "\"x\": padding '=' at byte 3");
        let stray = Base64urlError::StrayBits { byte: b'B', at: 1 };
        assert_eq!(
            x("AB"),
            KeyError::NotBase64url {
                name: "x",
                error: stray,
            }
        );
    }

    #[test]
    fn no_character_of_a_private_value_is_quoted() {
        let k = |text: &str| refused(&edited(SECRET, &[("k", &quote(text))]));
        let hidden = |at| KeyError::PrivateNotBase64url { name: "k", at };
        assert_eq!(k("hunter2!"), hidden(7));
        assert_eq!(k("AB"), hidden(1));
        assert_eq!(k("p\u{e4}ss"), hidden(1));
        // What belongs to no secret is.
        assert_eq!(
            k("my secret").to_string(),
            "\"k\": invalid base64url character ' ' at byte 2"
        );
        let d = refused(&edited(ED25519, &[("d", "\"AAA=\"")]));
        assert_eq!(d.to_string(), "\"d\": padding '=' at byte 3");
    }

    /// Libraries write null for what they do not have.
    #[test]
    fn a_member_that_is_null_is_absent() {
        for name in ["kid", "use", "key_ops", "alg", "d", "keys", "other"] {
            let key = only(&edited(P256, &[(name, "null")]));
            assert_eq!(*write(&key).unwrap(), P256, "{name}");
        }
        let key = edited(&write(&rsa()).unwrap(), &[("oth", "null")]);
        assert!(only(&key).is_private());
        assert_eq!(refused(&edited(P256, &[("kty", "null")])), KeyError::NoKty);
    }

    #[test]
    fn null_takes_no_limit_off_a_key_that_has_to_have_it() {
        let missing = |name| KeyError::InvalidMember {
            name,
            fault: "missing",
        };
        let key = generate(SignatureAlgorithm::MlDsa44, RsaSize::default(), None).unwrap();
        let jwk = write(&key).unwrap();
        assert_eq!(refused(&edited(&jwk, &[("alg", "null")])), missing("alg"));
        assert_eq!(refused(&edited(&jwk, &[("pub", "null")])), missing("pub"));
        assert_eq!(refused(&edited(P256, &[("crv", "null")])), missing("crv"));
        assert_eq!(refused(&edited(SECRET, &[("k", "null")])), missing("k"));
        // Twice is twice, whatever one of them is.
        let twice = P256.replace('}', ",\"alg\":\"ES256\",\"alg\":null}");
        assert_eq!(refused(&twice), KeyError::DuplicateName("alg".to_owned()));
    }

    #[test]
    fn a_key_for_encryption_is_read_and_permits_no_signature() {
        for (jwk, alg) in [
            (P256, "ECDH-ES"),
            (P256, "ECDH-ES+A256KW"),
            (SECRET, "A256GCMKW"),
            (SECRET, "dir"),
            (SECRET, "A256GCM"),
            (SECRET, "PBES2-HS512+A256KW"),
        ] {
            let key = only(&edited(jwk, &[("alg", &quote(alg))]));
            assert!(!key.is_for_signatures());
            assert_eq!(key.algorithm(), None);
            for signature in SignatureAlgorithm::ALL {
                let permitted = key.permits(signature, Operation::Verify, true);
                assert!(permitted.is_err(), "{alg}, {signature}");
            }
            assert!(
                write(&key)
                    .unwrap()
                    .ends_with(&format!(",\"alg\":\"{alg}\"}}"))
            );
        }
    }

    fn wrong_length(kind: &'static str, value: &'static str, has: usize) -> KeyError {
        KeyError::WrongLength {
            kind,
            value,
            has,
            wants: 32,
        }
    }

    #[test]
    fn values_of_another_length_or_off_the_curve_are_refused() {
        let point = format!("\"{}\"", "A".repeat(43));
        let off = edited(P256, &[("y", &point)]);
        assert_eq!(refused(&off), KeyError::NotOnCurve("P-256"));
        for (name, text) in [("d", "AAAA"), ("x", "AAAA"), ("x", ""), ("d", "")] {
            let short = edited(ED25519, &[(name, &format!("\"{text}\""))]);
            let has = text.len() / 4 * 3;
            assert_eq!(refused(&short), wrong_length("Ed25519", name, has));
        }
    }

    #[test]
    fn zeros_left_out_at_the_start_of_a_value_are_told() {
        for member in ["x", "y", "d"] {
            // One key in 256 has a value that starts with a zero.
            let (whole, value) = std::iter::repeat_with(|| {
                let key = generate(SignatureAlgorithm::Es256, RsaSize::default(), None);
                let whole = write(&key.unwrap()).unwrap();
                let json = Json::parse(whole.as_bytes()).unwrap();
                let value = required(&json, member).unwrap();
                (whole, value)
            })
            .find(|(_, value)| value[0] == 0 && value[1] != 0)
            .unwrap();
            let stripped = format!("\"{}\"", base64url::encode(&value[1..]));
            let key = only(&edited(&whole, &[(member, &stripped)]));
            let told = KeyRemark::ZerosLeftOut {
                member,
                has: 31,
                wants: 32,
            };
            assert_eq!(key.remarks(), [told], "{member}");
            assert_eq!(key.check_halves(), Ok(()));
            assert_eq!(*write(&key).unwrap(), *whole);
            assert!(only(&whole).remarks().is_empty());
        }
    }

    #[test]
    fn a_value_that_lacks_more_than_zeros_is_refused() {
        let cut = |value: &[u8]| format!("\"{}\"", base64url::encode(value));
        let json = Json::parse(P256.as_bytes()).unwrap();
        for member in ["x", "y"] {
            let value = required(&json, member).unwrap();
            for (value, has) in [
                (value[1..].to_vec(), 31),
                (value[..31].to_vec(), 31),
                (Vec::new(), 0),
                ([&[0], &value[..]].concat(), 33),
                ([&value[..], &[0]].concat(), 33),
            ] {
                let error = refused(&edited(P256, &[(member, &cut(&value))]));
                assert_eq!(error, wrong_length("P-256", member, has));
            }
        }
        for has in [0, 31, 33] {
            let error = refused(&edited(P256, &[("d", &cut(&vec![1; has]))]));
            assert_eq!(error, wrong_length("P-256", "d", has));
        }
    }

    #[test]
    fn a_private_half_of_another_key_is_inconsistent() {
        let d = format!("\"{}\"", "B".repeat(42) + "A");
        let key = only(&edited(ED25519, &[("d", &d)]));
        assert_eq!(key.check_halves(), Err(KeyError::Inconsistent));
    }

    #[test]
    fn an_alg_that_is_not_one_for_the_key_is_unsupported() {
        for alg in [
            "RS256", "ES384", "RSA-OAEP", "A256GCM", "es256", "none", "unknown",
        ] {
            let error = refused(&edited(P256, &[("alg", &format!("\"{alg}\""))]));
            assert_eq!(error, KeyError::UnsupportedAlg(alg.to_owned()));
        }
    }

    #[test]
    fn unsupported_types_and_curves_are_named() {
        let error = refused(r#"{"kty":"LMS"}"#);
        assert_eq!(error, KeyError::UnsupportedKty("LMS".to_owned()));
        let error = refused(&edited(P256, &[("crv", "\"P-224\"")]));
        assert_eq!(error, KeyError::UnsupportedCurve("P-224".to_owned()));
        let error = refused(&edited(ED25519, &[("crv", "\"X25519\"")]));
        assert_eq!(error, KeyError::UnsupportedKind("X25519".to_owned()));
    }

    #[test]
    fn a_public_key_as_a_secret_is_refused() {
        let spki = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        for bytes in [spki.as_bytes(), pem::write(&only(P256)).unwrap().as_bytes()] {
            let jwk = from_secret(bytes);
            assert!(matches!(refused(&jwk), KeyError::LooksLikeAKey(_)));
        }
    }

    #[test]
    fn an_rsa_key_with_its_exponent_alone_is_the_same_key() {
        let whole = write(&rsa()).unwrap();
        let names = ["p", "q", "dp", "dq", "qi"].map(|name| (name, ""));
        let key = only(&edited(&whole, &names));
        assert_eq!(*write(&key).unwrap(), *whole);
        assert_eq!(*write(&only(&whole)).unwrap(), *whole);
    }

    #[test]
    fn an_rsa_key_with_only_some_of_its_primes_is_refused() {
        let whole = write(&rsa()).unwrap();
        for name in ["p", "q", "dp", "dq", "qi"] {
            let error = KeyError::InvalidMember {
                name: "d",
                fault: "present with only some of p, q, dp, dq and qi",
            };
            assert_eq!(refused(&edited(&whole, &[(name, "")])), error, "{name}");
        }
        let more = refused(&edited(&whole, &[("oth", "[]")]));
        assert!(matches!(more, KeyError::InvalidMember { name: "oth", .. }));
    }

    #[test]
    fn an_rsa_exponent_of_another_key_is_inconsistent() {
        let whole = write(&rsa()).unwrap();
        let names = ["p", "q", "dp", "dq", "qi"].map(|name| (name, ""));
        let alone = edited(&whole, &names);
        let key = only(&edited(&alone, &[("d", "\"AQAB\"")]));
        assert_eq!(key.check_halves(), Err(KeyError::Inconsistent));
        assert_eq!(write(&key).err(), Some(KeyError::Inconsistent));
        let n = Json::parse(whole.as_bytes()).unwrap();
        let n = n.get("n").unwrap().text().to_owned();
        let at_least_n = edited(&alone, &[("d", &n)]);
        assert_eq!(refused(&at_least_n), KeyError::Inconsistent);
    }

    #[test]
    fn a_key_without_its_kind_in_a_jwk_is_not_written() {
        let Material::Rsa(key) = rsa().material else {
            panic!("an RSA key is read");
        };
        let key = Material::Rsa(key.limited_to_pss(None));
        let key = Key::new(key, Origin::File, "test");
        assert_eq!(write(&key).err(), Some(KeyError::PssInJwk));
    }

    #[test]
    fn keys_of_a_set_that_cannot_be_used_are_beside_the_others() {
        let bad = r#"{"kty":"RSA","kid":"b","n":"AQAB","e":"AQAB"}"#;
        let twice = r#"{"kty":"oct","kty":"oct","k":"AAAA"}"#;
        let set = format!(r#"{{"keys":[{P256},{bad},{twice},7,{ED25519}],"more":1}}"#);
        let (keys, unusable) = load(set.as_bytes(), "test").unwrap();
        let sources: Vec<_> = keys.iter().map(Key::source).collect();
        assert_eq!(sources, ["test, key 1 of 5", "test, key 5 of 5"]);
        let reasons: Vec<_> = unusable
            .iter()
            .map(|key| (key.kid.as_deref(), key.source.as_str(), key.reason.clone()))
            .collect();
        let size = KeyError::RsaSize {
            bits: 17,
            least: 2048,
            most: 8192,
        };
        let duplicate = KeyError::DuplicateName("kty".to_owned());
        assert_eq!(reasons[0], (Some("b"), "test, key 2 of 5", size));
        assert_eq!(reasons[1], (None, "test, key 3 of 5", duplicate));
        assert_eq!(unusable[0].kty.as_deref(), Some("RSA"));
        assert_eq!(reasons.len(), 3);
    }

    #[test]
    fn what_is_neither_a_key_nor_a_set_is_refused() {
        let keys = |fault| KeyError::InvalidMember {
            name: "keys",
            fault,
        };
        assert_eq!(refused("{}"), KeyError::NoKty);
        assert_eq!(refused(r#"{"keys":[]}"#), keys("an empty list"));
        assert_eq!(refused(r#"{"keys":{}}"#), keys("not a list"));
        assert_eq!(
            refused(r#"{"kty":"oct","k":"AAAA","keys":[]}"#),
            keys("present beside \"kty\"")
        );
        assert_eq!(
            refused(r#"{"keys":[],"keys":[]}"#),
            KeyError::DuplicateName("keys".to_owned())
        );
        assert!(matches!(refused("{"), KeyError::NotJson(_)));
    }

    #[test]
    fn a_set_is_written_in_the_order_of_its_keys() {
        let set = write_set(&[only(P256), only(ED25519)]).unwrap();
        assert_eq!(*set, format!(r#"{{"keys":[{P256},{ED25519}]}}"#));
    }
}
