//! `jwt decode`: shows a token without verifying it.

use crate::args::time::{Moment, moment, parse_time};
use crate::args::{Lines, Output, Selection, Stdin, TokenSource};
use crate::error::Error;
use crate::lines::{self, Batch, Content, Item, Work};
use crate::report::{Document, Exit, Report, Results, View, Writer};
use anyhow::Result;
use clap::Args;
use jwt_toolkit::Part;
use jwt_toolkit::codec::json::{Json, Kind};
use jwt_toolkit::jwt::{Advice, Claims, Decoded, Payload, Rejected, Unverified};
use std::ffi::OsString;

pub(crate) const EXAMPLES: &str = "\
Nothing is verified: anyone can write what is shown here.

Examples:
  jwt decode \"$TOKEN\"
  pbpaste | jwt decode --get exp
  jwt decode \"$TOKEN\" --json | jq .header.kid
  jwt decode --lines --find --print token < access.log";

/// Show what a token says, without verifying it
#[derive(Args, Debug)]
pub(crate) struct Decode {
    /// The token, or - for standard input (default: -)
    pub(crate) token: Option<OsString>,

    /// The moment that "ago" counts from: RFC 3339, a date, -60s, seconds since 1970 (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_time, allow_hyphen_values = true)]
    pub(crate) at: Option<Moment>,

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
}

pub(super) fn run(flags: &Decode, report: &Report) -> Result<Exit> {
    if flags.lines.are_many {
        return many(flags, report);
    }
    let request = DecodeRequest {
        view: flags.output.view(report),
        at: flags.at,
    };
    let token = TokenSource::find(flags.token.as_deref(), &mut Stdin::default())?.read()?;
    one(&request, &token, report)
}

fn one(request: &DecodeRequest, token: &[u8], report: &Report) -> Result<Exit> {
    let now = moment(request.at)?;
    let decoded = Decoded::new(token).map_err(Error::from)?;
    let unverified = decoded.read().map_err(Error::from)?;
    for advice in advice_on(&unverified) {
        report.warning(&advice.into());
    }
    let document = Document::unverified(token, &unverified);
    report.token(&document, &request.view, now)?;
    Ok(Exit::Done)
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
    batch.run(Decoding)
}

/// Shows each of many tokens.
struct Decoding;

impl Work for Decoding {
    const JUDGES: bool = false;

    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        |item, writer, results| {
            let decoded = Decoded::new(item.text);
            let read = decoded
                .as_ref()
                .map_err(Clone::clone)
                .and_then(Decoded::read);
            match read {
                Ok(unverified) => {
                    for advice in advice_on(&unverified) {
                        writer.warning(&item.place, &advice.into(), results);
                    }
                    let document = Document::unverified(item.text, &unverified).at(&item.place);
                    writer.accepted(&document, results);
                }
                Err(error) => {
                    let rejected = Rejected::malformed(error);
                    writer.rejected(&item.place, item.text, &rejected, results);
                }
            }
        }
    }
}

fn advice_on(token: &Unverified<'_>) -> Vec<Advice> {
    let mut advice = Vec::new();
    advice.extend(on_duplicates(Part::Header, token.header()));
    match token.payload() {
        Payload::Json(json) => {
            advice.extend(on_duplicates(Part::Payload, json));
            if json.value().kind() != Kind::Object {
                advice.push(Advice::PayloadNotAnObject);
            }
            // Times of the wrong type are for `verify` to refuse; here they are shown.
            if let Ok(claims) = Claims::read(json.clone()) {
                advice.extend(Advice::on_times(&claims));
            }
        }
        Payload::NotJson(_, error) => advice.push(Advice::PayloadNotJson(error.clone())),
        Payload::Encrypted => {}
    }
    advice.extend(token.signature_fault().map(Advice::DamagedSignature));
    advice
}

fn on_duplicates(part: Part, json: &Json<'_>) -> Option<Advice> {
    let duplicate = json.duplicate().cloned()?;
    Some(Advice::DuplicateName { part, duplicate })
}
