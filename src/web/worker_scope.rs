//! Within a worker: how it hears the page and answers (`worker.rs` is the page's side).
//!
//! `src/bin/rule_worker.rs` takes this file in by its path, and nothing else of the console: a worker that named the
//! library would have all of the console's pages in it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// What a worker says first: that it hears.
pub const READY: &str = "ready";

/// In a worker: answers each text that the page sends. Anywhere else it does nothing.
pub fn serve(answer: impl Fn(&str) -> String + 'static) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let here = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(asked) = event.data().as_string() {
            // Without an answer the page starts another worker.
            let _ = here.post_message(&answer(&asked).into());
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // As long as the worker lives.
    on_message.forget();
    let _ = scope.post_message(&READY.into());
}
