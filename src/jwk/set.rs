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
