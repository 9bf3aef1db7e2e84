//! What most stories do on their way.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{Api, House, Locator, Page, containing};
use keyhouse_model::api_key::ApiKey;
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::json;

/// Fills in and sends the form of the set-up link.
pub(crate) async fn set_up(house: &House, page: &Page) {
    page.goto(house.server.set_up_link().await.expose()).await;
    page.role("heading", "Set up Keyhouse").expect().await;
    page.field("E-mail").fill(EMAIL).await;
    page.field("Password").fill(PASSWORD).await;
    page.button("Create administrator").click().await;
    page.role("heading", "Overview").expect().await;
}

/// Fills in and sends the form of the sign-in, wherever it stands.
pub(crate) async fn sign_in(page: &Page, email: &str, password: &str) {
    page.field("E-mail").fill(email).await;
    page.field("Password").fill(password).await;
    page.button("Sign in").click().await;
}

/// Opens the page of API keys, and waits until the keys are there.
pub(crate) async fn open_keys(page: &Page) {
    page.goto("/api-keys").await;
    page.role("heading", "API keys").expect().await;
    page.button("New API key").expect().await;
}

/// Opens the form for a new key, and fills in its name and access.
pub(crate) async fn fill_new_key<'a>(page: &'a Page, name: &str) -> Locator<'a> {
    page.button("New API key").click().await;
    let dialog = page.dialog("New API key");
    dialog.field("Name").fill(name).await;
    dialog.role("radio", "All deployments").click().await;
    dialog
}

/// Copies the value that a dialog shows once, and closes it.
pub(crate) async fn copy_and_close(page: &Page, dialog: &Locator<'_>) -> Secret {
    let value = copy_value(page, dialog).await;
    dialog.button("I have stored it").click().await;
    dialog.expect_gone().await;
    value
}

/// Copies the value that a dialog shows once.
pub(crate) async fn copy_value(page: &Page, dialog: &Locator<'_>) -> Secret {
    page.set_clipboard("").await;
    dialog.button("Copy API key").click().await;
    clipboard(page).await
}

/// What is on the clipboard, once something is.
pub(crate) async fn clipboard(page: &Page) -> Secret {
    page.until("something on the clipboard", async || !page.clipboard().await.is_empty()).await;
    Secret::new(page.clipboard().await)
}

/// Presses a button that copies. Answers what is on the clipboard then.
pub(crate) async fn copied(page: &Page, button: &Locator<'_>) -> Secret {
    page.set_clipboard("").await;
    button.click().await;
    clipboard(page).await
}

/// Opens the actions of a key or a token, and chooses one.
pub(crate) async fn act_on(page: &Page, key: &str, action: &str) {
    page.button(&format!("Actions for {key}")).click().await;
    page.role("menuitem", containing(action)).click().await;
}

/// The status with which the server answers a program that lists deployments with this key.
pub(crate) async fn status_of(house: &House, value: &Secret) -> u16 {
    house.server.api().program(value.expose()).get(path::DEPLOYMENTS).await.status
}

/// Every key, as the API lists them.
pub(crate) async fn keys(api: &Api) -> Vec<ApiKey> {
    let list = api.get(path::API_KEYS).await.ok();
    serde_json::from_value(list["data"].clone()).expect("a list of keys")
}

/// Invites someone and takes the invitation. Answers their session.
pub(crate) async fn member(house: &House, admin: &Api, email: &str, role: &str) -> Api {
    let invited = admin.post(path::USERS, &json!({ "email": email, "role": role })).await.ok();
    let link = invited["sign_up_link"].as_str().expect("a sign-up link");
    let token = link.split_once("#token=").map(|(_, token)| token).expect("a token in the link");
    house.server.api().post(path::INVITATION, &json!({ "token": token, "password": PASSWORD })).await.ok();
    house.server.api().sign_in(email, PASSWORD).await
}

/// Makes the record of a VictoriaMetrics that runs elsewhere.
pub(crate) async fn deployment(admin: &Api, name: &str) {
    let create = json!({
        "name": name, "type": "single_node", "provider": "external", "external": { "url": "http://127.0.0.1:8428" },
        "tier": 221, "storage_size": 20, "storage_size_unit": "GB", "retention": 1, "retention_unit": "m",
        "maintenance_window": "Sat-Sun 3-4am",
    });
    admin.post(path::DEPLOYMENTS, &create).await.ok();
}
