//! The token's text, each part in its colour, in at most three rows unless all of it is asked for.

use super::super::document::{Canvas, Document, Parts};
use super::super::view::Extent;
use super::{HEADER, PAYLOAD, SIGNATURE};
use colored::Color;

const ROWS: usize = 3;

/// A part with the dot before it.
struct Part {
    dot: &'static str,
    text: String,
    colour: Color,
}

impl Part {
    /// Every character of the text takes one column: what is not ASCII has no place in a token, and
    /// is escaped.
    fn new(dot: &'static str, text: &[u8], colour: Color) -> Self {
        Self {
            dot,
            text: text.escape_ascii().to_string(),
            colour,
        }
    }
}

impl Canvas {
    /// The text of a token.
    pub(super) fn text(&self, document: &Document<'_>, extent: Extent) -> String {
        let parts = parts(document);
        let limit = match extent {
            Extent::Whole => usize::MAX,
            Extent::Excerpt => limit(&parts, ROWS * self.columns),
        };
        let painted = parts.iter().map(|part| {
            let colour = |text| self.paint.colour(text, part.colour);
            match cut(&part.text, limit) {
                None => format!("{}{}", part.dot, colour(&part.text)),
                Some((head, tail)) => format!("{}{}…{}", part.dot, colour(head), colour(tail)),
            }
        });
        painted.collect()
    }
}

fn parts(document: &Document<'_>) -> Vec<Part> {
    match document.parts {
        Parts::Unknown => Vec::new(),
        Parts::Signed(compact) | Parts::Disclosing(compact, _) => {
            let [header, payload, signature] =
                [compact.header(), compact.payload(), compact.signature()];
            let dot = if compact.has_signature_part() {
                "."
            } else {
                ""
            };
            let mut parts = vec![
                Part::new("", header, HEADER),
                Part::new(".", payload, PAYLOAD),
                Part::new(dot, signature, SIGNATURE),
            ];
            // The disclosures of an SD-JWT, from the first tilde on.
            let jws = header.len() + payload.len() + signature.len() + 2;
            let disclosures = document.token.get(jws..).unwrap_or_default();
            parts.push(Part::new("", disclosures, PAYLOAD));
            parts
        }
        // Neighbours differ.
        Parts::Encrypted(compact) => vec![
            Part::new("", compact.header, HEADER),
            Part::new(".", compact.encrypted_key, SIGNATURE),
            Part::new(".", compact.iv, HEADER),
            Part::new(".", compact.ciphertext, PAYLOAD),
            Part::new(".", compact.tag, SIGNATURE),
        ],
    }
}

/// How long a part may be so that all fit into the room: they share it evenly, and what a short one
/// leaves is for the longer ones.
fn limit(parts: &[Part], room: usize) -> usize {
    let dots: usize = parts.iter().map(|part| part.dot.len()).sum();
    let mut room = room.saturating_sub(dots);
    let mut lengths: Vec<usize> = parts.iter().map(|part| part.text.len()).collect();
    lengths.sort_unstable();
    for (i, length) in lengths.iter().enumerate() {
        let share = room / (lengths.len() - i);
        if *length > share {
            return share;
        }
        room -= length;
    }
    usize::MAX
}

