//! Keys in DER and PEM, made here by hand, so that a test can put anything into them.

use ::der::Encode;
use ::der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs1::{RsaPssParamsRef, TrailerField};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifier, AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

/// The identifier of RSA keys for every padding.
pub(crate) const RSA: &str = "1.2.840.113549.1.1.1";
/// The identifier of RSA keys for RSASSA-PSS alone (RFC 4055).
pub(crate) const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";

/// DER as PEM.
pub(crate) fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let base64 = STANDARD.encode(der);
    let lines: Vec<_> = base64.as_bytes().chunks(64).collect();
    let mut text = format!("-----BEGIN {label}-----\n").into_bytes();
    text.extend(lines.join(&b'\n'));
    text.extend(format!("\n-----END {label}-----\n").bytes());
    text
}

fn algorithm<'a>(oid: &str, parameters: Option<AnyRef<'a>>) -> AlgorithmIdentifierRef<'a> {
    AlgorithmIdentifier {
        oid: ObjectIdentifier::new(oid).expect("an identifier"),
        parameters,
    }
}

/// A public key as SPKI.
pub(crate) fn spki(oid: &str, parameters: Option<AnyRef<'_>>, key: &[u8]) -> Vec<u8> {
    let info = SubjectPublicKeyInfoRef {
        algorithm: algorithm(oid, parameters),
        subject_public_key: BitStringRef::from_bytes(key).expect("whole bytes"),
    };
    info.to_der().expect("SPKI")
}

/// A private key as PKCS#8.
pub(crate) fn pkcs8(oid: &str, parameters: Option<AnyRef<'_>>, key: &[u8]) -> Vec<u8> {
    let key = OctetStringRef::new(key).expect("bytes");
    let info = PrivateKeyInfoRef::new(algorithm(oid, parameters), key);
    info.to_der().expect("PKCS#8")
}

/// Bytes in an OCTET STRING, as in the private keys of some kinds.
pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    let octets = OctetStringRef::new(bytes).expect("bytes");
    octets.to_der().expect("an octet string")
}

/// The parameters that limit an RSASSA-PSS key to a hash, with the salt that JWS has for it (RFC 7518,
/// section 3.5).
pub(crate) fn pss_parameters(hash: &str, salt_len: u8) -> Vec<u8> {
    let hash = algorithm(hash, Some(AnyRef::NULL));
    let parameters = RsaPssParamsRef {
        hash,
        mask_gen: AlgorithmIdentifier {
            oid: ObjectIdentifier::new("1.2.840.113549.1.1.8").expect("MGF1"),
            parameters: Some(hash),
        },
        salt_len,
        trailer_field: TrailerField::default(),
    };
    parameters.to_der().expect("parameters")
}
