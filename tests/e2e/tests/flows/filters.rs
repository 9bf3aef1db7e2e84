//! What is shown is in the address: a link shows somebody else the same, and back undoes it.

use keyhouse_e2e::{Api, House, Page, containing};
use keyhouse_model::api_key::ApiKey;
use serde_json::{Value, json};

use crate::steps::{act_on, keys, open_keys};

const FILTER: &str = "Filter API keys";

/// A server with keys in each state that a filter tells apart.
async fn house_with_keys() -> (House, Api) {
    let (house, admin) = House::set_up().await;
    for name in ["terraform-prod", "terraform-staging", "grafana"] {
        admin.create_key(name, &json!({})).await;
    }
    let soon = chrono::Utc::now() + chrono::Duration::days(3);
    admin.create_key("backup", &json!({ "expires_at": soon })).await;
    let off = admin.create_key("old-ci", &json!({})).await;
    admin.patch(&path_of(&off), &json!({ "state": "disabled" })).await.ok();
    (house, admin)
}

fn path_of(key: &Value) -> String {
    let key: ApiKey = serde_json::from_value(key.clone()).expect("a key");
    keyhouse_model::path::api_key(key.id)
}

/// Waits until the table shows these keys, in this order.
async fn expect_keys(page: &Page, expected: &[&str]) {
    let names = async || page.role("button", containing("Actions for")).names().await;
    let expected: Vec<String> = expected.iter().map(|name| format!("Actions for {name}")).collect();
    page.until(&format!("the keys {expected:?}"), async || names().await == expected).await;
}

#[tokio::test]
async fn a_filter_stays_through_reload_link_and_back() {
    let (house, admin) = house_with_keys().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    expect_keys(&page, &["backup", "grafana", "terraform-staging", "terraform-prod"]).await;

    page.role("searchbox", FILTER).fill("terra").await;
    expect_keys(&page, &["terraform-staging", "terraform-prod"]).await;
    page.expect_location("/api-keys?q=terra").await;
    page.role("columnheader", containing("Name")).button(containing("Name")).click().await;
    expect_keys(&page, &["terraform-prod", "terraform-staging"]).await;
    page.expect_location("/api-keys?q=terra&sort=name").await;

    page.reload().await;
    expect_keys(&page, &["terraform-prod", "terraform-staging"]).await;
    page.role("searchbox", FILTER).expect_value("terra").await;

    let colleague = house.window_of(&admin).await;
    colleague.goto(&page.location().await).await;
    expect_keys(&colleague, &["terraform-prod", "terraform-staging"]).await;

    act_on(&page, "terraform-prod", "Edit").await;
    let dialog = page.dialog("Edit terraform-prod");
    dialog.expect().await;
    colleague.goto(&page.location().await).await;
    colleague.dialog("Edit terraform-prod").expect().await;
    page.back().await;
    dialog.expect_gone().await;
    page.expect_location("/api-keys?q=terra&sort=name").await;
    page.forward().await;
    dialog.expect().await;
    page.press("Escape").await;
    dialog.expect_gone().await;
    expect_keys(&page, &["terraform-prod", "terraform-staging"]).await;
    page.assert_no_complaints();
    colleague.assert_no_complaints();
}

#[tokio::test]
async fn chips_narrow_the_list_and_say_how_many() {
    let (house, admin) = house_with_keys().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.button("Disabled 1").click().await;
    page.expect_location("/api-keys?status=disabled").await;
    expect_keys(&page, &["old-ci"]).await;
    page.button("Ends soon 1").click().await;
    expect_keys(&page, &["backup"]).await;
    page.button("All 5").click().await;
    page.expect_location("/api-keys?status=all").await;
    page.role("searchbox", FILTER).fill("no such key").await;
    page.expect_text("No key matches").await;
    page.button("Show all keys").click().await;
    expect_keys(&page, &["old-ci", "backup", "grafana", "terraform-staging", "terraform-prod"]).await;
    page.button("Active 4").click().await;
    page.expect_location("/api-keys").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_pasted_key_is_found_and_its_value_goes_nowhere() {
    let (house, admin) = house_with_keys().await;
    let pasted = admin.create_key("found-in-a-log", &json!({})).await;
    let value = pasted["value"].as_str().expect("the value of a new key");
    let last_four = &value[value.len() - 4..];
    assert_eq!(keys(&admin).await[0].value, last_four, "lists show the last four characters");
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    let filter = page.role("searchbox", FILTER);

    // Into an empty field, again over what is there, and behind what is there.
    for before in ["", "", "name: "] {
        filter.fill(before).await;
        page.set_clipboard(value).await;
        page.press("Ctrl+v").await;
        page.expect_text("Only its last four characters are used to look for it").await;
        filter.expect_value(last_four).await;
        expect_keys(&page, &["found-in-a-log"]).await;
        page.until("the last four in the address", async || {
            page.location().await.contains(&format!("q={last_four}"))
        })
        .await;
        page.set_clipboard("").await;
        assert!(!page.keeps(value).await, "the page keeps nothing of a pasted value");
    }
    filter.click().await;
    page.press("Ctrl+a").await;
    page.set_clipboard(value).await;
    page.press("Ctrl+v").await;
    page.expect_text("Only its last four characters are used to look for it").await;
    assert!(!page.keeps(value).await, "pasting the same value again does not bring it back");

    page.goto("/audit-log").await;
    page.role("heading", "Audit log").expect().await;
    let search = page.role("searchbox", "Search events");
    search.click().await;
    page.set_clipboard(value).await;
    page.press("Ctrl+v").await;
    search.expect_value(last_four).await;
    page.set_clipboard("").await;
    assert!(!page.keeps(value).await, "the audit log keeps nothing of it either");
    assert!(!page.was_sent(value), "the value was in no request");
    page.assert_no_complaints();
}
