//! `jwt gen-key`: a new key for an algorithm.

use crate::algorithm::KeyKind;
use crate::cli::{GenKey, KeyFormat};
use crate::error::{CannotRun, Exit};
use crate::input::{self, Readers};
use crate::keys::{BadKey, Key, der, generate, jwk, pem};
use crate::report::Report;
use anyhow::Result;
use zeroize::Zeroizing;

pub(super) fn run(flags: &GenKey, report: &Report) -> Result<Exit> {
    let kind = flags.alg.key_kinds()[0];
    check(flags, kind, report)?;
    let bad = |reason| CannotRun::BadKey {
        source_name: flags.alg.name().to_owned(),
        reason,
    };
    let bits = flags.bits.unwrap_or(generate::RSA_BITS[0]);
    let key = generate::key(flags.alg, bits, flags.kid.clone()).map_err(bad)?;
    let private = written(&key, flags.format).map_err(bad)?;
    let public = match &flags.public_out {
        Some(path) => {
            let public = key
                .into_public()
                .and_then(|key| written(&key, flags.format));
            Some((path, public.map_err(bad)?))
        }
        None => None,
    };
    // The public half first: a failure in between costs a file that can be made again.
    if let Some((path, public)) = &public {
        input::write(path, public, Readers::Everybody, flags.force)?;
    }
    let written = match &flags.output {
        Some(path) => input::write(path, &private, Readers::Owner, flags.force),
        None => report.text(&private).map_err(Into::into),
    };
    if let (Err(_), Some((path, _)), false) = (&written, &public, flags.force) {
        // It was new, and is the half of nothing; the first error is the one to tell.
        let _ = std::fs::remove_file(path);
    }
    written.map(|()| Exit::Done)
}

/// Everything that can be known to fail before a key is made and half of it is written.
fn check(flags: &GenKey, kind: KeyKind, report: &Report) -> Result<(), CannotRun> {
    let is_secret = kind == KeyKind::Secret;
    if flags.bits.is_some() && kind != KeyKind::Rsa {
        return Err(CannotRun::usage("--bits is for RSA keys", "leave it out"));
    }
    if is_secret && flags.public_out.is_some() {
        return Err(CannotRun::usage(
            "a secret has no public half",
            "leave out --public-out",
        ));
    }
    if is_secret && flags.format != KeyFormat::Jwk {
        return Err(CannotRun::usage(
            "a secret has no form in PEM or DER",
            "--format jwk",
        ));
    }
    if flags.format == KeyFormat::Der && flags.output.is_none() && report.out_is_terminal() {
        return Err(CannotRun::usage(
            "DER is no text for a terminal",
            "-o FILE takes it",
        ));
    }
    if let (Some(one), Some(other)) = (&flags.output, &flags.public_out)
        && input::is_one_file(one, other)
    {
        return Err(CannotRun::usage(
            "both halves would go into one file",
            "name two files",
        ));
    }
    for path in flags.output.iter().chain(&flags.public_out) {
        input::may_write(path, flags.force)?;
    }
    Ok(())
}

fn written(key: &Key, format: KeyFormat) -> Result<Zeroizing<Vec<u8>>, BadKey> {
    let line = |text: Zeroizing<String>| Zeroizing::new([text.as_bytes(), b"\n"].concat());
    Ok(match format {
        KeyFormat::Jwk => line(jwk::write(key)?),
        KeyFormat::Pem => Zeroizing::new(pem::write(key.material())?.as_bytes().to_vec()),
        KeyFormat::Der if key.material().is_private() => der::to_private_key_info(key.material())?,
        KeyFormat::Der => Zeroizing::new(der::to_subject_public_key_info(key.material())?),
    })
}
