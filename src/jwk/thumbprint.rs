//! JWK thumbprints (RFC 7638).

use super::{Key, members};
use crate::codec::base64url;
use sha2::{Digest, Sha256};

/// The SHA-256 thumbprint of a key (RFC 7638), base64url. A secret's must not be published: it helps
/// to guess the secret (section 7).
#[must_use]
pub fn thumbprint(key: &Key) -> String {
    let mut members = members::required(key.material());
    // RFC 7638, section 3.3: in lexicographic order.
    members.sort_by_key(|(name, _)| *name);
    base64url::encode(&Sha256::digest(members::object(&members).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::jwk;

    fn of(json: &str) -> String {
        let (keys, _) = jwk::load(json.as_bytes(), "test").unwrap();
        thumbprint(&keys[0])
    }

    #[test]
    fn the_example_of_rfc_7638() {
        let json = concat!(
            r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT"#,
            "86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArw",
            "l93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qM",
            "QvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBni",
            r#"Iqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-"#,
            r#"29"}"#
        );
        assert_eq!(of(json), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn the_example_of_rfc_8037_is_the_same_for_both_halves() {
        let private = concat!(
            r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#,
            r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        );
        let public = concat!(
            r#"{"kty":"OKP","crv":"Ed25519","#,
            r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        );
        let expected = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
        assert_eq!(of(private), expected);
        assert_eq!(of(public), expected);
    }
}
