//! What to do about a failure, a rejection or a piece of advice: the only place where hints are
//! decided.

use super::document::Unshown;
use super::warning::Warning;
use crate::error::Error;
use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwk::KeyError;
use jwt_toolkit::jws::NoSigner;
use jwt_toolkit::jwt::{Advice, IssueError, Rejection, ReservedParameter};
use jwt_toolkit::{Malformed, Part};

/// The hint of a failure that is told by an error.
pub(crate) fn on_failure(error: &anyhow::Error) -> Option<String> {
    error.downcast_ref().and_then(on_error)
}

fn on_error(error: &Error) -> Option<String> {
    match error {
        Error::EmptyVariable("JWT_SECRET") => {
            Some("`jwt gen-secret` makes a good secret".to_owned())
        }
        Error::NoKey => Some(
            "export JWT_SECRET=\"$(jwt gen-secret)\" makes one to sign with; \
             verify needs the one that signed"
                .to_owned(),
        ),
        Error::FileExists(_) => Some("--force replaces it".to_owned()),
        Error::Usage(usage) => Some(super::usage::hint(usage).to_owned()),
        Error::Key { reason, .. } => on_key(reason).map(str::to_owned),
        Error::Provider(failure) => failure.hint(),
        Error::ProviderFlags(error) => Some(error.hint().to_owned()),
        Error::Issue(error) => on_issue(error).map(str::to_owned),
        Error::NoSigner(error) => on_signer(error).map(str::to_owned),
        Error::Unshown(Unshown::PayloadEncrypted) => Some("--header shows its header".to_owned()),
        _ => None,
    }
}

fn on_issue(error: &IssueError) -> Option<&'static str> {
    match error {
        IssueError::Malformed(Malformed::Json {
            part: Part::Claims, ..
        }) => Some("claims are a JSON object, @FILE, or - for standard input"),
        IssueError::NoClaims => {
            Some("--claim NAME=TEXT gives one, - reads them from standard input, '{}' means none")
        }
        IssueError::ClaimGivenTwice {
            inherited: true, ..
        } => Some("--replace lets flags replace CLAIMS"),
        IssueError::ReservedHeader(parameter) => Some(match parameter {
            ReservedParameter::Alg => "--alg sets it",
            ReservedParameter::Kid => "--kid sets it",
            ReservedParameter::Crit => "no extension is supported",
            ReservedParameter::B64 => "unencoded payloads are not supported",
            ReservedParameter::Enc | ReservedParameter::Zip => "it belongs to encrypted tokens",
        }),
        _ => None,
    }
}

fn on_signer(error: &NoSigner) -> Option<&'static str> {
    match error {
        NoSigner::SeveralKeys { .. } => Some("--kid chooses among keys that have one"),
        NoSigner::UnusableKey { reason, .. } => on_key(reason),
        _ => None,
    }
}

fn on_key(error: &KeyError) -> Option<&'static str> {
    match error {
        KeyError::Empty => Some("`jwt gen-secret` makes a good secret"),
        KeyError::PlainText => Some("a plain secret goes into --secret-file"),
        KeyError::SecretInPem => Some("--to jwk writes it as a JWK"),
        KeyError::LegacyEncryption => Some("`openssl pkcs8 -topk8` encrypts it anew"),
        KeyError::CompressedPoint => {
            Some("`openssl ec -conv_form uncompressed` writes the whole point")
        }
        KeyError::EncryptedOpenSsh => Some("`ssh-keygen -p -N ''` takes the passphrase off"),
        KeyError::NeedsPassphrase => Some("--passphrase-file or JWT_KEY_PASSPHRASE gives it"),
        _ => None,
    }
}

/// The hint of a reason to reject a token.
pub(crate) fn on_rejection(rejection: &Rejection) -> Option<String> {
    match rejection {
        Rejection::Malformed(Malformed::Encrypted) => {
            Some("`jwt decode --header` shows its header".to_owned())
        }
        Rejection::Malformed(Malformed::SelectivelyDisclosed) => {
            Some("`jwt decode` shows it; verify the part before the first '~'".to_owned())
        }
        Rejection::UnknownAlgorithm { alg } => {
            SignatureAlgorithm::meant(alg).map(|meant| format!("names are exact; {meant} is one"))
        }
        Rejection::UncheckedAudience { .. } => {
            Some("--aud AUDIENCE names the audience that you are".to_owned())
        }
        Rejection::Expired { .. } | Rejection::TooOld { .. } => {
            Some("`jwt decode` shows what it says".to_owned())
        }
        _ => None,
    }
}

/// The hint of a reason to reject a line, which stands beside the reason.
pub(super) fn on_line(rejection: &Rejection) -> Option<&'static str> {
    match rejection {
        Rejection::Malformed(Malformed::SeveralTokens) => Some("--find takes each of them"),
        _ => None,
    }
}

/// The hint of a warning.
pub(crate) fn on_warning(warning: &Warning) -> Option<&'static str> {
    match warning {
        Warning::Token(Advice::ShortSecret { .. }) => Some("`jwt gen-secret` makes a good one"),
        Warning::Token(Advice::UncheckedAudience { .. }) => {
            Some("--aud AUDIENCE checks it; --strict rejects a token whose audience is not checked")
        }
        Warning::Token(Advice::NoExpiry) => Some("--expires-in 15m sets one"),
        Warning::Token(Advice::DuplicateName { .. } | Advice::DamagedSignature(_)) => {
            Some("`jwt verify` refuses this token")
        }
        Warning::Provider(warning) => warning.hint(),
        _ => None,
    }
}
