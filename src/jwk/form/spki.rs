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
