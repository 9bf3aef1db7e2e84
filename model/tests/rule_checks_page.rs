//! `docs/rule-checks.md` explains every code, and what it says is so.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use keyhouse_model::rules::{Code, EngineVersion, Options, check};
use std::collections::BTreeMap;
use std::path::Path;

/// A block of YAML on the page, and what is known of the deployment that it is for.
struct Block {
    text: String,
    options: Options,
}

/// The blocks under each heading that names a code.
fn chapters() -> BTreeMap<String, Vec<Block>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rule-checks.md");
    let page = std::fs::read_to_string(&path).expect("docs/rule-checks.md");
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
    let explained: Vec<String> = chapters().into_keys().collect();
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(explained, codes);
}

#[test]
fn every_example_yields_its_code_and_every_fix_nothing() {
    for (code, blocks) in chapters() {
        let [example, fix] = blocks.as_slice() else {
            panic!("{code} has {} blocks and should have an example and a fix", blocks.len());
        };
        let found = check(&example.text, &example.options).diagnostics;
        let codes: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
        assert!(!codes.is_empty() && codes.iter().all(|found| *found == code), "{code}: {found:#?}");
        let left = check(&fix.text, &fix.options).diagnostics;
        assert!(left.is_empty(), "the fix of {code}: {left:#?}");
    }
}
