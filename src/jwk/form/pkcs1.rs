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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::KeyKind;
    use crate::jwk::form::fixtures::{
        EC_SEC1, RSA_1024, RSA_2047, RSA_PKCS1, RSA_PKCS1_PUBLIC, RSA_THREE_PRIMES, der,
    };
    use crate::jwk::form::jwk;
    use crate::jwk::key::Origin;
    use crate::jwk::{Key, Operation};

    const PSS: [SignatureAlgorithm; 3] = [
        SignatureAlgorithm::Ps256,
        SignatureAlgorithm::Ps384,
        SignatureAlgorithm::Ps512,
    ];

    fn public() -> RsaKey {
        read_public(&der(RSA_PKCS1_PUBLIC)).ok().unwrap()
    }

    #[test]
    fn a_private_key_is_read_with_both_halves() {
        let key = read_private(&der(RSA_PKCS1)).ok().unwrap();
        assert_eq!(key.bits(), 2048);
        assert_eq!(key.pair().err(), None);
        assert_eq!(write_public(&key), Ok(der(RSA_PKCS1_PUBLIC)));
    }

    #[test]
    fn a_public_key_has_no_pair() {
        assert_eq!(public().pair().err(), Some(KeyError::NotPrivate));
        assert_eq!(write_public(&public()), Ok(der(RSA_PKCS1_PUBLIC)));
    }

    #[test]
    fn a_private_exponent_of_another_key_is_inconsistent() {
        let mut bytes = der(RSA_PKCS1);
        let modulus = public().modulus().to_vec();
        let after_modulus = bytes
            .windows(modulus.len())
            .position(|part| part == modulus);
        // Past the public exponent and the header of the private one.
        let inside = after_modulus.unwrap() + modulus.len() + 40;
        bytes[inside] ^= 1;
        let key = read_private(&bytes).ok().unwrap();
        assert_eq!(key.pair().err(), Some(KeyError::Inconsistent));
    }

    #[test]
    fn small_keys_and_keys_of_three_primes_are_read_and_permit_nothing() {
        for (key, words) in [
            (RSA_1024, "an RSA private key of 1024 bits"),
            (RSA_2047, "an RSA private key of 2047 bits"),
            (
                RSA_THREE_PRIMES,
                "an RSA private key of 2048 bits and 3 primes",
            ),
        ] {
            let key = Material::Rsa(read_private(&der(key)).ok().unwrap());
            assert_eq!(key.to_string(), words);
            assert_eq!(key.check_halves(), Ok(()));
            let key = Key::new(key, Origin::File, "test");
            for alg in SignatureAlgorithm::ALL {
                for operation in [Operation::Sign, Operation::Verify] {
                    assert!(
                        key.permits(alg, operation, false).is_err(),
                        "{words}, {alg}"
                    );
                }
            }
        }
    }

    #[test]
    fn numbers_of_a_key_that_nothing_signs_with_have_to_belong_together() {
        for key in [RSA_1024, RSA_2047, RSA_THREE_PRIMES] {
            let whole = der(key);
            let read = RsaPrivateKeyRef::from_der(&whole).unwrap();
            for number in [read.private_exponent, read.prime1, read.prime2] {
                let start = memchr::memmem::find(&whole, number.as_bytes()).unwrap();
                let mut bytes = whole.clone();
                bytes[start + 20] ^= 4;
                let key = Material::Rsa(read_private(&bytes).ok().unwrap());
                assert_eq!(key.check_halves(), Err(KeyError::Inconsistent));
            }
        }
    }

    #[test]
    fn a_key_of_three_primes_has_no_jwk() {
        let key = Material::Rsa(read_private(&der(RSA_THREE_PRIMES)).ok().unwrap());
        let key = Key::new(key, Origin::File, "test");
        assert_eq!(jwk::write(&key).err(), Some(KeyError::SeveralPrimes(3)));
        // Its public half is one like any other.
        let public = key.into_public().unwrap();
        let rs256 = SignatureAlgorithm::Rs256;
        assert_eq!(public.permits(rs256, Operation::Verify, false), Ok(()));
        assert!(jwk::write(&public).is_ok());
    }

    #[test]
    fn truncated_keys_are_damaged() {
        let (private, public) = (der(RSA_PKCS1), der(RSA_PKCS1_PUBLIC));
        for length in 0..public.len() {
            let error = KeyError::Damaged("RSA public key (PKCS#1)");
            assert_eq!(read_public(&public[..length]).err(), Some(error));
        }
        for length in 0..private.len() {
            let error = KeyError::Damaged("RSA private key (PKCS#1)");
            assert_eq!(read_private(&private[..length]).err(), Some(error));
        }
    }

    #[test]
    fn the_halves_and_ec_keys_are_not_taken_for_each_other() {
        let public_key = Some(KeyError::Damaged("RSA public key (PKCS#1)"));
        let private_key = Some(KeyError::Damaged("RSA private key (PKCS#1)"));
        assert_eq!(read_public(&der(RSA_PKCS1)).err(), public_key);
        assert_eq!(read_private(&der(RSA_PKCS1_PUBLIC)).err(), private_key);
        assert_eq!(read_private(&der(EC_SEC1)).err(), private_key);
    }

    #[test]
    fn parameters_limit_a_key_to_one_algorithm() {
        for alg in PSS {
            let parameters = pss_parameters(alg).unwrap();
            let key = limited_to_pss(public(), Some((&parameters).into()));
            let Some(Material::Rsa(key)) = key.ok() else {
                panic!("an RSA key is read");
            };
            assert_eq!(key.only_algorithm(), Some(alg));
        }
    }

    #[test]
    fn without_parameters_every_hash_of_pss_is_permitted_and_nothing_else() {
        let key = limited_to_pss(public(), None).ok().unwrap();
        assert_eq!(key.kind(), KeyKind::RsaPss);
        let Material::Rsa(key) = key else {
            panic!("an RSA key is read");
        };
        assert_eq!(key.only_algorithm(), None);
    }

    #[test]
    fn parameters_that_jws_cannot_express_are_unsupported() {
        let [sha256, sha512] = [0, 2].map(|i: usize| AlgorithmIdentifierRef {
            oid: PSS_HASHES[i].0,
            parameters: Some(AnyRef::NULL),
        });
        let parameters = |hash, mask_hash, salt_len| {
            Any::encode_from(&RsaPssParamsRef {
                hash,
                mask_gen: AlgorithmIdentifier {
                    oid: MGF1,
                    parameters: Some(mask_hash),
                },
                salt_len,
                trailer_field: TrailerField::default(),
            })
            .unwrap()
        };
        let refused = |parameters: Any| limited_to_pss(public(), Some((&parameters).into())).err();
        assert_eq!(refused(parameters(sha256, sha256, 32)), None);
        for unusual in [
            parameters(sha256, sha512, 32),
            parameters(sha256, sha256, 33),
            Any::null(),
        ] {
            assert!(matches!(
                refused(unusual),
                Some(KeyError::UnsupportedKind(_))
            ));
        }
    }
}
