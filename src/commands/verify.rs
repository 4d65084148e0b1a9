//! `jwt verify`: says yes or no to a token.

use super::remote::Remote;
use super::{keyring, moment};
use crate::advice;
use crate::claims::{Demand, Policy};
use crate::cli::Verify;
use crate::codec::compact::Compact;
use crate::error::{CannotRun, Exit, Malformed};
use crate::input::{Stdin, TokenSource};
use crate::report::{Report, View};
use crate::time::NumericDate;
use crate::verify::{Parts, Rejected, Step, Verifier};
use anyhow::Result;

pub(super) fn run(flags: &Verify, report: &Report, quiet: bool) -> Result<Exit> {
    let view = view(flags, quiet)?;
    let now = moment(flags.at)?;
    let mut stdin = Stdin::default();
    let token = TokenSource::find(flags.token.as_deref(), &mut stdin)?;
    let remote = Remote::for_verify(flags, &mut stdin, report)?;
    let mut verifier = Verifier {
        keys: match &remote {
            Some(remote) => remote.keys(&mut stdin)?,
            None => keyring::read(&flags.keys, &mut stdin)?,
        },
        algorithms: flags.alg.clone(),
        policy: (!flags.jws).then(|| policy(flags, remote.as_ref())),
        allow_weak_key: flags.allow_weak_key,
    };
    let token = token.read()?;
    if let Some(remote) = &remote {
        remote.renew(&mut verifier.keys, &token)?;
    }
    let explain = flags.explain.then_some(report);
    verdict(&verifier, &token, &view, now, report, explain)
}

fn view(flags: &Verify, quiet: bool) -> Result<View, CannotRun> {
    match flags.output.view() {
        View::Default if quiet => Ok(View::Nothing),
        View::Default => Ok(View::Default),
        _ if quiet => Err(CannotRun::usage(
            "verify --quiet prints nothing, and an output was asked for",
            "leave one of them out",
        )),
        view => Ok(view),
    }
}

fn policy(flags: &Verify, remote: Option<&Remote<'_>>) -> Policy {
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
    let refused = |error: Malformed| {
        if let Some(report) = explain {
            report.step(&Step::Failed("split", &error), now);
        }
        refused(&Rejected::malformed(error), view, report)
    };
    let compact = match Compact::split(token) {
        Ok(compact) => compact,
        Err(error) => return refused(error),
    };
    let parts = match Parts::decode(&compact) {
        Ok(parts) => parts,
        Err(error) => return refused(error),
    };
    let verdict = verifier.verify(&compact, &parts, now, |step| {
        if let Some(report) = explain {
            report.step(&step, now);
        }
    });
    match verdict {
        Ok(token) => {
            let on_key = advice::on_key(token.key(), token.algorithm());
            let on_times = token.claims().into_iter().flat_map(advice::on_times);
            on_key
                .into_iter()
                .chain(on_times)
                .for_each(|advice| report.advice(&advice));
            report.verified(view, &compact, &token, now)?;
            Ok(Exit::Done)
        }
        Err(rejected) => self::refused(&rejected, view, report),
    }
}

fn refused(rejected: &Rejected<'_>, view: &View, report: &Report) -> Result<Exit> {
    report.rejected(view, rejected)?;
    Ok(rejected.exit())
}
