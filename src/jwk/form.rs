//! The forms in which keys are stored, a file each. [`load`] finds the form from the content, and
//! never from a file's name.

mod algorithm_identifier;
mod certificate;
mod certificate_map;
pub mod der;
mod encryption;
#[cfg(test)]
mod fixtures;
mod foreign;
pub mod jwk;
mod openssh;
pub mod pem;
mod pkcs1;
pub(super) mod pkcs8;
pub mod raw;
mod sec1;
mod service_account;
mod spki;
pub mod text;

use super::key::Origin;
use super::{
    Certificate, Key, KeyError, KeyRemark, Material, RsaKey, ThumbprintHash, UnusableKey,
    thumbprint,
};
use crate::codec::json::Json;
use encryption::Decryption;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use zeroize::Zeroizing;

/// Gives the passphrase of an encrypted key, if there is one. It is called only when a key needs it.
pub type Passphrase<'p> = dyn FnMut() -> Option<Zeroizing<Vec<u8>>> + 'p;

/// What one key in an ASN.1 or OpenSSH form consists of.
struct Content {
    material: Material,
    certificate: Option<Certificate>,
    remarks: Vec<KeyRemark>,
}

impl From<Material> for Content {
    fn from(material: Material) -> Self {
        Self {
            material,
            certificate: None,
            remarks: Vec::new(),
        }
    }
}

impl From<RsaKey> for Content {
    fn from(key: RsaKey) -> Self {
        Material::Rsa(key).into()
    }
}

impl Content {
    fn into_key(self, source: &str) -> Key {
        Key {
            certificate: self.certificate,
            remarks: self.remarks,
            ..Key::new(self.material, Origin::File, source)
        }
    }
}

/// The keys of one file. `source` names it for people.
///
/// # Errors
/// When the file is not a key, or its one key cannot be used. A key of a set that cannot be used is
/// not an error here, but returned beside the others.
pub fn load(
    bytes: &[u8],
    source: &str,
    passphrase: &mut Passphrase<'_>,
) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let trimmed = text.trim_ascii();
    let decryption = &mut Decryption::new(passphrase);
    let several = |contents: Vec<Content>| {
        let keys = contents.into_iter().map(|content| content.into_key(source));
        (without_twins(keys.collect()), Vec::new())
    };
    if let Some(form) = foreign::found(bytes) {
        return Err(KeyError::ForeignForm(form));
    }
    match trimmed.first() {
        None => Err(KeyError::NoKey),
        // With the white space around it, which has to be JSON's own.
        Some(b'{') => load_json(text, source, decryption),
        Some(b'[') => Err(KeyError::UnknownForm(
            "a JSON array; a set is {\"keys\":[…]}",
        )),
        Some(_) if pem::is_pem(trimmed) => pem::load(trimmed, decryption).map(several),
        Some(_) if openssh::are_public_keys(trimmed) => {
            let keys = openssh::read_public(trimmed)?;
            Ok(several(keys.into_iter().map(Content::from).collect()))
        }
        // Every key in DER is a SEQUENCE. Text may start with its tag, '0', as well.
        Some(0x30) if std::str::from_utf8(bytes).is_err() || bytes.get(1) == Some(&0x82) => {
            let bytes = bytes
                .strip_suffix(b"\n")
                .filter(|cut| der::is_whole(cut))
                .unwrap_or(bytes);
            der::load(bytes, decryption).map(|content| several(vec![content]))
        }
        Some(_) => match load_unlabelled(bytes, trimmed, decryption) {
            Err(KeyError::UnknownForm(_)) => Err(unknown(trimmed)),
            content => content.map(|content| several(vec![content])),
        },
    }
}

fn load_json(
    text: &[u8],
    source: &str,
    decryption: &mut Decryption<'_, '_>,
) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    let read = jwk::load(text, source);
    if read.as_ref().err() != Some(&KeyError::NoKty) {
        return read;
    }
    let json = Json::parse(text).map_err(KeyError::NotJson)?;
    if service_account::is_service_account(&json) {
        let keys = service_account::load(&json, source, decryption)?;
        return Ok((keys, Vec::new()));
    }
    if certificate_map::is_map(&json) {
        return certificate_map::load(&json, source, decryption);
    }
    let members = json.members().iter();
    let mut with_key = members.filter(|member| match member.value.as_str() {
        Some(text) => text::key_in_file_format(text.as_bytes()).is_some(),
        None => text::key_in_file_format(member.value.text().as_bytes()).is_some(),
    });
    Err(with_key.next().map_or(KeyError::NoKty, |member| {
        KeyError::KeyInMember(member.name.read.clone().into_owned())
    }))
}

/// DER, as it is or in base64.
fn load_unlabelled(
    bytes: &[u8],
    text: &[u8],
    decryption: &mut Decryption<'_, '_>,
) -> Result<Content, KeyError> {
    match (der::load(bytes, decryption), text::base64(text)) {
        (Err(KeyError::UnknownForm(_)), Some(decoded)) => der::load(&decoded, decryption),
        (read, _) => read,
    }
}

