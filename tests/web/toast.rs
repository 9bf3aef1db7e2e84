use std::time::Duration;

use keyhouse_console::ui::toast::{Toast, ToastAction, Toasts};
use keyhouse_console::web::timer::sleep;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, attribute, click, settle};

fn toast(id: u64, failed: bool, text: &str) -> Toast {
    Toast { id, failed, text: text.to_owned(), detail: String::new(), action: None }
}

#[wasm_bindgen_test]
async fn the_regions_are_there_before_the_first_message_and_stay_the_same() {
    let items = RwSignal::new(Vec::new());
    let stage = Stage::new(move || view! { <Toasts items on_dismiss=|_: u64| () /> }).await;
    let regions = stage.query("[role=status], [role=alert]");
    assert_eq!(regions.len(), 2);
    items.set(vec![toast(1, false, "Key created."), toast(2, true, "old-ci was not deleted.")]);
    settle().await;
    assert_eq!(stage.query("[role=status], [role=alert]"), regions);
    assert!(regions[0].inner_text().contains("Key created.") && !regions[0].inner_text().contains("old-ci"));
    assert!(regions[1].inner_text().contains("old-ci was not deleted."));
    assert_eq!(attribute(&regions[1], "aria-live"), "assertive");
}

#[wasm_bindgen_test]
async fn a_message_can_be_closed_and_its_offer_taken() {
    let (gone, undone) = (RwSignal::new(Vec::new()), RwSignal::new(false));
    let act = Callback::new(move |()| undone.set(true));
    let offer = ToastAction { label: "Undo".to_owned(), act };
    let items =
        vec![toast(7, true, "Failed."), Toast { action: Some(offer), ..toast(8, false, "Disabled.") }];
    let stage = Stage::new(move || {
        view! { <Toasts items on_dismiss=move |id: u64| gone.update(|all| all.push(id)) /> }
    })
    .await;
    click(&stage.get("button", "Undo")).await;
    assert!(undone.get_untracked());
    let close =
        stage.all("button").into_iter().find(|it| it.closest("[role=alert]").unwrap().is_some()).unwrap();
    click(&close).await;
    assert_eq!(gone.get_untracked(), [8, 7]);
}

#[wasm_bindgen_test]
async fn success_goes_by_itself_unless_somebody_looks_at_it_and_failure_stays() {
    let gone = RwSignal::new(Vec::new());
    let items = vec![toast(1, false, "Created."), toast(2, false, "Copied."), toast(3, true, "Failed.")];
    let stage = Stage::new(move || {
        view! { <Toasts items on_dismiss=move |id: u64| gone.update(|all| all.push(id)) /> }
    })
    .await;
    let looked_at = stage.query(".toast").into_iter().find(|it| it.inner_text().contains("Copied.")).unwrap();
    looked_at.dispatch_event(&web_sys::MouseEvent::new("mouseenter").unwrap()).unwrap();
    sleep(Duration::from_millis(6500)).await;
    assert_eq!(gone.get_untracked(), [1]);
    looked_at.dispatch_event(&web_sys::MouseEvent::new("mouseleave").unwrap()).unwrap();
    sleep(Duration::from_millis(6500)).await;
    assert_eq!(gone.get_untracked(), [1, 2]);
}
