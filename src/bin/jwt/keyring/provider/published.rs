//! The keys that a provider publishes: a JWK set (RFC 7517, section 5) without secrets and private
//! keys.

use super::trouble::Trouble;
use super::warning::Warning;
use jwt_toolkit::codec::json::{Json, Kind};
use jwt_toolkit::jwk::form::jwk;
use jwt_toolkit::jwk::{Key, KeyError, KeySet, UnusableKey};

/// Without the mark of UTF-8 that some programs put before their text (RFC 8259, section 8.1).
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

const SECRET: &str = "oct";

/// The keys of a published set.
#[derive(Debug)]
pub(crate) struct Published {
    /// The good ones.
    pub(crate) keys: Vec<Key>,
    /// What had to be skipped.
    pub(crate) unusable: Vec<UnusableKey>,
    secrets: usize,
    private: usize,
}

impl Published {
    /// Reads a set. `source` is where it is from, for people.
    ///
    /// # Errors
    /// When it is none, holds nothing but what should be nobody else's, or keys that do not go together.
    pub(crate) fn read(body: &[u8], media: Option<&str>, source: &str) -> Result<Self, Trouble> {
        let not_keys = |reason| Trouble::NotKeys {
            media: media.map(str::to_owned),
            reason,
        };
        let body = without_mark(body).trim_ascii();
        let json = Json::parse(body).map_err(|error| not_keys(KeyError::NotJson(error)))?;
        if json.value().kind() != Kind::Object || json.get("keys").is_none() {
            return Err(not_keys(KeyError::InvalidMember {
                name: "keys",
                fault: "missing",
            }));
        }
        let (mut keys, mut unusable) = jwk::load(body, source).map_err(not_keys)?;
        let count = keys.len() + unusable.len();
        // A secret that everybody can fetch lets everybody sign.
        keys.retain(|key| key.kty() != SECRET);
        unusable.retain(|key| key.kty.as_deref() != Some(SECRET));
        let left = keys.len() + unusable.len();
        if left == 0 {
            return Err(Trouble::OnlySecrets);
        }
        let secrets = count - left;
        // So does a private key.
        keys.retain(|key| !key.is_private());
        let private = left - keys.len() - unusable.len();
        if private == left {
            return Err(Trouble::OnlyPrivateKeys);
        }
        // Here, so that such a set never takes the place of a good copy.
        KeySet::check(&keys, &unusable).map_err(Trouble::AmbiguousKeys)?;
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
