//! The list of the keyboard's shortcuts, and the key that opens it.

use keyhouse_console::components::palette::PaletteButton;
use keyhouse_console::components::shortcuts::{Shortcuts, ShortcutsButton, ShortcutsList};
use keyhouse_console::ui::dialog::Dialog;
use keyhouse_console::ui::input::SearchField;
use keyhouse_console::web::storage;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, visit};
use crate::stage::{Stage, attribute, click, fill, focused, focused_name, key, name_of};

const KEPT: &str = "keyhouse.question-mark";
const NAME: &str = "Keyboard shortcuts";

fn page() -> impl IntoView {
    Shortcuts::provide();
    view! {
        <main id="main" tabindex="-1">
            <SearchField label="Filter members" value=RwSignal::new(String::new()) />
            <button>"Invite a member"</button>
            <PaletteButton />
            <ShortcutsButton />
            <ShortcutsList />
        </main>
    }
}

/// As someone sees it who never chose anything, with the focus on a button.
async fn show() -> Stage {
    storage::remove(KEPT).unwrap();
    storage::remove("keyhouse.recent").unwrap();
    again().await
}

async fn again() -> Stage {
    let stage = visit("/members", "viewer", page).await;
    stage.get("button", "Invite a member").focus().unwrap();
    stage
}

fn is_open(stage: &Stage) -> bool {
    stage.has("dialog", NAME)
}

#[wasm_bindgen_test]
async fn the_key_opens_the_list_and_escape_gives_the_focus_back() {
    let _answers = Answers::new();
    let stage = show().await;
    key("?").await;
    assert!(is_open(&stage));
    assert_eq!(focused_name(), NAME, "the title is read first");
    key("?").await;
    assert_eq!(stage.query("dialog").len(), 1, "once is enough");
    key("Escape").await;
    assert!(stage.query("dialog").is_empty());
    assert_eq!(focused_name(), "Invite a member");
}

#[wasm_bindgen_test]
async fn keys_stand_beside_what_they_do() {
    let _answers = Answers::new();
    let stage = show().await;
    key("?").await;
    let sections = stage.query("dialog section");
    let names: Vec<_> = sections.iter().map(name_of).collect();
    for place in ["Everywhere", "In a table", "In a chart", "In an editor"] {
        assert!(names.iter().any(|it| it == place), "{place} is not among {names:?}");
    }
    let terms: Vec<_> = stage.query("dl dt").iter().map(|it| it.text_content().unwrap()).collect();
    assert!(terms.contains(&"Ctrl K or ⌘ K".to_owned()) && terms.contains(&"?".to_owned()), "{terms:?}");
    assert_eq!(terms.len(), stage.query("dl dd").len());
    assert!(stage.query("dl dt").iter().all(|it| it.query_selector("kbd").unwrap().is_some()));
}

#[wasm_bindgen_test]
async fn while_one_types_it_is_a_character() {
    let _answers = Answers::new();
    let stage = show().await;
    let field = stage.get("searchbox", "Filter members");
    field.focus().unwrap();
    key("?").await;
    assert!(!is_open(&stage));
    assert_eq!(focused(), field);
}

#[wasm_bindgen_test]
async fn over_another_dialog_it_stays_closed() {
    let _answers = Answers::new();
    let stage = visit("/members", "viewer", || {
        Shortcuts::provide();
        view! {
            <ShortcutsList />
            <Dialog open=true on_close=|()| () title="A secret, shown once">
                <button>"Copy"</button>
            </Dialog>
        }
    })
    .await;
    key("?").await;
    assert_eq!(stage.names("dialog"), ["A secret, shown once"]);
}

#[wasm_bindgen_test]
async fn who_switches_the_key_off_finds_the_list_elsewhere() {
    let _answers = Answers::new();
    let stage = show().await;
    assert_eq!(attribute(&stage.get("button", NAME), "aria-keyshortcuts"), "?");
    key("?").await;
    click(&stage.get("checkbox", "Open this list with ?")).await;
    assert!(!stage.query("dl dt").iter().any(|it| it.text_content().unwrap() == "?"));
    key("Escape").await;
    key("?").await;
    assert!(!is_open(&stage));
    drop(stage);

    // The next visit knows.
    let stage = again().await;
    key("?").await;
    assert!(!is_open(&stage) && storage::get(KEPT).unwrap().is_some());
    let button = stage.get("button", NAME);
    assert!(!button.has_attribute("aria-keyshortcuts"));
    click(&button).await;
    assert!(is_open(&stage));
    click(&stage.get("checkbox", "Open this list with ?")).await;
    key("Escape").await;
    assert_eq!((focused(), storage::get(KEPT).unwrap()), (button, None));
    key("?").await;
    assert!(is_open(&stage));
}

#[wasm_bindgen_test]
async fn the_search_finds_it() {
    let _answers = Answers::new();
    let stage = show().await;
    click(&stage.get("button", "Search or jump to… Ctrl K")).await;
    fill(&stage.get("combobox", "Search or jump to"), "shortcuts").await;
    assert_eq!(stage.names("option"), [NAME]);
    key("Enter").await;
    assert_eq!(stage.names("dialog"), [NAME]);
    key("Escape").await;
    assert_eq!(focused_name(), "Search or jump to… Ctrl K");
    storage::remove("keyhouse.recent").unwrap();
}
