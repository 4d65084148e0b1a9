//! Files that hold keys, secrets and claims: reading them within a limit, and writing them so that
//! they appear whole or not at all.

use crate::args::Stdin;
use crate::error::Error;
use crate::signals;
use anyhow::{Context, Result};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// When it cannot be read, or is longer than `limit` bytes.
pub(crate) fn read(
    path: &Path,
    user: &'static str,
    limit: usize,
    stdin: &mut Stdin,
) -> Result<Zeroizing<Vec<u8>>> {
    let bytes = if path.as_os_str() == "-" {
        stdin.take(user)?;
        read_stdin(limit).context("cannot read standard input")?
    } else {
        let name = |error: &io::Error| {
            if error.kind() == io::ErrorKind::NotFound && may_be_a_secret(path) {
                HIDDEN.to_owned()
            } else {
                shown(path)
            }
        };
        let read = File::open(path).and_then(|file| read_prefix(file, limit));
        read.map_err(|error| {
            let name = name(&error);
            anyhow::Error::new(error).context(format!("cannot read {name}"))
        })?
    };
    if bytes.len() > limit {
        let source_name = shown(path);
        return Err(Error::TooLarge { source_name, limit }.into());
    }
    Ok(bytes)
}

/// What other users may do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OthersMay {
    /// Read it.
    Read,
    /// Write it, and perhaps read it.
    Write,
}

/// What users other than its owner may do with a regular file, of which nothing is said where it cannot
/// be looked at. Pipes and what a shell substitutes belong to the one process.
#[cfg(unix)]
#[must_use]
pub(crate) fn open_to_others(path: &Path) -> Option<OthersMay> {
    use std::os::unix::fs::PermissionsExt;
    const GROUP_AND_OTHERS_READ: u32 = 0o044;
    const GROUP_AND_OTHERS_WRITE: u32 = 0o022;
    let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let mode = found.permissions().mode();
    if mode & GROUP_AND_OTHERS_WRITE != 0 {
        Some(OthersMay::Write)
    } else {
        (mode & GROUP_AND_OTHERS_READ != 0).then_some(OthersMay::Read)
    }
}

#[cfg(not(unix))]
#[must_use]
pub(crate) fn open_to_others(_: &Path) -> Option<OthersMay> {
    None
}

/// In place of a name that may be a secret.
const HIDDEN: &str = "a file whose name is not shown";

/// Whether the name of a file that does not exist may be a secret that was given in its place: it has
/// neither a folder nor an extension.
fn may_be_a_secret(path: &Path) -> bool {
    !path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .any(|byte| matches!(byte, b'/' | b'\\' | b'.'))
}

/// A file's name for people. A long name of one piece may be a secret that was given in place of a
/// file's name, and is not shown.
pub(crate) fn shown(path: &Path) -> String {
    const LONGEST_SHOWN: usize = 40;
    let name = path.display().to_string();
    let starts_as_a_key = name.starts_with(['{', '[', '"']) || name.contains("-----");
    let has_long_piece = name
        .split(['/', '.'])
        .any(|piece| piece.len() > LONGEST_SHOWN);
    let is_key = jwt_toolkit::jwk::form::text::key_in_file_format(name.as_bytes()).is_some();
    if name == "-" {
        "standard input".to_owned()
    } else if starts_as_a_key || has_long_piece || is_key || name.contains(char::is_control) {
        HIDDEN.to_owned()
    } else {
        name
    }
}

/// Standard input to its end, or, where that is more than `limit` bytes, at least one byte more than
/// the limit.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read_stdin(limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    // The runtime's handle keeps what it reads in a buffer that is never wiped.
    #[cfg(unix)]
    return {
        use std::os::fd::AsFd;
        let handle = io::stdin().as_fd().try_clone_to_owned()?;
        read_prefix(File::from(handle), limit)
    };
    #[cfg(not(unix))]
    return read_prefix(io::stdin().lock(), limit);
}

/// All of it, or, where that is more than `limit` bytes, at least one byte more than the limit. It may
/// be a secret: memory that was outgrown is wiped.
fn read_prefix(mut reader: impl Read, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    const FIRST: usize = 1 << 13;
    let mut bytes = Zeroizing::new(vec![0; FIRST.min(limit + 1)]);
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            if filled > limit {
                return Ok(bytes);
            }
            let mut larger = Zeroizing::new(vec![0; (2 * filled).min(limit + 1)]);
            larger[..filled].copy_from_slice(&bytes);
            bytes = larger;
        }
        match reader.read(&mut bytes[filled..]) {
            Ok(0) => {
                bytes.truncate(filled);
                return Ok(bytes);
            }
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether a file may be written: it is new in a folder that exists, or a regular one and `force` is
/// given.
///
/// # Errors
/// When it may not.
pub(crate) fn may_write(path: &Path, force: bool) -> Result<(), Error> {
    let shown = || path.display().to_string();
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(Error::NotAFile(shown())),
        Ok(_) if !force => Err(Error::FileExists(shown())),
        Ok(_) => Ok(()),
        Err(_) if path.file_name().is_some() && folder(path).is_dir() => Ok(()),
        Err(_) => Err(Error::NoFolder(shown())),
    }
}

