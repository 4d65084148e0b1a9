//! Secrets from text. The text itself is the HMAC key, as it is for Node and Python, unless an
//! encoding is named.

use super::{BadKey, Form, HmacKey, Key, Material};
use crate::codec::json::Json;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use zeroize::Zeroizing;

/// Secrets come from many hands: padding may be there or not.
const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const BASE64URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// How a secret's text stands for its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretEncoding {
    /// The text's own bytes.
    Utf8,
    /// Hex digits.
    Hex,
    /// Base64, padded or not.
    Base64,
    /// Base64url, padded or not.
    Base64url,
}

/// The key that a secret's text stands for.
///
/// # Errors
/// When it is empty, not in its encoding, or a key in some file format, given as text or as bytes.
pub fn key(text: &[u8], encoding: SecretEncoding, source: &str) -> Result<Key, BadKey> {
    refuse_file_formats(text)?;
    let bytes = Zeroizing::new(match encoding {
        SecretEncoding::Utf8 => text.to_vec(),
        // The libraries' errors would quote a character of the secret.
        SecretEncoding::Hex => hex::decode(text).map_err(|_| BadKey::NotInEncoding("hex"))?,
        SecretEncoding::Base64 => BASE64
            .decode(text)
            .map_err(|_| BadKey::NotInEncoding("base64"))?,
        SecretEncoding::Base64url => BASE64URL
            .decode(text)
            .map_err(|_| BadKey::NotInEncoding("base64url"))?,
    });
    if bytes.is_empty() {
        return Err(BadKey::Empty);
    }
    refuse_file_formats(&bytes)?;
    Ok(Key {
        material: Material::Hmac(HmacKey::new(bytes)),
        form: Form::Text,
        kid: None,
        alg: None,
        usage: None,
        operations: None,
        source: source.to_owned(),
    })
}

/// The key that a secret file's content stands for: one trailing line break is no part of it.
///
/// # Errors
/// Like [`key`].
pub fn key_from_file(
    content: &[u8],
    encoding: SecretEncoding,
    source: &str,
) -> Result<Key, BadKey> {
    // Before the cut: DER may end in a byte that is a line break.
    refuse_file_formats(content)?;
    let text = content.strip_suffix(b"\n").unwrap_or(content);
    key(text.strip_suffix(b"\r").unwrap_or(text), encoding, source)
}

/// A server that checks HMAC with the bytes of a public key accepts tokens from everyone who has
/// that key. No secret looks like one of these by chance.
fn refuse_file_formats(bytes: &[u8]) -> Result<(), BadKey> {
    key_in_file_format(bytes).map_or(Ok(()), |form| Err(BadKey::LooksLikeAKey(form)))
}

/// The file format of a key, where `bytes` are one.
#[must_use]
pub fn key_in_file_format(bytes: &[u8]) -> Option<&'static str> {
    if is_der_key(bytes) {
        return Some("a key or certificate in DER");
    }
    let text = Zeroizing::new(String::from_utf8_lossy(bytes).into_owned());
    let text = text.trim_start_matches('\u{feff}').trim();
    // "---- BEGIN SSH2" is RFC 4716's spelling.
    if text.contains("-----BEGIN ") || text.contains("---- BEGIN ") {
        return Some("a key or certificate in PEM");
    }
    let first_word = text.split_ascii_whitespace().next().unwrap_or_default();
    if ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|prefix| first_word.starts_with(prefix))
        && first_word.len() < text.len()
    {
        return Some("an OpenSSH public key");
    }
    if let Ok(json) = Json::parse(text.as_bytes())
        && (json.get("kty").is_some() || json.get("keys").is_some())
    {
        return Some("a JWK or JWK set");
    }
    let joined: Zeroizing<Vec<u8>> = Zeroizing::new(
        text.bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect(),
    );
    let is_base64_of_der = [&BASE64, &BASE64URL]
        .into_iter()
        .filter_map(|engine| engine.decode(&*joined).ok().map(Zeroizing::new))
        .any(|der| is_der_key(&der));
    is_base64_of_der.then_some("a key or certificate in base64 of DER")
}

