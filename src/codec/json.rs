//! Strict JSON (RFC 8259, with the rules of I-JSON, RFC 7493, for names and text), read in place.
//!
//! A token's JSON is never parsed into `serde_json::Value`: that rounds numbers, drops all but the
//! last of duplicate names, and with some features a name such as `$serde_json::private::RawValue`
//! rewrites the claims. This reader keeps the text, checks it once, and borrows from it.

mod decimal;
mod insert;
mod lexeme;
mod path;
mod reader;

pub(crate) use insert::{InsertError, insert};
pub(crate) use lexeme::minify_onto;
pub use lexeme::{Lexeme, append_minified, lexemes, minify};
pub use path::{InvalidPointer, Path};

use decimal::Decimal;
use reader::Reader;
use std::borrow::Cow;
use thiserror::Error;

/// How deep arrays and objects may nest. Deeper nesting is refused before it can exhaust the stack.
pub const MAX_DEPTH: usize = 127;

/// Up to this many names are compared pair by pair. Larger objects use a hash set, so that a hostile
/// object with a hundred thousand names takes linear time.
const PAIRWISE_NAMES: usize = 16;

/// Why a text is not JSON. Offsets are bytes from 0 within the text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum JsonError {
    /// A character that the grammar does not allow there.
    #[error("expected {expected} at byte {at}")]
    Expected {
        /// What the grammar allows.
        expected: &'static str,
        /// The offset of the character.
        at: usize,
    },
    /// An escape that encodes no character, such as half a surrogate pair.
    #[error("invalid escape in the string at byte {at}")]
    InvalidEscape {
        /// The offset at which the string starts.
        at: usize,
    },
    /// A control character in a string that is not escaped.
    #[error("unescaped control character at byte {at}")]
    ControlCharacter {
        /// Its offset.
        at: usize,
    },
    /// Bytes that are not UTF-8 text.
    #[error("not UTF-8 at byte {at}")]
    NotUtf8 {
        /// The offset of the first invalid byte.
        at: usize,
    },
    /// More than [`MAX_DEPTH`] arrays and objects within each other.
    #[error("nested deeper than {MAX_DEPTH} levels at byte {at}")]
    TooDeep {
        /// The offset at which the level beyond the limit starts.
        at: usize,
    },
}

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number, of any size and precision.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The kind in words, with its article.
    #[must_use]
    pub const fn described(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// A valid JSON value, kept as its text.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    text: &'a str,
}

/// The name of a member, as it is spelled and as it is read.
#[derive(Clone, Debug)]
pub struct Name<'a> {
    /// Its spelling, with quotes and escapes.
    pub text: &'a str,
    /// Its value, with escapes decoded.
    pub read: Cow<'a, str>,
    /// The offset at which it starts, in bytes from the start of the text.
    pub at: usize,
}

/// One name and value of an object.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The name.
    pub name: Name<'a>,
    /// The value.
    pub value: Value<'a>,
}

/// A name that occurs twice in one object, at any depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The name, with escapes decoded.
    pub name: String,
    /// The offset of its second occurrence, in bytes from the start of the text.
    pub at: usize,
}

/// Memory for the members of a [`Json`], reused from one text to the next.
#[derive(Debug, Default)]
pub struct Room {
    members: Vec<Member<'static>>,
}

/// A whole JSON text. It is valid, except that it may have duplicate names: [`Json::duplicate`].
#[derive(Clone, Debug)]
pub struct Json<'a> {
    text: &'a str,
    value: Value<'a>,
    members: Vec<Member<'a>>,
    /// Boxed because it is rare, and every move of a token's claims would copy it.
    duplicate: Option<Box<Duplicate>>,
}

