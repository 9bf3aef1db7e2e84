//! Replaces the config file: there is always a whole one, and nobody else can read it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Why the file is not replaced. The one before is in its place.
#[derive(Debug, thiserror::Error)]
#[error("Keyhouse can't write {}: {}", path.display(), reason(cause))]
pub(in crate::dataplane) struct FileError {
    path: PathBuf,
    #[source]
    cause: io::Error,
}

impl FileError {
    /// Of a file that could not be written.
    pub(in crate::dataplane) fn new(path: &Path, cause: io::Error) -> Self {
        Self { path: path.to_owned(), cause }
    }
}

fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full. Make room on it.".into()
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "it is not allowed to. Make the data folder writable.".into()
        }
        _ => format!("{cause}."),
    }
}

/// Puts `text` in the place of the file at `path`, so that whoever reads it, also after a power cut, finds either the
/// text from before or this one. Its folder is made if it is missing.
pub(in crate::dataplane) fn replace(path: &Path, text: &str) -> Result<(), FileError> {
    replace_through(path, text, |new| OpenOptions::new().write(true).create_new(true).mode(0o600).open(new))
}

fn replace_through(
    path: &Path,
    text: &str,
    open: impl FnOnce(&Path) -> io::Result<File>,
) -> Result<(), FileError> {
    let new = path.with_extension("new");
    let failed = |cause| FileError { path: path.to_owned(), cause };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    // One that was left behind is of no use, and may be readable by others.
    match fs::remove_file(&new) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(failed(cause)),
        _ => {}
    }
    let written = open(&new).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&new, path)).map_err(|cause| {
        // Half a config is of no use either. If it can't be removed, the next one does.
        let _ = fs::remove_file(&new);
        failed(cause)
    })?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_file_is_replaced_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vmauth.yml");
        replace(&path, "one").unwrap();
        fs::write(path.with_extension("new"), "left behind").unwrap();
        replace(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["vmauth.yml"]);
    }

    #[test]
    fn on_a_full_disk_the_file_from_before_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vmauth.yml");
        replace(&path, "before").unwrap();
        let full = |_: &Path| OpenOptions::new().write(true).open("/dev/full");
        let error = replace_through(&path, "after", full).unwrap_err().to_string();
        assert!(error.contains("the disk is full. Make room"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        assert_eq!(names(folder.path()), ["vmauth.yml"]);
    }

    #[test]
    fn what_can_not_be_written_is_told_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let error = replace(&folder.path().join("file/vmauth.yml"), "x").unwrap_err().to_string();
        assert!(error.contains("file/vmauth.yml"), "{error}");
        let refused = |_: &Path| Err(io::Error::from(io::ErrorKind::ReadOnlyFilesystem));
        let error = replace_through(&folder.path().join("a"), "x", refused).unwrap_err().to_string();
        assert!(error.contains("Make the data folder writable"), "{error}");
        assert_eq!(names(folder.path()), ["file"]);
    }
}
