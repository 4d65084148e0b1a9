//! How far long work is, on stderr where that is a terminal.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line that tells how far the work is, once it takes long.
#[derive(Debug)]
pub struct Progress {
    start: Instant,
    /// Bytes in all, where that is known.
    total: Option<u64>,
    bytes: u64,
    is_wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Of work on so many bytes. A stream without an end shows none beside its own output on a
    /// terminal.
    #[must_use]
    pub fn new(total: Option<u64>) -> Self {
        let is_seen = total.is_some() || !io::stdout().is_terminal();
        Self {
            start: Instant::now(),
            total,
            bytes: 0,
            is_wanted: is_seen && io::stderr().is_terminal(),
            bar: None,
        }
    }

    /// Adds so many bytes; `tokens` are all so far.
    pub fn advance(&mut self, bytes: u64, tokens: u64) {
        self.bytes += bytes;
        let elapsed = self.start.elapsed();
        if !self.is_wanted || elapsed < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| bar(self.total, elapsed));
        bar.set_position(self.bytes);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a rate for people"
        )]
        let rate = (tokens as f64 / elapsed.as_secs_f64()) as u64;
        bar.set_message(format!("{} tokens/s", HumanCount(rate)));
    }

    /// Does something to the terminal without the line in its way.
    pub fn beside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: Option<u64>, elapsed: Duration) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{wide_bar} {bytes}/{total_bytes}, {msg}, {eta} left",
        None => "{spinner} {bytes}, {msg}, {elapsed}",
    };
    // The templates are ours and good; the plainest style is no reason to stop.
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_elapsed(elapsed)
}
