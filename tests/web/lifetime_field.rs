use chrono::{DateTime, Duration, Utc};
use keyhouse_console::components::lifetime_field::{LifetimeField, LifetimeInput};
use keyhouse_console::web::clock;
use keyhouse_model::patch::Patch;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, click, fill};

async fn scene(kept: Option<Option<DateTime<Utc>>>) -> (Stage, StoredValue<Option<LifetimeInput>>) {
    let handle = StoredValue::new(None);
    let stage = Stage::new(move || {
        let input = kept.map_or_else(LifetimeInput::new, LifetimeInput::keeping);
        handle.set_value(Some(input));
        view! { <LifetimeField input error=None /> }
    })
    .await;
    (stage, handle)
}

fn days_from_now(input: StoredValue<Option<LifetimeInput>>) -> Option<i64> {
    let now = clock::now();
    match untrack(|| input.get_value().unwrap().end(now)) {
        Patch::Set(end) => Some((end - now + Duration::seconds(1)).num_days()),
        Patch::Clear | Patch::Absent => None,
    }
}

#[wasm_bindgen_test]
async fn ninety_days_are_chosen_and_the_sentence_says_when_that_is() {
    let (stage, input) = scene(None).await;
    assert_eq!(days_from_now(input), Some(90));
    assert!(stage.text().contains("in 90 days"), "{}", stage.text());
    click(&stage.get("radio", "7 days")).await;
    assert_eq!(days_from_now(input), Some(7));
    assert!(stage.text().contains("in 7 days"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn never_is_allowed_and_warned_about() {
    let (stage, input) = scene(None).await;
    click(&stage.get("radio", "No expiration")).await;
    assert!(matches!(untrack(|| input.get_value().unwrap().end(clock::now())), Patch::Clear));
    assert!(stage.text().contains("works until someone deletes it"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn a_date_of_ones_own_starts_from_what_was_chosen() {
    let (stage, input) = scene(None).await;
    click(&stage.get("radio", "30 days")).await;
    click(&stage.get("radio", "Custom date")).await;
    // The browser's field knows whole minutes.
    assert!(days_from_now(input).is_some_and(|days| (29..=30).contains(&days)));
    fill(&stage.get("textbox", "Ends at"), "").await;
    assert!(matches!(untrack(|| input.get_value().unwrap().end(clock::now())), Patch::Absent));
    assert!(stage.text().contains("Choose a date and time"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn a_change_keeps_the_end_unless_another_is_chosen() {
    let end = clock::now() + Duration::days(20);
    let (stage, input) = scene(Some(Some(end))).await;
    assert!(matches!(untrack(|| input.get_value().unwrap().end(clock::now())), Patch::Absent));
    assert!(stage.text().contains("in 20 days"), "{}", stage.text());
    click(&stage.get("radio", "1 year")).await;
    assert_eq!(days_from_now(input), Some(365));
}
