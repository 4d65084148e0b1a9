//! How fast `jwt --lines` is over files of 200,000 lines, beside bare loops of the same parts and checks,
//! the crate `jsonwebtoken`, Node's jsonwebtoken and Python's `PyJWT`.
//!
//! `cargo bench --bench lines` runs it. Each is a process of its own that reads the file, works on every
//! line and writes every result to a file; they take turns in rounds, and what counts is the median of
//! the ratios within a round, of processor time. Node's and Python's libraries are those that
//! `tests/interop/run` installs; they are measured in the first rounds alone, being slow. The last tables
//! sign with keys of two halves, beside the raw primitive.

mod bare;
mod signing;

#[path = "../../tests/support/keys.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod keys;

use bare::Work;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use jwt_toolkit::jwk::{RsaSize, generate};
use memchr::memchr_iter;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Instant, SystemTime};
use std::{env, thread};

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const TOKENS: usize = 200_000;
const ROUNDS: usize = 9;
/// Rounds in which Node and Python take part.
const SLOW_ROUNDS: usize = 1;

const BARE: &str = "bare loop";
const CRATE: &str = "jsonwebtoken (Rust)";
const NODE: &str = "jsonwebtoken (Node)";
const PYTHON: &str = "PyJWT";

/// What `jwt --jobs 1` is to reach of the others, in processor time.
const LIMITS: [(Work, &str, f64); 12] = [
    (Work::Verify, BARE, 0.85),
    (Work::Verify, CRATE, 3.6),
    (Work::Verify, NODE, 12.0),
    (Work::Verify, PYTHON, 50.0),
    (Work::Report, BARE, 0.7),
    (Work::Get, BARE, 0.7),
    (Work::Find, BARE, 0.7),
    (Work::Decode, BARE, 0.7),
    (Work::Sign, BARE, 0.7),
    (Work::Sign, CRATE, 2.0),
    (Work::Sign, NODE, 12.0),
    (Work::Sign, PYTHON, 12.0),
];
/// How much faster two jobs are than one, in wall time, where two cores are idle.
const TWO_JOBS: f64 = 1.8;

type Anything<T> = Result<T, Box<dyn Error>>;