/// What a file is that has none of the forms.
fn unknown(text: &[u8]) -> KeyError {
    match text::key_in_file_format(text) {
        Some(form) => KeyError::UnknownForm(form),
        None if std::str::from_utf8(text).is_err() => KeyError::UnknownForm("binary data"),
        None => KeyError::PlainText,
    }
}

/// A file often contains a private key and its public half or its certificate: that is one key, the
/// private one. If there are several keys, the number of each tells them apart for people.
fn without_twins(keys: Vec<Key>) -> Vec<Key> {
    if keys.len() < 2 {
        return keys;
    }
    let mut single: Vec<Key> = Vec::new();
    let mut places = HashMap::new();
    for key in keys {
        let limits = (key.kind(), key.alg);
        let print = thumbprint(&key, ThumbprintHash::default());
        match places.entry((print, limits)) {
            Entry::Vacant(place) => {
                place.insert(single.len());
                single.push(key);
            }
            Entry::Occupied(place) => {
                let twin = &mut single[*place.get()];
                if key.is_private() && !twin.is_private() {
                    *twin = key;
                }
            }
        }
    }
    let count = single.len();
    if count > 1 {
        for (i, key) in single.iter_mut().enumerate() {
            key.source = format!("{}, key {} of {count}", key.source, i + 1);
        }
    }
    single
}

#[cfg(test)]
mod tests {
    use super::fixtures::{
        EC_PKCS8, EC_SEC1, EC_SPKI, ED25519_PKCS8, ED25519_SPKI, LEAF, LEAF_SPKI,
        OPENSSH_ED25519_LINE, OPENSSH_P256_LINE, der, pem,
    };
    use super::*;
    use crate::codec::base64url;
    use crate::jwk::ForeignForm;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn refused(bytes: &[u8]) -> Option<KeyError> {
        load(bytes, "test", &mut || None).err()
    }

    /// Each key's source and description.
    fn found(bytes: &[u8]) -> Vec<(String, String)> {
        let (keys, unusable) = load(bytes, "test", &mut || None).unwrap();
        assert!(unusable.is_empty());
        let keys = keys.iter();
        keys.map(|key| (key.source().to_owned(), key.description()))
            .collect()
    }

    fn one(description: &str) -> Vec<(String, String)> {
        vec![("test".to_owned(), description.to_owned())]
    }

    #[test]
    fn the_form_is_found_from_the_content() {
        let jwk = br#"{"kty":"oct","k":"c2VjcmV0"}"#;
        assert_eq!(found(jwk), one("a secret of 6 bytes"));
        assert_eq!(found(&der(EC_SEC1)), one("a P-384 private key"));
        let pem = pem("PUBLIC KEY", ED25519_SPKI);
        assert_eq!(found(pem.as_bytes()), one("an Ed25519 public key"));
        let line = OPENSSH_P256_LINE.as_bytes();
        assert_eq!(found(line), one("a P-256 public key"));
        assert_eq!(found(&der(LEAF)), one("an Ed25519 public key"));
    }

    #[test]
    fn white_space_and_a_byte_order_mark_around_text_are_ignored() {
        let text = format!("\u{feff}\n {OPENSSH_ED25519_LINE} \n");
        assert_eq!(found(text.as_bytes()), one("an Ed25519 public key"));
    }

    #[test]
    fn a_line_break_after_der_is_ignored_and_other_bytes_are_not() {
        let mut bytes = [der(EC_PKCS8), b"\n".to_vec()].concat();
        assert_eq!(found(&bytes), one("a P-384 private key"));
        *bytes.last_mut().unwrap() = 0;
        let unknown = KeyError::UnknownForm("DER of something else");
        assert_eq!(refused(&bytes), Some(unknown));
    }

