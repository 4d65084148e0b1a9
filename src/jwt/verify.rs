//! Verifying a token, in a straight line: compact → header → key → signature → claims. Only
//! [`Workspace::verify`] makes a [`Verified`], for one token or for many.

use super::advice::Advice;
use super::claims::{Claims, RegisteredClaim};
use super::policy::{self, Outcome, Policy, Subject};
use super::rejection::{Rejection, SignatureForm};
use crate::codec::NumericDate;
use crate::codec::base64url::unpadded;
use crate::codec::json::{Json, Room};
use crate::jwa::SignatureAlgorithm;
use crate::jwk::{Key, KeySet, NotPermitted, Operation, UnusableKey};
use crate::jws::{Check, Compact, Header, decode_part_into, looks_like_der, parse_header};
use crate::malformed::{Malformed, Part};
use std::borrow::Cow;

/// The most keys that are tried on one token. With more keys for one algorithm, tokens need a `kid`.
const MAX_ATTEMPTS: usize = 32;

/// The most headers that are kept, with the plan that follows from each. The tokens of one issuer have
/// few different headers.
const KEPT_HEADERS: usize = 16;

/// A header longer than this, in bytes of base64url, replaces all that are kept, so that hostile ones
/// take no more memory than one token.
const LARGEST_KEPT_HEADER: usize = 4096;

/// Which tokens are accepted: keys, algorithms and policy.
#[derive(Debug)]
pub struct Verifier {
    /// The keys; they decide which algorithms are permitted.
    pub keys: KeySet,
    /// The permitted algorithms, among those of the keys; empty permits all of them.
    pub algorithms: Vec<SignatureAlgorithm>,
    /// What is demanded of the claims; `None` accepts any payload and checks its signature alone.
    pub policy: Option<Policy>,
    /// Permits some keys that are shorter than the standards demand ([`Key::permits`]).
    pub allow_weak_key: bool,
    /// Permits base64url to be padded (RFC 4648, section 3.2), as some services write it against RFC
    /// 7515, section 2. The signature covers the text as written, padding included. A signature may
    /// then be spelled in two ways, so that equal tokens need not be equal texts.
    pub allow_padding: bool,
}

/// A token whose signature is valid and whose claims are as demanded.
#[derive(Debug)]
pub struct Verified<'w> {
    compact: Compact<'w>,
    header: &'w str,
    payload: &'w [u8],
    claims: Option<Claims<'w>>,
    key: &'w Key,
    alg: SignatureAlgorithm,
    unchecked: Unchecked,
    on_compression: Option<Advice>,
}

impl<'w> Verified<'w> {
    /// The parts of the token, still base64url.
    #[must_use]
    pub fn compact(&self) -> &Compact<'w> {
        &self.compact
    }

    /// The header: valid JSON, without white space around it.
    #[must_use]
    pub fn header(&self) -> &'w str {
        self.header
    }

    /// The payload's exact bytes, inflated where they are compressed.
    #[must_use]
    pub fn payload(&self) -> &'w [u8] {
        self.payload
    }

    /// The claims; `None` where the verifier has no policy.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims<'w>> {
        self.claims.as_ref()
    }

    /// The key that the signature was made with.
    #[must_use]
    pub fn key(&self) -> &'w Key {
        self.key
    }

    /// The algorithm of the signature.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.alg
    }

    /// The names of claims that the token states and the policy does not check.
    #[must_use]
    pub fn unchecked(&self) -> Vec<&'static str> {
        match &self.claims {
            Some(_) => self.unchecked.names().collect(),
            None => stated(self.payload),
        }
    }

    /// That the payload was compressed, where it was.
    #[must_use]
    pub fn on_compression(&self) -> Option<Advice> {
        self.on_compression.clone()
    }

    /// The audience that the token states, as JSON, where the policy does not check it; `None` where any
    /// payload was accepted.
    #[must_use]
    pub fn unchecked_audience(&self) -> Option<&'w str> {
        let claims = self.claims.as_ref()?;
        let aud = claims.aud()?;
        self.unchecked.has(RegisteredClaim::Aud).then(|| aud.text())
    }

    /// The memory of the claims, for [`Workspace::reuse`].
    #[must_use]
    pub fn into_room(self) -> Room {
        self.claims.map_or_else(Room::default, Claims::into_room)
    }
}

/// Which claims the token states and the policy does not check: a bit for each.
#[derive(Clone, Copy, Debug, Default)]
struct Unchecked(u8);

