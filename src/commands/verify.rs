//! `jwt verify`: says yes or no to a token.

use super::lines::{self, Content, Item, Shown, Work};
use super::remote::Remote;
use super::{keyring, moment};
use crate::advice::{self, Advice};
use crate::claims::{Demand, Policy};
use crate::cli::Verify;
use crate::error::{CannotRun, Exit};
use crate::input::{Stdin, TokenSource};
use crate::report::lines::{Results, Writer};
use crate::report::{Report, View};
use crate::time::NumericDate;
use crate::verify::{Rejected, Verified, Verifier, Workspace};
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
    let remote = Remote::for_verify(flags, &mut stdin, report)?;
    let mut verifier = verifier(flags, remote.as_ref(), &mut stdin)?;
    let token = token.read()?;
    if let Some(remote) = &remote {
        remote.renew(&mut verifier.keys, &token)?;
    }
    let explain = flags.explain.then_some(report);
    verdict(&verifier, &token, &view, now, report, explain)
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
    let remote = Remote::for_verify(flags, &mut stdin, report)?;
    let work = Verification {
        verifier: verifier(flags, remote.as_ref(), &mut stdin)?,
        renewed: OnceLock::new(),
        remote,
    };
    let content = Content::of_tokens(&flags.selection);
    lines::run(
        &flags.lines,
        source,
        (content, shown),
        (flags.at, report),
        work,
    )
}

/// Says yes or no to each of many tokens.
struct Verification {
    verifier: Verifier,
    /// With the keys that a provider has now, once a token named one that it did not have before.
    renewed: OnceLock<Verifier>,
    remote: Option<Remote>,
}

impl Verification {
    /// Whether there are newer keys for a token that was rejected.
    fn is_renewed_for(&self, token: &[u8], rejected: &Rejected<'_>) -> bool {
        let Some(remote) = self
            .remote
            .as_ref()
            .filter(|_| rejected.exit() == Exit::Signature)
        else {
            return false;
        };
        let Some(keys) = remote.renewed(&self.verifier.keys, token) else {
            return false;
        };
        self.renewed.get_or_init(|| Verifier {
            keys,
            algorithms: self.verifier.algorithms.clone(),
            policy: self.verifier.policy.clone(),
            allow_weak_key: self.verifier.allow_weak_key,
        });
        true
    }
}

impl Work for Verification {
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        let mut workspace = Workspace::new(&self.verifier);
        let mut is_renewed = false;
        move |item, writer, results| {
            loop {
                if let (false, Some(verifier)) = (is_renewed, self.renewed.get()) {
                    workspace = Workspace::new(verifier);
                    is_renewed = true;
                }
                match workspace.verify(item.text, item.now, |_| ()) {
                    Ok(token) => {
                        for advice in advice_on(&token) {
                            writer.advice(&item.place, &advice, results);
                        }
                        writer.verified(&item.place, item.text, &token, results);
                        let room = token.into_room();
                        workspace.reuse(room);
                    }
                    Err(rejected) if !is_renewed && self.is_renewed_for(item.text, &rejected) => {
                        continue;
                    }
                    Err(rejected) => writer.rejected(&item.place, item.text, &rejected, results),
                }
                break;
            }
        }
    }
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
    verifier: &Verifier,
    token: &[u8],
    view: &View,
    now: NumericDate,
    report: &Report,
    explain: Option<&Report>,
) -> Result<Exit> {
    let mut workspace = Workspace::new(verifier);
    let verdict = workspace.verify(token, now, |step| {
        if let Some(report) = explain {
            report.step(&step, now);
        }
    });
    match verdict {
        Ok(token) => {
            advice_on(&token).for_each(|advice| report.advice(&advice));
            report.verified(view, &token, now)?;
            Ok(Exit::Done)
        }
        Err(rejected) => {
            report.rejected(view, &rejected)?;
            Ok(rejected.exit())
        }
    }
}

fn advice_on(token: &Verified<'_>) -> impl Iterator<Item = Advice> {
    let on_key = advice::on_key(token.key(), token.algorithm());
    let on_times = token.claims().into_iter().flat_map(advice::on_times);
    on_key.into_iter().chain(on_times)
}
