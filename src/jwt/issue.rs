//! Issuing a token, in a straight line: claims are parsed once → edited → given times → written →
//! signed. [`Issuer::issue`] makes one token or many.

use super::advice::{Advice, looks_like_a_password};
use super::claims::{RegisteredClaim, time};
use crate::codec::NumericDate;
use crate::codec::base64url;
use crate::codec::json::{
    Duplicate, InsertError, Json, JsonError, Kind, Member, Path, Room, Value, insert, minify_onto,
    quote, unquote,
};
use crate::jws::{Header, MAX_TOKEN_BYTES, Signer, SigningError, token_onto};
use crate::malformed::{Malformed, Part, object};
use std::io::Write as _;
use thiserror::Error;

/// A claim or a header parameter to add. Its value is valid JSON, checked when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    path: Path,
    /// Without white space outside strings.
    json: String,
}

/// Why a text is not the value of a claim or header parameter.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidMember {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    NotJson(JsonError),
    /// As a member of an object, it would be nested too deep.
    #[error("{0}")]
    TooDeep(JsonError),
    /// An object in it has a name twice.
    #[error("duplicate name {} at byte {}", quote(&.0.name), .0.at)]
    DuplicateName(Duplicate),
}

impl NewMember {
    /// A member with the value `json`. White space outside strings is removed; escapes and digits are
    /// kept.
    ///
    /// # Errors
    /// When `json` is not one JSON value, has a name twice at any depth, or is nested too deep to be a
    /// member of an object. Offsets are bytes from 0 within `json`.
    pub fn new(path: Path, json: &str) -> Result<Self, InvalidMember> {
        let read = Json::parse(json.as_bytes()).map_err(|error| match error {
            JsonError::TooDeep { .. } => InvalidMember::TooDeep(error),
            _ => InvalidMember::NotJson(error),
        })?;
        if let Some(duplicate) = read.duplicate() {
            return Err(InvalidMember::DuplicateName(duplicate.clone()));
        }
        // As a member of an object, it is one level deeper.
        if let Err(JsonError::TooDeep { at }) = Json::parse(format!("[{json}]").as_bytes()) {
            return Err(InvalidMember::TooDeep(JsonError::TooDeep { at: at - 1 }));
        }
        let mut minified = Vec::new();
        minify_onto(read.value().text(), &mut minified, |_| ());
        Ok(Self {
            path,
            json: String::from_utf8_lossy(&minified).into_owned(),
        })
    }

    /// A member whose value is a string.
    #[must_use]
    pub fn text(path: Path, text: &str) -> Self {
        let json = quote(text);
        Self { path, json }
    }

    /// The claim `aud`: a string for one audience, a list for several (RFC 7519, section 4.1.3), `None`
    /// for none.
    #[must_use]
    pub fn audience(audiences: &[String]) -> Option<Self> {
        let json = match audiences {
            [] => return None,
            [one] => quote(one),
            several => {
                let quoted: Vec<String> = several.iter().map(|text| quote(text)).collect();
                format!("[{}]", quoted.join(","))
            }
        };
        let path = Path::name(RegisteredClaim::Aud.name());
        Some(Self { path, json })
    }

    /// The member's name, or a JSON Pointer to it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The member's value as JSON, without white space outside strings.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// How claims sets are to be edited before they are signed, and what goes into the header.
#[derive(Clone, Debug, Default)]
pub struct IssueRequest {
    /// Claims to add, in this order.
    pub claims: Vec<NewMember>,
    /// Lets `claims`, `expires_in` and `not_before` replace members that the claims set has already;
    /// otherwise that is an error. `expires_in` and `not_before` then count from now.
    pub replace: bool,
    /// `iat` in seconds since 1970; `None` means now, where the claims set has none.
    pub issued_at: Option<i64>,
    /// `exp` in seconds since 1970.
    pub expires_at: Option<i64>,
    /// Seconds from `iat` to `exp`.
    pub expires_in: Option<i64>,
    /// Seconds from `iat` to `nbf`.
    pub not_before: Option<i64>,
    /// Adds no `iat`.
    pub no_iat: bool,
    /// Header parameters to add, in this order; a `typ` among them replaces `JWT`, and one that is null
    /// leaves it out.
    pub header: Vec<NewMember>,
    /// The `kid` of the header; `None` takes the signer's.
    pub kid: Option<String>,
    /// Leaves `typ` out of the header unless it is among `header`: for payloads that are not claims sets.
    pub any_payload: bool,
}

/// A header parameter that a request cannot add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservedParameter {
    /// The signer determines the algorithm.
    Alg,
    /// [`IssueRequest::kid`] sets it.
    Kid,
    /// No extension is supported (RFC 7515, section 4.1.11).
    Crit,
    /// Unencoded payloads are not supported (RFC 7797).
    B64,
    /// It belongs to encrypted tokens (RFC 7516, section 4.1.2).
    Enc,
    /// It belongs to encrypted tokens (RFC 7516, section 4.1.3).
    Zip,
}

impl ReservedParameter {
    const ALL: [Self; 6] = [
        Self::Alg,
        Self::Kid,
        Self::Crit,
        Self::B64,
        Self::Enc,
        Self::Zip,
    ];

    /// The parameter's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alg => "alg",
            Self::Kid => "kid",
            Self::Crit => "crit",
            Self::B64 => "b64",
            Self::Enc => "enc",
            Self::Zip => "zip",
        }
    }
}

/// Why claims cannot be issued.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum IssueError {
    /// The claims are not JSON, not an object, have a name twice or a time of the wrong type; or a
    /// header parameter has the wrong type. The fact names the part.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// There is neither a claims set nor a claim to add.
    #[error("no claims to sign")]
    NoClaims,
    /// A claim is given twice.
    #[error("claim {} is given twice", quote(.claim))]
    ClaimGivenTwice {
        /// Its name.
        claim: String,
        /// The claims set has it, so that [`IssueRequest::replace`] would help.
        inherited: bool,
    },
    /// A header parameter is given twice.
    #[error("header {} is given twice", quote(.parameter))]
    HeaderGivenTwice {
        /// Its name.
        parameter: String,
    },
    /// A header parameter that a request cannot add.
    #[error("header parameter \"{}\" cannot be set", .0.name())]
    ReservedHeader(ReservedParameter),
    /// A claim's pointer leads through a value that has no members or elements, or beyond the end of an
    /// array.
    #[error("claim {} cannot be added: {}", quote(.claim), no_way(.prefix))]
    NoSuchPlace {
        /// The JSON Pointer.
        claim: String,
        /// How far it leads.
        prefix: String,
    },
    /// Claims would be nested too deep.
    #[error("claim {}: {error}", quote(.claim))]
    TooDeep {
        /// The claim.
        claim: String,
        /// The JSON error.
        error: JsonError,
    },
    /// A time in seconds would not fit into 64 bits.
    #[error("{} is beyond any calendar", .claim.name())]
    TimeBeyondCalendar {
        /// The claim.
        claim: RegisteredClaim,
    },
    /// The token would be longer than [`MAX_TOKEN_BYTES`].
    #[error("the token would be longer than {limit} bytes")]
    TokenTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The signer failed.
    #[error(transparent)]
    Signing(#[from] SigningError),
}

