//! The algorithm identifier of a key (RFC 5280, section 4.1.1.2), which is what SPKI and PKCS#8 have
//! in common: it tells the kind of the key within.

use super::pkcs1;
use crate::jwa::{Curve, KeyKind, ParameterSet};
use crate::jwk::{KeyError, Material};
use ::spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use der::asn1::{Any, AnyRef, ObjectIdentifier};

/// RFC 3279, section 2.3.1.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// RFC 4055, section 3.1.
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// RFC 5480, section 2.1.1.
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// RFC 8410, section 3.
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Kinds of keys that are not supported, by the names that people know them by.
const UNSUPPORTED: [(&str, &str); 7] = [
    ("1.3.101.113", "Ed448"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.3.1", "Diffie-Hellman"),
    ("1.3.132.1.12", "ECDH"),
    ("1.2.156.10197.1.301", "SM2"),
];

pub(super) enum KeyAlgorithm<'a> {
    Rsa,
    /// With its parameters, as they are.
    RsaPss(Option<AnyRef<'a>>),
    Ec(Curve),
    Ed25519,
    MlDsa(ParameterSet),
}

pub(super) fn read<'a>(
    algorithm: &AlgorithmIdentifierRef<'a>,
) -> Result<KeyAlgorithm<'a>, KeyError> {
    match algorithm.oid {
        RSA => Ok(KeyAlgorithm::Rsa),
        RSASSA_PSS => Ok(KeyAlgorithm::RsaPss(algorithm.parameters)),
        EC => {
            let oid = algorithm.parameters_oid();
            named_curve(oid.ok()).map(KeyAlgorithm::Ec)
        }
        ED25519 => Ok(KeyAlgorithm::Ed25519),
        oid => match ParameterSet::with_oid(oid) {
            Some(parameters) => Ok(KeyAlgorithm::MlDsa(parameters)),
            None => Err(KeyError::UnsupportedKind(name(oid))),
        },
    }
}

pub(super) fn named_curve(oid: Option<ObjectIdentifier>) -> Result<Curve, KeyError> {
    let oid = oid.ok_or(KeyError::UnnamedCurve)?;
    Curve::with_oid(oid).ok_or_else(|| KeyError::UnsupportedCurve(oid.to_string()))
}

fn name(oid: ObjectIdentifier) -> String {
    let oid = oid.to_string();
    let known = UNSUPPORTED.iter().find(|(known, _)| *known == oid);
    known.map_or(oid, |(_, name)| (*name).to_owned())
}

pub(super) fn of(material: &Material) -> Result<AlgorithmIdentifierOwned, KeyError> {
    let (oid, parameters) = match material {
        Material::Rsa(key) if material.kind() == KeyKind::RsaPss => {
            let parameters = key
                .only_algorithm()
                .map(pkcs1::pss_parameters)
                .transpose()?;
            (RSASSA_PSS, parameters)
        }
        Material::Rsa(_) => (RSA, Some(Any::null())),
        Material::Ec(key) => (EC, Some(Any::from(key.curve().oid()))),
        Material::Ed25519(_) => (ED25519, None),
        Material::MlDsa(key) => (key.parameters().oid(), None),
        Material::Secret(_) => return Err(KeyError::SecretInPem),
    };
    Ok(AlgorithmIdentifierOwned { oid, parameters })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(oid: &str, parameters: Option<AnyRef<'_>>) -> Option<KeyError> {
        let oid = ObjectIdentifier::new(oid).unwrap();
        read(&AlgorithmIdentifierRef { oid, parameters }).err()
    }

    #[test]
    fn a_curve_must_be_named_and_supported() {
        let ec = EC.to_string();
        assert_eq!(refused(&ec, None), Some(KeyError::UnnamedCurve));
        assert_eq!(
            refused(&ec, Some(AnyRef::NULL)),
            Some(KeyError::UnnamedCurve)
        );
        let p224 = ObjectIdentifier::new_unwrap("1.3.132.0.33");
        assert_eq!(
            refused(&ec, Some((&p224).into())),
            Some(KeyError::UnsupportedCurve("1.3.132.0.33".to_owned()))
        );
        for curve in Curve::ALL {
            assert_eq!(refused(&ec, Some((&curve.oid()).into())), None);
        }
    }

    #[test]
    fn unsupported_kinds_are_named_where_they_have_a_name() {
        let unsupported = |name: &str| Some(KeyError::UnsupportedKind(name.to_owned()));
        assert_eq!(refused("1.3.101.110", None), unsupported("X25519"));
        assert_eq!(refused("1.2.3.4", None), unsupported("1.2.3.4"));
    }
}
