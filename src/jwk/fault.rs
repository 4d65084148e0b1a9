//! What can be wrong with a key, as facts.

use crate::codec::json::{JsonError, quote};
use thiserror::Error;

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
pub enum KeyError {
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// There is no key in it.
    #[error("empty: it holds no key")]
    NoKey,
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
