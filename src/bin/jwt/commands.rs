//! The subcommands, a file each: its flags, and its run.

mod completions;
mod decode;
mod gen_key;
mod gen_secret;
mod key;
mod man;
mod misunderstood;
mod sign;
mod verify;

use crate::report::{ColourChoice, Exit, Report};
use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::fmt::Write;

/// How wide help is at most.
const HELP_COLUMNS: usize = 100;

const EXAMPLES: &str = "\
Examples:
  export JWT_SECRET=\"$(jwt gen-secret)\"
  jwt sign --claim role=admin --expires-in 1h | jwt verify
  jwt decode \"$TOKEN\" --get exp --iso
  jwt --help            (exit codes and variables too)";

/// The variables that are read, what each is, and the flag that it stands in for, where it is one.
const ENVIRONMENT: [(&str, &str, Option<&str>); 6] = [
    ("JWT_SECRET", "a secret", Some("secret")),
    (
        "JWT_KEY",
        "the path of a key file, or the key's text",
        Some("key"),
    ),
    (
        "JWT_KEY_PASSPHRASE",
        "the passphrase of an encrypted key",
        Some("passphrase_file"),
    ),
    (
        "JWT_STRICT",
        "anything but 0 makes verify reject tokens for an audience that is not checked",
        Some("strict"),
    ),
    ("NO_COLOR", "never colour", None),
    ("CLICOLOR_FORCE", "colour also in pipes", None),
];

/// The closing text of the long help, with every variable and every exit code.
fn after_long_help() -> String {
    let mut text = String::from(EXAMPLES);
    text.push_str("\n\nEnvironment:");
    for (name, meaning, _) in ENVIRONMENT {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {name:<20} {meaning}");
    }
    text.push_str("\n\nExit codes:");
    for (exit, meaning) in Exit::ALL {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {}  {meaning}", exit as u8);
    }
    text
}

/// Headings stand out, flags are bold, and an error is as red as every other one.
const STYLES: Styles = Styles::plain()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(Style::new().bold())
    .placeholder(Style::new().dimmed());

/// Sign, verify and decode JSON Web Tokens, and make secrets and keys for them
#[derive(Debug, Parser)]
#[command(name = "jwt", version, after_help = EXAMPLES, after_long_help = after_long_help())]
#[command(
    arg_required_else_help = true,
    styles = STYLES,
    disable_help_flag = true,
    disable_help_subcommand = false,
    subcommand_required = true,
    max_term_width = HELP_COLUMNS
)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        hide_short_help = true,
        display_order = 100
    )]
    pub(crate) color: Colour,

    /// Print help; --help prints all of it
    #[arg(short, long, global = true, action = ArgAction::Help, hide_short_help = true, display_order = 102)]
    help: Option<bool>,

    /// Leave out warnings, advice and summaries; verify prints no payload either
    #[arg(
        short,
        long,
        global = true,
        hide_short_help = true,
        display_order = 101
    )]
    pub(crate) quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Colour {
    /// Where the stream is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<Colour> for ColourChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Make a random secret
    #[command(after_help = gen_secret::EXAMPLES)]
    GenSecret(gen_secret::GenSecret),
    /// Make a key for an algorithm
    #[command(after_help = gen_key::EXAMPLES)]
    GenKey(gen_key::GenKey),
    /// Sign claims into a token
    #[command(after_help = sign::EXAMPLES, after_long_help = sign::CLOSING)]
    Sign(Box<sign::Sign>),
    /// Verify a token and print its payload
    #[command(after_help = verify::EXAMPLES, after_long_help = verify::CLOSING)]
    Verify(Box<verify::Verify>),
    /// Show what a token says, without verifying it
    #[command(after_help = decode::EXAMPLES)]
    Decode(decode::Decode),
    /// Tell what a key file holds, and convert it
    #[command(after_help = key::EXAMPLES)]
    Key(key::KeyFiles),
    /// Print a completion script for a shell
    #[command(after_help = completions::EXAMPLES)]
    Completions(completions::Completions),
    /// Print a manual page
    #[command(after_help = man::EXAMPLES)]
    Man(man::Man),
}

/// Runs the command line `args`, the program's name first, and says how it ended.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return misunderstood::tell(&error, &args),
    };
    let report = Report::new(cli.color.into(), cli.quiet);
    let done = match cli.command {
        Command::GenSecret(flags) => gen_secret::run(&flags, &report),
        Command::GenKey(flags) => gen_key::run(&flags, &report),
        Command::Sign(flags) => sign::run(&flags, &report),
        Command::Verify(flags) => verify::run(&flags, &report),
        Command::Decode(flags) => decode::run(&flags, &report),
        Command::Key(flags) => key::run(&flags, &report),
        Command::Completions(flags) => completions::run(&flags),
        Command::Man(flags) => man::run(&flags),
    };
    done.unwrap_or_else(|error| report.failure(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn short_help_fits_a_window() {
        let mut program = Cli::command().term_width(80);
        program.build();
        let root = program.render_help().to_string();
        assert!(root.lines().count() < 24, "{root}");
        for command in program.get_subcommands_mut() {
            let help = command.clone().term_width(80).render_help().to_string();
            let lines = help.lines().count();
            assert!(
                lines <= 40,
                "{} has {lines} lines: {help}",
                command.get_name()
            );
        }
    }
}
