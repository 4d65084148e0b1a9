//! `jwt man`: manual pages, made from the same definitions that parse.

use crate::cli::{Cli, Man};
use crate::error::Exit;
use crate::report::Report;
use anyhow::{Context, Result};
use clap::CommandFactory;

pub(super) fn run(flags: &Man, report: &Report) -> Result<Exit> {
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
    report.text(&page)?;
    Ok(Exit::Done)
}
