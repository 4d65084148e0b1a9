//! `jwt man`: manual pages, made from the same definitions that parse.

use crate::cli::{Cli, Man};
use crate::error::{CannotRun, Exit};
use crate::report::Report;
use anyhow::Result;
use clap::CommandFactory;

pub(super) fn run(flags: &Man, report: &Report) -> Result<Exit> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &flags.subcommand {
        let found = command
            .find_subcommand(name)
            .filter(|found| found.get_name() != "help");
        let found = found.ok_or_else(|| {
            CannotRun::usage(format!("no subcommand {name:?}"), "`jwt help` lists them")
        })?;
        command = found.clone().display_name(format!("jwt-{name}"));
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    report.text(&page)?;
    Ok(Exit::Done)
}
