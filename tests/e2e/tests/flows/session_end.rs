//! A session that ends while somebody is at work.

use keyhouse_e2e::House;
use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_model::path;

use crate::steps::{copy_and_close, fill_new_key, keys, open_keys};

#[tokio::test]
async fn the_form_stays_filled_while_one_signs_in_over_it() {
    let (house, admin) = House::set_up().await;
    let own = house.server.api().sign_in(EMAIL, PASSWORD).await;
    let page = house.window_of(&own).await;
    open_keys(&page).await;
    let dialog = fill_new_key(&page, "deploy-bot").await;
    dialog.role("radio", "7 days").click().await;

    // Signed out elsewhere: the page notices by itself.
    own.delete(path::SESSION).await.ok();
    let again = page.dialog("Your session has ended");
    again.field("E-mail").expect_value(EMAIL).await;
    again.field("Password").expect_focus().await;
    again.field("Password").fill(PASSWORD).await;
    again.button("Sign in").click().await;
    again.expect_gone().await;

    dialog.field("Name").expect_value("deploy-bot").await;
    dialog.role("radio", "7 days").expect_state("checked", "true").await;
    dialog.role("radio", "All deployments").expect_state("checked", "true").await;
    assert!(keys(&admin).await.is_empty(), "nothing was made without a session");
    dialog.button("Create key").click().await;
    copy_and_close(&page, &page.dialog("deploy-bot is ready")).await;

    assert_eq!(keys(&admin).await.len(), 1, "exactly one key was made");
    page.assert_no_complaints();
}

#[tokio::test]
async fn who_does_not_sign_in_again_leaves_the_page() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    page.lose_session().await;

    page.role("link", "Audit log").click().await;
    page.dialog("Your session has ended").button("Close").click().await;
    page.role("heading", "Sign in").expect().await;
    page.expect_location("/sign-in?next=%2Faudit-log").await;
}
