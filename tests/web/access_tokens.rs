use keyhouse_console::components::deployment::{CurrentDeployment, use_deployment};
use keyhouse_console::pages::access_tokens::AccessTokens;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, query, visit};
use crate::copy::{clipboard, copied};
use crate::stage::{Stage, attribute, click, fill, settle, until};

/// The value of every token here.
pub(crate) const SECRET: &str = "kht_not_a_real_value_B04e";
const NEVER: &str = "0001-01-01T00:00:00Z";

/// The tokens of the deployment, as a path or a beginning of one.
pub(crate) fn path() -> String {
    format!("/api/v1/deployments/{}/access_tokens", id_of("prod-eu"))
}

/// A token as lists show it; the id follows from the name.
pub(crate) fn token(name: &str, mode: &str, tenant: Option<&str>, last_used: Option<&str>) -> Value {
    let mut token = json!({
        "id": id_of(name), "value": "B04e", "type": mode, "description": name, "created_by": "ada@example.com",
        "created_at": "2026-11-20T09:00:00Z", "last_used_at": last_used.unwrap_or(NEVER), "requests_24h": 1240,
    });
    if let Some(tenant) = tenant {
        token["tenant_id"] = json!(tenant);
    }
    token
}

/// The same with its whole value.
pub(crate) fn revealed(mut token: Value) -> Value {
    token["value"] = json!(SECRET);
    token
}

/// A deployment of this type with three tokens: a writer in use, a reader and one for both.
pub(crate) fn answers(kind: &str) -> Answers {
    let answers = Answers::new();
    let deployment = format!("/api/v1/deployments/{}", id_of("prod-eu"));
    let details = json!({
        "id": id_of("prod-eu"), "name": "prod-eu", "type": kind, "tier": 1, "version": "v1.137.0",
        "cloud_provider": "local", "region": "local", "created_at": "2026-11-20T09:00:00Z", "status": "RUNNING",
        "retention_value": 30, "retention_unit": "d", "deduplication_value": 0, "deduplication_unit": "s",
        "storage_size_gb": 10, "maintenance_window": "Sat-Sun 3-4am",
        "price": { "compute_cost": 0.0, "storage_cost": 0.0, "total_cost": 0.0 },
        "access_endpoint": "https://vm.example.com",
    });
    let runtime = json!({ "status": "RUNNING", "received_data": true, "processes": [], "limits": [] });
    let tenant = (kind == "cluster").then_some("12:0");
    let tokens = json!([
        token("vmagent", "w", tenant, Some("2026-11-21T08:00:00Z")),
        token("grafana", "r", None, None),
        token("vmalert", "rw", None, None),
    ]);
    answers.answer(&format!("GET {deployment}"), 200, &details);
    answers.answer(&format!("GET {deployment}/runtime"), 200, &runtime);
    answers.answer(&format!("GET {}?usage=true", path()), 200, &tokens);
    let reveal = format!("GET {}/{}", path(), id_of("vmagent"));
    answers.answer(&reveal, 200, &revealed(token("vmagent", "w", tenant, None)));
    answers.answer("GET /api/v1/data_plane", 200, &data_plane(None));
    answers
}

fn data_plane(problem: Option<&str>) -> Value {
    let mut plane = json!({
        "access_endpoint": "https://vm.example.com", "access_process": null,
        "engines": [{ "name": "vmauth", "version": null, "lacks": [], "install": "apt-get install victoria-metrics" }],
    });
    if let Some(problem) = problem {
        plane["access_problem"] = json!(problem);
    }
    plane
}

/// The tab, in a deployment's frame.
fn tab() -> impl IntoView {
    CurrentDeployment::provide(id_of("prod-eu").parse().unwrap());
    let here = Memo::new(move |_| use_deployment().details().with(Option::is_some));
    view! { <Show when=move || here.get()><AccessTokens /></Show> }
}

/// The tab with this query, seen by a person with this role.
pub(crate) async fn tokens(query: &str, role: &str) -> Stage {
    let stage = visit(&format!("/deployments/{}/access-tokens{query}", id_of("prod-eu")), role, tab).await;
    settle().await;
    stage
}

/// Whether the value stands anywhere in the page.
pub(crate) fn is_on_the_page() -> bool {
    document().document_element().unwrap().outer_html().contains(SECRET)
}

