//! The only module that prints.
//!
//! The rules: stdout has the result and nothing else; warnings, advice, explanations and errors go
//! to stderr, start in lower case, end without a full stop, and take one line, a hint one more.
//! Text from a token is escaped on stderr and on terminals. A closed pipe is the reader's choice
//! and no error. Nothing is printed before the result is whole.

mod document;
mod escape;
mod exit;
mod hint;
mod json;
mod keys;
mod kind;
mod lines;
mod picture;
mod plain;
mod printer;
mod progress;
mod steps;
mod terminal;
mod usage;
mod view;
mod warning;

pub(crate) use document::{Document, Unshown};
pub(crate) use escape::invisible;
pub(crate) use exit::Exit;
pub(crate) use lines::{Refusal, Results, Writer};
pub(crate) use printer::{Printer, reader_is_gone};
pub(crate) use progress::Progress;
pub(crate) use terminal::ColourChoice;
pub(crate) use usage::in_words as usage_in_words;
pub(crate) use view::{Extent, Only, View, Wanted};
pub(crate) use warning::Warning;

use crate::error::Error;
use clap::builder::StyledStr;
use document::{Canvas, State};
use jwt_toolkit::Malformed;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::jwk::{Key, UnusableKey};
use jwt_toolkit::jwt::{Rejection, Step};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use terminal::Paint;
use zeroize::Zeroizing;

/// The two streams of a run.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    out_is_terminal: bool,
    out: Paint,
    err: Paint,
    quiet: bool,
}

impl Report {
    /// Looks at both streams once.
    pub(crate) fn new(colour: ColourChoice, quiet: bool) -> Self {
        // Whether to colour is decided here, for each stream; the library would ask stdout alone.
        colored::control::set_override(true);
        let out_is_terminal = io::stdout().is_terminal();
        Self {
            out_is_terminal,
            out: colour.for_stream(out_is_terminal),
            err: colour.for_stream(io::stderr().is_terminal()),
            quiet,
        }
    }

