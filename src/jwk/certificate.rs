//! What a certificate states beside its key.

/// Facts of an X.509 certificate (RFC 5280) that are reported beside its key. Neither its signature
/// nor its validity is checked.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The distinguished name of the key's owner.
    pub subject: String,
    /// The distinguished name of the signer, by which a chain is recognised.
    pub(super) issuer: String,
    /// The start of its validity, in seconds since 1970.
    pub not_before: u64,
    /// The end of its validity, in seconds since 1970.
    pub not_after: u64,
}
