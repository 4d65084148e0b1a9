//! `jwt key`: what key files hold, and the same in other forms.

use super::keyring;
use super::remote::Remote;
use crate::cli::{KeyFiles, KeyForm};
use crate::error::{CannotRun, Exit};
use crate::input::{self, Readers, Stdin};
use crate::keys::{BadKey, Key, KeySet, Material, der, jwk, pem};
use crate::report::Report;
use anyhow::Result;
use zeroize::Zeroizing;

/// RFC 9278, section 2.
const URI: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

pub(super) fn run(flags: &KeyFiles, report: &Report) -> Result<Exit> {
    let stdin = &mut Stdin::default();
    let remote = Remote::for_key(flags, stdin, report)?;
    let (keys, mut unusable) = match &remote {
        Some(remote) => remote.members(stdin)?,
        None => keyring::files(&flags.files, &flags.passphrase, stdin)?,
    };
    refuse_inconsistent(&keys)?;
    let form = flags.to.or(flags.public.then_some(KeyForm::Jwk));
    if form.is_none() && !flags.thumbprint {
        if flags.output.is_some() {
            return Err(CannotRun::usage(
                "-o is for keys and thumbprints that are written",
                "--to, --public or --thumbprint says which",
            )
            .into());
        }
        report.keys(&keys, &unusable, flags.json)?;
        return Ok(Exit::Done);
    }
    if let Some(remote) = &remote {
        remote.leave_out(std::mem::take(&mut unusable));
    }
    if let Some(bad) = unusable.into_iter().next() {
        let (source_name, reason) = (bad.source, bad.reason);
        return Err(CannotRun::BadKey {
            source_name,
            reason,
        }
        .into());
    }
    if flags.thumbprint {
        let prefix = if flags.uri { URI } else { "" };
        let prints = keys.iter().map(jwk::thumbprint);
        let lines: Vec<String> = prints.map(|print| format!("{prefix}{print}\n")).collect();
        return output(flags, lines.concat().as_bytes(), report);
    }
    let form = form.unwrap_or(KeyForm::Jwk);
    if form == KeyForm::Der && flags.output.is_none() && report.out_is_terminal() {
        return Err(CannotRun::usage("DER is no text for a terminal", "-o FILE takes it").into());
    }
    let mut chosen = Vec::new();
    for key in keys {
        let source_name = key.source().to_owned();
        let key = if flags.public {
            key.into_public()
        } else {
            Ok(key)
        };
        chosen.push(key.map_err(|reason| CannotRun::BadKey {
            source_name,
            reason,
        })?);
    }
    output(flags, &converted(chosen, form)?, report)
}

/// A private half that does not belong to its public one would only show when it signs.
fn refuse_inconsistent(keys: &[Key]) -> Result<(), CannotRun> {
    match keys.iter().find(|key| !key.material().is_consistent()) {
        None => Ok(()),
        Some(key) => Err(CannotRun::BadKey {
            source_name: key.to_string(),
            reason: BadKey::Inconsistent,
        }),
    }
}

fn output(flags: &KeyFiles, content: &[u8], report: &Report) -> Result<Exit> {
    match &flags.output {
        Some(path) => input::write(path, content, Readers::Owner, flags.force)?,
        None => report.text(content)?,
    }
    Ok(Exit::Done)
}

fn converted(keys: Vec<Key>, form: KeyForm) -> Result<Zeroizing<Vec<u8>>> {
    let keys: Vec<Key> = keys.into_iter().map(named).collect();
    let one = || match keys.as_slice() {
        [key] => Ok(key),
        several => Err(CannotRun::usage(
            format!("{} keys do not fit into one of this form", several.len()),
            "--to jwks and --to pem take several",
        )),
    };
    let sources: Vec<&str> = keys.iter().map(Key::source).collect();
    let sources = sources.join(", ");
    let bad = |reason| CannotRun::BadKey {
        source_name: sources.clone(),
        reason,
    };
    let line = |text: Zeroizing<String>| Zeroizing::new([text.as_bytes(), b"\n"].concat());
    Ok(match form {
        KeyForm::Jwk => line(jwk::write(one()?).map_err(bad)?),
        KeyForm::Jwks => {
            let set = KeySet::join(keys, Vec::new()).map_err(CannotRun::from)?;
            line(jwk::write_set(set.keys()).map_err(bad)?)
        }
        KeyForm::Der => {
            let material = one()?.material();
            if material.is_private() {
                der::to_private_key_info(material).map_err(bad)?
            } else {
                Zeroizing::new(der::to_subject_public_key_info(material).map_err(bad)?)
            }
        }
        KeyForm::Pem => {
            let mut text = Zeroizing::new(Vec::new());
            for key in &keys {
                text.extend_from_slice(pem::write(key.material()).map_err(bad)?.as_bytes());
            }
            text
        }
    })
}

/// A key without a name gets its thumbprint as one; a secret does not, whose thumbprint would help
/// to guess it (RFC 7638, section 7).
fn named(key: Key) -> Key {
    if key.kid().is_some() || matches!(key.material(), Material::Hmac(_)) {
        return key;
    }
    let kid = jwk::thumbprint(&key);
    key.with_kid(Some(kid))
}