/// Both ends of a text that is longer than the limit, with room for a mark between them.
fn cut(text: &str, limit: usize) -> Option<(&str, &str)> {
    if text.len() <= limit {
        return None;
    }
    let kept = limit.saturating_sub(1);
    let tail = kept / 2;
    Some((&text[..kept - tail], &text[text.len() - tail..]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{canvas, shown, token, without_colours};
    use super::*;
    use crate::report::ColourChoice;

    fn text(token: &str, columns: usize, extent: Extent, colour: ColourChoice) -> String {
        shown(token, |document| {
            canvas(columns, colour).text(document, extent)
        })
    }

    /// Tokens of three, four and five parts, some of them longer than three rows of any width.
    fn tokens() -> Vec<String> {
        let header = r#"{"alg":"RS256"}"#;
        let mut tokens = Vec::new();
        for (payload, signature) in [
            (0, 0),
            (1, 86),
            (200, 43),
            (900, 342),
            (10, 4400),
            (9_000, 1),
        ] {
            let payload = format!(r#"{{"a":"{}"}}"#, "x".repeat(payload));
            tokens.push(token(header, &payload, &"s".repeat(signature)));
            let last = tokens.last().cloned().unwrap_or_default();
            tokens.push(last + "~WyJzYWx0IiwiZW1haWwiLCJhQGIuYyJd~" + &"k".repeat(signature));
        }
        let header = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0";
        for (key, ciphertext) in [(0, 4), (342, 400), (4, 9_000)] {
            let (key, ciphertext) = ("K".repeat(key), "C".repeat(ciphertext));
            tokens.push(format!(
                "{header}.{key}.IVIVIVIVIVIVIVIV.{ciphertext}.TAGTAGTAGTAGTAGTAGTAGTA"
            ));
        }
        tokens
    }

    #[test]
    fn the_text_takes_three_rows_at_any_width() {
        for token in tokens() {
            for columns in 20..=200 {
                let text = text(&token, columns, Extent::Excerpt, ColourChoice::Never);
                assert!(text.chars().count() <= 3 * columns, "{columns}: {text}");
                assert!(!text.contains('\n'));
                if token.len() <= 3 * columns {
                    assert_eq!(text, token, "{columns}");
                } else {
                    // No more is left out than has to be.
                    let unused = 3 * columns - text.chars().count();
                    assert!(text.contains('…') && unused < 5, "{columns}: {text}");
                }
            }
        }
    }

    #[test]
    fn every_part_is_there_at_both_ends() {
        for token in tokens() {
            for columns in 20..=200 {
                let text = text(&token, columns, Extent::Excerpt, ColourChoice::Never);
                let (whole, shown): (Vec<_>, Vec<_>) =
                    (token.split('.').collect(), text.split('.').collect());
                assert_eq!(whole.len(), shown.len(), "{columns}: {text}");
                for (whole, shown) in whole.iter().zip(shown) {
                    let (head, tail) = shown.split_once('…').unwrap_or((shown, ""));
                    assert!(whole.starts_with(head), "{columns}: {text}");
                    assert!(
                        tail.contains('…') || whole.ends_with(tail),
                        "{columns}: {text}"
                    );
                    assert!(whole.is_empty() || !head.is_empty(), "{columns}: {text}");
                }
            }
        }
    }

    #[test]
    fn colours_take_no_room_and_tell_parts_apart() {
        for token in tokens() {
            for columns in [20, 60, 80, 120, 200] {
                let draw = |colour| text(&token, columns, Extent::Excerpt, colour);
                let (plain, coloured) = (draw(ColourChoice::Never), draw(ColourChoice::Always));
                assert_eq!(without_colours(&coloured), plain);
                let colours: Vec<&str> = coloured
                    .split("\u{1b}[")
                    .filter_map(|piece| Some(piece.split_once('m')?.0).filter(|&code| code != "0"))
                    .collect();
                for distinct in ["36", "35"] {
                    assert!(colours.contains(&distinct), "{columns}: {plain}");
                }
            }
        }
    }

    #[test]
    fn all_of_it_is_there_where_that_is_asked_for() {
        for token in tokens() {
            let text = text(&token, 20, Extent::Whole, ColourChoice::Never);
            assert_eq!(text, token);
        }
    }

    #[test]
    fn what_has_no_place_in_a_token_is_escaped_and_takes_no_more_room() {
        let hostile = token(
            r#"{"alg":"HS256"}"#,
            "{}",
            &"\u{1b}[31m\u{202e}漢".repeat(40),
        );
        for columns in 20..=200 {
            let text = text(&hostile, columns, Extent::Excerpt, ColourChoice::Never);
            assert!(
                text.chars().all(|c| c == '…' || c.is_ascii_graphic()),
                "{text}"
            );
            assert!(text.chars().count() <= 3 * columns, "{columns}: {text}");
        }
    }

    #[test]
    fn a_window_of_no_width_is_survived() {
        for token in tokens() {
            for columns in 0..20 {
                let text = text(&token, columns, Extent::Excerpt, ColourChoice::Never);
                assert!(text.chars().count() <= 60, "{columns}: {text}");
            }
        }
    }
}
