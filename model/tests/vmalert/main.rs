//! What we say of rule files against what `vmalert -dryRun` says: of every file in `tests/rules`, and of the same files
//! broken in 200 ways that are the same on every machine.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod breakages;
mod engine;

use keyhouse_model::rules::{Code, EngineVersion, Limits, Options, Severity, check};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many files are broken.
const BREAKAGES: u64 = 200;

fn rule_files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(folder);
    let entries = std::fs::read_dir(folder).expect("tests/rules").map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "yml")).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

fn options(engine: Option<EngineVersion>) -> Options {
    Options { engine, limits: Limits::NONE, ..Options::default() }
}

/// Our errors, one a line.
fn errors(text: &str, engine: Option<EngineVersion>) -> String {
    let found = check(text, &options(engine)).diagnostics;
    let errors = found.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| format!("{}:{} {}\n", found.line, found.column, found.message)).collect()
}

#[test]
fn every_file_is_taken_here_and_there() {
    let engine = engine::Engine::start();
    for (path, text) in rule_files(".") {
        let path = path.display();
        assert_eq!(engine.refuses(&text), None, "{path}: vmalert refuses it");
        for version in [None, Some(engine.version)] {
            assert_eq!(errors(&text, version), "", "{path} with vmalert {version:?}");
        }
    }
}

#[test]
fn files_for_newer_engines_are_taken_by_those() {
    let engine = engine::Engine::start();
    for (path, text) in rule_files("newer") {
        let path = path.display();
        assert_eq!(errors(&text, None), "", "{path}");
        // Of several documents, an older engine reads the first. This one has no variables for placeholders.
        let bare = Options { environment: Some(BTreeSet::new()), ..options(Some(engine.version)) };
        let found = check(&text, &bare).diagnostics;
        let refused = engine.refuses(&text);
        let ours = found.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(refused.is_some(), ours, "{path}: {refused:?}\n{found:#?}");
        let said = found.iter().any(|found| {
            matches!(
                found.code,
                Code::NewerField
                    | Code::UnknownValue
                    | Code::SecondDocument
                    | Code::UnknownVariable
                    | Code::YamlSyntax
            )
        });
        assert!(
            said || engine.version > EngineVersion::new(1, 141, 0),
            "{path}: nothing of the version is said"
        );
    }
}

#[test]
fn broken_files_are_refused_here_where_they_are_refused_there() {
    let engine = engine::Engine::start();
    let files = rule_files(".");
    let (mut refused, mut disagreements) = (0, Vec::new());
    for seed in 0..BREAKAGES {
        let (path, text) = &files[seed as usize % files.len()];
        let broken = breakages::break_file(text, seed);
        let theirs = engine.refuses(&broken);
        let ours = errors(&broken, Some(engine.version));
        refused += usize::from(theirs.is_some());
        if theirs.is_some() != ours.is_empty() {
            continue;
        }
        disagreements.push(format!(
            "{} broken by {seed}\n  vmalert: {}\n  we: {ours}\n{broken}",
            path.display(),
            theirs.as_deref().unwrap_or("takes it"),
        ));
    }
    assert!(disagreements.is_empty(), "{} disagreements:\n{}", disagreements.len(), disagreements.join("\n"));
    // Else the breakages broke nothing, and the test says nothing.
    assert!(refused * 2 > BREAKAGES as usize, "only {refused} of {BREAKAGES} were broken");
}
