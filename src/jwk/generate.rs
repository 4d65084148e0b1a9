//! New keys, from the operating system's generator.

use super::form::{der, jwk};
use super::material::{Secret, ec::Curve, ml_dsa::Parameters};
use super::{Key, KeyError, Material, Origin};
use crate::jwa::{KeyKind, SignatureAlgorithm};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, PqdsaKeyPair, RsaKeyPair};
use zeroize::Zeroizing;

/// The sizes of RSA keys that are made, in bits.
pub const RSA_BITS: [u16; 4] = [2048, 3072, 4096, 8192];

/// Makes a key for one algorithm. Its `kid` is its thumbprint, unless another name is given.
/// `bits` is the size of an RSA key.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn key(alg: SignatureAlgorithm, bits: u16, kid: Option<String>) -> Result<Key, KeyError> {
    let material = match alg.key_kinds()[0] {
        KeyKind::Secret => secret(alg)?,
        KeyKind::Rsa | KeyKind::RsaPss => rsa(bits)?,
        KeyKind::P256 => ec(Curve::P256)?,
        KeyKind::P384 => ec(Curve::P384)?,
        KeyKind::P521 => ec(Curve::P521)?,
        KeyKind::Secp256k1 => ec(Curve::Secp256k1)?,
        KeyKind::Ed25519 => {
            let pair = Ed25519KeyPair::generate().map_err(no_randomness)?;
            let document = pair.to_pkcs8v1().map_err(no_randomness)?;
            der::private_key_info(document.as_ref())?
        }
        KeyKind::MlDsa44 => ml_dsa(Parameters::MlDsa44)?,
        KeyKind::MlDsa65 => ml_dsa(Parameters::MlDsa65)?,
        KeyKind::MlDsa87 => ml_dsa(Parameters::MlDsa87)?,
    };
    let key = Key::new(material, Origin::Jwk, "a new key").with_algorithm(alg);
    let kid = kid.unwrap_or_else(|| jwk::thumbprint(&key));
    Ok(key.with_kid(Some(kid)))
}

fn no_randomness(_: aws_lc_rs::error::Unspecified) -> KeyError {
    KeyError::NoRandomness
}

/// As long as the hash: more adds nothing (RFC 2104, section 3).
fn secret(alg: SignatureAlgorithm) -> Result<Material, KeyError> {
    let mut bytes = Zeroizing::new(vec![0; alg.least_secret_bytes().unwrap_or(64)]);
    rand::fill(&mut bytes).map_err(no_randomness)?;
    Ok(Material::Secret(Box::new(Secret::new(bytes))))
}

fn rsa(bits: u16) -> Result<Material, KeyError> {
    let size = match bits {
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        8192 => KeySize::Rsa8192,
        _ => KeySize::Rsa2048,
    };
    let pair = RsaKeyPair::generate(size).map_err(no_randomness)?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(no_randomness)?;
    der::private_key_info(pkcs8.as_ref())
}

fn ec(curve: Curve) -> Result<Material, KeyError> {
    let pair = EcdsaKeyPair::generate(curve.signing()).map_err(no_randomness)?;
    let document = pair.to_pkcs8v1().map_err(no_randomness)?;
    der::private_key_info(document.as_ref())
}

fn ml_dsa(parameters: Parameters) -> Result<Material, KeyError> {
    let pair = PqdsaKeyPair::generate(parameters.signing()).map_err(no_randomness)?;
    let document = pair.to_pkcs8v1().map_err(no_randomness)?;
    der::private_key_info(document.as_ref())
}
