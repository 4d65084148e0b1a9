//! ASN.1 forms of keys (DER): PKCS#1 (RFC 8017), PKCS#8 (RFC 5958), SEC 1 (RFC 5915), SPKI and
//! certificates (RFC 5280). Read and written with libraries made for them.

use super::Passphrase;
use crate::jwa::{KeyKind, SignatureAlgorithm};
use crate::jwk::material::ec::{Curve, EcKey};
use crate::jwk::material::ed25519::Ed25519Key;
use crate::jwk::material::ml_dsa::{MlDsaKey, Parameters, SEED_BYTES};
use crate::jwk::material::rsa::RsaKey;
use crate::jwk::{KeyError, Material};
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair};
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use pkcs1::{RsaPssParams, RsaPssParamsRef, RsaPublicKeyRef, TrailerField};
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use sec1::{EcParameters, EcPrivateKey};
use spki::{AlgorithmIdentifier, AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// The hashes that RSASSA-PSS has in JWS, with the length of the salt (RFC 7518, section 3.5).
const PSS_HASHES: [(ObjectIdentifier, SignatureAlgorithm, u8); 3] = [
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
        SignatureAlgorithm::Ps256,
        32,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
        SignatureAlgorithm::Ps384,
        48,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        SignatureAlgorithm::Ps512,
        64,
    ),
];

/// Kinds of keys that are known by name and not used, so that an error can say what it is.
const KNOWN: [(&str, &str); 7] = [
    ("1.3.101.113", "Ed448"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.3.1", "Diffie-Hellman"),
    ("1.3.132.1.12", "ECDH"),
    ("1.2.156.10197.1.301", "SM2"),
];

/// How often a key derivation may iterate: about a second of work. OWASP asks for 600,000.
const MOST_ITERATIONS: u32 = 2_500_000;
/// How many blocks scrypt may mix, N times r times p: about a second of work. openssl takes 2¹⁷.
const MOST_SCRYPT_BLOCKS: u64 = 1 << 21;
/// How much memory in bytes scrypt may take.
const MOST_SCRYPT_BYTES: u64 = 256 << 20;

/// What is worth telling of a certificate beside its key. Nothing of it is checked.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Whom it names.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// From when it is valid, in seconds since 1970.
    pub not_before: u64,
    /// Until when it is valid, in seconds since 1970.
    pub not_after: u64,
}

/// The key of a DER file, whatever its form.
pub(super) fn load(
    bytes: &[u8],
    passphrase: &mut Passphrase<'_>,
) -> Result<(Material, Option<Certificate>), KeyError> {
    let plain = |material| (material, None);
    if PrivateKeyInfoRef::from_der(bytes).is_ok() {
        private_key_info(bytes).map(plain)
    } else if EncryptedPrivateKeyInfoRef::from_der(bytes).is_ok() {
        encrypted_private_key_info(bytes, passphrase).map(plain)
    } else if SubjectPublicKeyInfoRef::from_der(bytes).is_ok() {
        subject_public_key_info(bytes).map(plain)
    } else if EcPrivateKey::from_der(bytes).is_ok() {
        ec_private_key(bytes).map(plain)
    } else if pkcs1::RsaPrivateKeyRef::from_der(bytes).is_ok() {
        rsa_private_key(bytes).map(plain)
    } else if RsaPublicKeyRef::from_der(bytes).is_ok() {
        rsa_public_key(bytes).map(plain)
    } else if x509_cert::Certificate::from_der(bytes).is_ok() {
        certificate(bytes).map(|(material, certificate)| (material, Some(certificate)))
    } else if is_encrypted_in_some_way(bytes) {
        Err(KeyError::LegacyEncryption)
    } else {
        Err(KeyError::UnknownForm("DER of something else"))
    }
}

pub(super) fn rsa_public_key(bytes: &[u8]) -> Result<Material, KeyError> {
    let key = RsaPublicKeyRef::from_der(bytes);
    let key = key.map_err(|_| KeyError::Damaged("an RSA public key (PKCS#1)"))?;
    let (modulus, exponent) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
    RsaKey::public(modulus, exponent).map(Material::Rsa)
}

pub(super) fn rsa_private_key(bytes: &[u8]) -> Result<Material, KeyError> {
    RsaKey::private(bytes).map(Material::Rsa)
}

/// SEC 1 (RFC 5915): it names its curve, but need not hold its point.
pub(super) fn ec_private_key(bytes: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("an EC private key (SEC 1) on a named curve");
    let key = EcPrivateKey::from_der(bytes).map_err(|_| damaged)?;
    let curve = key.parameters.and_then(EcParameters::named_curve);
    let curve = named_curve(curve.ok_or(KeyError::UnsupportedCurve("without a name".to_owned()))?)?;
    let derived = || {
        let pair = EcdsaKeyPair::from_private_key_der(curve.signing(), bytes);
        let pair = pair.map_err(|_| KeyError::Inconsistent)?;
        Ok(pair.public_key().as_ref().to_vec())
    };
    ec_key(curve, &key, derived)
}

