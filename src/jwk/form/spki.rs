//! Public keys of every kind (`SubjectPublicKeyInfo`; RFC 5280, section 4.1.2.7).

use super::algorithm_identifier::{self, KeyAlgorithm};
use super::pkcs1;
use crate::jwk::{EcKey, Ed25519Key, KeyError, Material, MlDsaKey};
use ::spki::SubjectPublicKeyInfoRef;
use der::asn1::BitStringRef;
use der::referenced::OwnedToRef;
use der::{Decode, Encode};

pub(super) fn is_public_key(bytes: &[u8]) -> bool {
    SubjectPublicKeyInfoRef::from_der(bytes).is_ok()
}

pub(super) fn read(bytes: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("public key (SPKI)");
    let info = SubjectPublicKeyInfoRef::from_der(bytes).map_err(|_| damaged.clone())?;
    let key = info.subject_public_key.as_bytes().ok_or(damaged)?;
    match algorithm_identifier::read(&info.algorithm)? {
        KeyAlgorithm::Rsa => pkcs1::read_public(key).map(Material::Rsa),
        KeyAlgorithm::RsaPss(parameters) => {
            pkcs1::limited_to_pss(pkcs1::read_public(key)?, parameters)
        }
        KeyAlgorithm::Ec(curve) => EcKey::new(curve, key, None).map(Material::Ec),
        KeyAlgorithm::Ed25519 => Ed25519Key::new(key, None).map(Material::Ed25519),
        KeyAlgorithm::MlDsa(parameters) => {
            MlDsaKey::new(parameters, key, None).map(Material::MlDsa)
        }
    }
}

pub(super) fn write(material: &Material) -> Result<Vec<u8>, KeyError> {
    let key = match material {
        Material::Rsa(key) => pkcs1::write_public(key)?,
        Material::Ec(key) => key.point().to_vec(),
        Material::Ed25519(key) => key.point().to_vec(),
        Material::MlDsa(key) => key.bytes().to_vec(),
        Material::Secret(_) => return Err(KeyError::SecretInPem),
    };
    let algorithm = algorithm_identifier::of(material)?;
    let info = SubjectPublicKeyInfoRef {
        algorithm: algorithm.owned_to_ref(),
        subject_public_key: BitStringRef::from_bytes(&key).map_err(|_| KeyError::Inconsistent)?,
    };
    info.to_der().map_err(|_| KeyError::Inconsistent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::{Curve, KeyKind};
    use crate::jwk::form::fixtures::{
        EC_PKCS8, EC_SPKI, EC_SPKI_COMPRESSED, ED25519_SPKI, LEAF, RSA_PKCS1_PUBLIC, der,
    };

    const DAMAGED: KeyError = KeyError::Damaged("public key (SPKI)");

    fn rsa() -> Vec<u8> {
        let key = pkcs1::read_public(&der(RSA_PKCS1_PUBLIC)).ok().unwrap();
        write(&Material::Rsa(key)).unwrap()
    }

    #[test]
    fn keys_are_read_and_written_as_they_were() {
        for (bytes, kind) in [
            (der(EC_SPKI), KeyKind::Ec(Curve::P384)),
            (der(ED25519_SPKI), KeyKind::Ed25519),
            (rsa(), KeyKind::Rsa),
        ] {
            let key = read(&bytes).ok().unwrap();
            assert_eq!((key.kind(), key.is_private()), (kind, false));
            assert_eq!(write(&key), Ok(bytes));
        }
    }

    #[test]
    fn an_rsassa_pss_key_keeps_its_limits() {
        for alg in [None, Some(crate::jwa::SignatureAlgorithm::Ps384)] {
            let key = pkcs1::read_public(&der(RSA_PKCS1_PUBLIC)).ok().unwrap();
            let written = write(&Material::Rsa(key.limited_to_pss(alg))).unwrap();
            let Some(Material::Rsa(key)) = read(&written).ok() else {
                panic!("an RSA key is read");
            };
            assert_eq!(Material::Rsa(key).kind(), KeyKind::RsaPss);
            let Some(Material::Rsa(key)) = read(&written).ok() else {
                panic!("an RSA key is read");
            };
            assert_eq!(key.only_algorithm(), alg);
        }
    }

    #[test]
    fn a_compressed_point_is_unsupported() {
        let key = read(&der(EC_SPKI_COMPRESSED));
        assert_eq!(key.err(), Some(KeyError::CompressedPoint));
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        let mut bytes = der(EC_SPKI);
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(read(&bytes).err(), Some(KeyError::NotOnCurve("P-384")));
    }

    #[test]
    fn a_truncated_key_is_damaged() {
        let bytes = der(EC_SPKI);
        for length in 0..bytes.len() {
            assert_eq!(
                read(&bytes[..length]).err(),
                Some(DAMAGED),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn private_keys_and_certificates_are_damaged() {
        for other in [EC_PKCS8, LEAF] {
            assert_eq!(read(&der(other)).err(), Some(DAMAGED));
        }
    }
}
