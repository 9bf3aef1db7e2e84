//! A key whose value can be copied again.

use keyhouse_e2e::{House, containing};
use serde_json::json;

use crate::steps::{clipboard, member, open_keys};

#[tokio::test]
async fn a_press_on_the_value_copies_it_and_is_on_record() {
    let (house, admin) = House::set_up().await;
    let key = admin.create_key("vault", &json!({ "revealable": true })).await;
    admin.create_key("one-time", &json!({})).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.button(containing("Copy the value of vault")).click().await;
    page.expect_text("Copied the value of vault. The reveal is in the audit log.").await;
    let copied = clipboard(&page).await;
    assert!(Some(copied.expose()) == key["value"].as_str(), "the clipboard holds the value of this key");
    assert!(!page.keeps(copied.expose()).await, "the screen never shows it");
    assert!(
        !page.button(containing("Copy the value of one-time")).is_there().await,
        "a one-time key stays closed"
    );

    page.role("link", "Audit log").click().await;
    page.row("Revealed an API key").expect_text("vault").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn who_may_not_reveal_is_not_offered_it() {
    let (house, admin) = House::set_up().await;
    admin.create_key("vault", &json!({ "revealable": true })).await;
    let editor = member(&house, &admin, "eve@example.com", "editor").await;
    let page = house.window_of(&editor).await;
    open_keys(&page).await;

    page.row("vault").expect().await;
    assert!(
        !page.button(containing("Copy the value of vault")).is_there().await,
        "only administrators reveal"
    );
    page.assert_no_complaints();
}
