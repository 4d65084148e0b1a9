//! New keys, from the operating system's generator.

use super::form::pkcs8;
use super::key::Origin;
use super::material::Secret;
use super::{Key, KeyError, Material, ThumbprintHash, thumbprint};
use crate::codec::base64url;
use crate::jwa::{Curve, KeyKind, ParameterSet, SignatureAlgorithm};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, PqdsaKeyPair, RsaKeyPair};
use zeroize::Zeroizing;

/// The size of a new RSA key: those that the library generates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RsaSize {
    /// 2048 bits.
    #[default]
    Bits2048,
    /// 3072 bits.
    Bits3072,
    /// 4096 bits.
    Bits4096,
    /// 8192 bits.
    Bits8192,
}

impl RsaSize {
    /// Every size.
    pub const ALL: [Self; 4] = [
        Self::Bits2048,
        Self::Bits3072,
        Self::Bits4096,
        Self::Bits8192,
    ];

    /// The number of bits, as text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bits2048 => "2048",
            Self::Bits3072 => "3072",
            Self::Bits4096 => "4096",
            Self::Bits8192 => "8192",
        }
    }

    /// The size of this number of bits.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }

    const fn in_library(self) -> KeySize {
        match self {
            Self::Bits2048 => KeySize::Rsa2048,
            Self::Bits3072 => KeySize::Rsa3072,
            Self::Bits4096 => KeySize::Rsa4096,
            Self::Bits8192 => KeySize::Rsa8192,
        }
    }
}

/// The length in bytes of the random `kid` of a secret: no two secrets get the same one.
const KID_BYTES: usize = 16;

/// Makes a key that is limited to one algorithm. Its `kid` is its thumbprint, unless one is given; that
/// of a secret is random, since every token carries it in public, and a thumbprint would help to guess
/// the secret (RFC 7638, section 7). `size` is that of an RSA key, and is ignored for others.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn generate(
    alg: SignatureAlgorithm,
    size: RsaSize,
    kid: Option<String>,
) -> Result<Key, KeyError> {
    let material = match alg.key_kinds()[0] {
        KeyKind::Secret => secret(alg)?,
        KeyKind::Rsa | KeyKind::RsaPss => rsa(size)?,
        KeyKind::Ec(curve) => ec(curve)?,
        KeyKind::Ed25519 => ed25519()?,
        KeyKind::MlDsa(parameters) => ml_dsa(parameters)?,
    };
    let key = Key::new(material, Origin::Jwk, "a new key").with_algorithm(alg);
    let kid = match kid {
        Some(kid) => kid,
        None if key.kind() == KeyKind::Secret => random_kid()?,
        None => thumbprint(&key, ThumbprintHash::default()),
    };
    Ok(key.with_kid(kid))
}

fn random_kid() -> Result<String, KeyError> {
    let mut bytes = [0; KID_BYTES];
    rand::fill(&mut bytes).map_err(no_randomness)?;
    Ok(base64url::encode(&bytes))
}

fn no_randomness(_: aws_lc_rs::error::Unspecified) -> KeyError {
    KeyError::NoRandomness
}

/// As long as the hash: more bytes add no strength (RFC 2104, section 3).
fn secret(alg: SignatureAlgorithm) -> Result<Material, KeyError> {
    let mut bytes = Zeroizing::new(vec![0; alg.least_secret_bytes().unwrap_or(64)]);
    rand::fill(&mut bytes).map_err(no_randomness)?;
    Ok(Material::Secret(Box::new(Secret::new(bytes))))
}

fn rsa(size: RsaSize) -> Result<Material, KeyError> {
    let pair = RsaKeyPair::generate(size.in_library()).map_err(no_randomness)?;
    let document: Pkcs8V1Der<'_> = pair.as_der().map_err(no_randomness)?;
    pkcs8::read(document.as_ref())
}

fn ec(curve: Curve) -> Result<Material, KeyError> {
    let pair = EcdsaKeyPair::generate(curve.signing()).map_err(no_randomness)?;
    let document = pair.to_pkcs8v1().map_err(no_randomness)?;
    pkcs8::read(document.as_ref())
}

fn ed25519() -> Result<Material, KeyError> {
    let pair = Ed25519KeyPair::generate().map_err(no_randomness)?;
    let document = pair.to_pkcs8v1().map_err(no_randomness)?;
    pkcs8::read(document.as_ref())
}

