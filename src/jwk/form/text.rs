//! Secrets from text. The text itself is the HMAC key, as it is for Node and Python, unless an
//! encoding is named.

use super::openssh;
use crate::codec::json::{Json, Lexeme, lexemes, unquote};
use crate::jwk::key::Origin;
use crate::jwk::{Key, KeyError, Material, Secret};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use zeroize::Zeroizing;

/// Writers of secrets pad base64 or do not, and a secret is not a token: both are accepted.
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
/// When it is empty, not in its encoding, or a key in some file format, as text or as bytes.
pub fn secret(text: &[u8], encoding: SecretEncoding, source: &str) -> Result<Key, KeyError> {
    refuse_file_formats(text)?;
    let bytes = Zeroizing::new(match encoding {
        SecretEncoding::Utf8 => text.to_vec(),
        // The libraries' errors would quote a character of the secret.
        SecretEncoding::Hex => {
            hex::decode(without_white_space(text)).map_err(|_| KeyError::NotInEncoding("hex"))?
        }
        SecretEncoding::Base64 => BASE64
            .decode(without_white_space(text))
            .map_err(|_| KeyError::NotInEncoding("base64"))?,
        SecretEncoding::Base64url => BASE64URL
            .decode(without_white_space(text))
            .map_err(|_| KeyError::NotInEncoding("base64url"))?,
    });
    if bytes.is_empty() {
        return Err(KeyError::Empty);
    }
    refuse_file_formats(&bytes)?;
    Ok(Key::new(
        Material::Secret(Box::new(Secret::new(bytes))),
        Origin::Text,
        source,
    ))
}

/// Encoders break long lines.
fn without_white_space(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let bytes = text.iter().copied();
    Zeroizing::new(bytes.filter(|byte| !byte.is_ascii_whitespace()).collect())
}

/// The key that a secret file's content stands for. One line break at its end, which editors add, is
/// not part of the secret.
///
/// # Errors
/// Like [`secret`].
pub fn secret_from_file(
    content: &[u8],
    encoding: SecretEncoding,
    source: &str,
) -> Result<Key, KeyError> {
    // Before the cut: DER may end in a byte that is a line break.
    refuse_file_formats(content)?;
    let text = content.strip_suffix(b"\n").unwrap_or(content);
    secret(text.strip_suffix(b"\r").unwrap_or(text), encoding, source)
}

/// A server that checks HMAC with the bytes of a public key accepts tokens from everybody who has
/// that key (RFC 8725, section 2.1). No secret has one of these formats by chance.
fn refuse_file_formats(bytes: &[u8]) -> Result<(), KeyError> {
    key_in_file_format(bytes).map_or(Ok(()), |form| Err(KeyError::LooksLikeAKey(form)))
}

/// The file format in which `bytes` are a key: as they are, or in base64 or hex, whatever white space
/// and quotes are around them.
#[must_use]
pub fn key_in_file_format(bytes: &[u8]) -> Option<&'static str> {
    file_format(bytes).or_else(|| {
        let encoded = Zeroizing::new(unwrapped(bytes));
        let decoded = [
            BASE64.decode(&*encoded).ok(),
            BASE64URL.decode(&*encoded).ok(),
            hex::decode(&*encoded).ok(),
        ];
        let mut decoded = decoded.into_iter().flatten().map(Zeroizing::new);
        let found = decoded.find_map(|bytes| file_format(&bytes));
        found.map(|_| "a key or certificate in base64 or hex")
    })
}

/// Pasting and environment files add line breaks, `\n`, quotes and byte order marks.
fn unwrapped(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let text = Zeroizing::new(text.replace("\\n", "").replace("\\r", ""));
    let wrapping = |c: &char| c.is_whitespace() || matches!(c, '"' | '\'' | '\0' | '\u{feff}');
    text.chars()
        .filter(|c| !wrapping(c))
        .collect::<String>()
        .into_bytes()
}

fn file_format(bytes: &[u8]) -> Option<&'static str> {
    let padding = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let start = bytes.iter().position(|byte| !padding(byte)).unwrap_or(0);
    let end = bytes
        .iter()
        .rposition(|byte| !padding(byte))
        .map_or(0, |at| at + 1);
    let trimmed = bytes[start..end.max(start)].strip_prefix("\u{feff}".as_bytes());
    let trimmed = trimmed.unwrap_or(&bytes[start..end.max(start)]);
    if is_der_key(bytes) || is_der_key(trimmed) {
        return Some("a key or certificate in DER");
    }
    if is_ssh_blob(bytes) {
        return Some("an OpenSSH key");
    }
    // Some shells write UTF-16, which is ASCII once its NULs are removed.
    let readable: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let text = Zeroizing::new(String::from_utf8_lossy(&readable).into_owned());
    // "---- BEGIN SSH2" is RFC 4716's spelling.
    let shouted = Zeroizing::new(text.to_ascii_uppercase());
    if shouted.contains("-----BEGIN ") || shouted.contains("---- BEGIN ") {
        return Some("a key or certificate in PEM");
    }
    let mut words = text.split_ascii_whitespace();
    if words.any(|word| BASE64.decode(word).is_ok_and(|blob| is_ssh_blob(&blob))) {
        return Some("an OpenSSH key");
    }
    // The byte order mark of UTF-16 is not text, and an environment file may keep its quotes.
    let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim();
    let in_quotes = text.trim_matches(['"', '\'']);
    let as_string = unquote(text.trim_matches('\'')).filter(|_| text.contains('\\'));
    [Some(text), Some(in_quotes), as_string.as_deref()]
        .into_iter()
        .flatten()
        .any(|text| {
            let is_json = text.starts_with(['{', '[']) && Json::parse(text.as_bytes()).is_ok();
            is_json && has_key_type(text)
        })
        .then_some("a JWK or JWK set")
}

