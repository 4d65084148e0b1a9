//! Many lines: chunks of whole lines in, their results out in the same order, on several threads.
//!
//! Each thread takes the next chunk, works on it, waits for its turn and hands over the results; where
//! they grow large, some of them before the chunk is done. So no more chunks are in memory than there
//! are threads, results take no more than chunks do, and a slow reader of them slows the reading down.
//! A chunk that one long line made large is processed while no other chunk is read.

use super::chunk::{Chunk, Lines, Unreadable};

use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What is done with chunks, on any of several threads.
pub(crate) trait Task: Send + Sync + 'static {
    /// The results of one chunk.
    type Results: Default;

    /// Prepares one thread's work: it replaces the results by those of the chunk. What is too much to
    /// be kept to its end is given to the last argument, and replaced by what follows.
    fn worker(&self) -> impl FnMut(&Chunk, &mut Self::Results, &mut HandOver<'_, Self::Results>);
}

/// Takes some of a chunk's results once it is their turn, and says whether more are wanted.
pub(crate) type HandOver<'s, R> = dyn FnMut(&mut R) -> ControlFlow<()> + 's;

/// Takes the results in the order of the chunks.
pub(crate) trait Sink<R>: Send + 'static {
    /// Takes the results of the next chunk and says whether more are wanted.
    fn take(&mut self, results: &mut R) -> ControlFlow<()>;

    /// Is told that no more results are wanted.
    fn abandon(&mut self) {}
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended<S> {
    /// The sink.
    pub(crate) sink: Option<S>,
    /// The input that could not be read, where there is one.
    pub(crate) unreadable: Option<Unreadable>,
    /// Whether every line was worked on, and its results taken.
    pub(crate) is_complete: bool,
}

/// Works on all lines, on so many threads. Ends early when the sink wants no more, or when
/// `is_unwanted`, which waits on a thread of its own, returns true; even while the next line is still
/// awaited.
pub(crate) fn run<T: Task, S: Sink<T::Results>>(
    lines: Lines,
    jobs: usize,
    task: T,
    sink: S,
    is_unwanted: impl FnOnce() -> bool + Send + 'static,
) -> Ended<S> {
    let shared = Arc::new(Shared {
        task,
        source: Mutex::new(Source { lines, number: 0 }),
        order: Mutex::new(Order {
            next: 0,
            sink: Some(sink),
            unreadable: None,
            ended: false,
            is_complete: false,
        }),
        turn: Condvar::new(),
        over: Condvar::new(),
    });
    // A thread that waits for input, or for its end, cannot be called back: none is joined.
    let spawned = (0..jobs.max(1)).map_while(|_| {
        let shared = Arc::clone(&shared);
        thread::Builder::new().spawn(move || shared.work()).ok()
    });
    if spawned.count() == 0 {
        shared.work();
    } else {
        let shared = Arc::clone(&shared);
        // Without it, the next result that cannot be written ends the run.
        let _ = thread::Builder::new().spawn(move || {
            if is_unwanted() {
                shared.abandon();
            }
        });
    }
    let mut order = lock(&shared.order);
    while !order.ended {
        order = wait(&shared.over, order);
    }
    Ended {
        sink: order.sink.take(),
        unreadable: order.unreadable.take(),
        is_complete: order.is_complete,
    }
}

struct Shared<T, S> {
    task: T,
    source: Mutex<Source>,
    order: Mutex<Order<S>>,
    /// Tells the threads that it is another chunk's turn, or that all has ended.
    turn: Condvar,
    /// Wakes the thread that waits for the end.
    over: Condvar,
}

struct Source {
    lines: Lines,
    /// The number of the next chunk.
    number: u64,
}

struct Order<S> {
    /// The number of the chunk whose turn it is.
    next: u64,
    sink: Option<S>,
    unreadable: Option<Unreadable>,
    ended: bool,
    /// Whether the end of the input was reached.
    is_complete: bool,
}

impl<T: Task, S: Sink<T::Results>> Shared<T, S> {
    fn work(&self) {
        let mut worker = self.task.worker();
        let mut chunk = Chunk::default();
        let mut results = T::Results::default();
        loop {
            let mut source = lock(&self.source);
            if lock(&self.order).ended {
                return;
            }
            let number = source.number;
            source.number += 1;
            let read = source.lines.read(&mut chunk);
            // Of large chunks, which cost most memory, there is one at a time: nothing more is read
            // until it is done, and it is worked on when it is its turn.
            let is_large = chunk.is_large();
            let alone = is_large.then_some(source);
            if is_large {
                drop(self.turn_of(number));
            }
            if matches!(read, Ok(true)) {
                worker(&chunk, &mut results, &mut |results| {
                    self.turn_of(number).take(results)
                });
            }
            let mut order = self.turn_of(number);
            let flow = match read {
                Ok(true) => order.take(&mut results),
                Ok(false) => {
                    order.is_complete |= !order.ended;
                    ControlFlow::Break(())
                }
                Err(unreadable) => {
                    order.fail(unreadable);
                    ControlFlow::Break(())
                }
            };
            order.next += 1;
            order.ended |= flow.is_break();
            self.turn.notify_all();
            if order.ended {
                self.over.notify_all();
                return;
            }
            drop(order);
            if is_large {
                // Its memory is not kept for the small ones that follow.
                chunk = Chunk::default();
                results = T::Results::default();
                worker = self.task.worker();
            }
            drop(alone);
        }
    }

