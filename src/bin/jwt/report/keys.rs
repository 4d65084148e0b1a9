//! Keys in words and in JSON. Private halves and secrets are never shown.

use super::json::{array, object};
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwa::{KeyKind, SignatureAlgorithm};
use jwt_toolkit::jwk::Certificate;
use jwt_toolkit::jwk::{self, Key, Operation, UnusableKey};

/// Some lines a key.
#[must_use]
pub(crate) fn in_words(keys: &[Key], unusable: &[UnusableKey]) -> Vec<String> {
    let mut lines = Vec::new();
    for key in keys {
        lines.push(format!("{}: {}", key.source(), key.description()));
        let mut fact = |name: &str, words: String| lines.push(format!("  {name:<11} {words}"));
        match algorithms(key).as_slice() {
            [] => fact("permits", "nothing".to_owned()),
            names => fact("permits", names.join(" ")),
        }
        if let Some(kid) = key.kid() {
            fact("kid", kid.to_owned());
        }
        if let Some(usage) = key.usage() {
            fact("use", usage.to_owned());
        }
        if let Some(operations) = key.operations() {
            fact("key_ops", operations.join(" "));
        }
        if let Some(print) = thumbprint(key) {
            fact("thumbprint", print);
        }
        if let Some(certificate) = key.certificate() {
            let (from, until) = dates(certificate);
            fact("subject", certificate.subject.clone());
            fact("valid", format!("{from} to {until}"));
        }
    }
    for key in unusable {
        lines.push(format!("{}: unusable: {}", key.source, key.reason));
    }
    lines
}

/// One object with a list of keys.
#[must_use]
pub(crate) fn in_json(keys: &[Key], skipped: &[UnusableKey]) -> String {
    let good = keys.iter().map(good);
    let keys = array(good.chain(skipped.iter().map(unusable)));
    object(&[("keys", keys)])
}

fn good(key: &Key) -> String {
    let mut members = vec![
        ("source", quote(key.source())),
        ("kty", quote(key.kty())),
        ("kind", quote(key.kind().name())),
        ("private", key.is_private().to_string()),
    ];
    members.extend(key.bits().map(|bits| ("bits", bits.to_string())));
    members.extend(key.kid().map(|kid| ("kid", quote(kid))));
    members.extend(key.usage().map(|usage| ("use", quote(usage))));
    let operations = key.operations();
    let operations = operations.map(|names| array(names.iter().map(|name| quote(name))));
    members.extend(operations.map(|operations| ("key_ops", operations)));
    let permitted = algorithms(key).into_iter();
    members.push(("algorithms", array(permitted.map(quote))));
    members.extend(thumbprint(key).map(|print| ("thumbprint", quote(&print))));
    if let Some(certificate) = key.certificate() {
        let (from, until) = dates(certificate);
        let facts = [
            ("subject", quote(&certificate.subject)),
            ("not_before", quote(&from)),
            ("not_after", quote(&until)),
        ];
        members.push(("certificate", object(&facts)));
    }
    object(&members)
}

fn unusable(key: &UnusableKey) -> String {
    let mut members = vec![("source", quote(&key.source))];
    members.extend(key.kty.as_ref().map(|kty| ("kty", quote(kty))));
    members.extend(key.kid.as_ref().map(|kid| ("kid", quote(kid))));
    members.push(("unusable", quote(&key.reason.to_string())));
    object(&members)
}

/// What the key permits: to sign where it can, else to verify.
fn algorithms(key: &Key) -> Vec<&'static str> {
    let all = SignatureAlgorithm::ALL.into_iter();
    let permitted = all.filter(|alg| {
        let may = |operation| key.permits(*alg, operation, false).is_ok();
        may(Operation::Verify) || may(Operation::Sign)
    });
    permitted.map(SignatureAlgorithm::name).collect()
}

/// Not of a secret, which it would help to guess (RFC 7638, section 7).
fn thumbprint(key: &Key) -> Option<String> {
    let is_secret = key.kind() == KeyKind::Secret;
    (!is_secret).then(|| jwk::thumbprint(key))
}

fn dates(certificate: &Certificate) -> (String, String) {
    let shown = |seconds: u64| {
        #[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let date = NumericDate::from_seconds(seconds as f64);
        date.map_or_else(|| seconds.to_string(), |date| date.to_string())
    };
    (shown(certificate.not_before), shown(certificate.not_after))
}
