//! The file of a Google service account: JSON with a private key in PEM and its name, which tokens carry
//! as their kid.

use super::encryption::Decryption;
use super::{pem, without_twins};
use crate::codec::json::Json;
use crate::jwk::{Key, KeyError};
use zeroize::Zeroizing;

pub(super) fn is_service_account(json: &Json<'_>) -> bool {
    let has = |name| json.get(name).and_then(|value| value.as_str());
    has("type").is_some_and(|kind| kind == "service_account")
        && has("private_key").is_some_and(|text| pem::is_pem(text.as_bytes()))
}

pub(super) fn load(
    json: &Json<'_>,
    source: &str,
    decryption: &mut Decryption<'_, '_>,
) -> Result<Vec<Key>, KeyError> {
    if let Some(duplicate) = json.duplicate() {
        return Err(KeyError::DuplicateName(duplicate.name.clone()));
    }
    let text = |name| json.get(name).and_then(|value| value.as_str());
    let key = Zeroizing::new(text("private_key").unwrap_or_default().into_owned());
    let kid = text("private_key_id");
    let contents = pem::load(key.as_bytes(), decryption)?;
    let keys = contents.into_iter().map(|content| content.into_key(source));
    let named = |key: Key| match &kid {
        Some(kid) => key.with_kid(kid.clone().into_owned()),
        None => key,
    };
    Ok(without_twins(keys.collect())
        .into_iter()
        .map(named)
        .collect())
}

#[cfg(test)]
mod tests {
    use crate::codec::json::quote;
    use crate::jwk::form::fixtures::{EC_PKCS8, pem};
    use crate::jwk::{Key, KeyError, load};

    fn file(members: &str) -> String {
        let key = quote(&pem("PRIVATE KEY", EC_PKCS8));
        format!("{{\"project_id\":\"p\",{members},\"private_key\":{key}}}")
    }

    fn read(text: &str) -> Result<Vec<Key>, KeyError> {
        load(text.as_bytes(), "test", &mut || None).map(|(keys, _)| keys)
    }

    #[test]
    fn its_private_key_is_the_key_and_the_name_of_that_is_the_kid() {
        let keys = read(&file(r#""type":"service_account","private_key_id":"abc""#)).unwrap();
        assert_eq!(keys.len(), 1);
        assert_eq!((keys[0].kid(), keys[0].is_private()), (Some("abc"), true));
        assert_eq!(keys[0].source(), "test");
        let keys = read(&file(r#""type":"service_account""#)).unwrap();
        assert_eq!(keys[0].kid(), None);
    }

    #[test]
    fn another_file_with_a_private_key_is_not_taken_for_one() {
        for members in [
            r#""type":"user""#,
            r#""type":7"#,
            r#""private_key_id":"abc""#,
        ] {
            let error = read(&file(members)).err();
            assert_eq!(error, Some(KeyError::KeyInMember("private_key".to_owned())));
        }
    }

    #[test]
    fn two_private_keys_in_one_file_are_refused() {
        let twice = file(r#""type":"service_account","private_key":"x""#);
        assert!(matches!(read(&twice), Err(KeyError::DuplicateName(_))));
    }
}
