//! The claims of a call: JSON, `@FILE`, or standard input.

use super::Stdin;
use crate::error::{Error, Usage};
use crate::files;
use anyhow::Result;
use std::path::Path;
use zeroize::Zeroizing;

/// The largest claims file that is read, in bytes.
const MAX_CLAIMS_BYTES: usize = 1 << 20;

/// Claims from their argument: JSON, `@FILE`, or `-` for standard input.
///
/// # Errors
/// When the file or standard input cannot be read.
pub(crate) fn read(argument: &str, stdin: &mut Stdin) -> Result<Zeroizing<Vec<u8>>> {
    let path = argument
        .strip_prefix('@')
        .or((argument == "-").then_some("-"));
    match path {
        Some("") => Err(Error::Usage(Usage::NoFileName).into()),
        Some(path) => files::read(Path::new(path), "the claims", MAX_CLAIMS_BYTES, stdin),
        None => Ok(Zeroizing::new(argument.as_bytes().to_vec())),
    }
}
