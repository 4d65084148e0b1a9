//! The words for many tokens at once.

use crate::report::lines::Only;
use clap::{Args, ValueEnum, value_parser};
use std::path::PathBuf;

/// Where many tokens, or claims to sign, come from.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Many at once")]
pub struct Lines {
    /// Take one token (for sign, claims) a line, in order, from standard input or --input
    #[arg(long)]
    pub lines: bool,

    /// Read the lines of this file, or - (repeatable)
    #[arg(long, value_name = "FILE", requires = "lines")]
    pub input: Vec<PathBuf>,

    /// Work on so many threads (default: one for each core)
    #[arg(long, value_name = "N", requires = "lines", value_parser = value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// Which of many tokens are looked at, and what is printed of them.
#[derive(Args, Debug)]
#[command(next_help_heading = "Many at once")]
pub struct Selection {
    /// Find every token in lines that may hold anything, such as a log
    #[arg(long, requires = "lines")]
    pub find: bool,

    /// Print only the lines that are accepted, or rejected
    #[arg(
        long,
        value_name = "accepted|rejected",
        requires = "lines",
        hide_possible_values = true
    )]
    pub only: Option<OnlyLines>,

    /// Print this of each line (default: the payload; the token with --only rejected)
    #[arg(
        long,
        value_name = "token|payload|report",
        requires = "lines",
        group = "view",
        hide_possible_values = true
    )]
    pub print: Option<PrintLines>,
}

/// The lines that are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnlyLines {
    /// Those that are accepted
    Accepted,
    /// Those that are rejected
    Rejected,
}

impl From<OnlyLines> for Only {
    fn from(only: OnlyLines) -> Self {
        match only {
            OnlyLines::Accepted => Self::Accepted,
            OnlyLines::Rejected => Self::Rejected,
        }
    }
}

/// What is printed of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PrintLines {
    /// The token
    Token,
    /// The payload
    Payload,
    /// The whole report as JSON, as --json does
    Report,
}
