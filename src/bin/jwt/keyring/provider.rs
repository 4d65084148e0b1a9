//! A provider's keys: obtained once for the run, and once more for a token that names an unknown key.
//! What is fetched are the keys (a JWK set, RFC 7517) and the metadata that names their address (OpenID
//! Connect Discovery 1.0; RFC 8414). Nothing here runs unless an address was given on the command line,
//! and no address is ever taken from a token.
//!
//! An [`address`] is where something may be fetched from, [`fetch`] fetches it, [`cache`] keeps it,
//! [`mod@client`] decides between the two, and [`discovery`] and [`published`] read the answers.
//! [`trust`] is whose answers are accepted. An [`error`] ends the run, a [`warning`] does not.

mod address;
mod cache;
mod client;
mod discovery;
mod error;
mod fetch;
mod flags;
mod folder;
mod published;
mod trust;
mod warning;

pub(crate) use error::Failure;
pub(crate) use flags::{Flags, FlagsError};
pub(crate) use warning::Warning;

use crate::args::Stdin;
use crate::error::Error;
use crate::files;
use crate::report::Report;
use address::{Address, AddressError};
use anyhow::Result;
use cache::Cache;
use client::{Client, Event, Mode, Obtained, Resource};
use discovery::Metadata;
use error::ProviderError;
use jwt_toolkit::Part;
use jwt_toolkit::codec::base64url::unpadded;
use jwt_toolkit::codec::json::Json;
use jwt_toolkit::jwk::{Key, KeySet, MAX_KEY_FILE_BYTES, UnusableKey};
use jwt_toolkit::jws::Header;
use jwt_toolkit::jws::{Compact, decode_part};
use published::Published;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use trust::Trust;

const TIMEOUT: Duration = Duration::from_secs(10);

/// How often the cache is read for a key that it did not have.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys of a provider, for one run.
pub(crate) struct Provider {
    source: Source,
    /// The issuer whose keys they are, where one was named.
    issuer: Option<String>,
    log: Log,
    state: Mutex<State>,
}

/// Passes on what happens while the keys are obtained.
struct Log {
    report: Report,
    explain: bool,
}

enum Source {
    File(PathBuf),
    Network(Box<Client>, Box<Resource>),
}

#[derive(Default)]
struct State {
    /// When the keys were fetched, in seconds since 1970.
    fetched: u64,
    /// Whether they are a copy, and were not fetched in this run.
    is_copy: bool,
    /// When the cache was read last for a key that the run does not have.
    looked: Option<Instant>,
    /// Whether the keys were asked for again, successfully or not: once a run, since anyone can make
    /// up a `kid`.
    is_renewed: bool,
}

impl Provider {
    /// Whether the flags name a provider.
    pub(crate) fn is_asked_for(flags: &Flags) -> bool {
        flags.jwks.is_some() || flags.discover.is_some()
    }

    /// Whether the flags name an issuer, so that only its tokens are accepted.
    pub(crate) fn demands_its_issuer(flags: &Flags) -> bool {
        flags.discover.is_some()
    }

    /// The provider that the flags name; with `explain`, each step to its keys is reported.
    ///
    /// # Errors
    /// When an address is invalid, or the provider's metadata cannot be fetched.
    pub(crate) fn open(
        flags: &Flags,
        explain: bool,
        stdin: &mut Stdin,
        report: &Report,
    ) -> Result<Option<Self>> {
        let log = Log {
            report: report.clone(),
            explain,
        };
        let (source, issuer) = match (&flags.jwks, &flags.discover) {
            (None, None) => return Ok(None),
            (Some(jwks), _) => match jwks.to_str().filter(|text| text.contains("://")) {
                None => (Source::File(jwks.clone()), None),
                Some(text) => {
                    let address =
                        Address::parse(text).map_err(|error| invalid_flag("--jwks", error))?;
                    (Source::network(client(flags, stdin, &log)?, address), None)
                }
            },
            (None, Some(issuer)) => {
                let client = client(flags, stdin, &log)?;
                let metadata = discover(issuer, &client, &log)?;
                let source = Source::network(client, metadata.jwks_uri);
                (source, Some(issuer.clone()))
            }
        };
        Ok(Some(Self {
            source,
            issuer,
            log,
            state: Mutex::default(),
        }))
    }

    /// The only issuer whose tokens are accepted, where one was named.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The keys to verify with.
    ///
    /// # Errors
    /// When they cannot be obtained, are not a set, or are ambiguous together.
    pub(crate) fn keys(&self, stdin: &mut Stdin) -> Result<KeySet> {
        joined(self.published(stdin)?)
    }

