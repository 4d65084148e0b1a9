//! The reader itself: grammar, escapes, depth and duplicate names in one pass.

use super::{Duplicate, JsonError, MAX_DEPTH, Member, Name, PAIRWISE_NAMES, Value, unquote};
use std::borrow::Cow;
use std::collections::HashSet;

/// The end of the string that starts at `start`, past its quote, and whether it has escapes.
/// An unescaped control character or the end of the text is the error, by its place.
pub(super) fn string_end(bytes: &[u8], start: usize) -> Result<(usize, bool), usize> {
    let mut escaped = false;
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, escaped)),
            Some(b'\\') => {
                escaped = true;
                at += 2;
            }
            Some(0..0x20) => return Err(at),
            Some(_) => at += 1,
            None => return Err(bytes.len()),
        }
    }
}

/// A reader of one JSON text, at some byte of it.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    /// The names of the nested objects that are open, each object's above its parent's.
    names: Vec<Name<'a>>,
    pub(super) duplicate: Option<Duplicate>,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a text.
    pub(super) fn at_start_of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            names: Vec::new(),
            duplicate: None,
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    pub(super) fn expected(&self, expected: &'static str) -> JsonError {
        JsonError::Expected {
            expected,
            at: self.at,
        }
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                self.string()?;
            }
            Some(b'{') => self.object(depth + 1)?,
            Some(b'[') => self.elements(depth + 1, |_| ())?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            _ => return Err(self.expected("a JSON value")),
        }
        Ok(Value {
            text: &self.text[start..self.at],
        })
    }

    fn word(&mut self, word: &'static str) -> Result<(), JsonError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.expected("a JSON value"))
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.expected("a digit"));
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Reads a string, quotes included, and what it stands for.
    fn string(&mut self) -> Result<Name<'a>, JsonError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let (end, escaped) = string_end(bytes, start).map_err(|at| {
            if at < bytes.len() {
                JsonError::ControlCharacter { at }
            } else {
                JsonError::Expected {
                    expected: "'\"'",
                    at,
                }
            }
        })?;
        let text = &self.text[start..end];
        let read = if escaped {
            unquote(text).ok_or(JsonError::InvalidEscape { at: start })?
        } else {
            Cow::Borrowed(&text[1..text.len() - 1])
        };
        self.at = end;
        Ok(Name {
            text,
            read,
            at: start,
        })
    }

    /// Reads an object's members, the reader being at its `{`.
    pub(super) fn members(&mut self, depth: usize) -> Result<Vec<Member<'a>>, JsonError> {
        let mut members = Vec::new();
        self.each_member(depth, |_, name, value| members.push(Member { name, value }))?;
        Ok(members)
    }

    /// Reads an object for its names alone.
    fn object(&mut self, depth: usize) -> Result<(), JsonError> {
        let base = self.names.len();
        self.each_member(depth, |reader, name, _| reader.names.push(name))?;
        let names = self.names.split_off(base);
        self.note_duplicate(&names, |name| name);
        Ok(())
    }

    fn each_member(
        &mut self,
        depth: usize,
        mut each: impl FnMut(&mut Self, Name<'a>, Value<'a>),
    ) -> Result<(), JsonError> {
        self.enter(depth)?;
        if self.close(b'}') {
            return Ok(());
        }
        loop {
            self.white_space();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a name in quotes"));
            }
            let name = self.string()?;
            self.white_space();
            if self.peek() != Some(b':') {
                return Err(self.expected("':'"));
            }
            self.at += 1;
            self.white_space();
            let value = self.value(depth)?;
            each(self, name, value);
            self.white_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.expected("',' or '}'")),
            }
        }
    }

    /// Reads an array's elements, the reader being at its `[`.
    pub(super) fn elements(
        &mut self,
        depth: usize,
        mut each: impl FnMut(Value<'a>),
    ) -> Result<(), JsonError> {
        self.enter(depth)?;
        if self.close(b']') {
            return Ok(());
        }
        loop {
            self.white_space();
            each(self.value(depth)?);
            self.white_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.expected("',' or ']'")),
            }
        }
    }

    /// Steps over an opening bracket.
    fn enter(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError::TooDeep { at: self.at });
        }
        self.at += 1;
        self.white_space();
        Ok(())
    }

    /// Steps over `bracket` where the reader stands at it.
    fn close(&mut self, bracket: u8) -> bool {
        let closes = self.peek() == Some(bracket);
        self.at += usize::from(closes);
        closes
    }

    pub(super) fn note_duplicate<T>(&mut self, items: &[T], name: impl Fn(&T) -> &Name<'a>) {
        if self.duplicate.is_some() {
            return;
        }
        let repeated = if items.len() <= PAIRWISE_NAMES {
            (1..items.len()).find(|&i| {
                let read = &name(&items[i]).read;
                items[..i].iter().any(|item| name(item).read == *read)
            })
        } else {
            let mut seen = HashSet::with_capacity(items.len());
            items
                .iter()
                .position(|item| !seen.insert(name(item).read.as_ref()))
        };
        self.duplicate = repeated.map(|i| {
            let name = name(&items[i]);
            Duplicate {
                name: name.read.clone().into_owned(),
                at: name.at,
            }
        });
    }
}
