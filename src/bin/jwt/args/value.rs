//! Names with values: `NAME=TEXT` is always text, `NAME:=JSON` is JSON.

use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwt::{Demand, NewMember};

/// A claim or a header parameter to add.
///
/// # Errors
/// In words.
pub(crate) fn member(text: &str) -> Result<NewMember, String> {
    match parse(text)? {
        (name, Value::Text(value)) => Ok(NewMember::text(name, value)),
        (name, Value::Json(json)) => NewMember::new(name, json).map_err(|error| error.to_string()),
    }
}

/// A claim that has to be there with a value. The value must not be empty: an unset `$VAR` must not
/// demand nothing by accident.
///
/// # Errors
/// In words.
pub(crate) fn demand(text: &str) -> Result<Demand, String> {
    let (name, json) = match parse(text)? {
        (_, Value::Text("")) => {
            return Err("the value is empty; NAME:='\"\"' demands an empty text".to_owned());
        }
        (name, Value::Text(value)) => (name, quote(value)),
        (name, Value::Json(json)) => {
            let member = NewMember::new(name, json).map_err(|error| error.to_string())?;
            (name, member.json().to_owned())
        }
    };
    Demand::new(name, &json).map_err(|error| error.to_string())
}

/// A value as it was given.
enum Value<'t> {
    Text(&'t str),
    Json(&'t str),
}

fn parse(text: &str) -> Result<(&str, Value<'_>), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected NAME=TEXT or NAME:=JSON")?;
    let (name, value) = match name.strip_suffix(':') {
        Some(name) => (name, Value::Json(value)),
        None => (name, Value::Text(value)),
    };
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    Ok((name, value))
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
            ("list:= [1, 2] ", "list", "[1,2]"),
            ("a:b=c", "a:b", r#""c""#),
        ] {
            let member = member(text).unwrap();
            assert_eq!((member.name(), member.json()), (name, json));
        }
        for text in ["role", "=x", ":=1", "n:=", "n:=nope", r#"n:={"a":1,"a":2}"#] {
            assert!(member(text).is_err(), "{text}");
        }
        assert!(demand("role=").is_err());
        assert!(demand("role:=\"\"").is_ok());
    }
}
