//! Bytes in: argument, file, standard input; what is taken off a token as it was pasted; limits.
//! And the one way out besides the report: files made for secrets.

use crate::codec::base64url;
use crate::codec::compact::MAX_TOKEN_BYTES;
use crate::error::{CannotRun, Malformed};
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest claims file that is read, in bytes.
pub const MAX_CLAIMS_BYTES: usize = 1 << 20;

/// Standard input, which only one thing can be read from.
#[derive(Debug, Default)]
pub struct Stdin {
    user: Option<&'static str>,
}

impl Stdin {
    /// Keeps standard input for `user`, a few words for what is read from it.
    ///
    /// # Errors
    /// When it is a terminal, where nobody would know what to type and a secret would be seen, or
    /// when something else is read from it.
    pub fn take(&mut self, user: &'static str) -> Result<(), CannotRun> {
        if let Some(first) = self.user.replace(user) {
            return Err(CannotRun::usage(
                format!("both {first} and {user} would be read from standard input"),
                "give one of them as a file",
            ));
        }
        if io::stdin().is_terminal() {
            return Err(CannotRun::usage(
                format!("{user} would be read from standard input, which is a terminal"),
                "pipe it in (`< FILE` does that), or give it as an argument",
            ));
        }
        Ok(())
    }
}

/// Where many lines are to be read from.
#[derive(Debug)]
pub struct LineSource {
    inputs: Vec<LineInput>,
}

#[derive(Debug)]
struct LineInput {
    /// `None` is standard input.
    path: Option<PathBuf>,
    name: String,
    found: Option<fs::Metadata>,
}

impl LineSource {
    /// The files, of which `-` is standard input; or that alone where there are none.
    ///
    /// # Errors
    /// When a file is not there or is a folder, or standard input would be a terminal or is used
    /// already.
    pub fn find(files: &[PathBuf], user: &'static str, stdin: &mut Stdin) -> Result<Self> {
        let standard = [PathBuf::from("-")];
        let files = if files.is_empty() { &standard } else { files };
        let mut inputs = Vec::with_capacity(files.len());
        for path in files {
            let input = if path.as_os_str() == "-" {
                stdin.take(user)?;
                LineInput {
                    path: None,
                    name: shown(path),
                    found: standard_input(),
                }
            } else {
                let cannot_read = || format!("cannot read {}", shown(path));
                let found = fs::metadata(path).with_context(cannot_read)?;
                // What is there is a file's name, however long it is.
                let name = path.display().to_string();
                let cannot_read = || format!("cannot read {name}");
                if found.is_dir() {
                    let error = io::Error::from(io::ErrorKind::IsADirectory);
                    return Err(error).with_context(cannot_read);
                }
                if found.is_file() {
                    // Better now than after the inputs before it.
                    File::open(path).with_context(cannot_read)?;
                }
                LineInput {
                    path: Some(path.clone()),
                    name,
                    found: Some(found),
                }
            };
            if input.found.as_ref().is_some_and(is_standard_output) {
                return Err(CannotRun::usage(
                    format!("{} is read and written at once", input.name),
                    "write to another file, and move it",
                )
                .into());
            }
            inputs.push(input);
        }
        Ok(Self { inputs })
    }

    /// The inputs' names, for people.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.inputs.iter().map(|input| input.name.clone()).collect()
    }

    /// Bytes in all, where every input is a regular file.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        let length = |input: &LineInput| {
            let found = input.found.as_ref();
            found.filter(|found| found.is_file()).map(fs::Metadata::len)
        };
        self.inputs.iter().map(length).sum()
    }

    /// Opens one after the other.
    pub fn open(self) -> impl Iterator<Item = io::Result<Box<dyn Read + Send>>> + Send + 'static {
        self.inputs.into_iter().map(|input| {
            Ok(match input.path {
                Some(path) => Box::new(File::open(path)?) as Box<dyn Read + Send>,
                None => Box::new(io::stdin()),
            })
        })
    }
}

#[cfg(unix)]
fn standard_input() -> Option<fs::Metadata> {
    use std::os::fd::AsFd;
    let handle = io::stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(handle).metadata().ok()
}

#[cfg(not(unix))]
fn standard_input() -> Option<fs::Metadata> {
    None
}

/// Whether a file is the one that stdout goes to: its end would never come.
#[cfg(unix)]
fn is_standard_output(found: &fs::Metadata) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let place = |found: &fs::Metadata| (found.dev(), found.ino());
    let handle = io::stdout().as_fd().try_clone_to_owned().ok();
    let stdout = handle.and_then(|handle| File::from(handle).metadata().ok());
    found.is_file() && stdout.is_some_and(|stdout| place(&stdout) == place(found))
}

