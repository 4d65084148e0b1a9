//! One token from start to exit: what a whole process costs, as a shell script pays for it.
//!
//! ```text
//! cargo bench --bench start
//! ROUNDS=1000 cargo bench --bench start
//! ```
//!
//! Every piece of [`WORK`] is done by `jwt` and by its peer jwt-cli, next to a hello-world that shows
//! what any Rust program pays to start. In each round every command runs once, in an order that changes
//! from round to round, so that a drifting machine slows all of them alike: ratios can be trusted where
//! absolute times cannot. The time of a run is from the spawn to the exit. All runs have the same
//! environment (the secret and a cache folder, nothing else), `/dev/null` on the three standard streams, and have to
//! succeed. Before anything is timed, each command must print the payload and, where it verifies,
//! refuse a forged token.
//!
//! The hello-world is compiled by `rustc -O`; jwt-cli is installed from crates.io where it is missing,
//! which takes minutes the first time. Both stay in `target/peers/`. The exit code is 1 when a limit
//! does not hold.

#![forbid(unsafe_code)]

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// Sixty-four characters, the HMAC key as text.
const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// `{"alg":"HS256","typ":"JWT"}` and
/// `{"sub":"1234567890","name":"Ada Lovelace","iat":1700000000,"exp":4102444800}`, signed with
/// [`SECRET`]; it expires in the year 2100.
const HS256: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkFkYSBMb3ZlbGFjZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.\
    gAMKjIdcXJzQ3LaiH3spqpjs0vc2rGH5ov5bPi98JKc";

/// The same claims, signed with an RSA key of 2048 bits.
const RS256: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkFkYSBMb3ZlbGFjZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.\
    PB84n6lO1sw2rC6QyBtRFiKPHb51PGItRMRzDLX9azezZxX3XYdQqtpRDtpS98d5o1yPIDiqokuCThO88XPjSRm72o\
    _hsA-MEaJQ0LrlfnWLYdvrb88vs_i0XlFCCer1UJ40p_DgJEaMm3Cma_O-3pqacIwFAC0ogGkxLDRsU4pn7zfv3qeG\
    dT2Sebt7nk4aA0cIE2eZvVlG2cBzeM_tyCSwo1_0kbOIpDEsY8T_zwaSyfhwFf7CiHBVYdrLU5yr8HWFdPhDk5WzwH\
    3JEnaFN4vaqkuvEy_NoDI3bGtSMH-hOYgrZjyF_8SWmfigLCeSIXfsIU9tDcV-JYHgnZfsmQ";

/// The same claims, signed with a P-256 key.
const ES256: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkFkYSBMb3ZlbGFjZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.\
    FthLK6qfD3LmxBjZ1OMKuTDD8Pgd8o3OZwwTX78-D0tQ5AWbzHDSe_bsvV_fGtOdMCmwQlVwTIRQ8wfFmvWhuQ";

/// The same claims, signed with an Ed25519 key.
const EDDSA: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.\
    eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkFkYSBMb3ZlbGFjZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.\
    zJV_4ez-Gp7hrCT9gUrJ-6Idg92mfvxB02JZVXruPhCMtrISDycONS6CcK3NzNm0kCpb4S0uBu4dfN7s8FRPBA";

/// A text in the payload of every token here: who prints it has decoded the token.
const IN_PAYLOAD: &str = "Ada Lovelace";

/// What is measured; a further line is a further pair of commands.
const WORK: [Work; 5] = [
    Work {
        name: "decode",
        ours: &["decode"],
        peer: &["decode"],
        token: HS256,
        verifies: false,
        limit: 1.4,
    },
    Work {
        name: "verify HS256",
        ours: &["verify"],
        peer: &["decode", "--secret", SECRET],
        token: HS256,
        verifies: true,
        limit: 1.7,
    },
    Work {
        name: "verify RS256",
        ours: &["verify", "--key", "tests/cmd/files/rsa.pub.pem"],
        peer: &[
            "decode",
            "--alg",
            "RS256",
            "--secret",
            "@tests/cmd/files/rsa.pub.pem",
        ],
        token: RS256,
        verifies: true,
        limit: 1.7,
    },
    Work {
        name: "verify ES256",
        ours: &["verify", "--key", "tests/cmd/files/p256.pub.pem"],
        peer: &[
            "decode",
            "--alg",
            "ES256",
            "--secret",
            "@tests/cmd/files/p256.pub.pem",
        ],
        token: ES256,
        verifies: true,
        limit: 1.7,
    },
    Work {
        name: "verify EdDSA",
        ours: &["verify", "--key", "tests/cmd/files/ed.pub.pem"],
        peer: &[
            "decode",
            "--alg",
            "EDDSA",
            "--secret",
            "@tests/cmd/files/ed.pub.pem",
        ],
        token: EDDSA,
        verifies: true,
        limit: 1.7,
    },
];

/// The most that a provider's keys may take where they are in the cache, in times of the hello-world.
const CACHED_LIMIT: f64 = 1.85;

const PEER_VERSION: &str = "6.2.0";
const ROUNDS: usize = 300;
const FEWEST_ROUNDS: usize = 200;
const WARM_UP: usize = 20;

