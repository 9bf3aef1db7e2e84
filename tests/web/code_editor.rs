//! The plain field that takes the editor's place: these tests have no file of the editor.

use keyhouse_console::ui::badge::Tone;
use keyhouse_console::ui::code_editor::{CodeEditor, Mark, Place};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};

use crate::stage::{Stage, click, focused, referred, settle};

fn field(stage: &Stage) -> HtmlTextAreaElement {
    stage.get("textbox", "Rules in api.yml").unchecked_into()
}

/// Types a text in the place of what is there.
async fn type_in(field: &HtmlTextAreaElement, text: &str) {
    field.set_value(text);
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    field.dispatch_event(&web_sys::Event::new_with_event_init_dict("input", &options).unwrap()).unwrap();
    settle().await;
}

#[wasm_bindgen_test]
async fn what_is_typed_is_the_value_and_the_other_way_round() {
    let text = RwSignal::new("groups:".to_owned());
    let stage = Stage::new(move || view! { <CodeEditor label="Rules in api.yml" value=text /> }).await;
    assert_eq!(field(&stage).value(), "groups:");
    type_in(&field(&stage), "groups: []").await;
    assert_eq!(text.get_untracked(), "groups: []");
    text.set("from elsewhere".to_owned());
    settle().await;
    assert_eq!(field(&stage).value(), "from elsewhere");
}

#[wasm_bindgen_test]
async fn what_is_wrong_belongs_to_the_field() {
    let mark = Mark {
        tone: Tone::Bad,
        message: "There is no function ratee.".to_owned(),
        line: 3,
        column: 1,
        end_line: 3,
        end_column: 6,
    };
    let marks = RwSignal::new(vec![mark]);
    let text = RwSignal::new(String::new());
    let stage = Stage::new(move || view! { <CodeEditor label="Rules in api.yml" value=text marks /> }).await;
    assert_eq!(referred(&field(&stage), "aria-describedby"), "Line 3: There is no function ratee.");
    marks.set(Vec::new());
    settle().await;
    assert_eq!(referred(&field(&stage), "aria-describedby"), "");
}

#[wasm_bindgen_test]
async fn a_place_is_gone_to_each_time() {
    let text = RwSignal::new("a: 🔑x\nexpr: up\n".to_owned());
    let goto = RwSignal::new(None);
    let stage = Stage::new(move || {
        view! {
            <CodeEditor label="Rules in api.yml" value=text goto />
            <button>"Elsewhere"</button>
        }
    })
    .await;
    for (nonce, (line, column, at)) in [(1, 5, 5), (2, 7, 13), (2, 7, 13), (9, 9, 16)].into_iter().enumerate()
    {
        click(&stage.get("button", "Elsewhere")).await;
        goto.set(Some(Place { line, column, nonce: u32::try_from(nonce).unwrap() }));
        settle().await;
        assert_eq!(focused(), field(&stage).unchecked_into());
        assert_eq!(field(&stage).selection_start().unwrap(), Some(at), "{line}:{column}");
    }
}

#[wasm_bindgen_test]
async fn ctrl_s_saves_and_nothing_can_be_typed_where_it_is_only_read() {
    let text = RwSignal::new(String::new());
    let (saved, read_only) = (RwSignal::new(0), RwSignal::new(false));
    let on_save = Callback::new(move |()| saved.update(|it| *it += 1));
    let stage =
        Stage::new(move || view! { <CodeEditor label="Rules in api.yml" value=text read_only on_save /> })
            .await;
    let options = KeyboardEventInit::new();
    options.set_key("s");
    options.set_ctrl_key(true);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
    let goes_on = field(&stage).dispatch_event(&event).unwrap();
    assert!(!goes_on, "the browser would save the page");
    assert_eq!(saved.get_untracked(), 1);
    assert!(!field(&stage).read_only());
    read_only.set(true);
    settle().await;
    assert!(field(&stage).read_only());
}