impl<'a> Json<'a> {
    /// Reads a whole text.
    ///
    /// # Errors
    /// When it is not UTF-8, not JSON, or nested too deep.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, JsonError> {
        Self::parse_in(bytes, &mut Room::default())
    }

    /// Like [`Json::parse`], with the memory of `room`, which is empty afterwards;
    /// [`Json::into_room`] gives it back.
    ///
    /// # Errors
    /// Like [`Json::parse`].
    #[inline]
    pub fn parse_in(bytes: &'a [u8], room: &mut Room) -> Result<Self, JsonError> {
        let text = std::str::from_utf8(bytes).map_err(|error| JsonError::NotUtf8 {
            at: error.valid_up_to(),
        })?;
        let mut members: Vec<Member<'a>> = std::mem::take(&mut room.members);
        let (value, duplicate) = Self::read(text, &mut members)?;
        Ok(Self {
            text,
            value,
            members,
            duplicate,
        })
    }

    /// Reads a whole text that is known to be UTF-8.
    ///
    /// # Errors
    /// Like [`Json::parse`].
    pub fn parse_text(text: &'a str) -> Result<Self, JsonError> {
        let mut members = Vec::new();
        let (value, duplicate) = Self::read(text, &mut members)?;
        Ok(Self {
            text,
            value,
            members,
            duplicate,
        })
    }

    fn read(
        text: &'a str,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(Value<'a>, Option<Box<Duplicate>>), JsonError> {
        let mut reader = Reader::at_start_of(text);
        reader.white_space();
        let start = reader.at;
        if reader.peek() == Some(b'{') {
            reader.members(1, members)?;
            if reader.duplicate.is_none() {
                reader.duplicate = reader::duplicate(members, |member| &member.name);
            }
        } else {
            reader.value(0)?;
        }
        let value = Value {
            text: &text[start..reader.at],
        };
        reader.white_space();
        if reader.at < text.len() {
            return Err(reader.expected("the end"));
        }
        Ok((value, reader.duplicate.map(Box::new)))
    }

    /// The memory of its members, for [`Json::parse_in`].
    #[must_use]
    pub fn into_room(self) -> Room {
        let mut members = self.members;
        members.clear();
        #[expect(clippy::unnecessary_filter_map, reason = "it changes the type")]
        let members = members.into_iter().filter_map(|_| None);
        // Changes the lifetime of an empty list without giving up its memory: collecting a list into
        // the same layout happens in place.
        Room {
            members: members.collect(),
        }
    }

    /// The whole text, with any white space around the value.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The text's value, without white space around it.
    #[must_use]
    pub fn value(&self) -> Value<'a> {
        self.value
    }

    /// The members in their order; empty where the value is not an object.
    #[must_use]
    pub fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// The first member of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let found = self.members.iter().find(|member| member.name.read == name);
        found.map(|member| member.value)
    }

    /// The first name that occurs twice in one object, at any depth.
    #[must_use]
    pub fn duplicate(&self) -> Option<&Duplicate> {
        self.duplicate.as_deref()
    }
}

impl<'a> Value<'a> {
    /// The value with this text, which has to be known as one valid JSON value.
    pub(crate) fn of_valid(text: &'a str) -> Self {
        Self { text }
    }

    /// The value's text, without white space around it.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// What the value is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// The content of a string, with escapes decoded; `None` for other values.
    #[must_use]
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        if self.kind() == Kind::String {
            unquote(self.text)
        } else {
            None
        }
    }

    /// The elements of an array; empty for other values.
    #[must_use]
    pub fn elements(&self) -> Vec<Value<'a>> {
        let mut elements = Vec::new();
        if self.kind() == Kind::Array {
            let mut reader = Reader::at_start_of(self.text);
            // The text is known to be valid, so this cannot fail.
            let _ = reader.elements(1, |element| elements.push(element));
        }
        elements
    }

    /// The members of an object; empty for other values.
    #[must_use]
    pub fn members(&self) -> Vec<Member<'a>> {
        let mut members = Vec::new();
        if self.kind() == Kind::Object {
            let mut reader = Reader::at_start_of(self.text);
            // The text is known to be valid, so this cannot fail.
            let _ = reader.members(1, &mut members);
        }
        members
    }

    /// Whether both values are equal whatever their spelling: strings by their content, numbers by
    /// their exact value, arrays in order, objects in any order.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Value<'_>) -> bool {
        if self.kind() != other.kind() {
            return false;
        }
        match self.kind() {
            Kind::Null | Kind::Boolean => self.text == other.text,
            Kind::Number => {
                let (ours, theirs) = (Decimal::read(self.text), Decimal::read(other.text));
                self.text == other.text || (ours.is_some() && ours == theirs)
            }
            Kind::String => self.as_str() == other.as_str(),
            Kind::Array => {
                let (ours, theirs) = (self.elements(), other.elements());
                ours.len() == theirs.len()
                    && ours.iter().zip(&theirs).all(|(a, b)| a.says_the_same_as(b))
            }
            Kind::Object => {
                let (mut ours, mut theirs) = (self.members(), other.members());
                ours.sort_by(|a, b| a.name.read.cmp(&b.name.read));
                theirs.sort_by(|a, b| a.name.read.cmp(&b.name.read));
                ours.len() == theirs.len()
                    && ours.iter().zip(&theirs).all(|(a, b)| {
                        a.name.read == b.name.read && a.value.says_the_same_as(&b.value)
                    })
            }
        }
    }
}

/// `text` as a JSON string, with quotes and escapes.
#[must_use]
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Appends to `out` what [`quote`] gives.
pub fn append_quoted(text: &str, out: &mut Vec<u8>) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(quote(text).as_bytes());
    }
}

