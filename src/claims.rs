//! The claims set of a token (RFC 7519, section 4) and what is demanded of it. A pure check: the
//! moment it is checked at is passed in, and every violation is told, not the first alone.

use crate::codec::json::{Json, Kind, Room, Value, quote};
use crate::error::{Exit, Malformed, Part};
use crate::header::{Header, described};
use crate::time::{NumericDate, in_words};
use thiserror::Error;

/// A claims set whose times are of their type. What they say is not checked yet.
#[derive(Clone, Debug)]
pub struct Claims<'a> {
    json: Json<'a>,
    iss: Option<Value<'a>>,
    aud: Option<Value<'a>>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
}

impl<'a> Claims<'a> {
    /// Reads a payload's JSON as a claims set.
    ///
    /// # Errors
    /// When it is no object, has a name twice at any depth, or `exp`, `nbf` or `iat` is not a
    /// finite number.
    pub fn read(json: Json<'a>) -> Result<Self, Malformed> {
        let mut claims = Self::unread(json);
        claims.read_members()?;
        Ok(claims)
    }

    /// Like [`Claims::read`], in the place where the claims are to stay: to move them, just read, takes
    /// as long as to read them. After an error the place is of no use.
    #[inline]
    pub(crate) fn read_into(place: &mut Option<Self>, json: Json<'a>) -> Result<(), Malformed> {
        place.insert(Self::unread(json)).read_members()
    }

    #[inline]
    fn unread(json: Json<'a>) -> Self {
        Self {
            json,
            iss: None,
            aud: None,
            exp: None,
            nbf: None,
            iat: None,
        }
    }

    fn read_members(&mut self) -> Result<(), Malformed> {
        object(Part::Payload, &self.json)?;
        for member in self.json.members() {
            // As bytes: a text would be compared with one name after the other.
            match member.name.read.as_bytes() {
                b"iss" => self.iss = Some(member.value),
                b"aud" => self.aud = Some(member.value),
                b"exp" => self.exp = Some(time("exp", member.value)?),
                b"nbf" => self.nbf = Some(time("nbf", member.value)?),
                b"iat" => self.iat = Some(time("iat", member.value)?),
                _ => {}
            }
        }
        Ok(())
    }

    /// The room of the claims, for another token.
    #[must_use]
    pub fn into_room(self) -> Room {
        self.json.into_room()
    }

    /// The claims as JSON.
    #[must_use]
    pub fn json(&self) -> &Json<'a> {
        &self.json
    }

    /// `iat`, where there is one.
    #[must_use]
    pub fn issued_at(&self) -> Option<NumericDate> {
        self.iat
    }

    /// The registered times there are, with their names.
    pub fn times(&self) -> impl Iterator<Item = (&'static str, NumericDate)> {
        let times = [("exp", self.exp), ("nbf", self.nbf), ("iat", self.iat)];
        times
            .into_iter()
            .filter_map(|(name, time)| Some((name, time?)))
    }
}

/// Refuses what is no object, or has a name twice at any depth.
///
/// # Errors
/// Those two facts.
pub fn object(part: Part, json: &Json<'_>) -> Result<(), Malformed> {
    if json.value().kind() != Kind::Object {
        return Err(Malformed::NotAnObject { part });
    }
    match json.duplicate() {
        Some(duplicate) => Err(Malformed::DuplicateName {
            part,
            name: duplicate.name.clone(),
            at: duplicate.at,
        }),
        None => Ok(()),
    }
}

fn time(name: &'static str, value: Value<'_>) -> Result<NumericDate, Malformed> {
    let wrong_type = |found| Malformed::WrongType {
        part: Part::Payload,
        name,
        found,
        expected: "a finite number of seconds",
    };
    if value.kind() != Kind::Number {
        return Err(wrong_type(described(value)));
    }
    let time = NumericDate::from_json_number(value.text());
    time.ok_or_else(|| wrong_type("beyond any finite number"))
}

/// A claim that has to be there with this value.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The claim's name.
    pub name: String,
    /// Its value, as valid JSON.
    pub json: String,
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

