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
    /// When it is closed, or a terminal, where a secret would be seen as it is typed, or when something
    /// else is read from it.
    pub(crate) fn take(&mut self, user: &'static str) -> Result<(), Error> {
        if let Some(first) = self.user.replace(user) {
            return Err(Error::Usage(Usage::StdinTwice {
                first,
                second: user,
            }));
        }
        if is_closed() {
            return Err(Error::StdinClosed { user });
        }
        if io::stdin().is_terminal() {
            return Err(Error::Usage(Usage::StdinIsTerminal { user }));
        }
        Ok(())
    }
}

/// Whether standard input was closed when the program started (`<&-`). The runtime opens `/dev/null`
/// for reading and writing in its place, which would pass for an empty input.
#[cfg(unix)]
fn is_closed() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let stdin = io::stdin();
    let (Ok(flags), Ok(found), Ok(null)) = (fcntl_getfl(&stdin), fstat(&stdin), stat("/dev/null"))
    else {
        return true;
    };
    let is_null = found.st_rdev == null.st_rdev && found.st_ino == null.st_ino;
    is_null && flags.contains(OFlags::RDWR)
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}
