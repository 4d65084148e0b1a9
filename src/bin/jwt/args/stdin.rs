//! Standard input, which only one thing can be read from.

use crate::error::Error;
use std::io::{self, IsTerminal};

/// Standard input, which only one thing can be read from.
#[derive(Debug, Default)]
pub(crate) struct Stdin {
    user: Option<&'static str>,
}

impl Stdin {
    /// Keeps standard input for `user`, a few words for what is read from it.
    ///
    /// # Errors
    /// When it is a terminal, where nobody would know what to type and a secret would be seen, or
    /// when something else is read from it.
    pub(crate) fn take(&mut self, user: &'static str) -> Result<(), Error> {
        if let Some(first) = self.user.replace(user) {
            return Err(Error::usage(
                format!("both {first} and {user} would be read from standard input"),
                "give one of them as a file",
            ));
        }
        if io::stdin().is_terminal() {
            return Err(Error::usage(
                format!("{user} would be read from standard input, which is a terminal"),
                "pipe it in (`< FILE` does that), or give it as an argument",
            ));
        }
        Ok(())
    }
}
