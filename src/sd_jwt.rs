//! Tokens with selectively disclosable claims (SD-JWT, RFC 9901): the parts that follow the JWS.

/// What follows the JWS of an SD-JWT: disclosures, and perhaps a key-binding JWT (RFC 9901, section
/// 4), still base64url.
#[derive(Clone, Copy, Debug)]
pub struct Disclosures<'t> {
    text: &'t [u8],
}

impl<'t> Disclosures<'t> {
    /// The text after the first `~`.
    pub(crate) fn after_tilde(text: &'t [u8]) -> Self {
        Self { text }
    }

    /// The disclosures in their order, still base64url.
    pub fn each(&self) -> impl Iterator<Item = &'t [u8]> + use<'t> {
        let end = self.text.iter().rposition(|&byte| byte == b'~');
        let list = end.map_or(&self.text[..0], |end| &self.text[..end]);
        list.split(|&byte| byte == b'~')
            .filter(|disclosure| !disclosure.is_empty())
    }

    /// The key-binding JWT after the last `~`, where there is one.
    #[must_use]
    pub fn key_binding(&self) -> Option<&'t [u8]> {
        let last = self.text.rsplit(|&byte| byte == b'~').next();
        last.filter(|text| !text.is_empty())
    }
}