/// Why claims are not as they have to be.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Violation {
    /// `exp` is not after now.
    #[error("jwt expired {} (exp {exp})", .exp.relative_to(*.now))]
    Expired {
        /// When it expired.
        exp: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// `iat` is longer ago than the maximum age.
    #[error("jwt older than its maximum age of {}: issued {} (iat {iat})", in_words(*.max_age), .iat.relative_to(*.now))]
    TooOld {
        /// When it was issued.
        iat: NumericDate,
        /// The maximum age in seconds.
        max_age: f64,
        /// When it was checked.
        now: NumericDate,
    },
    /// `nbf` is still to come.
    #[error("jwt not valid yet: valid {} (nbf {nbf})", .nbf.relative_to(*.now))]
    NotYetValid {
        /// When it will be valid.
        nbf: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// `iat` is still to come, where the age matters.
    #[error("jwt issued in the future: {} (iat {iat})", .iat.relative_to(*.now))]
    IssuedInFuture {
        /// When it says it was issued.
        iat: NumericDate,
        /// When it was checked.
        now: NumericDate,
    },
    /// A claim that is demanded is not there.
    #[error("claim {} is missing{}", quote(.claim), wanted(.expected))]
    ClaimMissing {
        /// Its name.
        claim: String,
        /// What it has to be, as JSON, where that was said.
        expected: Vec<String>,
    },
    /// A claim is not what is demanded.
    #[error("claim {} is {found}{}", quote(.claim), wanted(.expected))]
    ClaimMismatch {
        /// Its name.
        claim: String,
        /// What it is, as JSON.
        found: String,
        /// What it has to be, as JSON; any of them.
        expected: Vec<String>,
    },
    /// The header's `typ` is not what is demanded.
    #[error("header \"typ\" is {}{}", .found.as_deref().unwrap_or("missing"), wanted(.expected))]
    TypMismatch {
        /// What it is, as JSON.
        found: Option<String>,
        /// What it has to be, as JSON.
        expected: [String; 1],
    },
}

fn wanted(expected: &[String]) -> String {
    if expected.is_empty() {
        String::new()
    } else {
        format!(", expected {}", expected.join(" or "))
    }
}

impl Violation {
    /// The exit code of this fact.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Expired { .. } | Self::TooOld { .. } => Exit::Expired,
            Self::NotYetValid { .. } | Self::IssuedInFuture { .. } => Exit::NotYetValid,
            _ => Exit::Claim,
        }
    }

    /// The fact's name in reports.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "expired",
            Self::TooOld { .. } => "too_old",
            Self::NotYetValid { .. } => "not_yet_valid",
            Self::IssuedInFuture { .. } => "issued_in_future",
            Self::ClaimMissing { .. } => "claim_missing",
            Self::ClaimMismatch { .. } => "claim_mismatch",
            Self::TypMismatch { .. } => "typ_mismatch",
        }
    }

    /// The claim at fault; `typ` is a header parameter and no claim.
    #[must_use]
    pub fn claim(&self) -> Option<&str> {
        match self {
            Self::Expired { .. } => Some("exp"),
            Self::TooOld { .. } | Self::IssuedInFuture { .. } => Some("iat"),
            Self::NotYetValid { .. } => Some("nbf"),
            Self::ClaimMissing { claim, .. } | Self::ClaimMismatch { claim, .. } => Some(claim),
            Self::TypMismatch { .. } => None,
        }
    }
}

/// How a claim came out of the check.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// As demanded.
    Passed,
    /// Not as demanded.
    Failed(Violation),
    /// The token states it, and nobody asked.
    NotChecked,
}

/// The name under which the header's `typ` is told.
pub const HEADER_TYP: &str = "header typ";

/// Checks claims and header against a policy at the moment `now`, and tells `each` what was looked
/// at and how it came out, by the claim's name.
pub fn check(
    claims: &Claims<'_>,
    header: &Header,
    policy: &Policy,
    now: NumericDate,
    mut each: impl FnMut(&str, Outcome),
) {
    if let Some(expected) = &policy.typ {
        each(HEADER_TYP, check_typ(header, expected));
    }
    let json = &claims.json;
    check_strings("iss", claims.iss, &policy.issuers, &mut each);
    check_strings("aud", claims.aud, &policy.audiences, &mut each);
    if let Some(subject) = &policy.subject {
        let (sub, subject) = (json.get("sub"), std::slice::from_ref(subject));
        check_strings("sub", sub, subject, &mut each);
    }
    for demand in &policy.demands {
        each(&demand.name, check_demand(json, demand));
    }
    for name in &policy.required {
        each(name, check_required(json, name));
    }
    check_times(claims, policy, now, &mut each);
}

