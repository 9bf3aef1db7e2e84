//! `docs/rule-checks.md` and `docs/alertmanager-checks.md` explain every code, and what they say is so.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use keyhouse_model::alertmanager;
use keyhouse_model::rules::{Code, EngineVersion, Options, check};
use std::collections::BTreeMap;
use std::path::Path;

/// What only the server says: here it is a file that these checks take and `vmalert` does not.
const OF_THE_SERVER: [Code; 1] = [Code::Refused];

/// A block of YAML on the page, and what is known of the deployment that it is for.
struct Block {
    text: String,
    options: Options,
}

/// The page on rule files.
const RULES: &str = "rule-checks.md";
/// The page on configs of Alertmanager, with the codes that only those have.
const ALERTMANAGER: &str = "alertmanager-checks.md";

/// The blocks under each heading of a page that names a code.
fn chapters(page: &str) -> BTreeMap<String, Vec<Block>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let page = std::fs::read_to_string(&path).expect("docs");
    let mut chapters: BTreeMap<String, Vec<Block>> = BTreeMap::new();
    let mut code: Option<String> = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            let heading = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`'));
            code = heading.map(str::to_owned);
            if let Some(code) = &code {
                assert!(chapters.insert(code.clone(), Vec::new()).is_none(), "{code} is there twice");
            }
        }
        if let (Some(fence), Some(code)) = (line.strip_prefix("```yaml"), &code) {
            let text: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            chapters.get_mut(code).unwrap().push(Block { text, options: options(fence) });
        }
    }
    chapters
}

fn options(fence: &str) -> Options {
    let mut options = Options::default();
    for setting in fence.split_whitespace() {
        let (name, value) = setting.split_once('=').expect("name=value");
        match name {
            "bytes" => options.limits.bytes = value.parse().unwrap(),
            "rules" => options.limits.rules = value.parse().unwrap(),
            "engine" => options.engine = EngineVersion::parse(value),
            "other-group" => options.other_groups = [value.to_owned()].into(),
            "variables" => options.environment = Some([value.to_owned()].into()),
            other => panic!("what is {other}?"),
        }
    }
    options
}

#[test]
fn every_code_is_explained_and_nothing_else() {
    let pages = [RULES, ALERTMANAGER].map(chapters);
    let mut explained: Vec<&str> = pages.iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
    explained.sort_unstable();
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(explained, codes);
}

#[test]
fn every_example_yields_its_code_and_every_fix_nothing() {
    for (code, blocks) in chapters(RULES) {
        let [example, fix] = blocks.as_slice() else {
            panic!("{code} has {} blocks and should have an example and a fix", blocks.len());
        };
        let found = check(&example.text, &example.options).diagnostics;
        let codes: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
        let is_taken = OF_THE_SERVER.iter().any(|of_server| of_server.as_str() == code);
        assert!(
            codes.is_empty() == is_taken && codes.iter().all(|found| *found == code),
            "{code}: {found:#?}"
        );
        let left = check(&fix.text, &fix.options).diagnostics;
        assert!(left.is_empty(), "the fix of {code}: {left:#?}");
    }
}

#[test]
fn the_same_holds_of_configs_of_alertmanager() {
    for (code, blocks) in chapters(ALERTMANAGER) {
        let [example, fix] = blocks.as_slice() else {
            panic!("{code} has {} blocks and should have an example and a fix", blocks.len());
        };
        let found = alertmanager::check(&example.text);
        let codes: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
        assert!(!codes.is_empty() && codes.iter().all(|found| *found == code), "{code}: {found:#?}");
        let left = alertmanager::check(&fix.text);
        assert!(left.is_empty(), "the fix of {code}: {left:#?}");
    }
}