/// Claims like those of an access token; with its times, 146 bytes.
fn claims(number: usize, has_times: bool) -> String {
    let times = if has_times {
        r#","iat":1795341600,"exp":4102444800"#
    } else {
        ""
    };
    format!(
        r#"{{"iss":"https://login.example","sub":"user-{number:011}","aud":"api","role":"admin","scope":"read write publish"{times}}}"#
    )
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    let path = || Path::new(&arguments[3]);
    let done = match arguments.get(1).map(String::as_str) {
        Some("bare") => bare::run(named(&arguments[2]), path()).map(|()| true),
        Some("crate") => crate_loop(named(&arguments[2]), path()).map(|()| true),
        Some("signing") => signing::run(&arguments[2], path()).map(|()| true),
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

fn named(name: &str) -> Work {
    let mut all = Work::ALL.into_iter();
    all.find(|work| work.name() == name).unwrap_or(Work::Verify)
}

#[derive(Deserialize, Serialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    role: String,
    scope: String,
    #[serde(default)]
    iat: u64,
    #[serde(default)]
    exp: u64,
}

/// What a program with the crate `jsonwebtoken` does.
fn crate_loop(work: Work, path: &Path) -> Anything<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let lines = BufReader::new(File::open(path)?).lines();
    if work == Work::Sign {
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        let header = Header::new(Algorithm::HS256);
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)?
            .as_secs();
        for line in lines {
            let mut claims: Claims = serde_json::from_str(&line?)?;
            (claims.iat, claims.exp) = (now, now + 3600);
            writeln!(out, "{}", jsonwebtoken::encode(&header, &claims, &key)?)?;
        }
        return Ok(out.flush()?);
    }
    let key = DecodingKey::from_secret(SECRET.as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_nbf = true;
    validation.validate_aud = false;
    validation.leeway = 0;
    for line in lines {
        let token = jsonwebtoken::decode::<Claims>(line?, &key, &validation)?;
        serde_json::to_writer(&mut out, &token.claims)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// One program and what its runs took, in seconds.
#[derive(Debug)]
struct Candidate {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    is_slow: bool,
    processor: Vec<f64>,
    wall: Vec<f64>,
}

impl Candidate {
    fn run(&mut self, folder: &Path, input: &Path, lines: usize) -> Anything<()> {
        let output = folder.join("results.txt");
        let before = children()?;
        let start = Instant::now();
        let status = Command::new(&self.program)
            .args(&self.arguments)
            .env("JWT_SECRET", SECRET)
            .stdin(File::open(input)?)
            .stdout(File::create(&output)?)
            .stderr(Stdio::null())
            .status()?;
        self.wall.push(start.elapsed().as_secs_f64());
        self.processor.push(children()? - before);
        if !status.success() {
            return Err(format!("{}: {status}", self.name).into());
        }
        let written = memchr_iter(b'\n', &fs::read(&output)?).count();
        if written != lines {
            return Err(format!("{}: {written} results", self.name).into());
        }
        Ok(())
    }

    /// The median of the lines a second.
    fn rate(seconds: &[f64], lines: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let lines = lines as f64;
        median(seconds.iter().map(|seconds| lines / seconds).collect())
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

fn candidate(name: &'static str, program: &Path, arguments: &[&str]) -> Candidate {
    Candidate {
        name,
        program: program.to_owned(),
        arguments: arguments.iter().map(|text| (*text).to_owned()).collect(),
        is_slow: matches!(name, NODE | PYTHON),
        processor: Vec::new(),
        wall: Vec::new(),
    }
}

fn candidates(work: Work, input: &Path) -> Anything<Vec<Candidate>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let interop = root.join("target/interop");
    let python = interop.join("venv/bin/python");
    if !python.exists() || !interop.join("node/node_modules").exists() {
        return Err("run tests/interop/run once: it installs the peers".into());
    }
    let peer = |name: &str| root.join("benches/peers").join(name).display().to_string();
    let input = input.display().to_string();
    let us = env::current_exe()?;
    let jwt = Path::new(env!("CARGO_BIN_EXE_jwt"));
    let mut flags: Vec<&str> = match work {
        Work::Verify => vec!["verify", "--lines"],
        Work::Report => vec!["verify", "--lines", "--json"],
        Work::Get => vec!["verify", "--lines", "--get", "sub"],
        Work::Find => vec!["verify", "--lines", "--find"],
        Work::Decode => vec!["decode", "--lines"],
        Work::Sign => vec!["sign", "--lines", "--expires-in", "1h"],
    };
    flags.push("--jobs");
    let jobs = |jobs| [flags.as_slice(), &[jobs]].concat();
    let mut candidates = vec![candidate("jwt --jobs 1", jwt, &jobs("1"))];
    if matches!(work, Work::Verify | Work::Sign) {
        candidates.push(candidate("jwt --jobs 2", jwt, &jobs("2")));
    }
    candidates.push(candidate(BARE, &us, &["bare", work.name(), &input]));
    if matches!(work, Work::Verify | Work::Sign) {
        candidates.push(candidate(CRATE, &us, &["crate", work.name(), &input]));
        let node = interop.join("node/").display().to_string();
        let script = peer("lines.mjs");
        let node = candidate(NODE, Path::new("node"), &[&script, &node, work.name()]);
        candidates.push(node);
        let script = peer("lines.py");
        candidates.push(candidate(PYTHON, &python, &[&script, work.name()]));
    }
    Ok(candidates)
}

fn write_input(work: Work, path: &Path) -> Anything<()> {
    let key = keys::secret(SECRET.as_bytes())?;
    let alg = key.default_algorithm();
    let mut file = BufWriter::new(File::create(path)?);
    for number in 0..TOKENS {
        let payload = claims(number, true);
        let token = keys::token(alg, &key, HEADER.as_bytes(), payload.as_bytes());
        writeln!(
            file,
            "{}",
            bare::line(work, number, &token.ok_or("no token")?)
        )?;
    }
    Ok(file.flush()?)
}

/// Has the candidates take turns.
fn measure(
    candidates: &mut [Candidate],
    folder: &Path,
    input: &Path,
    lines: usize,
) -> Anything<()> {
    for round in 0..=ROUNDS {
        let length = candidates.len();
        for step in 0..length {
            let candidate = &mut candidates[(round + step) % length];
            if candidate.is_slow && (round == 0 || round > SLOW_ROUNDS) {
                continue;
            }
            candidate.run(folder, input, lines)?;
            if round == 0 {
                // The first round warms up.
                candidate.processor.clear();
                candidate.wall.clear();
            }
        }
    }
    Ok(())
}

fn print_table(title: &str, candidates: &[Candidate], lines: usize) {
    let ours = &candidates[0];
    println!("\n{title}");
    println!(
        "{:<22}{:>18}{:>16}{:>20}",
        "", "lines/s of a core", "lines/s", "jwt --jobs 1 is ×"
    );
    for candidate in candidates {
        println!(
            "{:<22}{:>18.0}{:>16.0}{:>20.2}",
            candidate.name,
            Candidate::rate(&candidate.processor, lines),
            Candidate::rate(&candidate.wall, lines),
            ratio(&ours.processor, &candidate.processor)
        );
    }
}

/// Prints whether a limit holds.
fn holds(limit: &str, value: f64, least: f64) -> bool {
    let holds = value >= least;
    let verdict = if holds { "holds" } else { "does not hold" };
    println!("{limit:<52}{value:>8.2}  {verdict}");
    holds
}

/// Measures, prints the tables and tells whether every limit holds.
fn bench() -> Anything<bool> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let cores = thread::available_parallelism()?.get();
    println!("{TOKENS} HS256 tokens; medians of {ROUNDS} rounds, ratios within a round");
    let mut all_hold = true;
    for work in Work::ALL {
        let input = folder.join("input.txt");
        write_input(work, &input)?;
        let mut candidates = candidates(work, &input)?;
        measure(&mut candidates, folder, &input, TOKENS)?;
        print_table(work.name(), &candidates, TOKENS);
        let ours = &candidates[0];
        for (_, name, least) in LIMITS.iter().filter(|(limited, ..)| *limited == work) {
            let mut others = candidates.iter();
            let other = others.find(|other| other.name == *name);
            let other = other.ok_or("a limit of nothing")?;
            let limit = format!("{}, jwt --jobs 1 ≥ {least} × {name}", work.name());
            all_hold &= holds(&limit, ratio(&ours.processor, &other.processor), *least);
        }
        if let Some(two) = candidates.iter().find(|other| other.name == "jwt --jobs 2")
            && cores >= 2
        {
            let limit = format!(
                "{}, --jobs 2 ≥ {TWO_JOBS} × --jobs 1, wall time",
                work.name()
            );
            all_hold &= holds(&limit, ratio(&two.wall, &ours.wall), TWO_JOBS);
        }
    }
    Ok(bench_signing(folder)? && all_hold)
}

fn bench_signing(folder: &Path) -> Anything<bool> {
    let mut all_hold = true;
    let input = folder.join("input.txt");
    let mut file = BufWriter::new(File::create(&input)?);
    for number in 0..signing::TOKENS {
        writeln!(file, "{}", claims(number, true))?;
    }
    file.flush()?;
    for (alg, least) in signing::ALGORITHMS {
        let key = generate(alg, RsaSize::Bits2048, None)?;
        let path: PathBuf = folder.join("key.der");
        fs::write(&path, keys::der(&key)?)?;
        let path = path.display().to_string();
        let jwt = Path::new(env!("CARGO_BIN_EXE_jwt"));
        let ours = ["sign", "--lines", "--jobs", "1", "--quiet", "--key", &path];
        let us = env::current_exe()?;
        let mut candidates = [
            candidate("jwt --jobs 1", jwt, &ours),
            candidate("aws-lc-rs", &us, &["signing", alg.name(), &path]),
        ];
        measure(&mut candidates, folder, &input, signing::TOKENS)?;
        print_table(&format!("sign, {alg}"), &candidates, signing::TOKENS);
        let [ours, raw] = &candidates;
        let limit = format!("sign, {alg}, jwt --jobs 1 ≥ {least} × aws-lc-rs");
        all_hold &= holds(&limit, ratio(&ours.processor, &raw.processor), least);
    }
    Ok(all_hold)
}
