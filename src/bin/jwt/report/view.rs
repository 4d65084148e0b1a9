//! Which part of a document is printed, on stdout.

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
    /// One claim, by its name or JSON Pointer.
    Claim(String),
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
