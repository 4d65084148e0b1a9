//! Private keys of every kind (PKCS#8, RFC 5958), also encrypted ones.

use super::algorithm_identifier::{self, KeyAlgorithm};
use super::encryption::Decryption;
use super::{Content, pkcs1, sec1};
use crate::jwk::material::{MlDsaPrivate, SEED_BYTES};
use crate::jwk::{Ed25519Key, KeyError, Material, MlDsaKey};
use ::pkcs8::PrivateKeyInfoRef;
use der::asn1::{AnyRef, OctetStringRef};
use der::referenced::OwnedToRef;
use der::{Decode, Encode, SliceReader, Tag, TagNumber, Tagged};
use zeroize::Zeroizing;

/// An ML-DSA private key that is its seed alone (RFC 9881, section 6).
const ML_DSA_SEED: Tag = Tag::ContextSpecific {
    constructed: false,
    number: TagNumber(0),
};

pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    PrivateKeyInfoRef::from_der(bytes).is_ok()
}

pub(in crate::jwk) fn read(bytes: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("private key (PKCS#8)");
    let info = PrivateKeyInfoRef::from_der(bytes).map_err(|_| damaged.clone())?;
    let key = info.private_key.as_bytes();
    match algorithm_identifier::read(&info.algorithm)? {
        KeyAlgorithm::Rsa => pkcs1::read_private(key).map(Material::Rsa),
        KeyAlgorithm::RsaPss(parameters) => {
            pkcs1::limited_to_pss(pkcs1::read_private(key)?, parameters)
        }
        KeyAlgorithm::Ec(curve) => sec1::read_on(curve, key),
        KeyAlgorithm::Ed25519 => {
            let seed = <&OctetStringRef>::from_der(key).map_err(|_| damaged)?;
            Ed25519Key::from_seed(seed.as_bytes()).map(Material::Ed25519)
        }
        KeyAlgorithm::MlDsa(parameters) => {
            let whole = MlDsaKey::from_pkcs8(parameters, bytes)?;
            let key = match ml_dsa_seed(key) {
                Some(seed) => MlDsaKey::new(parameters, whole.bytes(), Some(seed)),
                None => Ok(whole),
            };
            key.map(Material::MlDsa)
        }
    }
}

/// The seed of an ML-DSA private key that has one: alone, or in a SEQUENCE with the expanded key (RFC
/// 9881, section 6).
fn ml_dsa_seed(key: &[u8]) -> Option<&[u8]> {
    let key = AnyRef::from_der(key).ok()?;
    let seed = match key.tag() {
        ML_DSA_SEED => key.value(),
        Tag::Sequence => {
            let mut both = SliceReader::new(key.value()).ok()?;
            <&OctetStringRef>::decode(&mut both).ok()?.as_bytes()
        }
        _ => return None,
    };
    (seed.len() == SEED_BYTES).then_some(seed)
}

pub(super) fn read_encrypted(
    bytes: &[u8],
    decryption: &mut Decryption<'_, '_>,
) -> Result<Content, KeyError> {
    let (content, remark) = decryption.decrypt(bytes)?;
    let content = content.as_bytes();
    // Another passphrase may give bytes that are DER by chance.
    if !is_private_key(content) {
        return Err(KeyError::WrongPassphrase);
    }
    Ok(Content {
        remarks: remark.into_iter().collect(),
        ..Content::from(read(content)?)
    })
}

pub(super) fn write(material: &Material) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let private = match material {
        Material::Rsa(key) => Zeroizing::new(key.pkcs1()?.to_vec()),
        Material::Ec(key) => sec1::write(key)?,
        Material::Ed25519(key) => {
            let seed = key.seed().ok_or(KeyError::NotPrivate)?;
            // RFC 8410, section 7.
            tagged(Tag::OctetString, seed)?
        }
        Material::MlDsa(key) => match key.private().ok_or(KeyError::NotPrivate)? {
            MlDsaPrivate::Seed(seed) => tagged(ML_DSA_SEED, seed)?,
            MlDsaPrivate::Expanded(pkcs8) => return Ok(pkcs8.clone()),
        },
        Material::Secret(_) => return Err(KeyError::SecretInPem),
    };
    let algorithm = algorithm_identifier::of(material)?;
    let private = <&OctetStringRef>::try_from(private.as_slice());
    let private = private.map_err(|_| KeyError::Inconsistent)?;
    let written = PrivateKeyInfoRef::new(algorithm.owned_to_ref(), private).to_der();
    Ok(Zeroizing::new(written.map_err(|_| KeyError::Inconsistent)?))
}

