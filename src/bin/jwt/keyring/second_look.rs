//! A second look at the secrets of a run, after a token was rejected: whether its signature would match
//! if a secret were read in another way, and any probable mistake in its text. It explains a
//! rejection and never undoes one.

use super::{JWT_KEY, JWT_SECRET};
use crate::args::{self, Encoding};
use crate::files;
use crate::report::Warning;
use jwt_toolkit::codec::{base64url, is_utf16};
use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwk::MAX_KEY_FILE_BYTES;
use jwt_toolkit::jwk::form::text;
use jwt_toolkit::jws::{Check, Compact};
use jwt_toolkit::jwt::{Rejected, Rejection};
use std::path::Path;
use thiserror::Error;
use zeroize::Zeroizing;

/// The most secret files that are looked at again. Each is tried in some 30 ways.
const MAX_LOOKED_AT: usize = 8;

/// The longest text of a secret that is looked at again, in bytes.
const MAX_TEXT: usize = 1 << 14;

/// What a second look found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The signature matches if the secret is read otherwise.
    Matches {
        /// Where the secret comes from, in words.
        source: String,
        /// What has to be taken off its text, or added to it.
        oddity: Option<Oddity>,
        /// The encoding in which it matches, where that is not the one it was read in.
        encoding: Option<Encoding>,
    },
    /// The secret is the name of a file that exists.
    NamesAFile {
        /// Where the secret comes from, in words.
        source: String,
        /// Whether the file holds a key in a file format.
        holds_a_key: bool,
    },
    /// The secret's text probably has a mistake, but correcting it does not make the signature match.
    Odd(OddSecret),
}

/// A secret whose text probably has a mistake.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{source_name} {oddity}, and is taken as it is")]
pub(crate) struct OddSecret {
    /// Where it comes from, in words.
    pub(crate) source_name: String,
    /// What it is.
    pub(crate) oddity: Oddity,
}

/// A probable mistake in a secret's text.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// It is UTF-16.
    #[error("is UTF-16")]
    Utf16,
    /// It starts with the byte order mark of UTF-8.
    #[error("starts with a byte order mark")]
    ByteOrderMark,
    /// It ends in a line break.
    #[error("ends in a line break")]
    LineBreak,
    /// It ends in the two characters that stand for a line break elsewhere.
    #[error("ends in \\n, which is two characters")]
    EscapedLineBreak,
    /// It starts or ends with other white space.
    #[error("starts or ends with white space")]
    WhiteSpace,
    /// It stands in quotes.
    #[error("stands in quotes")]
    Quotes,
    /// The line break at a file's end was removed, but the signer had kept it.
    #[error("lost the line break at its end")]
    LineBreakTakenOff,
}

/// A secret's text, as it was used.
struct SecretText {
    source: String,
    text: Zeroizing<Vec<u8>>,
    is_of_a_file: bool,
}

/// What may be done about a token that was rejected for its signature or its key, where secrets were
/// used that can be read again: a pipe cannot.
pub(crate) fn second_look(
    flags: &args::Keys,
    rejected: &Rejected<'_>,
    token: &[u8],
) -> Option<Finding> {
    let alg = rejected.errors.iter().find_map(|error| match error {
        Rejection::SignatureMismatch { alg, .. } => Some(Some(*alg)),
        Rejection::KeyNotPermitted { .. } => Some(None),
        _ => None,
    })?;
    let texts = texts(flags);
    let trial = alg.and_then(|alg| Trial::new(alg, token));
    let used = flags.secret_encoding.unwrap_or(Encoding::Utf8);
    let matching = |trial: Trial<'_>| texts.iter().find_map(|text| trial.find(text, used));
    let found = trial.and_then(matching);
    let odd = || texts.iter().find_map(|text| text.oddity(used));
    found
        .or_else(|| texts.iter().find_map(SecretText::file))
        .or_else(|| alg.and_then(|_| odd()).map(Finding::Odd))
}

/// Advice on the texts of the secrets that flags or environment name.
pub(crate) fn advice_on_secret_text(flags: &args::Keys) -> impl Iterator<Item = Warning> {
    let used = flags.secret_encoding.unwrap_or(Encoding::Utf8);
    let texts = texts(flags).into_iter();
    texts.filter_map(move |text| match text.file() {
        Some(Finding::NamesAFile {
            source,
            holds_a_key,
        }) => Some(Warning::SecretNamesAFile {
            source_name: source,
            holds_a_key,
        }),
        _ => text.oddity(used).map(Warning::SecretText),
    })
}

