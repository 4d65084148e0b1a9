//! The passphrase of encrypted keys.

use super::variable;
use crate::args::{self, Stdin};
use crate::files;
use crate::report::invisible;
use crate::signals::{self, Pending};
use anyhow::Result;
use jwt_toolkit::jwk::MAX_KEY_FILE_BYTES;
use zeroize::Zeroizing;

const JWT_KEY_PASSPHRASE: &str = "JWT_KEY_PASSPHRASE";

/// The passphrase of encrypted keys: from a file, else the environment, else the terminal, which is
/// asked once for each file and only when a key needs it.
pub(super) struct Passphrases {
    given: Option<Zeroizing<Vec<u8>>>,
    typed: Option<(String, Option<Zeroizing<Vec<u8>>>)>,
}

impl Passphrases {
    pub(super) fn find(flags: &args::Passphrase, stdin: &mut Stdin) -> Result<Self> {
        let given = match &flags.passphrase_file {
            Some(path) => {
                let content = files::read(path, "the passphrase", MAX_KEY_FILE_BYTES, stdin)?;
                let line = content.strip_suffix(b"\n").unwrap_or(&content);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                Some(Zeroizing::new(line.to_vec()))
            }
            None => variable(JWT_KEY_PASSPHRASE)?.map(|text| Zeroizing::new(text.bytes().to_vec())),
        };
        Ok(Self { given, typed: None })
    }

    pub(super) fn ask(&mut self, source: &str) -> Option<Zeroizing<Vec<u8>>> {
        if self.given.is_some() {
            return self.given.clone();
        }
        if let Some((asked, typed)) = &self.typed
            && asked == source
        {
            return typed.clone();
        }
        // Without a terminal the passphrase cannot be asked for, and the key is not decrypted.
        let prompt = format!("Passphrase of {}: ", invisible(source));
        let echo = echo_on_signal();
        let typed = rpassword::prompt_password(prompt).ok();
        drop(echo);
        let typed = typed.map(|text| Zeroizing::new(text.into_bytes()));
        self.typed = Some((source.to_owned(), typed.clone()));
        typed
    }
}

/// Restores the terminal's echo if a signal ends the program during the prompt: not every shell
/// does that.
#[cfg(unix)]
fn echo_on_signal() -> Option<Pending> {
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    let terminal = std::fs::File::open("/dev/tty").ok()?;
    let modes = tcgetattr(&terminal).ok()?;
    Some(signals::undo_on_signal(move || {
        // Where the terminal is gone, nothing is left to restore.
        let _ = tcsetattr(&terminal, OptionalActions::Now, &modes);
    }))
}

#[cfg(not(unix))]
fn echo_on_signal() -> Option<Pending> {
    None
}
