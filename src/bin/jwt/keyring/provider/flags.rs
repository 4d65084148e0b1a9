//! Flags for keys from the network. Addresses are read later: the parser of the command line would
//! repeat an invalid one, with any password in it.

use crate::args::time::natural_duration;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueHint};
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// Where keys are fetched from, and how.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys from the network")]
pub(crate) struct Flags {
    /// A provider's JWK set: https://…, http:// on this machine, or a file
    #[arg(long, value_name = "URL|FILE", group = "provider", value_hint = ValueHint::AnyPath, hide_short_help = true)]
    pub(crate) jwks: Option<PathBuf>,

    /// An issuer, whose metadata says where its keys are; verify demands it as iss
    #[arg(long, value_name = "URL", group = "provider", value_hint = ValueHint::Url,
        value_parser = NonEmptyStringValueParser::new(), hide_short_help = true)]
    pub(crate) discover: Option<String>,

    /// Certificates (PEM) to trust in place of the system's
    #[arg(long, value_name = "FILE", requires = "provider", value_hint = ValueHint::FilePath, hide_short_help = true)]
    pub(crate) ca_file: Option<PathBuf>,

    /// How long an answer may take (default: 10s)
    #[arg(long, value_name = "DUR", requires = "provider", value_parser = timeout, hide_short_help = true)]
    pub(crate) timeout: Option<Duration>,

    /// Fetch nothing, and use what is in the cache however old it is
    #[arg(long, requires = "provider", conflicts_with_all = ["refresh", "no_cache"], hide_short_help = true)]
    pub(crate) offline: bool,

    /// Ask the provider even where the cache has a fresh copy
    #[arg(long, requires = "provider", hide_short_help = true)]
    pub(crate) refresh: bool,

    /// Neither read nor write the cache
    #[arg(long, requires = "provider", hide_short_help = true)]
    pub(crate) no_cache: bool,
}

fn timeout(text: &str) -> Result<Duration, String> {
    match natural_duration(text)? {
        seconds @ 1..=3600 => Ok(Duration::from_secs(seconds)),
        _ => Err("expected at least 1s and at most 1h".to_owned()),
    }
}

/// What is wrong with the flags that name a provider, and what to do instead.
#[derive(Debug, Error)]
#[error("{message}")]
pub(crate) struct FlagsError {
    pub(super) message: String,
    pub(super) hint: &'static str,
}

impl FlagsError {
    /// What to do instead.
    pub(crate) fn hint(&self) -> &'static str {
        self.hint
    }
}