/// The secrets' texts, those of files without the line break at their end.
fn texts(flags: &args::Keys) -> Vec<SecretText> {
    let mut texts = Vec::new();
    if let Some(text) = &flags.secret {
        texts.push(SecretText::new("--secret", text.as_bytes()));
    }
    for path in flags.secret_file.iter().take(MAX_LOOKED_AT) {
        texts.extend(SecretText::of_file(path));
    }
    let variable = std::env::var_os(JWT_SECRET).filter(|_| std::env::var_os(JWT_KEY).is_none());
    match variable {
        Some(value) if !flags.name_a_key() => {
            texts.push(SecretText::new(JWT_SECRET, value.as_encoded_bytes()));
        }
        _ => {}
    }
    texts.retain(|text| text.text.len() <= MAX_TEXT);
    texts
}

impl SecretText {
    fn new(source: &str, text: &[u8]) -> Self {
        Self {
            source: source.to_owned(),
            text: Zeroizing::new(text.to_vec()),
            is_of_a_file: false,
        }
    }

    fn of_file(path: &Path) -> Option<Self> {
        let content = content(path)?;
        // As `text::secret_from_file` takes it off.
        let text = content.strip_suffix(b"\n").unwrap_or(&content);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        Some(Self {
            is_of_a_file: true,
            ..Self::new(&files::shown(path), text)
        })
    }

    /// The text after each step of cleaning it, with the first oddity that was taken off.
    fn cleaned(&self) -> Vec<(Oddity, Zeroizing<Vec<u8>>)> {
        let mut steps: Vec<(Oddity, Zeroizing<Vec<u8>>)> = Vec::new();
        let mut text = self.text.clone();
        while let Some((oddity, rest)) = without_oddity(&text) {
            let first = steps.first().map_or(oddity, |(first, _)| *first);
            text = rest;
            steps.push((first, text.clone()));
            // UTF-16, a mark, a line break, quotes, and once more within them.
            if steps.len() == 6 {
                break;
            }
        }
        steps
    }

    /// The probable mistake in the text itself. White space may be intended; encodings other than
    /// UTF-8 refuse or ignore these characters.
    fn oddity(&self, used: Encoding) -> Option<OddSecret> {
        let (oddity, _) = without_oddity(&self.text)?;
        let is_odd = used == Encoding::Utf8 && oddity != Oddity::WhiteSpace;
        is_odd.then_some(())?;
        Some(OddSecret {
            source_name: self.source.clone(),
            oddity,
        })
    }

    /// Whether the text names a file that exists. The name is not shown: it may still be the secret.
    fn file(&self) -> Option<Finding> {
        const LONGEST: usize = 1024;
        let name = std::str::from_utf8(&self.text).ok()?.trim();
        if self.is_of_a_file || name.is_empty() || name.len() > LONGEST || name.contains('\0') {
            return None;
        }
        let content = content(Path::new(name))?;
        Some(Finding::NamesAFile {
            source: self.source.clone(),
            holds_a_key: text::key_in_file_format(&content).is_some(),
        })
    }
}

/// The content of a regular file, which is there to be read again.
fn content(path: &Path) -> Option<Zeroizing<Vec<u8>>> {
    if path.as_os_str() == "-" || !path.is_file() {
        return None;
    }
    let mut stdin = args::Stdin::default();
    files::read(path, "the secret", MAX_KEY_FILE_BYTES, &mut stdin).ok()
}

/// What is around the name of a file in a text that names none as it is.
pub(super) fn around_a_file_name(text: &[u8]) -> Option<Oddity> {
    let is_file = |text: &[u8]| {
        let name = std::str::from_utf8(text).ok();
        name.is_some_and(|name| !name.contains('\0') && Path::new(name).is_file())
    };
    let (oddity, rest) = without_oddity(text)?;
    (!is_file(text) && is_file(&rest)).then_some(oddity)
}

