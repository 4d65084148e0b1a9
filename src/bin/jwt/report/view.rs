//! Which part of a document is printed, on stdout.

use jwt_toolkit::codec::json::Path;

/// Claims that are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) paths: Vec<Path>,
    /// Whether their numbers are printed as RFC 3339.
    pub(crate) as_times: bool,
}

/// What is printed of a token: the only such list. Flags are resolved into it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The picture, with as much of the token's text.
    Picture(Extent),
    /// The payload: JSON on one line, or the exact bytes of anything else.
    Payload,
    /// The whole report as JSON on one line.
    Report,
    /// The header as JSON on one line.
    Header,
    /// Some claims.
    Claims(Wanted),
    /// The token itself.
    Token,
    /// Nothing.
    Nothing,
}

/// How much of a token's text is in its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What fits into a few rows.
    Excerpt,
    /// All of it.
    Whole,
}

/// Which of many tokens are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    /// Those that were accepted.
    Accepted,
    /// Those that were rejected.
    Rejected,
}
