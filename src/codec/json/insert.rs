//! Putting a value into JSON at a place that a pointer names. Everything else keeps its spelling.

use super::path::index;
use super::{Kind, Value, quote};

/// Why a value cannot be put at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InsertError {
    /// There is a value already.
    Taken,
    /// What is there on the way has no members, and no elements of such an index. How many steps lead
    /// to it.
    NoWay(usize),
}

/// The JSON of `value`, or of a new object or array where that is `None`, with `json` at the place that
/// `steps` lead to. Objects on the way are made where there are none, and an array where the step into
/// it is `-`, which appends to it. `replace` lets `json` replace a value that is there.
///
/// # Errors
/// When there is no such place, or a value is there and not to be replaced.
pub(crate) fn insert(
    value: Option<Value<'_>>,
    steps: &[String],
    json: &str,
    replace: bool,
) -> Result<String, InsertError> {
    let Some((step, rest)) = steps.split_first() else {
        return match value {
            Some(_) if !replace => Err(InsertError::Taken),
            _ => Ok(json.to_owned()),
        };
    };
    let deeper = |error| match error {
        InsertError::NoWay(steps) => InsertError::NoWay(steps + 1),
        InsertError::Taken => InsertError::Taken,
    };
    let inner = |value| insert(value, rest, json, replace).map_err(deeper);
    match value.map(|value| (value.kind(), value)) {
        None if step == "-" => Ok(format!("[{}]", inner(None)?)),
        None => Ok(format!("{{{}:{}}}", quote(step), inner(None)?)),
        Some((Kind::Object, object)) => {
            let mut members = Vec::new();
            let mut is_placed = false;
            for member in object.members() {
                let value = if member.name.read == *step {
                    is_placed = true;
                    inner(Some(member.value))?
                } else {
                    member.value.text().to_owned()
                };
                members.push(format!("{}:{value}", member.name.text));
            }
            if !is_placed {
                members.push(format!("{}:{}", quote(step), inner(None)?));
            }
            Ok(format!("{{{}}}", members.join(",")))
        }
        Some((Kind::Array, array)) => {
            let elements = array.elements();
            let place = if step == "-" {
                elements.len()
            } else {
                index(step)
                    .filter(|index| *index <= elements.len())
                    .ok_or(InsertError::NoWay(0))?
            };
            let mut texts: Vec<String> = elements
                .iter()
                .map(|element| element.text().to_owned())
                .collect();
            let value = inner(elements.get(place).copied())?;
            match texts.get_mut(place) {
                Some(text) => *text = value,
                None => texts.push(value),
            }
            Ok(format!("[{}]", texts.join(",")))
        }
        Some(_) => Err(InsertError::NoWay(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Json;
    use super::*;

    fn put(text: &str, steps: &[&str], replace: bool) -> Result<String, InsertError> {
        let json = Json::parse(text.as_bytes()).unwrap();
        let steps: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
        insert(Some(json.value()), &steps, "1", replace)
    }

    #[test]
    fn objects_and_arrays_are_made_on_the_way() {
        assert_eq!(put("{}", &["a", "b"], false).unwrap(), r#"{"a":{"b":1}}"#);
        assert_eq!(put("{}", &["a", "-"], false).unwrap(), r#"{"a":[1]}"#);
        assert_eq!(
            put(r#"{"a":[ 1.10 ,2]}"#, &["a", "-"], false).unwrap(),
            r#"{"a":[1.10,2,1]}"#
        );
        assert_eq!(
            put(r#"{"\u0061":{"x":"\u00e9"}}"#, &["a", "b"], false).unwrap(),
            r#"{"\u0061":{"x":"\u00e9","b":1}}"#
        );
        assert_eq!(insert(None, &["-".to_owned()], "7", false).unwrap(), "[7]");
    }

    #[test]
    fn a_value_is_replaced_only_where_that_is_asked_for() {
        assert_eq!(put(r#"{"a":2}"#, &["a"], false), Err(InsertError::Taken));
        assert_eq!(put(r#"{"a":2}"#, &["a"], true).unwrap(), r#"{"a":1}"#);
        assert_eq!(put("[2,3]", &["0"], true).unwrap(), "[1,3]");
        assert_eq!(put("[2,3]", &["0"], false), Err(InsertError::Taken));
    }

    #[test]
    fn there_is_no_way_through_a_text_or_beyond_an_array() {
        assert_eq!(
            put(r#"{"a":"x"}"#, &["a", "b"], true),
            Err(InsertError::NoWay(1))
        );
        assert_eq!(
            put(r#"{"a":[1]}"#, &["a", "2"], true),
            Err(InsertError::NoWay(1))
        );
        assert_eq!(put("[1]", &["x"], true), Err(InsertError::NoWay(0)));
    }
}
