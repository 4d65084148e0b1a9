//! The words of the command line, and nothing done with them: no I/O, no crypto.

use crate::algorithm::Algorithm;
use crate::codec::json::{Json, quote};
use crate::keys::secret::SecretEncoding;
use crate::report::{ColourChoice, View};
use crate::time::{self, NumericDate};
use clap::builder::{
    NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser,
};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  export JWT_SECRET=\"$(jwt gen-secret)\"
  jwt sign --claim role=admin --expires-in 1h
  jwt sign --claim role=admin --expires-in 1h | jwt verify
  jwt decode \"$TOKEN\" | jq .role

Environment:
  JWT_SECRET, JWT_KEY        a secret; a key file's path, or the key's text
  JWT_KEY_PASSPHRASE         the passphrase of an encrypted key
  NO_COLOR, CLICOLOR_FORCE   never colour; colour also in pipes

Exit codes:
  0  done; for verify, accepted
  1  could not run: a file or key problem, or no key at all
  2  could not run: wrong usage, or invalid claims to sign
  3  rejected: malformed token
  4  rejected: the signature, or no permitted key or algorithm for it
  5  rejected: a claim is not as demanded
  6  rejected: not valid yet
  7  rejected: expired, and nothing else is wrong";

/// Sign, verify and decode JSON Web Tokens, and make secrets and keys for them
#[derive(Debug, Parser)]
#[command(name = "jwt", version, after_help = EXAMPLES, arg_required_else_help = true)]
#[command(
    disable_help_subcommand = false,
    subcommand_required = true,
    max_term_width = 100
)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        display_order = 100
    )]
    pub color: Colour,

    /// Leave out warnings and advice; verify prints no payload either
    #[arg(short, long, global = true, display_order = 101)]
    pub quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Colour {
    /// Where the stream is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<Colour> for ColourChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Make a random secret
    #[command(after_help = GEN_SECRET_EXAMPLES)]
    GenSecret(GenSecret),
    /// Make a key for an algorithm
    #[command(after_help = GEN_KEY_EXAMPLES)]
    GenKey(GenKey),
    /// Sign claims into a token
    #[command(after_help = SIGN_EXAMPLES)]
    Sign(Box<Sign>),
    /// Verify a token and print its payload
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(Box<Verify>),
    /// Show what a token says, without verifying it
    #[command(after_help = DECODE_EXAMPLES)]
    Decode(Decode),
    /// Tell what a key file holds, and convert it
    #[command(after_help = KEY_EXAMPLES)]
    Key(KeyFiles),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Print a manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man(Man),
}

const GEN_SECRET_EXAMPLES: &str = "\
The text itself is the key, as it is for other implementations.

Examples:
  export JWT_SECRET=\"$(jwt gen-secret)\"
  jwt gen-secret -o secret.txt
  jwt gen-secret --jwk -o key.json";

/// Make a random secret
#[derive(Args, Debug)]
pub struct GenSecret {
    /// How many random bytes, 1 to 4096
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub bytes: u16,

    /// How the bytes are written
    #[arg(
        long,
        value_name = "ENCODING",
        default_value = "hex",
        conflicts_with = "jwk"
    )]
    pub encoding: OutputEncoding,

    /// Write a JWK, whose `k` is the bytes themselves
    #[arg(long)]
    pub jwk: bool,

    /// Write to a new file that only you may read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Replace the file where it exists
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// How random bytes are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OutputEncoding {
    /// Hex digits
    Hex,
    /// Base64 with padding
    Base64,
    /// Base64url without padding
    Base64url,
}

const GEN_KEY_EXAMPLES: &str = "\
A JWK names its algorithm, and its kid is its thumbprint. DER and PEM hold the key alone.

Examples:
  jwt gen-key ES256 -o key.json --public-out public.json
  jwt gen-key RS256 --bits 3072 --format pem -o key.pem --public-out public.pem
  jwt gen-key ML-DSA-65 --kid 2026-11 -o key.json";

