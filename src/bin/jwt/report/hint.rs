//! What to do about a failure, a rejection or a piece of advice. Hints on flags are in [`super::usage`],
//! those on a provider's answers beside its errors.

use super::document::{Document, State, Unshown};
use super::warning::{GITHUB, Warning};
use crate::args::Encoding;
use crate::args::token::Meant;
use crate::error::Error;
use crate::keyring::{Finding, Oddity};
use jwt_toolkit::codec::base64url::Base64urlError;
use jwt_toolkit::codec::json::{Json, quote};
use jwt_toolkit::jwa::SignatureAlgorithm;
use jwt_toolkit::jwk::{ForeignForm, KeyError, KeyRemark};
use jwt_toolkit::jws::{Compact, NoSigner};
use jwt_toolkit::jwt::{Advice, IssueError, Rejection, ReservedParameter};
use jwt_toolkit::{Malformed, Part};

/// The hint of a failure that is told by an error.
pub(crate) fn on_failure(error: &anyhow::Error) -> Option<String> {
    error.downcast_ref().and_then(on_error)
}

fn on_error(error: &Error) -> Option<String> {
    match error {
        Error::EmptyVariable("JWT_SECRET") => {
            Some("is the variable set? `jwt gen-secret` makes a secret".to_owned())
        }
        Error::NoKey => Some(
            "export JWT_SECRET=\"$(jwt gen-secret)\" makes one to sign with; to verify, give the \
             secret or public key of the issuer, or --jwks URL"
                .to_owned(),
        ),
        Error::FileExists(_) => Some("--force replaces it".to_owned()),
        Error::Usage(usage) => Some(super::usage::hint(usage).to_owned()),
        Error::Key { reason, .. } => on_key(reason),
        Error::KeyTextAsFile => {
            Some("JWT_KEY takes a key's text, and so does standard input with -".to_owned())
        }
        Error::AddressAsFile => Some(
            "--jwks reads keys from an address, for verify and key; what signs is in a file"
                .to_owned(),
        ),
        Error::Provider(failure) => match failure.key_error() {
            Some(reason) => on_key(reason),
            None => failure.hint(),
        },
        Error::ProviderFlags(error) => Some(error.hint().to_owned()),
        Error::Issue(error) => on_issue(error).map(str::to_owned),
        Error::NoSigner(error) => on_signer(error),
        Error::Unshown(Unshown::ClaimMissing(name)) => on_claim_name(name).map(str::to_owned),
        Error::Unshown(Unshown::PayloadEncrypted) => Some("--header shows its header".to_owned()),
        _ => None,
    }
}

