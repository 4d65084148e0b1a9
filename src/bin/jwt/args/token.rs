//! The token of a call: where it is read from, what is removed that was pasted along with it, and what
//! a text that is no token was perhaps meant to be.

use super::Stdin;
use crate::error::{Error, Usage};
use crate::files::{self, read_stdin};
use crate::lines::find::{occurrences, prefix};
use anyhow::{Context, Result};
use jwt_toolkit::Malformed;
use jwt_toolkit::codec::base64url;
use jwt_toolkit::codec::json::{Json, Kind, Value};
use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

/// Where a token is to be read from; found before anything is read, so that two users of standard
/// input are told apart from an empty one.
#[derive(Debug)]
pub(crate) enum TokenSource<'a> {
    /// The argument itself.
    Argument(&'a OsStr),
    /// The file that an argument with `@` names.
    File(&'a Path),
    /// Standard input.
    Stdin,
}

impl<'a> TokenSource<'a> {
    /// The argument, the file that it names after `@`, or standard input where it is `-` or absent.
    ///
    /// # Errors
    /// When `@` names nothing, or standard input would be a terminal, or is used already.
    pub(crate) fn find(argument: Option<&'a OsStr>, stdin: &mut Stdin) -> Result<Self, Error> {
        let path = argument.and_then(|text| text.to_str()?.strip_prefix('@'));
        match (argument, path) {
            (_, Some("")) => Err(Error::Usage(Usage::NoFileName)),
            (_, Some(path)) if path != "-" => Ok(Self::File(Path::new(path))),
            (Some(text), None) if text != "-" => Ok(Self::Argument(text)),
            _ => {
                stdin.take("the token")?;
                Ok(Self::Stdin)
            }
        }
    }

    /// Reads the token and cleans it.
    ///
    /// # Errors
    /// When file or standard input cannot be read or are too long, or there are several tokens.
    pub(crate) fn read(self) -> Result<Vec<u8>> {
        // Twice the limit leaves room for line breaks.
        const LIMIT: usize = 2 * MAX_TOKEN_BYTES;
        let limit = MAX_TOKEN_BYTES;
        let too_long = || Error::Malformed(Malformed::TokenTooLong { limit });
        let raw = match self {
            Self::Argument(text) => return Ok(one_token(text.as_encoded_bytes())?),
            Self::File(path) => {
                let read = files::read(path, "the token", LIMIT, &mut Stdin::default());
                read.map_err(|error| match error.downcast_ref() {
                    Some(Error::TooLarge { .. }) => too_long().into(),
                    _ => error,
                })?
            }
            Self::Stdin => read_stdin(LIMIT).context("cannot read standard input")?,
        };
        if raw.len() > LIMIT {
            return Err(too_long().into());
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
/// one pair of quotes, `Authorization:`, and its schemes `Bearer` (RFC 6750) and `DPoP` (RFC 9449).
///
/// # Errors
/// When there are several whole tokens.
pub(crate) fn clean(raw: &[u8]) -> Result<Cow<'_, [u8]>, SeveralTokens> {
    let trimmed = raw.trim_ascii();
    // No early exit, so that many bytes are compared at once. Pasted text has a byte below `-`, one
    // above ASCII (negative as i8), or one of `:` and `;`. A token has none of these.
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
            _ => {
                let scheme = strip_word(text, "bearer").or_else(|| strip_word(text, "dpop"));
                match (strip_word(text, "authorization:"), scheme) {
                    (Some(rest), _) => rest,
                    (None, Some(rest)) if matches!(rest, [b' ' | b'\t', ..]) => rest,
                    _ => break,
                }
            }
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

/// What a text that is no token was perhaps meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// The content of a file of this name, which exists.
    File(String),
    /// A member of this JSON, by its path as jq writes it.
    Member(String),
    /// The token behind this prefix, which ends with an underscore.
    Prefixed(String),
    /// The token within this text, perhaps within a URL.
    Within {
        /// Whether the text is a URL.
        is_url: bool,
    },
}

impl Meant {
    /// What a text was perhaps meant to be, that was refused as a token.
    pub(crate) fn by(text: &[u8]) -> Option<Self> {
        if let Some(name) = file_name(text) {
            return Some(Self::File(name));
        }
        if let Ok(json) = Json::parse(text)
            && json.value().kind() == Kind::Object
        {
            return member(json.value(), "", 0).map(Self::Member);
        }
        let start = occurrences(text).next()?.start;
        match prefixed(text) {
            Some((prefix, _)) => Some(Self::Prefixed(prefix.to_owned())),
            None => (start > 0).then(|| Self::Within {
                is_url: text[..start].windows(3).any(|piece| piece == b"://"),
            }),
        }
    }
}

/// A prefix and the token behind it, as vendors write them: `ghs_12345_eyJ…`.
pub(crate) fn prefixed(text: &[u8]) -> Option<(&str, &[u8])> {
    let found = occurrences(text).next()?;
    let prefix = prefix(text, found.start);
    let is_whole = prefix.len() == found.start && found.end == text.len();
    (is_whole && prefix.ends_with('_')).then(|| (prefix, &text[found.start..]))
}

/// The text, where it is the name of a file that exists.
fn file_name(text: &[u8]) -> Option<String> {
    const LONGEST: usize = 255;
    let name = std::str::from_utf8(text).ok()?;
    let may_be = !name.is_empty() && name.len() <= LONGEST && !name.contains(char::is_control);
    (may_be && Path::new(name).is_file()).then(|| name.to_owned())
}

/// The path of the first member that holds a token.
fn member(value: Value<'_>, path: &str, depth: usize) -> Option<String> {
    // Responses wrap their tokens in one or two objects at most.
    const DEEPEST: usize = 3;
    let is_plain = |name: &str| {
        let is_of_a_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_of_a_word)
    };
    // A name that jq needs in quotes is unlikely in a response, and is skipped.
    let members = value.members().into_iter();
    let mut members = members.filter(|member| !member.name.read.is_empty());
    members.find_map(|found| {
        let name = &found.name.read;
        let path = format!("{path}.{name}");
        match found.value.kind() {
            _ if !is_plain(name) => None,
            Kind::String => {
                let text = found.value.as_str()?;
                is_whole_token(text.as_bytes()).then_some(path)
            }
            Kind::Object if depth < DEEPEST => member(found.value, &path, depth + 1),
            _ => None,
        }
    })
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
            format!("DPoP {TOKEN}"),
            format!("Authorization: DPoP {TOKEN}"),
            format!("authorization: dpop \"{TOKEN}\""),
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
    fn a_scheme_is_a_word_of_its_own() {
        for pasted in [format!("DPoP{TOKEN}"), format!("Bearer{TOKEN}")] {
            let cleaned = clean(pasted.as_bytes()).unwrap();
            assert_eq!(*cleaned, *pasted.as_bytes());
        }
    }

    #[test]
    fn what_was_meant_is_told() {
        let member = |path: &str| Some(Meant::Member(path.to_owned()));
        for (text, expected) in [
            ("nothing.of/these".to_owned(), None),
            (TOKEN.to_owned(), None),
            (String::new(), None),
            (
                "Cargo.toml".to_owned(),
                Some(Meant::File("Cargo.toml".to_owned())),
            ),
            (
                format!(
                    r#"{{"token_type":"Bearer","access_token":"{TOKEN}","id_token":"{TOKEN}"}}"#
                ),
                member(".access_token"),
            ),
            (
                format!(r#"{{"AuthenticationResult":{{"ExpiresIn":1,"IdToken":"{TOKEN}"}}}}"#),
                member(".AuthenticationResult.IdToken"),
            ),
            (
                format!(r#"{{"a b":"{TOKEN}","$(reboot)":"{TOKEN}"}}"#),
                None,
            ),
            (r#"{"payload":"e30","signatures":[]}"#.to_owned(), None),
            (
                format!("ghs_12345_{TOKEN}"),
                Some(Meant::Prefixed("ghs_12345_".to_owned())),
            ),
            (
                format!("https://app.example/cb#access_token={TOKEN}&x=1"),
                Some(Meant::Within { is_url: true }),
            ),
            (
                format!("session={TOKEN}; Path=/"),
                Some(Meant::Within { is_url: false }),
            ),
        ] {
            assert_eq!(Meant::by(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn only_a_whole_prefix_is_taken_off() {
        let text = format!("ghs_12345_{TOKEN}");
        assert_eq!(
            prefixed(text.as_bytes()),
            Some(("ghs_12345_", TOKEN.as_bytes()))
        );
        for text in [
            TOKEN.to_owned(),
            format!("x{TOKEN}"),
            format!("ghs_1 ghs_2_{TOKEN}"),
            format!("ghs_12345_{TOKEN} and more"),
        ] {
            assert_eq!(prefixed(text.as_bytes()), None, "{text}");
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
