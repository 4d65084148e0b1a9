//! Chunks of whole lines, cut from inputs of any length in constant memory.

use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{self, Read};

/// The longest line that is looked at, in bytes: a token and what is pasted along with it, as for a
/// single one. The rest of a longer line is skipped, and never taken for another.
pub(crate) const MAX_LINE_BYTES: usize = 2 * MAX_TOKEN_BYTES;

/// How much is read at once, in bytes.
const CHUNK_BYTES: usize = 1 << 18;

/// An input that could not be opened or read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// Which input, from 0.
    pub(crate) input: usize,
    /// Why.
    pub(crate) error: io::Error,
}

/// Some whole lines of one input.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    buffer: Vec<u8>,
    length: usize,
    input: usize,
    first_line: u64,
    is_too_long: bool,
}

impl Chunk {
    /// Which input the lines are of, from 0.
    #[must_use]
    pub(crate) fn input(&self) -> usize {
        self.input
    }

    /// The number of the first line within its input, from 1.
    #[must_use]
    pub(crate) fn first_line(&self) -> u64 {
        self.first_line
    }

    /// Whether this stands for one line that is longer than [`MAX_LINE_BYTES`], and holds nothing.
    #[must_use]
    pub(crate) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// Whether a long line made it take more memory than chunks do.
    #[must_use]
    pub(crate) fn is_large(&self) -> bool {
        self.buffer.len() > CHUNK_BYTES
    }

    /// The bytes, line breaks and all.
    #[must_use]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// The lines with their numbers, without their line breaks.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let bytes = self.bytes();
        let mut start = 0;
        let ends = memchr_iter(b'\n', bytes);
        let last = (!bytes.is_empty() && !bytes.ends_with(b"\n")).then_some(bytes.len());
        let lines = ends.chain(last).map(move |end| {
            let line = &bytes[start..end];
            start = end + 1;
            line
        });
        (self.first_line..).zip(lines)
    }
}

/// Inputs, to be opened one after the other.
type Inputs = Box<dyn Iterator<Item = io::Result<Box<dyn Read + Send>>> + Send>;

/// The lines of several inputs, read in chunks.
pub(crate) struct Lines {
    inputs: Inputs,
    current: Option<Box<dyn Read + Send>>,
    /// The number of inputs opened so far.
    opened: usize,
    /// The next line's number.
    line: u64,
    /// What was read beyond the last chunk.
    rest: Vec<u8>,
}

impl Lines {
    /// The lines of inputs that are opened when it is their turn.
    #[must_use]
    pub(crate) fn new(
        inputs: impl Iterator<Item = io::Result<Box<dyn Read + Send>>> + Send + 'static,
    ) -> Self {
        Self {
            inputs: Box::new(inputs),
            current: None,
            opened: 0,
            line: 1,
            rest: Vec::new(),
        }
    }

    /// Reads the next chunk: as many whole lines as one reading gives, so that a slow source is
    /// answered at once. `false` says that there are no more.
    ///
    /// # Errors
    /// When an input cannot be opened or read.
    pub(crate) fn read(&mut self, chunk: &mut Chunk) -> Result<bool, Unreadable> {
        loop {
            if self.current.is_none() && !self.open_next()? {
                return Ok(false);
            }
            if self.read_current(chunk)? {
                return Ok(true);
            }
            self.current = None;
        }
    }

    fn open_next(&mut self) -> Result<bool, Unreadable> {
        let Some(next) = self.inputs.next() else {
            return Ok(false);
        };
        self.opened += 1;
        self.line = 1;
        self.current = Some(next.map_err(|error| self.unreadable(error))?);
        Ok(true)
    }

    fn unreadable(&self, error: io::Error) -> Unreadable {
        Unreadable {
            input: self.opened - 1,
            error,
        }
    }

