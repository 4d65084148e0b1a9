//! New keys, from the operating system's generator.

use super::form::pkcs8;
use super::key::Origin;
use super::material::Secret;
use super::{Key, KeyError, Material, thumbprint};
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

/// Makes a key that is limited to one algorithm. Its `kid` is its thumbprint, unless one is given.
/// `size` is that of an RSA key, and of no account for others.
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
    let kid = kid.unwrap_or_else(|| thumbprint(&key));
    Ok(key.with_kid(kid))
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