    fn abandon(&self) {
        let mut order = lock(&self.order);
        let is_over = std::mem::replace(&mut order.ended, true);
        if let (Some(sink), false) = (&mut order.sink, is_over) {
            sink.abandon();
        }
        self.turn.notify_all();
        self.over.notify_all();
    }

    /// Waits until it is a chunk's turn, or all has ended.
    fn turn_of(&self, number: u64) -> MutexGuard<'_, Order<S>> {
        let mut order = lock(&self.order);
        while order.next != number && !order.ended {
            order = wait(&self.turn, order);
        }
        order
    }
}

impl<S> Order<S> {
    fn take<R>(&mut self, results: &mut R) -> ControlFlow<()>
    where
        S: Sink<R>,
    {
        let flow = match &mut self.sink {
            Some(sink) if !self.ended => sink.take(results),
            _ => ControlFlow::Break(()),
        };
        self.ended |= flow.is_break();
        flow
    }

    fn fail(&mut self, unreadable: Unreadable) {
        if !self.ended {
            self.unreadable = Some(unreadable);
        }
    }
}

/// A thread that panicked has printed why; the others go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'m, T>(turn: &Condvar, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    turn.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;
    use std::io::{self, Read};

    /// So many lines are handed over before their chunk is done.
    const LARGE: usize = 1000;

    /// Gives every line back, and takes longer for some chunks than for others.
    struct Echo;

    impl Task for Echo {
        type Results = Vec<(u64, Vec<u8>)>;

        fn worker(
            &self,
        ) -> impl FnMut(&Chunk, &mut Self::Results, &mut HandOver<'_, Self::Results>) {
            |chunk, results, hand_over| {
                results.clear();
                for (number, line) in chunk.lines() {
                    if results.len() == LARGE && hand_over(results).is_break() {
                        return;
                    }
                    results.push((number, line.to_vec()));
                }
                if chunk.first_line() % 3 == 0 {
                    thread::yield_now();
                }
            }
        }
    }

    #[derive(Default)]
    struct Gathered {
        lines: Vec<(u64, Vec<u8>)>,
        enough: Option<usize>,
        is_abandoned: bool,
    }

    impl Sink<Vec<(u64, Vec<u8>)>> for Gathered {
        fn take(&mut self, results: &mut Vec<(u64, Vec<u8>)>) -> ControlFlow<()> {
            self.lines.append(results);
            match self.enough {
                Some(enough) if self.lines.len() >= enough => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        }

        fn abandon(&mut self) {
            self.is_abandoned = true;
        }
    }

    fn lines_of(text: &[u8]) -> Lines {
        let text = io::Cursor::new(text.to_vec());
        Lines::new(std::iter::once(Ok(Box::new(text) as Box<dyn Read + Send>)))
    }

    #[test]
    fn the_order_is_kept_on_any_number_of_threads() {
        let mut text = String::new();
        for i in 1..=60_000 {
            writeln!(text, "line {i} of many").expect("a string takes it");
        }
        for jobs in [1, 2, 3, 8] {
            let sink = Gathered::default();
            let ended = run(lines_of(text.as_bytes()), jobs, Echo, sink, || false);
            let lines = ended.sink.expect("the sink").lines;
            assert!(ended.unreadable.is_none() && ended.is_complete);
            assert_eq!(lines.len(), 60_000);
            for (i, (number, line)) in (1..).zip(&lines) {
                assert_eq!(*number, i);
                assert_eq!(line, format!("line {i} of many").as_bytes());
            }
        }
    }

    /// One line, and then nothing for ever.
    struct Silent(bool);

    impl Read for Silent {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 {
                loop {
                    thread::park();
                }
            }
            self.0 = true;
            buffer[..4].copy_from_slice(b"one\n");
            Ok(4)
        }
    }

    fn silent() -> Lines {
        let silent = Box::new(Silent(false)) as Box<dyn Read + Send>;
        Lines::new(std::iter::once(Ok(silent)))
    }

    #[test]
    fn a_sink_that_has_enough_ends_a_run_that_waits_for_input() {
        for jobs in [1, 2] {
            let sink = Gathered {
                enough: Some(1),
                ..Gathered::default()
            };
            let ended = run(silent(), jobs, Echo, sink, || false);
            assert!(!ended.is_complete);
            assert_eq!(ended.sink.expect("the sink").lines, [(1, b"one".to_vec())]);
        }
    }

    #[test]
    fn results_that_nobody_wants_end_a_run_that_waits_for_input() {
        for jobs in [1, 2] {
            let ended = run(silent(), jobs, Echo, Gathered::default(), || true);
            assert!(ended.sink.expect("the sink").is_abandoned);
            assert!(ended.unreadable.is_none() && !ended.is_complete);
        }
    }

    #[test]
    fn lines_before_an_input_that_cannot_be_read_are_worked_on() {
        let good = Box::new(io::Cursor::new(b"a\nb".to_vec())) as Box<dyn Read + Send>;
        let bad = Err(io::Error::other("no such thing"));
        let lines = Lines::new([Ok(good), bad].into_iter());
        let ended = run(lines, 2, Echo, Gathered::default(), || false);
        assert_eq!(ended.sink.expect("the sink").lines.len(), 2);
        assert_eq!(ended.unreadable.expect("a failure").input, 1);
    }
}