impl Unchecked {
    /// The claims that limit where and when a token is valid, so that a caller has to know which of
    /// them were not checked.
    const CLAIMS: [RegisteredClaim; 4] = [
        RegisteredClaim::Iss,
        RegisteredClaim::Aud,
        RegisteredClaim::Exp,
        RegisteredClaim::Nbf,
    ];

    fn has(self, claim: RegisteredClaim) -> bool {
        let index = Self::CLAIMS.iter().position(|listed| *listed == claim);
        index.is_some_and(|index| self.0 & 1 << index != 0)
    }

    fn note(&mut self, claim: RegisteredClaim) {
        let index = Self::CLAIMS.iter().position(|listed| *listed == claim);
        self.0 |= index.map_or(0, |index| 1 << index);
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        let claims = (0..).zip(Self::CLAIMS);
        claims.filter_map(move |(index, claim)| (self.0 & 1 << index != 0).then_some(claim.name()))
    }
}

/// Why a token is not accepted, and what of it may be shown.
#[derive(Debug)]
pub struct Rejected<'w> {
    /// One fact, or several where all are about claims. Never empty.
    pub errors: Vec<Rejection>,
    /// The header, where it is well-formed JSON.
    pub header: Option<Cow<'w, str>>,
    /// The claims, only where the signature is valid.
    pub claims: Option<Claims<'w>>,
}

impl<'w> Rejected<'w> {
    /// A rejection of which nothing may be shown.
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

/// A step of verifying, for an explanation.
#[derive(Debug)]
pub enum Step<'s> {
    /// The stage of this name found the token malformed.
    Failed(&'static str, &'s Malformed),
    /// The token has three parts.
    Split(&'s Compact<'s>),
    /// The header, as JSON, is well-formed.
    Header(&'s str),
    /// A key of the set was skipped, because it cannot be used.
    KeySkipped(&'s UnusableKey),
    /// A key permits verifying this token, or does not.
    Key(&'s Key, &'s Result<(), NotPermitted>),
    /// The signature was checked with a key, and is valid or not.
    Signature(SignatureAlgorithm, &'s Key, bool),
    /// A claim or the header's `typ` was checked.
    Claim(Subject<'s>, &'s Outcome, &'s Claims<'s>, &'s Header),
}

/// What is kept from one token to the next: the plans for the headers seen so far, and memory for the
/// parts. Each thread needs its own.
#[derive(Debug)]
pub struct Workspace<'v> {
    verifier: &'v Verifier,
    plans: Vec<Plan<'v>>,
    oldest: usize,
    header: Vec<u8>,
    payload: Vec<u8>,
    inflated: Vec<u8>,
    signature: Vec<u8>,
    room: Room,
}

impl<'v> Workspace<'v> {
    /// An empty workspace.
    #[must_use]
    pub fn new(verifier: &'v Verifier) -> Self {
        Self {
            verifier,
            plans: Vec::new(),
            oldest: 0,
            header: Vec::new(),
            payload: Vec::new(),
            inflated: Vec::new(),
            signature: Vec::new(),
            room: Room::default(),
        }
    }

    /// Verifies a token at the time `now`, and calls `trace` with each step.
    ///
    /// # Errors
    /// The facts for which the token is rejected, all from the first stage that fails.
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
        // Nothing is inflated before it is known who compressed it.
        let (mut payload, mut on_compression) = (&self.payload, None);
        if let Some(compression) = plan.header.compression {
            self.inflated = compression.inflate(&self.payload).map_err(|error| {
                let error = Malformed::Inflate(error);
                trace(Step::Failed("payload", &error));
                Rejected::by(error, header.clone())
            })?;
            let (from, to) = (self.payload.len(), self.inflated.len());
            on_compression = Some(Advice::inflated(compression, from, to));
            payload = &self.inflated;
        }
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
                payload,
                claims,
                key,
                alg,
                unchecked,
                on_compression,
            }),
            Err(errors) => Err(Box::new(Rejected {
                errors,
                header,
                claims,
            })),
        }
    }

    /// Takes back the memory of a token's claims.
    pub fn reuse(&mut self, room: Room) {
        self.room = room;
    }

    /// Splits a token and decodes all of its parts. A known header needs no decoding: base64url is
    /// canonical, so that equal text means equal bytes.
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
            // If the token has other parts than were presumed, that is the reason to report.
            Err(error) => Err(Compact::split(token).err().unwrap_or(error)),
        }
    }

    /// Decodes the parts, and finds the plan for the header, where one is kept.
    fn decode(&mut self, compact: &Compact<'_>) -> Result<Option<usize>, Malformed> {
        let text = compact.header();
        let known = self.plans.iter().position(|plan| plan.encoded == text);
        let allow_padding = self.verifier.allow_padding;
        let bare = |text| if allow_padding { unpadded(text) } else { text };
        if known.is_none() {
            decode_part_into(Part::Header, bare(text), &mut self.header)?;
        }
        let (payload, signature) = (bare(compact.payload()), bare(compact.signature()));
        decode_part_into(Part::Payload, payload, &mut self.payload)?;
        decode_part_into(Part::Signature, signature, &mut self.signature)?;
        Ok(known)
    }

    /// Makes the plan for the decoded header and keeps it, in place of the oldest one where there are
    /// many. The error comes with the header's text, where that is JSON.
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

