//! `jwt key`: what key files hold, and the same in other forms.

use crate::args::algorithm::algorithm;
use crate::args::labels::{Kid, Use, kid};
use crate::args::{Passphrase, Stdin};
use crate::error::{Error, Usage};
use crate::files::{self, Readers};
use crate::keyring;
use crate::keyring::provider::{self, Provider};
use crate::report::{Exit, Report, Warning};
use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum, ValueHint};
use jwt_toolkit::jwa::{KeyKind, SignatureAlgorithm};
use jwt_toolkit::jwk::form::{der, jwk, pem, raw};
use jwt_toolkit::jwk::{Key, KeySet, Labels, ThumbprintHash, thumbprint};
use std::path::PathBuf;
use zeroize::Zeroizing;

pub(crate) const EXAMPLES: &str = "\
Without a flag it tells in words what the files hold.

Examples:
  jwt key server.pem
  jwt key server.pem --public --to jwk > public.json
  jwt key old.pem new.pem --public --to jwks -o jwks.json
  jwt key server.pem --public --kid 2026-11 --use sig --alg RS256
  jwt key vapid.pem --to raw
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

    /// Write the key, private where it is; in a JWK, keys without a kid get their thumbprint as one
    #[arg(long, value_name = "FORM")]
    pub(crate) to: Option<KeyForm>,

    /// The kid of the JWK that is written; `thumbprint` gives each key its own
    #[arg(long, value_name = "ID", value_parser = kid, allow_hyphen_values = true)]
    #[arg(conflicts_with_all = ["thumbprint", "json"])]
    pub(crate) kid: Option<Kid>,

    /// What the keys that are written are for
    #[arg(long = "use", value_name = "USE", conflicts_with_all = ["thumbprint", "json"])]
    pub(crate) usage: Option<Use>,

    /// The one algorithm that the keys that are written are for
    #[arg(long, value_parser = algorithm(), conflicts_with_all = ["thumbprint", "json"])]
    pub(crate) alg: Option<SignatureAlgorithm>,

    /// Print the thumbprint (RFC 7638) of each key
    #[arg(long, conflicts_with_all = ["to", "public"])]
    pub(crate) thumbprint: bool,

    /// The hash of the thumbprint (default: sha-256)
    #[arg(
        long,
        value_name = "HASH",
        value_parser = hash(),
        requires = "thumbprint"
    )]
    pub(crate) hash: Option<ThumbprintHash>,

    /// The thumbprint as a URI (RFC 9278)
    #[arg(long, requires = "thumbprint")]
    pub(crate) uri: bool,

    /// What the files hold as one line of JSON
    #[arg(long, conflicts_with_all = ["to", "public", "thumbprint"])]
    pub(crate) json: bool,

    /// Write to a new file, which only you may read unless all it holds is public
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
    /// The public point of an EC or Ed25519 key, also of a private one, in base64url
    Raw,
}

impl KeyForm {
    const fn is_json(self) -> bool {
        matches!(self, Self::Jwk | Self::Jwks)
    }
}

fn hash() -> impl TypedValueParser<Value = ThumbprintHash> {
    PossibleValuesParser::new(ThumbprintHash::ALL.map(ThumbprintHash::name))
        .try_map(|name| ThumbprintHash::named(&name).ok_or("no such hash"))
}

/// RFC 9278, section 2; the name of the hash and the thumbprint follow.
const URI: &str = "urn:ietf:params:oauth:jwk-thumbprint:";

pub(crate) fn run(flags: &KeyFiles, report: &Report) -> Result<Exit> {
    let stdin = &mut Stdin::default();
    let provider = Provider::open(&flags.network, false, stdin, report)?;
    let (keys, mut unusable) = match &provider {
        Some(provider) => provider.members(stdin)?,
        None => keyring::files(&flags.files, &flags.passphrase, stdin, report)?,
    };
    refuse_inconsistent(&keys)?;
    let form = flags.to.or(flags.public.then_some(KeyForm::Jwk));
    check_labels(flags, form, keys.len())?;
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
        let prints = thumbprints(flags, &keys);
        // A secret's helps to guess it (RFC 7638, section 7).
        let is_secret = |key: &Key| key.kind() == KeyKind::Secret;
        let readers = readers(keys.iter().any(is_secret));
        return output(flags, prints.as_bytes(), readers, report);
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
    let keys = labelled(flags, chosen)?;
    let (readers, warning) = match form {
        // Of a private key, too, it is the public point.
        KeyForm::Raw => (Readers::Everybody, None),
        form => {
            let is_private = keys.iter().any(Key::is_private);
            let warning = form.is_json().then(|| unpublishable(&keys));
            (readers(is_private), warning.flatten())
        }
    };
    let content = converted(keys, form)?;
    if let Some(warning) = warning {
        report.warning(&warning);
    }
    output(flags, &content, readers, report)
}

/// What flags about the members of a JWK demand of the form, and of the number of keys.
fn check_labels(flags: &KeyFiles, form: Option<KeyForm>, count: usize) -> Result<(), Error> {
    let labels = flags.kid.is_some() || flags.usage.is_some() || flags.alg.is_some();
    match form {
        _ if !labels => Ok(()),
        None => Err(Error::Usage(Usage::LabelsWithoutForm)),
        Some(form) if !form.is_json() => Err(Error::Usage(Usage::LabelsOutsideJwk)),
        Some(_) if matches!(flags.kid, Some(Kid::Given(_))) && count > 1 => {
            Err(Error::Usage(Usage::OneKidForSeveral { count }))
        }
        Some(_) => Ok(()),
    }
}

