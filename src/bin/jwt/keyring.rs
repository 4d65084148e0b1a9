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
use crate::report::{Report, Warning};
use anyhow::{Result, anyhow};
use jwt_toolkit::jwk::form::text::{self, SecretEncoding};
use jwt_toolkit::jwk::{self, Key, KeyError, KeySet, MAX_KEY_FILE_BYTES, Operation, UnusableKey};
use passphrase::Passphrases;
use std::ffi::OsString;
use std::mem::take;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

pub(crate) use second_look::{Finding, OddSecret, Oddity, advice_on_secret_text, second_look};

const JWT_SECRET: &str = "JWT_SECRET";
const JWT_KEY: &str = "JWT_KEY";

/// Reads every key that flags or environment name, joins them, and tells what is worth telling of them.
///
/// # Errors
/// When there is no key, one cannot be used, or they cannot be used together.
pub(crate) fn read(
    flags: &args::Keys,
    operation: Operation,
    stdin: &mut Stdin,
    report: &Report,
) -> Result<KeySet> {
    let encoding = flags
        .secret_encoding
        .map_or(SecretEncoding::Utf8, Into::into);
    let mut reader = Reader {
        stdin,
        report,
        signs: operation == Operation::Sign,
    };
    if !flags.key.is_empty() {
        let (good, unusable) = reader.files(&flags.key, &flags.passphrase)?;
        return joined(good, unusable);
    }
    if flags.secret.is_some() || !flags.secret_file.is_empty() {
        return joined(reader.secrets(flags, encoding)?, Vec::new());
    }
    match (variable(JWT_SECRET)?, variable(JWT_KEY)?) {
        (Some(_), Some(_)) => Err(Error::BothVariables.into()),
        (Some(value), None) => {
            let key = text::secret(value.bytes(), encoding, JWT_SECRET);
            joined(vec![key.map_err(bad_key(JWT_SECRET))?], Vec::new())
        }
        (None, Some(_)) if flags.secret_encoding.is_some() => {
            Err(Error::Usage(Usage::EncodingWithoutSecret).into())
        }
        (None, Some(text)) => {
            let (good, unusable) = reader.key_variable(&text, &flags.passphrase)?;
            joined(good, unusable)
        }
        (None, None) => Err(Error::NoKey.into()),
    }
}

/// Reads every key of some files, and tells what is worth telling of them.
///
/// # Errors
/// When one cannot be read or cannot be used.
pub(crate) fn files(
    paths: &[PathBuf],
    passphrase: &args::Passphrase,
    stdin: &mut Stdin,
    report: &Report,
) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
    let mut reader = Reader {
        stdin,
        report,
        signs: false,
    };
    reader.files(paths, passphrase)
}

/// The value of a variable, which is a secret or a key. Its memory is wiped; that of the environment
/// itself is the system's.
struct Value(OsString);

impl Value {
    fn bytes(&self) -> &[u8] {
        self.0.as_encoded_bytes()
    }

    fn as_path(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        drop(Zeroizing::new(take(&mut self.0).into_encoded_bytes()));
    }
}

/// Set but empty is an error: `JWT_SECRET=$UNSET jwt verify` must not go on without.
fn variable(name: &'static str) -> Result<Option<Value>, Error> {
    match std::env::var_os(name) {
        Some(value) if value.is_empty() => Err(Error::EmptyVariable(name)),
        value => Ok(value.map(Value)),
    }
}

/// Reads keys and tells of them.
struct Reader<'r> {
    stdin: &'r mut Stdin,
    report: &'r Report,
    /// Whether the keys are to sign: then it is told which files are open to others.
    signs: bool,
}

