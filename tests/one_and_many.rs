//! There is one way for one token and for a million: whatever a line holds, `--lines` answers what a
//! process of its own answers.

use crate::support::hostile::{NOW, tokens};
use crate::support::{HEADER, SECRET, encode, keys, proptest_config, run, signed};
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::{Path, minify};
use jwt_toolkit::jwk::Key;
use jwt_toolkit::jwt::{Claims, Demand, Policy, Rejected, Verified, Workspace};
use proptest::prelude::*;

/// An environment and flags of `verify`.
type Setting = (&'static [&'static str], Vec<(&'static str, String)>);

fn settings() -> Vec<Setting> {
    let secret = || vec![("JWT_SECRET", SECRET.to_owned())];
    let k = encode(SECRET);
    let other = encode([7; 40]);
    let set = format!(
        r#"{{"keys":[{{"kty":"oct","kid":"two","k":"{other}"}},{{"kty":"oct","kid":"one","k":"{k}"}},
        {{"kty":"oct","kid":"bad","k":"!"}},{{"kty":"oct","k":"{k}","alg":"HS384"}}]}}"#
    );
    let file = |name: &str| format!("{}/tests/cmd/files/{name}", env!("CARGO_MANIFEST_DIR"));
    vec![
        (&[], secret()),
        (
            &[
                "--aud",
                "api",
                "--iss",
                "i",
                "--require",
                "sub",
                "--leeway",
                "1m",
            ],
            secret(),
        ),
        (
            &["--ignore-exp", "--alg", "HS256", "--alg", "RS256"],
            secret(),
        ),
        (
            &["--max-age", "1h", "--typ", "jwt", "--claim", "a:=1"],
            secret(),
        ),
        (&["--jws"], secret()),
        (&[], vec![("JWT_SECRET", "short".to_owned())]),
        (&[], vec![("JWT_KEY", set)]),
        (&[], vec![("JWT_KEY", file("rsa.pub.pem"))]),
        (&[], vec![("JWT_KEY", file("ed.pub.pem"))]),
    ]
}

/// What was answered to a token: the code, the report, and what is wrong in words.
#[derive(Debug, PartialEq)]
struct Answer {
    code: i32,
    report: String,
    errors: String,
}

fn args<'a>(subcommand: &'a str, flags: &[&'a str], more: &[&'a str], at: &'a str) -> Vec<&'a str> {
    [&[subcommand, "--json", "--at", at][..], flags, more].concat()
}

fn one((flags, env): &Setting, subcommand: &str, token: &[u8]) -> Answer {
    let env: Vec<(&str, &str)> = env
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let at = NOW.to_string();
    let run = run(&args(subcommand, flags, &[], &at), &env, token);
    let errors: Vec<_> = run
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("error: "))
        .collect();
    Answer {
        code: run.code,
        report: String::from_utf8(run.stdout).expect("a report is text"),
        errors: errors.join("; "),
    }
}

/// The answers to lines of which none is blank.
fn many((flags, env): &Setting, subcommand: &str, lines: &[Vec<u8>], jobs: &str) -> Vec<Answer> {
    let env: Vec<(&str, &str)> = env
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let at = NOW.to_string();
    let more = ["--lines", "--quiet", "--jobs", jobs];
    // verify has a report or is quiet, not both.
    let more = if subcommand == "verify" {
        [more[0], more[2], more[3]].to_vec()
    } else {
        more.to_vec()
    };
    let run = run(
        &args(subcommand, flags, &more, &at),
        &env,
        &lines.join(&b'\n'),
    );
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    let mut told = run.stderr.lines().peekable();
    let stdout = String::from_utf8(run.stdout).expect("reports are text");
    let mut answers = Vec::new();
    for (number, report) in (1..).zip(stdout.lines()) {
        let start = format!("{{\"line\":{number},");
        let rest = report.strip_prefix(&start);
        let rest = rest.unwrap_or_else(|| panic!("no line {number}: {report}"));
        let code = rest.strip_prefix("\"valid\":false,\"code\":");
        let code = code.map_or(0, |rest| rest[..1].parse().expect("a digit"));
        let place = format!("line {number}: ");
        let mut errors = String::new();
        while let Some(line) = told.next_if(|line| {
            line.starts_with(&place)
                || line.starts_with("warning: ")
                || line.starts_with("  hint: ")
        }) {
            if let Some(error) = line.strip_prefix(&place) {
                error.clone_into(&mut errors);
            }
        }
        answers.push(Answer {
            code,
            report: format!("{{{rest}\n"),
            errors,
        });
    }
    assert_eq!(answers.len(), lines.len(), "{}", run.stderr);
    let codes = answers.iter().map(|answer| answer.code);
    assert_eq!(run.code, codes.filter(|&code| code != 0).min().unwrap_or(0));
    answers
}

