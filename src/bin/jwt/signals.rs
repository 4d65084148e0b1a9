//! What is undone when a signal ends the program: a terminal without echo, an unfinished file that
//! holds a secret.

use std::sync::{Mutex, MutexGuard, PoisonError};

type Undo = Box<dyn FnMut() + Send>;

/// What is to be undone, each with a number of its own.
static PENDING: Mutex<(u64, Vec<(u64, Undo)>)> = Mutex::new((0, Vec::new()));

/// As long as this lives, a signal that ends the program first undoes something.
#[derive(Debug)]
pub(crate) struct Pending(u64);

impl Drop for Pending {
    fn drop(&mut self) {
        pending().1.retain(|(number, _)| *number != self.0);
    }
}

/// Has `undo` run before SIGHUP, SIGINT, SIGQUIT or SIGTERM ends the program.
pub(crate) fn undo_on_signal(undo: impl FnMut() + Send + 'static) -> Pending {
    watch();
    let mut pending = pending();
    pending.0 += 1;
    let number = pending.0;
    pending.1.push((number, Box::new(undo)));
    Pending(number)
}

fn pending() -> MutexGuard<'static, (u64, Vec<(u64, Undo)>)> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches for signals on a thread of its own, from the first time on to the program's end.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::sync::Once;

    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        // Without a thread, a signal ends the program as it always does.
        let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]) else {
            return;
        };
        let _ = std::thread::Builder::new().spawn(move || {
            for signal in signals.forever() {
                // Held to the end, so that nothing is begun that would have to be undone.
                let mut pending = pending();
                for (_, undo) in &mut pending.1 {
                    undo();
                }
                // Ends the program by that signal, so that the shell sees it.
                let _ = emulate_default_handler(signal);
            }
        });
    });
}

#[cfg(not(unix))]
fn watch() {}
