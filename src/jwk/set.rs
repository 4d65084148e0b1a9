//! Keys from however many files as one set.

use super::{Key, KeyError};
use crate::codec::json::quote;
use crate::jwa::KeyType;
use std::collections::HashSet;
use thiserror::Error;

/// Why keys cannot be used as one set.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AmbiguousKeys {
    /// Two keys of one type have one `kid`.
    #[error("two {kty} keys have the kid {}", quote(.kid))]
    DuplicateKid {
        /// Their type.
        kty: String,
        /// The name they share.
        kid: String,
    },
    /// Secrets beside keys whose one half is public. In a set without secrets no token can make a
    /// verifier take a public key for a secret.
    #[error("secrets (oct) are mixed with asymmetric keys")]
    MixedKinds,
}

/// A key of a set that cannot be used. It is skipped, and reported when `kid` selects it.
#[derive(Clone, Debug)]
pub struct UnusableKey {
    /// Its name, where that much could be read.
    pub kid: Option<String>,
    /// Its type, where that much could be read.
    pub kty: Option<String>,
    /// Where it came from, for people.
    pub source: String,
    /// Why it cannot be used.
    pub reason: KeyError,
}

/// Keys from however many files: those that can be used, and those that are skipped.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    unusable: Vec<UnusableKey>,
}

impl KeySet {
    /// Joins keys into one set.
    ///
    /// # Errors
    /// When two keys of a type have one `kid`, or secrets are mixed with asymmetric keys. Keys that
    /// are skipped count, as far as they could be read.
    pub fn join(keys: Vec<Key>, unusable: Vec<UnusableKey>) -> Result<Self, AmbiguousKeys> {
        Self::check(&keys, &unusable)?;
        Ok(Self { keys, unusable })
    }

    /// Whether [`Self::join`] makes a set of these.
    ///
    /// # Errors
    /// Like [`Self::join`].
    pub fn check(keys: &[Key], unusable: &[UnusableKey]) -> Result<(), AmbiguousKeys> {
        let readable = keys.iter().map(|key| (key.kid(), Some(key.kty())));
        let skipped = unusable.iter();
        let skipped = skipped.map(|key| (key.kid.as_deref(), key.kty.as_deref()));
        let named: Vec<(Option<&str>, Option<&str>)> = readable.chain(skipped).collect();
        let mut seen = HashSet::new();
        for (kid, kty) in &named {
            if let (Some(kid), Some(kty)) = (kid, kty)
                && !seen.insert((kid, kty))
            {
                return Err(AmbiguousKeys::DuplicateKid {
                    kty: (*kty).to_owned(),
                    kid: (*kid).to_owned(),
                });
            }
        }
        // Unknown types are ignored (RFC 7517, section 5).
        let types = named.iter().filter_map(|(_, kty)| KeyType::named((*kty)?));
        let (secrets, asymmetric): (Vec<_>, Vec<_>) = types.partition(|kty| *kty == KeyType::Oct);
        if !secrets.is_empty() && !asymmetric.is_empty() {
            return Err(AmbiguousKeys::MixedKinds);
        }
        Ok(())
    }

    /// The keys that can be used, in the order they were given.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The keys that are skipped.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableKey] {
        &self.unusable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::jwk;

    const SECRET: &str = r#"{"kty":"oct","k":"c2VjcmV0"}"#;
    const ED25519: &str = concat!(
        r#"{"kty":"OKP","crv":"Ed25519","#,
        r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
    );
    const P256: &str = concat!(
        r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","#,
        r#""y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#
    );

    fn key(json: &str) -> Key {
        jwk::load(json.as_bytes(), "test").unwrap().0.remove(0)
    }

    fn named(json: &str, kid: &str) -> Key {
        key(json).with_kid(kid.to_owned())
    }

    fn unusable(kty: Option<&str>, kid: Option<&str>) -> UnusableKey {
        UnusableKey {
            kid: kid.map(str::to_owned),
            kty: kty.map(str::to_owned),
            source: "test".to_owned(),
            reason: KeyError::Inconsistent,
        }
    }

    fn duplicate(kty: &str) -> AmbiguousKeys {
        AmbiguousKeys::DuplicateKid {
            kty: kty.to_owned(),
            kid: "a".to_owned(),
        }
    }

    #[test]
    fn keys_keep_the_order_in_which_they_were_given() {
        let keys = vec![named(P256, "b"), named(ED25519, "a"), key(P256)];
        let set = KeySet::join(keys, vec![unusable(None, None)]).unwrap();
        let kids: Vec<_> = set.keys().iter().map(Key::kid).collect();
        assert_eq!(kids, [Some("b"), Some("a"), None]);
        assert_eq!(set.unusable().len(), 1);
    }

    #[test]
    fn one_kid_of_two_keys_of_a_type_is_ambiguous() {
        let keys = vec![named(P256, "a"), named(P256, "a")];
        assert_eq!(KeySet::join(keys, Vec::new()).err(), Some(duplicate("EC")));
    }

    #[test]
    fn one_kid_of_keys_of_two_types_is_not() {
        let keys = vec![named(P256, "a"), named(ED25519, "a")];
        assert_eq!(KeySet::check(&keys, &[]), Ok(()));
    }

    #[test]
    fn a_skipped_key_takes_its_kid() {
        let keys = vec![named(P256, "a")];
        let skipped = [unusable(Some("EC"), Some("a"))];
        assert_eq!(KeySet::check(&keys, &skipped), Err(duplicate("EC")));
        let skipped = [unusable(None, Some("a")), unusable(Some("RSA"), Some("a"))];
        assert_eq!(KeySet::check(&keys, &skipped), Ok(()));
    }

    #[test]
    fn keys_without_a_kid_are_not_ambiguous() {
        assert_eq!(KeySet::check(&[key(P256), key(P256)], &[]), Ok(()));
    }

    #[test]
    fn secrets_beside_asymmetric_keys_are_refused() {
        let mixed = Err(AmbiguousKeys::MixedKinds);
        for asymmetric in [P256, ED25519] {
            let keys = [key(SECRET), key(asymmetric)];
            assert_eq!(KeySet::check(&keys, &[]), mixed);
        }
        for kty in ["RSA", "EC", "OKP", "AKP"] {
            let skipped = [unusable(Some(kty), None)];
            assert_eq!(KeySet::check(&[key(SECRET)], &skipped), mixed, "{kty}");
        }
        let skipped = [unusable(Some("oct"), None)];
        assert_eq!(KeySet::check(&[key(P256)], &skipped), mixed);
    }

    #[test]
    fn an_unknown_type_is_neither_a_secret_nor_asymmetric() {
        let skipped = [unusable(Some("LMS"), None), unusable(None, None)];
        assert_eq!(KeySet::check(&[key(SECRET)], &skipped), Ok(()));
        assert_eq!(KeySet::check(&[key(P256)], &skipped), Ok(()));
    }
}
