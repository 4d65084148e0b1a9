//! Runs the built binary, and forges tokens for it.

pub(crate) mod der;
mod folder;
pub(crate) mod hostile;
pub(crate) mod keys;
#[cfg(feature = "network")]
pub(crate) mod provider;
pub(crate) mod verdict;

pub(crate) use folder::Folder;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::FileFailurePersistence;
use sha2::Sha256;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

/// A secret long enough for every algorithm.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A header that nothing is wrong with.
pub(crate) const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// The binary with an environment of its own.
pub(crate) fn command(args: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jwt"));
    command
        .args(args)
        .env_clear()
        .env("TZ", "UTC")
        .envs(env.iter().copied());
    command
}

/// Runs the binary to its end.
pub(crate) fn run(args: &[&str], env: &[(&str, &str)], stdin: &[u8]) -> Run {
    let mut child = command(args, env)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    let output = thread::scope(|scope| {
        // The child may end without reading it all, or print before it has.
        scope.spawn(move || pipe.write_all(stdin));
        child.wait_with_output().expect("the binary ends")
    });
    Run {
        code: output.status.code().expect("an exit code, not a signal"),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).expect("stderr is text"),
    }
}

/// Verifies a token from standard input, with `JWT_SECRET` set to [`SECRET`].
pub(crate) fn verify(token: &[u8]) -> Run {
    run(&["verify"], &[("JWT_SECRET", SECRET)], token)
}

/// Base64url.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with a good HS256 signature, whatever header and payload are.
pub(crate) fn forge(header: &[u8], payload: &[u8], secret: &[u8]) -> String {
    let input = format!("{}.{}", encode(header), encode(payload));
    let mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
    let signature = mac.chain_update(&input).finalize().into_bytes();
    format!("{input}.{}", encode(signature))
}

/// A token signed with [`SECRET`].
pub(crate) fn signed(header: &str, payload: &str) -> String {
    forge(header.as_bytes(), payload.as_bytes(), SECRET.as_bytes())
}

/// Every exit code with what it means, as `--help` lists them.
pub(crate) fn exit_codes() -> Vec<(i32, String)> {
    let help = run(&["--help"], &[], b"");
    let help = String::from_utf8(help.stdout).expect("help is text");
    let (_, list) = help.split_once("Exit codes:\n").expect("a list of codes");
    let codes: Vec<(i32, String)> = list
        .lines()
        .map_while(|line| line.trim_start().split_once("  "))
        .map(|(code, meaning)| (code.parse().expect("a code"), meaning.to_owned()))
        .collect();
    let in_order = (0..).zip(&codes).all(|(code, listed)| listed.0 == code);
    assert!(in_order && codes.len() >= 8, "{codes:?}");
    codes
}

/// Tries a property so many times. What failed once stands beside the room, in a file of its name.
pub(crate) fn proptest_config(cases: u32) -> ProptestConfig {
    let beside = FileFailurePersistence::WithSource("proptest-regressions");
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(beside)),
        ..ProptestConfig::default()
    }
}
