//! Keeps what was fetched in the user's cache folder, one file for each address, written in one step
//! so that processes may share it. What cannot be read, or could be somebody else's, counts as
//! absent.

use super::warning::Warning;
use etcetera::BaseStrategy;
use jwt_toolkit::codec::json::{Json, Kind, quote};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What is kept at least as long, so that a loop in a shell does not ask at each turn.
const LEAST_SECONDS: u32 = 60;

/// What is kept at most as long, so that a withdrawn key does not live on.
const MOST_SECONDS: u32 = 24 * 60 * 60;

/// What is kept as long where nobody says.
const USUAL_SECONDS: u32 = 10 * 60;

/// How old a copy may be to go on with while the provider is out of reach.
pub(crate) const MOST_STALE_SECONDS: u32 = MOST_SECONDS;

/// The largest file that is read: an answer of the largest size in which each byte is escaped.
const MAX_FILE_BYTES: u64 = 8 << 20;

/// The form of the files; others are passed over.
const VERSION: &str = "1";

/// A copy of what was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The address that answered.
    pub(crate) address: String,
    /// When it answered last, in seconds since 1970.
    pub(crate) fetched: u64,
    /// When it was asked last, whether it answered or not.
    pub(crate) asked: u64,
    /// When it was out of reach, where that is what came of the last question.
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

    /// Whether it may be used without asking.
    #[must_use]
    pub(crate) fn is_fresh(&self, now: u64) -> bool {
        self.age(now).is_some_and(|age| age < self.lifetime)
    }
}

/// How many seconds an answer is kept, by what its provider says.
#[must_use]
pub(crate) fn lifetime(max_age: Option<u32>) -> u32 {
    max_age
        .unwrap_or(USUAL_SECONDS)
        .clamp(LEAST_SECONDS, MOST_SECONDS)
}

/// The folder of the copies.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The folder that the platform has for it, where it has one that does not depend on where the
    /// program was started. Nothing is made yet.
    #[must_use]
    pub(crate) fn of_the_user() -> Option<Self> {
        let base = etcetera::choose_base_strategy().ok()?;
        let folder = base.cache_dir().join("jwt");
        folder.is_absolute().then_some(Self { folder })
    }

    /// The copy under a name, and what is wrong with one that is not used.
    #[must_use]
    pub(crate) fn read(&self, name: &str) -> (Option<Entry>, Option<Warning>) {
        let address = || name.lines().next().unwrap_or_default().to_owned();
        match read_own(&self.path(name)) {
            Ok(Some(bytes)) => match parse(&bytes, name) {
                Some(entry) => (Some(entry), None),
                None => (None, Some(Warning::Damaged { address: address() })),
            },
            Ok(None) => (None, Some(Warning::WritableByOthers { address: address() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, None),
            Err(_) => (None, Some(Warning::Damaged { address: address() })),
        }
    }

    /// What is wrong with the folder, where others could put copies into it, or links that lead a
    /// copy elsewhere.
    #[must_use]
    pub(crate) fn warning(&self) -> Option<Warning> {
        let folder = || self.folder.display().to_string();
        (!is_own_folder(&self.folder)).then(|| Warning::FolderOfOthers { folder: folder() })
    }

    /// Keeps a copy under a name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, name: &str, entry: &Entry) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)?;
        // It may not have been there before.
        if !is_own_folder(&self.folder) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let path = self.path(name);
        let content = in_json(name, entry);
        let (beside, mut file) = create_beside(&path)?;
        let written = file.write_all(content.as_bytes());
        drop(file);
        let written = written.and_then(|()| fs::rename(&beside, &path));
        if written.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    fn path(&self, name: &str) -> PathBuf {
        let digest = hex::encode(Sha256::digest(name));
        self.folder.join(format!("{digest}.json"))
    }
}

/// A new file beside `path`, under a name that nobody can have foreseen: whatever has it already is
/// not ours, be it a link to somewhere else.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let created = create_new(path);
    match created {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => create_new(path),
        created => created,
    }
}

fn create_new(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut suffix = [0; 16];
    SysRng.try_fill_bytes(&mut suffix)?;
    let beside = path.with_extension(format!("{}.new", hex::encode(suffix)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&beside)?;
    Ok((beside, file))
}

/// Whether nobody else can put anything into a folder; one that is not there yet will be the user's.
fn is_own_folder(folder: &Path) -> bool {
    let Ok(link) = fs::symlink_metadata(folder) else {
        return true;
    };
    // A link's own permissions mean nothing, but whoever owns it chooses where it leads.
    if link.is_symlink() && !is_owned(&link) {
        return false;
    }
    fs::metadata(folder).is_ok_and(|folder| is_own(&folder))
}

/// The bytes of a file, where nobody else can have written them: whoever chooses the keys chooses the
/// tokens that are believed, and `XDG_CACHE_HOME` may lead into a folder that is shared.
fn read_own(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let not_a_file = || io::Error::other("not a regular file");
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_a_file());
    }
    let file = open(path)?;
    // It may have been replaced meanwhile.
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

/// Opens a file to read. A pipe in its place would be waited for without end.
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

#[cfg(unix)]
fn is_own(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    is_owned(metadata) && metadata.mode() & WRITABLE_BY_OTHERS == 0
}

#[cfg(unix)]
fn is_owned(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const ROOT: u32 = 0;
    let owner = metadata.uid();
    owner == rustix::process::geteuid().as_raw() || owner == ROOT
}

#[cfg(not(unix))]
fn is_owned(_: &fs::Metadata) -> bool {
    true
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
    fn damaged_copies_are_none() {
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
        let cache = Cache {
            folder: folder.join("jwt"),
        };
        cache.write("name", &entry()).unwrap();
        let (path, victim) = (cache.path("name"), folder.join("victim"));
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
