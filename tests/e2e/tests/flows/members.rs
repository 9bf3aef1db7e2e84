//! Who may sign in, and what they may do.

use keyhouse_e2e::house::PASSWORD;
use keyhouse_e2e::{House, Name, Page, containing};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::steps::{act_on, clipboard, member, open_keys, sign_in};

const EMAIL: &str = "grace@example.com";

/// Invites somebody, and takes the link to another window.
async fn invite(page: &Page) -> Secret {
    page.role("link", "Members").click().await;
    page.button("Invite member").click().await;
    let dialog = page.dialog("Invite a member");
    dialog.field("E-mail").fill(EMAIL).await;
    dialog.field(containing("Name")).fill("Grace Hopper").await;
    dialog.role("radio", "Viewer").expect_state("checked", "true").await;
    dialog.button("Make sign-up link").click().await;
    let link = page.dialog("Grace Hopper is invited");
    link.button("Done").click().await;
    link.expect_text("You have not copied the sign-up link").await;
    link.button("Copy sign-up link").click().await;
    let copied = clipboard(page).await;
    link.button("Done").click().await;
    link.expect_gone().await;
    copied
}

#[tokio::test]
async fn an_invitation_from_the_link_to_another_role() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    let link = invite(&page).await;
    assert!(!page.keeps(link.expose()).await, "the page keeps nothing of the link once it is closed");
    page.row("Grace Hopper").expect_text("Invited").await;

    let grace = house.stranger().await;
    join(&grace, &link).await;
    look_around_as_viewer(&grace).await;

    page.reload().await;
    act_on(&page, "Grace Hopper", "Change role").await;
    let dialog = page.dialog("Change the role of Grace Hopper");
    dialog.button("Change role").expect_state("disabled", "true").await;
    dialog.role("radio", "Administrator").click().await;
    dialog.button("Change role").click().await;
    page.expect_text("Grace Hopper is an administrator now.").await;

    grace.role("link", "API keys").click().await;
    let ended = grace.dialog("Your session has ended");
    ended.field("Password").fill(PASSWORD).await;
    ended.button("Sign in").click().await;
    ended.expect_gone().await;
    let new_key = grace.button("New API key");
    new_key.expect_state("disabled", "false").await;
    new_key.click().await;
    grace.dialog("New API key").expect().await;
    page.assert_no_complaints();
    grace.assert_no_complaints();
}

/// Takes the invitation, with a password that is long enough at the second try.
async fn join(page: &Page, link: &Secret) {
    page.goto(link.expose()).await;
    page.role("heading", "Join Keyhouse").expect().await;
    page.field("Password").fill("too short").await;
    page.button("Set password and sign in").click().await;
    page.field("Password").expect_state("invalid", "true").await;
    page.field("Password").fill(PASSWORD).await;
    page.button("Set password and sign in").click().await;
    page.role("heading", "Overview").expect().await;
    assert_eq!(page.location().await, "/", "the token of the link stays nowhere");
}

/// What is not for viewers is there, and says why.
async fn look_around_as_viewer(page: &Page) {
    page.role("link", "API keys").click().await;
    let new_key = page.button("New API key");
    new_key.expect_state("disabled", "true").await;
    new_key.expect_description("Only administrators manage API keys.").await;
    new_key.click().await;
    page.role("link", "Members").click().await;
    page.role("heading", "Administrators see the members here").expect().await;
    assert!(!page.dialog(Name::Any).is_there().await, "a button that is barred opens nothing");
}

#[tokio::test]
async fn a_link_works_once() {
    let (house, admin) = House::set_up().await;
    let invited = admin.post(path::USERS, &json!({ "email": EMAIL, "role": "viewer" })).await.ok();
    let link = Secret::new(invited["sign_up_link"].as_str().expect("a sign-up link").to_owned());
    join(&house.stranger().await, &link).await;

    let late = house.stranger().await;
    late.goto(link.expose()).await;
    late.field("Password").fill("a password of my own").await;
    late.button("Set password and sign in").click().await;
    late.role("alert", Name::Any).expect().await;
    late.assert_no_complaints();
}

#[tokio::test]
async fn who_is_removed_is_signed_out() {
    let (house, admin) = House::set_up().await;
    let eve = member(&house, &admin, "eve@example.com", "editor").await;
    let window = house.window_of(&eve).await;
    open_keys(&window).await;
    let page = house.window_of(&admin).await;
    page.goto("/members").await;

    act_on(&page, "eve", "Remove").await;
    let question = page.role("alertdialog", "Remove eve");
    question.expect_text("Last seen").await;
    question.button("Remove member").expect_state("disabled", "true").await;
    question.field("Type its name to confirm").fill("eve").await;
    question.button("Remove member").click().await;
    page.expect_text("eve is removed.").await;
    page.row("eve@example.com").expect_gone().await;

    // Without a press: the server ends the stream of events with the session.
    let ended = window.dialog("Your session has ended");
    ended.field("Password").fill(PASSWORD).await;
    ended.button("Sign in").click().await;
    ended.role("alert", Name::Any).expect().await;
    page.assert_no_complaints();
    window.assert_no_complaints();
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (house, admin) = House::set_up().await;
    member(&house, &admin, "eve@example.com", "editor").await;
    let page = house.window_of(&admin).await;
    page.goto("/members").await;

    page.button("Actions for ada").click().await;
    let remove = page.role("menuitem", containing("Remove"));
    remove.expect_state("disabled", "true").await;
    remove.click().await;
    assert!(!page.role("alertdialog", Name::Any).is_there().await, "an entry that is barred opens nothing");
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_with_a_link() {
    let (house, admin) = House::set_up().await;
    let eve = member(&house, &admin, "eve@example.com", "editor").await;
    let page = house.window_of(&admin).await;
    page.goto("/members").await;

    act_on(&page, "eve", "Reset password").await;
    page.dialog("Reset the password of eve").button("Make link").click().await;
    let once = page.dialog("Password link for eve");
    once.button("Copy sign-up link").click().await;
    let link = clipboard(&page).await;
    assert_eq!(eve.get(path::SESSION).await.status, 200, "the old password and session go on until then");

    let window = house.stranger().await;
    window.goto(link.expose()).await;
    window.field("Password").fill("another long password").await;
    window.button("Set password and sign in").click().await;
    window.role("heading", "Overview").expect().await;
    assert_eq!(eve.get(path::SESSION).await.status, 401, "the old sessions have ended");
    let old = json!({ "email": "eve@example.com", "password": PASSWORD });
    assert_eq!(house.server.api().post(path::SESSION, &old).await.status, 401, "the old password has ended");
    window.button("Sign out").click().await;
    sign_in(&window, "eve@example.com", "another long password").await;
    window.role("heading", "Overview").expect().await;
    window.assert_no_complaints();
}
