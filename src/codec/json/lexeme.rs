//! Valid JSON as a sequence of lexemes, for code that rewrites it and keeps its spelling.

use super::reader::string_end;

/// One step through valid JSON: a bracket, comma or colon, a whole string, or a number or word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme<'a> {
    /// One of `{ } [ ] , :`
    Mark(char),
    /// A string with its quotes and escapes.
    Text(&'a str),
    /// A number, `true`, `false` or `null`.
    Word(&'a str),
}

/// The lexemes of valid JSON, without the white space between them.
pub fn lexemes(text: &str) -> impl Iterator<Item = Lexeme<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let blank = bytes.get(at..)?.iter().take_while(|&&byte| is_space(byte));
        let start = at + blank.count();
        let first = *bytes.get(start)?;
        if is_mark(first) {
            at = start + 1;
            return Some(Lexeme::Mark(char::from(first)));
        }
        if first == b'"' {
            at = string_end(bytes, start).map_or(bytes.len(), |(end, _)| end);
            return Some(Lexeme::Text(&text[start..at]));
        }
        let word = bytes[start..].iter();
        at = start + word.take_while(|&&b| !is_space(b) && !is_mark(b)).count();
        Some(Lexeme::Word(&text[start..at]))
    })
}

/// Valid JSON without the white space between lexemes; everything else keeps its spelling.
#[must_use]
pub fn minify(text: &str) -> String {
    let mut minified = String::with_capacity(text.len());
    for lexeme in lexemes(text) {
        match lexeme {
            Lexeme::Mark(mark) => minified.push(mark),
            Lexeme::Text(text) | Lexeme::Word(text) => minified.push_str(text),
        }
    }
    minified
}

/// Appends to `out` what [`minify`] gives.
pub fn append_minified(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            at = string_end(bytes, at).map_or(bytes.len(), |(end, _)| end);
        } else {
            if is_space(byte) {
                out.extend_from_slice(&bytes[start..at]);
                start = at + 1;
            }
            at += 1;
        }
    }
    out.extend_from_slice(bytes.get(start..).unwrap_or_default());
}

/// Like [`minify`], appended to `out`. Calls `text_member` with the name, in its quotes, of every
/// member at any depth whose value is a string, so that one pass serves writing and inspection.
pub(crate) fn minify_onto<'a>(
    text: &'a str,
    out: &mut Vec<u8>,
    mut text_member: impl FnMut(&'a str),
) {
    let (mut before, mut last) = (None, None);
    for lexeme in lexemes(text) {
        match lexeme {
            Lexeme::Mark(mark) => {
                let mut utf8 = [0; 4];
                out.extend_from_slice(mark.encode_utf8(&mut utf8).as_bytes());
            }
            Lexeme::Text(text) | Lexeme::Word(text) => out.extend_from_slice(text.as_bytes()),
        }
        if let (Some(Lexeme::Text(name)), Some(Lexeme::Mark(':')), Lexeme::Text(_)) =
            (before, last, lexeme)
        {
            text_member(name);
        }
        (before, last) = (last, Some(lexeme));
    }
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':')
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACED: &str = "{ \"a b\" :\t[ 1.10 ,\n\"say \\\"hi\\\" , {\" ] , \"t\" : true }";
    const MINIFIED: &str = r#"{"a b":[1.10,"say \"hi\" , {"],"t":true}"#;

    #[test]
    fn minify_removes_white_space_and_nothing_else() {
        assert_eq!(minify(SPACED), MINIFIED);
        let mut out = b"x".to_vec();
        append_minified(SPACED, &mut out);
        assert_eq!(out, format!("x{MINIFIED}").as_bytes());
        assert_eq!(minify(" -1.5e+3 "), "-1.5e+3");
    }

    #[test]
    fn members_with_text_are_named_while_json_is_minified() {
        let (mut out, mut names) = (b"x".to_vec(), Vec::new());
        minify_onto(SPACED, &mut out, |name| names.push(name));
        assert_eq!(out, format!("x{MINIFIED}").as_bytes());
        assert!(names.is_empty(), "{names:?}");

        let nested = r#"{"a" : {"b": "x", "c":["d",{"\u0065":"f"}]}, "g":1, "h":"i"}"#;
        minify_onto(nested, &mut out, |name| names.push(name));
        assert_eq!(names, [r#""b""#, r#""\u0065""#, r#""h""#]);
    }

    #[test]
    fn text_that_is_not_json_ends_without_a_panic() {
        for text in ["\"abc", "é", "\u{a0}", "{\"é", "\\", "1é,"] {
            let whole: usize = lexemes(text)
                .map(|lexeme| match lexeme {
                    Lexeme::Mark(mark) => mark.len_utf8(),
                    Lexeme::Text(text) | Lexeme::Word(text) => text.len(),
                })
                .sum();
            assert_eq!(whole, text.len(), "{text:?}");
        }
    }
}
