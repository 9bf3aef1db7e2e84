//! `cargo xtask test`: every check, one after the other, up to the first that fails.

mod schemathesis;
mod tally;

use std::process::Command;
use std::time::Instant;

use crate::build;
use crate::failure::{Failure, Result};
use crate::process::{self, Toolbox};
use crate::setup::{self, Need};
use tally::Tally;

/// One check: its name on the command line, what it does, what it takes, and how to run it.
struct Step {
    name: &'static str,
    title: &'static str,
    needs: &'static [Need],
    /// Whether it runs the built console and server.
    needs_build: bool,
    run: fn(&Toolbox, &mut Tally) -> Result<()>,
}

const STEPS: [Step; 7] = [
    Step { name: "fmt", title: "Formatting", needs: &[], needs_build: false, run: fmt },
    Step {
        name: "clippy",
        title: "Clippy, native and wasm",
        needs: &[Need::WasmTarget],
        needs_build: false,
        run: clippy,
    },
    Step { name: "unit", title: "Native tests", needs: &[Need::Engines], needs_build: false, run: unit },
    Step {
        name: "web",
        title: "Console tests in Chromium",
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::Chromium, Need::ChromeDriver],
        needs_build: false,
        run: web,
    },
    Step {
        name: "build",
        title: "Console and server, optimized",
        needs: &setup::BUILD,
        needs_build: false,
        run: build,
    },
    Step {
        name: "e2e",
        title: "End to end, real server and real browser",
        needs: &[Need::Chromium, Need::Axe, Need::Engines, Need::Prometheus],
        needs_build: true,
        run: e2e,
    },
    Step {
        name: "schemathesis",
        title: "The API against its OpenAPI document",
        needs: &[Need::Schemathesis],
        needs_build: true,
        run: schemathesis::run,
    },
];

pub(crate) fn run(tools: &Toolbox, names: &[String]) -> Result<()> {
    let steps = selected(names)?;
    let needs: Vec<Need> = steps.iter().flat_map(|step| step.needs).copied().collect();
    setup::ensure(tools, &needs)?;
    let mut tally = Tally::default();
    let mut report = String::new();
    let mut outcome = Ok(());
    for step in steps {
        println!("\n== {} ({}) ==", step.title, step.name);
        let start = Instant::now();
        let failed_before = tally.failed;
        outcome = (step.run)(tools, &mut tally);
        let seconds = start.elapsed().as_secs_f64();
        let word = if outcome.is_ok() { "ok    " } else { "FAILED" };
        println!("== {}: {}, {seconds:.1} s ==", step.name, word.trim_end());
        report.push_str(&format!("  {word}  {:13} {seconds:8.1} s\n", step.name));
        if outcome.is_err() {
            // A step without a runner that counts, or one that did not get as far, is itself what failed.
            tally.failed += usize::from(tally.failed == failed_before);
            break;
        }
    }
    println!("\n{report}\n{tally}");
    outcome
}

/// The named steps in their order, and the build if one of them runs what it makes; all when none is named.
fn selected(names: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::new(format!(
            "there is no step `{unknown}`; the steps are {}",
            known.join(", ")
        )));
    }
    let wanted = |step: &Step| names.is_empty() || names.iter().any(|name| name == step.name);
    let build = STEPS.iter().any(|step| wanted(step) && step.needs_build);
    Ok(STEPS.iter().filter(|step| wanted(step) || (build && step.name == "build")).collect())
}

fn fmt(tools: &Toolbox, _: &mut Tally) -> Result<()> {
    process::run(tools.cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(tools: &Toolbox, _: &mut Tally) -> Result<()> {
    let clippy = |args: &[&str]| {
        let mut cargo = tools.cargo();
        process::run(cargo.args(["clippy", "--locked"]).args(args).args(["--", "-D", "warnings"]))
    };
    clippy(&["--workspace", "--all-targets"])?;
    let wasm = ["--target", "wasm32-unknown-unknown", "--package"];
    clippy(&[&wasm[..], &["keyhouse-console", "--all-targets"]].concat())?;
    // What is shipped: cut into files, which tests are not.
    clippy(&[&wasm[..], &["keyhouse-console", "--features", "split"]].concat())?;
    // Not its tests: they run natively, and what they need does not compile for the browser.
    clippy(&[&wasm[..], &["keyhouse-model"]].concat())
}

fn unit(tools: &Toolbox, tally: &mut Tally) -> Result<()> {
    counted(tools.cargo().args(["test", "--locked", "--workspace", "--exclude", "keyhouse-e2e"]), tally)
}

/// The test binaries of the console run under wasm-bindgen's runner (`.cargo/config.toml`).
fn web(tools: &Toolbox, tally: &mut Tally) -> Result<()> {
    let mut cargo = tools.cargo();
    cargo.env("CHROMEDRIVER", setup::driver_path(tools)?);
    // The defaults of 20 s and 5 s are too short on a machine that is busy.
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    let target = ["--target", "wasm32-unknown-unknown", "--package", "keyhouse-console", "--test", "web"];
    counted(cargo.args(["test", "--locked"]).args(target), tally)
}

fn build(tools: &Toolbox, _: &mut Tally) -> Result<()> {
    build::console(tools)?;
    build::server(tools)
}

fn e2e(tools: &Toolbox, tally: &mut Tally) -> Result<()> {
    let workspace = &tools.workspace;
    let mut cargo = tools.cargo();
    cargo.env("KEYHOUSE_BIN", workspace.server_binary());
    cargo.env("KEYHOUSE_DIST", workspace.dist());
    cargo.env("CHROMIUM", setup::chromium_path(tools)?);
    cargo.env("AXE", workspace.npm_package(setup::AXE.name).join("axe.min.js"));
    counted(cargo.args(["test", "--locked", "--package", "keyhouse-e2e"]), tally)
}

/// Runs a `cargo test` and adds up what its runners say.
fn counted(cargo: &mut Command, tally: &mut Tally) -> Result<()> {
    process::run_seeing(cargo, |line| tally.see(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(given: &[&str]) -> Vec<&'static str> {
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        selected(&given).expect("known steps").iter().map(|step| step.name).collect()
    }

    #[test]
    fn what_runs_the_build_comes_after_it() {
        assert_eq!(names(&["e2e"]), ["build", "e2e"]);
        assert_eq!(names(&["unit", "fmt"]), ["fmt", "unit"]);
        assert_eq!(names(&[]).len(), STEPS.len());
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let failure = selected(&["lint".to_owned()]).err().expect("refused").to_string();
        assert!(failure.contains("`lint`") && failure.contains("clippy"), "{failure}");
    }
}
