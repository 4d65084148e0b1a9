//! The encryption of private keys with a passphrase (PBES2; RFC 8018, section 6.2), within a bound of
//! work for all keys of a file.

use super::Passphrase;
use crate::jwk::{KeyError, KeyRemark};
use ::pkcs8::pkcs5::pbes2::{EncryptionScheme as Cipher, Kdf, Parameters, Pbkdf2Prf};
use ::pkcs8::pkcs5::{self, EncryptionScheme};
use ::pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use ::spki::AlgorithmIdentifierRef;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// How much work the key derivations of one file may be, in iterations of PBKDF2: about a second. OWASP
/// asks for 600,000 for a key.
const MAX_ITERATIONS: u64 = 2_500_000;
/// How many blocks scrypt mixes (N × r × p) in the time of [`MAX_ITERATIONS`]. openssl takes 2¹⁷ for a
/// key.
const MAX_SCRYPT_BLOCKS: u64 = 1 << 21;
/// How much memory in bytes scrypt may take.
const MAX_SCRYPT_BYTES: u64 = 256 << 20;

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const DES_EDE3_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.3.7");
/// The block size of DES in bytes, which is the length of its initialization vector.
const DES_BLOCK: usize = 8;

/// Password-based encryption before PBES2: PKCS#5 (RFC 8018, appendix A.3) and PKCS#12 (RFC 7292,
/// appendix C).
const LEGACY: [&str; 2] = ["1.2.840.113549.1.5.", "1.2.840.113549.1.12.1."];

/// What a key is encrypted or derived with where that is not supported, by the names that people know.
const NAMES: [(&str, &str); 11] = [
    ("1.2.840.113549.1.5.12", "PBKDF2 with unusual parameters"),
    ("1.3.6.1.4.1.11591.4.11", "scrypt with unusual parameters"),
    ("1.3.14.3.2.7", "DES-CBC"),
    ("1.2.840.113549.3.2", "RC2-CBC"),
    ("1.2.840.113549.3.4", "RC4"),
    ("1.2.392.200011.61.1.1.1.2", "Camellia-128-CBC"),
    ("1.2.392.200011.61.1.1.1.4", "Camellia-256-CBC"),
    ("1.2.410.200046.1.1.2", "ARIA-128-CBC"),
    ("1.2.410.200046.1.1.12", "ARIA-256-CBC"),
    ("1.2.156.10197.1.104.2", "SM4-CBC"),
    ("1.2.643.2.2.21", "GOST 28147-89"),
];

pub(super) const DAMAGED: KeyError = KeyError::Damaged("encrypted private key (PKCS#8)");

/// What decrypts the keys of one file: the passphrase, and the work that is left for them.
pub(super) struct Decryption<'a, 'p> {
    passphrase: &'a mut Passphrase<'p>,
    left: u64,
}

impl<'a, 'p> Decryption<'a, 'p> {
    pub(super) fn new(passphrase: &'a mut Passphrase<'p>) -> Self {
        Self {
            passphrase,
            left: MAX_ITERATIONS,
        }
    }

    /// Refuses keys that would cost more than is left, before anything is derived or asked for.
    pub(super) fn affords(&self, cost: u64) -> Result<(), KeyError> {
        if cost > self.left {
            return Err(KeyError::CostlyDerivation);
        }
        Ok(())
    }

    /// The content of an encrypted key (RFC 5958, section 3), and what is worth telling of how it is
    /// encrypted.
    pub(super) fn decrypt(
        &mut self,
        bytes: &[u8],
    ) -> Result<(SecretDocument, Option<KeyRemark>), KeyError> {
        let (info, parameters) = parse(bytes)?;
        let cost = cost_of(&parameters)?;
        self.affords(cost)?;
        let passphrase = (self.passphrase)().ok_or(KeyError::NeedsPassphrase)?;
        self.left -= cost;
        let content = info
            .decrypt(passphrase.as_slice())
            .map_err(|error| match error {
                ::pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::UnsupportedAlgorithm { oid }) => {
                    KeyError::UnsupportedEncryption(name(oid))
                }
                ::pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::AlgorithmParametersInvalid {
                    ..
                }) => DAMAGED,
                // Also where what comes out is not DER: one time in 256 the padding is right by chance.
                _ => KeyError::WrongPassphrase,
            })?;
        let is_weak = matches!(parameters.encryption, Cipher::DesEde3Cbc { .. });
        Ok((content, is_weak.then_some(KeyRemark::TripleDes)))
    }
}

/// The outer form of an encrypted key, whatever algorithm encrypts it: the library does not parse
/// the algorithms that it does not know.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    algorithm(bytes).is_some()
}

/// How much work decrypting the key is, in iterations of PBKDF2; nothing where it will be refused.
pub(super) fn cost(bytes: &[u8]) -> u64 {
    let parsed = parse(bytes).and_then(|(_, parameters)| cost_of(&parameters));
    parsed.unwrap_or(0)
}