#[cfg(not(unix))]
fn is_standard_output(_: &fs::Metadata) -> bool {
    false
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// When it cannot be read, or is longer than `limit` bytes.
pub fn file(
    path: &Path,
    user: &'static str,
    limit: usize,
    stdin: &mut Stdin,
) -> Result<Zeroizing<Vec<u8>>> {
    let shown = shown(path);
    let cannot_read = || format!("cannot read {shown}");
    let bytes = if path.as_os_str() == "-" {
        stdin.take(user)?;
        read_prefix(io::stdin().lock(), limit).with_context(cannot_read)?
    } else {
        let file = File::open(path).with_context(cannot_read)?;
        read_prefix(file, limit).with_context(cannot_read)?
    };
    if bytes.len() > limit {
        let source_name = shown;
        return Err(CannotRun::TooLarge { source_name, limit }.into());
    }
    Ok(bytes)
}

/// A file's name for people. A long name of one piece may be a secret that was given in place of a
/// file's name, and is not shown.
#[must_use]
pub fn shown(path: &Path) -> String {
    const LONGEST_SHOWN: usize = 40;
    let name = path.display().to_string();
    let starts_as_a_key = name.starts_with(['{', '[', '"']) || name.contains("-----");
    let has_long_piece = name
        .split(['/', '.'])
        .any(|piece| piece.len() > LONGEST_SHOWN);
    let is_key = crate::keys::secret::key_in_file_format(name.as_bytes()).is_some();
    if name == "-" {
        "standard input".to_owned()
    } else if starts_as_a_key || has_long_piece || is_key || name.contains(char::is_control) {
        "the file of that long name".to_owned()
    } else {
        name
    }
}

/// All of it, or, where that is more than `limit` bytes, at least one byte more than the limit.
fn read_prefix(reader: impl Read, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let just_above = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(just_above).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where a token is to be read from; found before anything is read, so that two users of standard
/// input are told apart from an empty one.
#[derive(Debug)]
pub struct TokenSource<'a> {
    argument: Option<&'a OsStr>,
}

impl<'a> TokenSource<'a> {
    /// The argument, or standard input where that is `-` or absent.
    ///
    /// # Errors
    /// When it would be a terminal, or is used already.
    pub fn find(argument: Option<&'a OsStr>, stdin: &mut Stdin) -> Result<Self, CannotRun> {
        let argument = argument.filter(|text| *text != "-");
        if argument.is_none() {
            stdin.take("the token")?;
        }
        Ok(Self { argument })
    }

    /// Reads the token and cleans it.
    ///
    /// # Errors
    /// When standard input cannot be read or is too long, or there are several tokens.
    pub fn read(self) -> Result<Vec<u8>> {
        if let Some(text) = self.argument {
            return Ok(one_token(text.as_encoded_bytes())?);
        }
        // Twice the limit leaves room for line breaks.
        let limit = 2 * MAX_TOKEN_BYTES;
        let raw = read_prefix(io::stdin().lock(), limit).context("cannot read standard input")?;
        if raw.len() > limit {
            let limit = MAX_TOKEN_BYTES;
            return Err(Malformed::TokenTooLong { limit }.into());
        }
        Ok(one_token(&raw)?)
    }
}

fn one_token(raw: &[u8]) -> Result<Vec<u8>, CannotRun> {
    let cleaned = clean(raw).map_err(|SeveralTokens| {
        CannotRun::usage(
            "several tokens were given, where one is expected",
            "--lines takes one a line; with --find, every one that is there",
        )
    })?;
    Ok(cleaned.into_owned())
}

/// More than one whole token; gluing them together would make another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeveralTokens;

/// Takes off what people paste along with a token: white space around it, line breaks within,
/// one pair of quotes, `Authorization:` and `Bearer`.
///
/// # Errors
/// When there are several whole tokens.
pub fn clean(raw: &[u8]) -> Result<Cow<'_, [u8]>, SeveralTokens> {
    let trimmed = raw.trim_ascii();
    // Without an early end, so that many bytes are compared at once. What a token is made of stands
    // above the comma, but for `:` and `;`, and below the bytes of other text.
    let is_pasted = |byte: u8| byte.cast_signed() < b'-'.cast_signed() || byte | 1 == b';';
    if !trimmed.iter().fold(false, |any, &b| any | is_pasted(b)) {
        return Ok(Cow::Borrowed(trimmed));
    }
    let mut text = raw
        .strip_prefix("\u{feff}".as_bytes())
        .unwrap_or(raw)
        .trim_ascii();
    let mut quoted = false;
    loop {
        let stripped = match text {
            [open @ (b'"' | b'\''), inner @ .., close] if open == close && !quoted => {
                quoted = true;
                inner
            }
            _ => match (
                strip_word(text, "authorization:"),
                strip_word(text, "bearer"),
            ) {
                (Some(rest), _) => rest,
                (None, Some(rest)) if matches!(rest, [b' ' | b'\t', ..]) => rest,
                _ => break,
            },
        };
        text = stripped.trim_ascii();
    }
    let words = text.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';'));
    if words.filter(|word| is_whole_token(word)).count() > 1 {
        return Err(SeveralTokens);
    }
    let lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    let cleaned = lines.map(<[u8]>::trim_ascii).collect::<Vec<_>>().concat();
    Ok(Cow::Owned(cleaned))
}

