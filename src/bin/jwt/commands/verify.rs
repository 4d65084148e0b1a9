//! `jwt verify`: says yes or no to a token.

use crate::args::algorithm::algorithm;
use crate::args::time::{Moment, moment, natural_duration, parse_time};
use crate::args::{Keys, Lines, Output, Selection, Stdin, TokenSource, value};
use crate::error::{Error, Usage};
use crate::keyring::{self, provider, provider::Provider};
use crate::lines::{self, Batch, Content, Item, Work};
use crate::report::{Document, Exit, Report, Results, View, Writer};
use anyhow::Result;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::Room;
use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwk::Operation;
use jwt_toolkit::jwt::{Advice, Demand, Policy, Rejected, Step, Verified, Verifier, Workspace};
use std::ffi::OsString;
use std::sync::OnceLock;

pub(super) const EXAMPLES: &str = "\
Examples:
  jwt verify \"$TOKEN\" --iss https://login.example --aud api
  jwt verify \"$TOKEN\" --key public.pem --contains scope=read --get sub

A provider's keys: --jwks URL, --discover ISSUER (see --help)
Many tokens: --lines, --find, --only (see --help)";

pub(super) const CLOSING: &str = "\
The key decides which algorithms are permitted; --alg narrows them. exp and nbf are checked unless \
--ignore-exp, --ignore-nbf or --jws says otherwise. A name that starts with / is a JSON Pointer.

Examples:
  jwt verify \"$TOKEN\" --iss https://login.example --aud api
  pbpaste | jwt verify --secret-file current.txt --secret-file previous.txt
  jwt verify \"$TOKEN\" --discover https://login.example --aud api
  jwt verify \"$TOKEN\" --contains /realm_access/roles=admin --contains scope=read
  jwt verify \"$TOKEN\" --claim /kubernetes.io/namespace=prod
  jwt verify \"$TOKEN\" --get sub --get exp
  jwt verify \"$TOKEN\" --json | jq .errors
  if jwt verify --quiet \"$TOKEN\"; then echo welcome; fi
  jwt verify --lines --input tokens.txt --get sub
  jwt verify --lines --find --only rejected < access.log

Exit codes: 0 accepted, 1 and 2 could not run, 3 malformed, 4 signature, 5 a claim, 6 not valid yet, \
7 expired; of many tokens, the smallest of 3 to 7 that occurred";

/// Verify a token and print its payload
#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The token, @FILE, or - for standard input (default: -)
    pub(crate) token: Option<OsString>,

    /// Keys
    #[command(flatten)]
    pub(crate) keys: Keys,

    /// Keys from the network
    #[command(flatten)]
    pub(crate) network: provider::Flags,

    /// What is demanded
    #[command(flatten)]
    pub(crate) demands: Demands,

    /// How the token is shown
    #[command(flatten)]
    pub(crate) output: Output,

    /// Tell every step and its outcome on standard error
    #[arg(
        long,
        conflicts_with = "lines",
        help_heading = "Output (a picture on a terminal, the payload in a pipe)"
    )]
    pub(crate) explain: bool,

    /// Many tokens at once
    #[command(flatten)]
    pub(crate) lines: Lines,

    /// Which of them
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// What is demanded of a token.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
#[command(next_help_heading = "Demands")]
pub(crate) struct Demands {
    /// Permit this algorithm only (repeatable)
    #[arg(long, value_parser = algorithm(), hide_possible_values = true)]
    pub(crate) alg: Vec<SignatureAlgorithm>,