fn ec_key(
    curve: Curve,
    key: &EcPrivateKey<'_>,
    derived: impl FnOnce() -> Result<Vec<u8>, KeyError>,
) -> Result<Material, KeyError> {
    let point = match key.public_key {
        Some(point) => point.to_vec(),
        None => derived()?,
    };
    EcKey::new(curve, &point, Some(key.private_key)).map(Material::Ec)
}

pub(super) fn subject_public_key_info(bytes: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("a public key (SPKI)");
    let info = SubjectPublicKeyInfoRef::from_der(bytes).map_err(|_| damaged.clone())?;
    let key = info.subject_public_key.as_bytes().ok_or(damaged)?;
    match info.algorithm.oid {
        RSA => rsa_public_key(key),
        RSASSA_PSS => limited_to_pss(rsa_public_key(key)?, &info.algorithm),
        EC => {
            let curve = curve_of(&info.algorithm)?;
            EcKey::new(curve, key, None).map(Material::Ec)
        }
        ED25519 => Ed25519Key::new(key, None).map(Material::Ed25519),
        oid => {
            let parameters = ml_dsa_parameters(oid)?;
            MlDsaKey::new(parameters, key, None).map(Material::MlDsa)
        }
    }
}

pub(in crate::jwk) fn private_key_info(bytes: &[u8]) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("a private key (PKCS#8)");
    let info = PrivateKeyInfoRef::from_der(bytes).map_err(|_| damaged.clone())?;
    let key = info.private_key.as_bytes();
    match info.algorithm.oid {
        RSA => rsa_private_key(key),
        RSASSA_PSS => limited_to_pss(rsa_private_key(key)?, &info.algorithm),
        EC => {
            let curve = curve_of(&info.algorithm)?;
            let key = EcPrivateKey::from_der(key).map_err(|_| damaged)?;
            let inner = key.parameters.and_then(EcParameters::named_curve);
            if inner.is_some_and(|inner| inner != curve.oid()) {
                return Err(KeyError::Inconsistent);
            }
            let derived = || {
                let pair = EcdsaKeyPair::from_pkcs8(curve.signing(), bytes);
                let pair = pair.map_err(|_| KeyError::Inconsistent)?;
                Ok(pair.public_key().as_ref().to_vec())
            };
            ec_key(curve, &key, derived)
        }
        ED25519 => {
            let seed = <&OctetStringRef>::from_der(key).map_err(|_| damaged)?;
            Ed25519Key::from_seed(seed.as_bytes()).map(Material::Ed25519)
        }
        oid => {
            let parameters = ml_dsa_parameters(oid)?;
            // The library checks that a seed and an expanded key beside it belong together.
            let whole = MlDsaKey::expanded(parameters, bytes)?;
            let key = match ml_dsa_seed(key) {
                Some(seed) => MlDsaKey::new(parameters, whole.bytes(), Some(seed)),
                None => Ok(whole),
            };
            key.map(Material::MlDsa)
        }
    }
}

pub(super) fn encrypted_private_key_info(
    bytes: &[u8],
    passphrase: &mut Passphrase<'_>,
) -> Result<Material, KeyError> {
    let damaged = KeyError::Damaged("an encrypted private key (PKCS#8)");
    let info = EncryptedPrivateKeyInfoRef::from_der(bytes).map_err(|_| {
        // Well formed, but for a way to encrypt that the library does not know.
        if is_encrypted_in_some_way(bytes) {
            KeyError::LegacyEncryption
        } else {
            damaged.clone()
        }
    })?;
    let EncryptionScheme::Pbes2(parameters) = &info.encryption_algorithm else {
        return Err(KeyError::LegacyEncryption);
    };
    let too_costly = match &parameters.kdf {
        Kdf::Pbkdf2(kdf) => kdf.iteration_count > MOST_ITERATIONS,
        Kdf::Scrypt(kdf) => {
            let (cost, block) = (kdf.cost_parameter, u64::from(kdf.block_size));
            let parallel = u64::from(kdf.parallelization);
            // RFC 7914, section 2; the library takes these rules for granted.
            if cost < 2 || !cost.is_power_of_two() || block == 0 || parallel == 0 {
                return Err(damaged);
            }
            let blocks = cost.checked_mul(block * parallel);
            blocks.is_none_or(|blocks| blocks > MOST_SCRYPT_BLOCKS)
                || cost * block * 128 > MOST_SCRYPT_BYTES
        }
        _ => return Err(KeyError::LegacyEncryption),
    };
    if too_costly {
        return Err(KeyError::CostlyDerivation);
    }
    let passphrase = passphrase().ok_or(KeyError::NeedsPassphrase)?;
    let key = info.decrypt(passphrase.as_slice());
    let key = key.map_err(|_| KeyError::WrongPassphrase)?;
    private_key_info(key.as_bytes())
}

