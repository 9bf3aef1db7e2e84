//! What index.html shows before the console runs is what the console shows then.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test")]

use keyhouse_console::route::Route;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../index.html");
const SCRIPT: &str = include_str!("../assets/boot.js");

/// What stands between two marks, and what follows the second.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(open)?.1.split_once(close)
}

/// Whether a file of the pages says this.
fn is_said(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { is_said(&path, text) } else { fs::read_to_string(path).unwrap().contains(text) }
    })
}

#[test]
fn each_page_begins_as_index_html_says() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages");
    let (mut rest, mut found) = (PAGE, 0);
    while let Some((path, after)) = between(rest, "data-path=\"", "\"") {
        let (title, after) = between(after, "<h1>", "</h1>").unwrap();
        let (about, after) = between(after, "<p>", "</p>").unwrap();
        assert_eq!(Route::parse(path).map(Route::title), Some(title), "{path}");
        assert!(is_said(&pages, &format!("about=|| \"{about}\"")), "no page says {about:?}");
        (rest, found) = (after, found + 1);
    }
    assert_eq!(found, 6);
    assert!(PAGE.contains(&format!("<h1>{}</h1>", Route::SignIn.title())));
}

#[test]
fn the_script_knows_the_pages_before_the_sign_in() {
    for route in [Route::SignIn, Route::SetUp, Route::Join] {
        assert!(SCRIPT.contains(&format!("\"{route}\"")), "{route}");
    }
}
