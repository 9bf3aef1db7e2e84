//! `cargo xtask bench`: measures, prints each table, and keeps it in `docs/performance.md`.

mod access;
mod audit;
mod browser;
mod machine;
mod report;
mod size;
mod throughput;
mod usage;
mod victoria;
mod writers;

use std::fs;

use crate::build;
use crate::failure::{Doing, Failure, Result};
use crate::process::Toolbox;
use crate::server::Server;
use crate::setup::{self, Need};

/// One measurement: its name on the command line and in the document, what it takes, and how to make its table.
struct Part {
    name: &'static str,
    title: &'static str,
    needs: &'static [Need],
    measure: fn(&Toolbox) -> Result<String>,
}

const PARTS: [Part; 9] = [
    Part { name: "size", title: "First load, compressed", needs: &[], measure: size::measure },
    Part {
        name: "load",
        title: "First load, in a slow browser",
        needs: &[Need::Chromium, Need::Playwright],
        measure: |tools| browser::load(tools, &Server::start(tools)?),
    },
    Part {
        name: "keys",
        title: "Ten thousand keys",
        needs: &[Need::Chromium, Need::Playwright],
        measure: |tools| browser::keys(tools, &Server::start(tools)?),
    },
    Part {
        name: "rules",
        title: "Rules checked while they are written",
        needs: &[Need::Chromium, Need::Playwright],
        measure: |tools| browser::rules(tools, &Server::start(tools)?),
    },
    Part {
        name: "charts",
        title: "Charts",
        needs: &[Need::Chromium, Need::Playwright],
        measure: |tools| browser::charts(tools, &Server::start(tools)?),
    },
    Part {
        name: "server",
        title: "The server under load",
        needs: &[Need::Wrk],
        measure: |tools| throughput::measure(tools, &Server::start(tools)?),
    },
    Part {
        name: "audit",
        title: "A hundred thousand audit events",
        needs: &[],
        measure: |tools| audit::measure(&Server::start(tools)?),
    },
    Part {
        name: "access",
        title: "Through the access endpoint",
        needs: &[Need::Wrk, Need::Engines],
        measure: |tools| access::measure(tools, &Server::start(tools)?),
    },
    Part { name: "usage", title: "Usage over a year", needs: &[Need::Engines], measure: usage::measure },
];

pub(crate) fn run(tools: &Toolbox, names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(Failure::new(format!(
            "there is no part `{unknown}`; the parts are {}",
            known.join(", ")
        )));
    }
    let parts = PARTS.iter().filter(|part| names.is_empty() || names.iter().any(|name| name == part.name));
    let parts: Vec<&Part> = parts.collect();
    let needs: Vec<Need> =
        setup::BUILD.iter().chain(parts.iter().flat_map(|part| part.needs)).copied().collect();
    setup::ensure(tools, &needs)?;
    if tools.find("node").is_none() {
        return Err(Failure::new("the measurements need node on PATH"));
    }
    build::console(tools)?;
    build::server(tools)?;
    keep(tools, "machine", &machine::describe(tools))?;
    for part in parts {
        println!("\n== {} ({}) ==\n", part.title, part.name);
        let table = (part.measure)(tools)?;
        println!("{table}");
        keep(tools, part.name, &table)?;
    }
    Ok(())
}

/// Puts a table into the document, in the place of the one before.
fn keep(tools: &Toolbox, part: &str, table: &str) -> Result<()> {
    let path = tools.workspace.root.join("docs/performance.md");
    let text = fs::read_to_string(&path).doing(format!("read {}", path.display()))?;
    let text = report::replaced(&text, part, table)?;
    fs::write(&path, text).doing(format!("write {}", path.display()))
}
