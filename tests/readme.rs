//! The README's commands run, in one shell from top to bottom as a reader would paste them. What a
//! `console` block shows is what comes out; `…` stands for anything. The two commands that install
//! and test are run by `tests/readme-setup`, and the Node and Python blocks by `tests/interop/run` and
//! `tests/interop/run-spark`. A `text` block needs a provider and does not run; what it shows is tested
//! in `tests/network.rs`.

use crate::support::{Folder, exit_codes};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

const README: &str = include_str!("../README.md");

/// A fenced block: its language and its lines.
struct Block {
    language: &'static str,
    text: &'static str,
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    for fenced in README.split("\n```").skip(1).step_by(2) {
        let (language, text) = fenced.split_once('\n').expect("a line after the fence");
        blocks.push(Block { language, text });
    }
    blocks
}

fn is_set_up(block: &Block) -> bool {
    block.text.starts_with("cargo ")
}

/// The commands of a `console` block with what they print.
fn session(text: &'static str) -> Vec<(&'static str, String)> {
    let mut session: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), session.last_mut()) {
            (Some(command), _) => session.push((command, String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => panic!("a console block starts with a command: {line}"),
        }
    }
    session
}

fn matches(expected: &str, actual: &str) -> bool {
    let pieces: Vec<&str> = expected.split('…').collect();
    let mut rest = actual;
    for (i, piece) in pieces.iter().enumerate() {
        match (i, rest.find(piece)) {
            (0, Some(at)) if at > 0 => return false,
            (_, Some(at)) => rest = &rest[at + piece.len()..],
            (_, None) => return false,
        }
    }
    rest.is_empty() || expected.ends_with('…')
}

/// Whether a program is there. In CI it has to be.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("-V").output().is_ok();
    assert!(found || env::var_os("CI").is_none(), "{program} is missing");
    found || is_skipped(program)
}

/// Whether GNU's `parallel` is there, and not the other program of that name. Few machines have it:
/// `.ci/run` sees to it that it is tested.
fn has_parallel() -> bool {
    let version = Command::new("parallel").arg("--version").output();
    version.is_ok_and(|version| version.stdout.starts_with(b"GNU parallel"))
        || is_skipped("GNU parallel")
}

fn is_skipped(program: &str) -> bool {
    eprintln!("skipped: the blocks that need {program}, which is missing");
    false
}

#[test]
fn every_command_runs_and_shows_what_it_says() {
    if !has("bash") {
        return;
    }
    let [jq, openssl, ssh_keygen] = ["jq", "openssl", "ssh-keygen"].map(|tool| (tool, has(tool)));
    let tools = [jq, openssl, ssh_keygen, ("parallel", has_parallel())];
    let can_run = |block: &&Block| {
        let missing = |(tool, there): &(&str, bool)| !there && block.text.contains(tool);
        !tools.iter().any(missing)
    };
    let folder = Folder::new("readme");
    let place = folder.path();
    let mut script = String::from("set -euo pipefail\n");
    let mut expected = Vec::new();
    for block in blocks()
        .iter()
        .filter(|block| !is_set_up(block))
        .filter(can_run)
    {
        match block.language {
            "sh" => {
                script.push_str(block.text);
                script.push('\n');
            }
            "console" => {
                for (command, output) in session(block.text) {
                    let number = expected.len();
                    writeln!(script, "{{ {command}\n}} > out.{number} 2>&1").expect("a string");
                    expected.push((command, output));
                }
            }
            language => assert!(
                ["js", "python", "rust", "text"].contains(&language),
                "{language}"
            ),
        }
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_jwt"));
    let programs = binary.parent().expect("a folder");
    let path = format!(
        "{}:{}",
        programs.display(),
        env::var("PATH").expect("a path")
    );
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .env_clear()
        .envs([("PATH", path.as_str()), ("TZ", "UTC")])
        .env("HOME", place)
        .current_dir(place)
        .output()
        .expect("bash runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}\n{script}");
    assert!(expected.len() > 5, "there are sessions");
    for (number, (command, expected)) in expected.iter().enumerate() {
        let actual = fs::read_to_string(place.join(format!("out.{number}"))).expect("output");
        assert!(
            matches(expected, &actual),
            "$ {command}\n{actual}\nexpected:\n{expected}"
        );
    }
}

#[test]
fn the_set_up_commands_stand_there() {
    let blocks = blocks();
    let set_up: Vec<&str> = blocks
        .iter()
        .filter(|block| is_set_up(block))
        .map(|block| block.text.trim_end())
        .collect();
    assert_eq!(
        set_up,
        [
            "cargo install --locked --path . && export JWT_SECRET=\"$(jwt gen-secret)\" && \
             jwt sign --claim role=admin --expires-in 1h | jwt verify",
            "cargo test --locked",
        ]
    );
}

/// The documentation of the library runs the same example.
#[test]
fn the_example_of_the_library_is_the_one_that_runs() {
    let documented = include_str!("../src/lib.rs").lines();
    let fence = |line: &&str| *line != "//! ```";
    let documented = documented.skip_while(fence).skip(1).take_while(fence);
    let shown = documented.filter(|line| !line.starts_with("//! # "));
    let shown: Vec<&str> = shown
        .map(|line| {
            line.trim_start_matches("//!")
                .strip_prefix(' ')
                .unwrap_or_default()
        })
        .collect();
    let block = blocks().into_iter().find(|block| block.language == "rust");
    let block = block.expect("an example of the library");
    assert_eq!(block.text.lines().collect::<Vec<_>>(), shown);
}

#[test]
fn every_exit_code_is_listed() {
    for (code, meaning) in exit_codes() {
        let row = format!("| {code} | {meaning} |");
        assert!(README.lines().any(|line| line == row), "{row}");
    }
}
