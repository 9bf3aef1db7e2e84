//! What a first visit downloads, and what comes later: each file as it is and as brotli makes it (quality 11).

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::report::{table, thousands};
use crate::failure::{Doing, Result};
use crate::process::{self, Toolbox};

const SCRIPT: &str = "xtask/src/bench/sizes.mjs";

pub(super) fn measure(tools: &Toolbox) -> Result<String> {
    let dist = tools.workspace.dist();
    let page = fs::read_to_string(dist.join("index.html")).doing("read dist/index.html")?;
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(&dist).doing("list dist")? {
        let name = entry.doing("list dist")?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".br") {
            continue;
        }
        let is_first = is_first(&page, &name);
        if is_first { &mut first } else { &mut later }.push(name);
    }
    let first = sizes(tools, &dist, first)?;
    let later = sizes(tools, &dist, later)?;
    Ok(format!("{}\nFetched when it is needed:\n\n{}", summed(&first), table(&HEAD, &rows(&later))))
}

/// Whether it is what the page fetches, or what the console asks for before it shows anything. What the page only names,
/// in a `<meta>`, is without a slash, and fetched by the views that need it.
fn is_first(page: &str, name: &str) -> bool {
    page.contains(&format!("/{name}")) || ["index.html", "config.json"].contains(&name)
}

const HEAD: [&str; 3] = ["file", "bytes", "bytes, brotli"];

fn sizes(tools: &Toolbox, dist: &Path, mut files: Vec<String>) -> Result<Vec<Value>> {
    files.sort();
    let said = process::capture(tools.command("node").arg(SCRIPT).arg(dist).args(&files))?;
    serde_json::from_str(&said).doing(format!("read what {SCRIPT} measured"))
}

fn rows(sizes: &[Value]) -> Vec<Vec<String>> {
    let row = |size: &Value| {
        let name = without_hash(size["name"].as_str().unwrap_or_default());
        row(name, number(size, "raw"), number(size, "brotli"))
    };
    sizes.iter().map(row).collect()
}

fn summed(sizes: &[Value]) -> String {
    let sum = |key: &str| sizes.iter().map(|size| number(size, key)).sum();
    let mut rows = rows(sizes);
    rows.push(row("**all**".to_owned(), sum("raw"), sum("brotli")));
    table(&HEAD, &rows)
}

fn row(name: String, raw: u64, brotli: u64) -> Vec<String> {
    vec![name, thousands(raw), thousands(brotli)]
}

fn number(size: &Value, key: &str) -> u64 {
    size[key].as_u64().unwrap_or_default()
}

/// `ui-3a6cd1aa76553eda.css` → `ui.css`, so that the table changes only when a size does. Trunk's hash is a number in
/// hexadecimal, of 16 digits at most.
fn without_hash(name: &str) -> String {
    let Some((stem, rest)) = name.rsplit_once('-') else { return name.to_owned() };
    let end = rest.find(|it: char| !it.is_ascii_hexdigit()).unwrap_or(rest.len());
    if (8..=16).contains(&end) { format!("{stem}{}", &rest[end..]) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_lose_trunks_hash_only() {
        assert_eq!(without_hash("keyhouse-console-1c3dc0b0953bd695.wasm"), "keyhouse-console.wasm");
        assert_eq!(
            without_hash("keyhouse-console-api-keys-1c3dc0b0953bd695.wasm"),
            "keyhouse-console-api-keys.wasm"
        );
        assert_eq!(without_hash("ui-3a6cd1aa76553eda.css"), "ui.css");
        assert_eq!(without_hash("base-281d1b7b1e116b2.css"), "base.css");
        assert_eq!(without_hash("keyhouse-console.js"), "keyhouse-console.js");
    }

    #[test]
    fn what_the_page_only_names_comes_later() {
        let page = "<link href=\"/a-1f.css\"><meta name=\"keyhouse:x\" content=\"x-1f.js\" />";
        assert!(is_first(page, "a-1f.css") && is_first(page, "index.html"));
        assert!(!is_first(page, "x-1f.js") && !is_first(page, "y-1f.wasm"));
    }

    #[test]
    fn the_last_row_is_the_sum() {
        let sizes = [
            json!({"name": "a.css", "raw": 1000, "brotli": 100}),
            json!({"name": "b.js", "raw": 1, "brotli": 2}),
        ];
        assert!(summed(&sizes).ends_with("| **all** | 1,001 | 102 |\n"));
    }
}
