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
