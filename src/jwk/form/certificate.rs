//! The keys of X.509 certificates (RFC 5280). A certificate is only a form of its key here: neither
//! its signature nor its validity is checked.

use super::{Content, spki};
use crate::jwk::{Certificate, KeyError};
use der::{Decode, Encode};

pub(super) fn is_certificate(bytes: &[u8]) -> bool {
    x509_cert::Certificate::from_der(bytes).is_ok()
}

pub(super) fn read(bytes: &[u8]) -> Result<Content, KeyError> {
    let damaged = KeyError::Damaged("certificate");
    let read = x509_cert::Certificate::from_der(bytes).map_err(|_| damaged.clone())?;
    let read = read.tbs_certificate();
    let info = read.subject_public_key_info().to_der();
    let material = spki::read(&info.map_err(|_| damaged)?)?;
    let validity = read.validity();
    let certificate = Certificate {
        subject: read.subject().to_string(),
        issuer: read.issuer().to_string(),
        not_before: validity.not_before.to_unix_duration().as_secs(),
        not_after: validity.not_after.to_unix_duration().as_secs(),
    };
    Ok(Content {
        material,
        certificate: Some(certificate),
    })
}
