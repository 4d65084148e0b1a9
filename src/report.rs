//! The only file, with its rooms, that prints.
//!
//! The rules: stdout has the result and nothing else; warnings, advice, explanations and errors go
//! to stderr, start in lower case, end without a full stop, and take one line, a hint one more.
//! Text from a token is escaped on stderr and on terminals. A closed pipe is the reader's choice
//! and no error. Nothing is printed before the result is whole.

pub mod escape;
pub mod json;
pub mod keys;
pub mod lines;
pub mod picture;
pub mod place;
pub mod printer;
pub mod progress;
pub mod tally;

use crate::advice::Advice;
use crate::claims::{Claims, HEADER_TYP, Outcome};
use crate::codec::compact::{Compact, Disclosures, Encrypted};
use crate::codec::json::{Json, quote};
use crate::error::{CannotRun, Exit};
use crate::keys::{Key, UnusableKey};
use crate::time::NumericDate;
use crate::verify::{Rejected, Step, Unverified, Verified};
use colored::{Color, Colorize};
use escape::{invisible, one_line};
use picture::{Picture, Signature};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourChoice {
    /// As the environment says, else where the stream is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColourChoice {
    /// Decided once for each stream.
    fn for_stream(self, is_terminal: bool) -> Paint {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced =
            || std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0");
        Paint {
            on: match self {
                Self::Always => true,
                Self::Never => false,
                Self::Auto if set("NO_COLOR") => false,
                Self::Auto => forced() || is_terminal,
            },
        }
    }
}

/// Colours of one stream, or none.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
}

impl Paint {
    fn apply(self, text: &str, style: impl Fn(&str) -> colored::ColoredString) -> String {
        if self.on && !text.is_empty() {
            style(text).to_string()
        } else {
            text.to_owned()
        }
    }

    fn colour(self, text: &str, colour: Color) -> String {
        self.apply(text, |text| text.color(colour))
    }

    fn title(self, text: &str, colour: Color) -> String {
        self.apply(text, |text| text.color(colour).bold())
    }

    fn alarm(self, text: &str) -> String {
        self.apply(text, |text| text.red().bold())
    }

    fn good(self, text: &str) -> String {
        self.apply(text, |text| text.green().bold())
    }

    fn faint(self, text: &str) -> String {
        self.apply(text, |text| text.dimmed())
    }

    fn warning(self, text: &str) -> String {
        self.apply(text, |text| text.yellow().bold())
    }
}

/// How a token is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// The picture on a terminal, the payload in a pipe.
    Default,
    /// The whole report as JSON on one line.
    Json,
    /// The picture.
    Picture,
    /// The header as JSON on one line.
    Header,
    /// One claim, by its name or JSON Pointer.
    Claim(String),
    /// Nothing.
    Nothing,
}

/// The two streams of a run.
#[derive(Clone, Debug)]
pub struct Report {
    out_is_terminal: bool,
    out: Paint,
    err: Paint,
    quiet: bool,
}

impl Report {
    /// Looks at both streams once.
    #[must_use]
    pub fn new(colour: ColourChoice, quiet: bool) -> Self {
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

    /// A line of the program's own making: a token, a secret.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn line(&self, line: &str) -> Result<(), CannotRun> {
        write_out(format!("{line}\n").as_bytes())
    }

