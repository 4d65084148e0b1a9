//! RSA keys (RFC 8017): what is weak or odd is refused when the key is read.

use super::PublicKey;
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair,
};
use der::Encode;
use der::asn1::UintRef;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use rsa::BoxedUint;
use rsa::pkcs1::EncodeRsaPrivateKey;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The least size in bits that the standards allow (RFC 7518, section 3.3).
pub const LEAST_BITS: usize = 2048;
/// The least size in bits that is read at all.
const LEAST_READABLE_BITS: usize = 1024;
/// The largest size in bits: beyond it one signature costs more than a second.
const MOST_BITS: usize = 8192;
/// Larger exponents only make verification slow.
const MOST_EXPONENT_BITS: usize = 33;

/// An RSA key.
pub struct RsaKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    paddings: Paddings,
    public: PublicKey,
    private: Option<Private>,
    pair: OnceLock<Option<RsaKeyPair>>,
}

/// What the key's own algorithm identifier permits (RFC 4055, section 1.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paddings {
    Any,
    Pss,
    PssWith(SignatureAlgorithm),
}

/// The private half: PKCS#1, or the exponent alone, from which the rest is computed when it is needed
/// first. That takes milliseconds, and verifying never needs it.
enum Private {
    Pkcs1(Zeroizing<Vec<u8>>),
    Exponent(Zeroizing<Vec<u8>>, OnceLock<Option<Zeroizing<Vec<u8>>>>),
}

/// A private RSA key's numbers, big-endian.
#[derive(Debug)]
pub struct RsaNumbers<'n> {
    /// The private exponent.
    pub d: &'n [u8],
    /// The primes, their exponents and the coefficient: `p q dp dq qi`.
    pub crt: Option<[&'n [u8]; 5]>,
}

