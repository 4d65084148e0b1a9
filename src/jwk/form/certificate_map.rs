//! A JSON object whose names are the kids and whose values are certificates or public keys in PEM: how
//! Google and Firebase publish the keys of their ID tokens.

use super::encryption::Decryption;
use super::{pem, without_twins};
use crate::codec::json::Json;
use crate::jwk::{Key, KeyError, UnusableKey};
use zeroize::Zeroizing;

pub(super) fn is_map(json: &Json<'_>) -> bool {
    let is_pem = |text: &str| pem::is_pem(text.as_bytes());
    let mut members = json.members().iter();
    !json.members().is_empty()
        && members.all(|member| member.value.as_str().is_some_and(|text| is_pem(&text)))
}

pub(super) fn load(
    json: &Json<'_>,
    source: &str,
    decryption: &mut Decryption<'_, '_>,
) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
    if let Some(duplicate) = json.duplicate() {
        return Err(KeyError::DuplicateName(duplicate.name.clone()));
    }
    let (mut keys, mut unusable) = (Vec::new(), Vec::new());
    let count = json.members().len();
    for (i, member) in json.members().iter().enumerate() {
        let source = format!("{source}, key {} of {count}", i + 1);
        let kid = member.name.read.clone().into_owned();
        let text = member.value.as_str().unwrap_or_default();
        let text = Zeroizing::new(text.into_owned());
        match pem::load(text.as_bytes(), decryption) {
            Ok(contents) => {
                let found = contents
                    .into_iter()
                    .map(|content| content.into_key(&source));
                let found = without_twins(found.collect()).into_iter();
                keys.extend(found.map(|key| key.with_kid(kid.clone())));
            }
            Err(error @ KeyError::CostlyDerivation) => return Err(error),
            Err(reason) => unusable.push(UnusableKey {
                kid: Some(kid),
                kty: None,
                alg: None,
                for_signatures: true,
                source,
                reason,
            }),
        }
    }
    Ok((keys, unusable))
}

#[cfg(test)]
mod tests {
    use crate::codec::json::quote;
    use crate::jwk::form::fixtures::{
        EC_SPKI, ED25519_300000_ITERATIONS, ED25519_SPKI, LEAF, ROOT, pem,
    };
    use crate::jwk::{Key, KeyError, UnusableKey, load};

    fn map(members: &[(&str, String)]) -> String {
        let member = |(kid, text): &(&str, String)| format!("{}:{}", quote(kid), quote(text));
        let members: Vec<String> = members.iter().map(member).collect();
        format!("{{{}}}", members.join(","))
    }

    fn read(text: &str) -> Result<(Vec<Key>, Vec<UnusableKey>), KeyError> {
        load(text.as_bytes(), "test", &mut || None)
    }

    #[test]
    fn each_name_is_the_kid_of_its_certificate_or_key() {
        let text = map(&[
            ("a", pem("CERTIFICATE", LEAF) + &pem("CERTIFICATE", ROOT)),
            ("b", pem("PUBLIC KEY", EC_SPKI)),
            ("c", pem("X509 CRL", "MAA=")),
        ]);
        let (keys, unusable) = read(&text).unwrap();
        let found = keys
            .iter()
            .map(|key| (key.kid(), key.source(), key.is_private()));
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                (Some("a"), "test, key 1 of 3", false),
                (Some("b"), "test, key 2 of 3", false),
            ]
        );
        assert_eq!(keys[0].certificate().unwrap().subject, "CN=leaf");
        assert_eq!(unusable[0].kid.as_deref(), Some("c"));
        assert_eq!(unusable[0].source, "test, key 3 of 3");
    }

    #[test]
    fn two_certificates_under_one_name_are_refused() {
        let text = map(&[
            ("a", pem("CERTIFICATE", LEAF)),
            ("a", pem("CERTIFICATE", ROOT)),
        ]);
        assert_eq!(
            read(&text).err(),
            Some(KeyError::DuplicateName("a".to_owned()))
        );
    }

    #[test]
    fn an_object_with_anything_else_in_it_is_not_a_map() {
        let text = map(&[("a", pem("PUBLIC KEY", ED25519_SPKI))]);
        for more in [",\"b\":1}", ",\"b\":\"text\"}", ",\"b\":null}"] {
            let text = text.replace('}', more);
            assert!(
                matches!(read(&text), Err(KeyError::KeyInMember(_))),
                "{text}"
            );
        }
        assert_eq!(read("{}").err(), Some(KeyError::NoKty));
    }

    #[test]
    fn a_map_of_many_encrypted_keys_costs_no_more_than_one_file() {
        let costly = pem("ENCRYPTED PRIVATE KEY", ED25519_300000_ITERATIONS);
        let kids = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let members = kids.map(|kid| (kid, costly.clone()));
        let mut asked = 0;
        let mut passphrase = || {
            asked += 1;
            None
        };
        let text = map(&[&members[..], &[("j", costly.repeat(9))]].concat());
        let error = load(text.as_bytes(), "test", &mut passphrase).err();
        assert_eq!((error, asked), (Some(KeyError::CostlyDerivation), 9));
    }
}
