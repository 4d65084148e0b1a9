//! The results of many lines, put into words a chunk at a time, on any thread.
//!
//! stdout has what was asked for of each line, on one line each; stderr a line for each that was
//! rejected, each kind of advice once, and a summary at the end.

use super::escape::invisible;
use super::place::Place;
use super::tally::Tally;
use super::{Report, Unshown, excerpt, json};
use crate::advice::Advice;
use crate::claims::{Claims, Violation};
use crate::codec::compact::{Compact, Disclosures, Encrypted};
use crate::codec::json::Json;
use crate::error::Exit;
use crate::rejection::Rejection;
use crate::verify::{Rejected, Unverified, Verified};
use std::fmt;
use std::mem::{Discriminant, discriminant};

/// Results beyond so many bytes are printed before their chunk is done: reports of two-letter lines
/// are a hundred times as long as the lines.
const MOST_KEPT_BYTES: usize = 1 << 20;

/// What is printed of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Print {
    /// The token.
    Token,
    /// The payload, on one line.
    Payload,
    /// The whole report as JSON.
    Report,
    /// The header as JSON.
    Header,
    /// One claim as JSON, by its name or JSON Pointer.
    Claim(String),
    /// Nothing.
    Nothing,
}

/// Which lines are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Those that were accepted.
    Accepted,
    /// Those that were rejected.
    Rejected,
}

/// The results of some lines, in the order of the lines.
#[derive(Debug, Default)]
pub struct Results {
    pub(super) out: Vec<u8>,
    pub(super) notes: Vec<Note>,
    noted_bytes: usize,
    pub(super) tally: Tally,
    pub(super) bytes: u64,
}

/// Something for stderr.
#[derive(Debug)]
pub(super) struct Note {
    /// How much of stdout's part stands before it.
    pub(super) at: usize,
    /// Which advice it is, where it is any: each kind is told once.
    pub(super) advice: Option<Discriminant<Advice>>,
    pub(super) text: String,
}

impl Results {
    /// Forgets them, and starts with those of a chunk of so many bytes.
    pub fn restart(&mut self, bytes: usize) {
        self.out.clear();
        self.notes.clear();
        self.noted_bytes = 0;
        self.tally = Tally::default();
        self.bytes = bytes as u64;
    }

    /// Whether they are so many that no more of them are to be kept.
    #[must_use]
    pub fn are_large(&self) -> bool {
        self.out.len() + self.noted_bytes > MOST_KEPT_BYTES
    }

    fn note(&mut self, advice: Option<Discriminant<Advice>>, text: String) {
        self.noted_bytes += text.len();
        let at = self.out.len();
        self.notes.push(Note { at, advice, text });
    }

    /// Counts a line with nothing on it.
    pub fn blank(&mut self) {
        self.tally.blank += 1;
    }

    /// Counts a line that was searched in vain.
    pub fn without_token(&mut self) {
        self.tally.without_token += 1;
    }
}

/// What may be printed of a token that was accepted.
struct Accepted<'a> {
    text: &'a [u8],
    header: &'a str,
    json: Option<&'a Json<'a>>,
    payload: &'a [u8],
}

/// Puts results of lines into words, on one thread.
#[derive(Debug)]
pub struct Writer<'r> {
    report: &'r Report,
    print: &'r Print,
    only: Option<Only>,
    warned: Vec<Discriminant<Advice>>,
}

impl<'r> Writer<'r> {
    /// A writer of what `print` says, of the lines that `only` says.
    #[must_use]
    pub fn new(report: &'r Report, print: &'r Print, only: Option<Only>) -> Self {
        Self {
            report,
            print,
            only,
            warned: Vec::new(),
        }
    }

    /// A token that was verified; `text` is the token.
    pub fn verified(
        &mut self,
        place: &Place<'_>,
        text: &[u8],
        token: &Verified<'_>,
        results: &mut Results,
    ) {
        let accepted = Accepted {
            text,
            header: token.header(),
            json: token.claims().map(Claims::json),
            payload: token.payload(),
        };
        let report = || json::verified(Some(place), token);
        self.accepted(place, &accepted, report, results);
    }

    /// A token that was taken apart, with the disclosures of an SD-JWT.
    pub fn unverified(
        &mut self,
        place: &Place<'_>,
        text: &[u8],
        (compact, disclosures): (&Compact<'_>, Option<&Disclosures<'_>>),
        token: &Unverified<'_>,
        results: &mut Results,
    ) {
        let accepted = Accepted {
            text,
            header: token.header.value().text(),
            json: token.json.as_ref().ok(),
            payload: token.payload,
        };
        let report = || json::unverified(Some(place), compact, disclosures, token);
        self.accepted(place, &accepted, report, results);
    }