/// Whether two names are of one file, new or there.
#[must_use]
pub(crate) fn is_one_file(one: &Path, other: &Path) -> bool {
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
pub(crate) enum Readers {
    /// Its owner alone.
    Owner,
    /// Everybody whom the user's mask permits.
    Everybody,
}

/// Writes a file. It appears whole or not at all: it is made new, or, with `force`, takes the place of
/// another regular file in one step, so that the old one's permissions do not stay.
///
/// # Errors
/// When it exists without `force`, is not a regular file, or cannot be written.
pub(crate) fn write(path: &Path, content: &[u8], readers: Readers, force: bool) -> Result<()> {
    may_write(path, force)?;
    match replace(path, content, readers, force) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Error::FileExists(path.display().to_string()).into())
        }
        written => written.with_context(|| format!("cannot write {}", path.display())),
    }
}

fn replace(path: &Path, content: &[u8], readers: Readers, force: bool) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if readers == Readers::Everybody {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let unfinished = Unfinished::default();
    let _pending = signals::undo_on_signal({
        let unfinished = Arc::clone(&unfinished);
        move || {
            // Where it was renamed already, there is nothing to remove.
            let name = unfinished.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = name.as_ref().map(fs::remove_file);
        }
    });
    let mut file = {
        // A signal that comes while the file is made waits until its name is known.
        let mut name = unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        let file = builder.tempfile_in(folder(path))?;
        *name = Some(file.path().to_owned());
        file
    };
    file.write_all(content)?;
    file.as_file().sync_all()?;
    let persisted = if force {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    persisted.map(drop).map_err(|failed| failed.error)
}

/// The random name of a file that is being written.
type Unfinished = Arc<Mutex<Option<PathBuf>>>;

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;
    use std::thread::sleep;
    use std::time::Duration;

    /// Tells the test that runs on its own, in a process that is killed, where to write.
    const FOLDER: &str = "JWT_TEST_FOLDER_OF_KILLED_WRITER";
    const NAME: &str = "secret";

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_forced_file_keeps_nothing_of_the_one_that_it_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        fs::write(&path, "older and longer").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        let mut reader = File::open(&path).unwrap();
        assert!(write(&path, b"new", Readers::Owner, false).is_err());
        write(&path, b"new", Readers::Owner, true).unwrap();
        assert_eq!(
            (fs::read(&path).unwrap().as_slice(), mode(&path)),
            (&b"new"[..], 0o600)
        );
        // Who has the old file open does not read what is new.
        let mut old = String::new();
        reader.read_to_string(&mut old).unwrap();
        assert_eq!(old, "older and longer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_writer_that_is_killed_leaves_nothing_unfinished() {
        let program = std::env::current_exe().unwrap();
        for wait in [5, 20, 40, 60, 80, 100, 120, 140] {
            let folder = tempfile::tempdir().unwrap();
            let mut writer = Command::new(&program)
                .args([
                    "--exact",
                    "files::tests::writes_until_it_is_killed",
                    "--ignored",
                ])
                .env(FOLDER, folder.path())
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            sleep(Duration::from_millis(wait));
            let pid = rustix::process::Pid::from_child(&writer);
            rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
            assert_eq!(writer.wait().unwrap().signal(), Some(15));
            for entry in fs::read_dir(folder.path()).unwrap() {
                let entry = entry.unwrap();
                assert_eq!(entry.file_name(), NAME);
                assert_eq!(
                    (mode(&entry.path()), entry.metadata().unwrap().len()),
                    (0o600, LENGTH)
                );
            }
        }
    }

    const LENGTH: u64 = 1 << 20;

    #[test]
    #[ignore = "it never ends: another test runs it and kills it"]
    fn writes_until_it_is_killed() {
        let Some(folder) = std::env::var_os(FOLDER) else {
            return;
        };
        let path = PathBuf::from(folder).join(NAME);
        let content = vec![b'k'; usize::try_from(LENGTH).unwrap()];
        loop {
            write(&path, &content, Readers::Owner, true).unwrap();
        }
    }

    #[test]
    fn who_else_may_read_or_write_a_file_is_seen_from_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        for (mode, others_may) in [
            (0o600, None),
            (0o400, None),
            (0o711, None),
            (0o640, Some(OthersMay::Read)),
            (0o604, Some(OthersMay::Read)),
            (0o660, Some(OthersMay::Write)),
            (0o602, Some(OthersMay::Write)),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(open_to_others(&path), others_may, "{mode:o}");
        }
        assert_eq!(open_to_others(folder.path()), None);
        assert_eq!(open_to_others(&folder.path().join("none")), None);
        assert_eq!(open_to_others(Path::new("/dev/null")), None);
    }
}
