//! Keys on elliptic curves for ECDSA (RFC 7518, section 6.2; RFC 8812).

use super::PublicKey;
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED,
    ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    EcdsaVerificationAlgorithm,
};
use der::asn1::ObjectIdentifier;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// A curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// secp256k1.
    Secp256k1,
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::Secp256k1];

    /// What a key on it is, as far as algorithms care.
    #[must_use]
    pub const fn kind(self) -> KeyKind {
        match self {
            Self::P256 => KeyKind::P256,
            Self::P384 => KeyKind::P384,
            Self::P521 => KeyKind::P521,
            Self::Secp256k1 => KeyKind::Secp256k1,
        }
    }

    /// The name in a JWK's `crv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.kind().name()
    }

    /// The curve of this `crv`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.name() == name)
    }

    /// Its name in ASN.1 (RFC 5480, section 2.1.1.1; SEC 2).
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            Self::P256 => "1.2.840.10045.3.1.7",
            Self::P384 => "1.3.132.0.34",
            Self::P521 => "1.3.132.0.35",
            Self::Secp256k1 => "1.3.132.0.10",
        })
    }

    /// The curve of this name in ASN.1.
    #[must_use]
    pub fn with_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid() == oid)
    }

    /// The length in bytes of a coordinate and of a private key.
    #[must_use]
    pub const fn field_bytes(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// How the library verifies with it.
    #[must_use]
    pub const fn verification(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED,
            Self::P384 => &ECDSA_P384_SHA384_FIXED,
            Self::P521 => &ECDSA_P521_SHA512_FIXED,
            Self::Secp256k1 => &ECDSA_P256K1_SHA256_FIXED,
        }
    }

    /// How the library signs with it.
    #[must_use]
    pub const fn signing(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
            Self::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
            Self::P521 => &ECDSA_P521_SHA512_FIXED_SIGNING,
            Self::Secp256k1 => &ECDSA_P256K1_SHA256_FIXED_SIGNING,
        }
    }
}

/// A key on a curve.
pub struct EcKey {
    curve: Curve,
    /// Uncompressed (SEC 1, section 2.3.3): `04`, x, y.
    point: Vec<u8>,
    public: PublicKey,
    private: Option<Zeroizing<Vec<u8>>>,
    pair: OnceLock<Option<EcdsaKeyPair>>,
}

impl EcKey {
    /// A key of its point, uncompressed, and perhaps its private number, big-endian.
    ///
    /// # Errors
    /// When the point is not on the curve, or something has the wrong length.
    pub fn new(curve: Curve, point: &[u8], private: Option<&[u8]>) -> Result<Self, KeyError> {
        match point.first() {
            Some(2 | 3) => return Err(KeyError::CompressedPoint),
            Some(4) if point.len() == 1 + 2 * curve.field_bytes() => {}
            _ => return Err(KeyError::NotOnCurve(curve.name())),
        }
        let public = PublicKey::new(point.to_vec());
        if !public.prepare(
            SignatureAlgorithm::default_for(curve.kind()),
            curve.verification(),
        ) {
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

    /// A key of its coordinates, big-endian and in full length (RFC 7518, section 6.2.1.2).
    ///
    /// # Errors
    /// Like [`Self::new`].
    pub fn from_coordinates(
        curve: Curve,
        x: &[u8],
        y: &[u8],
        private: Option<&[u8]>,
    ) -> Result<Self, KeyError> {
        let length = curve.field_bytes();
        if x.len() != length || y.len() != length || private.is_some_and(|d| d.len() != length) {
            return Err(KeyError::WrongLength(curve.name()));
        }
        Self::new(curve, &[&[4], x, y].concat(), private)
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The point, uncompressed.
    #[must_use]
    pub fn point(&self) -> &[u8] {
        &self.point
    }

    /// The point's coordinates, big-endian and in full length.
    #[must_use]
    pub fn coordinates(&self) -> (&[u8], &[u8]) {
        self.point[1..].split_at(self.curve.field_bytes())
    }

    /// The private number, big-endian and in full length, where there is one.
    #[must_use]
    pub fn private(&self) -> Option<&[u8]> {
        self.private.as_deref().map(Vec::as_slice)
    }

    /// The public half, prepared.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The pair to sign with; `None` for a public key, and for halves that do not belong together.
    #[must_use]
    pub fn pair(&self) -> Option<&EcdsaKeyPair> {
        let private = self.private.as_ref()?;
        let signing = self.curve.signing();
        let pair = self.pair.get_or_init(|| {
            EcdsaKeyPair::from_private_key_and_public_key(signing, private, &self.point).ok()
        });
        pair.as_ref()
    }

    pub(in crate::jwk) fn without_private(self) -> Self {
        Self {
            private: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}

/// Some writers drop leading zeros of a private number, and some add one.
fn padded(curve: Curve, private: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let length = curve.field_bytes();
    let start = private.iter().position(|byte| *byte != 0);
    let number = &private[start.ok_or(KeyError::Inconsistent)?..];
    let zeros = length
        .checked_sub(number.len())
        .ok_or(KeyError::WrongLength(curve.name()))?;
    let mut padded = Zeroizing::new(vec![0; zeros]);
    padded.extend_from_slice(number);
    Ok(padded)
}
