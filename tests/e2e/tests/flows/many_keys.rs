//! Ten thousand keys are as easy as ten.

use futures::StreamExt;
use keyhouse_e2e::{Api, House, containing};
use serde_json::json;

use crate::steps::open_keys;

const KEYS: usize = 10_000;

/// Makes them through the API, several at a time.
async fn make_keys(admin: &Api) {
    let make = |number: usize| async move {
        admin.create_key(&format!("key-{number:05}"), &json!({})).await;
    };
    futures::stream::iter((0..KEYS).map(make)).buffer_unordered(16).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn ten_thousand_are_paged_sorted_and_filtered() {
    let (house, admin) = House::set_up().await;
    make_keys(&admin).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.expect_text("10,000 keys").await;
    page.expect_text("1–50 of 10,000").await;
    page.role("columnheader", containing("Name")).button(containing("Name")).click().await;
    page.row("key-00000").expect().await;
    page.button("Next").click().await;
    page.expect_text("51–100 of 10,000").await;
    page.row("key-00050").expect().await;
    page.expect_location("/api-keys?sort=name&page=2").await;

    page.role("searchbox", "Filter API keys").fill("key-0999").await;
    page.expect_text("10 keys").await;
    page.row("key-09991").expect().await;
    page.role("rowheader", containing("key-0")).expect_count(10).await;
    page.assert_no_complaints();
}
