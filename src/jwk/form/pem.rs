//! PEM (RFC 7468), as it comes: several blocks in a file, text around them, any line breaks, also
//! the two characters `\n` that stand for one in an environment variable.

use super::{Passphrase, der, openssh};
use crate::jwk::{KeyError, Material};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pem_rfc7468::LineEnding;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// So many encrypted keys are opened of one file: each costs up to a second.
const MOST_ENCRYPTED: usize = 8;

/// The keys of every block. Blocks that hold no key, or one that is not supported, are passed over
/// beside one that is; so are the certificates of those who signed the one before.
///
/// # Errors
/// When a block is damaged, or none holds a key.
pub(super) fn load(
    text: &[u8],
    passphrase: &mut Passphrase<'_>,
) -> Result<Vec<(Material, Option<der::Certificate>)>, KeyError> {
    // Outside the blocks anything may stand; inside, what is no ASCII is no base64.
    let text = Zeroizing::new(String::from_utf8_lossy(text).into_owned());
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n"));
    let mut keys: Vec<(Material, Option<der::Certificate>)> = Vec::new();
    let mut passed_over = None;
    let mut encrypted = 0;
    let mut rest = text.as_str();
    while let Some(start) = rest.find(BEGIN) {
        let block = &rest[start + BEGIN.len()..];
        let (label, body) = block
            .split_once(DASHES)
            .filter(|(label, _)| !label.contains('\n'))
            .ok_or(KeyError::DamagedPem("has a broken first line"))?;
        let end = format!("-----END {label}-----");
        let (body, after) = body
            .split_once(end.as_str())
            .ok_or(KeyError::DamagedPem("has no last line for its first"))?;
        rest = after;
        encrypted += usize::from(label == "ENCRYPTED PRIVATE KEY");
        if encrypted > MOST_ENCRYPTED {
            return Err(KeyError::CostlyDerivation);
        }
        match block_key(label, body, passphrase) {
            Ok((_, Some(certificate))) if has_signed_last(&certificate, &keys) => {}
            Ok(key) => keys.push(key),
            Err(
                error @ (KeyError::NotAKey(_)
                | KeyError::UnsupportedKind(_)
                | KeyError::UnsupportedCurve(_)),
            ) => passed_over = passed_over.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    if keys.is_empty() {
        return Err(passed_over.unwrap_or(KeyError::NoKey));
    }
    Ok(keys)
}

/// Whether a certificate follows one that it has signed, as in a chain: its key signs certificates,
/// and no tokens.
fn has_signed_last(
    certificate: &der::Certificate,
    keys: &[(Material, Option<der::Certificate>)],
) -> bool {
    let last = keys.last().and_then(|(_, last)| last.as_ref());
    last.is_some_and(|last| last.issuer == certificate.subject && last.subject != last.issuer)
}

/// A key in PEM: PKCS#8 where it is private, SPKI where it is public.
///
/// # Errors
/// For a secret.
pub fn write(material: &Material) -> Result<Zeroizing<String>, KeyError> {
    let (label, contents) = if material.is_private() {
        ("PRIVATE KEY", der::to_private_key_info(material)?)
    } else {
        let contents = der::to_subject_public_key_info(material)?;
        ("PUBLIC KEY", Zeroizing::new(contents))
    };
    let text = pem_rfc7468::encode_string(label, LineEnding::LF, &contents);
    text.map(Zeroizing::new).map_err(|_| KeyError::Inconsistent)
}

fn block_key(
    label: &str,
    body: &str,
    passphrase: &mut Passphrase<'_>,
) -> Result<(Material, Option<der::Certificate>), KeyError> {
    if body.contains("Proc-Type:") {
        return Err(KeyError::LegacyEncryption);
    }
    let base64 = body.split_ascii_whitespace().collect::<String>();
    let contents = STANDARD.decode(Zeroizing::new(base64).as_bytes());
    let contents = contents.map_err(|_| KeyError::DamagedPem("is not base64 within"))?;
    let contents = Zeroizing::new(contents);
    let plain = |material| Ok((material, None));
    match label {
        "PUBLIC KEY" => plain(der::subject_public_key_info(&contents)?),
        "RSA PUBLIC KEY" => plain(der::rsa_public_key(&contents)?),
        "PRIVATE KEY" => plain(der::private_key_info(&contents)?),
        "ENCRYPTED PRIVATE KEY" => plain(der::encrypted_private_key_info(&contents, passphrase)?),
        "RSA PRIVATE KEY" => plain(der::rsa_private_key(&contents)?),
        "EC PRIVATE KEY" => plain(der::ec_private_key(&contents)?),
        "OPENSSH PRIVATE KEY" => plain(openssh::private_key(&contents)?),
        "CERTIFICATE" | "X509 CERTIFICATE" => {
            let (material, certificate) = der::certificate(&contents)?;
            Ok((material, Some(certificate)))
        }
        other => Err(KeyError::NotAKey(other.to_owned())),
    }
}
