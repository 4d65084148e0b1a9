//! The results of many lines, put into words a chunk at a time, on any thread.
//!
//! stdout has what was asked for of each line, on one line each; stderr a line for each that was
//! rejected, each kind of advice once, and a summary at the end.

use super::document::{Canvas, Document};
use super::escape::invisible;
use super::exit::Exit;
use super::view::{Only, View};
use super::warning::{Warning, WarningKind};
use super::{Report, excerpt, hint, json, kind, plain};
use crate::lines::{Place, Tally};
use jwt_toolkit::jwt::{Rejected, Rejection};

/// Results beyond so many bytes are printed before their chunk is done: reports of two-letter lines
/// are a hundred times as long as the lines.
const MOST_KEPT_BYTES: usize = 1 << 20;

/// The results of some lines, in the order of the lines.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(super) out: Vec<u8>,
    pub(crate) notes: Vec<Note>,
    noted_bytes: usize,
    pub(crate) tally: Tally,
    pub(crate) bytes: u64,
}

/// Something for stderr.
#[derive(Debug)]
pub(crate) struct Note {
    /// How much of stdout's part stands before it.
    pub(crate) at: usize,
    /// Which warning it is, where it is one: each kind is told once.
    pub(super) warning: Option<WarningKind>,
    pub(crate) text: String,
}

impl Results {
    /// Forgets them, and starts with those of a chunk of so many bytes.
    pub(crate) fn restart(&mut self, bytes: usize) {
        self.out.clear();
        self.notes.clear();
        self.noted_bytes = 0;
        self.tally = Tally::default();
        self.bytes = bytes as u64;
    }

    /// Whether they are so many that no more of them are to be kept.
    pub(crate) fn are_large(&self) -> bool {
        self.out.len() + self.noted_bytes > MOST_KEPT_BYTES
    }

    fn note(&mut self, warning: Option<WarningKind>, text: String) {
        self.noted_bytes += text.len();
        let at = self.out.len();
        self.notes.push(Note { at, warning, text });
    }

    /// Where a token is written that is being signed.
    pub(crate) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// Ends the line of a token that was signed.
    pub(crate) fn signed(&mut self) {
        self.out.push(b'\n');
        self.tally.accepted += 1;
    }

    /// Counts a line with nothing on it.
    pub(crate) fn blank(&mut self) {
        self.tally.blank += 1;
    }

    /// Counts a line in which no token was found.
    pub(crate) fn without_token(&mut self) {
        self.tally.without_token += 1;
    }
}

/// A line of which nothing came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal<'r> {
    /// The name of its reason, in the summary.
    pub(crate) kind: &'static str,
    /// What it means for the exit code.
    pub(crate) exit: Exit,
    pub(crate) message: &'r str,
}

/// Puts results of lines into words, on one thread.
#[derive(Debug)]
pub(crate) struct Writer<'r> {
    report: &'r Report,
    canvas: Canvas,
    view: &'r View,
    only: Option<Only>,
    warned: Vec<WarningKind>,
}

impl<'r> Writer<'r> {
    /// A writer of what `view` shows, of the lines that `only` selects.
    pub(crate) fn new(report: &'r Report, view: &'r View, only: Option<Only>) -> Self {
        Self {
            report,
            canvas: report.canvas(None),
            view,
            only,
            warned: Vec::new(),
        }
    }

    /// A token that was verified or decoded.
    pub(crate) fn accepted(&mut self, document: &Document<'_>, results: &mut Results) {
        let before = results.out.len();
        if !self.is_shown(document, results) {
            return;
        }
        results.tally.accepted += 1;
        if self.only == Some(Only::Rejected) {
            results.out.truncate(before);
        }
    }

    /// Shows what was asked for of a token. Where the token does not have it, it is refused.
    fn is_shown(&mut self, document: &Document<'_>, results: &mut Results) -> bool {
        let Err(unshown) = document.draw(self.view, &self.canvas, &mut results.out) else {
            return true;
        };
        let refusal = Refusal {
            kind: kind::of_unshown(&unshown),
            exit: Exit::of_unshown(&unshown),
            message: &unshown.to_string(),
        };
        self.refused(document.place, document.token, &refusal, results);
        false
    }