fn ml_dsa(parameters: ParameterSet) -> Result<Material, KeyError> {
    let pair = PqdsaKeyPair::generate(parameters.signing()).map_err(no_randomness)?;
    let document = pair.to_pkcs8v1().map_err(no_randomness)?;
    pkcs8::read(document.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::{der, jwk, load};
    use crate::jwk::{Operation, form};

    fn generated(alg: SignatureAlgorithm) -> Key {
        generate(alg, RsaSize::default(), None).unwrap()
    }

    #[test]
    fn a_key_of_every_algorithm_is_limited_to_it_and_named_by_its_thumbprint_unless_secret() {
        for alg in SignatureAlgorithm::ALL {
            let key = generated(alg);
            assert_eq!(key.algorithm(), Some(alg));
            let print = thumbprint(&key, ThumbprintHash::Sha256);
            let is_thumbprint = key.kid() == Some(print.as_str());
            assert_eq!(is_thumbprint, key.kind() != KeyKind::Secret, "{alg}");
            assert_eq!(key.check_halves(), Ok(()));
            for other in SignatureAlgorithm::ALL {
                let permitted = key.permits(other, Operation::Sign, false);
                assert_eq!(permitted.is_ok(), other == alg, "{alg}, {other}");
            }
        }
    }

    #[test]
    fn the_kid_of_a_secret_does_not_help_to_guess_it() {
        let key = generated(SignatureAlgorithm::Hs256);
        let kid = key.kid().unwrap();
        assert_eq!(base64url::decode(kid.as_bytes()).unwrap().len(), KID_BYTES);
        let (again, _) = load(jwk::write(&key).unwrap().as_bytes(), "test", &mut || None).unwrap();
        assert_eq!(again[0].kid(), Some(kid));
        assert_ne!(kid, thumbprint(&again[0], ThumbprintHash::default()));
    }

    #[test]
    fn a_key_reads_as_the_same_from_the_forms_that_it_is_written_in() {
        for alg in [
            SignatureAlgorithm::Es512,
            SignatureAlgorithm::Es256k,
            SignatureAlgorithm::Ed25519,
            SignatureAlgorithm::MlDsa65,
        ] {
            let key = generated(alg);
            let texts = [
                jwk::write(&key).unwrap().as_bytes().to_vec(),
                form::pem::write(&key).unwrap().as_bytes().to_vec(),
                der::write(&key).unwrap().to_vec(),
            ];
            for text in texts {
                let (keys, _) = load(&text, "test", &mut || None).unwrap();
                assert_eq!(keys[0].check_halves(), Ok(()));
                assert!(keys[0].is_private());
                let print = |key| thumbprint(key, ThumbprintHash::Sha256);
                assert_eq!(print(&keys[0]), print(&key));
            }
        }
    }

    #[test]
    fn two_keys_are_never_the_same() {
        for alg in [SignatureAlgorithm::Hs256, SignatureAlgorithm::EdDsa] {
            let print = || thumbprint(&generated(alg), ThumbprintHash::Sha256);
            assert_ne!(print(), print());
        }
    }

    #[test]
    fn a_secret_is_as_long_as_the_hash() {
        assert_eq!(generated(SignatureAlgorithm::Hs256).bits(), Some(256));
        assert_eq!(generated(SignatureAlgorithm::Hs384).bits(), Some(384));
        assert_eq!(generated(SignatureAlgorithm::Hs512).bits(), Some(512));
    }

    #[test]
    fn an_rsa_key_has_the_size_that_was_asked_for() {
        let key = generate(SignatureAlgorithm::Rs256, RsaSize::Bits3072, None).unwrap();
        assert_eq!(key.bits(), Some(3072));
        for size in RsaSize::ALL {
            assert_eq!((size.in_library().len() * 8).to_string(), size.name());
            assert_eq!(RsaSize::named(size.name()), Some(size));
        }
    }

    #[test]
    fn a_given_kid_is_kept() {
        let kid = Some("mine".to_owned());
        let key = generate(SignatureAlgorithm::EdDsa, RsaSize::default(), kid).unwrap();
        assert_eq!(key.kid(), Some("mine"));
    }
}
