//! The command `jwt`: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    jwt_toolkit::commands::run(std::env::args_os()).into()
}
