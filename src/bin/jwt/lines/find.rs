//! Tokens in text that may hold anything: an access log, JSON, a cookie, a header line.

use jwt_toolkit::codec::json::{Json, Kind};
use jwt_toolkit::codec::{base64url, is_utf16};
use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use memchr::memchr;
use std::ops::Range;

/// How a header starts in base64url: `{` and a quote, or a space, a tab or a line break.
const STARTS: [&[u8]; 2] = [b"ey", b"ew"];

/// The places of all tokens in a text, from left to right: a header (base64url of a JSON object with
/// an `alg`) and, between dots, two parts more, or four for a JWE. Tokens may overlap, so that a
/// header in front of a token does not hide it.
pub(crate) fn occurrences(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let (mut finder, mut from) = (Finder::default(), 0);
    std::iter::from_fn(move || finder.next(text, &mut from))
}

/// Finds tokens in one text after the other. It remembers the last header: the tokens of a log have few.
#[derive(Debug, Default)]
pub(crate) struct Finder {
    known: Vec<u8>,
    /// What the known run of characters ends with.
    header: Option<Header>,
}

impl Finder {
    /// The place of the next token from byte `from` on, which is moved on.
    pub(crate) fn next(&mut self, text: &[u8], from: &mut usize) -> Option<Range<usize>> {
        while let Some(dot) = memchr(b'.', text.get(*from..)?).map(|dot| *from + dot) {
            let end = dot - padding_at_the_end(&text[*from..dot]);
            let run = *from + start_of_run(&text[*from..end]);
            *from = dot + 1;
            // Few dots of a log are followed by another one: this is the cheaper question.
            let Some(signed_end) = end_of_parts(text, dot, 2, end < dot) else {
                continue;
            };
            if let Some(header) = self.header(&text[run..end]) {
                // With three parts it is not a JWE whatever its header says; `verify` refuses it.
                let encrypted_end = header
                    .is_encrypted
                    .then(|| end_of_parts(text, dot, 4, end < dot))
                    .flatten();
                return Some(run + header.start..encrypted_end.unwrap_or(signed_end));
            }
        }
        None
    }

