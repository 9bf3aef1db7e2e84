use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use keyhouse_console::web::timer::{Interval, Timeout, sleep};
use keyhouse_console::web::{document, events, random, storage};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn an_idempotency_key_is_a_new_uuid_each_time() {
    let (first, second) = (random::idempotency_key().unwrap(), random::idempotency_key().unwrap());
    assert_ne!(first, second);
    assert_eq!((first.len(), &first[14..15]), (36, "4"));
}

#[wasm_bindgen_test]
fn storage_keeps_and_forgets() {
    storage::set("test", "dark").unwrap();
    assert_eq!(storage::get("test").unwrap().as_deref(), Some("dark"));
    storage::remove("test").unwrap();
    assert_eq!(storage::get("test").unwrap(), None);
}

#[wasm_bindgen_test]
async fn a_dropped_timer_is_silent() {
    let fired = Rc::new(Cell::new(0));
    let count = || {
        let fired = Rc::clone(&fired);
        move || fired.set(fired.get() + 1)
    };
    let kept = Timeout::new(Duration::from_millis(5), count());
    drop(Timeout::new(Duration::from_millis(5), count()));
    let ticks = Interval::new(Duration::from_millis(10), count());
    sleep(Duration::from_millis(60)).await;
    drop((kept, ticks));
    let so_far = fired.get();
    assert!(so_far >= 3, "{so_far}");
    sleep(Duration::from_millis(60)).await;
    assert_eq!(fired.get(), so_far);
}

#[wasm_bindgen_test]
fn a_dropped_listener_is_silent() {
    let seen = Rc::new(Cell::new(0));
    let counted = Rc::clone(&seen);
    let listener = events::on_popstate(move || counted.set(counted.get() + 1));
    let pop = || window().dispatch_event(&web_sys::Event::new("popstate").unwrap()).unwrap();
    assert!(pop());
    drop(listener);
    assert!(pop());
    assert_eq!(seen.get(), 1);
}

#[wasm_bindgen_test]
fn leaving_is_questioned_only_while_there_is_something_to_lose() {
    let dirty = Rc::new(Cell::new(false));
    let asked = Rc::clone(&dirty);
    let guard = events::guard_unload(move || asked.get());
    let leaves = || {
        let options = web_sys::EventInit::new();
        options.set_cancelable(true);
        let event = web_sys::Event::new_with_event_init_dict("beforeunload", &options).unwrap();
        window().dispatch_event(&event).unwrap()
    };
    assert!(leaves());
    dirty.set(true);
    assert!(!leaves());
    drop(guard);
    assert!(leaves());
}

#[wasm_bindgen_test]
fn a_theme_is_an_attribute_of_the_document() {
    let root = || window().document().unwrap().document_element().unwrap();
    document::set_theme(Some("dark"));
    assert_eq!(root().get_attribute("data-theme").as_deref(), Some("dark"));
    document::set_theme(None);
    assert!(!root().has_attribute("data-theme"));
}
