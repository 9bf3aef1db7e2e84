//! What others do shows by itself.

use keyhouse_e2e::House;
use keyhouse_model::path;
use serde_json::json;

use crate::steps::{act_on, copy_and_close, fill_new_key, member, open_keys};

#[tokio::test]
async fn what_one_person_does_the_other_sees_without_a_reload() {
    let (house, admin) = House::set_up().await;
    let eve = member(&house, &admin, "eve@example.com", "admin").await;
    admin.create_key("terraform-eu", &json!({})).await;
    let (ada, eve) = (house.window_of(&admin).await, house.window_of(&eve).await);
    ada.goto("/api-keys?status=all").await;
    ada.row("terraform-eu").expect().await;
    open_keys(&eve).await;
    let filter = ada.role("searchbox", "Filter API keys");
    filter.fill("terra").await;
    ada.role("checkbox", "Select terraform-eu").click().await;

    let dialog = fill_new_key(&eve, "terraform-us").await;
    dialog.button("Create key").click().await;
    copy_and_close(&eve, &eve.dialog("terraform-us is ready")).await;
    ada.row("terraform-us").expect().await;
    act_on(&eve, "terraform-us", "Disable").await;
    ada.row("terraform-us").expect_text("Disabled").await;

    filter.expect_value("terra").await;
    ada.role("checkbox", "Select terraform-eu").expect_state("checked", "true").await;
    ada.assert_no_complaints();
    eve.assert_no_complaints();
}

#[tokio::test]
async fn new_events_of_the_log_are_offered_and_then_shown() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    page.goto("/audit-log").await;
    page.row("Set up Keyhouse").expect().await;

    admin.create_key("ci", &json!({})).await;
    page.button("Show 1 new event").expect().await;
    page.row("Created an API key").expect_gone().await;
    admin.post(path::USERS, &json!({ "email": "eve@example.com", "role": "viewer" })).await.ok();
    page.button("Show 2 new events").click().await;
    page.row("Created an API key").expect().await;
    page.row("Invited").expect().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_page_catches_up_after_the_network_was_away() {
    let (house, admin) = House::set_up().await;
    admin.create_key("terraform", &json!({})).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    page.row("terraform").expect().await;

    page.set_offline(true).await;
    page.expect_text("The server can't be reached.").await;
    admin.create_key("made-meanwhile", &json!({})).await;
    page.set_offline(false).await;
    page.row("made-meanwhile").expect().await;
    page.take_complaints();
}

#[tokio::test]
async fn a_page_catches_up_after_the_server_was_away() {
    let (mut house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    house.server.kill();
    page.expect_text("The server can't be reached.").await;
    house.server.restart().await;
    admin.create_key("made-after-the-restart", &json!({})).await;
    page.row("made-after-the-restart").expect().await;
    page.expect_no_text("The server can't be reached.").await;
    page.take_complaints();
}
