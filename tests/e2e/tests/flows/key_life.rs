//! The whole life of a key, from a fresh server on.

use keyhouse_e2e::{House, Page, containing};
use keyhouse_model::key_value::{KeyKind, recognize};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::{Value, json};

use crate::steps::{act_on, copy_and_close, copy_value, deployment, fill_new_key, keys, set_up, status_of};

#[tokio::test]
async fn from_the_set_up_link_to_the_end_of_a_rotation() {
    let house = House::fresh().await;
    let page = house.stranger().await;
    set_up(&house, &page).await;
    assert_eq!(page.location().await, "/", "the token of the link stays nowhere");

    page.role("link", "API keys").click().await;
    let value = create(&page).await;
    assert!(!page.keeps(value.expose()).await, "the page keeps nothing of the value once it is closed");
    page.reload().await;
    page.row("terraform").expect().await;
    assert!(!page.keeps(value.expose()).await, "nothing brings the value back");
    assert_eq!(status_of(&house, &value).await, 200, "the copied value lists deployments");

    let new_value = rotate(&page).await;
    assert!(new_value.expose() != value.expose(), "a rotation draws a new value");
    assert_eq!(status_of(&house, &value).await, 200, "the old value goes on for the grace period");
    assert_eq!(status_of(&house, &new_value).await, 200, "the new value works");

    finish_rotation(&page).await;
    assert_eq!(status_of(&house, &value).await, 401, "the old value has ended");
    assert_eq!(status_of(&house, &new_value).await, 200, "the new value goes on");

    page.role("link", "Audit log").click().await;
    for done in ["Set up Keyhouse", "Created an API key", "Rotated an API key", "Ended a rotated API key"] {
        page.row(done).expect().await;
    }
    for secret in [&value, &new_value] {
        assert!(!page.keeps(secret.expose()).await, "the audit log holds no value");
    }
    page.assert_no_complaints();
}

/// Creates the key, tries to leave before its value is copied, and copies it.
async fn create(page: &Page) -> Secret {
    let dialog = fill_new_key(page, "terraform").await;
    dialog.role("radio", "30 days").click().await;
    dialog.role("radio", "Read/Write").click().await;
    dialog.expect_text("This key can read, create, change and delete").await;
    dialog.expect_text("all deployments, and those created later").await;
    dialog.button("Create key").click().await;

    let ready = page.dialog("terraform is ready");
    ready.button("I have stored it").click().await;
    ready.expect_text("You have not copied the API key").await;
    page.press("Escape").await;
    ready.button("Keep open").click().await;
    page.back().await;
    ready.expect().await;
    let value = copy_value(page, &ready).await;
    assert!(recognize(value.expose()) == Some(KeyKind::ApiKey), "the clipboard holds a key's value");
    assert!(page.keeps(value.expose()).await, "the value is on the screen as long as it is open");
    ready.button("Check it").click().await;
    ready.expect_text("It works").await;
    ready.button("I have stored it").click().await;
    ready.expect_gone().await;
    value
}

/// Draws a new value; the old one goes on for an hour.
async fn rotate(page: &Page) -> Secret {
    act_on(page, "terraform", "Rotate").await;
    let dialog = page.dialog("Rotate terraform");
    dialog.role("radio", "1 hour").click().await;
    dialog.button("Rotate key").click().await;
    copy_and_close(page, &page.dialog("terraform has a new value")).await
}

/// Ends the old value before its hour is over.
async fn finish_rotation(page: &Page) {
    page.row("Rotating").button(containing("Actions for")).click().await;
    page.role("menuitem", containing("End the old value now")).click().await;
    page.role("alertdialog", "End the old value of terraform now").button("End old value").click().await;
    page.expect_text("The old value of terraform no longer works.").await;
}

#[tokio::test]
async fn a_form_that_the_server_refuses_is_mended_and_sent_again() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    page.goto("/api-keys?new=1").await;
    let dialog = page.dialog("New API key");

    dialog.button("Create key").click().await;
    dialog.field("Name").expect_state("invalid", "true").await;
    dialog.field("Name").fill("ci").await;
    dialog.role("radio", "All deployments").click().await;
    dialog.field("Name").click().await;
    // Somebody impatient presses twice.
    page.press("Enter").await;
    page.press("Enter").await;
    copy_and_close(&page, &page.dialog("ci is ready")).await;

    assert!(page.was_sent("\"name\":\"ci\""), "what a form sends is seen by the tests");
    let made = keys(&admin).await;
    assert_eq!(made.len(), 1, "one form makes one key");
    assert_eq!(made[0].name, "ci");
    assert!(made[0].expires_at.is_some(), "a key ends by itself unless somebody wants otherwise");
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_key_for_one_deployment_sees_only_that_one() {
    let (house, admin) = House::set_up().await;
    deployment(&admin, "metrics-eu").await;
    deployment(&admin, "metrics-us").await;
    let page = house.window_of(&admin).await;
    page.goto("/api-keys?new=1").await;
    let dialog = page.dialog("New API key");
    dialog.field("Name").fill("grafana").await;
    dialog.role("radio", "All deployments").expect_state("checked", "false").await;
    dialog.role("radio", "Selected deployments").click().await;
    dialog.role("checkbox", containing("of today")).click().await;
    dialog.expect_text("One that is created tomorrow is not included.").await;
    dialog.role("checkbox", containing("metrics-us")).click().await;
    dialog.expect_text("1 selected deployment").await;
    dialog.button("Create key").click().await;
    let value = copy_and_close(&page, &page.dialog("grafana is ready")).await;
    page.row("grafana").expect_text("metrics-eu").await;

    let program = house.server.api().program(value.expose());
    let names =
        |list: Value| list.as_array().map(|all| all.iter().map(|it| it["name"].clone()).collect::<Vec<_>>());
    let seen = names(program.get(path::DEPLOYMENTS).await.ok());
    assert_eq!(seen, Some(vec![json!("metrics-eu")]), "the key sees the deployment that was chosen");
    page.assert_no_complaints();
}
