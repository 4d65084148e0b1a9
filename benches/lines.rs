//! How fast `jwt verify --lines` is over a file of 200,000 distinct HS256 tokens, beside a bare loop of
//! the same parts and checks, the crate `jsonwebtoken`, Node's jsonwebtoken and Python's `PyJWT`.
//!
//! `cargo bench --bench lines` runs it. Each is a process of its own that reads the file, verifies
//! every token and writes every payload to a file; they take turns in rounds, and what counts is the
//! median of the ratios within a round, of processor time. Node's and Python's libraries are those
//! that `tests/interop/run` installs; they are measured in the first rounds alone, being slow.

#[path = "../tests/support/keys.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod keys;

use jwt_toolkit::codec::json::{Json, Kind, Room};
use jwt_toolkit::codec::{NumericDate, base64url};

use base64::Engine as _;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use jsonwebtoken::{DecodingKey, Validation};
use memchr::{memchr, memchr_iter, memrchr};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Instant, SystemTime};
use std::{env, thread};

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const TOKENS: usize = 200_000;
const ROUNDS: usize = 15;
/// Rounds in which Node and Python take part.
const SLOW_ROUNDS: usize = 3;

/// What `jwt --jobs 1` is to reach of the others, in processor time.
const LIMITS: [(&str, f64); 4] = [
    ("bare loop", 0.85),
    ("jsonwebtoken (Rust)", 2.5),
    ("jsonwebtoken (Node)", 12.0),
    ("PyJWT", 50.0),
];
/// How much faster two jobs are than one, in wall time, where two cores are idle.
const TWO_JOBS: f64 = 1.8;

type Anything<T> = Result<T, Box<dyn Error>>;

