//! What is demanded of a token beside its signature. A pure check: the moment it is checked at is
//! passed in, and every claim that is not as demanded is reported, not only the first one.

use super::claims::{Claims, RegisteredClaim};
use super::rejection::Rejection;
use crate::codec::json::{Json, JsonError, Kind, Value, quote};
use crate::codec::numeric_date::NumericDate;
use crate::jws::header::Header;

/// A claim that has to be there with this value.
#[derive(Clone, Debug)]
pub struct Demand {
    name: String,
    /// Valid JSON, without white space around it.
    json: String,
}

impl Demand {
    /// Demands the claim `name` with the value that `json` spells.
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

/// What is demanded of a token beside its signature. The default demands the times alone.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// `iss` has to be one of these, where there are any.
    pub issuers: Vec<String>,
    /// `aud` has to be or to hold one of these, where there are any.
    pub audiences: Vec<String>,
    /// `sub` has to be this.
    pub subject: Option<String>,
    /// The header's `typ` has to be this media type.
    pub typ: Option<String>,
    /// Claims that have to be there with a value.
    pub demands: Vec<Demand>,
    /// Claims that have to be there, and not null.
    pub required: Vec<String>,
    /// Seconds by which the issuer's clock may differ.
    pub leeway: f64,
    /// Seconds after `iat` at which the token is too old.
    pub max_age: Option<f64>,
    /// Leaves `exp` unchecked.
    pub ignore_exp: bool,
}

/// How a claim came out of the check.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// As demanded.
    Passed,
    /// Not as demanded.
    Failed(Rejection),
    /// The token states it, and nobody asked.
    NotChecked,
}

/// What is looked at in a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'s> {
    /// The header's `typ`.
    Typ,
    /// A claim whose meaning this library knows.
    Registered(RegisteredClaim),
    /// Any other claim, by its name.
    Claim(&'s str),
}

/// Checks claims and header against a policy at the moment `now`, and tells `each` what was looked
/// at and how it came out.
pub fn check(
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

/// `iss` and `sub` are a string; `aud` is one, or a list of them that holds one of the expected.
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

    fn failures(payload: &str, policy: &Policy) -> Vec<(Exit, String)> {
        let claims = Claims::read(Json::parse(payload.as_bytes()).unwrap()).unwrap();
        let header = Json::parse(br#"{"alg":"HS256","typ":"JWT"}"#).unwrap();
        let header = Header::read(&header).unwrap();
        let now = NumericDate::from_seconds(1000.0).unwrap();
        let mut failures = Vec::new();
        check(&claims, &header, policy, now, |_, outcome| {
            if let Outcome::Failed(violation) = outcome {
                failures.push((violation.exit(), violation.to_string()));
            }
        });
        failures
    }

    fn exits(payload: &str, policy: &Policy) -> Vec<Exit> {
        let failures = failures(payload, policy);
        failures.into_iter().map(|(exit, _)| exit).collect()
    }

    #[test]
    fn exp_is_the_first_moment_at_which_a_token_is_expired() {
        let policy = Policy::default();
        assert_eq!(exits(r#"{"exp":1000}"#, &policy), [Exit::Expired]);
        assert_eq!(exits(r#"{"exp":1000.5}"#, &policy), []);
        let lenient = Policy {
            leeway: 10.0,
            ..Policy::default()
        };
        assert_eq!(exits(r#"{"exp":990}"#, &lenient), [Exit::Expired]);
        assert_eq!(exits(r#"{"exp":991}"#, &lenient), []);
        assert_eq!(exits(r#"{"exp":-1e300}"#, &policy), [Exit::Expired]);
    }

    #[test]
    fn nbf_is_the_first_moment_at_which_a_token_is_valid() {
        let policy = Policy::default();
        assert_eq!(exits(r#"{"nbf":1000}"#, &policy), []);
        assert_eq!(exits(r#"{"nbf":1001}"#, &policy), [Exit::NotYetValid]);
        let lenient = Policy {
            leeway: 1.0,
            ..Policy::default()
        };
        assert_eq!(exits(r#"{"nbf":1001}"#, &lenient), []);
    }

    #[test]
    fn age_counts_from_iat_and_needs_one() {
        let policy = Policy {
            max_age: Some(100.0),
            ..Policy::default()
        };
        assert_eq!(exits(r#"{"iat":901}"#, &policy), []);
        assert_eq!(exits(r#"{"iat":900}"#, &policy), [Exit::Expired]);
        assert_eq!(exits(r#"{"iat":1001}"#, &policy), [Exit::NotYetValid]);
        assert_eq!(exits("{}", &policy), [Exit::Claim]);
        assert_eq!(exits(r#"{"iat":1001}"#, &Policy::default()), []);
    }

    #[test]
    fn audiences_are_a_string_or_a_list_of_strings() {
        let policy = Policy {
            audiences: vec!["api".to_owned(), "web".to_owned()],
            ..Policy::default()
        };
        assert_eq!(exits(r#"{"aud":"web"}"#, &policy), []);
        assert_eq!(exits(r#"{"aud":["x","api"]}"#, &policy), []);
        for payload in [
            "{}",
            r#"{"aud":"API"}"#,
            r#"{"aud":[]}"#,
            r#"{"aud":["x"]}"#,
            r#"{"aud":["api",1]}"#,
            r#"{"aud":{"api":"api"}}"#,
            r#"{"aud":null}"#,
        ] {
            assert_eq!(exits(payload, &policy), [Exit::Claim], "{payload}");
        }
    }

    #[test]
    fn an_issuer_has_to_be_present_and_a_string() {
        let policy = Policy {
            issuers: vec!["me".to_owned()],
            ..Policy::default()
        };
        assert_eq!(exits(r#"{"iss":"me"}"#, &policy), []);
        for payload in ["{}", r#"{"iss":["me"]}"#, r#"{"iss":"you"}"#] {
            assert_eq!(exits(payload, &policy), [Exit::Claim], "{payload}");
        }
        assert_eq!(
            failures(r#"{"iss":"you"}"#, &policy)[0].1,
            r#"claim "iss" is "you", expected "me""#
        );
    }

    #[test]
    fn a_null_claim_is_as_good_as_none() {
        let policy = Policy {
            required: vec!["sub".to_owned()],
            ..Policy::default()
        };
        assert_eq!(exits(r#"{"sub":"a"}"#, &policy), []);
        assert_eq!(exits(r#"{"sub":null}"#, &policy), [Exit::Claim]);
        assert_eq!(exits("{}", &policy), [Exit::Claim]);
    }

    #[test]
    fn every_violation_is_told() {
        let policy = Policy {
            issuers: vec!["me".to_owned()],
            required: vec!["sub".to_owned()],
            typ: Some("at+jwt".to_owned()),
            ..Policy::default()
        };
        let mut all = exits(r#"{"exp":1,"nbf":2000}"#, &policy);
        all.sort();
        assert_eq!(
            all,
            [
                Exit::Claim,
                Exit::Claim,
                Exit::Claim,
                Exit::NotYetValid,
                Exit::Expired
            ]
        );
    }
}
