use std::collections::BTreeSet;

use keyhouse_console::ui::menu::{Menu, MenuItem};
use keyhouse_console::ui::table::{Column, Table};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::stage::{Stage, attribute, click, focused, focused_name, key, name_of, settle};

#[derive(Clone, PartialEq)]
struct Fruit {
    name: String,
    weight: u32,
}

fn fruit(name: &str, weight: u32) -> Fruit {
    Fruit { name: name.to_owned(), weight }
}

fn three() -> RwSignal<Vec<Fruit>> {
    RwSignal::new(vec![fruit("pear", 2), fruit("apple", 3), fruit("fig", 1)])
}

/// A table of fruits; `opened` keeps the last one that was opened.
async fn scene(
    rows: RwSignal<Vec<Fruit>>,
    selected: RwSignal<BTreeSet<String>>,
    opened: RwSignal<String>,
) -> Stage {
    Stage::new(move || {
        let columns = vec![
            Column::new("name", "Name", |it: &Fruit| it.name.clone()).sorted_by(|a, b| a.name.cmp(&b.name)),
            Column::new("weight", "Weight", |it: &Fruit| it.weight)
                .sorted_by(|a, b| a.weight.cmp(&b.weight))
                .end(),
            Column::new("note", "Note", |_| "ripe"),
        ];
        let items = |()| vec![MenuItem::button("Eat", || ())];
        let menu = move |row: Signal<Fruit>| {
            let name = Signal::derive(move || format!("Actions for {}", row.get().name));
            view! { <Menu name items /> }.into_any()
        };
        view! {
            <Table
                caption="Fruits"
                rows
                columns
                id=|it: &Fruit| it.name.clone()
                name=|it: &Fruit| it.name.clone()
                selected
                on_open=move |id: String| opened.set(id)
                actions=menu
                empty=|| "No fruits yet."
            />
        }
    })
    .await
}

async fn plain(rows: RwSignal<Vec<Fruit>>) -> Stage {
    scene(rows, RwSignal::new(BTreeSet::new()), RwSignal::new(String::new())).await
}

#[wasm_bindgen_test]
async fn it_is_a_real_table_with_named_parts() {
    let stage = plain(three()).await;
    assert_eq!(stage.query("caption")[0].text_content().unwrap(), "Fruits");
    assert_eq!(stage.names("rowheader"), ["pear", "apple", "fig"]);
    assert_eq!(stage.query("td[data-label=Weight]").len(), 3);
    assert!(stage.has("button", "Actions for fig") && stage.has("checkbox", "Select fig"));
    let heads: Vec<_> = stage.query("th[scope=col]").iter().map(|it| attribute(it, "aria-sort")).collect();
    assert_eq!(heads, ["", "none", "none", "", ""]);
}

#[wasm_bindgen_test]
async fn a_press_on_a_head_sorts_up_then_down() {
    let stage = plain(three()).await;
    click(&stage.get("button", "Weight")).await;
    assert_eq!(stage.names("rowheader"), ["fig", "pear", "apple"]);
    assert_eq!(attribute(&stage.get("columnheader", "Weight"), "aria-sort"), "ascending");
    click(&stage.get("button", "Weight")).await;
    assert_eq!(stage.names("rowheader"), ["apple", "pear", "fig"]);
    assert_eq!(attribute(&stage.get("columnheader", "Weight"), "aria-sort"), "descending");
    click(&stage.get("button", "Name")).await;
    assert_eq!(stage.names("rowheader"), ["apple", "fig", "pear"]);
    assert_eq!(attribute(&stage.get("columnheader", "Weight"), "aria-sort"), "none");
}

#[wasm_bindgen_test]
async fn the_keyboard_moves_by_rows_and_into_them() {
    let opened = RwSignal::new(String::new());
    let stage = scene(three(), RwSignal::new(BTreeSet::new()), opened).await;
    let rows = stage.query("tbody > tr");
    let stops: Vec<_> = rows.iter().map(|it| attribute(it, "tabindex")).collect();
    assert_eq!(stops, ["0", "-1", "-1"]);
    rows[0].focus().unwrap();
    for (press, row) in
        [("ArrowDown", 1), ("End", 2), ("ArrowDown", 2), ("Home", 0), ("PageDown", 2), ("ArrowUp", 1)]
    {
        key(press).await;
        assert_eq!(focused(), rows[row], "after {press}");
    }
    assert_eq!(attribute(&rows[1], "tabindex"), "0");
    assert_eq!(attribute(&rows[0], "tabindex"), "-1");
    key("ArrowRight").await;
    assert_eq!(focused_name(), "Select apple");
    key("ArrowRight").await;
    assert_eq!(focused_name(), "Actions for apple");
    key("Enter").await;
    assert_eq!(opened.get_untracked(), "", "Enter on a button is the button's");
    key("ArrowLeft").await;
    key("ArrowLeft").await;
    assert_eq!(focused(), rows[1]);
    key("Enter").await;
    assert_eq!(opened.get_untracked(), "apple");
}

