//! How far long work is, on stderr where that is a terminal.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line that tells how far the work is, once it takes long.
#[derive(Debug)]
pub(crate) struct Progress {
    start: Instant,
    bytes: u64,
    /// None where nobody would see it.
    bar: Option<ProgressBar>,
    is_shown: bool,
}

impl Progress {
    /// Of work on so many bytes; none where quiet is wanted. A stream without an end shows none beside its own output on a
    /// terminal.
    #[must_use]
    pub(crate) fn new(total: Option<u64>, quiet: bool) -> Self {
        let is_seen = total.is_some() || !io::stdout().is_terminal();
        let is_wanted = is_seen && !quiet && io::stderr().is_terminal();
        Self {
            start: Instant::now(),
            bytes: 0,
            bar: is_wanted.then(|| bar(total)),
            is_shown: false,
        }
    }

    /// Adds so many bytes; `tokens` are all so far.
    pub(crate) fn advance(&mut self, bytes: u64, tokens: u64) {
        self.bytes += bytes;
        let Some(bar) = &self.bar else {
            return;
        };
        let elapsed = self.start.elapsed();
        if !self.is_shown && elapsed >= PATIENCE {
            self.is_shown = true;
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a rate for people"
        )]
        let rate = (tokens as f64 / elapsed.as_secs_f64()) as u64;
        bar.set_message(format!("{} tokens/s", HumanCount(rate)));
        bar.set_position(self.bytes);
    }

    /// Does something to the terminal without the line in its way.
    pub(crate) fn beside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Unseen at first, while it learns how fast the work is.
fn bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
    let template = match total {
        Some(_) => "{wide_bar} {bytes}/{total_bytes}, {msg}, {eta} left",
        None => "{spinner} {bytes}, {msg}, {elapsed}",
    };
    // The templates are ours and good; the plainest style is no reason to stop.
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
