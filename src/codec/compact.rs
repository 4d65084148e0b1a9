//! The compact serialization (RFC 7515, section 7.1): parts between dots, borrowed.

use super::base64url;
use crate::error::{Malformed, Part};
// Those that ask the processor nothing: for one token the question would cost more than it saves.
#[cfg(not(target_arch = "x86_64"))]
use memchr::arch::all::memchr::{One, Two};
#[cfg(target_arch = "x86_64")]
use memchr::arch::x86_64::sse2::memchr::{One, Two};

/// Finds dots and tildes. `None` would find none, and refuse all tokens: every such processor has it.
#[cfg(target_arch = "x86_64")]
fn marks() -> Option<Two> {
    Two::new(b'.', b'~')
}

#[cfg(not(target_arch = "x86_64"))]
#[expect(clippy::unnecessary_wraps, reason = "it is the same everywhere")]
fn marks() -> Option<Two> {
    Some(Two::new(b'.', b'~'))
}

/// Finds dots.
#[cfg(target_arch = "x86_64")]
fn dots() -> Option<One> {
    One::new(b'.')
}

#[cfg(not(target_arch = "x86_64"))]
#[expect(clippy::unnecessary_wraps, reason = "it is the same everywhere")]
fn dots() -> Option<One> {
    Some(One::new(b'.'))
}

/// The longest token that is looked at, in bytes. HTTP servers stop at 8 to 64 KiB of headers; a
/// mebibyte leaves room for anything real and bounds what a hostile token costs.
pub const MAX_TOKEN_BYTES: usize = 1 << 20;

/// The parts of a JWS as they stand in the token, still base64url.
#[derive(Clone, Copy, Debug)]
pub struct Compact<'t> {
    text: &'t [u8],
    first_dot: usize,
    second_dot: usize,
}

/// What lies between the dots of some token.
#[derive(Clone, Copy, Debug)]
pub enum Serialization<'t> {
    /// Three parts: a JWS.
    Signed(Compact<'t>),
    /// Three parts, then `~` and the disclosures of an SD-JWT (RFC 9901).
    SelectivelyDisclosed(Compact<'t>, Disclosures<'t>),
    /// Five parts: a JWE (RFC 7516, section 7.1).
    Encrypted(Encrypted<'t>),
}

/// The parts of a JWE as they stand in the token, still base64url.
#[derive(Clone, Copy, Debug)]
pub struct Encrypted<'t> {
    /// The protected header.
    pub header: &'t [u8],
    /// The other four, in their order: encrypted key, initialization vector, ciphertext, tag.
    pub rest: [&'t [u8]; 4],
}

/// What follows the JWS of an SD-JWT: disclosures, and perhaps a key binding JWT.
#[derive(Clone, Copy, Debug)]
pub struct Disclosures<'t> {
    text: &'t [u8],
}

impl<'t> Disclosures<'t> {
    /// The disclosures in their order, still base64url.
    pub fn each(&self) -> impl Iterator<Item = &'t [u8]> + use<'t> {
        let end = self.text.iter().rposition(|&byte| byte == b'~');
        let list = end.map_or(&self.text[..0], |end| &self.text[..end]);
        list.split(|&byte| byte == b'~')
            .filter(|disclosure| !disclosure.is_empty())
    }

    /// The key binding JWT after the last `~`, where there is one.
    #[must_use]
    pub fn key_binding(&self) -> Option<&'t [u8]> {
        let last = self.text.rsplit(|&byte| byte == b'~').next();
        last.filter(|text| !text.is_empty())
    }
}

/// Where the dots stand, up to the first tilde or the end.
struct Marks {
    /// How many dots there are.
    count: usize,
    /// Where the first of them stand.
    dots: [usize; 4],
    tilde: Option<usize>,
}

impl Marks {
    fn of(token: &[u8]) -> Self {
        let (mut count, mut dots, mut tilde) = (0, [0; 4], None);
        for at in marks().iter().flat_map(|marks| marks.iter(token)) {
            if token[at] == b'~' {
                tilde = Some(at);
                break;
            }
            if let Some(dot) = dots.get_mut(count) {
                *dot = at;
            }
            count += 1;
        }
        Self { count, dots, tilde }
    }
}

/// What no serialization is, whatever its parts.
fn may_be_token(token: &[u8]) -> Result<(), Malformed> {
    match token {
        [] => Err(Malformed::Empty),
        [b'{', ..] => Err(Malformed::JsonSerialization),
        _ if token.len() > MAX_TOKEN_BYTES => Err(Malformed::TokenTooLong {
            limit: MAX_TOKEN_BYTES,
        }),
        _ => Ok(()),
    }
}

impl<'t> Serialization<'t> {
    /// Finds the parts of a token, whatever its kind.
    ///
    /// # Errors
    /// When it is empty, too long, JSON-serialized, or has neither three nor five parts.
    pub fn split(token: &'t [u8]) -> Result<Self, Malformed> {
        may_be_token(token)?;
        let Marks { count, dots, tilde } = Marks::of(token);
        let text = &token[..tilde.unwrap_or(token.len())];
        match (count, dots) {
            (2, [first_dot, second_dot, ..]) => {
                let compact = Compact {
                    text,
                    first_dot,
                    second_dot,
                };
                Ok(match tilde {
                    Some(at) => {
                        let text = &token[at + 1..];
                        Self::SelectivelyDisclosed(compact, Disclosures { text })
                    }
                    None => Self::Signed(compact),
                })
            }
            (4, [a, b, c, d]) => Ok(Self::Encrypted(Encrypted {
                header: &text[..a],
                rest: [
                    &text[a + 1..b],
                    &text[b + 1..c],
                    &text[c + 1..d],
                    &text[d + 1..],
                ],
            })),
            _ => Err(Malformed::WrongNumberOfParts { found: count + 1 }),
        }
    }
}

