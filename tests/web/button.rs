use keyhouse_console::ui::button::Button;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, attribute, click, referred, settle};

#[wasm_bindgen_test]
async fn a_barred_button_stays_reachable_and_says_why() {
    let presses = RwSignal::new(0);
    let why = RwSignal::new(Some("You need the role Administrator.".to_owned()));
    let stage = Stage::new(move || {
        view! { <Button disabled_because=why on_press=move |()| presses.update(|it| *it += 1)>"Delete"</Button> }
    })
    .await;
    let button = stage.get("button", "Delete");
    click(&button).await;
    assert_eq!(presses.get_untracked(), 0);
    assert_eq!(attribute(&button, "aria-disabled"), "true");
    assert_eq!(referred(&button, "aria-describedby"), "You need the role Administrator.");
    why.set(None);
    settle().await;
    assert!(!button.has_attribute("aria-disabled") && !button.has_attribute("aria-describedby"));
    click(&button).await;
    assert_eq!(presses.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn a_busy_button_does_nothing_a_second_time() {
    let (presses, busy) = (RwSignal::new(0), RwSignal::new(false));
    let press = move |()| {
        presses.update(|it| *it += 1);
        busy.set(true);
    };
    let stage = Stage::new(move || view! { <Button loading=busy on_press=press>"Save"</Button> }).await;
    let button = stage.get("button", "Save");
    click(&button).await;
    click(&button).await;
    assert_eq!(presses.get_untracked(), 1);
    assert_eq!(attribute(&button, "aria-busy"), "true");
}
