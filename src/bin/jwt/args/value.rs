//! Names with values: `NAME=TEXT` is always text, `NAME:=JSON` is JSON. The name of a claim that starts
//! with `/` is a JSON Pointer.

use jwt_toolkit::codec::json::{Path, quote};
use jwt_toolkit::jwt::{Demand, NewMember};

/// A claim to add.
///
/// # Errors
/// In words.
pub(crate) fn claim(text: &str) -> Result<NewMember, String> {
    let (name, value) = parse(text)?;
    member(path(name)?, &value)
}

/// A header parameter to add.
///
/// # Errors
/// In words.
pub(crate) fn parameter(text: &str) -> Result<NewMember, String> {
    let (name, value) = parse(text)?;
    member(Path::name(name), &value)
}

fn member(path: Path, value: &Value<'_>) -> Result<NewMember, String> {
    match value {
        Value::Text(text) => Ok(NewMember::text(path, text)),
        Value::Json(json) => NewMember::new(path, json).map_err(|error| error.to_string()),
    }
}

/// A claim that has to be there with a value. The value must not be empty: an unset `$VAR` must not
/// demand nothing by accident.
///
/// # Errors
/// In words.
pub(crate) fn value(text: &str) -> Result<Demand, String> {
    let (name, value) = parse(text)?;
    let json = match &value {
        Value::Text("") => {
            return Err("the value is empty; NAME:='\"\"' demands an empty text".to_owned());
        }
        Value::Text(text) => quote(text),
        Value::Json(_) => member(Path::name(name), &value)?.json().to_owned(),
    };
    Demand::value(path(name)?, &json).map_err(|error| error.to_string())
}

/// A claim that has to contain a text.
///
/// # Errors
/// In words.
pub(crate) fn content(text: &str) -> Result<Demand, String> {
    match parse(text)? {
        (_, Value::Text("")) => Err("the value is empty".to_owned()),
        (name, Value::Text(text)) => Ok(Demand::containing(path(name)?, text)),
        (_, Value::Json(_)) => Err("expected NAME=TEXT, without JSON".to_owned()),
    }
}

/// A claim that has to be there.
///
/// # Errors
/// In words.
pub(crate) fn presence(name: &str) -> Result<Demand, String> {
    Ok(Demand::presence(path(name)?))
}

/// The name of a claim, or a JSON Pointer to one.
///
/// # Errors
/// In words.
pub(crate) fn path(name: &str) -> Result<Path, String> {
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    Path::parse(name).map_err(|error| error.to_string())
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
            let member = claim(text).unwrap();
            assert_eq!((member.path().as_str(), member.json()), (name, json));
        }
        for text in ["role", "=x", ":=1", "n:=", "n:=nope", r#"n:={"a":1,"a":2}"#] {
            assert!(claim(text).is_err(), "{text}");
        }
        assert!(value("role=").is_err());
        assert!(value("role:=\"\"").is_ok());
    }
}
