//! The words of `sign`.

use super::keys::Keys;
use super::lines::Lines;
use super::value::{Assignment, SigningAlgorithm, signing_algorithm};
use crate::time::{self, NumericDate};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;

pub(super) const SIGN_EXAMPLES: &str = "\
NAME=TEXT is always text, NAME:=JSON is JSON: --claim zip=01234 --claim admin:=true
A duration is written as 90s, 1h30m, 2 days or 1w; a bare number is seconds.

Examples:
  jwt sign --claim role=admin --expires-in 1h
  jwt sign '{\"sub\":\"alice\",\"roles\":[\"a\",\"b\"]}' --iss https://login.example --aud api
  jwt sign @claims.json --alg HS512 --secret-file secret.txt
  jwt decode \"$TOKEN\" | jq -c '.role=\"user\"' | jwt sign - --replace --expires-in 1h
  jwt sign --lines --expires-in 1h < claims.jsonl > tokens.txt";

/// Sign claims into a token
#[derive(Args, Debug)]
pub struct Sign {
    /// Claims as a JSON object, @FILE, or - for standard input
    pub claims: Option<String>,

    /// Adds a claim, as text or as JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse)]
    pub claim: Vec<Assignment>,

    /// Sets iss, the issuer
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub iss: Option<String>,

    /// Sets sub, the subject
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub sub: Option<String>,

    /// Sets aud, the audience (repeatable: makes a list)
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

    /// The moment of signing: RFC 3339, or seconds since 1970 (default: now)
    #[arg(long, value_name = "TIME", value_parser = NumericDate::from_human, allow_negative_numbers = true)]
    pub at: Option<NumericDate>,

    /// Let flags replace claims that CLAIMS have already
    #[arg(long)]
    pub replace: bool,

    /// Algorithm, or none with --allow-unsigned (default: what the key is for, HS256 for secrets)
    #[arg(long, value_parser = signing_algorithm())]
    pub alg: Option<SigningAlgorithm>,

    /// The key's name: chooses among several keys, and goes into the header
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), allow_hyphen_values = true)]
    pub kid: Option<String>,

    /// Adds a header parameter, as text or as JSON (repeatable)
    #[arg(long, value_name = "NAME=TEXT|NAME:=JSON", value_parser = Assignment::parse)]
    pub header: Vec<Assignment>,

    /// Permit --alg none, to test that a server refuses such tokens
    #[arg(long)]
    pub allow_unsigned: bool,

    /// Many tokens at once
    #[command(flatten)]
    pub lines: Lines,

    /// Keys
    #[command(flatten)]
    pub keys: Keys,
}