fn tagged(tag: Tag, seed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let written = AnyRef::new(tag, seed).and_then(|value| value.to_der());
    Ok(Zeroizing::new(written.map_err(|_| KeyError::Inconsistent)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::{Curve, KeyKind, ParameterSet};
    use crate::jwk::form::fixtures::{
        EC_PKCS8, EC_SEC1, EC_SPKI, ED448_PKCS8, ED25519_COSTLY, ED25519_ENCRYPTED, ED25519_LEGACY,
        ED25519_PKCS8, ED25519_SPKI, PASSPHRASE, RSA_PKCS1, der,
    };
    use crate::jwk::form::spki;
    use aws_lc_rs::encoding::AsRawBytes;
    use aws_lc_rs::signature::{KeyPair, PqdsaKeyPair};
    use der::asn1::{Any, ObjectIdentifier};

    const DAMAGED: KeyError = KeyError::Damaged("private key (PKCS#8)");
    const RSA: &str = "1.2.840.113549.1.1.1";
    const EC: &str = "1.2.840.10045.2.1";
    const ED25519: &str = "1.3.101.112";

    fn pkcs8(oid: &str, parameters: Option<Any>, key: &[u8]) -> Vec<u8> {
        let algorithm = ::spki::AlgorithmIdentifierOwned {
            oid: ObjectIdentifier::new(oid).unwrap(),
            parameters,
        };
        let key = <&OctetStringRef>::try_from(key).unwrap();
        let info = PrivateKeyInfoRef::new(algorithm.owned_to_ref(), key);
        info.to_der().unwrap()
    }

    fn decrypt(base64: &str, passphrase: Option<&[u8]>) -> Result<KeyKind, KeyError> {
        let mut passphrase = || passphrase.map(|text| Zeroizing::new(text.to_vec()));
        read_encrypted(&der(base64), &mut Decryption::new(&mut passphrase))
            .map(|key| key.material.kind())
    }

    #[test]
    fn keys_are_read_with_both_halves_and_written_as_they_were() {
        for (private, public) in [(EC_PKCS8, EC_SPKI), (ED25519_PKCS8, ED25519_SPKI)] {
            let key = read(&der(private)).ok().unwrap();
            assert_eq!(key.check_halves(), Ok(()));
            assert_eq!(spki::write(&key), Ok(der(public)));
            assert_eq!(write(&key).unwrap().as_slice(), der(private));
        }
    }

    #[test]
    fn an_rsa_key_is_read_as_its_pkcs1() {
        let key = read(&pkcs8(RSA, Some(Any::null()), &der(RSA_PKCS1)))
            .ok()
            .unwrap();
        let Material::Rsa(key) = key else {
            panic!("an RSA key is read");
        };
        assert_eq!(key.pkcs1(), Ok(der(RSA_PKCS1).as_slice()));
    }

    #[test]
    fn a_truncated_key_is_damaged() {
        let bytes = der(EC_PKCS8);
        for length in 0..bytes.len() {
            assert_eq!(
                read(&bytes[..length]).err(),
                Some(DAMAGED),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn an_inner_key_of_another_kind_is_damaged() {
        let rsa = read(&pkcs8(RSA, Some(Any::null()), &der(EC_SEC1)));
        assert_eq!(
            rsa.err(),
            Some(KeyError::Damaged("RSA private key (PKCS#1)"))
        );
        let curve = Any::from(Curve::P384.oid());
        let ec = read(&pkcs8(EC, Some(curve), &der(RSA_PKCS1)));
        let damaged = KeyError::Damaged("EC private key on a named curve (SEC 1)");
        assert_eq!(ec.err(), Some(damaged));
        let ed25519 = read(&pkcs8(ED25519, None, &der(EC_SEC1)));
        assert_eq!(ed25519.err(), Some(DAMAGED));
    }

    #[test]
    fn an_inner_key_on_another_curve_is_inconsistent() {
        let curve = Any::from(Curve::P256.oid());
        let key = read(&pkcs8(EC, Some(curve), &der(EC_SEC1)));
        assert_eq!(key.err(), Some(KeyError::Inconsistent));
    }

    #[test]
    fn an_ed25519_seed_of_another_length_is_refused() {
        let key = read(&pkcs8(ED25519, None, &[0x04, 0x02, 7, 7]));
        let wrong_length = KeyError::WrongLength {
            kind: "Ed25519",
            value: "private half",
            has: 2,
            wants: 32,
        };
        assert_eq!(key.err(), Some(wrong_length));
    }

    #[test]
    fn ed448_is_unsupported() {
        let unsupported = KeyError::UnsupportedKind("Ed448".to_owned());
        assert_eq!(read(&der(ED448_PKCS8)).err(), Some(unsupported));
    }

    #[test]
    fn a_passphrase_decrypts_and_another_does_not() {
        assert_eq!(
            decrypt(ED25519_ENCRYPTED, Some(PASSPHRASE)),
            Ok(KeyKind::Ed25519)
        );
        assert_eq!(
            decrypt(ED25519_ENCRYPTED, Some(b"hunter3")),
            Err(KeyError::WrongPassphrase)
        );
        assert_eq!(
            decrypt(ED25519_ENCRYPTED, None),
            Err(KeyError::NeedsPassphrase)
        );
    }

    #[test]
    fn a_costly_or_legacy_key_is_refused_before_a_passphrase_is_asked_for() {
        for (key, error) in [
            (ED25519_COSTLY, KeyError::CostlyDerivation),
            (ED25519_LEGACY, KeyError::LegacyEncryption),
        ] {
            let mut passphrase = || panic!("the passphrase was asked for");
            assert_eq!(
                read_encrypted(&der(key), &mut Decryption::new(&mut passphrase)).err(),
                Some(error)
            );
        }
    }

    #[test]
    fn a_truncated_encrypted_key_is_damaged() {
        let bytes = der(ED25519_ENCRYPTED);
        for length in 0..bytes.len() {
            let key = read_encrypted(&bytes[..length], &mut Decryption::new(&mut || None));
            let damaged = KeyError::Damaged("encrypted private key (PKCS#8)");
            assert_eq!(key.err(), Some(damaged), "{length} bytes");
        }
    }

    #[test]
    fn an_ml_dsa_key_keeps_its_seed() {
        let pair = PqdsaKeyPair::from_seed(ParameterSet::MlDsa44.signing(), &[7; 32]).unwrap();
        let document = pair.to_pkcs8v1().unwrap();
        let key = read(document.as_ref()).ok().unwrap();
        assert_eq!(key.check_halves(), Ok(()));
        assert_eq!(write(&key).unwrap().as_slice(), document.as_ref());
        let Material::MlDsa(key) = key else {
            panic!("an ML-DSA key is read");
        };
        assert!(matches!(key.private(), Some(MlDsaPrivate::Seed(seed)) if seed[..] == [7; 32]));
    }

    /// The expanded key starts as the OCTET STRING of a seed does.
    #[test]
    fn an_expanded_ml_dsa_key_is_not_taken_for_its_seed() {
        const FOUND_BY_TRIAL: u32 = 12854;
        let seed = [&FOUND_BY_TRIAL.to_be_bytes()[..], &[0; 28]].concat();
        let parameters = ParameterSet::MlDsa44;
        let pair = PqdsaKeyPair::from_seed(parameters.signing(), &seed).unwrap();
        let expanded = pair.private_key().as_raw_bytes().unwrap();
        assert!(expanded.as_ref().starts_with(&[0x04, 0x20]));
        let inner = tagged(Tag::OctetString, expanded.as_ref()).unwrap();
        let bytes = pkcs8(&parameters.oid().to_string(), None, &inner);
        let key = read(&bytes).ok().unwrap();
        assert_eq!(key.check_halves(), Ok(()));
        assert_eq!(write(&key).unwrap().as_slice(), bytes);
        let Material::MlDsa(key) = key else {
            panic!("an ML-DSA key is read");
        };
        assert!(matches!(key.private(), Some(MlDsaPrivate::Expanded(_))));
        assert_eq!(key.bytes(), pair.public_key().as_ref());
    }
}
