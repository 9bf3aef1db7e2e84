use chrono::{TimeDelta, Utc};
use keyhouse_console::format;
use keyhouse_console::ui::time::{Time, TimeLook, provide_now};
use keyhouse_console::web::clock;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, attribute, focused, key, referred, settle};

#[wasm_bindgen_test]
async fn a_relative_time_shows_the_exact_instant_on_focus() {
    let at = clock::now() - TimeDelta::minutes(3);
    let stage = Stage::new(move || {
        provide_now();
        view! { <Time at /> }
    })
    .await;
    let time = stage.get("time", "3 min ago");
    assert_eq!(attribute(&time, "datetime"), format::time::rfc3339(at));
    assert!(stage.all("tooltip").is_empty());
    time.focus().unwrap();
    settle().await;
    let said = referred(&time, "aria-describedby");
    assert!(said.contains(&format::time::absolute(at)), "{said}");
    assert!(said.contains(&clock::zone_name()), "{said}");
    assert_eq!(stage.all("tooltip").len(), 1);
    key("Escape").await;
    assert!(stage.all("tooltip").is_empty());
    assert_eq!(focused(), time);
}

#[wasm_bindgen_test]
async fn a_time_follows_its_instant() {
    let at = RwSignal::new(chrono::DateTime::<Utc>::UNIX_EPOCH);
    let stage = Stage::new(move || view! { <Time at look=TimeLook::Date /> }).await;
    let before = stage.names("time");
    at.set(at.get_untracked() + TimeDelta::days(400));
    settle().await;
    assert_ne!(stage.names("time"), before);
}

#[wasm_bindgen_test]
fn a_local_time_reads_back_from_its_field() {
    for text in ["2027-02-19T10:41", "2026-07-01T00:00", "2026-12-31T23:59"] {
        let at = clock::from_input(text).unwrap();
        assert_eq!(clock::to_input(at), text);
        let shift = TimeDelta::minutes(clock::offset_minutes(at).into());
        assert!(format::time::rfc3339(at + shift).starts_with(text));
    }
    for text in ["", "2027-02-19", "T", "yesterday at Ten"] {
        assert_eq!(clock::from_input(text), None, "{text}");
    }
}
