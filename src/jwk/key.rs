//! A key with what it says of its use, and what it permits for that.

use super::material::MIN_BITS;
use super::{Certificate, KeyError, KeyRemark, Material, NotPermitted};
use crate::codec::json::quote;
use crate::jwa::{Algorithm, KeyKind, SignatureAlgorithm};
use std::collections::HashSet;
use std::fmt;

/// Where a key's bytes came from, which decides how a secret's length is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A text that a person chose: if it is short, that draws advice.
    Text,
    /// A JWK's `k`: below the hash's length it is refused (RFC 7518, section 3.2).
    Jwk,
    /// Any other form of a key in a file.
    File,
}

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Making signatures.
    Sign,
    /// Checking signatures.
    Verify,
}

impl Operation {
    /// The name in a JWK's `key_ops` (RFC 7517, section 4.3).
    const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
}

/// A key and what it permits. Its `Debug` shows no secret.
pub struct Key {
    pub(super) material: Material,
    pub(super) origin: Origin,
    pub(super) kid: Option<String>,
    pub(super) alg: Option<Algorithm>,
    pub(super) usage: Option<String>,
    pub(super) operations: Option<Vec<String>>,
    pub(super) certificate: Option<Certificate>,
    pub(super) remarks: Vec<KeyRemark>,
    pub(super) source: String,
}

impl Key {
    /// A key that says nothing about its use beyond what its material does.
    pub(super) fn new(material: Material, origin: Origin, source: &str) -> Self {
        let alg = match &material {
            Material::Rsa(key) => key.only_algorithm().map(Algorithm::Signature),
            _ => None,
        };
        Self {
            material,
            origin,
            kid: None,
            alg,
            usage: None,
            operations: None,
            certificate: None,
            remarks: Vec::new(),
            source: source.to_owned(),
        }
    }

    /// The same key under another name.
    #[must_use]
    pub fn with_kid(self, kid: String) -> Self {
        Self {
            kid: Some(kid),
            ..self
        }
    }

    pub(super) fn with_algorithm(self, alg: SignatureAlgorithm) -> Self {
        Self {
            alg: Some(Algorithm::Signature(alg)),
            ..self
        }
    }

    /// The same key without its private half.
    ///
    /// # Errors
    /// For a secret.
    pub fn into_public(self) -> Result<Self, KeyError> {
        // RFC 7517, section 4.3: a public key verifies what its private half signs.
        let operations = self.operations.map(|operations| {
            let checks = operations
                .into_iter()
                .map(|operation| match operation.as_str() {
                    "sign" => "verify".to_owned(),
                    _ => operation,
                });
            let mut seen = HashSet::new();
            checks.filter(|name| seen.insert(name.clone())).collect()
        });
        Ok(Self {
            material: self.material.into_public()?,
            operations,
            ..self
        })
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }

