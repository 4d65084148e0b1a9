//! RSA keys (RFC 8017). What is weak is refused when the key is read.

use super::PublicKey;
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::KeyError;
use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair,
};
use der::asn1::UintRef;
use der::{Decode, Encode};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use rsa::BoxedUint;
use rsa::pkcs1::EncodeRsaPrivateKey;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The least size in bits that the standards allow (RFC 7518, section 3.3).
pub(crate) const MIN_BITS: usize = 2048;
/// The least size in bits that is read: some signatures of so weak keys may be verified on demand.
const MIN_READABLE_BITS: usize = 1024;
/// The largest size in bits: beyond it one signature takes more than a second.
const MAX_BITS: usize = 8192;
/// The most primes of one key: with more of them each is too small (RFC 8017, section 3.1).
const MAX_PRIMES: usize = 5;
/// The largest size of an exponent in bits: larger ones only make verification slow.
const MAX_EXPONENT_BITS: usize = 33;

pub(crate) struct RsaKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    paddings: Paddings,
    /// How many primes the private half has.
    primes: usize,
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

/// PKCS#1, or the private exponent alone. The primes are then recovered on first use: that takes
/// milliseconds, and verifying never needs them.
enum Private {
    Pkcs1(Zeroizing<Vec<u8>>),
    Exponent(Zeroizing<Vec<u8>>, OnceLock<Option<Zeroizing<Vec<u8>>>>),
}

/// The numbers of a private key that follow from its exponents (RFC 8017, section 3.2), big-endian.
pub(crate) struct RsaCrt<'n> {
    pub(crate) p: &'n [u8],
    pub(crate) q: &'n [u8],
    pub(crate) dp: &'n [u8],
    pub(crate) dq: &'n [u8],
    pub(crate) qi: &'n [u8],
}

