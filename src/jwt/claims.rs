//! The claims set of a token (RFC 7519, section 4), read once.

use crate::codec::json::{Json, Kind, Room, Value};
use crate::codec::numeric_date::NumericDate;
use crate::malformed::{Malformed, Part, object};

/// The claims that this library gives a meaning to (RFC 7519, section 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegisteredClaim {
    /// The issuer.
    Iss,
    /// The subject.
    Sub,
    /// The audience.
    Aud,
    /// The expiration time.
    Exp,
    /// The time before which the token is not valid.
    Nbf,
    /// The time of issue.
    Iat,
    /// The token's own identifier.
    Jti,
}

impl RegisteredClaim {
    /// The claim's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Aud => "aud",
            Self::Exp => "exp",
            Self::Nbf => "nbf",
            Self::Iat => "iat",
            Self::Jti => "jti",
        }
    }
}

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

    /// `iss`, of whatever type.
    pub(crate) fn iss(&self) -> Option<Value<'a>> {
        self.iss
    }

    /// `aud`, of whatever type.
    pub(crate) fn aud(&self) -> Option<Value<'a>> {
        self.aud
    }

    /// When the token expires: `exp`.
    #[must_use]
    pub fn expires_at(&self) -> Option<NumericDate> {
        self.exp
    }

    /// When the token becomes valid: `nbf`.
    #[must_use]
    pub fn not_before(&self) -> Option<NumericDate> {
        self.nbf
    }

    /// When the token was issued: `iat`.
    #[must_use]
    pub fn issued_at(&self) -> Option<NumericDate> {
        self.iat
    }

    /// The registered times that the token has.
    pub fn times(&self) -> impl Iterator<Item = (RegisteredClaim, NumericDate)> {
        let times = [
            (RegisteredClaim::Exp, self.exp),
            (RegisteredClaim::Nbf, self.nbf),
            (RegisteredClaim::Iat, self.iat),
        ];
        times
            .into_iter()
            .filter_map(|(claim, time)| Some((claim, time?)))
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
        return Err(wrong_type(value.kind().described()));
    }
    let time = NumericDate::from_json_number(value.text());
    time.ok_or_else(|| wrong_type("beyond any finite number"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