impl<'t> Compact<'t> {
    /// Finds the three parts of a JWS; nothing else will do.
    ///
    /// # Errors
    /// Like [`Serialization::split`], and for a JWE or an SD-JWT.
    pub fn split(token: &'t [u8]) -> Result<Self, Malformed> {
        may_be_token(token)?;
        match Marks::of(token) {
            Marks {
                count: 2,
                dots: [first_dot, second_dot, ..],
                tilde: None,
            } => Ok(Self {
                text: token,
                first_dot,
                second_dot,
            }),
            Marks { count: 2, .. } => Err(Malformed::SelectivelyDisclosed),
            Marks { count: 4, .. } => Err(Malformed::Encrypted),
            Marks { count, .. } => Err(Malformed::WrongNumberOfParts { found: count + 1 }),
        }
    }

    /// The parts around the first dot and the last, found without a look at what lies between: they
    /// are those of [`Compact::split`] where all three are base64url, which has neither dots nor
    /// tildes. What does not decode has to be split to know why.
    #[must_use]
    pub fn presume(token: &'t [u8]) -> Option<Self> {
        let dots = dots()?;
        let (first_dot, second_dot) = (dots.find(token)?, dots.rfind(token)?);
        let may_be = first_dot < second_dot && token.len() <= MAX_TOKEN_BYTES;
        may_be.then_some(Self {
            text: token,
            first_dot,
            second_dot,
        })
    }

    /// The header, base64url.
    #[must_use]
    pub fn header(&self) -> &'t [u8] {
        &self.text[..self.first_dot]
    }

    /// The payload, base64url.
    #[must_use]
    pub fn payload(&self) -> &'t [u8] {
        &self.text[self.first_dot + 1..self.second_dot]
    }

    /// The signature, base64url.
    #[must_use]
    pub fn signature(&self) -> &'t [u8] {
        &self.text[self.second_dot + 1..]
    }

    /// The bytes that are signed: header, dot and payload as they stand (RFC 7515, section 5.1).
    #[must_use]
    pub fn signing_input(&self) -> &'t [u8] {
        &self.text[..self.second_dot]
    }
}

/// Decodes one part and names it in the error.
///
/// # Errors
/// When the part is not canonical base64url.
pub fn decode_part(part: Part, text: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::new();
    decode_part_into(part, text, &mut bytes)?;
    Ok(bytes)
}

/// Decodes one part in place of what `bytes` holds, and names it in the error.
///
/// # Errors
/// When the part is not canonical base64url.
pub fn decode_part_into(part: Part, text: &[u8], bytes: &mut Vec<u8>) -> Result<(), Malformed> {
    bytes.clear();
    base64url::decode_onto(text, bytes).map_err(|error| Malformed::Base64url { part, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_are_borrowed_as_they_stand() {
        let compact = Compact::split(b"aa.bbb.").unwrap();
        assert_eq!(compact.header(), b"aa");
        assert_eq!(compact.payload(), b"bbb");
        assert_eq!(compact.signature(), b"");
        assert_eq!(compact.signing_input(), b"aa.bbb");
    }

    #[test]
    fn parts_are_presumed_to_be_three_and_do_not_decode_where_they_are_others() {
        let too_long = vec![b'.'; MAX_TOKEN_BYTES + 1];
        for token in [&b""[..], b"aaaa", b"aaaa.bbbb", &too_long] {
            assert!(Compact::presume(token).is_none());
        }
        let decodes = |token| {
            let compact = Compact::presume(token).unwrap();
            let parts = [compact.header(), compact.payload(), compact.signature()];
            parts.iter().all(|part| base64url::decode(part).is_ok())
        };
        assert!(decodes(b"aaaa.bbbb.cccc"));
        assert!(decodes(b".."));
        for token in [
            &b"aaaa.bbbb.cccc.dddd"[..],
            b"aaaa.bbbb.cccc.dddd.eeee",
            b"aaaa.bbbb.cccc~",
            b"aaaa.bbbb.cccc~dddd~aaaa.bbbb.cccc",
            b"aaaa~.bbbb.cccc",
            b"...",
        ] {
            assert!(Compact::split(token).is_err());
            assert!(!decodes(token));
        }
    }

    #[test]
    fn other_numbers_of_parts_are_counted() {
        for (token, found) in [("a", 1), ("a.b", 2), ("a.b.c.d", 4), ("a.b.c.d.e.f", 6)] {
            assert_eq!(
                Compact::split(token.as_bytes()).unwrap_err(),
                Malformed::WrongNumberOfParts { found }
            );
        }
        let dots = vec![b'.'; MAX_TOKEN_BYTES];
        assert_eq!(
            Compact::split(&dots).unwrap_err(),
            Malformed::WrongNumberOfParts {
                found: MAX_TOKEN_BYTES + 1
            }
        );
    }

    #[test]
    fn other_serializations_are_told_apart() {
        assert_eq!(
            Compact::split(b"a.b.c.d.e").unwrap_err(),
            Malformed::Encrypted
        );
        assert_eq!(
            Compact::split(br#"{"payload":""}"#).unwrap_err(),
            Malformed::JsonSerialization
        );
        assert_eq!(
            Compact::split(b"a.b.c~d~").unwrap_err(),
            Malformed::SelectivelyDisclosed
        );
    }

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
