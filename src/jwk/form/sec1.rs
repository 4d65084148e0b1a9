//! EC private keys of their own (SEC 1, appendix C.4; RFC 5915), on every curve.

use super::algorithm_identifier::named_curve;
use crate::jwa::Curve;
use crate::jwk::{EcKey, KeyError, Material};
use ::sec1::{EcParameters, EcPrivateKey};
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair};
use der::{Decode, Encode};
use zeroize::Zeroizing;

pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    EcPrivateKey::from_der(bytes).is_ok()
}

/// A key that names its own curve.
pub(super) fn read(bytes: &[u8]) -> Result<Material, KeyError> {
    let key = parse(bytes)?;
    let curve = named_curve(key.parameters.and_then(EcParameters::named_curve))?;
    with_point(curve, &key, bytes)
}

/// A key in PKCS#8, whose curve is named there. Here it may be left out (RFC 5915, section 3).
pub(super) fn read_on(curve: Curve, bytes: &[u8]) -> Result<Material, KeyError> {
    let key = parse(bytes)?;
    let own = key.parameters.and_then(EcParameters::named_curve);
    if own.is_some_and(|own| own != curve.oid()) {
        return Err(KeyError::Inconsistent);
    }
    with_point(curve, &key, bytes)
}

fn parse(bytes: &[u8]) -> Result<EcPrivateKey<'_>, KeyError> {
    let damaged = KeyError::Damaged("EC private key on a named curve (SEC 1)");
    EcPrivateKey::from_der(bytes).map_err(|_| damaged)
}

/// The point is optional (RFC 5915, section 3), and follows from the private key.
fn with_point(curve: Curve, key: &EcPrivateKey<'_>, bytes: &[u8]) -> Result<Material, KeyError> {
    let point = if let Some(point) = key.public_key {
        point.to_vec()
    } else {
        let pair = EcdsaKeyPair::from_private_key_der(curve.signing(), bytes);
        let pair = pair.map_err(|_| KeyError::Inconsistent)?;
        pair.public_key().as_ref().to_vec()
    };
    EcKey::new(curve, &point, Some(key.private_key)).map(Material::Ec)
}

/// For PKCS#8: without the curve, which is named there.
pub(super) fn write(key: &EcKey) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key = EcPrivateKey {
        private_key: key.private().ok_or(KeyError::NotPrivate)?,
        parameters: None,
        public_key: Some(key.point()),
    };
    let written = key.to_der().map_err(|_| KeyError::Inconsistent)?;
    Ok(Zeroizing::new(written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::KeyKind;
    use crate::jwk::form::fixtures::{
        EC_SEC1, EC_SEC1_WITHOUT_POINT, EC_SPKI, ED25519_PKCS8, RSA_PKCS1, der,
    };
    use crate::jwk::form::spki;

    const DAMAGED: KeyError = KeyError::Damaged("EC private key on a named curve (SEC 1)");

    fn ec(material: Material) -> EcKey {
        match material {
            Material::Ec(key) => key,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_p384_key_is_read_with_both_halves() {
        let key = read(&der(EC_SEC1)).ok().unwrap();
        assert_eq!(key.kind(), KeyKind::Ec(Curve::P384));
        assert!(key.is_private());
        assert_eq!(key.check_halves(), Ok(()));
        assert_eq!(spki::write(&key), Ok(der(EC_SPKI)));
    }

    #[test]
    fn a_missing_point_is_computed() {
        let key = read(&der(EC_SEC1_WITHOUT_POINT)).ok().unwrap();
        assert_eq!(spki::write(&key), Ok(der(EC_SPKI)));
    }

    #[test]
    fn the_point_of_another_private_key_is_inconsistent() {
        let mut bytes = der(EC_SEC1);
        // Within the private key, which is before the point.
        bytes[20] ^= 1;
        let key = read(&bytes).ok().unwrap();
        assert_eq!(key.check_halves(), Err(KeyError::Inconsistent));
    }

    #[test]
    fn a_truncated_key_is_damaged() {
        let bytes = der(EC_SEC1);
        for length in 0..bytes.len() {
            assert_eq!(
                read(&bytes[..length]).err(),
                Some(DAMAGED),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn other_kinds_of_private_keys_are_damaged() {
        for other in [RSA_PKCS1, ED25519_PKCS8] {
            assert_eq!(read(&der(other)).err(), Some(DAMAGED));
        }
    }

    #[test]
    fn the_curve_may_be_left_out_only_where_it_is_named_outside() {
        let key = ec(read(&der(EC_SEC1)).ok().unwrap());
        let written = write(&key).unwrap();
        assert_eq!(read(&written).err(), Some(KeyError::UnnamedCurve));
        let read = ec(read_on(Curve::P384, &written).ok().unwrap());
        assert_eq!(read.private(), key.private());
    }

    #[test]
    fn a_curve_that_contradicts_the_outer_one_is_inconsistent() {
        let key = read_on(Curve::P256, &der(EC_SEC1));
        assert_eq!(key.err(), Some(KeyError::Inconsistent));
    }
}
