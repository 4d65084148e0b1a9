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
    /// The picture.
    Picture,
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

/// Which of many tokens are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    /// Those that were accepted.
    Accepted,
    /// Those that were rejected.
    Rejected,
}
