//! The steps of a token's way in words, for `--explain`.

use super::escape::one_line;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwt::{Claims, RegisteredClaim, Step};
use jwt_toolkit::jwt::{Outcome, Subject};

/// A step's name and its outcome.
pub(super) fn in_words<'s>(step: &Step<'s>, now: NumericDate) -> (&'s str, String) {
    match step {
        Step::Split(compact) => (
            "split",
            format!(
                "header {}, payload {}, signature {} characters",
                compact.header().len(),
                compact.payload().len(),
                compact.signature().len()
            ),
        ),
        Step::Failed(stage, error) => (*stage, format!("failed: {error}")),
        Step::Header(json) => ("header", one_line(json).into_owned()),
        Step::KeySkipped(key) => ("key", format!("{}: skipped: {}", key.source, key.reason)),
        Step::Key(key, Ok(())) => ("key", format!("{key}: may verify this token")),
        Step::Key(key, Err(reason)) => ("key", format!("{key}: passed over: {reason}")),
        Step::Signature(alg, key, true) => ("signature", format!("{alg} with {key}: matches")),
        Step::Signature(alg, key, false) => {
            ("signature", format!("{alg} with {key}: does not match"))
        }
        Step::Claim(Subject::Typ, outcome, _, header) => {
            let typ = header.typ.as_deref().map(quote);
            (
                "header typ",
                outcome_in_words(outcome, typ.as_deref(), None, now),
            )
        }
        Step::Claim(Subject::Registered(claim), outcome, claims, _) => {
            let value = claims.json().get(claim.name()).map(|value| value.text());
            let time = time(*claim, claims);
            (claim.name(), outcome_in_words(outcome, value, time, now))
        }
        Step::Claim(Subject::Claim(path), outcome, claims, _) => {
            let value = path.find(claims.json()).map(|value| value.text());
            (path.as_str(), outcome_in_words(outcome, value, None, now))
        }
    }
}

fn time(claim: RegisteredClaim, claims: &Claims<'_>) -> Option<NumericDate> {
    let mut times = claims.times();
    times.find_map(|(name, time)| (name == claim).then_some(time))
}

fn outcome_in_words(
    outcome: &Outcome,
    value: Option<&str>,
    time: Option<NumericDate>,
    now: NumericDate,
) -> String {
    let value = value.map(one_line);
    let value = value.as_deref().unwrap_or("missing");
    let shown = match time {
        Some(time) => format!("{value} ({time}, {})", time.relative_to(now)),
        None => value.to_owned(),
    };
    match outcome {
        Outcome::Passed => format!("{shown}: passed"),
        Outcome::Failed(error) => format!("failed: {error}"),
        Outcome::NotChecked => format!("{shown}: not checked"),
    }
}