/// The keys with the members that flags set.
fn labelled(flags: &KeyFiles, keys: Vec<Key>) -> Result<Vec<Key>, Error> {
    let with_labels = |key: Key| {
        let kid = match &flags.kid {
            Some(Kid::Thumbprint) if key.kind() == KeyKind::Secret => {
                return Err(Error::Usage(Usage::ThumbprintOfSecret));
            }
            Some(Kid::Thumbprint) => Some(thumbprint(&key, ThumbprintHash::default())),
            Some(Kid::Given(name)) => Some(name.clone()),
            None => None,
        };
        let labels = Labels {
            kid,
            usage: flags.usage.map(Into::into),
            alg: flags.alg,
        };
        let source = key.source().to_owned();
        key.labelled(labels)
            .map_err(|conflict| Error::Usage(Usage::Labels { source, conflict }))
    };
    keys.into_iter().map(with_labels).collect()
}

fn readers(is_private: bool) -> Readers {
    if is_private {
        Readers::Owner
    } else {
        Readers::Everybody
    }
}

fn unpublishable(keys: &[Key]) -> Option<Warning> {
    let is_secret = |key: &&Key| key.kind() == KeyKind::Secret;
    let secrets = keys.iter().filter(is_secret).count();
    match keys.iter().filter(|key| key.is_private()).count() {
        0 => None,
        count if secrets > 0 => Some(Warning::SecretsWritten { count }),
        count => Some(Warning::PrivateKeysWritten { count }),
    }
}

/// A line a key.
fn thumbprints(flags: &KeyFiles, keys: &[Key]) -> String {
    let hash = flags.hash.unwrap_or_default();
    let prefix = if flags.uri {
        format!("{URI}{}:", hash.name())
    } else {
        String::new()
    };
    let lines = keys.iter().flat_map(|key| {
        let print = thumbprint(key, hash);
        [prefix.clone(), print, "\n".to_owned()]
    });
    lines.collect()
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

fn output(flags: &KeyFiles, content: &[u8], readers: Readers, report: &Report) -> Result<Exit> {
    match &flags.output {
        Some(path) if path.as_os_str() != "-" => {
            files::write(path, content, readers, flags.force)?;
        }
        _ => report.key(content)?,
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
        KeyForm::Raw => {
            let points = keys.iter().map(point).collect::<Result<String, Error>>()?;
            Zeroizing::new(points.into_bytes())
        }
    })
}

fn point(key: &Key) -> Result<String, Error> {
    let no_point = || Usage::NoPoint {
        source: key.source().to_owned(),
        key: key.description(),
    };
    let point = raw::write(key).ok_or_else(|| Error::Usage(no_point()))?;
    Ok(point + "\n")
}

/// A key without a name gets its thumbprint as one; a secret does not, whose thumbprint would help
/// to guess it (RFC 7638, section 7).
fn named(key: Key) -> Key {
    if key.kid().is_some() || key.kind() == KeyKind::Secret {
        return key;
    }
    let kid = thumbprint(&key, ThumbprintHash::default());
    key.with_kid(kid)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::commands::{Cli, Command};
    use crate::report::ColourChoice;
    use clap::Parser;
    use std::os::unix::fs::PermissionsExt;

    const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/files");

    /// What others than the owner may do with the file that `jwt key FILE… -o OUTPUT` makes.
    fn others_may(names: &[&str], flags: &[&str]) -> u32 {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        let mut args = vec!["jwt".to_owned(), "key".to_owned()];
        args.extend(names.iter().map(|name| format!("{FILES}/{name}")));
        args.extend(flags.iter().map(|&flag| flag.to_owned()));
        args.extend(["-o".to_owned(), output.to_str().unwrap().to_owned()]);
        let Command::Key(flags) = Cli::try_parse_from(args).unwrap().command else {
            unreachable!("it is `jwt key`");
        };
        run(&flags, &Report::new(ColourChoice::Never, true)).unwrap();
        output.metadata().unwrap().permissions().mode() & 0o077
    }

    #[test]
    fn a_file_is_for_its_owner_alone_unless_all_it_holds_is_public() {
        // Depending on the user's mask, others may read.
        let public = others_may(&["ed.pub.pem"], &["--to", "pem"]);
        assert_eq!(public & 0o033, 0);
        for (names, flags) in [
            (
                &["ed.pem", "ec.json"][..],
                &["--public", "--to", "jwks"][..],
            ),
            (&["ec.public.json"], &["--to", "jwk"]),
            (&["ec.json"], &["--public", "--to", "der"]),
            (&["ed.pem"], &["--thumbprint"]),
            (&["ec.json"], &["--to", "raw"]),
        ] {
            assert_eq!(others_may(names, flags), public, "{names:?} {flags:?}");
        }
        for (names, flags) in [
            (&["ed.pem"][..], &["--to", "pem"][..]),
            (&["ec.json"], &["--to", "der"]),
            (&["ed.pub.pem", "ec.json"], &["--to", "jwks"]),
            (&["key.json"], &["--to", "jwk"]),
            (&["key.json"], &["--thumbprint"]),
        ] {
            assert_eq!(others_may(names, flags), 0, "{names:?} {flags:?}");
        }
    }
}