fn algorithm(bytes: &[u8]) -> Option<AlgorithmIdentifierRef<'_>> {
    let outer = AnyRef::from_der(bytes).ok()?;
    if outer.tag() != Tag::Sequence {
        return None;
    }
    let mut reader = SliceReader::new(outer.value()).ok()?;
    let algorithm = AlgorithmIdentifierRef::decode(&mut reader).ok()?;
    <&OctetStringRef>::decode(&mut reader).ok()?;
    reader.is_finished().then_some(algorithm)
}

/// The key derivation and the cipher of PBES2 (RFC 8018, appendix A.4).
fn parts<'a>(
    algorithm: &AlgorithmIdentifierRef<'a>,
) -> Option<(AlgorithmIdentifierRef<'a>, AlgorithmIdentifierRef<'a>)> {
    let parameters = algorithm.parameters?;
    let mut reader = SliceReader::new(parameters.value()).ok()?;
    let kdf = AlgorithmIdentifierRef::decode(&mut reader).ok()?;
    let cipher = AlgorithmIdentifierRef::decode(&mut reader).ok()?;
    Some((kdf, cipher))
}

fn parse(bytes: &[u8]) -> Result<(EncryptedPrivateKeyInfoRef<'_>, Parameters), KeyError> {
    let algorithm = algorithm(bytes).ok_or(DAMAGED)?;
    if algorithm.oid != PBES2 {
        let oid = algorithm.oid.to_string();
        return Err(if LEGACY.iter().any(|start| oid.starts_with(start)) {
            KeyError::LegacyEncryption
        } else {
            KeyError::UnsupportedEncryption(name(algorithm.oid))
        });
    }
    let (kdf, cipher) = parts(&algorithm).ok_or(DAMAGED)?;
    // The library takes the first bytes of the vector, as many as there have to be.
    let iv = cipher.parameters.map(|iv| iv.value().len());
    if cipher.oid == DES_EDE3_CBC && iv != Some(DES_BLOCK) {
        return Err(DAMAGED);
    }
    let unsupported = || {
        let is_known = Cipher::try_from(cipher).is_ok();
        let unknown = if is_known { kdf.oid } else { cipher.oid };
        KeyError::UnsupportedEncryption(name(unknown))
    };
    let info = EncryptedPrivateKeyInfoRef::from_der(bytes).map_err(|_| unsupported())?;
    match &info.encryption_algorithm {
        EncryptionScheme::Pbes2(parameters) => {
            let parameters = parameters.clone();
            Ok((info, parameters))
        }
        _ => Err(KeyError::LegacyEncryption),
    }
}

fn cost_of(parameters: &Parameters) -> Result<u64, KeyError> {
    match &parameters.kdf {
        Kdf::Pbkdf2(kdf) => {
            let hash_bytes = match kdf.prf {
                Pbkdf2Prf::HmacWithSha1 => 20,
                Pbkdf2Prf::HmacWithSha224 => 28,
                Pbkdf2Prf::HmacWithSha256 => 32,
                Pbkdf2Prf::HmacWithSha384 => 48,
                Pbkdf2Prf::HmacWithSha512 => 64,
                other => return Err(KeyError::UnsupportedEncryption(name(other.oid()))),
            };
            // RFC 8018, section 5.2: each block of the derived key takes all iterations.
            let blocks = parameters.encryption.key_size().div_ceil(hash_bytes);
            Ok(u64::from(kdf.iteration_count).saturating_mul(blocks as u64))
        }
        Kdf::Scrypt(kdf) => {
            let (cost, block) = (kdf.cost_parameter, u64::from(kdf.block_size));
            let parallel = u64::from(kdf.parallelization);
            // RFC 7914, section 2. The library relies on these rules without checking them.
            if cost < 2 || !cost.is_power_of_two() || block == 0 || parallel == 0 {
                return Err(DAMAGED);
            }
            let memory = cost.saturating_mul(block).saturating_mul(128);
            if memory > MAX_SCRYPT_BYTES {
                return Err(KeyError::CostlyDerivation);
            }
            let blocks = cost.saturating_mul(block).saturating_mul(parallel);
            let iterations = u128::from(blocks) * u128::from(MAX_ITERATIONS);
            let iterations = iterations.div_ceil(u128::from(MAX_SCRYPT_BLOCKS));
            Ok(u64::try_from(iterations).unwrap_or(u64::MAX))
        }
        other => Err(KeyError::UnsupportedEncryption(name(other.oid()))),
    }
}

