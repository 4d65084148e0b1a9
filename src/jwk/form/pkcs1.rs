//! RSA keys of their own (PKCS#1, RFC 8017, appendix A): `RSAPublicKey`, `RSAPrivateKey`, and the
//! parameters that limit a key to RSASSA-PSS.

use crate::jwa::SignatureAlgorithm;
use crate::jwk::{KeyError, Material, RsaKey};
use ::pkcs1::{RsaPrivateKeyRef, RsaPssParams, RsaPssParamsRef, RsaPublicKeyRef, TrailerField};
use ::spki::{AlgorithmIdentifier, AlgorithmIdentifierRef};
use der::asn1::{Any, AnyRef, ObjectIdentifier, UintRef};
use der::{Decode, Encode};

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// The hashes of RSASSA-PSS in JWS, each with the length of the salt in bytes (RFC 7518, section
/// 3.5).
const PSS_HASHES: [(ObjectIdentifier, SignatureAlgorithm, u8); 3] = [
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
        SignatureAlgorithm::Ps256,
        32,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
        SignatureAlgorithm::Ps384,
        48,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        SignatureAlgorithm::Ps512,
        64,
    ),
];

pub(super) fn is_public_key(bytes: &[u8]) -> bool {
    RsaPublicKeyRef::from_der(bytes).is_ok()
}

pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    RsaPrivateKeyRef::from_der(bytes).is_ok()
}

pub(super) fn read_public(bytes: &[u8]) -> Result<RsaKey, KeyError> {
    let key = RsaPublicKeyRef::from_der(bytes);
    let key = key.map_err(|_| KeyError::Damaged("RSA public key (PKCS#1)"))?;
    RsaKey::public(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

pub(super) fn read_private(bytes: &[u8]) -> Result<RsaKey, KeyError> {
    let key = RsaPrivateKeyRef::from_der(bytes);
    let key = key.map_err(|_| KeyError::Damaged("RSA private key (PKCS#1)"))?;
    RsaKey::from_pkcs1(bytes, &key)
}

pub(super) fn write_public(key: &RsaKey) -> Result<Vec<u8>, KeyError> {
    let uint = |bytes| UintRef::new(bytes).map_err(|_| KeyError::Inconsistent);
    let key = RsaPublicKeyRef {
        modulus: uint(key.modulus())?,
        public_exponent: uint(key.exponent())?,
    };
    key.to_der().map_err(|_| KeyError::Inconsistent)
}

/// RFC 4055, section 3.1: without parameters every hash is permitted, with them the one they name.
pub(super) fn limited_to_pss(
    key: RsaKey,
    parameters: Option<AnyRef<'_>>,
) -> Result<Material, KeyError> {
    let Some(parameters) = parameters else {
        return Ok(Material::Rsa(key.limited_to_pss(None)));
    };
    let unsupported = || KeyError::UnsupportedKind("RSASSA-PSS with unusual parameters".to_owned());
    let parameters = parameters.to_der().map_err(|_| unsupported())?;
    let parameters: RsaPssParams<Any> =
        RsaPssParams::from_der(&parameters).map_err(|_| unsupported())?;
    let hash = parameters.hash.oid;
    let mask_hash = parameters.mask_gen.parameters.map(|mask| mask.oid);
    // JWS has the same hash in both places, and a salt as long (RFC 7518, section 3.5); the
    // parameters name the least length of the salt.
    let found = PSS_HASHES.iter().find(|(oid, _, length)| {
        *oid == hash && Some(hash) == mask_hash && parameters.salt_len <= *length
    });
    let (_, alg, _) = found.ok_or_else(unsupported)?;
    Ok(Material::Rsa(key.limited_to_pss(Some(*alg))))
}

pub(super) fn pss_parameters(alg: SignatureAlgorithm) -> Result<Any, KeyError> {
    let known = PSS_HASHES.iter().find(|(_, known, _)| *known == alg);
    let (oid, _, salt_len) = known.ok_or(KeyError::Inconsistent)?;
    let hash = AlgorithmIdentifierRef {
        oid: *oid,
        parameters: Some(AnyRef::NULL),
    };
    let parameters = RsaPssParamsRef {
        hash,
        mask_gen: AlgorithmIdentifier {
            oid: MGF1,
            parameters: Some(hash),
        },
        salt_len: *salt_len,
        trailer_field: TrailerField::default(),
    };
    Any::encode_from(&parameters).map_err(|_| KeyError::Inconsistent)
}
