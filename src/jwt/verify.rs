//! The way of a token, in a straight line: compact → header → key → signature → claims. Only
//! [`Workspace::verify`] makes a [`Verified`], of one token or of a million.

use super::claims::{Claims, RegisteredClaim};
use super::policy::{self, Outcome, Policy, Subject};
use super::rejection::Rejection;
use crate::codec::json::{Json, Room};
use crate::codec::numeric_date::NumericDate;
use crate::jwa::SignatureAlgorithm;
use crate::jwk::{Key, KeySet, NotPermitted, Operation, UnusableKey};
use crate::jws::compact::{Compact, decode_part_into};
use crate::jws::header::{self, Header};
use crate::jws::signature::Check;
use crate::malformed::{Malformed, Part};
use std::borrow::Cow;

/// So many keys are tried on one token. A set that holds more for one algorithm needs `kid`s.
pub const MAX_ATTEMPTS: usize = 32;

/// So many headers are kept with what follows from them: the tokens of one issuer share a few.
const KEPT_HEADERS: usize = 16;

/// Of headers longer than this, in base64url, one is kept at most: no issuer sends them.
const LARGEST_KEPT_HEADER: usize = 4096;

/// What is believed of tokens in this run, prepared once.
#[derive(Debug)]
pub struct Verifier {
    /// The keys; they decide which algorithms are permitted.
    pub keys: KeySet,
    /// Narrows the algorithms, where there are any.
    pub algorithms: Vec<SignatureAlgorithm>,
    /// What is demanded of the claims; `None` takes any payload for its signature alone.
    pub policy: Option<Policy>,
    /// Lets keys below the standards' minimum verify.
    pub allow_weak_key: bool,
}

/// A token whose signature holds and whose claims are as demanded.
#[derive(Debug)]
pub struct Verified<'w> {
    compact: Compact<'w>,
    header: &'w str,
    payload: &'w [u8],
    claims: Option<Claims<'w>>,
    key: &'w Key,
    alg: SignatureAlgorithm,
    unchecked: Unchecked,
}

impl<'w> Verified<'w> {
    /// The parts as they stand in the token.
    #[must_use]
    pub fn compact(&self) -> &Compact<'w> {
        &self.compact
    }

    /// The header: valid JSON, without white space around it.
    #[must_use]
    pub fn header(&self) -> &'w str {
        self.header
    }

    /// The payload's exact bytes.
    #[must_use]
    pub fn payload(&self) -> &'w [u8] {
        self.payload
    }

    /// The claims; `None` where any payload was accepted.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims<'w>> {
        self.claims.as_ref()
    }

    /// The key that the signature is by.
    #[must_use]
    pub fn key(&self) -> &'w Key {
        self.key
    }

    /// The algorithm of the signature.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.alg
    }

    /// Claims that the token states and nobody asked about.
    #[must_use]
    pub fn unchecked(&self) -> Vec<&'static str> {
        match &self.claims {
            Some(_) => self.unchecked.names().collect(),
            None => stated(self.payload),
        }
    }

    /// The room of the claims, for [`Workspace::reuse`].
    #[must_use]
    pub fn into_room(self) -> Room {
        self.claims.map_or_else(Room::default, Claims::into_room)
    }
}

/// Which of a few claims are stated and were not asked about: a bit for each.
#[derive(Clone, Copy, Debug, Default)]
struct Unchecked(u8);

impl Unchecked {
    /// Claims that say whom a token is for, and when; nothing else goes unchecked silently.
    const CLAIMS: [RegisteredClaim; 4] = [
        RegisteredClaim::Iss,
        RegisteredClaim::Aud,
        RegisteredClaim::Exp,
        RegisteredClaim::Nbf,
    ];

    fn note(&mut self, claim: RegisteredClaim) {
        let index = Self::CLAIMS.iter().position(|listed| *listed == claim);
        self.0 |= index.map_or(0, |index| 1 << index);
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        let claims = (0..).zip(Self::CLAIMS);
        claims.filter_map(move |(index, claim)| (self.0 & 1 << index != 0).then_some(claim.name()))
    }
}

/// Why a token is not accepted, and what may be shown of it all the same.
#[derive(Debug)]
pub struct Rejected<'w> {
    /// The facts: one, or every one that is wrong with the claims. Never empty.
    pub errors: Vec<Rejection>,
    /// The header, where it is well-formed JSON.
    pub header: Option<Cow<'w, str>>,
    /// The claims, only once the signature has verified.
    pub claims: Option<Claims<'w>>,
}

