use chrono::{TimeDelta, Utc};
use keyhouse_console::format;
use keyhouse_console::ui::time::{ExactTimes, Time, TimeLook, provide_now};
use keyhouse_console::web::clock;
use keyhouse_console::web::timer::sleep;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlElement};

use crate::stage::{Stage, attribute, focused, key, referred, settle, until};

#[wasm_bindgen_test]
async fn a_relative_time_shows_the_exact_instant_on_focus() {
    let at = clock::now() - TimeDelta::minutes(3);
    let stage = Stage::new(move || {
        provide_now();
        view! {
            <Time at />
            <ExactTimes />
        }
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
async fn escape_belongs_to_what_one_went_to_since() {
    let (at, pressed) = (clock::now(), RwSignal::new(0));
    let stage = Stage::new(move || {
        view! {
            <Time at look=TimeLook::Date />
            <button on:keydown=move |_| pressed.update(|times| *times += 1)>"Menu"</button>
            <ExactTimes />
        }
    })
    .await;
    let time = stage.query("time").remove(0);
    time.focus().unwrap();
    settle().await;
    key("Escape").await;
    assert_eq!(
        (stage.all("tooltip").len(), pressed.get_untracked()),
        (0, 0),
        "one closes the tooltip with it"
    );
    stage.get("button", "Menu").focus().unwrap();
    time.focus().unwrap();
    until("it is shown again", || !stage.all("tooltip").is_empty()).await;
    stage.get("button", "Menu").focus().unwrap();
    key("Escape").await;
    assert_eq!((stage.all("tooltip").len(), pressed.get_untracked()), (0, 1));
}

#[wasm_bindgen_test]
async fn the_pointer_finds_the_exact_instant_of_each_time_and_may_go_onto_it() {
    let (early, late) = (clock::now() - TimeDelta::hours(5), clock::now() - TimeDelta::hours(2));
    let stage = Stage::new(move || {
        view! {
            <Time at=early />
            <Time at=late />
            <p>"elsewhere"</p>
            <ExactTimes />
        }
    })
    .await;
    for (name, at) in [("5 h ago", early), ("2 h ago", late)] {
        point_at(&stage.get("time", name));
        settle().await;
        let layers = stage.all("tooltip");
        assert_eq!(layers.len(), 1);
        assert!(layers[0].inner_text().contains(&format::time::absolute(at)), "{}", layers[0].inner_text());
    }
    let layer = stage.all("tooltip").remove(0);
    point_at(&stage.query("p")[0]);
    point_at(&layer);
    sleep(Duration::from_millis(400)).await;
    assert_eq!(stage.all("tooltip").len(), 1, "it stays while the pointer is on it");
    point_at(&stage.query("p")[0]);
    until("it goes when the pointer is elsewhere", || stage.all("tooltip").is_empty()).await;
    assert_eq!(attribute(&stage.get("time", "2 h ago"), "aria-describedby"), "");
}

/// Moves the pointer onto an element.
fn point_at(element: &HtmlElement) {
    let options = EventInit::new();
    options.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict("mouseover", &options).unwrap()).unwrap();
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
        assert!(format::time::rfc3339(clock::on_the_wall(at)).starts_with(text));
    }
    for text in ["", "2027-02-19", "T", "yesterday at Ten"] {
        assert_eq!(clock::from_input(text), None, "{text}");
    }
}
