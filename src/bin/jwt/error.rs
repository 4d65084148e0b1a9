//! Why a command could not run, or had nothing to show: the program's own failures, as facts.

use jwt_toolkit::Malformed;
use jwt_toolkit::jwk::{AmbiguousKeys, KeyError, LabelConflict};
use jwt_toolkit::jws::NoSigner;
use jwt_toolkit::jwt::IssueError;
use thiserror::Error as Facts;

/// Why a command could not run.
#[derive(Debug, Facts)]
pub(crate) enum Error {
    /// No key was given in any way.
    #[error("no key: give --secret-file or --key, or set JWT_SECRET or JWT_KEY")]
    NoKey,
    /// `JWT_SECRET` and `JWT_KEY` are both set, and no flag decides.
    #[error("both JWT_SECRET and JWT_KEY are set; unset one, or give --secret-file or --key")]
    BothVariables,
    /// A variable that is set and holds nothing: `JWT_SECRET=$UNSET` must not go on without.
    #[error("{0} is set but empty")]
    EmptyVariable(&'static str),
    /// A key or secret cannot be used.
    #[error("{source_name}: {reason}")]
    Key {
        /// Where it came from.
        source_name: String,
        /// What is wrong with it.
        reason: KeyError,
    },
    /// Each key can be used, but not all together.
    #[error("the keys cannot be used together")]
    AmbiguousKeys(#[from] AmbiguousKeys),
    /// A key's text where the name of its file is wanted.
    #[error("this is a key's text, and a file's name is wanted")]
    KeyTextAsFile,
    /// `JWT_KEY` would name a file, were it not for something around the name.
    #[error("JWT_KEY {0}; without that, it is the name of a file")]
    OddKeyVariable(crate::keyring::Oddity),
    /// An address where the name of a file is wanted.
    #[error("this is an address, and a file's name is wanted")]
    AddressAsFile,
    /// No key can sign.
    #[error(transparent)]
    NoSigner(#[from] NoSigner),
    /// The claims cannot be issued.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// Standard input was closed before the program started.
    #[error("{user} would be read from standard input, which is closed")]
    StdinClosed {
        /// What is read from it, in words.
        user: &'static str,
    },
    /// A file is larger than its limit.
    #[error("{source_name} is larger than {limit} bytes")]
    TooLarge {
        /// The file.
        source_name: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The file is there, and would have been overwritten.
    #[error("{0} exists; it was not overwritten")]
    FileExists(String),
    /// A file would be written where there is no folder.
    #[error("{0} cannot be written: there is no such folder")]
    NoFolder(String),
    /// A secret would be written over something that is no regular file.
    #[error("{0} is not a regular file; nothing was written to it")]
    NotAFile(String),
    /// The call is not one that the program understands.
    #[error("{}", crate::report::usage_in_words(.0))]
    Usage(Usage),
    /// The reader of standard output left before every line was judged.
    #[error("standard output was closed before every line was verified")]
    Unfinished,
    /// The result could not be written.
    #[error("standard output: {0}")]
    Output(std::io::Error),
    /// A provider's keys could not be had.
    #[error(transparent)]
    Provider(#[from] Box<crate::keyring::provider::Failure>),
    /// The flags that name a provider are invalid.
    #[error(transparent)]
    ProviderFlags(#[from] crate::keyring::provider::FlagsError),
    /// The input is not a token.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// What was asked for cannot be shown.
    #[error(transparent)]
    Unshown(#[from] crate::report::Unshown),
}

/// What is wrong with a call. How each is worded, and what to do instead, is decided in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    /// Two things would be read from standard input.
    StdinTwice {
        /// What is read from it, in words.
        first: &'static str,
        /// What would be read from it too, in words.
        second: &'static str,
    },
    /// Something would be read from a terminal, where a secret would be seen as it is typed.
    StdinIsTerminal {
        /// What it is, in words.
        user: &'static str,
    },
    /// `@` without the name of a file.
    NoFileName,
    /// More than one token.
    SeveralTokens,
    /// An argument beside `--lines`.
    ArgumentBesideLines {
        /// What the lines hold, in words.
        user: &'static str,
    },
    /// A file of lines that is also standard output: its end would never come.
    InputIsOutput {
        /// Its name.
        name: String,
    },
    /// `--only rejected` with something of a token whose signature did not verify.
    RejectedContent,
    /// `verify --quiet` with an output that was asked for.
    QuietBesideOutput,
    /// `--secret-encoding` where `JWT_KEY` gives the key.
    EncodingWithoutSecret,
    /// A provider's keys beside other keys.
    ProviderBesideKeys,
    /// `--discover`, which demands its issuer, beside `--iss` or `--jws`.
    DiscoverBesideIssuer,
    /// `-o` without anything that is written.
    OutputWithoutForm,
    /// DER, which is binary, on a terminal.
    DerOnTerminal,
    /// Several keys in a form that holds one.
    FormOfOneKey {
        /// How many keys there are.
        count: usize,
    },
    /// `--bits` for a key that is not RSA.
    BitsWithoutRsa,
    /// The public half of a secret.
    PublicHalfOfSecret,
    /// A secret as PEM or DER.
    SecretInOtherForm,
    /// `--alg none` without `--allow-unsigned`.
    UnsignedNotAllowed,
    /// `--allow-unsigned` without `--alg none`.
    UnsignedWithoutNone,
    /// A key for an unsigned token.
    KeyForUnsigned,
    /// `--kid thumbprint` for a token that no key signs.
    ThumbprintWithoutKey,
    /// `--replace` where there are no claims whose values flags could replace.
    ReplaceWithoutClaims,
    /// One file for the private and the public half.
    OneFileForBothHalves,
    /// `--kid`, `--use` or `--alg` for keys that are not written.
    LabelsWithoutForm,
    /// `--kid`, `--use` or `--alg` for a form that has no place for them.
    LabelsOutsideJwk,
    /// `--kid`, `--use` or `--alg` that contradict the key or each other.
    Labels {
        /// Where the key came from.
        source: String,
        /// How they contradict it.
        conflict: LabelConflict,
    },
    /// One name for several keys.
    OneKidForSeveral {
        /// How many keys there are.
        count: usize,
    },
    /// A secret whose name would be its thumbprint.
    ThumbprintOfSecret,
    /// `--use enc` for a new key that signs.
    EncryptionWithSignatureAlgorithm,
    /// `--to raw` for a key that is not a point on a curve.
    NoPoint {
        /// Where the key came from.
        source: String,
        /// What it is, in words.
        key: String,
    },
}
