//! `jwt decode`: shows a token without verifying it.

use crate::args::time::{Moment, moment, parse_time};
use crate::args::token::prefixed;
use crate::args::{Lines, Output, Selection, Stdin, TokenSource};
use crate::lines::{self, Batch, Content, Item, Work};
use crate::report::{Document, Exit, Report, Results, View, Warning, Writer};
use anyhow::Result;
use clap::Args;
use jwt_toolkit::codec::json::{Json, Kind};
use jwt_toolkit::jwt::{Advice, Decoded, Payload, Rejected, Unverified};
use jwt_toolkit::{Malformed, Part};
use std::ffi::OsString;

pub(crate) const EXAMPLES: &str = "\
Nothing is verified: anyone can write what is shown here.

Examples:
  jwt decode \"$TOKEN\"
  pbpaste | jwt decode --get exp
  jwt decode @token.txt --json | jq .header.kid
  jwt decode @token.txt --check-times > /dev/null || refresh-token
  jwt decode --lines --find --print token < access.log";

/// Show what a token says, without verifying it
#[derive(Args, Debug)]
pub(crate) struct Decode {
    /// The token, @FILE, or - for standard input (default: -)
    pub(crate) token: Option<OsString>,

    /// The moment that "ago" and --check-times count from: RFC 3339, a date, -60s, seconds since 1970 (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true)]
    pub(crate) at: Option<Moment>,

    /// End with 6 before nbf, and with 7 from exp on (no signature is checked)
    ///
    /// The token is printed as ever. For a script that asks whether to get a new token; it is no
    /// verification, because anyone can write these claims.
    #[arg(long)]
    pub(crate) check_times: bool,

    /// Many tokens at once
    #[command(flatten)]
    pub(crate) lines: Lines,

    /// Which of them
    #[command(flatten)]
    pub(crate) selection: Selection,

    /// How the token is shown
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What the flags ask for.
struct DecodeRequest {
    view: View,
    at: Option<Moment>,
    check_times: bool,
}

pub(super) fn run(flags: &Decode, report: &Report) -> Result<Exit> {
    if flags.lines.are_many {
        return many(flags, report);
    }
    let request = DecodeRequest {
        view: flags.output.view(report),
        at: flags.at,
        check_times: flags.check_times,
    };
    let token = TokenSource::find(flags.token.as_deref(), &mut Stdin::default())?.read()?;
    one(&request, &token, report)
}

fn one(request: &DecodeRequest, token: &[u8], report: &Report) -> Result<Exit> {
    let now = moment(request.at)?;
    let shown = taken_apart(token, |token, unverified, warnings| {
        for warning in warnings {
            report.warning(&warning);
        }
        let document = Document::unverified(token, unverified);
        report.token(&document, &request.view, now)?;
        let errors = request.check_times.then(|| unverified.check_times(now));
        Ok(match errors.as_deref() {
            None | Some([]) => Exit::Done,
            Some(errors) => report.reasons(&document, errors),
        })
    });
    match shown {
        Ok(shown) => shown,
        Err(error) => Ok(report.no_token(&error, token)),
    }
}

/// Takes a token apart for `show`, with what is worth telling of it. A prefix in front of a token that
/// cannot be taken apart with it is left out.
fn taken_apart<T>(
    token: &[u8],
    show: impl FnOnce(&[u8], &Unverified<'_>, Vec<Warning>) -> T,
) -> Result<T, Malformed> {
    let decoded = Decoded::new(token);
    let read = decoded.as_ref().map_err(Clone::clone);
    let error = match read.and_then(Decoded::read) {
        Ok(unverified) => {
            let advice = advice_on(&unverified).into_iter();
            return Ok(show(
                token,
                &unverified,
                advice.map(Warning::from).collect(),
            ));
        }
        Err(error) => error,
    };
    let (prefix, rest) = prefixed(token).ok_or(error)?;
    let decoded = Decoded::new(rest)?;
    let unverified = decoded.read()?;
    let advice = advice_on(&unverified).into_iter();
    let warnings = [Warning::Prefix(prefix.to_owned())].into_iter();
    let warnings = warnings.chain(advice.map(Warning::from)).collect();
    Ok(show(rest, &unverified, warnings))
}

fn many(flags: &Decode, report: &Report) -> Result<Exit> {
    let stdin = &mut Stdin::default();
    let batch = Batch {
        jobs: flags.lines.jobs,
        view: flags.selection.view(flags.output.asked())?,
        source: lines::source(&flags.lines, flags.token.as_deref(), "the tokens", stdin)?,
        content: Content::of_tokens(&flags.selection),
        only: flags.selection.only,
        at: flags.at,
        report,
    };
    batch.run(Decoding {
        check_times: flags.check_times,
    })
}

/// Shows each of many tokens.
struct Decoding {
    check_times: bool,
}

impl Work for Decoding {
    const JUDGES: bool = false;

    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        |item, writer, results| {
            let shown = taken_apart(item.text, |token, unverified, warnings| {
                for warning in warnings {
                    writer.warning(&item.place, &warning, results);
                }
                let document = Document::unverified(token, unverified).at(&item.place);
                let errors = if self.check_times {
                    unverified.check_times(item.now)
                } else {
                    Vec::new()
                };
                writer.checked(&item.place, &document, &errors, results);
            });
            if let Err(error) = shown {
                let rejected = Rejected::malformed(error);
                writer.rejected(&item.place, item.text, &rejected, results);
            }
        }
    }
}

fn advice_on(token: &Unverified<'_>) -> Vec<Advice> {
    let mut advice = Vec::new();
    advice.extend(on_duplicates(Part::Header, token.header()));
    let on_compression = token.on_compression();
    match token.payload() {
        Payload::Json(json) => {
            advice.extend(on_duplicates(Part::Payload, json));
            if json.value().kind() != Kind::Object {
                advice.push(Advice::PayloadNotAnObject);
            }
            advice.extend(Advice::on_unread_times(json));
        }
        // Of compressed bytes, that they are not JSON says nothing.
        Payload::NotJson(..) if matches!(on_compression, Some(Advice::NotInflated(_))) => {}
        Payload::NotJson(_, error) => advice.push(Advice::PayloadNotJson(error.clone())),
        Payload::Detached => advice.push(Advice::Detached),
        Payload::Encrypted => {}
    }
    advice.extend(on_compression);
    let parts = token.padded();
    advice.extend((!parts.is_empty()).then_some(Advice::Padded { parts }));
    advice.extend(token.lacks_signature().then_some(Advice::SignatureMissing));
    advice.extend(token.signature_fault().map(Advice::DamagedSignature));
    advice
}

fn on_duplicates(part: Part, json: &Json<'_>) -> Option<Advice> {
    let duplicate = json.duplicate().cloned()?;
    Some(Advice::DuplicateName { part, duplicate })
}