/// Claims like those of an access token, 146 bytes.
fn claims(number: usize) -> String {
    format!(
        r#"{{"iss":"https://login.example","sub":"user-{number:011}","aud":"api","role":"admin","scope":"read write publish","iat":1795341600,"exp":4102444800}}"#
    )
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    let done = match arguments.get(1).map(String::as_str) {
        Some("bare") => bare_loop(Path::new(&arguments[2])).map(|()| true),
        Some("crate") => crate_loop(Path::new(&arguments[2])).map(|()| true),
        _ if arguments.iter().any(|argument| argument == "--bench") => bench(),
        _ => {
            println!("lines: measures only under `cargo bench`");
            Ok(true)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The parts that `jwt` is made of with the same checks, and nothing around them: one header, one key,
/// no report of what is wrong. The first token that is no good ends it.
fn bare_loop(path: &Path) -> Anything<()> {
    base64url::prepare_for_many();
    let engine = Simd::url_safe(NO_PAD);
    let keyed = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    let header = base64url::encode(HEADER.as_bytes());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let now = NumericDate::from_seconds(now.as_secs_f64()).ok_or("a clock")?;
    let mut file = File::open(path)?;
    let mut chunk = vec![0; 1 << 18];
    let mut filled = 0;
    let (mut out, mut room) = (Vec::new(), Room::default());
    let (mut payload, mut signature) = (Vec::new(), Vec::new());
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
        for stop in memchr_iter(b'\n', &chunk[..end]) {
            let token = &chunk[start..stop];
            start = stop + 1;
            let first = memchr(b'.', token).ok_or("no dot")?;
            let second = memrchr(b'.', token).ok_or("no dot")?;
            if token[..first] != *header.as_bytes() || first == second {
                return Err("another header".into());
            }
            payload.clear();
            signature.clear();
            engine.decode_vec(&token[first + 1..second], &mut payload)?;
            engine.decode_vec(&token[second + 1..], &mut signature)?;
            let mac = keyed.clone().chain_update(&token[..second]);
            mac.verify_slice(&signature)?;
            let json = Json::parse_in(&payload, &mut room)?;
            if json.duplicate().is_some() || json.value().kind() != Kind::Object {
                return Err("not claims".into());
            }
            let time = |name| {
                let value = json.get(name).filter(|value| value.kind() == Kind::Number);
                value.and_then(|value| NumericDate::from_json_number(value.text()))
            };
            let iat = time("iat");
            if time("exp").is_none_or(|exp| exp <= now)
                || time("nbf").is_some_and(|nbf| nbf > now)
                || iat.is_none()
            {
                return Err("expired".into());
            }
            room = json.into_room();
            out.extend_from_slice(&payload);
            out.push(b'\n');
        }
        stdout.write_all(&out)?;
        chunk.copy_within(end..filled, 0);
        filled -= end;
    }
}

#[derive(Deserialize, Serialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    role: String,
    scope: String,
    iat: u64,
    exp: u64,
}

/// What a program with the crate `jsonwebtoken` does.
fn crate_loop(path: &Path) -> Anything<()> {
    let key = DecodingKey::from_secret(SECRET.as_bytes());
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.validate_nbf = true;
    validation.validate_aud = false;
    validation.leeway = 0;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in BufReader::new(File::open(path)?).lines() {
        let token = jsonwebtoken::decode::<Claims>(line?, &key, &validation)?;
        serde_json::to_writer(&mut out, &token.claims)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// One program and what its runs took, in seconds.
struct Candidate {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    is_slow: bool,
    processor: Vec<f64>,
    wall: Vec<f64>,
}

impl Candidate {
    fn run(&mut self, folder: &Path, tokens: &Path) -> Anything<()> {
        let output = folder.join("payloads.txt");
        let before = children()?;
        let start = Instant::now();
        let status = Command::new(&self.program)
            .args(&self.arguments)
            .env("JWT_SECRET", SECRET)
            .stdin(File::open(tokens)?)
            .stdout(File::create(&output)?)
            .stderr(Stdio::null())
            .status()?;
        self.wall.push(start.elapsed().as_secs_f64());
        self.processor.push(children()? - before);
        if !status.success() {
            return Err(format!("{}: {status}", self.name).into());
        }
        let lines = memchr_iter(b'\n', &fs::read(&output)?).count();
        if lines != TOKENS {
            return Err(format!("{}: {lines} payloads", self.name).into());
        }
        Ok(())
    }

    /// The median of the tokens a second.
    fn rate(seconds: &[f64]) -> f64 {
        median(seconds.iter().map(|seconds| count() / seconds).collect())
    }
}

/// The processor time of all children so far, in seconds.
fn children() -> Anything<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    #[expect(clippy::cast_precision_loss, reason = "some seconds")]
    let micros = micros as f64;
    Ok(micros / 1e6)
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn count() -> f64 {
    TOKENS as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median over the rounds of the other's time divided by ours in the same round.
fn ratio(ours: &[f64], other: &[f64]) -> f64 {
    median(
        ours.iter()
            .zip(other)
            .map(|(ours, other)| other / ours)
            .collect(),
    )
}

fn candidates(tokens: &Path) -> Anything<Vec<Candidate>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let interop = root.join("target/interop");
    let python = interop.join("venv/bin/python");
    if !python.exists() || !interop.join("node/node_modules").exists() {
        return Err("run tests/interop/run once: it installs the peers".into());
    }
    let peer = |name: &str| root.join("benches/peers").join(name).display().to_string();
    let tokens = tokens.display().to_string();
    let us = env::current_exe()?;
    let jwt = Path::new(env!("CARGO_BIN_EXE_jwt"));
    let jobs = |jobs: &str| {
        ["verify", "--lines", "--jobs", jobs]
            .map(str::to_owned)
            .to_vec()
    };
    let candidate = |name, program: &Path, arguments, is_slow| Candidate {
        name,
        program: program.to_owned(),
        arguments,
        is_slow,
        processor: Vec::new(),
        wall: Vec::new(),
    };
    Ok(vec![
        candidate("jwt --jobs 1", jwt, jobs("1"), false),
        candidate("jwt --jobs 2", jwt, jobs("2"), false),
        candidate(
            "bare loop",
            &us,
            vec!["bare".to_owned(), tokens.clone()],
            false,
        ),
        candidate(
            "jsonwebtoken (Rust)",
            &us,
            vec!["crate".to_owned(), tokens],
            false,
        ),
        candidate(
            "jsonwebtoken (Node)",
            Path::new("node"),
            vec![
                peer("lines.mjs"),
                interop.join("node/").display().to_string(),
            ],
            true,
        ),
        candidate("PyJWT", &python, vec![peer("lines.py")], true),
    ])
}

fn write_tokens(path: &Path) -> Anything<()> {
    let key = keys::secret(SECRET.as_bytes())?;
    let alg = key.default_algorithm();
    let mut file = BufWriter::new(File::create(path)?);
    for number in 0..TOKENS {
        let token = keys::token(alg, &key, HEADER.as_bytes(), claims(number).as_bytes());
        writeln!(file, "{}", token.ok_or("no token")?)?;
    }
    Ok(file.flush()?)
}

/// Measures, prints the table and tells whether every limit holds.
fn bench() -> Anything<bool> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let tokens = folder.join("tokens.txt");
    write_tokens(&tokens)?;
    let mut candidates = candidates(&tokens)?;
    for round in 0..=ROUNDS {
        let length = candidates.len();
        for step in 0..length {
            let candidate = &mut candidates[(round + step) % length];
            if candidate.is_slow && (round == 0 || round > SLOW_ROUNDS) {
                continue;
            }
            candidate.run(folder, &tokens)?;
            if round == 0 {
                // The first round warms up.
                candidate.processor.clear();
                candidate.wall.clear();
            }
        }
    }
    let [ours, two, others @ ..] = candidates.as_slice() else {
        return Err("no candidates".into());
    };
    println!("{TOKENS} HS256 tokens; medians, ratios within a round\n");
    println!(
        "{:<22}{:>18}{:>16}{:>20}",
        "", "tokens/s of a core", "tokens/s", "jwt --jobs 1 is ×"
    );
    for candidate in &candidates {
        println!(
            "{:<22}{:>18.0}{:>16.0}{:>20.2}",
            candidate.name,
            Candidate::rate(&candidate.processor),
            Candidate::rate(&candidate.wall),
            ratio(&ours.processor, &candidate.processor)
        );
    }
    println!();
    let mut all_hold = true;
    let mut judge = |limit: String, value: f64, least: f64| {
        let holds = value >= least;
        all_hold &= holds;
        let verdict = if holds { "holds" } else { "does not hold" };
        println!("{limit:<46}{value:>8.2}  {verdict}");
    };
    for (name, least) in LIMITS {
        let other = others.iter().find(|other| other.name == name);
        let other = other.ok_or("a limit of nothing")?;
        let limit = format!("jwt --jobs 1 ≥ {least} × {name}");
        judge(limit, ratio(&ours.processor, &other.processor), least);
    }
    if thread::available_parallelism()?.get() >= 2 {
        let limit = format!("jwt --jobs 2 ≥ {TWO_JOBS} × --jobs 1, wall time");
        judge(limit, ratio(&two.wall, &ours.wall), TWO_JOBS);
    }
    Ok(all_hold)
}