/// Both ways answer the same. Several tokens, which are wrong usage where one is expected, are a
/// malformed line among many; what `decode` cannot take apart has a report among many alone.
#[track_caller]
fn same(one: &Answer, many: &Answer, subcommand: &str, token: &[u8]) {
    let excerpt = &token[..token.len().min(300)];
    let token = String::from_utf8_lossy(excerpt);
    if one.code == 2 {
        assert!(one.errors.starts_with("several tokens"), "{token}");
        assert_eq!(many.code, 3, "{token}");
        assert!(many.errors.starts_with("several tokens"), "{token}");
        return;
    }
    assert_eq!(one.code, many.code, "{token}\n{one:?}\n{many:?}");
    // Long messages are cut, each by itself or all together.
    if !many.errors.contains('…') {
        assert_eq!(one.errors, many.errors, "{token}");
    }
    if subcommand == "verify" || one.code == 0 {
        assert_eq!(one.report, many.report, "{token}");
    } else {
        assert!(one.report.is_empty());
    }
}

#[test]
fn hostile_tokens_get_the_answers_of_a_process_each() {
    let tokens = tokens();
    assert!(tokens.len() > 150);
    for (i, setting) in settings().iter().enumerate() {
        let together = many(setting, "verify", &tokens, "2");
        assert_eq!(together, many(setting, "verify", &tokens, "1"));
        let backwards: Vec<_> = tokens.iter().rev().cloned().collect();
        let answers = many(setting, "verify", &backwards, "1");
        assert!(answers.iter().rev().eq(&together), "the order matters");
        for (n, (token, answer)) in tokens.iter().zip(&together).enumerate() {
            // The first settings see them all, the others a share.
            if i < 2 || n % 4 == i % 4 {
                same(&one(setting, "verify", token), answer, "verify", token);
            }
        }
    }
}

#[test]
fn hostile_tokens_are_decoded_as_by_a_process_each() {
    let tokens = tokens();
    let setting: Setting = (&[], Vec::new());
    for (token, answer) in tokens.iter().zip(many(&setting, "decode", &tokens, "2")) {
        same(&one(&setting, "decode", token), &answer, "decode", token);
    }
}

#[test]
fn every_kind_of_answer_is_among_those_compared() {
    let answers = many(&settings()[1], "verify", &tokens(), "1");
    for code in [0, 3, 4, 5, 7] {
        assert!(answers.iter().any(|answer| answer.code == code), "{code}");
    }
    let answers = many(&settings()[0], "verify", &tokens(), "1");
    assert!(answers.iter().any(|answer| answer.code == 6));
}

