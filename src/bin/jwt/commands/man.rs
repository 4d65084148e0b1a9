//! `jwt man`: manual pages, made from the same definitions that parse.

use clap::Args;

use super::Cli;
use crate::report::{self, Exit};
use anyhow::{Context, Result};
use clap::CommandFactory;

pub(crate) const EXAMPLES: &str = "\
Examples:
  jwt man | man -l -
  jwt man verify > /usr/local/share/man/man1/jwt-verify.1";

/// Print a manual page
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The subcommand (default: jwt as a whole)
    #[arg(value_parser = ["gen-secret", "gen-key", "sign", "verify", "decode", "key", "completions", "man"])]
    pub(crate) subcommand: Option<String>,
}

pub(super) fn run(flags: &Man) -> Result<Exit> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &flags.subcommand {
        let found = command.find_subcommand(name);
        let found = found.with_context(|| format!("no subcommand {name}"))?;
        command = found
            .clone()
            .display_name(format!("jwt-{name}"))
            .version(env!("CARGO_PKG_VERSION"));
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    report::print(&page)?;
    Ok(Exit::Done)
}
