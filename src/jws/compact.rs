//! The compact serialization of a JWS (RFC 7515, section 7.1): three parts between dots.

use crate::codec::marks::{Marks, outer_dots};
use crate::codec::{base64url, is_utf16};
use crate::malformed::{Malformed, Part};

/// The length limit of a token in bytes. HTTP servers limit headers to 8 to 64 KiB, so that a mebibyte
/// is enough for every real token, and it bounds the work that a hostile one causes.
pub const MAX_TOKEN_BYTES: usize = 1 << 20;

/// The parts of a JWS, borrowed from the token and still base64url.
#[derive(Clone, Copy, Debug)]
pub struct Compact<'t> {
    text: &'t [u8],
    first_dot: usize,
    second_dot: usize,
}

/// Refuses what cannot be a token in any compact serialization, before its parts are looked at.
pub(crate) fn may_be_token(token: &[u8]) -> Result<(), Malformed> {
    match token {
        [] => Err(Malformed::Empty),
        [b'{', ..] => Err(Malformed::JsonSerialization),
        _ if is_utf16(token) => Err(Malformed::Utf16),
        _ if token.len() > MAX_TOKEN_BYTES => Err(Malformed::TokenTooLong {
            limit: MAX_TOKEN_BYTES,
        }),
        _ => Ok(()),
    }
}

impl<'t> Compact<'t> {
    /// Splits a JWS into its three parts.
    ///
    /// # Errors
    /// When the token is empty, too long, in JSON serialization, a JWE, an SD-JWT, or does not have
    /// three parts.
    pub fn split(token: &'t [u8]) -> Result<Self, Malformed> {
        may_be_token(token)?;
        match Marks::of(token) {
            Marks {
                count: 2,
                dots: [first_dot, second_dot, ..],
                tilde: None,
            } => Ok(Self::at_dots(token, (first_dot, second_dot))),
            Marks { count: 2, .. } => Err(Malformed::SelectivelyDisclosed),
            marks if Self::without_signature(token, &marks).is_some() => {
                Err(Malformed::SignatureMissing)
            }
            Marks { count: 4, .. } => Err(Malformed::Encrypted),
            Marks { count, .. } => Err(Malformed::WrongNumberOfParts { found: count + 1 }),
        }
    }

    /// The parts around the first and the last dot, without a look at what is between them, which is
    /// faster than [`Compact::split`]. The result is the same where all three parts are valid
    /// base64url, because that contains neither dots nor tildes; where a part does not decode,
    /// [`Compact::split`] has to tell why.
    #[must_use]
    pub(crate) fn presume(token: &'t [u8]) -> Option<Self> {
        let dots = outer_dots(token)?;
        (token.len() <= MAX_TOKEN_BYTES).then(|| Self::at_dots(token, dots))
    }

    /// Two parts, where the first is a header: the signature was cut off with its dot.
    pub(crate) fn without_signature(token: &'t [u8], marks: &Marks) -> Option<Self> {
        let Marks {
            count: 1,
            dots: [dot, ..],
            tilde: None,
        } = *marks
        else {
            return None;
        };
        let header = base64url::decode(base64url::unpadded(&token[..dot])).ok()?;
        let is_header = header.trim_ascii_start().starts_with(b"{");
        is_header.then(|| Self::at_dots(token, (dot, token.len())))
    }

    /// The parts around two dots at these offsets.
    pub(crate) fn at_dots(text: &'t [u8], (first_dot, second_dot): (usize, usize)) -> Self {
        Self {
            text,
            first_dot,
            second_dot,
        }
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

    /// The signature, base64url; empty where there is none.
    #[must_use]
    pub fn signature(&self) -> &'t [u8] {
        self.text.get(self.second_dot + 1..).unwrap_or_default()
    }

    /// Whether there is a part for the signature, which may be empty. [`Compact::split`] demands it.
    #[must_use]
    pub fn has_signature_part(&self) -> bool {
        self.second_dot < self.text.len()
    }

    /// The bytes that are signed: encoded header, dot, encoded payload (RFC 7515, section 5.1).
    #[must_use]
    pub fn signing_input(&self) -> &'t [u8] {
        &self.text[..self.second_dot]
    }
}

/// Decodes one part; the error names it.
///
/// # Errors
/// When the part is not canonical base64url.
pub fn decode_part(part: Part, text: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::new();
    decode_part_into(part, text, &mut bytes)?;
    Ok(bytes)
}

/// Decodes one part into `bytes`, whose content is replaced; the error names the part.
///
/// # Errors
/// When the part is not canonical base64url.
pub(crate) fn decode_part_into(
    part: Part,
    text: &[u8],
    bytes: &mut Vec<u8>,
) -> Result<(), Malformed> {
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
    fn header_and_payload_alone_are_no_token() {
        for token in [
            "eyJhbGciOiJub25lIn0.e30",
            "eyJhbGciOiJub25lIn0=.e30",
            "e30.",
        ] {
            let token = token.as_bytes();
            assert_eq!(
                Compact::split(token).unwrap_err(),
                Malformed::SignatureMissing
            );
        }
        let token = b"e30.e30";
        let parts = Compact::without_signature(token, &Marks::of(token)).unwrap();
        assert_eq!(
            (parts.header(), parts.payload()),
            (&b"e30"[..], &b"e30"[..])
        );
        assert!(parts.signature().is_empty() && !parts.has_signature_part());
        assert!(Compact::split(b"e30.e30.").unwrap().has_signature_part());
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
}
