//! The forms in which keys are stored, a file each. [`load`] finds the form from the content, and
//! never from a file's name.

mod algorithm_identifier;
mod certificate;
pub mod der;
#[cfg(test)]
mod fixtures;
pub mod jwk;
mod openssh;
pub mod pem;
mod pkcs1;
pub(super) mod pkcs8;
pub mod raw;
mod sec1;
mod spki;
pub mod text;

use super::key::Origin;
use super::{
    Certificate, Key, KeyError, Material, RsaKey, ThumbprintHash, UnusableKey, thumbprint,
};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use zeroize::Zeroizing;

/// Gives the passphrase of an encrypted key, if there is one. It is called only when a key needs it.
pub type Passphrase<'p> = dyn FnMut() -> Option<Zeroizing<Vec<u8>>> + 'p;

/// What one key in an ASN.1 or OpenSSH form consists of.
struct Content {
    material: Material,
    certificate: Option<Certificate>,
}

impl From<Material> for Content {
    fn from(material: Material) -> Self {
        Self {
            material,
            certificate: None,
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
    let text = text.trim_ascii();
    let several = |contents: Vec<Content>| {
        let keys = contents.into_iter().map(|content| content.into_key(source));
        (without_twins(keys.collect()), Vec::new())
    };
    match text.first() {
        None => Err(KeyError::NoKey),
        Some(b'[') => Err(KeyError::UnknownForm(
            "a JSON array; a set is {\"keys\":[…]}",
        )),
        Some(b'{') => jwk::load(text, source),
        Some(_) if pem::is_pem(text) => pem::load(text, passphrase).map(several),
        Some(_) if openssh::are_public_keys(text) => {
            let keys = openssh::read_public(text)?;
            Ok(several(keys.into_iter().map(Content::from).collect()))
        }
        // Every key in DER is a SEQUENCE. Text may start with its tag, '0', as well.
        Some(0x30) if std::str::from_utf8(bytes).is_err() || bytes.get(1) == Some(&0x82) => {
            let bytes = bytes
                .strip_suffix(b"\n")
                .filter(|cut| der::is_whole(cut))
                .unwrap_or(bytes);
            let key = der::load(bytes, passphrase)?.into_key(source);
            Ok((vec![key], Vec::new()))
        }
        Some(0xff | 0xfe | b'-') if text.contains(&0) => Err(KeyError::UnknownForm("UTF-16 text")),
        Some(_) => {
            match der::load(bytes, passphrase) {
                Ok(content) => Ok((vec![content.into_key(source)], Vec::new())),
                Err(KeyError::UnknownForm(_)) => Err(text::key_in_file_format(text)
                    .map_or(KeyError::PlainText, KeyError::UnknownForm)),
                Err(error) => Err(error),
            }
        }
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
        EC_PKCS8, EC_SEC1, EC_SPKI, ED25519_PKCS8, ED25519_SPKI, LEAF, OPENSSH_ED25519_LINE,
        OPENSSH_P256_LINE, der, pem,
    };
    use super::*;

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
        assert_eq!(refused(&utf16), unknown("UTF-16 text"));
        assert_eq!(
            refused(ED25519_SPKI.as_bytes()),
            unknown("a key or certificate in base64 or hex")
        );
        assert!(matches!(refused(b"{\"kty\""), Some(KeyError::NotJson(_))));
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
