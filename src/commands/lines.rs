//! What `sign`, `verify` and `decode` share when they work on many lines.

use super::moment;
use crate::batch::{self, Chunk, HandOver, Lines, MAX_LINE_BYTES};
use crate::cli::{self, OnlyLines, PrintLines, Selection};
use crate::codec::base64url;
use crate::codec::compact::MAX_TOKEN_BYTES;
use crate::codec::occurrences::occurrences;
use crate::error::{CannotRun, Exit, Malformed};
use crate::input::{LineSource, Stdin, clean};
use crate::report::lines::{Only, Print, Results, Writer};
use crate::report::place::Place;
use crate::report::printer::{Printer, reader_is_gone};
use crate::report::progress::Progress;
use crate::report::{Report, View};
use crate::time::NumericDate;
use crate::verify::Rejected;
use anyhow::{Context, Result, anyhow};
use std::ffi::OsStr;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::thread;

/// What is shown of which lines.
#[derive(Debug)]
pub(super) struct Shown {
    print: Print,
    only: Option<Only>,
}

impl Shown {
    /// Everything of the tokens that were made.
    pub(super) fn tokens() -> Self {
        Self {
            print: Print::Token,
            only: None,
        }
    }

    /// What the flags say.
    ///
    /// # Errors
    /// When something of a rejected token would be shown that nobody can vouch for.
    pub(super) fn new(flags: &Selection, view: &View) -> Result<Self, CannotRun> {
        let rejected = flags.only == Some(OnlyLines::Rejected);
        let print = match (flags.print, view) {
            (Some(PrintLines::Report), _) | (None, View::Json) => Print::Report,
            (None, View::Header) => Print::Header,
            (None, View::Claim(name)) => Print::Claim(name.clone()),
            (None, View::Nothing) => Print::Nothing,
            (Some(PrintLines::Token), _) => Print::Token,
            (None, _) if rejected => Print::Token,
            (Some(PrintLines::Payload) | None, _) => Print::Payload,
        };
        if rejected && matches!(print, Print::Payload | Print::Header | Print::Claim(_)) {
            return Err(CannotRun::usage(
                "nothing that a rejected token says is printed: nobody vouches for it",
                "--print token prints the token, --print report what is wrong with it",
            ));
        }
        Ok(Self {
            print,
            only: flags.only.map(Into::into),
        })
    }
}

/// Finds where the lines come from.
///
/// # Errors
/// When an argument was given as well, or an input cannot be read.
pub(super) fn source(
    flags: &cli::Lines,
    argument: Option<&OsStr>,
    user: &'static str,
    stdin: &mut Stdin,
) -> Result<LineSource> {
    if argument.is_some_and(|argument| argument != "-" || !flags.input.is_empty()) {
        return Err(CannotRun::usage(
            format!("with --lines, {user} come from standard input or --input"),
            "--input FILE reads a file; it may be repeated",
        )
        .into());
    }
    LineSource::find(&flags.input, user, stdin)
}

/// What the lines hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A token each.
    Tokens,
    /// Anything; tokens are looked for.
    Anything,
    /// Claims to sign.
    Claims,
}

impl Content {
    /// Of lines with tokens, what the flags say.
    pub(super) fn of_tokens(flags: &Selection) -> Self {
        if flags.find {
            Self::Anything
        } else {
            Self::Tokens
        }
    }
}

/// One token, or one claims set, of many.
#[derive(Debug)]
pub(super) struct Item<'l> {
    /// Where it stands.
    pub(super) place: Place<'l>,
    /// The token as it stands there, without what was pasted along with it.
    pub(super) text: &'l [u8],
    /// When its line was read.
    pub(super) now: NumericDate,
}

/// What a subcommand does with each.
pub(super) trait Work: Send + Sync + 'static {
    /// Prepares one thread's work.
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results);
}

