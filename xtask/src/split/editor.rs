//! The code editor: `CodeMirror` and what the console adds to it (`editor/`), in one file.

use std::fs;
use std::path::Path;

use super::publish::{Extra, hash_of, hashed};
use crate::failure::{Doing, Result};
use crate::process::{self, Toolbox};
use crate::setup;

/// What its file is called: this, then its hash.
const NAME: &str = "keyhouse-code-editor";
/// What the page calls it (`src/web/code_editor.rs`).
const META: &str = "keyhouse:code-editor";

/// Bundles it.
pub(super) fn build(tools: &Toolbox, release: bool, scratch: &Path) -> Result<Extra> {
    let modules = setup::editor_modules(tools);
    let source = tools.workspace.root.join("editor/src");
    let notice = source.join("notice.txt");
    let notice = fs::read_to_string(&notice).doing(format!("read {}", notice.display()))?;
    let bundle = scratch.join("editor.js");
    let mut esbuild = tools.command(modules.join(".bin/esbuild"));
    esbuild.env("NODE_PATH", &modules).arg(source.join("main.js"));
    esbuild.args([
        "--bundle",
        "--format=esm",
        "--target=es2022",
        "--loader:.css=text",
        "--log-level=warning",
    ]);
    esbuild.arg(format!("--banner:js=/*\n{notice}*/")).arg(format!("--outfile={}", bundle.display()));
    process::run(if release { esbuild.arg("--minify") } else { &mut esbuild })?;
    let bytes = fs::read(&bundle).doing(format!("read {}", bundle.display()))?;
    Ok(Extra { meta: META, files: vec![(hashed(NAME, &hash_of([bytes.as_slice()]), "js"), bytes)] })
}
