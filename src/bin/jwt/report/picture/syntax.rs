//! JSON in colour, over several lines or on one. Without its colours it is the JSON it was, but for
//! white space and what a terminal would obey or hide, which is escaped.

use super::super::document::Canvas;
use super::super::escape::invisible;
use colored::Color;
use jwt_toolkit::codec::json::{Lexeme, lexemes};

const NAME: Color = Color::Cyan;
const STRING: Color = Color::Green;
/// Numbers, `true`, `false` and `null`, so that they are not taken for strings.
const WORD: Color = Color::Magenta;

/// Deeper levels are drawn no further to the right: a hostile token nests 127 of them.
const MAX_INDENTED: usize = 30;

#[derive(Clone, Copy)]
enum Layout {
    Lines,
    Line,
}

impl Canvas {
    /// JSON over several lines.
    pub(super) fn json(&self, json: &str) -> String {
        self.laid_out(json, Layout::Lines)
    }

    /// JSON on one line.
    pub(super) fn json_on_a_line(&self, json: &str) -> String {
        self.laid_out(json, Layout::Line)
    }

    fn laid_out(&self, json: &str, layout: Layout) -> String {
        let mut drawn = String::with_capacity(json.len() * 2);
        let mut depth: usize = 0;
        let mut before = None;
        let mut lexemes = lexemes(json).peekable();
        while let Some(lexeme) = lexemes.next() {
            let next = lexemes.peek();
            match lexeme {
                Lexeme::Mark(open @ ('{' | '[')) => {
                    drawn.push(open);
                    if !matches!(next, Some(Lexeme::Mark('}' | ']'))) {
                        depth += 1;
                        layout.break_line(depth, &mut drawn);
                    }
                }
                Lexeme::Mark(close @ ('}' | ']')) => {
                    if !matches!(before, Some(Lexeme::Mark('{' | '['))) {
                        depth = depth.saturating_sub(1);
                        layout.break_line(depth, &mut drawn);
                    }
                    drawn.push(close);
                }
                Lexeme::Mark(',') => {
                    drawn.push(',');
                    layout.part(depth, &mut drawn);
                }
                Lexeme::Mark(colon) => {
                    drawn.push(colon);
                    drawn.push(' ');
                }
                Lexeme::Text(text) => {
                    let is_name = matches!(next, Some(Lexeme::Mark(':')));
                    let colour = if is_name { NAME } else { STRING };
                    drawn.push_str(&self.paint.colour(&invisible(text), colour));
                }
                Lexeme::Word(word) => {
                    drawn.push_str(&self.paint.colour(word, WORD));
                }
            }
            before = Some(lexeme);
        }
        drawn
    }
}

impl Layout {
    /// Between two values.
    fn part(self, depth: usize, drawn: &mut String) {
        match self {
            Self::Lines => self.break_line(depth, drawn),
            Self::Line => drawn.push(' '),
        }
    }

    /// Within brackets.
    fn break_line(self, depth: usize, drawn: &mut String) {
        if let Self::Lines = self {
            drawn.push('\n');
            drawn.extend(std::iter::repeat_n("  ", depth.min(MAX_INDENTED)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::canvas;
    use super::*;
    use crate::report::ColourChoice;
    use jwt_toolkit::codec::json::{Json, minify};

    const JSON: &str = r#" {"a":{"b":[],"c":[1.10,{"d":{}}]},"e":"x , {\"","f":[true,null]} "#;

    #[test]
    fn json_over_lines_and_on_one() {
        let canvas = canvas(80, ColourChoice::Never);
        assert_eq!(
            canvas.json(r#"{"a":[],"b":[1,{}],"c":"d"}"#),
            "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ],\n  \"c\": \"d\"\n}"
        );
        assert_eq!(
            canvas.json_on_a_line(r#"["salt","a",{"b":[1]}]"#),
            r#"["salt", "a", {"b": [1]}]"#
        );
    }

    #[test]
    fn what_is_copied_is_the_json_it_was() {
        let canvas = canvas(20, ColourChoice::Never);
        assert_eq!(minify(&canvas.json(JSON)), minify(JSON));
        assert_eq!(minify(&canvas.json_on_a_line(JSON)), minify(JSON));
        let hostile = "{\"a\u{202e}\":\"\u{200b}\u{9b}\",\"b\":\"漢\"}";
        let copied = canvas.json(hostile);
        let (copied, hostile) = (
            Json::parse_text(&copied).expect("JSON"),
            Json::parse_text(hostile).expect("JSON"),
        );
        assert!(copied.text().contains("\\u202e") && copied.text().contains("漢"));
        assert!(copied.value().says_the_same_as(&hostile.value()));
    }

    #[test]
    fn names_strings_and_words_have_colours() {
        assert_eq!(
            canvas(80, ColourChoice::Always).json_on_a_line(r#"{"a":"b","c":-1,"d":null}"#),
            "{\u{1b}[36m\"a\"\u{1b}[0m: \u{1b}[32m\"b\"\u{1b}[0m, \
             \u{1b}[36m\"c\"\u{1b}[0m: \u{1b}[35m-1\u{1b}[0m, \
             \u{1b}[36m\"d\"\u{1b}[0m: \u{1b}[35mnull\u{1b}[0m}"
        );
    }

    #[test]
    fn deep_json_stays_in_the_window() {
        let deep = "[".repeat(127) + "0" + &"]".repeat(127);
        let drawn = canvas(80, ColourChoice::Never).json(&deep);
        assert_eq!(
            drawn.lines().map(str::len).max(),
            Some(2 * MAX_INDENTED + 1)
        );
        assert_eq!(minify(&drawn), deep);
    }

    #[test]
    fn huge_json_costs_in_proportion_to_its_size() {
        let wide = format!(
            "{}{}{}",
            "[".repeat(100),
            "0,".repeat(200_000) + "0",
            "]".repeat(100)
        );
        let drawn = canvas(80, ColourChoice::Always).json(&wide);
        assert!(drawn.len() < 40 * wide.len());
        assert_eq!(drawn.lines().count(), 200_001 + 200);
    }
}
