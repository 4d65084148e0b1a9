//! Decides between the cache and the network, and reports what it does.

use super::address::Address;
use super::cache::{Cache, Entry, MAX_STALE_AGE, lifetime};
use super::error::{Failure, ProviderError};
use super::fetch::{Answer, Fetcher, Found};
use super::trust::Trust;
use super::warning::Warning;
use jwt_toolkit::codec::in_words;
use std::fmt;
use std::iter;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// How often an unknown `kid` may cause a request: anyone can make one up.
const COOLDOWN_SECONDS: u64 = 60;

/// When to ask the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Where there is no fresh copy.
    Normal,
    /// Always.
    Refresh,
    /// Never.
    Offline,
}

/// Something that may be fetched.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// What it is, in a word.
    pub(crate) what: &'static str,
    /// Where it should be.
    pub(crate) address: Address,
    /// Where it may be when there is nothing at that address.
    pub(crate) second_address: Option<Address>,
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Event<'e> {
    /// Something was fetched.
    Fetched(&'e Address, Retention),
    /// The provider confirmed the copy.
    NotModified(&'e Address, Retention),
    /// A copy was used without asking. The seconds are its age, which is unknown where the copy is
    /// dated in the future.
    Copy(&'e Address, Option<u32>),
    /// Something to be warned of.
    Warned(Warning),
}

/// How many seconds something is kept in the cache, if at all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retention(Option<u32>);

impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(seconds) => write!(f, "kept for {}", in_words(f64::from(seconds))),
            None => f.write_str("not kept"),
        }
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetched(address, retention) => write!(f, "{address}: fetched, {retention}"),
            Self::NotModified(address, retention) => {
                write!(f, "{address}: not modified, {retention}")
            }
            Self::Copy(address, Some(age)) => {
                let age = in_words(f64::from(*age));
                write!(f, "{address}: from the cache, fetched {age} ago")
            }
            Self::Copy(address, None) => {
                write!(f, "{address}: from the cache, dated in the future")
            }
            Self::Warned(warning) => warning.fmt(f),
        }
    }
}

/// Receives each event, and the word for the resource that it concerns.
pub(crate) type Listener<'l> = dyn Fn(&'static str, Event<'_>) + Sync + 'l;

/// A resource that was fetched or found in the cache, and read.
#[derive(Debug)]
pub(crate) struct Obtained<T> {
    /// What was read.
    pub(crate) value: T,
    /// When the provider answered, in seconds since 1970.
    pub(crate) fetched: u64,
    /// Whether it is a copy, and was not fetched just now.
    pub(crate) is_copy: bool,
}

/// Obtains what providers publish.
#[derive(Debug)]
pub(crate) struct Client {
    mode: Mode,
    cache: Option<Cache>,
    /// Whether only the user can write the cache; checked once.
    cache_is_own: OnceLock<bool>,
    /// Whether there was a warning that nothing can be kept: one is enough.
    warned_not_kept: AtomicBool,
    timeout: Duration,
    trust: Trust,
    /// Made when something is fetched: a fresh copy needs no TLS.
    fetcher: OnceLock<Fetcher>,
}

/// Reads an answer: its body, its media type, and the address that it is from.
type Reader<'r, T> = dyn Fn(&[u8], Option<&str>, &Address) -> Result<T, ProviderError> + 'r;

impl Client {
    /// A client that keeps copies in `cache`, which must belong to the same trust, and waits for an
    /// answer at most for `timeout`.
    #[must_use]
    pub(crate) fn new(mode: Mode, cache: Option<Cache>, timeout: Duration, trust: Trust) -> Self {
        Self {
            mode,
            cache,
            cache_is_own: OnceLock::new(),
            warned_not_kept: AtomicBool::new(false),
            timeout,
            trust,
            fetcher: OnceLock::new(),
        }
    }

