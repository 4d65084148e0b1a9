//! What is worth telling and stops nothing. `--quiet` silences all of it.

use crate::codec::base64url::Base64urlError;
use crate::codec::json::{Duplicate, JsonError, Lexeme, lexemes, quote, unquote};
use crate::codec::numeric_date::NumericDate;
use crate::jwa::SignatureAlgorithm;
use crate::jwk::Key;
use crate::jwt::claims::{Claims, RegisteredClaim};
use crate::malformed::Part;
use thiserror::Error;

/// A piece of advice.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Advice {
    /// A text secret below the standard's minimum.
    #[error("the secret is short: {has} of the {least} bytes that {alg} wants")]
    ShortSecret {
        /// Its length in bytes.
        has: usize,
        /// The least length in bytes.
        least: usize,
        /// What it is used with.
        alg: SignatureAlgorithm,
    },
    /// A token that works for ever.
    #[error("no exp claim: this token never expires")]
    NoExpiry,
    /// A token that is refused from the start.
    #[error("this token is expired already (exp {exp})")]
    ExpiredAlready {
        /// When it expired.
        exp: NumericDate,
    },
    /// A payload is readable by anyone, and this claim should not be.
    #[error("claim {} can be read by anyone who sees the token", quote(.claim))]
    ReadableSecret {
        /// The claim's name.
        claim: String,
    },
    /// A number of milliseconds where seconds belong.
    #[error("claim \"{}\" looks like milliseconds; tokens count seconds", .claim.name())]
    Milliseconds {
        /// The claim's name.
        claim: RegisteredClaim,
    },
    /// A token that everybody can make.
    #[error("this token is not signed: anyone can make one like it")]
    Unsigned,
    /// Header or payload has a name twice.
    #[error("{part}: duplicate name {} at byte {}", quote(&.duplicate.name), .duplicate.at)]
    DuplicateName {
        /// The part.
        part: Part,
        /// The name and its place.
        duplicate: Duplicate,
    },
    /// The payload is something else than JSON.
    #[error("payload: not JSON: {0}")]
    PayloadNotJson(JsonError),
    /// The payload is JSON, but no claims set.
    #[error("payload: not a JSON object")]
    PayloadNotAnObject,
    /// The signature part is no base64url.
    #[error("signature: {0}")]
    DamagedSignature(Base64urlError),
}

/// Advice on a secret that is shorter than the hash (RFC 7518, section 3.2).
#[must_use]
pub fn on_key(key: &Key, alg: SignatureAlgorithm) -> Option<Advice> {
    let has = key.short_text_secret(alg)?;
    let least = alg.least_secret_bytes()?;
    Some(Advice::ShortSecret { has, least, alg })
}

/// Advice on times that are hardly meant as they stand.
pub fn on_times(claims: &Claims<'_>) -> impl Iterator<Item = Advice> {
    let suspicious = claims
        .times()
        .filter(|(_, time)| time.looks_like_milliseconds());
    suspicious.map(|(claim, _)| Advice::Milliseconds { claim })
}

/// Advice on text claims, at any depth of `json`, that look like passwords.
#[must_use]
pub fn on_secrets(json: &str) -> Vec<Advice> {
    let lexemes: Vec<_> = lexemes(json).collect();
    let text_members = lexemes.windows(3).filter_map(|window| match window {
        [Lexeme::Text(name), Lexeme::Mark(':'), Lexeme::Text(_)] => unquote(name),
        _ => None,
    });
    text_members
        .filter(|name| looks_like_a_password(name))
        .map(|name| Advice::ReadableSecret {
            claim: name.into_owned(),
        })
        .collect()
}

fn looks_like_a_password(name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "apikey",
        "privatekey",
    ]
    .iter()
    .any(|ending| letters.ends_with(ending))
        || letters == "pwd"
        || letters == "pass"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_that_look_like_passwords_are_found_at_any_depth() {
        let claims = |json| {
            let names = on_secrets(json).into_iter().map(|advice| match advice {
                Advice::ReadableSecret { claim } => claim,
                other => panic!("{other:?}"),
            });
            names.collect::<Vec<_>>()
        };
        assert_eq!(
            claims(r#"{"sub":"password","user":{"new_password":"x"},"client-secret":"y"}"#),
            ["new_password", "client-secret"]
        );
        let harmless = r#"{"password_expires":"2026","pwd_exp":1,"secret":true,"passport":"x"}"#;
        assert!(claims(harmless).is_empty());
    }
}