/// Does the work on all lines, prints the results and the summary, and says how it ended.
///
/// # Errors
/// When an input cannot be read, or stdout not written.
pub(super) fn run(
    flags: &cli::Lines,
    source: LineSource,
    (content, shown): (Content, Shown),
    (at, report): (Option<NumericDate>, &Report),
    work: impl Work,
) -> Result<Exit> {
    base64url::prepare_for_many();
    let started = moment(at)?;
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = flags.jobs.map_or_else(cores, usize::from);
    let names = source.names();
    let progress = Progress::new(source.length(), report.is_quiet());
    let lines = Lines::new(source.open());
    let prints = shown.print != Print::Nothing;
    let task = Task {
        work,
        content,
        shown,
        report: report.clone(),
        names: if names.len() > 1 {
            names.clone()
        } else {
            Vec::new()
        },
        at,
        started,
    };
    let printer = Printer::new(report.clone(), progress);
    // Who wants the exit code alone may have closed stdout, and gets the code of all lines.
    let is_unwanted = move || prints && reader_is_gone();
    let (printer, unreadable) = batch::run(lines, jobs, task, printer, is_unwanted);
    let printer = printer.ok_or_else(|| anyhow!("the results are gone"))?;
    let tally = printer.finish()?;
    if let Some(unreadable) = unreadable {
        let name = names.get(unreadable.input).map_or("", String::as_str);
        return Err(unreadable.error).with_context(|| format!("cannot read {name}"));
    }
    Ok(tally.exit())
}

struct Task<W> {
    work: W,
    content: Content,
    shown: Shown,
    report: Report,
    /// The inputs' names, where there are several.
    names: Vec<String>,
    at: Option<NumericDate>,
    /// When the run started.
    started: NumericDate,
}

impl<W: Work> batch::Task for Task<W> {
    type Results = Results;

    fn worker(&self) -> impl FnMut(&Chunk, &mut Results, &mut HandOver<'_, Results>) {
        let mut work = self.work.worker();
        let mut writer = Writer::new(&self.report, &self.shown.print, self.shown.only);
        move |chunk, results, hand_over| {
            results.restart(chunk.bytes().len());
            // A stream may go on for days. A clock that went wrong since stands still.
            let now = moment(self.at).unwrap_or(self.started);
            let input = self.names.get(chunk.input()).map(String::as_str);
            let place = |line| Place {
                input,
                line,
                column: None,
            };
            if chunk.is_too_long() {
                self.too_long(&place(chunk.first_line()), &mut writer, results);
            }
            for (line, text) in chunk.lines() {
                let place = place(line);
                let line = Item { place, text, now };
                let outcome = self.line(&line, &mut work, &mut writer, results, hand_over);
                if outcome.is_break() {
                    return;
                }
            }
        }
    }
}

/// Prints results while there is more to come, where they are many; says whether more are wanted.
fn relieve(results: &mut Results, hand_over: &mut HandOver<'_, Results>) -> ControlFlow<()> {
    if results.are_large() {
        hand_over(results)?;
        results.restart(0);
    }
    ControlFlow::Continue(())
}

impl<W: Work> Task<W> {
    fn line(
        &self,
        line: &Item<'_>,
        work: &mut impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results),
        writer: &mut Writer<'_>,
        results: &mut Results,
        hand_over: &mut HandOver<'_, Results>,
    ) -> ControlFlow<()> {
        let (place, now) = (line.place, line.now);
        let trimmed = line.text.trim_ascii();
        if trimmed.is_empty() {
            results.blank();
            return ControlFlow::Continue(());
        }
        match self.content {
            Content::Claims => {
                let text = trimmed;
                work(&Item { place, text, now }, writer, results);
            }
            Content::Tokens => {
                if let Ok(text) = clean(line.text) {
                    let text = &text;
                    work(&Item { place, text, now }, writer, results);
                } else {
                    let rejected = Rejected::malformed(Malformed::SeveralTokens);
                    writer.rejected(&place, trimmed, &rejected, results);
                }
            }
            Content::Anything => {
                let mut found = false;
                for range in occurrences(line.text) {
                    found = true;
                    let column = Some(range.start + 1);
                    let place = Place { column, ..place };
                    let text = &line.text[range];
                    work(&Item { place, text, now }, writer, results);
                    relieve(results, hand_over)?;
                }
                if !found {
                    results.without_token();
                }
            }
        }
        relieve(results, hand_over)
    }

    fn too_long(&self, place: &Place<'_>, writer: &mut Writer<'_>, results: &mut Results) {
        let fault = match self.content {
            Content::Tokens => Malformed::TokenTooLong {
                limit: MAX_TOKEN_BYTES,
            },
            Content::Anything | Content::Claims => Malformed::LineTooLong {
                limit: MAX_LINE_BYTES,
            },
        };
        writer.rejected(place, b"", &Rejected::malformed(fault), results);
    }
}