    /// Generated text as it is.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn text(&self, text: &[u8]) -> Result<(), CannotRun> {
        write_out(text)
    }

    /// Whether advice, summaries and progress are left out.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether stdout is a terminal.
    #[must_use]
    pub fn out_is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    /// What some keys are, in words or as JSON.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn keys(
        &self,
        keys: &[Key],
        unusable: &[UnusableKey],
        as_json: bool,
    ) -> Result<(), CannotRun> {
        if as_json {
            let mut out = Vec::new();
            self.json_line(&keys::in_json(keys, unusable), &mut out);
            return write_out(&out);
        }
        let lines = keys::in_words(keys, unusable);
        let lines = lines.iter().map(|line| invisible(line) + "\n");
        write_out(lines.collect::<String>().as_bytes())
    }

    /// A token that was verified.
    ///
    /// # Errors
    /// When stdout cannot be written, or the claim that was asked for is not there.
    pub fn verified(
        &self,
        view: &View,
        token: &Verified<'_>,
        now: NumericDate,
    ) -> Result<(), Unshown> {
        let mut out = Vec::new();
        let claims = token.claims().map(Claims::json);
        match self.resolve(view) {
            View::Nothing => {}
            View::Json => self.json_line(&json::verified(None, token), &mut out),
            View::Header => self.json_line(token.header(), &mut out),
            View::Claim(name) => self.claim(&name, claims, &mut out)?,
            View::Default => self.payload(claims, token.payload(), &mut out),
            View::Picture => {
                let picture = self.picture(now);
                let key = token.key().to_string();
                let state = Signature::VerifiedWith(&key);
                // With --jws any payload is accepted, and is shown as JSON all the same where it is.
                let any = json::any_payload(token);
                out.extend_from_slice(picture.parts(&parts_of(token.compact())).as_bytes());
                out.extend_from_slice(picture.header(token.header()).as_bytes());
                let payload = picture.payload(claims.or(any.as_ref()), token.payload());
                out.extend_from_slice(payload.as_bytes());
                let alg = Some(token.algorithm().name());
                let signature = picture.signature(alg, state, &token.unchecked());
                out.extend_from_slice(signature.as_bytes());
            }
        }
        Ok(write_out(&out)?)
    }

    /// A token that was refused: its errors on stderr, and the report where it was asked for.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn rejected(&self, view: &View, token: &Rejected<'_>) -> Result<(), CannotRun> {
        for error in &token.errors {
            self.error(error, error.hint().as_deref());
        }
        let mut out = Vec::new();
        if *view == View::Json {
            self.json_line(&json::rejected(None, token), &mut out);
        }
        write_out(&out)
    }

    /// A token that was taken apart, with the disclosures of an SD-JWT.
    ///
    /// # Errors
    /// When stdout cannot be written, or the claim that was asked for is not there.
    pub fn unverified(
        &self,
        view: &View,
        compact: &Compact<'_>,
        disclosures: Option<&Disclosures<'_>>,
        token: &Unverified<'_>,
        now: NumericDate,
    ) -> Result<(), Unshown> {
        let mut out = Vec::new();
        let payload = token.json.as_ref().ok();
        let header = token.header.value().text();
        match self.resolve(view) {
            View::Nothing => {}
            View::Json => {
                let report = json::unverified(None, compact, disclosures, token);
                self.json_line(&report, &mut out);
            }
            View::Header => self.json_line(header, &mut out),
            View::Claim(name) => self.claim(&name, payload, &mut out)?,
            View::Default => self.payload(payload, token.payload, &mut out),
            View::Picture => {
                let picture = self.picture(now);
                let disclosed = disclosures.map(|disclosures| picture.disclosures(disclosures));
                let alg = token.header.get("alg").and_then(|alg| alg.as_str());
                for section in [
                    picture.parts(&parts_of(compact)),
                    picture.header(header),
                    picture.payload(payload, token.payload),
                    disclosed.unwrap_or_default(),
                    picture.signature(alg.as_deref(), Signature::NotVerified, &[]),
                ] {
                    out.extend_from_slice(section.as_bytes());
                }
            }
        }
        Ok(write_out(&out)?)
    }

    /// A JWE, of which the header alone can be read.
    ///
    /// # Errors
    /// When stdout cannot be written, or the payload was asked for.
    pub fn encrypted(
        &self,
        view: &View,
        token: &Encrypted<'_>,
        header: &Json<'_>,
        now: NumericDate,
    ) -> Result<(), Unshown> {
        let mut out = Vec::new();
        let text = header.value().text();
        match self.resolve(view) {
            View::Nothing => {}
            View::Json => self.json_line(&json::encrypted(None, token, header), &mut out),
            View::Header => self.json_line(text, &mut out),
            View::Picture => {
                let picture = self.picture(now);
                let [key, iv, ciphertext, tag] = token.rest;
                for section in [
                    picture.parts(&[token.header, key, iv, ciphertext, tag]),
                    picture.header(text),
                    picture.encrypted(token),
                ] {
                    out.extend_from_slice(section.as_bytes());
                }
            }
            View::Default | View::Claim(_) => return Err(Unshown::PayloadEncrypted),
        }
        Ok(write_out(&out)?)
    }

    /// A piece of advice, unless quiet.
    pub fn advice(&self, advice: &Advice) {
        if !self.quiet {
            let lines = self.warning(advice, advice.hint());
            // Where stderr is gone, there is nobody left to tell.
            let _ = io::stderr().write_all(lines.as_bytes());
        }
    }

    fn warning(&self, advice: &dyn Display, hint: Option<&str>) -> String {
        let label = self.err.warning("warning:");
        self.stderr_lines(&label, advice, hint)
    }

    /// An error and what to do about it.
    pub fn error(&self, error: &dyn Display, hint: Option<&str>) {
        let label = self.err.alarm("error:");
        self.stderr_line(&label, error, hint);
    }

    /// What the parser of the command line has to say of a call that it does not understand; the
    /// call may quote anything.
    pub fn usage(&self, text: &str) {
        // A dash before a flag that does not exist was hardly meant as a value.
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("  tip: to pass "));
        let lines = lines.map(|line| invisible(line) + "\n");
        // Where stderr is gone, there is nobody left to tell.
        let _ = io::stderr().write_all(lines.collect::<String>().as_bytes());
    }

    /// What was done on the way to the keys, by the word for what it was done to.
    pub fn explanation(&self, what: &str, words: &dyn Display) {
        self.stderr_line(&self.err.faint(&format!("{what:<10}")), words, None);
    }

    /// A step of a token's way, in words.
    pub fn step(&self, step: &Step<'_>, now: NumericDate) {
        let (name, words) = match step {
            Step::Split(compact) => (
                "split",
                format!(
                    "header {}, payload {}, signature {} characters",
                    compact.header().len(),
                    compact.payload().len(),
                    compact.signature().len()
                ),
            ),
            Step::Failed(stage, error) => (*stage, format!("failed: {error}")),
            Step::Header(json) => ("header", one_line(json).into_owned()),
            Step::KeySkipped(key) => ("key", format!("{}: skipped: {}", key.source, key.reason)),
            Step::Key(key, Ok(())) => ("key", format!("{key}: may verify this token")),
            Step::Key(key, Err(reason)) => ("key", format!("{key}: passed over: {reason}")),
            Step::Signature(alg, key, true) => ("signature", format!("{alg} with {key}: matches")),
            Step::Signature(alg, key, false) => {
                ("signature", format!("{alg} with {key}: does not match"))
            }
            Step::Claim(name, outcome, claims, header) => {
                let value = match (*name, &header.typ) {
                    (HEADER_TYP, typ) => typ.as_deref().map(quote),
                    (name, _) => claims.json().get(name).map(|value| value.text().to_owned()),
                };
                (
                    *name,
                    outcome_in_words(name, outcome, value.as_deref(), now),
                )
            }
        };
        let name = format!("{:<10}", invisible(name));
        self.stderr_line(&self.err.faint(&name), &words, None);
    }

    fn stderr_line(&self, label: &str, message: &dyn Display, hint: Option<&str>) {
        let lines = self.stderr_lines(label, message, hint);
        // Where stderr is gone, there is nobody left to tell.
        let _ = io::stderr().write_all(lines.as_bytes());
    }

    fn stderr_lines(&self, label: &str, message: &dyn Display, hint: Option<&str>) -> String {
        let message = excerpt(&message.to_string());
        let hint = hint.map_or_else(String::new, |hint| {
            format!("  {} {}\n", self.err.faint("hint:"), invisible(hint))
        });
        format!("{label} {}\n{hint}", invisible(&message))
    }

    fn resolve(&self, view: &View) -> View {
        match view {
            View::Default if self.out_is_terminal => View::Picture,
            view => view.clone(),
        }
    }

    fn picture(&self, now: NumericDate) -> Picture {
        let size = terminal_size::terminal_size_of(io::stdout());
        let columns = size.map_or(80, |(width, _)| usize::from(width.0));
        Picture {
            paint: self.out,
            columns,
            now,
        }
    }

    /// JSON on a line: as the token has it in a pipe, without what a terminal would obey on one.
    fn json_line(&self, json: &str, out: &mut Vec<u8>) {
        let line = one_line(json);
        if self.out_is_terminal {
            let line = line.replace('\t', " ");
            out.extend_from_slice(invisible(&line).as_bytes());
        } else {
            out.extend_from_slice(line.as_bytes());
        }
        out.push(b'\n');
    }

    /// A payload: JSON on its line, or the exact bytes of anything else.
    fn payload(&self, json: Option<&Json<'_>>, bytes: &[u8], out: &mut Vec<u8>) {
        match json {
            Some(json) => self.json_line(json.text(), out),
            None => out.extend_from_slice(bytes),
        }
    }

    /// One claim. A string goes without its quotes unless that would let it forge a line.
    fn claim(&self, name: &str, json: Option<&Json<'_>>, out: &mut Vec<u8>) -> Result<(), Unshown> {
        let value = json.and_then(|json| json.find(name));
        let value = value.ok_or_else(|| Unshown::NoSuchClaim(name.to_owned()))?;
        let forges_lines = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        match value.as_str() {
            Some(text) if text.contains(forges_lines) => {
                self.json_line(&invisible(value.text()), out);
            }
            Some(text) if self.out_is_terminal && *invisible(&text) != *text => {
                self.json_line(value.text(), out);
            }
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                out.push(b'\n');
            }
            None => self.json_line(value.text(), out),
        }
        Ok(())
    }
}

