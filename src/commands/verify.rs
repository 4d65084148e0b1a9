//! `jwt verify`: says yes or no to a token.

use super::lines::{self, Content, Item, Shown, Work};
use super::remote::Remote;
use super::{keyring, moment};
use crate::advice::{self, Advice};
use crate::claims::{Demand, Policy};
use crate::cli::Verify;
use crate::codec::json::Room;
use crate::error::{CannotRun, Exit};
use crate::input::{Stdin, TokenSource};
use crate::report::lines::{Results, Writer};
use crate::report::{Report, View};
use crate::time::NumericDate;
use crate::verify::{Rejected, Step, Verified, Verifier, Workspace};
use anyhow::Result;
use std::sync::OnceLock;

pub(super) fn run(flags: &Verify, report: &Report, quiet: bool) -> Result<Exit> {
    if flags.lines.lines {
        return many(flags, report, quiet);
    }
    let view = view(flags, quiet)?;
    let now = moment(flags.at)?;
    let mut stdin = Stdin::default();
    let token = TokenSource::find(flags.token.as_deref(), &mut stdin)?;
    let trust = Trust::new(flags, &mut stdin, report)?;
    let token = token.read()?;
    let explain = flags.explain.then_some(report);
    verdict(&trust, &token, &view, now, report, explain)
}

/// What is believed of tokens in this run.
struct Trust {
    verifier: Verifier,
    /// With the keys that a provider has now, for tokens that name one it did not have before.
    newer: OnceLock<Verifier>,
    remote: Option<Remote>,
}

impl Trust {
    fn new(flags: &Verify, stdin: &mut Stdin, report: &Report) -> Result<Self> {
        let remote = Remote::for_verify(flags, stdin, report)?;
        Ok(Self {
            verifier: verifier(flags, remote.as_ref(), stdin)?,
            newer: OnceLock::new(),
            remote,
        })
    }

    /// With newer keys, where there are any for a token that was rejected. The others are judged by
    /// the keys that the run started with, so that no verdict depends on what came before it.
    fn newer_for(&self, token: &[u8], rejected: &Rejected<'_>) -> Option<&Verifier> {
        let remote = self.remote.as_ref()?;
        if rejected.exit() != Exit::Signature {
            return None;
        }
        let is_unknown = remote.renew(&self.verifier.keys, token, |keys| {
            self.newer.get_or_init(|| Verifier {
                keys,
                algorithms: self.verifier.algorithms.clone(),
                policy: self.verifier.policy.clone(),
                allow_weak_key: self.verifier.allow_weak_key,
            });
        });
        self.newer.get().filter(|_| is_unknown)
    }
}

fn verifier(flags: &Verify, remote: Option<&Remote>, stdin: &mut Stdin) -> Result<Verifier> {
    Ok(Verifier {
        keys: match remote {
            Some(remote) => remote.keys(stdin)?,
            None => keyring::read(&flags.keys, stdin)?,
        },
        algorithms: flags.alg.clone(),
        policy: (!flags.jws).then(|| policy(flags, remote)),
        allow_weak_key: flags.allow_weak_key,
    })
}

fn view(flags: &Verify, quiet: bool) -> Result<View, CannotRun> {
    let view = flags.output.view();
    let chosen = flags.selection.print.is_some() || flags.selection.only.is_some();
    match view {
        View::Default if quiet && !chosen => Ok(View::Nothing),
        _ if quiet => Err(CannotRun::usage(
            "verify --quiet prints nothing, and an output was asked for",
            "leave one of them out",
        )),
        view => Ok(view),
    }
}

fn many(flags: &Verify, report: &Report, quiet: bool) -> Result<Exit> {
    let shown = Shown::new(&flags.selection, &view(flags, quiet)?)?;
    let mut stdin = Stdin::default();
    let argument = flags.token.as_deref();
    let source = lines::source(&flags.lines, argument, "the tokens", &mut stdin)?;
    let trust = Trust::new(flags, &mut stdin, report)?;
    let content = Content::of_tokens(&flags.selection);
    lines::run(
        &flags.lines,
        source,
        (content, shown),
        (flags.at, report),
        trust,
    )
}

