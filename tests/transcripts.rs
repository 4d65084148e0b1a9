//! The transcripts in `tests/cmd/` specify the command line: arguments, environment and standard
//! input in; standard output, standard error and exit code out, matched byte for byte.
//!
//! `SNAPSHOTS=overwrite cargo test transcripts` writes what the program says now; read the
//! difference before you commit it.

use serde::Deserialize;
use snapbox::cmd::Command;
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a `NAME.toml` says; `NAME.stdout` and `NAME.stderr` stand beside it, empty for silence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
    code: i32,
    /// Holds only where the program is built with its network.
    #[serde(default)]
    needs_network: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd")
}

fn check(toml: &Path) {
    let name = toml.display();
    let text = fs::read_to_string(toml).expect("a readable case");
    let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    if case.needs_network && !cfg!(feature = "network") {
        return;
    }
    let expected = |extension| {
        let path = toml.with_extension(extension);
        let writing = std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite");
        assert!(path.exists() || writing, "{} is missing", path.display());
        Data::read_from(&path, Some(DataFormat::Text)).raw()
    };
    println!("{name}");
    Command::new(env!("CARGO_BIN_EXE_jwt"))
        .with_assert(Assert::new().action_env("SNAPSHOTS"))
        .env_clear()
        .env("TZ", "UTC")
        .envs(&case.env)
        .current_dir(folder().join("files"))
        .args(&case.args)
        .stdin(case.stdin)
        .assert()
        .code(case.code)
        .stdout_eq(expected("stdout"))
        .stderr_eq(expected("stderr"));
}

/// `sign` warns of keys that other users may read, and a checkout does not keep who may.
fn close_files() {
    #[cfg(unix)]
    for file in fs::read_dir(folder().join("files")).expect("the folder of files") {
        use std::os::unix::fs::PermissionsExt;
        let path = file.expect("a file").path();
        let for_owner = fs::Permissions::from_mode(0o600);
        fs::set_permissions(path, for_owner).expect("permissions");
    }
}

#[test]
fn every_transcript_holds() {
    close_files();
    let entries = fs::read_dir(folder()).expect("the folder of transcripts");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let (cases, snapshots): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    assert!(cases.len() > 50, "the transcripts are there");
    for case in &cases {
        check(case);
    }
    for snapshot in snapshots {
        let case = snapshot.with_extension("toml");
        assert!(case.exists(), "{} has no case", snapshot.display());
    }
}
