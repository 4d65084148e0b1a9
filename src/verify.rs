//! The way of a token, in a straight line: compact → header → key → signature → claims. Only
//! [`Verifier::verify`] makes a [`Verified`]; [`Unverified`] is what `decode` gets.

use crate::algorithm::Algorithm;
use crate::claims::{self, Claims, Outcome, Policy, object};
use crate::codec::compact::{Compact, decode_part};
use crate::codec::json::{Json, JsonError, Value};
use crate::error::{Exit, Malformed, Part};
use crate::header::Header;
use crate::keys::{Key, KeySet, NotPermitted, Operation, UnusableKey};
use crate::rejection::Rejection;
use crate::signature;
use crate::time::NumericDate;

/// So many keys are tried on one token. A set that holds more for one algorithm needs `kid`s.
pub const MAX_ATTEMPTS: usize = 32;

/// The decoded bytes of a token's parts.
#[derive(Clone, Debug)]
pub struct Parts {
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Parts {
    /// Decodes all three parts.
    ///
    /// # Errors
    /// When one is not canonical base64url.
    pub fn decode(compact: &Compact<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            header: decode_part(Part::Header, compact.header())?,
            payload: decode_part(Part::Payload, compact.payload())?,
            signature: decode_part(Part::Signature, compact.signature())?,
        })
    }
}

/// What is believed of tokens in this run, prepared once.
#[derive(Debug)]
pub struct Verifier {
    /// The keys; they decide which algorithms are permitted.
    pub keys: KeySet,
    /// Narrows the algorithms, where there are any.
    pub algorithms: Vec<Algorithm>,
    /// What is demanded of the claims; `None` takes any payload for its signature alone.
    pub policy: Option<Policy>,
    /// Lets keys below the standards' minimum verify.
    pub allow_weak_key: bool,
}

/// A token whose signature holds and whose claims are as demanded.
#[derive(Debug)]
pub struct Verified<'v> {
    header: Json<'v>,
    payload: &'v [u8],
    claims: Option<Claims<'v>>,
    key: &'v Key,
    alg: Algorithm,
    unchecked: Vec<String>,
}

impl<'v> Verified<'v> {
    /// The header.
    #[must_use]
    pub fn header(&self) -> &Json<'v> {
        &self.header
    }

    /// The payload's exact bytes.
    #[must_use]
    pub fn payload(&self) -> &'v [u8] {
        self.payload
    }

    /// The claims; `None` where any payload was accepted.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims<'v>> {
        self.claims.as_ref()
    }

    /// The key that the signature is by.
    #[must_use]
    pub fn key(&self) -> &'v Key {
        self.key
    }

    /// The algorithm of the signature.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.alg
    }

    /// Claims that the token states and nobody asked about.
    #[must_use]
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }
}

/// Why a token is not accepted, and what may be shown of it all the same.
#[derive(Debug)]
pub struct Rejected<'v> {
    /// The facts: one, or every one that is wrong with the claims. Never empty.
    pub errors: Vec<Rejection>,
    /// The header, where it is well-formed JSON.
    pub header: Option<Json<'v>>,
    /// The claims, only once the signature has verified.
    pub claims: Option<Claims<'v>>,
}

impl Rejected<'_> {
    /// The smallest exit code among the facts.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let exits = self.errors.iter().map(Rejection::exit);
        exits.min().unwrap_or(Exit::Malformed)
    }
}

