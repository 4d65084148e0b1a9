//! One file a subcommand: resolve the flags, call the core, hand the result to the report.

mod completions;
mod decode;
mod gen_key;
mod gen_secret;
mod key;
mod keyring;
mod lines;
mod man;
#[cfg(feature = "network")]
mod remote;
#[cfg(not(feature = "network"))]
#[path = "remote_absent.rs"]
mod remote;
mod sign;
mod verify;

use crate::cli::{Cli, Command};
use crate::error::{CannotRun, Exit, Malformed};
use crate::report::{ColourChoice, Report, Unshown};
use crate::time::NumericDate;
use anyhow::{Context, Result};
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::time::SystemTime;

/// Runs the command line `args`, the program's name first, and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let report = Report::new(cli.color.into(), cli.quiet);
    let done = match cli.command {
        Command::GenSecret(flags) => gen_secret::run(&flags, &report),
        Command::GenKey(flags) => gen_key::run(&flags, &report),
        Command::Sign(flags) => sign::run(flags, &report),
        Command::Verify(flags) => verify::run(&flags, &report, cli.quiet),
        Command::Decode(flags) => decode::run(&flags, &report),
        Command::Key(flags) => key::run(&flags, &report),
        Command::Completions(flags) => completions::run(&flags, &report),
        Command::Man(flags) => man::run(&flags, &report),
    };
    done.unwrap_or_else(|error| {
        report.error(&format!("{error:#}"), hint(&error).as_deref());
        exit(&error)
    })
}

/// What clap has to say: help and version go to stdout, the rest to stderr.
fn usage(error: &clap::Error) -> Exit {
    let text = error.render().to_string();
    let report = Report::new(ColourChoice::Auto, false);
    if error.use_stderr() {
        match misplaced(error) {
            Some((message, hint)) => report.error(&message, Some(hint)),
            None => report.usage(&text),
        }
        return Exit::Usage;
    }
    match report.text(text.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) => {
            report.error(&error, error.hint().as_deref());
            error.exit()
        }
    }
}

/// What to say of an argument that stands where none belongs. It may be a token or a secret, so that
/// it is not repeated.
fn misplaced(error: &clap::Error) -> Option<(&'static str, &'static str)> {
    let kind = if error.kind() == ErrorKind::InvalidSubcommand {
        ContextKind::InvalidSubcommand
    } else {
        ContextKind::InvalidArg
    };
    let Some(ContextValue::String(argument)) = error.get(kind) else {
        return None;
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand if argument.matches('.').count() >= 2 => Some((
            "a token was given where a subcommand is expected",
            "`jwt decode TOKEN` shows it, `jwt verify TOKEN` verifies it",
        )),
        ErrorKind::UnknownArgument if !looks_like_a_flag(argument) => Some((
            "more arguments were given than there are places for",
            "quote one that has spaces; secrets go into JWT_SECRET or --secret-file",
        )),
        ErrorKind::UnknownArgument
            if ["--secret", "--key"]
                .iter()
                .any(|key| argument.starts_with(key)) =>
        {
            Some((
                "this subcommand takes no key",
                "decode checks nothing; `jwt verify` takes keys",
            ))
        }
        _ => None,
    }
}

/// Whether an argument is a flag that was mistyped, and not a key in PEM, which starts with dashes.
fn looks_like_a_flag(argument: &str) -> bool {
    const LONGEST_FLAG: usize = 30;
    let flag = argument.split('=').next().unwrap_or_default();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    flag.starts_with('-') && flag.len() <= LONGEST_FLAG && flag.chars().all(is_word)
}

/// The one place where an error becomes an exit code.
fn exit(error: &anyhow::Error) -> Exit {
    if let Some(error) = error.downcast_ref::<CannotRun>() {
        return error.exit();
    }
    if error.is::<Malformed>() {
        return Exit::Malformed;
    }
    error
        .downcast_ref()
        .map_or(Exit::CouldNotRun, Unshown::exit)
}

fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<CannotRun>() {
        return error.hint();
    }
    error.downcast_ref().and_then(Unshown::hint)
}

/// The moment a command works at: the one that `--at` gives, else the clock's.
fn moment(at: Option<NumericDate>) -> Result<NumericDate> {
    if let Some(at) = at {
        return Ok(at);
    }
    let since_1970 = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .context("the system's clock is before 1970")?;
    NumericDate::from_seconds(since_1970.as_secs_f64()).context("the system's clock")
}
