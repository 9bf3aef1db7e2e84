//! Which part may name which, and what only one part may name.

use crate::names::{module_of, names};
use std::path::Path;

/// Each part of `src/` and the parts it may name; `model` is the crate `keyhouse_model`.
const ARROWS: [(&str, &[&str]); 10] = [
    ("app", &["pages", "components", "ui", "state", "api", "route", "web", "format", "model"]),
    ("pages", &["components", "ui", "state", "api", "route", "web", "format", "model"]),
    ("components", &["ui", "state", "api", "route", "web", "format", "model"]),
    ("state", &["api", "web", "format", "model"]),
    ("api", &["web", "format", "model"]),
    ("route", &["format", "model"]),
    ("ui", &["web", "format"]),
    ("web", &[]),
    ("format", &[]),
    ("bin", &["model", "web"]),
];

/// Crates that one part alone may name, and that part.
const CONFINED: [(&str, &str); 5] = [
    ("web_sys", "web"),
    ("js_sys", "web"),
    ("wasm_bindgen", "web"),
    ("wasm_bindgen_futures", "web"),
    ("gloo_net", "api"),
];

/// What the model may not name: the browser, the network, files, other processes, and the clock.
const NOT_IN_MODEL: [&str; 16] = [
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo_net",
    "leptos",
    "tokio",
    "std::fs",
    "std::io",
    "std::env",
    "std::process",
    "std::thread",
    "TcpStream",
    "UdpSocket",
    "SystemTime",
    "Instant",
    "Utc::now",
];

/// What in a file of `src/` names a part that it may not.
pub(crate) fn arrow_faults(path: &Path, text: &str) -> Vec<String> {
    let module = module_of(path);
    let part = module.first().map_or("", String::as_str);
    let mut faults = Vec::new();
    for name in names(&module, text) {
        let words: Vec<&str> = name.path.iter().map(String::as_str).collect();
        let confined = CONFINED.iter().find(|(confined, home)| words.contains(confined) && *home != part);
        let reason = match words[..] {
            _ if let Some((confined, home)) = confined => Some(format!("only {home} may name {confined}")),
            // The root declares the parts; it is none itself.
            _ if part.is_empty() => None,
            ["crate", target, ..] if target == part => sibling_page(&module, &words),
            ["crate", target, ..] => not_below(part, target),
            ["keyhouse_model", ..] => not_below(part, "model"),
            _ => None,
        };
        faults.extend(reason.map(|reason| format!("src/{}:{}: {reason}", path.display(), name.line)));
    }
    faults
}

fn not_below(part: &str, target: &str) -> Option<String> {
    let allowed = ARROWS.iter().any(|(it, targets)| *it == part && targets.contains(&target));
    (!allowed).then(|| format!("{part} may not name {target}"))
}

fn sibling_page(module: &[String], words: &[&str]) -> Option<String> {
    match (module, words) {
        ([pages, page, ..], ["crate", _, other, ..]) if pages == "pages" && page != other => {
            let is_module = other.starts_with(char::is_lowercase);
            is_module.then(|| format!("the page {page} may not name the page {other}"))
        }
        _ => None,
    }
}

/// What in a file of `model/src/` reaches out of the model.
pub(crate) fn model_faults(path: &Path, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for name in names(&module_of(path), text) {
        let whole = format!("::{}::", name.path.join("::"));
        if let Some(word) = NOT_IN_MODEL.iter().find(|word| whole.contains(&format!("::{word}::"))) {
            faults.push(format!("model/src/{}:{}: the model may not name {word}", path.display(), name.line));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(file: &str, text: &str, reason: &str) {
        let faults = arrow_faults(Path::new(file), text);
        assert!(faults.iter().any(|fault| fault.contains(reason)), "{file}: {text}: {faults:?}");
    }

    #[track_caller]
    fn allowed(file: &str, text: &str) {
        assert_eq!(arrow_faults(Path::new(file), text), Vec::<String>::new(), "{file}: {text}");
    }

    #[test]
    fn arrows_point_down() {
        allowed(
            "pages/api_keys/mod.rs",
            "use crate::components::page::Page; use keyhouse_model::api_key::ApiKey;",
        );
        allowed("state/session.rs", "use crate::{api, web::timer};");
        refused("ui/table.rs", "use crate::{api::Client, web};", "src/ui/table.rs:1: ui may not name api");
        refused("ui/badge.rs", "fn f(key: keyhouse_model::api_key::ApiKey) {}", "ui may not name model");
        refused("web/timer.rs", "use crate::format::time;", "web may not name format");
        refused("components/shell.rs", "use crate::pages::api_keys;", "components may not name pages");
        refused("route.rs", "use super::state::session;", "route may not name state");
        refused(
            "api/client.rs",
            "mod tests { use super::super::super::state::x; }",
            "api may not name state",
        );
    }

    #[test]
    fn no_page_names_another() {
        allowed("pages/api_keys/create.rs", "use super::once::Once; use crate::pages::api_keys::rows;");
        refused(
            "pages/api_keys/create.rs",
            "use crate::pages::members::Members;",
            "may not name the page members",
        );
        refused("pages/api_keys/mod.rs", "use super::audit_log::Row;", "may not name the page audit_log");
    }

    #[test]
    fn what_is_confined_stays_at_home() {
        allowed("web/storage.rs", "use web_sys::Storage; use js_sys::Date;");
        allowed("api/client.rs", "use gloo_net::http::Request;");
        refused("ui/copy.rs", "use leptos::web_sys::Element;", "only web may name web_sys");
        refused("state/theme.rs", "fn f() { js_sys::Date::now(); }", "only web may name js_sys");
        refused("pages/sign_in.rs", "use gloo_net::http::Request;", "only api may name gloo_net");
        refused("main.rs", "use wasm_bindgen::prelude::*;", "only web may name wasm_bindgen");
    }

    #[test]
    fn the_model_has_no_clock_and_no_files() {
        let faults = |text| model_faults(Path::new("lifetime.rs"), text);
        assert_eq!(faults("fn ends(now: chrono::DateTime<chrono::Utc>) {}"), Vec::<String>::new());
        for text in [
            "fn f() { chrono::Utc::now(); }",
            "use std::fs::File;",
            "use std::time::SystemTime;",
            "use web_sys",
        ] {
            assert_eq!(faults(text).len(), 1, "{text}");
        }
    }
}
