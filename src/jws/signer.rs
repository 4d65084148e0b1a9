//! Making signed tokens (RFC 7515, section 5.1): signers, and writing the compact serialization.

use super::signature;
use crate::codec::base64url;
use crate::codec::json::quote;
use crate::jwa::SignatureAlgorithm;
use crate::jwk::{Key, KeyError, KeySet, NotPermitted, Operation};
use std::fmt;
use thiserror::Error;

/// Something that makes signatures: a key in memory, or a service that does not reveal its key, such
/// as an agent or a hardware token.
pub trait Signer: fmt::Debug + Send + Sync {
    /// The algorithm of every signature it makes.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// The name of its key for the header (RFC 7515, section 4.1.4).
    fn kid(&self) -> Option<&str>;

    /// The length in bytes of a text secret that is shorter than the algorithm's hash (RFC 7518,
    /// section 3.2); `None` for other keys.
    fn short_secret(&self) -> Option<usize> {
        None
    }

    /// Appends the signature of `input` to `signature`, as the bytes that RFC 7518, section 3, defines
    /// for the algorithm.
    ///
    /// # Errors
    /// When no signature could be made; `signature` then ends in unspecified bytes.
    fn sign_onto(&self, input: &[u8], signature: &mut Vec<u8>) -> Result<(), SigningError>;
}

/// A signer failed to sign.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{signer} cannot sign: {reason}")]
pub struct SigningError {
    /// The signer, in words.
    pub signer: String,
    /// Why it failed, in words.
    pub reason: String,
}

/// Why a set of keys gives no signer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoSigner {
    /// There are no keys.
    #[error("no key to sign with")]
    NoKey,
    /// No key has the `kid` that was asked for.
    #[error("no key has the kid {}", quote(.0))]
    NoSuchKid(String),
    /// Of several keys, not exactly one can sign.
    #[error("{count} keys were given; signing takes exactly one")]
    SeveralKeys {
        /// How many keys there are.
        count: usize,
    },
    /// Several different keys have the `kid` that was asked for, and more than one can sign.
    #[error("{count} keys with the kid {} can sign; signing takes exactly one", quote(.kid))]
    AmbiguousKid {
        /// The name that they share.
        kid: String,
        /// How many keys there are.
        count: usize,
    },
    /// The key does not permit signing, or not with this algorithm.
    #[error("{key} cannot sign: {reason}")]
    CannotSign {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: NotPermitted,
    },
    /// The key could not be read, or its halves do not belong together.
    #[error("{key}: {reason}")]
    UnusableKey {
        /// The key, in words.
        key: String,
        /// Why not.
        reason: KeyError,
    },
}

/// A key in memory that signs.
#[derive(Debug)]
pub struct KeySigner<'k> {
    alg: SignatureAlgorithm,
    key: Chosen<'k>,
}

/// The key of a signer: a borrowed one, or one of a set that the signer owns, so that threads can share
/// the signer without a lifetime.
#[derive(Debug)]
enum Chosen<'k> {
    Key(&'k Key),
    OfSet(KeySet, usize),
}

impl<'k> KeySigner<'k> {
    /// Prepares `key` to sign with `alg`.
    ///
    /// # Errors
    /// When the key does not permit that ([`Key::permits`]), or its private half does not belong to
    /// the public one.
    pub fn new(key: &'k Key, alg: SignatureAlgorithm) -> Result<Self, NoSigner> {
        check(key, alg)?;
        let key = Chosen::Key(key);
        Ok(Self { alg, key })
    }

    /// Chooses a key of the set. The algorithm is `alg`, or the key's own where that is `None`.
    ///
    /// `kid` chooses the key of that name, or a single key that has no name. Without `kid`, the only
    /// key that can sign is chosen, such as the private one of a file with certificates.
    ///
    /// # Errors
    /// When no key can be chosen, or like [`KeySigner::new`].
    pub fn choose(
        keys: KeySet,
        kid: Option<&str>,
        alg: Option<SignatureAlgorithm>,
    ) -> Result<KeySigner<'static>, NoSigner> {
        let index = chosen(&keys, kid, alg)?;
        let key = &keys.keys()[index];
        let alg = alg.unwrap_or(key.default_algorithm());
        check(key, alg)?;
        let key = Chosen::OfSet(keys, index);
        Ok(KeySigner { alg, key })
    }

    /// The key that signs.
    #[must_use]
    pub fn key(&self) -> &Key {
        match &self.key {
            Chosen::Key(key) => key,
            Chosen::OfSet(keys, index) => &keys.keys()[*index],
        }
    }
}