impl Reader<'_> {
    fn files(
        &mut self,
        paths: &[PathBuf],
        passphrase: &args::Passphrase,
    ) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        let mut passphrases = Passphrases::find(passphrase, self.stdin)?;
        let (mut good, mut unusable) = (Vec::new(), Vec::new());
        for path in paths {
            refuse_other_than_a_file(path)?;
            let content = files::read(path, "the key", MAX_KEY_FILE_BYTES, self.stdin)?;
            let source = files::shown(path);
            let (more, bad) = self.load(&content, &source, &mut passphrases)?;
            self.warn_of_readers(path, &source, &more);
            good.extend(more);
            unusable.extend(bad);
        }
        Ok((good, unusable))
    }

    fn secrets(&mut self, flags: &args::Keys, encoding: SecretEncoding) -> Result<Vec<Key>> {
        let mut keys = Vec::new();
        if let Some(text) = &flags.secret {
            const SOURCE: &str = "--secret";
            keys.push(text::secret(text.as_bytes(), encoding, SOURCE).map_err(bad_key(SOURCE))?);
        }
        for path in &flags.secret_file {
            let content = files::read(path, "the secret", MAX_KEY_FILE_BYTES, self.stdin)?;
            let source = files::shown(path);
            let key = text::secret_from_file(&content, encoding, &source);
            let key = [key.map_err(bad_key(&source))?];
            self.warn_of_readers(path, &source, &key);
            keys.extend(key);
        }
        Ok(keys)
    }

    /// `JWT_KEY` is a path, or the key's text itself. Neither is ever shown: the variable may hold a key
    /// or a secret by mistake.
    fn key_variable(
        &mut self,
        value: &Value,
        passphrase: &args::Passphrase,
    ) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        let mut passphrases = Passphrases::find(passphrase, self.stdin)?;
        if let Some(oddity) = second_look::around_a_file_name(value.bytes()) {
            return Err(Error::OddKeyVariable(oddity).into());
        }
        if is_address(value.bytes()) {
            return Err(Error::AddressAsFile.into());
        }
        if looks_like_text(value.bytes()) {
            return self.load(value.bytes(), JWT_KEY, &mut passphrases);
        }
        let path = value.as_path();
        let content = files::read(path, "the key", MAX_KEY_FILE_BYTES, self.stdin);
        let content = content.map_err(|error| match error.downcast::<std::io::Error>() {
            Ok(cause) => anyhow!("{JWT_KEY}: cannot read the file it names: {cause}"),
            Err(_) => anyhow!("{JWT_KEY}: cannot read the file it names"),
        })?;
        let (good, unusable) = self.load(&content, JWT_KEY, &mut passphrases)?;
        self.warn_of_readers(path, "the file that JWT_KEY names", &good);
        Ok((good, unusable))
    }

    fn load(
        &self,
        content: &[u8],
        source: &str,
        passphrases: &mut Passphrases,
    ) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        let loaded = jwk::load(content, source, &mut || passphrases.ask(source));
        let (good, unusable) = loaded.map_err(bad_key(source))?;
        self.report.remarks(&good);
        Ok((good, unusable))
    }

    /// As ssh does: a user who can read the file can sign, and one who can write it chooses the key.
    fn warn_of_readers(&self, path: &Path, name: &str, keys: &[Key]) {
        let is_file = path.as_os_str() != "-";
        if !(self.signs && is_file && keys.iter().any(Key::is_private)) {
            return;
        }
        if let Some(others_may) = files::open_to_others(path) {
            self.report.warning(&Warning::OpenFile {
                file: name.to_owned(),
                others_may,
            });
        }
    }
}

/// A key's text or an address in place of a file's name, where there is no such file. Neither is shown
/// more than it has to be.
fn refuse_other_than_a_file(path: &Path) -> Result<(), Error> {
    let text = path.as_os_str().as_encoded_bytes();
    let is_address = is_address(text);
    if path.exists() || !(is_address || looks_like_text(text)) {
        return Ok(());
    }
    Err(if is_address {
        Error::AddressAsFile
    } else {
        Error::KeyTextAsFile
    })
}

fn is_address(text: &[u8]) -> bool {
    text.starts_with(b"https://") || text.starts_with(b"http://")
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
