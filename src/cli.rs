//! The words of the command line, and nothing done with them: no I/O, no crypto.

pub mod generate;
pub mod keys;
pub mod lines;
pub mod network;
pub mod shell;
pub mod show;
pub mod sign;
pub mod value;
pub mod verify;

pub use generate::{GenKey, GenSecret, KeyFormat, OutputEncoding};
pub use keys::{Encoding, KeyFiles, KeyForm, Keys, Passphrase};
pub use lines::{Lines, OnlyLines, PrintLines, Selection};
pub use network::Network;
pub use shell::{Completions, Man, Shell};
pub use show::{Decode, Output};
pub use sign::Sign;
pub use value::{Assignment, SigningAlgorithm};
pub use verify::Verify;

use crate::report::ColourChoice;
use clap::{Parser, Subcommand, ValueEnum};
use generate::{GEN_KEY_EXAMPLES, GEN_SECRET_EXAMPLES};
use keys::KEY_EXAMPLES;
use shell::{COMPLETIONS_EXAMPLES, MAN_EXAMPLES};
use show::DECODE_EXAMPLES;
use sign::SIGN_EXAMPLES;
use verify::VERIFY_EXAMPLES;

const EXAMPLES: &str = "\
Examples:
  export JWT_SECRET=\"$(jwt gen-secret)\"
  jwt sign --claim role=admin --expires-in 1h
  jwt sign --claim role=admin --expires-in 1h | jwt verify
  jwt decode \"$TOKEN\" | jq .role

Environment:
  JWT_SECRET, JWT_KEY        a secret; a key file's path, or the key's text
  JWT_KEY_PASSPHRASE         the passphrase of an encrypted key
  NO_COLOR, CLICOLOR_FORCE   never colour; colour also in pipes

Exit codes:
  0  done; for verify, accepted
  1  could not run: a file, key or network problem, or no key at all
  2  could not run: wrong usage, or invalid claims to sign
  3  rejected: malformed token
  4  rejected: the signature, or no permitted key or algorithm for it
  5  rejected: a claim is not as demanded
  6  rejected: not valid yet
  7  rejected: expired, and nothing else is wrong";

/// Sign, verify and decode JSON Web Tokens, and make secrets and keys for them
#[derive(Debug, Parser)]
#[command(name = "jwt", version, after_help = EXAMPLES, arg_required_else_help = true)]
#[command(
    disable_help_subcommand = false,
    subcommand_required = true,
    max_term_width = 100
)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        display_order = 100
    )]
    pub color: Colour,

    /// Leave out warnings, advice and summaries; verify prints no payload either
    #[arg(short, long, global = true, display_order = 101)]
    pub quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Colour {
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
pub enum Command {
    /// Make a random secret
    #[command(after_help = GEN_SECRET_EXAMPLES)]
    GenSecret(GenSecret),
    /// Make a key for an algorithm
    #[command(after_help = GEN_KEY_EXAMPLES)]
    GenKey(GenKey),
    /// Sign claims into a token
    #[command(after_help = SIGN_EXAMPLES)]
    Sign(Box<Sign>),
    /// Verify a token and print its payload
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(Box<Verify>),
    /// Show what a token says, without verifying it
    #[command(after_help = DECODE_EXAMPLES)]
    Decode(Decode),
    /// Tell what a key file holds, and convert it
    #[command(after_help = KEY_EXAMPLES)]
    Key(KeyFiles),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Print a manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man(Man),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Exit;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_lists_every_exit_code() {
        for (exit, meaning) in Exit::ALL {
            let line = format!("  {}  {meaning}", exit as u8);
            assert!(EXAMPLES.lines().any(|there| there == line), "{line}");
        }
    }
}