    /// The keys one by one.
    ///
    /// # Errors
    /// When they cannot be obtained, or are not a set.
    pub(crate) fn members(&self, stdin: &mut Stdin) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        let Published { keys, unusable, .. } = self.published(stdin)?;
        Ok((keys, unusable))
    }

    /// Warns of the keys that cannot be written. This is not an error, since the user cannot repair a
    /// provider's set.
    pub(crate) fn leave_out(&self, unusable: Vec<UnusableKey>) {
        for key in unusable {
            let (source_name, reason) = (key.source, key.reason);
            self.log.warn(Warning::KeyLeftOut {
                source_name,
                reason,
            });
        }
    }

    fn published(&self, stdin: &mut Stdin) -> Result<Published> {
        let (client, resource) = match &self.source {
            Source::Network(client, resource) => (client, resource),
            Source::File(path) => return self.file(path, stdin),
        };
        let obtained = client.get(resource, &read_keys, &|what, event| {
            self.log.event(what, event);
        });
        let Obtained {
            value,
            fetched,
            is_copy,
        } = obtained.map_err(provider_error)?;
        let mut state = self.state();
        (state.fetched, state.is_copy) = (fetched, is_copy);
        drop(state);
        self.log.published(&value, resource.address.as_str());
        Ok(value)
    }

    fn file(&self, path: &Path, stdin: &mut Stdin) -> Result<Published> {
        let address = files::shown(path);
        let content = files::read(path, "the keys", MAX_KEY_FILE_BYTES, stdin)?;
        let read = Published::read(&content, None, &address);
        let published = read.map_err(|error| {
            provider_error(Failure {
                address: address.clone(),
                error,
            })
        })?;
        self.log.published(&published, &address);
        Ok(published)
    }

    /// Whether the token names a key that is not among `keys`. If so, the keys are asked for again and
    /// given to `take`: at most once a run, and not soon after any process has asked for them. If they
    /// cannot be obtained, that is a warning: anyone can make up a `kid`, and the known keys stay
    /// valid. May be called from several threads at once.
    pub(crate) fn renew(&self, keys: &KeySet, token: &[u8], take: impl FnOnce(KeySet)) -> bool {
        let Some(kid) = unknown_kid(keys, token) else {
            return false;
        };
        if let Err(error) = self.ask_for(&kid, take) {
            self.log.warn(Warning::NotRenewed {
                reason: format!("{error:#}"),
            });
        }
        true
    }

    fn ask_for(&self, kid: &str, take: impl FnOnce(KeySet)) -> Result<()> {
        let Source::Network(client, resource) = &self.source else {
            return Ok(());
        };
        let mut state = self.state();
        let has_warned = state.looked.is_some();
        if state.is_renewed || state.looked.is_some_and(|looked| looked.elapsed() < PAUSE) {
            return Ok(());
        }
        state.looked = Some(Instant::now());
        let asked = client.ask_again(resource, state.fetched, &read_keys, &|what, event| {
            self.log.event(what, event);
        });
        match asked {
            Ok(Some(Obtained { value, fetched, .. })) => {
                state.fetched = fetched;
                state.is_renewed = true;
                self.log.published(&value, resource.address.as_str());
                take(joined(value)?);
            }
            Ok(None) if state.is_copy && !has_warned => {
                self.log.warn(Warning::NotAskedAgain {
                    kid: kid.to_owned(),
                    address: resource.address.to_string(),
                });
            }
            Ok(None) => {}
            Err(failed) => {
                state.is_renewed = true;
                return Err(provider_error(failed).into());
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is valid at every moment, even where a thread has panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source {
    fn network(client: Client, address: Address) -> Self {
        let resource = Resource {
            what: "keys",
            address,
            second_address: None,
        };
        Self::Network(Box::new(client), Box::new(resource))
    }
}

impl Log {
    fn event(&self, what: &str, event: Event<'_>) {
        match event {
            Event::Warned(warning) => self.warn(warning),
            event if self.explain => self.report.explanation(what, &event),
            _ => {}
        }
    }

    fn published(&self, published: &Published, address: &str) {
        if let Some(warning) = published.warning(address) {
            self.warn(warning);
        }
        self.report.remarks(&published.keys);
    }

    fn warn(&self, warning: Warning) {
        self.report.warning(&warning.into());
    }
}

fn discover(issuer: &str, client: &Client, log: &Log) -> Result<Metadata> {
    let invalid = |error| invalid_flag("--discover", error);
    let address = Address::parse(issuer).map_err(invalid)?;
    if discovery::is_metadata(&address) {
        let error = FlagsError {
            message: "--discover takes the issuer, and finds its metadata itself".to_owned(),
            hint: "leave out /.well-known/ and what belongs to it",
        };
        return Err(Error::from(error).into());
    }
    let (first, second) = discovery::addresses(&address).map_err(invalid)?;
    let resource = Resource {
        what: "metadata",
        address: first,
        second_address: Some(second),
    };
    let read = |body: &[u8], media: Option<&str>, address: &Address| {
        Metadata::read(body, media, issuer, address)
    };
    let obtained = client.get(&resource, &read, &|what, event| log.event(what, event));
    Ok(obtained.map_err(provider_error)?.value)
}

fn client(flags: &Flags, stdin: &mut Stdin, log: &Log) -> Result<Client> {
    let mode = match (flags.offline, flags.refresh) {
        (true, _) => Mode::Offline,
        (_, true) => Mode::Refresh,
        _ => Mode::Normal,
    };
    let authorities = match &flags.ca_file {
        None => None,
        Some(path) => {
            let address = files::shown(path);
            let pem = files::read(path, "the certificates", MAX_KEY_FILE_BYTES, stdin)?;
            let read = trust::certificates(&pem);
            Some(read.map_err(|reason| {
                provider_error(Failure {
                    address,
                    error: ProviderError::InvalidAuthorities(reason),
                })
            })?)
        }
    };
    let timeout = flags.timeout.unwrap_or(TIMEOUT);
    let trust = Trust::new(authorities);
    let cache = if flags.no_cache {
        None
    } else if let Some(name) = trust.name() {
        Cache::of_the_user(name)
    } else {
        log.warn(Warning::UnknownCertificates);
        None
    };
    Ok(Client::new(mode, cache, timeout, trust))
}

fn read_keys(
    body: &[u8],
    media: Option<&str>,
    address: &Address,
) -> Result<Published, ProviderError> {
    Published::read(body, media, address.as_str())
}

fn joined(published: Published) -> Result<KeySet> {
    let joined = KeySet::join(published.keys, published.unusable);
    Ok(joined.map_err(Error::from)?)
}

/// The `kid` of a token, where none of `keys` has it and the token is complete enough to be worth a
/// request.
fn unknown_kid(keys: &KeySet, token: &[u8]) -> Option<String> {
    let compact = Compact::split(token).ok()?;
    let header = decode_part(Part::Header, unpadded(compact.header())).ok()?;
    let json = Json::parse(&header).ok()?;
    let kid = Header::read(&json).ok()?.kid?;
    let mut usable = keys.keys().iter().map(Key::kid);
    let mut unusable = keys.unusable().iter().map(|key| key.kid.as_deref());
    let is = |known: Option<&str>| known == Some(&kid);
    (!usable.any(is) && !unusable.any(is)).then_some(kid)
}

/// The error of a flag. It does not repeat the address, which may hold a password.
fn invalid_flag(flag: &str, error: AddressError) -> Error {
    let hint = match error {
        AddressError::Credentials => "keys for verifying are public; leave out what is before @",
        AddressError::PlainHttp => "https:// keeps the keys from being replaced on the way",
        AddressError::Fragment => "leave out # and what follows it",
        AddressError::Query => "leave out ? and what follows it",
        _ => "an address is https://HOST/PATH, or http://localhost:PORT/PATH for tests",
    };
    FlagsError {
        message: format!("{flag}: {error}"),
        hint,
    }
    .into()
}

fn provider_error(failure: Failure) -> Error {
    Box::new(failure).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ColourChoice;
    use jwt_toolkit::codec::base64url;
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    const SET: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"two","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

    #[test]
    fn several_threads_cause_one_request() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let report = Report::new(ColourChoice::Never, true);
        let log = Log {
            report,
            explain: false,
        };
        let client = Client::new(Mode::Normal, None, TIMEOUT, Trust::new(None));
        let provider = Provider {
            source: Source::network(client, Address::parse(&address).unwrap()),
            issuer: None,
            log,
            state: Mutex::default(),
        };
        let sets = Mutex::new(0);
        let keys = KeySet::default();
        let token = format!(
            "{}.e30.c2ln",
            base64url::encode(br#"{"alg":"EdDSA","kid":"two"}"#)
        );
        let renew = || {
            assert!(provider.renew(&keys, token.as_bytes(), |_| *sets.lock().unwrap() += 1));
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(renew);
            }
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", SET.len());
            stream.write_all((head + SET).as_bytes()).unwrap();
        });
        renew();
        assert_eq!(*sets.lock().unwrap(), 1);
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "no thread asks again");
    }
}
