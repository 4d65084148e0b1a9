//! The picture of a token for a terminal: its text with each part in a colour of its own, header and
//! payload as JSON that can be copied, times in words, and at the end what is known of the signature.

mod syntax;
mod text;
mod times;

use super::document::{Canvas, Document, Parts, Payload, State};
use super::escape::invisible;
use super::excerpt;
use super::view::Extent;
use colored::Color;
use jwt_toolkit::codec::json::{Json, quote};
use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwe;
use jwt_toolkit::jwt::Verified;
use jwt_toolkit::sd_jwt::Disclosures;

// Of the sixteen colours that follow the terminal's own palette, those that are read on a dark and
// on a light background. Red is left for what is wrong.
const HEADER: Color = Color::Cyan;
const PAYLOAD: Color = Color::Magenta;
const SIGNATURE: Color = Color::BrightBlue;

impl Canvas {
    /// The picture of a document.
    pub(super) fn picture(&self, document: &Document<'_>, extent: Extent) -> String {
        let mut blocks = vec![self.text(document, extent)];
        let header = document.header.map(|json| self.json(json));
        blocks.extend(header.map(|body| self.section("Header", HEADER, &body)));
        match (document.payload, document.parts) {
            (Payload::Encrypted, Parts::Encrypted(compact)) => {
                blocks.push(self.ciphertext(compact));
            }
            (payload, _) => blocks.extend(self.payload(payload)),
        }
        let disclosures = document.parts.disclosures();
        blocks.extend(disclosures.map(|disclosures| self.disclosures(disclosures)));
        if !matches!(document.payload, Payload::Encrypted) {
            blocks.push(self.verdict(document));
        }
        blocks.retain(|block| !block.is_empty());
        blocks.join("\n\n") + "\n"
    }

    fn section(&self, title: &str, colour: Color, body: &str) -> String {
        format!("{}\n{body}", self.paint.title(title, colour))
    }

    /// JSON where it is, with its times below; else text, else its length.
    fn payload(&self, payload: Payload<'_>) -> Vec<String> {
        let parsed;
        let json = match payload {
            Payload::Withheld | Payload::Encrypted => return Vec::new(),
            Payload::Json(json) => Ok(json),
            Payload::Bytes(bytes) => {
                parsed = Json::parse(bytes);
                parsed.as_ref().map_err(|_| bytes)
            }
        };
        let (body, times) = match json {
            Ok(json) => (self.json(json.value().text()), self.times(json)),
            Err(b"") => ("(empty)".to_owned(), String::new()),
            Err(bytes) => (self.not_json(bytes), String::new()),
        };
        vec![self.section("Payload", PAYLOAD, &body), times]
    }

    fn not_json(&self, bytes: &[u8]) -> String {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.paint.colour(&invisible(text), PAYLOAD),
            Err(_) => format!("({} bytes that are not text)", bytes.len()),
        }
    }

    /// What a JWE shows beside its header.
    fn ciphertext(&self, compact: &jwe::Compact<'_>) -> String {
        let length = compact.ciphertext_bytes();
        let body = format!("{length} bytes, encrypted: only the recipient's key opens them");
        self.section("Payload", PAYLOAD, &body)
    }

    /// The disclosures of an SD-JWT, each a JSON array of salt, name and value.
    fn disclosures(&self, disclosures: &Disclosures<'_>) -> String {
        let shown = disclosures
            .each()
            .map(|text| self.json_on_a_line(&super::json::disclosure(text)));
        let mut lines: Vec<String> = shown.collect();
        if lines.is_empty() {
            lines.push("(none)".to_owned());
        }
        if disclosures.key_binding().is_some() {
            lines.push("and a key binding token".to_owned());
        }
        self.section("Disclosures", PAYLOAD, &lines.join("\n"))
    }

    /// Whether the token can be trusted: the last thing that one sees.
    fn verdict(&self, document: &Document<'_>) -> String {
        match document.state {
            State::Verified(verified) => self.verified(verified),
            State::NotVerified | State::Rejected(_) => self.not_verified(document),
        }
    }

    fn verified(&self, verified: &Verified<'_>) -> String {
        let unchecked = match verified.unchecked().as_slice() {
            [] => String::new(),
            names => format!("not checked: {}\n", invisible(&names.join(", "))),
        };
        let good = self.paint.good("verified");
        let (alg, key) = (verified.algorithm(), excerpt(&verified.key().to_string()));
        format!("{unchecked}{good}: {alg} with {}", invisible(&key))
    }

    fn not_verified(&self, document: &Document<'_>) -> String {
        let header = document.header.and_then(|text| Json::parse_text(text).ok());
        let alg = header.and_then(|json| Some(json.get("alg")?.as_str()?.into_owned()));
        let has_signature = match document.parts {
            Parts::Signed(compact) | Parts::Disclosing(compact, _) => {
                !compact.signature().is_empty()
            }
            Parts::Unknown | Parts::Encrypted(_) => true,
        };
        let (verdict, why) = match alg.as_deref() {
            Some(alg) if alg.trim().eq_ignore_ascii_case("none") => (
                "not signed",
                ": anyone can make a token like this".to_owned(),
            ),
            _ if !has_signature => ("not signed", ": the signature is missing".to_owned()),
            None => ("not verified", ": the header names no algorithm".to_owned()),
            Some(alg) if SignatureAlgorithm::named(alg).is_none() => (
                "not verified",
                format!(": algorithm {} is not supported", excerpt(&quote(alg))),
            ),
            Some(_) => ("not verified", " (jwt verify does that)".to_owned()),
        };
        format!("{}{}", self.paint.alarm(verdict), invisible(&why))
    }
}

