//! Making and checking signatures. This is the only place that matches algorithms with keys.

use crate::jwa::SignatureAlgorithm as Alg;
use crate::jwk::{EcKey, Ed25519Key, Key, Material, MlDsaKey, RsaKey, Secret};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature as aws;
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use hmac::Mac;
use std::fmt;

/// An algorithm together with a key that it takes.
#[derive(Clone, Copy)]
enum Pairing<'k> {
    Hs256(&'k Secret),
    Hs384(&'k Secret),
    Hs512(&'k Secret),
    Rsa(
        &'k RsaKey,
        &'static aws::RsaParameters,
        &'static aws::RsaSignatureEncoding,
    ),
    Ec(&'k EcKey),
    Ed25519(&'k Ed25519Key),
    MlDsa(&'k MlDsaKey),
}

/// The pairing of an algorithm and a key; `None` where the key is of another kind or curve.
fn pairing(alg: Alg, key: &Key) -> Option<Pairing<'_>> {
    // This is what tells curves and parameter sets apart: the match below does not repeat it.
    if !alg.key_kinds().contains(&key.kind()) {
        return None;
    }
    Some(match (alg, key.material()) {
        (Alg::Hs256, Material::Secret(secret)) => Pairing::Hs256(secret),
        (Alg::Hs384, Material::Secret(secret)) => Pairing::Hs384(secret),
        (Alg::Hs512, Material::Secret(secret)) => Pairing::Hs512(secret),
        (Alg::Rs256, Material::Rsa(key)) if key.is_below_minimum() => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            &aws::RSA_PKCS1_SHA256,
        ),
        (Alg::Rs512, Material::Rsa(key)) if key.is_below_minimum() => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            &aws::RSA_PKCS1_SHA512,
        ),
        (Alg::Rs256, Material::Rsa(key)) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_2048_8192_SHA256,
            &aws::RSA_PKCS1_SHA256,
        ),
        (Alg::Rs384, Material::Rsa(key)) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_2048_8192_SHA384,
            &aws::RSA_PKCS1_SHA384,
        ),
        (Alg::Rs512, Material::Rsa(key)) => Pairing::Rsa(
            key,
            &aws::RSA_PKCS1_2048_8192_SHA512,
            &aws::RSA_PKCS1_SHA512,
        ),
        (Alg::Ps256, Material::Rsa(key)) => {
            Pairing::Rsa(key, &aws::RSA_PSS_2048_8192_SHA256, &aws::RSA_PSS_SHA256)
        }
        (Alg::Ps384, Material::Rsa(key)) => {
            Pairing::Rsa(key, &aws::RSA_PSS_2048_8192_SHA384, &aws::RSA_PSS_SHA384)
        }
        (Alg::Ps512, Material::Rsa(key)) => {
            Pairing::Rsa(key, &aws::RSA_PSS_2048_8192_SHA512, &aws::RSA_PSS_SHA512)
        }
        (Alg::Es256 | Alg::Es384 | Alg::Es512 | Alg::Es256k, Material::Ec(key)) => Pairing::Ec(key),
        (Alg::EdDsa | Alg::Ed25519, Material::Ed25519(key)) => Pairing::Ed25519(key),
        (Alg::MlDsa44 | Alg::MlDsa65 | Alg::MlDsa87, Material::MlDsa(key)) => Pairing::MlDsa(key),
        _ => return None,
    })
}

/// A key, prepared to check many signatures of one algorithm.
#[derive(Clone, Copy)]
pub struct Check<'k> {
    alg: Alg,
    key: &'k Key,
    pairing: Option<Pairing<'k>>,
}

impl<'k> Check<'k> {
    /// Prepares a key. Where it is of another kind than the algorithm takes, no signature holds.
    #[must_use]
    pub fn new(alg: Alg, key: &'k Key) -> Self {
        Self {
            alg,
            key,
            pairing: pairing(alg, key),
        }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &'k Key {
        self.key
    }

    /// How many bytes each of its signatures has (RFC 7518, section 3; FIPS 204, table 2); `None` where
    /// the key is of another kind than the algorithm takes.
    #[must_use]
    pub fn signature_bytes(&self) -> Option<usize> {
        Some(match self.pairing? {
            Pairing::Hs256(_) => 32,
            Pairing::Hs384(_) => 48,
            Pairing::Hs512(_) | Pairing::Ed25519(_) => 64,
            Pairing::Rsa(..) => self.key.bits()?.div_ceil(8),
            Pairing::Ec(key) => 2 * key.curve().field_bytes(),
            Pairing::MlDsa(key) => key.parameters().signing().signature_len(),
        })
    }

