//! `jwt sign`: claims into a token.

use super::lines::{self, Content, Item, Shown, Work};
use super::{keyring, moment};
use crate::advice::{self, Advice};
use crate::algorithm::Algorithm;
use crate::claims::{Claims, object};
use crate::cli::{Sign, SigningAlgorithm};
use crate::codec::compact::MAX_TOKEN_BYTES;
use crate::codec::json::{Json, quote};
use crate::codec::object::Object;
use crate::error::{CannotRun, Exit, Part};
use crate::header::Header;
use crate::input::{self, Stdin};
use crate::keys::{BadKey, Key, KeySet, Operation};
use crate::report::Report;
use crate::report::lines::{Results, Writer};
use crate::sign::token;
use crate::time::NumericDate;
use anyhow::Result;
use std::ffi::OsStr;

/// Header parameters that are not for `--header`, and what is.
const RESERVED: [(&str, &str); 6] = [
    ("alg", "--alg sets it"),
    ("kid", "--kid sets it"),
    ("crit", "no extension is supported"),
    ("b64", "unencoded payloads are not supported"),
    ("enc", "it belongs to encrypted tokens"),
    ("zip", "it belongs to encrypted tokens"),
];

pub(super) fn run(flags: Box<Sign>, report: &Report) -> Result<Exit> {
    if flags.lines.lines {
        return many(flags, report);
    }
    let now = moment(flags.at)?;
    let mut stdin = Stdin::default();
    let text = match &flags.claims {
        Some(argument) => Some(input::claims(argument, &mut stdin)?),
        None => None,
    };
    let claims = claims(&flags, text.as_ref().map(|text| text.as_slice()), now)?;
    let keys = keys(&flags, &mut stdin)?;
    let signer = Signer::new(&flags, keys.as_ref())?;
    let token = signer.sign(&claims)?;
    for advice in signer.advice(&claims, now)? {
        report.advice(&advice);
    }
    report.line(&token)?;
    Ok(Exit::Done)
}

fn many(flags: Box<Sign>, report: &Report) -> Result<Exit> {
    let now = moment(flags.at)?;
    let mut stdin = Stdin::default();
    let argument = flags.claims.as_deref().map(OsStr::new);
    let source = lines::source(&flags.lines, argument, "the claims", &mut stdin)?;
    let keys = keys(&flags, &mut stdin)?;
    // What is wrong with the call itself is told once, and not of each line.
    let signer = Signer::new(&flags, keys.as_ref())?;
    signer.sign(&claims(&flags, Some(b"{}"), now)?)?;
    let (at, how) = (flags.at, (Content::Claims, Shown::tokens()));
    let work = Signing { flags, keys };
    let lines = work.flags.lines.clone();
    lines::run(&lines, source, how, (at, report), work)
}

/// Signs each of many claims sets.
struct Signing {
    flags: Box<Sign>,
    keys: Option<KeySet>,
}

impl Work for Signing {
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        let signer = Signer::new(&self.flags, self.keys.as_ref());
        move |item, writer, results| {
            let outcome = match &signer {
                Ok(signer) => sign_line(&self.flags, signer, item).map_err(|e| e.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match outcome {
                Ok((token, advice)) => {
                    for advice in advice {
                        writer.advice(&item.place, &advice, results);
                    }
                    writer.signed(&token, results);
                }
                Err(error) => {
                    let kind = ("bad_claims", Exit::Malformed);
                    writer.refused(&item.place, item.text, kind, &error, results);
                }
            }
        }
    }
}

fn sign_line(
    flags: &Sign,
    signer: &Signer<'_>,
    item: &Item<'_>,
) -> Result<(String, Vec<Advice>), CannotRun> {
    let claims = claims(flags, Some(item.text), item.now)?;
    let token = signer.sign(&claims)?;
    Ok((token, signer.advice(&claims, item.now)?))
}

/// What signs, and the header of its tokens.
struct Signer<'k> {
    flags: &'k Sign,
    /// None for unsigned tokens.
    key: Option<(Algorithm, &'k Key)>,
    header: String,
}

impl<'k> Signer<'k> {
    fn new(flags: &'k Sign, keys: Option<&'k KeySet>) -> Result<Self, CannotRun> {
        let key = keys.map(|keys| signing_key(flags, keys)).transpose()?;
        let header = header(flags, key)?.text();
        Ok(Self { flags, key, header })
    }

    fn sign(&self, claims: &str) -> Result<String, CannotRun> {
        let token = token(self.header.as_bytes(), claims.as_bytes(), self.key);
        let token = token.ok_or_else(|| {
            let key = self.key.map(|(_, key)| key.to_string());
            CannotRun::BadKey {
                source_name: key.unwrap_or_default(),
                reason: BadKey::Inconsistent,
            }
        })?;
        if token.len() > MAX_TOKEN_BYTES {
            let message = format!("the token would be longer than {MAX_TOKEN_BYTES} bytes");
            return Err(CannotRun::BadClaims(message));
        }
        Ok(token)
    }

