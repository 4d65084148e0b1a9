//! Whether other users can put something into a folder, or put another folder in its place. The rules
//! are those of `StrictModes` in sshd: the folder and each folder above it belong to the user or to
//! root, and nobody else can write to them.

use std::path::Path;

/// Checks a folder, each folder above it, and each link on the way with all folders above its target.
/// What does not exist yet will be the user's.
///
/// # Errors
/// When another user can change something on the way, in words.
#[cfg(unix)]
pub(crate) fn check(folder: &Path) -> Result<(), String> {
    use super::cache::{is_own, is_owned};
    use std::collections::VecDeque;
    use std::fs;
    use std::io::ErrorKind::{NotADirectory, NotFound};
    use std::path::{Component, PathBuf};

    /// As many as Linux follows.
    const MAX_LINKS: usize = 40;

    let components = |path: &Path| -> Vec<PathBuf> {
        let components = path.components();
        components
            .map(|one| PathBuf::from(one.as_os_str()))
            .collect()
    };
    let mut rest = VecDeque::from(components(folder));
    // Without links, so that `..` is the folder above.
    let mut path = PathBuf::from("/");
    let mut links = 0;
    let fault = |path: &Path, fault: &str| Err(format!("{} {fault}", path.display()));
    while let Some(next) = rest.pop_front() {
        match next.components().next() {
            Some(Component::ParentDir) => {
                path.pop();
                continue;
            }
            Some(Component::CurDir) | None => continue,
            // An absolute one takes the place of the whole.
            _ => path.push(&next),
        }
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => return Ok(()),
            Err(_) => return fault(&path, "cannot be checked"),
        };
        if !is_owned(&metadata) {
            return fault(&path, "belongs to another user");
        }
        if metadata.is_symlink() {
            links += 1;
            let Some(target) = fs::read_link(&path).ok().filter(|_| links <= MAX_LINKS) else {
                return fault(&path, "is a link that cannot be followed");
            };
            path.pop();
            for component in components(&target).into_iter().rev() {
                rest.push_front(component);
            }
        } else if !is_own(&metadata) {
            let is_on_the_way = !rest.is_empty();
            if !(is_on_the_way && keeps_names(&metadata)) {
                return fault(&path, "can be written by other users");
            }
        }
    }
    // What `..` has led back to may be a folder that only keeps names.
    match fs::metadata(&path) {
        Ok(metadata) if is_own(&metadata) => Ok(()),
        _ => fault(&path, "can be written by other users"),
    }
}

/// Whether a folder that others can write to keeps them from replacing what is not theirs, as `/tmp`
/// does. What is in it is checked to be the user's or root's like everything else; only root is
/// trusted with such a folder, since its owner may replace anything.
#[cfg(unix)]
fn keeps_names(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    metadata.uid() == 0 && metadata.mode() & STICKY != 0
}

/// Other systems have other permissions, which are not checked.
#[cfg(not(unix))]
pub(crate) fn check(_: &Path) -> Result<(), String> {
    Ok(())
}