/// Make a key for an algorithm
#[derive(Args, Debug)]
pub struct GenKey {
    /// The algorithm
    #[arg(value_parser = verifying_algorithm())]
    pub alg: Algorithm,

    /// The size of an RSA key [default: 2048]
    #[arg(long, value_name = "N", value_parser = rsa_bits())]
    pub bits: Option<u16>,

    /// The key's name [default: its thumbprint]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), allow_hyphen_values = true)]
    pub kid: Option<String>,

    /// How the key is written
    #[arg(long, value_name = "FORMAT", default_value = "jwk")]
    pub format: KeyFormat,

    /// Write to a new file that only you may read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Write the public half to a new file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub public_out: Option<PathBuf>,

    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// How one key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeyFormat {
    /// JSON Web Key
    Jwk,
    /// PEM: PKCS#8, or SPKI for a public key
    Pem,
    /// DER of the same
    Der,
}

fn rsa_bits() -> impl TypedValueParser<Value = u16> {
    PossibleValuesParser::new(["2048", "3072", "4096", "8192"]).try_map(|bits| bits.parse::<u16>())
}

const KEY_EXAMPLES: &str = "\
Without a flag it tells in words what the files hold.

Examples:
  jwt key server.pem
  jwt key server.pem --public --to jwk > public.json
  jwt key old.pem new.pem --public --to jwks > jwks.json
  jwt key server.pem --thumbprint";

/// Tell what a key file holds, and convert it
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub struct KeyFiles {
    /// Key files in any form, - for standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    /// Take the public half alone; written as a JWK unless --to says otherwise
    #[arg(long)]
    pub public: bool,

    /// Write the key, private where it is; keys without a kid get their thumbprint as one
    #[arg(long, value_name = "FORM")]
    pub to: Option<KeyForm>,

    /// Print the SHA-256 thumbprint (RFC 7638) of each key
    #[arg(long, conflicts_with_all = ["to", "public"])]
    pub thumbprint: bool,

    /// The thumbprint as a URI (RFC 9278)
    #[arg(long, requires = "thumbprint")]
    pub uri: bool,

    /// What the files hold as one line of JSON
    #[arg(long, conflicts_with_all = ["to", "public", "thumbprint"])]
    pub json: bool,

    /// Write to a new file that only you may read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Replace the file where it exists
    #[arg(long, requires = "output")]
    pub force: bool,

    /// Passphrase
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// How keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeyForm {
    /// JSON Web Key
    Jwk,
    /// JSON Web Key Set
    Jwks,
    /// PEM: PKCS#8, or SPKI for a public key
    Pem,
    /// DER of the same
    Der,
}

/// Where keys come from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys (else JWT_SECRET, or JWT_KEY: a path or the key's text)")]
pub struct Keys {
    /// The secret itself; everyone on this machine can see it in `ps`
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with = "key",
        allow_hyphen_values = true
    )]
    pub secret: Option<String>,

    /// A file with a secret, or -; one newline at its end is ignored [repeatable]
    #[arg(long, value_name = "FILE", conflicts_with = "key", value_hint = ValueHint::FilePath)]
    pub secret_file: Vec<PathBuf>,

    /// What the secret's text stands for: its own bytes, or what it encodes [default: utf8]
    #[arg(long, value_name = "ENCODING", conflicts_with = "key")]
    pub secret_encoding: Option<Encoding>,

    /// A key file, or -: PEM, DER, JWK, JWK set, certificate or OpenSSH [repeatable]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Vec<PathBuf>,

    /// Passphrase
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// Where the passphrase of encrypted keys comes from.
#[derive(Args, Debug)]
pub struct Passphrase {
    /// A file with the passphrase of encrypted keys [default: JWT_KEY_PASSPHRASE, or ask]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub passphrase_file: Option<PathBuf>,
}

/// How a secret's text stands for its bytes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Encoding {
    /// The text's own bytes
    Utf8,
    /// Hex digits
    Hex,
    /// Base64
    Base64,
    /// Base64url
    Base64url,
}