    /// What the key is, as far as algorithms distinguish keys.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.material.kind()
    }

    /// Whether the key can sign, which a secret always can.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// The size in bits of an RSA key or a secret; `None` for keys whose kind gives their size.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        self.material.bits()
    }

    /// Whether both are the same key, whatever they say of their use, and with a private half or
    /// without.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.material.is_same_as(&other.material)
    }

    /// What tells the keys of one set apart.
    pub(super) fn identity(&self) -> impl Eq + std::hash::Hash + '_ {
        let limits = (&self.kid, self.alg, &self.usage, &self.operations);
        (self.material.identity(), limits, self.origin)
    }

    /// Checks that the private half, where there is one, belongs to the public half. Otherwise that
    /// shows when the key signs.
    ///
    /// # Errors
    /// [`KeyError::Inconsistent`] when it does not.
    pub fn check_halves(&self) -> Result<(), KeyError> {
        self.material.check_halves()
    }

    /// The key in words: its kind, its size, and whether it is private.
    #[must_use]
    pub fn description(&self) -> String {
        self.material.to_string()
    }

    /// Its name (RFC 7517, section 4.5).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The signature algorithm it is limited to (RFC 7517, section 4.4).
    #[must_use]
    pub fn algorithm(&self) -> Option<SignatureAlgorithm> {
        match self.alg {
            Some(Algorithm::Signature(alg)) => Some(alg),
            _ => None,
        }
    }

    /// The algorithm it is limited to, which may be one for encryption.
    #[must_use]
    pub fn declared_algorithm(&self) -> Option<Algorithm> {
        self.alg
    }

    /// Whether it may be used for signatures at all, as far as its `use`, `alg` and `key_ops` say.
    #[must_use]
    pub fn is_for_signatures(&self) -> bool {
        is_for_signatures(self.usage(), self.alg, self.operations())
    }

    /// Its `use` (RFC 7517, section 4.2).
    #[must_use]
    pub fn usage(&self) -> Option<&str> {
        self.usage.as_deref()
    }

    /// Its `key_ops` (RFC 7517, section 4.3).
    #[must_use]
    pub fn operations(&self) -> Option<&[String]> {
        self.operations.as_deref()
    }

    /// What its certificate states, where it came in one.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// What is worth telling of it, although it can be used.
    #[must_use]
    pub fn remarks(&self) -> &[KeyRemark] {
        &self.remarks
    }

    /// Where it came from, for people.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its type (RFC 7517, section 4.1).
    #[must_use]
    pub fn kty(&self) -> &'static str {
        self.kind().key_type().name()
    }

    /// The algorithm to sign with where nothing else names one: the key's own, else its kind's.
    #[must_use]
    pub fn default_algorithm(&self) -> SignatureAlgorithm {
        let usual = SignatureAlgorithm::default_for(self.kind());
        self.algorithm().unwrap_or(usual)
    }

    /// The length in bytes of a text secret that is shorter than the algorithm's hash.
    pub(crate) fn short_text_secret(&self, alg: SignatureAlgorithm) -> Option<usize> {
        match (&self.material, alg.least_secret_bytes()) {
            (Material::Secret(secret), Some(least)) if self.origin == Origin::Text => {
                let length = secret.bytes().len();
                (length < least).then_some(length)
            }
            _ => None,
        }
    }

    /// Whether the key may be used with `alg`. `allow_weak` permits a JWK's secret that is shorter
    /// than the hash, and verifying RS256 and RS512 with an RSA key of 1024 bits or more.
    ///
    /// # Errors
    /// The first reason why it may not.
    pub fn permits(
        &self,
        alg: SignatureAlgorithm,
        operation: Operation,
        allow_weak: bool,
    ) -> Result<(), NotPermitted> {
        let kinds = alg.key_kinds();
        if !kinds.contains(&self.kind()) {
            return Err(NotPermitted::OtherKind {
                is: self.material.to_string(),
                alg: alg.name(),
                needs: kinds[0].a_key(),
            });
        }
        if let Some(own) = self.alg.filter(|own| *own != Algorithm::Signature(alg)) {
            return Err(NotPermitted::OtherAlgorithm {
                permitted: own.name(),
                wanted: alg.name(),
            });
        }
        if let Some(usage) = self.usage.as_ref().filter(|usage| !is_signature_use(usage)) {
            return Err(NotPermitted::OtherUse(usage.clone()));
        }
        self.permits_operation(operation)?;
        self.is_strong_enough(alg, operation, allow_weak)
    }

    /// A private key contains its public half, so that what may sign may also verify.
    fn permits_operation(&self, operation: Operation) -> Result<(), NotPermitted> {
        let is_secret = matches!(self.material, Material::Secret(_));
        let lists = |name: &str| {
            let operations = self.operations.as_ref();
            operations.is_none_or(|listed| listed.iter().any(|listed| listed == name))
        };
        let permitted = match operation {
            Operation::Verify if self.material.is_private() && !is_secret => {
                lists("verify") || lists("sign")
            }
            operation => lists(operation.name()),
        };
        if !permitted {
            return Err(NotPermitted::OtherOperations(operation.name()));
        }
        if operation == Operation::Sign && !self.material.is_private() {
            return Err(NotPermitted::PublicOnly);
        }
        Ok(())
    }

    fn is_strong_enough(
        &self,
        alg: SignatureAlgorithm,
        operation: Operation,
        allow_weak: bool,
    ) -> Result<(), NotPermitted> {
        match (&self.material, alg.least_secret_bytes()) {
            (Material::Secret(secret), Some(least))
                if self.origin == Origin::Jwk && !allow_weak && secret.bytes().len() < least =>
            {
                Err(NotPermitted::TooShort {
                    alg: alg.name(),
                    least,
                    has: secret.bytes().len(),
                })
            }
            (Material::Rsa(key), _) if key.primes() > 2 => {
                Err(NotPermitted::SeveralPrimes(key.primes()))
            }
            (Material::Rsa(key), _) if key.is_below_minimum() => {
                let may_be_weak = allow_weak
                    && operation == Operation::Verify
                    && matches!(alg, SignatureAlgorithm::Rs256 | SignatureAlgorithm::Rs512);
                let too_few = NotPermitted::TooFewBits {
                    alg: alg.name(),
                    least: MIN_BITS,
                    has: key.bits(),
                };
                may_be_weak.then_some(()).ok_or(too_few)
            }
            _ => Ok(()),
        }
    }
}

