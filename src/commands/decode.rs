//! `jwt decode`: shows a token without believing it.

use super::lines::{self, Content, Item, Shown, Work};
use super::moment;
use crate::advice::{self, Advice};
use crate::claims::Claims;
use crate::cli::Decode;
use crate::codec::base64url;
use crate::codec::compact::{Compact, Disclosures, Encrypted, Serialization, decode_part};
use crate::codec::json::{Json, Kind};
use crate::error::{Exit, Malformed, Part};
use crate::input::{Stdin, TokenSource};
use crate::report::Report;
use crate::report::lines::{Results, Writer};
use crate::verify::{Rejected, Unverified, read_header};
use anyhow::Result;

pub(super) fn run(flags: &Decode, report: &Report) -> Result<Exit> {
    if flags.lines.lines {
        return many(flags, report);
    }
    let now = moment(flags.at)?;
    let view = flags.output.view();
    let token = TokenSource::find(flags.token.as_deref(), &mut Stdin::default())?.read()?;
    take_apart(&token, |decoded, advice| {
        for advice in &advice {
            report.advice(advice);
        }
        match decoded {
            Decoded::Signed(compact, disclosures, token) => {
                report.unverified(&view, compact, disclosures, token, now)
            }
            Decoded::Encrypted(token, header) => report.encrypted(&view, token, header, now),
        }
    })??;
    Ok(Exit::Done)
}

fn many(flags: &Decode, report: &Report) -> Result<Exit> {
    let shown = Shown::new(&flags.selection, &flags.output.view())?;
    let argument = flags.token.as_deref();
    let stdin = &mut Stdin::default();
    let source = lines::source(&flags.lines, argument, "the tokens", stdin)?;
    let content = Content::of_tokens(&flags.selection);
    lines::run(
        &flags.lines,
        source,
        (content, shown),
        (flags.at, report),
        Decoding,
    )
}

/// Shows each of many tokens.
struct Decoding;

impl Work for Decoding {
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results) {
        |Item { place, text, .. }, writer, results| {
            let taken_apart = take_apart(text, |decoded, advice| {
                for advice in &advice {
                    writer.advice(place, advice, results);
                }
                match decoded {
                    Decoded::Signed(compact, disclosures, token) => {
                        let parts = (compact, disclosures);
                        writer.unverified(place, text, parts, token, results);
                    }
                    Decoded::Encrypted(token, header) => {
                        writer.encrypted(place, text, token, header, results);
                    }
                }
            });
            if let Err(error) = taken_apart {
                let rejected = Rejected::malformed(error);
                writer.rejected(place, text, &rejected, results);
            }
        }
    }
}

/// A token that was taken apart.
enum Decoded<'d> {
    /// A JWS, or the one in an SD-JWT with the disclosures.
    Signed(
        &'d Compact<'d>,
        Option<&'d Disclosures<'d>>,
        &'d Unverified<'d>,
    ),
    /// A JWE with its header.
    Encrypted(&'d Encrypted<'d>, &'d Json<'d>),
}

/// Takes a token apart and hands it to `show`, with what is odd about it.
fn take_apart<T>(
    token: &[u8],
    show: impl FnOnce(Decoded<'_>, Vec<Advice>) -> T,
) -> Result<T, Malformed> {
    let (compact, disclosures) = match Serialization::split(token)? {
        Serialization::Signed(compact) => (compact, None),
        Serialization::SelectivelyDisclosed(compact, disclosures) => (compact, Some(disclosures)),
        Serialization::Encrypted(token) => {
            let header = decode_part(Part::Header, token.header)?;
            let header = read_header(&header)?;
            let advice = on_duplicates(Part::Header, &header).into_iter().collect();
            return Ok(show(Decoded::Encrypted(&token, &header), advice));
        }
    };
    let header = decode_part(Part::Header, compact.header())?;
    let payload = decode_part(Part::Payload, compact.payload())?;
    let token = Unverified::read(&header, &payload)?;
    let advice = advice_on(&compact, &token);
    let decoded = Decoded::Signed(&compact, disclosures.as_ref(), &token);
    Ok(show(decoded, advice))
}

fn advice_on(compact: &Compact<'_>, token: &Unverified<'_>) -> Vec<Advice> {
    let mut advice = Vec::new();
    advice.extend(on_duplicates(Part::Header, &token.header));
    match &token.json {
        Ok(json) => {
            advice.extend(on_duplicates(Part::Payload, json));
            if json.value().kind() != Kind::Object {
                advice.push(Advice::PayloadNotAnObject);
            }
            // Times of the wrong type are for `verify` to refuse; here they are shown.
            if let Ok(claims) = Claims::read(json.clone()) {
                advice.extend(advice::on_times(&claims));
            }
        }
        Err(error) => advice.push(Advice::PayloadNotJson(error.clone())),
    }
    if let Err(error) = base64url::decode(compact.signature()) {
        advice.push(Advice::DamagedSignature(error));
    }
    advice
}

fn on_duplicates(part: Part, json: &Json<'_>) -> Option<Advice> {
    let duplicate = json.duplicate().cloned()?;
    Some(Advice::DuplicateName { part, duplicate })
}