/// The content of a JSON string, which is given with its quotes; `None` where it is not a string or
/// has an invalid escape.
#[must_use]
pub fn unquote(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('\\') {
        serde_json::from_str(text).ok().map(Cow::Owned)
    } else {
        let inner = text.strip_prefix('"')?.strip_suffix('"')?;
        Some(Cow::Borrowed(inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_is_the_same_however_it_is_written() {
        for text in ["", "plain é 😀", "a\"b\\c", "\u{1}\n\u{7f}\u{2028}"] {
            let mut out = Vec::new();
            append_quoted(text, &mut out);
            assert_eq!(out, quote(text).as_bytes());
        }
    }

    fn error(text: &str) -> String {
        Json::parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn members_keep_order_text_and_digits() {
        let json = Json::parse(br#" {"z":1.10, "a" : [1, {"b":null}],"e\u0301":"\ud83d\ude00"} "#)
            .unwrap();
        let members: Vec<_> = json
            .members()
            .iter()
            .map(|member| (member.name.read.as_ref(), member.value.text()))
            .collect();
        assert_eq!(
            members,
            [
                ("z", "1.10"),
                ("a", r#"[1, {"b":null}]"#),
                ("e\u{301}", r#""\ud83d\ude00""#)
            ]
        );
        assert_eq!(json.get("e\u{301}").unwrap().as_str().unwrap(), "😀");
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for (text, message) in [
            ("", "expected a JSON value at byte 0"),
            ("{", "expected a name in quotes at byte 1"),
            (r#"{"a":1,}"#, "expected a name in quotes at byte 7"),
            (r#"{"a" 1}"#, "expected ':' at byte 5"),
            (r#"{"a":1 "b":2}"#, "expected ',' or '}' at byte 7"),
            ("[1,]", "expected a JSON value at byte 3"),
            ("[1 2]", "expected ',' or ']' at byte 3"),
            ("01", "expected the end at byte 1"),
            ("-", "expected a digit at byte 1"),
            ("1.", "expected a digit at byte 2"),
            ("1e+", "expected a digit at byte 3"),
            ("nul", "expected a JSON value at byte 0"),
            ("NaN", "expected a JSON value at byte 0"),
            ("{} {}", "expected the end at byte 3"),
            ("\"a\nb\"", "unescaped control character at byte 2"),
            (r#""abc"#, "expected '\"' at byte 4"),
            (r#""abc\""#, "expected '\"' at byte 6"),
            (r#""\x""#, "invalid escape in the string at byte 0"),
            (r#"["\ud800"]"#, "invalid escape in the string at byte 1"),
            ("\u{feff}{}", "expected a JSON value at byte 0"),
        ] {
            assert_eq!(error(text), message, "{text:?}");
        }
        assert_eq!(
            Json::parse(b"\"a\xff\"").unwrap_err(),
            JsonError::NotUtf8 { at: 2 }
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(
            Json::parse(nested(MAX_DEPTH + 1).as_bytes()).unwrap_err(),
            JsonError::TooDeep { at: MAX_DEPTH }
        );
        let objects = r#"{"a":"#.repeat(5000);
        assert_eq!(
            Json::parse(objects.as_bytes()).unwrap_err(),
            JsonError::TooDeep { at: 5 * MAX_DEPTH }
        );
    }

    #[test]
    fn duplicate_names_are_found_at_any_depth_and_however_spelled() {
        for (text, name, at) in [
            (r#"{"a":1,"a":2}"#, "a", 7),
            (r#"{"a":1,"\u0061":2}"#, "a", 7),
            (r#"{"x":[{"b":{"a":1,"a":2}}]}"#, "a", 18),
            (r#"[{"a":1,"a":2}]"#, "a", 8),
        ] {
            let json = Json::parse(text.as_bytes()).unwrap();
            let name = name.to_owned();
            assert_eq!(json.duplicate(), Some(&Duplicate { name, at }), "{text}");
        }
        let same_name_elsewhere = br#"{"a":{"a":[{"a":1},{"a":2}]}}"#;
        assert_eq!(Json::parse(same_name_elsewhere).unwrap().duplicate(), None);
    }

    #[test]
    fn a_duplicate_among_many_names_is_found() {
        let names: Vec<String> = (0..5000).map(|i| format!("\"n{i}\":0")).collect();
        let unique = format!("{{{}}}", names.join(","));
        assert_eq!(Json::parse(unique.as_bytes()).unwrap().duplicate(), None);
        let repeated = format!("{{{},\"n77\":0}}", names.join(","));
        let json = Json::parse(repeated.as_bytes()).unwrap();
        assert_eq!(json.duplicate().unwrap().name, "n77");
    }

    #[test]
    fn values_are_the_same_by_what_they_say() {
        let same = |a: &str, b: &str| {
            let (a, b) = (
                Json::parse(a.as_bytes()).unwrap(),
                Json::parse(b.as_bytes()).unwrap(),
            );
            a.value().says_the_same_as(&b.value())
        };
        assert!(same("1", "1.0") && same("100", "1e2") && same("-0.0", "0") && same("1.10", "1.1"));
        assert!(!same("12345678901234567890123", "12345678901234567890124"));
        assert!(
            same("0e99999999999999999999", "0")
                && same("1e99999999999999999999", "1e99999999999999999999")
        );
        assert!(!same("1", "-1") && !same("10", "1") && !same("1", "\"1\""));
        assert!(same(r#""\u0061""#, r#""a""#) && !same(r#""a""#, r#""A""#));
        assert!(same(r#"{"a":1,"b":[2]}"#, r#"{ "b": [2], "a": 1 }"#));
        assert!(!same(r#"{"a":1}"#, r#"{"a":1,"b":2}"#) && !same("[1,2]", "[2,1]"));
        assert!(same("null", "null") && !same("true", "false"));
    }
}
