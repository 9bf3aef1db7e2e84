use keyhouse_console::ui::input::{SearchField, Select, SelectOption, TextField, TextKind};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, attribute, click, fill, key, referred, settle};

#[wasm_bindgen_test]
async fn hint_and_error_belong_to_their_field() {
    let (value, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let stage =
        Stage::new(move || view! { <TextField label="Name" value error hint="What uses this key." /> }).await;
    let field = stage.get("textbox", "Name");
    assert_eq!(referred(&field, "aria-describedby"), "What uses this key.");
    assert!(!field.has_attribute("aria-invalid"));
    error.set(Some("Another key has this name.".to_owned()));
    settle().await;
    assert_eq!(referred(&field, "aria-describedby"), "Another key has this name. What uses this key.");
    assert_eq!(attribute(&field, "aria-invalid"), "true");
    fill(&field, "ci").await;
    assert_eq!(value.get_untracked(), "ci");
}

#[wasm_bindgen_test]
async fn a_password_can_be_looked_at() {
    let value = RwSignal::new(String::new());
    let stage =
        Stage::new(move || view! { <TextField label="Password" kind=TextKind::Password value /> }).await;
    let field = stage.get("textbox", "Password");
    assert_eq!(attribute(&field, "type"), "password");
    click(&stage.get("button", "Show what is typed")).await;
    assert_eq!(attribute(&field, "type"), "text");
    click(&stage.get("button", "Hide what is typed")).await;
    assert_eq!(attribute(&field, "type"), "password");
}

#[wasm_bindgen_test]
async fn a_select_shows_the_value_that_it_is_given() {
    let value = RwSignal::new("b".to_owned());
    let options = vec![SelectOption::new("a", "First"), SelectOption::new("b", "Second")];
    let stage = Stage::new(move || view! { <Select label="Zone" value options /> }).await;
    let shown = || js_sys::Reflect::get(&stage.get("combobox", "Zone"), &"value".into()).unwrap().as_string();
    assert_eq!(shown().as_deref(), Some("b"));
    value.set("a".to_owned());
    settle().await;
    assert_eq!(shown().as_deref(), Some("a"));
}

#[wasm_bindgen_test]
async fn escape_empties_a_search_before_it_does_anything_else() {
    let value = RwSignal::new("ci".to_owned());
    let escapes = RwSignal::new(0);
    let stage = Stage::new(move || {
        view! {
            <div on:keydown=move |_| escapes.update(|it| *it += 1)>
                <SearchField label="Filter API keys" value />
            </div>
        }
    })
    .await;
    stage.get("searchbox", "Filter API keys").focus().unwrap();
    key("Escape").await;
    assert_eq!((value.get_untracked().as_str(), escapes.get_untracked()), ("", 0));
    key("Escape").await;
    assert_eq!(escapes.get_untracked(), 1);
}
