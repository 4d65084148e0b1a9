//! Keys, each of which states what it permits, and sets of them. Loaders give keys from one form
//! each: [`secret`] from text, [`jwk`] from a JWK or a JWK set (RFC 7517), and those of PEM, DER and
//! OpenSSH. [`load`] finds the form from the content, and never from a file's name.

pub mod der;
pub mod ec;
pub mod ed25519;
pub mod generate;
pub mod jwk;
pub mod ml_dsa;
mod openssh;
pub mod pem;
mod public;
pub mod rsa;
pub mod secret;

pub use public::PublicKey;

use crate::algorithm::{Algorithm, KeyKind};
use crate::codec::json::{JsonError, quote};
use ec::EcKey;
use ed25519::Ed25519Key;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use ml_dsa::MlDsaKey;
use rsa::RsaKey;
use sha2::{Sha256, Sha384, Sha512};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::OnceLock;
use thiserror::Error;
use zeroize::Zeroizing;

/// The largest key file that is read, in bytes.
pub const MAX_KEY_FILE_BYTES: usize = 1 << 20;

/// Gives the passphrase of an encrypted key, where there is one; asked only when it is needed.
pub type Passphrase<'p> = dyn FnMut() -> Option<Zeroizing<Vec<u8>>> + 'p;

/// The types of keys of which one half is public (RFC 7518, section 6; RFC 8037; RFC 9964).
const ASYMMETRIC: [&str; 4] = ["RSA", "EC", "OKP", "AKP"];

/// Where a key's bytes came from; decides how its length is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text that a person or `gen-secret` made: a short one draws advice.
    Text,
    /// A JWK's `k`: below the hash's length it is refused (RFC 7518, section 3.2).
    Jwk,
    /// Any other form of a key in a file.
    File,
}

/// What a key is made of.
pub enum Material {
    /// A secret for HMAC (`kty` `oct`).
    Hmac(Box<HmacKey>),
    /// An RSA key.
    Rsa(RsaKey),
    /// A key on an elliptic curve for ECDSA.
    Ec(EcKey),
    /// An Ed25519 key.
    Ed25519(Ed25519Key),
    /// An ML-DSA key.
    MlDsa(MlDsaKey),
}

impl Material {
    /// What it is, as far as algorithms care.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Hmac(_) => KeyKind::Secret,
            Self::Rsa(key) => key.kind(),
            Self::Ec(key) => key.curve().kind(),
            Self::Ed25519(_) => KeyKind::Ed25519,
            Self::MlDsa(key) => key.parameters().kind(),
        }
    }

    /// Its JWK type (RFC 7517, section 4.1).
    #[must_use]
    pub fn kty(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "oct",
            Self::Rsa(_) => "RSA",
            Self::Ec(_) => "EC",
            Self::Ed25519(_) => "OKP",
            Self::MlDsa(_) => "AKP",
        }
    }

    /// Whether it can sign. A secret always can.
    #[must_use]
    pub fn is_private(&self) -> bool {
        match self {
            Self::Hmac(_) => true,
            Self::Rsa(key) => key.pkcs1().is_some(),
            Self::Ec(key) => key.private().is_some(),
            Self::Ed25519(key) => key.seed().is_some(),
            Self::MlDsa(key) => key.is_private(),
        }
    }

    /// Whether the private half, where there is one, belongs to the public one.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        match self {
            Self::Hmac(_) => true,
            Self::Rsa(key) => key.pkcs1().is_none() || key.pair().is_some(),
            Self::Ec(key) => key.private().is_none() || key.pair().is_some(),
            Self::Ed25519(key) => key.seed().is_none() || key.pair().is_some(),
            Self::MlDsa(key) => !key.is_private() || key.pair().is_some(),
        }
    }

    /// Its public half alone.
    ///
    /// # Errors
    /// For a secret, which has none.
    pub fn into_public(self) -> Result<Self, BadKey> {
        match self {
            Self::Hmac(_) => Err(BadKey::NoPublicHalf),
            Self::Rsa(key) => Ok(Self::Rsa(key.without_private())),
            Self::Ec(key) => Ok(Self::Ec(key.without_private())),
            Self::Ed25519(key) => Ok(Self::Ed25519(key.without_private())),
            Self::MlDsa(key) => Ok(Self::MlDsa(key.without_private())),
        }
    }
}

