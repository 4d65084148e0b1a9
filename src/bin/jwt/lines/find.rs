//! Tokens that stand somewhere in a text: an access log, JSON, a cookie, a header line.

use jwt_toolkit::codec::base64url;
use jwt_toolkit::codec::json::{Json, Kind};
use jwt_toolkit::jws::MAX_TOKEN_BYTES;
use memchr::memchr;
use std::ops::Range;

/// How a header starts in base64url: `{` and a quote, or a space, a tab or a line break.
const STARTS: [&[u8]; 2] = [b"ey", b"ew"];

/// In one run of letters so many places are looked at as a header's start. Real ones have one; each
/// costs reading the run to its end.
const MAX_STARTS: usize = 8;

/// The places of all tokens in a text, from left to right: a header (base64url of a JSON object with
/// an `alg`) and, between dots, two parts more, or four for a JWE.
pub(crate) fn occurrences(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(dot) = memchr(b'.', text.get(from..)?).map(|dot| from + dot) {
            let run = from + start_of_run(&text[from..dot]);
            let found = header_start(&text[run..dot]).map(|(start, is_encrypted)| {
                // With three parts it is no JWE whatever its header says, but for `verify` to refuse.
                let encrypted = is_encrypted.then(|| end_of_parts(text, dot, 4)).flatten();
                let end = encrypted.or_else(|| end_of_parts(text, dot, 2));
                (run + start, end)
            });
            from = dot + 1;
            if let Some((start, Some(end))) = found {
                from = end;
                return Some(start..end);
            }
        }
        None
    })
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Where the base64url characters at the end of a text start.
fn start_of_run(text: &[u8]) -> usize {
    let before = text.iter().rposition(|byte| !is_base64url(*byte));
    before.map_or(0, |at| at + 1)
}

/// Where a header starts that ends with the run, and whether it is a JWE's. Other letters may stand
/// before it, as in `%20eyJ…` or `\neyJ…`.
fn header_start(run: &[u8]) -> Option<(usize, bool)> {
    if run.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let starts = run.windows(2).enumerate();
    let mut starts = starts.filter(|(_, pair)| STARTS.contains(pair));
    let mut looked_at = 0;
    while looked_at < MAX_STARTS {
        let (start, _) = starts.next()?;
        let header = &run[start..];
        // Two bytes tell most of the other places.
        let first = header
            .get(..4)
            .and_then(|first| base64url::decode(first).ok());
        if !matches!(
            first.as_deref(),
            Some([b'{', b'"' | b' ' | b'\t' | b'\r' | b'\n', _])
        ) {
            continue;
        }
        looked_at += 1;
        let Ok(header) = base64url::decode(header) else {
            continue;
        };
        match Json::parse(&header) {
            Ok(json) if json.value().kind() == Kind::Object && json.get("alg").is_some() => {
                return Some((start, json.get("enc").is_some()));
            }
            _ => {}
        }
    }
    None
}

/// The end of so many parts, each after a dot, the first of which stands at `dot`. All but the last
/// end at a dot.
fn end_of_parts(text: &[u8], dot: usize, parts: usize) -> Option<usize> {
    let mut end = dot;
    for _ in 0..parts {
        if text.get(end) != Some(&b'.') {
            return None;
        }
        let rest = &text[end + 1..];
        let length = rest.iter().position(|byte| !is_base64url(*byte));
        end += 1 + length.unwrap_or(rest.len());
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