impl Signer for KeySigner<'_> {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.alg
    }

    fn kid(&self) -> Option<&str> {
        self.key().kid()
    }

    fn short_secret(&self) -> Option<usize> {
        self.key().short_text_secret(self.alg)
    }

    fn sign_onto(&self, input: &[u8], signature: &mut Vec<u8>) -> Result<(), SigningError> {
        let key = self.key();
        signature::sign_onto(self.alg, key, input, signature).ok_or_else(|| SigningError {
            signer: key.to_string(),
            reason: "the signature could not be computed".to_owned(),
        })
    }
}

fn check(key: &Key, alg: SignatureAlgorithm) -> Result<(), NoSigner> {
    key.permits(alg, Operation::Sign, false)
        .map_err(|reason| NoSigner::CannotSign {
            key: key.to_string(),
            reason,
        })?;
    key.check_halves().map_err(|reason| NoSigner::UnusableKey {
        key: key.to_string(),
        reason,
    })
}

/// The index of the chosen key.
fn chosen(
    keys: &KeySet,
    kid: Option<&str>,
    alg: Option<SignatureAlgorithm>,
) -> Result<usize, NoSigner> {
    let all = keys.keys();
    let alg_of = |index: usize| alg.unwrap_or(all[index].default_algorithm());
    let can_sign = |&index: &usize| {
        let permitted = all[index].permits(alg_of(index), Operation::Sign, false);
        // One key may be listed for each use that it has.
        let is_repeated = || {
            (0..index).any(|other| {
                let is_same = all[other].is_same_as(&all[index]);
                is_same
                    && all[other].kid() == all[index].kid()
                    && alg_of(other) == alg_of(index)
                    && all[other]
                        .permits(alg_of(other), Operation::Sign, false)
                        .is_ok()
            })
        };
        permitted.is_ok() && !is_repeated()
    };
    let Some(kid) = kid else {
        let mut signing = (0..all.len()).filter(can_sign);
        return match (signing.next(), signing.next(), all.len()) {
            (Some(only), None, _) => Ok(only),
            // The check of the chosen key then tells why it cannot sign.
            (_, _, 1) => Ok(0),
            (_, _, 0) => Err(unusable(keys, None).unwrap_or(NoSigner::NoKey)),
            (_, _, count) => Err(NoSigner::SeveralKeys { count }),
        };
    };
    let mut named = (0..all.len()).filter(|&index| all[index].kid() == Some(kid));
    let signing: Vec<usize> = named.clone().filter(can_sign).collect();
    if signing.len() > 1 {
        return Err(NoSigner::AmbiguousKid {
            kid: kid.to_owned(),
            count: signing.len(),
        });
    }
    match (signing.first().copied().or_else(|| named.next()), all) {
        (Some(index), _) => Ok(index),
        (None, [only]) if only.kid().is_none() => Ok(0),
        (None, _) => {
            let missing = || NoSigner::NoSuchKid(kid.to_owned());
            Err(unusable(keys, Some(kid)).unwrap_or_else(missing))
        }
    }
}

/// Why the key with this `kid`, or the first unusable one where none is given, cannot be used.
fn unusable(keys: &KeySet, kid: Option<&str>) -> Option<NoSigner> {
    let mut unusable = keys.unusable().iter();
    let found = unusable.find(|key| kid.is_none() || key.kid.as_deref() == kid)?;
    Some(NoSigner::UnusableKey {
        key: found.source.clone(),
        reason: found.reason.clone(),
    })
}

/// A JWS with any header and payload, in compact serialization (RFC 7515, section 3.1). Without a
/// signer, the signature is empty (appendix A.5). The header is not checked.
///
/// # Errors
/// When the signer fails.
pub fn token(
    header: &[u8],
    payload: &[u8],
    signer: Option<&dyn Signer>,
) -> Result<String, SigningError> {
    let mut header = base64url::encode(header).into_bytes();
    header.push(b'.');
    let mut token = Vec::new();
    token_onto(&header, payload, signer, &mut Vec::new(), &mut token)?;
    // Base64url and dots are ASCII.
    Ok(String::from_utf8_lossy(&token).into_owned())
}

