//! `jwt completions`: scripts for shells, made from the same definitions that parse.

use crate::cli::{Cli, Completions, Shell};
use crate::error::Exit;
use crate::report::Report;
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{aot, generate};
use clap_complete_nushell::Nushell;

pub(super) fn run(flags: &Completions, report: &Report) -> Result<Exit> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let out = &mut script;
    match flags.shell {
        Shell::Bash => generate(aot::Bash, &mut command, "jwt", out),
        Shell::Zsh => generate(aot::Zsh, &mut command, "jwt", out),
        Shell::Fish => generate(aot::Fish, &mut command, "jwt", out),
        Shell::PowerShell => generate(aot::PowerShell, &mut command, "jwt", out),
        Shell::Elvish => generate(aot::Elvish, &mut command, "jwt", out),
        Shell::Nushell => generate(Nushell, &mut command, "jwt", out),
    }
    report.text(&script)?;
    Ok(Exit::Done)
}
