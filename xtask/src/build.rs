//! Building what is run: the console into `dist/`, the server into the target folder.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};

/// What the console is made of, in the repository.
const CONSOLE_SOURCES: [&str; 12] = [
    ".cargo",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "src",
    "style",
    "editor",
    "assets",
    "model",
    "xtask/src/split",
];

/// `trunk build --release`, unless `dist/` is ours and newer than every source: Trunk optimizes anew each time.
pub(crate) fn console(tools: &Toolbox) -> Result<()> {
    let page = tools.workspace.dist().join("index.html");
    // `trunk serve` builds into `dist/` too, without optimizing; it is told apart by its date.
    let stamp = tools.workspace.target.join("console-build");
    let built = modified(&page).filter(|it| fs::read_to_string(&stamp).is_ok_and(|ours| ours == date(*it)));
    let mut newest = None;
    for source in CONSOLE_SOURCES {
        newest = newest.max(newest_under(&tools.workspace.root.join(source))?);
    }
    if built.is_some() && built > newest {
        println!("The console in dist/ is up to date");
        return Ok(());
    }
    fetch(tools)?;
    let started = SystemTime::now();
    let mut trunk = tools.command("trunk");
    trunk.env("CARGO_TARGET_DIR", &tools.workspace.target);
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Its tools are on the path; offline, it says so when one is of another version instead of fetching it.
    process::run(trunk.args(["build", "--release", "--offline", "true"]))?;
    // Dated back to its start: what was edited meanwhile is newer.
    let file = fs::File::options().write(true).open(&page).doing("open dist/index.html")?;
    file.set_modified(started).doing("date the build")?;
    fs::write(&stamp, modified(&page).map(date).unwrap_or_default()).doing("note the build")
}

/// The server, optimized, with panics that end one request only.
pub(crate) fn server(tools: &Toolbox) -> Result<()> {
    let mut cargo = tools.cargo();
    process::run(
        cargo
            .args(["build", "--locked", "--package", "keyhouse-server", "--bin", "keyhouse"])
            .args(["--profile", "server"]),
    )?;
    let binary = tools.workspace.server_binary();
    if binary.is_file() { Ok(()) } else { Err(Failure::new(format!("cargo built no {}", binary.display()))) }
}

/// Downloads the crates of Cargo.lock, which an offline build can't.
fn fetch(tools: &Toolbox) -> Result<()> {
    process::run(tools.cargo().args(["fetch", "--locked", "--target", "wasm32-unknown-unknown"]))
}

/// When the newest file at or under `path` was changed. Folders count too: a file may have been removed.
fn newest_under(path: &Path) -> Result<Option<SystemTime>> {
    let mut newest = modified(path);
    if path.is_dir() {
        let reading = || format!("list {}", path.display());
        for entry in fs::read_dir(path).doing(reading())? {
            newest = newest.max(newest_under(&entry.doing(reading())?.path())?);
        }
    }
    Ok(newest)
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|meta| meta.modified()).ok()
}

/// A date as it is kept in a file.
fn date(time: SystemTime) -> String {
    format!("{:?}", time.duration_since(SystemTime::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_file_is_found_at_any_depth() {
        let dir = tempfile::tempdir().expect("a folder");
        let deep = dir.path().join("a/b");
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join("file"), "").expect("a file");
        let later = SystemTime::now() + std::time::Duration::from_secs(60);
        fs::File::open(deep.join("file")).and_then(|file| file.set_modified(later)).expect("a time");
        assert_eq!(newest_under(dir.path()).expect("a readable folder"), modified(&deep.join("file")));
        assert_eq!(newest_under(&dir.path().join("absent")).expect("nothing"), None);
    }
}
