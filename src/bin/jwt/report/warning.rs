//! What is worth telling and stops nothing. `--quiet` silences all of it.

use crate::keyring::provider;
use jwt_toolkit::jwt::Advice;
use std::mem::{Discriminant, discriminant};
use thiserror::Error;

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
    /// About a provider's keys.
    #[error(transparent)]
    Provider(#[from] provider::Warning),
}

/// The kind of a warning: of many lines, each kind is told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WarningKind(Discriminant<Warning>, Option<Discriminant<Advice>>);

impl Warning {
    /// Its kind.
    pub(crate) fn kind(&self) -> WarningKind {
        let advice = match self {
            Self::Token(advice) => Some(discriminant(advice)),
            Self::FewRandomBytes { .. } | Self::Provider(_) => None,
        };
        WarningKind(discriminant(self), advice)
    }
}
