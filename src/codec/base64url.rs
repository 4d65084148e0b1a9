//! Base64url without padding (RFC 7515, section 2; RFC 4648, section 5), canonical only:
//! two texts never decode to the same bytes, so nobody can turn a token into a different text that
//! also verifies. A caller that permits padding calls [`unpadded`] first.

use base64::EncodeSliceError;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::NO_PAD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use std::sync::OnceLock;
use thiserror::Error;

/// Decodes the canonical form only: no padding, and no bits set in the last character that decoding
/// would drop.
const CONFIG: GeneralPurposeConfig = NO_PAD;

/// The portable engine, the right one for a single token: detecting the features of the processor
/// takes longer than decoding one (CPUID traps under a hypervisor and takes microseconds).
const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// The engine for many tokens, set by [`prepare_for_many`].
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static VECTOR_ENGINE: OnceLock<base64::engine::Simd> = OnceLock::new();

/// Selects the fastest engine that the processor supports. Detection pays off from about a hundred
/// tokens on.
pub fn prepare_for_many() {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    VECTOR_ENGINE.get_or_init(|| base64::engine::Simd::url_safe(CONFIG));
}

/// Why a text is not canonical base64url. Offsets are bytes from 0 within the text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Base64urlError {
    /// Padding (RFC 4648, section 3.2) after what is canonical otherwise.
    #[error("padding {} at byte {at}", Shown(b'='))]
    Padded {
        /// The offset of its first character.
        at: usize,
    },
    /// A byte outside `A–Z a–z 0–9 - _`, such as `+`, `/` or white space.
    #[error("invalid base64url character {} at byte {at}", Shown(*.byte))]
    InvalidCharacter {
        /// The byte.
        byte: u8,
        /// Its offset.
        at: usize,
    },
    /// One character is left over after the last group of four.
    #[error("incomplete base64url: no bytes are encoded as {length} characters")]
    IncompleteGroup {
        /// The number of characters in the text.
        length: usize,
    },
    /// The last character sets bits that decoding would drop.
    #[error("stray bits in the last base64url character {} at byte {at}", Shown(*.byte))]
    StrayBits {
        /// The last character.
        byte: u8,
        /// Its offset.
        at: usize,
    },
}

/// Shows a byte as a character (`'='`) where it is printable ASCII, else as a number (`0xff`).
struct Shown(u8);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_ascii_graphic() || self.0 == b' ' {
            write!(f, "'{}'", char::from(self.0))
        } else {
            write!(f, "0x{:02x}", self.0)
        }
    }
}

/// The base64url text of `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    if let Some(engine) = VECTOR_ENGINE.get() {
        return engine.encode(bytes);
    }
    ENGINE.encode(bytes)
}

/// Appends the base64url text of `bytes` to `text`.
pub(crate) fn encode_onto(bytes: &[u8], text: &mut Vec<u8>) {
    let start = text.len();
    text.resize(start + encoded_len(bytes.len()), 0);
    // The space is exactly as long as the text, so this cannot fail.
    let _ = encode_into(bytes, &mut text[start..]);
}

fn encode_into(bytes: &[u8], space: &mut [u8]) -> Result<usize, EncodeSliceError> {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    if let Some(engine) = VECTOR_ENGINE.get() {
        return engine.encode_slice(bytes, space);
    }
    ENGINE.encode_slice(bytes, space)
}

/// The number of characters that so many bytes are encoded to.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    bytes / 3 * 4 + (bytes % 3 * 4).div_ceil(3)
}

/// Decodes `text`.
///
/// # Errors
/// When `text` is not canonical base64url; the error names the first invalid byte.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base64urlError> {
    let mut bytes = Vec::new();
    decode_onto(text, &mut bytes)?;
    Ok(bytes)
}

/// Decodes `text` and appends the bytes to `bytes`.
///
/// # Errors
/// Like [`decode`]; `bytes` then ends in unspecified bytes.
pub(crate) fn decode_onto(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), Base64urlError> {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    if let Some(engine) = VECTOR_ENGINE.get() {
        return engine.decode_vec(text, bytes).map_err(|_| fault(text));
    }
    ENGINE.decode_vec(text, bytes).map_err(|_| fault(text))
}

