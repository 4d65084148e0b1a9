//! The forms in which keys are stored, a file each: [`secret`] text, [`jwk`] for a JWK or a JWK set
//! (RFC 7517), [`pem`], [`der`] and OpenSSH. [`load`] finds the form from the content, and never from
//! a file's name.

pub mod der;
pub mod jwk;
mod openssh;
pub mod pem;
pub mod secret;

use super::{Key, KeyError, Origin, UnusableKey};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use zeroize::Zeroizing;

/// Gives the passphrase of an encrypted key, where there is one; asked only when it is needed.
pub type Passphrase<'p> = dyn FnMut() -> Option<Zeroizing<Vec<u8>>> + 'p;

/// The keys of one file, found from its content and never from its name.
///
/// # Errors
/// When the file is no key at all, or its one key is no good. A bad key in a set is no error here.
pub fn load(
    bytes: &[u8],
    source: &str,
    passphrase: &mut Passphrase<'_>,
) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = text.trim_ascii();
    let is_pem = text
        .windows(PEM_MARK.len())
        .any(|window| window == PEM_MARK);
    let key = |(material, certificate)| Key {
        certificate,
        ..Key::new(material, Origin::File, source)
    };
    match text.first() {
        None => Err(KeyError::NoKey),
        Some(b'[') => Err(KeyError::UnknownForm(
            "a bare list; a set is {\"keys\":[…]}",
        )),
        Some(b'{') => jwk::load(text, source),
        Some(_) if is_pem => {
            let blocks = pem::load(text, passphrase)?;
            Ok((
                without_twins(blocks.into_iter().map(key).collect()),
                Vec::new(),
            ))
        }
        Some(_) if openssh::is_public_key(text) => {
            let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
            let keys = lines.map(|line| openssh::public_key(line).map(|read| key((read, None))));
            Ok((without_twins(keys.collect::<Result<_, _>>()?), Vec::new()))
        }
        // The tag of a SEQUENCE, as which every key in DER starts.
        Some(0x30) if std::str::from_utf8(bytes).is_err() || bytes.get(1) == Some(&0x82) => {
            let bytes = bytes
                .strip_suffix(b"\n")
                .filter(|cut| der::is_whole(cut))
                .unwrap_or(bytes);
            Ok((vec![key(der::load(bytes, passphrase)?)], Vec::new()))
        }
        Some(0xff | 0xfe | b'-') if text.contains(&0) => {
            Err(KeyError::UnknownForm("UTF-16 text; save it as UTF-8"))
        }
        Some(_) => match der::load(bytes, passphrase) {
            Ok(loaded) => Ok((vec![key(loaded)], Vec::new())),
            Err(KeyError::UnknownForm(_)) => Err(KeyError::UnknownForm(
                secret::key_in_file_format(text).unwrap_or("text"),
            )),
            Err(error) => Err(error),
        },
    }
}

const PEM_MARK: &[u8] = b"-----BEGIN ";

/// A file often holds a private key and its public half or certificate: that is one key, the
/// private one. Several that are left are told apart by their place.
fn without_twins(keys: Vec<Key>) -> Vec<Key> {
    if keys.len() < 2 {
        return keys;
    }
    let mut single: Vec<Key> = Vec::new();
    let mut places = HashMap::new();
    for key in keys {
        let limits = (key.material.kind(), key.alg);
        match places.entry((jwk::thumbprint(&key), limits)) {
            Entry::Vacant(place) => {
                place.insert(single.len());
                single.push(key);
            }
            Entry::Occupied(place) => {
                let twin = &mut single[*place.get()];
                if key.material.is_private() && !twin.material.is_private() {
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
