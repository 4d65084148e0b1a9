//! What is demanded of a token besides its signature. The check is pure: the current time is passed
//! in. It reports every claim that is not as demanded, not only the first one.

use super::claims::{Claims, RegisteredClaim};
use super::rejection::Rejection;
use crate::codec::NumericDate;
use crate::codec::json::{Json, JsonError, Kind, Path, Value, quote};
use crate::jws::Header;

/// What a claim has to be.
#[derive(Clone, Debug)]
pub struct Demand {
    path: Path,
    wanted: Wanted,
}

#[derive(Clone, Debug)]
enum Wanted {
    /// Valid JSON, without white space around it.
    Value(String),
    Content(String),
    Presence,
}

impl Demand {
    /// Demands the value `json`. Values are compared by what they mean, not by their spelling
    /// ([`Value::says_the_same_as`]).
    ///
    /// # Errors
    /// When `json` is not one JSON value.
    pub fn value(path: Path, json: &str) -> Result<Self, JsonError> {
        let value = Json::parse(json.as_bytes())?.value();
        let wanted = Wanted::Value(value.text().to_owned());
        Ok(Self { path, wanted })
    }

    /// Demands a list that contains the string `text`, or a string of which it is one of the words
    /// between spaces, as in a scope (RFC 6749, section 3.3).
    #[must_use]
    pub fn containing(path: Path, text: &str) -> Self {
        let wanted = Wanted::Content(text.to_owned());
        Self { path, wanted }
    }

