//! The audit log: what happened, by whom, and that nothing is missing.

use keyhouse_e2e::{Api, House, containing};
use keyhouse_model::audit::action::AUDIT_EXPORT;
use keyhouse_model::path;
use serde_json::json;

use crate::steps::{act_on, open_keys};

async fn events(admin: &Api, action: &str) -> usize {
    let log = admin.get(&format!("{}?action={action}", path::AUDIT_LOGS)).await.ok();
    log["data"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_change_is_recorded_with_before_and_after() {
    let (house, admin) = House::set_up().await;
    admin.create_key("ci", &json!({})).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    act_on(&page, "ci", "Edit").await;
    let dialog = page.dialog("Edit ci");
    let save = dialog.button("Save changes");
    save.expect_state("disabled", "true").await;
    save.expect_description("Nothing is changed yet.").await;
    dialog.role("radio", "Read/Write").click().await;
    dialog.field("Name").fill("deploy").await;
    dialog.expect_text("Saving changes its name to deploy and its permission to Read/Write.").await;
    save.click().await;
    page.expect_text("Saved the changes of deploy.").await;
    page.row("deploy").expect_text("Read/Write").await;

    page.role("link", "Audit log").click().await;
    page.button(containing("Details: Changed an API key")).click().await;
    let event = page.dialog("Changed an API key");
    event.expect_text("ada@example.com").await;
    for part in ["Name", "ci", "deploy", "Permission"] {
        event.role("table", "What changed").expect_text(part).await;
    }
    event.button("Show all events of it").click().await;
    event.expect_gone().await;
    page.row("Created an API key").expect().await;
    page.row("Set up Keyhouse").expect_gone().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn filters_integrity_and_export() {
    let (house, admin) = House::set_up().await;
    let key = admin.create_key("vault", &json!({ "revealable": true })).await;
    let id = key["id"].as_str().expect("the id of a new key");
    admin.post(&format!("{}/{id}/reveal", path::API_KEYS), &json!({})).await.ok();
    let page = house.window_of(&admin).await;
    page.goto("/audit-log").await;

    page.row("Set up Keyhouse").expect().await;
    page.button("Secret access").click().await;
    page.row("Set up Keyhouse").expect_gone().await;
    page.row("Revealed an API key").expect().await;
    page.reload().await;
    page.row("Revealed an API key").expect().await;
    page.button("Secret access").expect_state("pressed", "true").await;
    page.button("Clear filters").click().await;
    page.row("Set up Keyhouse").expect().await;

    page.button("Check integrity").click().await;
    page.expect_text("in their order and unchanged.").await;

    page.button("Export events").click().await;
    page.role("menuitem", containing("CSV")).click().await;
    page.expect_text("The export is in the audit log.").await;
    assert_eq!(events(&admin, AUDIT_EXPORT).await, 1, "an export is itself an event");
    page.assert_no_complaints();
}

#[tokio::test]
async fn the_log_is_followed_live_and_a_filter_is_kept() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    page.goto("/audit-log").await;
    page.row("Set up Keyhouse").expect().await;
    page.button("Live").click().await;
    page.expect_location("/audit-log?live=on").await;
    admin.create_key("ci", &json!({})).await;
    page.row("Created an API key").expect().await;
    page.expect_text("Following: 1 event came.").await;

    page.button("Secret access").click().await;
    page.row("Set up Keyhouse").expect_gone().await;
    page.button("Saved filters").click().await;
    page.role("menuitem", "Save or delete filters").click().await;
    let saved = page.dialog("Saved filters");
    saved.field("Name").fill("Secrets").await;
    saved.button("Save filter").click().await;
    saved.button("Use Secrets").expect().await;
    page.press("Escape").await;
    saved.expect_gone().await;

    page.goto("/audit-log").await;
    page.row("Set up Keyhouse").expect().await;
    page.button("Saved filters").click().await;
    page.role("menuitem", containing("Secrets")).click().await;
    page.row("Set up Keyhouse").expect_gone().await;
    page.button("Secret access").expect_state("pressed", "true").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_check_is_told_to_the_next_reader() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    page.goto("/audit-log").await;
    page.button("Check integrity").click().await;
    page.expect_text("in their order and unchanged.").await;
    page.reload().await;
    page.expect_text("Last checked").await;
    page.expect_text("none missing or changed.").await;
    page.row("Checked the audit log").expect().await;
    page.assert_no_complaints();
}
