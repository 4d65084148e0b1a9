//! What is demanded of a token besides its signature. The check is pure: the current time is passed
//! in. It reports every claim that is not as demanded, not only the first one.

use super::claims::{Claims, RegisteredClaim};
use super::rejection::Rejection;
use crate::codec::NumericDate;
use crate::codec::json::{Json, JsonError, Kind, Value, quote};
use crate::jws::Header;

/// A claim that has to be present with a certain value.
#[derive(Clone, Debug)]
pub struct Demand {
    name: String,
    /// Valid JSON, without white space around it.
    json: String,
}

impl Demand {
    /// Demands the claim `name` with the value `json`. Values are compared by what they mean, not by
    /// their spelling ([`Value::says_the_same_as`]).
    ///
    /// # Errors
    /// When `json` is not one JSON value.
    pub fn new(name: &str, json: &str) -> Result<Self, JsonError> {
        let value = Json::parse(json.as_bytes())?.value();
        Ok(Self {
            name: name.to_owned(),
            json: value.text().to_owned(),
        })
    }

    /// The claim's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn value(&self) -> Value<'_> {
        Value::of_valid(&self.json)
    }
}

/// What is demanded of a token besides its signature. The default checks `exp` and `nbf` alone.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// `iss` has to be one of these, unless the list is empty (RFC 7519, section 4.1.1).
    pub issuers: Vec<String>,
    /// `aud` has to be or contain one of these, unless the list is empty (RFC 7519, section 4.1.3).
    pub audiences: Vec<String>,
    /// `sub` has to be this.
    pub subject: Option<String>,
    /// The header's `typ` has to be this media type.
    pub typ: Option<String>,
    /// Claims that have to be present with a certain value.
    pub demands: Vec<Demand>,
    /// The names of claims that have to be present and not null.
    pub required: Vec<String>,
    /// Seconds by which the issuer's clock may differ from ours.
    pub leeway: f64,
    /// Seconds after `iat` at which the token is too old.
    pub max_age: Option<f64>,
    /// Does not check `exp`.
    pub ignore_exp: bool,
}

/// The outcome of checking a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// As demanded.
    Passed,
    /// Not as demanded.
    Failed(Rejection),
    /// The token states the claim, and the policy demands nothing of it.
    NotChecked,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'s> {
    /// The header's `typ`.
    Typ,
    /// A registered claim.
    Registered(RegisteredClaim),
    /// Any other claim, by its name.
    Claim(&'s str),
}

/// Checks claims and header against a policy at the time `now`, and calls `each` with every subject
/// that was checked and its outcome.
pub(super) fn check(
    claims: &Claims<'_>,
    header: &Header,
    policy: &Policy,
    now: NumericDate,
    mut each: impl FnMut(Subject<'_>, Outcome),
) {
    if let Some(expected) = &policy.typ {
        each(Subject::Typ, check_typ(header, expected));
    }
    let json = claims.json();
    check_strings(
        RegisteredClaim::Iss,
        claims.iss(),
        &policy.issuers,
        &mut each,
    );
    check_strings(
        RegisteredClaim::Aud,
        claims.aud(),
        &policy.audiences,
        &mut each,
    );
    if let Some(subject) = &policy.subject {
        let sub = json.get(RegisteredClaim::Sub.name());
        let subject = std::slice::from_ref(subject);
        check_strings(RegisteredClaim::Sub, sub, subject, &mut each);
    }
    for demand in &policy.demands {
        each(Subject::Claim(demand.name()), check_demand(json, demand));
    }
    for name in &policy.required {
        each(Subject::Claim(name), check_required(json, name));
    }
    check_times(claims, policy, now, &mut each);
}

fn check_typ(header: &Header, expected: &str) -> Outcome {
    if header.typ_is(expected) {
        return Outcome::Passed;
    }
    Outcome::Failed(Rejection::TypMismatch {
        found: header.typ.as_deref().map(quote),
        expected: [quote(expected)],
    })
}

/// `iss` and `sub` have to be an expected string; `aud` is one, or a list of strings with one of them.
fn check_strings(
    claim: RegisteredClaim,
    value: Option<Value<'_>>,
    expected: &[String],
    each: &mut impl FnMut(Subject<'_>, Outcome),
) {
    if expected.is_empty() {
        if value.is_some() {
            each(Subject::Registered(claim), Outcome::NotChecked);
        }
        return;
    }
    let one_of = |value: &Value<'_>| {
        let text = value.as_str();
        text.is_some_and(|text| expected.iter().any(|expected| *expected == text))
    };
    let may_be_a_list = claim == RegisteredClaim::Aud;
    let quoted = || expected.iter().map(|text| quote(text)).collect();
    let outcome = match value {
        None => missing(claim.name(), quoted()),
        Some(value) if one_of(&value) || (may_be_a_list && any_audience(value, one_of)) => {
            Outcome::Passed
        }
        Some(value) => mismatch(claim.name(), value, quoted()),
    };
    each(Subject::Registered(claim), outcome);
}

fn any_audience(aud: Value<'_>, one_of: impl Fn(&Value<'_>) -> bool) -> bool {
    let audiences = aud.elements();
    audiences.iter().all(|aud| aud.kind() == Kind::String) && audiences.iter().any(one_of)
}