    /// Demands that the claim is present and not null.
    #[must_use]
    pub fn presence(path: Path) -> Self {
        let wanted = Wanted::Presence;
        Self { path, wanted }
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
    /// What other claims have to be.
    pub demands: Vec<Demand>,
    /// Seconds by which the issuer's clock may differ from ours.
    pub leeway: u64,
    /// Seconds after `iat` at which the token is too old.
    pub max_age: Option<u64>,
    /// Does not check `exp`.
    pub ignore_exp: bool,
    /// Does not check `nbf`.
    pub ignore_nbf: bool,
    /// Rejects a token that states an audience where `audiences` is empty: a recipient that is not
    /// among a token's audiences must reject it (RFC 7519, section 4.1.3).
    pub refuse_unchecked_audience: bool,
}

impl Policy {
    /// Whether a demand is about the value of a registered claim, and not only about its presence.
    fn demands_value_of(&self, claim: RegisteredClaim) -> bool {
        self.demands.iter().any(|demand| {
            let name = demand.path.as_str();
            let is_about_it = name.strip_prefix('/').unwrap_or(name) == claim.name();
            is_about_it && !matches!(demand.wanted, Wanted::Presence)
        })
    }
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
    /// A claim that a demand names.
    Claim(&'s Path),
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
    let by_demand =
        |claim, expected: &[String]| expected.is_empty() && policy.demands_value_of(claim);
    if !by_demand(RegisteredClaim::Iss, &policy.issuers) {
        check_strings(
            RegisteredClaim::Iss,
            claims.iss(),
            &policy.issuers,
            &mut each,
        );
    }
    match claims.aud() {
        _ if by_demand(RegisteredClaim::Aud, &policy.audiences) => {}
        Some(aud) if policy.refuse_unchecked_audience && policy.audiences.is_empty() => each(
            Subject::Registered(RegisteredClaim::Aud),
            Outcome::Failed(Rejection::UncheckedAudience {
                found: aud.text().to_owned(),
            }),
        ),
        aud => check_strings(RegisteredClaim::Aud, aud, &policy.audiences, &mut each),
    }
    if let Some(subject) = &policy.subject {
        let sub = json.get(RegisteredClaim::Sub.name());
        let subject = std::slice::from_ref(subject);
        check_strings(RegisteredClaim::Sub, sub, subject, &mut each);
    }
    for demand in &policy.demands {
        each(Subject::Claim(&demand.path), check_demand(json, demand));
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
    let name = demand.path.as_str();
    let found = demand.path.find(json);
    match (&demand.wanted, found) {
        (Wanted::Value(json), None) => missing(name, vec![json.clone()]),
        (Wanted::Content(_) | Wanted::Presence, None) => missing(name, Vec::new()),
        (Wanted::Value(json), Some(value)) => {
            if value.says_the_same_as(&Value::of_valid(json)) {
                Outcome::Passed
            } else {
                mismatch(name, value, vec![json.clone()])
            }
        }
        (Wanted::Content(text), Some(value)) if contains(value, text) => Outcome::Passed,
        (Wanted::Content(text), Some(value)) => Outcome::Failed(Rejection::ClaimLacks {
            claim: name.to_owned(),
            found: value.text().to_owned(),
            wanted: quote(text),
        }),
        (Wanted::Presence, Some(value)) if value.kind() == Kind::Null => {
            mismatch(name, value, Vec::new())
        }
        (Wanted::Presence, Some(_)) => Outcome::Passed,
    }
}

fn contains(value: Value<'_>, wanted: &str) -> bool {
    let is_wanted = |value: &Value<'_>| value.as_str().is_some_and(|text| text == wanted);
    match value.kind() {
        Kind::Array => value.elements().iter().any(is_wanted),
        Kind::String => value
            .as_str()
            .is_some_and(|text| text.split(' ').any(|word| word == wanted)),
        _ => false,
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

/// Checks the times alone.
pub(super) fn check_times(
    claims: &Claims<'_>,
    policy: &Policy,
    now: NumericDate,
    each: &mut impl FnMut(Subject<'_>, Outcome),
) {
    let seconds = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
    let leeway = seconds(policy.leeway);
    let (early, late) = (now.plus(-leeway), now.plus(leeway));
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
            if policy.ignore_nbf {
                Outcome::NotChecked
            } else {
                outcome(nbf > late, &|| Rejection::NotYetValid { nbf, now })
            },
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
                outcome(iat.plus(seconds(max_age)) <= early, &too_old),
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
    fn an_audience_that_a_demand_names_is_checked() {
        let strict = |demands| Policy {
            demands,
            refuse_unchecked_audience: true,
            ..Policy::default()
        };
        let aud = |path: &str| Path::parse(path).unwrap();
        let token = r#"{"aud":"x"}"#;
        for demand in [
            Demand::value(aud("aud"), "\"x\"").unwrap(),
            Demand::value(aud("/aud"), "\"x\"").unwrap(),
            Demand::containing(aud("aud"), "x"),
        ] {
            assert!(passes(token, &strict(vec![demand])));
        }
        for demands in [vec![], vec![Demand::presence(aud("aud"))]] {
            let rejection = only_rejection(token, &strict(demands));
            assert!(matches!(rejection, Rejection::UncheckedAudience { .. }));
        }
    }

    #[test]
    fn exp_is_the_first_moment_at_which_a_token_is_expired() {
        let policy = Policy::default();
        assert!(is_expired(r#"{"exp":1000}"#, &policy));
        assert!(passes(r#"{"exp":1000.5}"#, &policy));
        assert!(is_expired(r#"{"exp":-1e300}"#, &policy));
        let lenient = Policy {
            leeway: 10,
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
            leeway: 1,
            ..Policy::default()
        };
        assert!(passes(r#"{"nbf":1001}"#, &lenient));
    }

    #[test]
    fn age_counts_from_iat_and_needs_one() {
        let policy = Policy {
            max_age: Some(100),
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
            demands: vec![Demand::presence(Path::name("sub"))],
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
        assert!(Demand::value(Path::name("n"), "1 2").is_err());
        let policy = Policy {
            demands: vec![Demand::value(Path::name("n"), r#" {"a": 1.0, "b":"\u0061"} "#).unwrap()],
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
            demands: vec![Demand::presence(Path::name("sub"))],
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

    #[test]
    fn a_list_or_a_scope_contains_whole_words_only() {
        let policy = |name| Policy {
            demands: vec![Demand::containing(Path::parse(name).unwrap(), "admin")],
            ..Policy::default()
        };
        for payload in [
            r#"{"r":["user","admin"]}"#,
            r#"{"r":"user admin"}"#,
            r#"{"r":"admin"}"#,
        ] {
            assert!(passes(payload, &policy("r")), "{payload}");
        }
        for payload in [
            r#"{"r":["administrator"]}"#,
            r#"{"r":"administrator"}"#,
            r#"{"r":"user,admin"}"#,
            r#"{"r":{"admin":true}}"#,
            r#"{"r":[["admin"]]}"#,
            r#"{"r":null}"#,
        ] {
            let lacks = only_rejection(payload, &policy("r"));
            assert!(matches!(lacks, Rejection::ClaimLacks { .. }), "{payload}");
        }
        assert!(passes(
            r#"{"realm":{"roles":["admin"]}}"#,
            &policy("/realm/roles")
        ));
        let missing = only_rejection("{}", &policy("/realm/roles"));
        assert!(
            matches!(missing, Rejection::ClaimMissing { claim, .. } if claim == "/realm/roles")
        );
    }

    #[test]
    fn an_audience_that_nobody_expects_is_refused_where_that_is_wanted() {
        let mut policy = Policy {
            refuse_unchecked_audience: true,
            ..Policy::default()
        };
        let refused = only_rejection(r#"{"aud":"api"}"#, &policy);
        assert!(matches!(refused, Rejection::UncheckedAudience { found } if found == "\"api\""));
        assert!(passes("{}", &policy));
        policy.audiences = vec!["api".to_owned()];
        assert!(passes(r#"{"aud":"api"}"#, &policy));
    }
}