/// Appends a token to `out`. The header is given encoded, with its dot, because many tokens share it;
/// `signature` is memory to reuse. After an error, `out` ends in unspecified bytes.
pub(crate) fn token_onto(
    header: &[u8],
    payload: &[u8],
    signer: Option<&dyn Signer>,
    signature: &mut Vec<u8>,
    out: &mut Vec<u8>,
) -> Result<(), SigningError> {
    let start = out.len();
    out.extend_from_slice(header);
    base64url::encode_onto(payload, out);
    signature.clear();
    if let Some(signer) = signer {
        signer.sign_onto(&out[start..], signature)?;
    }
    out.push(b'.');
    base64url::encode_onto(signature, out);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::SignatureAlgorithm as Alg;
    use crate::jwk::form::{
        self,
        text::{self, SecretEncoding},
    };
    use crate::jwk::{RsaSize, UnusableKey, generate};

    fn secret(kid: Option<&str>) -> Key {
        let key = text::secret(&[b'x'; 64], SecretEncoding::Utf8, "text").unwrap();
        match kid {
            Some(kid) => key.with_kid(kid.to_owned()),
            None => key,
        }
    }

    fn ec(alg: Alg, kid: Option<&str>) -> Key {
        generate(alg, RsaSize::default(), kid.map(str::to_owned)).unwrap()
    }

    fn jwk(text: &str) -> Key {
        let (mut keys, unusable) = form::jwk::load(text.as_bytes(), "k.json").unwrap();
        assert!(unusable.is_empty(), "{unusable:?}");
        keys.remove(0)
    }

    fn set(keys: Vec<Key>) -> KeySet {
        KeySet::join(keys, Vec::new()).unwrap()
    }

    fn with_unusable(keys: Vec<Key>, kid: &str) -> KeySet {
        let unusable = UnusableKey {
            alg: None,
            for_signatures: true,
            kid: Some(kid.to_owned()),
            kty: None,
            source: "set.json".to_owned(),
            reason: KeyError::Inconsistent,
        };
        KeySet::join(keys, vec![unusable]).unwrap()
    }

    fn chosen_kid(keys: KeySet, kid: Option<&str>, alg: Option<Alg>) -> Result<String, NoSigner> {
        let signer = KeySigner::choose(keys, kid, alg)?;
        Ok(signer.kid().unwrap_or("-").to_owned())
    }

    #[test]
    fn a_kid_chooses_and_a_single_key_without_one_takes_any() {
        let two = || set(vec![secret(Some("a")), secret(Some("b"))]);
        assert_eq!(chosen_kid(two(), Some("b"), None).unwrap(), "b");
        let missing = NoSigner::NoSuchKid("c".to_owned());
        assert_eq!(chosen_kid(two(), Some("c"), None), Err(missing.clone()));
        let nameless = set(vec![secret(None)]);
        assert_eq!(chosen_kid(nameless, Some("c"), None).unwrap(), "-");
        let named = set(vec![secret(Some("a"))]);
        assert_eq!(chosen_kid(named, Some("c"), None), Err(missing));
    }

    #[test]
    fn different_keys_under_one_kid_are_told_apart_by_what_they_permit_or_refused() {
        let two = |one, other| set(vec![ec(one, Some("a")), ec(other, Some("a"))]);
        let ambiguous = NoSigner::AmbiguousKid {
            kid: "a".to_owned(),
            count: 2,
        };
        let found = chosen_kid(two(Alg::Es256, Alg::Es256), Some("a"), None);
        assert_eq!(found, Err(ambiguous.clone()));
        let found = chosen_kid(two(Alg::Es256, Alg::Es384), Some("a"), None);
        assert_eq!(found, Err(ambiguous));
        let keys = two(Alg::Es256, Alg::Es384);
        let signer = KeySigner::choose(keys, Some("a"), Some(Alg::Es384)).unwrap();
        assert_eq!(signer.algorithm(), Alg::Es384);
    }

    #[test]
    fn a_key_that_is_listed_for_several_uses_is_one_key() {
        let text = form::jwk::write(&ec(Alg::Es256, Some("a"))).unwrap();
        let with = |member: &str| jwk(&text.replacen('{', &format!("{{{member},"), 1));
        let keys = || {
            let one = with(r#""use":"sig""#);
            set(vec![
                one,
                with(r#""key_ops":["sign"]"#),
                with(r#""use":"enc""#),
            ])
        };
        assert_eq!(chosen_kid(keys(), Some("a"), None).unwrap(), "a");
        assert_eq!(chosen_kid(keys(), None, None).unwrap(), "a");
    }

    #[test]
    fn the_only_key_that_can_sign_is_meant() {
        let with_public = || {
            let public = ec(Alg::Es256, Some("public")).into_public().unwrap();
            set(vec![public, ec(Alg::Es256, Some("private"))])
        };
        assert_eq!(chosen_kid(with_public(), None, None).unwrap(), "private");
        let several = || set(vec![ec(Alg::Es256, Some("p")), ec(Alg::EdDsa, Some("e"))]);
        let error = NoSigner::SeveralKeys { count: 2 };
        assert_eq!(chosen_kid(several(), None, None), Err(error.clone()));
        assert_eq!(chosen_kid(several(), None, Some(Alg::EdDsa)).unwrap(), "e");
        assert_eq!(chosen_kid(several(), None, Some(Alg::Hs256)), Err(error));
    }

    #[test]
    fn of_keys_with_one_kid_the_one_that_can_sign_is_meant() {
        let keys = || set(vec![ec(Alg::Es256, Some("k")), ec(Alg::EdDsa, Some("k"))]);
        for alg in [Alg::Es256, Alg::EdDsa] {
            let signer = KeySigner::choose(keys(), Some("k"), Some(alg)).unwrap();
            assert_eq!(signer.algorithm(), alg);
            assert_eq!(signer.key().default_algorithm(), alg);
        }
        let error = KeySigner::choose(keys(), Some("k"), Some(Alg::Hs256)).unwrap_err();
        assert!(matches!(error, NoSigner::CannotSign { .. }), "{error:?}");
    }

    #[test]
    fn a_key_that_cannot_sign_says_why() {
        let public = ec(Alg::Es256, None).into_public().unwrap();
        assert!(matches!(
            KeySigner::new(&public, Alg::Es256),
            Err(NoSigner::CannotSign {
                reason: NotPermitted::PublicOnly,
                ..
            })
        ));
        let error = KeySigner::choose(set(vec![secret(None)]), None, Some(Alg::Rs256));
        assert_eq!(
            error.unwrap_err().to_string(),
            "text cannot sign: it is a secret of 64 bytes, RS256 needs an RSA key"
        );
        let other = jwk(&format!(
            r#"{{"kty":"oct","alg":"HS512","k":"{}"}}"#,
            "AAAA".repeat(22)
        ));
        let signer = KeySigner::choose(set(vec![other]), None, None).unwrap();
        assert_eq!(signer.algorithm(), Alg::Hs512);
    }

    #[test]
    fn an_unusable_key_is_the_reason_where_it_is_the_one_that_is_meant() {
        let unusable = NoSigner::UnusableKey {
            key: "set.json".to_owned(),
            reason: KeyError::Inconsistent,
        };
        let only = with_unusable(Vec::new(), "bad");
        assert_eq!(chosen_kid(only, None, None), Err(unusable.clone()));
        let beside = || with_unusable(vec![secret(Some("good"))], "bad");
        assert_eq!(chosen_kid(beside(), Some("bad"), None), Err(unusable));
        assert_eq!(chosen_kid(beside(), None, None).unwrap(), "good");
        let missing = NoSigner::NoSuchKid("other".to_owned());
        assert_eq!(chosen_kid(beside(), Some("other"), None), Err(missing));
        assert_eq!(
            chosen_kid(KeySet::default(), None, None),
            Err(NoSigner::NoKey)
        );
    }

    #[test]
    fn halves_that_do_not_belong_together_give_no_signer() {
        // The point is that of RFC 8037, appendix A.1, the seed another one.
        let key = jwk(
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "d":"AWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
        );
        assert_eq!(
            KeySigner::new(&key, Alg::EdDsa).unwrap_err(),
            NoSigner::UnusableKey {
                key: "k.json".to_owned(),
                reason: KeyError::Inconsistent,
            }
        );
    }

    #[test]
    fn a_signer_is_advised_on_for_short_texts_alone() {
        let short = text::secret(b"0123456789", SecretEncoding::Utf8, "text").unwrap();
        let signer = KeySigner::new(&short, Alg::Hs256).unwrap();
        assert_eq!(signer.short_secret(), Some(10));
        let long = secret(None);
        let signer = KeySigner::new(&long, Alg::Hs512).unwrap();
        assert_eq!(signer.short_secret(), None);
    }

    #[test]
    fn a_token_carries_header_and_payload_as_they_are() {
        let unsigned = token(br#"{"alg":"none"}"#, b"\xff", None).unwrap();
        assert_eq!(unsigned, "eyJhbGciOiJub25lIn0._w.");
    }
}
