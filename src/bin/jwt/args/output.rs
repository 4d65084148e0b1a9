//! Flags for what is printed of a token.

use crate::report::{Report, View};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;

/// How a token is shown.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output (default: a picture on a terminal, the payload in a pipe)")]
pub(crate) struct Output {
    /// The whole report as one line of JSON
    #[arg(long, group = "view")]
    pub(crate) json: bool,

    /// The picture, also in a pipe
    #[arg(long, group = "view", conflicts_with = "lines")]
    pub(crate) pretty: bool,

    /// The header as one line of JSON
    #[arg(long, group = "view")]
    pub(crate) header: bool,

    /// One claim, by its name, or by a JSON Pointer such as /address/city
    #[arg(long, value_name = "NAME", group = "view", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) get: Option<String>,
}

impl Output {
    /// What was asked for, where it was.
    pub(crate) fn asked(&self) -> Option<View> {
        match &self.get {
            Some(name) => Some(View::Claim(name.clone())),
            None if self.json => Some(View::Report),
            None if self.pretty => Some(View::Picture),
            None if self.header => Some(View::Header),
            None => None,
        }
    }

    /// What is printed of one token: what was asked for, else a picture on a terminal and the payload
    /// in a pipe.
    pub(crate) fn view(&self, report: &Report) -> View {
        let usual = if report.out_is_terminal() {
            View::Picture
        } else {
            View::Payload
        };
        self.asked().unwrap_or(usual)
    }
}