#[cfg(test)]
mod tests {
    use super::super::terminal::ColourChoice;
    use super::*;
    use jwt_toolkit::codec::{NumericDate, base64url};
    use jwt_toolkit::jwt::Decoded;

    pub(super) const NOW: f64 = 1_800_000_000.0;

    pub(super) fn canvas(columns: usize, colour: ColourChoice) -> Canvas {
        colored::control::set_override(true);
        Canvas {
            is_terminal: true,
            is_one_line: false,
            paint: colour.for_stream(true),
            columns,
            now: NumericDate::from_seconds(NOW),
        }
    }

    /// What `show` makes of a token.
    pub(super) fn shown(token: &str, show: impl Fn(&Document<'_>) -> String) -> String {
        let decoded = Decoded::new(token.as_bytes()).expect("a token");
        let unverified = decoded.read().expect("readable");
        show(&Document::unverified(token.as_bytes(), &unverified))
    }

    pub(super) fn token(header: &str, payload: &str, signature: &str) -> String {
        let encoded = |text: &str| base64url::encode(text.as_bytes());
        let (header, payload) = (encoded(header), encoded(payload));
        format!("{header}.{payload}.{signature}")
    }

    pub(super) fn without_colours(text: &str) -> String {
        let mut pieces = text.split('\u{1b}');
        let first = pieces.next().unwrap_or_default().to_owned();
        first
            + &pieces
                .filter_map(|piece| Some(piece.split_once('m')?.1))
                .collect::<String>()
    }

    fn verdict(token: &str) -> String {
        let canvas = canvas(80, ColourChoice::Never);
        let picture = shown(token, |document| canvas.picture(document, Extent::Excerpt));
        picture.lines().last().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_verdict_is_the_last_line() {
        for (header, signature, last) in [
            (
                r#"{"alg":"HS256"}"#,
                "c2ln",
                "not verified (jwt verify does that)",
            ),
            (
                r#"{"alg":"HS256"}"#,
                "",
                "not signed: the signature is missing",
            ),
            (
                r#"{"alg":"nOnE"}"#,
                "",
                "not signed: anyone can make a token like this",
            ),
            (
                r#"{"alg":" none"}"#,
                "c2ln",
                "not signed: anyone can make a token like this",
            ),
            (
                r#"{"typ":"JWT"}"#,
                "c2ln",
                "not verified: the header names no algorithm",
            ),
            (
                r#"{"alg":1}"#,
                "c2ln",
                "not verified: the header names no algorithm",
            ),
            (
                r#"{"alg":"HS256\nverified"}"#,
                "c2ln",
                r#"not verified: algorithm "HS256\nverified" is not supported"#,
            ),
            (
                "{\"alg\":\"\u{202e}x\"}",
                "c2ln",
                r#"not verified: algorithm "\u202ex" is not supported"#,
            ),
        ] {
            assert_eq!(verdict(&token(header, "{}", signature)), last, "{header}");
        }
        let endless = format!(r#"{{"alg":"{}"}}"#, "x".repeat(100_000));
        assert!(verdict(&token(&endless, "{}", "c2ln")).len() < 1100);
    }

    #[test]
    fn colours_are_all_that_differs() {
        let payload = r#"{"exp":1800000000,"iat":1.8e12,"a":[{"b":[]},"c\u001b",true,null,-1.50]}"#;
        let token = token(r#"{"alg":"HS256","typ":"JWT"}"#, payload, "c2ln");
        let draw = |colour| {
            shown(&token, |document| {
                canvas(80, colour).picture(document, Extent::Excerpt)
            })
        };
        let (plain, coloured) = (draw(ColourChoice::Never), draw(ColourChoice::Always));
        assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
        assert_eq!(without_colours(&coloured), plain);
    }

    #[test]
    fn red_is_for_what_is_wrong() {
        let is_red = |payload: &str| {
            let token = token(r#"{"alg":"HS256"}"#, payload, "c2ln");
            let canvas = canvas(80, ColourChoice::Always);
            let picture = shown(&token, |document| canvas.picture(document, Extent::Excerpt));
            let lines = picture.lines().filter(|line| line.contains("[1;31m"));
            lines.map(without_colours).collect::<Vec<_>>()
        };
        let last = "not verified (jwt verify does that)";
        let valid = r#"{"exp":1800000001,"nbf":1800000000,"iat":1800000000,"s":"x","n":1}"#;
        assert_eq!(is_red(valid), [last]);
        let wrong = r#"{"exp":1799999990,"nbf":1800000060,"iat":1.8e12}"#;
        let begun = [
            "iat looks like milliseconds",
            "not valid yet: valid in 1 minute, ",
            "expired 10 seconds ago, ",
            last,
        ];
        let red = is_red(wrong);
        assert_eq!(red.len(), begun.len());
        for (line, begun) in red.iter().zip(begun) {
            assert!(line.starts_with(begun), "{line}");
        }
    }
}
