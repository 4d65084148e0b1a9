//! Prints the results of many lines in their order.

use super::lines::{Note, Results};
use super::progress::Progress;
use super::warning::WarningKind;
use super::{Report, tell};
use crate::error::Error;
use crate::lines::Tally;
use crate::lines::order::Sink;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;

/// Prints results in their order.
#[derive(Debug)]
pub(crate) struct Printer {
    report: Report,
    progress: Progress,
    tally: Tally,
    warned: Vec<WarningKind>,
    unwritten: Option<Error>,
    /// Whether the reader of stdout has closed it.
    is_abandoned: bool,
    /// Whether both streams are on a terminal, where what was accepted and what was not are to stand
    /// in the order of the lines.
    alternates: bool,
}

impl Printer {
    /// A printer with the progress of the work.
    #[must_use]
    pub(crate) fn new(report: Report, progress: Progress) -> Self {
        Self {
            alternates: report.out_is_terminal() && io::stderr().is_terminal(),
            report,
            progress,
            tally: Tally::default(),
            warned: Vec::new(),
            unwritten: None,
            is_abandoned: false,
        }
    }

    /// Ends with the summary, unless quiet or cut short by the reader of stdout, and says how the
    /// lines came out.
    ///
    /// # Errors
    /// When stdout could not be written; a closed pipe is not an error.
    pub(crate) fn finish(self) -> Result<Tally, Error> {
        self.progress.finish();
        if let Some(error) = self.unwritten {
            return Err(error);
        }
        if !self.report.quiet && !self.is_abandoned {
            tell(&format!("{}\n", self.tally));
        }
        Ok(self.tally)
    }
}

impl Sink<Results> for Printer {
    fn take(&mut self, results: &mut Results) -> ControlFlow<()> {
        let mut notes = std::mem::take(&mut results.notes);
        notes.retain(|note| match note.warning {
            Some(kind) if self.warned.contains(&kind) => false,
            Some(kind) => {
                self.warned.push(kind);
                true
            }
            None => true,
        });
        let written = self.progress.beside(|| {
            if self.alternates {
                alternate(&results.out, &notes)
            } else {
                let notes: String = notes.iter().map(|note| note.text.as_str()).collect();
                tell(&notes);
                write(&results.out)
            }
        });
        self.tally.add(&results.tally);
        self.progress.advance(results.bytes, self.tally.tokens());
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                // A closed pipe is the reader's choice.
                if error.kind() == io::ErrorKind::BrokenPipe {
                    self.is_abandoned = true;
                } else {
                    self.unwritten = Some(Error::Output(error));
                }
                ControlFlow::Break(())
            }
        }
    }

    fn abandon(&mut self) {
        self.is_abandoned = true;
    }
}

fn alternate(out: &[u8], notes: &[Note]) -> io::Result<()> {
    let mut start = 0;
    for note in notes {
        write(&out[start..note.at])?;
        tell(&note.text);
        start = note.at;
    }
    write(&out[start..])
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush())
}

/// Waits until the reader of stdout is gone; `false` where that cannot be determined.
#[cfg(unix)]
#[must_use]
pub(crate) fn reader_is_gone() -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    let stdout = io::stdout();
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    while let Err(error) = poll(&mut watched, None) {
        if error != Errno::INTR {
            return false;
        }
    }
    let [watched] = watched;
    watched
        .revents()
        .intersects(PollFlags::ERR | PollFlags::HUP)
}

/// Waits until the reader of stdout is gone; `false` where that cannot be determined.
#[cfg(not(unix))]
#[must_use]
pub(crate) fn reader_is_gone() -> bool {
    false
}
