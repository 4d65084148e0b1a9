//! The names of rejections in reports and summaries.

use super::document::Unshown;
use jwt_toolkit::jwt::Rejection;

/// The name of a rejection.
pub(crate) fn of(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::Malformed(_) => "malformed",
        Rejection::Unsigned { .. } => "unsigned",
        Rejection::UnknownAlgorithm { .. } => "unknown_algorithm",
        Rejection::AlgorithmNotPermitted { .. } => "algorithm_not_permitted",
        Rejection::UnsupportedCritical { .. } => "unsupported_critical",
        Rejection::KeyNotPermitted { .. } => "key_not_permitted",
        Rejection::SelectedKeyUnusable { .. } | Rejection::NoUsableKey { .. } => "key_unusable",
        Rejection::AmbiguousKid { .. } => "ambiguous_kid",
        Rejection::NoKey => "no_key",
        Rejection::SignatureMismatch { .. } => "signature_mismatch",
        Rejection::Expired { .. } => "expired",
        Rejection::TooOld { .. } => "too_old",
        Rejection::NotYetValid { .. } => "not_yet_valid",
        Rejection::IssuedInFuture { .. } => "issued_in_future",
        Rejection::ClaimMissing { .. } => "claim_missing",
        Rejection::ClaimMismatch { .. } => "claim_mismatch",
        Rejection::ClaimLacks { .. } => "claim_lacks",
        Rejection::UncheckedAudience { .. } => "unchecked_audience",
        Rejection::TypMismatch { .. } => "typ_mismatch",
    }
}

/// The name of a token that does not have what was asked for.
pub(super) fn of_unshown(unshown: &Unshown) -> &'static str {
    match unshown {
        Unshown::ClaimMissing(_) => "claim_missing",
        Unshown::NotATime(_) => "claim_mismatch",
        Unshown::PayloadEncrypted => "malformed",
    }
}

/// The claim at fault, where it is one; `typ` is a header parameter.
pub(crate) fn claim(rejection: &Rejection) -> Option<&str> {
    match rejection {
        Rejection::Expired { .. } => Some("exp"),
        Rejection::TooOld { .. } | Rejection::IssuedInFuture { .. } => Some("iat"),
        Rejection::NotYetValid { .. } => Some("nbf"),
        Rejection::UncheckedAudience { .. } => Some("aud"),
        Rejection::ClaimMissing { claim, .. }
        | Rejection::ClaimMismatch { claim, .. }
        | Rejection::ClaimLacks { claim, .. } => Some(claim),
        _ => None,
    }
}
