//! `jwt sign`: claims into a token.

use crate::args::algorithm::{SigningAlgorithm, signing_algorithm};
use crate::args::time::{Moment, moment, parse_duration, parse_time};
use crate::args::{Keys, Lines, Stdin, claims, value};
use crate::error::{Error, Usage};
use crate::keyring;
use crate::lines::{self, Batch, Content, Item, Work};
use crate::report::{self, Exit, Refusal, Report, Results, View, Writer};
use anyhow::Result;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jwt_toolkit::codec::json::Path;
use jwt_toolkit::jws::{KeySigner, Signer};
use jwt_toolkit::jwt::{
    IssueError, IssueRequest, IssueWorkspace, Issuer, NewMember, RegisteredClaim,
};
use std::ffi::OsStr;

pub(super) const EXAMPLES: &str = "\
NAME=TEXT is always text, NAME:=JSON is JSON: --claim zip=01234 --claim admin:=true
A duration is written as 90s, 1h30m, 2 days or 1w; a bare number is seconds.

Examples:
  jwt sign --claim role=admin --expires-in 1h
  jwt sign '{\"sub\":\"alice\",\"roles\":[\"a\",\"b\"]}' --iss https://login.example --aud api
  jwt sign @claims.json --alg HS512 --secret-file secret.txt
  jwt decode \"$TOKEN\" | jq -c '.role=\"user\"' | jwt sign - --replace --expires-in 1h
  jwt sign --lines --expires-in 1h < claims.jsonl > tokens.txt";

/// Sign claims into a token
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub(crate) struct Sign {
    /// Claims as a JSON object, @FILE, or - for standard input
    pub(crate) claims: Option<String>,

    /// Adds a claim, as text or as JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = value::claim)]
    pub(crate) claim: Vec<NewMember>,

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

    /// Sets exp: RFC 3339, a date, +15m, seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true,
        conflicts_with = "expires_in")]
    pub(crate) expires_at: Option<Moment>,

    /// Sets nbf, counted from iat; with --replace, from now
    #[arg(long, value_name = "DUR", value_parser = parse_duration, allow_hyphen_values = true)]
    pub(crate) not_before: Option<i64>,

    /// Sets iat: RFC 3339, a date, -60s, seconds since 1970 (default: the moment of signing)
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true,
        conflicts_with = "no_iat")]
    pub(crate) issued_at: Option<Moment>,

    /// Leave out iat
    #[arg(long)]
    pub(crate) no_iat: bool,

    /// The moment of signing: RFC 3339, a date, -60s, seconds since 1970 (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true)]
    pub(crate) at: Option<Moment>,

    /// Let flags replace claims that CLAIMS have already
    #[arg(long)]
    pub(crate) replace: bool,

    /// Algorithm, or none with --allow-unsigned (default: what the key is for, HS256 for secrets)
    #[arg(long, value_parser = signing_algorithm())]
    pub(crate) alg: Option<SigningAlgorithm>,

    /// The key's name: chooses among several keys, and goes into the header
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), allow_hyphen_values = true)]
    pub(crate) kid: Option<String>,

    /// Sign CLAIMS as any bytes, exactly as they are: a JWS that is not a JWT
    #[arg(
        long,
        requires = "claims",
        conflicts_with_all = ["claim", "iss", "sub", "aud", "jti", "expires_in", "expires_at", "not_before",
            "issued_at", "no_iat", "replace", "lines"]
    )]
    pub(crate) jws: bool,

    /// Adds a header parameter, as text or as JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = value::parameter)]
    pub(crate) header: Vec<NewMember>,

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

pub(super) fn run(flags: &Sign, report: &Report) -> Result<Exit> {
    let stdin = &mut Stdin::default();
    if flags.lines.are_many {
        return many(flags, stdin, report);
    }
    let now = moment(flags.at)?;
    let text = match &flags.claims {
        Some(argument) => Some(claims::read(argument, stdin)?),
        None => None,
    };
    let request = request(flags)?;
    let issuer = issuer(flags, &request, stdin)?;
    let (mut workspace, mut token) = (IssueWorkspace::default(), Vec::new());
    if let (true, Some(payload)) = (flags.jws, &text) {
        let signed = issuer.sign(payload, &mut workspace, &mut token);
        signed.map_err(Error::from)?;
        token.push(b'\n');
        report::print(&token)?;
        return Ok(Exit::Done);
    }
    let text = text.as_ref().map(|text| text.as_slice());
    let told = issuer.issue(text, now, &mut workspace, &mut token);
    for advice in told.map_err(Error::from)?.advice() {
        report.warning(&advice.into());
    }
    token.push(b'\n');
    report::print(&token)?;
    Ok(Exit::Done)
}

