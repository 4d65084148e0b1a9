//! The dots and tildes that separate the parts of a token.

// These searchers do without detecting the features of the processor, which for one token takes
// longer than it saves.
#[cfg(not(target_arch = "x86_64"))]
use memchr::arch::all::memchr::{One, Two};
#[cfg(target_arch = "x86_64")]
use memchr::arch::x86_64::sse2::memchr::{One, Two};

/// Finds dots and tildes. `None`, with which every token would be refused, does not occur: SSE2 is
/// part of x86-64.
#[cfg(target_arch = "x86_64")]
fn dots_and_tildes() -> Option<Two> {
    Two::new(b'.', b'~')
}

#[cfg(not(target_arch = "x86_64"))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
fn dots_and_tildes() -> Option<Two> {
    Some(Two::new(b'.', b'~'))
}

/// Finds dots.
#[cfg(target_arch = "x86_64")]
fn dots() -> Option<One> {
    One::new(b'.')
}

#[cfg(not(target_arch = "x86_64"))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
fn dots() -> Option<One> {
    Some(One::new(b'.'))
}

/// The offsets of the dots before the first tilde, or before the end.
pub(crate) struct Marks {
    /// The number of dots.
    pub(crate) count: usize,
    /// The offsets of the first dots.
    pub(crate) dots: [usize; 4],
    pub(crate) tilde: Option<usize>,
}

impl Marks {
    pub(crate) fn of(token: &[u8]) -> Self {
        let (mut count, mut dots, mut tilde) = (0, [0; 4], None);
        for at in dots_and_tildes().iter().flat_map(|marks| marks.iter(token)) {
            if token[at] == b'~' {
                tilde = Some(at);
                break;
            }
            if let Some(dot) = dots.get_mut(count) {
                *dot = at;
            }
            count += 1;
        }
        Self { count, dots, tilde }
    }
}

/// The offsets of the first dot and the last one; `None` for fewer than two dots.
pub(crate) fn outer_dots(token: &[u8]) -> Option<(usize, usize)> {
    let dots = dots()?;
    let (first, last) = (dots.find(token)?, dots.rfind(token)?);
    (first < last).then_some((first, last))
}