    /// Whether advice, summaries and progress are left out.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether stdout is a terminal.
    pub(crate) fn out_is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    /// What some keys are, in words or as JSON.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(crate) fn keys(
        &self,
        keys: &[Key],
        unusable: &[UnusableKey],
        as_json: bool,
    ) -> Result<(), Error> {
        if as_json {
            let mut out = Vec::new();
            plain::json_line(&keys::in_json(keys, unusable), &self.canvas(None), &mut out);
            return write_out(&out);
        }
        let lines = keys::in_words(keys, unusable);
        write_out((lines.join("\n") + "\n").as_bytes())
    }

    /// A key in one of its forms. On a terminal, what the terminal would obey is escaped: the maker of
    /// a key chooses its `kid` and `use`, and in a JWK the escapes mean the same.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(crate) fn key(&self, content: &[u8]) -> Result<(), Error> {
        match std::str::from_utf8(content) {
            Ok(text) if self.out_is_terminal => {
                let lines = text.lines().map(|line| invisible(line) + "\n");
                write_out(Zeroizing::new(lines.collect::<String>()).as_bytes())
            }
            _ => write_out(content),
        }
    }

    /// A token: what `view` shows of it on stdout; the errors of a rejected one on stderr, and its
    /// report where that was asked for.
    ///
    /// # Errors
    /// When stdout cannot be written, or the token does not have what was asked for.
    pub(crate) fn token(
        &self,
        document: &Document<'_>,
        view: &View,
        now: NumericDate,
    ) -> Result<(), Error> {
        let mut out = Vec::new();
        if let State::Rejected(rejected) = document.state {
            self.reasons(document, &rejected.errors);
            if *view != View::Report {
                return Ok(());
            }
        }
        document.draw(view, &self.canvas(Some(now)), &mut out)?;
        write_out(&out)
    }

    /// What speaks against a token; says how the run ends.
    pub(crate) fn reasons(&self, document: &Document<'_>, errors: &[Rejection]) -> Exit {
        for error in errors {
            self.error(error, hint::on_rejection(error, document).as_deref());
        }
        Exit::of_reasons(errors)
    }

    /// What documents are drawn on; without a moment, none of them is a picture.
    fn canvas(&self, now: Option<NumericDate>) -> Canvas {
        let size = now.and_then(|_| terminal_size::terminal_size_of(io::stdout()));
        Canvas {
            is_terminal: self.out_is_terminal,
            is_one_line: now.is_none(),
            paint: self.out,
            columns: size.map_or(80, |(width, _)| usize::from(width.0)),
            now,
        }
    }

    /// Why a text is no token that could be shown; says how the run ends.
    pub(crate) fn no_token(&self, error: &Malformed, text: &[u8]) -> Exit {
        self.error(error, hint::on_malformed(error, text).as_deref());
        Exit::Malformed
    }

    /// A warning or a piece of advice, unless quiet.
    pub(crate) fn warning(&self, warning: &Warning) {
        if !self.quiet {
            tell(&self.warning_lines(warning, hint::on_warning(warning)));
        }
    }

    /// Warns of what is unusual about keys that can be used.
    pub(crate) fn remarks(&self, keys: &[Key]) {
        for key in keys {
            for remark in key.remarks() {
                self.warning(&Warning::Key {
                    source_name: key.to_string(),
                    remark: remark.clone(),
                });
            }
        }
    }

    fn warning_lines(&self, warning: &dyn Display, hint: Option<&str>) -> String {
        let label = self.err.warning("warning:");
        self.stderr_lines(&label, warning, hint)
    }

    /// Why a command could not run, or had nothing to show; says how the run ends.
    pub(crate) fn failure(&self, error: &anyhow::Error) -> Exit {
        self.error(&format!("{error:#}"), hint::on_failure(error).as_deref());
        Exit::of_failure(error)
    }

    /// An error and what to do about it.
    pub(crate) fn error(&self, error: &dyn Display, hint: Option<&str>) {
        let label = self.err.alarm("error:");
        tell(&self.stderr_lines(&label, error, hint));
    }

    /// Help, styled where stdout is coloured.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(crate) fn help(&self, help: &StyledStr) -> Result<(), Error> {
        if self.out.is_on() {
            write_out(help.ansi().to_string().as_bytes())
        } else {
            write_out(help.to_string().as_bytes())
        }
    }

    /// What the parser of the command line has to say of a call that it does not understand; the call
    /// may quote anything.
    pub(crate) fn parser(&self, text: &StyledStr) {
        let label = self.err.alarm("error:");
        // A dash before a flag that does not exist was not meant as a value.
        let text = text.to_string();
        let mut lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("  tip: to pass "))
            .collect();
        lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
        let lines = lines.into_iter();
        let lines = lines.map(|line| match line.strip_prefix("error:") {
            Some(message) => format!("{label}{}\n", invisible(message)),
            None => format!("{}\n", invisible(line)),
        });
        tell(&lines.collect::<String>());
    }

    /// What was done on the way to the keys, by the word for what it was done to.
    pub(crate) fn explanation(&self, what: &str, words: &dyn Display) {
        let label = self.err.faint(&format!("{what:<10}"));
        tell(&self.stderr_lines(&label, words, None));
    }

    /// A step of a token's way, in words.
    pub(crate) fn step(&self, step: &Step<'_>, now: NumericDate) {
        let (name, words) = steps::in_words(step, now);
        self.explanation(&invisible(name), &words);
    }

    fn stderr_lines(&self, label: &str, message: &dyn Display, hint: Option<&str>) -> String {
        let message = excerpt(&message.to_string());
        let hint = hint.map_or_else(String::new, |hint| self.hint_line(hint));
        format!("{label} {}\n{hint}", invisible(&message))
    }

    fn hint_line(&self, hint: &str) -> String {
        format!("  {} {}\n", self.err.faint("hint:"), invisible(hint))
    }
}

/// A line of the program's own making: a token, a secret.
///
/// # Errors
/// When stdout cannot be written.
pub(crate) fn print_line(line: &str) -> Result<(), Error> {
    write_out(format!("{line}\n").as_bytes())
}

/// Generated text as it is.
///
/// # Errors
/// When stdout cannot be written.
pub(crate) fn print(text: &[u8]) -> Result<(), Error> {
    write_out(text)
}

/// A message with no more of a token's text in it than one can read.
fn excerpt(message: &str) -> String {
    const MAX_CHARACTERS: usize = 1000;
    match message.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}… ({} bytes)", &message[..end], message.len()),
        None => message.to_owned(),
    }
}

/// Errors are ignored: if stderr is closed, there is nowhere to report them.
fn tell(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn write_out(whole: &[u8]) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(whole).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}