/// Whether valid JSON has a `kty` of text at any depth, or a list of `keys`.
fn has_key_type(json: &str) -> bool {
    let lexemes: Vec<Lexeme<'_>> = lexemes(json).collect();
    lexemes.windows(3).any(|window| match window {
        [Lexeme::Text(name), Lexeme::Mark(':'), Lexeme::Text(_)] => {
            unquote(name).is_some_and(|name| name == "kty")
        }
        [Lexeme::Text(name), Lexeme::Mark(':'), Lexeme::Mark('[')] => {
            unquote(name).is_some_and(|name| name == "keys")
        }
        _ => false,
    })
}

/// The binary form of an OpenSSH public key (RFC 4253, section 6.6): the length of its type's name,
/// and the name.
fn is_ssh_blob(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, 0, 7..=64, name @ ..] if openssh::starts_with_a_type(name))
}

/// Whether `bytes` are one DER SEQUENCE that starts as every key and certificate does, with an
/// INTEGER or a SEQUENCE (or, for a bundle of certificates, an OBJECT IDENTIFIER), and is valid
/// throughout. About one random secret in 2³⁰ is.
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
    let starts_as_keys_do = matches!(
        tags.first(),
        Some(Tag::Integer | Tag::Sequence | Tag::ObjectIdentifier)
    );
    outer.tag() == Tag::Sequence && tags.len() >= 2 && starts_as_keys_do
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length_of(key: &Key) -> usize {
        match key.material() {
            Material::Secret(secret) => secret.bytes().len(),
            other => panic!("{other}"),
        }
    }

    fn refused(bytes: &[u8]) -> KeyError {
        secret(bytes, SecretEncoding::Utf8, "test").unwrap_err()
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
            br#"[{"kty":"EC","crv":"P-256"}]"#,
            format!("\"{SPKI}\"").as_bytes(),
            format!("{}\\n{}\\n", &SPKI[..20], &SPKI[20..]).as_bytes(),
            BASE64.encode(&pem).as_bytes(),
            hex::encode(&der).as_bytes(),
            &[b"\n", &der[..], b"\n\n"].concat(),
            &["\u{feff}".as_bytes(), &der].concat(),
            &pem.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            pem.to_ascii_lowercase().as_bytes(),
            b"AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh",
            b"# mine\nhost ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh",
        ] {
            let text = String::from_utf8_lossy(bytes);
            assert!(matches!(refused(bytes), KeyError::LooksLikeAKey(_)), "{text}");
        }
        assert!(matches!(
            secret(SPKI.as_bytes(), SecretEncoding::Base64, "test"),
            Err(KeyError::LooksLikeAKey(_))
        ));
    }

    #[test]
    fn der_that_ends_in_a_line_break_is_refused_as_a_file() {
        let mut der = BASE64.decode(SPKI).unwrap();
        *der.last_mut().unwrap() = b'\n';
        assert!(matches!(
            secret_from_file(&der, SecretEncoding::Utf8, "test"),
            Err(KeyError::LooksLikeAKey(_))
        ));
    }

    #[test]
    fn ordinary_secrets_are_not_mistaken_for_keys() {
        for text in [
            "your-256-bit-secret",
            "ssh-agent",
            "ssh-is the best passphrase ever",
            "{\"kty\":1}",
            "{\"keys\":\"of the kingdom\"}",
            "{curly}",
            "0123456789abcdef",
            "MDEyMzQ1Njc4OWFiY2RlZg==",
            "-----",
            "{\"a\":1}",
        ] {
            assert!(secret(text.as_bytes(), SecretEncoding::Utf8, "test").is_ok());
        }
    }

    #[test]
    fn encodings_are_read_and_errors_quote_nothing() {
        let length = |text: &str, encoding| {
            let key = secret(text.as_bytes(), encoding, "test")?;
            Ok(length_of(&key))
        };
        assert_eq!(length("ab01", SecretEncoding::Hex), Ok(2));
        assert_eq!(length("YWI=", SecretEncoding::Base64), Ok(2));
        assert_eq!(length("YWJj\nZGVm\n", SecretEncoding::Base64), Ok(6));
        assert_eq!(length("_-8", SecretEncoding::Base64url), Ok(2));
        assert_eq!(
            length("zz", SecretEncoding::Hex),
            Err::<usize, _>(KeyError::NotInEncoding("hex"))
        );
        assert_eq!(length("", SecretEncoding::Utf8), Err(KeyError::Empty));
    }

    #[test]
    fn one_trailing_line_break_of_a_file_is_not_part_of_the_secret() {
        let length = |content: &[u8]| {
            let key = secret_from_file(content, SecretEncoding::Utf8, "test").unwrap();
            length_of(&key)
        };
        assert_eq!(length(b"secret"), 6);
        assert_eq!(length(b"secret\n"), 6);
        assert_eq!(length(b"secret\r\n"), 6);
        assert_eq!(length(b"secret\n\n"), 7);
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = secret(b"hunter2", SecretEncoding::Utf8, "JWT_SECRET").unwrap();
        let shown = format!("{key:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("104"),
            "{shown}"
        );
    }
}
