//! A JSON object under construction: members keep their order, and what came in as JSON keeps
//! its spelling.

use super::json::{Json, minify, quote};

/// A name stands in the object already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken {
    /// It came with the first text, so that it could be replaced.
    pub inherited: bool,
}

#[derive(Clone, Debug)]
struct Member {
    name: String,
    name_text: String,
    value_text: String,
    /// Came with the first text, so that a flag may replace it.
    inherited: bool,
}

/// The members so far.
#[derive(Clone, Debug, Default)]
pub struct Object {
    members: Vec<Member>,
}

impl Object {
    /// Starts with the members of a JSON object; white space between its marks is dropped.
    #[must_use]
    pub fn inherit(json: &Json<'_>) -> Self {
        let members = json.members().iter().map(|member| Member {
            name: member.name.read.clone().into_owned(),
            name_text: member.name.text.to_owned(),
            value_text: minify(member.value.text()),
            inherited: true,
        });
        Self {
            members: members.collect(),
        }
    }

    /// Adds a member at the end; `value` is valid JSON. With `replace`, an inherited member of the
    /// name takes the value in its place.
    ///
    /// # Errors
    /// When the name is taken.
    pub fn add(&mut self, name: &str, value: &str, replace: bool) -> Result<(), NameTaken> {
        let value_text = minify(value);
        match self.members.iter_mut().find(|member| member.name == name) {
            Some(member) if replace && member.inherited => {
                member.value_text = value_text;
                member.inherited = false;
                Ok(())
            }
            Some(member) => Err(NameTaken {
                inherited: member.inherited,
            }),
            None => {
                self.members.push(Member {
                    name: name.to_owned(),
                    name_text: quote(name),
                    value_text,
                    inherited: false,
                });
                Ok(())
            }
        }
    }

    /// Whether a member has this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The object as JSON, on one line.
    #[must_use]
    pub fn text(&self) -> String {
        let members: Vec<String> = self
            .members
            .iter()
            .map(|member| format!("{}:{}", member.name_text, member.value_text))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inherit(text: &str) -> Object {
        Object::inherit(&Json::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn inherited_members_keep_order_escapes_and_digits() {
        let object = inherit(r#"{ "z": 1.10, "\u0061": [ 12345678901234567890123, "😀" ] }"#);
        assert_eq!(
            object.text(),
            r#"{"z":1.10,"\u0061":[12345678901234567890123,"😀"]}"#
        );
    }

    #[test]
    fn a_taken_name_is_replaced_in_place_only_when_inherited_and_asked_for() {
        let mut object = inherit(r#"{"\u0061":1,"b":2}"#);
        assert_eq!(
            object.add("a", "3", false),
            Err(NameTaken { inherited: true })
        );
        assert_eq!(object.add("a", "3", true), Ok(()));
        assert_eq!(
            object.add("a", "4", true),
            Err(NameTaken { inherited: false })
        );
        assert_eq!(object.add("c", "\"x\"", true), Ok(()));
        assert_eq!(object.text(), r#"{"\u0061":3,"b":2,"c":"x"}"#);
    }
}
