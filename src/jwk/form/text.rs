//! Secrets from text. The text itself is the HMAC key, as it is for Node and Python, unless an
//! encoding is named.

use super::{foreign, openssh};
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

impl SecretEncoding {
    const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "text",
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::Base64url => "base64url",
        }
    }
}

/// The key that a secret's text stands for.
///
/// # Errors
/// When it is empty, not in its encoding, or a key in some file format, as text or as bytes.
pub fn secret(text: &[u8], encoding: SecretEncoding, source: &str) -> Result<Key, KeyError> {
    refuse_file_formats(text)?;
    // The libraries' errors would quote a character of the secret.
    let bytes = match encoding {
        SecretEncoding::Utf8 => Some(Zeroizing::new(text.to_vec())),
        SecretEncoding::Hex => from_hex(&without_white_space(text)),
        SecretEncoding::Base64 => decoded(&BASE64, &without_white_space(text)),
        SecretEncoding::Base64url => decoded(&BASE64URL, &without_white_space(text)),
    };
    let bytes = bytes.ok_or(KeyError::NotInEncoding(encoding.name()))?;
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
    without(text, u8::is_ascii_whitespace)
}

fn without(text: &[u8], is_left_out: impl Fn(&u8) -> bool) -> Zeroizing<Vec<u8>> {
    // With room for everything from the start: what is outgrown would not be wiped.
    let mut rest = Zeroizing::new(Vec::with_capacity(text.len()));
    rest.extend(text.iter().filter(|byte| !is_left_out(byte)));
    rest
}

/// The bytes are wiped where the text turns out not to be base64, too.
fn decoded(encoding: &GeneralPurpose, text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 3));
    encoding.decode_vec(text, &mut bytes).ok()?;
    Some(bytes)
}

fn from_hex(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; text.len() / 2]);
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// The bytes that a file of base64 stands for, whatever white space is in it.
pub(super) fn base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    decoded(&BASE64, &without_white_space(text))
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
        let encoded = unwrapped(bytes);
        let decoded = [
            decoded(&BASE64, &encoded),
            decoded(&BASE64URL, &encoded),
            from_hex(&encoded),
        ];
        let mut decoded = decoded.into_iter().flatten();
        let found = decoded.find_map(|bytes| file_format(&bytes));
        found.map(|_| "a key or certificate in base64 or hex")
    })
}

/// Pasting and environment files add line breaks, `\n`, quotes and byte order marks.
fn unwrapped(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let text = readable(bytes);
    let wrapping = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\0' | '\u{feff}');
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\'
            && characters
                .next_if(|next| matches!(next, 'n' | 'r'))
                .is_some()
        {
            continue;
        }
        if !wrapping(c) {
            kept.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    kept
}

/// The text of the bytes, with a replacement character for what is not UTF-8.
fn readable(bytes: &[u8]) -> Zeroizing<String> {
    let replacement = char::REPLACEMENT_CHARACTER;
    let room = bytes.len() * replacement.len_utf8();
    let mut text = Zeroizing::new(String::with_capacity(room));
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(replacement);
        }
    }
    text
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
    if foreign::is_java_keystore(bytes) {
        return Some("a Java keystore");
    }
    // Some shells write UTF-16, which is ASCII once its NULs are removed.
    let text = readable(&without(bytes, |byte| *byte == 0));
    // "---- BEGIN SSH2" is RFC 4716's spelling.
    let shouted = Zeroizing::new(text.to_ascii_uppercase());
    if shouted.contains("-----BEGIN ") || shouted.contains("---- BEGIN ") {
        return Some("a key or certificate in PEM");
    }
    let mut words = text.split_ascii_whitespace();
    if words.any(|word| decoded(&BASE64, word.as_bytes()).is_some_and(|blob| is_ssh_blob(&blob))) {
        return Some("an OpenSSH key");
    }
    // The byte order mark of UTF-16 is not text, and an environment file may keep its quotes.
    let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim();
    let in_quotes = text.trim_matches(['"', '\'']);
    let as_string = unquote(text.trim_matches('\'')).filter(|_| text.contains('\\'));
    let as_string = as_string.map(|text| Zeroizing::new(text.into_owned()));
    let as_string = as_string.as_deref().map(String::as_str);
    [Some(text), Some(in_quotes), as_string]
        .into_iter()
        .flatten()
        .any(is_jwk)
        .then_some("a JWK or JWK set")
}

/// Whether a text is a JWK or a set, or would be if it were valid JSON: nested no deeper, with other
/// escapes, or with its end.
fn is_jwk(text: &str) -> bool {
    text.starts_with(['{', '['])
        && (spells_key_type(text) || Json::parse_text(text).is_ok() && has_key_type(text))
}

/// Whether a `kty` of text, or a list of `keys`, is spelled out somewhere.
fn spells_key_type(text: &str) -> bool {
    let spelled = |name: &str, value: &[char]| {
        text.match_indices(name).any(|(at, _)| {
            let quote = text[..at].chars().next_back();
            let quote = quote.filter(|quote| matches!(quote, '"' | '\''));
            let after = quote.and_then(|quote| text[at + name.len()..].strip_prefix(quote));
            let after = after.and_then(|after| after.trim_start().strip_prefix(':'));
            after.is_some_and(|after| after.trim_start().starts_with(value))
        })
    };
    spelled("kty", &['"', '\'']) || spelled("keys", &['['])
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
    use crate::codec::json::quote;

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
    fn a_jwk_that_is_not_strict_json_is_refused_as_a_secret() {
        let rsa = r#"{"kty":"RSA","n":"x","e":"AQAB"}"#;
        let member = |more: &str| rsa.replace('}', &format!(",\"more\":{more}}}"));
        let deep = member(&format!("{}{}", "[".repeat(128), "]".repeat(128)));
        for text in [
            deep,
            member(r#""\ud800""#),
            member("\"\u{1}\""),
            member("1,"),
            member("NaN"),
            rsa.trim_end_matches('}').to_owned(),
            rsa.replace('"', "'"),
            format!("{rsa} {rsa}"),
            format!("[{rsa},]"),
            r#"{"keys" : [ "\ud800" ] }"#.to_owned(),
            quote(&member(r#""\ud800""#)),
        ] {
            assert!(
                matches!(refused(text.as_bytes()), KeyError::LooksLikeAKey(_)),
                "{text}"
            );
            let file = secret_from_file(text.as_bytes(), SecretEncoding::Utf8, "test");
            assert!(file.is_err(), "{text}");
        }
    }

    #[test]
    fn a_keystore_as_a_secret_is_refused() {
        let bytes = [&[0xfe, 0xed, 0xfe, 0xed][..], &[0; 40]].concat();
        assert_eq!(refused(&bytes), KeyError::LooksLikeAKey("a Java keystore"));
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
            "{\"kty\" is a name",
            "{kty:\"keys\"",
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