fn no_way(prefix: &str) -> String {
    format!(
        "{} is not an object, nor an array with such an element",
        quote(prefix)
    )
}

/// Issues tokens with one signer and one request. What is the same for every token is prepared once.
/// Threads can share it, each with its own [`IssueWorkspace`].
#[derive(Debug)]
pub struct Issuer<'s> {
    signer: Option<Box<dyn Signer + 's>>,
    /// In base64url, with the dot that follows it.
    header: Vec<u8>,
    claims: Vec<Addition>,
    /// All of `claims` as they are written: `"a":1,"b":2`.
    joined: Vec<u8>,
    /// The times among `claims`.
    times: Times,
    replace: bool,
    issued_at: Option<i64>,
    expires_at: Option<i64>,
    expires_in: Option<i64>,
    not_before: Option<i64>,
    no_iat: bool,
    /// Advice on the signer, the same for every token.
    advice: Option<Advice>,
}

/// A claim of the request.
#[derive(Debug)]
struct Addition {
    name: String,
    /// Its value as JSON, without white space outside strings.
    json: String,
    /// The members that pointers add to it, where it consists of nothing else: to a claim of the claims
    /// set they are added too.
    inner: Option<Vec<NewMember>>,
    /// The names of members, at any depth, that look like passwords.
    readable: Vec<String>,
}

impl Addition {
    fn value(&self) -> Value<'_> {
        Value::of_valid(&self.json)
    }
}

/// The request's claims, each name once: what pointers add to one claim is put together.
fn additions(request: &IssueRequest) -> Result<Vec<Addition>, IssueError> {
    let mut additions: Vec<Addition> = Vec::new();
    for claim in &request.claims {
        let (name, steps) = claim.path.split();
        let known = additions.iter_mut().find(|addition| addition.name == name);
        match known {
            Some(_) if steps.is_empty() => return Err(given_twice(claim.path.as_str(), false)),
            Some(addition) => {
                addition.json = put(claim, Some(addition.value()), false, false)?;
                if let Some(inner) = &mut addition.inner {
                    inner.push(claim.clone());
                }
            }
            None => additions.push(Addition {
                name: name.to_owned(),
                json: put(claim, None, false, false)?,
                inner: (!steps.is_empty()).then(|| vec![claim.clone()]),
                readable: Vec::new(),
            }),
        }
    }
    for addition in &mut additions {
        let mut readable = Vec::new();
        write_value(
            &addition.name,
            addition.value(),
            &mut Vec::new(),
            &mut readable,
        );
        addition.readable = readable;
        check_depth(&addition.name, &addition.json)?;
    }
    Ok(additions)
}

/// Puts a claim into the value of its outermost claim.
fn put(
    claim: &NewMember,
    value: Option<Value<'_>>,
    replace: bool,
    is_inherited: bool,
) -> Result<String, IssueError> {
    let (_, steps) = claim.path.split();
    insert(value, steps, &claim.json, replace).map_err(|error| match error {
        InsertError::Taken => given_twice(claim.path.as_str(), is_inherited),
        InsertError::NoWay(steps) => {
            // The outermost claim, and so many steps.
            let mut names = claim.path.as_str().split('/');
            let prefix: Vec<&str> = names.by_ref().take(2 + steps).collect();
            IssueError::NoSuchPlace {
                claim: claim.path.to_string(),
                prefix: prefix.join("/"),
            }
        }
    })
}

/// As a member of the claims set, a value is one level deeper than alone.
fn check_depth(claim: &str, json: &str) -> Result<(), IssueError> {
    match Json::parse(format!("[{json}]").as_bytes()) {
        Err(error @ JsonError::TooDeep { .. }) => Err(IssueError::TooDeep {
            claim: claim.to_owned(),
            error,
        }),
        _ => Ok(()),
    }
}

/// The registered times of a claims set.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
}

impl Times {
    fn named(&mut self, name: &str) -> Option<(RegisteredClaim, &mut Option<NumericDate>)> {
        // A match on bytes compares the length first; one on text compares name by name.
        match name.as_bytes() {
            b"exp" => Some((RegisteredClaim::Exp, &mut self.exp)),
            b"nbf" => Some((RegisteredClaim::Nbf, &mut self.nbf)),
            b"iat" => Some((RegisteredClaim::Iat, &mut self.iat)),
            _ => None,
        }
    }
}

/// The times that are added to a claims set, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default)]
struct AddedTimes {
    iat: Option<i64>,
    nbf: Option<i64>,
    exp: Option<i64>,
}

impl AddedTimes {
    fn take(&mut self, name: &str) -> Option<i64> {
        match name.as_bytes() {
            b"iat" => self.iat.take(),
            b"nbf" => self.nbf.take(),
            b"exp" => self.exp.take(),
            _ => None,
        }
    }
}

/// Memory that is reused from one token to the next. Each thread needs its own.
#[derive(Debug, Default)]
pub struct IssueWorkspace {
    room: Room,
    payload: Vec<u8>,
    signature: Vec<u8>,
    /// Which claims of the request have replaced a member of the claims set.
    placed: Vec<bool>,
    /// Names of claims that look like passwords.
    readable: Vec<String>,
}

/// A token was issued: what advice on it is decided from.
#[derive(Clone, Copy, Debug)]
pub struct Issued<'w> {
    signer: Option<&'w Advice>,
    times: Times,
    /// `exp`, where the token is expired when it is issued and the request did not ask for that.
    expired: Option<NumericDate>,
    readable: &'w [String],
}

