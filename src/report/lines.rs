//! The results of many lines: gathered a chunk at a time on any thread, printed in order by one.
//!
//! stdout has what was asked for of each line, on one line each; stderr a line for each that was
//! rejected, each kind of advice once, and a summary at the end.

use super::escape::invisible;
use super::progress::Progress;
use super::{Report, Unshown, excerpt, json};
use crate::advice::Advice;
use crate::claims::{Claims, Violation};
use crate::codec::compact::{Compact, Disclosures, Encrypted};
use crate::codec::json::Json;
use crate::error::{CannotRun, Exit};
use crate::rejection::Rejection;
use crate::verify::{Rejected, Unverified, Verified};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::mem::{Discriminant, discriminant};
use std::ops::ControlFlow;

/// Results beyond so many bytes are printed before their chunk is done: reports of two-letter lines
/// are a hundred times as long as the lines.
const MOST_KEPT_BYTES: usize = 1 << 20;

/// Where in the input a token stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The input's name, where there are several.
    pub input: Option<&'a str>,
    /// The line's number within its input, from 1.
    pub line: u64,
    /// The byte within the line, from 1, where the token was looked for.
    pub column: Option<usize>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(input) = self.input {
            write!(f, "{input}: ")?;
        }
        write!(f, "line {}", self.line)?;
        match self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}

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

/// How many lines came out how.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    accepted: u64,
    rejected: BTreeMap<&'static str, u64>,
    blank: u64,
    without_token: u64,
    worst: Option<Exit>,
}

impl Tally {
    /// How the run ends: the smallest code of all rejections.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.worst.unwrap_or(Exit::Done)
    }

    /// Tokens that were looked at.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.accepted + self.rejected.values().sum::<u64>()
    }

    fn reject(&mut self, kind: &'static str, exit: Exit) {
        *self.rejected.entry(kind).or_default() += 1;
        self.worst = Some(self.worst.map_or(exit, |worst| worst.min(exit)));
    }

    fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.blank += other.blank;
        self.without_token += other.without_token;
        for (kind, count) in &other.rejected {
            *self.rejected.entry(kind).or_default() += count;
        }
        self.worst = match (self.worst, other.worst) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rejected: u64 = self.rejected.values().sum();
        write!(f, "{} accepted, {rejected} rejected", self.accepted)?;
        let mut kinds: Vec<_> = self.rejected.iter().collect();
        kinds.sort_by_key(|(kind, count)| (u64::MAX - **count, **kind));
        for (i, (kind, count)) in kinds.iter().enumerate() {
            write!(f, "{}{count} {kind}", if i == 0 { " (" } else { ", " })?;
        }
        f.write_str(if kinds.is_empty() { "" } else { ")" })?;
        if self.blank > 0 {
            write!(f, ", {} blank", self.blank)?;
        }
        if self.without_token > 0 {
            write!(f, ", {} without a token", self.without_token)?;
        }
        Ok(())
    }
}

/// The results of some lines, in the order of the lines.
#[derive(Debug, Default)]
pub struct Results {
    out: Vec<u8>,
    err: Vec<u8>,
    warnings: Vec<(Discriminant<Advice>, String)>,
    tally: Tally,
    bytes: u64,
}

impl Results {
    /// Forgets them, and starts with those of a chunk of so many bytes.
    pub fn restart(&mut self, bytes: usize) {
        self.out.clear();
        self.err.clear();
        self.warnings.clear();
        self.tally = Tally::default();
        self.bytes = bytes as u64;
    }