    /// A JWE, of which the header alone can be read.
    pub fn encrypted(
        &mut self,
        place: &Place<'_>,
        text: &[u8],
        token: &Encrypted<'_>,
        header: &Json<'_>,
        results: &mut Results,
    ) {
        if matches!(self.print, Print::Payload | Print::Claim(_)) {
            let kind = ("malformed", Exit::Malformed);
            return self.refused(place, text, kind, &Unshown::PayloadEncrypted, results);
        }
        let accepted = Accepted {
            text,
            header: header.value().text(),
            json: None,
            payload: &[],
        };
        let report = || json::encrypted(Some(place), token, header);
        self.accepted(place, &accepted, report, results);
    }

    fn accepted(
        &mut self,
        place: &Place<'_>,
        token: &Accepted<'_>,
        report: impl FnOnce() -> String,
        results: &mut Results,
    ) {
        let claim = match self.claim(token.json) {
            Ok(claim) => claim,
            Err(missing) => {
                let kind = (missing.kind(), missing.exit());
                return self.refused(place, token.text, kind, &missing, results);
            }
        };
        results.tally.accepted += 1;
        if self.only == Some(Only::Rejected) {
            return;
        }
        let out = &mut results.out;
        match self.print {
            Print::Token => self.token(token.text, out),
            Print::Payload => self.payload(token.json, token.payload, out),
            Print::Report => self.report.json_line(&report(), out),
            Print::Header => self.report.json_line(token.header, out),
            Print::Claim(_) => self.report.json_line(claim.unwrap_or_default(), out),
            Print::Nothing => {}
        }
    }

    /// A token that was signed.
    pub fn signed(&mut self, token: &str, results: &mut Results) {
        results.tally.accepted += 1;
        self.token(token.as_bytes(), &mut results.out);
    }

    /// A token that was refused.
    pub fn rejected(
        &mut self,
        place: &Place<'_>,
        text: &[u8],
        token: &Rejected<'_>,
        results: &mut Results,
    ) {
        let exit = token.exit();
        let decisive = token.errors.iter().find(|error| error.exit() == exit);
        let kind = decisive.map_or("malformed", Rejection::kind);
        let messages: Vec<String> = token.errors.iter().map(ToString::to_string).collect();
        self.refused(place, text, (kind, exit), &messages.join("; "), results);
        if *self.print == Print::Report && self.only != Some(Only::Accepted) {
            let report = json::rejected(Some(place), token);
            self.report.json_line(&report, &mut results.out);
        }
    }

    /// A line of which nothing came, for a reason of a kind and code.
    pub fn refused(
        &mut self,
        place: &Place<'_>,
        text: &[u8],
        (kind, exit): (&'static str, Exit),
        message: &dyn fmt::Display,
        results: &mut Results,
    ) {
        results.tally.reject(kind, exit);
        let label = self.report.err.alarm(&invisible(&format!("{place}:")));
        let message = excerpt(&message.to_string());
        results.note(None, format!("{label} {}\n", invisible(&message)));
        // Of a line that is too long, nothing is kept.
        if *self.print == Print::Token && self.only == Some(Only::Rejected) && !text.is_empty() {
            // Not for every reader does a line end with a line feed alone.
            let breaks = |byte: &u8| if *byte == b'\r' { b' ' } else { *byte };
            self.token(
                &text.iter().map(breaks).collect::<Vec<_>>(),
                &mut results.out,
            );
        }
    }

    /// A piece of advice, each kind once.
    pub fn advice(&mut self, place: &Place<'_>, advice: &Advice, results: &mut Results) {
        let kind = discriminant(advice);
        if self.report.quiet || self.warned.contains(&kind) {
            return;
        }
        self.warned.push(kind);
        let advised = format!("{place}: {advice}");
        let lines = self.report.warning(&advised, advice.hint());
        results.note(Some(kind), lines);
    }

    /// The claim that is asked for, as JSON; `None` where none is.
    fn claim<'j>(&self, json: Option<&Json<'j>>) -> Result<Option<&'j str>, Rejection> {
        let Print::Claim(name) = self.print else {
            return Ok(None);
        };
        match json.and_then(|json| json.find(name)) {
            Some(value) => Ok(Some(value.text())),
            None => Err(Rejection::Claim(Violation::ClaimMissing {
                claim: name.clone(),
                expected: Vec::new(),
            })),
        }
    }

    fn token(&self, text: &[u8], out: &mut Vec<u8>) {
        if self.report.out_is_terminal {
            out.extend_from_slice(invisible(&String::from_utf8_lossy(text)).as_bytes());
        } else {
            out.extend_from_slice(text);
        }
        out.push(b'\n');
    }

    /// A payload on one line: of something else than JSON, each line break becomes a space too.
    fn payload(&self, json: Option<&Json<'_>>, bytes: &[u8], out: &mut Vec<u8>) {
        if let Some(json) = json {
            return self.report.json_line(json.text(), out);
        }
        let one_line = bytes.iter().map(|byte| match byte {
            b'\n' | b'\r' => b' ',
            byte => *byte,
        });
        self.token(&one_line.collect::<Vec<u8>>(), out);
    }
}
