//! The kinds of tokens, told apart by their dots and tildes.

use crate::codec::marks::Marks;
use crate::jwe;
use crate::jws::{self, may_be_token};
use crate::malformed::Malformed;
use crate::sd_jwt::Disclosures;

/// The parts of a token, by its kind.
#[derive(Clone, Copy, Debug)]
pub enum Serialization<'t> {
    /// Three parts: a JWS. Or two, where the signature was cut off
    /// ([`jws::Compact::has_signature_part`]).
    Signed(jws::Compact<'t>),
    /// Three parts, then `~` and the disclosures of an SD-JWT (RFC 9901).
    SelectivelyDisclosed(jws::Compact<'t>, Disclosures<'t>),
    /// Five parts: a JWE (RFC 7516, section 7.1).
    Encrypted(jwe::Compact<'t>),
}

impl<'t> Serialization<'t> {
    /// Splits a token of any kind into its parts.
    ///
    /// # Errors
    /// When it is empty, too long, in JSON serialization, or has neither three nor five parts.
    pub fn split(token: &'t [u8]) -> Result<Self, Malformed> {
        may_be_token(token)?;
        let marks = Marks::of(token);
        if let Some(compact) = jws::Compact::without_signature(token, &marks) {
            return Ok(Self::Signed(compact));
        }
        let Marks { count, dots, tilde } = marks;
        let text = &token[..tilde.unwrap_or(token.len())];
        match (count, dots) {
            (2, [first, second, ..]) => {
                let compact = jws::Compact::at_dots(text, (first, second));
                Ok(match tilde {
                    Some(at) => {
                        let disclosures = Disclosures::after_tilde(&token[at + 1..]);
                        Self::SelectivelyDisclosed(compact, disclosures)
                    }
                    None => Self::Signed(compact),
                })
            }
            (4, dots) => Ok(Self::Encrypted(jwe::Compact::at_dots(text, dots))),
            _ => Err(Malformed::WrongNumberOfParts { found: count + 1 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disclosures_and_key_binding_are_found() {
        let Ok(Serialization::SelectivelyDisclosed(compact, rest)) =
            Serialization::split(b"a.b.c~d1~d2~x.y.z")
        else {
            panic!("an SD-JWT is told apart")
        };
        assert_eq!(compact.signature(), b"c");
        assert_eq!(rest.each().collect::<Vec<_>>(), [b"d1", b"d2"]);
        assert_eq!(rest.key_binding(), Some(&b"x.y.z"[..]));
    }
}
