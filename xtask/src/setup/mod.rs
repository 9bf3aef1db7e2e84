//! What the commands need from the machine, and getting it: each need is looked for first, then installed
//! into our own folder where that can be done, else named with the way to get it by hand.

mod browser;
mod cargo_tools;
mod debian;
mod npm;
mod python;

pub(crate) use browser::{chromium_path, driver_path};
pub(crate) use npm::{AXE, editor_modules};
pub(crate) use python::schemathesis_dir;

use crate::failure::{Failure, Result};
use crate::process::Toolbox;

/// One thing that a command may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    WasmTarget,
    Trunk,
    WasmBindgen,
    WasmOpt,
    /// `CodeMirror` and esbuild, for the code editor.
    Editor,
    /// VictoriaMetrics and Alertmanager, for deployments of the provider `local`.
    Engines,
    /// Writes to deployments in tests.
    Prometheus,
    Chromium,
    ChromeDriver,
    Axe,
    Playwright,
    Schemathesis,
    Wrk,
}

/// What building the console takes; what is quick to find missing first, what is compiled last.
pub(crate) const BUILD: [Need; 5] =
    [Need::WasmTarget, Need::Editor, Need::WasmOpt, Need::WasmBindgen, Need::Trunk];

/// How looking for a need, and if necessary installing it, ended.
#[derive(Debug)]
enum Found {
    /// It is there; the text names it with its version.
    Ready(String),
    /// It is not, for this reason; `by_hand` says how a person gets it.
    Missing { why: String, by_hand: String },
}

impl Need {
    /// Whether a command that names this need can't do its work without it.
    fn required(self) -> bool {
        !matches!(self, Self::Engines | Self::Prometheus | Self::Schemathesis)
    }

    fn name(self) -> &'static str {
        match self {
            Self::WasmTarget => "the wasm32-unknown-unknown target",
            Self::Trunk => "Trunk",
            Self::WasmBindgen => "the wasm-bindgen CLI",
            Self::WasmOpt => "wasm-opt",
            Self::Editor => "the packages of the code editor",
            Self::Engines => "VictoriaMetrics and Alertmanager",
            Self::Prometheus => "Prometheus",
            Self::Chromium => "Chromium",
            Self::ChromeDriver => "ChromeDriver",
            Self::Axe => "axe-core",
            Self::Playwright => "playwright-core",
            Self::Schemathesis => "schemathesis",
            Self::Wrk => "wrk",
        }
    }

    fn get(self, tools: &Toolbox) -> Found {
        match self {
            Self::WasmTarget => cargo_tools::wasm_target(tools),
            Self::Trunk => cargo_tools::trunk(tools),
            Self::WasmBindgen => cargo_tools::wasm_bindgen(tools),
            Self::WasmOpt => npm::wasm_opt(tools),
            Self::Editor => npm::editor(tools),
            Self::Engines => debian::engines(tools),
            Self::Prometheus => debian::prometheus(tools),
            Self::Chromium => browser::chromium(tools),
            Self::ChromeDriver => browser::chromedriver(tools),
            Self::Axe => npm::package(tools, AXE),
            Self::Playwright => npm::package(tools, npm::PLAYWRIGHT),
            Self::Schemathesis => python::schemathesis(tools),
            Self::Wrk => debian::program(tools, "wrk", "wrk"),
        }
    }
}

/// `cargo xtask setup`: everything for `serve` and `test`.
pub(crate) fn run(tools: &Toolbox) -> Result<()> {
    let rest =
        [Need::Engines, Need::Prometheus, Need::Chromium, Need::ChromeDriver, Need::Axe, Need::Schemathesis];
    let needs: Vec<Need> = BUILD.into_iter().chain(rest).collect();
    ensure(tools, &needs)?;
    println!(
        "\nTo call these tools yourself, for `trunk serve` say:\n  export PATH=\"{}\"",
        path_hint(tools)
    );
    Ok(())
}

/// Gets what is missing of `needs`. Fails, when all were tried, if one that is required could not be had.
pub(crate) fn ensure(tools: &Toolbox, needs: &[Need]) -> Result<()> {
    let mut ready = Vec::new();
    let mut lacking = Vec::new();
    let repeated = |at: usize| needs[..at].contains(&needs[at]);
    for need in (0..needs.len()).filter(|at| !repeated(*at)).map(|at| needs[at]) {
        match need.get(tools) {
            Found::Ready(what) => ready.push(what),
            Found::Missing { why, by_hand } => {
                let must = if need.required() { "needed" } else { "optional" };
                println!("! {} ({must}): {why}\n  To get it: {by_hand}", need.name());
                if need.required() {
                    lacking.push(need.name());
                }
            }
        }
    }
    println!("Tools: {}", ready.join(", "));
    if lacking.is_empty() { Ok(()) } else { Err(Failure::new(format!("missing: {}", lacking.join(", ")))) }
}

/// Says what is being fetched and that it may take a while, before the installer's own output.
fn announce(what: &str, how: &str) {
    println!("Getting {what} ({how})");
}

fn path_hint(tools: &Toolbox) -> String {
    let dir = &tools.workspace.tools;
    format!("{}:{}:$PATH", dir.join("bin").display(), dir.join("node_modules/.bin").display())
}
