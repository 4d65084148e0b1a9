//! `jwt man`: manual pages, made from the same definitions that parse.

use clap::Args;

use super::{Cli, ENVIRONMENT, HELP_COLUMNS};
use crate::report::{self, Exit};
use anyhow::{Context, Result};
use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, bold, roman};
use std::io;

pub(crate) const EXAMPLES: &str = "\
Examples:
  jwt man | man -l -
  jwt man verify > /usr/local/share/man/man1/jwt-verify.1";

/// Print a manual page
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The subcommand (default: jwt as a whole)
    #[arg(value_parser = ["gen-secret", "gen-key", "sign", "verify", "decode", "key", "completions", "man"])]
    pub(crate) subcommand: Option<String>,
}

pub(super) fn run(flags: &Man) -> Result<Exit> {
    report::print(&page_of(flags.subcommand.as_deref())?)?;
    Ok(Exit::Done)
}

fn page_of(subcommand: Option<&str>) -> Result<Vec<u8>> {
    let mut root = Cli::command()
        .disable_help_subcommand(true)
        .subcommand_help_heading("COMMANDS");
    root.build();
    let names: Vec<String> = root.get_subcommands().map(page_name).collect();
    let command = match subcommand {
        Some(name) => {
            let found = root.find_subcommand(name);
            let found = found.with_context(|| format!("no subcommand {name}"))?;
            found.clone().display_name(page_name(found))
        }
        None => root,
    };
    Ok(page(command, &names)?)
}

fn page_name(subcommand: &Command) -> String {
    format!("jwt-{}", subcommand.get_name())
}

/// The sections in the order in which manual pages have them. `subcommands` are the names of their
/// pages.
fn page(command: Command, subcommands: &[String]) -> io::Result<Vec<u8>> {
    let is_root = command.has_subcommands();
    let name = command.get_display_name().unwrap_or("jwt").to_owned();
    let closing = command.get_after_long_help().or(command.get_after_help());
    let closing = closing.map(ToString::to_string).unwrap_or_default();
    let environment = environment(&command);
    let command = with_usage(command.mut_args(in_full));

    let mut text = Text::default();
    let whole = in_manual(&command);
    text.add(|out| whole.render_title(out))?;
    text.add(|out| whole.render_name_section(out))?;
    text.add(|out| whole.render_synopsis_section(out))?;
    text.add(|out| whole.render_description_section(out))?;
    text.add(|out| prose(&closing).to_writer(out))?;
    options(&command, &mut text)?;
    if is_root {
        text.add(|out| whole.render_subcommands_section(out))?;
    }
    text.add(|out| examples(&closing).to_writer(out))?;
    text.add(|out| exit_status().to_writer(out))?;
    text.add(|out| environment.to_writer(out))?;
    let others = subcommands.iter().map(String::as_str);
    let root = (!is_root).then_some("jwt");
    let others = see_also(root.into_iter().chain(others), &name);
    text.add(|out| others.to_writer(out))?;
    Ok(text.0)
}

/// A page that grows by its sections.
#[derive(Default)]
struct Text(Vec<u8>);

impl Text {
    /// Adds what is written. Each section that is rendered begins with the same definitions, which
    /// the page needs once.
    fn add(&mut self, write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        self.add_below(&Roff::new(), write)
    }

    /// Adds what is written without its start, where that stands in the page already.
    fn add_below(
        &mut self,
        start: &Roff,
        write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut section = Vec::new();
        write(&mut section)?;
        let start = start.render();
        let rest = section.strip_prefix(start.as_bytes());
        let is_first = self.0.is_empty();
        let rest = rest.filter(|_| !is_first).unwrap_or(&section);
        self.0.extend_from_slice(rest);
        Ok(())
    }
}

fn in_manual(command: &Command) -> Page {
    Page::new(command.clone())
        // roff would leave out an empty date, and take what follows for it.
        .date("\"\"")
        .source(concat!("jwt ", env!("CARGO_PKG_VERSION")))
        .manual("User Commands")
}

/// The usage that help shows, in place of every flag in a paragraph.
fn with_usage(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    command.override_usage(usage)
}

