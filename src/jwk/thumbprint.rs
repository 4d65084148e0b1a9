//! JWK thumbprints (RFC 7638).

use super::{Key, members};
use crate::codec::base64url;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The hash of a thumbprint. RFC 7638 leaves the choice open (section 3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThumbprintHash {
    /// SHA-256, the usual choice.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl ThumbprintHash {
    /// Every hash.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name in IANA's registry of named information hashes, which a thumbprint's URI has
    /// (RFC 9278, section 2).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    /// The hash of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.name() == name)
    }
}

/// The thumbprint of a key (RFC 7638), base64url. A secret's must not be published: it helps to guess
/// the secret (section 7).
#[must_use]
pub fn thumbprint(key: &Key, hash: ThumbprintHash) -> String {
    let mut members = members::required(key.material());
    // RFC 7638, section 3.3: in lexicographic order.
    members.sort_by_key(|(name, _)| *name);
    let text = members::object(&members);
    match hash {
        ThumbprintHash::Sha256 => base64url::encode(&Sha256::digest(text.as_bytes())),
        ThumbprintHash::Sha384 => base64url::encode(&Sha384::digest(text.as_bytes())),
        ThumbprintHash::Sha512 => base64url::encode(&Sha512::digest(text.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::jwk;

    fn with(hash: ThumbprintHash, json: &str) -> String {
        let (keys, _) = jwk::load(json.as_bytes(), "test").unwrap();
        thumbprint(&keys[0], hash)
    }

    fn of(json: &str) -> String {
        with(ThumbprintHash::Sha256, json)
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

    /// Computed with Python's hashlib over the JSON of RFC 8037, appendix A.3.
    #[test]
    fn other_hashes_are_of_the_same_text() {
        let public = concat!(
            r#"{"kty":"OKP","crv":"Ed25519","#,
            r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        );
        assert_eq!(
            with(ThumbprintHash::Sha384, public),
            "ePy6LSb6I7JWK2uWQyYJQ4DBrwGE4QoxPl6INUviCtqplTLCwzo6fD9Eaw69Wvtt"
        );
        assert_eq!(
            with(ThumbprintHash::Sha512, public),
            concat!(
                "SfSqAgfmPYvpuNzfHCiQXi6Mr51GG78hHopngoabsV9",
                "xvLR0hcUfVCoJLfyzi08Dbnds6kmcAt23CpNV-8qLTg"
            )
        );
    }
}
