//! Keeps what was fetched in the user's cache folder, one file for each address, written in one step
//! so that processes may share it. A file that cannot be read, or that another user could have
//! written, counts as absent.

use super::folder;
use super::warning::Warning;
use etcetera::BaseStrategy;
use jwt_toolkit::codec::json::{Json, Kind, quote};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The shortest lifetime of a copy in seconds, so that a loop in a shell does not ask each time.
const MIN_LIFETIME: u32 = 60;

/// The longest lifetime of a copy in seconds, so that a withdrawn key does not stay in use.
const MAX_LIFETIME: u32 = 24 * 60 * 60;

/// The lifetime of a copy in seconds where the provider states none.
const DEFAULT_LIFETIME: u32 = 10 * 60;

/// The age in seconds up to which a copy is used while the provider is unreachable.
pub(crate) const MAX_STALE_AGE: u32 = MAX_LIFETIME;

/// The largest file that is read: the largest answer, with each of its bytes escaped.
const MAX_FILE_BYTES: u64 = 8 << 20;

/// The version of the files' format; other versions count as damaged.
const VERSION: &str = "1";

/// A copy of what was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The address that answered.
    pub(crate) address: String,
    /// When it answered last, in seconds since 1970.
    pub(crate) fetched: u64,
    /// When it was asked last, whether it answered or not, in seconds since 1970.
    pub(crate) asked: u64,
    /// When it was found to be unreachable, where the last request found that.
    pub(crate) outage: Option<u64>,
    /// How many seconds it may be kept.
    pub(crate) lifetime: u32,
    /// The tag by which to ask for it again.
    pub(crate) etag: Option<String>,
    /// What it answered.
    pub(crate) body: String,
}

impl Entry {
    /// Seconds since it was fetched; `None` where that is in the future, by a clock that was wrong.
    #[must_use]
    pub(crate) fn age(&self, now: u64) -> Option<u32> {
        let age = now.checked_sub(self.fetched)?;
        Some(u32::try_from(age).unwrap_or(u32::MAX))
    }

    /// Whether it may be used without asking the provider.
    #[must_use]
    pub(crate) fn is_fresh(&self, now: u64) -> bool {
        self.age(now).is_some_and(|age| age < self.lifetime)
    }
}

/// How many seconds an answer is kept, where its provider states `max_age`.
#[must_use]
pub(crate) fn lifetime(max_age: Option<u32>) -> u32 {
    max_age
        .unwrap_or(DEFAULT_LIFETIME)
        .clamp(MIN_LIFETIME, MAX_LIFETIME)
}

/// The folder of the copies.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    /// The trust that all its copies were fetched under.
    trust: String,
}

impl Cache {
    /// The folder that the platform has for caches. There is none where it would depend on the folder
    /// that the program was started in. Nothing is created yet. Copies that were fetched under another
    /// trust are not found.
    #[must_use]
    pub(crate) fn of_the_user(trust: String) -> Option<Self> {
        let base = etcetera::choose_base_strategy().ok()?;
        let folder = base.cache_dir().join("jwt");
        folder.is_absolute().then(|| Self::at(folder, trust))
    }

    /// A folder, by its absolute path.
    #[must_use]
    pub(crate) fn at(folder: PathBuf, trust: String) -> Self {
        Self { folder, trust }
    }

    /// The copy of a name, or what is wrong with it.
    #[must_use]
    pub(crate) fn read(&self, name: &str) -> (Option<Entry>, Option<Warning>) {
        let address = || name.lines().next().unwrap_or_default().to_owned();
        let name = self.full_name(name);
        match read_own(&self.path(&name)) {
            Ok(Some(bytes)) => match parse(&bytes, &name) {
                Some(entry) => (Some(entry), None),
                None => (None, Some(Warning::Damaged { address: address() })),
            },
            Ok(None) => (None, Some(Warning::WritableByOthers { address: address() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, None),
            Err(_) => (None, Some(Warning::Damaged { address: address() })),
        }
    }

    /// A warning where another user could put copies into the folder, or another folder in its place.
    #[must_use]
    pub(crate) fn warning(&self) -> Option<Warning> {
        let reason = folder::check(&self.folder).err()?;
        let folder = self.folder.display().to_string();
        Some(Warning::FolderOfOthers { folder, reason })
    }

    /// Keeps a copy of a name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, name: &str, entry: &Entry) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)?;
        // Checked again, since it may not have existed before.
        if folder::check(&self.folder).is_err() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        // A new file of mode 0600 under a random name takes the place of whatever has the copy's
        // name. A link there is replaced, and never followed.
        let name = self.full_name(name);
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(in_json(&name, entry).as_bytes())?;
        file.persist(self.path(&name))?;
        Ok(())
    }

    fn full_name(&self, name: &str) -> String {
        format!("{name}\n{}", self.trust)
    }

    fn path(&self, name: &str) -> PathBuf {
        let digest = hex::encode(Sha256::digest(name));
        self.folder.join(format!("{digest}.json"))
    }
}

/// The bytes of a file, unless another user could have written them: the keys decide which
/// tokens are accepted, and `XDG_CACHE_HOME` may be in a folder that is shared.
fn read_own(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let not_a_file = || io::Error::other("not a regular file");
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_a_file());
    }
    let file = open(path)?;
    // The file may have been replaced since.
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(not_a_file());
    }
    if !is_own(&metadata) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Opens a file to read. Without `NONBLOCK`, opening a pipe in its place would never return.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    options.open(path)
}

