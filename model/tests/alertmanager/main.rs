//! What we say of Alertmanager's configs against what `amtool check-config` says: of every config in `configs`, of one
//! mistake after the other, and of the same configs broken in 400 ways that are the same on every machine.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../vmalert/breakages.rs"]
mod breakages;
mod engine;
mod mistakes;

use keyhouse_model::alertmanager::{check, mask};
use keyhouse_model::rules::{Code, Severity};
use std::path::{Path, PathBuf};

/// How many configs are broken.
const BREAKAGES: u64 = 400;

fn configs(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/alertmanager/configs").join(folder);
    let entries = std::fs::read_dir(folder).expect("configs").map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "yml")).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// Our errors, one a line.
fn errors(text: &str) -> String {
    let found = check(text);
    let errors = found.iter().filter(|found| found.severity == Severity::Error);
    errors
        .map(|found| format!("{}:{} {:?} {}\n", found.line, found.column, found.code, found.message))
        .collect()
}

/// Whether we refuse, or leave to newer versions, what this `amtool` may refuse.
fn we_know_better(text: &str) -> bool {
    let ours = |code| matches!(code, Code::FileSetting | Code::ServerCredentials);
    let newer = |code| matches!(code, Code::LabelName);
    check(text).iter().any(|found| match found.severity {
        Severity::Error => ours(found.code),
        _ => newer(found.code),
    })
}

#[test]
fn every_config_is_taken_here_and_there() {
    let engine = engine::Engine::start();
    for (path, text) in configs(".") {
        let path = path.display();
        assert_eq!(engine.refuses(&text), None, "{path}: amtool refuses it");
        assert_eq!(errors(&text), "", "{path}");
    }
}

#[test]
fn what_came_later_is_no_error() {
    for (path, text) in configs("newer") {
        assert_eq!(errors(&text), "", "{}", path.display());
    }
}

#[test]
fn a_masked_config_is_a_config_still() {
    for (path, text) in configs(".").into_iter().chain(configs("newer")) {
        let masked = mask(&text);
        // Where this is wrong, it is only that a mask is no URL.
        let wrong = check(&masked)
            .into_iter()
            .find(|found| found.severity == Severity::Error && found.code != Code::BadUrl);
        assert_eq!(wrong, None, "{}:\n{masked}", path.display());
    }
}

#[test]
fn each_mistake_is_refused_here_and_there() {
    let engine = engine::Engine::start();
    let mut disagreements = Vec::new();
    for text in mistakes::refused() {
        let theirs = engine.refuses(&text);
        let ours = errors(&text);
        if theirs.is_none() || ours.is_empty() {
            disagreements.push(format!("{text}\n  amtool: {theirs:?}\n  we: {ours}"));
        }
    }
    for text in mistakes::taken() {
        let theirs = engine.refuses(&text);
        let ours = errors(&text);
        if theirs.is_some() || !ours.is_empty() {
            disagreements.push(format!("{text}\n  amtool: {theirs:?}\n  we: {ours}"));
        }
    }
    assert!(disagreements.is_empty(), "{} disagreements:\n{}", disagreements.len(), disagreements.join("\n"));
}

#[test]
fn broken_configs_are_refused_here_where_they_are_refused_there() {
    let engine = engine::Engine::start();
    let files = configs(".");
    let (mut refused, mut disagreements) = (0, Vec::new());
    for seed in 0..BREAKAGES {
        let (path, text) = &files[seed as usize % files.len()];
        let broken = breakages::break_file(text, seed);
        let theirs = engine.refuses(&broken);
        let ours = errors(&broken);
        refused += usize::from(theirs.is_some());
        // Which time zones there are, the machine knows.
        let machine = theirs.as_ref().is_some_and(|why| why.contains("unknown time zone"));
        if theirs.is_some() != ours.is_empty() || machine || we_know_better(&broken) {
            continue;
        }
        disagreements.push(format!(
            "{} broken by {seed}\n  amtool: {}\n  we: {ours}\n{}",
            path.display(),
            theirs.as_deref().unwrap_or("takes it"),
            difference(text, &broken),
        ));
    }
    assert!(disagreements.is_empty(), "{} disagreements:\n{}", disagreements.len(), disagreements.join("\n"));
    // Else the breakages broke nothing, and the test says nothing.
    assert!(refused * 3 > BREAKAGES as usize, "only {refused} of {BREAKAGES} were broken");
}

/// The lines that are different, which is enough to see what was broken.
fn difference(before: &str, after: &str) -> String {
    let kept: Vec<&str> = before.lines().collect();
    let changed = after.lines().enumerate().filter(|(_, line)| !kept.contains(line));
    changed.map(|(at, line)| format!("    {}: {line}\n", at + 1)).collect()
}
