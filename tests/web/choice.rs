use std::collections::BTreeSet;

use keyhouse_console::ui::checklist::Checklist;
use keyhouse_console::ui::choice::{Choice, RadioCards, Segmented};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::stage::{Stage, click, fill, referred, settle};

fn checked(element: HtmlElement) -> bool {
    element.unchecked_into::<HtmlInputElement>().checked()
}

#[wasm_bindgen_test]
async fn radio_cards_start_with_nothing_chosen_and_explain_each_answer() {
    let value = RwSignal::new(String::new());
    let options = vec![
        Choice::new("all", "All").detail("Every deployment, and those created later."),
        Choice::new("some", "Selected"),
        Choice::new("none", "None").disabled_because(Some("Not for this role.".to_owned())),
    ];
    let stage = Stage::new(move || view! { <RadioCards label="Access" value options /> }).await;
    assert_eq!(stage.names("group"), ["Access"]);
    assert_eq!(stage.names("radio"), ["All", "Selected", "None"]);
    assert!(!stage.all("radio").into_iter().any(checked));
    let all = stage.get("radio", "All");
    assert_eq!(referred(&all, "aria-describedby"), "Every deployment, and those created later.");
    assert_eq!(referred(&stage.get("radio", "None"), "aria-describedby"), "Not for this role.");
    click(&all).await;
    assert_eq!(value.get_untracked(), "all");
    click(&stage.get("radio", "None")).await;
    assert_eq!(value.get_untracked(), "all");
}

#[wasm_bindgen_test]
async fn segments_follow_their_value() {
    let value = RwSignal::new("90".to_owned());
    let options = vec![Choice::new("30", "30 days"), Choice::new("90", "90 days")];
    let stage =
        Stage::new(move || view! { <Segmented label="Lifetime" value options hide_label=true /> }).await;
    assert!(checked(stage.get("radio", "90 days")));
    value.set("30".to_owned());
    settle().await;
    assert!(checked(stage.get("radio", "30 days")) && !checked(stage.get("radio", "90 days")));
}

#[wasm_bindgen_test]
async fn a_checklist_ticks_all_that_the_search_shows() {
    let selected = RwSignal::new(BTreeSet::from(["p1".to_owned()]));
    let options: Vec<_> = (1..=9).map(|i| Choice::new(format!("p{i}"), format!("prod-{i}"))).collect();
    let stage = Stage::new(move || {
        view! { <Checklist label="Deployments" options selected search_label="Find a deployment" /> }
    })
    .await;
    let all = stage.get("checkbox", "Select all").unchecked_into::<HtmlInputElement>();
    assert!(all.indeterminate() && !all.checked());
    fill(&stage.get("searchbox", "Find a deployment"), "prod-9").await;
    assert_eq!(stage.names("checkbox"), ["Select all", "prod-9"]);
    click(&stage.get("checkbox", "Select all")).await;
    assert_eq!(selected.get_untracked(), BTreeSet::from(["p1".to_owned(), "p9".to_owned()]));
    fill(&stage.get("searchbox", "Find a deployment"), "").await;
    click(&stage.get("checkbox", "prod-1")).await;
    assert_eq!(selected.get_untracked(), BTreeSet::from(["p9".to_owned()]));
    fill(&stage.get("searchbox", "Find a deployment"), "zzz").await;
    assert!(stage.text().contains("Nothing fits."));
}
