//! The words of `gen-secret` and `gen-key`.

use super::value::algorithm;
use crate::algorithm::Algorithm;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

pub(super) const GEN_SECRET_EXAMPLES: &str = "\
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

pub(super) const GEN_KEY_EXAMPLES: &str = "\
A JWK names its algorithm, and its kid is its thumbprint. DER and PEM hold the key alone.

Examples:
  jwt gen-key ES256 -o key.json --public-out public.json
  jwt gen-key RS256 --bits 3072 --format pem -o key.pem --public-out public.pem
  jwt gen-key ML-DSA-65 --kid 2026-11 -o key.json";

/// Make a key for an algorithm
#[derive(Args, Debug)]
pub struct GenKey {
    /// The algorithm
    #[arg(value_parser = algorithm())]
    pub alg: Algorithm,

    /// The size of an RSA key (default: 2048)
    #[arg(long, value_name = "N", value_parser = rsa_bits())]
    pub bits: Option<u16>,

    /// The key's name (default: its thumbprint)
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
