//! DER (X.690) without a label, which may be any of the ASN.1 forms.

use super::encryption::{self, Decryption};
use super::{Content, certificate, foreign, pkcs1, pkcs8, sec1, spki};
use crate::jwk::{Key, KeyError};
use ::der::asn1::AnyRef;
use ::der::{Decode, Reader, SliceReader};
use zeroize::Zeroizing;

/// The forms are tried in turn. None of them can be mistaken for another: they differ in the types of
/// their first elements, or in the version number.
pub(super) fn load(bytes: &[u8], decryption: &mut Decryption<'_, '_>) -> Result<Content, KeyError> {
    if pkcs8::is_private_key(bytes) {
        pkcs8::read(bytes).map(Content::from)
    } else if encryption::is_encrypted(bytes) {
        pkcs8::read_encrypted(bytes, decryption)
    } else if spki::is_public_key(bytes) {
        spki::read(bytes).map(Content::from)
    } else if sec1::is_private_key(bytes) {
        sec1::read(bytes).map(Content::from)
    } else if pkcs1::is_private_key(bytes) {
        pkcs1::read_private(bytes).map(Content::from)
    } else if pkcs1::is_public_key(bytes) {
        pkcs1::read_public(bytes).map(Content::from)
    } else if certificate::is_certificate(bytes) {
        certificate::read(bytes)
    } else if let Some(form) = foreign::in_der(bytes) {
        Err(KeyError::ForeignForm(form))
    } else {
        Err(KeyError::UnknownForm("DER of something else"))
    }
}

/// Whether the bytes are one value with nothing after it.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    AnyRef::from_der(bytes).is_ok()
}

/// The values within one value.
pub(super) fn values(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outer = AnyRef::from_der(bytes).ok()?;
    let mut reader = SliceReader::new(outer.value()).ok()?;
    let mut values = Vec::new();
    while !reader.is_finished() {
        values.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(values)
}

/// A key in DER: PKCS#8 if it is private, SPKI if it is public.
///
/// # Errors
/// For a secret, and for a private key whose halves do not belong together, where it cannot be
/// written without the missing numbers.
pub fn write(key: &Key) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if key.is_private() {
        pkcs8::write(key.material())
    } else {
        spki::write(key.material()).map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::{Curve, KeyKind};
    use crate::jwk::Material;
    use crate::jwk::form::fixtures::{
        EC_PKCS8, EC_SEC1, EC_SPKI, ED25519_ENCRYPTED, ED25519_LEGACY, ED25519_PKCS8, LEAF,
        PASSPHRASE, RSA_PKCS1, RSA_PKCS1_PUBLIC, der,
    };
    use crate::jwk::form::jwk;

    fn kind(bytes: &[u8]) -> Result<(KeyKind, bool), KeyError> {
        let mut passphrase = || Some(Zeroizing::new(PASSPHRASE.to_vec()));
        let content = load(bytes, &mut Decryption::new(&mut passphrase))?;
        Ok((content.material.kind(), content.material.is_private()))
    }

    #[test]
    fn every_form_is_found_without_a_label() {
        let p384 = KeyKind::Ec(Curve::P384);
        for (form, found) in [
            (EC_PKCS8, (p384, true)),
            (EC_SEC1, (p384, true)),
            (EC_SPKI, (p384, false)),
            (RSA_PKCS1, (KeyKind::Rsa, true)),
            (RSA_PKCS1_PUBLIC, (KeyKind::Rsa, false)),
            (ED25519_ENCRYPTED, (KeyKind::Ed25519, true)),
            (LEAF, (KeyKind::Ed25519, false)),
        ] {
            assert_eq!(kind(&der(form)), Ok(found), "{form}");
        }
    }

    #[test]
    fn something_else_is_not_a_key() {
        let unknown = KeyError::UnknownForm("DER of something else");
        for bytes in [&[][..], &[0x30, 0], &[0x30, 3, 2, 1, 0], &[2, 1, 0]] {
            assert_eq!(kind(bytes), Err(unknown.clone()));
        }
        assert_eq!(kind(&der(ED25519_LEGACY)), Err(KeyError::LegacyEncryption));
    }

    #[test]
    fn bytes_after_the_key_are_refused() {
        let unknown = Err(KeyError::UnknownForm("DER of something else"));
        for form in [
            EC_PKCS8,
            EC_SEC1,
            EC_SPKI,
            RSA_PKCS1,
            RSA_PKCS1_PUBLIC,
            LEAF,
        ] {
            assert_eq!(kind(&[der(form), vec![0]].concat()), unknown, "{form}");
        }
    }

    #[test]
    fn a_private_key_is_written_as_pkcs8_and_a_public_one_as_spki() {
        let content = load(&der(EC_SEC1), &mut Decryption::new(&mut || None))
            .ok()
            .unwrap();
        let key = content.into_key("test");
        assert_eq!(write(&key).unwrap().as_slice(), der(EC_PKCS8));
        let key = key.into_public().unwrap();
        assert_eq!(write(&key).unwrap().as_slice(), der(EC_SPKI));
    }

    #[test]
    fn a_secret_is_not_written() {
        let (keys, _) = jwk::load(br#"{"kty":"oct","k":"c2VjcmV0"}"#, "test").unwrap();
        assert_eq!(write(&keys[0]).err(), Some(KeyError::SecretInPem));
    }

    #[test]
    fn a_private_exponent_of_another_key_cannot_be_written() {
        let content = load(&der(RSA_PKCS1), &mut Decryption::new(&mut || None))
            .ok()
            .unwrap();
        let Material::Rsa(key) = content.material else {
            panic!("an RSA key is read");
        };
        let key = crate::jwk::RsaKey::from_exponent(key.modulus(), key.exponent(), &[3; 200]);
        let key = super::Content::from(key.ok().unwrap()).into_key("test");
        assert_eq!(write(&key).err(), Some(KeyError::Inconsistent));
    }

    #[test]
    fn an_ed25519_key_is_written_as_rfc_8410_has_it() {
        let content = load(&der(ED25519_PKCS8), &mut Decryption::new(&mut || None))
            .ok()
            .unwrap();
        let written = write(&content.into_key("test")).unwrap();
        assert_eq!(written.as_slice(), der(ED25519_PKCS8));
    }
}
