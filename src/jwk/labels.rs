//! What a JWK says of its key beside the key itself, set anew: `kid`, `use`, `alg` (RFC 7517, sections
//! 4.2 to 4.5).

use super::{Key, Material};
use crate::codec::json::quote;
use crate::jwa::{Algorithm, KeyKind, SignatureAlgorithm};
use thiserror::Error;

/// What a key is for (RFC 7517, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Signatures.
    Signature,
    /// Encryption.
    Encryption,
}

impl KeyUse {
    /// The value of a JWK's `use`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature => "sig",
            Self::Encryption => "enc",
        }
    }

    /// The use in words.
    const fn noun(self) -> &'static str {
        match self {
            Self::Signature => "signatures",
            Self::Encryption => "encryption",
        }
    }

    /// What an operation in `key_ops` is for, where it is a registered one (RFC 7517, section 4.3).
    fn of_operation(name: &str) -> Option<Self> {
        match name {
            "sign" | "verify" => Some(Self::Signature),
            "encrypt" | "decrypt" | "wrapKey" | "unwrapKey" | "deriveKey" | "deriveBits" => {
                Some(Self::Encryption)
            }
            _ => None,
        }
    }
}

/// Members to set; `None` leaves what the key has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Its name.
    pub kid: Option<String>,
    /// What it is for.
    pub usage: Option<KeyUse>,
    /// The algorithm it is limited to.
    pub alg: Option<SignatureAlgorithm>,
}

/// Why members do not go together with a key, or with each other.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LabelConflict {
    /// The algorithm takes another kind of key.
    #[error("it is {is}, {alg} needs {needs}")]
    OtherKind {
        /// The key, in words.
        is: String,
        /// The algorithm's name.
        alg: &'static str,
        /// The kind of key that the algorithm takes, in words.
        needs: String,
    },
    /// The key's own parameters permit another algorithm alone.
    #[error("its parameters permit only {permitted}, not {wanted}")]
    OtherParameters {
        /// The algorithm that they permit.
        permitted: &'static str,
        /// The algorithm that was to be set.
        wanted: &'static str,
    },
    /// An algorithm for one use beside another use.
    #[error("{alg} is for {}, and its use would be {}", .purpose.noun(), quote(.usage))]
    UseOfAlgorithm {
        /// The algorithm's name.
        alg: &'static str,
        /// What the algorithm is for.
        purpose: KeyUse,
        /// The use.
        usage: String,
    },
    /// Encryption with a kind of key that only signs.
    #[error("it is {is}, which cannot encrypt")]
    CannotEncrypt {
        /// The key, in words.
        is: String,
    },
    /// RFC 7517, section 4.3: `use` and `key_ops` have to agree.
    #[error("its key_ops list {}, and its use would be {usage:?}", quote(.operation))]
    UseOfOperation {
        /// An operation that the use excludes.
        operation: String,
        /// The use.
        usage: &'static str,
    },
}

impl Key {
    /// The same key with these members in place of its own.
    ///
    /// # Errors
    /// When the key would contradict itself.
    pub fn labelled(self, labels: Labels) -> Result<Self, LabelConflict> {
        let Labels { kid, usage, alg } = labels;
        let key = Self {
            kid: kid.or(self.kid),
            usage: usage.map(|usage| usage.name().to_owned()).or(self.usage),
            alg: alg.map(Algorithm::Signature).or(self.alg),
            ..self
        };
        if let Some(alg) = alg {
            key.fits_algorithm(alg)?;
        }
        if let Some(usage) = usage {
            key.fits_use(usage)?;
        }
        let given = usage.is_some() || alg.is_some();
        let (Some(limit), Some(name), true) = (key.alg, &key.usage, given) else {
            return Ok(key);
        };
        let purpose = match limit {
            Algorithm::Signature(_) => KeyUse::Signature,
            Algorithm::KeyManagement(_) | Algorithm::ContentEncryption(_) => KeyUse::Encryption,
        };
        if name != purpose.name() {
            return Err(LabelConflict::UseOfAlgorithm {
                alg: limit.name(),
                purpose,
                usage: name.clone(),
            });
        }
        Ok(key)
    }

    /// What the key is for, where its `use` or all of its `key_ops` say so.
    #[must_use]
    pub fn purpose(&self) -> Option<KeyUse> {
        if let Some(name) = &self.usage {
            let mut all = [KeyUse::Signature, KeyUse::Encryption].into_iter();
            return all.find(|usage| usage.name() == name);
        }
        let mut operations = self.operations.iter().flatten();
        let first = KeyUse::of_operation(operations.next()?)?;
        operations
            .all(|name| KeyUse::of_operation(name) == Some(first))
            .then_some(first)
    }

    fn fits_algorithm(&self, alg: SignatureAlgorithm) -> Result<(), LabelConflict> {
        let kinds = alg.key_kinds();
        if !kinds.contains(&self.kind()) {
            return Err(LabelConflict::OtherKind {
                is: self.description(),
                alg: alg.name(),
                needs: kinds[0].a_key(),
            });
        }
        let own = match &self.material {
            Material::Rsa(key) => key.only_algorithm(),
            _ => None,
        };
        match own.filter(|own| *own != alg) {
            Some(own) => Err(LabelConflict::OtherParameters {
                permitted: own.name(),
                wanted: alg.name(),
            }),
            None => Ok(()),
        }
    }