    fn advice(&self, claims: &str, now: NumericDate) -> Result<Vec<Advice>, CannotRun> {
        let read = read_claims(claims)?;
        let mut advice = Vec::new();
        match self.key {
            Some((alg, key)) => advice.extend(advice::on_key(key, alg)),
            None => advice.push(Advice::Unsigned),
        }
        let exp = read
            .times()
            .find_map(|(name, time)| (name == "exp").then_some(time));
        match exp {
            None => advice.push(Advice::NoExpiry),
            // `--expires-in -1h` means it.
            Some(exp)
                if exp <= now && self.flags.expires_in.is_none_or(|duration| duration > 0) =>
            {
                advice.push(Advice::ExpiredAlready { exp });
            }
            Some(_) => {}
        }
        advice.extend(advice::on_times(&read));
        advice.extend(advice::on_secrets(claims));
        Ok(advice)
    }
}

/// CLAIMS, then `--claim` in order, then the named ones, then the times.
fn claims(flags: &Sign, text: Option<&[u8]>, now: NumericDate) -> Result<String, CannotRun> {
    let mut claims = match text {
        Some(text) => inherited(text)?,
        None => Object::default(),
    };
    let given = text.is_some() || flags.expires_in.is_some() || flags.not_before.is_some();
    for claim in &flags.claim {
        add(&mut claims, &claim.name, &claim.json, flags.replace)?;
    }
    let audiences: Vec<String> = flags.aud.iter().map(|aud| quote(aud)).collect();
    let aud = match audiences.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("[{}]", several.join(","))),
    };
    let text = |value: &Option<String>| value.as_deref().map(quote);
    for (name, json) in [
        ("iss", text(&flags.iss)),
        ("sub", text(&flags.sub)),
        ("aud", aud),
        ("jti", text(&flags.jti)),
    ] {
        if let Some(json) = json {
            add(&mut claims, name, &json, flags.replace)?;
        }
    }
    if !given && claims.is_empty() {
        return Err(CannotRun::usage(
            "no claims to sign",
            "--claim NAME=TEXT gives one, - reads them from standard input, '{}' means none",
        ));
    }
    add_times(&mut claims, flags, now)?;
    Ok(claims.text())
}

fn inherited(text: &[u8]) -> Result<Object, CannotRun> {
    let json = Json::parse(text).map_err(CannotRun::ClaimsNotJson)?;
    let bad = |error| CannotRun::BadClaims(format!("{error}").replacen("payload", "claims", 1));
    object(Part::Payload, &json).map_err(bad)?;
    Ok(Object::inherit(&json))
}

fn add_times(claims: &mut Object, flags: &Sign, now: NumericDate) -> Result<(), CannotRun> {
    let beyond = |name: &str| CannotRun::BadClaims(format!("{name} is beyond any calendar"));
    let text = claims.text();
    let issued = read_claims(&text)?.issued_at();
    // An edited token keeps its iat, and starts to count anew.
    let base = issued
        .filter(|_| !flags.replace)
        .unwrap_or(now)
        .whole_seconds();
    if issued.is_none() && !flags.no_iat {
        let iat = base.ok_or_else(|| beyond("iat"))?;
        add(claims, "iat", &iat.to_string(), flags.replace)?;
    }
    for (name, duration) in [("nbf", flags.not_before), ("exp", flags.expires_in)] {
        if let Some(duration) = duration {
            let time = base.and_then(|base| base.checked_add(duration));
            let time = time.ok_or_else(|| beyond(name))?;
            add(claims, name, &time.to_string(), flags.replace)?;
        }
    }
    Ok(())
}

fn add(claims: &mut Object, name: &str, json: &str, replace: bool) -> Result<(), CannotRun> {
    claims
        .add(name, json, replace)
        .map_err(|taken| CannotRun::Usage {
            message: format!("claim {} is given twice", quote(name)),
            hint: taken
                .inherited
                .then(|| "--replace lets flags replace CLAIMS".to_owned()),
        })
}

fn read_claims(text: &str) -> Result<Claims<'_>, CannotRun> {
    let bad = |error: String| CannotRun::BadClaims(error.replacen("payload", "claims", 1));
    let json = Json::parse(text.as_bytes()).map_err(|error| bad(format!("claims: {error}")))?;
    Claims::read(json).map_err(|error| bad(error.to_string()))
}

