//! What a person may choose about how the console looks, and how it fits a small screen.

use keyhouse_e2e::{House, Look, containing};
use serde_json::json;

use crate::steps::open_keys;

const INK: &str = "getComputedStyle(document.body).color";

#[tokio::test]
async fn a_theme_is_kept_and_follows_the_system_again_when_asked() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    let light = page.js(INK).await;

    page.role("radio", "Dark").click().await;
    page.until("a dark page", async || page.js(INK).await != light).await;
    page.reload().await;
    page.role("radio", "Dark").expect_state("checked", "true").await;
    assert!(page.js(INK).await != light, "the choice is kept");

    page.role("radio", "System").click().await;
    page.until("a light page", async || page.js(INK).await == light).await;
    page.look(Look { dark: true, ..Look::DESK }).await;
    assert!(page.js(INK).await != light, "the page follows the system");
    page.assert_no_complaints();
}

#[tokio::test]
async fn on_a_small_screen_the_navigation_is_a_menu_and_rows_are_cards() {
    let (house, admin) = House::set_up().await;
    admin.create_key("terraform", &json!({})).await;
    let page = house.window_of(&admin).await;
    page.look(Look { dark: false, width: 320 }).await;
    page.goto("/api-keys").await;

    page.button("Actions for terraform").click().await;
    page.role("menuitem", containing("Edit")).click().await;
    page.dialog("Edit terraform").button("Cancel").click().await;
    assert!(!page.role("link", "Members").is_there().await, "the navigation is out of the way");
    page.button("Open the menu").click().await;
    page.role("link", "Members").click().await;
    page.role("heading", "Members").expect().await;
    page.until("the menu closes", async || !page.role("link", "Audit log").is_there().await).await;
    page.assert_no_complaints();
}
