//! What can be wrong with a key, as facts.

use crate::codec::base64url::Base64urlError;
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
    #[error("its alg permits only {permitted}, not {wanted}")]
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
    /// The RSA private key has more than two primes.
    #[error("it has {0} primes; RSA keys of two are supported")]
    SeveralPrimes(usize),
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

/// Formats of other programs that hold keys and are not read.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ForeignForm {
    /// PKCS#12 (RFC 7292).
    #[error("a PKCS#12 file")]
    Pkcs12,
    /// JKS and JCEKS.
    #[error("a Java keystore")]
    JavaKeystore,
    /// `OpenPGP` (RFC 9580).
    #[error("an OpenPGP key")]
    OpenPgp,
    /// The public keys of RFC 4716, and private ones of its origin.
    #[error("an SSH2 key (RFC 4716)")]
    Ssh2,
    /// A private key of `PuTTY`.
    #[error("a PuTTY key")]
    Putty,
    /// OpenSSL's certificates with what they are trusted for.
    #[error("a trusted certificate of OpenSSL")]
    TrustedCertificate,
    /// A certificate signing request (RFC 2986).
    #[error("a certificate request")]
    CertificateRequest,
    /// Text of two bytes for each character, as PowerShell writes it.
    #[error("UTF-16 text")]
    Utf16,
    /// Certificates in PKCS#7 (RFC 5652).
    #[error("a PKCS#7 bundle")]
    Pkcs7,
}

/// What is worth telling of a key that can be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyRemark {
    /// It is encrypted with triple DES, whose blocks are short and whose strength is 112 bits (NIST SP
    /// 800-131A, revision 2: disallowed after 2023).
    #[error("it is encrypted with triple DES, which is outdated")]
    TripleDes,
    /// A coordinate or private key of an EC key has fewer bytes than it has to have (RFC 7518, section
    /// 6.2.1.2), because zeros at its start were left out.
    #[error("{member:?} has {has} bytes instead of {wants}: zeros at its start were left out")]
    ZerosLeftOut {
        /// The member.
        member: &'static str,
        /// Its length in bytes.
        has: usize,
        /// The length in bytes that it has to have.
        wants: usize,
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
    #[error("this is {0}, not a secret")]
    LooksLikeAKey(&'static str),
    /// A secret that is not in the encoding it was said to be in.
    #[error("the secret is not {0}")]
    NotInEncoding(&'static str),
    /// A file in a form in which keys are not read.
    #[error("expected a key (PEM, DER, JWK, JWK set or OpenSSH), found {0}")]
    UnknownForm(&'static str),
    /// A file in another program's format.
    #[error("this is {0}, which is not read")]
    ForeignForm(ForeignForm),
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
    /// The key is encrypted with something else that is not supported.
    #[error("the key is encrypted with {0}, which is not supported")]
    UnsupportedEncryption(String),
    /// Encrypted keys of one file whose key derivations together would take very long or much memory.
    #[error("decrypting the keys of this file would take more time or memory than is allowed")]
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
    /// A point of small order: signatures for it can be forged without a private key.
    #[error("the public key is a point of small order on {0}: anyone can sign for it")]
    SmallOrder(&'static str),
    /// A point without its second coordinate.
    #[error("the public key is a compressed point, which is not supported")]
    CompressedPoint,
    /// A value of another length than the kind of key has.
    #[error("the {value} of this {kind} key has {has} bytes, expected {wants}")]
    WrongLength {
        /// The kind of the key.
        kind: &'static str,
        /// The value: which half of the key, or a member of a JWK.
        value: &'static str,
        /// Its length in bytes.
        has: usize,
        /// The length in bytes that it has to have.
        wants: usize,
    },
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
    /// An RSA private key of more than two primes was to be written as a JWK.
    #[error("an RSA private key of {0} primes cannot be written as a JWK")]
    SeveralPrimes(usize),
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
    /// JSON that is neither a JWK nor a set, with a key in one of its members.
    #[error("JSON, but neither a JWK nor a set; its member {} holds a key", quote(.0))]
    KeyInMember(String),
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
    /// A member's value is not canonical base64url.
    #[error("{name:?}: {error}")]
    NotBase64url {
        /// The member.
        name: &'static str,
        /// What is wrong with it.
        error: Base64urlError,
    },
    /// The same of a private value, nothing of which is quoted.
    #[error("{name:?}: invalid base64url at byte {at}")]
    PrivateNotBase64url {
        /// The member.
        name: &'static str,
        /// The offset of the first character that is wrong.
        at: usize,
    },
    /// A JWK of an unsupported type.
    #[error("kty {} is not supported", quote(.0))]
    UnsupportedKty(String),
    /// The JWK's `alg` is not a known algorithm for this key.
    #[error("its alg {} is not an algorithm for a key of this type", quote(.0))]
    UnsupportedAlg(String),
}