    /// iss has to be this (repeatable: any)
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) iss: Vec<String>,

    /// aud has to be or hold this (repeatable: any)
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) aud: Vec<String>,

    /// sub has to be this
    #[arg(long, hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: Option<String>,

    /// The header's typ has to be this, such as at+jwt
    #[arg(long, value_parser = NonEmptyStringValueParser::new(), hide_short_help = true)]
    pub(crate) typ: Option<String>,

    /// A claim has to be this; NAME:=JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT", value_parser = value::value)]
    pub(crate) claim: Vec<Demand>,

    /// A list or scope has to hold this (repeatable)
    #[arg(long, value_name = "NAME=TEXT", value_parser = value::content)]
    pub(crate) contains: Vec<Demand>,

    /// A claim has to be there (repeatable)
    #[arg(long, value_name = "NAME", value_parser = value::presence)]
    pub(crate) require: Vec<Demand>,

    /// Reject a token whose audience --aud does not name
    ///
    /// The environment variable `JWT_STRICT` does the same.
    #[arg(long, conflicts_with = "jws")]
    pub(crate) strict: bool,

    /// How far the issuer's clock may differ (default: 0)
    #[arg(long, value_name = "DUR", value_parser = natural_duration, allow_hyphen_values = true)]
    pub(crate) leeway: Option<u64>,

    /// How long ago iat may be
    #[arg(long, value_name = "DUR", value_parser = natural_duration, allow_hyphen_values = true)]
    pub(crate) max_age: Option<u64>,

    /// Check as of RFC 3339, a date, -60s, seconds
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true)]
    pub(crate) at: Option<Moment>,

    /// Leave exp unchecked, to look into an expired token
    #[arg(long)]
    pub(crate) ignore_exp: bool,

    /// Leave nbf unchecked, to look into a token that is not valid yet
    #[arg(long, hide_short_help = true)]
    pub(crate) ignore_nbf: bool,

    /// Check the signature alone, of any payload
    ///
    /// No claims are checked, not even exp, and the payload's exact bytes are printed.
    #[arg(
        long,
        conflicts_with_all = ["iss", "aud", "sub", "typ", "claim", "contains", "require", "leeway", "max_age", "ignore_exp",
            "ignore_nbf", "get"]
    )]
    pub(crate) jws: bool,

    /// Let a JWK's secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512
    #[arg(long, hide_short_help = true)]
    pub(crate) allow_weak_key: bool,

    /// Take base64url with its padding, as AWS ALB writes tokens
    #[arg(long, hide_short_help = true)]
    pub(crate) allow_padding: bool,
}

pub(super) fn run(flags: &Verify, report: &Report) -> Result<Exit> {
    check(flags)?;
    if flags.lines.are_many {
        return many(flags, report);
    }
    let view = match flags.output.asked() {
        None if report.is_quiet() => View::Nothing,
        asked => printable(asked, report)?.unwrap_or(flags.output.view(report)),
    };
    let now = moment(flags.demands.at)?;
    let mut stdin = Stdin::default();
    let token = TokenSource::find(flags.token.as_deref(), &mut stdin)?;
    let trust = Trust::new(flags, &mut stdin, report)?;
    let verdict = Verdict {
        trust: &trust,
        token: &token.read()?,
        view: &view,
        now,
        report,
        explain: flags.explain,
        keys: &flags.keys,
    };
    verdict.reach()
}

/// Refuses flags that do not fit together.
fn check(flags: &Verify) -> Result<(), Error> {
    if Provider::is_asked_for(&flags.network) && flags.keys.are_given() {
        return Err(Error::Usage(Usage::ProviderBesideKeys));
    }
    if Provider::demands_its_issuer(&flags.network)
        && (flags.demands.jws || !flags.demands.iss.is_empty())
    {
        return Err(Error::Usage(Usage::DiscoverBesideIssuer));
    }
    Ok(())
}

/// What was asked for, which `--quiet` contradicts.
fn printable(asked: Option<View>, report: &Report) -> Result<Option<View>, Error> {
    if report.is_quiet() {
        return Err(Error::Usage(Usage::QuietBesideOutput));
    }
    Ok(asked)
}