#[wasm_bindgen_test]
async fn a_token_says_what_it_may_do_and_how_it_is_used() {
    let _answers = answers("single_node");
    let stage = tokens("", "editor").await;
    let rows = stage.all("row");
    let of = |name: &str| rows.iter().find(|row| row.inner_text().contains(name)).unwrap().inner_text();
    assert!(of("vmagent").contains("Write") && of("vmagent").contains("1,240"), "{}", of("vmagent"));
    assert!(of("vmalert").contains("Read and write") && of("vmalert").contains("Never"), "{}", of("vmalert"));
    assert!(of("grafana").contains("by ada"));
    assert!(!stage.has("columnheader", "Tenant"), "a single node has no tenants");
}

#[wasm_bindgen_test]
async fn a_cluster_shows_the_tenant_of_each() {
    let _answers = answers("cluster");
    let stage = tokens("", "editor").await;
    assert!(stage.names("columnheader").iter().any(|name| name.starts_with("Tenant")));
    assert!(stage.text().contains("12:0") && stage.text().contains("any"));
}

#[wasm_bindgen_test]
async fn a_press_on_the_key_copies_the_value_and_never_shows_it() {
    let answers = answers("single_node");
    clipboard(true);
    let stage = tokens("", "editor").await;
    click(&stage.get("button", "kht_…B04e: Copy the value of vmagent")).await;
    until("the value on the clipboard", || copied().is_some()).await;
    assert_eq!(copied().as_deref(), Some(SECRET));
    assert_eq!(answers.asked(&format!("GET {}/", path())).len(), 1, "one audited reveal");
    assert!(!is_on_the_page());
}

#[wasm_bindgen_test]
async fn viewers_neither_reveal_nor_change() {
    let answers = answers("single_node");
    let stage = tokens("", "viewer").await;
    assert!(!stage.names("button").iter().any(|name| name.contains("Copy the value")));
    assert_eq!(attribute(&stage.get("button", "Generate token"), "aria-disabled"), "true");
    click(&stage.get("button", "Actions for vmagent")).await;
    let entries = stage.all("menuitem");
    let barred = |at: usize| attribute(&entries[at], "aria-disabled") == "true";
    assert_eq!([barred(0), barred(1), barred(2), barred(3)], [false, true, true, true]);
    assert!(entries[1].inner_text().contains("Viewers change nothing"));
    drop(stage);
    let stage = tokens(&format!("?delete={}", id_of("vmagent")), "viewer").await;
    assert!(stage.query("dialog").is_empty(), "nor by a link");
    assert!(answers.asked(&format!("GET {}/", path())).is_empty());
}

#[wasm_bindgen_test]
async fn a_filter_is_in_the_address_and_can_be_taken_back() {
    let _answers = answers("single_node");
    let stage = tokens("?q=graf", "editor").await;
    assert_eq!(stage.all("rowheader").len(), 1);
    fill(&stage.get("searchbox", "Filter access tokens"), "nobody").await;
    assert!(stage.has("heading", "No token matches"));
    until("what is typed to be in the address", || query() == "?q=nobody").await;
    fill(&stage.get("searchbox", "Filter access tokens"), SECRET).await;
    assert_eq!(stage.all("rowheader").len(), 3, "a pasted value is looked for by its last four characters");
    until("the last four characters in the address", || query() == "?q=B04e").await;
}

#[wasm_bindgen_test]
async fn what_is_wrong_at_the_access_endpoint_is_said_with_what_to_do() {
    let answers = answers("single_node");
    answers.answer(
        "GET /api/v1/data_plane",
        200,
        &data_plane(Some("vmauth is not installed on this machine.")),
    );
    let stage = tokens("", "editor").await;
    assert!(stage.text().contains("vmauth is not installed on this machine."), "{}", stage.text());
    assert!(stage.text().contains("apt-get install victoria-metrics"));
    answers.answer("GET /api/v1/data_plane", 200, &data_plane(None));
    click(&stage.get("button", "Look again")).await;
    assert!(!stage.text().contains("is not installed"));
}

#[wasm_bindgen_test]
async fn without_tokens_the_first_step_is_offered() {
    let answers = answers("single_node");
    answers.answer(&format!("GET {}?usage=true", path()), 200, &json!([]));
    let stage = tokens("", "editor").await;
    assert!(stage.has("heading", "Generate the first access token"));
    click(&stage.all("button").pop().unwrap()).await;
    assert_eq!(query(), "?new=1");
}
