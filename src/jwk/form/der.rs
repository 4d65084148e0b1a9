//! DER (X.690) without a label, which may be any of the ASN.1 forms.

use super::{Content, Passphrase, certificate, pkcs1, pkcs8, sec1, spki};
use crate::jwk::{Key, KeyError};
use ::der::Decode;
use ::der::asn1::AnyRef;
use zeroize::Zeroizing;

/// The forms are tried in turn. None of them can be mistaken for another: they differ in the types of
/// their first elements, or in the version number.
pub(super) fn load(bytes: &[u8], passphrase: &mut Passphrase<'_>) -> Result<Content, KeyError> {
    if pkcs8::is_private_key(bytes) {
        pkcs8::read(bytes).map(Content::from)
    } else if pkcs8::is_encrypted_private_key(bytes) {
        pkcs8::read_encrypted(bytes, passphrase).map(Content::from)
    } else if spki::is_public_key(bytes) {
        spki::read(bytes).map(Content::from)
    } else if sec1::is_private_key(bytes) {
        sec1::read(bytes).map(Content::from)
    } else if pkcs1::is_private_key(bytes) {
        pkcs1::read_private(bytes).map(Content::from)
    } else if pkcs1::is_public_key(bytes) {
        pkcs1::read_public(bytes).map(Content::from)
    } else if certificate::is_certificate(bytes) {
        certificate::read(bytes)
    } else if pkcs8::is_encrypted_in_some_way(bytes) {
        Err(KeyError::LegacyEncryption)
    } else {
        Err(KeyError::UnknownForm("DER of something else"))
    }
}

/// Whether the bytes are one value with nothing after it.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    AnyRef::from_der(bytes).is_ok()
}

/// A key in DER: PKCS#8 if it is private, SPKI if it is public.
///
/// # Errors
/// For a secret, and for a private key whose halves do not belong together, where it cannot be
/// written without the missing numbers.
pub fn write(key: &Key) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if key.is_private() {
        pkcs8::write(key.material())
    } else {
        spki::write(key.material()).map(Zeroizing::new)
    }
}