    /// Obtains a resource from the cache or the network, and reads it.
    ///
    /// # Errors
    /// When there is neither a valid answer nor a copy that may be used.
    pub(crate) fn get<T>(
        &self,
        resource: &Resource,
        read: &Reader<'_, T>,
        listener: &Listener<'_>,
    ) -> Result<Obtained<T>, Failure> {
        let now = now();
        let Some(copy) = self.copy(resource, read, listener) else {
            if self.mode == Mode::Offline {
                return Err(failure(&resource.address, ProviderError::NotCached));
            }
            return self.fetch(resource, None, read, listener);
        };
        if self.mode == Mode::Offline && !copy.entry.is_fresh(now) {
            let address = copy.address.to_string();
            let warning = match copy.entry.age(now) {
                Some(age) => Warning::Old { address, age },
                None => Warning::FromTheFuture { address },
            };
            listener(resource.what, Event::Warned(warning));
        }
        if self.mode == Mode::Offline || self.mode == Mode::Normal && copy.entry.is_fresh(now) {
            return Ok(copy.used(resource, now, listener));
        }
        if self.mode == Mode::Normal
            && let Some(ago) = copy.entry.outage.and_then(|outage| recently(outage, now))
            && copy.entry.age(now).is_some_and(|age| age <= MAX_STALE_AGE)
        {
            // Otherwise each process would wait for the whole time-out while an outage lasts.
            let failed = failure(&copy.address, ProviderError::RecentlyUnreachable(ago));
            return use_stale(copy, failed, resource, now, listener);
        }
        let fetched = self.fetch(resource, Some(&copy.entry), read, listener);
        match fetched {
            Err(failed) if self.mode == Mode::Normal && failed.error.is_outage() => {
                use_stale(copy, failed, resource, now, listener)
            }
            fetched => fetched,
        }
    }

    /// Asks again for what was fetched at `since`, unless that is too soon; `None` where it is. What
    /// another process has fetched in the meantime is used without asking.
    ///
    /// # Errors
    /// When there is no valid answer.
    pub(crate) fn ask_again<T>(
        &self,
        resource: &Resource,
        since: u64,
        read: &Reader<'_, T>,
        listener: &Listener<'_>,
    ) -> Result<Option<Obtained<T>>, Failure> {
        if self.mode == Mode::Offline {
            return Ok(None);
        }
        let now = now();
        let copy = self.copy(resource, read, listener);
        let asked = copy.as_ref().map_or(since, |copy| copy.entry.asked);
        if let Some(copy) = copy {
            if copy.entry.fetched > since {
                return Ok(Some(copy.used(resource, now, listener)));
            }
            if is_recent(asked, now) {
                return Ok(None);
            }
            return self
                .fetch(resource, Some(&copy.entry), read, listener)
                .map(Some);
        }
        if is_recent(since, now) {
            return Ok(None);
        }
        self.fetch(resource, None, read, listener).map(Some)
    }

    /// The copy in the cache, where there is a usable one.
    fn copy<T>(
        &self,
        resource: &Resource,
        read: &Reader<'_, T>,
        listener: &Listener<'_>,
    ) -> Option<CachedCopy<T>> {
        let cache = self.cache(resource, listener)?;
        let (entry, warning) = cache.read(&name(resource));
        if let Some(warning) = warning {
            listener(resource.what, Event::Warned(warning));
        }
        let entry = entry?;
        let mut addresses = iter::once(&resource.address).chain(&resource.second_address);
        let address = addresses.find(|address| address.as_str() == entry.address);
        let read = address.map(|address| (address, read(entry.body.as_bytes(), None, address)));
        let (address, value) = match read {
            Some((address, Ok(value))) => (address.clone(), value),
            // Metadata of the same address, fetched for another spelling of the issuer.
            Some((_, Err(ProviderError::OtherIssuer { .. }))) => return None,
            _ => {
                let address = resource.address.to_string();
                listener(resource.what, Event::Warned(Warning::Damaged { address }));
                return None;
            }
        };
        Some(CachedCopy {
            entry,
            address,
            value,
        })
    }