impl fmt::Display for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.is_private() {
            "private"
        } else {
            "public"
        };
        match self {
            Self::Hmac(secret) => write!(f, "a secret of {} bytes", secret.len()),
            Self::Rsa(key) => write!(f, "an {} {half} key of {} bits", self.kind(), key.bits()),
            Self::Ec(_) => write!(f, "a {} {half} key", self.kind()),
            _ => write!(f, "an {} {half} key", self.kind()),
        }
    }
}

/// A secret with its HMAC states, each keyed once on first use. The bytes are overwritten in
/// memory when it is dropped.
pub struct HmacKey {
    bytes: Zeroizing<Vec<u8>>,
    sha256: OnceLock<Hmac<Sha256>>,
    sha384: OnceLock<Hmac<Sha384>>,
    sha512: OnceLock<Hmac<Sha512>>,
}

impl HmacKey {
    fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            bytes,
            sha256: OnceLock::new(),
            sha384: OnceLock::new(),
            sha512: OnceLock::new(),
        }
    }

    /// The secret itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret's length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Never: empty secrets are not made into keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A keyed state for HMAC with SHA-256.
    #[must_use]
    pub fn sha256(&self) -> Hmac<Sha256> {
        self.sha256.get_or_init(|| keyed(&self.bytes)).clone()
    }

    /// A keyed state for HMAC with SHA-384.
    #[must_use]
    pub fn sha384(&self) -> Hmac<Sha384> {
        self.sha384.get_or_init(|| keyed(&self.bytes)).clone()
    }

    /// A keyed state for HMAC with SHA-512.
    #[must_use]
    pub fn sha512(&self) -> Hmac<Sha512> {
        self.sha512.get_or_init(|| keyed(&self.bytes)).clone()
    }
}

fn keyed<M: Mac + KeyInit>(bytes: &[u8]) -> M {
    M::new_from_slice(bytes).expect("HMAC takes keys of every length (RFC 2104, section 2)")
}

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Making signatures.
    Sign,
    /// Checking signatures.
    Verify,
}

impl Operation {
    /// The name in a JWK's `key_ops` (RFC 7517, section 4.3).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
}

/// Why a key may not be used with an algorithm. In the order of how close the key comes: the last
/// is the most useful to tell.
#[derive(Clone, Debug, Error, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotPermitted {
    /// Enough other keys are tried already.
    #[error("more than {0} keys permit it; this one is not tried")]
    BeyondBound(usize),
    /// The key is of another kind than the algorithm takes.
    #[error("it is {is}, {alg} needs {needs}")]
    OtherKind {
        /// The key, in words.
        is: String,
        /// The algorithm's name.
        alg: &'static str,
        /// What it takes, in words.
        needs: String,
    },
    /// The JWK's `alg` is another one.
    #[error("its alg permits {permitted} alone, not {wanted}")]
    OtherAlgorithm {
        /// The key's.
        permitted: &'static str,
        /// The token's.
        wanted: &'static str,
    },
    /// The JWK's `use` is not `sig`.
    #[error("its use is {}, not \"sig\"", quote(.0))]
    OtherUse(String),
    /// The JWK's `key_ops` leave the operation out.
    #[error("its key_ops do not list {0:?}")]
    OtherOperations(&'static str),
    /// A public key cannot sign.
    #[error("it is a public key")]
    PublicOnly,
    /// The RSA key is smaller than the standards allow (RFC 7518, section 3.3).
    #[error("{alg} needs at least {least} bits, it has {has} (RFC 7518, section 3.3)")]
    TooFewBits {
        /// The algorithm's name.
        alg: &'static str,
        /// Bits it needs.
        least: usize,
        /// Bits it has.
        has: usize,
    },
    /// The JWK's `k` is shorter than the hash (RFC 7518, section 3.2).
    #[error("{alg} needs at least {least} bytes, it has {has} (RFC 7518, section 3.2)")]
    TooShort {
        /// The algorithm's name.
        alg: &'static str,
        /// Bytes it needs.
        least: usize,
        /// Bytes it has.
        has: usize,
    },
}

