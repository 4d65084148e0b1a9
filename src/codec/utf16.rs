//! Text in UTF-16, which some shells write where everybody expects ASCII.

/// Whether a text is UTF-16: it starts with a byte order mark, or every other byte is NUL, as in ASCII
/// that was written so.
#[must_use]
pub fn is_utf16(text: &[u8]) -> bool {
    // Nothing but NULs is no text at all.
    let are_nul_and_not = |nuls: usize, others: usize| {
        let of = |start: usize| text.iter().skip(start).step_by(2);
        of(nuls).all(|byte| *byte == 0) && of(others).any(|byte| *byte != 0)
    };
    match text {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [0, _, ..] => are_nul_and_not(0, 1),
        [_, 0, ..] => are_nul_and_not(1, 0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str, to_bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_told_by_its_mark_or_its_nuls() {
        for text in [
            "\u{feff}eyJ.e30.x",
            "eyJ.e30.x",
            "\u{feff}\u{442}\u{43e}",
            "a",
        ] {
            assert!(is_utf16(&bytes(text, u16::to_le_bytes)), "{text}");
            assert!(is_utf16(&bytes(text, u16::to_be_bytes)), "{text}");
        }
        // A line of many in little endian starts with the second half of the line break before it.
        assert!(is_utf16(&bytes("\neyJ.e30.x\r", u16::to_le_bytes)[1..]));
    }

    #[test]
    fn other_text_is_not() {
        for text in [
            &b""[..],
            b"a",
            b"eyJ.e30.x",
            b"a\0b.c.d",
            b"\0ab\0c",
            b"\xef\xbb\xbfeyJ.e30.x",
            b"\xff\xfd",
            b"\0",
            b"\0\0",
            b"\0\0\0\0\0",
        ] {
            assert!(!is_utf16(text), "{text:?}");
        }
    }
}