/// The outer form of an encrypted PKCS#8 key (RFC 5958, section 3), whatever its algorithm.
fn is_encrypted_in_some_way(bytes: &[u8]) -> bool {
    let Ok(outer) = AnyRef::from_der(bytes) else {
        return false;
    };
    let Ok(mut reader) = SliceReader::new(outer.value()) else {
        return false;
    };
    let algorithm = AlgorithmIdentifierRef::decode(&mut reader);
    let data = <&OctetStringRef>::decode(&mut reader);
    algorithm.is_ok() && data.is_ok() && reader.is_finished()
}

/// Whether the bytes are one DER value and nothing behind it.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    AnyRef::from_der(bytes).is_ok()
}

pub(super) fn certificate(bytes: &[u8]) -> Result<(Material, Certificate), KeyError> {
    let damaged = KeyError::Damaged("a certificate");
    let read = x509_cert::Certificate::from_der(bytes).map_err(|_| damaged.clone())?;
    let read = read.tbs_certificate();
    let info = read.subject_public_key_info().to_der();
    let material = subject_public_key_info(&info.map_err(|_| damaged)?)?;
    let validity = read.validity();
    let certificate = Certificate {
        subject: read.subject().to_string(),
        issuer: read.issuer().to_string(),
        not_before: validity.not_before.to_unix_duration().as_secs(),
        not_after: validity.not_after.to_unix_duration().as_secs(),
    };
    Ok((material, certificate))
}

fn named_curve(oid: ObjectIdentifier) -> Result<Curve, KeyError> {
    Curve::with_oid(oid).ok_or_else(|| KeyError::UnsupportedCurve(oid.to_string()))
}

