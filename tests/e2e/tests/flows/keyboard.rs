//! Everything without a mouse.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{House, Name, Page, containing};
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::steps::{clipboard, keys, open_keys, status_of};

#[tokio::test]
async fn from_the_sign_in_to_a_key_that_works() {
    let (house, admin) = House::set_up().await;
    admin.create_key("already-there", &json!({})).await;
    let page = house.stranger().await;

    sign_in_with_keys(&page).await;
    page.role("heading", "Overview").expect().await;
    page.press_until_focus("Tab", &page.role("link", "API keys")).await;
    page.press("Enter").await;
    let new_key = page.button("New API key");
    new_key.expect().await;
    page.press_until_focus("Tab", &new_key).await;
    page.press("Enter").await;
    let dialog = page.dialog("New API key");
    dialog.field("Name").expect_focus().await;
    page.type_text("ci").await;
    page.press_until_focus("Tab", &dialog.role("radio", "90 days")).await;
    page.press("ArrowRight").await;
    dialog.role("radio", "1 year").expect_state("checked", "true").await;
    page.press_until_focus("Tab", &dialog.role("radio", "All deployments")).await;
    page.press(" ").await;
    dialog.role("radio", "All deployments").expect_state("checked", "true").await;
    page.press_until_focus("Tab", &dialog.button("Create key")).await;
    page.press("Enter").await;

    let ready = page.dialog("ci is ready");
    page.press_until_focus("Tab", &ready.button("Copy API key")).await;
    page.press("Enter").await;
    let value = clipboard(&page).await;
    page.press_until_focus("Tab", &ready.button("I have stored it")).await;
    page.press("Enter").await;
    ready.expect_gone().await;
    new_key.expect_focus().await;

    assert_eq!(keys(&admin).await.len(), 2, "one key was made");
    assert_eq!(status_of(&house, &value).await, 200, "the copied value works");
    page.assert_no_complaints();
}

async fn sign_in_with_keys(page: &Page) {
    page.goto("/sign-in").await;
    page.press_until_focus("Tab", &page.field("E-mail")).await;
    page.type_text(EMAIL).await;
    page.press_until_focus("Tab", &page.field("Password")).await;
    page.type_text(PASSWORD).await;
    page.press_until_focus("Tab", &page.button("Sign in")).await;
    page.press("Enter").await;
}

#[tokio::test]
async fn through_the_table_and_its_menus() {
    let (house, admin) = House::set_up().await;
    for name in ["first", "second", "third"] {
        admin.create_key(name, &json!({})).await;
    }
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    let row = |name: &str| page.row(name);

    // The newest stands first.
    page.press_until_focus("Tab", &row("third")).await;
    page.press("ArrowDown").await;
    row("second").expect_focus().await;
    page.press("End").await;
    row("first").expect_focus().await;
    page.press("Home").await;
    row("third").expect_focus().await;
    page.press(" ").await;
    page.role("checkbox", "Select third").expect_state("checked", "true").await;
    page.expect_text("1 selected").await;
    page.press(" ").await;
    page.expect_no_text("1 selected").await;

    through_the_menu(&page).await;
    page.assert_no_complaints();
}

/// The focus is on the row; it ends on the button of the row's menu.
async fn through_the_menu(page: &Page) {
    let actions = page.button("Actions for third");
    page.press_until_focus("ArrowRight", &actions).await;
    page.press("Enter").await;
    page.role("menuitem", containing("Rotate")).expect_focus().await;
    page.press("ArrowDown").await;
    page.role("menuitem", containing("Edit")).expect_focus().await;
    page.press("Escape").await;
    actions.expect_focus().await;
    page.press("ArrowDown").await;
    page.role("menuitem", containing("Rotate")).expect_focus().await;
    page.press("End").await;
    page.role("menuitem", containing("Delete")).expect_focus().await;
    page.press("Enter").await;

    let question = page.role("alertdialog", "Delete third");
    question.button("Cancel").expect_focus().await;
    page.press("Escape").await;
    question.expect_gone().await;
    actions.expect_focus().await;
}

#[tokio::test]
async fn past_the_navigation_in_one_step() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.press("Tab").await;
    page.role("link", "Skip to the content").expect_focus().await;
    page.press("Enter").await;
    page.role("main", Name::Any).expect_focus().await;
    page.press("Tab").await;
    page.button("New API key").expect_focus().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_deployment_and_a_token_of_it() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    page.goto("/deployments").await;
    page.press_until_focus("Tab", &page.role("link", "New deployment")).await;
    page.press("Enter").await;
    page.field("Name").expect().await;
    page.press_until_focus("Tab", &page.field("Name")).await;
    page.type_text("prod-eu").await;
    page.press_until_focus("Tab", &page.button("Create deployment")).await;
    page.press("Enter").await;
    page.role("heading", "prod-eu").expect().await;

    page.press_until_focus("Tab", &page.role("link", "Access tokens")).await;
    page.press("Enter").await;
    let generate = page.button("Generate token");
    page.press_until_focus("Tab", &generate).await;
    page.press("Enter").await;
    let value = token_with_keys(&page).await;
    generate.expect_focus().await;
    page.row("vmagent").expect().await;
    assert!(!page.keeps(value.expose()).await, "the value is on the clipboard only");
    page.assert_no_complaints();
}

/// The dialog of a new token is open; it ends closed. Answers the copied value.
async fn token_with_keys(page: &Page) -> Secret {
    let form = page.dialog("Generate an access token");
    page.press_until_focus("Tab", &form.role("radio", "Grafana")).await;
    page.press("ArrowDown").await;
    form.role("radio", "vmagent").expect_state("checked", "true").await;
    form.role("radio", "Write").expect_state("checked", "true").await;
    form.field("Name").expect_value("vmagent").await;
    page.press_until_focus("Tab", &form.button("Generate token")).await;
    page.press("Enter").await;

    let ready = page.dialog("vmagent is ready");
    page.press_until_focus("Tab", &ready.button("Copy Access token")).await;
    page.press("Enter").await;
    let value = clipboard(page).await;
    page.press("Escape").await;
    ready.expect_gone().await;
    value
}