/// Whether `bytes` are one DER SEQUENCE that starts as every key and certificate does, with an
/// INTEGER or a SEQUENCE, and is well formed throughout: about one random secret in 2³⁰.
fn is_der_key(bytes: &[u8]) -> bool {
    let Ok(outer) = AnyRef::from_der(bytes) else {
        return false;
    };
    let Ok(mut reader) = SliceReader::new(outer.value()) else {
        return false;
    };
    let mut tags = Vec::new();
    while !reader.is_finished() {
        let Ok(element) = AnyRef::decode(&mut reader) else {
            return false;
        };
        tags.push(element.tag());
    }
    outer.tag() == Tag::Sequence
        && tags.len() >= 2
        && matches!(tags[0], Tag::Integer | Tag::Sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> BadKey {
        key(bytes, SecretEncoding::Utf8, "test").unwrap_err()
    }

    /// An Ed25519 public key (RFC 8410, section 10.1).
    const SPKI: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    #[test]
    fn public_keys_as_secrets_are_refused_in_every_form() {
        let der = BASE64.decode(SPKI).unwrap();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{SPKI}\n-----END PUBLIC KEY-----\n");
        for bytes in [
            pem.as_bytes(),
            format!(" \n\t{pem}").as_bytes(),
            format!("\u{feff}{pem}").as_bytes(),
            pem.replace('\n', "\\n").as_bytes(),
            &der,
            SPKI.as_bytes(),
            SPKI.trim_end_matches('=').as_bytes(),
            format!("{}\n{}\n", &SPKI[..20], &SPKI[20..]).as_bytes(),
            b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh me",
            b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----",
            br#" {"kty":"RSA","n":"x","e":"AQAB"}"#,
            br#"{"keys":[]}"#,
        ] {
            let text = String::from_utf8_lossy(bytes);
            assert!(matches!(refused(bytes), BadKey::LooksLikeAKey(_)), "{text}");
        }
        assert!(matches!(
            key(SPKI.as_bytes(), SecretEncoding::Base64, "test"),
            Err(BadKey::LooksLikeAKey(_))
        ));
    }

    #[test]
    fn der_that_ends_in_a_line_break_is_refused_as_a_file() {
        let mut der = BASE64.decode(SPKI).unwrap();
        *der.last_mut().unwrap() = b'\n';
        assert!(matches!(
            key_from_file(&der, SecretEncoding::Utf8, "test"),
            Err(BadKey::LooksLikeAKey(_))
        ));
    }

    #[test]
    fn ordinary_secrets_are_not_mistaken_for_keys() {
        for secret in [
            "your-256-bit-secret",
            "ssh-agent",
            "{curly}",
            "0123456789abcdef",
            "MDEyMzQ1Njc4OWFiY2RlZg==",
            "-----",
            "{\"a\":1}",
        ] {
            assert!(key(secret.as_bytes(), SecretEncoding::Utf8, "test").is_ok());
        }
    }

    #[test]
    fn encodings_are_read_and_errors_quote_nothing() {
        let length = |text: &str, encoding| {
            let key = key(text.as_bytes(), encoding, "test")?;
            let Material::Hmac(secret) = key.material();
            Ok(secret.len())
        };
        assert_eq!(length("ab01", SecretEncoding::Hex), Ok(2));
        assert_eq!(length("YWI=", SecretEncoding::Base64), Ok(2));
        assert_eq!(length("_-8", SecretEncoding::Base64url), Ok(2));
        assert_eq!(
            length("zz", SecretEncoding::Hex),
            Err::<usize, _>(BadKey::NotInEncoding("hex"))
        );
        assert_eq!(length("", SecretEncoding::Utf8), Err(BadKey::Empty));
    }

    #[test]
    fn one_trailing_line_break_of_a_file_is_no_part_of_the_secret() {
        let length = |content: &[u8]| {
            let key = key_from_file(content, SecretEncoding::Utf8, "test").unwrap();
            let Material::Hmac(secret) = key.material();
            secret.len()
        };
        assert_eq!(length(b"secret"), 6);
        assert_eq!(length(b"secret\n"), 6);
        assert_eq!(length(b"secret\r\n"), 6);
        assert_eq!(length(b"secret\n\n"), 7);
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = key(b"hunter2", SecretEncoding::Utf8, "JWT_SECRET").unwrap();
        let shown = format!("{key:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("104"),
            "{shown}"
        );
    }
}
