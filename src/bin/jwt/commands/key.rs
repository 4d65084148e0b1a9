//! `jwt key`: what key files hold, and the same in other forms.

use crate::args::Passphrase;
use crate::args::Stdin;
use crate::error::{Error, Usage};
use crate::files::{self, Readers};
use crate::keyring;
use crate::keyring::provider::{self, Provider};
use crate::report::{Exit, Report};
use anyhow::Result;
use clap::{Args, ValueEnum, ValueHint};
use jwt_toolkit::jwa::KeyKind;
use jwt_toolkit::jwk::form::{der, jwk, pem};
use jwt_toolkit::jwk::{Key, KeySet, thumbprint};
use std::path::PathBuf;
use zeroize::Zeroizing;

pub(crate) const EXAMPLES: &str = "\
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
pub(crate) struct KeyFiles {
    /// Key files in any form, - for standard input
    #[arg(required_unless_present = "provider", conflicts_with = "provider")]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,

    /// Take the public half alone; written as a JWK unless --to says otherwise
    #[arg(long)]
    pub(crate) public: bool,

    /// Write the key, private where it is; keys without a kid get their thumbprint as one
    #[arg(long, value_name = "FORM")]
    pub(crate) to: Option<KeyForm>,

    /// Print the SHA-256 thumbprint (RFC 7638) of each key
    #[arg(long, conflicts_with_all = ["to", "public"])]
    pub(crate) thumbprint: bool,

    /// The thumbprint as a URI (RFC 9278)
    #[arg(long, requires = "thumbprint")]
    pub(crate) uri: bool,

    /// What the files hold as one line of JSON
    #[arg(long, conflicts_with_all = ["to", "public", "thumbprint"])]
    pub(crate) json: bool,

    /// Write to a new file that only you may read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// Replace the file where it exists
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    /// Passphrase
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,

    /// Keys from the network
    #[command(flatten)]
    pub(crate) network: provider::Flags,
}

/// How keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyForm {
    /// JSON Web Key
    Jwk,
    /// JSON Web Key Set
    Jwks,
    /// PEM: PKCS#8, or SPKI for a public key
    Pem,
    /// DER of the same
    Der,
}

/// RFC 9278, section 2.
const URI: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

pub(crate) fn run(flags: &KeyFiles, report: &Report) -> Result<Exit> {
    let stdin = &mut Stdin::default();
    let provider = Provider::open(&flags.network, false, stdin, report)?;
    let (keys, mut unusable) = match &provider {
        Some(provider) => provider.members(stdin)?,
        None => keyring::files(&flags.files, &flags.passphrase, stdin)?,
    };
    refuse_inconsistent(&keys)?;
    let form = flags.to.or(flags.public.then_some(KeyForm::Jwk));
    if form.is_none() && !flags.thumbprint {
        if flags.output.is_some() {
            return Err(Error::Usage(Usage::OutputWithoutForm).into());
        }
        report.keys(&keys, &unusable, flags.json)?;
        return Ok(Exit::Done);
    }
    if let Some(provider) = &provider {
        provider.leave_out(std::mem::take(&mut unusable));
    }
    if let Some(bad) = unusable.into_iter().next() {
        let (source_name, reason) = (bad.source, bad.reason);
        return Err(Error::Key {
            source_name,
            reason,
        }
        .into());
    }
    if flags.thumbprint {
        let prefix = if flags.uri { URI } else { "" };
        let prints = keys.iter().map(thumbprint);
        let lines: Vec<String> = prints.map(|print| format!("{prefix}{print}\n")).collect();
        return output(flags, lines.concat().as_bytes(), report);
    }
    let form = form.unwrap_or(KeyForm::Jwk);
    if form == KeyForm::Der && flags.output.is_none() && report.out_is_terminal() {
        return Err(Error::Usage(Usage::DerOnTerminal).into());
    }
    let mut chosen = Vec::new();
    for key in keys {
        let source_name = key.source().to_owned();
        let key = if flags.public {
            key.into_public()
        } else {
            Ok(key)
        };
        chosen.push(key.map_err(|reason| Error::Key {
            source_name,
            reason,
        })?);
    }
    output(flags, &converted(chosen, form)?, report)
}

/// A private half that does not belong to its public one would only show when it signs.
fn refuse_inconsistent(keys: &[Key]) -> Result<(), Error> {
    for key in keys {
        key.check_halves().map_err(|reason| Error::Key {
            source_name: key.to_string(),
            reason,
        })?;
    }
    Ok(())
}

fn output(flags: &KeyFiles, content: &[u8], report: &Report) -> Result<Exit> {
    match &flags.output {
        Some(path) => files::write(path, content, Readers::Owner, flags.force)?,
        None => report.key(content)?,
    }
    Ok(Exit::Done)
}

fn converted(keys: Vec<Key>, form: KeyForm) -> Result<Zeroizing<Vec<u8>>> {
    let keys: Vec<Key> = keys.into_iter().map(named).collect();
    let one = || match keys.as_slice() {
        [key] => Ok(key),
        several => Err(Error::Usage(Usage::FormOfOneKey {
            count: several.len(),
        })),
    };
    let sources: Vec<&str> = keys.iter().map(Key::source).collect();
    let sources = sources.join(", ");
    let bad = |reason| Error::Key {
        source_name: sources.clone(),
        reason,
    };
    let line = |text: Zeroizing<String>| Zeroizing::new([text.as_bytes(), b"\n"].concat());
    Ok(match form {
        KeyForm::Jwk => line(jwk::write(one()?).map_err(bad)?),
        KeyForm::Jwks => {
            let set = KeySet::join(keys, Vec::new()).map_err(Error::from)?;
            line(jwk::write_set(set.keys()).map_err(bad)?)
        }
        KeyForm::Der => der::write(one()?).map_err(bad)?,
        KeyForm::Pem => {
            let mut text = Zeroizing::new(Vec::new());
            for key in &keys {
                text.extend_from_slice(pem::write(key).map_err(bad)?.as_bytes());
            }
            text
        }
    })
}

/// A key without a name gets its thumbprint as one; a secret does not, whose thumbprint would help
/// to guess it (RFC 7638, section 7).
fn named(key: Key) -> Key {
    if key.kid().is_some() || key.kind() == KeyKind::Secret {
        return key;
    }
    let kid = thumbprint(&key);
    key.with_kid(kid)
}
