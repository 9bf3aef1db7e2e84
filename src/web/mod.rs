//! The browser, as small plain functions: the only place that names `web_sys`, `js_sys` and
//! `wasm_bindgen`, and so the only place where a JavaScript value can be of the wrong kind.
//!
//! Whatever a function starts (a listener, a timer) ends when the value it returns is dropped;
//! [`keep`] ties that to the component that started it.

pub mod abort;
pub mod canvas;
pub mod clipboard;
pub mod clock;
pub mod code_editor;
pub mod dialog;
pub mod document;
pub mod download;
pub mod event_source;
pub mod events;
pub mod fetch;
pub mod files;
pub mod focus;
pub mod location;
pub mod pointer;
pub mod popover;
pub mod random;
pub mod resize;
pub mod scroll;
pub mod storage;
pub mod text_area;
pub mod timer;
pub mod tooltip;
pub mod visibility;
pub mod worker;
pub mod worker_scope;

use leptos::prelude::StoredValue;
use wasm_bindgen::JsValue;

/// Keeps a handle (a listener, a timer) until the component or effect that runs now goes away.
pub fn keep<T: 'static>(handle: T) {
    StoredValue::new_local(handle);
}

/// What a thrown JavaScript value says of itself.
fn reason(thrown: &JsValue) -> String {
    let message = js_sys::Reflect::get(thrown, &JsValue::from_str("message")).ok();
    message
        .and_then(|it| it.as_string())
        .or_else(|| thrown.as_string())
        .unwrap_or_else(|| "unknown reason".to_owned())
}

fn window() -> web_sys::Window {
    leptos::prelude::window()
}
