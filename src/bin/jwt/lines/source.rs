//! Where many lines are read from: files, or standard input.

use crate::args::Stdin;
use crate::error::{Error, Usage};
use crate::files::shown;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;

/// Where many lines are to be read from.
#[derive(Debug)]
pub(crate) struct LineSource {
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
    pub(crate) fn find(files: &[PathBuf], user: &'static str, stdin: &mut Stdin) -> Result<Self> {
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
                let name = input.name;
                return Err(Error::Usage(Usage::InputIsOutput { name }).into());
            }
            inputs.push(input);
        }
        Ok(Self { inputs })
    }

    /// The inputs' names, for people.
    #[must_use]
    pub(crate) fn names(&self) -> Vec<String> {
        self.inputs.iter().map(|input| input.name.clone()).collect()
    }

    /// Bytes in all, where every input is a regular file.
    #[must_use]
    pub(crate) fn length(&self) -> Option<u64> {
        let length = |input: &LineInput| {
            let found = input.found.as_ref();
            found.filter(|found| found.is_file()).map(fs::Metadata::len)
        };
        self.inputs.iter().map(length).sum()
    }

    /// Opens one after the other.
    pub(crate) fn open(
        self,
    ) -> impl Iterator<Item = io::Result<Box<dyn Read + Send>>> + Send + 'static {
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
