//! The boundary between library and program, held against the sources: the library knows nothing of the
//! shell, its modules import only from those below them, and in the program one module prints. What the compiler sees (the core is a
//! crate of its own) is not tested again.

use std::fs;
use std::path::Path;

/// A source file: its path from `src/`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let (path, text) = (path.to_owned(), text.to_owned());
        Self { path, text }
    }

    /// Every file in a folder of `src/`, at any depth.
    fn all_in(folder: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources = Vec::new();
        let mut folders = vec![root.join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    sources.push(Self {
                        path: slashed(path.strip_prefix(&root).expect("a file of src")),
                        text: fs::read_to_string(&path).expect("text"),
                    });
                }
            }
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    }

    /// The library: everything but the program.
    fn core() -> Vec<Self> {
        let mut sources = Self::all_in(".");
        sources.retain(|source| !source.path.starts_with("bin/"));
        assert!(sources.len() > 20, "the core is there");
        sources
    }

    fn program() -> Vec<Self> {
        let sources = Self::all_in("bin/jwt");
        assert!(sources.len() > 20, "the program is there");
        sources
    }

    /// The lines that `is_fault` is true of, with their places.
    fn lines_that(&self, is_fault: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = (1..).zip(self.text.lines());
        lines
            .filter(|(_, line)| is_fault(line))
            .map(|(number, line)| format!("src/{}:{number}: {}", self.path, line.trim()))
            .collect()
    }

    /// The path in the crate of the module that the file is, without `crate`: `jwk`, `material`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.strip_suffix(".rs").expect("a source file");
        path.split('/').filter(|name| *name != "lib").collect()
    }

    /// What the file names of its own crate, as paths from its root, unit tests and comments aside:
    /// `jwk::form::der`.
    fn named(&self) -> Vec<String> {
        let code = self.text.split("#[cfg(test)]\nmod tests").next();
        let code: Vec<&str> = code
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let code = code.join("\n");
        let mut named = Vec::new();
        for (at, _) in code.match_indices("crate::") {
            let is_start = !code[..at].ends_with(is_of_a_word);
            if is_start {
                named.extend(expanded("", &code[at + "crate::".len()..]));
            }
        }
        for (at, _) in code.match_indices("super::") {
            // Of `super::super` the first one counts the steps.
            if code[..at].ends_with("super::") || code[..at].ends_with(is_of_a_word) {
                continue;
            }
            let (mut rest, mut base) = (&code[at..], self.module());
            while let Some(further) = rest.strip_prefix("super::") {
                rest = further;
                base.pop();
            }
            base.push("");
            named.extend(expanded(&base.join("::"), rest));
        }
        named
    }
}

fn slashed(path: &Path) -> String {
    let names = path.components().map(|name| name.as_os_str().to_str());
    names
        .collect::<Option<Vec<_>>>()
        .expect("names are text")
        .join("/")
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The paths that a `use` tree starts with: those before its first brace, or each one within it.
fn expanded(base: &str, tree: &str) -> Vec<String> {
    let end = tree.find(|c: char| !is_of_a_word(c) && c != ':');
    let (path, rest) = tree.split_at(end.unwrap_or(tree.len()));
    let base = format!("{base}{path}");
    let Some(inner) = rest.strip_prefix('{') else {
        return vec![base];
    };
    let (mut branches, mut depth) = (vec![String::new()], 0);
    for c in inner.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => branches.push(String::new()),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                branches.last_mut().expect("a branch").push(c);
            }
        }
    }
    let branches = branches.iter().map(|branch| branch.trim());
    let branches = branches.filter(|branch| !branch.is_empty());
    branches
        .flat_map(|branch| expanded(&base, branch))
        .collect()
}

/// Whether `word` stands in a line, and not as a part of another word.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let starts = !word.starts_with(is_of_a_word) || !before.ends_with(is_of_a_word);
        let ends = !word.ends_with(is_of_a_word) || !after.starts_with(is_of_a_word);
        starts && ends
    })
}

/// Whether the line has a flag's name, in a text or a comment: in code, no letter follows two dashes.
fn has_flag(line: &str) -> bool {
    line.match_indices("--").any(|(at, _)| {
        let is_a_name = line[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic());
        is_a_name && !line[..at].ends_with('-')
    })
}