    /// A token that was decoded, with what its times say against it.
    pub(crate) fn checked(
        &mut self,
        place: &Place<'_>,
        document: &Document<'_>,
        errors: &[Rejection],
        results: &mut Results,
    ) {
        if errors.is_empty() {
            return self.accepted(document, results);
        }
        let is_wanted = match self.only {
            None => true,
            Some(Only::Accepted) => false,
            // The line of a rejected token is printed with its reasons.
            Some(Only::Rejected) => *self.view != View::Token,
        };
        if is_wanted && !self.is_shown(document, results) {
            return;
        }
        self.reasons(place, document.token, errors, results);
    }

    /// A token that was rejected.
    pub(crate) fn rejected(
        &mut self,
        place: &Place<'_>,
        token: &[u8],
        rejected: &Rejected<'_>,
        results: &mut Results,
    ) {
        self.reasons(place, token, &rejected.errors, results);
        if *self.view == View::Report && self.only != Some(Only::Accepted) {
            let document = Document::rejected(token, rejected).at(place);
            plain::written_line(&self.canvas, &mut results.out, |out| {
                json::report(&document, out);
            });
        }
    }

    fn reasons(
        &mut self,
        place: &Place<'_>,
        token: &[u8],
        errors: &[Rejection],
        results: &mut Results,
    ) {
        let exit = Exit::of_reasons(errors);
        let mut decisive = errors.iter();
        let decisive = decisive.find(|error| Exit::of_rejection(error) == exit);
        let messages = errors.iter().map(|error| match hint::on_line(error) {
            Some(hint) => format!("{error} ({hint})"),
            None => error.to_string(),
        });
        let messages: Vec<String> = messages.collect();
        let refusal = Refusal {
            kind: decisive.map_or("malformed", kind::of),
            exit,
            message: &messages.join("; "),
        };
        self.refused(Some(place), token, &refusal, results);
        let hint = errors.iter().find_map(hint::once_for_lines);
        if let Some(hint) = hint.filter(|hint| self.is_news(WarningKind::Hint(hint))) {
            let lines = self.report.hint_line(hint);
            results.note(Some(WarningKind::Hint(hint)), lines);
        }
    }

    /// A line of which nothing came.
    pub(crate) fn refused(
        &mut self,
        place: Option<&Place<'_>>,
        token: &[u8],
        refusal: &Refusal<'_>,
        results: &mut Results,
    ) {
        results.tally.reject(refusal.kind, refusal.exit);
        let place = place.map(|place| format!("{place}:")).unwrap_or_default();
        let label = self.report.err.alarm(&invisible(&place));
        let message = excerpt(refusal.message);
        results.note(None, format!("{label} {}\n", invisible(&message)));
        // Of a line that is too long, nothing is kept.
        if *self.view == View::Token && self.only == Some(Only::Rejected) && !token.is_empty() {
            // Not for every reader does a line end with a line feed alone.
            let breaks = |byte: &u8| if *byte == b'\r' { b' ' } else { *byte };
            let line: Vec<u8> = token.iter().map(breaks).collect();
            plain::token(&line, &self.canvas, &mut results.out);
        }
    }

    /// Whether something of this kind is to be told, and was not yet on this thread.
    fn is_news(&mut self, kind: WarningKind) -> bool {
        if self.report.quiet || self.warned.contains(&kind) {
            return false;
        }
        self.warned.push(kind);
        true
    }

    /// A piece of advice, each kind once.
    pub(crate) fn warning(&mut self, place: &Place<'_>, warning: &Warning, results: &mut Results) {
        let kind = warning.kind();
        if !self.is_news(kind) {
            return;
        }
        let lines = self
            .report
            .warning_lines(&format!("{place}: {warning}"), hint::on_warning(warning));
        results.note(Some(kind), lines);
    }
}