fn on_issue(error: &IssueError) -> Option<&'static str> {
    match error {
        IssueError::Malformed(Malformed::Json {
            part: Part::Claims, ..
        }) => {
            Some("claims are a JSON object, @FILE, or -; --claim NAME=TEXT gives one without JSON")
        }
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

fn on_signer(error: &NoSigner) -> Option<String> {
    match error {
        NoSigner::SeveralKeys { .. } => Some("--kid chooses among keys that have one".to_owned()),
        NoSigner::AmbiguousKid { .. } => {
            Some("--alg chooses among keys of different algorithms".to_owned())
        }
        NoSigner::UnusableKey { reason, .. } => on_key(reason),
        _ => None,
    }
}

fn on_key(error: &KeyError) -> Option<String> {
    let hint = match error {
        KeyError::Empty => "`jwt gen-secret` makes a good secret",
        KeyError::LooksLikeAKey(_) => "--key FILE takes it",
        KeyError::WrongPassphrase => {
            "a passphrase is taken exactly: with any quotes, white space or further line break around it"
        }
        KeyError::PlainText => "a plain secret goes into --secret-file",
        KeyError::SecretInPem => "--to jwk writes it as a JWK",
        KeyError::SeveralPrimes(_) => "--to pem writes it",
        KeyError::LegacyEncryption | KeyError::UnsupportedEncryption(_) => {
            "`openssl pkcs8 -topk8 -v2 aes-256-cbc` encrypts it anew"
        }
        KeyError::CompressedPoint => "`openssl ec -conv_form uncompressed` writes the whole point",
        KeyError::UnnamedCurve => "`openssl ec -param_enc named_curve` names it, if it has a name",
        KeyError::EncryptedOpenSsh => "`ssh-keygen -p -N ''` takes the passphrase off",
        KeyError::NeedsPassphrase => "--passphrase-file or JWT_KEY_PASSPHRASE gives it",
        KeyError::ForeignForm(form) => on_foreign_form(*form),
        // A name of other characters could be more than a name to a shell.
        KeyError::KeyInMember(name)
            if name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') =>
        {
            return Some(format!(
                "`jq -r .{name}` takes it out, and `--key -` reads it"
            ));
        }
        KeyError::KeyInMember(_) => "take it out, and `--key -` reads it",
        KeyError::UnknownForm("a key or certificate in base64 or hex") => {
            "`base64 -d` or `xxd -r -p` decodes it, and `--key -` reads it"
        }
        KeyError::UnknownForm(form) if form.starts_with("a JSON array") => {
            "`jq '{keys: .}'` makes a set of it, and `--key -` reads it"
        }
        KeyError::NotBase64url { name: "k", .. }
        | KeyError::PrivateNotBase64url { name: "k", .. } => {
            "\"k\" is base64url of the secret; a secret that is plain text goes into --secret-file"
        }
        KeyError::NotBase64url {
            error:
                Base64urlError::Padded { .. } | Base64urlError::InvalidCharacter { byte: b'=', .. },
            ..
        } => "the values of a JWK are base64url without padding: leave out every '='",
        KeyError::UnsupportedAlg(name) => return on_algorithm(name),
        _ => return None,
    };
    Some(hint.to_owned())
}

fn on_algorithm(name: &str) -> Option<String> {
    let meant = SignatureAlgorithm::meant(name)?;
    (meant.name() != name).then(|| format!("names are exact; {meant} is one"))
}

/// The command that converts a file to one that is read.
const fn on_foreign_form(form: ForeignForm) -> &'static str {
    match form {
        ForeignForm::Pkcs12 => {
            "`openssl pkcs12 -in FILE -nocerts -noenc` writes its private key, and with -clcerts \
             -nokeys in place of these its certificate"
        }
        ForeignForm::JavaKeystore => {
            "`keytool -importkeystore -srckeystore FILE -destkeystore NEW -deststoretype pkcs12` \
             and `openssl pkcs12 -in NEW -noenc` write its keys"
        }
        ForeignForm::OpenPgp => {
            "`gpg --import FILE` and `gpg --export-ssh-key 'KEYID!'` write its public half"
        }
        ForeignForm::Ssh2 => "`ssh-keygen -i -f FILE` writes it in the form of OpenSSH",
        ForeignForm::Putty => {
            "`puttygen FILE -O private-openssh -o NEW` writes it as OpenSSH has it"
        }
        ForeignForm::TrustedCertificate => "`openssl x509 -in FILE` writes the certificate alone",
        ForeignForm::CertificateRequest => "`openssl req -in FILE -noout -pubkey` writes its key",
        ForeignForm::Pkcs7 => {
            "`openssl pkcs7 -in FILE -print_certs` writes its certificates; with -inform DER where \
             it is DER"
        }
        ForeignForm::Utf16 => "`iconv -f UTF-16 -t UTF-8 FILE` converts it",
    }
}

