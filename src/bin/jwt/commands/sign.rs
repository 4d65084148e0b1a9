//! `jwt sign`: claims into a token.

use crate::args::algorithm::{SigningAlgorithm, signing_algorithm};
use crate::args::time::{moment, parse_duration, parse_time};
use crate::args::{Assignment, Keys, Lines, Stdin, claims};
use crate::error::Error;
use crate::keyring;
use crate::lines::{self, Batch, Content, Item, Work};
use crate::report::{self, Exit, Refusal, Report, Results, View, Writer};
use anyhow::Result;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jwt_toolkit::Part;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::{Json, quote};
use jwt_toolkit::codec::object::Object;
use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwk::{Key, KeyError, KeySet, Operation};
use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use jwt_toolkit::jws::header::Header;
use jwt_toolkit::jws::sign::token;
use jwt_toolkit::jwt::advice::{self, Advice};
use jwt_toolkit::jwt::{Claims, RegisteredClaim};
use std::ffi::OsStr;

pub(crate) const EXAMPLES: &str = "\
NAME=TEXT is always text, NAME:=JSON is JSON: --claim zip=01234 --claim admin:=true
A duration is written as 90s, 1h30m, 2 days or 1w; a bare number is seconds.

Examples:
  jwt sign --claim role=admin --expires-in 1h
  jwt sign '{\"sub\":\"alice\",\"roles\":[\"a\",\"b\"]}' --iss https://login.example --aud api
  jwt sign @claims.json --alg HS512 --secret-file secret.txt
  jwt decode \"$TOKEN\" | jq -c '.role=\"user\"' | jwt sign - --replace --expires-in 1h
  jwt sign --lines --expires-in 1h < claims.jsonl > tokens.txt";

/// Sign claims into a token
#[derive(Args, Debug)]
pub(crate) struct Sign {
    /// Claims as a JSON object, @FILE, or - for standard input
    pub(crate) claims: Option<String>,

    /// Adds a claim, as text or as JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse)]
    pub(crate) claim: Vec<Assignment>,

    /// Sets iss, the issuer
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) iss: Option<String>,

    /// Sets sub, the subject
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: Option<String>,

    /// Sets aud, the audience (repeatable: makes a list)
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) aud: Vec<String>,

    /// Sets jti, the token's own identifier
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) jti: Option<String>,

    /// Sets exp, counted from iat; with --replace, from now; -1h makes an expired token
    #[arg(long, value_name = "DUR", value_parser = parse_duration, allow_hyphen_values = true)]
    pub(crate) expires_in: Option<i64>,

    /// Sets nbf, counted from iat; with --replace, from now
    #[arg(long, value_name = "DUR", value_parser = parse_duration, allow_hyphen_values = true)]
    pub(crate) not_before: Option<i64>,

    /// Leave out iat
    #[arg(long)]
    pub(crate) no_iat: bool,

    /// The moment of signing: RFC 3339, or seconds since 1970 (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_negative_numbers = true)]
    pub(crate) at: Option<NumericDate>,

    /// Let flags replace claims that CLAIMS have already
    #[arg(long)]
    pub(crate) replace: bool,

    /// Algorithm, or none with --allow-unsigned (default: what the key is for, HS256 for secrets)
    #[arg(long, value_parser = signing_algorithm())]
    pub(crate) alg: Option<SigningAlgorithm>,

    /// The key's name: chooses among several keys, and goes into the header
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), allow_hyphen_values = true)]
    pub(crate) kid: Option<String>,

    /// Adds a header parameter, as text or as JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse)]
    pub(crate) header: Vec<Assignment>,

    /// Permit --alg none, to test that a server refuses such tokens
    #[arg(long)]
    pub(crate) allow_unsigned: bool,

    /// Many tokens at once
    #[command(flatten)]
    pub(crate) lines: Lines,

    /// Keys
    #[command(flatten)]
    pub(crate) keys: Keys,
}

/// Header parameters that are not for `--header`, and what is.
const RESERVED: [(&str, &str); 6] = [
    ("alg", "--alg sets it"),
    ("kid", "--kid sets it"),
    ("crit", "no extension is supported"),
    ("b64", "unencoded payloads are not supported"),
    ("enc", "it belongs to encrypted tokens"),
    ("zip", "it belongs to encrypted tokens"),
];

