//! JWK thumbprints (RFC 7638).

use super::{Key, members};
use crate::codec::base64url;
use sha2::{Digest, Sha256};

/// The SHA-256 thumbprint of a key (RFC 7638), base64url. A secret's must not be published: it helps
/// to guess the secret (section 7).
#[must_use]
pub fn thumbprint(key: &Key) -> String {
    let mut members = members::required(key.material());
    // RFC 7638, section 3.3: in lexicographic order.
    members.sort_by_key(|(name, _)| *name);
    base64url::encode(&Sha256::digest(members::object(&members).as_bytes()))
}
