//! Runs the built binary, and forges tokens for it.

// Each test target uses its own part of this.
#![allow(dead_code)]

pub(crate) mod hostile;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
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
