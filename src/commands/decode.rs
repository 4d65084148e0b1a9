//! `jwt decode`: shows a token without believing it.

use super::moment;
use crate::advice::{self, Advice};
use crate::claims::Claims;
use crate::cli::Decode;
use crate::codec::base64url;
use crate::codec::compact::{Compact, Disclosures, Encrypted, Serialization, decode_part};
use crate::codec::json::{Json, Kind};
use crate::error::{Exit, Part};
use crate::input::{Stdin, TokenSource};
use crate::report::{Report, View};
use crate::time::NumericDate;
use crate::verify::{Unverified, read_header};
use anyhow::Result;

pub(super) fn run(flags: &Decode, report: &Report) -> Result<Exit> {
    let now = moment(flags.at)?;
    let view = flags.output.view();
    let token = TokenSource::find(flags.token.as_deref(), &mut Stdin::default())?.read()?;
    match Serialization::split(&token)? {
        Serialization::Signed(compact) => signed(&compact, None, &view, now, report)?,
        Serialization::SelectivelyDisclosed(compact, disclosures) => {
            signed(&compact, Some(&disclosures), &view, now, report)?;
        }
        Serialization::Encrypted(token) => encrypted(&token, &view, now, report)?,
    }
    Ok(Exit::Done)
}

fn signed(
    compact: &Compact<'_>,
    disclosures: Option<&Disclosures<'_>>,
    view: &View,
    now: NumericDate,
    report: &Report,
) -> Result<()> {
    let header = decode_part(Part::Header, compact.header())?;
    let payload = decode_part(Part::Payload, compact.payload())?;
    let token = Unverified::read(&header, &payload)?;
    advise_on_duplicates(Part::Header, &token.header, report);
    match &token.json {
        Ok(json) => {
            advise_on_duplicates(Part::Payload, json, report);
            if json.value().kind() != Kind::Object {
                report.advice(&Advice::PayloadNotAnObject);
            }
            // Times of the wrong type are for `verify` to refuse; here they are shown.
            if let Ok(claims) = Claims::read(json.clone()) {
                advice::on_times(&claims).for_each(|advice| report.advice(&advice));
            }
        }
        Err(error) => report.advice(&Advice::PayloadNotJson(error.clone())),
    }
    if let Err(error) = base64url::decode(compact.signature()) {
        report.advice(&Advice::DamagedSignature(error));
    }
    Ok(report.unverified(view, compact, disclosures, &token, now)?)
}

fn encrypted(token: &Encrypted<'_>, view: &View, now: NumericDate, report: &Report) -> Result<()> {
    let header = decode_part(Part::Header, token.header)?;
    let header = read_header(&header)?;
    advise_on_duplicates(Part::Header, &header, report);
    Ok(report.encrypted(view, token, &header, now)?)
}

fn advise_on_duplicates(part: Part, json: &Json<'_>, report: &Report) {
    if let Some(duplicate) = json.duplicate().cloned() {
        report.advice(&Advice::DuplicateName { part, duplicate });
    }
}
