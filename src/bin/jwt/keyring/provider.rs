//! A provider's keys: where they are asked for, kept for the run, and renewed once for a token that
//! names a key nobody has seen. What is fetched are the keys (a JWK set, RFC 7517) and the metadata
//! that says where they are (OpenID Connect Discovery 1.0; RFC 8414). Nothing here runs unless an
//! address was given on the command line, and no address ever comes out of a token.
//!
//! An [`address`] is where something may be fetched from, [`fetch`] fetches it, [`cache`] keeps it,
//! [`client`] decides between the two, and [`discovery`] and [`published`] read what came back.
//! [`trouble`] is what can go wrong, [`warning`] what goes on all the same.

mod address;
mod cache;
mod client;
mod discovery;
mod fetch;
mod flags;
mod published;
mod trouble;
mod warning;

pub(crate) use flags::Flags;
pub(crate) use trouble::Failure;
pub(crate) use warning::Warning;

use crate::args::Stdin;
use crate::error::Error;
use crate::files;
use crate::report::Report;
use address::{Address, BadAddress};
use anyhow::Result;
use cache::Cache;
use client::{Client, Event, Got, Mode, Resource};
use discovery::Metadata;
use jwt_toolkit::Part;
use jwt_toolkit::codec::json::Json;
use jwt_toolkit::jwk::{Key, KeySet, MAX_KEY_FILE_BYTES, UnusableKey};
use jwt_toolkit::jws::Header;
use jwt_toolkit::jws::{Compact, decode_part};
use published::Published;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use trouble::Trouble;

const TIMEOUT: Duration = Duration::from_secs(10);

/// The cache is not looked at more often for keys that it did not have.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys of a provider, for one run.
pub(crate) struct Provider {
    source: Source,
    /// Whose keys they are, where that was asked for by name.
    issuer: Option<String>,
    teller: Teller,
    state: Mutex<State>,
}

/// Tells what happens on the way.
struct Teller {
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
    /// When the cache was looked at last for keys that the run does not have.
    looked: Option<Instant>,
    /// The keys were asked for again, or could not be had: once a run, since anybody can make up a
    /// `kid`.
    is_renewed: bool,
}

impl Provider {
    /// Whether the flags name a provider.
    pub(crate) fn is_asked_for(flags: &Flags) -> bool {
        flags.jwks.is_some() || flags.discover.is_some()
    }

    /// Whether the flags name a provider whose tokens alone are to be accepted.
    pub(crate) fn demands_its_issuer(flags: &Flags) -> bool {
        flags.discover.is_some()
    }

    /// The provider that the flags name; `explain` tells every step on the way to its keys.
    ///
    /// # Errors
    /// When an address is invalid, or the provider's metadata cannot be fetched.
    pub(crate) fn open(
        flags: &Flags,
        explain: bool,
        stdin: &mut Stdin,
        report: &Report,
    ) -> Result<Option<Self>> {
        let teller = Teller {
            report: report.clone(),
            explain,
        };
        let (source, issuer) = match (&flags.jwks, &flags.discover) {
            (None, None) => return Ok(None),
            (Some(jwks), _) => match jwks.to_str().filter(|text| text.contains("://")) {
                None => (Source::File(jwks.clone()), None),
                Some(text) => {
                    let place = Address::parse(text).map_err(|bad| bad_flag("--jwks", bad))?;
                    (Source::network(client(flags, stdin)?, place), None)
                }
            },
            (None, Some(issuer)) => {
                let client = client(flags, stdin)?;
                let metadata = discover(issuer, &client, &teller)?;
                let source = Source::network(client, metadata.jwks_uri);
                (source, Some(issuer.clone()))
            }
        };
        Ok(Some(Self {
            source,
            issuer,
            teller,
            state: Mutex::default(),
        }))
    }

    /// Whose tokens alone are to be accepted, where that was said.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The keys to verify with.
    ///
    /// # Errors
    /// When they cannot be had, are no set, or do not go together.
    pub(crate) fn keys(&self, stdin: &mut Stdin) -> Result<KeySet> {
        joined(self.published(stdin)?)
    }

