//! The words for how a token is shown, and those of `decode`.

use super::lines::{Lines, Selection};
use crate::report::View;
use crate::time::NumericDate;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use std::ffi::OsString;

/// How a token is shown.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output (default: a picture on a terminal, the payload in a pipe)")]
pub struct Output {
    /// The whole report as one line of JSON
    #[arg(long, group = "view")]
    pub json: bool,

    /// The picture, also in a pipe
    #[arg(long, group = "view", conflicts_with = "lines")]
    pub pretty: bool,

    /// The header as one line of JSON
    #[arg(long, group = "view")]
    pub header: bool,

    /// One claim, by its name, or by a JSON Pointer such as /address/city
    #[arg(long, value_name = "NAME", group = "view", value_parser = NonEmptyStringValueParser::new())]
    pub get: Option<String>,
}

impl Output {
    /// The view that was asked for.
    #[must_use]
    pub fn view(&self) -> View {
        match &self.get {
            Some(name) => View::Claim(name.clone()),
            None if self.json => View::Json,
            None if self.pretty => View::Picture,
            None if self.header => View::Header,
            None => View::Default,
        }
    }
}

pub(super) const DECODE_EXAMPLES: &str = "\
Nothing is verified: anyone can write what is shown here.

Examples:
  jwt decode \"$TOKEN\"
  pbpaste | jwt decode --get exp
  jwt decode \"$TOKEN\" --json | jq .header.kid
  jwt decode --lines --find --print token < access.log";

/// Show what a token says, without verifying it
#[derive(Args, Debug)]
pub struct Decode {
    /// The token, or - for standard input (default: -)
    pub token: Option<OsString>,

    /// The moment that "ago" counts from: RFC 3339, or seconds since 1970 (default: now)
    #[arg(long, value_name = "TIME", value_parser = NumericDate::from_human, allow_negative_numbers = true)]
    pub at: Option<NumericDate>,

    /// Many tokens at once
    #[command(flatten)]
    pub lines: Lines,

    /// Which of them
    #[command(flatten)]
    pub selection: Selection,

    /// How the token is shown
    #[command(flatten)]
    pub output: Output,
}