impl<'w> Issued<'w> {
    /// Advice on the token: on its signer, then on its times, then on its claims. Nothing is allocated
    /// where there is none.
    pub fn advice(&self) -> impl Iterator<Item = Advice> + use<'w> {
        let Times { exp, nbf, iat } = self.times;
        let expiry = match exp {
            None => Some(Advice::NoExpiry),
            Some(_) => self.expired.map(|exp| Advice::ExpiredAlready { exp }),
        };
        let times = [
            (RegisteredClaim::Exp, exp),
            (RegisteredClaim::Nbf, nbf),
            (RegisteredClaim::Iat, iat),
        ];
        let times = times.into_iter();
        let milliseconds = times.filter_map(|(claim, time)| Advice::on_time(claim, time?));
        let readable = self.readable.iter().map(|claim| Advice::ReadableSecret {
            claim: claim.clone(),
        });
        let signer = self.signer.cloned().into_iter();
        signer.chain(expiry).chain(milliseconds).chain(readable)
    }
}

impl<'s> Issuer<'s> {
    /// Prepares a request. Without a signer, tokens are unsigned (RFC 7519, section 6), so that anyone
    /// can forge them.
    ///
    /// # Errors
    /// When the request contradicts itself, names a reserved header parameter, or has a time or a
    /// header parameter of the wrong type.
    pub fn new(
        request: &IssueRequest,
        signer: Option<Box<dyn Signer + 's>>,
    ) -> Result<Self, IssueError> {
        let mut header = base64url::encode(header(request, signer.as_deref())?.as_bytes());
        header.push('.');
        let claims = additions(request)?;
        let times = requested_times(request, &claims)?;
        let advice = match &signer {
            None => Some(Advice::Unsigned),
            Some(signer) => signer
                .short_secret()
                .and_then(|has| Advice::on_secret(has, signer.algorithm())),
        };
        Ok(Self {
            signer,
            header: header.into_bytes(),
            joined: joined(
                claims
                    .iter()
                    .map(|claim| (claim.name.as_str(), &claim.json)),
            )
            .into_bytes(),
            claims,
            times,
            replace: request.replace,
            issued_at: request.issued_at,
            expires_at: request.expires_at,
            expires_in: request.expires_in,
            not_before: request.not_before,
            no_iat: request.no_iat,
            advice,
        })
    }

    /// Signs a payload of any bytes and appends the token to `out`: a JWS that is not a JWT. The request's
    /// claims and times are not used.
    ///
    /// # Errors
    /// When the token is too long, or signing fails. `out` is then unchanged.
    pub fn sign(
        &self,
        payload: &[u8],
        workspace: &mut IssueWorkspace,
        out: &mut Vec<u8>,
    ) -> Result<(), IssueError> {
        workspace.payload.clear();
        workspace.payload.extend_from_slice(payload);
        self.write_token(workspace, out)
    }

