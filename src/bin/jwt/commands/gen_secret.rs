//! `jwt gen-secret`: random bytes from the operating system.

use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

use crate::files::{self, Readers};
use crate::report::{self, Exit, Report, Warning};
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jwt_toolkit::jwk::form::jwk;
use rand::TryRng;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

pub(crate) const EXAMPLES: &str = "\
The text as it is printed is the secret, for other implementations too: it is not decoded.

Examples:
  export JWT_SECRET=\"$(jwt gen-secret)\"
  jwt gen-secret -o secret.txt
  jwt gen-secret --jwk -o key.json";

/// Make a random secret
#[derive(Args, Debug)]
pub(crate) struct GenSecret {
    /// How many random bytes, 1 to 4096
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(crate) bytes: u16,

    /// How the bytes are written
    #[arg(
        long,
        value_name = "ENCODING",
        default_value = "hex",
        conflicts_with = "jwk"
    )]
    pub(crate) encoding: OutputEncoding,

    /// Write a JWK, whose `k` is the bytes themselves
    #[arg(long)]
    pub(crate) jwk: bool,

    /// Write to a new file that only you may read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// Replace the file where it exists
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// How random bytes are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OutputEncoding {
    /// Hex digits
    Hex,
    /// Base64 with padding
    Base64,
    /// Base64url without padding
    Base64url,
}

/// Below this a secret is weaker than every HMAC algorithm (RFC 7518, section 3.2).
const FEW_BYTES: usize = 32;

pub(crate) fn run(flags: &GenSecret, report: &Report) -> Result<Exit> {
    let mut bytes = Zeroizing::new(vec![0; usize::from(flags.bytes)]);
    SysRng
        .try_fill_bytes(&mut bytes)
        .context("the operating system gives no random bytes")?;
    let text = if flags.jwk {
        jwk::from_secret(&bytes)
    } else {
        Zeroizing::new(match flags.encoding {
            OutputEncoding::Hex => hex::encode(&bytes),
            OutputEncoding::Base64 => STANDARD.encode(&bytes),
            OutputEncoding::Base64url => URL_SAFE_NO_PAD.encode(&bytes),
        })
    };
    if bytes.len() < FEW_BYTES {
        report.warning(&Warning::FewRandomBytes { bytes: bytes.len() });
    }
    match &flags.output {
        Some(path) if path.as_os_str() != "-" => {
            let line = Zeroizing::new(format!("{}\n", *text));
            files::write(path, line.as_bytes(), Readers::Owner, flags.force)?;
        }
        _ => report::print_line(&text)?,
    }
    Ok(Exit::Done)
}