pub(crate) fn run(flags: Box<Sign>, report: &Report) -> Result<Exit> {
    if flags.lines.are_many {
        return many(flags, report);
    }
    let now = moment(flags.at)?;
    let mut stdin = Stdin::default();
    let text = match &flags.claims {
        Some(argument) => Some(claims::read(argument, &mut stdin)?),
        None => None,
    };
    let claims = claims_of(&flags, text.as_ref().map(|text| text.as_slice()), now)?;
    let keys = keys(&flags, &mut stdin)?;
    let signer = Signer::new(&flags, keys.as_ref())?;
    let token = signer.sign(&claims)?;
    for advice in signer.advice(&claims, now)? {
        report.warning(&advice.into());
    }
    report::print_line(&token)?;
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
    signer.sign(&claims_of(&flags, Some(b"{}"), now)?)?;
    let batch = Batch {
        jobs: flags.lines.jobs,
        view: View::Token,
        source,
        content: Content::Claims,
        only: None,
        at: flags.at,
        report,
    };
    batch.run(Signing { flags, keys })
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
                        writer.warning(&item.place, &advice.into(), results);
                    }
                    writer.signed(token.as_bytes(), results);
                }
                Err(error) => {
                    let refusal = Refusal {
                        kind: "bad_claims",
                        exit: Exit::Malformed,
                        message: &error,
                    };
                    writer.refused(Some(&item.place), item.text, &refusal, results);
                }
            }
        }
    }
}

fn sign_line(
    flags: &Sign,
    signer: &Signer<'_>,
    item: &Item<'_>,
) -> Result<(String, Vec<Advice>), Error> {
    let claims = claims_of(flags, Some(item.text), item.now)?;
    let token = signer.sign(&claims)?;
    Ok((token, signer.advice(&claims, item.now)?))
}

/// What signs, and the header of its tokens.
struct Signer<'k> {
    flags: &'k Sign,
    /// None for unsigned tokens.
    key: Option<(SignatureAlgorithm, &'k Key)>,
    header: String,
}

impl<'k> Signer<'k> {
    fn new(flags: &'k Sign, keys: Option<&'k KeySet>) -> Result<Self, Error> {
        let key = keys.map(|keys| signing_key(flags, keys)).transpose()?;
        let header = header(flags, key)?.text();
        Ok(Self { flags, key, header })
    }

    fn sign(&self, claims: &str) -> Result<String, Error> {
        let token = token(self.header.as_bytes(), claims.as_bytes(), self.key);
        let token = token.ok_or_else(|| {
            let key = self.key.map(|(_, key)| key.to_string());
            Error::Key {
                source_name: key.unwrap_or_default(),
                reason: KeyError::Inconsistent,
            }
        })?;
        if token.len() > MAX_TOKEN_BYTES {
            let message = format!("the token would be longer than {MAX_TOKEN_BYTES} bytes");
            return Err(Error::InvalidClaims(message));
        }
        Ok(token)
    }

