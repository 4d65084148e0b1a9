//! What to say of a call that was not understood.

use super::{Cli, Colour};
use crate::report::{ColourChoice, Exit, Report};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, ValueEnum};
use std::ffi::OsString;

/// What clap has to say: help and version go to stdout, the rest to stderr.
pub(super) fn tell(error: &clap::Error, args: &[OsString]) -> Exit {
    let report = Report::new(colour(args), false);
    if error.use_stderr() {
        let subcommand = subcommand(args);
        match named_otherwise(error, subcommand).or_else(|| misplaced(error, subcommand)) {
            Some(Correction { message, hint }) => report.error(&message, Some(&hint)),
            None => report.parser(&error.render()),
        }
        return Exit::Usage;
    }
    match report.help(&error.render()) {
        Ok(()) => Exit::Done,
        Err(error) => report.failure(&error.into()),
    }
}

/// What `--color` says in a call that was not understood, or asks for help.
fn colour(args: &[OsString]) -> ColourChoice {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    let mut args = args.by_ref().take_while(|arg| *arg != "--");
    let mut choice = ColourChoice::Auto;
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--color") {
            Some("") => args.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        let read = value.and_then(|value| Colour::from_str(value, false).ok());
        choice = read.map_or(choice, ColourChoice::from);
    }
    choice
}

/// What to say of an argument that may be a token or a secret in a wrong place, so that it is not
/// repeated.
fn misplaced(error: &clap::Error, subcommand: Option<&str>) -> Option<Correction> {
    let argument = culprit(error)?;
    let (message, hint) = match error.kind() {
        ErrorKind::InvalidSubcommand if argument.matches('.').count() >= 2 => (
            "a token was given where a subcommand is expected",
            "`jwt decode TOKEN` shows it, `jwt verify TOKEN` verifies it",
        ),
        ErrorKind::UnknownArgument if !looks_like_a_flag(argument) => (
            "more arguments were given than there are places for",
            match subcommand {
                Some("gen-secret") => "--bytes N says how many bytes, -o FILE writes a file",
                Some("gen-key") => "-o FILE and --public-out FILE write files",
                _ => "quote one that has spaces; secrets go into JWT_SECRET or --secret-file",
            },
        ),
        ErrorKind::UnknownArgument
            if ["--secret", "--key"]
                .iter()
                .any(|key| argument.starts_with(key)) =>
        {
            match subcommand {
                Some("sign" | "verify") => (
                    "this flag does not exist",
                    "--key FILE takes a key, --secret-file FILE a secret",
                ),
                Some("key") => (
                    "the file of a key is an argument here, without a flag",
                    "`jwt key FILE` tells what it holds",
                ),
                Some("decode") => (
                    "this subcommand takes no key",
                    "decode checks nothing; `jwt verify` takes keys",
                ),
                _ => return None,
            }
        }
        ErrorKind::InvalidValue if argument.starts_with("--secret-encoding") => (
            "--secret-encoding takes the name of an encoding",
            "it is utf8, hex, base64 or base64url; secrets go into JWT_SECRET or --secret-file",
        ),
        _ => return None,
    };
    Some(Correction::new(message, hint))
}

/// What other tools call a subcommand, and its name here.
const SUBCOMMANDS: [(&str, &[&str]); 6] = [
    (
        "sign",
        &["encode", "create", "issue", "new", "make", "token"],
    ),
    ("verify", &["check", "validate", "verify-token"]),
    (
        "decode",
        &["show", "inspect", "parse", "read", "view", "debug", "dump"],
    ),
    (
        "gen-key",
        &["keygen", "genkey", "generate", "generate-key", "new-key"],
    ),
    (
        "gen-secret",
        &["secret", "gensecret", "generate-secret", "random"],
    ),
    ("key", &["jwk", "jwks", "convert", "thumbprint", "publish"]),
];

const VERSION: &str = "-V prints the version";
const CLAIMS_ARGUMENT: &str =
    "the claims are an argument: `jwt sign '{\"sub\":\"alice\"}'`, @FILE or -";
const TOKEN_ARGUMENT: &str = "the token is an argument: TOKEN, @FILE or -";

