use keyhouse_console::ui::dialog::Dialog;
use keyhouse_console::ui::menu::{Menu, MenuItem};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, attribute, click, focused_name, key};

async fn scene(done: RwSignal<&'static str>) -> Stage {
    let items = move |()| {
        vec![
            MenuItem::button("Rotate", move || done.set("rotated")),
            MenuItem::link("Edit", "#edit"),
            MenuItem::button("Disable", move || done.set("disabled"))
                .disabled_because(Some("Not yours.".to_owned())),
            MenuItem::line(),
            MenuItem::button("Delete", move || done.set("deleted")).danger(),
        ]
    };
    Stage::new(move || view! { <Menu name="Actions for ci" items /> }).await
}

#[wasm_bindgen_test]
async fn arrow_keys_home_end_and_letters_move_in_it() {
    let stage = scene(RwSignal::new("")).await;
    let opener = stage.get("button", "Actions for ci");
    assert_eq!(attribute(&opener, "aria-expanded"), "false");
    opener.focus().unwrap();
    key("ArrowDown").await;
    assert_eq!(attribute(&opener, "aria-expanded"), "true");
    assert_eq!(stage.all("menuitem").len(), 4);
    for (press, now) in [
        ("ArrowDown", "Edit"),
        ("ArrowUp", "Rotate"),
        ("ArrowUp", "Delete"),
        ("ArrowDown", "Rotate"),
        ("End", "Delete"),
        ("Home", "Rotate"),
        ("d", "Disable Not yours."),
        ("d", "Delete"),
        ("e", "Edit"),
    ] {
        key(press).await;
        assert_eq!(focused_name(), now, "after {press}");
    }
}

#[wasm_bindgen_test]
async fn escape_closes_it_and_gives_the_focus_back() {
    let stage = scene(RwSignal::new("")).await;
    stage.get("button", "Actions for ci").focus().unwrap();
    key("ArrowUp").await;
    assert_eq!(focused_name(), "Delete");
    key("Escape").await;
    assert!(stage.all("menuitem").is_empty());
    assert_eq!(focused_name(), "Actions for ci");
}

#[wasm_bindgen_test]
async fn a_choice_acts_once_and_a_barred_one_not_at_all() {
    let done = RwSignal::new("");
    let stage = scene(done).await;
    let opener = stage.get("button", "Actions for ci");
    click(&opener).await;
    click(&stage.get("menuitem", "Disable Not yours.")).await;
    assert_eq!(done.get_untracked(), "");
    click(&stage.get("menuitem", "Delete")).await;
    assert_eq!(done.get_untracked(), "deleted");
    assert!(stage.all("menuitem").is_empty());
    assert_eq!(attribute(&opener, "aria-expanded"), "false");
}

#[wasm_bindgen_test]
async fn escape_in_a_menu_leaves_the_dialog_around_it_open() {
    let asked = RwSignal::new(0);
    let stage = Stage::new(move || {
        view! {
            <Dialog open=true on_close=move |()| asked.update(|it| *it += 1) title="Rules">
                <Menu name="More" items=|()| vec![MenuItem::button("Compare", || ())] />
            </Dialog>
        }
    })
    .await;
    stage.get("button", "More").focus().unwrap();
    key("ArrowDown").await;
    assert_eq!(focused_name(), "Compare");
    key("Escape").await;
    assert_eq!(asked.get_untracked(), 0);
    assert_eq!(focused_name(), "More");
}

#[wasm_bindgen_test]
async fn a_dialog_opened_from_a_menu_gives_the_focus_back_to_the_menus_button() {
    let open = RwSignal::new(false);
    let stage = Stage::new(move || {
        view! {
            <Menu name="Actions" items=move |()| vec![MenuItem::button("Rename", move || open.set(true))] />
            <Dialog open on_close=move |()| open.set(false) title="Rename">
                "…"
            </Dialog>
        }
    })
    .await;
    stage.get("button", "Actions").focus().unwrap();
    key("ArrowDown").await;
    click(&stage.get("menuitem", "Rename")).await;
    assert!(stage.has("dialog", "Rename"));
    key("Escape").await;
    assert_eq!(focused_name(), "Actions");
}