fn many(flags: &Sign, stdin: &mut Stdin, report: &Report) -> Result<Exit> {
    let argument = flags.claims.as_deref().map(OsStr::new);
    let source = lines::source(&flags.lines, argument, "the claims", stdin)?;
    let issuer = issuer(flags, &request(flags)?, stdin)?;
    // What is wrong with the call itself is told once, and not of each line.
    let (mut workspace, mut token) = (IssueWorkspace::default(), Vec::new());
    let trial = issuer.issue(Some(b"{}"), moment(flags.at)?, &mut workspace, &mut token);
    trial.map_err(Error::from)?;
    let batch = Batch {
        jobs: flags.lines.jobs,
        view: View::Token,
        source,
        content: Content::Claims,
        only: None,
        at: flags.at,
        report,
    };
    batch.run(Signing { issuer })
}

/// Signs each of many claims sets.
struct Signing {
    issuer: Issuer<'static>,
}

impl Work for Signing {
    const JUDGES: bool = false;

    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        let mut workspace = IssueWorkspace::default();
        move |item, writer, results| {
            let claims = Some(item.text);
            let issued = self
                .issuer
                .issue(claims, item.now, &mut workspace, results.out());
            match issued {
                Ok(issued) => {
                    for advice in issued.advice() {
                        writer.warning(&item.place, &advice.into(), results);
                    }
                    results.signed();
                }
                Err(error) => {
                    let refusal = Refusal {
                        kind: "bad_claims",
                        exit: Exit::Malformed,
                        message: &error.to_string(),
                    };
                    writer.refused(Some(&item.place), item.text, &refusal, results);
                }
            }
        }
    }
}

/// `--claim` in order, then the claims that have a flag of their own.
fn request(flags: &Sign) -> Result<IssueRequest> {
    let text =
        |name, value: &Option<String>| Some(NewMember::text(Path::name(name), value.as_ref()?));
    let named = [
        text("iss", &flags.iss),
        text("sub", &flags.sub),
        NewMember::audience(&flags.aud),
        text("jti", &flags.jti),
    ];
    let claims = flags.claim.iter().cloned();
    Ok(IssueRequest {
        claims: claims.chain(named.into_iter().flatten()).collect(),
        replace: flags.replace,
        issued_at: seconds(RegisteredClaim::Iat, flags.issued_at)?,
        expires_at: seconds(RegisteredClaim::Exp, flags.expires_at)?,
        expires_in: flags.expires_in,
        not_before: flags.not_before,
        no_iat: flags.no_iat,
        header: flags.header.clone(),
        kid: flags.kid.clone(),
        any_payload: flags.jws,
    })
}

/// The whole seconds of a moment that a flag gives.
fn seconds(claim: RegisteredClaim, moment: Option<Moment>) -> Result<Option<i64>> {
    let Some(moment) = moment else {
        return Ok(None);
    };
    let seconds = moment.resolve()?.whole_seconds();
    let beyond = IssueError::TimeBeyondCalendar { claim };
    Ok(Some(seconds.ok_or(beyond).map_err(Error::from)?))
}

fn issuer(flags: &Sign, request: &IssueRequest, stdin: &mut Stdin) -> Result<Issuer<'static>> {
    let signer = signer(flags, stdin)?;
    Ok(Issuer::new(request, signer).map_err(Error::from)?)
}

/// What signs; nothing for an unsigned token, which takes no key.
fn signer(flags: &Sign, stdin: &mut Stdin) -> Result<Option<Box<dyn Signer>>> {
    let alg = match (flags.alg, flags.allow_unsigned) {
        (Some(SigningAlgorithm::Unsigned), false) => {
            return Err(Error::Usage(Usage::UnsignedNotAllowed).into());
        }
        (Some(SigningAlgorithm::Unsigned), true) if flags.keys.name_a_key() => {
            return Err(Error::Usage(Usage::KeyForUnsigned).into());
        }
        (Some(SigningAlgorithm::Unsigned), true) => return Ok(None),
        (_, true) => return Err(Error::Usage(Usage::UnsignedWithoutNone).into()),
        (Some(SigningAlgorithm::Signed(alg)), false) => Some(alg),
        (None, false) => None,
    };
    let keys = keyring::read(&flags.keys, stdin)?;
    let signer = KeySigner::choose(keys, flags.kid.as_deref(), alg).map_err(Error::from)?;
    Ok(Some(Box::new(signer)))
}
