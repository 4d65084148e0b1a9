//! Keys, each of which states what it permits, and sets of them. Loaders give keys from one form
//! each: [`secret`] from text, [`jwk`] from a JWK or a JWK set (RFC 7517).

pub mod jwk;
pub mod secret;

use crate::algorithm::Algorithm;
use crate::codec::json::{JsonError, quote};
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};
use std::collections::HashSet;
use std::fmt;
use std::sync::OnceLock;
use thiserror::Error;
use zeroize::Zeroizing;

/// The largest key file that is read, in bytes.
pub const MAX_KEY_FILE_BYTES: usize = 1 << 20;

/// The types of keys of which one half is public (RFC 7518, section 6; RFC 8037; RFC 9964).
const ASYMMETRIC: [&str; 4] = ["RSA", "EC", "OKP", "AKP"];

/// Where a key's bytes came from; decides how its length is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text that a person or `gen-secret` made: a short one draws advice.
    Text,
    /// A JWK's `k`: below the hash's length it is refused (RFC 7518, section 3.2).
    Jwk,
}

/// What a key is made of.
pub enum Material {
    /// A secret for HMAC (`kty` `oct`).
    Hmac(HmacKey),
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
    #[error("expected a JWK or a JWK set, found {0}")]
    UnknownForm(&'static str),
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
    #[error("kty {} is not supported; \"oct\" is", quote(.0))]
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
    source: String,
}

impl Key {
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

    /// Where it came from, for people.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its type (RFC 7517, section 4.1).
    #[must_use]
    pub fn kty(&self) -> &'static str {
        match self.material {
            Material::Hmac(_) => "oct",
        }
    }

    /// The algorithm that signing takes where nobody says: the JWK's, else the key type's default.
    #[must_use]
    pub fn default_algorithm(&self) -> Algorithm {
        self.alg.unwrap_or(match self.material {
            Material::Hmac(_) => Algorithm::Hs256,
        })
    }

    /// The length in bytes of a text secret that is shorter than the algorithm's hash.
    #[must_use]
    pub fn short_text_secret(&self, alg: Algorithm) -> Option<usize> {
        let Material::Hmac(secret) = &self.material;
        let short = self.form == Form::Text && secret.len() < alg.hash_bytes();
        short.then(|| secret.len())
    }

    /// Whether the key may be used with `alg`. `allow_weak` lets a JWK's secret be shorter than
    /// the hash.
    ///
    /// # Errors
    /// What keeps it from that.
    pub fn permits(
        &self,
        alg: Algorithm,
        operation: Operation,
        allow_weak: bool,
    ) -> Result<(), NotPermitted> {
        if let Some(own) = self.alg.filter(|own| *own != alg) {
            return Err(NotPermitted::OtherAlgorithm {
                permitted: own.name(),
                wanted: alg.name(),
            });
        }
        if let Some(usage) = self.usage.as_ref().filter(|usage| *usage != "sig") {
            return Err(NotPermitted::OtherUse(usage.clone()));
        }
        if let Some(operations) = &self.operations
            && !operations.iter().any(|listed| listed == operation.name())
        {
            return Err(NotPermitted::OtherOperations(operation.name()));
        }
        let Material::Hmac(secret) = &self.material;
        if self.form == Form::Jwk && !allow_weak && secret.len() < alg.hash_bytes() {
            return Err(NotPermitted::TooShort {
                alg: alg.name(),
                least: alg.hash_bytes(),
                has: secret.len(),
            });
        }
        Ok(())
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
pub fn load(bytes: &[u8], source: &str) -> Result<(Vec<Key>, Vec<UnusableKey>), BadKey> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = text.trim_ascii();
    match text.first() {
        None => Err(BadKey::Empty),
        Some(b'{') => jwk::load(text, source),
        Some(_) => Err(BadKey::UnknownForm(
            secret::key_in_file_format(text).unwrap_or("text"),
        )),
    }
}