impl<'w> Rejected<'w> {
    /// A rejection before anything of the token may be shown.
    #[must_use]
    pub fn malformed(error: Malformed) -> Box<Self> {
        Self::by(error, None)
    }

    fn by(error: impl Into<Rejection>, header: Option<Cow<'w, str>>) -> Box<Self> {
        Box::new(Self {
            errors: vec![error.into()],
            header,
            claims: None,
        })
    }
}

/// A step of the way, told to whoever wants it explained.
#[derive(Debug)]
pub enum Step<'s> {
    /// A stage, by its name, found the token malformed.
    Failed(&'static str, &'s Malformed),
    /// The token has three parts.
    Split(&'s Compact<'s>),
    /// The header, as JSON, is well formed.
    Header(&'s str),
    /// A key of the set was skipped, being no good.
    KeySkipped(&'s UnusableKey),
    /// A key may, or may not, verify this token.
    Key(&'s Key, &'s Result<(), NotPermitted>),
    /// A key was tried on the signature.
    Signature(SignatureAlgorithm, &'s Key, bool),
    /// A claim or the header's `typ` was checked.
    Claim(Subject<'s>, &'s Outcome, &'s Claims<'s>, &'s Header),
}

/// What verifying keeps from one token to the next: what follows from the headers seen so far,
/// and memory for the parts. One for each thread.
#[derive(Debug)]
pub struct Workspace<'v> {
    verifier: &'v Verifier,
    plans: Vec<Plan<'v>>,
    oldest: usize,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
    room: Room,
}

impl<'v> Workspace<'v> {
    /// An empty one.
    #[must_use]
    pub fn new(verifier: &'v Verifier) -> Self {
        Self {
            verifier,
            plans: Vec::new(),
            oldest: 0,
            header: Vec::new(),
            payload: Vec::new(),
            signature: Vec::new(),
            room: Room::default(),
        }
    }

    /// Takes a token the whole way at the moment `now`, and tells `trace` each step.
    ///
    /// # Errors
    /// Every fact that keeps the token from being accepted, from the first stage that fails.
    pub fn verify<'w>(
        &'w mut self,
        token: &'w [u8],
        now: NumericDate,
        mut trace: impl FnMut(Step<'_>),
    ) -> Result<Verified<'w>, Box<Rejected<'w>>> {
        let (compact, known) = self.take_apart(token).map_err(|error| {
            trace(Step::Failed("split", &error));
            Rejected::malformed(error)
        })?;
        trace(Step::Split(&compact));
        let index = match known {
            Some(index) => index,
            None => self
                .keep_plan(compact.header())
                .inspect_err(|(error, _)| trace(Step::Failed("header", error)))
                .map_err(|(error, header)| Rejected::by(error, header.map(Cow::Owned)))?,
        };
        let verifier = self.verifier;
        let plan = &self.plans[index];
        let header = Some(Cow::Borrowed(plan.text.as_str()));
        trace(Step::Header(&plan.text));
        let mut claims = None;
        if let Err(error) = verifier.read_claims(&self.payload, &mut self.room, &mut claims) {
            trace(Step::Failed("payload", &error));
            return Err(Rejected::by(error, header));
        }
        let found = plan.find_key(&compact, &self.signature, &mut trace);
        let (alg, key) = match found {
            Ok(found) => found,
            Err(error) => return Err(Rejected::by(error, header)),
        };
        let unchecked = match (&claims, &verifier.policy) {
            (Some(claims), Some(policy)) => {
                check_claims(claims, &plan.header, policy, now, &mut trace)
            }
            _ => Ok(Unchecked::default()),
        };
        match unchecked {
            Ok(unchecked) => Ok(Verified {
                compact,
                header: &plan.text,
                payload: &self.payload,
                claims,
                key,
                alg,
                unchecked,
            }),
            Err(errors) => Err(Box::new(Rejected {
                errors,
                header,
                claims,
            })),
        }
    }

    /// Takes back the room of a token's claims.
    pub fn reuse(&mut self, room: Room) {
        self.room = room;
    }

    /// Splits a token and decodes all of its parts; a header that is known needs no decoding, its
    /// text being the only one that decodes to those bytes.
    fn take_apart<'t>(
        &mut self,
        token: &'t [u8],
    ) -> Result<(Compact<'t>, Option<usize>), Malformed> {
        let compact = match Compact::presume(token) {
            Some(compact) => compact,
            None => Compact::split(token)?,
        };
        match self.decode(&compact) {
            Ok(known) => Ok((compact, known)),
            // Where the parts are not those that were presumed, that is what is wrong.
            Err(error) => Err(Compact::split(token).err().unwrap_or(error)),
        }
    }

    /// Decodes the parts, and tells which plan is the header's, where it is known.
    fn decode(&mut self, compact: &Compact<'_>) -> Result<Option<usize>, Malformed> {
        let text = compact.header();
        let known = self.plans.iter().position(|plan| plan.encoded == text);
        if known.is_none() {
            decode_part_into(Part::Header, text, &mut self.header)?;
        }
        decode_part_into(Part::Payload, compact.payload(), &mut self.payload)?;
        decode_part_into(Part::Signature, compact.signature(), &mut self.signature)?;
        Ok(known)
    }

    /// Makes the plan of the decoded header and keeps it, in place of the oldest one where there
    /// are many. The error comes with the header's JSON, where it is any.
    fn keep_plan(&mut self, encoded: &[u8]) -> Result<usize, (Malformed, Option<String>)> {
        let plan = self.verifier.plan(encoded, &self.header)?;
        if encoded.len() > LARGEST_KEPT_HEADER {
            self.plans.clear();
        }
        if self.plans.len() < KEPT_HEADERS {
            self.plans.push(plan);
            return Ok(self.plans.len() - 1);
        }
        let index = self.oldest;
        self.oldest = (index + 1) % KEPT_HEADERS;
        self.plans[index] = plan;
        Ok(index)
    }
}

/// What follows from a header, the same for every token that carries it.
#[derive(Debug)]
struct Plan<'v> {
    encoded: Vec<u8>,
    /// Its JSON, without white space around it.
    text: String,
    header: Header,
    choice: Result<Choice<'v>, Rejection>,
}