fn check_typ(header: &Header, expected: &str) -> Outcome {
    if header.typ_is(expected) {
        return Outcome::Passed;
    }
    Outcome::Failed(Violation::TypMismatch {
        found: header.typ.as_deref().map(quote),
        expected: [quote(expected)],
    })
}

/// `iss` and `sub` are a string; `aud` is one, or a list of them that holds one of the expected.
fn check_strings(
    name: &'static str,
    value: Option<Value<'_>>,
    expected: &[String],
    each: &mut impl FnMut(&str, Outcome),
) {
    if expected.is_empty() {
        if value.is_some() && name != "sub" {
            each(name, Outcome::NotChecked);
        }
        return;
    }
    let one_of = |value: &Value<'_>| {
        let text = value.as_str();
        text.is_some_and(|text| expected.iter().any(|expected| *expected == text))
    };
    let quoted = || expected.iter().map(|text| quote(text)).collect();
    each(
        name,
        match value {
            None => missing(name, quoted()),
            Some(value) if one_of(&value) || (name == "aud" && any_audience(value, one_of)) => {
                Outcome::Passed
            }
            Some(value) => mismatch(name, value, quoted()),
        },
    );
}

fn any_audience(aud: Value<'_>, one_of: impl Fn(&Value<'_>) -> bool) -> bool {
    let audiences = aud.elements();
    audiences.iter().all(|aud| aud.kind() == Kind::String) && audiences.iter().any(one_of)
}

fn check_demand(json: &Json<'_>, demand: &Demand) -> Outcome {
    let expected = Json::parse(demand.json.as_bytes()).map(|expected| expected.value());
    match (json.get(&demand.name), expected) {
        (None, _) => missing(&demand.name, vec![demand.json.clone()]),
        (Some(value), Ok(expected)) if value.says_the_same_as(&expected) => Outcome::Passed,
        (Some(value), _) => mismatch(&demand.name, value, vec![demand.json.clone()]),
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
    Outcome::Failed(Violation::ClaimMissing {
        claim: claim.to_owned(),
        expected,
    })
}

fn mismatch(claim: &str, found: Value<'_>, expected: Vec<String>) -> Outcome {
    Outcome::Failed(Violation::ClaimMismatch {
        claim: claim.to_owned(),
        found: found.text().to_owned(),
        expected,
    })
}

fn check_times(
    claims: &Claims<'_>,
    policy: &Policy,
    now: NumericDate,
    each: &mut impl FnMut(&str, Outcome),
) {
    let (early, late) = (now.plus(-policy.leeway), now.plus(policy.leeway));
    let outcome = |violated, violation: &dyn Fn() -> Violation| {
        if violated {
            Outcome::Failed(violation())
        } else {
            Outcome::Passed
        }
    };
    if let Some(exp) = claims.exp {
        each(
            "exp",
            if policy.ignore_exp {
                Outcome::NotChecked
            } else {
                outcome(exp <= early, &|| Violation::Expired { exp, now })
            },
        );
    }
    if let Some(nbf) = claims.nbf {
        each(
            "nbf",
            outcome(nbf > late, &|| Violation::NotYetValid { nbf, now }),
        );
    }
    match (policy.max_age, claims.iat) {
        (None, _) => {}
        (Some(_), None) => each("iat", missing("iat", Vec::new())),
        (Some(_), Some(iat)) if iat > late => {
            each(
                "iat",
                Outcome::Failed(Violation::IssuedInFuture { iat, now }),
            );
        }
        (Some(max_age), Some(iat)) => {
            let too_old = || Violation::TooOld { iat, max_age, now };
            each("iat", outcome(iat.plus(max_age) <= early, &too_old));
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

    #[test]
    fn times_of_the_wrong_type_are_malformed() {
        for payload in [
            r#"{"exp":"1"}"#,
            r#"{"exp":null}"#,
            r#"{"exp":[1]}"#,
            r#"{"exp":1e400}"#,
            r#"{"nbf":true}"#,
            r#"{"iat":{}}"#,
            "[]",
            r#"{"a":1,"a":1}"#,
        ] {
            let json = Json::parse(payload.as_bytes()).unwrap();
            assert!(Claims::read(json).is_err(), "{payload}");
        }
    }
}