    /// Whether `signature` over `input` was made with the key. MACs are compared in constant time, and
    /// only in full length (RFC 2104, section 5, permits truncation; RFC 7518, section 3.2, does not).
    /// ECDSA signatures are two numbers of fixed length (RFC 7518, section 3.4), never DER.
    #[must_use]
    pub fn holds(&self, input: &[u8], signature: &[u8]) -> bool {
        let alg = self.alg;
        match self.pairing {
            None => false,
            Some(Pairing::Hs256(secret)) => matches(secret.sha256(), input, signature),
            Some(Pairing::Hs384(secret)) => matches(secret.sha384(), input, signature),
            Some(Pairing::Hs512(secret)) => matches(secret.sha512(), input, signature),
            Some(Pairing::Rsa(key, with, _)) => {
                key.public_key().verifies(alg, with, input, signature)
            }
            Some(Pairing::Ec(key)) => {
                let with = key.curve().verification();
                key.public_key().verifies(alg, with, input, signature)
            }
            Some(Pairing::Ed25519(key)) => {
                key.public_key()
                    .verifies(alg, &aws::ED25519, input, signature)
            }
            Some(Pairing::MlDsa(key)) => {
                let with = key.parameters().verification();
                key.public_key().verifies(alg, with, input, signature)
            }
        }
    }
}

impl fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Check");
        shown.field("alg", &self.alg).field("key", &self.key);
        shown.finish_non_exhaustive()
    }
}

/// Whether a signature is two numbers in DER, as X.509 has those of ECDSA (RFC 3279, section 2.2.3).
pub(crate) fn looks_like_der(signature: &[u8]) -> bool {
    fn numbers(signature: &[u8]) -> der::Result<bool> {
        let outer = AnyRef::from_der(signature)?;
        let mut reader = SliceReader::new(outer.value())?;
        let is_number = |reader: &mut SliceReader<'_>| {
            let element = AnyRef::decode(reader)?;
            der::Result::Ok(element.tag() == Tag::Integer)
        };
        let both = is_number(&mut reader)? && is_number(&mut reader)?;
        Ok(outer.tag() == Tag::Sequence && both && reader.is_finished())
    }
    numbers(signature).unwrap_or_default()
}

/// Appends the signature of `input` to `signature`. `None` where the key has no private half, or one
/// that does not belong to the public half, or is of another kind than the algorithm takes.
pub(super) fn sign_onto(alg: Alg, key: &Key, input: &[u8], signature: &mut Vec<u8>) -> Option<()> {
    match pairing(alg, key)? {
        Pairing::Hs256(secret) => tag_onto(secret.sha256(), input, signature),
        Pairing::Hs384(secret) => tag_onto(secret.sha384(), input, signature),
        Pairing::Hs512(secret) => tag_onto(secret.sha512(), input, signature),
        Pairing::Rsa(key, _, encoding) => {
            let pair = key.pair().ok()?;
            let space = grow(signature, pair.public_modulus_len());
            pair.sign(encoding, &SystemRandom::new(), input, space)
                .ok()?;
        }
        Pairing::Ec(key) => {
            let made = key.pair().ok()?.sign(&SystemRandom::new(), input).ok()?;
            signature.extend_from_slice(made.as_ref());
        }
        Pairing::Ed25519(key) => {
            let made = key.pair().ok()?.try_sign(input).ok()?;
            signature.extend_from_slice(made.as_ref());
        }
        Pairing::MlDsa(key) => {
            let length = key.parameters().signing().signature_len();
            key.pair().ok()?.sign(input, grow(signature, length)).ok()?;
        }
    }
    Some(())
}

/// Appends `length` bytes to write to.
fn grow(bytes: &mut Vec<u8>, length: usize) -> &mut [u8] {
    let start = bytes.len();
    bytes.resize(start + length, 0);
    &mut bytes[start..]
}

fn matches(keyed: &(impl Mac + Clone), input: &[u8], signature: &[u8]) -> bool {
    let mut mac = keyed.clone();
    mac.update(input);
    mac.verify_slice(signature).is_ok()
}

