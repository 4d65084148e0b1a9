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
        certificate: Some(certificate),
        ..Content::from(material)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::fixtures::{LEAF, LEAF_SPKI, der};

    #[test]
    fn a_certificate_is_its_key_and_its_facts() {
        let read = read(&der(LEAF)).ok().unwrap();
        assert_eq!(spki::write(&read.material), Ok(der(LEAF_SPKI)));
        let certificate = read.certificate.unwrap();
        assert_eq!(certificate.subject, "CN=leaf");
        assert_eq!(certificate.issuer, "CN=root");
        // 2026-11-25T08:41:24Z and 36500 days later.
        assert_eq!(certificate.not_before, 1_795_596_084);
        assert_eq!(certificate.not_after, 1_795_596_084 + 36_500 * 86_400);
    }

    #[test]
    fn a_truncated_certificate_is_damaged() {
        let bytes = der(LEAF);
        for length in 0..bytes.len() {
            let error = Some(KeyError::Damaged("certificate"));
            assert_eq!(read(&bytes[..length]).err(), error, "{length} bytes");
        }
    }

    #[test]
    fn a_public_key_is_not_a_certificate() {
        let error = Some(KeyError::Damaged("certificate"));
        assert_eq!(read(&der(LEAF_SPKI)).err(), error);
    }
}
