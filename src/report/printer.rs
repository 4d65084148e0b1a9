//! Prints the results of many lines in their order.

use super::Report;
use super::lines::Results;
use super::progress::Progress;
use super::tally::Tally;
use crate::advice::Advice;
use crate::batch::Sink;
use crate::error::CannotRun;
use std::io::{self, Write};
use std::mem::Discriminant;
use std::ops::ControlFlow;

/// Prints results in their order.
#[derive(Debug)]
pub struct Printer {
    report: Report,
    progress: Progress,
    tally: Tally,
    warned: Vec<Discriminant<Advice>>,
    unwritten: Option<CannotRun>,
    /// Whether whoever read stdout has gone.
    is_abandoned: bool,
}

impl Printer {
    /// A printer with the progress of the work.
    #[must_use]
    pub fn new(report: Report, progress: Progress) -> Self {
        Self {
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
    /// When stdout could not be written; a closed pipe is none.
    pub fn finish(self) -> Result<Tally, CannotRun> {
        self.progress.finish();
        if let Some(error) = self.unwritten {
            return Err(error);
        }
        if !self.report.quiet && !self.is_abandoned {
            // Where stderr is gone, there is nobody left to tell.
            let _ = io::stderr().write_all(format!("{}\n", self.tally).as_bytes());
        }
        Ok(self.tally)
    }
}

impl Sink<Results> for Printer {
    fn take(&mut self, results: &mut Results) -> ControlFlow<()> {
        let mut err = String::new();
        for (kind, lines) in results.warnings.drain(..) {
            if !self.warned.contains(&kind) {
                self.warned.push(kind);
                err.push_str(&lines);
            }
        }
        let mut err = err.into_bytes();
        err.append(&mut results.err);
        let written = self.progress.beside(|| {
            // Where stderr is gone, there is nobody left to tell.
            let _ = io::stderr().write_all(&err);
            let mut stdout = io::stdout().lock();
            stdout.write_all(&results.out).and_then(|()| stdout.flush())
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
                    self.unwritten = Some(CannotRun::Output(error));
                }
                ControlFlow::Break(())
            }
        }
    }

    fn abandon(&mut self) {
        self.is_abandoned = true;
    }
}

/// Waits until the reader of stdout is gone; `false` where that cannot be told.
#[cfg(unix)]
#[must_use]
pub fn reader_is_gone() -> bool {
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

/// Waits until the reader of stdout is gone; `false` where that cannot be told.
#[cfg(not(unix))]
#[must_use]
pub fn reader_is_gone() -> bool {
    false
}