/// A JWK's `use` for signatures (RFC 7517, section 4.2), and that of the keys in a SPIFFE bundle that
/// verify JWTs (SPIFFE Trust Domain and Bundle, section 4.2.2).
fn is_signature_use(usage: &str) -> bool {
    matches!(usage, "sig" | "jwt-svid")
}

pub(super) fn is_for_signatures(
    usage: Option<&str>,
    alg: Option<Algorithm>,
    operations: Option<&[String]>,
) -> bool {
    let of_signatures = |name: &String| matches!(name.as_str(), "sign" | "verify");
    usage.is_none_or(is_signature_use)
        && alg.is_none_or(|alg| matches!(alg, Algorithm::Signature(_)))
        && operations.is_none_or(|listed| listed.iter().any(of_signatures))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "{} (kid {})", self.source, quote(kid)),
            None => f.write_str(&self.source),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("kty", &self.kty())
            .field("kid", &self.kid)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk::form::text::{self, SecretEncoding};
    use crate::jwk::form::{self, jwk};
    use Operation::{Sign, Verify};
    use SignatureAlgorithm::{EdDsa, Es256, Hs256, Hs512, Ps256, Rs256, Rs384, Rs512};

    const PUBLIC: &str = concat!(
        r#"{"kty":"OKP","crv":"Ed25519","#,
        r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#
    );
    const PRIVATE: &str = concat!(
        r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#,
        r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#
    );
    /// Of 1024 bits.
    const SMALL: &str = "-----BEGIN PUBLIC KEY-----\
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDnIAhyZS+u2JQPELv7Ute7GoYd\
        1bKInhrBDOVeU4OV3gB+qGGz5VsOPSQirs609g8z8LMfq6iul49U6Lyqw0cQKAod\
        Bbhp65+4wvrO4gNveFem39TnuNFt5YFuJybv9u3SojFyw3saH6KQooHnIwbYk0P6\
        sPVI+bqGHQmPIWKu/wIDAQAB\
        -----END PUBLIC KEY-----";

    /// The key with further members.
    fn key(start: &str, members: &str) -> Key {
        let json = format!("{start}{members}}}");
        jwk::load(json.as_bytes(), "test").unwrap().0.remove(0)
    }

    /// A secret of so many bytes in a JWK.
    fn secret(bytes: usize) -> Key {
        let json = jwk::from_secret(&vec![7; bytes]);
        jwk::load(json.as_bytes(), "test").unwrap().0.remove(0)
    }

    fn operations(list: &str) -> String {
        format!(r#","key_ops":[{list}]"#)
    }

    #[test]
    fn a_key_of_another_kind_is_not_permitted() {
        let key = key(PUBLIC, "");
        assert_eq!(key.permits(EdDsa, Verify, false), Ok(()));
        for alg in [Hs256, Rs256, Es256] {
            let refused = key.permits(alg, Verify, true);
            assert!(
                matches!(refused, Err(NotPermitted::OtherKind { .. })),
                "{alg}"
            );
        }
        let refused = secret(64).permits(Es256, Verify, true).unwrap_err();
        let words = "it is a secret of 64 bytes, ES256 needs a P-256 key";
        assert_eq!(refused.to_string(), words);
    }

    #[test]
    fn the_alg_of_a_key_is_exact() {
        let key = key(PUBLIC, r#","alg":"EdDSA""#);
        assert_eq!(key.permits(EdDsa, Verify, false), Ok(()));
        assert_eq!(
            key.permits(SignatureAlgorithm::Ed25519, Verify, false),
            Err(NotPermitted::OtherAlgorithm {
                permitted: "EdDSA",
                wanted: "Ed25519",
            })
        );
    }

    #[test]
    fn a_key_for_encryption_is_not_permitted() {
        let key = key(PUBLIC, r#","use":"enc""#);
        let refused = NotPermitted::OtherUse("enc".to_owned());
        assert_eq!(key.permits(EdDsa, Verify, false), Err(refused));
    }

    #[test]
    fn key_ops_limit_what_a_key_does() {
        let refused = |name| Err(NotPermitted::OtherOperations(name));
        let verifies = key(PUBLIC, &operations(r#""verify""#));
        assert_eq!(verifies.permits(EdDsa, Verify, false), Ok(()));
        let wraps = key(PUBLIC, &operations(r#""wrapKey""#));
        assert_eq!(wraps.permits(EdDsa, Verify, false), refused("verify"));
        let nothing = key(PUBLIC, &operations(""));
        assert_eq!(nothing.permits(EdDsa, Verify, false), refused("verify"));
        let verifies = key(PRIVATE, &operations(r#""verify""#));
        assert_eq!(verifies.permits(EdDsa, Sign, false), refused("sign"));
    }

    #[test]
    fn a_private_key_that_signs_also_verifies_and_a_secret_does_not() {
        let signs = operations(r#""sign""#);
        assert_eq!(key(PRIVATE, &signs).permits(EdDsa, Verify, false), Ok(()));
        let secret = key(r#"{"kty":"oct","k":"c2VjcmV0""#, &signs);
        assert_eq!(
            secret.permits(Hs256, Verify, true),
            Err(NotPermitted::OtherOperations("verify"))
        );
    }

    #[test]
    fn a_public_key_does_not_sign() {
        let refused = key(PUBLIC, "").permits(EdDsa, Sign, false);
        assert_eq!(refused, Err(NotPermitted::PublicOnly));
    }

    #[test]
    fn the_secret_of_a_jwk_is_as_long_as_the_hash() {
        assert_eq!(secret(32).permits(Hs256, Sign, false), Ok(()));
        let short = |alg, least, has| Err(NotPermitted::TooShort { alg, least, has });
        assert_eq!(
            secret(31).permits(Hs256, Sign, false),
            short("HS256", 32, 31)
        );
        assert_eq!(
            secret(63).permits(Hs512, Verify, false),
            short("HS512", 64, 63)
        );
        assert_eq!(secret(63).permits(Hs512, Verify, true), Ok(()));
    }

    #[test]
    fn a_short_text_secret_is_permitted_and_told() {
        let key = text::secret(b"secret", SecretEncoding::Utf8, "test").unwrap();
        assert_eq!(key.permits(Hs256, Sign, false), Ok(()));
        assert_eq!(key.short_text_secret(Hs256), Some(6));
        let key = text::secret(&[b'a'; 32], SecretEncoding::Utf8, "test").unwrap();
        assert_eq!(key.short_text_secret(Hs256), None);
        assert_eq!(key.short_text_secret(Hs512), Some(32));
        assert_eq!(secret(6).short_text_secret(Hs256), None);
    }

    #[test]
    fn a_small_rsa_key_verifies_only_rs256_and_rs512_and_only_on_demand() {
        let loaded = form::load(SMALL.as_bytes(), "test", &mut || None);
        let key = loaded.unwrap().0.remove(0);
        let too_few = |alg| {
            Err(NotPermitted::TooFewBits {
                alg,
                least: 2048,
                has: 1024,
            })
        };
        assert_eq!(key.permits(Rs256, Verify, false), too_few("RS256"));
        assert_eq!(key.permits(Rs256, Verify, true), Ok(()));
        assert_eq!(key.permits(Rs512, Verify, true), Ok(()));
        assert_eq!(key.permits(Rs384, Verify, true), too_few("RS384"));
        assert_eq!(key.permits(Ps256, Verify, true), too_few("PS256"));
    }

    #[test]
    fn of_several_reasons_the_closest_to_a_permission_is_the_greatest() {
        let all = [
            NotPermitted::BeyondBound(32),
            NotPermitted::OtherKind {
                is: String::new(),
                alg: "HS256",
                needs: String::new(),
            },
            NotPermitted::OtherAlgorithm {
                permitted: "HS256",
                wanted: "HS512",
            },
            NotPermitted::OtherUse("enc".to_owned()),
            NotPermitted::OtherOperations("sign"),
            NotPermitted::PublicOnly,
        ];
        assert!(all.is_sorted());
    }

    #[test]
    fn a_public_half_verifies_what_its_private_half_signs() {
        let key = key(PRIVATE, &operations(r#""sign","verify","deriveKey""#));
        let key = key.into_public().unwrap();
        let expected = ["verify", "deriveKey"].map(str::to_owned);
        assert_eq!(key.operations(), Some(&expected[..]));
        assert!(!key.is_private());
        assert_eq!(jwk::write(&key).unwrap().matches("\"d\"").count(), 0);
        assert_eq!(secret(32).into_public().err(), Some(KeyError::NoPublicHalf));
    }
}
