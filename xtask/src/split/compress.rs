//! Puts a compressed copy beside each file whose name follows what is in it: `name.br`, with brotli at its highest level.
//!
//! That takes seconds, which each start of the server took before, with the first visitor waiting. `index.html` and
//! `config.json` may be edited where they are served, so they get no copy that would then say something else.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use crate::failure::{Doing, Failure, Result};

/// The highest level there is.
const QUALITY: i32 = 11;
/// Smaller files gain nothing.
const MIN_BYTES: usize = 512;
/// What is compressed, by extension; pictures are by themselves.
const EXTENSIONS: [&str; 4] = ["css", "js", "svg", "wasm"];

/// Compresses the files in the folder `stage`, as many at once as the machine has cores.
pub(super) fn all(stage: &Path) -> Result<()> {
    let todo = Mutex::new(in_folder(stage)?);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> Result<()> {
            while let Some(path) = next(&todo)? {
                compress(&path)?;
            }
            Ok(())
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(broke_off())))
    })
}

fn next(todo: &Mutex<Vec<PathBuf>>) -> Result<Option<PathBuf>> {
    todo.lock().map(|mut todo| todo.pop()).map_err(|_| broke_off())
}

fn broke_off() -> Failure {
    Failure::new("the compression of the console's files broke off")
}

/// The files to compress, the largest last, which is taken first.
fn in_folder(stage: &Path) -> Result<Vec<PathBuf>> {
    let listing = || format!("list {}", stage.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(stage).doing(listing())? {
        let entry = entry.doing(listing())?;
        if entry.file_name().to_str().is_some_and(follows_content) {
            found.push((entry.metadata().doing(listing())?.len(), entry.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// Whether a name ends in a dash and a hash before an extension of those that are compressed.
fn follows_content(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    EXTENSIONS.contains(&extension) && hash.len() >= 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn compress(path: &Path) -> Result<()> {
    let bytes = fs::read(path).doing(format!("read {}", path.display()))?;
    if bytes.len() < MIN_BYTES {
        return Ok(());
    }
    let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut Cursor::new(&bytes), &mut small, &params)
        .doing(format!("compress {}", path.display()))?;
    let mut copy = path.as_os_str().to_owned();
    copy.push(".br");
    fs::write(&copy, small).doing(format!("write {}", Path::new(&copy).display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_never_change_get_a_copy() {
        let stage = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(stage.path().join(name), text).expect("written");
        let text = "let a = 1;\n".repeat(100);
        for name in ["a-0123456789abcdef.js", "index.html", "config.json", "a.js", "a-0123456789abcdef.png"] {
            write(name, &text);
        }
        write("small-0123456789abcdef.css", "a{}");
        all(stage.path()).expect("compressed");
        let mut copies: Vec<_> = fs::read_dir(stage.path())
            .expect("listed")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".br"))
            .collect();
        copies.sort();
        assert_eq!(copies, ["a-0123456789abcdef.js.br"]);
        let copy = fs::read(stage.path().join(&copies[0])).expect("read");
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut copy.as_slice(), &mut back).expect("brotli");
        assert_eq!(back, text.as_bytes());
    }
}
