//! Standard input, which only one thing can be read from.

use crate::error::{Error, Usage};
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
            return Err(Error::Usage(Usage::StdinTwice {
                first,
                second: user,
            }));
        }
        if io::stdin().is_terminal() {
            return Err(Error::Usage(Usage::StdinIsTerminal { user }));
        }
        Ok(())
    }
}
