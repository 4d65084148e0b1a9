//! The token of a call: where it is read from, and what is removed that was pasted along with it.

use super::Stdin;
use crate::error::{Error, Usage};
use crate::files::read_stdin;
use anyhow::{Context, Result};
use jwt_toolkit::Malformed;
use jwt_toolkit::codec::base64url;
use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use std::borrow::Cow;
use std::ffi::OsStr;

/// Where a token is to be read from; found before anything is read, so that two users of standard
/// input are told apart from an empty one.
#[derive(Debug)]
pub(crate) struct TokenSource<'a> {
    argument: Option<&'a OsStr>,
}

impl<'a> TokenSource<'a> {
    /// The argument, or standard input where that is `-` or absent.
    ///
    /// # Errors
    /// When it would be a terminal, or is used already.
    pub(crate) fn find(argument: Option<&'a OsStr>, stdin: &mut Stdin) -> Result<Self, Error> {
        let argument = argument.filter(|text| *text != "-");
        if argument.is_none() {
            stdin.take("the token")?;
        }
        Ok(Self { argument })
    }

    /// Reads the token and cleans it.
    ///
    /// # Errors
    /// When standard input cannot be read or is too long, or there are several tokens.
    pub(crate) fn read(self) -> Result<Vec<u8>> {
        if let Some(text) = self.argument {
            return Ok(one_token(text.as_encoded_bytes())?);
        }
        // Twice the limit leaves room for line breaks.
        let limit = 2 * MAX_TOKEN_BYTES;
        let raw = read_stdin(limit).context("cannot read standard input")?;
        if raw.len() > limit {
            let limit = MAX_TOKEN_BYTES;
            return Err(Error::from(Malformed::TokenTooLong { limit }).into());
        }
        Ok(one_token(&raw)?)
    }
}

fn one_token(raw: &[u8]) -> Result<Vec<u8>, Error> {
    let cleaned = clean(raw).map_err(|SeveralTokens| Error::Usage(Usage::SeveralTokens))?;
    Ok(cleaned.into_owned())
}

/// More than one whole token; gluing them together would make another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeveralTokens;

/// Takes off what people paste along with a token: white space around it, line breaks within,
/// one pair of quotes, `Authorization:` and `Bearer`.
///
/// # Errors
/// When there are several whole tokens.
pub(crate) fn clean(raw: &[u8]) -> Result<Cow<'_, [u8]>, SeveralTokens> {
    let trimmed = raw.trim_ascii();
    // Without an early end, so that many bytes are compared at once. What a token is made of stands
    // above the comma, but for `:` and `;`, and below the bytes of other text.
    let is_pasted = |byte: u8| byte.cast_signed() < b'-'.cast_signed() || byte | 1 == b';';
    if !trimmed.iter().fold(false, |any, &b| any | is_pasted(b)) {
        return Ok(Cow::Borrowed(trimmed));
    }
    let mut text = raw
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(raw)
        .trim_ascii();
    let mut quoted = false;
    loop {
        let stripped = match text {
            [open @ (b'"' | b'\''), inner @ .., close] if open == close && !quoted => {
                quoted = true;
                inner
            }
            _ => match (
                strip_word(text, "authorization:"),
                strip_word(text, "bearer"),
            ) {
                (Some(rest), _) => rest,
                (None, Some(rest)) if matches!(rest, [b' ' | b'\t', ..]) => rest,
                _ => break,
            },
        };
        text = stripped.trim_ascii();
    }
    let words = text.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';'));
    if words.filter(|word| is_whole_token(word)).count() > 1 {
        return Err(SeveralTokens);
    }
    let lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    let cleaned = lines.map(<[u8]>::trim_ascii).collect::<Vec<_>>().concat();
    Ok(Cow::Owned(cleaned))
}

fn strip_word<'t>(text: &'t [u8], word: &str) -> Option<&'t [u8]> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word.as_bytes()).then_some(rest)
}

/// Whether a word is a token from its header on, and not a piece of one that was wrapped.
fn is_whole_token(word: &[u8]) -> bool {
    let mut parts = word.split(|&byte| byte == b'.');
    let header = parts.next().and_then(|part| base64url::decode(part).ok());
    header.is_some_and(|header| header.trim_ascii().starts_with(b"{")) && parts.count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use jwt_toolkit::jwt::Serialization;
    use proptest::prelude::*;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

    #[test]
    fn what_is_pasted_along_is_taken_off() {
        for pasted in [
            format!("  {TOKEN}\r\n"),
            format!("\"{TOKEN}\"\n"),
            format!("'{TOKEN}'"),
            format!("Bearer {TOKEN}"),
            format!("Authorization: Bearer {TOKEN}"),
            format!("authorization:bearer   {TOKEN}"),
            format!("Bearer\t{TOKEN}"),
            format!("\"Authorization: Bearer {TOKEN}\""),
            format!("Bearer \"{TOKEN}\""),
            format!("\u{feff}{TOKEN}"),
            TOKEN.replace('.', "\n.").clone(),
            TOKEN.replace('.', "\r\n  .").clone(),
            format!("{}\n{}", &TOKEN[..25], &TOKEN[25..]),
        ] {
            assert_eq!(
                *clean(pasted.as_bytes()).unwrap(),
                *TOKEN.as_bytes(),
                "{pasted:?}"
            );
        }
    }

    #[test]
    fn white_space_within_a_line_and_a_second_pair_of_quotes_stay() {
        for pasted in ["eyJ .e30.x", "eyJ\t.e30.x", "\"\"a.b.c\"\""] {
            let cleaned = clean(pasted.as_bytes()).unwrap();
            assert_ne!(cleaned, clean(b"eyJ.e30.x").unwrap());
            assert_ne!(*cleaned, *b"a.b.c");
        }
    }

    #[test]
    fn several_tokens_are_not_glued_together() {
        for separator in ["\n", " ", "\r\n\r\n", ",", "; "] {
            let pasted = format!("{TOKEN}{separator}{TOKEN}");
            assert_eq!(clean(pasted.as_bytes()), Err(SeveralTokens));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn random_bytes_are_cleaned_without_a_panic(bytes: Vec<u8>) {
            if let Ok(cleaned) = clean(&bytes) {
                prop_assert!(cleaned.len() <= bytes.len());
                let _ = Serialization::split(&cleaned);
            }
        }
    }
}