/// The hint of a reason to reject the token of a document.
pub(super) fn on_rejection(rejection: &Rejection, document: &Document<'_>) -> Option<String> {
    match rejection {
        Rejection::Malformed(error) => on_malformed(error, document.token),
        Rejection::SignatureMismatch { .. } | Rejection::KeyNotPermitted { .. }
            if let Some(finding) = document.finding =>
        {
            Some(on_finding(finding))
        }
        Rejection::SignatureMismatch {
            form: Some(form), ..
        } if form.looks_like_der => Some(format!(
            "openssl and key services write DER; a token takes r and s alone, {} bytes each",
            form.expected / 2
        )),
        Rejection::SignatureMismatch { .. } if has_no_payload(document.token) => Some(
            "the payload is empty: if it is detached, put its base64url between the two dots"
                .to_owned(),
        ),
        Rejection::SignatureMismatch { .. } if has_nonce(document.header) => Some(
            "the header has a nonce: tokens for Microsoft Graph are signed over another header, \
             and only Graph can verify them"
                .to_owned(),
        ),
        Rejection::UnknownAlgorithm { alg } => {
            SignatureAlgorithm::meant(alg).map(|meant| format!("names are exact; {meant} is one"))
        }
        Rejection::UncheckedAudience { .. } => {
            Some("--aud AUDIENCE names the audience that you are".to_owned())
        }
        Rejection::AmbiguousKid { .. } => Some(
            "give the one that is meant alone; alg, use or key_ops in a JWK tell keys apart"
                .to_owned(),
        ),
        Rejection::Expired { .. } | Rejection::TooOld { .. }
            if matches!(document.state, State::Rejected(_)) =>
        {
            Some("`jwt decode` shows what it says".to_owned())
        }
        Rejection::ClaimMissing { claim, .. } => on_claim_name(claim).map(str::to_owned),
        _ => None,
    }
}

/// The hint of a name that no claim has.
fn on_claim_name(name: &str) -> Option<&'static str> {
    if name.starts_with('/') {
        return None;
    }
    if name.contains(',') {
        return Some("each claim has a flag of its own; repeat it");
    }
    name.contains('.')
        .then_some("a name with a dot is one name; /a/b is the claim b inside of a")
}

const UTF16: &str = "`iconv -f UTF-16 -t UTF-8` converts it; \
                     PowerShell writes ASCII with `Out-File -Encoding ascii`";
const COMPRESSED: &str = "--jws inflates it, and checks the signature alone";
const PADDED: &str = "padded, as AWS ALB writes tokens: --allow-padding takes them";

/// The hint of a text that is no token.
pub(super) fn on_malformed(error: &Malformed, text: &[u8]) -> Option<String> {
    let hint = match error {
        Malformed::Encrypted => "`jwt decode --header` shows its header",
        Malformed::SelectivelyDisclosed => {
            "`jwt decode` shows it; verify the part before the first '~'"
        }
        Malformed::Utf16 => UTF16,
        Malformed::SignatureMissing => "`jwt decode` shows what there is",
        Malformed::Detached => {
            "put the payload's base64url there; --jws checks a signature over any payload"
        }
        Malformed::Compressed { .. } => COMPRESSED,
        Malformed::Base64url {
            error: Base64urlError::Padded { .. },
            ..
        } => PADDED,
        _ => return Meant::by(text).map(|meant| on_meant(&meant)),
    };
    Some(hint.to_owned())
}

fn on_meant(meant: &Meant) -> String {
    match meant {
        Meant::File(name) => format!("there is such a file: @{name} reads the token from it"),
        Meant::Member(path) => format!(
            "its member {path} holds a token: `jq -r {path}` takes it out; \
             --lines --find finds every token in any text"
        ),
        Meant::Prefixed(prefix) if prefix.starts_with(GITHUB) => format!(
            "behind {} is a JWT: it is an installation token, which only GitHub can verify; \
             `jwt decode` shows it",
            quote(prefix)
        ),
        Meant::Prefixed(prefix) => format!(
            "behind {} is a JWT, which `jwt decode` shows; verify what follows the prefix",
            quote(prefix)
        ),
        Meant::Within { is_url: true } => {
            "there is a token in this URL: `jwt decode --lines --find --print token` takes it out"
                .to_owned()
        }
        Meant::Within { is_url: false } => {
            "there is a token in this text: `jwt decode --lines --find --print token` takes it out"
                .to_owned()
        }
    }
}

fn has_no_payload(token: &[u8]) -> bool {
    Compact::split(token).is_ok_and(|compact| compact.payload().is_empty())
}

/// Whether a header has a nonce, which no standard puts there.
fn has_nonce(header: Option<&str>) -> bool {
    let header = header.and_then(|text| Json::parse(text.as_bytes()).ok());
    header.is_some_and(|json| json.get("nonce").is_some())
}

