//! The reader: checks grammar, escapes, depth and duplicate names in one pass.

use super::{Duplicate, JsonError, MAX_DEPTH, Member, Name, PAIRWISE_NAMES, Value, unquote};
use std::borrow::Cow;
use std::collections::HashSet;

/// For the string that starts at `start`, the offset after its closing quote, and whether it has
/// escapes. The error is the offset of an unescaped control character, or the end of the text.
pub(super) fn string_end(bytes: &[u8], start: usize) -> Result<(usize, bool), usize> {
    let mut escaped = false;
    let mut at = start + 1;
    loop {
        at += ordinary(bytes.get(at..).unwrap_or_default());
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

/// The number of bytes at the start that need no look one by one: none is a quote, a backslash or a
/// control character. Looks at eight bytes at a time, and may stop before the last few.
fn ordinary(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES << 7;
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        // The lowest byte whose top bit is set is correct; a borrow affects higher bytes only.
        let zero = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
        let control = word.wrapping_sub(ONES * 0x20) & !word & TOPS;
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let special = control | quote | backslash;
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at
}

/// A reader of one JSON text, with its position.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    /// The names in the nested objects that are open, as a stack: an object's names lie above those
    /// of the object that contains it.
    pub(super) names: Vec<Name<'a>>,
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
            Some(b'"') => self.text_value()?,
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

    /// Steps over a string, quotes included, and says whether it has escapes.
    fn string(&mut self) -> Result<(&'a str, bool), JsonError> {
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
        self.at = end;
        Ok((&self.text[start..end], escaped))
    }

    /// Reads a string value. Its escapes are checked now, although its content is not needed yet.
    fn text_value(&mut self) -> Result<(), JsonError> {
        let at = self.at;
        match self.string()? {
            (text, true) if unquote(text).is_none() => Err(JsonError::InvalidEscape { at }),
            _ => Ok(()),
        }
    }

    /// Reads the name of a member.
    fn name(&mut self) -> Result<Name<'a>, JsonError> {
        let at = self.at;
        let (text, escaped) = self.string()?;
        let read = if escaped {
            unquote(text).ok_or(JsonError::InvalidEscape { at })?
        } else {
            Cow::Borrowed(&text[1..text.len() - 1])
        };
        Ok(Name { text, read, at })
    }

    /// Reads an object, the reader being at its `{`, and appends its members to `members`.
    pub(super) fn members(
        &mut self,
        depth: usize,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(), JsonError> {
        self.each_member(depth, |_, name, value| members.push(Member { name, value }))
    }

    /// Reads an object and checks its names, without keeping its members.
    fn object(&mut self, depth: usize) -> Result<(), JsonError> {
        let base = self.names.len();
        self.each_member(depth, |reader, name, _| reader.names.push(name))?;
        if self.duplicate.is_none() {
            self.duplicate = duplicate(&self.names[base..], |name| name);
        }
        self.names.truncate(base);
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
            let name = self.name()?;
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

    /// Reads an array, the reader being at its `[`.
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

    /// Steps over `bracket` if it comes next.
    fn close(&mut self, bracket: u8) -> bool {
        let closes = self.peek() == Some(bracket);
        self.at += usize::from(closes);
        closes
    }
}

/// The first repeated name among `items`.
pub(super) fn duplicate<'n, 'a: 'n, T>(
    items: &'n [T],
    name: impl Fn(&'n T) -> &'n Name<'a>,
) -> Option<Duplicate> {
    let repeated = if items.len() <= PAIRWISE_NAMES {
        // A bit for each fingerprint seen: names with different fingerprints need not be compared.
        let mut seen = 0_u64;
        (0..items.len()).find(|&i| {
            let read = &name(&items[i]).read;
            let bit = 1 << fingerprint(read.as_bytes());
            let is_new = seen & bit == 0;
            seen |= bit;
            !is_new && items[..i].iter().any(|item| name(item).read == *read)
        })
    } else {
        let mut seen = HashSet::with_capacity(items.len());
        items
            .iter()
            .position(|item| !seen.insert(name(item).read.as_ref()))
    };
    repeated.map(|i| {
        let name = name(&items[i]);
        Duplicate {
            name: name.read.clone().into_owned(),
            at: name.at,
        }
    })
}

/// A number below 64 that is the same for equal names.
fn fingerprint(name: &[u8]) -> u8 {
    let ends = match name {
        [first, .., last] => first.wrapping_mul(7) ^ last,
        [only] => *only,
        [] => 0,
    };
    (ends ^ name.len().to_le_bytes()[0]) & 63
}