fn many(flags: &Verify, report: &Report) -> Result<Exit> {
    let asked = flags.output.asked();
    let is_asked =
        asked.is_some() || flags.selection.print.is_some() || flags.selection.only.is_some();
    let output = match asked {
        None if report.is_quiet() && !is_asked => Some(View::Nothing),
        asked => printable(asked, report)?,
    };
    let view = flags.selection.view(output)?;
    let mut stdin = Stdin::default();
    let argument = flags.token.as_deref();
    let source = lines::source(&flags.lines, argument, "the tokens", &mut stdin)?;
    let trust = Trust::new(flags, &mut stdin, report)?;
    let batch = Batch {
        jobs: flags.lines.jobs,
        view,
        source,
        content: Content::of_tokens(&flags.selection),
        only: flags.selection.only,
        at: flags.demands.at,
        report,
    };
    batch.run(trust)
}

/// What is trusted in this run.
struct Trust {
    verifier: Verifier,
    /// With the keys that a provider has now, for tokens that name one it did not have before.
    newer: OnceLock<Verifier>,
    provider: Option<Provider>,
}

impl Trust {
    fn new(flags: &Verify, stdin: &mut Stdin, report: &Report) -> Result<Self> {
        let provider = Provider::open(&flags.network, flags.explain, stdin, report)?;
        Ok(Self {
            verifier: verifier(flags, provider.as_ref(), stdin, report)?,
            newer: OnceLock::new(),
            provider,
        })
    }

    /// With newer keys, where there are any for a token that was rejected. The others are judged by
    /// the keys that the run started with, so that no verdict depends on what came before it.
    fn newer_for(&self, token: &[u8], rejected: &Rejected<'_>) -> Option<&Verifier> {
        let provider = self.provider.as_ref()?;
        if Exit::of_rejected(rejected) != Exit::Signature {
            return None;
        }
        let is_unknown = provider.renew(&self.verifier.keys, token, |keys| {
            self.newer.get_or_init(|| Verifier {
                keys,
                algorithms: self.verifier.algorithms.clone(),
                policy: self.verifier.policy.clone(),
                allow_weak_key: self.verifier.allow_weak_key,
                allow_padding: self.verifier.allow_padding,
            });
        });
        self.newer.get().filter(|_| is_unknown)
    }
}

fn verifier(
    flags: &Verify,
    provider: Option<&Provider>,
    stdin: &mut Stdin,
    report: &Report,
) -> Result<Verifier> {
    Ok(Verifier {
        keys: match provider {
            Some(provider) => provider.keys(stdin)?,
            None => keyring::read(&flags.keys, Operation::Verify, stdin, report)?,
        },
        algorithms: flags.demands.alg.clone(),
        policy: if flags.demands.jws {
            None
        } else {
            Some(policy(flags, provider))
        },
        allow_weak_key: flags.demands.allow_weak_key,
        allow_padding: flags.demands.allow_padding,
    })
}

fn policy(flags: &Verify, provider: Option<&Provider>) -> Policy {
    let discovered = provider.and_then(Provider::issuer).map(str::to_owned);
    Policy {
        issuers: discovered.map_or_else(|| flags.demands.iss.clone(), |issuer| vec![issuer]),
        audiences: flags.demands.aud.clone(),
        subject: flags.demands.sub.clone(),
        typ: flags.demands.typ.clone(),
        demands: [
            &flags.demands.claim,
            &flags.demands.contains,
            &flags.demands.require,
        ]
        .into_iter()
        .flatten()
        .cloned()
        .collect(),
        leeway: flags.demands.leeway.unwrap_or(0),
        max_age: flags.demands.max_age,
        ignore_exp: flags.demands.ignore_exp,
        ignore_nbf: flags.demands.ignore_nbf,
        refuse_unchecked_audience: flags.demands.strict || is_strict(),
    }
}

/// Whether the environment asks for strictness.
fn is_strict() -> bool {
    std::env::var_os("JWT_STRICT").is_some_and(|value| !value.is_empty() && value != "0")
}

