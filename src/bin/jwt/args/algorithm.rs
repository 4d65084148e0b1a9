//! Names of algorithms as values of flags.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use jwt_toolkit::jwa::SignatureAlgorithm;
use std::ffi::{OsStr, OsString};

/// What `--alg` of `sign` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SigningAlgorithm {
    /// An algorithm.
    Signed(SignatureAlgorithm),
    /// `none`: no signature at all.
    Unsigned,
}

const NONE: &str = "none";

fn algorithm_names() -> Vec<PossibleValue> {
    SignatureAlgorithm::ALL
        .iter()
        .map(|alg| PossibleValue::new(alg.name()))
        .collect()
}

pub(crate) fn algorithm() -> impl TypedValueParser<Value = SignatureAlgorithm> {
    InAnyCase(PossibleValuesParser::new(algorithm_names()))
        .try_map(|name| SignatureAlgorithm::named(&name).ok_or("no such algorithm"))
}

pub(crate) fn signing_algorithm() -> impl TypedValueParser<Value = SigningAlgorithm> {
    let mut names = algorithm_names();
    names.push(PossibleValue::new(NONE));
    InAnyCase(PossibleValuesParser::new(names)).map(|name| {
        SignatureAlgorithm::named(&name)
            .map_or(SigningAlgorithm::Unsigned, SigningAlgorithm::Signed)
    })
}

/// Takes a name that a person typed in any case for the exact one, which is listed and passed on.
#[derive(Clone)]
struct InAnyCase(PossibleValuesParser);

impl TypedValueParser for InAnyCase {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let exact = match value.to_str() {
            Some(text) if text.eq_ignore_ascii_case(NONE) => OsString::from(NONE),
            Some(text) => SignatureAlgorithm::meant(text)
                .map_or_else(|| value.to_owned(), |alg| alg.name().into()),
            None => value.to_owned(),
        };
        self.0.parse_ref(command, arg, &exact)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<SigningAlgorithm> {
        let parser = signing_algorithm();
        let command = Command::new("test");
        parser.parse_ref(&command, None, OsStr::new(text)).ok()
    }

    #[test]
    fn names_may_be_typed_in_any_case() {
        for alg in SignatureAlgorithm::ALL {
            let expected = Some(SigningAlgorithm::Signed(alg));
            let name = alg.name();
            for typed in [name, &name.to_lowercase(), &name.to_uppercase()] {
                assert_eq!(parsed(typed), expected, "{typed}");
            }
        }
        assert_eq!(parsed("None"), Some(SigningAlgorithm::Unsigned));
    }

    #[test]
    fn other_names_are_refused() {
        for typed in ["", "ES", "RS257", "HS 256", "ES256 none"] {
            assert_eq!(parsed(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_listed_names_are_the_exact_ones() {
        let parser = algorithm();
        let listed = parser.possible_values().into_iter().flatten();
        let listed: Vec<String> = listed.map(|value| value.get_name().to_owned()).collect();
        let all = SignatureAlgorithm::ALL.map(SignatureAlgorithm::name);
        assert_eq!(listed, all);
    }
}
