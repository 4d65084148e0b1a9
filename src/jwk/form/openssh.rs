//! OpenSSH's forms of keys: a line of text for a public one, a PEM block for a private one.

use crate::jwk::material::ec::{Curve, EcKey};
use crate::jwk::material::ed25519::Ed25519Key;
use crate::jwk::material::rsa::{RsaKey, RsaNumbers};
use crate::jwk::{KeyError, Material};
use ssh_key::private::KeypairData;
use ssh_key::public::KeyData;
use ssh_key::{EcdsaCurve, Mpint};

/// Whether the first line of a text that is no comment starts as a public key does.
pub(super) fn is_public_key(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
    let text = first.unwrap_or_default();
    let starts: [&[u8]; 4] = [b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"];
    starts.iter().any(|start| text.starts_with(start))
}

/// A public key on its line (`ssh-ed25519 AAAA… comment`).
pub(super) fn public_key(line: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("an OpenSSH public key");
    let line = std::str::from_utf8(line).map_err(|_| damaged.clone())?;
    let key = ssh_key::PublicKey::from_openssh(line).map_err(|_| damaged)?;
    match key.key_data() {
        KeyData::Rsa(rsa) => RsaKey::public(number(rsa.n())?, number(rsa.e())?).map(Material::Rsa),
        KeyData::Ecdsa(point) => {
            EcKey::new(curve(point.curve()), point.as_sec1_bytes(), None).map(Material::Ec)
        }
        KeyData::Ed25519(point) => Ed25519Key::new(&point.0, None).map(Material::Ed25519),
        other => Err(KeyError::UnsupportedKind(other.algorithm().to_string())),
    }
}

/// A private key, the content of its PEM block.
pub(super) fn private_key(bytes: &[u8]) -> Result<Material, KeyError> {
    let key = ssh_key::PrivateKey::from_bytes(bytes);
    let key = key.map_err(|_| KeyError::Damaged("an OpenSSH private key"))?;
    match key.key_data() {
        KeypairData::Encrypted(_) => Err(KeyError::EncryptedOpenSsh),
        KeypairData::Rsa(pair) => {
            let (public, private) = (pair.public(), pair.private());
            // OpenSSH leaves out the exponents of the primes, so that all are computed.
            let numbers = RsaNumbers {
                d: number(private.d())?,
                crt: None,
            };
            let key = RsaKey::from_numbers(number(public.n())?, number(public.e())?, &numbers);
            key.map(Material::Rsa)
        }
        KeypairData::Ecdsa(pair) => {
            let (point, private) = (pair.public_key_bytes(), pair.private_key_bytes());
            EcKey::new(curve(pair.curve()), point, Some(private)).map(Material::Ec)
        }
        KeypairData::Ed25519(pair) => {
            let seed = zeroize::Zeroizing::new(pair.private.to_bytes());
            Ed25519Key::new(&pair.public.0, Some(&*seed)).map(Material::Ed25519)
        }
        _ => Err(KeyError::UnsupportedKind(key.algorithm().to_string())),
    }
}

fn curve(curve: EcdsaCurve) -> Curve {
    match curve {
        EcdsaCurve::NistP256 => Curve::P256,
        EcdsaCurve::NistP384 => Curve::P384,
        EcdsaCurve::NistP521 => Curve::P521,
    }
}

fn number(number: &Mpint) -> Result<&[u8], KeyError> {
    number.as_positive_bytes().ok_or(KeyError::Inconsistent)
}
