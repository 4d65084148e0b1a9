//! Ed25519 keys (RFC 8032; RFC 8037).

use super::{PRIVATE, PUBLIC, PublicKey};
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair};
use std::sync::OnceLock;
use zeroize::Zeroizing;

const NAME: &str = KeyKind::Ed25519.name();
/// The length in bytes of a public key and of a seed (RFC 8032, section 5.1.5).
const LENGTH: usize = 32;

/// The y coordinates of the points whose order is 1, 2, 4 or 8, little-endian and without the sign of
/// x. The last two are second encodings of 0 and 1; no other number from the field's prime on encodes
/// one of them. libsodium has the same list.
const SMALL_ORDER: [[u8; LENGTH]; 7] = [
    little_endian(0, 0),
    little_endian(1, 0),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    little_endian(0xec, 0xff),
    little_endian(0xed, 0xff),
    little_endian(0xee, 0xff),
];

/// A number of 255 bits: its first byte, and what all the others are.
const fn little_endian(first: u8, others: u8) -> [u8; LENGTH] {
    let mut number = [others; LENGTH];
    number[0] = first;
    number[LENGTH - 1] &= 0x7f;
    number
}

/// The coordinate y, which the sign of x shares its last bit with (RFC 8032, section 5.1.2).
fn y_of(point: &[u8]) -> [u8; LENGTH] {
    let mut y = [0; LENGTH];
    y.copy_from_slice(point);
    y[LENGTH - 1] &= 0x7f;
    y
}

/// Whether y is less than the field's prime, 2²⁵⁵ − 19. Decoding fails otherwise (RFC 8032, section
/// 5.1.3), which the library does not check.
fn is_canonical(y: &[u8; LENGTH]) -> bool {
    y[0] < 0xed || y[1..] != little_endian(0, 0xff)[1..]
}

pub(crate) struct Ed25519Key {
    point: Vec<u8>,
    public: PublicKey,
    seed: Option<Zeroizing<Vec<u8>>>,
    pair: OnceLock<Option<Ed25519KeyPair>>,
}

impl Ed25519Key {
    /// `seed` is the private key of RFC 8032, section 5.1.5.
    pub(in crate::jwk) fn new(point: &[u8], seed: Option<&[u8]>) -> Result<Self, KeyError> {
        for (value, bytes) in [(PUBLIC, Some(point)), (PRIVATE, seed)] {
            let has = bytes.map_or(LENGTH, <[u8]>::len);
            if has != LENGTH {
                return Err(wrong_length(value, has));
            }
        }
        let y = y_of(point);
        // Signatures for such a key can be forged: with the point of order 1, one signature
        // holds for every payload.
        if SMALL_ORDER.contains(&y) {
            return Err(KeyError::SmallOrder(NAME));
        }
        if !is_canonical(&y) {
            return Err(KeyError::NotOnCurve(NAME));
        }
        let public = PublicKey::new(point.to_vec());
        let alg = SignatureAlgorithm::default_for(KeyKind::Ed25519);
        if !public.prepare(alg, &ED25519) {
            return Err(KeyError::NotOnCurve(NAME));
        }
        Ok(Self {
            point: point.to_vec(),
            public,
            seed: seed.map(|seed| Zeroizing::new(seed.to_vec())),
            pair: OnceLock::new(),
        })
    }

    /// The public half follows from the seed.
    pub(in crate::jwk) fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        let pair = pair.map_err(|_| wrong_length(PRIVATE, seed.len()))?;
        Self::new(pair.public_key().as_ref(), Some(seed))
    }

    pub(in crate::jwk) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(in crate::jwk) fn seed(&self) -> Option<&[u8]> {
        self.seed.as_deref().map(Vec::as_slice)
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn pair(&self) -> Result<&Ed25519KeyPair, KeyError> {
        let seed = self.seed.as_ref().ok_or(KeyError::NotPrivate)?;
        let pair = self
            .pair
            .get_or_init(|| Ed25519KeyPair::from_seed_and_public_key(seed, &self.point).ok());
        pair.as_ref().ok_or(KeyError::Inconsistent)
    }

    pub(super) fn without_private(self) -> Self {
        Self {
            seed: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}

fn wrong_length(value: &'static str, has: usize) -> KeyError {
    KeyError::WrongLength {
        kind: NAME,
        value,
        has,
        wants: LENGTH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(point: &[u8; LENGTH]) -> Option<KeyError> {
        Ed25519Key::new(point, None).err()
    }

    /// Every point of small order, with either sign of x: 14 encodings.
    #[test]
    fn a_point_of_small_order_is_refused_in_every_encoding() {
        for y in SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut point = y;
                point[LENGTH - 1] |= sign;
                assert_eq!(refused(&point), Some(KeyError::SmallOrder("Ed25519")));
            }
        }
    }

    /// With the identity as the key A, the equation [S]B = R + [k]A (RFC 8032, section 5.1.7) is [S]B =
    /// R whatever was signed, which S = 0 with R = A fulfils.
    #[test]
    fn the_key_that_verifies_any_payload_is_refused_where_the_library_takes_it() {
        let mut identity = [0; LENGTH];
        identity[0] = 1;
        let signature = [identity, [0; LENGTH]].concat();
        let public = PublicKey::new(identity.to_vec());
        let alg = SignatureAlgorithm::EdDsa;
        assert!(public.verifies(alg, &ED25519, b"any payload", &signature));
        assert_eq!(refused(&identity), Some(KeyError::SmallOrder(NAME)));
    }

    #[test]
    fn a_second_encoding_of_a_point_is_refused() {
        let mut refusals = Vec::new();
        for first in 0xed..=0xff {
            let refusal = refused(&little_endian(first, 0xff));
            refusals.push(refusal.expect("a second encoding is refused"));
        }
        let small = refusals
            .iter()
            .filter(|error| **error == KeyError::SmallOrder(NAME));
        assert_eq!(small.count(), 2);
        // The greatest number that is canonical, apart from -1.
        assert!(is_canonical(&little_endian(0xeb, 0xff)));
    }
}