/// What people call a kind of key, and the algorithm for it.
const ALGORITHMS: [(&str, &[&str]); 7] = [
    (
        "ES256",
        &[
            "p-256",
            "p256",
            "prime256v1",
            "secp256r1",
            "ec",
            "ecdsa",
            "es",
        ],
    ),
    ("ES384", &["p-384", "p384", "secp384r1"]),
    ("ES512", &["p-521", "p521", "secp521r1"]),
    ("ES256K", &["secp256k1", "k-256", "k256"]),
    ("RS256", &["rsa", "rsa2048", "rsa-2048", "rsa4096", "rs"]),
    ("EdDSA", &["ed", "okp", "curve25519"]),
    ("HS256", &["hmac", "hs", "oct", "secret"]),
];

/// What other tools call a flag, and what stands for it here.
const FLAGS: [(&str, &[&str]); 13] = [
    (VERSION, &["-v", "--ver"]),
    ("--alg ALG", &["--algorithm", "-a"]),
    (
        "--expires-in 15m, or --expires-at TIME",
        &["--exp", "--expiry", "--expires", "--expiration", "--ttl"],
    ),
    ("--not-before DUR", &["--nbf"]),
    ("--issued-at TIME", &["--iat"]),
    ("--iss ISSUER", &["--issuer", "-i"]),
    ("--aud AUDIENCE", &["--audience"]),
    ("--sub SUBJECT", &["--subject"]),
    ("--jti ID", &["--jwt-id", "--id"]),
    (
        CLAIMS_ARGUMENT,
        &[
            "--payload",
            "--data",
            "--body",
            "--claims",
            "--json-payload",
        ],
    ),
    (TOKEN_ARGUMENT, &["--token", "--jwt", "-t"]),
    (
        "--key FILE, for a key in any form",
        &[
            "--public-key",
            "--private-key",
            "--pubkey",
            "--privkey",
            "--key-file",
            "--keyfile",
            "--cert",
            "--certificate",
            "--pem",
            "--jwk",
            "-k",
        ],
    ),
    (
        "--secret-file FILE, or JWT_SECRET",
        &["--secret-key", "--password", "--hmac", "-s", "-S"],
    ),
];

/// Names that other tools, or habit, have for a subcommand or a flag.
fn named_otherwise(error: &clap::Error, subcommand: Option<&str>) -> Option<Correction> {
    let argument = culprit(error).unwrap_or_default();
    let here = |table: &[(&'static str, &[&str])], name: &str| {
        let mut rows = table.iter();
        rows.find(|(_, others)| others.contains(&name))
            .map(|(here, _)| *here)
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let hint = format!("`jwt {}` does that", here(&SUBCOMMANDS, argument)?);
            let message = format!("there is no subcommand {argument:?}");
            Some(Correction { message, hint })
        }
        ErrorKind::UnknownArgument => {
            let flag = argument.split('=').next()?;
            let is_of_subcommand = |hint: &&str| match *hint {
                VERSION => true,
                CLAIMS_ARGUMENT => subcommand == Some("sign"),
                TOKEN_ARGUMENT => matches!(subcommand, Some("verify" | "decode")),
                flag => has_flag(subcommand, flag),
            };
            let claim = || {
                let name = flag.strip_prefix("--")?;
                let use_of_claim = match subcommand.filter(|_| CLAIMS.contains(&name))? {
                    "sign" => format!("--claim {name}=TEXT, for a claim of that name"),
                    "verify" => format!("--contains {name}=TEXT, for a claim of that name"),
                    "decode" => format!("--get {name} prints the claim of that name"),
                    _ => return None,
                };
                Some(use_of_claim)
            };
            let hint = here(&FLAGS, flag).filter(is_of_subcommand);
            let hint = hint.map(str::to_owned).or_else(claim)?;
            let message = format!("there is no flag {flag}");
            Some(Correction { message, hint })
        }
        ErrorKind::InvalidValue => {
            let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else {
                return None;
            };
            let is_algorithm = argument.contains("<ALG>");
            let lower = value.to_lowercase();
            let alg = here(&ALGORITHMS, &lower).filter(|_| is_algorithm)?;
            Some(Correction {
                message: format!("there is no algorithm {value:?}"),
                hint: format!("{alg} is for such keys"),
            })
        }
        ErrorKind::MissingRequiredArgument => {
            let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
                return None;
            };
            (missing.iter().any(|name| name.starts_with("--lines"))).then(|| {
                Correction::new(
                    "a flag for many tokens was given without --lines",
                    "add --lines, which reads standard input or --input line by line",
                )
            })
        }
        _ => None,
    }
}

