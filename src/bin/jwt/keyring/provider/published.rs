//! The keys that a provider publishes: a JWK set (RFC 7517, section 5) or another form, found from the
//! content as for any key file, without secrets and private keys.

use super::error::ProviderError;
use super::warning::Warning;
use jwt_toolkit::jwk::{self, Key, UnusableKey};

/// The text without the byte order mark that some programs put before it (RFC 8259, section 8.1).
pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

const SECRET: &str = "oct";

/// The keys of a published set.
#[derive(Debug)]
pub(crate) struct Published {
    /// The usable ones.
    pub(crate) keys: Vec<Key>,
    /// The ones that had to be skipped.
    pub(crate) unusable: Vec<UnusableKey>,
    secrets: usize,
    private: usize,
}

impl Published {
    /// Reads keys; `source` names them in messages.
    ///
    /// # Errors
    /// When there are none, or only secrets and private keys.
    pub(crate) fn read(
        body: &[u8],
        media: Option<&str>,
        source: &str,
    ) -> Result<Self, ProviderError> {
        let not_keys = |reason| ProviderError::NotKeys {
            media: media.map(str::to_owned),
            reason,
        };
        // Encrypted keys are private ones, and there is no passphrase for what anyone may read.
        let (mut keys, mut unusable) = jwk::load(body, source, &mut || None).map_err(not_keys)?;
        let count = keys.len() + unusable.len();
        // Anyone who fetches a secret can sign with it.
        keys.retain(|key| key.kty() != SECRET);
        unusable.retain(|key| key.kty.as_deref() != Some(SECRET));
        let left = keys.len() + unusable.len();
        if left == 0 {
            return Err(ProviderError::OnlySecrets);
        }
        let secrets = count - left;
        // The same is true of a private key.
        keys.retain(|key| !key.is_private());
        let private = left - keys.len() - unusable.len();
        if private == left {
            return Err(ProviderError::OnlyPrivateKeys);
        }
        Ok(Self {
            keys,
            unusable,
            secrets,
            private,
        })
    }

    /// What is worth telling of the set that `address` publishes.
    #[must_use]
    pub(crate) fn warning(&self, address: &str) -> Option<Warning> {
        (self.secrets + self.private > 0).then(|| Warning::SecretsIgnored {
            address: address.to_owned(),
            secrets: self.secrets,
            private: self.private,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"one","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"two","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const SECRET: &str =
        r#"{"kty":"oct","kid":"three","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;

    fn read(keys: &[&str]) -> Result<Published, ProviderError> {
        let set = format!("{{\"keys\":[{}]}}", keys.join(","));
        Published::read(set.as_bytes(), None, "jwks")
    }

    #[test]
    fn secrets_and_private_keys_are_left_out_and_counted() {
        let published = read(&[SECRET, PUBLIC, PRIVATE, SECRET]).unwrap();
        let kids: Vec<_> = published.keys.iter().map(Key::kid).collect();
        assert_eq!(kids, [Some("one")]);
        let warning = Warning::SecretsIgnored {
            address: "jwks".to_owned(),
            secrets: 2,
            private: 1,
        };
        assert_eq!(published.warning("jwks"), Some(warning));
        assert_eq!(read(&[PUBLIC]).unwrap().warning("jwks"), None);
    }

    #[test]
    fn a_set_of_what_must_not_be_published_is_refused() {
        assert_eq!(read(&[SECRET]).unwrap_err(), ProviderError::OnlySecrets);
        let damaged = r#"{"kty":"oct"}"#;
        assert_eq!(read(&[damaged]).unwrap_err(), ProviderError::OnlySecrets);
        let private = ProviderError::OnlyPrivateKeys;
        assert_eq!(read(&[PRIVATE]).unwrap_err(), private);
        assert_eq!(read(&[SECRET, PRIVATE]).unwrap_err(), private);
    }

    #[test]
    fn unusable_keys_are_skipped() {
        let published = read(&[r#"{"kty":"LMS","kid":"x"}"#, PUBLIC]).unwrap();
        assert_eq!((published.keys.len(), published.unusable.len()), (1, 1));
    }

    #[test]
    fn other_forms_are_read_by_their_content() {
        const SPKI: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{SPKI}\n-----END PUBLIC KEY-----\n");
        let map = format!("{{\"a\":\"{}\"}}", pem.replace('\n', "\\n"));
        for (body, kid) in [
            (PUBLIC, Some("one")),
            (pem.as_str(), None),
            (SPKI, None),
            (&map, Some("a")),
        ] {
            let published = Published::read(body.as_bytes(), None, "jwks").unwrap();
            let kids: Vec<_> = published.keys.iter().map(Key::kid).collect();
            assert_eq!(kids, [kid], "{body}");
        }
    }

    #[test]
    fn private_keys_and_secrets_are_refused_in_every_form() {
        const PKCS8: &str = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{PKCS8}\n-----END PUBLIC KEY-----\n");
        let map = format!("{{\"a\":\"{}\"}}", pem.replace('\n', "\\n"));
        for body in [PRIVATE, pem.as_str(), PKCS8, &map] {
            let refused = Published::read(body.as_bytes(), None, "jwks").unwrap_err();
            assert_eq!(refused, ProviderError::OnlyPrivateKeys, "{body}");
        }
        let refused = Published::read(SECRET.as_bytes(), None, "jwks").unwrap_err();
        assert_eq!(refused, ProviderError::OnlySecrets);
    }

    #[test]
    fn what_holds_no_keys_is_refused() {
        for body in [
            "",
            "[]",
            "null",
            "{}",
            "<html></html>",
            "a plain secret",
            "{\"keys\":{}}",
            "{\"keys\":[]}",
            "{\"keys\":null}",
        ] {
            let refused = Published::read(body.as_bytes(), Some("text/html"), "jwks");
            let refused = refused.unwrap_err();
            assert!(matches!(refused, ProviderError::NotKeys { .. }), "{body}");
        }
    }

    #[test]
    fn only_white_space_of_json_may_surround_a_set() {
        let set = format!("{{\"keys\":[{PUBLIC}]}}");
        let within = format!(" \t\r\n{set}\n\r\t ");
        assert!(Published::read(within.as_bytes(), None, "jwks").is_ok());
        for other in [
            "\u{c}", "\u{b}", "\0", "\u{a0}", "\u{85}", "\u{2028}", "\u{feff}",
        ] {
            for text in [format!("{set}{other}"), format!(" {other}{set}")] {
                let refused = Published::read(text.as_bytes(), None, "jwks");
                assert!(refused.is_err(), "{other:?}");
            }
        }
    }

    #[test]
    fn one_byte_order_mark_is_skipped() {
        let set = format!("\u{feff}{{\"keys\":[{PUBLIC}]}}\r\n");
        assert!(Published::read(set.as_bytes(), None, "jwks").is_ok());
        let twice = format!("\u{feff}{set}");
        assert!(Published::read(twice.as_bytes(), None, "jwks").is_err());
    }
}