impl RsaKey {
    /// The numbers are big-endian.
    pub(in crate::jwk) fn public(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let (modulus, exponent) = (stripped(modulus), stripped(exponent));
        let bits = bits(modulus);
        if !(MIN_READABLE_BITS..=MAX_BITS).contains(&bits) {
            return Err(KeyError::RsaSize {
                bits,
                least: MIN_BITS,
                most: MAX_BITS,
            });
        }
        // With the exponent 1 every signature is the padded hash itself, which anybody can compute.
        if exponent == [1] || exponent.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyError::RsaExponent("even or one"));
        }
        if self::bits(exponent) > MAX_EXPONENT_BITS {
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
            primes: 2,
            private: None,
            pair: OnceLock::new(),
        };
        let with = if key.is_below_minimum() {
            &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        } else {
            &RSA_PKCS1_2048_8192_SHA256
        };
        let usable = key.public.prepare(SignatureAlgorithm::Rs256, with);
        usable.then_some(key).ok_or(KeyError::Inconsistent)
    }

    /// A private key of its PKCS#1 (RFC 8017, appendix A.1.2), as the bytes and as what they say.
    pub(in crate::jwk) fn from_pkcs1(
        pkcs1: &[u8],
        read: &RsaPrivateKeyRef<'_>,
    ) -> Result<Self, KeyError> {
        let (modulus, exponent) = (read.modulus.as_bytes(), read.public_exponent.as_bytes());
        Ok(Self {
            primes: 2 + read.other_prime_infos.as_ref().map_or(0, Vec::len),
            private: Some(Private::Pkcs1(Zeroizing::new(pkcs1.to_vec()))),
            ..Self::public(modulus, exponent)?
        })
    }

    /// A private key of all its numbers.
    pub(in crate::jwk) fn from_numbers(
        modulus: &[u8],
        exponent: &[u8],
        d: &[u8],
        crt: &RsaCrt<'_>,
    ) -> Result<Self, KeyError> {
        let public = Self::public(modulus, exponent)?;
        let inconsistent = |_| KeyError::Inconsistent;
        let uint = |bytes| UintRef::new(bytes).map_err(inconsistent);
        let key = RsaPrivateKeyRef {
            modulus: uint(&public.modulus)?,
            public_exponent: uint(&public.exponent)?,
            private_exponent: uint(d)?,
            prime1: uint(crt.p)?,
            prime2: uint(crt.q)?,
            exponent1: uint(crt.dp)?,
            exponent2: uint(crt.dq)?,
            coefficient: uint(crt.qi)?,
            other_prime_infos: None,
        };
        let pkcs1 = Zeroizing::new(key.to_der().map_err(inconsistent)?);
        Ok(Self {
            private: Some(Private::Pkcs1(pkcs1)),
            ..public
        })
    }

    /// A private key of its exponents alone, from which its other numbers follow.
    pub(in crate::jwk) fn from_exponent(
        modulus: &[u8],
        exponent: &[u8],
        d: &[u8],
    ) -> Result<Self, KeyError> {
        let public = Self::public(modulus, exponent)?;
        let d = stripped(d);
        // RFC 8017, section 3.2: it is less than the modulus.
        if d.is_empty() || (d.len(), d) >= (public.modulus.len(), &public.modulus) {
            return Err(KeyError::Inconsistent);
        }
        let d = Zeroizing::new(d.to_vec());
        Ok(Self {
            private: Some(Private::Exponent(d, OnceLock::new())),
            ..public
        })
    }

    /// RFC 4055, section 1.2: to one algorithm, or to every one of RSASSA-PSS.
    pub(in crate::jwk) fn limited_to_pss(self, alg: Option<SignatureAlgorithm>) -> Self {
        Self {
            paddings: alg.map_or(Paddings::Pss, Paddings::PssWith),
            ..self
        }
    }

    pub(super) fn kind(&self) -> KeyKind {
        match self.paddings {
            Paddings::Any => KeyKind::Rsa,
            Paddings::Pss | Paddings::PssWith(_) => KeyKind::RsaPss,
        }
    }

    /// The one algorithm that the key's own parameters permit, if they limit it to one.
    pub(in crate::jwk) fn only_algorithm(&self) -> Option<SignatureAlgorithm> {
        match self.paddings {
            Paddings::PssWith(alg) => Some(alg),
            Paddings::Any | Paddings::Pss => None,
        }
    }

    pub(in crate::jwk) fn bits(&self) -> usize {
        bits(&self.modulus)
    }

    /// Whether it is smaller than the standards allow, so that the library only verifies with it,
    /// and only with what it has for legacy use.
    pub(crate) fn is_below_minimum(&self) -> bool {
        self.bits() < MIN_BITS
    }

    /// How many primes it has. The library signs with two alone.
    pub(in crate::jwk) fn primes(&self) -> usize {
        self.primes
    }

    /// Big-endian, without leading zeros.
    pub(in crate::jwk) fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// Big-endian, without leading zeros.
    pub(in crate::jwk) fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    pub(super) fn is_private(&self) -> bool {
        self.private.is_some()
    }

    /// RFC 8017, appendix A.1.2.
    pub(in crate::jwk) fn pkcs1(&self) -> Result<&[u8], KeyError> {
        match self.private.as_ref().ok_or(KeyError::NotPrivate)? {
            Private::Pkcs1(pkcs1) => Ok(pkcs1),
            Private::Exponent(d, pkcs1) => {
                let recover = || recovered(&self.modulus, &self.exponent, d).ok();
                let pkcs1 = pkcs1.get_or_init(recover).as_ref();
                pkcs1.map_or(Err(KeyError::Inconsistent), |pkcs1| Ok(pkcs1.as_slice()))
            }
        }
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn pair(&self) -> Result<&RsaKeyPair, KeyError> {
        let pkcs1 = self.pkcs1()?;
        let pair = self.pair.get_or_init(|| RsaKeyPair::from_der(pkcs1).ok());
        pair.as_ref().ok_or(KeyError::Inconsistent)
    }

    /// Whether the private half belongs to the public one.
    pub(super) fn check_halves(&self) -> Result<(), KeyError> {
        // The library refuses these whatever their numbers are.
        if self.is_below_minimum() || self.primes > 2 {
            check_numbers(self.pkcs1()?)
        } else {
            self.pair().map(drop)
        }
    }

    pub(super) fn without_private(self) -> Self {
        Self {
            primes: 2,
            private: None,
            pair: OnceLock::new(),
            ..self
        }
    }
}

/// Whether the numbers of a key belong together, for keys that nothing signs with.
fn check_numbers(pkcs1: &[u8]) -> Result<(), KeyError> {
    let key = RsaPrivateKeyRef::from_der(pkcs1).map_err(|_| KeyError::Inconsistent)?;
    let more = key.other_prime_infos.iter().flatten();
    let primes = [key.prime1, key.prime2].into_iter();
    let primes: Vec<UintRef<'_>> = primes.chain(more.map(|more| more.prime)).collect();
    let modulus = key.modulus.as_bytes();
    let is_longer = |prime: &UintRef<'_>| prime.as_bytes().len() > modulus.len();
    if primes.len() > MAX_PRIMES || primes.iter().any(is_longer) || is_longer(&key.private_exponent)
    {
        return Err(KeyError::Inconsistent);
    }
    let primes = primes.iter().map(|prime| uint(prime.as_bytes()));
    let checked = rsa::PrivateKey::from_components(
        uint(modulus)?,
        uint(key.public_exponent.as_bytes())?,
        uint(key.private_exponent.as_bytes())?,
        primes.collect::<Result<_, _>>()?,
    );
    checked.map(drop).map_err(|_| KeyError::Inconsistent)
}

fn uint(bytes: &[u8]) -> Result<BoxedUint, KeyError> {
    let bits = u32::try_from(bytes.len() * 8).map_err(|_| KeyError::Inconsistent)?;
    BoxedUint::from_be_slice(bytes, bits).map_err(|_| KeyError::Inconsistent)
}

