//! Bare loops: the parts that `jwt` is made of with the same checks, and nothing around them. There is
//! one header and one key, and no report of what is wrong: the first line that is invalid ends a loop.

use super::{Anything, HEADER, SECRET, claims};
use base64::Engine as _;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use jwt_toolkit::codec::json::{Json, Kind, Room, minify, quote};
use jwt_toolkit::codec::{NumericDate, base64url};
use memchr::{memchr, memchr_iter, memmem, memrchr};
use sha2::Sha256;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

/// What a loop does with each line, and writes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Verifies a token and writes its payload.
    Verify,
    /// Verifies a token and writes a report.
    Report,
    /// Verifies a token and writes its subject.
    Get,
    /// Finds a token in a line of a log, verifies it and writes its payload.
    Find,
    /// Takes a token apart and writes its payload.
    Decode,
    /// Signs claims and writes the token.
    Sign,
}

impl Work {
    pub(crate) const ALL: [Self; 6] = [
        Self::Verify,
        Self::Report,
        Self::Get,
        Self::Find,
        Self::Decode,
        Self::Sign,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Report => "verify --json",
            Self::Get => "verify --get sub",
            Self::Find => "verify --find",
            Self::Decode => "decode",
            Self::Sign => "sign",
        }
    }
}

/// Reads a file in chunks of whole lines, does the work on each and writes the results.
pub(crate) fn run(work: Work, path: &Path) -> Anything<()> {
    base64url::prepare_for_many();
    let mut state = State::new()?;
    let mut file = File::open(path)?;
    let mut chunk = vec![0; 1 << 18];
    let mut filled = 0;
    let mut out = Vec::new();
    let mut stdout = io::stdout().lock();
    loop {
        let read = file.read(&mut chunk[filled..])?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        let end = memrchr(b'\n', &chunk[..filled]).ok_or("no line")? + 1;
        out.clear();
        let mut start = 0;
        for (number, stop) in memchr_iter(b'\n', &chunk[..end]).enumerate() {
            let line = &chunk[start..stop];
            start = stop + 1;
            if work == Work::Sign {
                state.sign(line, &mut out)?;
            } else {
                state.token(work, number, line, &mut out)?;
            }
            out.push(b'\n');
        }
        stdout.write_all(&out)?;
        chunk.copy_within(end..filled, 0);
        filled -= end;
    }
}

struct State {
    engine: Simd,
    keyed: Hmac<Sha256>,
    header: String,
    now: NumericDate,
    payload: Vec<u8>,
    signature: Vec<u8>,
    room: Room,
}

impl State {
    fn new() -> Anything<Self> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        Ok(Self {
            engine: Simd::url_safe(NO_PAD),
            keyed: Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?,
            header: base64url::encode(HEADER.as_bytes()),
            now: NumericDate::from_seconds(now.as_secs_f64()).ok_or("a clock")?,
            payload: Vec::new(),
            signature: Vec::new(),
            room: Room::default(),
        })
    }

    fn token(&mut self, work: Work, number: usize, line: &[u8], out: &mut Vec<u8>) -> Anything<()> {
        let mut token = line;
        if work == Work::Find {
            let start = memmem::find(line, b"eyJ").ok_or("no token")?;
            let length = line[start..].iter().position(|byte| *byte == b'&');
            token = &line[start..start + length.ok_or("no end")?];
        }
        let first = memchr(b'.', token).ok_or("no dot")?;
        let second = memrchr(b'.', token).ok_or("no dot")?;
        if token[..first] != *self.header.as_bytes() || first == second {
            return Err("another header".into());
        }
        self.payload.clear();
        self.signature.clear();
        self.engine
            .decode_vec(&token[first + 1..second], &mut self.payload)?;
        self.engine
            .decode_vec(&token[second + 1..], &mut self.signature)?;
        if work != Work::Decode {
            let mac = self.keyed.clone().chain_update(&token[..second]);
            mac.verify_slice(&self.signature)?;
        }
        let json = Json::parse_in(&self.payload, &mut self.room)?;
        if json.duplicate().is_some() || json.value().kind() != Kind::Object {
            return Err("not claims".into());
        }
        let time = |name| {
            let value = json.get(name).filter(|value| value.kind() == Kind::Number);
            value.and_then(|value| NumericDate::from_json_number(value.text()))
        };
        let iat = time("iat");
        if time("exp").is_none_or(|exp| exp <= self.now)
            || time("nbf").is_some_and(|nbf| nbf > self.now)
            || iat.is_none()
        {
            return Err("expired".into());
        }
        match work {
            Work::Report => write!(
                out,
                r#"{{"line":{},"valid":true,"header":{HEADER},"payload":{},"key":{{"source":{},"kty":"oct"}},"unchecked":["iss","aud"]}}"#,
                number + 1,
                minify(json.value().text()),
                quote("JWT_SECRET"),
            )?,
            Work::Get => {
                let sub = json.get("sub").ok_or("no subject")?;
                out.extend_from_slice(sub.text().as_bytes());
            }
            _ => out.extend_from_slice(&self.payload),
        }
        self.room = json.into_room();
        Ok(())
    }

    fn sign(&mut self, line: &[u8], out: &mut Vec<u8>) -> Anything<()> {
        let json = Json::parse_in(line, &mut self.room)?;
        if json.duplicate().is_some() || json.value().kind() != Kind::Object {
            return Err("not claims".into());
        }
        let now = self.now.whole_seconds().ok_or("a clock")?;
        self.payload.clear();
        self.payload.push(b'{');
        for member in json.members() {
            self.payload.extend_from_slice(member.name.text.as_bytes());
            self.payload.push(b':');
            self.payload
                .extend_from_slice(member.value.text().as_bytes());
            self.payload.push(b',');
        }
        write!(self.payload, r#""iat":{now},"exp":{}}}"#, now + 3600)?;
        self.room = json.into_room();
        let start = out.len();
        out.extend_from_slice(self.header.as_bytes());
        out.push(b'.');
        self.encode_onto(&self.payload, out)?;
        let mac = self.keyed.clone().chain_update(&out[start..]);
        let tag = mac.finalize().into_bytes();
        out.push(b'.');
        self.encode_onto(&tag, out)
    }

    fn encode_onto(&self, bytes: &[u8], out: &mut Vec<u8>) -> Anything<()> {
        let start = out.len();
        out.resize(start + bytes.len().div_ceil(3) * 4, 0);
        let written = self.engine.encode_slice(bytes, &mut out[start..])?;
        out.truncate(start + written);
        Ok(())
    }
}

/// A line that a work reads: claims to sign, a token, or a line of a log with one.
pub(crate) fn line(work: Work, number: usize, token: &str) -> String {
    match work {
        Work::Sign => claims(number, false),
        Work::Find => {
            format!(r#"10.0.0.1 - "GET /callback?token={token}&x=1 HTTP/1.1" 200 1.5"#)
        }
        _ => token.to_owned(),
    }
}