/// The text without the oddity that is outermost.
fn without_oddity(text: &[u8]) -> Option<(Oddity, Zeroizing<Vec<u8>>)> {
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    if let Some(readable) = from_utf16(text) {
        return Some((Oddity::Utf16, readable));
    }
    let (oddity, rest) = if let Some(rest) = text.strip_prefix("\u{feff}".as_bytes()) {
        (Oddity::ByteOrderMark, rest)
    } else if text.last().is_some_and(ends) {
        let kept = text.iter().rposition(|byte| !ends(byte));
        (Oddity::LineBreak, &text[..kept.map_or(0, |at| at + 1)])
    } else if let Some(rest) = text.strip_suffix(b"\\n") {
        (Oddity::EscapedLineBreak, rest)
    } else if text.trim_ascii().len() < text.len() {
        (Oddity::WhiteSpace, text.trim_ascii())
    } else if let [open @ (b'"' | b'\''), rest @ .., close] = text
        && open == close
    {
        (Oddity::Quotes, rest)
    } else {
        return None;
    };
    (!rest.is_empty()).then(|| (oddity, Zeroizing::new(rest.to_vec())))
}

/// The text in UTF-8, where it is UTF-16, without its byte order mark.
fn from_utf16(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // The line break that was taken off a file may have been half of one.
    if !is_utf16(text) || text.len() < 4 {
        return None;
    }
    let is_big_endian = text.starts_with(&[0xfe, 0xff]) || text[0] == 0;
    let units = text.chunks_exact(2).map(|pair| match pair {
        [one, other] if is_big_endian => u16::from_be_bytes([*one, *other]),
        [one, other] => u16::from_le_bytes([*one, *other]),
        _ => 0,
    });
    let units = Zeroizing::new(units.collect::<Vec<u16>>());
    let decoded = Zeroizing::new(String::from_utf16(&units).ok()?);
    let readable = decoded.trim_start_matches('\u{feff}');
    Some(Zeroizing::new(readable.as_bytes().to_vec()))
}

/// A signature to be tried with secrets that are read otherwise.
struct Trial<'t> {
    alg: SignatureAlgorithm,
    input: &'t [u8],
    signature: Vec<u8>,
}

impl<'t> Trial<'t> {
    fn new(alg: SignatureAlgorithm, token: &'t [u8]) -> Option<Self> {
        let compact = Compact::split(token).ok()?;
        let signature = base64url::decode(base64url::unpadded(compact.signature())).ok()?;
        Some(Self {
            alg,
            input: compact.signing_input(),
            signature,
        })
    }

    /// How the secret has to be read for the signature to match.
    fn find(&self, secret: &SecretText, used: Encoding) -> Option<Finding> {
        let finding = |oddity, encoding| Finding::Matches {
            source: secret.source.clone(),
            oddity,
            encoding: (encoding != used).then_some(encoding),
        };
        let in_encoding = |text: &[u8]| {
            let used_first = [used].into_iter().chain(Encoding::ALL);
            used_first
                .into_iter()
                .find(|encoding| self.matches(text, *encoding))
        };
        if let Some(encoding) = in_encoding(&secret.text) {
            return Some(finding(None, encoding));
        }
        let mut cleaned = secret.cleaned().into_iter();
        let found = cleaned.find_map(|(oddity, text)| Some((oddity, in_encoding(&text)?)));
        if let Some((oddity, encoding)) = found {
            return Some(finding(Some(oddity), encoding));
        }
        let kept = [b"\n".as_slice(), b"\r\n"].into_iter().find(|end| {
            let text = Zeroizing::new([secret.text.as_slice(), end].concat());
            secret.is_of_a_file && self.matches(&text, Encoding::Utf8)
        });
        kept.map(|_| finding(Some(Oddity::LineBreakTakenOff), used))
    }