    /// Issues a claims set, given as JSON, and appends the token to `out`. With `None`, the token has
    /// the request's claims alone. `now` becomes `iat` where the claims set has none.
    ///
    /// Members of the claims set keep their order, escapes and digits; white space outside strings is
    /// removed. The request's claims follow, then `iat`, `nbf` and `exp`.
    ///
    /// # Errors
    /// When the claims set is not a JSON object, has a name twice or a claim that the request adds;
    /// when a time is of the wrong type or out of range; when the token is too long; when signing
    /// fails. `out` is then unchanged.
    pub fn issue<'w>(
        &'w self,
        claims: Option<&[u8]>,
        now: NumericDate,
        workspace: &'w mut IssueWorkspace,
        out: &mut Vec<u8>,
    ) -> Result<Issued<'w>, IssueError> {
        let asked = [self.expires_in, self.expires_at, self.not_before];
        let is_given = claims.is_some() || asked.iter().any(Option::is_some);
        if !is_given && self.claims.is_empty() {
            return Err(IssueError::NoClaims);
        }
        let json =
            Json::parse_in(claims.unwrap_or(b"{}"), &mut workspace.room).map_err(|error| {
                let part = Part::Claims;
                Malformed::Json { part, error }
            })?;
        object(Part::Claims, &json)?;
        let merged = self.merged(&json)?;
        let stated = self.stated_times(&json)?;
        let added = self.added_times(&json, stated, now)?;
        self.write_payload(&json, added, &merged, workspace);
        workspace.room = json.into_room();
        self.write_token(workspace, out)?;

        let time =
            |added: Option<i64>, stated| added.map(NumericDate::from_whole_seconds).or(stated);
        let times = Times {
            exp: time(added.exp, stated.exp),
            nbf: time(added.nbf, stated.nbf),
            iat: time(added.iat, stated.iat),
        };
        // A negative duration asks for a token that is expired.
        let is_wanted = self.expires_in.is_some_and(|duration| duration <= 0);
        Ok(Issued {
            signer: self.advice.as_ref(),
            times,
            expired: times.exp.filter(|exp| *exp <= now && !is_wanted),
            readable: &workspace.readable,
        })
    }

    /// The claims that pointers add to, with what they add, by their index; an error where a claim is
    /// given twice.
    fn merged(&self, json: &Json<'_>) -> Result<Vec<(usize, String)>, IssueError> {
        // Allocates nothing where no pointer leads into the claims set.
        let mut merged = Vec::new();
        for (index, addition) in self.claims.iter().enumerate() {
            match (&addition.inner, json.get(&addition.name)) {
                (_, None) => {}
                (None, Some(_)) if self.replace => {}
                (None, Some(_)) => return Err(given_twice(&addition.name, true)),
                (Some(inner), Some(inherited)) => {
                    let mut value = inherited.text().to_owned();
                    for claim in inner {
                        value = put(claim, Some(Value::of_valid(&value)), self.replace, true)?;
                    }
                    check_depth(&addition.name, &value)?;
                    merged.push((index, value));
                }
            }
        }
        Ok(merged)
    }

    /// The times in the request's claims, and those in the claims set that these do not replace.
    fn stated_times(&self, json: &Json<'_>) -> Result<Times, Malformed> {
        let mut times = self.times;
        for member in json.members() {
            if let Some((claim, stated)) = times.named(&member.name.read)
                && stated.is_none()
            {
                *stated = Some(time(Part::Claims, claim, member.value)?);
            }
        }
        Ok(times)
    }

    /// The times to add: `iat` where there is none, and those that the request demands. They count from
    /// `iat`. With `replace` they count from now, so that a renewed token keeps its old `iat` and does
    /// not expire at once.
    fn added_times(
        &self,
        json: &Json<'_>,
        stated: Times,
        now: NumericDate,
    ) -> Result<AddedTimes, IssueError> {
        let beyond = |claim| IssueError::TimeBeyondCalendar { claim };
        let issued_at = stated.iat.filter(|_| !self.replace);
        let stated_base = issued_at.unwrap_or(now).whole_seconds();
        let base = self.issued_at.or(stated_base);
        let mut added = AddedTimes::default();
        if self.issued_at.is_some() && stated.iat.is_some() {
            if !self.replace {
                return Err(given_twice(RegisteredClaim::Iat.name(), true));
            }
            added.iat = self.issued_at;
        } else if stated.iat.is_none() && !self.no_iat {
            added.iat = Some(base.ok_or_else(|| beyond(RegisteredClaim::Iat))?);
        }
        let later = |claim: RegisteredClaim, duration: Option<i64>| {
            let Some(duration) = duration else {
                return Ok(None);
            };
            let time = base.and_then(|base| base.checked_add(duration));
            let time = time.ok_or_else(|| beyond(claim))?;
            if !self.replace && json.get(claim.name()).is_some() {
                return Err(given_twice(claim.name(), true));
            }
            Ok(Some(time))
        };
        added.nbf = later(RegisteredClaim::Nbf, self.not_before)?;
        added.exp = match self.expires_at {
            None => later(RegisteredClaim::Exp, self.expires_in)?,
            Some(_) if !self.replace && json.get(RegisteredClaim::Exp.name()).is_some() => {
                return Err(given_twice(RegisteredClaim::Exp.name(), true));
            }
            at => at,
        };
        Ok(added)
    }

    fn write_payload(
        &self,
        json: &Json<'_>,
        mut added: AddedTimes,
        merged: &[(usize, String)],
        workspace: &mut IssueWorkspace,
    ) {
        let IssueWorkspace {
            payload,
            placed,
            readable,
            ..
        } = workspace;
        payload.clear();
        readable.clear();
        payload.push(b'{');
        placed.clear();
        placed.resize(self.claims.len(), false);
        for member in json.members() {
            next_member(member.name.text, payload.len() > 1, payload);
            match self.replacement(member, &mut added, merged) {
                Some(Replacement::Claim(index)) => {
                    placed[index] = true;
                    let addition = &self.claims[index];
                    payload.extend_from_slice(addition.json.as_bytes());
                    readable.extend_from_slice(&addition.readable);
                }
                Some(Replacement::Merged(index, json)) => {
                    placed[index] = true;
                    write_value(&member.name.read, Value::of_valid(json), payload, readable);
                }
                Some(Replacement::Time(seconds)) => write_time(seconds, payload),
                None => write_value(&member.name.read, member.value, payload, readable),
            }
        }
        self.write_additions(placed, payload, readable);
        for (name, seconds) in [
            ("\"iat\"", added.iat),
            ("\"nbf\"", added.nbf),
            ("\"exp\"", added.exp),
        ] {
            if let Some(seconds) = seconds {
                next_member(name, payload.len() > 1, payload);
                write_time(seconds, payload);
            }
        }
        payload.push(b'}');
    }

    /// What replaces a member of the claims set, if the request does so.
    fn replacement<'m>(
        &self,
        member: &Member<'_>,
        added: &mut AddedTimes,
        merged: &'m [(usize, String)],
    ) -> Option<Replacement<'m>> {
        let name = member.name.read.as_ref();
        let mut inner = merged.iter();
        if let Some((index, json)) = inner.find(|(index, _)| self.claims[*index].name == name) {
            return Some(Replacement::Merged(*index, json));
        }
        if !self.replace {
            return None;
        }
        let mut claims = self.claims.iter();
        match claims.position(|addition| addition.name == name) {
            Some(index) => Some(Replacement::Claim(index)),
            None => added.take(name).map(Replacement::Time),
        }
    }

    /// Writes the request's claims that have replaced nothing.
    fn write_additions(&self, placed: &[bool], payload: &mut Vec<u8>, readable: &mut Vec<String>) {
        let nothing_placed = !placed.contains(&true);
        if nothing_placed && !self.joined.is_empty() {
            if payload.len() > 1 {
                payload.push(b',');
            }
            payload.extend_from_slice(&self.joined);
        }
        for (addition, placed) in self.claims.iter().zip(placed) {
            if *placed {
                continue;
            }
            if !nothing_placed {
                next_member(&quote(&addition.name), payload.len() > 1, payload);
                payload.extend_from_slice(addition.json.as_bytes());
            }
            readable.extend_from_slice(&addition.readable);
        }
    }

    fn write_token(
        &self,
        workspace: &mut IssueWorkspace,
        out: &mut Vec<u8>,
    ) -> Result<(), IssueError> {
        let too_long = IssueError::TokenTooLong {
            limit: MAX_TOKEN_BYTES,
        };
        let start = out.len();
        let payload = workspace.payload.as_slice();
        // A signer may be slow or ask its user, so it gets nothing that cannot become a token.
        if self.header.len() + base64url::encoded_len(payload.len()) >= MAX_TOKEN_BYTES {
            return Err(too_long);
        }
        let (signer, signature) = (self.signer.as_deref(), &mut workspace.signature);
        let written = token_onto(&self.header, payload, signer, signature, out);
        let is_too_long = out.len() - start > MAX_TOKEN_BYTES;
        let result = match written {
            Err(error) => Err(error.into()),
            Ok(()) if is_too_long => Err(too_long),
            Ok(()) => return Ok(()),
        };
        out.truncate(start);
        result
    }
}

/// What replaces a member of the claims set.
enum Replacement<'m> {
    /// The request's claim at this index.
    Claim(usize),
    /// The member itself, with what the claim at this index adds to it.
    Merged(usize, &'m str),
    /// A time in seconds since 1970.
    Time(i64),
}

fn given_twice(claim: &str, inherited: bool) -> IssueError {
    IssueError::ClaimGivenTwice {
        claim: claim.to_owned(),
        inherited,
    }
}