    fn advice(&self, claims: &str, now: NumericDate) -> Result<Vec<Advice>, Error> {
        let read = read_claims(claims)?;
        let mut advice = Vec::new();
        match self.key {
            Some((alg, key)) => advice.extend(advice::on_key(key, alg)),
            None => advice.push(Advice::Unsigned),
        }
        let exp = read
            .times()
            .find_map(|(name, time)| (name == RegisteredClaim::Exp).then_some(time));
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
fn claims_of(flags: &Sign, text: Option<&[u8]>, now: NumericDate) -> Result<String, Error> {
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
        return Err(Error::usage(
            "no claims to sign",
            "--claim NAME=TEXT gives one, - reads them from standard input, '{}' means none",
        ));
    }
    add_times(&mut claims, flags, now)?;
    Ok(claims.text())
}

fn inherited(text: &[u8]) -> Result<Object, Error> {
    let json = Json::parse(text).map_err(Error::ClaimsNotJson)?;
    let bad = |error| Error::InvalidClaims(format!("{error}").replacen("payload", "claims", 1));
    jwt_toolkit::object(Part::Payload, &json).map_err(bad)?;
    Ok(Object::inherit(&json))
}

fn add_times(claims: &mut Object, flags: &Sign, now: NumericDate) -> Result<(), Error> {
    let beyond = |name: &str| Error::InvalidClaims(format!("{name} is beyond any calendar"));
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

fn add(claims: &mut Object, name: &str, json: &str, replace: bool) -> Result<(), Error> {
    claims.add(name, json, replace).map_err(|taken| {
        let _ = taken;
        Error::usage(
            format!("claim {} is given twice", quote(name)),
            "--replace lets flags replace CLAIMS",
        )
    })
}

fn read_claims(text: &str) -> Result<Claims<'_>, Error> {
    let bad = |error: String| Error::InvalidClaims(error.replacen("payload", "claims", 1));
    let json = Json::parse(text.as_bytes()).map_err(|error| bad(format!("claims: {error}")))?;
    Claims::read(json).map_err(|error| bad(error.to_string()))
}

/// The keys to sign with; none for an unsigned token, which takes none.
fn keys(flags: &Sign, stdin: &mut Stdin) -> Result<Option<KeySet>> {
    let unsigned = flags.alg == Some(SigningAlgorithm::Unsigned);
    let keys = &flags.keys;
    let has_keys = keys.secret.is_some() || !keys.secret_file.is_empty() || !keys.key.is_empty();
    match (unsigned, flags.allow_unsigned) {
        (true, false) => Err(Error::usage(
            "--alg none makes a token that anyone can forge",
            "--allow-unsigned permits it, to test that a server refuses it",
        )
        .into()),
        (false, true) => Err(Error::usage(
            "--allow-unsigned is for --alg none alone",
            "leave it out, or add --alg none",
        )
        .into()),
        (true, true) if has_keys => Err(Error::usage(
            "an unsigned token takes no key",
            "leave out the key, or --alg none",
        )
        .into()),
        (true, true) => Ok(None),
        (false, false) => keyring::read(keys, stdin).map(Some),
    }
}

/// The key to sign with, and the algorithm: what `--alg` says, else what the key is for.
fn signing_key<'k>(flags: &Sign, keys: &'k KeySet) -> Result<(SignatureAlgorithm, &'k Key), Error> {
    let wanted = match flags.alg {
        Some(SigningAlgorithm::Signed(alg)) => Some(alg),
        _ => None,
    };
    let key = chosen(flags.kid.as_deref(), keys, wanted)?;
    let alg = wanted.unwrap_or(key.default_algorithm());
    key.permits(alg, Operation::Sign, false)
        .map_err(|reason| Error::CannotSign {
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
    wanted: Option<SignatureAlgorithm>,
) -> Result<&'k Key, Error> {
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
        Some(Error::Key {
            source_name: bad.source.clone(),
            reason: bad.reason.clone(),
        })
    };
    match (named, all, kid) {
        (Some(key), _, _) | (None, [key], None) => Ok(key),
        (None, [key], Some(_)) if key.kid().is_none() => Ok(key),
        (None, _, Some(kid)) => {
            Err(bad(Some(kid)).unwrap_or_else(|| Error::NoSuchKid(kid.to_owned())))
        }
        (None, [], None) => Err(bad(None).unwrap_or(Error::NoKey)),
        (None, _, None) => Err(Error::usage(
            format!("{} keys were given, and one signs", all.len()),
            "--kid chooses among keys that have one",
        )),
    }
}

/// `alg` and `typ`, then `kid`, then what `--header` gives; a `typ` given there stands in place.
fn header(flags: &Sign, signer: Option<(SignatureAlgorithm, &Key)>) -> Result<Object, Error> {
    let alg = signer.map_or("none", |(alg, _)| alg.name());
    let defaults = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
    let bad = |error: String| Error::InvalidClaims(error);
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
            return Err(Error::usage(
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
            .map_err(|_| Error::usage(format!("header {} is given twice", quote(name)), ""))?;
    }
    let text = header.text();
    let json = Json::parse(text.as_bytes()).map_err(|error| bad(format!("header: {error}")))?;
    Header::read(&json).map_err(|error| bad(error.to_string()))?;
    Ok(header)
}
