//! `jwt sign`: claims into a token.

use crate::args::algorithm::{SigningAlgorithm, signing_algorithm};
use crate::args::labels::{self, Kid};
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
use jwt_toolkit::jwa::KeyKind;
use jwt_toolkit::jwk::{Operation, ThumbprintHash, thumbprint};
use jwt_toolkit::jws::{KeySigner, Signer};
use jwt_toolkit::jwt::{
    IssueError, IssueRequest, IssueWorkspace, Issuer, NewMember, RegisteredClaim,
};
use std::ffi::OsStr;

pub(super) const EXAMPLES: &str = "\
Examples:
  jwt sign --claim role=admin --expires-in 1h
  jwt sign '{\"sub\":\"alice\",\"roles\":[\"a\"]}' --iss https://login.example --aud api
  jwt sign @claims.json --key private.pem --expires-in 15m

Many tokens: --lines (see --help)";

pub(super) const CLOSING: &str = "\
NAME=TEXT is always text, NAME:=JSON is JSON: --claim zip=01234 --claim admin:=true. A name that starts \
with / is a JSON Pointer and builds the objects on its way: --claim /user/name=bob --claim /roles/-=admin. \
A duration is written as 90s, 1h30m, 2 days or 1w; a bare number is seconds.

Examples:
  jwt sign --claim role=admin --expires-in 1h
  jwt sign '{\"sub\":\"alice\",\"roles\":[\"a\",\"b\"]}' --iss https://login.example --aud api
  jwt sign @claims.json --alg HS512 --secret-file secret.txt
  jwt sign --iss 12345 --issued-at -60s --expires-in 10m --key app.pem
  jwt decode \"$TOKEN\" | jwt sign - --replace --claim role=user --expires-in 1h
  jwt sign --lines --expires-in 1h < claims.jsonl > tokens.txt";

/// Sign claims into a token
#[derive(Args, Debug)]
pub(crate) struct Sign {
    /// Claims as a JSON object, @FILE, or - for standard input
    pub(crate) claims: Option<String>,

    /// Keys
    #[command(flatten)]
    pub(crate) keys: Keys,

    /// What goes into the claims
    #[command(flatten)]
    pub(crate) additions: Additions,

    /// What goes into the header
    #[command(flatten)]
    pub(crate) header: Header,

    /// Many tokens at once
    #[command(flatten)]
    pub(crate) lines: Lines,
}

/// What goes into the claims.
#[derive(Args, Debug)]
#[command(next_help_heading = "Claims")]
pub(crate) struct Additions {
    /// Adds a claim; NAME:=JSON adds JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT", value_parser = value::claim)]
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

    /// Sets exp, counted from iat: 15m, 1h30m, 2 days
    ///
    /// With --replace, it counts from now; -1h makes an expired token.
    #[arg(long, value_name = "DUR", value_parser = parse_duration, allow_hyphen_values = true)]
    pub(crate) expires_in: Option<i64>,

    /// Sets exp: RFC 3339, a date, +15m, seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true,
        conflicts_with = "expires_in")]
    pub(crate) expires_at: Option<Moment>,

    /// Sets nbf, counted from iat; with --replace, from now
    #[arg(long, value_name = "DUR", value_parser = parse_duration, allow_hyphen_values = true, hide_short_help = true)]
    pub(crate) not_before: Option<i64>,

    /// Sets iat: RFC 3339, a date, -60s, seconds
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true,
        conflicts_with = "no_iat")]
    pub(crate) issued_at: Option<Moment>,

    /// Leave out iat
    #[arg(long)]
    pub(crate) no_iat: bool,

    /// The moment of signing: RFC 3339, a date, -60s, seconds (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true,
        hide_short_help = true)]
    pub(crate) at: Option<Moment>,

    /// Let flags replace claims that CLAIMS have already
    #[arg(long)]
    pub(crate) replace: bool,

    /// Sign the bytes of CLAIMS unchanged; they need not be JSON
    #[arg(
        long,
        requires = "claims",
        conflicts_with_all = ["claim", "iss", "sub", "aud", "jti", "expires_in", "expires_at", "not_before",
            "issued_at", "no_iat", "replace", "lines"])]
    pub(crate) jws: bool,
}

/// What goes into the header.
#[derive(Args, Debug)]
#[command(next_help_heading = "Header")]
pub(crate) struct Header {
    /// Algorithm (default: what the key is for)
    ///
    /// For secrets it is HS256. `none` is permitted with --allow-unsigned alone.
    #[arg(long, value_parser = signing_algorithm(), hide_possible_values = true)]
    pub(crate) alg: Option<SigningAlgorithm>,

    /// Chooses a key by its name, which goes into the header
    ///
    /// `thumbprint` puts the thumbprint of the key that signs there instead (RFC 7638).
    #[arg(long, value_name = "ID|thumbprint", value_parser = labels::kid, allow_hyphen_values = true)]
    pub(crate) kid: Option<Kid>,

