//! Where in the input a token of many stands.

use std::fmt;

/// Where in the input a token stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The input's name, where there are several.
    pub(crate) input: Option<&'a str>,
    /// The line's number within its input, from 1.
    pub(crate) line: u64,
    /// The byte within the line, from 1, where the token was looked for.
    pub(crate) column: Option<usize>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(input) = self.input {
            write!(f, "{input}: ")?;
        }
        write!(f, "line {}", self.line)?;
        match self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}