/// The algorithm, which header and key both name, and the keys that were looked at for it.
#[derive(Debug)]
struct Choice<'v> {
    alg: SignatureAlgorithm,
    skipped: Vec<&'v UnusableKey>,
    looked_at: Vec<(&'v Key, Result<(), NotPermitted>)>,
    /// The keys to try, or why there is none.
    checks: Result<Vec<Check<'v>>, Rejection>,
    /// How many keys would be permitted beyond the bound.
    left_out: usize,
}

impl<'v> Plan<'v> {
    /// The key that the signature is by.
    fn find_key(
        &self,
        compact: &Compact<'_>,
        signature: &[u8],
        trace: &mut impl FnMut(Step<'_>),
    ) -> Result<(SignatureAlgorithm, &'v Key), Rejection> {
        let choice = self.choice.as_ref().map_err(Clone::clone)?;
        for key in &choice.skipped {
            trace(Step::KeySkipped(key));
        }
        for (key, permitted) in &choice.looked_at {
            trace(Step::Key(key, permitted));
        }
        let (alg, checks) = (choice.alg, choice.checks.as_ref().map_err(Clone::clone)?);
        for check in checks {
            let holds = check.holds(compact.signing_input(), signature);
            trace(Step::Signature(alg, check.key(), holds));
            if holds {
                return Ok((alg, check.key()));
            }
        }
        let count = checks.len();
        Err(Rejection::SignatureMismatch {
            alg,
            keys: match (checks.as_slice(), choice.left_out) {
                ([check], _) => check.key().to_string(),
                (_, 0) => format!("any of {count} keys"),
                (_, more) => format!("any of {count} keys, {more} more were not tried"),
            },
        })
    }
}

impl Verifier {
    fn plan(&self, encoded: &[u8], header: &[u8]) -> Result<Plan<'_>, (Malformed, Option<String>)> {
        let json = header::parse(header).map_err(|error| (error, None))?;
        let text = json.value().text().to_owned();
        match Header::read(&json) {
            Ok(header) => Ok(Plan {
                encoded: encoded.to_vec(),
                text,
                choice: self.choice(&header),
                header,
            }),
            Err(error) => Err((error, Some(text))),
        }
    }

