//! The keys of a run: from the flags, else from the environment. The environment is read here and
//! not by clap, whose help would print the values.

#[cfg(feature = "network")]
pub(crate) mod provider;
#[cfg(not(feature = "network"))]
#[path = "keyring/provider_absent.rs"]
pub(crate) mod provider;

mod passphrase;
mod second_look;

use crate::args::{self, Stdin};
use crate::error::{Error, Usage};
use crate::files;
use anyhow::{Result, anyhow};
use jwt_toolkit::jwk::form::text::{self, SecretEncoding};
use jwt_toolkit::jwk::{self, Key, KeyError, KeySet, MAX_KEY_FILE_BYTES, UnusableKey};
use passphrase::Passphrases;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

pub(crate) use second_look::{Finding, OddSecret, Oddity, advice_on_secret_text, second_look};

const JWT_SECRET: &str = "JWT_SECRET";
const JWT_KEY: &str = "JWT_KEY";

/// Reads every key that flags or environment name, and joins them.
///
/// # Errors
/// When there is no key, one cannot be used, or they cannot be used together.
pub(crate) fn read(flags: &args::Keys, stdin: &mut Stdin) -> Result<KeySet> {
    let encoding = flags
        .secret_encoding
        .map_or(SecretEncoding::Utf8, Into::into);
    if !flags.key.is_empty() {
        let (good, unusable) = files(&flags.key, &flags.passphrase, stdin)?;
        return joined(good, unusable);
    }
    if flags.secret.is_some() || !flags.secret_file.is_empty() {
        return joined(secrets(flags, encoding, stdin)?, Vec::new());
    }
    match (variable(JWT_SECRET)?, variable(JWT_KEY)?) {
        (Some(_), Some(_)) => Err(Error::BothVariables.into()),
        (Some(value), None) => {
            let key = text::secret(value.as_encoded_bytes(), encoding, JWT_SECRET);
            joined(vec![key.map_err(bad_key(JWT_SECRET))?], Vec::new())
        }
        (None, Some(_)) if flags.secret_encoding.is_some() => {
            Err(Error::Usage(Usage::EncodingWithoutSecret).into())
        }
        (None, Some(text)) => {
            let mut passphrases = Passphrases::find(&flags.passphrase, stdin)?;
            let (good, unusable) = key_variable(&text, &mut passphrases, stdin)?;
            joined(good, unusable)
        }
        (None, None) => Err(Error::NoKey.into()),
    }
}

/// Reads every key of some files.
///
/// # Errors
/// When one cannot be read or cannot be used.
pub(crate) fn files(
    paths: &[PathBuf],
    passphrase: &args::Passphrase,
    stdin: &mut Stdin,
) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let mut passphrases = Passphrases::find(passphrase, stdin)?;
    let (mut good, mut unusable) = (Vec::new(), Vec::new());
    for path in paths {
        let (more, bad) = key_file(path, &mut passphrases, stdin)?;
        good.extend(more);
        unusable.extend(bad);
    }
    Ok((good, unusable))
}

/// Set but empty is an error: `JWT_SECRET=$UNSET jwt verify` must not go on without.
fn variable(name: &'static str) -> Result<Option<OsString>, Error> {
    match std::env::var_os(name) {
        Some(value) if value.is_empty() => Err(Error::EmptyVariable(name)),
        value => Ok(value),
    }
}

fn secrets(flags: &args::Keys, encoding: SecretEncoding, stdin: &mut Stdin) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    if let Some(text) = &flags.secret {
        const SOURCE: &str = "--secret";
        keys.push(text::secret(text.as_bytes(), encoding, SOURCE).map_err(bad_key(SOURCE))?);
    }
    for path in &flags.secret_file {
        let content = files::read(path, "the secret", MAX_KEY_FILE_BYTES, stdin)?;
        let source = files::shown(path);
        let key = text::secret_from_file(&content, encoding, &source);
        keys.push(key.map_err(bad_key(&source))?);
    }
    Ok(keys)
}

fn key_file(
    path: &Path,
    passphrases: &mut Passphrases,
    stdin: &mut Stdin,
) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let content = files::read(path, "the key", MAX_KEY_FILE_BYTES, stdin)?;
    load(&content, &files::shown(path), passphrases)
}

fn load(
    content: &[u8],
    source: &str,
    passphrases: &mut Passphrases,
) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let loaded = jwk::load(content, source, &mut || passphrases.ask(source));
    Ok(loaded.map_err(bad_key(source))?)
}

/// `JWT_KEY` is a path, or the key's text itself. Neither is ever shown: the variable may hold a key or
/// a secret by mistake.
fn key_variable(
    value: &OsStr,
    passphrases: &mut Passphrases,
    stdin: &mut Stdin,
) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let text = Zeroizing::new(value.as_encoded_bytes().to_vec());
    if looks_like_text(&text) {
        return load(&text, JWT_KEY, passphrases);
    }
    let content = files::read(Path::new(value), "the key", MAX_KEY_FILE_BYTES, stdin);
    let content = content.map_err(|error| match error.downcast::<std::io::Error>() {
        Ok(cause) => anyhow!("{JWT_KEY}: cannot read the file it names: {cause}"),
        Err(_) => anyhow!("{JWT_KEY}: cannot read the file it names"),
    })?;
    load(&content, JWT_KEY, passphrases)
}

/// No path starts like JSON or has lines.
fn looks_like_text(value: &[u8]) -> bool {
    let value = value.strip_prefix("\u{feff}".as_bytes()).unwrap_or(value);
    let is_white_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let first = value.iter().find(|byte| !is_white_space(byte));
    matches!(first, Some(b'{' | b'[' | b'"'))
        || value.contains(&b'\n')
        || text::key_in_file_format(value).is_some()
}

fn joined(good: Vec<Key>, unusable: Vec<UnusableKey>) -> Result<KeySet> {
    Ok(KeySet::join(good, unusable).map_err(Error::from)?)
}

fn bad_key(source: &str) -> impl Fn(KeyError) -> Error + use<> {
    let source_name = source.to_owned();
    move |reason| Error::Key {
        source_name: source_name.clone(),
        reason,
    }
}