    fn fetch<T>(
        &self,
        resource: &Resource,
        old: Option<&Entry>,
        read: &Reader<'_, T>,
        listener: &Listener<'_>,
    ) -> Result<Obtained<T>, Failure> {
        let now = now();
        if let Some(old) = old {
            // Written before asking, so that other processes do not ask as well, nor soon after a
            // failure.
            let entry = Entry {
                asked: now,
                outage: None,
                ..old.clone()
            };
            self.keep(resource, &entry, listener);
        }
        let first = self.first_answer(resource, old);
        let (address, answer) = first.inspect_err(|failed| {
            if let Some(old) = old.filter(|_| failed.error.is_outage()) {
                let entry = Entry {
                    asked: now,
                    outage: Some(self::now()),
                    ..old.clone()
                };
                self.keep(resource, &entry, listener);
            }
        })?;
        let (found, is_confirmed) = found(answer, old).map_err(|error| failure(address, error))?;
        let value = read(&found.body, found.media.as_deref(), address)
            .map_err(|error| failure(address, error))?;
        // A copy is text. DER is not, and is fetched anew each time.
        let text = String::from_utf8(found.body);
        let is_text = text.is_ok();
        let entry = Entry {
            address: address.to_string(),
            fetched: now,
            asked: now,
            outage: None,
            lifetime: lifetime(found.max_age),
            etag: found.etag,
            body: text.unwrap_or_default(),
        };
        let is_kept = is_text && self.keep(resource, &entry, listener);
        let retention = Retention(is_kept.then_some(entry.lifetime));
        let event = if is_confirmed {
            Event::NotModified(address, retention)
        } else {
            Event::Fetched(address, retention)
        };
        listener(resource.what, event);
        Ok(Obtained {
            value,
            fetched: now,
            is_copy: false,
        })
    }

    fn first_answer<'r>(
        &self,
        resource: &'r Resource,
        old: Option<&Entry>,
    ) -> Result<(&'r Address, Answer), Failure> {
        let ask = |address: &'r Address| -> Result<_, Failure> {
            let old = old.filter(|old| old.address == address.as_str());
            let etag = old.and_then(|old| old.etag.as_deref());
            Ok((address, self.fetcher().fetch(address, etag)?))
        };
        match (ask(&resource.address), &resource.second_address) {
            (Err(first), Some(second)) if first.error.is_not_found() => {
                ask(second).map_err(|failed: Failure| {
                    if failed.error.is_not_found() {
                        let second = second.to_string();
                        let first = Box::new(first.error);
                        let error = ProviderError::AtNeitherAddress { first, second };
                        failure(&resource.address, error)
                    } else {
                        failed
                    }
                })
            }
            (answer, _) => answer,
        }
    }

    fn fetcher(&self) -> &Fetcher {
        self.fetcher
            .get_or_init(|| Fetcher::new(self.timeout, &self.trust))
    }

    /// The cache, unless another user could write it.
    fn cache(&self, resource: &Resource, listener: &Listener<'_>) -> Option<&Cache> {
        let cache = self.cache.as_ref()?;
        let is_own = self.cache_is_own.get_or_init(|| {
            let warning = cache.warning();
            let is_own = warning.is_none();
            if let Some(warning) = warning {
                listener(resource.what, Event::Warned(warning));
            }
            is_own
        });
        is_own.then_some(cache)
    }

    fn keep(&self, resource: &Resource, entry: &Entry, listener: &Listener<'_>) -> bool {
        let Some(cache) = self.cache(resource, listener) else {
            return false;
        };
        let written = cache.write(&name(resource), entry);
        if let Err(error) = &written
            && !self.warned_not_kept.swap(true, Ordering::Relaxed)
        {
            let (address, error) = (entry.address.clone(), error.kind().to_string());
            let warning = Warning::NotKept { address, error };
            listener(resource.what, Event::Warned(warning));
        }
        written.is_ok()
    }
}

/// The name of a copy: the address, and what is kept of it.
fn name(resource: &Resource) -> String {
    format!("{}\n{}", resource.address, resource.what)
}

