//! Decides between the cache and the network, and tells what it does.

use super::address::Address;
use super::cache::{Cache, Entry, MOST_STALE_SECONDS, lifetime};
use super::fetch::{Answer, Fetcher, Found};
use super::trouble::{Failure, Trouble};
use super::warning::Warning;
use jwt_toolkit::codec::in_words;
use sha2::{Digest, Sha256};
use std::fmt;
use std::iter;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use ureq::tls::Certificate;

/// An unknown `kid` asks a provider at most as often: anybody can make one up.
const COOLDOWN_SECONDS: u64 = 60;

/// When to ask the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Where there is no fresh copy.
    Usual,
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
    pub(crate) place: Address,
    /// Where it may be when there is nothing at that place.
    pub(crate) second_place: Option<Address>,
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Event<'e> {
    /// Something was fetched.
    Fetched(&'e Address, Kept),
    /// The copy was confirmed.
    NotModified(&'e Address, Kept),
    /// The copy was used, so many seconds old, without asking; of no age where it is dated in the
    /// future.
    Copy(&'e Address, Option<u32>),
    /// Something to be warned of.
    Warned(Warning),
}

/// How long something is kept in the cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept(Option<u32>);

impl fmt::Display for Kept {
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
            Self::Fetched(address, kept) => write!(f, "{address}: fetched, {kept}"),
            Self::NotModified(address, kept) => write!(f, "{address}: not modified, {kept}"),
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

/// Who is told what happens, by the word for what it happens to.
pub(crate) type Listener<'l> = dyn Fn(&'static str, Event<'_>) + Sync + 'l;

/// What was got, and read.
#[derive(Debug)]
pub(crate) struct Got<T> {
    /// What was read from it.
    pub(crate) read: T,
    /// When the provider answered, in seconds since 1970.
    pub(crate) fetched: u64,
    /// Whether it is a copy, and was not fetched just now.
    pub(crate) is_copy: bool,
}

/// The way to what providers publish.
#[derive(Debug)]
pub(crate) struct Client {
    mode: Mode,
    cache: Option<Cache>,
    /// Whether nobody else can write the cache, looked at once.
    cache_is_own: OnceLock<bool>,
    /// Whether it was told that nothing can be kept: once is enough.
    told_not_kept: AtomicBool,
    timeout: Duration,
    authorities: Option<Vec<Certificate<'static>>>,
    /// Made when something is fetched: a fresh copy needs no TLS.
    fetcher: OnceLock<Fetcher>,
}

/// Reads what `Address` answered: the body and its media type.
type Reader<'r, T> = dyn Fn(&[u8], Option<&str>, &Address) -> Result<T, Trouble> + 'r;

impl Client {
    /// With `cache`, if any; answers take at most `timeout`; certificates are trusted by the system's
    /// authorities, or by the given ones alone.
    #[must_use]
    pub(crate) fn new(
        mode: Mode,
        cache: Option<Cache>,
        timeout: Duration,
        authorities: Option<Vec<Certificate<'static>>>,
    ) -> Self {
        Self {
            mode,
            cache,
            cache_is_own: OnceLock::new(),
            told_not_kept: AtomicBool::new(false),
            timeout,
            authorities,
            fetcher: OnceLock::new(),
        }
    }

    /// Gets something from the cache or the network, and reads it.
    ///
    /// # Errors
    /// When there is neither a good answer nor a copy that may do.
    pub(crate) fn get<T>(
        &self,
        resource: &Resource,
        read: &Reader<'_, T>,
        tell: &Listener<'_>,
    ) -> Result<Got<T>, Failure> {
        let now = now();
        let copy = self.copy(resource, read, tell);
        let Some(copy) = copy else {
            if self.mode == Mode::Offline {
                return Err(failure(&resource.place, Trouble::NotCached));
            }
            return self.fetch(resource, None, read, tell);
        };
        if self.mode == Mode::Offline && !copy.entry.is_fresh(now) {
            let address = copy.place.to_string();
            let warning = match copy.entry.age(now) {
                Some(age) => Warning::Old { address, age },
                None => Warning::FromTheFuture { address },
            };
            tell(resource.what, Event::Warned(warning));
        }
        if self.mode == Mode::Offline || self.mode == Mode::Usual && copy.entry.is_fresh(now) {
            return Ok(copy.used(resource, now, tell));
        }
        if self.mode == Mode::Usual
            && let Some(ago) = copy.entry.outage.and_then(|outage| recently(outage, now))
            && copy
                .entry
                .age(now)
                .is_some_and(|age| age <= MOST_STALE_SECONDS)
        {
            // Else each process of an outage would wait for the whole time-out.
            let failed = failure(&copy.place, Trouble::OutOfReach(ago));
            return go_on(copy, failed, resource, now, tell);
        }
        let fetched = self.fetch(resource, Some(&copy.entry), read, tell);
        match fetched {
            Err(failed) if self.mode == Mode::Usual && failed.trouble.is_outage() => {
                go_on(copy, failed, resource, now, tell)
            }
            fetched => fetched,
        }
    }

    /// Asks again for what was fetched at `since`, unless that is too soon; `None` where it is. What
    /// another process has fetched meanwhile will do.
    ///
    /// # Errors
    /// When there is no good answer.
    pub(crate) fn ask_again<T>(
        &self,
        resource: &Resource,
        since: u64,
        read: &Reader<'_, T>,
        tell: &Listener<'_>,
    ) -> Result<Option<Got<T>>, Failure> {
        if self.mode == Mode::Offline {
            return Ok(None);
        }
        let now = now();
        let copy = self.copy(resource, read, tell);
        let asked = copy.as_ref().map_or(since, |copy| copy.entry.asked);
        if let Some(copy) = copy {
            if copy.entry.fetched > since {
                return Ok(Some(copy.used(resource, now, tell)));
            }
            if is_recent(asked, now) {
                return Ok(None);
            }
            return self
                .fetch(resource, Some(&copy.entry), read, tell)
                .map(Some);
        }
        if is_recent(since, now) {
            return Ok(None);
        }
        self.fetch(resource, None, read, tell).map(Some)
    }

    /// The copy in the cache, where it is any good.
    fn copy<T>(
        &self,
        resource: &Resource,
        read: &Reader<'_, T>,
        tell: &Listener<'_>,
    ) -> Option<Copy<T>> {
        let (entry, warning) = self.cache(resource, tell)?.read(&self.name(resource));
        if let Some(warning) = warning {
            tell(resource.what, Event::Warned(warning));
        }
        let entry = entry?;
        let mut places = iter::once(&resource.place).chain(&resource.second_place);
        let place = places.find(|place| place.as_str() == entry.address);
        let good = place.map(|place| (place, read(entry.body.as_bytes(), None, place)));
        let (place, read) = match good {
            Some((place, Ok(read))) => (place.clone(), read),
            // Of the same place, asked for by another name.
            Some((_, Err(Trouble::OtherIssuer { .. }))) => return None,
            _ => {
                let address = resource.place.to_string();
                tell(resource.what, Event::Warned(Warning::Damaged { address }));
                return None;
            }
        };
        Some(Copy { entry, place, read })
    }

    fn fetch<T>(
        &self,
        resource: &Resource,
        old: Option<&Entry>,
        read: &Reader<'_, T>,
        tell: &Listener<'_>,
    ) -> Result<Got<T>, Failure> {
        let now = now();
        if let Some(old) = old {
            // Before asking, so that other processes do not ask as well, nor soon after a failure.
            let asked = now;
            self.keep(
                resource,
                &Entry {
                    asked,
                    outage: None,
                    ..old.clone()
                },
                tell,
            );
        }
        let (place, answer) = self.first_answer(resource, old).inspect_err(|failed| {
            if let Some(old) = old.filter(|_| failed.trouble.is_outage()) {
                let entry = Entry {
                    asked: now,
                    outage: Some(self::now()),
                    ..old.clone()
                };
                self.keep(resource, &entry, tell);
            }
        })?;
        let (answer, not_modified) = match (answer, old) {
            (Answer::Found(found), _) => (found, false),
            (Answer::NotModified { max_age }, Some(old)) => {
                let found = Found {
                    body: old.body.clone().into_bytes(),
                    media: None,
                    etag: old.etag.clone(),
                    max_age: max_age.or(Some(old.lifetime)),
                };
                (found, true)
            }
            (Answer::NotModified { .. }, None) => {
                let trouble = Trouble::NotHttp("not modified, and there is no copy".to_owned());
                return Err(failure(place, trouble));
            }
        };
        let value = read(&answer.body, answer.media.as_deref(), place)
            .map_err(|trouble| failure(place, trouble))?;
        // What was read is JSON, so it is text.
        let body = String::from_utf8(answer.body).unwrap_or_default();
        let entry = Entry {
            address: place.to_string(),
            fetched: now,
            asked: now,
            outage: None,
            lifetime: lifetime(answer.max_age),
            etag: answer.etag,
            body,
        };
        let is_kept = self.keep(resource, &entry, tell);
        let kept = Kept(is_kept.then_some(entry.lifetime));
        let event = if not_modified {
            Event::NotModified(place, kept)
        } else {
            Event::Fetched(place, kept)
        };
        tell(resource.what, event);
        Ok(Got {
            read: value,
            fetched: now,
            is_copy: false,
        })
    }

    fn first_answer<'r>(
        &self,
        resource: &'r Resource,
        old: Option<&Entry>,
    ) -> Result<(&'r Address, Answer), Failure> {
        let ask = |place: &'r Address| -> Result<_, Failure> {
            let old = old.filter(|old| old.address == place.as_str());
            let etag = old.and_then(|old| old.etag.as_deref());
            Ok((place, self.fetcher().fetch(place, etag)?))
        };
        match (ask(&resource.place), &resource.second_place) {
            (Err(first), Some(second)) if first.trouble.is_not_found() => {
                ask(second).map_err(|failed: Failure| {
                    if failed.trouble.is_not_found() {
                        let second = second.to_string();
                        let trouble = Box::new(first.trouble);
                        let trouble = Trouble::AtNeitherPlace { trouble, second };
                        failure(&resource.place, trouble)
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
            .get_or_init(|| Fetcher::new(self.timeout, self.authorities.clone()))
    }

    /// The cache, where it is the user's own.
    fn cache(&self, resource: &Resource, tell: &Listener<'_>) -> Option<&Cache> {
        let cache = self.cache.as_ref()?;
        let is_own = self.cache_is_own.get_or_init(|| {
            let warning = cache.warning();
            let is_own = warning.is_none();
            if let Some(warning) = warning {
                tell(resource.what, Event::Warned(warning));
            }
            is_own
        });
        is_own.then_some(cache)
    }

    fn keep(&self, resource: &Resource, entry: &Entry, tell: &Listener<'_>) -> bool {
        let Some(cache) = self.cache(resource, tell) else {
            return false;
        };
        let written = cache.write(&self.name(resource), entry);
        if let Err(error) = &written
            && !self.told_not_kept.swap(true, Ordering::Relaxed)
        {
            let (address, error) = (entry.address.clone(), error.kind().to_string());
            tell(
                resource.what,
                Event::Warned(Warning::NotKept { address, error }),
            );
        }
        written.is_ok()
    }

    /// The name of the copy: the address, what is kept of it, and who vouched for it, where that was
    /// not the system.
    fn name(&self, resource: &Resource) -> String {
        let mut name = format!("{}\n{}", resource.place, resource.what);
        if let Some(authorities) = &self.authorities {
            let mut digest = Sha256::new();
            for certificate in authorities {
                digest.update(certificate.der());
            }
            name.push('\n');
            name.push_str(&hex::encode(digest.finalize()));
        }
        name
    }
}

/// A copy that was read.
struct Copy<T> {
    entry: Entry,
    place: Address,
    read: T,
}

impl<T> Copy<T> {
    fn used(self, resource: &Resource, now: u64, tell: &Listener<'_>) -> Got<T> {
        let age = self.entry.age(now);
        tell(resource.what, Event::Copy(&self.place, age));
        Got {
            read: self.read,
            fetched: self.entry.fetched,
            is_copy: true,
        }
    }
}

/// Goes on with a copy that is not fresh, while the provider is out of reach, and not for long:
/// whoever can cut the line could else keep a withdrawn key alive.
fn go_on<T>(
    copy: Copy<T>,
    failed: Failure,
    resource: &Resource,
    now: u64,
    tell: &Listener<'_>,
) -> Result<Got<T>, Failure> {
    let Failure { address, trouble } = failed;
    match copy.entry.age(now) {
        Some(age) if age <= MOST_STALE_SECONDS => {
            let stale = Warning::Stale {
                address,
                trouble,
                age,
            };
            tell(resource.what, Event::Warned(stale));
            Ok(copy.used(resource, now, tell))
        }
        Some(age) => Err(Failure {
            address,
            trouble: Trouble::TooOld {
                trouble: Box::new(trouble),
                age,
            },
        }),
        None => Err(Failure { address, trouble }),
    }
}

fn failure(place: &Address, trouble: Trouble) -> Failure {
    Failure {
        address: place.to_string(),
        trouble,
    }
}

fn is_recent(asked: u64, now: u64) -> bool {
    recently(asked, now).is_some()
}

/// How many seconds ago something was, where that is not long.
fn recently(then: u64, now: u64) -> Option<u32> {
    // What was in the future was by a clock that was wrong.
    let ago = now.checked_sub(then)?;
    u32::try_from(ago).ok().filter(|_| ago < COOLDOWN_SECONDS)
}

/// Seconds since 1970: the moments in the cache, and never that of a token.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