    fn header(&mut self, run: &[u8]) -> Option<Header> {
        const LONGEST_KEPT: usize = 4096;
        if self.known != run || self.header.is_none() {
            let header = header_at_the_end(run);
            if header.is_none() || run.len() > LONGEST_KEPT {
                return header;
            }
            self.known.clear();
            self.known.extend_from_slice(run);
            self.header = header;
        }
        self.header
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// How many characters of padding a text ends with, up to the two that there may be.
fn padding_at_the_end(text: &[u8]) -> usize {
    let padding = text.iter().rev().take(2);
    padding.take_while(|byte| **byte == b'=').count()
}

/// What stands directly in front of the token that starts at `start`, without anything that is not of
/// base64url between: `ghs_12345_`. Longer text is not a prefix, and gives "".
pub(crate) fn prefix(text: &[u8], start: usize) -> &str {
    const LONGEST: usize = 64;
    let before = &text[start.saturating_sub(LONGEST + 1)..start];
    let prefix = &before[start_of_run(before)..];
    if prefix.len() > LONGEST {
        return "";
    }
    std::str::from_utf8(prefix).unwrap_or_default()
}

/// Whether a text has something to say in UTF-16: it is written so throughout, or a token in it is.
pub(crate) fn has_utf16(text: &[u8]) -> bool {
    if !is_utf16(text) && memchr(0, text).is_none() {
        return false;
    }
    let readable: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
    let says_something = readable.iter().any(|byte| !byte.is_ascii_whitespace());
    (is_utf16(text) && says_something) || occurrences(&readable).next().is_some()
}

/// Where the base64url characters at the end of a text start.
fn start_of_run(text: &[u8]) -> usize {
    let before = text.iter().rposition(|byte| !is_base64url(*byte));
    before.map_or(0, |at| at + 1)
}

/// A header that ends with a run of base64url characters.
#[derive(Clone, Copy, Debug)]
struct Header {
    /// Where it starts within the run.
    start: usize,
    /// Whether it is the header of a JWE.
    is_encrypted: bool,
}

/// The header that ends with the run. Other letters may precede it, as in `%20eyJ…` or `\neyJ…`: the
/// last place where a whole header starts is it, so that nothing in front of a token can hide it.
fn header_at_the_end(run: &[u8]) -> Option<Header> {
    // A longer header is not one of a token that can be verified.
    let skipped = run.len().saturating_sub(MAX_TOKEN_BYTES);
    let run = &run[skipped..];
    let first = run.windows(2).position(|pair| STARTS.contains(&pair))?;
    // Places that are a multiple of four characters apart decode to suffixes of the same bytes, so
    // that three decodings serve them all.
    let mut decodings: [Option<String>; 4] = [const { None }; 4];
    for start in (first..run.len() - 1).rev() {
        if !STARTS.contains(&&run[start..start + 2]) {
            continue;
        }
        let characters = run.len() - start;
        let text = decodings[characters % 4].get_or_insert_with(|| {
            let earliest = first + (start - first) % 4;
            text_at_the_end(base64url::decode(&run[earliest..]).unwrap_or_default())
        });
        let length = characters / 4 * 3 + (characters % 4).saturating_sub(1);
        let header = text.len().checked_sub(length).and_then(|at| text.get(at..));
        if let Some(Ok(json)) = header.map(Json::parse_text)
            && json.value().kind() == Kind::Object
            && json.get("alg").is_some()
        {
            return Some(Header {
                start: skipped + start,
                is_encrypted: json.get("enc").is_some(),
            });
        }
    }
    None
}

/// The longest end of some bytes that is UTF-8.
fn text_at_the_end(mut bytes: Vec<u8>) -> String {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        from += error.valid_up_to() + error.error_len().unwrap_or(1);
    }
    String::from_utf8(bytes.split_off(from)).unwrap_or_default()
}

/// The end of so many parts, each after a dot, the first of which is at `dot`. All but the last end
/// at a dot. What is padded goes on being padded: only then is a `=` after the last part one of it,
/// and not of the text around it.
fn end_of_parts(text: &[u8], dot: usize, parts: usize, mut is_padded: bool) -> Option<usize> {
    let mut end = dot;
    for part in 1..=parts {
        if text.get(end) != Some(&b'.') {
            return None;
        }
        let start = end + 1;
        let rest = &text[start..];
        let length = rest.iter().position(|byte| !is_base64url(*byte));
        end = start + length.unwrap_or(rest.len());
        let padding = text[end..].iter().take(2);
        let padded = end + padding.take_while(|byte| **byte == b'=').count();
        let is_exact = base64url::unpadded(&text[start..padded]).len() == end - start;
        if padded > end && is_exact && (part < parts || is_padded) {
            is_padded = true;
            end = padded;
        }
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    fn found(text: &str) -> Vec<&str> {
        let ranges = occurrences(text.as_bytes());
        ranges.map(|range| &text[range]).collect()
    }

    #[test]
    fn tokens_are_found_wherever_they_stand() {
        for (before, after) in [
            ("", ""),
            ("Authorization: Bearer ", ""),
            ("GET /cb?token=", "&x=1 HTTP/1.1\" 200 12.5"),
            ("{\"a\":1.5,\"jwt\":\"", "\"}"),
            ("Cookie: id=1.2.3.4; session=", "; path=/"),
            ("%20", "%0A"),
            ("\\n", "\\n"),
            ("\\u0022", "\\u0022"),
            ("prefix-", "."),
            ("www.example.com.", ".and.more"),
            ("eyeyewey_", "~disclosure~"),
        ] {
            assert_eq!(
                found(&format!("{before}{TOKEN}{after}")),
                [TOKEN],
                "{before}"
            );
        }
    }

    #[test]
    fn every_token_of_a_line_is_found() {
        let text = format!("{TOKEN} {TOKEN},{TOKEN}.{TOKEN}");
        assert_eq!(found(&text), [TOKEN; 4]);
    }

    #[test]
    fn signatures_may_be_empty_and_encrypted_tokens_have_five_parts() {
        assert_eq!(
            found("a eyJhbGciOiJub25lIn0.e30. b"),
            ["eyJhbGciOiJub25lIn0.e30."]
        );
        let encrypted = format!(
            "{}..aXY.Y2lwaGVy.dGFn",
            base64url::encode(br#"{"alg":"dir","enc":"A128GCM"}"#)
        );
        assert_eq!(found(&format!("x={encrypted}.y")), [&*encrypted]);
        let cut: Vec<&str> = encrypted.split('.').take(3).collect();
        assert_eq!(found(&cut.join(".")), [cut.join(".")]);
    }

    #[test]
    fn padded_parts_belong_to_a_token() {
        let token = "eyJhbGciOiJIUzI1NiIgfQ==.eyJhIjoxMX0=.c2ln";
        for (token, after) in [
            (token, ""),
            (token, " 1.5"),
            ("eyJhbGciOiJIUzI1NiIgfQ==.e30=.c2k=", "&x=1"),
            ("eyJhbGciOiJIUzI1NiIgfQ==.e30=.c2k=", "; path=/"),
            ("eyJhbGciOiJIUzI1NiIgfQ==.e30.c2k=", ""),
            ("eyJhbGciOiJIUzI1NiJ9.e30=.c2k=", ""),
            // These are of the text around it.
            ("eyJhbGciOiJIUzI1NiJ9.e30.c2k", "=1"),
            ("eyJhbGciOiJIUzI1NiIgfQ==.e30=.c2ln", "=1"),
        ] {
            assert_eq!(
                found(&format!("x-data: {token}{after}")),
                [token],
                "{after}"
            );
        }
        for text in [
            "=.e30.c2ln",
            "==.==.==",
            "a=.b.c",
            "x=eyJhbGciOiJIUzI1NiJ9===.e30.a",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_prefix_is_what_a_token_follows_without_a_break() {
        for (before, expected) in [
            ("", ""),
            ("ghs_12345_", "ghs_12345_"),
            ("token=ghs_12345_", "ghs_12345_"),
            ("Bearer ", ""),
            (&"x_".repeat(32), &"x_".repeat(32)),
            (&"x_".repeat(33), ""),
        ] {
            let text = format!("{before}{TOKEN}");
            let start = occurrences(text.as_bytes()).next().unwrap().start;
            assert_eq!(prefix(text.as_bytes(), start), expected);
        }
    }

    #[test]
    fn a_token_in_utf_16_is_not_passed_over() {
        let utf16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        };
        for text in [
            utf16(TOKEN),
            utf16("\u{feff}no token at all"),
            // In the middle of a stream, with letters that are no ASCII, and out of step.
            utf16(&format!("\u{43e}\u{43a} {TOKEN}\r")),
            utf16(&format!("\u{43e}\u{43a} {TOKEN}\r"))[1..].to_vec(),
            [b"a log in two encodings: ", utf16(TOKEN).as_slice()].concat(),
        ] {
            assert!(has_utf16(&text), "{text:?}");
        }
        for text in [
            &b"10.0.0.1 example.com 1.5"[..],
            b"",
            b"\0",
            b"\0\r\0",
            b"\0\0\0\0",
            b"binary \0\x01\x02 bytes\0",
        ] {
            assert!(!has_utf16(text), "{text:?}");
        }
    }

    #[test]
    fn headers_may_have_white_space() {
        for header in [
            "{ \"alg\":\"HS256\"}",
            "{\n\"alg\":\"HS256\"}",
            "{\t\"alg\":1}",
        ] {
            let token = format!("{}.e30.c2ln", base64url::encode(header.as_bytes()));
            assert_eq!(found(&format!("<{token}>")), [token]);
        }
    }

    #[test]
    fn what_is_no_token_is_not_found() {
        for text in [
            "",
            ".",
            "...",
            "10.0.0.1 example.com 1.5",
            "eyJhbGciOiJIUzI1NiJ9",
            "eyJhbGciOiJIUzI1NiJ9.e30",
            "eyJhbGciOiJIUzI1NiJ9 .e30.c2ln",
            "eyJzdWIiOiJhIn0.e30.c2ln",
            "eyJhbGciOiJIUzI1NiJ.e30.c2ln",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn hostile_text_costs_no_more_than_its_length() {
        for text in [
            "eyJh".repeat(100_000),
            "eyJh".repeat(100_000) + ".a.b",
            "eyJ.".repeat(100_000),
            ".".repeat(400_000),
            format!("{TOKEN}.").repeat(5_000),
        ] {
            let count = occurrences(text.as_bytes()).count();
            assert!(count == 0 || count == 5_000);
        }
    }

    #[test]
    fn text_in_front_of_a_token_does_not_hide_it() {
        for before in [
            "eyJ4".repeat(1000),
            "eyJhbGciOiJIUzI1NiJ9.".to_owned(),
            "eyJhbGciOiJIUzI1NiJ9.e30.".to_owned(),
            "x".repeat(MAX_TOKEN_BYTES + 7),
            "eyJhIjp7".repeat(50_000),
            format!("{TOKEN}."),
        ] {
            let text = format!("{before}{TOKEN}");
            assert!(found(&text).contains(&TOKEN), "{}", &before[..8]);
        }
    }

    #[test]
    fn a_remembered_header_changes_nothing() {
        let other = base64url::encode(br#"{"alg":"dir","enc":"A128GCM"}"#);
        let encrypted = format!("{other}..aXY.Y2lwaGVy.dGFn");
        let mut finder = Finder::default();
        for text in [TOKEN, &encrypted, TOKEN, TOKEN, "no token", &encrypted] {
            let mut from = 0;
            let expected = occurrences(text.as_bytes()).next();
            assert_eq!(finder.next(text.as_bytes(), &mut from), expected);
        }
    }

    #[test]
    fn an_ordinary_token_is_found_once() {
        let payload = base64url::encode(br#"{"alg":"HS256"}"#);
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln");
        assert_eq!(found(&format!("token={token} 1.5")), [token]);
    }

    proptest! {
        #[test]
        fn a_token_is_found_with_any_neighbours(
            before in "[ -~]{0,40}",
            after in "[^A-Za-z0-9_.-][ -~]{0,20}",
        ) {
            let text = format!("{before}{TOKEN}{after}");
            prop_assert!(found(&text).contains(&TOKEN));
        }

        #[test]
        fn a_token_that_goes_on_is_found_with_what_follows(after in "[A-Za-z0-9_-]{1,20}") {
            let text = format!("{TOKEN}{after}");
            prop_assert_eq!(found(&text), [text.as_str()]);
        }
    }

    /// Text that no token could go on with.
    fn between() -> impl Strategy<Value = Vec<u8>> {
        let byte = any::<u8>().prop_filter("not of base64url", |byte| !is_base64url(*byte));
        prop::collection::vec(byte, 1..12)
    }

    fn embedded() -> impl Strategy<Value = Vec<u8>> {
        let token = |header: &str, rest: &str| base64url::encode(header.as_bytes()) + rest;
        prop::sample::select(vec![
            token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", ".e30.c2ln"),
            token("{ \"alg\":\"none\"}", ".eyJhIjoxfQ.c2ln"),
            token(
                "{\"typ\":\"JWT\",\"kid\":\"eyJ\",\"alg\":\"x\"}",
                ".bm90IEpTT04.c2ln",
            ),
            token("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}", "..AAAA.BBBB.CCCC"),
            token("{\n\"alg\":1}", ".e30.eA"),
        ])
        .prop_map(String::into_bytes)
    }

    /// A line, and the places of its tokens.
    fn line_with_tokens() -> impl Strategy<Value = (Vec<u8>, Vec<Range<usize>>)> {
        let pieces = prop::collection::vec((between(), embedded()), 0..4);
        (pieces, between()).prop_map(|(pieces, end)| {
            let mut line = Vec::new();
            let mut places = Vec::new();
            for (between, token) in pieces {
                line.extend_from_slice(&between);
                places.push(line.len()..line.len() + token.len());
                line.extend_from_slice(&token);
            }
            line.extend_from_slice(&end);
            (line, places)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn every_token_is_found_in_its_place((line, places) in line_with_tokens()) {
            prop_assert_eq!(occurrences(&line).collect::<Vec<_>>(), places);
        }

        #[test]
        fn what_is_found_lies_in_order_within_the_text(
            bytes: Vec<u8>,
            (line, _) in line_with_tokens(),
            at: prop::sample::Index,
        ) {
            let mut text = line;
            let at = at.index(text.len());
            text.splice(at..at, bytes);
            let mut end = 0;
            for range in occurrences(&text) {
                prop_assert!(end <= range.start && range.start < range.end);
                prop_assert!(range.end <= text.len());
                end = range.end;
            }
        }
    }
}