/// What an answer stands for, and whether it only confirms the old copy.
fn found(answer: Answer, old: Option<&Entry>) -> Result<(Found, bool), ProviderError> {
    match (answer, old) {
        (Answer::Found(found), _) => Ok((found, false)),
        (Answer::NotModified { max_age }, Some(old)) => {
            let found = Found {
                body: old.body.clone().into_bytes(),
                media: None,
                etag: old.etag.clone(),
                max_age: max_age.or(Some(old.lifetime)),
            };
            Ok((found, true))
        }
        (Answer::NotModified { .. }, None) => {
            let reason = "status 304 (Not Modified) without a copy".to_owned();
            Err(ProviderError::NotHttp(reason))
        }
    }
}

/// A copy that was read.
struct CachedCopy<T> {
    entry: Entry,
    address: Address,
    value: T,
}

impl<T> CachedCopy<T> {
    fn used(self, resource: &Resource, now: u64, listener: &Listener<'_>) -> Obtained<T> {
        let age = self.entry.age(now);
        listener(resource.what, Event::Copy(&self.address, age));
        Obtained {
            value: self.value,
            fetched: self.entry.fetched,
            is_copy: true,
        }
    }
}

/// Uses a copy that is not fresh while the provider is unreachable, but not for long: otherwise anyone
/// who can block the connection could keep a withdrawn key in use.
fn use_stale<T>(
    copy: CachedCopy<T>,
    failed: Failure,
    resource: &Resource,
    now: u64,
    listener: &Listener<'_>,
) -> Result<Obtained<T>, Failure> {
    let Failure { address, error } = failed;
    match copy.entry.age(now) {
        Some(age) if age <= MAX_STALE_AGE => {
            let stale = Warning::Stale {
                address,
                error,
                age,
            };
            listener(resource.what, Event::Warned(stale));
            Ok(copy.used(resource, now, listener))
        }
        Some(age) => Err(Failure {
            address,
            error: ProviderError::CopyTooOld {
                error: Box::new(error),
                age,
            },
        }),
        None => Err(Failure { address, error }),
    }
}

fn failure(address: &Address, error: ProviderError) -> Failure {
    Failure {
        address: address.to_string(),
        error,
    }
}

fn is_recent(asked: u64, now: u64) -> bool {
    recently(asked, now).is_some()
}

/// How many seconds ago something was, where that is not long.
fn recently(then: u64, now: u64) -> Option<u32> {
    // A moment in the future was recorded by a wrong clock.
    let ago = now.checked_sub(then)?;
    u32::try_from(ago).ok().filter(|_| ago < COOLDOWN_SECONDS)
}

