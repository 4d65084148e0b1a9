//! Names with values: `NAME=TEXT` and `NAME:=JSON`.

use jwt_toolkit::codec::json::{Json, quote};

/// A name and a JSON value, given as `NAME=TEXT` or `NAME:=JSON`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// The name.
    pub(crate) name: String,
    /// The value, as valid JSON.
    pub(crate) json: String,
}

impl Assignment {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
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
    pub(crate) fn parse_demand(text: &str) -> Result<Self, String> {
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
