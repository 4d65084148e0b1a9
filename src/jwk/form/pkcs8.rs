//! Private keys of every kind, also encrypted ones (PKCS#8, RFC 5958).

use super::algorithm_identifier::{self, KeyAlgorithm};
use super::{Passphrase, pkcs1, sec1};
use crate::jwk::material::{MlDsaPrivate, SEED_BYTES};
use crate::jwk::{Ed25519Key, KeyError, Material, MlDsaKey};
use ::pkcs8::pkcs5::EncryptionScheme;
use ::pkcs8::pkcs5::pbes2::Kdf;
use ::pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use ::spki::AlgorithmIdentifierRef;
use der::asn1::{AnyRef, OctetStringRef};
use der::referenced::OwnedToRef;
use der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use zeroize::Zeroizing;

/// An ML-DSA private key that is its seed alone (RFC 9881, section 6).
const ML_DSA_SEED: Tag = Tag::ContextSpecific {
    constructed: false,
    number: TagNumber(0),
};

/// How often a key derivation may iterate: about a second of work. OWASP asks for 600,000.
const MAX_ITERATIONS: u32 = 2_500_000;
/// How many blocks scrypt may mix, N × r × p: about a second of work. openssl takes 2¹⁷.
const MAX_SCRYPT_BLOCKS: u64 = 1 << 21;
/// How much memory in bytes scrypt may take.
const MAX_SCRYPT_BYTES: u64 = 256 << 20;

pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    PrivateKeyInfoRef::from_der(bytes).is_ok()
}

pub(super) fn is_encrypted_private_key(bytes: &[u8]) -> bool {
    EncryptedPrivateKeyInfoRef::from_der(bytes).is_ok()
}

/// The outer form of an encrypted key, whatever algorithm encrypts it: the library does not parse
/// the algorithms that it does not know.
pub(super) fn is_encrypted_in_some_way(bytes: &[u8]) -> bool {
    let Ok(outer) = AnyRef::from_der(bytes) else {
        return false;
    };
    let Ok(mut reader) = SliceReader::new(outer.value()) else {
        return false;
    };
    let algorithm = AlgorithmIdentifierRef::decode(&mut reader);
    let data = <&OctetStringRef>::decode(&mut reader);
    algorithm.is_ok() && data.is_ok() && reader.is_finished()
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
    passphrase: &mut Passphrase<'_>,
) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("encrypted private key (PKCS#8)");
    let info = EncryptedPrivateKeyInfoRef::from_der(bytes).map_err(|_| {
        if is_encrypted_in_some_way(bytes) {
            KeyError::LegacyEncryption
        } else {
            damaged.clone()
        }
    })?;
    let EncryptionScheme::Pbes2(parameters) = &info.encryption_algorithm else {
        return Err(KeyError::LegacyEncryption);
    };
    let too_costly = match &parameters.kdf {
        Kdf::Pbkdf2(kdf) => kdf.iteration_count > MAX_ITERATIONS,
        Kdf::Scrypt(kdf) => {
            let (cost, block) = (kdf.cost_parameter, u64::from(kdf.block_size));
            let parallel = u64::from(kdf.parallelization);
            // RFC 7914, section 2. The library relies on these rules without checking them.
            if cost < 2 || !cost.is_power_of_two() || block == 0 || parallel == 0 {
                return Err(damaged);
            }
            let blocks = cost.checked_mul(block * parallel);
            blocks.is_none_or(|blocks| blocks > MAX_SCRYPT_BLOCKS)
                || cost * block * 128 > MAX_SCRYPT_BYTES
        }
        _ => return Err(KeyError::LegacyEncryption),
    };
    if too_costly {
        return Err(KeyError::CostlyDerivation);
    }
    let passphrase = passphrase().ok_or(KeyError::NeedsPassphrase)?;
    let key = info.decrypt(passphrase.as_slice());
    let key = key.map_err(|_| KeyError::WrongPassphrase)?;
    read(key.as_bytes())
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
