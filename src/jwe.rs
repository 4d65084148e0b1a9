//! Encrypted tokens (JWE, RFC 7516): the parts of the compact serialization. Nothing is decrypted.

/// The parts of a JWE in compact serialization (RFC 7516, section 7.1), still base64url.
#[derive(Clone, Copy, Debug)]
pub struct Compact<'t> {
    /// The protected header.
    pub header: &'t [u8],
    /// The encrypted key.
    pub encrypted_key: &'t [u8],
    /// The initialization vector.
    pub iv: &'t [u8],
    /// The ciphertext.
    pub ciphertext: &'t [u8],
    /// The authentication tag.
    pub tag: &'t [u8],
}

impl<'t> Compact<'t> {
    /// The parts between four dots, which are at these bytes.
    pub(crate) fn at_dots(token: &'t [u8], [a, b, c, d]: [usize; 4]) -> Self {
        Self {
            header: &token[..a],
            encrypted_key: &token[a + 1..b],
            iv: &token[b + 1..c],
            ciphertext: &token[c + 1..d],
            tag: &token[d + 1..],
        }
    }

    /// All five parts, in their order.
    #[must_use]
    pub fn parts(&self) -> [&'t [u8]; 5] {
        [
            self.header,
            self.encrypted_key,
            self.iv,
            self.ciphertext,
            self.tag,
        ]
    }

    /// How many bytes the ciphertext has.
    #[must_use]
    pub fn ciphertext_bytes(&self) -> usize {
        self.ciphertext.len() / 4 * 3 + self.ciphertext.len() % 4 * 3 / 4
    }
}