    fn matches(&self, text: &[u8], encoding: Encoding) -> bool {
        let key = text::secret(text, encoding.into(), "");
        key.is_ok_and(|key| Check::new(self.alg, &key).holds(self.input, &self.signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Encoding::{Base64, Base64url, Hex, Utf8};
    use SignatureAlgorithm::Hs256;
    use jwt_toolkit::jwk::form::text::SecretEncoding;
    use jwt_toolkit::jws::{KeySigner, token};

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn signed(secret: &[u8]) -> String {
        let key = text::secret(secret, SecretEncoding::Utf8, "signer").unwrap();
        let signer = KeySigner::new(&key, Hs256).unwrap();
        token(br#"{"alg":"HS256"}"#, b"{}", Some(&signer)).unwrap()
    }

    /// How this text has to be read for a token of this secret.
    fn found(
        secret: &[u8],
        text: &[u8],
        used: Encoding,
    ) -> Option<(Option<Oddity>, Option<Encoding>)> {
        let token = signed(secret);
        let trial = Trial::new(Hs256, token.as_bytes()).unwrap();
        let secret = SecretText {
            is_of_a_file: true,
            ..SecretText::new("test", text)
        };
        match trial.find(&secret, used)? {
            Finding::Matches {
                oddity, encoding, ..
            } => Some((oddity, encoding)),
            other => panic!("{other:?}"),
        }
    }

    fn utf16(text: &str, to_bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn a_secret_in_another_encoding_is_recognised() {
        let bytes = b"\xfb\xef\xbe\xff raw bytes, of a key that is written in text";
        for (text, expected) in [
            (
                "++++/yByYXcgYnl0ZXMsIG9mIGEga2V5IHRoYXQgaXMgd3JpdHRlbiBpbiB0ZXh0",
                Base64,
            ),
            (
                "----_yByYXcgYnl0ZXMsIG9mIGEga2V5IHRoYXQgaXMgd3JpdHRlbiBpbiB0ZXh0",
                Base64url,
            ),
            (
                "fbefbeff207261772062797465732c206f662061206b65792074686174206973207772697474656e20696e2074657874",
                Hex,
            ),
        ] {
            assert_eq!(
                found(bytes, text.as_bytes(), Utf8),
                Some((None, Some(expected)))
            );
            let quoted = format!("\"{text}\"\n");
            let expected = Some((Some(Oddity::LineBreak), Some(expected)));
            assert_eq!(found(bytes, quoted.as_bytes(), Utf8), expected);
        }
        let text = SECRET.as_bytes();
        assert_eq!(found(text, text, Hex), Some((None, Some(Utf8))));
    }

    #[test]
    fn a_secret_that_was_hardly_meant_as_it_is_is_recognised() {
        for (text, oddity) in [
            (format!("{SECRET}\n").into_bytes(), Oddity::LineBreak),
            (format!("{SECRET}\r\n\n").into_bytes(), Oddity::LineBreak),
            (
                format!("{SECRET}\\n").into_bytes(),
                Oddity::EscapedLineBreak,
            ),
            (format!("'{SECRET}'").into_bytes(), Oddity::Quotes),
            (format!(" \"{SECRET}\" ").into_bytes(), Oddity::WhiteSpace),
            (
                format!("\u{feff}{SECRET}\n").into_bytes(),
                Oddity::ByteOrderMark,
            ),
            (utf16(SECRET, u16::to_le_bytes), Oddity::Utf16),
            (
                utf16(&format!("\u{feff}{SECRET}\r\n"), u16::to_le_bytes),
                Oddity::Utf16,
            ),
            (
                utf16(&format!("\u{feff}\"{SECRET}\""), u16::to_be_bytes),
                Oddity::Utf16,
            ),
        ] {
            assert_eq!(
                found(SECRET.as_bytes(), &text, Utf8),
                Some((Some(oddity), None))
            );
        }
        let kept = format!("{SECRET}\n");
        let expected = Some((Some(Oddity::LineBreakTakenOff), None));
        assert_eq!(found(kept.as_bytes(), SECRET.as_bytes(), Utf8), expected);
    }

    #[test]
    fn another_secret_is_not() {
        for text in [
            "",
            "\n",
            "\"\"",
            "''\n",
            "\u{feff}",
            "0123456789abcdef",
            "another secret",
        ] {
            assert_eq!(
                found(SECRET.as_bytes(), text.as_bytes(), Utf8),
                None,
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_was_hardly_meant_is_advised_on_and_white_space_may_be_meant() {
        let oddity = |text: &str, used| {
            let odd = SecretText::new("test", text.as_bytes()).oddity(used);
            odd.map(|odd| odd.oddity)
        };
        assert_eq!(oddity("secret\n", Utf8), Some(Oddity::LineBreak));
        assert_eq!(oddity("'secret'", Utf8), Some(Oddity::Quotes));
        assert_eq!(oddity("\u{feff}secret", Utf8), Some(Oddity::ByteOrderMark));
        for text in [SECRET, "", " secret ", "it's 'quoted'", "\"", "\n", "\"\""] {
            assert_eq!(oddity(text, Utf8), None, "{text:?}");
        }
        // Encoders break lines, and decoding passes that over.
        assert_eq!(oddity("c2VjcmV0\n", Base64), None);
    }

    #[test]
    fn the_work_is_bounded() {
        let hostile = "\"".repeat(10_000) + &"\n".repeat(100);
        let cleaned = SecretText::new("test", hostile.as_bytes()).cleaned();
        assert!(cleaned.len() <= 6);
    }
}
