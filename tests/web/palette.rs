//! The command palette.

use keyhouse_console::components::palette::PaletteButton;
use keyhouse_console::components::shortcuts::Shortcuts;
use keyhouse_console::web::{location, storage};
use keyhouse_model::key_value::{KeyKind, compose};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, KeyboardEvent, KeyboardEventInit};

use crate::answers::{Answers, id_of, visit};
use crate::stage::{Stage, attribute, click, fill, focused, focused_name, key, referred, settle, until};

const RECENT: &str = "keyhouse.recent";

fn api_key(name: &str, last_four: &str) -> Value {
    json!({ "id": id_of(name), "name": name, "value": last_four })
}

/// Two deployments with a token, a rule file and a rule each, and two keys.
fn answers() -> Answers {
    storage::remove(RECENT).unwrap();
    let answers = Answers::new();
    let deployment = |name: &str| json!({ "id": id_of(name), "name": name });
    let keys = [api_key("terraform", "7Qa2"), api_key("backup", "x91f")];
    answers.answer("GET /api/v1/deployments", 200, &json!([deployment("prod-eu"), deployment("staging")]));
    answers.answer("GET /api/v1/api_keys", 200, &json!({ "data": keys, "next_cursor": null }));
    for name in ["prod-eu", "staging"] {
        let start = format!("GET /api/v1/deployments/{}", id_of(name));
        let token =
            json!([{ "id": id_of("token"), "description": format!("grafana of {name}"), "value": "Lm0c" }]);
        answers.answer(&format!("{start}/access_tokens"), 200, &token);
        answers.answer(&format!("{start}/rule-sets/files"), 200, &json!([format!("{name}.yml")]));
        let rules = json!([{ "name": "node", "rules": [{ "name": "DiskFull", "health": "ok" }] }]);
        answers.answer(&format!("{start}/rule-sets/groups"), 200, &rules);
    }
    answers
}

async fn show(role: &str) -> Stage {
    let page = || {
        Shortcuts::provide();
        view! { <main id="main" tabindex="-1"><PaletteButton /></main> }
    };
    visit("/members", role, page).await
}

async fn opened(role: &str) -> Stage {
    let stage = show(role).await;
    click(&stage.get("button", "Search or jump to… Ctrl K")).await;
    stage
}

async fn ctrl_k() {
    let options = KeyboardEventInit::new();
    options.set_key("k");
    options.set_ctrl_key(true);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
    focused().dispatch_event(&event).unwrap();
    assert!(event.default_prevented(), "the browser's own search stays closed");
    settle().await;
}

fn field(stage: &Stage) -> HtmlElement {
    stage.get("combobox", "Search or jump to")
}

/// What Enter would choose, as a screen reader says it.
fn current(stage: &Stage) -> String {
    referred(&field(stage), "aria-activedescendant")
}

async fn look_for(stage: &Stage, text: &str) {
    fill(&field(stage), text).await;
}

#[wasm_bindgen_test]
async fn the_shortcut_opens_it_and_enter_goes_to_a_page() {
    let _answers = answers();
    let stage = show("viewer").await;
    stage.get("button", "Search or jump to… Ctrl K").focus().unwrap();
    ctrl_k().await;
    assert_eq!(focused(), field(&stage));
    assert_eq!(stage.query("[role=group]").len(), 2, "pages and actions");
    look_for(&stage, "aud").await;
    assert_eq!(current(&stage), "Audit log");
    key("Enter").await;
    assert_eq!(location::path_and_query(), "/audit-log");
    assert!(stage.query("dialog").is_empty());
}

#[wasm_bindgen_test]
async fn keys_of_the_keyboard_choose_while_the_focus_stays_in_the_field() {
    let _answers = answers();
    let stage = opened("viewer").await;
    let names = stage.names("option");
    assert_eq!(current(&stage), names[0]);
    for (pressed, expected) in [
        ("ArrowDown", 1),
        ("ArrowDown", 2),
        ("ArrowUp", 1),
        ("End", names.len() - 1),
        ("ArrowDown", 0),
        ("ArrowUp", names.len() - 1),
        ("Home", 0),
    ] {
        key(pressed).await;
        assert_eq!(current(&stage), names[expected], "after {pressed}");
        assert_eq!(focused(), field(&stage));
    }
    let selected: Vec<_> =
        stage.all("option").into_iter().filter(|it| attribute(it, "aria-selected") == "true").collect();
    assert_eq!(selected.len(), 1);
    key("Escape").await;
    assert!(stage.query("dialog").is_empty());
    assert_eq!(focused_name(), "Search or jump to… Ctrl K", "the focus is back where it was");
}

#[wasm_bindgen_test]
async fn things_of_every_kind_are_found() {
    let answers = answers();
    let stage = opened("viewer").await;
    assert!(
        answers.asked(&format!("GET /api/v1/deployments/{}", id_of("staging"))).is_empty(),
        "not yet wanted"
    );
    for (typed, found, path) in [
        ("7qa2", "terraform …7Qa2", "/api-keys?status=all&q=terraform".to_owned()),
        ("prod rules", "prod-eu Rules", format!("/deployments/{}/rules", id_of("prod-eu"))),
        (
            "grafana stag",
            "grafana of staging …Lm0c, staging",
            format!("/deployments/{}/access-tokens?q=grafana%20of%20staging", id_of("staging")),
        ),
        (
            "staging.yml",
            "staging.yml staging",
            format!("/deployments/{}/rules?file=staging.yml", id_of("staging")),
        ),
        (
            "diskfull",
            "DiskFull node, prod-eu",
            format!("/deployments/{}/rules?view=running&group=node&rule=DiskFull", id_of("prod-eu")),
        ),
    ] {
        if stage.query("dialog").is_empty() {
            click(&stage.get("button", "Search or jump to… Ctrl K")).await;
        }
        look_for(&stage, typed).await;
        until(found, || stage.names("option").first().is_some_and(|it| it == found)).await;
        key("Enter").await;
        assert_eq!(location::path_and_query(), path);
    }
    assert!(storage::get(RECENT).unwrap().unwrap().starts_with("rule:"));
}