/// The time by the system's clock, in seconds since 1970. Copies are never dated by a token.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use tempfile::TempDir;

    const ADDRESS: &str = "https://login.example/jwks";

    /// A client whose requests would all fail: nothing may be asked of it but copies.
    fn client(mode: Mode, folder: &TempDir) -> Client {
        let cache = Cache::at(folder.path().join("jwt"), "system".to_owned());
        Client::new(mode, Some(cache), Duration::ZERO, Trust::new(None))
    }

    fn resource() -> Resource {
        Resource {
            what: "keys",
            address: Address::parse(ADDRESS).unwrap(),
            second_address: None,
        }
    }

    fn entry(fetched: u64) -> Entry {
        Entry {
            address: ADDRESS.to_owned(),
            fetched,
            asked: fetched,
            outage: None,
            lifetime: 600,
            etag: Some("\"1\"".to_owned()),
            body: "{}".to_owned(),
        }
    }

    fn copy(fetched: u64) -> CachedCopy<()> {
        CachedCopy {
            entry: entry(fetched),
            address: Address::parse(ADDRESS).unwrap(),
            value: (),
        }
    }

    /// What `get` answers, and the events on the way, with a copy in the cache.
    fn get(mode: Mode, entry: &Entry) -> (Result<Obtained<String>, Failure>, Vec<String>) {
        let folder = TempDir::new().unwrap();
        let client = client(mode, &folder);
        let (resource, events) = (resource(), Mutex::new(Vec::new()));
        let listener = |_: &'static str, event: Event<'_>| {
            events.lock().unwrap().push(event.to_string());
        };
        assert!(client.keep(&resource, entry, &listener));
        let read = |body: &[u8], _: Option<&str>, _: &Address| {
            Ok(String::from_utf8_lossy(body).into_owned())
        };
        let obtained = client.get(&resource, &read, &listener);
        (obtained, events.into_inner().unwrap())
    }

    #[test]
    fn a_fresh_copy_is_used_without_a_request() {
        let (obtained, events) = get(Mode::Normal, &entry(now() - 120));
        let obtained = obtained.unwrap();
        assert!(obtained.is_copy && obtained.value == "{}");
        let event = "https://login.example/jwks: from the cache, fetched 2 minutes ago";
        assert_eq!(events, [event]);
    }

    #[test]
    fn an_outage_is_not_waited_for_twice_within_a_minute() {
        let stale = Entry {
            outage: Some(now()),
            ..entry(now() - 1200)
        };
        let (obtained, events) = get(Mode::Normal, &stale);
        assert!(obtained.unwrap().is_copy);
        assert!(events[0].contains("unreachable"), "{events:?}");
    }

    #[test]
    fn offline_uses_a_copy_of_any_age_with_a_warning() {
        let (obtained, events) = get(Mode::Offline, &entry(1));
        assert!(obtained.unwrap().is_copy);
        assert!(events[0].contains("the copy in the cache is"), "{events:?}");
        let (obtained, events) = get(Mode::Offline, &entry(now() + 3600));
        assert!(obtained.unwrap().is_copy);
        assert!(events[0].contains("dated in the future"), "{events:?}");
    }

    #[test]
    fn offline_without_a_copy_fails() {
        let folder = TempDir::new().unwrap();
        let read = |_: &[u8], _: Option<&str>, _: &Address| Ok(());
        let failed = client(Mode::Offline, &folder).get(&resource(), &read, &|_, _| {});
        assert_eq!(failed.unwrap_err().error, ProviderError::NotCached);
    }

    #[test]
    fn a_copy_of_another_address_is_damaged() {
        let other = Entry {
            address: "https://other.example/jwks".to_owned(),
            ..entry(now())
        };
        let (failed, events) = get(Mode::Offline, &other);
        assert_eq!(failed.unwrap_err().error, ProviderError::NotCached);
        assert!(events[0].contains("is damaged"), "{events:?}");
    }

    #[test]
    fn a_confirmed_copy_keeps_its_body_and_tag() {
        for (stated, max_age) in [(None, 600), (Some(30), 30), (Some(7200), 7200)] {
            let answer = Answer::NotModified { max_age: stated };
            let (found, is_confirmed) = found(answer, Some(&entry(1))).unwrap();
            assert!(is_confirmed);
            assert_eq!(found.body, b"{}");
            assert_eq!(found.etag.as_deref(), Some("\"1\""));
            assert_eq!(found.max_age, Some(max_age));
        }
        let answer = Answer::NotModified { max_age: None };
        let refused = found(answer, None).err().unwrap();
        assert!(matches!(refused, ProviderError::NotHttp(_)));
    }

    #[test]
    fn a_stale_copy_serves_for_a_day() {
        let now = 1_800_000_000;
        let day = u64::from(MAX_STALE_AGE);
        let serve = |fetched| {
            let address = Address::parse(ADDRESS).unwrap();
            let failed = failure(&address, ProviderError::HostNotFound);
            use_stale(copy(fetched), failed, &resource(), now, &|_, _| {})
        };
        assert!(serve(now - day).unwrap().is_copy);
        let too_old = serve(now - day - 1).unwrap_err().error;
        assert!(
            matches!(too_old, ProviderError::CopyTooOld { age, .. } if age == MAX_STALE_AGE + 1)
        );
        let future = serve(now + 1).unwrap_err().error;
        assert_eq!(future, ProviderError::HostNotFound);
    }

    #[test]
    fn a_minute_passes_between_requests() {
        let now = 1_800_000_000;
        assert_eq!(recently(now, now), Some(0));
        assert_eq!(recently(now - 59, now), Some(59));
        assert_eq!(recently(now - 60, now), None);
        assert_eq!(recently(now + 1, now), None);
    }
}
