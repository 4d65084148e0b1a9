//! Making a token: header and claims, signed in compact serialization (RFC 7515, section 5.1).

use crate::codec::base64url;
use crate::jwa::SignatureAlgorithm;
use crate::jwk::Key;
use crate::jws::signature;

/// The token of a header and a payload, both given as the bytes to be encoded; `None` where the key
/// cannot sign.
#[must_use]
pub fn token(
    header: &[u8],
    payload: &[u8],
    signer: Option<(SignatureAlgorithm, &Key)>,
) -> Option<String> {
    let signing_input = format!(
        "{}.{}",
        base64url::encode(header),
        base64url::encode(payload)
    );
    let signature = match signer {
        Some((alg, key)) => signature::sign(alg, key, signing_input.as_bytes())?,
        None => Vec::new(),
    };
    Some(format!("{signing_input}.{}", base64url::encode(&signature)))
}
