use keyhouse_console::ui::tabs::{Tab, Tabs};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, attribute, click, focused_name, key, referred};

#[wasm_bindgen_test]
async fn one_tab_is_a_stop_and_arrow_keys_change_the_part() {
    let value = RwSignal::new("curl".to_owned());
    let tabs = vec![
        Tab::new("curl", "curl"),
        Tab::new("tf", "Terraform"),
        Tab::new("read", "Read").disabled_because(Some("A write token reads nothing.".to_owned())),
    ];
    let stage = Stage::new(move || {
        let panel = |value: String| format!("part {value}").into_any();
        view! { <Tabs label="Use it" tabs value panel /> }
    })
    .await;
    let stops = || stage.all("tab").iter().map(|it| attribute(it, "tabindex")).collect::<Vec<_>>();
    assert_eq!(stops(), ["0", "-1", "-1"]);
    assert_eq!(stage.names("tablist"), ["Use it"]);
    stage.get("tab", "curl").focus().unwrap();
    key("ArrowRight").await;
    assert_eq!((value.get_untracked().as_str(), focused_name().as_str()), ("tf", "Terraform"));
    assert_eq!(stops(), ["-1", "0", "-1"]);
    let panel = stage.all("tabpanel").remove(0);
    assert_eq!(
        (panel.inner_text().as_str(), referred(&panel, "aria-labelledby").as_str()),
        ("part tf", "Terraform")
    );
    key("End").await;
    assert_eq!(focused_name(), "Read");
    assert_eq!(value.get_untracked(), "tf");
    key("ArrowRight").await;
    assert_eq!(value.get_untracked(), "curl");
    click(&stage.get("tab", "Terraform")).await;
    assert_eq!(attribute(&stage.get("tab", "Terraform"), "aria-selected"), "true");
    assert_eq!(attribute(&stage.get("tab", "curl"), "aria-selected"), "false");
}
