//! The claims of a call: JSON, `@FILE`, or standard input.

use super::Stdin;
use crate::error::{Error, Usage};
use crate::files;
use anyhow::Result;
use std::path::Path;
use zeroize::Zeroizing;

/// The largest claims file that is read, in bytes.
const MAX_CLAIMS_BYTES: usize = 1 << 20;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

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
        Some(path) => {
            let mut text = files::read(Path::new(path), "the claims", MAX_CLAIMS_BYTES, stdin)?;
            // Editors on Windows put the mark there; RFC 8259, section 8.1, lets readers ignore it.
            if text.starts_with(BYTE_ORDER_MARK) {
                text.drain(..BYTE_ORDER_MARK.len());
            }
            Ok(text)
        }
        None => Ok(Zeroizing::new(argument.as_bytes().to_vec())),
    }
}
