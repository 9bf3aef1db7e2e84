//! The network goes away and comes back.

use keyhouse_e2e::{House, Name};
use serde_json::json;

use crate::steps::{copy_and_close, fill_new_key, keys, open_keys};

const BANNER: &str = "Changes are not sent meanwhile; what you typed stays.";

#[tokio::test]
async fn the_page_stays_and_what_was_typed_waits_for_the_network() {
    let (house, admin) = House::set_up().await;
    admin.create_key("terraform", &json!({})).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    page.row("terraform").expect().await;
    page.assert_no_complaints();

    page.set_offline(true).await;
    page.expect_text(BANNER).await;
    page.row("terraform").expect().await;
    let dialog = fill_new_key(&page, "ci").await;
    dialog.button("Create key").click().await;
    dialog.role("alert", Name::Any).expect().await;
    dialog.field("Name").expect_value("ci").await;
    assert_eq!(keys(&admin).await.len(), 1, "nothing was made while the network was away");

    page.set_offline(false).await;
    page.expect_no_text(BANNER).await;
    dialog.button("Create key").click().await;
    copy_and_close(&page, &page.dialog("ci is ready")).await;
    assert_eq!(keys(&admin).await.len(), 2, "one key was made");
    page.take_complaints();
}

#[tokio::test]
async fn pages_that_were_left_do_not_use_up_the_browsers_connections() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    // The browser keeps what was left for who goes back, and has six connections to a server.
    for visit in 1..=8 {
        page.goto(&format!("/api-keys?visit={visit}")).await;
        page.button("New API key").expect().await;
    }
    page.back().await;
    page.expect_location("/api-keys?visit=7").await;
    admin.create_key("made-elsewhere", &json!({})).await;
    page.row("made-elsewhere").expect().await;
    page.assert_no_complaints();
}
