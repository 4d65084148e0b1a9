//! The types of keys (RFC 7518, section 6.1; RFC 8037, section 2; RFC 9964, section 5).

/// What a JWK's `kty` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyType {
    Oct,
    Rsa,
    Ec,
    Okp,
    Akp,
}

impl KeyType {
    const ALL: [Self; 5] = [Self::Oct, Self::Rsa, Self::Ec, Self::Okp, Self::Akp];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Oct => "oct",
            Self::Rsa => "RSA",
            Self::Ec => "EC",
            Self::Okp => "OKP",
            Self::Akp => "AKP",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kty| kty.name() == name)
    }
}