fn name(oid: ObjectIdentifier) -> String {
    let oid = oid.to_string();
    let known = NAMES.iter().find(|(known, _)| *known == oid);
    known.map_or(oid, |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::fixtures::{
        ED25519_300000_ITERATIONS, ED25519_CAMELLIA, ED25519_COSTLY, ED25519_ENCRYPTED,
        ED25519_LEGACY, ED25519_PKCS8, ED25519_SCRYPT, ED25519_SHA1, ED25519_TRIPLE_DES,
        PASSPHRASE, der,
    };
    use zeroize::Zeroizing;

    fn decrypted(bytes: &[u8]) -> Result<(Vec<u8>, Option<KeyRemark>), KeyError> {
        let mut passphrase = || Some(Zeroizing::new(PASSPHRASE.to_vec()));
        let (content, remark) = Decryption::new(&mut passphrase).decrypt(bytes)?;
        Ok((content.as_bytes().to_vec(), remark))
    }

    fn refused_before_the_passphrase(bytes: &[u8]) -> Option<KeyError> {
        let mut passphrase = || panic!("the passphrase was asked for");
        Decryption::new(&mut passphrase).decrypt(bytes).err()
    }

    /// The bytes with some of them replaced.
    fn edited(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
        let at = memchr::memmem::find(bytes, old).unwrap();
        [&bytes[..at], new, &bytes[at + old.len()..]].concat()
    }

    #[test]
    fn what_programs_write_is_decrypted_and_triple_des_is_told() {
        for (key, remark) in [
            (ED25519_ENCRYPTED, None),
            (ED25519_SHA1, None),
            (ED25519_SCRYPT, None),
            (ED25519_TRIPLE_DES, Some(KeyRemark::TripleDes)),
        ] {
            assert_eq!(decrypted(&der(key)), Ok((der(ED25519_PKCS8), remark)));
        }
    }

    #[test]
    fn the_passphrase_is_never_blamed_for_what_is_unsupported() {
        let unsupported = |name: &str| Some(KeyError::UnsupportedEncryption(name.to_owned()));
        let found = refused_before_the_passphrase(&der(ED25519_CAMELLIA));
        assert_eq!(found, unsupported("Camellia-256-CBC"));
        let found = refused_before_the_passphrase(&der(ED25519_LEGACY));
        assert_eq!(found, Some(KeyError::LegacyEncryption));
        // HMAC-SHA-256 made HMAC-SHA-512/224, and the key derivation made another one.
        let bytes = der(ED25519_ENCRYPTED);
        let prf = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9];
        let other = edited(&bytes, &prf, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 12]);
        let found = refused_before_the_passphrase(&other);
        assert_eq!(found, unsupported("PBKDF2 with unusual parameters"));
        let kdf = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
        let other = edited(
            &bytes,
            &kdf,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 99],
        );
        let found = refused_before_the_passphrase(&other);
        assert_eq!(found, unsupported("1.2.840.113549.1.5.99"));
    }

    #[test]
    fn the_cost_counts_every_block_of_the_derived_key() {
        assert_eq!(cost(&der(ED25519_300000_ITERATIONS)), 300_000);
        // SHA-1 has 20 bytes, AES-256 takes 32.
        assert_eq!(cost(&der(ED25519_SHA1)), 2000);
        assert_eq!(cost(&der(ED25519_SCRYPT)), MAX_ITERATIONS / 16);
        let found = refused_before_the_passphrase(&der(ED25519_COSTLY));
        assert_eq!(found, Some(KeyError::CostlyDerivation));
    }

    #[test]
    fn keys_share_what_one_file_may_cost() {
        let mut passphrase = || Some(Zeroizing::new(PASSPHRASE.to_vec()));
        let mut decryption = Decryption::new(&mut passphrase);
        decryption.left = 1999;
        let key = der(ED25519_ENCRYPTED);
        assert!(decryption.decrypt(&key).is_ok());
        let refused = decryption.decrypt(&key).err();
        assert_eq!(refused, Some(KeyError::CostlyDerivation));
    }

    /// The library takes the first eight bytes of the vector without looking how many there are.
    #[test]
    fn a_short_vector_of_triple_des_is_damaged_and_no_panic() {
        let bytes = der(ED25519_TRIPLE_DES);
        let start = memchr::memmem::find(&bytes, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7]);
        let vector = start.unwrap() + 8;
        assert_eq!(bytes[vector..vector + 2], [0x04, 8]);
        for length in [0, 7, 9] {
            let cut = [&[0x04, length][..], &vec![7; usize::from(length)]].concat();
            let mut other = [&bytes[..vector], &cut, &bytes[vector + 10..]].concat();
            // The lengths of what is around it.
            let change = |byte: &mut u8| *byte = *byte + length - 8;
            let at = [2, 4, 17, 62];
            for at in at {
                change(&mut other[at]);
            }
            let (_, cipher) = parts(&algorithm(&other).unwrap()).unwrap();
            assert_eq!(
                cipher.parameters.unwrap().value().len(),
                usize::from(length)
            );
            assert_eq!(decrypted(&other), Err(DAMAGED), "{length}");
        }
    }
}
