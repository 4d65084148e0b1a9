//! Flags for many tokens at once.

use crate::error::{Error, Usage};
use crate::report::{Only, View};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, value_parser};
use std::path::PathBuf;

/// Where many tokens, or claims to sign, come from.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Many tokens")]
pub(crate) struct Lines {
    /// Read many tokens (sign: claims), one on each line
    ///
    /// The lines come from standard input or --input, and the order is kept.
    #[arg(id = "lines", long, hide_short_help = true)]
    pub(crate) are_many: bool,

    /// Read the lines of this file, or - (repeatable)
    #[arg(long, value_name = "FILE", requires = "lines", hide_short_help = true)]
    pub(crate) input: Vec<PathBuf>,

    /// How many threads work (default: one for each core)
    #[arg(long, value_name = "N", requires = "lines", value_parser = value_parser!(u16).range(1..=256),
        hide_short_help = true)]
    pub(crate) jobs: Option<u16>,
}

/// Which of many tokens are looked at, and what is printed of them.
#[derive(Args, Debug)]
#[command(next_help_heading = "Many tokens")]
pub(crate) struct Selection {
    /// Find every token in lines that may hold anything, such as a log
    #[arg(long, requires = "lines", hide_short_help = true)]
    pub(crate) find: bool,

    /// Print only the lines that are accepted, or rejected
    #[arg(
        long,
        value_name = "accepted|rejected",
        value_parser = only(),
        requires = "lines",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub(crate) only: Option<Only>,

    /// Print this of each line (default: the payload; the token with --only rejected)
    #[arg(
        long,
        value_name = "token|payload|report",
        value_parser = print(),
        requires = "lines",
        group = "view",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub(crate) print: Option<View>,
}

fn only() -> impl TypedValueParser<Value = Only> {
    let names = [
        PossibleValue::new("accepted").help("Those that are accepted"),
        PossibleValue::new("rejected").help("Those that are rejected"),
    ];
    PossibleValuesParser::new(names).map(|name| match name.as_str() {
        "accepted" => Only::Accepted,
        _ => Only::Rejected,
    })
}

fn print() -> impl TypedValueParser<Value = View> {
    let names = [
        PossibleValue::new("token").help("The token"),
        PossibleValue::new("payload").help("The payload"),
        PossibleValue::new("report").help("The whole report as JSON, as --json does"),
    ];
    PossibleValuesParser::new(names).map(|name| match name.as_str() {
        "token" => View::Token,
        "payload" => View::Payload,
        _ => View::Report,
    })
}

impl Selection {
    /// What is printed of which lines, where `output` is what the other flags ask for.
    ///
    /// # Errors
    /// When content of a rejected token would be shown, which did not verify.
    pub(crate) fn view(&self, output: Option<View>) -> Result<View, Error> {
        let rejected = self.only == Some(Only::Rejected);
        let usual = if rejected { View::Token } else { View::Payload };
        let view = self.print.clone().or(output).unwrap_or(usual);
        if rejected && matches!(view, View::Payload | View::Header | View::Claims(_)) {
            return Err(Error::Usage(Usage::RejectedContent));
        }
        Ok(view)
    }
}
