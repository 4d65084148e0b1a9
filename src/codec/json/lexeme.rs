//! Valid JSON in steps, for those who write it anew and keep its spelling.

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

/// The lexemes of valid JSON, white space left out.
pub fn lexemes(text: &str) -> impl Iterator<Item = Lexeme<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_json_space);
        let first = rest.chars().next()?;
        let end = match first {
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            '"' => string_end(rest.as_bytes(), 0).map_or(rest.len(), |(end, _)| end),
            _ => rest
                .find(|c: char| is_json_space(c) || matches!(c, ',' | '}' | ']' | ':'))
                .unwrap_or(rest.len()),
        };
        let lexeme;
        (lexeme, rest) = rest.split_at(end.max(first.len_utf8()));
        Some(match first {
            '"' => Lexeme::Text(lexeme),
            '{' | '}' | '[' | ']' | ',' | ':' => Lexeme::Mark(first),
            _ => Lexeme::Word(lexeme),
        })
    })
}

/// Valid JSON without the white space around its marks; everything else as it stands.
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

fn is_json_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}
