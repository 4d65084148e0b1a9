//! The picture of a token for a terminal: its parts in colour, header and payload as JSON, times
//! in words, and what is known of the signature.

use super::document::{Canvas, Document, Parts, Payload, State};
use super::escape::invisible;
use colored::Color;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::{Json, Lexeme, lexemes, unquote};
use jwt_toolkit::jwe;
use jwt_toolkit::sd_jwt::Disclosures;

const HEADER: Color = Color::Red;
const PAYLOAD: Color = Color::Magenta;
const SIGNATURE: Color = Color::Cyan;

/// The claims that hold times (RFC 7519, section 4.1; and those of `OpenID` Connect).
const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

/// Deeper levels are drawn no further to the right: a hostile token nests 127 of them.
const MAX_INDENTED: usize = 30;

impl Canvas {
    /// The picture of a document.
    pub(super) fn picture(&self, document: &Document<'_>) -> String {
        let mut sections = vec![self.parts(document.parts)];
        sections.extend(document.header.map(|header| self.header(header)));
        sections.push(match (document.payload, document.parts) {
            (Payload::Encrypted, Parts::Encrypted(compact)) => self.ciphertext(compact),
            (payload, _) => self.payload(payload),
        });
        let disclosures = document.parts.disclosures();
        sections.extend(disclosures.map(|disclosures| self.disclosures(disclosures)));
        if !matches!(document.payload, Payload::Encrypted) {
            sections.push(self.signature(document));
        }
        sections.concat()
    }

    /// The parts of a token as they are in it, each in its colour.
    fn parts(&self, parts: Parts<'_>) -> String {
        let colours = [HEADER, PAYLOAD, SIGNATURE];
        let parts: &[&[u8]] = match &parts {
            Parts::Unknown => return String::new(),
            Parts::Signed(compact) | Parts::Disclosing(compact, _) => {
                &[compact.header(), compact.payload(), compact.signature()]
            }
            Parts::Encrypted(compact) => &compact.parts(),
        };
        let painted = parts.iter().enumerate().map(|(i, part)| {
            let text = String::from_utf8_lossy(part);
            self.paint
                .colour(&invisible(&text), colours[i % colours.len()])
        });
        format!("{}\n", painted.collect::<Vec<_>>().join("."))
    }

    fn header(&self, header: &str) -> String {
        self.section("Header", HEADER, &self.json(header, HEADER))
    }

    /// JSON where it is, else text, else its length.
    fn payload(&self, payload: Payload<'_>) -> String {
        let body = match payload {
            Payload::Json(json) => self.json(json.value().text(), PAYLOAD),
            Payload::Bytes(bytes) => match (Json::parse(bytes), std::str::from_utf8(bytes)) {
                (Ok(json), _) => self.json(json.value().text(), PAYLOAD),
                (Err(_), Ok("")) => "(empty)".to_owned(),
                (Err(_), Ok(text)) => self.paint.colour(&invisible(text), PAYLOAD),
                (Err(_), Err(_)) => format!("({} bytes that are not text)", bytes.len()),
            },
            Payload::Withheld | Payload::Encrypted => return String::new(),
        };
        self.section("Payload", PAYLOAD, &body)
    }

    fn signature(&self, document: &Document<'_>) -> String {
        let body = match document.state {
            State::Verified(verified) => {
                let alg = verified.algorithm();
                let key = verified.key().to_string();
                let good = self.paint.good("verified");
                let unchecked = match verified.unchecked().as_slice() {
                    [] => String::new(),
                    names => format!("\nnot checked: {}", invisible(&names.join(", "))),
                };
                format!("{alg}: {good} with {}{unchecked}", invisible(&key))
            }
            State::NotVerified | State::Rejected(_) => {
                let header = document
                    .header
                    .and_then(|text| Json::parse(text.as_bytes()).ok());
                let alg = header.and_then(|json| Some(json.get("alg")?.as_str()?.into_owned()));
                self.not_verified(alg.as_deref())
            }
        };
        self.section("Signature", SIGNATURE, &body)
    }

