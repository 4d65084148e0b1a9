//! Text from a token is untrusted: what a terminal would obey or hide is shown as an escape.

use std::borrow::Cow;
use std::fmt::Write;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Whether a character does something else than show itself: control, bidi and format characters,
/// line and paragraph separators, unusual spaces, and code points that are drawn as nothing.
fn is_invisible(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    c.is_whitespace()
        || is_ignorable(c)
        || matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
        )
}

/// Letters and marks that Unicode lists as ignorable when drawn (beyond the format
/// characters), and the blank Braille pattern.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// The text with everything invisible as JSON escapes (`\u202e`), so that JSON stays the JSON it
/// is and a message stays on its line.
#[must_use]
pub(crate) fn invisible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if is_invisible(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// JSON with every line break outside its strings as a space: strings cannot hold a bare one.
#[must_use]
pub(crate) fn one_line(json: &str) -> Cow<'_, str> {
    // Without an early end, so that many bytes are compared at once.
    let is = |byte: u8, wanted: u8| u8::from(byte == wanted);
    let breaks = |any, byte| any | is(byte, b'\n') | is(byte, b'\r');
    if json.bytes().fold(0, breaks) != 0 {
        Cow::Owned(json.replace(['\n', '\r'], " "))
    } else {
        Cow::Borrowed(json)
    }
}

/// The line breaks beyond ASCII, at which Python's `splitlines` and others break a line: U+0085,
/// U+2028 and U+2029. JSON permits them in its strings, where an escape means the same.
const UNICODE_BREAKS: [(char, &str); 3] = [
    ('\u{85}', "\\u0085"),
    ('\u{2028}', "\\u2028"),
    ('\u{2029}', "\\u2029"),
];

/// JSON with the line breaks beyond ASCII in its strings as escapes.
pub(super) fn without_unicode_breaks(json: &str) -> Cow<'_, str> {
    if json.is_ascii() {
        return Cow::Borrowed(json);
    }
    let mut escaped = Cow::Borrowed(json);
    for (line_break, escape) in UNICODE_BREAKS {
        if escaped.contains(line_break) {
            escaped = Cow::Owned(escaped.replace(line_break, escape));
        }
    }
    escaped
}

/// Any bytes with everything as a space that a reader may take for the end of a line.
pub(super) fn spaced(bytes: &[u8]) -> Vec<u8> {
    let is_break = |byte: u8| matches!(byte, b'\n'..=b'\r' | 0x1c..=0x1e);
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if is_break(*byte) { b' ' } else { *byte })
        .collect();
    match String::from_utf8(spaced) {
        Ok(text) if !text.is_ascii() => {
            let breaks = UNICODE_BREAKS.map(|(line_break, _)| line_break);
            text.replace(breaks, " ").into_bytes()
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_beyond_ascii_make_no_second_line() {
        assert_eq!(
            without_unicode_breaks("{\"a\":\"x\u{85}y\u{2028}z\u{2029}é\"}"),
            r#"{"a":"x\u0085y\u2028z\u2029é"}"#
        );
        assert_eq!(spaced("a\nb\u{2028}c\u{b}d\re".as_bytes()), b"a b c d e");
        assert_eq!(spaced(b"a\n\xff"), b"a \xff");
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["{\"a\": 1.10}", "Zürich 東京 شكرا", "e\u{301}", "😀"] {
            assert_eq!(invisible(text), text);
        }
    }

    #[test]
    fn terminal_escapes_cannot_pass() {
        for (text, shown) in [
            ("\u{1b}]52;c;eA==\u{7}", "\\u001b]52;c;eA==\\u0007"),
            ("\u{9b}31m", "\\u009b31m"),
            ("a\u{7f}b\0", "a\\u007fb\\u0000"),
            ("two\nlines\r\t", "two\\nlines\\r\\t"),
        ] {
            assert_eq!(invisible(text), shown);
        }
    }

    #[test]
    fn text_cannot_hide_or_turn_around() {
        for (text, shown) in [
            ("admin\u{202e}nimda", "admin\\u202enimda"),
            ("ad\u{200b}min", "ad\\u200bmin"),
            ("a\u{feff}\u{2066}\u{ad}", "a\\ufeff\\u2066\\u00ad"),
            ("x\u{2028}y\u{a0}", "x\\u2028y\\u00a0"),
            ("a\u{e0041}", "a\\udb40\\udc41"),
            ("\u{3164}\u{fe0f}", "\\u3164\\ufe0f"),
        ] {
            assert_eq!(invisible(text), shown);
        }
    }
}
