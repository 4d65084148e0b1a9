//! What flags take as their values, read and checked.

use crate::algorithm::Algorithm;
use crate::codec::json::{Json, quote};
use crate::time;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// What `--alg` of `sign` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// An algorithm.
    Signed(Algorithm),
    /// `none`: no signature at all.
    Unsigned,
}

fn algorithm_names() -> Vec<PossibleValue> {
    Algorithm::ALL
        .iter()
        .map(|alg| PossibleValue::new(alg.name()))
        .collect()
}

pub(super) fn algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(algorithm_names())
        .try_map(|name| Algorithm::named(&name).ok_or("no such algorithm"))
}

pub(super) fn signing_algorithm() -> impl TypedValueParser<Value = SigningAlgorithm> {
    let mut names = algorithm_names();
    names.push(PossibleValue::new("none"));
    PossibleValuesParser::new(names).map(|name| {
        Algorithm::named(&name).map_or(SigningAlgorithm::Unsigned, SigningAlgorithm::Signed)
    })
}

/// A name and a JSON value, given as `NAME=TEXT` or `NAME:=JSON`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub name: String,
    /// The value, as valid JSON.
    pub json: String,
}

impl Assignment {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or("expected NAME=TEXT or NAME:=JSON")?;
        let (name, json) = match name.strip_suffix(':') {
            Some(name) => (name, checked_json(value)?),
            None => (name, quote(value)),
        };
        if name.is_empty() {
            return Err("the name is empty".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            json,
        })
    }

    /// Like [`Self::parse`], but a value has to be there: an unset `$VAR` must demand nothing by
    /// accident.
    pub(super) fn parse_demand(text: &str) -> Result<Self, String> {
        let demand = Self::parse(text)?;
        if demand.json == "\"\"" && !text.ends_with('"') {
            return Err("the value is empty; NAME:='\"\"' demands an empty text".to_owned());
        }
        Ok(demand)
    }
}

fn checked_json(text: &str) -> Result<String, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| format!("not JSON: {error}"))?;
    match json.duplicate() {
        Some(duplicate) => Err(format!("duplicate name {:?}", duplicate.name)),
        None => Ok(json.value().text().to_owned()),
    }
}

pub(super) fn natural_duration(text: &str) -> Result<i64, String> {
    let seconds = time::parse_duration(text)?;
    if seconds < 0 {
        return Err("a negative duration makes no sense here".to_owned());
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text_and_json_is_json() {
        for (text, name, json) in [
            ("zip=01234", "zip", r#""01234""#),
            ("sub=", "sub", r#""""#),
            ("q=?a=b", "q", r#""?a=b""#),
            ("path=C:\\temp", "path", r#""C:\\temp""#),
            (r#"says=say "hi""#, "says", r#""say \"hi\"""#),
            ("n:=12345678901234567890123", "n", "12345678901234567890123"),
            ("list:= [1, 2] ", "list", "[1, 2]"),
            ("a:b=c", "a:b", r#""c""#),
        ] {
            let assignment = Assignment::parse(text).unwrap();
            assert_eq!(
                (assignment.name.as_str(), assignment.json.as_str()),
                (name, json)
            );
        }
        for text in ["role", "=x", ":=1", "n:=", "n:=nope", r#"n:={"a":1,"a":2}"#] {
            assert!(Assignment::parse(text).is_err(), "{text}");
        }
        assert!(Assignment::parse_demand("role=").is_err());
        assert!(Assignment::parse_demand("role:=\"\"").is_ok());
    }
}
