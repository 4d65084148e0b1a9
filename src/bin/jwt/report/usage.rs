//! What is wrong with a call, in words, and what to do instead.

use crate::error::Usage;

/// What is wrong with a call.
pub(crate) fn in_words(usage: &Usage) -> String {
    match usage {
        Usage::StdinTwice { first, second } => {
            format!("both {first} and {second} would be read from standard input")
        }
        Usage::StdinIsTerminal { user } => {
            format!("{user} would be read from standard input, which is a terminal")
        }
        Usage::ArgumentBesideLines { user } => {
            format!("with --lines, {user} come from standard input or --input")
        }
        Usage::InputIsOutput { name } => format!("{name} is both input and output"),
        Usage::FormOfOneKey { count } => format!("this form holds one key, and there are {count}"),
        Usage::NoFileName => "no file name after @".to_owned(),
        Usage::SeveralTokens => "several tokens were given, where one is expected".to_owned(),
        Usage::RejectedContent => "the content of a rejected token is never printed".to_owned(),
        Usage::QuietBesideOutput => {
            "verify --quiet prints nothing, and an output was asked for".to_owned()
        }
        Usage::EncodingWithoutSecret => {
            "--secret-encoding is for secrets, and JWT_KEY gives a key".to_owned()
        }
        Usage::ProviderBesideKeys => {
            "--jwks and --discover cannot be combined with other keys".to_owned()
        }
        Usage::DiscoverBesideIssuer => {
            "--discover demands its issuer as iss, and cannot be combined with --iss or --jws"
                .to_owned()
        }
        Usage::OutputWithoutForm => "-o is for keys and thumbprints that are written".to_owned(),
        Usage::DerOnTerminal => "DER is binary and is not printed on a terminal".to_owned(),
        Usage::BitsWithoutRsa => "--bits is for RSA keys".to_owned(),
        Usage::PublicHalfOfSecret => "a secret has no public half".to_owned(),
        Usage::SecretInOtherForm => "a secret cannot be written as PEM or DER".to_owned(),
        Usage::OneFileForBothHalves => "both halves would be written to one file".to_owned(),
        Usage::LabelsWithoutForm => {
            "--kid, --use and --alg are for keys that are written".to_owned()
        }
        Usage::LabelsOutsideJwk => "only a JWK holds a kid, a use or an alg".to_owned(),
        Usage::Labels { source, conflict } => format!("{source}: {conflict}"),
        Usage::OneKidForSeveral { count } => {
            format!("--kid names one key, and there are {count}")
        }
        Usage::ThumbprintOfSecret => {
            "the thumbprint of a secret helps to guess it, and never becomes its kid".to_owned()
        }
        Usage::EncryptionWithSignatureAlgorithm => {
            "a key for a signature algorithm is not for encryption".to_owned()
        }
        Usage::NoPoint { source, key } => format!("{source}: {key} is not a point on a curve"),
        Usage::UnsignedNotAllowed => "--alg none makes a token that anyone can forge".to_owned(),
        Usage::UnsignedWithoutNone => "--allow-unsigned is for --alg none alone".to_owned(),
        Usage::KeyForUnsigned => "an unsigned token takes no key".to_owned(),
        Usage::ThumbprintWithoutKey => {
            "an unsigned token has no key whose thumbprint could be its kid".to_owned()
        }
        Usage::ReplaceWithoutClaims => {
            "--replace changes the claims of CLAIMS, and there are none".to_owned()
        }
    }
}

/// What to do instead.
pub(super) fn hint(usage: &Usage) -> &str {
    match usage {
        Usage::StdinTwice { .. } => "give one of them as a file",
        Usage::StdinIsTerminal { .. } => {
            "pipe it in (`< FILE` does that), or give it as an argument"
        }
        Usage::ArgumentBesideLines { .. } => "--input FILE reads a file; it may be repeated",
        Usage::InputIsOutput { .. } => "write to another file, and rename it afterwards",
        Usage::FormOfOneKey { .. } => "--to jwks and --to pem take several",
        Usage::NoFileName => "@FILE reads a file",
        Usage::SeveralTokens => {
            "--lines takes one token a line; --find finds every token in any text"
        }
        Usage::RejectedContent => {
            "--print token prints the token, --print report the reasons for its rejection"
        }
        Usage::QuietBesideOutput | Usage::ProviderBesideKeys => "leave one of them out",
        Usage::DiscoverBesideIssuer => "--jwks takes the address of the keys and demands nothing",
        Usage::OutputWithoutForm => "--to, --public or --thumbprint says which",
        Usage::DerOnTerminal => "-o FILE writes it to a file",
        Usage::EncodingWithoutSecret | Usage::BitsWithoutRsa => "leave it out",
        Usage::PublicHalfOfSecret => "leave out --public-out",
        Usage::SecretInOtherForm => "use --to jwk",
        Usage::OneFileForBothHalves => "name two different files",
        Usage::LabelsWithoutForm => "--to jwk writes the key, --public its public half",
        Usage::LabelsOutsideJwk => "use --to jwk, or leave them out",
        Usage::Labels { .. } => {
            "--kid, --use and --alg have to fit the key; leave out what does not"
        }
        Usage::OneKidForSeveral { .. } => "--kid thumbprint gives each key its own",
        Usage::ThumbprintOfSecret => "--kid ID gives it a name",
        Usage::EncryptionWithSignatureAlgorithm => "use --use sig, or leave it out",
        Usage::NoPoint { .. } => "--to raw is for EC and Ed25519 keys; --to jwk takes any",
        Usage::UnsignedNotAllowed => {
            "--allow-unsigned permits it, to test that a server refuses it"
        }
        Usage::UnsignedWithoutNone => "leave it out, or add --alg none",
        Usage::KeyForUnsigned => "leave out the key, or --alg none",
        Usage::ThumbprintWithoutKey => "leave it out, or give --kid ID",
        Usage::ReplaceWithoutClaims => {
            "- reads them: `jwt decode TOKEN | jwt sign - --replace --claim role=user`"
        }
    }
}
