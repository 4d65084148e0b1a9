//! Keys on elliptic curves for ECDSA (RFC 7518, section 6.2; RFC 8812).

use super::{PRIVATE, PublicKey};
use crate::jwa::{Curve, KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::EcdsaKeyPair;
use std::sync::OnceLock;
use zeroize::Zeroizing;

pub(crate) struct EcKey {
    curve: Curve,
    /// Uncompressed (SEC 1, section 2.3.3): `04`, x, y.
    point: Vec<u8>,
    public: PublicKey,
    /// Big-endian and in full length.
    private: Option<Zeroizing<Vec<u8>>>,
    pair: OnceLock<Option<EcdsaKeyPair>>,
}

impl EcKey {
    /// `point` is uncompressed, `private` big-endian.
    pub(in crate::jwk) fn new(
        curve: Curve,
        point: &[u8],
        private: Option<&[u8]>,
    ) -> Result<Self, KeyError> {
        match point.first() {
            Some(2 | 3) => return Err(KeyError::CompressedPoint),
            Some(4) if point.len() == 1 + 2 * curve.field_bytes() => {}
            _ => return Err(KeyError::NotOnCurve(curve.name())),
        }
        let public = PublicKey::new(point.to_vec());
        let alg = SignatureAlgorithm::default_for(KeyKind::Ec(curve));
        if !public.prepare(alg, curve.verification()) {
            return Err(KeyError::NotOnCurve(curve.name()));
        }
        Ok(Self {
            curve,
            point: point.to_vec(),
            public,
            private: private.map(|d| padded(curve, d)).transpose()?,
            pair: OnceLock::new(),
        })
    }

    /// The values of a JWK, big-endian and no longer than the curve's.
    pub(in crate::jwk) fn from_coordinates(
        curve: Curve,
        x: &[u8],
        y: &[u8],
        private: Option<&[u8]>,
    ) -> Result<Self, KeyError> {
        let length = curve.field_bytes();
        let mut point = vec![0; 1 + 2 * length];
        point[0] = 4;
        for (end, coordinate) in [(1 + length, x), (1 + 2 * length, y)] {
            let place = point[end - length..end].iter_mut().rev();
            place
                .zip(coordinate.iter().rev())
                .for_each(|(byte, from)| *byte = *from);
        }
        Self::new(curve, &point, private)
    }

    pub(crate) fn curve(&self) -> Curve {
        self.curve
    }

    pub(in crate::jwk) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(in crate::jwk) fn coordinates(&self) -> (&[u8], &[u8]) {
        self.point[1..].split_at(self.curve.field_bytes())
    }

    pub(in crate::jwk) fn private(&self) -> Option<&[u8]> {
        self.private.as_deref().map(Vec::as_slice)
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn pair(&self) -> Result<&EcdsaKeyPair, KeyError> {
        let private = self.private.as_ref().ok_or(KeyError::NotPrivate)?;
        let signing = self.curve.signing();
        let pair = self.pair.get_or_init(|| {
            EcdsaKeyPair::from_private_key_and_public_key(signing, private, &self.point).ok()
        });
        pair.as_ref().ok_or(KeyError::Inconsistent)
    }

    pub(super) fn without_private(self) -> Self {
        Self {
            private: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}

/// Some writers drop leading zeros of a private key, and some add one.
fn padded(curve: Curve, private: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let length = curve.field_bytes();
    let start = private.iter().position(|byte| *byte != 0);
    let number = &private[start.ok_or(KeyError::Inconsistent)?..];
    let zeros = length.checked_sub(number.len());
    let zeros = zeros.ok_or(KeyError::WrongLength {
        kind: curve.name(),
        value: PRIVATE,
        has: number.len(),
        wants: length,
    })?;
    let mut padded = Zeroizing::new(vec![0; length]);
    padded[zeros..].copy_from_slice(number);
    Ok(padded)
}
