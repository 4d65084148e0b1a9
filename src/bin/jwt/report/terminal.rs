//! The two output streams: whether each is a terminal, and whether it is coloured.

use colored::{Color, Colorize};

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColourChoice {
    /// As the environment says, else where the stream is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColourChoice {
    /// Decided once for each stream.
    pub(super) fn for_stream(self, is_terminal: bool) -> Paint {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced =
            || std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0");
        Paint {
            on: match self {
                Self::Always => true,
                Self::Never => false,
                Self::Auto if set("NO_COLOR") => false,
                Self::Auto => forced() || is_terminal,
            },
        }
    }
}

/// Colours of one stream, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    pub(super) fn is_on(self) -> bool {
        self.on
    }

    fn apply(self, text: &str, style: impl Fn(&str) -> colored::ColoredString) -> String {
        if self.on && !text.is_empty() {
            style(text).to_string()
        } else {
            text.to_owned()
        }
    }

    pub(super) fn colour(self, text: &str, colour: Color) -> String {
        self.apply(text, |text| text.color(colour))
    }

    pub(super) fn title(self, text: &str, colour: Color) -> String {
        self.apply(text, |text| text.color(colour).bold())
    }

    pub(super) fn alarm(self, text: &str) -> String {
        self.apply(text, |text| text.red().bold())
    }

    pub(super) fn good(self, text: &str) -> String {
        self.apply(text, |text| text.green().bold())
    }

    pub(super) fn faint(self, text: &str) -> String {
        self.apply(text, |text| text.dimmed())
    }

    pub(super) fn warning(self, text: &str) -> String {
        self.apply(text, |text| text.yellow().bold())
    }
}
