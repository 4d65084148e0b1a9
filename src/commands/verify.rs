//! `jwt verify`: says yes or no to a token.

use super::lines::{self, Content, Item, Shown, Work};
use super::{keyring, moment};
use crate::advice::{self, Advice};
use crate::claims::{Demand, Policy};
use crate::cli::Verify;
use crate::error::{CannotRun, Exit};
use crate::input::{Stdin, TokenSource};
use crate::report::lines::{Results, Writer};
use crate::report::{Report, View};
use crate::time::NumericDate;
use crate::verify::{Verified, Verifier, Workspace};
use anyhow::Result;

pub(super) fn run(flags: &Verify, report: &Report, quiet: bool) -> Result<Exit> {
    if flags.lines.lines {
        return many(flags, report, quiet);
    }
    let view = view(flags, quiet)?;
    let now = moment(flags.at)?;
    let mut stdin = Stdin::default();
    let token = TokenSource::find(flags.token.as_deref(), &mut stdin)?;
    let verifier = verifier(flags, &mut stdin)?;
    let token = token.read()?;
    let explain = flags.explain.then_some(report);
    verdict(&verifier, &token, &view, now, report, explain)
}

fn verifier(flags: &Verify, stdin: &mut Stdin) -> Result<Verifier> {
    Ok(Verifier {
        keys: keyring::read(&flags.keys, stdin)?,
        algorithms: flags.alg.clone(),
        policy: (!flags.jws).then(|| policy(flags)),
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
    let work = Verification(verifier(flags, &mut stdin)?);
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
struct Verification(Verifier);

impl Work for Verification {
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        let mut workspace = Workspace::new(&self.0);
        move |item, writer, results| match workspace.verify(item.text, item.now, |_| ()) {
            Ok(token) => {
                for advice in advice_on(&token) {
                    writer.advice(&item.place, &advice, results);
                }
                writer.verified(&item.place, item.text, &token, results);
                let room = token.into_room();
                workspace.reuse(room);
            }
            Err(rejected) => writer.rejected(&item.place, item.text, &rejected, results),
        }
    }
}

fn policy(flags: &Verify) -> Policy {
    #[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
    let seconds = |duration: i64| duration as f64;
    let demands = flags.claim.iter().map(|claim| Demand {
        name: claim.name.clone(),
        json: claim.json.clone(),
    });
    Policy {
        issuers: flags.iss.clone(),
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