/// A step of the way, told to whoever wants it explained.
#[derive(Debug)]
pub enum Step<'s> {
    /// A stage, by its name, found the token malformed.
    Failed(&'static str, &'s Malformed),
    /// The token has three parts.
    Split(&'s Compact<'s>),
    /// The header is well formed.
    Header(&'s Json<'s>),
    /// A key of the set was skipped, being no good.
    KeySkipped(&'s UnusableKey),
    /// A key may, or may not, verify this token.
    Key(&'s Key, Result<(), NotPermitted>),
    /// A key was tried on the signature.
    Signature(Algorithm, &'s Key, bool),
    /// A claim, by its name, was looked at.
    Claim(&'s str, &'s Outcome, Option<Value<'s>>),
}

impl Verifier {
    /// Takes a token the whole way at the moment `now`, and tells `trace` each step.
    ///
    /// # Errors
    /// Every fact that keeps the token from being accepted, from the first stage that fails.
    pub fn verify<'v>(
        &'v self,
        compact: &Compact<'v>,
        parts: &'v Parts,
        now: NumericDate,
        mut trace: impl FnMut(Step<'_>),
    ) -> Result<Verified<'v>, Box<Rejected<'v>>> {
        trace(Step::Split(compact));
        let json = parse_header(&parts.header).map_err(|error| {
            trace(Step::Failed("header", &error));
            Rejected::malformed(error)
        })?;
        let with_header = |error: Rejection| Rejected::by(error, &json);
        let header = Header::read(&json).map_err(|error| {
            trace(Step::Failed("header", &error));
            with_header(error.into())
        })?;
        trace(Step::Header(&json));
        let claims = self.read_claims(&parts.payload).map_err(|error| {
            trace(Step::Failed("payload", &error));
            with_header(error.into())
        })?;
        let (alg, key) = self
            .find_key(&header, compact, &parts.signature, &mut trace)
            .map_err(with_header)?;
        let unchecked = match (&claims, &self.policy) {
            (Some(claims), Some(policy)) => {
                check_claims(claims, (&json, &header), policy, now, &mut trace).map_err(
                    |errors| {
                        Box::new(Rejected {
                            errors,
                            header: Some(json.clone()),
                            claims: Some(claims.clone()),
                        })
                    },
                )?
            }
            _ => stated(&parts.payload),
        };
        Ok(Verified {
            header: json,
            payload: &parts.payload,
            claims,
            key,
            alg,
            unchecked,
        })
    }

    /// The shape of the payload alone; what it says is read after the signature.
    fn read_claims<'v>(&self, payload: &'v [u8]) -> Result<Option<Claims<'v>>, Malformed> {
        if self.policy.is_none() {
            return Ok(None);
        }
        let json = Json::parse(payload).map_err(|error| Malformed::Json {
            part: Part::Payload,
            error,
        })?;
        Claims::read(json).map(Some)
    }

    /// The key that the signature is by, and the algorithm, which header and key both name.
    fn find_key<'v>(
        &'v self,
        header: &Header<'_>,
        compact: &Compact<'_>,
        signature: &[u8],
        trace: &mut impl FnMut(Step<'_>),
    ) -> Result<(Algorithm, &'v Key), Rejection> {
        let alg = self.permitted_algorithm(header)?;
        let (candidates, left_out) = self.candidates(header, alg, trace)?;
        for key in &candidates {
            let holds = signature::verify(alg, key, compact.signing_input(), signature);
            trace(Step::Signature(alg, key, holds));
            if holds {
                return Ok((alg, key));
            }
        }
        Err(Rejection::SignatureMismatch {
            alg,
            keys: match candidates.as_slice() {
                [key] => key.to_string(),
                keys if left_out == 0 => format!("any of {} keys", keys.len()),
                keys => format!("any of {} keys, {left_out} more were not tried", keys.len()),
            },
        })
    }

    fn permitted_algorithm(&self, header: &Header<'_>) -> Result<Algorithm, Rejection> {
        if let Some(name) = &header.unsupported {
            let name = name.clone().into_owned();
            return Err(Rejection::UnsupportedCritical { name });
        }
        let Some(alg) = Algorithm::named(&header.alg) else {
            let alg = header.alg.clone().into_owned();
            return Err(if alg.trim().eq_ignore_ascii_case("none") {
                Rejection::Unsigned { alg }
            } else {
                Rejection::UnknownAlgorithm { alg }
            });
        };
        if !self.algorithms.is_empty() && !self.algorithms.contains(&alg) {
            return Err(Rejection::AlgorithmNotPermitted {
                alg,
                permitted: self.algorithms.clone(),
            });
        }
        Ok(alg)
    }

    /// The keys to try: those that the token's `kid` selects, alone, else every one; of these the
    /// ones that permit the algorithm, up to a bound, and how many are beyond it.
    fn candidates<'v>(
        &'v self,
        header: &Header<'_>,
        alg: Algorithm,
        trace: &mut impl FnMut(Step<'_>),
    ) -> Result<(Vec<&'v Key>, usize), Rejection> {
        let wanted = header.kid.as_deref();
        let selected = |kid: Option<&str>| wanted.is_some() && kid == wanted;
        let (keys, unusable) = (self.keys.keys(), self.keys.unusable());
        let selects = keys.iter().any(|key| selected(key.kid()))
            || unusable.iter().any(|key| selected(key.kid.as_deref()));
        let mut skipped = unusable
            .iter()
            .filter(|key| !selects || selected(key.kid.as_deref()))
            .inspect(|key| trace(Step::KeySkipped(key)))
            .collect::<Vec<_>>()
            .into_iter();
        let mut closest: Option<(&Key, NotPermitted)> = None;
        let mut candidates = Vec::new();
        let mut left_out = 0;
        for key in keys.iter().filter(|key| !selects || selected(key.kid())) {
            let mut permitted = key.permits(alg, Operation::Verify, self.allow_weak_key);
            if permitted.is_ok() && candidates.len() == MAX_ATTEMPTS {
                permitted = Err(NotPermitted::BeyondBound(MAX_ATTEMPTS));
                left_out += 1;
            }
            trace(Step::Key(key, permitted.clone()));
            match permitted {
                Ok(()) => candidates.push(key),
                Err(reason) => {
                    if closest.as_ref().is_none_or(|(_, other)| reason > *other) {
                        closest = Some((key, reason));
                    }
                }
            }
        }
        if !candidates.is_empty() {
            return Ok((candidates, left_out));
        }
        Err(match (closest, skipped.next()) {
            (Some((key, reason)), _) => Rejection::KeyNotPermitted {
                key: key.to_string(),
                reason,
            },
            (None, Some(key)) if selects => Rejection::SelectedKeyUnusable {
                key: key.source.clone(),
                reason: key.reason.clone(),
            },
            (None, Some(key)) => Rejection::NoUsableKey {
                key: key.source.clone(),
                reason: key.reason.clone(),
            },
            (None, None) => Rejection::NoKey,
        })
    }
}

/// The claims that a payload states, where nobody checks any of them.
fn stated(payload: &[u8]) -> Vec<String> {
    let json = Json::parse(payload).ok();
    let names = ["iss", "aud", "exp", "nbf"].into_iter();
    names
        .filter(|name| json.as_ref().is_some_and(|json| json.get(name).is_some()))
        .map(str::to_owned)
        .collect()
}

fn check_claims(
    claims: &Claims<'_>,
    (header_json, header): (&Json<'_>, &Header<'_>),
    policy: &Policy,
    now: NumericDate,
    trace: &mut impl FnMut(Step<'_>),
) -> Result<Vec<String>, Vec<Rejection>> {
    let mut errors = Vec::new();
    let mut unchecked = Vec::new();
    claims::check(claims, header, policy, now, |claim, outcome| {
        let stated = match claim {
            claims::HEADER_TYP => header_json.get("typ"),
            claim => claims.json().get(claim),
        };
        trace(Step::Claim(claim, &outcome, stated));
        match outcome {
            Outcome::Passed => {}
            Outcome::Failed(violation) => errors.push(Rejection::Claim(violation)),
            Outcome::NotChecked => unchecked.push(claim.to_owned()),
        }
    });
    if errors.is_empty() {
        Ok(unchecked)
    } else {
        Err(errors)
    }
}

fn parse_header(header: &[u8]) -> Result<Json<'_>, Malformed> {
    let part = Part::Header;
    let json = Json::parse(header).map_err(|error| Malformed::Json { part, error })?;
    object(part, &json)?;
    Ok(json)
}

impl<'v> Rejected<'v> {
    /// A rejection before anything of the token may be shown.
    #[must_use]
    pub fn malformed(error: Malformed) -> Box<Self> {
        Box::new(Self {
            errors: vec![error.into()],
            header: None,
            claims: None,
        })
    }

    fn by(error: Rejection, header: &Json<'v>) -> Box<Self> {
        Box::new(Self {
            errors: vec![error],
            header: Some(header.clone()),
            claims: None,
        })
    }
}

/// A token taken apart, with nothing said about whether it is to be believed.
#[derive(Debug)]
pub struct Unverified<'d> {
    /// The header: an object, perhaps with duplicate names.
    pub header: Json<'d>,
    /// The payload's bytes.
    pub payload: &'d [u8],
    /// The payload as JSON, or why it is none.
    pub json: Result<Json<'d>, JsonError>,
}

impl<'d> Unverified<'d> {
    /// Reads a header and a payload, already decoded from base64url.
    ///
    /// # Errors
    /// When the header is no JSON object, or either is nested too deep to be looked at.
    pub fn read(header: &'d [u8], payload: &'d [u8]) -> Result<Self, Malformed> {
        let header = read_header(header)?;
        let json = match Json::parse(payload) {
            Err(error @ JsonError::TooDeep { .. }) => {
                let part = Part::Payload;
                return Err(Malformed::Json { part, error });
            }
            json => json,
        };
        Ok(Self {
            header,
            payload,
            json,
        })
    }
}

/// Reads a header that may have duplicate names.
///
/// # Errors
/// When it is no JSON object.
pub fn read_header(header: &[u8]) -> Result<Json<'_>, Malformed> {
    match parse_header(header) {
        Err(Malformed::DuplicateName { part, .. }) => {
            Json::parse(header).map_err(|error| Malformed::Json { part, error })
        }
        read => read,
    }
}