/// Whether only the user and root can write to a file or a folder.
#[cfg(unix)]
pub(super) fn is_own(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    is_owned(metadata) && metadata.mode() & WRITABLE_BY_OTHERS == 0
}

#[cfg(unix)]
pub(super) fn is_owned(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const ROOT: u32 = 0;
    let owner = metadata.uid();
    owner == rustix::process::geteuid().as_raw() || owner == ROOT
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

fn in_json(name: &str, entry: &Entry) -> String {
    let etag = entry.etag.as_deref().map_or("null".to_owned(), quote);
    let outage = entry
        .outage
        .map_or("null".to_owned(), |moment| moment.to_string());
    format!(
        r#"{{"version":{VERSION},"name":{},"address":{},"fetched":{},"asked":{},"outage":{outage},"lifetime":{},"etag":{etag},"body":{}}}"#,
        quote(name),
        quote(&entry.address),
        entry.fetched,
        entry.asked,
        entry.lifetime,
        quote(&entry.body),
    )
}

fn parse(bytes: &[u8], name: &str) -> Option<Entry> {
    let json = Json::parse(bytes).ok()?;
    let text = |member| json.get(member)?.as_str().map(Cow::into_owned);
    let number = |member| json.get(member)?.text().parse::<u64>().ok();
    let etag = json.get("etag")?;
    if json.get("version")?.text() != VERSION || text("name")? != name {
        return None;
    }
    Some(Entry {
        address: text("address")?,
        fetched: number("fetched")?,
        asked: number("asked")?,
        outage: number("outage"),
        lifetime: lifetime(Some(u32::try_from(number("lifetime")?).ok()?)),
        etag: match etag.kind() {
            Kind::Null => None,
            _ => Some(etag.as_str()?.into_owned()),
        },
        body: text("body")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            address: "https://login.example/jwks".to_owned(),
            fetched: 1_800_000_000,
            asked: 1_800_000_060,
            outage: Some(1_800_000_060),
            lifetime: 600,
            etag: Some("W/\"1\"".to_owned()),
            body: "{\"keys\":[]}\n\u{1f511}".to_owned(),
        }
    }

    #[test]
    fn what_is_kept_is_found_again() {
        for entry in [
            entry(),
            Entry {
                etag: None,
                outage: None,
                ..entry()
            },
        ] {
            let kept = in_json("name", &entry);
            assert_eq!(parse(kept.as_bytes(), "name"), Some(entry));
            assert_eq!(parse(kept.as_bytes(), "other"), None);
        }
    }

    #[test]
    fn damaged_copies_are_ignored() {
        let kept = in_json("name", &entry());
        for end in 0..kept.len() {
            assert_eq!(parse(&kept.as_bytes()[..end], "name"), None);
        }
        for (good, bad) in [
            ("\"version\":1", "\"version\":2"),
            ("\"fetched\":1800000000", "\"fetched\":-1"),
            ("\"fetched\":1800000000", "\"fetched\":\"x\""),
            ("\"lifetime\":600", "\"lifetime\":6e2"),
            ("\"etag\":", "\"tag\":"),
        ] {
            let damaged = kept.replace(good, bad);
            assert_eq!(parse(damaged.as_bytes(), "name"), None, "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_leads_no_copy_elsewhere() {
        let folder = std::env::temp_dir().join(format!("jwt-cache-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let cache = Cache::at(folder.join("jwt"), "system".to_owned());
        cache.write("name", &entry()).unwrap();
        let (path, victim) = (cache.path("name\nsystem"), folder.join("victim"));
        fs::write(&victim, "precious").unwrap();
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&victim, &path).unwrap();
        for count in 0..4 {
            let foreseen = path.with_extension(format!("{}-{count}.new", std::process::id()));
            std::os::unix::fs::symlink(&victim, foreseen).unwrap();
        }
        cache.write("name", &entry()).unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        assert_eq!(cache.read("name"), (Some(entry()), None));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_copy_of_another_trust_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let cache = |trust: &str| Cache::at(folder.path().join("jwt"), trust.to_owned());
        cache("one").write("name", &entry()).unwrap();
        assert_eq!(cache("one").read("name"), (Some(entry()), None));
        assert_eq!(cache("two").read("name"), (None, None));
    }

    #[test]
    fn lifetimes_stay_within_bounds() {
        for (max_age, kept) in [
            (None, 600),
            (Some(0), 60),
            (Some(3600), 3600),
            (Some(u32::MAX), 86400),
        ] {
            assert_eq!(lifetime(max_age), kept);
        }
    }

    #[test]
    fn a_copy_from_the_future_is_not_fresh() {
        let entry = entry();
        assert!(entry.is_fresh(1_800_000_599));
        assert!(!entry.is_fresh(1_800_000_600));
        assert!(!entry.is_fresh(1_799_999_999));
    }
}
