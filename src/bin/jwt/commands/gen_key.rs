//! `jwt gen-key`: a new key for an algorithm.

use crate::args::algorithm::algorithm;
use crate::args::labels::{Kid, Use, kid};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum, ValueHint};
use jwt_toolkit::jwa::SignatureAlgorithm;
use std::path::{Path, PathBuf};

use crate::error::{Error, Usage};
use crate::files::{self, Readers};
use crate::report::{Exit, Report};
use anyhow::Result;
use jwt_toolkit::jwa::KeyKind;
use jwt_toolkit::jwk::form::{der, jwk, pem};
use jwt_toolkit::jwk::{Key, KeyError, Labels, RsaSize, generate};
use zeroize::Zeroizing;

pub(crate) const EXAMPLES: &str = "\
A JWK names its algorithm, and its kid is its thumbprint, except that a secret gets no kid of its
own. DER and PEM hold the key alone.

Examples:
  jwt gen-key ES256 -o key.json --public-out public.json
  jwt gen-key RS256 --bits 3072 --to pem -o key.pem --public-out public.pem
  jwt gen-key ML-DSA-65 --kid 2026-11 -o key.json";

/// Make a key for an algorithm
#[derive(Args, Debug)]
pub(crate) struct GenKey {
    /// The algorithm
    #[arg(value_parser = algorithm())]
    pub(crate) alg: SignatureAlgorithm,

    /// The size of an RSA key (default: 2048)
    #[arg(long, value_name = "N", value_parser = rsa_bits())]
    pub(crate) bits: Option<RsaSize>,

    /// The kid of the JWK (default: thumbprint)
    #[arg(long, value_name = "ID", value_parser = kid, allow_hyphen_values = true)]
    pub(crate) kid: Option<Kid>,

    /// What the key is for
    #[arg(long = "use", value_name = "USE")]
    pub(crate) usage: Option<Use>,

    /// How the key is written
    #[arg(long, alias = "format", value_name = "FORM", default_value = "jwk")]
    pub(crate) to: KeyFormat,

    /// Write to a new file that only you may read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// Write the public half to a new file that everybody may read
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) public_out: Option<PathBuf>,

    /// Replace files that exist
    #[arg(long)]
    pub(crate) force: bool,
}

/// How one key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyFormat {
    /// JSON Web Key
    Jwk,
    /// PEM: PKCS#8, or SPKI for a public key
    Pem,
    /// DER of the same
    Der,
}

fn rsa_bits() -> impl TypedValueParser<Value = RsaSize> {
    PossibleValuesParser::new(RsaSize::ALL.map(RsaSize::name))
        .try_map(|bits| RsaSize::named(&bits).ok_or("no such size"))
}

pub(crate) fn run(flags: &GenKey, report: &Report) -> Result<Exit> {
    let kind = flags.alg.key_kinds()[0];
    check(flags, kind, report)?;
    let bad = |reason| Error::Key {
        source_name: flags.alg.name().to_owned(),
        reason,
    };
    let size = flags.bits.unwrap_or_default();
    let name = match &flags.kid {
        Some(Kid::Given(name)) => Some(name.clone()),
        Some(Kid::Thumbprint) | None => None,
    };
    let labels = Labels {
        usage: flags.usage.map(Into::into),
        ..Labels::default()
    };
    let key = generate(flags.alg, size, name).map_err(bad)?;
    let source = flags.alg.name().to_owned();
    let key = key
        .labelled(labels)
        .map_err(|conflict| Error::Usage(Usage::Labels { source, conflict }))?;
    let private = written(&key, flags.to).map_err(bad)?;
    let public = match &flags.public_out {
        Some(path) => {
            let public = key.into_public().and_then(|key| written(&key, flags.to));
            Some((path, public.map_err(bad)?))
        }
        None => None,
    };
    // The public half first: a failure in between costs a file that can be made again.
    if let Some((path, public)) = &public {
        match file(path) {
            Some(path) => files::write(path, public, Readers::Everybody, flags.force)?,
            None => report.key(public)?,
        }
    }
    let written = match flags.output.as_deref().and_then(file) {
        Some(path) => files::write(path, &private, Readers::Owner, flags.force),
        None => report.key(&private).map_err(Into::into),
    };
    let public_file = public.as_ref().and_then(|(path, _)| file(path));
    if let (Err(_), Some(path), false) = (&written, public_file, flags.force) {
        // The file is new and useless without its private key. The first error is the one to report.
        let _ = std::fs::remove_file(path);
    }
    written.map(|()| Exit::Done)
}

/// The file of this name; `-` is standard output.
fn file(path: &Path) -> Option<&Path> {
    (path.as_os_str() != "-").then_some(path)
}

/// Everything that can be known to fail before a key is made and half of it is written.
fn check(flags: &GenKey, kind: KeyKind, report: &Report) -> Result<(), Error> {
    let is_secret = kind == KeyKind::Secret;
    if flags.bits.is_some() && kind != KeyKind::Rsa {
        return Err(Error::Usage(Usage::BitsWithoutRsa));
    }
    if is_secret && flags.public_out.is_some() {
        return Err(Error::Usage(Usage::PublicHalfOfSecret));
    }
    if is_secret && flags.to != KeyFormat::Jwk {
        return Err(Error::Usage(Usage::SecretInOtherForm));
    }
    if is_secret && flags.kid == Some(Kid::Thumbprint) {
        return Err(Error::Usage(Usage::ThumbprintOfSecret));
    }
    if (flags.kid.is_some() || flags.usage.is_some()) && flags.to != KeyFormat::Jwk {
        return Err(Error::Usage(Usage::LabelsOutsideJwk));
    }
    // Every algorithm that keys are made for signs.
    if flags.usage == Some(Use::Enc) {
        return Err(Error::Usage(Usage::EncryptionWithSignatureAlgorithm));
    }
    if flags.to == KeyFormat::Der
        && flags.output.as_deref().and_then(file).is_none()
        && report.out_is_terminal()
    {
        return Err(Error::Usage(Usage::DerOnTerminal));
    }
    let private = flags.output.as_deref().and_then(file);
    let is_one = match flags.public_out.as_deref().map(file) {
        None => false,
        Some(None) => private.is_none(),
        Some(Some(public)) => private.is_some_and(|private| files::is_one_file(private, public)),
    };
    if is_one {
        return Err(Error::Usage(Usage::OneFileForBothHalves));
    }
    for path in [private, flags.public_out.as_deref().and_then(file)] {
        path.map_or(Ok(()), |path| files::may_write(path, flags.force))?;
    }
    Ok(())
}

fn written(key: &Key, format: KeyFormat) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let line = |text: Zeroizing<String>| Zeroizing::new([text.as_bytes(), b"\n"].concat());
    Ok(match format {
        KeyFormat::Jwk => line(jwk::write(key)?),
        KeyFormat::Pem => Zeroizing::new(pem::write(key)?.as_bytes().to_vec()),
        KeyFormat::Der => der::write(key)?,
    })
}