/// The PKCS#1 of a key whose primes are not known, which follow from the exponents (NIST SP 800-56B,
/// appendix C.2). The library that signs takes no key without its primes.
fn recovered(modulus: &[u8], exponent: &[u8], d: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key =
        rsa::PrivateKey::from_components(uint(modulus)?, uint(exponent)?, uint(d)?, Vec::new());
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

/// Whether a modulus has the form that Infineon's library generated (Nemec and others, "The Return of
/// Coppersmith's Attack", 2017): modulo each of these primes it is a power of 65537. One in 2²⁷
/// ordinary moduli has it too.
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

#[cfg(test)]
mod tests {
    use super::*;

    const EXPONENT: [u8; 3] = [1, 0, 1];

    fn refused(modulus: &[u8], exponent: &[u8]) -> Option<KeyError> {
        RsaKey::public(modulus, exponent).err()
    }

    /// An odd number of so many bits.
    fn odd(bits: usize) -> Vec<u8> {
        let mut number = vec![0xc1; bits.div_ceil(8)];
        number[0] = 0xff >> (number.len() * 8 - bits);
        number
    }

    #[test]
    fn sizes_beyond_the_limits_are_refused() {
        let size = |bits| {
            Some(KeyError::RsaSize {
                bits,
                least: 2048,
                most: 8192,
            })
        };
        for bits in [1, 1023, 8193, 16_384] {
            assert_eq!(refused(&odd(bits), &EXPONENT), size(bits));
        }
        for bits in [1024, 2047, 2048, 8192] {
            assert_eq!(refused(&odd(bits), &EXPONENT), None, "{bits} bits");
        }
    }

    #[test]
    fn leading_zeros_do_not_make_a_key_larger() {
        let modulus = [vec![0; 200], odd(1000)].concat();
        let found = refused(&modulus, &EXPONENT);
        assert!(matches!(found, Some(KeyError::RsaSize { bits: 1000, .. })));
        let key = RsaKey::public(&[vec![0], odd(2048)].concat(), &[0, 1, 0, 1]);
        let key = key.ok().unwrap();
        assert_eq!(
            (key.modulus(), key.exponent()),
            (&odd(2048)[..], &EXPONENT[..])
        );
    }

    #[test]
    fn an_exponent_that_forges_or_delays_is_refused() {
        let modulus = odd(2048);
        let even_or_one = Some(KeyError::RsaExponent("even or one"));
        for exponent in [&[][..], &[0], &[1], &[0, 1], &[2], &[1, 0, 0]] {
            assert_eq!(refused(&modulus, exponent), even_or_one, "{exponent:?}");
        }
        let long = Some(KeyError::RsaExponent("longer than 33 bits"));
        assert_eq!(refused(&modulus, &[2, 0, 0, 0, 1]), long);
        for exponent in [&[3][..], &[1, 0, 0, 0, 1]] {
            assert_eq!(refused(&modulus, exponent), None, "{exponent:?}");
        }
    }

    #[test]
    fn an_even_modulus_is_refused() {
        let mut modulus = odd(2048);
        *modulus.last_mut().unwrap() = 2;
        assert_eq!(refused(&modulus, &EXPONENT), Some(KeyError::Inconsistent));
    }

    /// Modulo each prime of the fingerprint the modulus is 65537: it is the sum of 65537 and a
    /// multiple of them all.
    #[test]
    fn a_modulus_with_the_roca_fingerprint_is_refused() {
        let is_prime = |n: &u32| (2..*n).all(|divisor| !n.is_multiple_of(divisor));
        let mut modulus = vec![1];
        for prime in (3..=167).filter(is_prime) {
            multiply(&mut modulus, prime);
        }
        while modulus[0] < 0x80 {
            multiply(&mut modulus, 2);
        }
        modulus.resize(253, 0);
        modulus.extend([1, 0, 1]);
        assert_eq!(refused(&modulus, &EXPONENT), Some(KeyError::Roca));
        modulus[254] ^= 1;
        assert_eq!(refused(&modulus, &EXPONENT), None);
    }

    fn multiply(number: &mut Vec<u8>, factor: u32) {
        let mut carry = 0;
        for digit in number.iter_mut().rev() {
            let product = u32::from(*digit) * factor + carry;
            *digit = product.to_le_bytes()[0];
            carry = product >> 8;
        }
        if carry > 0 {
            number.insert(0, carry.to_le_bytes()[0]);
        }
    }

    /// The library is given what a file says, and nothing in it may make it panic.
    #[test]
    fn degenerate_primes_and_exponents_are_inconsistent() {
        let modulus = odd(1024);
        let long = vec![0xff; 128];
        let numbers = [&[0][..], &[1], &[2], &[3], &[4], &long, &modulus];
        for p in numbers {
            for (q, d) in numbers.into_iter().flat_map(|q| numbers.map(|d| (q, d))) {
                let crt = RsaCrt {
                    p,
                    q,
                    dp: &[1],
                    dq: &[1],
                    qi: &[1],
                };
                let key = RsaKey::from_numbers(&modulus, &EXPONENT, d, &crt);
                let checked = key.and_then(|key| key.check_halves());
                assert_eq!(checked, Err(KeyError::Inconsistent));
            }
        }
    }
}