/// Members as in an object, without its braces.
fn joined<'m>(members: impl Iterator<Item = (&'m str, &'m String)>) -> String {
    let members: Vec<String> = members
        .map(|(name, json)| format!("{}:{json}", quote(name)))
        .collect();
    members.join(",")
}

/// Writes everything of a member before its value; its name is given as JSON.
fn next_member(name: &str, is_separated: bool, json: &mut Vec<u8>) {
    if is_separated {
        json.push(b',');
    }
    json.extend_from_slice(name.as_bytes());
    json.push(b':');
}

fn write_time(seconds: i64, json: &mut Vec<u8>) {
    // Writing into memory does not fail.
    let _ = write!(json, "{seconds}");
}

/// Writes a value without white space outside strings, and collects the names of text members that
/// look like passwords.
fn write_value(name: &str, value: Value<'_>, json: &mut Vec<u8>, readable: &mut Vec<String>) {
    match value.kind() {
        Kind::Object | Kind::Array => minify_onto(value.text(), json, |name| {
            if let Some(name) = unquote(name).filter(|name| looks_like_a_password(name)) {
                readable.push(name.into_owned());
            }
        }),
        kind => {
            json.extend_from_slice(value.text().as_bytes());
            if kind == Kind::String && looks_like_a_password(name) {
                readable.push(name.to_owned());
            }
        }
    }
}

/// The times among the request's claims, after a check that it gives no time twice.
fn requested_times(request: &IssueRequest, claims: &[Addition]) -> Result<Times, IssueError> {
    let mut times = Times::default();
    for claim in claims {
        if let Some((registered, stated)) = times.named(&claim.name) {
            *stated = Some(time(Part::Claims, registered, claim.value())?);
        }
    }
    for (is_asked_for, stated, claim) in [
        (request.issued_at.is_some(), times.iat, RegisteredClaim::Iat),
        (
            request.not_before.is_some(),
            times.nbf,
            RegisteredClaim::Nbf,
        ),
        (
            request.expires_in.is_some(),
            times.exp,
            RegisteredClaim::Exp,
        ),
        (
            request.expires_at.is_some(),
            times.exp,
            RegisteredClaim::Exp,
        ),
    ] {
        if is_asked_for && stated.is_some() {
            return Err(given_twice(claim.name(), false));
        }
    }
    if request.expires_in.is_some() && request.expires_at.is_some() {
        return Err(given_twice(RegisteredClaim::Exp.name(), false));
    }
    Ok(times)
}

