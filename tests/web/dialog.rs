use keyhouse_console::ui::button::Button;
use keyhouse_console::ui::dialog::{Dialog, DialogFocus};
use keyhouse_console::ui::input::TextField;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::stage::{Stage, click, focused, focused_name, key, settle};

/// A button and the dialog that it opens; what wants to close it is counted, and heeded unless `guarded`.
async fn scene(open: RwSignal<bool>, asked: RwSignal<u32>, guarded: RwSignal<bool>) -> Stage {
    let on_close = move |()| {
        asked.update(|it| *it += 1);
        if !guarded.get_untracked() {
            open.set(false);
        }
    };
    Stage::new(move || {
        let name = RwSignal::new(String::new());
        view! {
            <Button on_press=move |()| open.set(true)>"New key"</Button>
            <Dialog
                open
                on_close
                title="New API key"
                description="The value is shown once."
                footer=move || view! { <Button on_press=move |()| open.set(false)>"Cancel"</Button> }
            >
                <TextField label="Name" value=name />
            </Dialog>
        }
    })
    .await
}

fn signals() -> (RwSignal<bool>, RwSignal<u32>, RwSignal<bool>) {
    (RwSignal::new(false), RwSignal::new(0), RwSignal::new(false))
}

#[wasm_bindgen_test]
async fn it_opens_over_the_page_with_the_focus_on_the_first_field() {
    let (open, asked, guarded) = signals();
    let stage = scene(open, asked, guarded).await;
    assert!(stage.query("dialog").is_empty());
    click(&stage.get("button", "New key")).await;
    let dialog = stage.get("dialog", "New API key");
    assert!(dialog.matches(":modal").unwrap());
    assert_eq!(focused_name(), "Name");
}

#[wasm_bindgen_test]
async fn escape_asks_and_the_focus_goes_back_to_the_opener() {
    let (open, asked, guarded) = signals();
    let stage = scene(open, asked, guarded).await;
    click(&stage.get("button", "New key")).await;
    key("Escape").await;
    assert_eq!(asked.get_untracked(), 1);
    assert!(stage.query("dialog").is_empty());
    assert_eq!(focused_name(), "New key");
}

#[wasm_bindgen_test]
async fn a_guard_keeps_it_open_against_every_way_out() {
    let (open, asked, guarded) = signals();
    let stage = scene(open, asked, guarded).await;
    click(&stage.get("button", "New key")).await;
    guarded.set(true);
    key("Escape").await;
    click(&stage.get("button", "Close")).await;
    // As a browser does that no longer asks.
    let dialog = stage.query("dialog").remove(0);
    js_sys::Reflect::get(&dialog, &"close".into())
        .map(JsCast::unchecked_into::<js_sys::Function>)
        .unwrap()
        .call0(&dialog)
        .unwrap();
    settle().await;
    assert_eq!(asked.get_untracked(), 3);
    assert!(stage.get("dialog", "New API key").matches(":modal").unwrap());
}

#[wasm_bindgen_test]
async fn leaving_the_page_closes_it_properly() {
    let (open, asked, guarded) = signals();
    let stage = scene(open, asked, guarded).await;
    // The opener stays: it is no part of the page that is left.
    let opener: HtmlElement = document().create_element("button").unwrap().unchecked_into();
    document().body().unwrap().append_child(&opener).unwrap();
    opener.focus().unwrap();
    open.set(true);
    settle().await;
    assert_eq!(focused_name(), "Name");
    drop(stage);
    settle().await;
    let back = focused() == opener;
    opener.remove();
    assert!(back);
}

#[wasm_bindgen_test]
async fn a_grave_question_is_an_alert_and_may_start_at_its_title() {
    let stage = Stage::new(|| {
        view! {
            <Dialog open=true on_close=|()| () title="Delete ci-prod?" alert=true focus=DialogFocus::Title>
                <Button>"Delete"</Button>
            </Dialog>
        }
    })
    .await;
    assert_eq!(stage.names("alertdialog"), ["Delete ci-prod?"]);
    assert_eq!(focused().tag_name(), "H2");
}

#[wasm_bindgen_test]
async fn cancel_can_have_the_first_focus() {
    let _stage = Stage::new(|| {
        let footer = || view! { <Button initial_focus=true>"Cancel"</Button> <Button>"Delete"</Button> };
        view! {
            <Dialog open=true on_close=|()| () title="Delete ci-prod?" footer>
                <Button>"More"</Button>
            </Dialog>
        }
    })
    .await;
    assert_eq!(focused_name(), "Cancel");
}
