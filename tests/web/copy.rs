use std::time::Duration;

use keyhouse_console::ui::copy::{CopyButton, CopyChip, CopySource};
use keyhouse_console::web::timer::sleep;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::stage::{Stage, click, focused, key, settle};

/// Puts a clipboard in the browser's place that takes every text, or none. Answers what it was given with
/// `window.copied`.
pub(crate) fn clipboard(takes: bool) {
    let write = if takes {
        "async items => { for (const it of items) window.copied = await (await it.getType('text/plain')).text(); }"
    } else {
        "async () => { throw new Error('permission denied'); }"
    };
    let code = format!(
        "window.copied = undefined;
         Object.defineProperty(navigator, 'clipboard', {{ configurable: true, value: {{ write: {write} }} }});"
    );
    js_sys::eval(&code).unwrap();
}

/// As on a page that was loaded without HTTPS.
fn no_clipboard() {
    js_sys::eval("Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });")
        .unwrap();
}

/// What was last put on it.
pub(crate) fn copied() -> Option<String> {
    js_sys::eval("window.copied").unwrap().as_string()
}

#[wasm_bindgen_test]
async fn a_copied_text_is_on_the_clipboard_before_it_is_said() {
    clipboard(true);
    let told = RwSignal::new(0);
    let stage = Stage::new(move || {
        view! { <CopyButton source="http://127.0.0.1" name="Copy the endpoint" on_copied=move |()| told.update(|it| *it += 1) /> }
    })
    .await;
    assert!(!stage.text().contains("Copied"));
    click(&stage.get("button", "Copy the endpoint")).await;
    assert_eq!(copied().as_deref(), Some("http://127.0.0.1"));
    assert!(stage.text().contains("Copied"));
    assert_eq!(stage.query("[role=status]")[0].inner_text(), "Copied");
    assert_eq!(told.get_untracked(), 1);
    sleep(Duration::from_millis(2300)).await;
    assert!(!stage.text().contains("Copied"));
}

#[wasm_bindgen_test]
async fn a_refused_copy_offers_the_text_marked_and_claims_nothing() {
    clipboard(false);
    let told = RwSignal::new(0);
    let source = CopySource::later(|| async { Ok("kht_secret".to_owned()) });
    let stage = Stage::new(move || {
        view! { <CopyChip shown="…B04e" source name="Copy the secret of ci" on_copied=move |()| told.update(|it| *it += 1) /> }
    })
    .await;
    click(&stage.get("button", "…B04e: Copy the secret of ci")).await;
    assert!(
        stage.text().contains("Not copied.") && stage.text().contains("permission denied"),
        "{}",
        stage.text()
    );
    assert!(stage.query("[role=status]").iter().all(|it| it.inner_text().is_empty()));
    assert_eq!(told.get_untracked(), 0);
    let field = focused().unchecked_into::<HtmlInputElement>();
    assert_eq!((field.value().as_str(), field.read_only()), ("kht_secret", true));
    assert_eq!((field.selection_start().unwrap(), field.selection_end().unwrap()), (Some(0), Some(10)));
    key("Escape").await;
    assert!(stage.query("input").is_empty(), "the secret stays in the page");
}

#[wasm_bindgen_test]
async fn without_https_it_says_why() {
    no_clipboard();
    let stage = Stage::new(|| view! { <CopyButton source="x" name="Copy x" /> }).await;
    click(&stage.get("button", "Copy x")).await;
    assert!(stage.text().contains("without HTTPS"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn no_text_means_nothing_is_copied_and_the_reason_is_said() {
    clipboard(true);
    let source = CopySource::later(|| async { Err("The server did not answer.".to_owned()) });
    let stage = Stage::new(move || view! { <CopyButton source name="Copy the token" /> }).await;
    click(&stage.get("button", "Copy the token")).await;
    settle().await;
    assert_eq!(copied(), None);
    assert!(stage.text().contains("Nothing was copied. The server did not answer."), "{}", stage.text());
    assert!(stage.query("input").is_empty());
}
