//! What the tests take, and what to do where it is missing. Nothing is skipped: a missing piece fails the test.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const ALL_AT_ONCE: &str = "`cargo xtask test e2e` gets and builds everything that these tests need";

/// The server's binary: `KEYHOUSE_BIN`, else the newest that cargo built beside this test.
///
/// # Panics
/// When there is none.
pub fn server_binary() -> PathBuf {
    if let Some(path) = named("KEYHOUSE_BIN", "the server's binary") {
        return path;
    }
    let target = target_dir();
    let name = format!("keyhouse{}", env::consts::EXE_SUFFIX);
    let built = ["debug", "release", "server"].map(|profile| target.join(profile).join(&name));
    let changed =
        |path: &PathBuf| path.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    built.into_iter().filter(|path| path.is_file()).max_by_key(changed).unwrap_or_else(|| {
        panic!(
            "There is no server to test: no `{name}` in {}. Build it (cargo build -p keyhouse-server), or set \
             KEYHOUSE_BIN to its path; {ALL_AT_ONCE}.",
            target.display()
        )
    })
}

/// The console as Trunk builds it: `KEYHOUSE_DIST`, else `dist` in the repository.
///
/// # Panics
/// When it is not there.
pub fn console_dir() -> PathBuf {
    let dist = env::var_os("KEYHOUSE_DIST").map_or_else(|| workspace().join("dist"), PathBuf::from);
    assert!(
        dist.join("index.html").is_file(),
        "There is no console to test: no index.html in {}. Build it (trunk build --release), or set KEYHOUSE_DIST to \
         its folder; {ALL_AT_ONCE}.",
        dist.display()
    );
    dist
}

/// Chromium: `CHROMIUM`, else the usual names on the path.
///
/// # Panics
/// When it is not there.
pub fn chromium() -> PathBuf {
    if let Some(path) = named("CHROMIUM", "Chromium") {
        return path;
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found.into_iter().find(|path| path.is_file()).unwrap_or_else(|| {
        panic!(
            "There is no browser to test in: none of {} is on the path. Install Chromium (Debian: apt-get install \
             chromium), or set CHROMIUM to its path; {ALL_AT_ONCE}.",
            names.join(", ")
        )
    })
}

/// One of the programs that write and read data: on the path, else where `cargo xtask` puts it.
///
/// # Panics
/// When it is not there.
pub fn program(name: &str) -> PathBuf {
    let found =
        env::split_paths(&path_with_tools()).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "`{name}` is not on the path (Debian: apt-get install victoria-metrics prometheus); {ALL_AT_ONCE}."
        )
    })
}

/// The path, and behind it where `cargo xtask` puts the programs that write and read data.
pub fn path_with_tools() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let tools = cache().map(|cache| cache.join("tools/debian/usr/bin"));
    env::join_paths(env::split_paths(&path).chain(tools)).unwrap_or(path)
}

/// The text of axe-core, which finds what people with assistive technology would stumble over: `AXE`, else where
/// `cargo xtask` puts it.
///
/// # Panics
/// When it is not there.
pub fn axe() -> String {
    let path = env::var_os("AXE").map(PathBuf::from).or_else(cached_axe);
    let text = path.as_deref().and_then(|path| std::fs::read_to_string(path).ok());
    text.unwrap_or_else(|| {
        panic!(
            "axe-core is not there{}. Get it (npm install axe-core) and set AXE to the path of its axe.min.js; \
             {ALL_AT_ONCE}.",
            path.map(|path| format!(": can't read {}", path.display())).unwrap_or_default()
        )
    })
}

fn cached_axe() -> Option<PathBuf> {
    Some(cache()?.join("tools/node_modules/axe-core/axe.min.js"))
}

fn cache() -> Option<PathBuf> {
    let of = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    of("KEYHOUSE_CACHE")
        .or_else(|| of("XDG_CACHE_HOME").map(|dir| dir.join("keyhouse")))
        .or_else(|| of("HOME").map(|dir| dir.join(".cache/keyhouse")))
}

/// The path in an environment variable, which must be right if it is given.
fn named(variable: &str, what: &str) -> Option<PathBuf> {
    let path = env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)?;
    assert!(path.is_file(), "{variable} should be the path of {what}, and {} is not a file.", path.display());
    Some(path)
}

/// Cargo's target folder: a test binary lies in `<target>/<profile>/deps`.
fn target_dir() -> PathBuf {
    let binary = env::current_exe().expect("the path of this test");
    binary.ancestors().nth(3).map_or_else(|| workspace().join("target"), Path::to_path_buf)
}

fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}
