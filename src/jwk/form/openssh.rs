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

/// How a private key starts (OpenSSH's PROTOCOL.key).
const MAGIC: &[u8] = b"openssh-key-v1\0";

pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::fixtures::{
        EC_SEC1, OPENSSH_ED25519, OPENSSH_ED25519_LINE, OPENSSH_ENCRYPTED, OPENSSH_P256,
        OPENSSH_P256_LINE, der,
    };
    use crate::jwk::form::spki;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn public(line: &str) -> Vec<u8> {
        let keys = read_public(line.as_bytes()).ok().unwrap();
        assert_eq!(keys.len(), 1);
        spki::write(&keys[0]).unwrap()
    }

    #[test]
    fn private_keys_belong_to_their_lines() {
        for (private, line) in [
            (OPENSSH_ED25519, OPENSSH_ED25519_LINE),
            (OPENSSH_P256, OPENSSH_P256_LINE),
        ] {
            let key = read_private(&der(private)).ok().unwrap();
            assert!(key.is_private());
            assert_eq!(key.check_halves(), Ok(()));
            assert_eq!(spki::write(&key), Ok(public(line)));
        }
    }

    #[test]
    fn an_encrypted_private_key_is_unsupported() {
        let key = read_private(&der(OPENSSH_ENCRYPTED));
        assert_eq!(key.err(), Some(KeyError::EncryptedOpenSsh));
    }

    #[test]
    fn truncated_and_other_private_keys_are_damaged() {
        let damaged = Some(KeyError::Damaged("OpenSSH private key"));
        let bytes = der(OPENSSH_ED25519);
        for length in 0..bytes.len() {
            let key = read_private(&bytes[..length]);
            assert_eq!(key.err(), damaged, "{length} bytes");
        }
        assert_eq!(read_private(&der(EC_SEC1)).err(), damaged);
    }

    #[test]
    fn lines_are_keys_and_comments_are_not() {
        let text = format!("# mine\n\n{OPENSSH_ED25519_LINE}\r\n  {OPENSSH_P256_LINE}\n");
        assert!(are_public_keys(text.as_bytes()));
        let keys = read_public(text.as_bytes()).ok().unwrap();
        let kinds: Vec<_> = keys.iter().map(|key| key.kind().name()).collect();
        assert_eq!(kinds, ["Ed25519", "P-256"]);
        assert!(!are_public_keys(b"# ssh-ed25519\nsecret"));
        assert!(!are_public_keys(b""));
    }

    #[test]
    fn a_damaged_line_is_refused() {
        let damaged = Some(KeyError::Damaged("OpenSSH public key"));
        for line in [
            &OPENSSH_ED25519_LINE[..60],
            &OPENSSH_ED25519_LINE.replace("ssh-ed25519 ", "ssh-rsa "),
            "ssh-ed25519",
            "ssh-ed25519 \u{fffd}",
        ] {
            assert_eq!(read_public(line.as_bytes()).err(), damaged, "{line}");
        }
        assert_eq!(read_public(b"ssh-ed25519 \xff").err(), damaged);
    }

    #[test]
    fn a_key_in_a_security_token_is_unsupported() {
        let name = "sk-ssh-ed25519@openssh.com";
        let fields: [&[u8]; 3] = [name.as_bytes(), &[7; 32], b"ssh:"];
        let field = |field: &&[u8]| {
            let length = u32::try_from(field.len()).unwrap();
            [&length.to_be_bytes()[..], field].concat()
        };
        let blob: Vec<u8> = fields.iter().flat_map(field).collect();
        let line = format!("{name} {}", STANDARD.encode(blob));
        let unsupported = KeyError::UnsupportedKind(name.to_owned());
        assert_eq!(read_public(line.as_bytes()).err(), Some(unsupported));
    }
}
