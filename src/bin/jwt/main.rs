//! The command `jwt`.

mod args;
mod commands;
mod error;
mod files;
mod keyring;
mod lines;
mod report;
mod signals;

fn main() -> std::process::ExitCode {
    commands::run(std::env::args_os()).into()
}
