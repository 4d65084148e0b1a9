//! `jwt completions`: scripts for shells, made from the same definitions that parse.

use clap::{Args, ValueEnum};

use super::Cli;
use crate::report::{self, Exit};
use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{aot, generate};
use clap_complete_nushell::Nushell;

pub(crate) const EXAMPLES: &str = "\
bash needs the package bash-completion; zsh needs fpath+=~/.zfunc before compinit in ~/.zshrc.

Examples:
  jwt completions bash > ~/.local/share/bash-completion/completions/jwt
  jwt completions zsh > ~/.zfunc/_jwt
  jwt completions fish > ~/.config/fish/completions/jwt.fish";

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// The shells there are completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// PowerShell
    #[value(name = "powershell")]
    #[expect(clippy::enum_variant_names, reason = "that is its name")]
    PowerShell,
    /// Elvish
    Elvish,
    /// Nushell
    Nushell,
}

pub(super) fn run(flags: &Completions) -> Result<Exit> {
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
    report::print(&script)?;
    Ok(Exit::Done)
}
