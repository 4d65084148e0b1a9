//! Files that are generated and kept in the project are in step with the program.
//!
//! `SNAPSHOTS=overwrite cargo test generated` writes them anew.

use crate::support;
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};
use std::path::Path;

/// A token like those that people paste.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\
                     .eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiIsImlhdCI6MTc5NTM0MTYwMCwiZXhwIjoxNzk1MzQ1MjAwfQ\
                     .C_Ag2hAWoVjIIKYotLPseUpHq9N6K2sILkVaXBf-Q7Y";

#[track_caller]
fn in_step(path: &str, now: impl Into<Vec<u8>>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = String::from_utf8(now.into()).expect("text");
    let kept = Data::read_from(&path, Some(DataFormat::Text)).raw();
    Assert::new()
        .action_env("SNAPSHOTS")
        .eq(Data::text(text).raw(), kept);
}

#[track_caller]
fn output(args: &[&str]) -> Vec<u8> {
    let run = support::run(args, &[], b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    run.stdout
}

/// The text as a terminal of 80 columns wraps it; colours take no room.
fn wrapped(ansi: &str) -> String {
    let (mut wrapped, mut column, mut in_colour) = (String::new(), 0, false);
    for c in ansi.chars() {
        match c {
            '\n' => column = 0,
            '\u{1b}' => in_colour = true,
            _ if !in_colour && column == 80 => {
                wrapped.push('\n');
                column = 1;
            }
            _ if !in_colour => column += 1,
            'm' => in_colour = false,
            _ => {}
        }
        wrapped.push(c);
    }
    wrapped
}

#[cfg(feature = "network")]
#[test]
fn completions_are_in_step() {
    for (shell, file) in [
        ("bash", "jwt.bash"),
        ("zsh", "_jwt"),
        ("fish", "jwt.fish"),
        ("powershell", "_jwt.ps1"),
        ("elvish", "jwt.elv"),
        ("nushell", "jwt.nu"),
    ] {
        in_step(
            &format!("completions/{file}"),
            output(&["completions", shell]),
        );
    }
}

#[test]
fn the_picture_in_the_readme_is_the_real_one() {
    let picture = output(&[
        "decode",
        TOKEN,
        "--pretty",
        "--color",
        "always",
        "--at",
        "2026-11-22T11:03:00Z",
    ]);
    let picture = String::from_utf8(picture).expect("text");
    let svg = anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .fg_color(anstyle::RgbColor(0x33, 0x33, 0x33).into())
        .bg_color(anstyle::RgbColor(0xfa, 0xfa, 0xfa).into())
        .render_svg(&wrapped(&format!("$ jwt decode $TOKEN\n{picture}")));
    in_step("docs/picture.svg", svg);
}

#[test]
fn there_is_a_manual_page_for_every_subcommand() {
    let page = String::from_utf8(output(&["man"])).expect("text");
    assert!(page.starts_with(".ie \\n(.g .ds Aq") && page.contains(".TH jwt 1"));
    for (_, meaning) in support::exit_codes() {
        assert!(page.contains(&meaning), "{meaning}");
    }
    for subcommand in [
        "gen-secret",
        "sign",
        "verify",
        "decode",
        "completions",
        "man",
    ] {
        let page = String::from_utf8(output(&["man", subcommand])).expect("text");
        assert!(
            page.contains(&format!(".TH jwt-{subcommand} 1")),
            "{subcommand}"
        );
    }
}
