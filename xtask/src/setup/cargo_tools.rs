//! What comes through rustup and cargo: the wasm target, Trunk, the wasm-bindgen CLI.

use std::fs;

use super::{Found, announce};
use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};

/// The Trunk that `Trunk.toml` asks for. Newer ones need a newer Rust than the workspace does.
const TRUNK: &str = "0.21.14";

const WASM: &str = "wasm32-unknown-unknown";

pub(super) fn wasm_target(tools: &Toolbox) -> Found {
    if has_wasm_target(tools) {
        return Found::Ready("wasm target".to_owned());
    }
    let by_hand = format!("rustup target add {WASM}");
    if tools.find("rustup").is_none() {
        let why = "this Rust has no standard library for it, and rustup, which could add it, is not on PATH";
        return Found::Missing { why: why.to_owned(), by_hand };
    }
    announce("the wasm target", "rustup");
    match process::run(tools.command("rustup").args(["target", "add", WASM])) {
        Ok(()) if has_wasm_target(tools) => Found::Ready("wasm target".to_owned()),
        Ok(()) => {
            Found::Missing { why: "rustup added it to another toolchain than this one".to_owned(), by_hand }
        }
        Err(failure) => Found::Missing { why: failure.to_string(), by_hand },
    }
}

fn has_wasm_target(tools: &Toolbox) -> bool {
    let mut rustc = tools.command("rustc");
    process::output(rustc.args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|dir| fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()))
}

pub(super) fn trunk(tools: &Toolbox) -> Found {
    program(tools, "Trunk", "trunk", "trunk", TRUNK)
}

/// The CLI must be of the very version that the crate is: the two speak a private format.
pub(super) fn wasm_bindgen(tools: &Toolbox) -> Found {
    let lock = fs::read_to_string(tools.workspace.root.join("Cargo.lock")).doing("read Cargo.lock");
    let version = lock.and_then(|text| {
        locked_version(&text, "wasm-bindgen")
            .map(str::to_owned)
            .ok_or_else(|| Failure::new("Cargo.lock names no wasm-bindgen"))
    });
    match version {
        Ok(version) => program(tools, "wasm-bindgen", "wasm-bindgen", "wasm-bindgen-cli", &version),
        Err(failure) => {
            Found::Missing { why: failure.to_string(), by_hand: "cargo generate-lockfile".to_owned() }
        }
    }
}

fn program(tools: &Toolbox, title: &str, bin: &str, package: &str, version: &str) -> Found {
    if process::version(&mut tools.command(bin)).as_deref() == Some(version) {
        return Found::Ready(format!("{title} {version}"));
    }
    let by_hand = format!("cargo install {package} --version {version}");
    match install(tools, package, version) {
        Ok(()) => Found::Ready(format!("{title} {version}")),
        Err(failure) => Found::Missing { why: failure.to_string(), by_hand },
    }
}

/// Installs a program into our own folder, first with the versions its authors locked. Where one of those
/// can't be had, cargo chooses.
fn install(tools: &Toolbox, package: &str, version: &str) -> Result<()> {
    announce(&format!("{package} {version}"), "cargo install, some minutes the first time");
    let home = &tools.workspace.tools;
    fs::create_dir_all(home).doing(format!("make the folder {}", home.display()))?;
    // Kept until the installation succeeds, so that one that was interrupted goes on where it was.
    let scratch = home.join("build");
    let attempt = |locked: &[&str]| {
        let mut cargo = tools.command("cargo");
        cargo.current_dir(home).env("CARGO_TARGET_DIR", &scratch);
        process::run(
            cargo
                .args(["install", package, "--version", version, "--force", "--root"])
                .arg(home)
                .args(locked),
        )
    };
    attempt(&["--locked"]).or_else(|_| {
        println!("Once more, with other versions of its dependencies");
        attempt(&[])
    })?;
    fs::remove_dir_all(&scratch).doing(format!("remove {}", scratch.display()))
}

/// The version of a package in a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let quoted = |line: &'a str, key: &str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
    let mut lines = lock.lines();
    lines.find(|line| quoted(line, "name") == Some(package))?;
    quoted(lines.next()?, "version")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.53\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"registry\"
";

    #[test]
    fn the_version_is_that_of_the_package_with_exactly_this_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-futures"), Some("0.4.53"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}