    /// The shape of the payload alone; what it says is read after the signature.
    fn read_claims<'w>(
        &self,
        payload: &'w [u8],
        room: &mut Room,
        claims: &mut Option<Claims<'w>>,
    ) -> Result<(), Malformed> {
        if self.policy.is_none() {
            return Ok(());
        }
        let json = Json::parse_in(payload, room).map_err(|error| Malformed::Json {
            part: Part::Payload,
            error,
        })?;
        Claims::read_into(claims, json)
    }

    fn permitted_algorithm(&self, header: &Header) -> Result<SignatureAlgorithm, Rejection> {
        if let Some(name) = header.unsupported.clone() {
            return Err(Rejection::UnsupportedCritical { name });
        }
        let Some(alg) = SignatureAlgorithm::named(&header.alg) else {
            let alg = header.alg.clone();
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
    /// ones that permit the algorithm, up to a bound.
    fn choice(&self, header: &Header) -> Result<Choice<'_>, Rejection> {
        let alg = self.permitted_algorithm(header)?;
        let wanted = header.kid.as_deref();
        let selected = |kid: Option<&str>| wanted.is_some() && kid == wanted;
        let (keys, unusable) = (self.keys.keys(), self.keys.unusable());
        let selects = keys.iter().any(|key| selected(key.kid()))
            || unusable.iter().any(|key| selected(key.kid.as_deref()));
        let skipped: Vec<_> = unusable
            .iter()
            .filter(|key| !selects || selected(key.kid.as_deref()))
            .collect();
        let mut looked_at = Vec::new();
        let mut checks = Vec::new();
        let mut left_out = 0;
        for key in keys.iter().filter(|key| !selects || selected(key.kid())) {
            let mut permitted = key.permits(alg, Operation::Verify, self.allow_weak_key);
            if permitted.is_ok() && checks.len() == MAX_ATTEMPTS {
                permitted = Err(NotPermitted::BeyondBound(MAX_ATTEMPTS));
                left_out += 1;
            }
            if permitted.is_ok() {
                checks.push(Check::new(alg, key));
            }
            looked_at.push((key, permitted));
        }
        let checks = if checks.is_empty() {
            Err(no_key(&looked_at, skipped.first().copied(), selects))
        } else {
            Ok(checks)
        };
        Ok(Choice {
            alg,
            skipped,
            looked_at,
            checks,
            left_out,
        })
    }
}

/// Why there is no key to try: the reason of the one that came closest.
fn no_key(
    looked_at: &[(&Key, Result<(), NotPermitted>)],
    skipped: Option<&UnusableKey>,
    selected: bool,
) -> Rejection {
    let mut closest: Option<(&Key, &NotPermitted)> = None;
    for (key, permitted) in looked_at {
        if let Err(reason) = permitted
            && closest.is_none_or(|(_, other)| reason > other)
        {
            closest = Some((key, reason));
        }
    }
    match (closest, skipped) {
        (Some((key, reason)), _) => Rejection::KeyNotPermitted {
            key: key.to_string(),
            reason: reason.clone(),
        },
        (None, Some(key)) if selected => Rejection::SelectedKeyUnusable {
            key: key.source.clone(),
            reason: key.reason.clone(),
        },
        (None, Some(key)) => Rejection::NoUsableKey {
            key: key.source.clone(),
            reason: key.reason.clone(),
        },
        (None, None) => Rejection::NoKey,
    }
}

/// The claims that a payload states, where nobody checks any of them.
fn stated(payload: &[u8]) -> Vec<&'static str> {
    let json = Json::parse(payload).ok();
    let names = Unchecked::CLAIMS.into_iter().map(RegisteredClaim::name);
    names
        .filter(|name| json.as_ref().is_some_and(|json| json.get(name).is_some()))
        .collect()
}

fn check_claims(
    claims: &Claims<'_>,
    header: &Header,
    policy: &Policy,
    now: NumericDate,
    trace: &mut impl FnMut(Step<'_>),
) -> Result<Unchecked, Vec<Rejection>> {
    let mut errors = Vec::new();
    let mut unchecked = Unchecked::default();
    policy::check(claims, header, policy, now, |subject, outcome| {
        trace(Step::Claim(subject, &outcome, claims, header));
        match outcome {
            Outcome::Passed => {}
            Outcome::Failed(error) => errors.push(error),
            Outcome::NotChecked => {
                if let Subject::Registered(claim) = subject {
                    unchecked.note(claim);
                }
            }
        }
    });
    if errors.is_empty() {
        Ok(unchecked)
    } else {
        Err(errors)
    }
}
