//! Keys in words and in JSON. Private halves and secrets are never shown.

use super::escape::invisible;
use super::json::{array, object};
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::quote;
use jwt_toolkit::jwa::{KeyKind, SignatureAlgorithm};
use jwt_toolkit::jwk::Certificate;
use jwt_toolkit::jwk::{self, Key, KeyUse, Operation, ThumbprintHash, UnusableKey};

/// How long a line should be at most.
const COLUMNS: usize = 80;

/// Some lines a key. What a terminal would obey or hide is escaped.
#[must_use]
pub(crate) fn in_words(keys: &[Key], unusable: &[UnusableKey]) -> Vec<String> {
    let mut lines = Vec::new();
    for key in keys {
        let is_for = match key.purpose() {
            Some(KeyUse::Encryption) => ", for encryption",
            Some(KeyUse::Signature) | None => "",
        };
        let title = format!("{}: {}{is_for}", key.source(), key.description());
        lines.extend(folded("", &title, 2));
        let mut fact = |name: &str, words: String| {
            lines.extend(folded(&format!("  {name:<11} "), &words, 14));
        };
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
        let words = format!("{}: unusable: {}", key.source, key.reason);
        lines.extend(folded("", &words, 2));
    }
    lines
}

/// A line, or several where it would be too long: it goes on after a space, or after a comma within a
/// certificate's subject, below `indent` spaces. A word stays whole, however long it is.
fn folded(start: &str, words: &str, indent: usize) -> Vec<String> {
    let words = invisible(words);
    let mut lines = Vec::new();
    let mut line = start.to_owned();
    let mut is_begun = false;
    for word in words.split_inclusive([' ', ',']) {
        let length = line.chars().count() + word.trim_end().chars().count();
        if is_begun && length > COLUMNS {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
        }
        line.push_str(word);
        is_begun = true;
    }
    lines.push(line);
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
    (!is_secret).then(|| jwk::thumbprint(key, ThumbprintHash::default()))
}

fn dates(certificate: &Certificate) -> (String, String) {
    let shown = |seconds: u64| {
        #[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        let date = NumericDate::from_seconds(seconds as f64);
        date.map_or_else(|| seconds.to_string(), |date| date.to_string())
    };
    (shown(certificate.not_before), shown(certificate.not_after))
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn what_is_too_long_goes_on_below() {
        let names = "0123456789 ".repeat(8);
        let lines = folded("  permits     ", names.trim_end(), 14);
        let (first, second) = ("0123456789 ".repeat(6), "0123456789 ".repeat(2));
        let first = format!("  permits     {}", first.trim_end());
        let second = format!("              {}", second.trim_end());
        assert_eq!(first.len(), 79);
        assert_eq!(lines, [first, second]);
    }

    #[test]
    fn a_subject_is_folded_after_its_commas() {
        let subject = ["CN=", &"a".repeat(40), ",O=", &"b".repeat(40)].concat();
        let [first, second] = [&subject[..44], &subject[44..]].map(|part| format!("  {part}"));
        assert_eq!(folded("  ", &subject, 2), [first, second]);
    }

    #[test]
    fn a_word_stays_whole_and_what_a_terminal_would_obey_is_escaped() {
        let word = "k".repeat(100);
        assert_eq!(folded("  kid ", &word, 14), [format!("  kid {word}")]);
        assert_eq!(folded("", "a\u{1b}[2J\n", 2), ["a\\u001b[2J\\n"]);
    }
}
