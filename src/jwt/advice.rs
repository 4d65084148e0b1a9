//! Advice on tokens and keys that are valid, but may not be what their maker meant.

use crate::codec::base64url::Base64urlError;
use crate::codec::json::{Duplicate, Json, JsonError, quote};
use crate::codec::{Compression, InflateError, NumericDate, SmallerUnit};
use crate::jwa::SignatureAlgorithm;
use crate::jwk::Key;
use crate::jwt::claims::{Claims, RegisteredClaim};
use crate::malformed::Part;
use thiserror::Error;

/// A piece of advice.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Advice {
    /// A text secret is shorter than the algorithm's hash (RFC 7518, section 3.2).
    #[error("the secret is short: {has} of the {least} bytes that {alg} wants")]
    ShortSecret {
        /// The secret's length in bytes.
        has: usize,
        /// The least length in bytes.
        least: usize,
        /// The algorithm that it is used with.
        alg: SignatureAlgorithm,
    },
    /// A token without `exp` never expires.
    #[error("no exp claim: this token never expires")]
    NoExpiry,
    /// A token is expired when it is issued.
    #[error("this token is expired already (exp {exp})")]
    ExpiredAlready {
        /// When it expired.
        exp: NumericDate,
    },
    /// A text claim looks like a password, and a signed payload is not encrypted.
    #[error("claim {} can be read by anyone who sees the token", quote(.claim))]
    ReadableSecret {
        /// The claim's name.
        claim: String,
    },
    /// A time looks like a number of a smaller unit; RFC 7519, section 2, counts seconds.
    #[error("claim \"{}\" looks like {}; tokens count seconds", .claim.name(), .unit.name())]
    SmallerUnit {
        /// The claim.
        claim: RegisteredClaim,
        /// The unit that was probably meant.
        unit: SmallerUnit,
    },
    /// The token names an audience that was not checked (RFC 7519, section 4.1.3).
    #[error("claim \"aud\" was not checked: this token is for {aud}")]
    UncheckedAudience {
        /// The claim's value as JSON.
        aud: String,
    },
    /// A token is not signed (RFC 7519, section 6).
    #[error("this token is not signed: anyone can make one like it")]
    Unsigned,
    /// Header or payload has a name twice, so that readers may disagree on its value.
    #[error("{part}: duplicate name {} at byte {}", quote(&.duplicate.name), .duplicate.at)]
    DuplicateName {
        /// The part.
        part: Part,
        /// The name and its offset.
        duplicate: Duplicate,
    },
    /// Parts are padded (RFC 4648, section 3.2), against RFC 7515, section 2.
    #[error("padded base64url: {}", in_words(.parts))]
    Padded {
        /// Which.
        parts: Vec<Part>,
    },
    /// The payload was compressed, and what is shown is not what stands in the token.
    #[error("payload: inflated from {from} bytes to {to} (zip \"{compression}\")")]
    Inflated {
        /// How it was compressed.
        compression: Compression,
        /// The length of the compressed bytes.
        from: usize,
        /// The length of the payload.
        to: usize,
    },
    /// The payload is said to be compressed, and cannot be inflated.
    #[error("payload: {0}")]
    NotInflated(InflateError),
    /// The payload's part is empty: it is detached (RFC 7515, appendix F), or there is none.
    #[error("the payload is not in the token: it is detached, or empty")]
    Detached,
    /// There is no signature, and the header does not say that there is none.
    #[error("the signature is missing")]
    SignatureMissing,
    /// The payload is not JSON.
    #[error("payload: not JSON: {0}")]
    PayloadNotJson(JsonError),
    /// The payload is JSON, but not an object.
    #[error("payload: not a JSON object")]
    PayloadNotAnObject,
    /// The signature part is not canonical base64url.
    #[error("signature: {0}")]
    DamagedSignature(Base64urlError),
}

impl Advice {
    /// Advice on a text secret that is shorter than the algorithm's hash (RFC 7518, section 3.2).
    #[must_use]
    pub fn on_key(key: &Key, alg: SignatureAlgorithm) -> Option<Self> {
        Self::on_secret(key.short_text_secret(alg)?, alg)
    }

    pub(super) fn on_secret(has: usize, alg: SignatureAlgorithm) -> Option<Self> {
        let least = alg.least_secret_bytes()?;
        Some(Self::ShortSecret { has, least, alg })
    }

    /// Advice on times that look like numbers of a smaller unit.
    pub fn on_times(claims: &Claims<'_>) -> impl Iterator<Item = Self> {
        claims
            .times()
            .filter_map(|(claim, time)| Self::on_time(claim, time))
    }

    pub(super) fn inflated(compression: Compression, from: usize, to: usize) -> Self {
        Self::Inflated {
            compression,
            from,
            to,
        }
    }

    /// Advice on the times of a payload that was not verified. Times of the wrong type are for a verifier
    /// to refuse; nothing is said of them here.
    pub fn on_unread_times(json: &Json<'_>) -> impl Iterator<Item = Self> {
        const TIMES: [RegisteredClaim; 3] = [
            RegisteredClaim::Exp,
            RegisteredClaim::Nbf,
            RegisteredClaim::Iat,
        ];
        TIMES.into_iter().filter_map(|claim| {
            let time = NumericDate::from_json_number(json.get(claim.name())?.text())?;
            Self::on_time(claim, time)
        })
    }

    pub(super) fn on_time(claim: RegisteredClaim, time: NumericDate) -> Option<Self> {
        let unit = time.smaller_unit()?;
        Some(Self::SmallerUnit { claim, unit })
    }
}

fn in_words(parts: &[Part]) -> String {
    let names: Vec<String> = parts.iter().map(Part::to_string).collect();
    names.join(", ")
}

/// Whether a text claim of this name probably holds a secret, which everyone who has the token could
/// read. Only letters and digits are compared, so that `api-key` is found as well as `apiKey`.
pub(super) fn looks_like_a_password(name: &str) -> bool {
    const ENDINGS: [&str; 6] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "apikey",
        "privatekey",
    ];
    // Compared from the end, where most names differ: this runs for every text claim.
    let letters = || {
        let letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase())
    };
    let ends_with = |ending: &str| {
        let mut letters = letters();
        ending
            .bytes()
            .rev()
            .all(|letter| letters.next() == Some(letter))
    };
    match letters().next() {
        Some(b'd' | b'e' | b't' | b'y' | b's') => {
            ENDINGS.into_iter().any(ends_with) || letters().eq(*b"dwp") || letters().eq(*b"ssap")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_passwords_are_known_by_their_endings() {
        for name in [
            "password",
            "new_password",
            "user.PassWord",
            "client-secret",
            "api key",
            "pwd",
            "P-W-D",
            "pass",
            "db_passphrase",
            "my passwd!",
            "privateKey",
            "sécret",
        ] {
            let is_ascii_only = name.is_ascii();
            assert_eq!(looks_like_a_password(name), is_ascii_only, "{name}");
        }
        for name in [
            "",
            "-",
            "password_expires",
            "pwd_exp",
            "passport",
            "mypass",
            "d",
            "key",
        ] {
            assert!(!looks_like_a_password(name), "{name}");
        }
    }
}