    fn not_verified(&self, alg: Option<&str>) -> String {
        let alg = alg.map_or("no algorithm".into(), invisible);
        if alg.trim().eq_ignore_ascii_case("none") {
            format!("{alg}: {}", self.paint.alarm("this token is not signed"))
        } else {
            let not = self.paint.alarm("not verified");
            format!("{alg}: {not} (`jwt verify` does that)")
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
        let shown = disclosures.each().map(|text| {
            let decoded = super::json::disclosure(text);
            self.paint.colour(&invisible(&decoded), PAYLOAD)
        });
        let mut lines: Vec<String> = shown.collect();
        if disclosures.key_binding().is_some() {
            lines.push("and a key binding token".to_owned());
        }
        self.section("Disclosures", PAYLOAD, &lines.join("\n"))
    }

    fn section(&self, title: &str, colour: Color, body: &str) -> String {
        format!("\n{}\n{body}\n", self.paint.title(title, colour))
    }

    /// JSON over several lines, with times of the outermost object in words beside their numbers.
    fn json(&self, json: &str, colour: Color) -> String {
        let mut lines = Lines {
            canvas: self,
            colour,
            finished: Vec::new(),
            line: String::new(),
            depth: 0,
        };
        let all: Vec<Lexeme<'_>> = lexemes(json).collect();
        let mut note = None;
        for (i, &lexeme) in all.iter().enumerate() {
            match lexeme {
                Lexeme::Mark(open @ ('{' | '[')) => {
                    lines.indent();
                    lines.line.push(open);
                    if !matches!(all.get(i + 1), Some(Lexeme::Mark('}' | ']'))) {
                        lines.depth += 1;
                        lines.finish(None);
                    }
                }
                Lexeme::Mark(close @ ('}' | ']')) => {
                    if !matches!(
                        i.checked_sub(1).map(|i| all[i]),
                        Some(Lexeme::Mark('{' | '['))
                    ) {
                        lines.finish(note.take());
                        lines.depth -= 1;
                        lines.indent();
                    }
                    lines.line.push(close);
                }
                Lexeme::Mark(',') => {
                    lines.line.push(',');
                    lines.finish(note.take());
                }
                Lexeme::Mark(colon) => {
                    lines.line.push(colon);
                    lines.line.push(' ');
                }
                Lexeme::Text(text) => {
                    lines.indent();
                    lines.line.push_str(&invisible(text));
                }
                Lexeme::Word(word) => {
                    lines.indent();
                    lines.line.push_str(word);
                    let name = match i.checked_sub(2).map(|i| (all[i], all[i + 1])) {
                        Some((Lexeme::Text(name), Lexeme::Mark(':'))) if lines.depth == 1 => name,
                        _ => "\"\"",
                    };
                    note = unquote(name).and_then(|name| self.time_in_words(&name, word));
                }
            }
        }
        lines.finish(note);
        lines.finished.join("\n")
    }

    /// A time claim in words.
    fn time_in_words(&self, name: &str, number: &str) -> Option<Note> {
        let known = TIMES.contains(&name);
        let time = NumericDate::from_json_number(number).filter(|_| known)?;
        let now = self.now?;
        let (past, relative) = (time <= now, time.relative_to(now));
        let (words, alarming) = match (name, past) {
            _ if time.looks_like_milliseconds() => {
                ("milliseconds? tokens count seconds".to_owned(), true)
            }
            ("exp", true) => (format!("expired {relative}"), true),
            ("exp", false) => (format!("expires {relative}"), false),
            ("nbf", true) => (format!("became valid {relative}"), false),
            ("nbf", false) => (format!("not valid yet: {relative}"), true),
            ("iat", _) => (format!("issued {relative}"), false),
            _ => (relative, false),
        };
        Some(Note {
            words,
            local: local(time),
            alarming,
        })
    }
}

/// What is said of a time, and whether it is one to worry about.
struct Note {
    words: String,
    local: Option<String>,
    alarming: bool,
}

/// JSON on its way into lines.
struct Lines<'l> {
    canvas: &'l Canvas,
    colour: Color,
    finished: Vec<String>,
    line: String,
    depth: usize,
}

impl Lines<'_> {
    fn indent(&mut self) {
        if self.line.is_empty() {
            self.line = "  ".repeat(self.depth.min(MAX_INDENTED));
        }
    }

    /// Ends the line with its note beside it, or below it where the window is too narrow, there in
    /// as many lines as it takes.
    fn finish(&mut self, note: Option<Note>) {
        let line = std::mem::take(&mut self.line);
        let paint = self.canvas.paint;
        let painted = paint.colour(&line, self.colour);
        let Some(note) = note else {
            self.finished
                .extend((!painted.is_empty()).then_some(painted));
            return;
        };
        let on_paper = |text: String| {
            if note.alarming {
                paint.alarm(&text)
            } else {
                paint.faint(&text)
            }
        };
        let fits = |width: usize, text: &str| width + text.chars().count() <= self.canvas.columns;
        let pieces: Vec<String> = [Some(note.words), note.local]
            .into_iter()
            .flatten()
            .collect();
        let whole = format!("# {}", pieces.join(", "));
        let margin = "  ".repeat(self.depth.min(MAX_INDENTED) + 1);
        if fits(line.chars().count() + 2, &whole) {
            self.finished
                .push(format!("{painted}  {}", on_paper(whole)));
        } else if fits(margin.len(), &whole) {
            self.finished.extend([painted, margin + &on_paper(whole)]);
        } else {
            self.finished.push(painted);
            let lines = pieces.into_iter();
            let lines = lines.map(|piece| format!("{margin}{}", on_paper(format!("# {piece}"))));
            self.finished.extend(lines);
        }
    }
}

/// Local date and time with the zone's name, up to the year 9999.
fn local(time: NumericDate) -> Option<String> {
    let timestamp = Timestamp::from_second(time.whole_seconds()?).ok()?;
    let zoned = timestamp.to_zoned(TimeZone::system());
    Some(zoned.strftime("%Y-%m-%d %H:%M:%S %Z").to_string())
}