impl Work for Trust {
    const JUDGES: bool = true;

    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        let mut judge = Judge::new(&self.verifier);
        let mut newer: Option<Judge<'_>> = None;
        move |item, writer, results| {
            let rejected = match judge.accept(item, writer, results) {
                Ok(room) => return judge.workspace.reuse(room),
                Err(rejected) => rejected,
            };
            let Some(verifier) = self.newer_for(item.text, &rejected) else {
                return writer.rejected(&item.place, item.text, &rejected, results);
            };
            let newer = newer.get_or_insert_with(|| Judge::new(verifier));
            match newer.accept(item, writer, results) {
                Ok(room) => newer.workspace.reuse(room),
                Err(rejected) => writer.rejected(&item.place, item.text, &rejected, results),
            }
        }
    }
}

/// Verifies one of many tokens after the other.
struct Judge<'v> {
    workspace: Workspace<'v>,
    /// Whether an unchecked audience was told: it is told once.
    has_told_audience: bool,
}

impl<'v> Judge<'v> {
    fn new(verifier: &'v Verifier) -> Self {
        Self {
            workspace: Workspace::new(verifier),
            has_told_audience: false,
        }
    }

    /// Prints what is asked for of a token that is accepted; gives the room of its claims back.
    fn accept<'w>(
        &'w mut self,
        item: &'w Item<'_>,
        writer: &mut Writer<'_>,
        results: &mut Results,
    ) -> Result<Room, Box<Rejected<'w>>> {
        let token = self.workspace.verify(item.text, item.now, |_| ())?;
        for advice in advice_on(&token) {
            writer.warning(&item.place, &advice.into(), results);
        }
        if let (false, Some(advice)) = (self.has_told_audience, on_audience(&token)) {
            self.has_told_audience = true;
            writer.warning(&item.place, &advice.into(), results);
        }
        writer.accepted(
            &Document::verified(item.text, &token).at(&item.place),
            results,
        );
        Ok(token.into_room())
    }
}

/// One token to say yes or no to.
struct Verdict<'v> {
    trust: &'v Trust,
    token: &'v [u8],
    view: &'v View,
    now: NumericDate,
    report: &'v Report,
    explain: bool,
    keys: &'v Keys,
}

impl Verdict<'_> {
    fn reach(&self) -> Result<Exit> {
        let mut workspace = Workspace::new(&self.trust.verifier);
        let rejected = match workspace.verify(self.token, self.now, |step| self.trace(&step)) {
            Ok(token) => return self.accept(&token),
            Err(rejected) => rejected,
        };
        let Some(verifier) = self.trust.newer_for(self.token, &rejected) else {
            return self.reject(&rejected);
        };
        let mut workspace = Workspace::new(verifier);
        match workspace.verify(self.token, self.now, |step| self.trace(&step)) {
            Ok(token) => self.accept(&token),
            Err(rejected) => self.reject(&rejected),
        }
    }

    fn trace(&self, step: &Step<'_>) {
        if self.explain {
            self.report.step(step, self.now);
        }
    }

    fn accept(&self, token: &Verified<'_>) -> Result<Exit> {
        let advice = advice_on(token).chain(on_audience(token));
        advice.for_each(|advice| self.report.warning(&advice.into()));
        let document = Document::verified(self.token, token);
        self.report.token(&document, self.view, self.now)?;
        Ok(Exit::Done)
    }

    fn reject(&self, rejected: &Rejected<'_>) -> Result<Exit> {
        let finding = match self.trust.provider {
            Some(_) => None,
            None => keyring::second_look(self.keys, rejected, self.token),
        };
        let document = Document::rejected(self.token, rejected).explained_by(finding.as_ref());
        self.report.token(&document, self.view, self.now)?;
        Ok(Exit::of_rejected(rejected))
    }
}

fn advice_on(token: &Verified<'_>) -> impl Iterator<Item = Advice> {
    let on_key = Advice::on_key(token.key(), token.algorithm());
    let on_times = token.claims().into_iter().flat_map(Advice::on_times);
    on_key
        .into_iter()
        .chain(on_times)
        .chain(token.on_compression())
}

/// Advice on an audience that was not checked.
fn on_audience(token: &Verified<'_>) -> Option<Advice> {
    let aud = token.unchecked_audience()?.to_owned();
    Some(Advice::UncheckedAudience { aud })
}
