//! The keys of a run, from however many files, as one set.

use super::{Key, KeyError};
use crate::codec::json::quote;
use std::collections::HashSet;
use thiserror::Error;

/// The types of keys of which one half is public (RFC 7518, section 6; RFC 8037; RFC 9964).
const ASYMMETRIC: [&str; 4] = ["RSA", "EC", "OKP", "AKP"];

/// Why good keys make no good set.
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
    /// Secrets beside keys of which one half is public: the confusion attackers look for.
    #[error("secrets (oct) are mixed with asymmetric keys")]
    MixedKinds,
}

/// A member of a set that is no good: skipped, and told when `kid` selects it.
#[derive(Clone, Debug)]
pub struct UnusableKey {
    /// Its name, where that much could be read.
    pub kid: Option<String>,
    /// Its type, where that much could be read.
    pub kty: Option<String>,
    /// Where it came from, for people.
    pub source: String,
    /// What is wrong with it.
    pub reason: KeyError,
}

/// The keys of a run, from however many files: good ones, and what had to be skipped.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    unusable: Vec<UnusableKey>,
}

impl KeySet {
    /// Joins keys into one set.
    ///
    /// # Errors
    /// When one `kid` stands on two keys of a type, or secrets stand beside asymmetric keys; keys
    /// that had to be skipped count, as far as they could be read.
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
        // Unknown types are to be ignored (RFC 7517, section 5).
        let types = named.iter().filter_map(|(_, kty)| *kty);
        let known = types.filter(|kty| *kty == "oct" || ASYMMETRIC.contains(kty));
        let secrets: Vec<bool> = known.map(|kty| kty == "oct").collect();
        if secrets.contains(&true) && secrets.contains(&false) {
            return Err(AmbiguousKeys::MixedKinds);
        }
        Ok(())
    }

    /// The good keys, in the order they were given.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// What had to be skipped.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableKey] {
        &self.unusable
    }
}