/// A flag as a manual page says it: with its words even where the short help leaves it out, and with
/// values that need no explanation in the text, not below it a line each.
fn in_full(arg: Arg) -> Arg {
    let help = arg.get_long_help().or(arg.get_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    match plain_values(&arg) {
        None => arg.long_help(help),
        Some(names) => arg.hide_possible_values(true).long_help({
            let is_sentence = help.ends_with('.');
            let names = names.join(", ");
            if is_sentence {
                format!("{help} It is one of {names}.")
            } else {
                format!("{help}; one of {names}")
            }
        }),
    }
}

/// The values, where they say all about themselves and the value's name does not list them already.
fn plain_values(arg: &Arg) -> Option<Vec<String>> {
    let mut value_names = arg.get_value_names().into_iter().flatten();
    let are_named = value_names.any(|name| name.contains('|'));
    let values = arg.get_possible_values();
    let are_plain = values.iter().all(|value| value.get_help().is_none());
    let is_flag = !arg.get_action().takes_values();
    if values.is_empty() || !are_plain || are_named || is_flag {
        return None;
    }
    let names = values.iter().map(|value| value.get_name().to_owned());
    Some(names.collect())
}

/// The flags, with a subsection for each heading that groups some of them.
fn options(command: &Command, text: &mut Text) -> io::Result<()> {
    let mut headings = vec![None];
    for arg in command.get_arguments() {
        let heading = arg.get_help_heading().map(ToOwned::to_owned);
        if !arg.is_hide_set() && !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    let mut title = Roff::new();
    title.control("SH", ["OPTIONS"]);
    text.add(|out| title.to_writer(out))?;
    for heading in headings {
        let group = command.clone().mut_args(|arg| {
            let is_of_group = arg.get_help_heading() == heading.as_deref();
            let is_hidden = arg.is_hide_set() || !is_of_group;
            arg.hide(is_hidden).help_heading(None)
        });
        if let Some(heading) = &heading {
            let mut subtitle = Roff::new();
            subtitle.control("SS", [heading.as_str()]);
            text.add(|out| subtitle.to_writer(out))?;
        }
        text.add_below(&title, |out| in_manual(&group).render_options_section(out))?;
    }
    Ok(())
}

/// What closes a subcommand's help: paragraphs, and lists that have a heading with a colon.
fn blocks(closing: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    closing.split("\n\n").map(|block| {
        let list = block.split_once(":\n").filter(|(title, list)| {
            let is_indented = list.lines().all(|line| line.starts_with("  "));
            is_indented && !title.contains('\n')
        });
        match list {
            Some((title, list)) => (Some(title), list),
            None => (None, block),
        }
    })
}

fn prose(closing: &str) -> Roff {
    let mut roff = Roff::new();
    for (_, paragraph) in blocks(closing).filter(|(title, _)| title.is_none()) {
        roff.control("PP", []);
        let mut previous: Option<&str> = None;
        for line in paragraph.lines() {
            let first_word = line.split(' ').next().unwrap_or_default();
            let fits_above = |above: &str| above.len() + 1 + first_word.len() <= HELP_COLUMNS;
            // A sentence on a line of its own, which width does not explain, is meant to be there.
            if line.starts_with(char::is_uppercase) && previous.is_some_and(fits_above) {
                roff.control("br", []);
            }
            roff.text([roman(line)]);
            previous = Some(line);
        }
    }
    roff
}

/// Each on a line of its own, not filled.
fn examples(closing: &str) -> Roff {
    let mut roff = Roff::new();
    for (_, list) in blocks(closing).filter(|(title, _)| *title == Some("Examples")) {
        roff.control("SH", ["EXAMPLES"]).control("nf", []);
        for line in list.lines() {
            roff.text([roman(line.trim_start())]);
        }
        roff.control("fi", []);
    }
    roff
}

fn exit_status() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    roff.text([roman("The codes mean the same for every subcommand.")]);
    for (exit, meaning) in Exit::ALL {
        roff.control("TP", []);
        roff.text([bold((exit as u8).to_string())]);
        roff.text([roman(meaning)]);
    }
    roff
}

/// The variables that something which the subcommand takes falls back on, and those that hold always.
fn environment(command: &Command) -> Roff {
    let takes = |id: &str| command.get_arguments().any(|arg| arg.get_id() == id);
    let mut roff = Roff::new();
    roff.control("SH", ["ENVIRONMENT"]);
    for (names, meaning, flag) in ENVIRONMENT {
        if command.has_subcommands() || flag.is_none_or(takes) {
            roff.control("TP", []);
            roff.text([bold(names)]);
            roff.text([roman(meaning)]);
        }
    }
    roff
}

fn see_also<'p>(pages: impl Iterator<Item = &'p str>, own: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let mut inlines = Vec::new();
    for page in pages.filter(|page| *page != own) {
        if !inlines.is_empty() {
            inlines.push(roman(", "));
        }
        inlines.extend([bold(page), roman("(1)")]);
    }
    roff.text(inlines);
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(subcommand: Option<&str>) -> String {
        String::from_utf8(page_of(subcommand).unwrap()).unwrap()
    }

    fn subcommands() -> Vec<String> {
        let root = Cli::command();
        let names = root.get_subcommands().map(Command::get_name);
        names.map(str::to_owned).collect()
    }

    #[test]
    fn there_is_a_page_for_every_subcommand() {
        let mut root = Cli::command();
        root.build();
        let man = root.find_subcommand("man").unwrap();
        let names = man.get_arguments().flat_map(Arg::get_possible_values);
        let names: Vec<String> = names.map(|name| name.get_name().to_owned()).collect();
        for name in subcommands() {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn sections_have_their_usual_names_and_order() {
        let titles = |page: &str| {
            let titles = page.lines().filter_map(|line| line.strip_prefix(".SH "));
            titles
                .map(|title| title.replace('"', ""))
                .collect::<Vec<_>>()
        };
        let usual = [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "EXAMPLES",
            "EXIT STATUS",
            "ENVIRONMENT",
            "SEE ALSO",
        ];
        for name in subcommands() {
            assert_eq!(titles(&text(Some(&name))), usual, "{name}");
        }
        let root = titles(&text(None));
        assert_eq!(root[4], "COMMANDS");
        assert_eq!([&root[..4], &root[5..]].concat(), usual);
    }

    #[test]
    fn every_example_is_a_line_that_is_not_filled() {
        let page = text(Some("gen-secret"));
        let (_, examples) = page.split_once(".SH EXAMPLES\n.nf\n").unwrap();
        let (examples, _) = examples.split_once(".fi\n").unwrap();
        let lines: Vec<&str> = examples.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.contains("jwt gen\\-secret")));
    }

    #[test]
    fn lines_of_help_that_are_broken_on_purpose_stay_broken() {
        let wide = "x".repeat(HELP_COLUMNS - 1);
        let page = prose(&format!("Short\nLines\n{wide}\nMore\n\nExamples:\n  jwt"));
        let expected = format!(".PP\nShort\n.br\nLines\n{wide}\nMore\n");
        assert_eq!(page.to_roff(), expected);
    }

    #[test]
    fn algorithms_are_named_in_a_sentence() {
        for name in ["sign", "verify", "key", "gen-key"] {
            let page = text(Some(name));
            assert_eq!(page.matches("RS384").count(), 1, "{name}");
            assert!(page.contains("one of HS256, HS384,"), "{name}");
        }
    }

    #[test]
    fn every_flag_has_its_words() {
        for name in subcommands() {
            let page = text(Some(&name));
            for entry in page.split(".TP\n").skip(1) {
                let words = entry.lines().nth(1).unwrap_or_default();
                assert!(!words.is_empty(), "{name}: {entry}");
            }
        }
    }

    #[test]
    fn the_definitions_of_a_page_stand_once() {
        let preamble = Roff::new().render();
        for page in [text(None), text(Some("verify"))] {
            assert!(page.starts_with(&preamble));
            assert_eq!(page.matches(&preamble).count(), 1);
        }
    }
}
