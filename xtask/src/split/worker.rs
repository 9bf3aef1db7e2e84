//! The worker that checks rule files: a program of its own (`src/bin/rule_worker.rs`), built beside the console.

use std::fs;
use std::path::Path;

use super::publish::{Extra, hash_of, hashed};
use super::{bind, shrink};
use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};

/// What cargo calls it.
const BIN: &str = "rule_worker";
/// What its files are called: this, then their hash.
const NAME: &str = "keyhouse-rule-worker";
/// What the page calls it (`src/components/rule_check/desk.rs`).
const META: &str = "keyhouse:rule-worker";
/// Starts it. A failure is thrown where the page hears of it, which a promise does not do.
const START: &str = "\n__wbg_init().catch((error) => setTimeout(() => { throw error; }));\n";

/// Builds the worker, with the features of the console: cargo builds that first, and this way takes what Trunk had built.
/// Nothing of it ends up in the worker, which does not name that library.
pub(super) fn build(tools: &Toolbox, target: &Path, release: bool, scratch: &Path) -> Result<Extra> {
    let mut cargo = tools.command("cargo");
    cargo.env("CARGO_TARGET_DIR", target);
    cargo.args(["build", "--quiet", "--locked", "--target", "wasm32-unknown-unknown", "--features", "split"]);
    cargo.args(["--bin", BIN]);
    process::run(if release { cargo.arg("--release") } else { &mut cargo })?;
    let profile = if release { "release" } else { "debug" };
    let built = target.join("wasm32-unknown-unknown").join(profile).join(format!("{BIN}.wasm"));
    bind(tools, &built, scratch, NAME)?;
    let wasm = scratch.join(format!("{NAME}_bg.wasm"));
    if release {
        shrink(tools, &wasm)?;
    }
    let script = scratch.join(format!("{NAME}.js"));
    let script = fs::read_to_string(&script).doing(format!("read {}", script.display()))?;
    let wasm = fs::read(&wasm).doing(format!("read {}", wasm.display()))?;
    named(&script, wasm)
}

/// The two files under names that follow what is in both, the script with the name of the other.
fn named(script: &str, wasm: Vec<u8>) -> Result<Extra> {
    let (old, hash) = (format!("{NAME}_bg.wasm"), hash_of([script.as_bytes(), &wasm]));
    if !script.contains(&old) || !script.contains("function __wbg_init(") {
        return Err(Failure::new("the script of the worker does not load it as it used to"));
    }
    let wasm_name = hashed(NAME, &hash, "wasm");
    let script = script.replace(&old, &wasm_name) + START;
    let files = vec![(hashed(NAME, &hash, "js"), script.into_bytes()), (wasm_name, wasm)];
    Ok(Extra { meta: META, files })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_starts_the_file_of_its_own_build() {
        let script =
            "async function __wbg_init(x) { new URL('keyhouse-rule-worker_bg.wasm', import.meta.url) }";
        let extra = named(script, vec![1]).expect("a worker");
        let other = named(script, vec![2]).expect("a worker");
        let [(script_name, text), (wasm_name, _)] = &extra.files[..] else { panic!("two files") };
        let text = String::from_utf8(text.clone()).expect("a text");
        assert!(text.contains(&format!("new URL('{wasm_name}'")) && text.ends_with(START), "{text}");
        assert_ne!(*script_name, other.files[0].0, "another program, another name");
    }

    #[test]
    fn a_script_that_would_not_start_is_refused() {
        assert!(named("export {}", Vec::new()).is_err());
    }
}
