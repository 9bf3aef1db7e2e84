//! The set of the console's files, and where it comes from.

use super::encoding::Encoding;
use super::file::File;
use super::{INDEX, policy};
use axum::body::Bytes;
use axum::http::HeaderValue;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;
use std::{fs, io};

/// Where the API is, for a console that another host serves.
const CONFIG: &str = "config.json";

/// What the name of a file ends in that the build compressed with brotli. It is that file's other form, not one of its own.
const COMPRESSED: &str = ".br";

/// What a folder looked like: each file's name, size and time of change.
type Signature = Vec<(String, u64, Option<SystemTime>)>;

/// All files, by their path from the root, and the policy that their page needs.
#[derive(Debug)]
pub(super) struct Files {
    by_path: BTreeMap<String, Arc<File>>,
    policy: HeaderValue,
    signature: Signature,
}

impl Files {
    /// The files built into the binary: none, unless it was built with the feature `embed-console`.
    pub(super) fn built_in() -> Self {
        Self::new(embedded::all(), Signature::new())
    }

    /// Reads the folder. One that is not there (yet) holds nothing.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let signature = signature(folder)?;
        let read =
            |(path, ..): &(String, u64, _)| Ok((path.clone(), Bytes::from(fs::read(folder.join(path))?)));
        let files = signature.iter().map(read).collect::<io::Result<_>>()?;
        Ok(Self::new(files, signature))
    }

    /// Reads the folder if it no longer looks as it did when `self` was read. One that has lost its page is in the
    /// middle of a build.
    pub(super) fn read_if_changed(folder: &Path, known: &Self) -> io::Result<Option<Self>> {
        let now = signature(folder)?;
        let has_page = now.iter().any(|(path, ..)| path == INDEX);
        if now == known.signature || (!has_page && known.get(INDEX).is_some()) {
            return Ok(None);
        }
        Self::read(folder).map(Some)
    }

    fn new(files: BTreeMap<String, Bytes>, signature: Signature) -> Self {
        let text = |name| files.get(name).map(|bytes| String::from_utf8_lossy(bytes));
        let policy = policy::of(&text(INDEX).unwrap_or_default(), text(CONFIG).as_deref());
        let file = |(path, bytes): (&String, &Bytes)| {
            let brotli = files.get(&format!("{path}{COMPRESSED}")).cloned();
            (path.clone(), Arc::new(File::new(path, bytes.clone()).with_brotli(brotli)))
        };
        let by_path = files.iter().filter(|(path, _)| !path.ends_with(COMPRESSED)).map(file);
        Self { by_path: by_path.collect(), policy, signature }
    }

    pub(super) fn get(&self, path: &str) -> Option<&File> {
        self.by_path.get(path).map(|file| &**file)
    }

    /// The content security policy of the page.
    pub(super) fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// Compresses every file, so that the first visitor does not wait for it.
    pub(super) fn compress_in_background(&self) {
        let mut files: Vec<_> = self.by_path.values().map(Arc::clone).collect();
        files.sort_by_key(|file| file.bytes().len());
        tokio::spawn(async move {
            for encoding in [Encoding::Brotli, Encoding::Gzip] {
                for file in &files {
                    file.encoded(encoding).await;
                }
            }
        });
    }
}

/// Lists the files at any depth. What begins with a dot is Trunk's own or an editor's.
fn signature(folder: &Path) -> io::Result<Signature> {
    let mut found = Signature::new();
    let mut folders = vec![String::new()];
    while let Some(prefix) = folders.pop() {
        let entries = match fs::read_dir(folder.join(&prefix)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
                continue;
            };
            let path = format!("{prefix}{name}");
            let about = fs::metadata(entry.path())?;
            if about.is_dir() {
                folders.push(format!("{path}/"));
            } else {
                found.push((path, about.len(), about.modified().ok()));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(feature = "embed-console")]
mod embedded {
    use super::{BTreeMap, Bytes};
    use std::borrow::Cow;

    /// What `trunk build --release` left in `dist/` when the server was built.
    #[derive(rust_embed::Embed)]
    #[folder = "../dist"]
    #[allow_missing = true]
    struct Dist;

    pub(super) fn all() -> BTreeMap<String, Bytes> {
        let file = |path: Cow<'static, str>| {
            let bytes = match Dist::get(&path)?.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            };
            Some((path.into_owned(), bytes))
        };
        Dist::iter().filter_map(file).collect()
    }
}

#[cfg(not(feature = "embed-console"))]
mod embedded {
    use super::{BTreeMap, Bytes};

    pub(super) fn all() -> BTreeMap<String, Bytes> {
        BTreeMap::new()
    }
}
