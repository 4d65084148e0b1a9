//! What can be wrong with a key, as facts.

use crate::codec::json::{JsonError, quote};
use thiserror::Error;

/// Why a key may not be used with an algorithm. The variants are in the order of how close the key
/// comes to being usable: of several reasons the greatest is the most useful to report.
#[derive(Clone, Debug, Error, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotPermitted {
    /// As many keys as one token is checked with are tried already.
    #[error("at most {0} keys are tried for one token, and this one comes after them")]
    BeyondBound(usize),
    /// The algorithm takes another kind of key.
    #[error("it is {is}, {alg} needs {needs}")]
    OtherKind {
        /// The key, in words.
        is: String,
        /// The algorithm's name.
        alg: &'static str,
        /// The kind of key that the algorithm takes, in words.
        needs: String,
    },
    /// The key is limited to another algorithm.
    #[error("its alg permits {permitted} alone, not {wanted}")]
    OtherAlgorithm {
        /// The algorithm that the key is limited to.
        permitted: &'static str,
        /// The algorithm that it was to be used with.
        wanted: &'static str,
    },
    /// The JWK's `use` is not `sig`.
    #[error("its use is {}, not \"sig\"", quote(.0))]
    OtherUse(String),
    /// The JWK's `key_ops` do not list the operation.
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
        /// The least size in bits.
        least: usize,
        /// The key's size in bits.
        has: usize,
    },
    /// The JWK's `k` is shorter than the hash (RFC 7518, section 3.2).
    #[error("{alg} needs at least {least} bytes, it has {has} (RFC 7518, section 3.2)")]
    TooShort {
        /// The algorithm's name.
        alg: &'static str,
        /// The least length in bytes.
        least: usize,
        /// The secret's length in bytes.
        has: usize,
    },
}

/// Why a key cannot be read, made, used or written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// A secret of no bytes.
    #[error("the secret is empty")]
    Empty,
    /// A file without a key.
    #[error("it contains no key")]
    NoKey,
    /// A text secret that is a key in some file format. If it is a public key, everybody who has
    /// that key could sign.
    #[error("this is {0}, not a secret; it was not used for HMAC")]
    LooksLikeAKey(&'static str),
    /// A secret that is not in the encoding it was said to be in.
    #[error("the secret is not {0}")]
    NotInEncoding(&'static str),
    /// A file in a form in which keys are not read.
    #[error("expected a key (PEM, DER, JWK, JWK set or OpenSSH), found {0}")]
    UnknownForm(&'static str),
    /// A file of plain text, which may be a secret.
    #[error("expected a key (PEM, DER, JWK, JWK set or OpenSSH), found text")]
    PlainText,
    /// PEM whose blocks are damaged.
    #[error("invalid PEM: {0}")]
    DamagedPem(&'static str),
    /// Something that is marked as a key and cannot be read as one.
    #[error("this is not a valid {0}")]
    Damaged(&'static str),
    /// A PEM block of something other than a key.
    #[error("the PEM block {} is not a key", quote(.0))]
    NotAKey(String),
    /// The key is encrypted, and there is no passphrase.
    #[error("the key is encrypted, and no passphrase was given")]
    NeedsPassphrase,
    /// The key is encrypted with another passphrase, or it is damaged.
    #[error("the key cannot be decrypted with this passphrase")]
    WrongPassphrase,
    /// The key is encrypted in a way older than PKCS#5 version 2, which is weak.
    #[error("the key is encrypted with a legacy algorithm, which is not supported")]
    LegacyEncryption,
    /// An encrypted key whose key derivation would take very long or much memory.
    #[error("decrypting this key would take more time or memory than is allowed")]
    CostlyDerivation,
    /// An encrypted private key of OpenSSH.
    #[error("this is an encrypted OpenSSH key, which is not supported")]
    EncryptedOpenSsh,
    /// A kind of key for which there is no supported signature algorithm.
    #[error("this is a key of the kind {0}, which is not supported")]
    UnsupportedKind(String),
    /// A curve for which there is no supported signature algorithm.
    #[error("curve {0} is not supported")]
    UnsupportedCurve(String),
    /// An EC key whose curve is given by its parameters, or not at all.
    #[error("an EC key without a named curve is not supported")]
    UnnamedCurve,
    /// A point that is not on the curve: no signature is meaningful with it.
    #[error("the public key is not a point on {0}")]
    NotOnCurve(&'static str),
    /// A point without its second coordinate.
    #[error("the public key is a compressed point, which is not supported")]
    CompressedPoint,
    /// A value of another length than the kind of key has.
    #[error("a value in this {0} key has the wrong length")]
    WrongLength(&'static str),
    /// Values that contradict each other.
    #[error("the numbers of this key do not belong together")]
    Inconsistent,
    /// An RSA modulus of a size that is not supported.
    #[error("an RSA key of {bits} bits is not supported; {least} to {most} are")]
    RsaSize {
        /// Its size in bits.
        bits: usize,
        /// The least size in bits.
        least: usize,
        /// The largest size in bits.
        most: usize,
    },
    /// An RSA exponent that makes signatures meaningless, or verification slow.
    #[error("the RSA exponent is {0}")]
    RsaExponent(&'static str),
    /// A modulus that can be factored (CVE-2017-15361).
    #[error("the RSA modulus has the ROCA fingerprint: it can be factored (CVE-2017-15361)")]
    Roca,
    /// The operating system's generator failed.
    #[error("the operating system gives no random bytes")]
    NoRandomness,
    /// The public half of a secret was asked for.
    #[error("a secret has no public half")]
    NoPublicHalf,
    /// The private half of a public key was asked for.
    #[error("this is a public key")]
    NotPrivate,
    /// A secret was to be written as PEM or DER.
    #[error("a secret has no form in PEM or DER")]
    SecretInPem,
    /// An RSASSA-PSS key that permits every hash was to be written as a JWK, which cannot express
    /// that.
    #[error("an RSASSA-PSS key without parameters cannot be written as a JWK")]
    PssInJwk,
    /// An ML-DSA private key whose seed is unknown was to be written as a JWK, which consists of the
    /// seed (RFC 9964).
    #[error("an ML-DSA private key without its seed cannot be written as a JWK")]
    NoSeed,
    /// Text that is not JSON.
    #[error("not JSON: {0}")]
    NotJson(JsonError),
    /// JSON that is neither a JWK nor a set.
    #[error("JSON, but neither a JWK (it has no \"kty\") nor a set (it has no \"keys\")")]
    NoKty,
    /// A name occurs twice in the key.
    #[error("duplicate name {}", quote(.0))]
    DuplicateName(String),
    /// A member is missing or invalid.
    #[error("{name:?} is {fault}")]
    InvalidMember {
        /// The member.
        name: &'static str,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// A JWK of an unsupported type.
    #[error("kty {} is not supported", quote(.0))]
    UnsupportedKty(String),
    /// The JWK's `alg` is not a supported algorithm for this key.
    #[error("its alg {} is not a signature algorithm for a key of this type", quote(.0))]
    UnsupportedAlg(String),
}