/// Why a text or file gives no key.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadKey {
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// A text secret that is some key in a file format; whoever has a public key could sign.
    #[error("this is {0}, not a secret; it was not used for HMAC")]
    LooksLikeAKey(&'static str),
    /// A secret that is not in the encoding it was said to be in.
    #[error("the secret is not {0}")]
    NotInEncoding(&'static str),
    /// A key file in a form that is not read.
    #[error("expected a key (PEM, DER, JWK, JWK set or OpenSSH), found {0}")]
    UnknownForm(&'static str),
    /// A PEM file that is broken.
    #[error("PEM that {0}")]
    DamagedPem(&'static str),
    /// Something that is marked as a key and cannot be read as one.
    #[error("this was to be {0}, but it cannot be read as one")]
    Damaged(&'static str),
    /// A PEM block of something that is no key.
    #[error("PEM of {}, which is no key", quote(.0))]
    NotAKey(String),
    /// The key is encrypted, and there is no passphrase.
    #[error("the key is encrypted, and no passphrase was given")]
    NeedsPassphrase,
    /// The key is encrypted with another passphrase, or damaged.
    #[error("the passphrase is not the one of this key")]
    WrongPassphrase,
    /// Encryption older than PKCS#5 version 2, which is weak.
    #[error("the key is encrypted in an old way that is not supported")]
    LegacyEncryption,
    /// An encrypted key that would take very long or much memory to open.
    #[error("opening this key would cost more time or memory than is reasonable")]
    CostlyDerivation,
    /// An encrypted private key of OpenSSH.
    #[error("this is an encrypted OpenSSH key, which is not supported")]
    EncryptedOpenSsh,
    /// A kind of key that is known or named, and not used for signatures here.
    #[error("this is a key of the kind {0}, which is not supported")]
    UnsupportedKind(String),
    /// A curve that is not used here.
    #[error("curve {0} is not supported")]
    UnsupportedCurve(String),
    /// A point that is not on the curve, so that no signature with it means anything.
    #[error("the public key is no point on {0}")]
    NotOnCurve(&'static str),
    /// A point without its second coordinate.
    #[error("the public key is a compressed point, which is not supported")]
    CompressedPoint,
    /// Something of another length than the kind of key has.
    #[error("something in this {0} key has the wrong length")]
    WrongLength(&'static str),
    /// Numbers that do not belong together.
    #[error("the numbers of this key do not belong together")]
    Inconsistent,
    /// An RSA modulus of a size that is not used.
    #[error("an RSA key of {bits} bits is not supported; 2048 to 8192 are")]
    RsaSize {
        /// Its size.
        bits: usize,
    },
    /// An RSA exponent with which signatures mean nothing, or that only costs time.
    #[error("the RSA exponent is {0}")]
    RsaExponent(&'static str),
    /// A modulus that can be factored (CVE-2017-15361).
    #[error("the RSA modulus has the ROCA fingerprint: it can be factored (CVE-2017-15361)")]
    Roca,
    /// The operating system's generator failed.
    #[error("the operating system gives no random bytes")]
    NoRandomness,
    /// A secret has no public half.
    #[error("a secret has no public half")]
    NoPublicHalf,
    /// The private half was asked for.
    #[error("this is a public key")]
    NotPrivate,
    /// Secrets are kept as text or JWK.
    #[error("a secret has no form in PEM or DER; --to jwk does")]
    SecretInPem,
    /// A JWK cannot say that its key is for RSASSA-PSS of any hash.
    #[error("an RSASSA-PSS key without parameters has no JWK; --to pem keeps its limits")]
    PssInJwk,
    /// An ML-DSA private key without its seed, which its JWK consists of (RFC 9964).
    #[error("this ML-DSA key was kept without its seed, so that it has no JWK")]
    NoSeed,
    /// Not JSON.
    #[error("not JSON: {0}")]
    NotJson(JsonError),
    /// JSON, but neither a JWK nor a set.
    #[error("JSON, but neither a JWK (it has no \"kty\") nor a set (it has no \"keys\")")]
    NoKty,
    /// A name stands twice in the key.
    #[error("duplicate name {}", quote(.0))]
    DuplicateName(String),
    /// A member is missing, or not as it has to be.
    #[error("{name:?} is {fault}")]
    BadMember {
        /// The member.
        name: &'static str,
        /// What is wrong.
        fault: &'static str,
    },
    /// The key is of a type that is not read.
    #[error("kty {} is not supported", quote(.0))]
    UnsupportedKty(String),
    /// The JWK's `alg` is none that the key could be used with.
    #[error("its alg {} is not a signature algorithm for a key of this type", quote(.0))]
    UnsupportedAlg(String),
}

impl BadKey {
    /// What to do about it, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Empty => Some("`jwt gen-secret` makes a good secret".to_owned()),
            Self::UnknownForm("text") => Some("a plain secret goes into --secret-file".to_owned()),
            Self::LegacyEncryption => Some("`openssl pkcs8 -topk8` encrypts it anew".to_owned()),
            Self::CompressedPoint => {
                Some("`openssl ec -conv_form uncompressed` writes the whole point".to_owned())
            }
            Self::EncryptedOpenSsh => {
                Some("`ssh-keygen -p -N ''` takes the passphrase off".to_owned())
            }
            Self::NeedsPassphrase => {
                Some("--passphrase-file or JWT_KEY_PASSPHRASE gives it".to_owned())
            }
            _ => None,
        }
    }
}

/// Why good keys make no good set.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AmbiguousKeys {
    /// Two keys of one type have one `kid`.
    #[error("two {kty} keys have the kid {}", quote(.kid))]
    DuplicateKid {
        /// Their type.
        kty: String,
        /// The name they share.
        kid: String,
    },
    /// Secrets beside keys of which one half is public: the confusion attackers look for.
    #[error("secrets (oct) are mixed with asymmetric keys")]
    MixedKinds,
}

/// A key and what it permits. Its `Debug` shows no secret.
pub struct Key {
    material: Material,
    form: Form,
    kid: Option<String>,
    alg: Option<Algorithm>,
    usage: Option<String>,
    operations: Option<Vec<String>>,
    certificate: Option<der::Certificate>,
    source: String,
}

impl Key {
    /// A key that says nothing about its use.
    #[must_use]
    pub fn new(material: Material, form: Form, source: &str) -> Self {
        let alg = match &material {
            Material::Rsa(key) => key.only_algorithm(),
            _ => None,
        };
        Self {
            material,
            form,
            kid: None,
            alg,
            usage: None,
            operations: None,
            certificate: None,
            source: source.to_owned(),
        }
    }

    /// The same key with a name.
    #[must_use]
    pub fn with_kid(self, kid: Option<String>) -> Self {
        Self { kid, ..self }
    }

    /// The same key for one algorithm alone.
    #[must_use]
    pub fn with_algorithm(self, alg: Algorithm) -> Self {
        Self {
            alg: Some(alg),
            ..self
        }
    }

    /// The same key without its private half.
    ///
    /// # Errors
    /// For a secret.
    pub fn into_public(self) -> Result<Self, BadKey> {
        // What a private key may do, its public half may check.
        let operations = self.operations.map(|operations| {
            let checks = operations
                .into_iter()
                .map(|operation| match operation.as_str() {
                    "sign" => "verify".to_owned(),
                    _ => operation,
                });
            let mut checks: Vec<String> = checks.collect();
            checks.dedup();
            checks
        });
        Ok(Self {
            material: self.material.into_public()?,
            operations,
            ..self
        })
    }

    /// What it is made of.
    #[must_use]
    pub fn material(&self) -> &Material {
        &self.material
    }

    /// Its name (RFC 7517, section 4.5).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The algorithm it is limited to (RFC 7517, section 4.4).
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.alg
    }

    /// Its `use` (RFC 7517, section 4.2).
    #[must_use]
    pub fn usage(&self) -> Option<&str> {
        self.usage.as_deref()
    }

    /// Its `key_ops` (RFC 7517, section 4.3).
    #[must_use]
    pub fn operations(&self) -> Option<&[String]> {
        self.operations.as_deref()
    }

    /// What its certificate says, where it came in one.
    #[must_use]
    pub fn certificate(&self) -> Option<&der::Certificate> {
        self.certificate.as_ref()
    }

    /// Where it came from, for people.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its type (RFC 7517, section 4.1).
    #[must_use]
    pub fn kty(&self) -> &'static str {
        self.material.kty()
    }

    /// The algorithm that signing takes where nobody says: the JWK's, else the kind's.
    #[must_use]
    pub fn default_algorithm(&self) -> Algorithm {
        let usual = Algorithm::default_for(self.material.kind());
        self.alg.unwrap_or(usual)
    }

    /// The length in bytes of a text secret that is shorter than the algorithm's hash.
    #[must_use]
    pub fn short_text_secret(&self, alg: Algorithm) -> Option<usize> {
        match (&self.material, alg.least_secret_bytes()) {
            (Material::Hmac(secret), Some(least)) if self.form == Form::Text => {
                (secret.len() < least).then_some(secret.len())
            }
            _ => None,
        }
    }

    /// Whether the key may be used with `alg`. `allow_weak` lets a JWK's secret be shorter than
    /// the hash, and an RSA key of 1024 bits or more verify RS256 and RS512.
    ///
    /// # Errors
    /// What keeps it from that.
    pub fn permits(
        &self,
        alg: Algorithm,
        operation: Operation,
        allow_weak: bool,
    ) -> Result<(), NotPermitted> {
        let kinds = alg.key_kinds();
        if !kinds.contains(&self.material.kind()) {
            return Err(NotPermitted::OtherKind {
                is: self.material.to_string(),
                alg: alg.name(),
                needs: kinds[0].a_key(),
            });
        }
        if let Some(own) = self.alg.filter(|own| *own != alg) {
            return Err(NotPermitted::OtherAlgorithm {
                permitted: own.name(),
                wanted: alg.name(),
            });
        }
        if let Some(usage) = self.usage.as_ref().filter(|usage| *usage != "sig") {
            return Err(NotPermitted::OtherUse(usage.clone()));
        }
        self.permits_operation(operation)?;
        self.is_strong_enough(alg, operation, allow_weak)
    }

    /// A private key also verifies: its public half does.
    fn permits_operation(&self, operation: Operation) -> Result<(), NotPermitted> {
        let is_secret = matches!(self.material, Material::Hmac(_));
        let lists = |name: &str| {
            let operations = self.operations.as_ref();
            operations.is_none_or(|listed| listed.iter().any(|listed| listed == name))
        };
        let permitted = match operation {
            Operation::Verify if self.material.is_private() && !is_secret => {
                lists("verify") || lists("sign")
            }
            operation => lists(operation.name()),
        };
        if !permitted {
            return Err(NotPermitted::OtherOperations(operation.name()));
        }
        if operation == Operation::Sign && !self.material.is_private() {
            return Err(NotPermitted::PublicOnly);
        }
        Ok(())
    }

    fn is_strong_enough(
        &self,
        alg: Algorithm,
        operation: Operation,
        allow_weak: bool,
    ) -> Result<(), NotPermitted> {
        match (&self.material, alg.least_secret_bytes()) {
            (Material::Hmac(secret), Some(least))
                if self.form == Form::Jwk && !allow_weak && secret.len() < least =>
            {
                Err(NotPermitted::TooShort {
                    alg: alg.name(),
                    least,
                    has: secret.len(),
                })
            }
            (Material::Rsa(key), _) if key.bits() < rsa::LEAST_BITS => {
                let may_be_weak = allow_weak
                    && operation == Operation::Verify
                    && matches!(alg, Algorithm::Rs256 | Algorithm::Rs512);
                let too_few = NotPermitted::TooFewBits {
                    alg: alg.name(),
                    least: rsa::LEAST_BITS,
                    has: key.bits(),
                };
                may_be_weak.then_some(()).ok_or(too_few)
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "{} (kid {})", self.source, quote(kid)),
            None => f.write_str(&self.source),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("kty", &self.kty())
            .field("kid", &self.kid)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// A member of a set that is no good: skipped, and told when `kid` selects it.
#[derive(Clone, Debug)]
pub struct UnusableKey {
    /// Its name, where that much could be read.
    pub kid: Option<String>,
    /// Its type, where that much could be read.
    pub kty: Option<String>,
    /// Where it came from, for people.
    pub source: String,
    /// What is wrong with it.
    pub reason: BadKey,
}

/// The keys of a run, from however many files: good ones, and what had to be skipped.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    unusable: Vec<UnusableKey>,
}

impl KeySet {
    /// Joins keys into one set.
    ///
    /// # Errors
    /// When one `kid` stands on two keys of a type, or secrets stand beside asymmetric keys; keys
    /// that had to be skipped count, as far as they could be read.
    pub fn join(keys: Vec<Key>, unusable: Vec<UnusableKey>) -> Result<Self, AmbiguousKeys> {
        let readable = keys.iter().map(|key| (key.kid(), Some(key.kty())));
        let skipped = unusable.iter();
        let skipped = skipped.map(|key| (key.kid.as_deref(), key.kty.as_deref()));
        let named: Vec<(Option<&str>, Option<&str>)> = readable.chain(skipped).collect();
        let mut seen = HashSet::new();
        for (kid, kty) in &named {
            if let (Some(kid), Some(kty)) = (kid, kty)
                && !seen.insert((kid, kty))
            {
                return Err(AmbiguousKeys::DuplicateKid {
                    kty: (*kty).to_owned(),
                    kid: (*kid).to_owned(),
                });
            }
        }
        // Unknown types are to be ignored (RFC 7517, section 5).
        let types = named.iter().filter_map(|(_, kty)| *kty);
        let known = types.filter(|kty| *kty == "oct" || ASYMMETRIC.contains(kty));
        let secrets: Vec<bool> = known.map(|kty| kty == "oct").collect();
        if secrets.contains(&true) && secrets.contains(&false) {
            return Err(AmbiguousKeys::MixedKinds);
        }
        Ok(Self { keys, unusable })
    }

    /// The good keys, in the order they were given.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// What had to be skipped.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableKey] {
        &self.unusable
    }
}

/// The keys of one file, found from its content and never from its name.
///
/// # Errors
/// When the file is no key at all, or its one key is no good. A bad key in a set is no error here.
pub fn load(
    bytes: &[u8],
    source: &str,
    passphrase: &mut Passphrase<'_>,
) -> Result<(Vec<Key>, Vec<UnusableKey>), BadKey> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = text.trim_ascii();
    let is_pem = text
        .windows(PEM_MARK.len())
        .any(|window| window == PEM_MARK);
    let key = |(material, certificate)| Key {
        certificate,
        ..Key::new(material, Form::File, source)
    };
    match text.first() {
        None => Err(BadKey::Empty),
        Some(b'{') => jwk::load(text, source),
        Some(_) if is_pem => {
            let blocks = pem::load(text, passphrase)?;
            Ok((
                without_twins(blocks.into_iter().map(key).collect()),
                Vec::new(),
            ))
        }
        Some(_) if openssh::is_public_key(text) => {
            let material = openssh::public_key(text)?;
            Ok((vec![Key::new(material, Form::File, source)], Vec::new()))
        }
        // The tag of a SEQUENCE, as which every key in DER starts.
        Some(0x30) if std::str::from_utf8(bytes).is_err() || bytes.get(1) == Some(&0x82) => {
            Ok((vec![key(der::load(bytes, passphrase)?)], Vec::new()))
        }
        Some(_) => match der::load(bytes, passphrase) {
            Ok(loaded) => Ok((vec![key(loaded)], Vec::new())),
            Err(BadKey::UnknownForm(_)) => Err(BadKey::UnknownForm(
                secret::key_in_file_format(text).unwrap_or("text"),
            )),
            Err(error) => Err(error),
        },
    }
}

const PEM_MARK: &[u8] = b"-----BEGIN ";

/// A file often holds a private key and its public half or certificate: that is one key, the
/// private one. Several that are left are told apart by their place.
fn without_twins(keys: Vec<Key>) -> Vec<Key> {
    if keys.len() < 2 {
        return keys;
    }
    let mut single: Vec<Key> = Vec::new();
    let mut places = HashMap::new();
    for key in keys {
        match places.entry(jwk::thumbprint(&key)) {
            Entry::Vacant(place) => {
                place.insert(single.len());
                single.push(key);
            }
            Entry::Occupied(place) => {
                let twin = &mut single[*place.get()];
                if key.material.is_private() && !twin.material.is_private() {
                    *twin = key;
                }
            }
        }
    }
    let count = single.len();
    if count > 1 {
        for (i, key) in single.iter_mut().enumerate() {
            key.source = format!("{}, key {} of {count}", key.source, i + 1);
        }
    }
    single
}
