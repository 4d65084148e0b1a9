//! `jwt gen-secret`: random bytes from the operating system.

use crate::advice::Advice;
use crate::cli::{GenSecret, OutputEncoding};
use crate::error::Exit;
use crate::input::{self, Readers};
use crate::keys::jwk;
use crate::report::Report;
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand::TryRng;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

/// Below this a secret is weaker than every HMAC algorithm (RFC 7518, section 3.2).
const FEW_BYTES: usize = 32;

pub(super) fn run(flags: &GenSecret, report: &Report) -> Result<Exit> {
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
        report.advice(&Advice::FewRandomBytes { bytes: bytes.len() });
    }
    match &flags.output {
        Some(path) if path.as_os_str() != "-" => {
            let line = Zeroizing::new(format!("{}\n", *text));
            input::write(path, line.as_bytes(), Readers::Owner, flags.force)?;
        }
        _ => report.line(&text)?,
    }
    Ok(Exit::Done)
}
