//! The arrows of the house, as a test: which part may name which, and what is named in one place only.
//!
//! main → app → pages → components → {ui, state, api, route}; state → api; `web`, `format` and the model are the
//! ground that the parts above stand on, and know nothing of them. `ui` knows neither the model nor the API, and no
//! page knows another.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod arrows;
mod names;
mod raw_values;

use arrows::{arrow_faults, model_faults};
use raw_values::{colour_faults, style_faults};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_arrow_in_the_console_points_down() {
    assert_none(faults_in("src", "rs", arrow_faults));
}

#[test]
fn the_console_writes_neither_styles_nor_colours() {
    assert_none(faults_in("src", "rs", |path, text| {
        [style_faults(path, text), colour_faults(path, text)].concat()
    }));
}

#[test]
fn colours_are_written_in_the_tokens_only() {
    assert_none(faults_in("style", "css", |path, text| {
        if path == Path::new("tokens.css") { Vec::new() } else { colour_faults(path, text) }
    }));
}

#[test]
fn the_model_touches_nothing() {
    assert_none(faults_in("model/src", "rs", model_faults));
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// What `check` says of each file with this extension under a folder, which must have some.
fn faults_in(folder: &str, extension: &str, check: impl Fn(&Path, &str) -> Vec<String>) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&root, extension, &mut files);
    assert!(!files.is_empty(), "{folder} has no .{extension} files");
    files.sort();
    let faults =
        |file: &PathBuf| check(file.strip_prefix(&root).unwrap(), &fs::read_to_string(file).unwrap());
    files.iter().flat_map(faults).collect()
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().is_some_and(|it| it == extension) {
            files.push(path);
        }
    }
}
