//! The console's files with some of them missing, as after an upload that broke off.

use std::path::Path;
use std::{fs, io};

use tempfile::TempDir;

use crate::needs;

/// A folder for `--console-dir`.
pub struct ConsoleFiles {
    folder: TempDir,
}

impl ConsoleFiles {
    /// All files but those with this in their names.
    ///
    /// # Panics
    /// When no folder can be made.
    pub fn without(part: &str) -> Self {
        let files = Self { folder: tempfile::tempdir().expect("a folder for the console") };
        files.link(|name| !name.contains(part)).expect("a folder of links");
        files
    }

    /// Adds what is missing. The server sees it when it is next asked for a page.
    ///
    /// # Panics
    /// When the folder takes no more.
    pub fn complete(&self) {
        println!("all of the console's files are there");
        self.link(|name| !self.folder.path().join(name).exists()).expect("a folder of links");
    }

    /// Where they are, as the flag of a server wants it.
    ///
    /// # Panics
    /// When the folder's name is no UTF-8.
    pub fn path(&self) -> &str {
        self.folder.path().to_str().expect("a plain path")
    }

    fn link(&self, wanted: impl Fn(&str) -> bool) -> io::Result<()> {
        let all = needs::console_dir();
        for entry in fs::read_dir(&all)? {
            let name = entry?.file_name();
            if name.to_str().is_some_and(&wanted) {
                link(&all.join(&name), &self.folder.path().join(&name))?;
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn link(file: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(file, link)
}

#[cfg(not(unix))]
fn link(file: &Path, link: &Path) -> io::Result<()> {
    fs::copy(file, link).map(|_| ())
}
