//! What decides whose answers are accepted as a provider's: the certificates that are trusted, and the
//! proxy that connections go through. What was fetched under one trust is never used under another.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use ureq::Proxy;
use ureq::tls::{Certificate, PemItem, parse_pem};

const PROXY_VARIABLES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];

const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The most bytes of certificates that are read to tell one trust from another: more than thirty times
/// the usual store.
const MAX_CERTIFICATE_BYTES: u64 = 16 << 20;

/// The most files in the folders of `SSL_CERT_DIR`.
const MAX_CERTIFICATE_FILES: usize = 4096;

/// The name of the trust where neither a flag nor the environment says anything.
const SYSTEM: &str = "system";

/// The certificates and the proxy of a run.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    authorities: Option<Vec<Certificate<'static>>>,
    proxy: Option<Proxy>,
    proxy_is_invalid: bool,
}

impl Trust {
    /// Trusts the given certificates or, without any, those of the system and its environment; takes
    /// the proxy from the environment.
    #[must_use]
    pub(crate) fn new(authorities: Option<Vec<Certificate<'static>>>) -> Self {
        let proxy = Proxy::try_from_env();
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let proxy_is_invalid = proxy.is_none() && PROXY_VARIABLES.into_iter().any(is_set);
        Self {
            authorities,
            proxy,
            proxy_is_invalid,
        }
    }

    /// The certificates to trust in place of the system's.
    pub(crate) fn authorities(&self) -> Option<&[Certificate<'static>]> {
        self.authorities.as_deref()
    }

    /// The proxy to other machines.
    ///
    /// # Errors
    /// When the environment names an invalid one.
    pub(crate) fn proxy(&self) -> Result<Option<&Proxy>, InvalidProxy> {
        if self.proxy_is_invalid {
            return Err(InvalidProxy);
        }
        Ok(self.proxy.as_ref())
    }

    /// A name that no other trust has; `None` where the certificates of the environment cannot be
    /// identified: they are not in regular files, which must not be read twice, or are too many.
    #[must_use]
    pub(crate) fn name(&self) -> Option<String> {
        let mut fields = Vec::new();
        match &self.authorities {
            Some(certificates) => {
                for certificate in certificates {
                    put(&mut fields, "authority", certificate.der());
                }
            }
            None => environment_certificates(&mut fields)?,
        }
        if self.proxy_is_invalid {
            put(&mut fields, "invalid proxy", b"");
        }
        if let Some(proxy) = &self.proxy {
            // A password says who asks, not who answers, and must not be guessable from a copy.
            let route = format!(
                "{:?} {} {} {}",
                proxy.protocol(),
                proxy.host(),
                proxy.port(),
                proxy.username().unwrap_or_default()
            );
            put(&mut fields, "proxy", route.as_bytes());
            let exceptions = NO_PROXY_VARIABLES
                .into_iter()
                .find_map(|name| env::var(name).ok());
            put(
                &mut fields,
                "exceptions",
                exceptions.unwrap_or_default().as_bytes(),
            );
        }
        if fields.is_empty() {
            return Some(SYSTEM.to_owned());
        }
        Some(hex::encode(Sha256::digest(fields)))
    }
}

/// The environment names a proxy that cannot be used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InvalidProxy;

/// Adds a field so that no other fields have the same bytes.
fn put(fields: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), value] {
        fields.extend(part.len().to_le_bytes());
        fields.extend(part);
    }
}

/// Adds the certificates that `SSL_CERT_FILE` and `SSL_CERT_DIR` put in place of the system's, as
/// rustls-native-certs reads them where there is no verifier of the platform's own. Their contents
/// count, and not names, sizes or times: a certificate may be replaced by one of the same size, and
/// installers set times of their own. That costs a fraction of what TLS does with them, and nothing
/// where the variables are not set.
fn environment_certificates(fields: &mut Vec<u8>) -> Option<()> {
    let file = env::var_os("SSL_CERT_FILE");
    let folders = env::var_os("SSL_CERT_DIR").unwrap_or_default();
    let folders = env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty());
    let folders: Vec<_> = folders.collect();
    if file.is_none() && folders.is_empty() {
        return Some(());
    }
    let mut certificates = Certificates {
        digests: BTreeSet::new(),
        bytes_left: MAX_CERTIFICATE_BYTES,
    };
    if let Some(file) = file {
        certificates.add(Path::new(&file))?;
    }
    let mut files_left = MAX_CERTIFICATE_FILES;
    for folder in folders {
        // A folder or a file that cannot be read adds no certificate to the trusted ones either.
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            files_left = files_left.checked_sub(1)?;
            let path = entry.path();
            if fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
                certificates.add(&path)?;
            }
        }
    }
    let digests: Vec<u8> = certificates.digests.into_iter().flatten().collect();
    put(fields, "environment", &digests);
    Some(())
}

/// The digests of files with certificates: the order of the files says nothing, and a file may have
/// several names.
struct Certificates {
    digests: BTreeSet<[u8; 32]>,
    bytes_left: u64,
}

impl Certificates {
    fn add(&mut self, path: &Path) -> Option<()> {
        let Ok(metadata) = fs::metadata(path) else {
            return Some(());
        };
        if !metadata.is_file() {
            return None;
        }
        let Ok(file) = File::open(path) else {
            return Some(());
        };
        let mut content = Vec::new();
        let just_above = self.bytes_left.saturating_add(1);
        if file.take(just_above).read_to_end(&mut content).is_err() {
            return None;
        }
        let length = u64::try_from(content.len()).ok()?;
        self.bytes_left = self.bytes_left.checked_sub(length)?;
        self.digests.insert(Sha256::digest(&content).into());
        Some(())
    }
}

/// The certificates of a PEM file.
///
/// # Errors
/// When there is none, or one is damaged.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, &'static str> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => {
                // The library would skip a certificate that it cannot read.
                let der = rustls::pki_types::CertificateDer::from(certificate.der());
                rustls::RootCertStore::empty()
                    .add(der)
                    .map_err(|_| "it contains a certificate that cannot be read")?;
                certificates.push(certificate);
            }
            Ok(_) => {}
            Err(_) => return Err("its PEM is damaged"),
        }
    }
    if certificates.is_empty() {
        return Err("it contains no PEM certificate");
    }
    Ok(certificates)
}
