//! The words of `completions` and `man`.

use clap::{Args, ValueEnum};

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
bash needs the package bash-completion; zsh needs fpath+=~/.zfunc before compinit in ~/.zshrc.

Examples:
  jwt completions bash > ~/.local/share/bash-completion/completions/jwt
  jwt completions zsh > ~/.zfunc/_jwt
  jwt completions fish > ~/.config/fish/completions/jwt.fish";

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// The shells there are completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// PowerShell
    #[value(name = "powershell")]
    PowerShell,
    /// Elvish
    Elvish,
    /// Nushell
    Nushell,
}

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  jwt man | man -l -
  jwt man verify > /usr/local/share/man/man1/jwt-verify.1";

/// Print a manual page
#[derive(Args, Debug)]
pub struct Man {
    /// The subcommand (default: jwt as a whole)
    #[arg(value_parser = ["gen-secret", "gen-key", "sign", "verify", "decode", "key", "completions", "man"])]
    pub subcommand: Option<String>,
}