/// Numbers that look random and are the same in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % bound
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("a byte")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// A line made from one of the tokens, or from nothing; without a line break, and not blank.
    fn line(&mut self, tokens: &[Vec<u8>]) -> Vec<u8> {
        let mut line = tokens[self.below(tokens.len())].clone();
        for _ in 0..self.below(4) {
            self.mutate(&mut line, tokens);
        }
        for byte in &mut line {
            *byte = if *byte == b'\n' { b'\r' } else { *byte };
        }
        if line.trim_ascii().is_empty() {
            line.push(b'.');
        }
        line
    }

    fn mutate(&mut self, line: &mut Vec<u8>, tokens: &[Vec<u8>]) {
        let at = self.below(line.len() + 1);
        match self.below(10) {
            0 if at < line.len() => line[at] ^= 1 << self.below(8),
            1 => line.truncate(at),
            2 => drop(line.drain(..at)),
            3 => line.extend_from_within(at..),
            4 => {
                const INSERTED: [&[u8]; 14] = [
                    b" ",
                    b"\t",
                    b"\r",
                    b"\0",
                    b"\"",
                    b"'",
                    b".",
                    b"=",
                    b"~",
                    b",",
                    b"Bearer ",
                    b"\xff",
                    b"\xef\xbb\xbf",
                    b"{",
                ];
                let inserted = INSERTED[self.below(INSERTED.len())];
                line.splice(at..at, inserted.iter().copied());
            }
            5 => {
                let mut parts: Vec<&[u8]> = line.split(|&byte| byte == b'.').collect();
                let (a, b) = (self.below(parts.len()), self.below(parts.len()));
                parts.swap(a, b);
                *line = parts.join(&b'.');
            }
            6 => {
                let other = &tokens[self.below(tokens.len())];
                let other: Vec<&[u8]> = other.split(|&byte| byte == b'.').collect();
                let part = other[self.below(other.len())];
                line.splice(at..at, part.iter().copied());
            }
            7 => {
                let pair = [b"\"", b"'"][self.below(2)];
                *line = [&pair[..], line, pair].concat();
            }
            8 => *line = (0..self.below(60)).map(|_| self.byte()).collect(),
            _ if at < line.len() => line[at] = self.byte(),
            _ => line.push(self.byte()),
        }
    }
}

/// As many as `JWT_TEST_MUTATIONS` says.
#[test]
fn mutated_lines_get_the_answers_of_a_process_each() {
    let count = std::env::var("JWT_TEST_MUTATIONS").map_or(100_000, |count| {
        count.parse().expect("JWT_TEST_MUTATIONS is a number")
    });
    let mut seeds = tokens();
    seeds.retain(|token| token.len() < 600);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let lines: Vec<Vec<u8>> = (0..count).map(|_| numbers.line(&seeds)).collect();
    for (subcommand, setting) in [("verify", &settings()[0]), ("decode", &(&[][..], vec![]))] {
        let together = many(setting, subcommand, &lines, "2");
        for _ in 0..150 {
            let i = numbers.below(lines.len());
            let alone = one(setting, subcommand, &lines[i]);
            same(&alone, &together[i], subcommand, &lines[i]);
        }
    }
}

fn hmac_key(secret: &[u8]) -> Key {
    keys::secret(secret).expect("a good secret")
}

/// All that the library says of a token.
fn report(workspace: &mut Workspace<'_>, token: &[u8], reuses: bool) -> String {
    #[expect(clippy::cast_precision_loss, reason = "some seconds")]
    let now = NumericDate::from_seconds(NOW as f64).expect("a time");
    let (report, room) = match workspace.verify(token, now, |_| ()) {
        Ok(token) => (accepted(&token), Some(token.into_room())),
        Err(rejected) => (refused(&rejected), None),
    };
    if let (Some(room), true) = (room, reuses) {
        workspace.reuse(room);
    }
    report
}

fn accepted(token: &Verified<'_>) -> String {
    let key = token.key();
    format!(
        "{} {} {} {:?} {key} {} {} {:?}",
        token.algorithm(),
        token.header(),
        token.payload().escape_ascii(),
        token.claims().map(claims),
        key.kty(),
        key.source(),
        token.unchecked(),
    )
}

