//! The keys of a run: from the flags, else from the environment. The environment is read here and
//! not by clap, whose help would print the values.

use crate::cli;
use crate::error::CannotRun;
use crate::input::{self, Stdin};
use crate::keys::secret::{self, SecretEncoding};
use crate::keys::{self, BadKey, Key, KeySet, MAX_KEY_FILE_BYTES, UnusableKey};
use anyhow::{Result, anyhow};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use zeroize::Zeroizing;

const JWT_SECRET: &str = "JWT_SECRET";
const JWT_KEY: &str = "JWT_KEY";

/// Reads every key that flags or environment name, and joins them.
///
/// # Errors
/// When there is none, one is no good, or they do not go together.
pub(super) fn read(flags: &cli::Keys, stdin: &mut Stdin) -> Result<KeySet> {
    let encoding = flags
        .secret_encoding
        .map_or(SecretEncoding::Utf8, Into::into);
    if !flags.key.is_empty() {
        let (mut good, mut unusable) = (Vec::new(), Vec::new());
        for path in &flags.key {
            let (more, bad) = key_file(path, stdin)?;
            good.extend(more);
            unusable.extend(bad);
        }
        return joined(good, unusable);
    }
    if flags.secret.is_some() || !flags.secret_file.is_empty() {
        return joined(secrets(flags, encoding, stdin)?, Vec::new());
    }
    match (variable(JWT_SECRET)?, variable(JWT_KEY)?) {
        (Some(_), Some(_)) => Err(CannotRun::BothVariables.into()),
        (Some(text), None) => {
            let key = secret::key(text.as_encoded_bytes(), encoding, JWT_SECRET);
            joined(vec![key.map_err(bad_key(JWT_SECRET))?], Vec::new())
        }
        (None, Some(_)) if flags.secret_encoding.is_some() => Err(CannotRun::usage(
            "--secret-encoding is for secrets, and JWT_KEY gives a key",
            "leave it out",
        )
        .into()),
        (None, Some(text)) => {
            let (good, unusable) = key_variable(&text, stdin)?;
            joined(good, unusable)
        }
        (None, None) => Err(CannotRun::NoKey.into()),
    }
}

/// Set but empty is an error: `JWT_SECRET=$UNSET jwt verify` must not go on without.
fn variable(name: &'static str) -> Result<Option<OsString>, CannotRun> {
    match std::env::var_os(name) {
        Some(value) if value.is_empty() => Err(bad_key(name)(BadKey::Empty)),
        value => Ok(value),
    }
}

fn secrets(flags: &cli::Keys, encoding: SecretEncoding, stdin: &mut Stdin) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    if let Some(text) = &flags.secret {
        const SOURCE: &str = "--secret";
        keys.push(secret::key(text.as_bytes(), encoding, SOURCE).map_err(bad_key(SOURCE))?);
    }
    for path in &flags.secret_file {
        let content = input::file(path, "the secret", MAX_KEY_FILE_BYTES, stdin)?;
        let source = input::shown(path);
        let key = secret::key_from_file(&content, encoding, &source);
        keys.push(key.map_err(bad_key(&source))?);
    }
    Ok(keys)
}

fn key_file(path: &Path, stdin: &mut Stdin) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let content = input::file(path, "the key", MAX_KEY_FILE_BYTES, stdin)?;
    let source = input::shown(path);
    Ok(keys::load(&content, &source).map_err(bad_key(&source))?)
}

/// `JWT_KEY` is a path, or the JWK's text itself. Whichever it is, it is never shown: a key or a
/// secret may stand there by mistake.
fn key_variable(value: &OsStr, stdin: &mut Stdin) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let text = Zeroizing::new(value.as_encoded_bytes().to_vec());
    if looks_like_text(&text) {
        return Ok(keys::load(&text, JWT_KEY).map_err(bad_key(JWT_KEY))?);
    }
    let content = input::file(Path::new(value), "the key", MAX_KEY_FILE_BYTES, stdin);
    let content = content.map_err(|error| match error.downcast::<std::io::Error>() {
        Ok(cause) => anyhow!("{JWT_KEY}: cannot read the file it names: {cause}"),
        Err(_) => anyhow!("{JWT_KEY}: cannot read the file it names"),
    })?;
    Ok(keys::load(&content, JWT_KEY).map_err(bad_key(JWT_KEY))?)
}

/// No path starts like JSON or has lines.
fn looks_like_text(value: &[u8]) -> bool {
    let value = value.strip_prefix("\u{feff}".as_bytes()).unwrap_or(value);
    matches!(value.trim_ascii_start(), [b'{' | b'[' | b'"', ..])
        || value.contains(&b'\n')
        || secret::key_in_file_format(value).is_some()
}

fn joined(good: Vec<Key>, unusable: Vec<UnusableKey>) -> Result<KeySet> {
    Ok(KeySet::join(good, unusable).map_err(CannotRun::from)?)
}

fn bad_key(source: &str) -> impl Fn(BadKey) -> CannotRun + use<> {
    let source_name = source.to_owned();
    move |reason| CannotRun::BadKey {
        source_name: source_name.clone(),
        reason,
    }
}
