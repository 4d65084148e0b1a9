//! The forms in which keys are stored, a file each. [`load`] finds the form from the content, and
//! never from a file's name.

mod algorithm_identifier;
mod certificate;
pub mod der;
pub mod jwk;
mod openssh;
pub mod pem;
mod pkcs1;
pub(super) mod pkcs8;
mod sec1;
mod spki;
pub mod text;

use super::key::Origin;
use super::{Certificate, Key, KeyError, Material, RsaKey, UnusableKey, thumbprint};
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
        match places.entry((thumbprint(&key), limits)) {
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