impl From<Encoding> for SecretEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8,
            Encoding::Hex => Self::Hex,
            Encoding::Base64 => Self::Base64,
            Encoding::Base64url => Self::Base64url,
        }
    }
}

const SIGN_EXAMPLES: &str = "\
NAME=TEXT is always text, NAME:=JSON is JSON: --claim zip=01234 --claim admin:=true
A duration is written as 90s, 1h30m, 2 days or 1w; a bare number is seconds.

Examples:
  jwt sign --claim role=admin --expires-in 1h
  jwt sign '{\"sub\":\"alice\",\"roles\":[\"a\",\"b\"]}' --iss https://login.example --aud api
  jwt sign @claims.json --alg HS512 --secret-file secret.txt
  jwt decode \"$TOKEN\" | jq -c '.role=\"user\"' | jwt sign - --replace --expires-in 1h";

/// Sign claims into a token
#[derive(Args, Debug)]
pub struct Sign {
    /// Claims as a JSON object, @FILE, or - for standard input
    pub claims: Option<String>,

    /// Adds a claim, as text or as JSON [repeatable]
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse)]
    pub claim: Vec<Assignment>,

    /// Sets iss, the issuer
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub iss: Option<String>,

    /// Sets sub, the subject
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub sub: Option<String>,

    /// Sets aud, the audience [repeatable: makes a list]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub aud: Vec<String>,

    /// Sets jti, the token's own identifier
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub jti: Option<String>,

    /// Sets exp, counted from iat; with --replace, from now; -1h makes an expired token
    #[arg(long, value_name = "DUR", value_parser = time::parse_duration, allow_hyphen_values = true)]
    pub expires_in: Option<i64>,

    /// Sets nbf, counted from iat; with --replace, from now
    #[arg(long, value_name = "DUR", value_parser = time::parse_duration, allow_hyphen_values = true)]
    pub not_before: Option<i64>,

    /// Leave out iat
    #[arg(long)]
    pub no_iat: bool,

    /// The moment of signing: RFC 3339, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = NumericDate::from_human, allow_negative_numbers = true)]
    pub at: Option<NumericDate>,

    /// Let flags replace claims that CLAIMS have already
    #[arg(long)]
    pub replace: bool,

    /// Algorithm, or none with --allow-unsigned [default: what the key is for, HS256 for secrets]
    #[arg(long, value_parser = signing_algorithm())]
    pub alg: Option<SigningAlgorithm>,

    /// The key's name: chooses among several keys, and goes into the header
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), allow_hyphen_values = true)]
    pub kid: Option<String>,

    /// Adds a header parameter, as text or as JSON [repeatable]
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse)]
    pub header: Vec<Assignment>,

    /// Permit --alg none, to test that a server refuses such tokens
    #[arg(long)]
    pub allow_unsigned: bool,

    /// Keys
    #[command(flatten)]
    pub keys: Keys,
}

/// What `--alg` of `sign` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// An algorithm.
    Signed(Algorithm),
    /// `none`: no signature at all.
    Unsigned,
}

fn algorithm_names() -> Vec<PossibleValue> {
    Algorithm::ALL
        .iter()
        .map(|alg| PossibleValue::new(alg.name()))
        .collect()
}

fn verifying_algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(algorithm_names())
        .try_map(|name| Algorithm::named(&name).ok_or("no such algorithm"))
}

fn signing_algorithm() -> impl TypedValueParser<Value = SigningAlgorithm> {
    let mut names = algorithm_names();
    names.push(PossibleValue::new("none"));
    PossibleValuesParser::new(names).map(|name| {
        Algorithm::named(&name).map_or(SigningAlgorithm::Unsigned, SigningAlgorithm::Signed)
    })
}

/// A name and a JSON value, given as `NAME=TEXT` or `NAME:=JSON`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub name: String,
    /// The value, as valid JSON.
    pub json: String,
}

