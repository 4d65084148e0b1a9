//! Names of algorithms as values of flags.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jwt_toolkit::jwa::SignatureAlgorithm;

/// What `--alg` of `sign` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SigningAlgorithm {
    /// An algorithm.
    Signed(SignatureAlgorithm),
    /// `none`: no signature at all.
    Unsigned,
}

fn algorithm_names() -> Vec<PossibleValue> {
    SignatureAlgorithm::ALL
        .iter()
        .map(|alg| PossibleValue::new(alg.name()))
        .collect()
}

pub(crate) fn algorithm() -> impl TypedValueParser<Value = SignatureAlgorithm> {
    PossibleValuesParser::new(algorithm_names())
        .try_map(|name| SignatureAlgorithm::named(&name).ok_or("no such algorithm"))
}

pub(crate) fn signing_algorithm() -> impl TypedValueParser<Value = SigningAlgorithm> {
    let mut names = algorithm_names();
    names.push(PossibleValue::new("none"));
    PossibleValuesParser::new(names).map(|name| {
        SignatureAlgorithm::named(&name)
            .map_or(SigningAlgorithm::Unsigned, SigningAlgorithm::Signed)
    })
}
