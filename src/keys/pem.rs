//! PEM (RFC 7468), as it comes: several blocks in a file, text around them, any line breaks, also
//! the two characters `\n` that stand for one in an environment variable.

use super::{BadKey, Material, Passphrase, der, openssh};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pem_rfc7468::LineEnding;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The keys of every block; blocks that hold none beside one are passed over.
///
/// # Errors
/// When a block is damaged, or holds something that is no key, or none holds one.
pub(super) fn load(
    text: &[u8],
    passphrase: &mut Passphrase<'_>,
) -> Result<Vec<(Material, Option<der::Certificate>)>, BadKey> {
    let text = std::str::from_utf8(text).map_err(|_| BadKey::DamagedPem("is not text"))?;
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n"));
    let mut keys = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(BEGIN) {
        let block = &rest[start + BEGIN.len()..];
        let (label, body) = block
            .split_once(DASHES)
            .filter(|(label, _)| !label.contains('\n'))
            .ok_or(BadKey::DamagedPem("has a broken first line"))?;
        let end = format!("-----END {label}-----");
        let (body, after) = body
            .split_once(end.as_str())
            .ok_or(BadKey::DamagedPem("has no last line for its first"))?;
        keys.extend(block_keys(label, body, passphrase)?);
        rest = after;
    }
    if keys.is_empty() {
        return Err(BadKey::Empty);
    }
    Ok(keys)
}

/// A key in PEM: PKCS#8 where it is private, SPKI where it is public.
///
/// # Errors
/// For a secret.
pub fn write(material: &Material) -> Result<Zeroizing<String>, BadKey> {
    let (label, contents) = if material.is_private() {
        ("PRIVATE KEY", der::to_private_key_info(material)?)
    } else {
        let contents = der::to_subject_public_key_info(material)?;
        ("PUBLIC KEY", Zeroizing::new(contents))
    };
    let text = pem_rfc7468::encode_string(label, LineEnding::LF, &contents);
    text.map(Zeroizing::new).map_err(|_| BadKey::Inconsistent)
}

fn block_keys(
    label: &str,
    body: &str,
    passphrase: &mut Passphrase<'_>,
) -> Result<Option<(Material, Option<der::Certificate>)>, BadKey> {
    if body.contains("Proc-Type:") {
        return Err(BadKey::LegacyEncryption);
    }
    let base64 = body.split_ascii_whitespace().collect::<String>();
    let contents = STANDARD.decode(Zeroizing::new(base64).as_bytes());
    let contents = contents.map_err(|_| BadKey::DamagedPem("is not base64 within"))?;
    let contents = Zeroizing::new(contents);
    let plain = |material| Ok(Some((material, None)));
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
            Ok(Some((material, Some(certificate))))
        }
        // openssl writes it before a key that names its curve again.
        "EC PARAMETERS" => Ok(None),
        other => Err(BadKey::NotAKey(other.to_owned())),
    }
}
