//! Many tokens, a line each: on every core, in order, in constant memory.

pub(crate) mod chunk;
pub(crate) mod find;
pub(crate) mod order;
mod place;
mod source;
mod tally;

pub(crate) use place::Place;
pub(crate) use source::LineSource;
pub(crate) use tally::Tally;

use crate::args::time::{Moment, moment};
use crate::args::token::clean;
use crate::args::{self, Selection, Stdin};
use crate::error::{Error, Usage};
use crate::report::{
    Exit, Only, Printer, Progress, Report, Results, View, Warning, Writer, reader_is_gone,
};
use anyhow::{Context, Result};
use chunk::{Chunk, Lines, MAX_LINE_BYTES};
use find::{Finder, has_utf16, prefix};
use jwt_toolkit::Malformed;
use jwt_toolkit::codec::{NumericDate, base64url};
use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use jwt_toolkit::jwt::Rejected;
use order::HandOver;
use std::ffi::OsStr;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::thread;

/// Finds where the lines come from.
///
/// # Errors
/// When an argument was given as well, or an input cannot be read.
pub(crate) fn source(
    flags: &args::Lines,
    argument: Option<&OsStr>,
    user: &'static str,
    stdin: &mut Stdin,
) -> Result<LineSource> {
    if argument.is_some_and(|argument| argument != "-" || !flags.input.is_empty()) {
        return Err(Error::Usage(Usage::ArgumentBesideLines { user }).into());
    }
    LineSource::find(&flags.input, user, stdin)
}

/// What the lines hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A token each.
    Tokens,
    /// Anything; tokens are looked for.
    Anything,
    /// Claims to sign.
    Claims,
}

impl Content {
    /// Of lines with tokens, what the flags say.
    pub(crate) fn of_tokens(flags: &Selection) -> Self {
        if flags.find {
            Self::Anything
        } else {
            Self::Tokens
        }
    }
}

/// One token, or one claims set, of many.
#[derive(Debug)]
pub(crate) struct Item<'l> {
    /// Where it stands.
    pub(crate) place: Place<'l>,
    /// The token as it stands there, without what was pasted along with it.
    pub(crate) text: &'l [u8],
    /// When its line was read.
    pub(crate) now: NumericDate,
}

/// What a subcommand does with each.
pub(crate) trait Work: Send + Sync + 'static {
    /// Whether 0 means that every line was accepted, and not only that nothing went wrong.
    const JUDGES: bool;

    /// Prepares one thread's work.
    fn worker(&self) -> impl FnMut(&Item<'_>, &mut Writer<'_>, &mut Results);
}

/// Many lines to be worked on.
#[derive(Debug)]
pub(crate) struct Batch<'b> {
    /// How many threads work, where that was said.
    pub(crate) jobs: Option<u16>,
    pub(crate) source: LineSource,
    pub(crate) content: Content,
    /// What is printed of each line.
    pub(crate) view: View,
    /// Which lines are printed, where not all.
    pub(crate) only: Option<Only>,
    /// The moment the work is done at, where that was said.
    pub(crate) at: Option<Moment>,
    pub(crate) report: &'b Report,
}

impl Batch<'_> {
    /// Does the work on all lines, prints the results and the summary, and says how it ended.
    ///
    /// # Errors
    /// When an input cannot be read, or stdout not written.
    pub(crate) fn run<W: Work>(self, work: W) -> Result<Exit> {
        let is_judged = W::JUDGES;
        base64url::prepare_for_many();
        let started = moment(self.at)?;
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        let jobs = self.jobs.map_or_else(cores, usize::from);
        let names = self.source.names();
        let progress = Progress::new(self.source.length(), self.report.is_quiet());
        let lines = Lines::new(self.source.open());
        let prints = self.view != View::Nothing;
        let task = Task {
            work,
            content: self.content,
            view: self.view,
            only: self.only,
            report: self.report.clone(),
            names: if names.len() > 1 {
                names.clone()
            } else {
                Vec::new()
            },
            at: self.at,
            started,
        };
        let printer = Printer::new(self.report.clone(), progress);
        // A caller that needs only the exit code may have closed stdout; the run then goes on.
        let is_unwanted = move || prints && reader_is_gone();
        let ended = order::run(lines, jobs, task, printer, is_unwanted);
        let printer = ended.sink.context("the results are lost")?;
        let tally = printer.finish()?;
        if let Some(unreadable) = ended.unreadable {
            let name = names.get(unreadable.input).map_or("", String::as_str);
            return Err(unreadable.error).with_context(|| format!("cannot read {name}"));
        }
        match tally.exit() {
            // Lines that were not verified must not count as accepted.
            Exit::Done if !ended.is_complete && is_judged => Err(Error::Unfinished.into()),
            exit => Ok(exit),
        }
    }
}

struct Task<W> {
    work: W,
    content: Content,
    view: View,
    only: Option<Only>,
    report: Report,
    /// The inputs' names, where there are several.
    names: Vec<String>,
    at: Option<Moment>,
    /// When the run started.
    started: NumericDate,
}

impl<W: Work> order::Task for Task<W> {
    type Results = Results;

    fn worker(&self) -> impl FnMut(&Chunk, &mut Results, &mut HandOver<'_, Results>) {
        let mut work = self.work.worker();
        let mut writer = Writer::new(&self.report, &self.view, self.only);
        let mut finder = Finder::default();
        move |chunk, results, hand_over| {
            results.restart(chunk.bytes().len());
            // A stream may run for days. If the clock fails later, the start of the run is used.
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
                let outcome = self.line(
                    &line,
                    &mut work,
                    &mut finder,
                    &mut writer,
                    results,
                    hand_over,
                );
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
        finder: &mut Finder,
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
                let mut from = 0;
                while let Some(range) = finder.next(line.text, &mut from) {
                    found = true;
                    let column = Some(range.start + 1);
                    let place = Place { column, ..place };
                    let prefix = prefix(line.text, range.start);
                    if let Some(warning) = Warning::on_prefix(prefix) {
                        writer.warning(&place, &warning, results);
                    }
                    let text = &line.text[range];
                    work(&Item { place, text, now }, writer, results);
                    relieve(results, hand_over)?;
                }
                if !found && has_utf16(line.text) {
                    let rejected = Rejected::malformed(Malformed::Utf16);
                    writer.rejected(&place, trimmed, &rejected, results);
                } else if !found {
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
