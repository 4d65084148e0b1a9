//! Flags for what is printed of a token.

use super::value;
use crate::report::{Extent, Report, View, Wanted};
use clap::Args;
use jwt_toolkit::codec::json::Path;

/// How a token is shown.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
#[command(next_help_heading = "Output (a picture on a terminal, the payload in a pipe)")]
pub(crate) struct Output {
    /// The whole report as one line of JSON
    #[arg(long, group = "view")]
    pub(crate) json: bool,

    /// The picture, also in a pipe
    #[arg(long, group = "view", conflicts_with = "lines", hide_short_help = true)]
    pub(crate) pretty: bool,

    /// The picture, with the token's whole text instead of three rows of it
    #[arg(long, conflicts_with_all = ["json", "header", "get", "lines"])]
    pub(crate) full: bool,

    /// The header as one line of JSON
    #[arg(long, group = "view")]
    pub(crate) header: bool,

    /// A claim, or a JSON Pointer (repeatable; --iso: as a date)
    ///
    /// Each is printed on a line; of many tokens, between tabs.
    #[arg(long, value_name = "NAME", group = "view", value_parser = value::path)]
    pub(crate) get: Vec<Path>,

    /// Print what --get asks for as RFC 3339
    #[arg(long, requires = "get", hide_short_help = true)]
    pub(crate) iso: bool,
}

impl Output {
    /// What was asked for, where it was.
    pub(crate) fn asked(&self) -> Option<View> {
        if !self.get.is_empty() {
            return Some(View::Claims(Wanted {
                paths: self.get.clone(),
                as_times: self.iso,
            }));
        }
        match (self.json, self.pretty || self.full, self.header) {
            (true, _, _) => Some(View::Report),
            (_, true, _) => Some(self.picture()),
            (_, _, true) => Some(View::Header),
            _ => None,
        }
    }

    /// What is printed of one token: what was asked for, else a picture on a terminal and the payload
    /// in a pipe.
    pub(crate) fn view(&self, report: &Report) -> View {
        let usual = if report.out_is_terminal() {
            self.picture()
        } else {
            View::Payload
        };
        self.asked().unwrap_or(usual)
    }

    fn picture(&self) -> View {
        View::Picture(if self.full {
            Extent::Whole
        } else {
            Extent::Excerpt
        })
    }
}