fn on_finding(finding: &Finding) -> String {
    match finding {
        Finding::Matches {
            source,
            oddity,
            encoding,
        } => {
            let oddity = oddity.map_or("", |oddity| match oddity {
                Oddity::Utf16 => " once it is no longer UTF-16 (`iconv -f UTF-16 -t UTF-8`)",
                Oddity::ByteOrderMark => " without its byte order mark",
                Oddity::LineBreak => " without the line break at its end",
                Oddity::EscapedLineBreak => " without the \\n at its end, which is two characters",
                Oddity::WhiteSpace => " without the white space around it",
                Oddity::Quotes => " without the quotes around it",
                Oddity::LineBreakTakenOff => {
                    " with the line break at its end, which the signer did not remove"
                }
            });
            let name = encoding.map(Encoding::name);
            let encoding = name.map_or_else(String::new, |name| {
                format!(" as {name}: --secret-encoding {name}")
            });
            let and = if oddity.is_empty() || encoding.is_empty() {
                ""
            } else {
                " and"
            };
            format!("{source} matches{oddity}{and}{encoding}")
        }
        Finding::NamesAFile {
            source,
            holds_a_key,
        } => {
            let flag = if *holds_a_key {
                "--key"
            } else {
                "--secret-file"
            };
            format!(
                "{source} is the name of a file, and was used as the secret itself: {flag} reads files"
            )
        }
        Finding::Odd(odd) => odd.to_string(),
    }
}

/// The hint of a reason to reject a line, which stands beside the reason.
pub(super) fn on_line(rejection: &Rejection) -> Option<&'static str> {
    match rejection {
        Rejection::Malformed(Malformed::SeveralTokens) => Some("--find takes each of them"),
        _ => None,
    }
}

/// The hint of a reason to reject a line that is likely to be that of many, told once for all.
pub(super) fn once_for_lines(rejection: &Rejection) -> Option<&'static str> {
    let Rejection::Malformed(error) = rejection else {
        return None;
    };
    match error {
        Malformed::JsonSerialization => Some("--find finds the tokens in such lines"),
        Malformed::Utf16 => Some(UTF16),
        Malformed::Compressed { .. } => Some(COMPRESSED),
        Malformed::Base64url {
            error: Base64urlError::Padded { .. },
            ..
        } => Some(PADDED),
        _ => None,
    }
}

/// The hint of a warning.
pub(crate) fn on_warning(warning: &Warning) -> Option<&'static str> {
    match warning {
        Warning::SecretNamesAFile {
            holds_a_key: true, ..
        } => Some("--key FILE reads it"),
        Warning::SecretNamesAFile { .. } => Some("--secret-file FILE reads it"),
        Warning::Token(Advice::ShortSecret { .. }) => Some("`jwt gen-secret` makes a good one"),
        Warning::Token(Advice::UncheckedAudience { .. }) => {
            Some("--aud AUDIENCE checks it; --strict rejects a token whose audience is not checked")
        }
        Warning::Token(Advice::NoExpiry) => Some("--expires-in 15m sets one"),
        Warning::Token(
            Advice::DuplicateName { .. } | Advice::DamagedSignature(_) | Advice::SignatureMissing,
        ) => Some("`jwt verify` refuses this token"),
        Warning::Token(Advice::Padded { .. }) => {
            Some("as AWS ALB writes tokens; `jwt verify` takes it with --allow-padding")
        }
        Warning::Token(Advice::Detached) => {
            Some("to verify it, put the payload's base64url between the two dots")
        }
        Warning::Prefix(prefix) if prefix.starts_with(GITHUB) => {
            Some("it is an installation token, which only GitHub can verify")
        }
        Warning::PrivateKeysWritten { .. } => {
            Some("--public writes the public half alone, which is safe to publish")
        }
        Warning::SecretsWritten { .. } => {
            Some("a secret has no public half; anyone who reads it can sign")
        }
        Warning::Key { remark, .. } => Some(match remark {
            KeyRemark::TripleDes => "`openssl pkcs8 -topk8 -v2 aes-256-cbc` encrypts it anew",
            KeyRemark::ZerosLeftOut { .. } => "`jwt key FILE --to jwk` writes them",
        }),
        Warning::OpenFile { .. } => Some("`chmod 600 FILE` keeps it to its owner"),
        Warning::Provider(warning) => warning.hint(),
        _ => None,
    }
}
