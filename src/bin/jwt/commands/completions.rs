//! `jwt completions`: scripts for shells, made from the same definitions that parse.

use clap::{Args, ValueEnum};

use super::Cli;
use crate::report::{self, Exit};
use anyhow::Result;
use clap::{Arg, Command, CommandFactory};
use clap_complete::{aot, generate};
use clap_complete_nushell::Nushell;

pub(crate) const EXAMPLES: &str = "\
bash needs the package bash-completion; zsh needs fpath+=~/.zfunc before compinit in ~/.zshrc. \
Make the folder with mkdir -p first, and open a new shell afterwards.

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
    report::print(script(flags.shell)?.as_bytes())?;
    Ok(Exit::Done)
}

fn script(shell: Shell) -> Result<String> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let out = &mut script;
    match shell {
        Shell::Bash => generate(aot::Bash, &mut command, "jwt", out),
        Shell::Zsh => generate(aot::Zsh, &mut command, "jwt", out),
        Shell::Fish => generate(aot::Fish, &mut command, "jwt", out),
        Shell::PowerShell => generate(aot::PowerShell, &mut command, "jwt", out),
        Shell::Elvish => generate(aot::Elvish, &mut command, "jwt", out),
        Shell::Nushell => generate(Nushell, &mut command, "jwt", out),
    }
    let script = String::from_utf8(script)?;
    Ok(match shell {
        Shell::Bash => in_bash(script, &command),
        Shell::Zsh => in_zsh(&script),
        Shell::Fish => in_fish(script, &command),
        Shell::PowerShell | Shell::Elvish | Shell::Nushell => script,
    })
}

/// How help names a file whose content stands for the argument; no hint of clap does.
const AT_FILE: &str = "@FILE";

/// The subcommands that take `@FILE`.
fn with_at_file(command: &Command) -> impl Iterator<Item = &str> {
    let takes_it = |arg: &Arg| {
        let help = arg.get_help().map(ToString::to_string);
        help.is_some_and(|help| help.contains(AT_FILE))
    };
    let subcommands = command.get_subcommands();
    let taking = subcommands.filter(move |subcommand| subcommand.get_arguments().any(takes_it));
    taking.map(Command::get_name)
}

fn in_bash(script: String, command: &Command) -> String {
    let subcommands: Vec<&str> = with_at_file(command).collect();
    let wrapper = include_str!("completions/jwt.bash");
    script + &wrapper.replace("{subcommands}", &subcommands.join(" | "))
}

/// A place of `@FILE` is one line, which ends with what completes it.
fn in_zsh(script: &str) -> String {
    const ANYTHING: &str = ":_default' \\";
    let mut whole = String::new();
    for (i, line) in script.lines().enumerate() {
        match line.strip_suffix(ANYTHING) {
            Some(place) if place.contains(AT_FILE) => {
                whole.push_str(place);
                whole.push_str(":_jwt_at_file' \\");
            }
            _ => whole.push_str(line),
        }
        whole.push('\n');
        // The first line tells zsh what the file is for.
        if i == 0 {
            whole.push_str(include_str!("completions/_jwt"));
        }
    }
    whole
}

fn in_fish(script: String, command: &Command) -> String {
    let mut whole = script + include_str!("completions/jwt.fish");
    for subcommand in with_at_file(command) {
        whole.push_str("complete -c jwt -n \"__fish_jwt_using_subcommand ");
        whole.push_str(subcommand);
        whole.push_str("\" -a \"(__fish_jwt_at_file)\"\n");
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_a_file_after_an_at_sign_completes_it() {
        let bash = script(Shell::Bash).unwrap();
        assert!(bash.contains("complete -F _jwt_words "));
        assert!(!bash.contains("{subcommands}") && !bash.contains("                )"));
        let zsh = script(Shell::Zsh).unwrap();
        assert!(zsh.starts_with("#compdef jwt\n"));
        assert!(zsh.contains("standard input:_jwt_at_file' \\\n"));
        let fish = script(Shell::Fish).unwrap();
        assert!(fish.contains("using_subcommand sign\" -a \"(__fish_jwt_at_file)\"\n"));
    }
}