impl Work for Trust {
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        let mut workspace = Workspace::new(&self.verifier);
        let mut newer: Option<Workspace<'_>> = None;
        move |item, writer, results| {
            let rejected = match judge(&mut workspace, item, writer, results) {
                Ok(room) => return workspace.reuse(room),
                Err(rejected) => rejected,
            };
            let Some(verifier) = self.newer_for(item.text, &rejected) else {
                return writer.rejected(&item.place, item.text, &rejected, results);
            };
            let newer = newer.get_or_insert_with(|| Workspace::new(verifier));
            match judge(newer, item, writer, results) {
                Ok(room) => newer.reuse(room),
                Err(rejected) => writer.rejected(&item.place, item.text, &rejected, results),
            }
        }
    }
}

/// Verifies one token of many, and tells what was accepted; gives the room of its claims back.
fn judge<'w>(
    workspace: &'w mut Workspace<'_>,
    item: &'w Item<'_>,
    writer: &mut Writer<'_>,
    results: &mut Results,
) -> Result<Room, Box<Rejected<'w>>> {
    let token = workspace.verify(item.text, item.now, |_| ())?;
    for advice in advice_on(&token) {
        writer.advice(&item.place, &advice, results);
    }
    writer.verified(&item.place, item.text, &token, results);
    Ok(token.into_room())
}

fn policy(flags: &Verify, remote: Option<&Remote>) -> Policy {
    #[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
    let seconds = |duration: i64| duration as f64;
    let demands = flags.claim.iter().map(|claim| Demand {
        name: claim.name.clone(),
        json: claim.json.clone(),
    });
    let discovered = remote.and_then(Remote::issuer).map(str::to_owned);
    Policy {
        issuers: discovered.map_or_else(|| flags.iss.clone(), |issuer| vec![issuer]),
        audiences: flags.aud.clone(),
        subject: flags.sub.clone(),
        typ: flags.typ.clone(),
        demands: demands.collect(),
        required: flags.require.clone(),
        leeway: flags.leeway.map_or(0.0, seconds),
        max_age: flags.max_age.map(seconds),
        ignore_exp: flags.ignore_exp,
    }
}

fn verdict(
    trust: &Trust,
    token: &[u8],
    view: &View,
    now: NumericDate,
    report: &Report,
    explain: Option<&Report>,
) -> Result<Exit> {
    let trace = |step: Step<'_>| {
        if let Some(report) = explain {
            report.step(&step, now);
        }
    };
    let mut workspace = Workspace::new(&trust.verifier);
    let rejected = match workspace.verify(token, now, trace) {
        Ok(token) => return accepted(&token, view, now, report),
        Err(rejected) => rejected,
    };
    if let Some(verifier) = trust.newer_for(token, &rejected) {
        return match Workspace::new(verifier).verify(token, now, trace) {
            Ok(token) => accepted(&token, view, now, report),
            Err(rejected) => refused(&rejected, view, report),
        };
    }
    refused(&rejected, view, report)
}

fn accepted(token: &Verified<'_>, view: &View, now: NumericDate, report: &Report) -> Result<Exit> {
    advice_on(token).for_each(|advice| report.advice(&advice));
    report.verified(view, token, now)?;
    Ok(Exit::Done)
}

fn refused(rejected: &Rejected<'_>, view: &View, report: &Report) -> Result<Exit> {
    report.rejected(view, rejected)?;
    Ok(rejected.exit())
}

fn advice_on(token: &Verified<'_>) -> impl Iterator<Item = Advice> {
    let on_key = advice::on_key(token.key(), token.algorithm());
    let on_times = token.claims().into_iter().flat_map(advice::on_times);
    on_key.into_iter().chain(on_times)
}
