//! The words for keys: where they come from, and those of `key`.

use clap::{Args, ValueEnum, ValueHint};
use jwt_toolkit::jwk::form::text::SecretEncoding;
use std::convert::Infallible;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Where keys come from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys (else JWT_SECRET or JWT_KEY)")]
pub(crate) struct Keys {
    /// The secret itself; everyone on this machine can see it in `ps`
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with = "key",
        value_parser = wiped,
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) secret: Option<Zeroizing<String>>,

    /// A file with a secret, or - (repeatable)
    ///
    /// One line break at its end is not part of the secret.
    #[arg(long, value_name = "FILE", conflicts_with = "key", value_hint = ValueHint::FilePath,
        allow_hyphen_values = true)]
    pub(crate) secret_file: Vec<PathBuf>,

    /// utf8 (default), hex, base64 or base64url
    #[arg(
        long,
        value_name = "ENCODING",
        conflicts_with = "key",
        hide_possible_values = true
    )]
    pub(crate) secret_encoding: Option<Encoding>,

    /// A key file in any form, or - (repeatable)
    ///
    /// PEM, DER, JWK, JWK set, certificate or OpenSSH: the form is found from the content.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, allow_hyphen_values = true)]
    pub(crate) key: Vec<PathBuf>,

    /// Passphrase
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

/// A text that is wiped when it is no longer needed.
#[expect(clippy::unnecessary_wraps, reason = "the parser of a value may fail")]
fn wiped(text: &str) -> Result<Zeroizing<String>, Infallible> {
    Ok(Zeroizing::new(text.to_owned()))
}

impl Keys {
    /// Whether any flag gives a key.
    pub(crate) fn name_a_key(&self) -> bool {
        self.secret.is_some() || !self.secret_file.is_empty() || !self.key.is_empty()
    }

    /// Whether any flag gives a key, or says how one is to be read.
    pub(crate) fn are_given(&self) -> bool {
        self.name_a_key()
            || self.secret_encoding.is_some()
            || self.passphrase.passphrase_file.is_some()
    }
}

/// Where the passphrase of encrypted keys comes from.
#[derive(Args, Debug)]
pub(crate) struct Passphrase {
    /// A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, allow_hyphen_values = true,
        hide_short_help = true)]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// How a secret's text stands for its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// The text's own bytes
    Utf8,
    /// Hex digits
    Hex,
    /// Base64
    Base64,
    /// Base64url
    Base64url,
}

impl Encoding {
    /// Every encoding. What two of them read alike is told as the first.
    pub(crate) const ALL: [Self; 4] = [Self::Utf8, Self::Base64, Self::Base64url, Self::Hex];

    /// Its name as a value of `--secret-encoding`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::Base64url => "base64url",
        }
    }
}

impl From<Encoding> for SecretEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8,
            Encoding::Hex => Self::Hex,
            Encoding::Base64 => Self::Base64,
            Encoding::Base64url => Self::Base64url,
        }
    }
}
