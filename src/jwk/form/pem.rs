//! PEM (RFC 7468) as it is found: several blocks in a file, text around them, any line breaks, also
//! the two characters `\n` that stand for one in an environment variable.

use super::{Content, Passphrase, certificate, openssh, pkcs1, pkcs8, sec1, spki};
use crate::jwk::{Certificate, Key, KeyError};
use ::der::pem::{LineEnding, encode_string};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// How many encrypted keys of one file are decrypted: each takes up to a second.
const MAX_ENCRYPTED: usize = 8;

pub(super) fn is_pem(text: &[u8]) -> bool {
    let begin = BEGIN.as_bytes();
    text.windows(begin.len()).any(|window| window == begin)
}

/// The keys of every block. Beside a key that can be used, blocks that are not keys or not supported
/// are passed over, and so are the certificates of the signers in a chain.
pub(super) fn load(text: &[u8], passphrase: &mut Passphrase<'_>) -> Result<Vec<Content>, KeyError> {
    // Outside the blocks there may be any bytes. Inside, what is not ASCII is not base64.
    let text = Zeroizing::new(String::from_utf8_lossy(text).into_owned());
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n"));
    let mut keys: Vec<Content> = Vec::new();
    let mut passed_over = None;
    let mut encrypted = 0;
    let mut rest = text.as_str();
    while let Some(start) = rest.find(BEGIN) {
        let block = &rest[start + BEGIN.len()..];
        let (label, body) = block
            .split_once(DASHES)
            .filter(|(label, _)| !label.contains('\n'))
            .ok_or(KeyError::DamagedPem("a BEGIN line is incomplete"))?;
        let end = format!("-----END {label}-----");
        let (body, after) = body
            .split_once(end.as_str())
            .ok_or(KeyError::DamagedPem("a BEGIN line has no END line"))?;
        rest = after;
        encrypted += usize::from(label == "ENCRYPTED PRIVATE KEY");
        if encrypted > MAX_ENCRYPTED {
            return Err(KeyError::CostlyDerivation);
        }
        match read_block(label, body, passphrase) {
            Ok(key) if has_signed_last(key.certificate.as_ref(), &keys) => {}
            Ok(key) => keys.push(key),
            Err(
                error @ (KeyError::NotAKey(_)
                | KeyError::UnsupportedKind(_)
                | KeyError::UnsupportedCurve(_)
                | KeyError::UnnamedCurve),
            ) => passed_over = passed_over.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    if keys.is_empty() {
        return Err(passed_over.unwrap_or(KeyError::NoKey));
    }
    Ok(keys)
}

/// Whether a certificate follows one that it has signed, as in a chain: its key signs certificates
/// and not tokens.
fn has_signed_last(certificate: Option<&Certificate>, keys: &[Content]) -> bool {
    let last = keys.last().and_then(|last| last.certificate.as_ref());
    certificate.zip(last).is_some_and(|(certificate, last)| {
        last.issuer == certificate.subject && last.subject != last.issuer
    })
}

fn read_block(
    label: &str,
    body: &str,
    passphrase: &mut Passphrase<'_>,
) -> Result<Content, KeyError> {
    // RFC 1421, section 4.6: the header of OpenSSL's old encryption.
    if body.contains("Proc-Type:") {
        return Err(KeyError::LegacyEncryption);
    }
    let base64 = Zeroizing::new(body.split_ascii_whitespace().collect::<String>());
    let bytes = STANDARD.decode(base64.as_bytes());
    let bytes = bytes.map_err(|_| KeyError::DamagedPem("the content of a block is not base64"))?;
    let bytes = Zeroizing::new(bytes);
    match label {
        "PUBLIC KEY" => spki::read(&bytes).map(Content::from),
        "RSA PUBLIC KEY" => pkcs1::read_public(&bytes).map(Content::from),
        "PRIVATE KEY" => pkcs8::read(&bytes).map(Content::from),
        "ENCRYPTED PRIVATE KEY" => pkcs8::read_encrypted(&bytes, passphrase).map(Content::from),
        "RSA PRIVATE KEY" => pkcs1::read_private(&bytes).map(Content::from),
        "EC PRIVATE KEY" => sec1::read(&bytes).map(Content::from),
        "OPENSSH PRIVATE KEY" => openssh::read_private(&bytes).map(Content::from),
        "CERTIFICATE" | "X509 CERTIFICATE" => certificate::read(&bytes),
        other => Err(KeyError::NotAKey(other.to_owned())),
    }
}

/// A key in PEM: PKCS#8 if it is private, SPKI if it is public.
///
/// # Errors
/// For a secret, and for a private key whose halves do not belong together, where it cannot be
/// written without the missing numbers.
pub fn write(key: &Key) -> Result<Zeroizing<String>, KeyError> {
    let label = if key.is_private() {
        "PRIVATE KEY"
    } else {
        "PUBLIC KEY"
    };
    let text = encode_string(label, LineEnding::LF, &super::der::write(key)?);
    text.map(Zeroizing::new).map_err(|_| KeyError::Inconsistent)
}
