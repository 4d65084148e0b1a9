//! A folder of its own for a test, which goes with it.

use std::fs;
use std::path::{Path, PathBuf};

/// An empty folder that exists as long as the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The name tells the tests of one run apart.
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("jwt-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Where a file of this name would be.
    pub(crate) fn join(&self, name: &str) -> String {
        let path = self.0.join(name);
        path.to_str().expect("text").to_owned()
    }

    /// Writes a file, and tells where it is.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.join(name);
        fs::write(&path, content).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