/// The header's JSON: `alg` and `typ`, then `kid`, then the request's other parameters.
fn header(request: &IssueRequest, signer: Option<&dyn Signer>) -> Result<String, IssueError> {
    for parameter in &request.header {
        let mut reserved = ReservedParameter::ALL.into_iter();
        if let Some(reserved) = reserved.find(|reserved| reserved.name() == parameter.path.as_str())
        {
            return Err(IssueError::ReservedHeader(reserved));
        }
    }
    let alg = signer.map_or("none", |signer| signer.algorithm().name());
    let kid = request.kid.as_deref().or(signer.and_then(Signer::kid));
    let text = |name, text| NewMember::text(Path::name(name), text);
    let mut members = vec![text("alg", alg)];
    members.extend((!request.any_payload).then(|| text("typ", "JWT")));
    members.extend(kid.map(|kid| text("kid", kid)));
    let mut has_typ = false;
    for parameter in &request.header {
        let is_typ = parameter.path.as_str() == "typ" && !has_typ;
        let place = members
            .iter_mut()
            .find(|member| member.path == parameter.path);
        match place {
            Some(member) if is_typ => {
                *member = parameter.clone();
                has_typ = true;
            }
            Some(_) => {
                return Err(IssueError::HeaderGivenTwice {
                    parameter: parameter.path.to_string(),
                });
            }
            None => members.push(parameter.clone()),
        }
    }
    members.retain(|member| member.path.as_str() != "typ" || member.json != "null");
    let members = members
        .iter()
        .map(|member| (member.path.as_str(), &member.json));
    let text = format!("{{{}}}", joined(members));
    let part = Part::Header;
    let json = Json::parse(text.as_bytes()).map_err(|error| Malformed::Json { part, error })?;
    Header::read(&json)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::SmallerUnit;
    use crate::jwa::SignatureAlgorithm;
    use crate::jwk::form::text::{SecretEncoding, secret};
    use crate::jws::{Check, Compact, KeySigner};

    const NOW: i64 = 1_800_000_000;

    fn now() -> NumericDate {
        NumericDate::from_whole_seconds(NOW)
    }

    fn claim(name: &str, json: &str) -> NewMember {
        NewMember::new(Path::parse(name).unwrap(), json).unwrap()
    }

    fn request(claims: &[(&str, &str)]) -> IssueRequest {
        IssueRequest {
            claims: claims
                .iter()
                .map(|(name, json)| claim(name, json))
                .collect(),
            no_iat: true,
            ..IssueRequest::default()
        }
    }

    fn part(text: &[u8]) -> String {
        String::from_utf8(base64url::decode(text).unwrap()).unwrap()
    }

    /// The payload and the advice that is worth telling of an unsigned token with an expiry.
    fn issue(request: &IssueRequest, claims: &str) -> Result<(String, Vec<Advice>), IssueError> {
        let issuer = Issuer::new(request, None)?;
        let (mut workspace, mut out) = (IssueWorkspace::default(), Vec::new());
        let outcome = issuer.issue(Some(claims.as_bytes()), now(), &mut workspace, &mut out)?;
        let advice = outcome.advice();
        let advice = advice.filter(|advice| !matches!(advice, Advice::Unsigned | Advice::NoExpiry));
        let advice = advice.collect();
        Ok((part(Compact::split(&out).unwrap().payload()), advice))
    }

    fn payload(request: &IssueRequest, claims: &str) -> String {
        issue(request, claims).unwrap().0
    }

    fn error(request: &IssueRequest, claims: &str) -> IssueError {
        issue(request, claims).unwrap_err()
    }

    #[test]
    fn claims_keep_their_order_escapes_and_digits() {
        let claims = "{ \"z\": 1.10,\n \"\\u0061\": [ 12345678901234567890123, \"\\ud83d\\ude00 😀\" ], \
                      \"e\":1e+2, \"o\": {\"p q\": [ ], \"r\": {} } }";
        assert_eq!(
            payload(&request(&[]), claims),
            "{\"z\":1.10,\"\\u0061\":[12345678901234567890123,\"\\ud83d\\ude00 😀\"],\"e\":1e+2,\
             \"o\":{\"p q\":[],\"r\":{}}}"
        );
        assert_eq!(payload(&request(&[]), " {\t} "), "{}");
    }

    #[test]
    fn claims_of_the_request_follow_and_times_come_last() {
        let mut request = request(&[("b", r#""x""#), ("a", "[1, 2.0]"), ("say \"hi\"", "null")]);
        request.no_iat = false;
        request.not_before = Some(300);
        request.expires_in = Some(3600);
        assert_eq!(
            payload(&request, r#"{"z":true}"#),
            "{\"z\":true,\"b\":\"x\",\"a\":[1,2.0],\"say \\\"hi\\\"\":null,\"iat\":1800000000,\
             \"nbf\":1800000300,\"exp\":1800003600}"
        );
        assert_eq!(
            payload(&request, "{}"),
            "{\"b\":\"x\",\"a\":[1,2.0],\"say \\\"hi\\\"\":null,\"iat\":1800000000,\
             \"nbf\":1800000300,\"exp\":1800003600}"
        );
    }

    #[test]
    fn a_claim_given_twice_is_refused_however_it_is_spelled() {
        let twice = |name: &str, inherited| given_twice(name, inherited);
        let edited = request(&[("a", "3")]);
        assert_eq!(error(&edited, r#"{"\u0061":1}"#), twice("a", true));
        let repeated = request(&[("a", "3"), ("a", "4")]);
        assert_eq!(error(&repeated, "{}"), twice("a", false));
        let several = request(&[("b", "3"), ("a", "4")]);
        assert_eq!(error(&several, r#"{"a":1,"b":2}"#), twice("b", true));
        for (name, seconds) in [("exp", (Some(1), None)), ("nbf", (None, Some(1)))] {
            let mut timed = request(&[]);
            (timed.expires_in, timed.not_before) = seconds;
            let claims = format!(r#"{{"{name}":5}}"#);
            assert_eq!(error(&timed, &claims), twice(name, true));
            timed.claims.push(claim(name, "5"));
            timed.replace = true;
            assert_eq!(error(&timed, "{}"), twice(name, false));
        }
    }

    #[test]
    fn replaced_claims_stand_in_the_place_of_inherited_ones() {
        let mut edited = request(&[("new", "1"), ("role", "\"b\""), ("last", "2")]);
        edited.replace = true;
        edited.expires_in = Some(3600);
        assert_eq!(
            payload(&edited, r#"{"r\u006fle":"a","exp":5,"n":1.10}"#),
            r#"{"r\u006fle":"b","exp":1800003600,"n":1.10,"new":1,"last":2}"#
        );
        assert_eq!(
            payload(&edited, "{}"),
            r#"{"new":1,"role":"b","last":2,"exp":1800003600}"#
        );
        // Nothing of one token stays for the next.
        let issuer = Issuer::new(&edited, None).unwrap();
        let (mut workspace, mut out) = (IssueWorkspace::default(), Vec::new());
        for (claims, expected) in [
            (
                r#"{"last":{"password":"x"}}"#,
                r#"{"last":2,"new":1,"role":"b","exp":1800003600}"#,
            ),
            (
                r#"{"pwd":"x"}"#,
                r#"{"pwd":"x","new":1,"role":"b","last":2,"exp":1800003600}"#,
            ),
            ("{}", r#"{"new":1,"role":"b","last":2,"exp":1800003600}"#),
        ] {
            out.clear();
            let outcome = issuer.issue(Some(claims.as_bytes()), now(), &mut workspace, &mut out);
            let readable = outcome.unwrap().advice().skip(1).count();
            assert_eq!(part(Compact::split(&out).unwrap().payload()), expected);
            assert_eq!(readable, usize::from(claims.contains("pwd")));
        }
    }

    #[test]
    fn times_count_from_iat_and_with_replace_from_now() {
        let timed = IssueRequest {
            expires_in: Some(10),
            not_before: Some(-10),
            ..IssueRequest::default()
        };
        assert_eq!(
            payload(&timed, r#"{"iat":100.9}"#),
            r#"{"iat":100.9,"nbf":90,"exp":110}"#
        );
        let mut edited = timed.clone();
        edited.replace = true;
        assert_eq!(
            payload(&edited, r#"{"nbf":1,"iat":100}"#),
            r#"{"nbf":1799999990,"iat":100,"exp":1800000010}"#
        );
        let mut requested = timed.clone();
        requested.claims.push(claim("iat", "200"));
        assert_eq!(
            payload(&requested, "{}"),
            r#"{"iat":200,"nbf":190,"exp":210}"#
        );
        requested.no_iat = true;
        requested.claims.clear();
        assert_eq!(
            payload(&requested, "{}"),
            r#"{"nbf":1799999990,"exp":1800000010}"#
        );
    }

    #[test]
    fn times_beyond_the_calendar_are_refused() {
        let beyond = |claim| IssueError::TimeBeyondCalendar { claim };
        let mut timed = request(&[]);
        timed.expires_in = Some(i64::MAX);
        assert_eq!(error(&timed, "{}"), beyond(RegisteredClaim::Exp));
        timed.expires_in = Some(1);
        assert_eq!(
            error(&timed, r#"{"iat":1e300}"#),
            beyond(RegisteredClaim::Exp)
        );
        timed.not_before = Some(i64::MIN);
        assert_eq!(error(&timed, r#"{"iat":-5}"#), beyond(RegisteredClaim::Nbf));

        let issuer = Issuer::new(&IssueRequest::default(), None).unwrap();
        let far = NumericDate::from_seconds(1e300).unwrap();
        let mut workspace = IssueWorkspace::default();
        let error = issuer.issue(Some(b"{}"), far, &mut workspace, &mut Vec::new());
        assert_eq!(error.unwrap_err(), beyond(RegisteredClaim::Iat));
    }

    #[test]
    fn claims_that_are_malformed_are_refused_with_their_place() {
        for (claims, message) in [
            ("[]", "claims: not a JSON object"),
            ("{", "claims: not JSON: expected a name in quotes at byte 1"),
            ("{} {}", "claims: not JSON: expected the end at byte 3"),
            (
                r#"{"a":{"b":1,"b":2}}"#,
                "claims: duplicate name \"b\" at byte 12",
            ),
            (
                r#"{"exp":"soon"}"#,
                "claims: \"exp\" is a string, expected a finite number of seconds",
            ),
            (
                r#"{"iat":1e999}"#,
                "claims: \"iat\" is beyond any finite number, expected a finite number of seconds",
            ),
        ] {
            assert_eq!(error(&request(&[]), claims).to_string(), message);
        }
        let wrong = error(&request(&[("nbf", "\"soon\"")]), "{}").to_string();
        assert_eq!(
            wrong,
            "claims: \"nbf\" is a string, expected a finite number of seconds"
        );
    }

    #[test]
    fn no_claims_at_all_are_refused_and_an_empty_object_is_not() {
        let issue = |request: &IssueRequest, claims: Option<&[u8]>| {
            let issuer = Issuer::new(request, None).unwrap();
            let mut workspace = IssueWorkspace::default();
            let outcome = issuer.issue(claims, now(), &mut workspace, &mut Vec::new());
            outcome.map(|_| ())
        };
        let mut empty = IssueRequest::default();
        assert_eq!(issue(&empty, None), Err(IssueError::NoClaims));
        assert_eq!(issue(&empty, Some(b"{}")), Ok(()));
        assert_eq!(issue(&request(&[("a", "1")]), None), Ok(()));
        empty.expires_in = Some(60);
        assert_eq!(issue(&empty, None), Ok(()));
    }

    #[test]
    fn a_member_is_one_json_value_that_may_stand_in_an_object() {
        let list = claim("list", " [1, \"a b\" ] ");
        assert_eq!((list.path().as_str(), list.json()), ("list", "[1,\"a b\"]"));
        assert_eq!(
            NewMember::text(Path::name("t"), "say \"hi\"").json(),
            r#""say \"hi\"""#
        );
        for (json, message) in [
            (r#"1,"b":2"#, "not JSON: expected the end at byte 1"),
            ("", "not JSON: expected a JSON value at byte 0"),
            (r#"{"a":1,"a":2}"#, "duplicate name \"a\" at byte 7"),
        ] {
            assert_eq!(
                NewMember::new(Path::name("x"), json)
                    .unwrap_err()
                    .to_string(),
                message
            );
        }
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(NewMember::new(Path::name("x"), &nested(126)).is_ok());
        assert_eq!(
            NewMember::new(Path::name("x"), &nested(127))
                .unwrap_err()
                .to_string(),
            "nested deeper than 127 levels at byte 126"
        );
        let audiences = ["a".to_owned(), "b".to_owned()];
        let audience = |count| NewMember::audience(&audiences[..count]);
        assert_eq!(audience(0), None);
        assert_eq!(audience(1), Some(claim("aud", "\"a\"")));
        assert_eq!(audience(2), Some(claim("aud", "[\"a\",\"b\"]")));
    }

    #[test]
    fn text_claims_that_look_like_passwords_draw_advice_at_any_depth() {
        let names = |request: &IssueRequest, claims| {
            let (_, advice) = issue(request, claims).unwrap();
            let names = advice.into_iter().map(|advice| match advice {
                Advice::ReadableSecret { claim } => claim,
                other => panic!("{other:?}"),
            });
            names.collect::<Vec<_>>()
        };
        let claims =
            r#"{"sub":"password","user":[{"new_pass\u0077ord" : "x"}],"client-secret":"y"}"#;
        assert_eq!(
            names(&request(&[]), claims),
            ["new_password", "client-secret"]
        );
        let harmless = r#"{"password_expires":"2026","pwd_exp":1,"secret":true,"passport":"x"}"#;
        assert!(names(&request(&[]), harmless).is_empty());

        let mut edited = request(&[("pwd", "\"x\""), ("o", r#"{"apiKey":"k"}"#)]);
        assert_eq!(names(&edited, r#"{"pass":"y"}"#), ["pass", "pwd", "apiKey"]);
        edited.replace = true;
        assert_eq!(names(&edited, r#"{"o":{"pass":"y"}}"#), ["apiKey", "pwd"]);
    }

    #[test]
    fn times_draw_advice_where_they_are_hardly_meant() {
        let advice = |request: &IssueRequest, claims: &str| issue(request, claims).unwrap().1;
        let expired = |seconds| Advice::ExpiredAlready {
            exp: NumericDate::from_whole_seconds(seconds),
        };
        let mut timed = request(&[]);
        assert_eq!(advice(&timed, r#"{"exp":1800000000}"#), [expired(NOW)]);
        assert_eq!(advice(&timed, r#"{"exp":1800000001}"#), []);
        let milliseconds = |claim| Advice::SmallerUnit {
            claim,
            unit: SmallerUnit::Milliseconds,
        };
        assert_eq!(
            advice(&timed, r#"{"nbf":1800000000000,"exp":1800000000000}"#),
            [
                milliseconds(RegisteredClaim::Exp),
                milliseconds(RegisteredClaim::Nbf)
            ]
        );
        timed.expires_in = Some(-3600);
        assert_eq!(advice(&timed, "{}"), [], "an expired token was asked for");
        timed.expires_in = Some(3600);
        assert_eq!(advice(&timed, r#"{"iat":5}"#), [expired(3605)]);
    }

    #[test]
    fn a_token_is_signed_and_its_signer_advised_on() {
        let key = secret(b"your-256-bit-secret", SecretEncoding::Utf8, "text").unwrap();
        let signer = || Box::new(KeySigner::new(&key, SignatureAlgorithm::Hs256).unwrap());
        let request = IssueRequest::default();
        let issuer = Issuer::new(&request, Some(signer())).unwrap();
        let (mut workspace, mut out) = (IssueWorkspace::default(), b"before ".to_vec());
        let claims = br#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#;
        let outcome = issuer.issue(Some(claims), now(), &mut workspace, &mut out);
        let advice: Vec<Advice> = outcome.unwrap().advice().collect();
        // The example that jwt.io shows.
        assert_eq!(
            String::from_utf8_lossy(&out),
            "before eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6Ikpva\
             G4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
        );
        let alg = SignatureAlgorithm::Hs256;
        let (has, least) = (19, 32);
        assert_eq!(
            advice,
            [Advice::ShortSecret { has, least, alg }, Advice::NoExpiry]
        );
        let token = Compact::split(&out[7..]).unwrap();
        let signature = base64url::decode(token.signature()).unwrap();
        assert!(Check::new(alg, &key).holds(token.signing_input(), &signature));
    }

    fn header_of(request: &IssueRequest) -> Result<String, IssueError> {
        let issuer = Issuer::new(request, None)?;
        let header = issuer.header.strip_suffix(b".").unwrap();
        Ok(part(header))
    }

    #[test]
    fn header_parameters_follow_kid_and_typ_keeps_its_place() {
        let mut request = IssueRequest {
            kid: Some("k \"1\"".to_owned()),
            header: vec![claim("cty", "\"x\""), claim("typ", "\"at+jwt\"")],
            ..IssueRequest::default()
        };
        assert_eq!(
            header_of(&request).unwrap(),
            r#"{"alg":"none","typ":"at+jwt","kid":"k \"1\"","cty":"x"}"#
        );
        request.header.push(claim("typ", "\"JWT\""));
        let parameter = "typ".to_owned();
        assert_eq!(
            header_of(&request),
            Err(IssueError::HeaderGivenTwice { parameter })
        );
        request.header = vec![claim("typ", "1")];
        assert_eq!(
            header_of(&request).unwrap_err().to_string(),
            "header: \"typ\" is a number, expected a string"
        );
    }

    #[test]
    fn reserved_header_parameters_are_refused() {
        for reserved in ReservedParameter::ALL {
            let request = IssueRequest {
                header: vec![claim(reserved.name(), "\"none\"")],
                ..IssueRequest::default()
            };
            let error = header_of(&request).unwrap_err();
            assert_eq!(error, IssueError::ReservedHeader(reserved));
        }
    }

    /// A signer that fails, as an agent does when its key was removed.
    #[derive(Debug)]
    struct Refusing;

    impl Signer for Refusing {
        fn algorithm(&self) -> SignatureAlgorithm {
            SignatureAlgorithm::EdDsa
        }

        fn kid(&self) -> Option<&str> {
            Some("agent")
        }

        fn sign_onto(&self, _: &[u8], signature: &mut Vec<u8>) -> Result<(), SigningError> {
            signature.push(0);
            Err(SigningError {
                signer: "the agent".to_owned(),
                reason: "the key is gone".to_owned(),
            })
        }
    }

    #[test]
    fn nothing_is_written_where_no_token_is_made() {
        let request = IssueRequest::default();
        let issuer = Issuer::new(&request, Some(Box::new(Refusing))).unwrap();
        let (mut workspace, mut out) = (IssueWorkspace::default(), b"before".to_vec());
        let error = issuer.issue(Some(b"{}"), now(), &mut workspace, &mut out);
        let message = error.unwrap_err().to_string();
        assert_eq!(message, "the agent cannot sign: the key is gone");
        assert_eq!(out, b"before");

        let unsigned = Issuer::new(&self::request(&[]), None).unwrap();
        let limit = MAX_TOKEN_BYTES;
        let text = |payload: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(payload - 8));
        // Header and two dots beside the payload.
        let room = limit - unsigned.header.len() - 1;
        let most = room / 4 * 3 + room % 4 * 3 / 4;
        for (length, is_issued) in [(most, true), (most + 1, false), (limit, false)] {
            out.clear();
            let claims = text(length);
            let outcome = unsigned.issue(Some(claims.as_bytes()), now(), &mut workspace, &mut out);
            match outcome {
                Ok(_) => assert!(is_issued && out.len() <= limit && out.len() > limit - 4),
                Err(error) => {
                    assert_eq!(error, IssueError::TokenTooLong { limit });
                    assert!(!is_issued && out.is_empty());
                }
            }
        }
    }

    #[test]
    fn pointers_build_objects_and_lists_and_join_those_of_the_claims_set() {
        let request = IssueRequest {
            claims: vec![
                claim("/user/name", r#""bob""#),
                claim("n", "1"),
                claim("/user/id", "7"),
                claim("/roles/-", r#""admin""#),
            ],
            no_iat: true,
            ..IssueRequest::default()
        };
        assert_eq!(
            payload(&request, "{}"),
            r#"{"user":{"name":"bob","id":7},"n":1,"roles":["admin"]}"#
        );
        assert_eq!(
            payload(&request, r#"{ "roles":["a"], "user":{"x":1.10} }"#),
            r#"{"roles":["a","admin"],"user":{"x":1.10,"name":"bob","id":7},"n":1}"#
        );
        let issuer = Issuer::new(&request, None).unwrap();
        let mut out = Vec::new();
        let mut refused = |claims: &str| {
            let mut workspace = IssueWorkspace::default();
            let told = issuer.issue(Some(claims.as_bytes()), now(), &mut workspace, &mut out);
            told.map(|_| ()).unwrap_err()
        };
        assert!(matches!(
            refused(r#"{"user":{"id":1}}"#),
            IssueError::ClaimGivenTwice { claim, inherited: true } if claim == "/user/id"
        ));
        assert!(matches!(
            refused(r#"{"user":"alice"}"#),
            IssueError::NoSuchPlace { prefix, .. } if prefix == "/user"
        ));
    }

    #[test]
    fn a_pointer_cannot_nest_claims_deeper_than_a_verifier_reads() {
        let deep = "/a".repeat(200);
        let request = IssueRequest {
            claims: vec![claim(&deep, "1")],
            ..IssueRequest::default()
        };
        assert!(matches!(
            Issuer::new(&request, None),
            Err(IssueError::TooDeep { .. })
        ));
    }

    #[test]
    fn a_null_typ_is_left_out() {
        let request = IssueRequest {
            header: vec![claim("typ", "null")],
            ..IssueRequest::default()
        };
        assert_eq!(header(&request, None).unwrap(), r#"{"alg":"none"}"#);
    }

    #[test]
    fn given_times_are_taken_as_they_are() {
        let request = IssueRequest {
            issued_at: Some(100),
            expires_at: Some(200),
            ..IssueRequest::default()
        };
        assert_eq!(payload(&request, "{}"), r#"{"iat":100,"exp":200}"#);
        let twice = IssueRequest {
            expires_in: Some(1),
            ..request
        };
        assert!(Issuer::new(&twice, None).is_err());
    }
}