    /// Adds a header parameter; NAME:=JSON adds JSON (repeatable)
    #[arg(id = "header", long = "header", value_name = "NAME=TEXT", value_parser = value::parameter)]
    pub(crate) parameters: Vec<NewMember>,

    /// Permit --alg none, to test that a server refuses such tokens
    #[arg(long, hide_short_help = true)]
    pub(crate) allow_unsigned: bool,
}

pub(super) fn run(flags: &Sign, report: &Report) -> Result<Exit> {
    let stdin = &mut Stdin::default();
    if flags.lines.are_many {
        return many(flags, stdin, report);
    }
    if flags.additions.replace && flags.claims.is_none() {
        return Err(Error::Usage(Usage::ReplaceWithoutClaims).into());
    }
    let now = moment(flags.additions.at)?;
    let text = match &flags.claims {
        Some(argument) => Some(claims::read(argument, stdin)?),
        None => None,
    };
    let issuer = issuer(flags, stdin, report)?;
    let (mut workspace, mut token) = (IssueWorkspace::default(), Vec::new());
    if let (true, Some(payload)) = (flags.additions.jws, &text) {
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
    on_secrets(flags, report);
    token.push(b'\n');
    report::print(&token)?;
    Ok(Exit::Done)
}

fn many(flags: &Sign, stdin: &mut Stdin, report: &Report) -> Result<Exit> {
    let argument = flags.claims.as_deref().map(OsStr::new);
    let source = lines::source(&flags.lines, argument, "the claims", stdin)?;
    let issuer = issuer(flags, stdin, report)?;
    // What is wrong with the call itself is told once, and not of each line.
    let (mut workspace, mut token) = (IssueWorkspace::default(), Vec::new());
    let trial = issuer.issue(
        Some(b"{}"),
        moment(flags.additions.at)?,
        &mut workspace,
        &mut token,
    );
    trial.map_err(Error::from)?;
    on_secrets(flags, report);
    let batch = Batch {
        jobs: flags.lines.jobs,
        view: View::Token,
        source,
        content: Content::Claims,
        only: None,
        at: flags.additions.at,
        report,
    };
    batch.run(Signing { issuer })
}

/// Warns of a probable mistake in a secret's text: a verifier would have to repeat the mistake.
fn on_secrets(flags: &Sign, report: &Report) {
    if !flags.header.allow_unsigned {
        keyring::advice_on_secret_text(&flags.keys).for_each(|advice| report.warning(&advice));
    }
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
        text("iss", &flags.additions.iss),
        text("sub", &flags.additions.sub),
        NewMember::audience(&flags.additions.aud),
        text("jti", &flags.additions.jti),
    ];
    let claims = flags.additions.claim.iter().cloned();
    Ok(IssueRequest {
        claims: claims.chain(named.into_iter().flatten()).collect(),
        replace: flags.additions.replace,
        issued_at: seconds(RegisteredClaim::Iat, flags.additions.issued_at)?,
        expires_at: seconds(RegisteredClaim::Exp, flags.additions.expires_at)?,
        expires_in: flags.additions.expires_in,
        not_before: flags.additions.not_before,
        no_iat: flags.additions.no_iat,
        header: flags.header.parameters.clone(),
        kid: None,
        any_payload: flags.additions.jws,
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

fn issuer(flags: &Sign, stdin: &mut Stdin, report: &Report) -> Result<Issuer<'static>> {
    let mut request = request(flags)?;
    let signer = signer(flags, stdin, report)?;
    request.kid = kid(flags, signer.as_ref())?;
    let signer = signer.map(|signer| Box::new(signer) as Box<dyn Signer>);
    Ok(Issuer::new(&request, signer).map_err(Error::from)?)
}

/// What `--kid` puts into the header.
fn kid(flags: &Sign, signer: Option<&KeySigner<'_>>) -> Result<Option<String>, Error> {
    let Some(Kid::Thumbprint) = flags.header.kid else {
        return Ok(given_kid(flags).map(str::to_owned));
    };
    let signer = signer.ok_or(Error::Usage(Usage::ThumbprintWithoutKey))?;
    if signer.key().kind() == KeyKind::Secret {
        return Err(Error::Usage(Usage::ThumbprintOfSecret));
    }
    Ok(Some(thumbprint(signer.key(), ThumbprintHash::default())))
}

/// The name by which `--kid` chooses a key.
fn given_kid(flags: &Sign) -> Option<&str> {
    match &flags.header.kid {
        Some(Kid::Given(name)) => Some(name),
        Some(Kid::Thumbprint) | None => None,
    }
}

/// What signs; nothing for an unsigned token, which takes no key.
fn signer(flags: &Sign, stdin: &mut Stdin, report: &Report) -> Result<Option<KeySigner<'static>>> {
    let alg = match (flags.header.alg, flags.header.allow_unsigned) {
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
    let keys = keyring::read(&flags.keys, Operation::Sign, stdin, report)?;
    let signer = KeySigner::choose(keys, given_kid(flags), alg).map_err(Error::from)?;
    Ok(Some(signer))
}
