//! Formats in which keys are stored and not read here, recognised so that they are told by their names.

use super::der::{is_whole, values};
use crate::jwk::ForeignForm;
use ::der::asn1::ObjectIdentifier;
use ::der::{Decode, Tag, Tagged};

/// Java's own formats, JKS and JCEKS.
const JAVA: [[u8; 4]; 2] = [[0xfe, 0xed, 0xfe, 0xed], [0xce, 0xce, 0xce, 0xce]];
/// RFC 5652, section 5.1.
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// The format that the content of a file has.
pub(super) fn found(bytes: &[u8]) -> Option<ForeignForm> {
    let text = bytes.trim_ascii_start();
    let starts = |start: &str| text.starts_with(start.as_bytes());
    if is_java_keystore(bytes) {
        Some(ForeignForm::JavaKeystore)
    } else if starts("---- BEGIN SSH2 ") {
        Some(ForeignForm::Ssh2)
    } else if starts("PuTTY-User-Key-File-") {
        Some(ForeignForm::Putty)
    } else if is_utf16(bytes) {
        Some(ForeignForm::Utf16)
    } else if is_openpgp(bytes) {
        Some(ForeignForm::OpenPgp)
    } else {
        in_der(bytes)
    }
}

pub(super) fn is_java_keystore(bytes: &[u8]) -> bool {
    JAVA.iter().any(|magic| bytes.starts_with(magic))
}

/// The format of DER, or of BER with a length of any form.
pub(super) fn in_der(bytes: &[u8]) -> Option<ForeignForm> {
    if is_pkcs12(bytes) {
        return Some(ForeignForm::Pkcs12);
    }
    if !is_whole(bytes) {
        return None;
    }
    let first = values(bytes)?.into_iter().next()?;
    let is_signed_data = first.tag() == Tag::ObjectIdentifier
        && first.decode_as::<ObjectIdentifier>() == Ok(SIGNED_DATA);
    if is_signed_data {
        Some(ForeignForm::Pkcs7)
    } else if x509_cert::request::CertReq::from_der(bytes).is_ok() {
        Some(ForeignForm::CertificateRequest)
    } else {
        None
    }
}

/// The format of a PEM block that is told by its label (RFC 7468; RFC 9580, section 6.2).
pub(super) fn with_label(label: &str) -> Option<ForeignForm> {
    match label {
        "TRUSTED CERTIFICATE" => Some(ForeignForm::TrustedCertificate),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Some(ForeignForm::CertificateRequest),
        "PKCS7" | "CMS" => Some(ForeignForm::Pkcs7),
        "PKCS12" => Some(ForeignForm::Pkcs12),
        label if label.starts_with("PGP ") => Some(ForeignForm::OpenPgp),
        label if label.starts_with("SSH2 ") => Some(ForeignForm::Ssh2),
        _ => None,
    }
}

/// RFC 7292, section 4: a SEQUENCE that starts with the version 3 and a SEQUENCE. Other programs write
/// it in BER, whose lengths may be indefinite.
fn is_pkcs12(bytes: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = bytes else {
        return false;
    };
    // The octets of a length that is longer than one (X.690, section 8.1.3.5).
    let more = match length {
        0x81..=0x84 => usize::from(length - 0x80),
        _ => 0,
    };
    matches!(rest.get(more..), Some([2, 1, 3, 0x30, ..]))
}

/// Text in UTF-16, with its byte order mark or without: ASCII, with a zero after or before each
/// character.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, _, 0, ..]
            | [0xfe, 0xff, 0, ..]
            | [b'-' | b'{', 0, _, 0, ..]
            | [0, b'-' | b'{', 0, ..]
    )
}

/// RFC 9580, sections 4.2 and 5.5: a packet of a public or a private key of version 3 to 6, with a
/// length of the older form or the newer one.
fn is_openpgp(bytes: &[u8]) -> bool {
    let version = match bytes {
        [0x94 | 0x98, ..] | [0xc5 | 0xc6, ..=191, ..] => bytes.get(2),
        [0x95 | 0x99, ..] | [0xc5 | 0xc6, 192..=223, ..] => bytes.get(3),
        _ => None,
    };
    version.is_some_and(|version| (3..=6).contains(version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::fixtures::{EC_SPKI, LEAF, RSA_PKCS1, der};

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        for (bytes, form) in [
            (
                &[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2][..],
                ForeignForm::JavaKeystore,
            ),
            (
                &[0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2],
                ForeignForm::JavaKeystore,
            ),
            (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", ForeignForm::Ssh2),
            (b"PuTTY-User-Key-File-3: ssh-ed25519\n", ForeignForm::Putty),
            (
                &[0x30, 0x82, 9, 9, 2, 1, 3, 0x30, 0x82],
                ForeignForm::Pkcs12,
            ),
            (&[0x30, 0x80, 2, 1, 3, 0x30, 0x80], ForeignForm::Pkcs12),
            (b"\xff\xfe-\0-\0", ForeignForm::Utf16),
            (b"{\0\"\0k\0", ForeignForm::Utf16),
            (&[0x98, 0x33, 4, 0, 0], ForeignForm::OpenPgp),
            (&[0x99, 1, 0x0d, 4, 0], ForeignForm::OpenPgp),
            (&[0xc6, 0x33, 6, 0], ForeignForm::OpenPgp),
        ] {
            assert_eq!(found(bytes), Some(form), "{bytes:x?}");
        }
    }

    #[test]
    fn keys_and_text_are_no_foreign_format() {
        for bytes in [der(EC_SPKI), der(RSA_PKCS1), der(LEAF)] {
            assert_eq!(found(&bytes), None);
        }
        for text in ["", "a plain secret", "{\"kty\":\"oct\"}", "\u{feff}text"] {
            assert_eq!(found(text.as_bytes()), None, "{text}");
        }
    }
}
