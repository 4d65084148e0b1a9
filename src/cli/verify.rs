//! The words of `verify`.

use super::keys::Keys;
use super::lines::{Lines, Selection};
use super::network::Network;
use super::show::Output;
use super::value::{Assignment, algorithm, natural_duration};
use crate::algorithm::Algorithm;
use crate::time::NumericDate;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use std::ffi::OsString;

pub(super) const VERIFY_EXAMPLES: &str = "\
The key decides which algorithms are permitted; --alg narrows them. exp and nbf are checked unless
--ignore-exp or --jws says otherwise.

Examples:
  jwt verify \"$TOKEN\" --iss https://login.example --aud api
  pbpaste | jwt verify --secret-file current.txt --secret-file previous.txt
  jwt verify \"$TOKEN\" --discover https://login.example --aud api
  jwt verify \"$TOKEN\" --get sub
  jwt verify \"$TOKEN\" --json | jq .errors
  if jwt verify --quiet \"$TOKEN\"; then echo welcome; fi
  jwt verify --lines --input tokens.txt --get sub
  jwt verify --lines --find --only rejected < access.log

Exit codes: 0 accepted, 1 and 2 could not run, 3 malformed, 4 signature, 5 a claim, 6 not valid
yet, 7 expired; of many tokens, the smallest of 3 to 7 that occurred";

/// Verify a token and print its payload
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub struct Verify {
    /// The token, or - for standard input (default: -)
    pub token: Option<OsString>,

    /// Permit this algorithm only (repeatable)
    #[arg(long, value_parser = algorithm())]
    pub alg: Vec<Algorithm>,

    /// iss has to be this (repeatable: any of them)
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub iss: Vec<String>,

    /// aud has to be or hold this (repeatable: any of them)
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub aud: Vec<String>,

    /// sub has to be this
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub sub: Option<String>,

    /// The header's typ has to be this, such as at+jwt
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub typ: Option<String>,

    /// A claim has to be this: NAME=TEXT, or NAME:=JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse_demand)]
    pub claim: Vec<Assignment>,

    /// A claim has to be there (repeatable)
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub require: Vec<String>,

    /// How far the issuer's clock may differ (default: 0)
    #[arg(long, value_name = "DUR", value_parser = natural_duration, allow_hyphen_values = true)]
    pub leeway: Option<i64>,

    /// How long ago iat may be
    #[arg(long, value_name = "DUR", value_parser = natural_duration, allow_hyphen_values = true)]
    pub max_age: Option<i64>,

    /// The moment of checking: RFC 3339, or seconds since 1970 (default: now)
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
    #[arg(long, conflicts_with = "lines")]
    pub explain: bool,

    /// Many tokens at once
    #[command(flatten)]
    pub lines: Lines,

    /// Which of them
    #[command(flatten)]
    pub selection: Selection,

    /// How the token is shown
    #[command(flatten)]
    pub output: Output,

    /// Keys
    #[command(flatten)]
    pub keys: Keys,

    /// Keys from the network
    #[command(flatten)]
    pub network: Network,
}