fn strip_word<'t>(text: &'t [u8], word: &str) -> Option<&'t [u8]> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word.as_bytes()).then_some(rest)
}

/// Whether a word is a token from its header on, and not a piece of one that was wrapped.
fn is_whole_token(word: &[u8]) -> bool {
    let mut parts = word.split(|&byte| byte == b'.');
    let header = parts.next().and_then(|part| base64url::decode(part).ok());
    header.is_some_and(|header| header.trim_ascii().starts_with(b"{")) && parts.count() >= 2
}

/// Claims from their argument: JSON, `@FILE`, or `-` for standard input.
///
/// # Errors
/// When the file or standard input cannot be read.
pub fn claims(argument: &str, stdin: &mut Stdin) -> Result<Zeroizing<Vec<u8>>> {
    let path = argument
        .strip_prefix('@')
        .or((argument == "-").then_some("-"));
    match path {
        Some("") => Err(CannotRun::usage("no file name after @", "@FILE reads claims").into()),
        Some(path) => file(Path::new(path), "the claims", MAX_CLAIMS_BYTES, stdin),
        None => Ok(Zeroizing::new(argument.as_bytes().to_vec())),
    }
}

/// Whether a file may be written: it is new in a folder that exists, or a regular one and `force` is
/// given.
///
/// # Errors
/// When it may not.
pub fn may_write(path: &Path, force: bool) -> Result<(), CannotRun> {
    let shown = || path.display().to_string();
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(CannotRun::NotAFile(shown())),
        Ok(_) if !force => Err(CannotRun::FileExists(shown())),
        Ok(_) => Ok(()),
        Err(_) if path.file_name().is_some() && folder(path).is_dir() => Ok(()),
        Err(_) => Err(CannotRun::NoFolder(shown())),
    }
}

/// Whether two names are of one file, new or there.
#[must_use]
pub fn is_one_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        (
            folder(path).canonicalize().ok(),
            path.file_name().map(OsStr::to_owned),
        )
    };
    place(one) == place(other)
}

fn folder(path: &Path) -> &Path {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone.
    Owner,
    /// Everybody whom the user's mask permits.
    Everybody,
}

/// Writes a file. It is made new; with `force`, it takes the place of another regular file in one
/// step, so that the old one's permissions do not stay.
///
/// # Errors
/// When it exists without `force`, is no regular file, or cannot be written.
pub fn write(path: &Path, content: &[u8], readers: Readers, force: bool) -> Result<()> {
    may_write(path, force)?;
    let written = if path.exists() {
        replace(path, content, readers)
    } else {
        create(path, content, readers)
    };
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn replace(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    create(&beside, content, readers)?;
    let renamed = fs::rename(&beside, path);
    if renamed.is_err() {
        // Nobody looks for a secret in a left-over; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    renamed
}

fn create(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(path)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a secret is none; the first error is the one to tell.
        let _ = fs::remove_file(path);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

    #[test]
    fn what_is_pasted_along_is_taken_off() {
        for pasted in [
            format!("  {TOKEN}\r\n"),
            format!("\"{TOKEN}\"\n"),
            format!("'{TOKEN}'"),
            format!("Bearer {TOKEN}"),
            format!("Authorization: Bearer {TOKEN}"),
            format!("authorization:bearer   {TOKEN}"),
            format!("Bearer\t{TOKEN}"),
            format!("\"Authorization: Bearer {TOKEN}\""),
            format!("Bearer \"{TOKEN}\""),
            format!("\u{feff}{TOKEN}"),
            TOKEN.replace('.', "\n.").clone(),
            TOKEN.replace('.', "\r\n  .").clone(),
            format!("{}\n{}", &TOKEN[..25], &TOKEN[25..]),
        ] {
            assert_eq!(
                *clean(pasted.as_bytes()).unwrap(),
                *TOKEN.as_bytes(),
                "{pasted:?}"
            );
        }
    }

    #[test]
    fn white_space_within_a_line_and_a_second_pair_of_quotes_stay() {
        for pasted in ["eyJ .e30.x", "eyJ\t.e30.x", "\"\"a.b.c\"\""] {
            let cleaned = clean(pasted.as_bytes()).unwrap();
            assert_ne!(cleaned, clean(b"eyJ.e30.x").unwrap());
            assert_ne!(*cleaned, *b"a.b.c");
        }
    }

    #[test]
    fn several_tokens_are_not_glued_together() {
        for separator in ["\n", " ", "\r\n\r\n", ",", "; "] {
            let pasted = format!("{TOKEN}{separator}{TOKEN}");
            assert_eq!(clean(pasted.as_bytes()), Err(SeveralTokens));
        }
    }
}