/// What follows from a header, the same for every token that has it.
#[derive(Debug)]
struct Plan<'v> {
    encoded: Vec<u8>,
    /// Its JSON, without white space around it.
    text: String,
    header: Header,
    choice: Result<Choice<'v>, Rejection>,
}

/// The algorithm, and the keys that were considered for it.
#[derive(Debug)]
struct Choice<'v> {
    alg: SignatureAlgorithm,
    skipped: Vec<&'v UnusableKey>,
    looked_at: Vec<(&'v Key, Result<(), NotPermitted>)>,
    /// The keys to try, or why there is none.
    checks: Result<Vec<Check<'v>>, Rejection>,
    /// The number of keys that permit the algorithm beyond [`MAX_ATTEMPTS`].
    left_out: usize,
}

impl<'v> Plan<'v> {
    /// The key that the signature was made with.
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
            unknown_kid: choice.unknown_kid(self.header.kid.as_deref()),
            form: form(checks, signature),
        })
    }
}

impl Choice<'_> {
    /// The token's `kid`, where the keys that were considered have names, and none of them this one.
    fn unknown_kid(&self, wanted: Option<&str>) -> Option<String> {
        let good = self.looked_at.iter().filter_map(|(key, _)| key.kid());
        let unusable = self.skipped.iter().filter_map(|key| key.kid.as_deref());
        let mut kids = good.chain(unusable).peekable();
        let are_named = kids.peek().is_some();
        let wanted = wanted.filter(|wanted| are_named && !kids.any(|kid| kid == *wanted));
        wanted.map(str::to_owned)
    }
}