#[wasm_bindgen_test]
async fn what_was_chosen_lately_comes_first() {
    let _answers = answers();
    let stage = opened("viewer").await;
    look_for(&stage, "backup").await;
    until("the key", || stage.has("option", "backup …x91f")).await;
    click(&stage.get("option", "backup …x91f")).await;
    let kept = storage::get(RECENT).unwrap().unwrap();
    assert!(!kept.contains("backup"), "ids only: {kept}");
    click(&stage.get("button", "Search or jump to… Ctrl K")).await;
    assert_eq!(stage.names("option")[0], "backup …x91f");
}

#[wasm_bindgen_test]
async fn a_pasted_key_is_recognised_here_and_forgotten() {
    let answers = answers();
    let value = compose(KeyKind::ApiKey, [42; 32]);
    let keys = json!({ "data": [api_key("terraform", &value.last_four())], "next_cursor": null });
    answers.answer("GET /api/v1/api_keys", 200, &keys);
    let stage = opened("admin").await;
    let name = format!("terraform …{}", value.last_four());
    look_for(&stage, value.expose()).await;
    until("the key", || stage.has("option", &name)).await;
    let typed = js_sys::Reflect::get(&field(&stage), &"value".into()).unwrap();
    assert_eq!(typed.as_string().as_deref(), Some(""), "the field is empty at once");
    assert!(
        stage.text().contains("This is a whole API key")
            && stage.text().contains("One of this server ends so.")
    );
    assert_eq!(stage.all("option").len(), 1);
    key("Enter").await;
    assert_eq!(location::path_and_query(), "/api-keys?status=all&q=terraform");
    let inside = &value.expose()[4..20];
    let body = document().document_element().unwrap().outer_html();
    let kept: String =
        storage::keys("").unwrap().iter().filter_map(|key| storage::get(key).unwrap()).collect();
    let asked = answers.asked("").join(" ");
    for (place, text) in [("page", body), ("storage", kept), ("requests", asked)] {
        assert!(!text.contains(inside), "a part of the key is in the {place}");
    }
}

#[wasm_bindgen_test]
async fn a_pasted_token_that_is_nowhere_and_a_mistyped_one_are_told() {
    let _answers = answers();
    let stage = opened("viewer").await;
    let value = compose(KeyKind::AccessToken, [9; 32]);
    look_for(&stage, value.expose()).await;
    until("the end of the search", || stage.text().contains("None of this server ends so")).await;
    assert!(stage.text().contains("This is a whole access token"));
    look_for(&stage, &value.expose().replacen("kht_", "kht_0", 1)).await;
    assert!(stage.text().contains("its checksum does not fit"));
    look_for(&stage, "members").await;
    assert_eq!(current(&stage), "Members", "one can go on typing");
}

#[wasm_bindgen_test]
async fn only_what_the_person_may_do_is_offered() {
    let _answers = answers();
    let stage = opened("viewer").await;
    assert!(!stage.has("option", "New API key") && stage.has("option", "Sign out"));
    drop(stage);
    let stage = opened("admin").await;
    assert!(stage.has("option", "New API key") && stage.has("option", "Invite a member"));
}

#[wasm_bindgen_test]
async fn a_theme_is_an_action() {
    let _answers = answers();
    let stage = opened("viewer").await;
    look_for(&stage, "dark").await;
    key("Enter").await;
    assert_eq!(attribute(&document().document_element().unwrap(), "data-theme"), "dark");
    click(&stage.get("button", "Search or jump to… Ctrl K")).await;
    look_for(&stage, "theme of the system").await;
    key("Enter").await;
    assert_eq!(attribute(&document().document_element().unwrap(), "data-theme"), "");
}

#[wasm_bindgen_test]
async fn what_can_not_be_loaded_is_said_and_the_rest_is_found() {
    let answers = answers();
    answers.answer("GET /api/v1/api_keys", 403, &crate::answers::problem("forbidden", 403, "No."));
    let stage = opened("viewer").await;
    look_for(&stage, "staging").await;
    until("what is lacking", || stage.text().contains("Not all could be loaded: API keys.")).await;
    assert!(stage.has("option", "staging"));
    look_for(&stage, "zzzz").await;
    until("the end of the search", || stage.text().contains("Nothing fits.")).await;
    assert_eq!(attribute(&field(&stage), "aria-expanded"), "false");
}

#[wasm_bindgen_test]
async fn it_stays_closed_over_another_dialog() {
    let _answers = answers();
    let stage = visit("/members", "viewer", || {
        view! {
            <PaletteButton />
            <keyhouse_console::ui::dialog::Dialog open=true on_close=|()| () title="A secret, shown once">
                <button>"Copy"</button>
            </keyhouse_console::ui::dialog::Dialog>
        }
    })
    .await;
    ctrl_k().await;
    assert_eq!(stage.query("dialog").len(), 1);
}
