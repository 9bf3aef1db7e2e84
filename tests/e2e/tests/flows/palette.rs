//! The command palette, by keyboard and on a narrow screen.

use keyhouse_e2e::{House, Look, Name, containing};
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::steps::{deployment, open_keys};

#[tokio::test]
async fn two_keys_and_a_name_lead_anywhere() {
    let (house, admin) = House::set_up().await;
    deployment(&admin, "metrics-eu").await;
    admin.create_key("terraform", &json!({})).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.press("Ctrl+k").await;
    let palette = page.dialog("Search or jump to");
    let field = palette.role("combobox", Name::Any);
    field.expect_focus().await;
    page.type_text("metrics set").await;
    palette.role("option", "metrics-eu Settings").expect().await;
    page.press("Enter").await;
    palette.expect_gone().await;
    page.role("heading", "metrics-eu").expect().await;
    assert!(page.location().await.ends_with("/settings"));

    page.press("Ctrl+k").await;
    field.expect_focus().await;
    page.type_text("new api").await;
    page.press("Enter").await;
    page.dialog("New API key").field("Name").expect_focus().await;
    page.press("Ctrl+k").await;
    palette.expect_gone().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_pasted_key_is_found_and_never_sent() {
    let (house, admin) = House::set_up().await;
    let key = admin.create_key("terraform", &json!({})).await;
    let value = Secret::new(key["value"].as_str().expect("the value of a new key").to_owned());
    let page = house.window_of(&admin).await;
    page.look(Look { dark: false, width: 390 }).await;
    page.goto("/").await;
    page.role("heading", "Overview").expect().await;

    page.button(containing("Search or jump to")).click().await;
    let palette = page.dialog("Search or jump to");
    let field = palette.role("combobox", Name::Any);
    field.fill(value.expose()).await;
    palette.expect_text("This is a whole API key that ends in").await;
    field.expect_value("").await;
    palette.role("option", containing("terraform")).click().await;
    page.row("terraform").expect().await;
    assert!(!page.was_sent(value.expose()) && !page.keeps(value.expose()).await);
    page.assert_no_complaints();
}