impl Assignment {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or("expected NAME=TEXT or NAME:=JSON")?;
        let (name, json) = match name.strip_suffix(':') {
            Some(name) => (name, checked_json(value)?),
            None => (name, quote(value)),
        };
        if name.is_empty() {
            return Err("the name is empty".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            json,
        })
    }

    /// Like [`Self::parse`], but a value has to be there: an unset `$VAR` must demand nothing by
    /// accident.
    fn parse_demand(text: &str) -> Result<Self, String> {
        let demand = Self::parse(text)?;
        if demand.json == "\"\"" && !text.ends_with('"') {
            return Err("the value is empty; NAME:='\"\"' demands an empty text".to_owned());
        }
        Ok(demand)
    }
}

fn checked_json(text: &str) -> Result<String, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| format!("not JSON: {error}"))?;
    match json.duplicate() {
        Some(duplicate) => Err(format!("duplicate name {:?}", duplicate.name)),
        None => Ok(json.value().text().to_owned()),
    }
}

fn natural_duration(text: &str) -> Result<i64, String> {
    let seconds = time::parse_duration(text)?;
    if seconds < 0 {
        return Err("a negative duration makes no sense here".to_owned());
    }
    Ok(seconds)
}

/// How a token is shown.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output (default: a picture on a terminal, the payload in a pipe)")]
pub struct Output {
    /// The whole report as one line of JSON
    #[arg(long, group = "view")]
    pub json: bool,

    /// The picture, also in a pipe
    #[arg(long, group = "view")]
    pub pretty: bool,

    /// The header as one line of JSON
    #[arg(long, group = "view")]
    pub header: bool,

    /// One claim, by its name, or by a JSON Pointer such as /address/city
    #[arg(long, value_name = "NAME", group = "view", value_parser = NonEmptyStringValueParser::new())]
    pub get: Option<String>,
}

impl Output {
    /// The view that was asked for.
    #[must_use]
    pub fn view(&self) -> View {
        match &self.get {
            Some(name) => View::Claim(name.clone()),
            None if self.json => View::Json,
            None if self.pretty => View::Picture,
            None if self.header => View::Header,
            None => View::Default,
        }
    }
}

const VERIFY_EXAMPLES: &str = "\
The key decides which algorithms are permitted; --alg narrows them. exp and nbf are checked unless
--ignore-exp or --jws says otherwise.

Examples:
  jwt verify \"$TOKEN\" --iss https://login.example --aud api
  pbpaste | jwt verify --secret-file current.txt --secret-file previous.txt
  jwt verify \"$TOKEN\" --get sub
  jwt verify \"$TOKEN\" --json | jq .errors
  if jwt verify --quiet \"$TOKEN\"; then echo welcome; fi

Exit codes: 0 accepted, 1 and 2 could not run, 3 malformed, 4 signature, 5 a claim, 6 not valid
yet, 7 expired";

/// Verify a token and print its payload
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub struct Verify {
    /// The token, or - for standard input [default: -]
    pub token: Option<OsString>,

    /// Permit this algorithm only [repeatable]
    #[arg(long, value_parser = verifying_algorithm())]
    pub alg: Vec<Algorithm>,

    /// iss has to be this [repeatable: any of them]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub iss: Vec<String>,

    /// aud has to be or hold this [repeatable: any of them]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub aud: Vec<String>,

    /// sub has to be this
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub sub: Option<String>,

    /// The header's typ has to be this, such as at+jwt
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub typ: Option<String>,

    /// A claim has to be this: NAME=TEXT, or NAME:=JSON [repeatable]
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse_demand)]
    pub claim: Vec<Assignment>,

    /// A claim has to be there [repeatable]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub require: Vec<String>,

    /// How far the issuer's clock may differ [default: 0]
    #[arg(long, value_name = "DUR", value_parser = natural_duration, allow_hyphen_values = true)]
    pub leeway: Option<i64>,

    /// How long ago iat may be
    #[arg(long, value_name = "DUR", value_parser = natural_duration, allow_hyphen_values = true)]
    pub max_age: Option<i64>,

    /// The moment of checking: RFC 3339, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = NumericDate::from_human, allow_negative_numbers = true)]
    pub at: Option<NumericDate>,

    /// Leave exp unchecked, to look into an expired token
    #[arg(long)]
    pub ignore_exp: bool,

    /// Check the signature alone, no claims, of any payload, and print its exact bytes
    #[arg(
        long,
        conflicts_with_all = ["iss", "aud", "sub", "typ", "claim", "require", "leeway", "max_age", "ignore_exp", "get"]
    )]
    pub jws: bool,

    /// Let a JWK's secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512
    #[arg(long)]
    pub allow_weak_key: bool,

    /// Tell every step and its outcome on standard error
    #[arg(long)]
    pub explain: bool,

    /// How the token is shown
    #[command(flatten)]
    pub output: Output,

    /// Keys
    #[command(flatten)]
    pub keys: Keys,
}

