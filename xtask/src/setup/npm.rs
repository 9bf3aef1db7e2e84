//! What comes from the npm registry, kept in our own folder: binaryen (for `wasm-opt`), axe-core, playwright-core, and the
//! packages of the code editor.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Found, announce};
use crate::failure::{Doing, Result};
use crate::process::{self, Toolbox};

/// A package of the npm registry, of one version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    version: &'static str,
}

const BINARYEN: Package = Package { name: "binaryen", version: "132.0.0" };
/// The accessibility rules that the end-to-end tests hold every page to.
pub(crate) const AXE: Package = Package { name: "axe-core", version: "4.14.1" };
/// Drives Chromium for the measurements. It brings no browser of its own.
pub(super) const PLAYWRIGHT: Package = Package { name: "playwright-core", version: "1.65.1" };

/// Any `wasm-opt` and `wasm-merge` on the path will do, whatever their version.
pub(super) fn wasm_opt(tools: &Toolbox) -> Found {
    let is_theirs = |name| tools.find(name).is_some_and(|found| !found.starts_with(&tools.workspace.tools));
    if is_theirs("wasm-opt") && is_theirs("wasm-merge") {
        return Found::Ready("wasm-opt".to_owned());
    }
    package(tools, BINARYEN)
}

pub(super) fn package(tools: &Toolbox, package: Package) -> Found {
    let Package { name, version } = package;
    if installed(&tools.workspace.npm_package(name)).as_deref() == Some(version) {
        return Found::Ready(format!("{name} {version}"));
    }
    let by_hand = "install Node.js with npm, then call this again".to_owned();
    if tools.find("npm").is_none() {
        let why = format!("it comes with the npm package {name}, and npm is not on PATH");
        return Found::Missing { why, by_hand };
    }
    match install(tools, package) {
        Ok(()) => Found::Ready(format!("{name} {version}")),
        Err(failure) => {
            let home = tools.workspace.tools.display();
            Found::Missing {
                why: failure.to_string(),
                by_hand: format!("npm install --prefix {home} {name}@{version}"),
            }
        }
    }
}

/// What names the packages of the code editor, in `editor/` of the repository.
const EDITOR_FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// Where the packages of the code editor are.
pub(crate) fn editor_modules(tools: &Toolbox) -> PathBuf {
    editor_home(tools).join("node_modules")
}

fn editor_home(tools: &Toolbox) -> PathBuf {
    tools.workspace.tools.join("editor")
}

/// The packages of the code editor, of the very versions that its lock file names.
pub(super) fn editor(tools: &Toolbox) -> Found {
    let ready = Found::Ready("CodeMirror".to_owned());
    if has_editor(tools) {
        return ready;
    }
    let by_hand = "install Node.js with npm, then call this again".to_owned();
    if tools.find("npm").is_none() {
        return Found::Missing { why: "they are npm packages, and npm is not on PATH".to_owned(), by_hand };
    }
    match install_editor(tools) {
        Ok(()) => ready,
        Err(failure) => {
            let home = editor_home(tools);
            let by_hand = format!("copy editor/package*.json to {0} and call npm ci there", home.display());
            Found::Missing { why: failure.to_string(), by_hand }
        }
    }
}

/// The names are copied when all packages are there.
fn has_editor(tools: &Toolbox) -> bool {
    let same = |name: &str| {
        let ours = fs::read(tools.workspace.root.join("editor").join(name)).ok();
        ours.is_some() && ours == fs::read(editor_modules(tools).join(name)).ok()
    };
    EDITOR_FILES.into_iter().all(same)
}

fn install_editor(tools: &Toolbox) -> Result<()> {
    announce("the packages of the code editor", "npm");
    let home = editor_home(tools);
    fs::create_dir_all(&home).doing(format!("make the folder {}", home.display()))?;
    let copy = |to: &Path| {
        EDITOR_FILES.into_iter().try_for_each(|name| {
            let from = tools.workspace.root.join("editor").join(name);
            fs::copy(&from, to.join(name)).map(drop).doing(format!("copy {}", from.display()))
        })
    };
    copy(&home)?;
    let mut npm = tools.command("npm");
    // None of them needs its scripts to run.
    npm.current_dir(&home).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(&mut npm)?;
    copy(&editor_modules(tools))
}

fn install(tools: &Toolbox, Package { name, version }: Package) -> Result<()> {
    announce(&format!("{name} {version}"), "npm");
    let home = &tools.workspace.tools;
    fs::create_dir_all(home).doing(format!("make the folder {}", home.display()))?;
    let mut npm = tools.command("npm");
    npm.current_dir(home)
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(home);
    process::run(npm.arg(format!("{name}@{version}")))
}

/// The version of an installed package, read from its own manifest.
fn installed(package: &Path) -> Option<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(package.join("package.json")).ok()?).ok()?;
    manifest["version"].as_str().map(str::to_owned)
}
