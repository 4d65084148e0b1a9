//! Keys from however many files as one set.

use super::{Key, KeyError};
use crate::jwa::{KeyType, SignatureAlgorithm};
use std::collections::{HashMap, HashSet};
use thiserror::Error;

/// Why keys cannot be used as one set.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AmbiguousKeys {
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
    /// The name of the algorithm it is limited to, where that much could be read.
    pub alg: Option<String>,
    /// Whether it may be a key for signatures, as far as that could be read: its `use`, `alg`, `key_ops`
    /// and kind say nothing else.
    pub for_signatures: bool,
    /// Where it came from, for people.
    pub source: String,
    /// Why it cannot be used.
    pub reason: KeyError,
}

impl UnusableKey {
    /// Whether it would permit `alg` if it were not damaged, as far as that can be told. A key of a kind
    /// that is not supported permits nothing.
    pub(crate) fn might_permit(&self, alg: SignatureAlgorithm) -> bool {
        let is_unsupported = matches!(
            self.reason,
            KeyError::UnsupportedKty(_)
                | KeyError::UnsupportedKind(_)
                | KeyError::UnsupportedCurve(_)
                | KeyError::UnsupportedAlg(_)
                | KeyError::UnnamedCurve
        );
        let kty = alg.key_kinds()[0].key_type().name();
        self.for_signatures
            && !is_unsupported
            && self.kty.as_deref().is_none_or(|own| own == kty)
            && self.alg.as_deref().is_none_or(|own| own == alg.name())
    }
}

/// Keys from however many files: those that can be used, and those that are skipped.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    unusable: Vec<UnusableKey>,
}

