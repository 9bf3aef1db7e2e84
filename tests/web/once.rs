use keyhouse_console::components::once::{Once, OnceFoot, OnceValue};
use keyhouse_model::secret::Secret;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, click, settle};

const VALUE: &str = "not-a-real-value";

/// The screen with a value on it; says when it was left.
async fn scene(left: RwSignal<bool>) -> (Stage, StoredValue<Option<Once>, LocalStorage>) {
    let handle = StoredValue::new_local(None);
    let stage = Stage::new(move || {
        let once = Once::new();
        once.show(Secret::new(VALUE.into()));
        handle.set_value(Some(once));
        let close = Callback::new(move |()| {
            if once.close() {
                left.set(true);
            }
        });
        view! {
            <Show when=move || once.is_shown()>
                <OnceValue once what="API key" on_close_anyway=move |()| left.set(true) />
            </Show>
            <OnceFoot on_close=close />
        }
    })
    .await;
    (stage, handle)
}

#[wasm_bindgen_test]
async fn leaving_without_a_copy_is_asked_about_and_the_value_stays() {
    let left = RwSignal::new(false);
    let (stage, _once) = scene(left).await;
    click(&stage.get("button", "I have stored it")).await;
    assert!(!left.get_untracked());
    assert!(stage.text().contains("You have not copied the API key"), "{}", stage.text());
    click(&stage.get("button", "Keep open")).await;
    assert!(!stage.text().contains("You have not copied"));
    assert!(stage.text().contains(VALUE));
}

#[wasm_bindgen_test]
async fn closing_anyway_takes_the_value_out_of_the_page() {
    let left = RwSignal::new(false);
    let (stage, once) = scene(left).await;
    click(&stage.get("button", "I have stored it")).await;
    click(&stage.get("button", "Close without copying")).await;
    assert!(left.get_untracked());
    assert!(stage.query("*").iter().all(|it| !it.outer_html().contains(VALUE)));
    assert!(once.get_value().unwrap().with(|_| ()).is_none());
}

#[wasm_bindgen_test]
async fn after_a_copy_nothing_is_asked() {
    let left = RwSignal::new(false);
    let (stage, once) = scene(left).await;
    once.get_value().unwrap().copied().run(());
    settle().await;
    click(&stage.get("button", "I have stored it")).await;
    assert!(left.get_untracked());
    assert!(!stage.text().contains(VALUE));
}
