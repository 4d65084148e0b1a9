//! What a key is called and what it is for, as values of flags.

use clap::ValueEnum;
use jwt_toolkit::jwk::KeyUse;

/// What `--kid` may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kid {
    /// A name.
    Given(String),
    /// `thumbprint`: the key's own (RFC 7638).
    Thumbprint,
}

/// The name of a key. It must not be empty: an unset `$VAR` must not name a key.
///
/// # Errors
/// In words.
pub(crate) fn kid(text: &str) -> Result<Kid, String> {
    match text {
        "" => Err("the kid is empty".to_owned()),
        "thumbprint" => Ok(Kid::Thumbprint),
        name => Ok(Kid::Given(name.to_owned())),
    }
}

/// What `--use` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Use {
    /// Signatures
    Sig,
    /// Encryption
    Enc,
}

impl From<Use> for KeyUse {
    fn from(usage: Use) -> Self {
        match usage {
            Use::Sig => Self::Signature,
            Use::Enc => Self::Encryption,
        }
    }
}