/// What a signature looks like, where it has another length than those of every key that was tried.
fn form(checks: &[Check<'_>], signature: &[u8]) -> Option<SignatureForm> {
    let bytes = signature.len();
    let mut lengths = checks.iter().filter_map(Check::signature_bytes).peekable();
    let expected = *lengths.peek()?;
    let is_none_of_them = lengths.all(|length| length != bytes);
    let is_ecdsa = || matches!(checks.first().map(|check| check.key().kty()), Some("EC"));
    is_none_of_them.then(|| SignatureForm {
        bytes,
        expected,
        looks_like_der: is_ecdsa() && looks_like_der(signature),
    })
}

impl Verifier {
    fn plan(&self, encoded: &[u8], header: &[u8]) -> Result<Plan<'_>, (Malformed, Option<String>)> {
        let json = parse_header(header).map_err(|error| (error, None))?;
        let text = json.value().text().to_owned();
        match Header::read(&json).and_then(|header| self.readable(header)) {
            Ok(header) => Ok(Plan {
                encoded: encoded.to_vec(),
                text,
                choice: self.choice(&header),
                header,
            }),
            Err(error) => Err((error, Some(text))),
        }
    }

    /// The header, unless claims are to be read from a compressed payload.
    fn readable(&self, header: Header) -> Result<Header, Malformed> {
        match header.compression.filter(|_| self.policy.is_some()) {
            Some(compression) => Err(Malformed::Compressed { compression }),
            None => Ok(header),
        }
    }

    /// Checks the form of the payload. Its content is used only after the signature was verified.
    fn read_claims<'w>(
        &self,
        payload: &'w [u8],
        room: &mut Room,
        claims: &mut Option<Claims<'w>>,
    ) -> Result<(), Malformed> {
        if self.policy.is_none() {
            return Ok(());
        }
        if payload.is_empty() {
            return Err(Malformed::Detached);
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

    /// The keys to try: the one that the token's `kid` selects, or all of them where it selects none; of
    /// these the ones that permit the algorithm, up to [`MAX_ATTEMPTS`].
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
        let mut checks: Vec<Check<'_>> = Vec::new();
        let mut left_out = 0;
        for key in keys.iter().filter(|key| !selects || selected(key.kid())) {
            let mut permitted = key.permits(alg, Operation::Verify, self.allow_weak_key);
            // One key is listed for each use that it has. Once is enough to try it.
            if permitted.is_ok() && checks.iter().any(|check| check.key().is_same_as(key)) {
                looked_at.push((key, permitted));
                continue;
            }
            if permitted.is_ok() && checks.len() == MAX_ATTEMPTS {
                permitted = Err(NotPermitted::BeyondBound(MAX_ATTEMPTS));
                left_out += 1;
            }
            if permitted.is_ok() {
                checks.push(Check::new(alg, key));
            }
            looked_at.push((key, permitted));
        }
        // A damaged key of the same name may be the one that the token means.
        let damaged = skipped.iter().filter(|key| key.might_permit(alg)).count();
        let checks = match (checks.len(), wanted.filter(|_| selects)) {
            (0, _) => Err(no_key(&looked_at, skipped.first().copied(), selects)),
            (good, Some(kid)) if good + damaged > 1 => Err(Rejection::AmbiguousKid {
                kid: kid.to_owned(),
                alg,
                count: good + damaged + left_out,
            }),
            _ => Ok(checks),
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

/// Why there is no key to try: the reason of the key that came closest.
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

/// The claims that a payload states, where there is no policy.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Compression, base64url};
    use crate::jwk::form::{
        jwk,
        text::{SecretEncoding, secret},
    };
    use crate::jws::{KeySigner, Signer, token};
    use SignatureAlgorithm::Hs256;

    fn key(text: &str, kid: Option<&str>) -> Key {
        let text = text.repeat(64);
        let key = secret(text.as_bytes(), SecretEncoding::Utf8, "text").unwrap();
        match kid {
            Some(kid) => key.with_kid(kid.to_owned()),
            None => key,
        }
    }

    fn signed(header: &str, payload: &str, key: &Key) -> Vec<u8> {
        let signer = KeySigner::new(key, Hs256).unwrap();
        let token = token(header.as_bytes(), payload.as_bytes(), Some(&signer)).unwrap();
        token.into_bytes()
    }

    fn verifier(keys: Vec<Key>) -> Verifier {
        Verifier {
            keys: KeySet::join(keys, Vec::new()).unwrap(),
            algorithms: Vec::new(),
            policy: Some(Policy::default()),
            allow_weak_key: false,
            allow_padding: false,
        }
    }

    fn now() -> NumericDate {
        NumericDate::from_seconds(1000.0).unwrap()
    }

    /// The stages that a token passed or failed, and the outcome.
    fn steps(workspace: &mut Workspace<'_>, token: &[u8]) -> (String, Vec<Rejection>) {
        let mut steps = Vec::new();
        let outcome = workspace.verify(token, now(), |step| {
            steps.push(match step {
                Step::Failed(stage, _) => format!("!{stage}"),
                Step::Split(_) => "split".to_owned(),
                Step::Header(_) => "header".to_owned(),
                Step::KeySkipped(_) => "skipped".to_owned(),
                Step::Key(_, permitted) => format!("key {}", permitted.is_ok()),
                Step::Signature(_, _, holds) => format!("signature {holds}"),
                Step::Claim(_, outcome, ..) => format!("claim {}", *outcome == Outcome::Passed),
            });
        });
        let errors = outcome.map_or_else(|rejected| rejected.errors, |_| Vec::new());
        (steps.join(", "), errors)
    }

    const HEADER: &str = r#"{"alg":"HS256"}"#;

    #[test]
    fn stages_come_in_order_and_the_first_that_fails_is_the_last() {
        let verifier = verifier(vec![key("k", None)]);
        let ours = &verifier.keys.keys()[0];
        let theirs = key("t", None);
        let workspace = &mut Workspace::new(&verifier);
        let expired = r#"{"exp":1}"#;
        for (token, expected) in [
            (b"a.b".to_vec(), "!split"),
            (signed("[]", expired, &theirs), "split, !header"),
            (signed(HEADER, "[]", &theirs), "split, header, !payload"),
            (
                signed(r#"{"alg":"none"}"#, expired, &theirs),
                "split, header",
            ),
            (
                signed(HEADER, expired, &theirs),
                "split, header, key true, signature false",
            ),
            (
                signed(HEADER, expired, ours),
                "split, header, key true, signature true, claim false",
            ),
        ] {
            let (steps, errors) = steps(workspace, &token);
            assert_eq!(steps, expected);
            assert_eq!(errors.len(), 1, "{expected}");
        }
        let good = signed(HEADER, r#"{"exp":2000,"nbf":5}"#, ours);
        assert_eq!(
            steps(workspace, &good),
            (
                "split, header, key true, signature true, claim true, claim true".to_owned(),
                Vec::new()
            )
        );
    }

    #[test]
    fn claims_are_shown_of_a_rejected_token_only_once_its_signature_holds() {
        let verifier = verifier(vec![key("k", None)]);
        let mut workspace = Workspace::new(&verifier);
        let expired = r#"{"exp":1}"#;
        let forged = signed(HEADER, expired, &key("t", None));
        let rejected = workspace.verify(&forged, now(), |_| ()).unwrap_err();
        assert!(rejected.claims.is_none() && rejected.header.is_some());
        let ours = signed(HEADER, expired, &verifier.keys.keys()[0]);
        let rejected = workspace.verify(&ours, now(), |_| ()).unwrap_err();
        assert!(rejected.claims.is_some());
    }

    #[test]
    fn a_kid_selects_its_key_and_an_unknown_one_selects_every_permitted_key() {
        let limited = br#"{"kty":"oct","kid":"limited","use":"enc","k":"AAAA"}"#;
        let (mut limited, _) = jwk::load(limited, "k.json").unwrap();
        let limited = limited.remove(0);
        let verifier = verifier(vec![key("a", Some("a")), limited, key("b", Some("b"))]);
        let mut workspace = Workspace::new(&verifier);
        let b = &verifier.keys.keys()[2];
        let header = |kid: &str| format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);

        let unknown = signed(&header("nobody"), "{}", b);
        let (told, errors) = steps(&mut workspace, &unknown);
        assert_eq!(
            told,
            "split, header, key true, key false, key true, signature false, signature true"
        );
        assert!(errors.is_empty());

        // Another key's name is no reason to try the one that made the signature.
        let misnamed = signed(&header("a"), "{}", b);
        let (told, errors) = steps(&mut workspace, &misnamed);
        assert_eq!(told, "split, header, key true, signature false");
        let mismatch = &errors[0];
        assert!(matches!(mismatch, Rejection::SignatureMismatch { .. }));

        let not_permitted = signed(&header("limited"), "{}", b);
        let (told, errors) = steps(&mut workspace, &not_permitted);
        assert_eq!(told, "split, header, key false");
        assert!(matches!(errors[0], Rejection::KeyNotPermitted { .. }));
    }

    /// Two different secrets of one name, in a set with members in front of each `k`.
    fn twins(first: &str, second: &str) -> Verifier {
        let k = |byte| base64url::encode(&[byte; 64]);
        let jwk =
            |members, byte| format!(r#"{{"kty":"oct",{members}"kid":"a","k":"{}"}}"#, k(byte));
        let set = format!(r#"{{"keys":[{},{}]}}"#, jwk(first, b'x'), jwk(second, b'y'));
        let (keys, unusable) = jwk::load(set.as_bytes(), "set").unwrap();
        Verifier {
            keys: KeySet::join(keys, unusable).unwrap(),
            ..verifier(Vec::new())
        }
    }

    fn rejections(verifier: &Verifier, token: &[u8]) -> Vec<Rejection> {
        let mut workspace = Workspace::new(verifier);
        steps(&mut workspace, token).1
    }

    #[test]
    fn a_token_whose_kid_two_different_keys_have_is_rejected() {
        let header = r#"{"alg":"HS256","kid":"a"}"#;
        let (by_first, by_second) = (key("x", None), key("y", None));
        let ambiguous = Rejection::AmbiguousKid {
            kid: "a".to_owned(),
            alg: Hs256,
            count: 2,
        };
        let unlimited = twins("", "");
        for key in [&by_first, &by_second] {
            let token = signed(header, "{}", key);
            assert_eq!(
                rejections(&unlimited, &token),
                std::slice::from_ref(&ambiguous)
            );
        }
        // A damaged key may be the one that is meant (Wycheproof, json_web_key_test 4).
        let damaged = twins("", r#""use":1,"#);
        let token = signed(header, "{}", &by_first);
        assert_eq!(rejections(&damaged, &token), [ambiguous]);
        // Without a name, every key is tried.
        assert!(rejections(&unlimited, &signed(HEADER, "{}", &by_second)).is_empty());
    }

    #[test]
    fn keys_of_one_name_are_told_apart_by_what_they_permit() {
        let header = r#"{"alg":"HS256","kid":"a"}"#;
        let token = signed(header, "{}", &key("x", None));
        let forged = signed(header, "{}", &key("y", None));
        for other in [
            r#""use":"enc","#,
            r#""alg":"HS512","#,
            r#""alg":"A256KW","#,
            r#""alg":"dir","#,
            r#""key_ops":["sign"],"#,
            r#""key_ops":["encrypt"],"#,
            r#""alg":"unknown","#,
        ] {
            let verifier = twins("", other);
            assert!(rejections(&verifier, &token).is_empty(), "{other}");
            let refused = rejections(&verifier, &forged);
            let is_mismatch = matches!(refused[..], [Rejection::SignatureMismatch { .. }]);
            assert!(is_mismatch, "{other}: {refused:?}");
        }
    }

    #[test]
    fn one_key_that_is_listed_for_each_use_is_tried_once() {
        let k = base64url::encode(&[b'x'; 64]);
        let jwk = |members| format!(r#"{{"kty":"oct",{members}"kid":"a","k":"{k}"}}"#);
        let set = [jwk(r#""alg":"HS256","#), jwk(r#""use":"sig","#), jwk("")].join(",");
        let set = format!(r#"{{"keys":[{set}]}}"#);
        let (keys, unusable) = jwk::load(set.as_bytes(), "set").unwrap();
        let verifier = Verifier {
            keys: KeySet::join(keys, unusable).unwrap(),
            ..verifier(Vec::new())
        };
        let mut workspace = Workspace::new(&verifier);
        let header = r#"{"alg":"HS256","kid":"a"}"#;
        let (told, errors) = steps(&mut workspace, &signed(header, "{}", &key("x", None)));
        assert!(
            errors.is_empty() && told.ends_with("key true, signature true"),
            "{told}"
        );
        let (told, _) = steps(&mut workspace, &signed(header, "{}", &key("y", None)));
        assert_eq!(told.matches("signature").count(), 1, "{told}");
    }

    #[test]
    fn so_many_keys_are_tried_and_no_more() {
        let keys = |count: usize| (0..count).map(|i| key(&format!("k{i}."), None));
        let last = keys(MAX_ATTEMPTS + 1).next_back().unwrap();
        let token = signed(HEADER, "{}", &last);

        let too_many = verifier(keys(MAX_ATTEMPTS + 1).collect());
        let mut workspace = Workspace::new(&too_many);
        let (told, errors) = steps(&mut workspace, &token);
        assert_eq!(told.matches("signature false").count(), MAX_ATTEMPTS);
        assert_eq!(told.matches("key false").count(), 1);
        assert_eq!(
            errors[0].to_string(),
            "signature does not match: HS256 with any of 32 keys, 1 more were not tried"
        );

        let enough = verifier(keys(MAX_ATTEMPTS + 1).skip(1).collect());
        let mut workspace = Workspace::new(&enough);
        assert!(workspace.verify(&token, now(), |_| ()).is_ok());
    }

    #[test]
    fn what_is_kept_of_headers_is_bounded_and_never_mixed_up() {
        let verifier = verifier(vec![key("a", Some("a")), key("b", Some("b"))]);
        let [a, b] = verifier.keys.keys() else {
            panic!("two keys")
        };
        let mut workspace = Workspace::new(&verifier);
        let header = |kid, i| format!(r#"{{"alg":"HS256","kid":"{kid}","i":{i}}}"#);
        for round in 0..3 {
            for i in 0..KEPT_HEADERS * 2 {
                let by_a = signed(&header("a", i), "{}", a);
                assert_eq!(
                    workspace.verify(&by_a, now(), |_| ()).unwrap().header(),
                    header("a", i)
                );
                let by_b = signed(&header("a", i), "{}", b);
                assert!(workspace.verify(&by_b, now(), |_| ()).is_err(), "{round}");
                assert!(workspace.plans.len() <= KEPT_HEADERS);
            }
        }
        let long = header("a", 1).replace(":1", &format!(":{}1", " ".repeat(LARGEST_KEPT_HEADER)));
        for _ in 0..2 {
            let by_a = signed(&long, "{}", a);
            assert!(workspace.verify(&by_a, now(), |_| ()).is_ok());
            assert_eq!(workspace.plans.len(), 1);
        }
        let after = signed(&header("b", 0), "{}", b);
        assert!(workspace.verify(&after, now(), |_| ()).is_ok());
    }

    /// A token of these texts, signed as they stand.
    fn signed_text(header: &str, payload: &str, key: &Key) -> Vec<u8> {
        let signer = KeySigner::new(key, Hs256).unwrap();
        let mut signature = Vec::new();
        let input = format!("{header}.{payload}");
        signer.sign_onto(input.as_bytes(), &mut signature).unwrap();
        format!("{input}.{}", base64url::encode(&signature)).into_bytes()
    }

    fn reason(verifier: &Verifier, token: &[u8]) -> String {
        let mut workspace = Workspace::new(verifier);
        let rejected = workspace.verify(token, now(), |_| ()).unwrap_err();
        rejected.errors[0].to_string()
    }

    #[test]
    fn padding_is_taken_where_it_is_permitted_and_the_signature_is_over_it() {
        let mut verifier = verifier(vec![key("k", None)]);
        let (header, payload) = ("eyJhbGciOiJIUzI1NiIgfQ==", "eyJhIjoxMX0=");
        let token = signed_text(header, payload, &verifier.keys.keys()[0]);
        let padded = [token.as_slice(), b"="].concat();
        for token in [&token, &padded] {
            let reason = reason(&verifier, token);
            assert_eq!(reason, "header: padding '=' at byte 22");
        }
        verifier.allow_padding = true;
        let mut workspace = Workspace::new(&verifier);
        for token in [&token, &padded] {
            let accepted = workspace.verify(token, now(), |_| ()).unwrap();
            assert_eq!(accepted.payload(), br#"{"a":11}"#);
        }
        // What was signed with its padding does not verify without.
        let bare = String::from_utf8(token).unwrap().replace('=', "");
        let mismatch = reason_of(&mut workspace, bare.as_bytes());
        assert!(
            mismatch.starts_with("signature does not match"),
            "{mismatch}"
        );
    }

    fn reason_of(workspace: &mut Workspace<'_>, token: &[u8]) -> String {
        let rejected = workspace.verify(token, now(), |_| ()).unwrap_err();
        rejected.errors[0].to_string()
    }

    #[test]
    fn permitted_padding_is_exact_and_hides_no_stray_bits() {
        let mut verifier = verifier(vec![key("k", None)]);
        verifier.allow_padding = true;
        let ours = &verifier.keys.keys()[0];
        for (header, payload) in [
            ("eyJhbGciOiJIUzI1NiIgfQ=", "e30"),
            ("eyJhbGciOiJIUzI1NiIgfQ===", "e30"),
            ("eyJhbGciOiJIUzI1NiIgfR==", "e30"),
            ("eyJhbGciOiJIUzI1NiIgfQ==", "e30=="),
            ("eyJhbGciOiJIUzI1NiIgfQ==", "e31="),
            ("eyJhbGciOiJIUzI1NiIgfQ==", "e=30"),
            ("eyJhbGciOiJIUzI1NiIgfQ==", "e30=\n"),
            ("=eyJhbGciOiJIUzI1NiIgfQ==", "e30"),
        ] {
            let token = signed_text(header, payload, ours);
            let reason = reason(&verifier, &token);
            let part = if payload == "e30" {
                "header"
            } else {
                "payload"
            };
            assert!(reason.starts_with(part), "{header}.{payload}: {reason}");
        }
    }

    #[test]
    fn compressed_payloads_are_inflated_once_the_signature_holds_and_never_read_as_claims() {
        let mut verifier = verifier(vec![key("k", None)]);
        // {"sub":"alice"}, deflated without and with zlib's frame.
        let raw = "q1YqLk1SslJKzMlMTlWqBQA";
        let framed = "eNqrViouTVKyUkrMyUxOVaoFACfPBQM";
        let header = base64url::encode(br#"{"alg":"HS256","zip":"DEF"}"#);
        let token = signed_text(&header, raw, &verifier.keys.keys()[0]);
        let forged = signed_text(&header, "AAAA", &key("t", None));
        let claims = reason(&verifier, &token);
        assert!(claims.starts_with("header: \"zip\" is \"DEF\""), "{claims}");
        verifier.policy = None;
        let framed = signed_text(&header, framed, &verifier.keys.keys()[0]);
        let mut workspace = Workspace::new(&verifier);
        for (token, from) in [(&token, 17), (&framed, 23)] {
            let accepted = workspace.verify(token, now(), |_| ()).unwrap();
            assert_eq!(accepted.payload(), br#"{"sub":"alice"}"#);
            let advice = Advice::inflated(Compression::Def, from, 15);
            assert_eq!(accepted.on_compression(), Some(advice));
        }
        let mismatch = reason(&verifier, &forged);
        assert!(
            mismatch.starts_with("signature does not match"),
            "{mismatch}"
        );
        let damaged = signed_text(&header, &format!("{raw}AA"), &verifier.keys.keys()[0]);
        assert!(reason(&verifier, &damaged).starts_with("payload: "));
    }

    #[test]
    fn a_detached_payload_is_told() {
        let mut verifier = verifier(vec![key("k", None)]);
        let token = signed(HEADER, "", &verifier.keys.keys()[0]);
        assert_eq!(
            reason(&verifier, &token),
            "the payload is missing: it is detached, and has to be between the two dots"
        );
        // An empty payload may be signed, though not as claims.
        verifier.policy = None;
        let mut workspace = Workspace::new(&verifier);
        assert!(workspace.verify(&token, now(), |_| ()).is_ok());
    }

    #[test]
    fn nothing_of_a_payload_is_told_before_its_signature_holds() {
        let verifier = verifier(vec![key("k", None)]);
        let theirs = key("t", None);
        for payload in [
            r#"{"visa":1,"visa":2}"#,
            r#"{"a":{"visa":1,"visa":2}}"#,
            r#"{"exp":"visa"}"#,
            r#"["visa"]"#,
            r#"{"visa":}"#,
            r#""visa"#,
            "visa",
        ] {
            let token = signed(HEADER, payload, &theirs);
            let mut workspace = Workspace::new(&verifier);
            let mut told = Vec::new();
            let rejected = workspace.verify(&token, now(), |step| told.push(format!("{step:?}")));
            let rejected = rejected.unwrap_err();
            told.push(format!("{:?} {}", rejected.errors, rejected.errors[0]));
            // The text of the token, which its steps borrow, is that of the caller.
            let told = told.into_iter().skip(1).collect::<String>();
            assert!(!told.contains("visa"), "{payload}: {told}");
        }
        let twice = signed(HEADER, r#"{"visa":1,"visa":2}"#, &theirs);
        let reason = reason(&verifier, &twice);
        assert_eq!(reason, "payload: duplicate name at byte 10");
    }

    #[test]
    fn a_kid_that_no_key_has_is_told_where_keys_have_names() {
        let theirs = key("t", None);
        let token = signed(r#"{"alg":"HS256","kid":"x"}"#, "{}", &theirs);
        let named = verifier(vec![key("a", Some("a"))]);
        assert_eq!(
            reason(&named, &token),
            "signature does not match: no key has the kid \"x\"; tried HS256 with text (kid \"a\")"
        );
        let unnamed = verifier(vec![key("a", None)]);
        assert_eq!(
            reason(&unnamed, &token),
            "signature does not match: HS256 with text"
        );
        let selected = verifier(vec![key("a", Some("x"))]);
        assert_eq!(
            reason(&selected, &token),
            "signature does not match: HS256 with text (kid \"x\")"
        );
    }

    #[test]
    fn a_signature_of_another_length_is_told_with_both() {
        let keys = || vec![key("k", None), key("l", None)];
        let verifier = verifier(keys());
        let token = signed(HEADER, "{}", &verifier.keys.keys()[0]);
        let cut = token.len() - 3;
        let reason = reason(&verifier, &token[..cut]);
        let lengths = "; the signature has 30 bytes, HS256 has 32";
        assert!(reason.ends_with(lengths), "{reason}");
    }

    #[test]
    fn what_nobody_asked_about_is_told_as_unchecked() {
        let mut verifier = verifier(vec![key("k", None)]);
        let payload = r#"{"aud":"a","iss":"i","exp":2000}"#;
        let token = signed(HEADER, payload, &verifier.keys.keys()[0]);
        let unchecked = |verifier: &Verifier| {
            let mut workspace = Workspace::new(verifier);
            let accepted = workspace.verify(&token, now(), |_| ()).unwrap();
            accepted.unchecked().into_iter().collect::<Vec<_>>()
        };
        assert_eq!(unchecked(&verifier), ["iss", "aud"]);
        verifier.policy = None;
        assert_eq!(unchecked(&verifier), ["iss", "aud", "exp"]);
    }
}