/// The keys to sign with; none for an unsigned token, which takes none.
fn keys(flags: &Sign, stdin: &mut Stdin) -> Result<Option<KeySet>> {
    let unsigned = flags.alg == Some(SigningAlgorithm::Unsigned);
    let keys = &flags.keys;
    let has_keys = keys.secret.is_some() || !keys.secret_file.is_empty() || !keys.key.is_empty();
    match (unsigned, flags.allow_unsigned) {
        (true, false) => Err(CannotRun::usage(
            "--alg none makes a token that anyone can forge",
            "--allow-unsigned permits it, to test that a server refuses it",
        )
        .into()),
        (false, true) => Err(CannotRun::usage(
            "--allow-unsigned is for --alg none alone",
            "leave it out, or add --alg none",
        )
        .into()),
        (true, true) if has_keys => Err(CannotRun::usage(
            "an unsigned token takes no key",
            "leave out the key, or --alg none",
        )
        .into()),
        (true, true) => Ok(None),
        (false, false) => keyring::read(keys, stdin).map(Some),
    }
}

/// The key to sign with, and the algorithm: what `--alg` says, else what the key is for.
fn signing_key<'k>(flags: &Sign, keys: &'k KeySet) -> Result<(Algorithm, &'k Key), CannotRun> {
    let wanted = match flags.alg {
        Some(SigningAlgorithm::Signed(alg)) => Some(alg),
        _ => None,
    };
    let key = chosen(flags.kid.as_deref(), keys, wanted)?;
    let alg = wanted.unwrap_or(key.default_algorithm());
    key.permits(alg, Operation::Sign, false)
        .map_err(|reason| CannotRun::CannotSign {
            key: key.to_string(),
            reason,
        })?;
    Ok((alg, key))
}

/// A `kid` chooses the key of that name; a single key without a name takes any. Of several keys the
/// one that can sign is meant, as in a file with a key and its certificates.
fn chosen<'k>(
    kid: Option<&str>,
    keys: &'k KeySet,
    wanted: Option<Algorithm>,
) -> Result<&'k Key, CannotRun> {
    let all = keys.keys();
    let can_sign = |key: &&Key| {
        let alg = wanted.unwrap_or(key.default_algorithm());
        key.permits(alg, Operation::Sign, false).is_ok()
    };
    let mut signing = all.iter().filter(can_sign);
    if let (None, Some(only), None) = (kid, signing.next(), signing.next()) {
        return Ok(only);
    }
    let mut named = all.iter().filter(|key| kid.is_some() && key.kid() == kid);
    let named = named.clone().find(can_sign).or_else(|| named.next());
    let bad = |name: Option<&str>| {
        let mut unusable = keys.unusable().iter();
        let bad = unusable.find(|key| name.is_none() || key.kid.as_deref() == name)?;
        Some(CannotRun::BadKey {
            source_name: bad.source.clone(),
            reason: bad.reason.clone(),
        })
    };
    match (named, all, kid) {
        (Some(key), _, _) | (None, [key], None) => Ok(key),
        (None, [key], Some(_)) if key.kid().is_none() => Ok(key),
        (None, _, Some(kid)) => {
            Err(bad(Some(kid)).unwrap_or_else(|| CannotRun::NoSuchKid(kid.to_owned())))
        }
        (None, [], None) => Err(bad(None).unwrap_or(CannotRun::NoKey)),
        (None, _, None) => Err(CannotRun::usage(
            format!("{} keys were given, and one signs", all.len()),
            "--kid chooses among keys that have one",
        )),
    }
}

/// `alg` and `typ`, then `kid`, then what `--header` gives; a `typ` given there stands in place.
fn header(flags: &Sign, signer: Option<(Algorithm, &Key)>) -> Result<Object, CannotRun> {
    let alg = signer.map_or("none", |(alg, _)| alg.name());
    let defaults = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
    let bad = |error: String| CannotRun::BadClaims(error);
    let defaults = Json::parse(defaults.as_bytes()).map_err(|error| bad(error.to_string()))?;
    let mut header = Object::inherit(&defaults);
    let kid = flags
        .kid
        .as_deref()
        .or(signer.and_then(|(_, key)| key.kid()));
    let kid = kid.map(|kid| ("kid", quote(kid)));
    for parameter in &flags.header {
        let reserved = RESERVED.iter().find(|(name, _)| *name == parameter.name);
        if let Some((name, hint)) = reserved {
            return Err(CannotRun::usage(
                format!("--header cannot set \"{name}\""),
                *hint,
            ));
        }
    }
    let given = flags
        .header
        .iter()
        .map(|parameter| (parameter.name.as_str(), parameter.json.clone()));
    for (name, json) in kid.into_iter().chain(given) {
        header
            .add(name, &json, true)
            .map_err(|_| CannotRun::Usage {
                message: format!("header {} is given twice", quote(name)),
                hint: None,
            })?;
    }
    let text = header.text();
    let json = Json::parse(text.as_bytes()).map_err(|error| bad(format!("header: {error}")))?;
    Header::read(&json).map_err(|error| bad(error.to_string()))?;
    Ok(header)
}
