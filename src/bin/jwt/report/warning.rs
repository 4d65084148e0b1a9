//! What is worth telling and stops nothing. `--quiet` silences all of it.

use crate::files::OthersMay;
use crate::keyring::{OddSecret, provider};
use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwk::KeyRemark;
use jwt_toolkit::jwt::Advice;
use std::mem::{Discriminant, discriminant};
use thiserror::Error;

/// How GitHub's installation tokens start: with this, the number of the app, and a JWT follows.
pub(super) const GITHUB: &str = "ghs_";

/// A warning or a piece of advice.
#[derive(Clone, Debug, Error, PartialEq)]
pub(crate) enum Warning {
    /// About a token or the key that signs it.
    #[error("{0}")]
    Token(#[from] Advice),
    /// `gen-secret` was asked for less than any HMAC algorithm wants.
    #[error("few random bytes: {bytes} of the 32 that HS256 wants")]
    FewRandomBytes {
        /// As many as were asked for.
        bytes: usize,
    },
    /// A prefix stands in front of a token, and was left out.
    #[error("{} in front of the token is left out", quote(.0))]
    Prefix(String),
    /// A secret's text probably has a mistake.
    #[error("{0}")]
    SecretText(OddSecret),
    /// A secret is the name of a file that exists, which is not what was meant.
    #[error("{source_name} is the name of a file, and is used as the secret itself")]
    SecretNamesAFile {
        /// Where the secret comes from.
        source_name: String,
        /// Whether the file holds a key in a file format.
        holds_a_key: bool,
    },
    /// JSON that may be meant for publishing holds private keys.
    #[error("the output holds {}", counted(*.count, "a private key", "private keys"))]
    PrivateKeysWritten {
        /// How many.
        count: usize,
    },
    /// JSON that may be meant for publishing holds secrets.
    #[error("the output holds {}", counted(*.count, "a secret", "secrets"))]
    SecretsWritten {
        /// How many.
        count: usize,
    },
    /// A remark on a key that can be used.
    #[error("{source_name}: {remark}")]
    Key {
        /// Where it came from.
        source_name: String,
        /// What is worth telling of it.
        remark: KeyRemark,
    },
    /// A file with a key that signs is open to other users.
    #[error("other users may {} {file}, which holds what signs", verb(*.others_may))]
    OpenFile {
        /// The file.
        file: String,
        /// What they may do.
        others_may: OthersMay,
    },
    /// About a provider's keys.
    #[error(transparent)]
    Provider(#[from] provider::Warning),
}

/// The kind of a warning, or of a hint on lines that were rejected: of many lines, each kind is told
/// once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WarningKind {
    /// A warning.
    Warning(Discriminant<Warning>),
    /// A piece of advice on a token or its key.
    Advice(Discriminant<Advice>),
    /// A hint, by its words.
    Hint(&'static str),
}

impl Warning {
    /// That a token has a prefix, where it is one that is known. In a log, letters in front of a token
    /// are often the end of an escape.
    pub(crate) fn on_prefix(prefix: &str) -> Option<Self> {
        prefix
            .starts_with(GITHUB)
            .then(|| Self::Prefix(prefix.to_owned()))
    }

    /// Its kind.
    pub(crate) fn kind(&self) -> WarningKind {
        match self {
            Self::Token(advice) => WarningKind::Advice(discriminant(advice)),
            _ => WarningKind::Warning(discriminant(self)),
        }
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        1 => one.to_owned(),
        count => format!("{count} {several}"),
    }
}

const fn verb(others_may: OthersMay) -> &'static str {
    match others_may {
        OthersMay::Read => "read",
        OthersMay::Write => "change",
    }
}