    fn fits_use(&self, usage: KeyUse) -> Result<(), LabelConflict> {
        let only_signs = matches!(
            self.kind(),
            KeyKind::RsaPss | KeyKind::Ed25519 | KeyKind::MlDsa(_)
        );
        if usage == KeyUse::Encryption && only_signs {
            return Err(LabelConflict::CannotEncrypt {
                is: self.description(),
            });
        }
        let mut operations = self.operations.iter().flatten();
        let other = operations.find(|name| {
            let purpose = KeyUse::of_operation(name);
            purpose.is_some_and(|purpose| purpose != usage)
        });
        match other {
            Some(operation) => Err(LabelConflict::UseOfOperation {
                operation: operation.clone(),
                usage: usage.name(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::SignatureAlgorithm as Alg;
    use crate::jwk::form::jwk;
    use crate::jwk::{RsaSize, generate};

    const ED25519: &str =
        r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
    const P256: &str = concat!(
        r#""kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","#,
        r#""y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM""#
    );

    fn key(members: &str) -> Key {
        let json = format!("{{{members}}}");
        jwk::load(json.as_bytes(), "test").unwrap().0.remove(0)
    }

    fn labels(usage: Option<KeyUse>, alg: Option<Alg>) -> Labels {
        Labels {
            kid: None,
            usage,
            alg,
        }
    }

    #[test]
    fn what_is_given_takes_the_place_of_what_the_key_has() {
        let own = format!(r#"{P256},"kid":"old","use":"enc""#);
        let given = Labels {
            kid: Some("new".to_owned()),
            ..labels(Some(KeyUse::Signature), Some(Alg::Es256))
        };
        let set = key(&own).labelled(given).unwrap();
        let members = (set.kid(), set.usage(), set.algorithm());
        assert_eq!(members, (Some("new"), Some("sig"), Some(Alg::Es256)));
        let left = key(&own).labelled(Labels::default()).unwrap();
        let members = (left.kid(), left.usage(), left.algorithm());
        assert_eq!(members, (Some("old"), Some("enc"), None));
    }

    #[test]
    fn an_algorithm_fits_the_kind_of_the_key() {
        for (members, alg, fits) in [
            (ED25519, Alg::EdDsa, true),
            (ED25519, Alg::Ed25519, true),
            (ED25519, Alg::Es256, false),
            (P256, Alg::Es384, false),
            (P256, Alg::Hs256, false),
        ] {
            let set = key(members).labelled(labels(None, Some(alg)));
            assert_eq!(set.is_ok(), fits, "{alg}");
        }
        let parameters = generate(Alg::MlDsa44, RsaSize::default(), None).unwrap();
        assert!(
            parameters
                .labelled(labels(None, Some(Alg::MlDsa65)))
                .is_err()
        );
    }

    #[test]
    fn a_use_and_an_algorithm_for_another_use_contradict_each_other() {
        let limited = format!(r#"{P256},"alg":"ES256""#);
        let for_encryption = format!(r#"{P256},"use":"enc""#);
        let conflict = Some(LabelConflict::UseOfAlgorithm {
            alg: "ES256",
            purpose: KeyUse::Signature,
            usage: "enc".to_owned(),
        });
        let encrypts = Some(KeyUse::Encryption);
        for (members, usage, alg) in [
            (limited.as_str(), encrypts, None),
            (P256, encrypts, Some(Alg::Es256)),
            (for_encryption.as_str(), None, Some(Alg::Es256)),
        ] {
            assert_eq!(key(members).labelled(labels(usage, alg)).err(), conflict);
        }
        let agrees = format!(r#"{P256},"alg":"ECDH-ES""#);
        let signs = key(&agrees).labelled(labels(Some(KeyUse::Signature), None));
        assert!(matches!(
            signs,
            Err(LabelConflict::UseOfAlgorithm { alg: "ECDH-ES", .. })
        ));
        assert!(key(&agrees).labelled(labels(encrypts, None)).is_ok());
        assert!(key(P256).labelled(labels(encrypts, None)).is_ok());
        assert!(key(ED25519).labelled(labels(encrypts, None)).is_err());
    }

    #[test]
    fn a_key_says_what_it_is_for_by_its_use_or_by_all_of_its_operations() {
        for (members, purpose) in [
            ("", None),
            (r#","use":"enc""#, Some(KeyUse::Encryption)),
            (r#","use":"sig""#, Some(KeyUse::Signature)),
            (r#","use":"own""#, None),
            (
                r#","key_ops":["deriveKey","wrapKey"]"#,
                Some(KeyUse::Encryption),
            ),
            (r#","key_ops":["deriveKey","verify"]"#, None),
            (r#","key_ops":["verify","own"]"#, None),
            (r#","key_ops":[]"#, None),
        ] {
            assert_eq!(key(&format!("{P256}{members}")).purpose(), purpose);
        }
    }

    #[test]
    fn a_use_agrees_with_the_operations() {
        for (operations, usage, agree) in [
            (r#"["sign","verify"]"#, KeyUse::Signature, true),
            (r#"["verify"]"#, KeyUse::Encryption, false),
            (r#"["deriveBits"]"#, KeyUse::Encryption, true),
            (r#"["wrapKey"]"#, KeyUse::Signature, false),
            (r#"["own"]"#, KeyUse::Signature, true),
        ] {
            let members = format!(r#"{P256},"key_ops":{operations}"#);
            let set = key(&members).labelled(labels(Some(usage), None));
            assert_eq!(set.is_ok(), agree, "{operations}");
        }
    }
}