fn refused(token: &Rejected<'_>) -> String {
    let errors: Vec<_> = token.errors.iter().map(ToString::to_string).collect();
    let claims = token.claims.as_ref().map(claims);
    format!(
        "{:?} {errors:?} {:?} {claims:?}",
        token.errors, token.header
    )
}

fn claims(claims: &Claims<'_>) -> String {
    let json = claims.json();
    let names: Vec<_> = json
        .members()
        .iter()
        .map(|member| &member.name.read)
        .collect();
    let times: Vec<_> = claims.times().collect();
    format!("{} {names:?} {times:?}", minify(json.value().text()))
}

#[test]
fn nothing_of_one_token_is_left_for_the_next() {
    let mut tokens = tokens();
    tokens.push(signed(HEADER, r#"{"pasted":true}"#).into_bytes());
    let policy = Policy {
        audiences: vec!["api".to_owned()],
        demands: vec![Demand::presence(Path::name("sub"))],
        ..Policy::default()
    };
    for policy in [Some(policy), Some(Policy::default()), None] {
        let keys = vec![hmac_key(&[7; 40]), hmac_key(SECRET.as_bytes())];
        let verifier = keys::verifier(keys, policy);
        let fresh = |token: &Vec<u8>| report(&mut Workspace::new(&verifier), token, false);
        let alone: Vec<String> = tokens.iter().map(fresh).collect();
        let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
        let mut order: Vec<usize> = (0..tokens.len()).collect();
        for reuses in [true, false] {
            let mut workspace = Workspace::new(&verifier);
            for _ in 0..8 {
                numbers.shuffle(&mut order);
                for &i in &order {
                    let token = &tokens[i];
                    assert_eq!(report(&mut workspace, token, reuses), alone[i]);
                    // Now and then the same one again, with what was just kept of it.
                    if numbers.below(3) == 0 {
                        assert_eq!(report(&mut workspace, token, reuses), alone[i]);
                    }
                }
            }
        }
    }
}

/// Text that no token could go on with, and that is no UTF-16, of which a line is rejected as a whole.
fn between() -> impl Strategy<Value = Vec<u8>> {
    let is_other = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"-_\n\0\xfe\xff".contains(byte);
    let byte = any::<u8>().prop_filter("not of base64url", is_other);
    prop::collection::vec(byte, 1..12)
}

fn embedded() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![
        signed(HEADER, "{}"),
        signed("{ \"alg\":\"none\"}", "{\"a\":1}"),
        signed(
            "{\"typ\":\"JWT\",\"kid\":\"eyJ\",\"alg\":\"x\"}",
            "not JSON",
        ),
        format!(
            "{}..AAAA.BBBB.CCCC",
            encode(r#"{"alg":"dir","enc":"A256GCM"}"#)
        ),
        format!("{}.e30.eA", encode("{\n\"alg\":1}")),
    ])
    .prop_map(String::into_bytes)
}

/// A line, and where the tokens stand in it.
fn line_with_tokens() -> impl Strategy<Value = (Vec<u8>, Vec<std::ops::Range<usize>>)> {
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
    #![proptest_config(proptest_config(20))]

    #[test]
    fn lines_and_columns_are_told_as_they_are(lines in prop::collection::vec(line_with_tokens(), 1..50)) {
        let text: Vec<&[u8]> = lines.iter().map(|(line, _)| line.as_slice()).collect();
        let run = run(&["verify", "--lines", "--find", "--json"], &[("JWT_SECRET", SECRET)], &text.join(&b'\n'));
        let mut reports = std::str::from_utf8(&run.stdout).expect("text").lines();
        for (number, (_, places)) in (1..).zip(&lines) {
            for place in places {
                let start = format!("{{\"line\":{number},\"column\":{},", place.start + 1);
                prop_assert!(reports.next().is_some_and(|report| report.starts_with(&start)));
            }
        }
        prop_assert_eq!(reports.next(), None);
    }
}