    /// Whether they are so many that no more of them are to be kept.
    #[must_use]
    pub fn are_large(&self) -> bool {
        self.out.len() + self.err.len() > MOST_KEPT_BYTES
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
        let claims = token.claims().map(Claims::json);
        let claim = match self.claim(claims) {
            Ok(claim) => claim,
            Err(missing) => {
                let header = Some(token.header().into());
                let claims = token.claims().cloned();
                let errors = vec![missing];
                let rejected = Rejected {
                    errors,
                    header,
                    claims,
                };
                return self.rejected(place, text, &rejected, results);
            }
        };
        results.tally.accepted += 1;
        if self.only == Some(Only::Rejected) {
            return;
        }
        let out = &mut results.out;
        match self.print {
            Print::Token => self.token(text, out),
            Print::Payload => self.payload(claims, token.payload(), out),
            Print::Report => {
                let report = json::verified(Some(place), token);
                self.report.json_line(&report, out);
            }
            Print::Header => self.report.json_line(token.header(), out),
            Print::Claim(_) => self.report.json_line(claim.unwrap_or_default(), out),
            Print::Nothing => {}
        }
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
        let payload = token.json.as_ref().ok();
        let claim = match self.claim(payload) {
            Ok(claim) => claim,
            Err(missing) => {
                let exit = missing.exit();
                return self.refused(place, text, (missing.kind(), exit), &missing, results);
            }
        };
        results.tally.accepted += 1;
        if self.only == Some(Only::Rejected) {
            return;
        }
        let out = &mut results.out;
        match self.print {
            Print::Token => self.token(text, out),
            Print::Payload => self.payload(payload, token.payload, out),
            Print::Report => {
                let report = json::unverified(Some(place), compact, disclosures, token);
                self.report.json_line(&report, out);
            }
            Print::Header => self.report.json_line(token.header.value().text(), out),
            Print::Claim(_) => self.report.json_line(claim.unwrap_or_default(), out),
            Print::Nothing => {}
        }
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
        results.tally.accepted += 1;
        if self.only == Some(Only::Rejected) {
            return;
        }
        let out = &mut results.out;
        match self.print {
            Print::Token => self.token(text, out),
            Print::Report => {
                let report = json::encrypted(Some(place), token, header);
                self.report.json_line(&report, out);
            }
            Print::Header => self.report.json_line(header.value().text(), out),
            Print::Payload | Print::Claim(_) | Print::Nothing => {}
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
        let label = self.report.err.alarm(&format!("{place}:"));
        let message = excerpt(&message.to_string());
        let line = format!("{} {}\n", label, invisible(&message));
        results.err.extend_from_slice(line.as_bytes());
        // Of a line that is too long, nothing is kept.
        if *self.print == Print::Token && self.only == Some(Only::Rejected) && !text.is_empty() {
            self.token(text, &mut results.out);
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
        results.warnings.push((kind, lines));
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

/// Prints results in their order.
#[derive(Debug)]
pub struct Printer {
    report: Report,
    progress: Progress,
    tally: Tally,
    warned: Vec<Discriminant<Advice>>,
    unwritten: Option<CannotRun>,
    /// Whether whoever read stdout has gone.
    is_abandoned: bool,
}

impl Printer {
    /// A printer with the progress of the work.
    #[must_use]
    pub fn new(report: Report, progress: Progress) -> Self {
        Self {
            report,
            progress,
            tally: Tally::default(),
            warned: Vec::new(),
            unwritten: None,
            is_abandoned: false,
        }
    }

    /// Ends with the summary, unless quiet or cut short by the reader of stdout, and says how the
    /// lines came out.
    ///
    /// # Errors
    /// When stdout could not be written; a closed pipe is none.
    pub fn finish(self) -> Result<Tally, CannotRun> {
        self.progress.finish();
        if let Some(error) = self.unwritten {
            return Err(error);
        }
        if !self.report.quiet && !self.is_abandoned {
            // Where stderr is gone, there is nobody left to tell.
            let _ = io::stderr().write_all(format!("{}\n", self.tally).as_bytes());
        }
        Ok(self.tally)
    }
}

impl crate::batch::Sink<Results> for Printer {
    fn take(&mut self, results: &mut Results) -> ControlFlow<()> {
        let mut err = String::new();
        for (kind, lines) in results.warnings.drain(..) {
            if !self.warned.contains(&kind) {
                self.warned.push(kind);
                err.push_str(&lines);
            }
        }
        let mut err = err.into_bytes();
        err.append(&mut results.err);
        let written = self.progress.beside(|| {
            // Where stderr is gone, there is nobody left to tell.
            let _ = io::stderr().write_all(&err);
            let mut stdout = io::stdout().lock();
            stdout.write_all(&results.out).and_then(|()| stdout.flush())
        });
        self.tally.add(&results.tally);
        self.progress.advance(results.bytes, self.tally.tokens());
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                // A closed pipe is the reader's choice.
                if error.kind() == io::ErrorKind::BrokenPipe {
                    self.is_abandoned = true;
                } else {
                    self.unwritten = Some(CannotRun::Output(error));
                }
                ControlFlow::Break(())
            }
        }
    }

    fn abandon(&mut self) {
        self.is_abandoned = true;
    }
}

/// Waits until the reader of stdout is gone; `false` where that cannot be told.
#[cfg(unix)]
#[must_use]
pub fn reader_is_gone() -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    let stdout = io::stdout();
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    while let Err(error) = poll(&mut watched, None) {
        if error != Errno::INTR {
            return false;
        }
    }
    let [watched] = watched;
    watched
        .revents()
        .intersects(PollFlags::ERR | PollFlags::HUP)
}

/// Waits until the reader of stdout is gone; `false` where that cannot be told.
#[cfg(not(unix))]
#[must_use]
pub fn reader_is_gone() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_counts_by_kind_and_keeps_the_smallest_code() {
        let mut tally = Tally {
            accepted: 199,
            blank: 3,
            ..Tally::default()
        };
        assert_eq!(tally.exit(), Exit::Done);
        tally.reject("expired", Exit::Expired);
        let mut other = Tally::default();
        other.reject("signature_mismatch", Exit::Signature);
        other.reject("expired", Exit::Expired);
        tally.add(&other);
        assert_eq!(tally.exit(), Exit::Signature);
        assert_eq!(
            tally.to_string(),
            "199 accepted, 3 rejected (2 expired, 1 signature_mismatch), 3 blank"
        );
        assert_eq!(Tally::default().to_string(), "0 accepted, 0 rejected");
    }
}