impl KeySet {
    /// Joins keys into one set. Equal keys are one key.
    ///
    /// Different keys may have one `kid`: which of them a token means is told by what they permit, and
    /// where that leaves more than one, the token is rejected.
    ///
    /// # Errors
    /// When secrets are mixed with asymmetric keys. Keys that are skipped count, as far as they could be
    /// read; keys that may never be used for signatures do not.
    pub fn join(keys: Vec<Key>, unusable: Vec<UnusableKey>) -> Result<Self, AmbiguousKeys> {
        let readable = keys.iter().filter(|key| key.is_for_signatures());
        let skipped = unusable.iter().filter(|key| key.for_signatures);
        let skipped = skipped.filter_map(|key| key.kty.clone());
        let types = readable.map(|key| key.kty().to_owned()).chain(skipped);
        // Unknown types are ignored (RFC 7517, section 5).
        let types = types.filter_map(|kty| KeyType::named(&kty));
        let (secrets, asymmetric): (Vec<_>, Vec<_>) = types.partition(|kty| *kty == KeyType::Oct);
        if !secrets.is_empty() && !asymmetric.is_empty() {
            return Err(AmbiguousKeys::MixedKinds);
        }
        Ok(Self {
            keys: without_equals(keys),
            unusable,
        })
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

/// Of equal keys the first one, or the first private one.
fn without_equals(keys: Vec<Key>) -> Vec<Key> {
    if keys.len() < 2 {
        return keys;
    }
    let mut places = HashMap::with_capacity(keys.len());
    for (i, key) in keys.iter().enumerate() {
        let place = places.entry(key.identity()).or_insert(i);
        if key.is_private() && !keys[*place].is_private() {
            *place = i;
        }
    }
    let kept: HashSet<usize> = places.into_values().collect();
    let keys = keys.into_iter().enumerate();
    keys.filter_map(|(i, key)| kept.contains(&i).then_some(key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::{jwk, text};

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
            alg: None,
            for_signatures: true,
            source: "test".to_owned(),
            reason: KeyError::Inconsistent,
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

    /// The private half of [`ED25519`].
    const PRIVATE: &str = concat!(
        r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#,
        r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
    );

    /// The key with one more member.
    fn with(json: &str, member: &str) -> Key {
        key(&json.replace('}', &format!(",{member}}}")))
    }

    fn count(keys: Vec<Key>) -> usize {
        KeySet::join(keys, Vec::new()).unwrap().keys().len()
    }

    #[test]
    fn equal_keys_are_one_key() {
        assert_eq!(count(vec![key(P256), key(P256)]), 1);
        assert_eq!(count(vec![named(P256, "a"), named(P256, "a")]), 1);
        let secrets = vec![key(SECRET), key(SECRET), key(SECRET)];
        assert_eq!(count(secrets), 1);
    }

    #[test]
    fn of_a_private_key_and_its_public_half_the_private_one_stays() {
        for keys in [[ED25519, PRIVATE], [PRIVATE, ED25519]] {
            let set = KeySet::join(keys.map(key).into(), Vec::new()).unwrap();
            assert_eq!(set.keys().len(), 1);
            assert!(set.keys()[0].is_private());
        }
    }

    #[test]
    fn keys_that_differ_in_what_they_permit_are_not_equal() {
        for member in [
            r#""kid":"a""#,
            r#""alg":"EdDSA""#,
            r#""use":"sig""#,
            r#""key_ops":["verify"]"#,
        ] {
            assert_eq!(
                count(vec![key(ED25519), with(ED25519, member)]),
                2,
                "{member}"
            );
        }
        assert_eq!(count(vec![key(P256), key(ED25519)]), 2);
    }

    #[test]
    fn a_text_secret_and_the_same_in_a_jwk_are_judged_differently_and_both_stay() {
        let text = text::secret(b"secret", text::SecretEncoding::Utf8, "test").unwrap();
        assert_eq!(count(vec![key(SECRET), text]), 2);
    }

    #[test]
    fn one_kid_may_be_that_of_several_keys() {
        let keys = vec![named(P256, "a"), named(ED25519, "a")];
        let skipped = vec![unusable(Some("EC"), Some("a"))];
        assert_eq!(KeySet::join(keys, skipped).unwrap().keys().len(), 2);
    }

    #[test]
    fn a_damaged_key_might_permit_what_its_members_say() {
        let es256 = SignatureAlgorithm::Es256;
        let ec = || unusable(Some("EC"), None);
        assert!(ec().might_permit(es256));
        assert!(unusable(None, None).might_permit(es256));
        assert!(!unusable(Some("RSA"), None).might_permit(es256));
        let with_alg = |alg: &str| UnusableKey {
            alg: Some(alg.to_owned()),
            ..ec()
        };
        assert!(with_alg("ES256").might_permit(es256));
        assert!(!with_alg("ES384").might_permit(es256));
        let for_encryption = UnusableKey {
            for_signatures: false,
            ..ec()
        };
        assert!(!for_encryption.might_permit(es256));
        let on_another_curve = UnusableKey {
            reason: KeyError::UnsupportedCurve("P-224".to_owned()),
            ..ec()
        };
        assert!(!on_another_curve.might_permit(es256));
    }

    #[test]
    fn what_may_never_be_used_for_signatures_is_not_mixed_with_them() {
        for member in [
            r#""use":"enc""#,
            r#""alg":"A256KW""#,
            r#""alg":"dir""#,
            r#""alg":"A128GCM""#,
            r#""key_ops":["wrapKey","unwrapKey"]"#,
        ] {
            assert_eq!(count(vec![with(SECRET, member), key(P256)]), 2, "{member}");
        }
        let skipped = UnusableKey {
            for_signatures: false,
            ..unusable(Some("OKP"), None)
        };
        assert!(KeySet::join(vec![key(SECRET)], vec![skipped]).is_ok());
        for member in [
            r#""use":"sig""#,
            r#""alg":"HS256""#,
            r#""key_ops":["wrapKey","sign"]"#,
        ] {
            let keys = vec![with(SECRET, member), key(P256)];
            let mixed = Some(AmbiguousKeys::MixedKinds);
            assert_eq!(KeySet::join(keys, Vec::new()).err(), mixed, "{member}");
        }
    }

    #[test]
    fn secrets_beside_asymmetric_keys_are_refused() {
        let mixed = Some(AmbiguousKeys::MixedKinds);
        for asymmetric in [P256, ED25519] {
            let keys = vec![key(SECRET), key(asymmetric)];
            assert_eq!(KeySet::join(keys, Vec::new()).err(), mixed);
        }
        for kty in ["RSA", "EC", "OKP", "AKP"] {
            let skipped = vec![unusable(Some(kty), None)];
            assert_eq!(
                KeySet::join(vec![key(SECRET)], skipped).err(),
                mixed,
                "{kty}"
            );
        }
        let skipped = vec![unusable(Some("oct"), None)];
        assert_eq!(KeySet::join(vec![key(P256)], skipped).err(), mixed);
    }

    #[test]
    fn an_unknown_type_is_neither_a_secret_nor_asymmetric() {
        for known in [SECRET, P256] {
            let skipped = vec![unusable(Some("LMS"), None), unusable(None, None)];
            assert!(KeySet::join(vec![key(known)], skipped).is_ok());
        }
    }
}