/// The text without its padding, where that is exactly what RFC 4648, section 3.2, asks for: with it,
/// the length is a multiple of four characters. Any other text stays as it is.
#[must_use]
pub fn unpadded(text: &[u8]) -> &[u8] {
    let bare = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"="));
    match bare {
        // With a third one, a group would have one character, which encodes no bytes.
        Some(bare) if text.len().is_multiple_of(4) && !bare.ends_with(b"=") => bare,
        _ => text,
    }
}

/// Finds the reason why `text` was refused: the engine reports no offset for invalid padding.
fn fault(text: &[u8]) -> Base64urlError {
    let bare = unpadded(text);
    if bare.len() < text.len() && decode(bare).is_ok() {
        return Base64urlError::Padded { at: bare.len() };
    }
    let foreign = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if let Some(at) = text.iter().position(foreign) {
        return Base64urlError::InvalidCharacter { byte: text[at], at };
    }
    match text.last() {
        Some(&byte) if text.len() % 4 != 1 => Base64urlError::StrayBits {
            byte,
            at: text.len() - 1,
        },
        _ => Base64urlError::IncompleteGroup { length: text.len() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remainder_round_trips() {
        for length in 0..70u8 {
            let bytes: Vec<u8> = (0..length).map(|i| i.wrapping_mul(83)).collect();
            let mut text = b"before".to_vec();
            encode_onto(&bytes, &mut text);
            assert_eq!(text, format!("before{}", encode(&bytes)).as_bytes());
            assert_eq!(decode(encode(&bytes).as_bytes()), Ok(bytes));
        }
    }

    #[test]
    fn a_foreign_character_is_named_with_its_place() {
        for (text, byte, at) in [
            ("YQ=", b'=', 2),
            ("Y=Q=", b'=', 1),
            ("a+b_", b'+', 1),
            ("a/b_", b'/', 1),
            ("YW Jj", b' ', 2),
            ("YWJj\n", b'\n', 4),
        ] {
            assert_eq!(
                decode(text.as_bytes()),
                Err(Base64urlError::InvalidCharacter { byte, at })
            );
        }
        assert_eq!(
            decode(b"ab\xffd").unwrap_err().to_string(),
            "invalid base64url character 0xff at byte 2"
        );
    }

    #[test]
    fn stray_bits_and_incomplete_groups_are_refused() {
        assert_eq!(
            decode(b"YR"),
            Err(Base64urlError::StrayBits { byte: b'R', at: 1 })
        );
        assert_eq!(
            decode(b"YWJjY"),
            Err(Base64urlError::IncompleteGroup { length: 5 })
        );
    }

    #[test]
    fn padding_is_refused_by_its_name_and_taken_off_where_it_is_exact() {
        for (text, bare) in [("YQ==", "YQ"), ("YWI=", "YWI"), ("YWJjZA==", "YWJjZA")] {
            let at = bare.len();
            assert_eq!(
                decode(text.as_bytes()),
                Err(Base64urlError::Padded { at }),
                "{text}"
            );
            assert_eq!(unpadded(text.as_bytes()), bare.as_bytes());
        }
        for text in [
            "", "YQ", "YWJj", "=", "==", "===", "====", "Y===", "YQ=", "YWJj=", "YWJj====",
            "YWI==", "YQ= =", "=YQ=YQ",
        ] {
            assert_eq!(unpadded(text.as_bytes()), text.as_bytes(), "{text}");
        }
    }

    #[test]
    fn padding_hides_no_stray_bits() {
        let bare = unpadded(b"YR==");
        assert_eq!(
            decode(bare),
            Err(Base64urlError::StrayBits { byte: b'R', at: 1 })
        );
        assert!(matches!(
            decode(b"YR=="),
            Err(Base64urlError::InvalidCharacter { byte: b'=', at: 2 })
        ));
    }

    #[test]
    fn both_engines_refuse_faults_in_every_position_of_a_long_text() {
        faults_are_found_in_every_position();
        prepare_for_many();
        faults_are_found_in_every_position();
    }

    fn faults_are_found_in_every_position() {
        let good = encode(&[0x5a; 120]);
        for at in 0..good.len() {
            let mut bad = good.clone().into_bytes();
            bad[at] = b'*';
            assert_eq!(
                decode(&bad),
                Err(Base64urlError::InvalidCharacter { byte: b'*', at })
            );
        }
    }
}
