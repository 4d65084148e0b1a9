//! The library's verdict on a token, with the exit code that the design has for it. The codes are
//! written down here once more, so that the program's own table is tested too.

use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::jwt::{Rejected, Rejection, Verifier, Workspace};

/// The exit code of a token that the signature keeps out, or a missing key or algorithm for it.
pub(crate) const SIGNATURE: i32 = 4;

/// The payload of a token that is accepted in 1970, or the exit code and every reason.
pub(crate) fn verdict(verifier: &Verifier, token: &[u8]) -> Result<Vec<u8>, (i32, String)> {
    let now = NumericDate::from_seconds(0.0).expect("finite");
    match Workspace::new(verifier).verify(token, now, |_| ()) {
        Ok(token) => Ok(token.payload().to_vec()),
        Err(rejected) => {
            let texts: Vec<_> = rejected.errors.iter().map(ToString::to_string).collect();
            Err((code_of_all(&rejected), texts.join("; ")))
        }
    }
}

/// The smallest code wins.
fn code_of_all(rejected: &Rejected<'_>) -> i32 {
    let codes = rejected.errors.iter().map(code);
    codes.min().expect("a reason")
}

fn code(rejection: &Rejection) -> i32 {
    match rejection {
        Rejection::Malformed(_) => 3,
        Rejection::Unsigned { .. }
        | Rejection::UnknownAlgorithm { .. }
        | Rejection::AlgorithmNotPermitted { .. }
        | Rejection::UnsupportedCritical { .. }
        | Rejection::KeyNotPermitted { .. }
        | Rejection::SelectedKeyUnusable { .. }
        | Rejection::NoUsableKey { .. }
        | Rejection::AmbiguousKid { .. }
        | Rejection::NoKey
        | Rejection::SignatureMismatch { .. } => SIGNATURE,
        Rejection::ClaimMissing { .. }
        | Rejection::ClaimMismatch { .. }
        | Rejection::ClaimLacks { .. }
        | Rejection::UncheckedAudience { .. }
        | Rejection::TypMismatch { .. } => 5,
        Rejection::NotYetValid { .. } | Rejection::IssuedInFuture { .. } => 6,
        Rejection::Expired { .. } | Rejection::TooOld { .. } => 7,
    }
}