/// What belongs to the program alone: its libraries, the system, and what things are called in a shell.
const OF_THE_SHELL: [&str; 35] = [
    "clap",
    "anyhow",
    "colored",
    "indicatif",
    "ureq",
    "rustls",
    "tempfile",
    "terminal_size",
    "rpassword",
    "rustix",
    "etcetera",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "fs::",
    "env::",
    "net::",
    "process::",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "stdin()",
    "stdout()",
    "stderr()",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "TimeZone::system",
    "eprintln!",
    "println!",
    "exit code",
    "hint",
    "hints",
];

fn is_of_the_shell(line: &str) -> bool {
    let lower = line.to_lowercase();
    let has = |word: &&str| has_word(line, word) || has_word(&lower, word);
    OF_THE_SHELL.iter().any(has) || has_flag(line)
}

/// The faults of all sources together.
#[track_caller]
fn has_none(faults: impl Iterator<Item = String>, rule: &str) {
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

#[test]
fn the_core_knows_nothing_of_the_shell() {
    let core = Source::core();
    let faults = core
        .iter()
        .flat_map(|source| source.lines_that(is_of_the_shell));
    has_none(faults, "the core names what belongs to the program");
}

#[test]
fn what_belongs_to_the_shell_is_recognised() {
    for word in OF_THE_SHELL {
        let source = Source::new("a.rs", &format!("//! A room.\nuse {word};\nlet a = 1;\n"));
        let faults = source.lines_that(is_of_the_shell);
        assert_eq!(faults, [format!("src/a.rs:2: use {word};")]);
    }
    for line in [
        "use clap::Parser;",
        "    eprintln!(\"{error}\");",
        "/// Hints are told to people.",
        "/// Ends with exit code 4.",
        "    #[error(\"a secret has no PEM; --to jwk does\")]",
        "/// `--alg` excludes the algorithm.",
        "let file = fs::File::open(path);",
        "let home = env::var_os(\"HOME\");",
        "use std::time::{Duration, SystemTime};",
        "let now = Instant::now();",
    ] {
        assert!(is_of_the_shell(line), "{line}");
    }
    for line in [
        "",
        "// ----------------------------------------------------------------",
        "-----BEGIN PUBLIC KEY-----",
        "    \"---- begin ssh2 public key ----\",",
        "let instants = collapse(environment, process);",
        "shinted, claps, println",
        "use std::fmt;",
        "a - -b",
    ] {
        assert!(!is_of_the_shell(line), "{line}");
    }
}

/// The rooms of the core, each with those below it. `malformed` is beside `codec`: it has the facts
/// of codec in it, which knows nothing of tokens.
const BELOW: [(&str, &[&str]); 8] = [
    ("codec", &[]),
    ("malformed", &["codec"]),
    ("jwa", &["codec", "malformed"]),
    ("jwk", &["codec", "malformed", "jwa"]),
    ("jws", &["codec", "malformed", "jwa", "jwk"]),
    ("jwe", &["codec", "malformed", "jwa", "jwk"]),
    ("sd_jwt", &["codec", "malformed", "jwa", "jwk", "jws"]),
    (
        "jwt",
        &["codec", "malformed", "jwa", "jwk", "jws", "jwe", "sd_jwt"],
    ),
];

/// What a file of the core names and may not: rooms that are not below its own, by their names or by
/// what the root exports of them; and forms of keys, where it is what keys are made of.
fn upward(source: &Source) -> Vec<String> {
    let module = source.module();
    let Some(room) = module.first() else {
        // The root is the map of all rooms.
        return Vec::new();
    };
    let below = BELOW.iter().find(|(name, _)| name == room);
    let (_, below) = below.unwrap_or_else(|| panic!("{room} is a new room: say what is below it"));
    let is_material = module.starts_with(&["jwk", "material"]);
    let named = source.named().into_iter();
    named
        .filter(|path| {
            let other = path.split("::").next().unwrap_or_default();
            let is_upward = other != *room && !below.contains(&other);
            is_upward || (is_material && path.starts_with("jwk::form"))
        })
        .map(|path| format!("src/{}: {path}", source.path))
        .collect()
}

#[test]
fn the_rooms_of_the_core_import_downward_alone() {
    let core = Source::core();
    let faults = core.iter().flat_map(upward);
    has_none(faults, "a room imports from above");
}

#[test]
fn imports_from_above_are_recognised() {
    for (path, line, named) in [
        (
            "codec/json.rs",
            "use crate::jwa::Algorithm;",
            "jwa::Algorithm",
        ),
        ("codec/json.rs", "use super::super::jws;", "jws"),
        ("codec.rs", "use super::malformed::Part;", "malformed::Part"),
        ("jwa.rs", "use crate::{codec, jwk};", "jwk"),
        (
            "jwk/form/pem.rs",
            "use crate::{jwk::Key, jwt::{Claims, Policy}};",
            "jwt::Claims",
        ),
        (
            "jwk/key.rs",
            "fn a(b: &crate::jws::Header) {}",
            "jws::Header",
        ),
        ("jwk/key.rs", "use crate::Malformed;", "Malformed"),
        (
            "jwk/material/ec.rs",
            "use crate::jwk::form::der;",
            "jwk::form::der",
        ),
        ("jwk/material/ec.rs", "use super::super::form;", "jwk::form"),
        ("jwk/material.rs", "use super::form::jwk;", "jwk::form::jwk"),
        ("jws/compact.rs", "use crate::jwt::Policy;", "jwt::Policy"),
    ] {
        let source = Source::new(path, &format!("//! A room.\n\n{line}\n"));
        let expected = format!("src/{path}: {named}");
        assert_eq!(upward(&source).first(), Some(&expected), "{line}");
    }
    for (path, line) in [
        ("lib.rs", "pub use malformed::Malformed;"),
        ("codec/json/reader.rs", "use super::{Duplicate, Value};"),
        ("codec/json.rs", "/// Unlike [`crate::jws::Header`]."),
        ("jwk/form/der.rs", "use crate::jwk::{KeyError, Material};"),
        ("jwk/form/der.rs", "pub(in crate::jwk) fn a() {}"),
        (
            "jwk/material/ec.rs",
            "use super::{PublicKey, super::KeyError};",
        ),
        (
            "jwk/set.rs",
            "#[cfg(test)]\nmod tests {\n    use crate::jws;\n}",
        ),
        (
            "jwt/verify.rs",
            "use crate::jws::{compact::Compact, header};",
        ),
    ] {
        let source = Source::new(path, &format!("//! A room.\n\n{line}\n"));
        assert_eq!(upward(&source), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn main_is_short() {
    let program = Source::program();
    let main = program
        .iter()
        .find(|source| source.path == "bin/jwt/main.rs");
    let count = main.expect("main.rs").text.lines().count();
    assert!(count <= 30, "main.rs has {count} lines");
}

/// Ways to write to stdout or stderr. To ask what the streams are takes their handles too.
const PRINTING: [&str; 7] = [
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "stdout()",
    "stderr()",
];
const ASKING: [&str; 2] = [".is_terminal()", ".as_fd()"];

fn prints(line: &str) -> bool {
    let is_comment = line.trim_start().starts_with("//");
    let uses = |word: &&str| {
        line.match_indices(*word).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + word.len()..]);
            let is_asking = ASKING.iter().any(|question| after.starts_with(question));
            !before.ends_with(is_of_a_word) && !is_asking
        })
    };
    !is_comment && PRINTING.iter().any(uses)
}

