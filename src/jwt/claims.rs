//! The claims set of a token (RFC 7519, section 4).

use crate::codec::NumericDate;
use crate::codec::json::{Json, Kind, Room, Value};
use crate::malformed::{Malformed, Part, object};

/// The registered claims (RFC 7519, section 4.1).
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

/// A claims set whose times have the right type. Their values are not checked yet.
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
    /// When it is not an object, has a name twice at any depth, or `exp`, `nbf` or `iat` is not a
    /// finite number.
    pub fn read(json: Json<'a>) -> Result<Self, Malformed> {
        let mut claims = Self::unread(json);
        claims.read_members()?;
        Ok(claims)
    }

    /// Like [`Claims::read`], directly into the place where the claims stay, because moving them takes
    /// as long as reading them. After an error, the content of the place is unspecified.
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
            // A match on bytes compares the length first; one on text compares name by name.
            match member.name.read.as_bytes() {
                b"iss" => self.iss = Some(member.value),
                b"aud" => self.aud = Some(member.value),
                b"exp" => self.exp = Some(time(Part::Payload, RegisteredClaim::Exp, member.value)?),
                b"nbf" => self.nbf = Some(time(Part::Payload, RegisteredClaim::Nbf, member.value)?),
                b"iat" => self.iat = Some(time(Part::Payload, RegisteredClaim::Iat, member.value)?),
                _ => {}
            }
        }
        Ok(())
    }

    /// The memory of the claims, to be used for another token.
    #[must_use]
    pub fn into_room(self) -> Room {
        self.json.into_room()
    }

    /// The claims as JSON.
    #[must_use]
    pub fn json(&self) -> &Json<'a> {
        &self.json
    }

    /// `iss`, of any type.
    pub(crate) fn iss(&self) -> Option<Value<'a>> {
        self.iss
    }

    /// `aud`, of any type.
    pub(crate) fn aud(&self) -> Option<Value<'a>> {
        self.aud
    }

    /// `exp`: when the token expires.
    #[must_use]
    pub fn expires_at(&self) -> Option<NumericDate> {
        self.exp
    }

    /// `nbf`: when the token becomes valid.
    #[must_use]
    pub fn not_before(&self) -> Option<NumericDate> {
        self.nbf
    }

    /// `iat`: when the token was issued.
    #[must_use]
    pub fn issued_at(&self) -> Option<NumericDate> {
        self.iat
    }

    /// The times that the token has.
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

/// Reads a claim that has to be a `NumericDate` (RFC 7519, section 2).
pub(super) fn time(
    part: Part,
    claim: RegisteredClaim,
    value: Value<'_>,
) -> Result<NumericDate, Malformed> {
    let wrong_type = |found| Malformed::WrongType {
        part,
        name: claim.name(),
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

    #[test]
    fn times_are_read_and_named() {
        let json = Json::parse(br#"{"iat":1,"sub":"x","\u0065xp":2.5}"#).unwrap();
        let claims = Claims::read(json).unwrap();
        let seconds = |time: Option<NumericDate>| time.map(NumericDate::seconds);
        assert_eq!(seconds(claims.issued_at()), Some(1.0));
        assert_eq!(seconds(claims.expires_at()), Some(2.5));
        assert_eq!(seconds(claims.not_before()), None);
        let names: Vec<_> = claims.times().map(|(claim, _)| claim.name()).collect();
        assert_eq!(names, ["exp", "iat"]);
    }

    #[test]
    fn a_time_of_the_wrong_type_is_named_with_what_it_is() {
        let json = Json::parse(br#"{"nbf":true}"#).unwrap();
        assert_eq!(
            Claims::read(json).unwrap_err(),
            Malformed::WrongType {
                part: Part::Payload,
                name: "nbf",
                found: "a boolean",
                expected: "a finite number of seconds",
            }
        );
    }
}
