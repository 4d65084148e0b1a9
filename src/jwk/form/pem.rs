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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::{Curve, KeyKind};
    use crate::jwk::form::fixtures::{
        EC_PKCS8, EC_SEC1, EC_SPKI, ED448_PKCS8, ED25519_ENCRYPTED, ED25519_PKCS8, ED25519_SPKI,
        LEAF, OPENSSH_ED25519, PASSPHRASE, ROOT, RSA_PKCS1, RSA_PKCS1_PUBLIC, der, pem,
    };

    const P384: KeyKind = KeyKind::Ec(Curve::P384);

    /// The kinds of the keys in their order, and whether each is private.
    fn kinds(text: &str) -> Result<Vec<(KeyKind, bool)>, KeyError> {
        let mut passphrase = || Some(Zeroizing::new(PASSPHRASE.to_vec()));
        let keys = load(text.as_bytes(), &mut passphrase)?;
        let keys = keys.iter().map(|key| &key.material);
        Ok(keys.map(|key| (key.kind(), key.is_private())).collect())
    }

    fn subjects(text: &str) -> Vec<String> {
        let keys = load(text.as_bytes(), &mut || None).ok().unwrap();
        let certificates = keys.into_iter().filter_map(|key| key.certificate);
        certificates
            .map(|certificate| certificate.subject)
            .collect()
    }

    #[test]
    fn the_label_tells_the_form() {
        for (label, contents, found) in [
            ("PUBLIC KEY", EC_SPKI, (P384, false)),
            ("RSA PUBLIC KEY", RSA_PKCS1_PUBLIC, (KeyKind::Rsa, false)),
            ("PRIVATE KEY", EC_PKCS8, (P384, true)),
            (
                "ENCRYPTED PRIVATE KEY",
                ED25519_ENCRYPTED,
                (KeyKind::Ed25519, true),
            ),
            ("RSA PRIVATE KEY", RSA_PKCS1, (KeyKind::Rsa, true)),
            ("EC PRIVATE KEY", EC_SEC1, (P384, true)),
            (
                "OPENSSH PRIVATE KEY",
                OPENSSH_ED25519,
                (KeyKind::Ed25519, true),
            ),
            ("CERTIFICATE", LEAF, (KeyKind::Ed25519, false)),
            ("X509 CERTIFICATE", LEAF, (KeyKind::Ed25519, false)),
        ] {
            assert_eq!(kinds(&pem(label, contents)), Ok(vec![found]), "{label}");
        }
    }

    #[test]
    fn a_label_of_another_form_is_damaged() {
        for (label, contents, form) in [
            ("PUBLIC KEY", EC_PKCS8, "public key (SPKI)"),
            ("PRIVATE KEY", EC_SPKI, "private key (PKCS#8)"),
            ("PRIVATE KEY", EC_SEC1, "private key (PKCS#8)"),
            ("RSA PRIVATE KEY", EC_SEC1, "RSA private key (PKCS#1)"),
            ("RSA PUBLIC KEY", RSA_PKCS1, "RSA public key (PKCS#1)"),
            (
                "EC PRIVATE KEY",
                RSA_PKCS1,
                "EC private key on a named curve (SEC 1)",
            ),
            (
                "ENCRYPTED PRIVATE KEY",
                EC_PKCS8,
                "encrypted private key (PKCS#8)",
            ),
            ("OPENSSH PRIVATE KEY", EC_PKCS8, "OpenSSH private key"),
            ("CERTIFICATE", EC_SPKI, "certificate"),
        ] {
            let found = kinds(&pem(label, contents));
            assert_eq!(found, Err(KeyError::Damaged(form)), "{label}");
        }
    }

    #[test]
    fn keys_keep_the_order_of_their_blocks() {
        let (ec, ed25519) = (
            pem("PRIVATE KEY", EC_PKCS8),
            pem("PUBLIC KEY", ED25519_SPKI),
        );
        let (first, second) = ((P384, true), (KeyKind::Ed25519, false));
        assert_eq!(kinds(&format!("{ec}{ed25519}")), Ok(vec![first, second]));
        assert_eq!(kinds(&format!("{ed25519}{ec}")), Ok(vec![second, first]));
    }

    #[test]
    fn text_around_blocks_and_any_line_breaks_are_ignored() {
        let block = pem("PUBLIC KEY", ED25519_SPKI);
        let broken = pem("PUBLIC KEY", &ED25519_SPKI.replace('A', "A\n "));
        for text in [
            format!("subject: \u{e9}\n{block}\nafter"),
            block.replace('\n', "\r\n"),
            block.replace('\n', "\\n"),
            block.replace('\n', "\\r\\n"),
            block.replace('\n', " "),
            broken,
        ] {
            assert_eq!(kinds(&text), Ok(vec![(KeyKind::Ed25519, false)]), "{text}");
        }
    }

    #[test]
    fn damaged_blocks_are_refused() {
        let block = pem("PUBLIC KEY", ED25519_SPKI);
        for (text, why) in [
            ("-----BEGIN PUBLIC KEY", "a BEGIN line is incomplete"),
            (
                "-----BEGIN PUBLIC KEY\nAAAA\n-----",
                "a BEGIN line is incomplete",
            ),
            (&block[..block.len() - 3], "a BEGIN line has no END line"),
            (
                &block.replace("END PUBLIC", "END PRIVATE"),
                "a BEGIN line has no END line",
            ),
            (
                &block.replace("MCow", "MC!w"),
                "the content of a block is not base64",
            ),
            (
                &block.replace("MCow", "MCo"),
                "the content of a block is not base64",
            ),
        ] {
            assert_eq!(kinds(text), Err(KeyError::DamagedPem(why)), "{text}");
        }
    }

    #[test]
    fn a_truncated_key_within_a_whole_block_is_damaged() {
        let cut = pem("PUBLIC KEY", &ED25519_SPKI[..40]);
        assert_eq!(kinds(&cut), Err(KeyError::Damaged("public key (SPKI)")));
    }

    #[test]
    fn blocks_that_cannot_be_used_are_passed_over_beside_a_key() {
        let other = pem("EC PARAMETERS", "BgUrgQQAIg==");
        let unsupported = pem("PRIVATE KEY", ED448_PKCS8);
        assert_eq!(
            kinds(&other),
            Err(KeyError::NotAKey("EC PARAMETERS".to_owned()))
        );
        assert_eq!(
            kinds(&unsupported),
            Err(KeyError::UnsupportedKind("Ed448".to_owned()))
        );
        let key = pem("EC PRIVATE KEY", EC_SEC1);
        let found = kinds(&format!("{other}{unsupported}{key}"));
        assert_eq!(found, Ok(vec![(P384, true)]));
    }

    #[test]
    fn the_signers_in_a_chain_are_passed_over() {
        let (leaf, root) = (pem("CERTIFICATE", LEAF), pem("CERTIFICATE", ROOT));
        assert_eq!(subjects(&format!("{leaf}{root}")), ["CN=leaf"]);
        assert_eq!(subjects(&format!("{root}{leaf}")), ["CN=root", "CN=leaf"]);
        assert_eq!(subjects(&root.repeat(2)), ["CN=root", "CN=root"]);
    }

    #[test]
    fn the_old_encryption_of_openssl_is_refused() {
        let old = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,00\n\n{EC_SEC1}");
        let block = pem("EC PRIVATE KEY", &old);
        assert_eq!(kinds(&block), Err(KeyError::LegacyEncryption));
    }

    #[test]
    fn a_file_of_many_encrypted_keys_costs_no_more_than_a_few() {
        let block = pem("ENCRYPTED PRIVATE KEY", ED25519_ENCRYPTED);
        let mut asked = 0;
        let mut passphrase = || {
            asked += 1;
            Some(Zeroizing::new(PASSPHRASE.to_vec()))
        };
        let keys = load(block.repeat(100).as_bytes(), &mut passphrase);
        assert_eq!(keys.err(), Some(KeyError::CostlyDerivation));
        assert_eq!(asked, MAX_ENCRYPTED);
    }

    #[test]
    fn keys_are_written_in_lines_of_64_characters() {
        let content = load(pem("PRIVATE KEY", ED25519_PKCS8).as_bytes(), &mut || None);
        let key = content.ok().unwrap().remove(0).into_key("test");
        assert_eq!(*write(&key).unwrap(), pem("PRIVATE KEY", ED25519_PKCS8));
        let key = key.into_public().unwrap();
        assert_eq!(*write(&key).unwrap(), pem("PUBLIC KEY", ED25519_SPKI));
        let content = load(pem("EC PRIVATE KEY", EC_SEC1).as_bytes(), &mut || None);
        let key = content.ok().unwrap().remove(0).into_key("test");
        let written = write(&key).unwrap();
        assert!(written.lines().all(|line| line.len() <= 64));
        assert_eq!(kinds(&written), Ok(vec![(P384, true)]));
        assert_eq!(
            super::super::der::write(&key).unwrap().as_slice(),
            der(EC_PKCS8)
        );
    }
}
