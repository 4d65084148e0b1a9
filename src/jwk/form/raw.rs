//! The bare public point of a key on a curve, as protocols carry it that name the curve themselves: an
//! application server's key in VAPID (RFC 8292, section 3.2) is such a point on P-256.

use crate::codec::base64url;
use crate::jwk::{Key, Material};

/// The public point in base64url, of a private key as well: uncompressed for a curve of ECDSA (SEC 1,
/// section 2.3.3), 32 bytes for Ed25519 (RFC 8032, section 5.1.5). `None` for a key that is no point.
#[must_use]
pub fn write(key: &Key) -> Option<String> {
    let point = match key.material() {
        Material::Ec(key) => key.point(),
        Material::Ed25519(key) => key.point(),
        Material::Secret(_) | Material::Rsa(_) | Material::MlDsa(_) => return None,
    };
    Some(base64url::encode(point))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwa::SignatureAlgorithm as Alg;
    use crate::jwk::{RsaSize, form, generate};

    fn point(json: &str) -> Option<String> {
        let (keys, _) = form::jwk::load(json.as_bytes(), "test").unwrap();
        write(&keys[0])
    }

    /// The key of RFC 7515, appendix A.3, whose coordinates are listed there in bytes.
    #[test]
    fn a_point_of_ecdsa_is_a_4_and_both_coordinates() {
        let public = concat!(
            r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#,
            r#""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#
        );
        let expected = concat!(
            "BH_Nzidw9sRdQYPL7m_bS3tYBzM1e-nvE7rPbjx70VRF",
            "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        );
        assert_eq!(point(&format!("{public}}}")).as_deref(), Some(expected));
        let d = r#","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
        assert_eq!(point(&format!("{public}{d}")).as_deref(), Some(expected));
    }

    /// RFC 8037, appendix A.2: the point is what the JWK has as `x`.
    #[test]
    fn a_point_of_ed25519_is_the_public_key_itself() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let json = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
        assert_eq!(point(&json).as_deref(), Some(x));
    }

    #[test]
    fn it_is_as_long_as_the_curve_says() {
        for (alg, length) in [(Alg::Es256, 65), (Alg::Es384, 97), (Alg::Es512, 133)] {
            let key = generate(alg, RsaSize::default(), None).unwrap();
            let bytes = base64url::decode(write(&key).unwrap().as_bytes()).unwrap();
            assert_eq!((bytes.len(), bytes[0]), (length, 4), "{alg}");
        }
    }

    #[test]
    fn what_is_no_point_has_no_raw_form() {
        for alg in [Alg::Hs256, Alg::Rs256, Alg::MlDsa44] {
            let key = generate(alg, RsaSize::default(), None).unwrap();
            assert_eq!(write(&key), None, "{alg}");
        }
    }
}