impl RsaKey {
    /// A public key of its numbers, big-endian.
    ///
    /// # Errors
    /// When it is too small or too large, its exponent is no good, or its modulus is one of those
    /// that can be factored (ROCA, CVE-2017-15361).
    pub fn public(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let (modulus, exponent) = (stripped(modulus), stripped(exponent));
        let bits = bits(modulus);
        if !(LEAST_READABLE_BITS..=MOST_BITS).contains(&bits) {
            return Err(KeyError::RsaSize { bits });
        }
        if exponent == [1] || exponent.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyError::RsaExponent("even or one"));
        }
        if self::bits(exponent) > MOST_EXPONENT_BITS {
            return Err(KeyError::RsaExponent("longer than 33 bits"));
        }
        if modulus.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyError::Inconsistent);
        }
        if has_roca_fingerprint(modulus) {
            return Err(KeyError::Roca);
        }
        let der = RsaPublicKeyRef {
            modulus: UintRef::new(modulus).map_err(|_| KeyError::Inconsistent)?,
            public_exponent: UintRef::new(exponent).map_err(|_| KeyError::Inconsistent)?,
        };
        let key = Self {
            public: PublicKey::new(der.to_der().map_err(|_| KeyError::Inconsistent)?),
            modulus: modulus.to_vec(),
            exponent: exponent.to_vec(),
            paddings: Paddings::Any,
            private: None,
            pair: OnceLock::new(),
        };
        let usable = if bits < LEAST_BITS {
            let legacy = &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY;
            key.public.prepare(SignatureAlgorithm::Rs256, legacy)
        } else {
            let current = &RSA_PKCS1_2048_8192_SHA256;
            key.public.prepare(SignatureAlgorithm::Rs256, current)
        };
        usable.then_some(key).ok_or(KeyError::Inconsistent)
    }

    /// A private key in PKCS#1 (RFC 8017, appendix A.1.2).
    ///
    /// # Errors
    /// When it is none, or its public half is no good.
    pub fn private(pkcs1: &[u8]) -> Result<Self, KeyError> {
        let read = RsaPrivateKeyRef::try_from(pkcs1).map_err(|_| KeyError::Inconsistent)?;
        let (modulus, exponent) = (read.modulus.as_bytes(), read.public_exponent.as_bytes());
        Ok(Self {
            private: Some(Private::Pkcs1(Zeroizing::new(pkcs1.to_vec()))),
            ..Self::public(modulus, exponent)?
        })
    }

    /// A private key of its numbers, big-endian; missing ones are computed.
    ///
    /// # Errors
    /// When they do not belong together, or the public half is no good.
    pub fn from_numbers(
        modulus: &[u8],
        exponent: &[u8],
        numbers: &RsaNumbers<'_>,
    ) -> Result<Self, KeyError> {
        let public = Self::public(modulus, exponent)?;
        let inconsistent = |_| KeyError::Inconsistent;
        let private = if let Some(crt) = numbers.crt {
            let uint = |bytes| UintRef::new(bytes).map_err(inconsistent);
            let [p, q, dp, dq, qi] = crt;
            let key = RsaPrivateKeyRef {
                modulus: uint(&public.modulus)?,
                public_exponent: uint(&public.exponent)?,
                private_exponent: uint(numbers.d)?,
                prime1: uint(p)?,
                prime2: uint(q)?,
                exponent1: uint(dp)?,
                exponent2: uint(dq)?,
                coefficient: uint(qi)?,
                other_prime_infos: None,
            };
            Private::Pkcs1(Zeroizing::new(key.to_der().map_err(inconsistent)?))
        } else {
            let d = stripped(numbers.d);
            // The library counts on a private exponent below the modulus.
            if d.is_empty() || (d.len(), d) >= (public.modulus.len(), &public.modulus) {
                return Err(KeyError::Inconsistent);
            }
            Private::Exponent(Zeroizing::new(d.to_vec()), OnceLock::new())
        };
        Ok(Self {
            private: Some(private),
            ..public
        })
    }

    /// The same key, limited to RSASSA-PSS by its algorithm identifier.
    #[must_use]
    pub fn limited_to_pss(self, alg: Option<SignatureAlgorithm>) -> Self {
        Self {
            paddings: alg.map_or(Paddings::Pss, Paddings::PssWith),
            ..self
        }
    }

    /// What it is, as far as algorithms care.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match self.paddings {
            Paddings::Any => KeyKind::Rsa,
            Paddings::Pss | Paddings::PssWith(_) => KeyKind::RsaPss,
        }
    }

    /// The one algorithm that the key's own parameters permit, where they permit but one.
    #[must_use]
    pub fn only_algorithm(&self) -> Option<SignatureAlgorithm> {
        match self.paddings {
            Paddings::PssWith(alg) => Some(alg),
            Paddings::Any | Paddings::Pss => None,
        }
    }

    /// The size of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        bits(&self.modulus)
    }

    /// The modulus, big-endian without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent, big-endian without leading zeros.
    #[must_use]
    pub fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// Whether there is a private half.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.private.is_some()
    }

    /// The private key in PKCS#1; `None` for a public key, and for an exponent that does not belong
    /// to the modulus.
    #[must_use]
    pub fn pkcs1(&self) -> Option<&[u8]> {
        let pkcs1 = match self.private.as_ref()? {
            Private::Pkcs1(pkcs1) => Some(pkcs1),
            Private::Exponent(d, pkcs1) => {
                let compute = || recovered(&self.modulus, &self.exponent, d).ok();
                pkcs1.get_or_init(compute).as_ref()
            }
        };
        pkcs1.map(|pkcs1| pkcs1.as_slice())
    }

    /// The public half, prepared.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The pair to sign with; `None` for a public key, and for numbers that do not belong together.
    #[must_use]
    pub fn pair(&self) -> Option<&RsaKeyPair> {
        let pkcs1 = self.pkcs1()?;
        let pair = self.pair.get_or_init(|| RsaKeyPair::from_der(pkcs1).ok());
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

/// The PKCS#1 of a key of which only the exponents are known: the primes follow from them (NIST SP
/// 800-56B, appendix C.2).
fn recovered(modulus: &[u8], exponent: &[u8], d: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let uint = |bytes: &[u8]| {
        let bits = u32::try_from(bytes.len() * 8).map_err(|_| KeyError::Inconsistent)?;
        BoxedUint::from_be_slice(bytes, bits).map_err(|_| KeyError::Inconsistent)
    };
    let key =
        rsa::RsaPrivateKey::from_components(uint(modulus)?, uint(exponent)?, uint(d)?, Vec::new());
    let der = key.map_err(|_| KeyError::Inconsistent)?.to_pkcs1_der();
    let der = der.map_err(|_| KeyError::Inconsistent)?;
    Ok(Zeroizing::new(der.as_bytes().to_vec()))
}

fn stripped(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0);
    start.map_or(&[], |start| &number[start..])
}

fn bits(number: &[u8]) -> usize {
    let first = number
        .first()
        .map_or(0, |byte| byte.leading_zeros() as usize);
    number.len() * 8 - first
}

/// Whether a modulus is of the form that Infineon's library made (Nemec and others, "The Return of
/// Coppersmith's Attack", 2017): modulo each of these primes it is a power of 65537. Of ordinary
/// moduli one in 2²⁷ looks like that too.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 38] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
        97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];
    PRIMES.iter().all(|&prime| {
        let residue = modulus.iter().fold(0, |residue, byte| {
            (residue * 256 + u32::from(*byte)) % prime
        });
        let mut power = 1;
        (0..prime).any(|_| {
            power = power * 65537 % prime;
            power == residue
        })
    })
}