    #[test]
    fn what_is_not_a_key_is_told_by_what_it_is() {
        assert_eq!(refused(b""), Some(KeyError::NoKey));
        assert_eq!(refused(b" \n"), Some(KeyError::NoKey));
        assert_eq!(refused(b"a plain secret"), Some(KeyError::PlainText));
        assert_eq!(refused(b"0123456789abcdef"), Some(KeyError::PlainText));
        let unknown = |found| Some(KeyError::UnknownForm(found));
        assert_eq!(
            refused(b"[{}]"),
            unknown("a JSON array; a set is {\"keys\":[…]}")
        );
        let utf16: Vec<u8> = "\u{feff}-----BEGIN"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            refused(&utf16),
            Some(KeyError::ForeignForm(ForeignForm::Utf16))
        );
        assert_eq!(
            refused(hex::encode(der(ED25519_SPKI)).as_bytes()),
            unknown("a key or certificate in base64 or hex")
        );
        assert!(matches!(refused(b"{\"kty\""), Some(KeyError::NotJson(_))));
    }

    #[test]
    fn der_in_base64_is_read_whatever_its_lines() {
        let public = one("an Ed25519 public key");
        let lines = format!(" {}\r\n{}\n", &ED25519_SPKI[..20], &ED25519_SPKI[20..]);
        for text in [ED25519_SPKI, ED25519_SPKI.trim_end_matches('='), &lines] {
            assert_eq!(found(text.as_bytes()), public, "{text}");
        }
        assert_eq!(found(EC_PKCS8.as_bytes()), one("a P-384 private key"));
        assert_eq!(found(LEAF.as_bytes()), one("an Ed25519 public key"));
        let in_base64 = "a key or certificate in base64 or hex";
        let twice = STANDARD.encode(ED25519_SPKI);
        let text = STANDARD.encode(pem("PUBLIC KEY", ED25519_SPKI));
        for other in [&twice, &text] {
            let refused = refused(other.as_bytes());
            let is_text = refused == Some(KeyError::PlainText);
            assert!(is_text || refused == Some(KeyError::UnknownForm(in_base64)));
        }
    }

    /// The point of order 1: one signature holds for every payload.
    #[test]
    fn a_key_of_small_order_is_refused_in_every_form() {
        let point = [&[1][..], &[0; 31]].concat();
        let x = base64url::encode(&point);
        let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
        let spki = [&der(ED25519_SPKI)[..12], &point].concat();
        let leaf = der(LEAF_SPKI);
        let certificate = der(LEAF);
        let at = memchr::memmem::find(&certificate, &leaf).unwrap() + 12;
        let certificate = [&certificate[..at], &point, &certificate[at + 32..]].concat();
        let blob = [&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], &point].concat();
        let line = format!("ssh-ed25519 {}", STANDARD.encode(blob));
        let pem = pem("PUBLIC KEY", &STANDARD.encode(&spki));
        for form in [
            jwk.as_bytes(),
            &spki,
            &certificate,
            line.as_bytes(),
            pem.as_bytes(),
        ] {
            assert_eq!(refused(form), Some(KeyError::SmallOrder("Ed25519")));
        }
    }

    #[test]
    fn only_white_space_of_json_may_surround_json() {
        let jwk = r#"{"kty":"oct","k":"c2VjcmV0"}"#;
        let within = format!("\u{feff} \t\r\n{jwk}\n\r\t ");
        assert_eq!(found(within.as_bytes()), one("a secret of 6 bytes"));
        for other in ["\u{c}", "\u{b}", "\0", "\u{a0}", "\u{2028}", "\u{feff}"] {
            for text in [format!("{jwk}{other}"), format!("{jwk}\n{other}\n")] {
                let refused = refused(text.as_bytes());
                assert!(matches!(refused, Some(KeyError::NotJson(_))), "{other:?}");
            }
            assert!(
                refused(format!(" {other}{jwk}").as_bytes()).is_some(),
                "{other:?}"
            );
        }
        // Around PEM there may be any text.
        let text = format!("\u{c}{}\u{c}", pem("PUBLIC KEY", ED25519_SPKI));
        assert_eq!(found(text.as_bytes()), one("an Ed25519 public key"));
    }

    #[test]
    fn json_with_a_key_in_a_member_is_told_by_that_member() {
        let spki = format!(r#"{{"realm":"m","public_key":"{ED25519_SPKI}"}}"#);
        let jwk = r#"{"name":"x","jwk":{"kty":"oct","k":"c2VjcmV0"}}"#;
        let set = r#"{"jwks":{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}}"#;
        for (text, name) in [(spki.as_str(), "public_key"), (jwk, "jwk"), (set, "jwks")] {
            let told = KeyError::KeyInMember(name.to_owned());
            assert_eq!(refused(text.as_bytes()), Some(told));
        }
        assert_eq!(refused(b"{\"a\":\"b\"}"), Some(KeyError::NoKty));
    }

    #[test]
    fn a_private_key_beside_its_public_half_is_one_private_key() {
        let (private, public) = (pem("PRIVATE KEY", EC_PKCS8), pem("PUBLIC KEY", EC_SPKI));
        for text in [format!("{private}{public}"), format!("{public}{private}")] {
            assert_eq!(found(text.as_bytes()), one("a P-384 private key"));
        }
    }

    #[test]
    fn several_keys_of_a_file_are_told_apart_by_their_number() {
        let text = [
            pem("PUBLIC KEY", EC_SPKI),
            pem("PRIVATE KEY", ED25519_PKCS8),
        ]
        .concat();
        let expected = [
            ("test, key 1 of 2", "a P-384 public key"),
            ("test, key 2 of 2", "an Ed25519 private key"),
        ];
        let expected = expected.map(|(source, key)| (source.to_owned(), key.to_owned()));
        assert_eq!(found(text.as_bytes()), expected);
    }
}
