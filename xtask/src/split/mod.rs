//! `cargo xtask split`: cuts the console that cargo built into a file for the start and one for each page.
//!
//! Trunk calls it at the end of its build (`Trunk.toml`), when what it made lies in a folder that becomes `dist/`. The
//! files that Trunk made of the uncut console are replaced, and `index.html` is told the new names. The rule worker and
//! the code editor, which pages start when they need them, are built here too. Which code goes into
//! which file is found in cargo's output by `wasm_split_cli_support`; the marks are the `lazy_file!` of the console.

mod compact;
mod compress;
mod editor;
mod files;
mod link;
mod merge;
mod names;
mod order;
mod publish;
mod sheets;
mod unused;
mod worker;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};
use crate::setup::{self, Need};
use files::WasmFile;

/// What the files of the start are called: this, then their hash.
const NAME: &str = "keyhouse-console";

/// What cargo builds for the browser, when nothing else asks for more. The cut files don't say it of themselves.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What Trunk says about the build that it is at the end of.
struct Build {
    /// Whether it is one that is published, and so optimized.
    release: bool,
    /// Where the files are that become `dist/`.
    stage: PathBuf,
    /// Where files of our own can be put meanwhile.
    scratch: PathBuf,
    /// Where cargo builds.
    target: PathBuf,
    /// The console as cargo built it.
    wasm: PathBuf,
}

pub(crate) fn run(tools: &Toolbox) -> Result<()> {
    let build = Build::told_by_trunk(tools)?;
    let needs = [Need::Editor, Need::WasmBindgen, Need::WasmOpt];
    setup::ensure(tools, if build.release { &needs } else { &needs[..2] })?;
    if build.scratch.exists() {
        fs::remove_dir_all(&build.scratch).doing(format!("empty {}", build.scratch.display()))?;
    }
    let cut = build.scratch.join("cut");
    fs::create_dir_all(&cut).doing(format!("make {}", cut.display()))?;
    let (main, files) = cut_up(&build.wasm, &cut)?;
    let bound = build.scratch.join("bound");
    bind(tools, &main, &bound, NAME)?;
    let files = if build.release { optimize(tools, &bound, &cut, files)? } else { files };
    link::write(&bound, &cut, &files)?;
    publish::replace(&build.stage, &bound, &files, build.release)?;
    if build.release {
        sheets::join(&build.stage)?;
        compact::all(&build.stage)?;
    }
    // After that, which would take the licences of what the editor is made of out of its file.
    let worker = worker::build(tools, &build.target, build.release, &build.scratch)?;
    let editor = editor::build(tools, build.release, &build.scratch)?;
    publish::add(&build.stage, &[worker, editor])?;
    if build.release {
        compress::all(&build.stage)?;
    }
    Ok(())
}

impl Build {
    fn told_by_trunk(tools: &Toolbox) -> Result<Self> {
        let told = |name: &str| {
            env::var(name).map_err(|_| {
                Failure::new(
                    "Trunk calls this at the end of `trunk build` and `trunk serve`; nobody else has to",
                )
            })
        };
        let release = told("TRUNK_PROFILE")? == "release";
        let target = target_dir(tools)?;
        let profile = if release { "release" } else { "debug" };
        Ok(Self {
            release,
            stage: told("TRUNK_STAGING_DIR")?.into(),
            scratch: target.join("split").join(profile),
            wasm: target.join("wasm32-unknown-unknown").join(profile).join(format!("{NAME}.wasm")),
            target,
        })
    }
}

/// Where cargo builds, as Trunk asks for it too.
fn target_dir(tools: &Toolbox) -> Result<PathBuf> {
    let mut cargo = tools.command("cargo");
    let said = process::capture(cargo.args(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: Value = serde_json::from_str(&said).doing("read what cargo says of the workspace")?;
    let dir = metadata["target_directory"].as_str().map(PathBuf::from);
    dir.ok_or_else(|| Failure::new("cargo does not say where it builds"))
}

/// Cuts the console. Answers what the start needs, and the other files with the parts that each is made of.
fn cut_up(wasm: &Path, cut: &Path) -> Result<(PathBuf, Vec<WasmFile>)> {
    let whole = fs::read(wasm).doing(format!("read {}", wasm.display()))?;
    let main = cut.join(format!("{NAME}.wasm"));
    let (link_name, main_module) = (format!("./{}", link::SCRIPT), format!("./{NAME}.js"));
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = cut;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let done = wasm_split_cli_support::transform(options).doing("cut the console into files")?;
    if done.split_modules.is_empty() {
        return Err(Failure::new(format!("{} was built without the feature `split`", wasm.display())));
    }
    Ok((main, files::of_parts(&done.prefetch_map)))
}

/// Makes a program's file ready for the browser, and writes the script that connects the two.
fn bind(tools: &Toolbox, main: &Path, bound: &Path, name: &str) -> Result<()> {
    let mut bindgen = tools.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"]);
    process::run(bindgen.arg("--out-dir").arg(bound).args(["--out-name", name]).arg(main))
}

/// Makes every file of one part and as small as can be. All of this at most halves what is downloaded.
fn optimize(tools: &Toolbox, bound: &Path, cut: &Path, files: Vec<WasmFile>) -> Result<Vec<WasmFile>> {
    let (main, script) = (bound.join(format!("{NAME}_bg.wasm")), bound.join(format!("{NAME}.js")));
    unused::drop_classes(&main, &script)?;
    shrink(tools, &main)?;
    unused::drop_imports(&main, &script)?;
    names::shorten(&main, &script)?;
    let mut whole = Vec::new();
    for file in files {
        let file = merge::into_one(tools, cut, file)?;
        shrink(tools, &cut.join(file.own_part()))?;
        whole.push(file);
    }
    Ok(whole)
}

fn shrink(tools: &Toolbox, wasm: &Path) -> Result<()> {
    // The second time as small again, with fewer functions: the browser compiles each when it runs first.
    for level in ["-Oz", "-O3"] {
        let mut opt = tools.command("wasm-opt");
        process::run_quietly(opt.arg(level).args(FEATURES).arg(wasm).arg("-o").arg(wasm))?;
    }
    order::by_likeness(tools, wasm)
}