fn tag_onto(keyed: &(impl Mac + Clone), input: &[u8], signature: &mut Vec<u8>) {
    let mut mac = keyed.clone();
    mac.update(input);
    signature.extend_from_slice(&mac.finalize().into_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::base64url;
    use crate::codec::json::Json;
    use crate::jwk::form::{
        jwk,
        text::{SecretEncoding, secret},
    };
    use crate::jwk::{RsaSize, generate};

    const INPUT: &[u8] = b"header.payload";

    fn keys() -> Vec<(Alg, Key)> {
        let text = |alg| {
            let key = secret(&[b'k'; 64], SecretEncoding::Utf8, "text").unwrap();
            (alg, key)
        };
        let pair = |alg| (alg, generate(alg, RsaSize::default(), None).unwrap());
        let secrets = [Alg::Hs256, Alg::Hs384, Alg::Hs512].map(text);
        let pairs = [
            Alg::Es256,
            Alg::Es384,
            Alg::Es512,
            Alg::Es256k,
            Alg::EdDsa,
            Alg::MlDsa44,
        ];
        secrets.into_iter().chain(pairs.map(pair)).collect()
    }

    fn signature(alg: Alg, key: &Key) -> Vec<u8> {
        let mut signature = b"before".to_vec();
        sign_onto(alg, key, INPUT, &mut signature).unwrap();
        assert!(signature.starts_with(b"before"), "{alg}");
        signature.split_off(6)
    }

    #[test]
    fn a_signature_holds_for_its_input_and_its_algorithm_alone() {
        let keys = keys();
        for (alg, key) in &keys {
            let made = signature(*alg, key);
            let check = Check::new(*alg, key);
            assert!(check.holds(INPUT, &made), "{alg}");
            assert!(!check.holds(b"header.payloae", &made), "{alg}");
            assert!(!check.holds(b"", &made), "{alg}");
            for (other, _) in keys.iter().filter(|(other, _)| other != alg) {
                assert!(
                    !Check::new(*other, key).holds(INPUT, &made),
                    "{alg} as {other}"
                );
            }
        }
    }

    #[test]
    fn one_flipped_bit_anywhere_is_refused() {
        for (alg, key) in keys() {
            let mut signature = signature(alg, &key);
            let check = Check::new(alg, &key);
            // Those of ML-DSA are long; every byte of the others.
            let step = signature.len() / 70 + 1;
            for at in (0..signature.len()).step_by(step) {
                signature[at] ^= 1 << (at % 8);
                assert!(!check.holds(INPUT, &signature), "{alg}, byte {at}");
                signature[at] ^= 1 << (at % 8);
            }
            assert!(check.holds(INPUT, &signature), "{alg}");
        }
    }

    #[test]
    fn signatures_of_another_length_are_refused() {
        for (alg, key) in keys() {
            let signature = signature(alg, &key);
            let check = Check::new(alg, &key);
            assert_eq!(check.signature_bytes(), Some(signature.len()), "{alg}");
            let longer = [signature.as_slice(), &[0]].concat();
            let padded = [&[0], signature.as_slice()].concat();
            let half = &signature[..signature.len() / 2];
            let shorter = &signature[..signature.len() - 1];
            let zeros = vec![0; signature.len()];
            for wrong in [&longer, &padded, half, shorter, &zeros, &[]] {
                assert!(!check.holds(INPUT, wrong), "{alg}, {} bytes", wrong.len());
            }
        }
    }

    #[test]
    fn ecdsa_signatures_in_der_are_refused() {
        fn integer(number: &[u8]) -> Vec<u8> {
            let zeros = number.iter().take_while(|&&byte| byte == 0).count();
            let mut digits = number[zeros..].to_vec();
            if digits.first().is_some_and(|&first| first >= 0x80) {
                digits.insert(0, 0);
            }
            [&[2, u8::try_from(digits.len()).unwrap()], digits.as_slice()].concat()
        }
        let key = generate(Alg::Es256, RsaSize::default(), None).unwrap();
        let signature = signature(Alg::Es256, &key);
        let (r, s) = signature.split_at(signature.len() / 2);
        let numbers = [integer(r), integer(s)].concat();
        let der = [
            &[0x30, u8::try_from(numbers.len()).unwrap()],
            numbers.as_slice(),
        ]
        .concat();
        // It is the same signature: a check that takes DER accepts it.
        let jwk = jwk::write(&key).unwrap();
        let jwk = Json::parse(jwk.as_bytes()).unwrap();
        let coordinate = |name| {
            let text = jwk.get(name).and_then(|value| value.as_str()).unwrap();
            base64url::decode(text.as_bytes()).unwrap()
        };
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let lenient = aws::UnparsedPublicKey::new(&aws::ECDSA_P256_SHA256_ASN1, point);
        assert!(lenient.verify(INPUT, &der).is_ok());
        assert!(!Check::new(Alg::Es256, &key).holds(INPUT, &der));
        assert!(looks_like_der(&der) && !looks_like_der(&signature));
        assert!(!looks_like_der(&[der.as_slice(), &[0]].concat()));
        assert!(!looks_like_der(&der[..der.len() - 1]));
    }

    #[test]
    fn a_public_key_makes_no_signature() {
        let key = generate(Alg::Es256, RsaSize::default(), None).unwrap();
        let public = key.into_public().unwrap();
        assert_eq!(sign_onto(Alg::Es256, &public, INPUT, &mut Vec::new()), None);
    }
}
