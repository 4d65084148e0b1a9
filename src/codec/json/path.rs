//! Where in a JSON object a value is: a member's name, or a JSON Pointer (RFC 6901).

use super::{Json, Kind, Value};
use std::fmt;
use thiserror::Error;

/// The name of a member of an object, or a JSON Pointer, which starts with `/`, to a value at any depth
/// of it. Any other text is a whole name, dots and colons included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    text: String,
    /// The names and indices on the way, at least one.
    steps: Vec<String>,
}

/// A `~` in a JSON Pointer that is followed by neither `0` nor `1` (RFC 6901, section 3).
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("invalid JSON Pointer: '~' is written as ~0, and '/' within a name as ~1")]
pub struct InvalidPointer;

impl Path {
    /// Reads a name or a pointer.
    ///
    /// # Errors
    /// When a pointer has an invalid escape.
    pub fn parse(text: &str) -> Result<Self, InvalidPointer> {
        let Some(pointer) = text.strip_prefix('/') else {
            return Ok(Self::name(text));
        };
        let steps = pointer
            .split('/')
            .map(unescaped)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.to_owned(),
            steps,
        })
    }

    /// The path to the member of this name, whatever characters it has.
    #[must_use]
    pub fn name(name: &str) -> Self {
        Self {
            text: name.to_owned(),
            steps: vec![name.to_owned()],
        }
    }

    /// The name of the outermost object's member on the way, and the steps below it.
    #[must_use]
    pub fn split(&self) -> (&str, &[String]) {
        match self.steps.split_first() {
            Some((first, rest)) => (first, rest),
            None => ("", &[]),
        }
    }

    /// The text that was read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value that the path leads to.
    #[must_use]
    pub fn find<'a>(&self, json: &Json<'a>) -> Option<Value<'a>> {
        let (first, rest) = self.split();
        rest.iter()
            .try_fold(json.get(first)?, |value, step| value.step(step))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn unescaped(step: &str) -> Result<String, InvalidPointer> {
    if step.replace("~0", "").replace("~1", "").contains('~') {
        return Err(InvalidPointer);
    }
    Ok(step.replace("~1", "/").replace("~0", "~"))
}

/// The index that a step of a pointer is in an array: digits without leading zeros (RFC 6901, section
/// 4).
pub(super) fn index(step: &str) -> Option<usize> {
    if step != "0" && step.starts_with(['0', '+']) {
        return None;
    }
    step.parse().ok()
}

impl Value<'_> {
    fn step(self, step: &str) -> Option<Self> {
        match self.kind() {
            Kind::Object => {
                let mut members = self.members().into_iter();
                members
                    .find(|member| member.name.read == step)
                    .map(|member| member.value)
            }
            Kind::Array => self.elements().into_iter().nth(index(step)?),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_through_objects_and_arrays() {
        let json = Json::parse(br#"{"a/b":{"~":[10,{"c":"x"}]},"":7,"a.b:c":1}"#).unwrap();
        let find = |path| {
            let path = Path::parse(path).unwrap();
            path.find(&json).map(|value| value.text())
        };
        assert_eq!(find("/a~1b/~0/1/c"), Some("\"x\""));
        assert_eq!(find("/a~1b/~0/0"), Some("10"));
        assert_eq!(find("/"), Some("7"));
        assert_eq!(find("a/b"), Some(r#"{"~":[10,{"c":"x"}]}"#));
        assert_eq!(find("a.b:c"), Some("1"));
        for nowhere in [
            "/a~1b/~0/01",
            "/a~1b/~0/2",
            "/a~1b/~0/-",
            "/a~1b/nothing",
            "x",
        ] {
            assert_eq!(find(nowhere), None, "{nowhere}");
        }
        assert_eq!(Path::parse("/a~2"), Err(InvalidPointer));
        assert_eq!(Path::parse("/a~"), Err(InvalidPointer));
        assert_eq!(Path::parse("a~2"), Ok(Path::name("a~2")));
    }
}