#[test]
fn only_the_report_prints() {
    let program = Source::program();
    let others = program.iter().filter(|source| {
        let module = source.module();
        !module.starts_with(&["bin", "jwt", "report"])
    });
    let faults = others.flat_map(|source| source.lines_that(prints));
    has_none(faults, "something prints outside of report");
    // The rule sees what prints.
    let report = program.iter().filter(|source| {
        let module = source.module();
        module.starts_with(&["bin", "jwt", "report"])
    });
    assert!(report.flat_map(|source| source.lines_that(prints)).count() > 0);
}

#[test]
fn printing_is_recognised() {
    for line in [
        "    println!(\"{token}\");",
        "eprint!(\"?\");",
        "let mut out = io::stdout().lock();",
        "std::io::stderr().write_all(b\"a\")",
        "dbg!(a);",
        "let handle = stdout();",
    ] {
        assert!(prints(line), "{line}");
    }
    for line in [
        "// println! is for the report.",
        "if io::stdout().is_terminal() {",
        "let handle = io::stdout().as_fd().try_clone_to_owned().ok();",
        "if error.use_stderr() {",
        "let input = io::stdin().lock();",
        "let out = Vec::new();",
    ] {
        assert!(!prints(line), "{line}");
    }
}

#[test]
fn the_rooms_are_where_they_are_looked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, _) in BELOW {
        let file = root.join(format!("{room}.rs"));
        assert!(file.is_file(), "{room} is gone: take it out of the list");
    }
    assert!(root.join("jwk/material").is_dir() && root.join("jwk/form").is_dir());
}
