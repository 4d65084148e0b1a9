//! The public half of an asymmetric key, prepared for many verifications.

use crate::jwa::SignatureAlgorithm;
use aws_lc_rs::signature::{ParsedPublicKey, UnparsedPublicKey, VerificationAlgorithm};
use std::sync::OnceLock;

type Parsed = Option<(SignatureAlgorithm, ParsedPublicKey)>;

/// A public key that is parsed once for the algorithm that checks it when it is read, and once for
/// another algorithm (an RSA key has several). A third algorithm parses it for every signature:
/// tokens of one key hardly ever have three.
pub(crate) struct PublicKey {
    bytes: Vec<u8>,
    checked: OnceLock<Parsed>,
    other: OnceLock<Parsed>,
}

impl PublicKey {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            checked: OnceLock::new(),
            other: OnceLock::new(),
        }
    }

    /// Whether the bytes are a key for the algorithm. For a curve that includes whether the point
    /// is on it.
    pub(super) fn prepare(
        &self,
        alg: SignatureAlgorithm,
        with: &'static dyn VerificationAlgorithm,
    ) -> bool {
        let parsed = self.checked.get_or_init(|| self.parse(alg, with));
        parsed.is_some()
    }

    fn parse(&self, alg: SignatureAlgorithm, with: &'static dyn VerificationAlgorithm) -> Parsed {
        let parsed = ParsedPublicKey::new(with, &self.bytes);
        parsed.ok().map(|parsed| (alg, parsed))
    }

    pub(crate) fn verifies(
        &self,
        alg: SignatureAlgorithm,
        with: &'static dyn VerificationAlgorithm,
        input: &[u8],
        signature: &[u8],
    ) -> bool {
        let is_for = |parsed: &&Parsed| matches!(parsed, Some((prepared, _)) if *prepared == alg);
        let parsed = self.checked.get().filter(is_for).or_else(|| {
            let other = self.other.get_or_init(|| self.parse(alg, with));
            Some(other).filter(is_for)
        });
        match parsed {
            Some(Some((_, parsed))) => parsed.verify_sig(input, signature).is_ok(),
            _ => UnparsedPublicKey::new(with, &self.bytes)
                .verify(input, signature)
                .is_ok(),
        }
    }
}
