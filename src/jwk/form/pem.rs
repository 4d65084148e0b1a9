//! PEM (RFC 7468) as it is found: several blocks in a file, text around them, any line breaks, also
//! the two characters `\n` that stand for one in an environment variable. What a block holds is found
//! from its content; many programs write one form under the label of another.

use super::encryption::{self, Decryption};
use super::{Content, certificate, foreign, openssh, pkcs1, pkcs8, sec1, spki};
use crate::jwk::{Certificate, Key, KeyError};
use ::der::pem::{LineEnding, encode_string};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use zeroize::Zeroizing;

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// A block: what it is labelled as, and what is between its lines.
struct Block<'t> {
    label: &'t str,
    body: &'t [u8],
}

pub(super) fn is_pem(text: &[u8]) -> bool {
    memmem::find(text, BEGIN).is_some()
}

/// The keys of every block. Beside a key that can be used, blocks that are not keys or not supported
/// are passed over, and so are the certificates of the signers in a chain.
pub(super) fn load(
    text: &[u8],
    decryption: &mut Decryption<'_, '_>,
) -> Result<Vec<Content>, KeyError> {
    let mut contents = Vec::new();
    for block in blocks(text)? {
        contents.push((block.label, block.decode()));
    }
    let costs = contents.iter().flat_map(|(_, content)| content);
    let costs = costs.map(|content| encryption::cost(content));
    decryption.affords(costs.fold(0, u64::saturating_add))?;
    let mut keys: Vec<Content> = Vec::new();
    let mut passed_over = None;
    for (label, content) in contents {
        match content.and_then(|content| read(label, &content, decryption)) {
            Ok(key) if has_signed_last(key.certificate.as_ref(), &keys) => {}
            Ok(key) => keys.push(key),
            Err(
                error @ (KeyError::NotAKey(_)
                | KeyError::ForeignForm(_)
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

/// Outside the blocks there may be any bytes.
fn blocks(text: &[u8]) -> Result<Vec<Block<'_>>, KeyError> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = memmem::find(rest, BEGIN) {
        let block = &rest[start + BEGIN.len()..];
        let incomplete = KeyError::DamagedPem("a BEGIN line is incomplete");
        let end_of_label = memmem::find(block, DASHES).ok_or(incomplete.clone())?;
        let label = std::str::from_utf8(&block[..end_of_label]).ok();
        let label = label.filter(|label| !label.contains('\n') && !label.contains("\\n"));
        let label = label.ok_or(incomplete)?;
        let body = &block[end_of_label + DASHES.len()..];
        let end = format!("-----END {label}-----");
        let length = memmem::find(body, end.as_bytes());
        let length = length.ok_or(KeyError::DamagedPem("a BEGIN line has no END line"))?;
        blocks.push(Block {
            label,
            body: &body[..length],
        });
        rest = &body[length + end.len()..];
    }
    Ok(blocks)
}

/// Whether a certificate follows one that it has signed, as in a chain: its key signs certificates
/// and not tokens.
fn has_signed_last(certificate: Option<&Certificate>, keys: &[Content]) -> bool {
    let last = keys.last().and_then(|last| last.certificate.as_ref());
    certificate.zip(last).is_some_and(|(certificate, last)| {
        last.issuer == certificate.subject && last.subject != last.issuer
    })
}

impl Block<'_> {
    fn decode(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        if let Some(form) = foreign::with_label(self.label) {
            return Err(KeyError::ForeignForm(form));
        }
        // RFC 1421, section 4.6: the header of OpenSSL's old encryption.
        if memmem::find(self.body, b"Proc-Type:").is_some() {
            return Err(KeyError::LegacyEncryption);
        }
        let base64 = without_line_breaks(self.body);
        let mut bytes = Zeroizing::new(Vec::with_capacity(base64.len()));
        let decoded = STANDARD.decode_vec(&*base64, &mut bytes);
        decoded.map_err(|_| KeyError::DamagedPem("the content of a block is not base64"))?;
        Ok(bytes)
    }
}

/// The text without white space, and without the two characters that stand for a line break.
fn without_line_breaks(body: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut bytes = body.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let is_escape =
            byte == b'\\' && bytes.next_if(|next| matches!(next, b'n' | b'r')).is_some();
        if !is_escape && !byte.is_ascii_whitespace() {
            text.push(byte);
        }
    }
    text
}

fn read(
    label: &str,
    bytes: &[u8],
    decryption: &mut Decryption<'_, '_>,
) -> Result<Content, KeyError> {
    // Parameters are numbers like those of a key.
    if !(label.ends_with("KEY") || label.ends_with("CERTIFICATE")) {
        return Err(fault(label, bytes));
    }
    if openssh::is_private_key(bytes) {
        return openssh::read_private(bytes).map(Content::from);
    }
    match super::der::load(bytes, decryption) {
        Err(KeyError::UnknownForm(_)) => Err(fault(label, bytes)),
        read => read,
    }
}

/// What is wrong with a block whose content has none of the forms: what its label says of it.
fn fault(label: &str, bytes: &[u8]) -> KeyError {
    let read = match label {
        "PUBLIC KEY" => spki::read(bytes).map(drop),
        "RSA PUBLIC KEY" => pkcs1::read_public(bytes).map(drop),
        "PRIVATE KEY" => pkcs8::read(bytes).map(drop),
        "ENCRYPTED PRIVATE KEY" => Err(encryption::DAMAGED),
        "RSA PRIVATE KEY" => pkcs1::read_private(bytes).map(drop),
        "EC PRIVATE KEY" => sec1::read(bytes).map(drop),
        "OPENSSH PRIVATE KEY" => openssh::read_private(bytes).map(drop),
        "CERTIFICATE" | "X509 CERTIFICATE" => certificate::read(bytes).map(drop),
        "DSA PRIVATE KEY" | "DSA PUBLIC KEY" => Err(KeyError::UnsupportedKind("DSA".to_owned())),
        _ => Ok(()),
    };
    read.err()
        .unwrap_or_else(|| KeyError::NotAKey(label.to_owned()))
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
    use crate::jwk::ForeignForm;
    use crate::jwk::form::fixtures::{
        EC_PKCS8, EC_SEC1, EC_SPKI, ED448_PKCS8, ED25519_300000_ITERATIONS, ED25519_ENCRYPTED,
        ED25519_PKCS8, ED25519_SPKI, LEAF, OPENSSH_ED25519, PASSPHRASE, ROOT, RSA_PKCS1,
        RSA_PKCS1_PUBLIC, der, pem,
    };

    const P384: KeyKind = KeyKind::Ec(Curve::P384);

    /// The kinds of the keys in their order, and whether each is private.
    fn kinds(text: &str) -> Result<Vec<(KeyKind, bool)>, KeyError> {
        let mut passphrase = || Some(Zeroizing::new(PASSPHRASE.to_vec()));
        let keys = load(text.as_bytes(), &mut Decryption::new(&mut passphrase))?;
        let keys = keys.iter().map(|key| &key.material);
        Ok(keys.map(|key| (key.kind(), key.is_private())).collect())
    }

    fn only(text: &str) -> Key {
        let keys = load(text.as_bytes(), &mut Decryption::new(&mut || None));
        keys.ok().unwrap().remove(0).into_key("test")
    }

    fn subjects(text: &str) -> Vec<String> {
        let keys = load(text.as_bytes(), &mut Decryption::new(&mut || None));
        let keys = keys.ok().unwrap();
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
    fn the_content_decides_whatever_the_label_says() {
        let forms = [
            (EC_SPKI, (P384, false)),
            (EC_PKCS8, (P384, true)),
            (EC_SEC1, (P384, true)),
            (RSA_PKCS1, (KeyKind::Rsa, true)),
            (RSA_PKCS1_PUBLIC, (KeyKind::Rsa, false)),
            (ED25519_ENCRYPTED, (KeyKind::Ed25519, true)),
            (OPENSSH_ED25519, (KeyKind::Ed25519, true)),
            (LEAF, (KeyKind::Ed25519, false)),
        ];
        for label in [
            "PUBLIC KEY",
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "RSA PUBLIC KEY",
            "EC PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "CERTIFICATE",
            "KEY",
        ] {
            for (contents, found) in forms {
                let text = pem(label, contents);
                assert_eq!(kinds(&text), Ok(vec![found]), "{label}, {contents}");
            }
        }
    }

    #[test]
    fn content_without_a_form_is_told_by_its_label() {
        let damaged = |form| Err(KeyError::Damaged(form));
        for (label, error) in [
            ("PUBLIC KEY", damaged("public key (SPKI)")),
            ("PRIVATE KEY", damaged("private key (PKCS#8)")),
            ("RSA PRIVATE KEY", damaged("RSA private key (PKCS#1)")),
            ("RSA PUBLIC KEY", damaged("RSA public key (PKCS#1)")),
            (
                "EC PRIVATE KEY",
                damaged("EC private key on a named curve (SEC 1)"),
            ),
            (
                "ENCRYPTED PRIVATE KEY",
                damaged("encrypted private key (PKCS#8)"),
            ),
            ("OPENSSH PRIVATE KEY", damaged("OpenSSH private key")),
            ("CERTIFICATE", damaged("certificate")),
            ("X509 CRL", Err(KeyError::NotAKey("X509 CRL".to_owned()))),
            ("KEYS", Err(KeyError::NotAKey("KEYS".to_owned()))),
            (
                "DSA PRIVATE KEY",
                Err(KeyError::UnsupportedKind("DSA".to_owned())),
            ),
            (
                "TRUSTED CERTIFICATE",
                Err(KeyError::ForeignForm(ForeignForm::TrustedCertificate)),
            ),
            (
                "PGP PUBLIC KEY BLOCK",
                Err(KeyError::ForeignForm(ForeignForm::OpenPgp)),
            ),
        ] {
            assert_eq!(kinds(&pem(label, "MAMCAQA=")), error, "{label}");
        }
    }

    /// Two numbers, as an RSA public key has them.
    #[test]
    fn parameters_are_not_taken_for_a_key() {
        let error = KeyError::NotAKey("DH PARAMETERS".to_owned());
        assert_eq!(kinds(&pem("DH PARAMETERS", RSA_PKCS1_PUBLIC)), Err(error));
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

    /// Each of its keys takes 300,000 iterations of the 2,500,000 that one file may cost.
    #[test]
    fn a_file_of_many_encrypted_keys_is_refused_before_anything_is_derived() {
        let block = pem("ENCRYPTED PRIVATE KEY", ED25519_300000_ITERATIONS);
        let mut passphrase = || panic!("the passphrase was asked for");
        let decryption = &mut Decryption::new(&mut passphrase);
        let keys = load(block.repeat(9).as_bytes(), decryption);
        assert_eq!(keys.err(), Some(KeyError::CostlyDerivation));
        let mut none = || None;
        let keys = load(block.repeat(8).as_bytes(), &mut Decryption::new(&mut none));
        assert_eq!(keys.err(), Some(KeyError::NeedsPassphrase));
    }

    #[test]
    fn keys_are_written_in_lines_of_64_characters() {
        let key = only(&pem("PRIVATE KEY", ED25519_PKCS8));
        assert_eq!(*write(&key).unwrap(), pem("PRIVATE KEY", ED25519_PKCS8));
        let key = key.into_public().unwrap();
        assert_eq!(*write(&key).unwrap(), pem("PUBLIC KEY", ED25519_SPKI));
        let key = only(&pem("EC PRIVATE KEY", EC_SEC1));
        let written = write(&key).unwrap();
        assert!(written.lines().all(|line| line.len() <= 64));
        assert_eq!(kinds(&written), Ok(vec![(P384, true)]));
        assert_eq!(
            super::super::der::write(&key).unwrap().as_slice(),
            der(EC_PKCS8)
        );
    }
}