/// The same work for both programs; the token is the last argument of each.
struct Work {
    name: &'static str,
    ours: &'static [&'static str],
    peer: &'static [&'static str],
    token: &'static str,
    verifies: bool,
    /// The most that ours may take, in times of the hello-world.
    limit: f64,
}

/// One command and the microseconds each of its runs took.
struct Candidate {
    label: String,
    command: Command,
    micros: Vec<f64>,
}

impl Candidate {
    fn new(label: &str, program: &Path, args: &[&str]) -> Self {
        let mut command = command(program, args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Self {
            label: label.to_owned(),
            command,
            micros: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<f64, String> {
        let start = Instant::now();
        let status = self.command.status();
        let micros = start.elapsed().as_secs_f64() * 1e6;
        match status {
            Ok(status) if status.success() => Ok(micros),
            Ok(status) => Err(format!("{}: {status}", self.label)),
            Err(error) => Err(format!("{}: {error}", self.label)),
        }
    }

    fn median(&self) -> f64 {
        median(self.micros.clone())
    }

    /// The median over the rounds of this command's time divided by that of `base` in the same round.
    fn ratio(&self, base: &Self) -> f64 {
        let rounds = self.micros.iter().zip(&base.micros);
        median(rounds.map(|(own, base)| own / base).collect())
    }
}

fn main() -> ExitCode {
    // `cargo test --all-targets` starts benches too, without this flag: nothing to measure there.
    if !env::args().any(|arg| arg == "--bench") {
        println!("start: measures only under `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match bench() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints the table and tells whether every limit holds.
fn bench() -> Result<bool, String> {
    let rounds = rounds()?;
    let peers = peers_directory()?;
    let hello = build_hello(&peers)?;
    let peer = install_peer(&peers)?;
    // As an installation does: how a file that the linker has just written lies in memory costs up to a
    // tenth, and jwt-cli was installed.
    let installed = |program: &Path, name: &str| {
        let copy = peers.join(format!("{name}{EXE_SUFFIX}"));
        let copied = std::fs::copy(program, &copy);
        copied
            .map(|_| copy)
            .map_err(|error| format!("{name}: {error}"))
    };
    let hello = installed(&hello, "hello-installed")?;
    let ours = installed(Path::new(env!("CARGO_BIN_EXE_jwt")), "jwt-installed")?;
    let ours = ours.as_path();

    let mut candidates = vec![Candidate::new("hello", &hello, &[])];
    for work in &WORK {
        for (name, program, args) in [("jwt", ours, work.ours), ("jwt-cli", &peer, work.peer)] {
            let label = format!("{name} {}", work.name);
            check(&label, program, args, work)?;
            let args = [args, &[work.token]].concat();
            candidates.push(Candidate::new(&label, program, &args));
        }
    }
    #[cfg(feature = "network")]
    {
        let url = publish(ours)?;
        let work = Work {
            name: "verify ES256, --jwks from the cache",
            ours: &[],
            peer: &[],
            token: ES256,
            verifies: true,
            limit: CACHED_LIMIT,
        };
        let label = format!("jwt {}", work.name);
        let args = ["verify", "--jwks", &url];
        check(&label, ours, &args, &work)?;
        candidates.push(Candidate::new(
            &label,
            ours,
            &[&args[..], &[ES256]].concat(),
        ));
    }
    measure(&mut candidates, rounds)?;
    Ok(report(&candidates, rounds))
}

/// Publishes a key on this machine, to be asked for once: from then on it is in the cache.
#[cfg(feature = "network")]
fn publish(ours: &Path) -> Result<String, String> {
    use std::io::Read as _;
    let failed = |error: std::io::Error| format!("the provider: {error}");
    let args = ["key", "tests/cmd/files/p256.pub.pem", "--to", "jwks"];
    let set = command(ours, &args).output().map_err(failed)?.stdout;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(failed)?;
    let url = format!("http://{}/jwks", listener.local_addr().map_err(failed)?);
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let _ = stream.read(&mut [0; 4096])?;
        let head = "HTTP/1.1 200 OK\r\nCache-Control: max-age=86400\r\nContent-Length: ";
        stream.write_all(format!("{head}{}\r\n\r\n", set.len()).as_bytes())?;
        stream.write_all(&set)
    });
    Ok(url)
}

/// Runs every candidate once a round, the first one moving on by one from round to round and every
/// other round going backwards, so that none always follows the same neighbour.
fn measure(candidates: &mut [Candidate], rounds: usize) -> Result<(), String> {
    let count = candidates.len();
    for round in 0..WARM_UP + rounds {
        for step in 0..count {
            let step = if round % 2 == 0 {
                step
            } else {
                count - 1 - step
            };
            let candidate = &mut candidates[(round + step) % count];
            let micros = candidate.run()?;
            if round >= WARM_UP {
                candidate.micros.push(micros);
            }
        }
    }
    Ok(())
}

/// The table, then the limits; true when all of them hold.
fn report(candidates: &[Candidate], rounds: usize) -> bool {
    let (hello, pairs) = candidates
        .split_first()
        .expect("the hello-world is always measured");

    println!("one token, start to exit: medians of {rounds} rounds\n");
    println!("{:<44}{:>12}{:>12}", "command", "median µs", "× hello");
    for candidate in candidates {
        let (median, ratio) = (candidate.median(), candidate.ratio(hello));
        println!("{:<44}{median:>12.0}{ratio:>12.2}", candidate.label);
    }

    println!();
    let mut all_hold = true;
    let mut judge = |limit: String, holds: bool| {
        let verdict = if holds { "holds" } else { "does not hold" };
        println!("{limit:<60}{verdict}");
        all_hold &= holds;
    };
    let pairs = pairs.chunks_exact(2);
    for cached in pairs.remainder() {
        judge(
            format!("{} ≤ {CACHED_LIMIT} × {}", cached.label, hello.label),
            cached.ratio(hello) <= CACHED_LIMIT,
        );
    }
    for (work, pair) in WORK.iter().zip(pairs) {
        let [ours, peer] = pair else { continue };
        judge(
            format!("{} ≤ {} × {}", ours.label, work.limit, hello.label),
            ours.ratio(hello) <= work.limit,
        );
        judge(
            format!("{} < {}", ours.label, peer.label),
            ours.ratio(peer) < 1.0,
        );
    }
    all_hold
}

/// Makes sure that a command does the work it is timed for.
fn check(label: &str, program: &Path, args: &[&str], work: &Work) -> Result<(), String> {
    let run = |token: &str| {
        command(program, args)
            .arg(token)
            .output()
            .map_err(|error| format!("{label}: {error}"))
    };
    let genuine = run(work.token)?;
    if !genuine.status.success() {
        let stderr = String::from_utf8_lossy(&genuine.stderr);
        return Err(format!(
            "{label}: {}\n{}",
            genuine.status,
            stderr.trim_end()
        ));
    }
    if !String::from_utf8_lossy(&genuine.stdout).contains(IN_PAYLOAD) {
        return Err(format!("{label}: does not print the payload"));
    }
    if work.verifies && run(&forge(work.token))?.status.success() {
        return Err(format!("{label}: accepts a forged token"));
    }
    Ok(())
}

/// The token with another first character in its signature.
fn forge(token: &str) -> String {
    let (signed, signature) = token
        .rsplit_once('.')
        .expect("a token has a signature part");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signed}.{first}{}", &signature[1..])
}

/// A command with the one environment that all of them share.
fn command(program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .env_clear()
        .env("JWT_SECRET", SECRET)
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null());
    command
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

fn rounds() -> Result<usize, String> {
    match env::var("ROUNDS") {
        Err(env::VarError::NotPresent) => Ok(ROUNDS),
        text => text
            .ok()
            .and_then(|text| text.parse().ok())
            .filter(|&rounds| rounds >= FEWEST_ROUNDS)
            .ok_or_else(|| format!("ROUNDS: not a number from {FEWEST_ROUNDS} up")),
    }
}

/// `target/peers`, wherever the target directory is.
fn peers_directory() -> Result<PathBuf, String> {
    let peers = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers");
    match fs::create_dir_all(&peers) {
        Ok(()) => Ok(peers),
        Err(error) => Err(format!("{}: {error}", peers.display())),
    }
}

/// Compiles the hello-world anew, so that it comes from the toolchain in use.
fn build_hello(peers: &Path) -> Result<PathBuf, String> {
    let program = peers.join(format!("hello{EXE_SUFFIX}"));
    let mut rustc = tool("RUSTC", "rustc");
    rustc
        .args(["-O", "--edition", "2024", "--crate-name", "hello", "-o"])
        .arg(&program)
        .arg("-")
        .stdin(Stdio::piped());
    let built = rustc.spawn().and_then(|mut child| {
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        stdin.write_all(br#"fn main() { println!("Hello, world!"); }"#)?;
        drop(stdin);
        child.wait()
    });
    match built {
        Ok(status) if status.success() => Ok(program),
        Ok(status) => Err(format!("rustc: {status}")),
        Err(error) => Err(format!("rustc: {error}")),
    }
}

/// Installs jwt-cli unless its very version is there already.
fn install_peer(peers: &Path) -> Result<PathBuf, String> {
    let program = peers.join("bin").join(format!("jwt{EXE_SUFFIX}"));
    let wanted = format!("jwt {PEER_VERSION}");
    let is_there = command(&program, &["--version"])
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == wanted.as_bytes());
    if is_there {
        return Ok(program);
    }
    let mut cargo = tool("CARGO", "cargo");
    cargo
        .args(["install", "jwt-cli", "--version", PEER_VERSION])
        .args(["--locked", "--target-dir"])
        .arg(peers.join("build"))
        .arg("--root")
        .arg(peers);
    match cargo.status() {
        Ok(status) if status.success() => Ok(program),
        Ok(status) => Err(format!("cargo install jwt-cli: {status}")),
        Err(error) => Err(format!("cargo install jwt-cli: {error}")),
    }
}

/// The tool that a variable names, else the one on the path.
fn tool(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}