/// Why a result could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum Unshown {
    /// The claim that was asked for is not in the payload.
    #[error("claim {} is missing", quote(.0))]
    NoSuchClaim(String),
    /// The payload of a JWE was asked for.
    #[error("payload is encrypted")]
    PayloadEncrypted,
    /// Stdout could not be written.
    #[error(transparent)]
    Output(#[from] CannotRun),
}

impl Unshown {
    /// The exit code of this fact.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoSuchClaim(_) => Exit::Claim,
            Self::PayloadEncrypted => Exit::Malformed,
            Self::Output(error) => error.exit(),
        }
    }

    /// What to do about it, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::PayloadEncrypted => Some("--header shows its header".to_owned()),
            _ => None,
        }
    }
}

fn outcome_in_words(
    name: &str,
    outcome: &Outcome,
    value: Option<&str>,
    now: NumericDate,
) -> String {
    let value = value.map(one_line);
    let value = value.as_deref().unwrap_or("missing");
    let time = ["exp", "nbf", "iat"]
        .contains(&name)
        .then(|| NumericDate::from_json_number(value))
        .flatten();
    let shown = match time {
        Some(time) => format!("{value} ({time}, {})", time.relative_to(now)),
        None => value.to_owned(),
    };
    match outcome {
        Outcome::Passed => format!("{shown}: passed"),
        Outcome::Failed(violation) => format!("failed: {violation}"),
        Outcome::NotChecked => format!("{shown}: not checked"),
    }
}

/// A message with no more of a token's text in it than one can read.
fn excerpt(message: &str) -> String {
    const MAX_CHARACTERS: usize = 1000;
    match message.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}… ({} bytes)", &message[..end], message.len()),
        None => message.to_owned(),
    }
}

fn parts_of<'c>(compact: &Compact<'c>) -> [&'c [u8]; 3] {
    [compact.header(), compact.payload(), compact.signature()]
}

fn write_out(whole: &[u8]) -> Result<(), CannotRun> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(whole).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CannotRun::Output(error)),
        _ => Ok(()),
    }
}