#[wasm_bindgen_test]
async fn rows_are_selected_one_by_one_or_all() {
    let selected = RwSignal::new(BTreeSet::new());
    let stage = scene(three(), selected, RwSignal::new(String::new())).await;
    let all = stage.get("checkbox", "Select all on this page").unchecked_into::<HtmlInputElement>();
    stage.query("tbody > tr")[1].focus().unwrap();
    key(" ").await;
    assert_eq!(selected.get_untracked(), BTreeSet::from(["apple".to_owned()]));
    assert!(all.indeterminate() && !all.checked());
    assert!(stage.text().contains("1 selected"));
    click(&all).await;
    assert_eq!(selected.get_untracked().len(), 3);
    assert!(all.checked() && !all.indeterminate());
    click(&stage.get("button", "Clear selection")).await;
    assert!(selected.get_untracked().is_empty() && !stage.text().contains("selected"));
}

#[wasm_bindgen_test]
async fn ten_thousand_rows_come_in_pages() {
    let rows: Vec<_> = (0..10_000).map(|i| fruit(&format!("fruit {i:05}"), 10_000 - i)).collect();
    let selected = RwSignal::new(BTreeSet::new());
    let stage = scene(RwSignal::new(rows), selected, RwSignal::new(String::new())).await;
    assert_eq!(stage.query("tbody > tr").len(), 50);
    assert_eq!(attribute(&stage.query("table")[0], "aria-rowcount"), "10001");
    assert!(stage.text().contains("1–50 of 10,000"), "{}", stage.text());
    let place = || attribute(&stage.query("tbody > tr")[0], "aria-rowindex");
    assert_eq!(place(), "2", "after the head");
    stage.get("button", "Weight").click();
    leptos::task::tick().await;
    assert_eq!(name_of(&stage.query("tbody th")[0]), "fruit 09999", "in the same turn");
    click(&stage.get("button", "Next")).await;
    assert!(stage.text().contains("51–100 of 10,000"));
    assert_eq!((name_of(&stage.query("tbody th")[0]).as_str(), place().as_str()), ("fruit 09949", "52"));
    click(&stage.get("checkbox", "Select all on this page")).await;
    click(&stage.get("button", "Select all 10000")).await;
    assert_eq!(selected.get_untracked().len(), 10_000);
}

#[wasm_bindgen_test]
async fn a_change_of_one_row_leaves_the_others_and_the_focus_alone() {
    let rows = three();
    let stage = plain(rows).await;
    let before = stage.query("tbody > tr");
    before[2].focus().unwrap();
    rows.update(|all| all[0].weight = 9);
    settle().await;
    assert_eq!(stage.query("tbody > tr"), before);
    assert_eq!(stage.query("td[data-label=Weight]")[0].inner_text(), "9");
    assert_eq!(focused(), before[2]);
}

#[wasm_bindgen_test]
async fn when_the_row_with_the_focus_goes_the_next_one_has_it() {
    let rows = three();
    let stage = plain(rows).await;
    stage.query("tbody > tr")[1].focus().unwrap();
    rows.update(|all| drop(all.remove(1)));
    settle().await;
    assert_eq!(focused(), stage.query("tbody > tr")[1]);
    assert_eq!(stage.names("rowheader"), ["pear", "fig"]);
    rows.set(Vec::new());
    settle().await;
    assert!(stage.text().contains("No fruits yet.") && stage.all("table").is_empty());
}

#[wasm_bindgen_test]
async fn the_first_rows_are_waited_for_in_their_shape() {
    let loading = RwSignal::new(true);
    let rows = RwSignal::new(Vec::new());
    let stage = Stage::new(move || {
        let columns = vec![Column::new("name", "Name", |it: &Fruit| it.name.clone())];
        let name = |it: &Fruit| it.name.clone();
        view! { <Table caption="Fruits" rows columns id=name name loading empty=|| "No fruits yet." /> }
    })
    .await;
    assert_eq!(attribute(&stage.query("table")[0], "aria-busy"), "true");
    assert!(!stage.query(".skeleton").is_empty() && !stage.text().contains("No fruits yet."));
    rows.set(vec![fruit("fig", 1)]);
    loading.set(false);
    settle().await;
    assert!(stage.query(".skeleton").is_empty());
    assert_eq!(stage.names("rowheader"), ["fig"]);
}
