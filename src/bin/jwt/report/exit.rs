//! How a run ends: the only list of the exit codes, and the only place where a fact becomes one.

use super::document::Unshown;
use crate::error::Error;
use jwt_toolkit::jws::NoSigner;
use jwt_toolkit::jwt::{IssueError, Rejected, Rejection};

/// How a run ends, as the shell sees it: the only list of the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done; for `verify`, accepted.
    Done = 0,
    /// A file, key or network problem, or no key at all.
    CouldNotRun = 1,
    /// Wrong usage, or invalid claims to sign.
    Usage = 2,
    /// Rejected: malformed token.
    Malformed = 3,
    /// Rejected: the signature, or no permitted key or algorithm for it.
    Signature = 4,
    /// Rejected: a claim is not as demanded.
    Claim = 5,
    /// Rejected: not valid yet.
    NotYetValid = 6,
    /// Rejected: expired, and nothing else is wrong.
    Expired = 7,
}

impl Exit {
    /// Every way to end, with what it means to the shell.
    pub(crate) const ALL: [(Self, &'static str); 8] = [
        (Self::Done, "done; for verify, accepted"),
        (
            Self::CouldNotRun,
            "could not run: a file, key or network problem, or no key at all",
        ),
        (
            Self::Usage,
            "could not run: wrong usage, or invalid claims to sign",
        ),
        (Self::Malformed, "rejected: malformed token"),
        (
            Self::Signature,
            "rejected: the signature, or no permitted key or algorithm for it",
        ),
        (Self::Claim, "rejected: a claim is not as demanded"),
        (Self::NotYetValid, "rejected: not valid yet"),
        (
            Self::Expired,
            "rejected: expired, and nothing else is wrong",
        ),
    ];
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// The code of a failure that is told by an error.
    pub(crate) fn of_failure(error: &anyhow::Error) -> Self {
        error.downcast_ref().map_or(Self::CouldNotRun, Self::of)
    }

    fn of(error: &Error) -> Self {
        match error {
            Error::Issue(IssueError::Signing(_)) => Self::CouldNotRun,
            Error::Usage(_)
            | Error::ProviderFlags(_)
            | Error::Issue(_)
            | Error::NoSigner(NoSigner::SeveralKeys { .. }) => Self::Usage,
            Error::Malformed(_) => Self::Malformed,
            Error::Unshown(unshown) => Self::of_unshown(unshown),
            _ => Self::CouldNotRun,
        }
    }

    /// The code of a token that does not have what was asked for.
    pub(super) fn of_unshown(unshown: &Unshown) -> Self {
        match unshown {
            Unshown::ClaimMissing(_) | Unshown::NotATime(_) => Self::Claim,
            Unshown::PayloadEncrypted => Self::Malformed,
        }
    }

    /// The code of one reason to reject a token.
    pub(crate) fn of_rejection(rejection: &Rejection) -> Self {
        match rejection {
            Rejection::Malformed(_) => Self::Malformed,
            Rejection::Expired { .. } | Rejection::TooOld { .. } => Self::Expired,
            Rejection::NotYetValid { .. } | Rejection::IssuedInFuture { .. } => Self::NotYetValid,
            Rejection::ClaimMissing { .. }
            | Rejection::ClaimMismatch { .. }
            | Rejection::ClaimLacks { .. }
            | Rejection::UncheckedAudience { .. }
            | Rejection::TypMismatch { .. } => Self::Claim,
            Rejection::Unsigned { .. }
            | Rejection::UnknownAlgorithm { .. }
            | Rejection::AlgorithmNotPermitted { .. }
            | Rejection::UnsupportedCritical { .. }
            | Rejection::KeyNotPermitted { .. }
            | Rejection::SelectedKeyUnusable { .. }
            | Rejection::NoUsableKey { .. }
            | Rejection::AmbiguousKid { .. }
            | Rejection::NoKey
            | Rejection::SignatureMismatch { .. } => Self::Signature,
        }
    }

    /// The code of a rejected token: the smallest among its reasons.
    pub(crate) fn of_rejected(token: &Rejected<'_>) -> Self {
        Self::of_reasons(&token.errors)
    }

    /// The smallest code among some reasons to reject a token.
    pub(super) fn of_reasons(reasons: &[Rejection]) -> Self {
        let exits = reasons.iter().map(Self::of_rejection);
        exits.min().unwrap_or(Self::Malformed)
    }
}