    fn read_current(&mut self, chunk: &mut Chunk) -> Result<bool, Unreadable> {
        if chunk.buffer.len() < CHUNK_BYTES {
            chunk.buffer.resize(CHUNK_BYTES, 0);
        }
        chunk.input = self.opened - 1;
        chunk.first_line = self.line;
        chunk.is_too_long = false;
        let mut filled = self.rest.len();
        if chunk.buffer.len() < filled {
            chunk.buffer.resize(filled, 0);
        }
        chunk.buffer[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        let mut searched = 0;
        loop {
            if let Some(end) = memrchr(b'\n', &chunk.buffer[searched..filled]) {
                let end = searched + end + 1;
                self.rest.extend_from_slice(&chunk.buffer[end..filled]);
                return Ok(self.give(chunk, end));
            }
            searched = filled;
            if filled > MAX_LINE_BYTES {
                self.skip_line(&mut chunk.buffer)?;
                chunk.is_too_long = true;
                chunk.length = 0;
                self.line += 1;
                return Ok(true);
            }
            if filled == chunk.buffer.len() {
                // No further, so that what is too long does not depend on how it arrives.
                chunk.buffer.resize((2 * filled).min(MAX_LINE_BYTES + 1), 0);
            }
            match self.fill(&mut chunk.buffer[filled..])? {
                0 if filled == 0 => return Ok(false),
                0 => return Ok(self.give(chunk, filled)),
                read => filled += read,
            }
        }
    }

    fn give(&mut self, chunk: &mut Chunk, length: usize) -> bool {
        chunk.length = length;
        let breaks = memchr_iter(b'\n', chunk.bytes()).count();
        self.line += breaks as u64;
        true
    }

    /// Reads on to the end of a line that is too long.
    fn skip_line(&mut self, buffer: &mut [u8]) -> Result<(), Unreadable> {
        loop {
            let read = self.fill(buffer)?;
            if read == 0 {
                return Ok(());
            }
            if let Some(end) = memchr(b'\n', &buffer[..read]) {
                self.rest.extend_from_slice(&buffer[end + 1..read]);
                return Ok(());
            }
        }
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Unreadable> {
        let Some(input) = &mut self.current else {
            return Ok(0);
        };
        loop {
            match input.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read.map_err(|error| self.unreadable(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(buffer.len()).min(self.0.len());
            let (now, later) = self.0.split_at(length);
            buffer[..length].copy_from_slice(now);
            self.0 = later;
            Ok(length)
        }
    }

    type Line = (usize, u64, Option<Vec<u8>>);

    fn all(inputs: Vec<Box<dyn Read + Send>>) -> Vec<Line> {
        let mut lines = Lines::new(inputs.into_iter().map(Ok));
        let mut chunk = Chunk::default();
        let mut all = Vec::new();
        while lines.read(&mut chunk).expect("readable") {
            if chunk.is_too_long() {
                all.push((chunk.input(), chunk.first_line(), None));
            }
            for (number, line) in chunk.lines() {
                all.push((chunk.input(), number, Some(line.to_vec())));
            }
        }
        all
    }

    fn line(input: usize, number: u64, text: &str) -> Line {
        (input, number, Some(text.as_bytes().to_vec()))
    }

    #[test]
    fn lines_are_numbered_within_their_input_however_they_arrive() {
        for step in [1, 2, 3, 7, 100] {
            let inputs: Vec<Box<dyn Read + Send>> = vec![
                Box::new(Slow(b"a\n\nbcd\r\n", step)),
                Box::new(Slow(b"", step)),
                Box::new(Slow(b"\nlast without a break", step)),
            ];
            assert_eq!(
                all(inputs),
                [
                    line(0, 1, "a"),
                    line(0, 2, ""),
                    line(0, 3, "bcd\r"),
                    line(2, 1, ""),
                    line(2, 2, "last without a break"),
                ]
            );
        }
    }

    #[test]
    fn the_rest_of_a_line_that_is_too_long_is_never_another_line() {
        let mut text = b"first\n".to_vec();
        text.resize(text.len() + MAX_LINE_BYTES + 1, b'x');
        text.extend_from_slice(b" tail\nafter\n");
        text.resize(text.len() + 3 * MAX_LINE_BYTES, b'y');
        for step in [1 << 12, 1 << 16, 1 << 20, usize::MAX] {
            let text: &'static [u8] = text.clone().leak();
            assert_eq!(
                all(vec![Box::new(Slow(text, step))]),
                [
                    line(0, 1, "first"),
                    (0, 2, None),
                    line(0, 3, "after"),
                    (0, 4, None)
                ]
            );
        }
    }

    #[test]
    fn the_longest_line_is_whole() {
        let mut text = vec![b'x'; MAX_LINE_BYTES];
        text.extend_from_slice(b"\nafter");
        let text: &'static [u8] = text.leak();
        let lines = all(vec![Box::new(Slow(text, usize::MAX))]);
        let lengths = lines.iter().map(|(_, _, line)| line.as_ref().map(Vec::len));
        assert_eq!(lengths.collect::<Vec<_>>(), [Some(MAX_LINE_BYTES), Some(5)]);
    }
}
