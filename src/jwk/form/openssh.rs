//! The forms of OpenSSH: a line of text for a public key (RFC 4253, section 6.6), a PEM block for a
//! private key.

use crate::jwa::Curve;
use crate::jwk::{EcKey, Ed25519Key, KeyError, Material, RsaKey};
use ssh_key::private::KeypairData;
use ssh_key::public::KeyData;
use ssh_key::{EcdsaCurve, Mpint};

/// How the names of the types of keys start (RFC 4253, section 6.6; RFC 5656, section 3.1; OpenSSH's
/// PROTOCOL.u2f).
const TYPES: [&[u8]; 4] = [b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"];

pub(super) fn starts_with_a_type(bytes: &[u8]) -> bool {
    TYPES.iter().any(|start| bytes.starts_with(start))
}

/// Whether the first line that is not a comment starts as a public key does.
pub(super) fn are_public_keys(text: &[u8]) -> bool {
    lines(text).next().is_some_and(starts_with_a_type)
}

/// A key a line, as in `authorized_keys` without options.
pub(super) fn read_public(text: &[u8]) -> Result<Vec<Material>, KeyError> {
    lines(text).map(public_key).collect()
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"))
}

fn public_key(line: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("OpenSSH public key");
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

/// The content of the PEM block.
pub(super) fn read_private(bytes: &[u8]) -> Result<Material, KeyError> {
    let key = ssh_key::PrivateKey::from_bytes(bytes);
    let key = key.map_err(|_| KeyError::Damaged("OpenSSH private key"))?;
    match key.key_data() {
        KeypairData::Encrypted(_) => Err(KeyError::EncryptedOpenSsh),
        KeypairData::Rsa(pair) => {
            let (public, private) = (pair.public(), pair.private());
            // The exponents of the primes are not stored, so that they are computed.
            let (n, e) = (number(public.n())?, number(public.e())?);
            let key = RsaKey::from_exponent(n, e, number(private.d())?);
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