const DECODE_EXAMPLES: &str = "\
Nothing is verified: anyone can write what is shown here.

Examples:
  jwt decode \"$TOKEN\"
  pbpaste | jwt decode --get exp
  jwt decode \"$TOKEN\" --json | jq .header.kid";

/// Show what a token says, without verifying it
#[derive(Args, Debug)]
pub struct Decode {
    /// The token, or - for standard input [default: -]
    pub token: Option<OsString>,

    /// The moment that "ago" counts from: RFC 3339, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = NumericDate::from_human, allow_negative_numbers = true)]
    pub at: Option<NumericDate>,

    /// How the token is shown
    #[command(flatten)]
    pub output: Output,
}

const COMPLETIONS_EXAMPLES: &str = "\
bash needs the package bash-completion; zsh needs fpath+=~/.zfunc before compinit in ~/.zshrc.

Examples:
  jwt completions bash > ~/.local/share/bash-completion/completions/jwt
  jwt completions zsh > ~/.zfunc/_jwt
  jwt completions fish > ~/.config/fish/completions/jwt.fish";

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// The shells there are completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// PowerShell
    #[value(name = "powershell")]
    PowerShell,
    /// Elvish
    Elvish,
    /// Nushell
    Nushell,
}

const MAN_EXAMPLES: &str = "\
Examples:
  jwt man | man -l -
  jwt man verify > /usr/local/share/man/man1/jwt-verify.1";

/// Print a manual page
#[derive(Args, Debug)]
pub struct Man {
    /// The subcommand [default: jwt as a whole]
    #[arg(value_parser = ["gen-secret", "gen-key", "sign", "verify", "decode", "key", "completions", "man"])]
    pub subcommand: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Exit;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_lists_every_exit_code() {
        for (exit, meaning) in Exit::ALL {
            let line = format!("  {}  {meaning}", exit as u8);
            assert!(EXAMPLES.lines().any(|there| there == line), "{line}");
        }
    }

    #[test]
    fn text_stays_text_and_json_is_json() {
        for (text, name, json) in [
            ("zip=01234", "zip", r#""01234""#),
            ("sub=", "sub", r#""""#),
            ("q=?a=b", "q", r#""?a=b""#),
            ("path=C:\\temp", "path", r#""C:\\temp""#),
            (r#"says=say "hi""#, "says", r#""say \"hi\"""#),
            ("n:=12345678901234567890123", "n", "12345678901234567890123"),
            ("list:= [1, 2] ", "list", "[1, 2]"),
            ("a:b=c", "a:b", r#""c""#),
        ] {
            let assignment = Assignment::parse(text).unwrap();
            assert_eq!(
                (assignment.name.as_str(), assignment.json.as_str()),
                (name, json)
            );
        }
        for text in ["role", "=x", ":=1", "n:=", "n:=nope", r#"n:={"a":1,"a":2}"#] {
            assert!(Assignment::parse(text).is_err(), "{text}");
        }
        assert!(Assignment::parse_demand("role=").is_err());
        assert!(Assignment::parse_demand("role:=\"\"").is_ok());
    }
}