    /// The keys one by one.
    ///
    /// # Errors
    /// When they cannot be had, or are no set.
    pub(crate) fn members(&self, stdin: &mut Stdin) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        let Published { keys, unusable, .. } = self.published(stdin)?;
        Ok((keys, unusable))
    }

    /// Warns of the keys that cannot be written, since nobody here can mend a provider's set.
    pub(crate) fn leave_out(&self, unusable: Vec<UnusableKey>) {
        for key in unusable {
            let (source_name, reason) = (key.source, key.reason);
            self.teller.warn(Warning::KeyLeftOut {
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
        let got = client.get(resource, &set, &|what, event| self.teller.tell(what, event));
        let got = got.map_err(could_not)?;
        let mut state = self.state();
        (state.fetched, state.is_copy) = (got.fetched, got.is_copy);
        drop(state);
        self.teller.tell_secrets(&got.read, resource.place.as_str());
        Ok(got.read)
    }

    fn file(&self, path: &Path, stdin: &mut Stdin) -> Result<Published> {
        let address = files::shown(path);
        let content = files::read(path, "the keys", MAX_KEY_FILE_BYTES, stdin)?;
        let read = Published::read(&content, None, &address);
        let published = read.map_err(|trouble| {
            could_not(Failure {
                address: address.clone(),
                trouble,
            })
        })?;
        self.teller.tell_secrets(&published, &address);
        Ok(published)
    }

    /// Whether the token names a key that is not among `keys`. If so, they are asked for anew and given
    /// to `take`: at most once a run, and not soon after they were asked for by anybody. Where they
    /// cannot be had, that is a warning: anybody can make up a `kid`, and the keys that are there still
    /// say what they say. May be called from several threads at once.
    pub(crate) fn renew(&self, keys: &KeySet, token: &[u8], take: impl FnOnce(KeySet)) -> bool {
        let Some(kid) = unknown_kid(keys, token) else {
            return false;
        };
        if let Err(error) = self.ask_for(&kid, take) {
            self.teller.warn(Warning::NotRenewed {
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
        let was_told = state.looked.is_some();
        if state.is_renewed || state.looked.is_some_and(|looked| looked.elapsed() < PAUSE) {
            return Ok(());
        }
        state.looked = Some(Instant::now());
        let asked = client.ask_again(resource, state.fetched, &set, &|what, event| {
            self.teller.tell(what, event);
        });
        match asked {
            Ok(Some(Got { read, fetched, .. })) => {
                state.fetched = fetched;
                state.is_renewed = true;
                self.teller.tell_secrets(&read, resource.place.as_str());
                take(joined(read)?);
            }
            Ok(None) if state.is_copy && !was_told => {
                self.teller.warn(Warning::NotAskedAgain {
                    kid: kid.to_owned(),
                    address: resource.place.to_string(),
                });
            }
            Ok(None) => {}
            Err(failed) => {
                state.is_renewed = true;
                return Err(could_not(failed).into());
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked has left nothing half done that matters.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source {
    fn network(client: Client, place: Address) -> Self {
        let resource = Resource {
            what: "keys",
            place,
            second_place: None,
        };
        Self::Network(Box::new(client), Box::new(resource))
    }
}

impl Teller {
    fn tell(&self, what: &str, event: Event<'_>) {
        match event {
            Event::Warned(warning) => self.warn(warning),
            event if self.explain => self.report.explanation(what, &event),
            _ => {}
        }
    }

    fn tell_secrets(&self, published: &Published, address: &str) {
        if let Some(warning) = published.warning(address) {
            self.warn(warning);
        }
    }

    fn warn(&self, warning: Warning) {
        self.report.warning(&warning.into());
    }
}

fn discover(issuer: &str, client: &Client, teller: &Teller) -> Result<Metadata> {
    let bad = |bad| bad_flag("--discover", bad);
    let address = Address::parse(issuer).map_err(bad)?;
    if discovery::is_metadata(&address) {
        return Err(Error::usage(
            "--discover takes the issuer, and finds its metadata itself",
            "leave out /.well-known/ and what belongs to it",
        )
        .into());
    }
    let (place, second) = discovery::places(&address).map_err(bad)?;
    let resource = Resource {
        what: "metadata",
        place,
        second_place: Some(second),
    };
    let read = |body: &[u8], media: Option<&str>, place: &Address| {
        Metadata::read(body, media, issuer, place)
    };
    let got = client.get(&resource, &read, &|what, event| teller.tell(what, event));
    Ok(got.map_err(could_not)?.read)
}

fn client(flags: &Flags, stdin: &mut Stdin) -> Result<Client> {
    let mode = match (flags.offline, flags.refresh) {
        (true, _) => Mode::Offline,
        (_, true) => Mode::Refresh,
        _ => Mode::Usual,
    };
    let cache = if flags.no_cache {
        None
    } else {
        Cache::of_the_user()
    };
    let authorities = match &flags.ca_file {
        None => None,
        Some(path) => {
            let address = files::shown(path);
            let pem = files::read(path, "the certificates", MAX_KEY_FILE_BYTES, stdin)?;
            let read = fetch::certificates(&pem);
            Some(read.map_err(|reason| {
                could_not(Failure {
                    address,
                    trouble: Trouble::InvalidAuthorities(reason),
                })
            })?)
        }
    };
    let timeout = flags.timeout.unwrap_or(TIMEOUT);
    Ok(Client::new(mode, cache, timeout, authorities))
}

fn set(body: &[u8], media: Option<&str>, place: &Address) -> Result<Published, Trouble> {
    Published::read(body, media, place.as_str())
}

fn joined(published: Published) -> Result<KeySet> {
    let joined = KeySet::join(published.keys, published.unusable);
    Ok(joined.map_err(Error::from)?)
}

/// The name of a token's key, where none of `keys` has it and the token is whole enough to be worth a
/// question.
fn unknown_kid(keys: &KeySet, token: &[u8]) -> Option<String> {
    let compact = Compact::split(token).ok()?;
    let header = decode_part(Part::Header, compact.header()).ok()?;
    let json = Json::parse(&header).ok()?;
    let kid = Header::read(&json).ok()?.kid?;
    let mut good = keys.keys().iter().map(Key::kid);
    let mut unusable = keys.unusable().iter().map(|key| key.kid.as_deref());
    let is = |known: Option<&str>| known == Some(&kid);
    (!good.any(is) && !unusable.any(is)).then_some(kid)
}

/// An address is not repeated: a password may be in it.
fn bad_flag(flag: &str, bad: BadAddress) -> Error {
    let hint = match bad {
        BadAddress::Credentials => "keys for verifying are public; leave out what is before @",
        BadAddress::PlainHttp => "https:// keeps the keys from being replaced on the way",
        BadAddress::Fragment => "leave out # and what follows it",
        BadAddress::Query => "leave out ? and what follows it",
        _ => "an address is https://HOST/PATH, or http://localhost:PORT/PATH for tests",
    };
    Error::usage(format!("{flag}: {bad}"), hint)
}

fn could_not(failure: Failure) -> Error {
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
    fn several_threads_cause_one_question() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = format!("http://{}/", listener.local_addr().unwrap());
        let report = Report::new(ColourChoice::Never, true);
        let teller = Teller {
            report,
            explain: false,
        };
        let client = Client::new(Mode::Usual, None, TIMEOUT, None);
        let remote = Provider {
            source: Source::network(client, Address::parse(&place).unwrap()),
            issuer: None,
            teller,
            state: Mutex::default(),
        };
        let sets = Mutex::new(0);
        let keys = KeySet::default();
        let token = format!(
            "{}.e30.c2ln",
            base64url::encode(br#"{"alg":"EdDSA","kid":"two"}"#)
        );
        let renew = || {
            assert!(remote.renew(&keys, token.as_bytes(), |_| *sets.lock().unwrap() += 1));
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
        assert!(listener.accept().is_err(), "nobody asks again");
    }
}
