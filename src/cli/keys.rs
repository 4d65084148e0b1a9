//! The words for keys: where they come from, and those of `key`.

use super::network::Network;
use crate::keys::secret::SecretEncoding;
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

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

    /// A file with a secret, or -; one newline at its end is ignored (repeatable)
    #[arg(long, value_name = "FILE", conflicts_with = "key", value_hint = ValueHint::FilePath,
        allow_hyphen_values = true)]
    pub secret_file: Vec<PathBuf>,

    /// What the secret's text stands for: its own bytes, or what it encodes (default: utf8)
    #[arg(long, value_name = "ENCODING", conflicts_with = "key")]
    pub secret_encoding: Option<Encoding>,

    /// A key file, or -: PEM, DER, JWK, JWK set, certificate or OpenSSH (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, allow_hyphen_values = true)]
    pub key: Vec<PathBuf>,

    /// Passphrase
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// Where the passphrase of encrypted keys comes from.
#[derive(Args, Debug)]
pub struct Passphrase {
    /// A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, allow_hyphen_values = true)]
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

pub(super) const KEY_EXAMPLES: &str = "\
Without a flag it tells in words what the files hold.

Examples:
  jwt key server.pem
  jwt key server.pem --public --to jwk > public.json
  jwt key old.pem new.pem --public --to jwks > jwks.json
  jwt key server.pem --thumbprint
  jwt key --jwks https://login.example/jwks";

/// Tell what a key file holds, and convert it
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub struct KeyFiles {
    /// Key files in any form, - for standard input
    #[cfg_attr(
        feature = "network",
        arg(required_unless_present = "provider", conflicts_with = "provider")
    )]
    #[cfg_attr(not(feature = "network"), arg(required = true))]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
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

    /// Keys from the network
    #[command(flatten)]
    pub network: Network,
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