fn check_demand(json: &Json<'_>, demand: &Demand) -> Outcome {
    let expected = || vec![demand.json.clone()];
    match json.get(&demand.name) {
        None => missing(&demand.name, expected()),
        Some(value) if value.says_the_same_as(&demand.value()) => Outcome::Passed,
        Some(value) => mismatch(&demand.name, value, expected()),
    }
}

fn check_required(json: &Json<'_>, name: &str) -> Outcome {
    match json.get(name) {
        None => missing(name, Vec::new()),
        Some(value) if value.kind() == Kind::Null => mismatch(name, value, Vec::new()),
        Some(_) => Outcome::Passed,
    }
}

fn missing(claim: &str, expected: Vec<String>) -> Outcome {
    Outcome::Failed(Rejection::ClaimMissing {
        claim: claim.to_owned(),
        expected,
    })
}

fn mismatch(claim: &str, found: Value<'_>, expected: Vec<String>) -> Outcome {
    Outcome::Failed(Rejection::ClaimMismatch {
        claim: claim.to_owned(),
        found: found.text().to_owned(),
        expected,
    })
}

fn check_times(
    claims: &Claims<'_>,
    policy: &Policy,
    now: NumericDate,
    each: &mut impl FnMut(Subject<'_>, Outcome),
) {
    let (early, late) = (now.plus(-policy.leeway), now.plus(policy.leeway));
    let outcome = |violated, violation: &dyn Fn() -> Rejection| {
        if violated {
            Outcome::Failed(violation())
        } else {
            Outcome::Passed
        }
    };
    if let Some(exp) = claims.expires_at() {
        each(
            Subject::Registered(RegisteredClaim::Exp),
            if policy.ignore_exp {
                Outcome::NotChecked
            } else {
                outcome(exp <= early, &|| Rejection::Expired { exp, now })
            },
        );
    }
    if let Some(nbf) = claims.not_before() {
        each(
            Subject::Registered(RegisteredClaim::Nbf),
            outcome(nbf > late, &|| Rejection::NotYetValid { nbf, now }),
        );
    }
    match (policy.max_age, claims.issued_at()) {
        (None, _) => {}
        (Some(_), None) => each(
            Subject::Registered(RegisteredClaim::Iat),
            missing(RegisteredClaim::Iat.name(), Vec::new()),
        ),
        (Some(_), Some(iat)) if iat > late => {
            each(
                Subject::Registered(RegisteredClaim::Iat),
                Outcome::Failed(Rejection::IssuedInFuture { iat, now }),
            );
        }
        (Some(max_age), Some(iat)) => {
            let too_old = || Rejection::TooOld { iat, max_age, now };
            each(
                Subject::Registered(RegisteredClaim::Iat),
                outcome(iat.plus(max_age) <= early, &too_old),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejections(payload: &str, policy: &Policy) -> Vec<Rejection> {
        let claims = Claims::read(Json::parse(payload.as_bytes()).unwrap()).unwrap();
        let header = Json::parse(br#"{"alg":"HS256","typ":"JWT"}"#).unwrap();
        let header = Header::read(&header).unwrap();
        let now = NumericDate::from_seconds(1000.0).unwrap();
        let mut rejections = Vec::new();
        check(&claims, &header, policy, now, |_, outcome| {
            if let Outcome::Failed(rejection) = outcome {
                rejections.push(rejection);
            }
        });
        rejections
    }

    fn passes(payload: &str, policy: &Policy) -> bool {
        rejections(payload, policy).is_empty()
    }

    fn only_rejection(payload: &str, policy: &Policy) -> Rejection {
        let mut rejections = rejections(payload, policy);
        assert_eq!(rejections.len(), 1, "{payload}: {rejections:?}");
        rejections.remove(0)
    }

    fn is_expired(payload: &str, policy: &Policy) -> bool {
        matches!(only_rejection(payload, policy), Rejection::Expired { .. })
    }

    #[test]
    fn exp_is_the_first_moment_at_which_a_token_is_expired() {
        let policy = Policy::default();
        assert!(is_expired(r#"{"exp":1000}"#, &policy));
        assert!(passes(r#"{"exp":1000.5}"#, &policy));
        assert!(is_expired(r#"{"exp":-1e300}"#, &policy));
        let lenient = Policy {
            leeway: 10.0,
            ..Policy::default()
        };
        assert!(is_expired(r#"{"exp":990}"#, &lenient));
        assert!(passes(r#"{"exp":991}"#, &lenient));
        let ignoring = Policy {
            ignore_exp: true,
            ..Policy::default()
        };
        assert!(passes(r#"{"exp":1}"#, &ignoring));
    }

    #[test]
    fn nbf_is_the_first_moment_at_which_a_token_is_valid() {
        let policy = Policy::default();
        assert!(passes(r#"{"nbf":1000}"#, &policy));
        let early = only_rejection(r#"{"nbf":1001}"#, &policy);
        assert!(matches!(early, Rejection::NotYetValid { .. }), "{early:?}");
        let lenient = Policy {
            leeway: 1.0,
            ..Policy::default()
        };
        assert!(passes(r#"{"nbf":1001}"#, &lenient));
    }

    #[test]
    fn age_counts_from_iat_and_needs_one() {
        let policy = Policy {
            max_age: Some(100.0),
            ..Policy::default()
        };
        assert!(passes(r#"{"iat":901}"#, &policy));
        let old = only_rejection(r#"{"iat":900}"#, &policy);
        assert!(matches!(old, Rejection::TooOld { .. }), "{old:?}");
        let future = only_rejection(r#"{"iat":1001}"#, &policy);
        assert!(
            matches!(future, Rejection::IssuedInFuture { .. }),
            "{future:?}"
        );
        assert_eq!(only_rejection("{}", &policy), missing_claim("iat", &[]));
        assert!(passes(r#"{"iat":1001}"#, &Policy::default()));
    }

    fn missing_claim(claim: &str, expected: &[&str]) -> Rejection {
        Rejection::ClaimMissing {
            claim: claim.to_owned(),
            expected: expected.iter().map(|&json| json.to_owned()).collect(),
        }
    }

    fn wrong_claim(claim: &str, found: &str, expected: &[&str]) -> Rejection {
        Rejection::ClaimMismatch {
            claim: claim.to_owned(),
            found: found.to_owned(),
            expected: expected.iter().map(|&json| json.to_owned()).collect(),
        }
    }

    #[test]
    fn audiences_are_a_string_or_a_list_of_strings() {
        let policy = Policy {
            audiences: vec!["api".to_owned(), "web".to_owned()],
            ..Policy::default()
        };
        assert!(passes(r#"{"aud":"web"}"#, &policy));
        assert!(passes(r#"{"aud":["x","api"]}"#, &policy));
        let expected = [r#""api""#, r#""web""#];
        assert_eq!(
            only_rejection("{}", &policy),
            missing_claim("aud", &expected)
        );
        for found in [
            r#""API""#,
            "[]",
            r#"["x"]"#,
            r#"["api",1]"#,
            r#"{"api":"api"}"#,
            "null",
        ] {
            let payload = format!(r#"{{"aud":{found}}}"#);
            assert_eq!(
                only_rejection(&payload, &policy),
                wrong_claim("aud", found, &expected)
            );
        }
    }

    #[test]
    fn an_issuer_has_to_be_present_and_a_string() {
        let policy = Policy {
            issuers: vec!["me".to_owned()],
            ..Policy::default()
        };
        let expected = [r#""me""#];
        assert!(passes(r#"{"iss":"me"}"#, &policy));
        assert_eq!(
            only_rejection("{}", &policy),
            missing_claim("iss", &expected)
        );
        for found in [r#"["me"]"#, r#""you""#] {
            let payload = format!(r#"{{"iss":{found}}}"#);
            assert_eq!(
                only_rejection(&payload, &policy),
                wrong_claim("iss", found, &expected)
            );
        }
        assert_eq!(
            only_rejection(r#"{"iss":"you"}"#, &policy).to_string(),
            r#"claim "iss" is "you", expected "me""#
        );
    }

    #[test]
    fn a_subject_is_never_a_list() {
        let policy = Policy {
            subject: Some("me".to_owned()),
            ..Policy::default()
        };
        assert!(passes(r#"{"sub":"me"}"#, &policy));
        assert_eq!(
            only_rejection(r#"{"sub":["me"]}"#, &policy),
            wrong_claim("sub", r#"["me"]"#, &[r#""me""#])
        );
    }

    #[test]
    fn a_required_claim_must_not_be_null() {
        let policy = Policy {
            required: vec!["sub".to_owned()],
            ..Policy::default()
        };
        assert!(passes(r#"{"sub":"a"}"#, &policy));
        assert_eq!(
            only_rejection(r#"{"sub":null}"#, &policy),
            wrong_claim("sub", "null", &[])
        );
        assert_eq!(only_rejection("{}", &policy), missing_claim("sub", &[]));
    }

    #[test]
    fn a_demanded_value_is_compared_by_what_it_says() {
        assert!(Demand::new("n", "1 2").is_err());
        let policy = Policy {
            demands: vec![Demand::new("n", r#" {"a": 1.0, "b":"\u0061"} "#).unwrap()],
            ..Policy::default()
        };
        assert!(passes(r#"{"n":{"b":"a","a":1}}"#, &policy));
        let expected = [r#"{"a": 1.0, "b":"\u0061"}"#];
        assert_eq!(
            only_rejection(r#"{"n":"1"}"#, &policy),
            wrong_claim("n", r#""1""#, &expected)
        );
        assert_eq!(only_rejection("{}", &policy), missing_claim("n", &expected));
    }

    #[test]
    fn every_failure_is_reported_and_not_only_the_first() {
        let policy = Policy {
            issuers: vec!["me".to_owned()],
            required: vec!["sub".to_owned()],
            typ: Some("at+jwt".to_owned()),
            ..Policy::default()
        };
        let all = rejections(r#"{"exp":1,"nbf":2000}"#, &policy);
        assert!(
            matches!(
                all.as_slice(),
                [
                    Rejection::TypMismatch { .. },
                    Rejection::ClaimMissing { .. },
                    Rejection::ClaimMissing { .. },
                    Rejection::Expired { .. },
                    Rejection::NotYetValid { .. },
                ]
            ),
            "{all:?}"
        );
    }
}
