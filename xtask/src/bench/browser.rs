//! What a person waits for, measured in Chromium by the scripts beside this file.

use serde_json::Value;

use super::report::{table, thousands};
use super::writers::at_once;
use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};
use crate::server::Server;
use crate::setup;

const KEYS: usize = 10_000;

/// First visits with four times less processor, 150 ms and 1.6 Mbit/s.
pub(super) fn load(tools: &Toolbox, server: &Server) -> Result<String> {
    create_keys(server, 5)?;
    let visits = script(tools, server, "load.mjs")?;
    let numbers = ["requests", "bytes", "first", "largest", "ready", "blocking"];
    let rows = visits.iter().map(|visit| row(visit, "page", &numbers)).collect::<Result<Vec<_>>>()?;
    let head =
        ["page", "requests", "bytes", "first paint, ms", "largest paint, ms", "ready, ms", "blocking, ms"];
    Ok(table(&head, &rows))
}

/// The API keys page with ten thousand of them, at the machine's own speed.
pub(super) fn keys(tools: &Toolbox, server: &Server) -> Result<String> {
    println!("Creating {KEYS} keys");
    create_keys(server, KEYS)?;
    acts(&script(tools, server, "keys.mjs")?)
}

/// A rule file of 2,000 lines, checked and compared in the worker, at the machine's own speed.
pub(super) fn rules(tools: &Toolbox, server: &Server) -> Result<String> {
    acts(&script(tools, server, "rules.mjs")?)
}

/// The charts of a deployment's usage, at the machine's own speed.
pub(super) fn charts(tools: &Toolbox, server: &Server) -> Result<String> {
    acts(&script(tools, server, "charts.mjs")?)
}

fn acts(measured: &[Value]) -> Result<String> {
    let rows =
        measured.iter().map(|act| row(act, "act", &["median", "worst"])).collect::<Result<Vec<_>>>()?;
    Ok(table(&["act", "median, ms", "worst, ms"], &rows))
}

fn create_keys(server: &Server, count: usize) -> Result<()> {
    at_once(count, |at| {
        let permission = if at % 3 == 0 { "rw" } else { "r" };
        server.create_key(&format!("service-{at:05}"), permission).map(drop)
    })
}

/// What a script prints: one value for each thing that it measured.
fn script(tools: &Toolbox, server: &Server, name: &str) -> Result<Vec<Value>> {
    let mut node = tools.command("node");
    node.arg(format!("xtask/src/bench/{name}"));
    node.env("BASE", &server.base).env("COOKIE", &server.cookie);
    node.env("CHROMIUM", setup::chromium_path(tools)?);
    node.env("PLAYWRIGHT", tools.workspace.npm_package("playwright-core"));
    serde_json::from_str(&process::capture(&mut node)?).doing(format!("read what {name} measured"))
}

/// A row of the table: the first value as text, the others as whole numbers.
fn row(measured: &Value, name: &str, numbers: &[&str]) -> Result<Vec<String>> {
    let lacking = |key: &str| Failure::new(format!("a measurement has no `{key}`: {measured}"));
    let name = measured[name].as_str().ok_or_else(|| lacking(name))?;
    let mut cells = vec![name.to_owned()];
    for key in numbers {
        let number = measured[*key].as_f64().ok_or_else(|| lacking(key))?;
        cells.push(thousands(number.round() as u64));
    }
    Ok(cells)
}