/// Claims that people expect to have a flag.
const CLAIMS: [&str; 12] = [
    "scope",
    "scopes",
    "scp",
    "role",
    "roles",
    "permissions",
    "groups",
    "email",
    "name",
    "tenant",
    "azp",
    "client-id",
];

/// The subcommand that a call names.
fn subcommand(args: &[OsString]) -> Option<&str> {
    let program = Cli::command();
    let mut args = args.iter().skip(1).filter_map(|arg| arg.to_str());
    args.find(|arg| program.find_subcommand(arg).is_some())
}

/// Whether a subcommand has the flag that a hint begins with.
fn has_flag(subcommand: Option<&str>, hint: &str) -> bool {
    let mut program = Cli::command();
    program.build();
    let flag = hint.split([' ', ',']).next().unwrap_or_default();
    let long = flag.strip_prefix("--");
    let command = subcommand.and_then(|name| program.find_subcommand(name));
    command.is_some_and(|command| command.get_arguments().any(|arg| arg.get_long() == long))
}

/// The argument that was not understood.
fn culprit(error: &clap::Error) -> Option<&str> {
    let kind = if error.kind() == ErrorKind::InvalidSubcommand {
        ContextKind::InvalidSubcommand
    } else {
        ContextKind::InvalidArg
    };
    match error.get(kind) {
        Some(ContextValue::String(argument)) => Some(argument),
        _ => None,
    }
}

/// What is said of a call in place of clap's own words.
#[derive(Debug)]
struct Correction {
    message: String,
    hint: String,
}

impl Correction {
    fn new(message: &str, hint: &str) -> Self {
        Self {
            message: message.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

/// Whether an argument is a flag that was mistyped, and not a key in PEM, which starts with dashes.
fn looks_like_a_flag(argument: &str) -> bool {
    const LONGEST_FLAG: usize = 30;
    let flag = argument.split('=').next().unwrap_or_default();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    flag.starts_with('-') && flag.len() <= LONGEST_FLAG && flag.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_found_in_calls_that_are_not_understood() {
        let colour = |args: &[&str]| {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            super::colour(&args)
        };
        assert_eq!(colour(&["jwt", "--color", "never"]), ColourChoice::Never);
        assert_eq!(
            colour(&["jwt", "--color=always", "x"]),
            ColourChoice::Always
        );
        assert_eq!(colour(&["jwt", "--", "--color=always"]), ColourChoice::Auto);
        assert_eq!(colour(&["jwt", "--color=purple"]), ColourChoice::Auto);
    }

    #[test]
    fn no_name_that_is_used_here_is_corrected_and_every_correction_exists() {
        let mut program = Cli::command();
        program.build();
        let is_subcommand = |name: &&str| program.find_subcommand(name).is_some();
        for (here, others) in SUBCOMMANDS {
            assert!(is_subcommand(&here), "{here}");
            assert!(!others.iter().any(is_subcommand), "{others:?}");
        }
        let takes_tokens =
            |command: &&clap::Command| ["sign", "verify", "decode"].contains(&command.get_name());
        let is_flag = |flag: &str| {
            let commands = program.get_subcommands().filter(takes_tokens);
            let mut args = commands.flat_map(clap::Command::get_arguments);
            let long = flag.strip_prefix("--");
            args.any(|arg| long.is_some() && arg.get_long() == long)
        };
        for (here, others) in FLAGS {
            assert!(!others.iter().any(|name| is_flag(name)), "{others:?}");
            let mut named = here.split([' ', ',']).filter(|word| word.starts_with("--"));
            assert!(named.all(is_flag), "{here}");
        }
        assert!(!CLAIMS.iter().any(|name| is_flag(&format!("--{name}"))));
    }
}