fn curve_of(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Curve, KeyError> {
    let oid = algorithm.parameters_oid();
    named_curve(oid.map_err(|_| KeyError::UnsupportedCurve("without a name".to_owned()))?)
}

fn ml_dsa_parameters(oid: ObjectIdentifier) -> Result<Parameters, KeyError> {
    let mut all = Parameters::ALL.into_iter();
    all.find(|parameters| parameters.oid() == oid)
        .ok_or_else(|| {
            let oid = oid.to_string();
            let known = KNOWN.iter().find(|(known, _)| *known == oid);
            KeyError::UnsupportedKind(known.map_or(oid, |(_, name)| (*name).to_owned()))
        })
}

/// The seed of a private key that holds one (RFC 9881, section 6): the choice `[0] OCTET STRING`, or
/// a SEQUENCE of the seed and the expanded key.
fn ml_dsa_seed(key: &[u8]) -> Option<&[u8]> {
    const IMPLICIT_SEED: [u8; 2] = [0x80, 0x20];
    if let Some(seed) = key.strip_prefix(&IMPLICIT_SEED) {
        return (seed.len() == SEED_BYTES).then_some(seed);
    }
    let both = AnyRef::from_der(key).ok()?;
    let is_sequence = both.tag() == Tag::Sequence;
    let seed = both.value().strip_prefix(&[0x04, 0x20])?;
    seed.get(..SEED_BYTES).filter(|_| is_sequence)
}

/// Applies the parameters of an RSASSA-PSS key (RFC 4055, section 3.1): without them any hash is
/// permitted, with them the one that they name.
fn limited_to_pss(
    material: Material,
    algorithm: &AlgorithmIdentifierRef<'_>,
) -> Result<Material, KeyError> {
    let Material::Rsa(key) = material else {
        return Ok(material);
    };
    let Some(parameters) = algorithm.parameters else {
        return Ok(Material::Rsa(key.limited_to_pss(None)));
    };
    let unsupported = || KeyError::UnsupportedKind("RSASSA-PSS with unusual parameters".to_owned());
    let parameters = parameters.to_der().map_err(|_| unsupported())?;
    let parameters: RsaPssParams<::der::Any> =
        RsaPssParams::from_der(&parameters).map_err(|_| unsupported())?;
    let hash = parameters.hash.oid;
    let mask_hash = parameters.mask_gen.parameters.map(|mask| mask.oid);
    // JWS has the same hash in both places, and a salt as long (RFC 7518, section 3.5); the
    // parameters name the least length of the salt.
    let found = PSS_HASHES.iter().find(|(oid, _, length)| {
        *oid == hash && Some(hash) == mask_hash && parameters.salt_len <= *length
    });
    let (_, alg, _) = found.ok_or_else(unsupported)?;
    Ok(Material::Rsa(key.limited_to_pss(Some(*alg))))
}

/// The parameters that limit an RSASSA-PSS key to one algorithm.
fn pss_parameters(alg: SignatureAlgorithm) -> Result<Vec<u8>, KeyError> {
    let known = PSS_HASHES.iter().find(|(_, known, _)| *known == alg);
    let (oid, _, salt_len) = known.ok_or(KeyError::Inconsistent)?;
    let hash = AlgorithmIdentifierRef {
        oid: *oid,
        parameters: Some(AnyRef::NULL),
    };
    let parameters = RsaPssParamsRef {
        hash,
        mask_gen: AlgorithmIdentifier {
            oid: MGF1,
            parameters: Some(hash),
        },
        salt_len: *salt_len,
        trailer_field: TrailerField::default(),
    };
    parameters.to_der().map_err(|_| KeyError::Inconsistent)
}

/// The public key as SPKI.
///
/// # Errors
/// When the key has no public half.
pub fn to_subject_public_key_info(material: &Material) -> Result<Vec<u8>, KeyError> {
    let key = match material {
        Material::Rsa(key) => to_rsa_public_key(key).map_err(|_| KeyError::Inconsistent)?,
        Material::Ec(key) => key.point().to_vec(),
        Material::Ed25519(key) => key.point().to_vec(),
        Material::MlDsa(key) => key.bytes().to_vec(),
        Material::Secret(_) => return Err(KeyError::SecretInPem),
    };
    with_algorithm(material, |algorithm| {
        let subject_public_key = BitStringRef::from_bytes(&key)?;
        let info = SubjectPublicKeyInfoRef {
            algorithm,
            subject_public_key,
        };
        info.to_der()
    })
}

/// The private key as PKCS#8.
///
/// # Errors
/// When the key has no private half.
pub fn to_private_key_info(material: &Material) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if let Material::MlDsa(key) = material
        && let Some(pkcs8) = key.expanded_pkcs8()
    {
        return Ok(Zeroizing::new(pkcs8.to_vec()));
    }
    let private = match material {
        Material::Rsa(key) => key.pkcs1().map(<[u8]>::to_vec),
        Material::Ec(key) => key.private().and_then(|private_key| {
            let key = EcPrivateKey {
                private_key,
                parameters: None,
                public_key: Some(key.point()),
            };
            key.to_der().ok()
        }),
        Material::Ed25519(key) => key.seed().map(|seed| [&[0x04, 0x20], seed].concat()),
        Material::MlDsa(key) => key.seed().map(|seed| [&[0x80, 0x20], seed].concat()),
        Material::Secret(_) => return Err(KeyError::SecretInPem),
    };
    let private = Zeroizing::new(private.ok_or(KeyError::NotPrivate)?);
    let written = with_algorithm(material, |algorithm| {
        let private_key = <&OctetStringRef>::try_from(private.as_slice())?;
        PrivateKeyInfoRef::new(algorithm, private_key).to_der()
    })?;
    Ok(Zeroizing::new(written))
}

fn to_rsa_public_key(key: &RsaKey) -> der::Result<Vec<u8>> {
    RsaPublicKeyRef {
        modulus: der::asn1::UintRef::new(key.modulus())?,
        public_exponent: der::asn1::UintRef::new(key.exponent())?,
    }
    .to_der()
}

/// Writes something with the key's algorithm identifier.
fn with_algorithm(
    material: &Material,
    write: impl FnOnce(AlgorithmIdentifierRef<'_>) -> der::Result<Vec<u8>>,
) -> Result<Vec<u8>, KeyError> {
    let (curve, pss);
    let (oid, parameters) = match material {
        Material::Rsa(key) if key.kind() == KeyKind::RsaPss => {
            pss = key.only_algorithm().map(pss_parameters).transpose()?;
            let parameters = pss.as_deref().map(AnyRef::from_der).transpose();
            (RSASSA_PSS, parameters.map_err(|_| KeyError::Inconsistent)?)
        }
        Material::Rsa(_) => (RSA, Some(AnyRef::NULL)),
        Material::Ec(key) => {
            curve = key.curve().oid();
            (EC, Some(AnyRef::from(&curve)))
        }
        Material::Ed25519(_) => (ED25519, None),
        Material::MlDsa(key) => (key.parameters().oid(), None),
        Material::Secret(_) => return Err(KeyError::SecretInPem),
    };
    write(AlgorithmIdentifierRef { oid, parameters }).map_err(|_| KeyError::Inconsistent)
}
