//! Nothing that was typed into a rule file is lost.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{Deployment, House, Name, containing};
use keyhouse_model::path;

use crate::rule_steps::{FILE, add_line, editor, expect_text, expect_written, open, rules};
use crate::steps::{member, sign_in};

const MINE: &str = "# my own words";
const THEIRS: &str = "# what the other wrote";

#[tokio::test]
async fn what_was_typed_is_offered_after_the_tab_was_closed() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("kept", 0)).await;
    let page = house.window_of(&admin).await;
    let text = open(&page, &deployment, FILE).await;
    add_line(&page, &text, MINE).await;
    page.reload().await;
    assert!(page.was_asked_to_stay(), "the browser asks before something unsaved is left");

    page.expect_text("You have unsaved changes from").await;
    expect_text(&page, &rules("kept", 0)).await;
    page.button("Save").expect_state("disabled", "true").await;
    page.role("link", containing(FILE)).expect_text("Unsaved changes").await;
    page.button("Continue").click().await;
    expect_text(&page, &format!("{}{MINE}", rules("kept", 0))).await;
    page.button("Save").click().await;
    let review = page.dialog("Save alerts.yml");
    review.expect_text("The rules stay as they are").await;
    review.button("Save").click().await;
    review.expect_gone().await;

    add_line(&page, &text, "# thrown away").await;
    page.goto("/api-keys").await;
    open(&page, &deployment, FILE).await;
    page.button("Discard them").click().await;
    page.expect_no_text("You have unsaved changes from").await;
    page.was_asked_to_stay();
    page.reload().await;
    assert!(!page.was_asked_to_stay(), "there is nothing left to ask about");
    expect_text(&page, &format!("{}{MINE}", rules("kept", 0))).await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_file_that_was_only_begun_is_there_after_a_reload() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("/rules")).await;
    page.button("New file").click().await;
    let dialog = page.dialog("New rule file");
    dialog.field("Name").fill("begun.yml").await;
    dialog.button("Open in the editor").click().await;
    add_line(&page, &editor(&page, "begun.yml"), MINE).await;
    page.reload().await;

    page.role("link", containing("begun.yml")).expect_text("Not saved yet").await;
    expect_written(&page, MINE).await;
    page.button("Save").click().await;
    page.expect_text("begun.yml is saved.").await;
    page.button("Save").expect_description("Nothing was changed.").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_save_without_a_network_keeps_the_text() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("kept", 0)).await;
    let page = house.window_of(&admin).await;
    let text = open(&page, &deployment, FILE).await;
    add_line(&page, &text, MINE).await;
    page.set_offline(true).await;
    page.press("Ctrl+s").await;
    let review = page.dialog("Save alerts.yml");
    review.expect_text("The rules stay as they are").await;
    review.button("Save").click().await;
    review.role("alert", Name::Any).expect().await;
    expect_text(&page, &format!("{}{MINE}", rules("kept", 0))).await;

    page.set_offline(false).await;
    page.expect_no_text("Changes are not sent meanwhile").await;
    review.button("Save").click().await;
    review.expect_gone().await;
    page.expect_text("version 2").await;
    page.take_complaints();
}

#[tokio::test]
async fn one_signs_in_again_over_the_text() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("kept", 0)).await;
    let own = house.server.api().sign_in(EMAIL, PASSWORD).await;
    let page = house.window_of(&own).await;
    let text = open(&page, &deployment, FILE).await;
    add_line(&page, &text, MINE).await;
    own.delete(path::SESSION).await.ok();
    let again = page.dialog("Your session has ended");
    again.field("E-mail").expect_value(EMAIL).await;
    again.field("Password").fill(PASSWORD).await;
    again.button("Sign in").click().await;
    again.expect_gone().await;

    expect_text(&page, &format!("{}{MINE}", rules("kept", 0))).await;
    page.button("Save").click().await;
    let review = page.dialog("Save alerts.yml");
    review.button("Save").click().await;
    review.expect_gone().await;
    page.expect_text("version 2").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn who_leaves_without_a_session_finds_the_text_after_the_sign_in() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("kept", 0)).await;
    let page = house.window_of(&admin).await;
    let text = open(&page, &deployment, FILE).await;
    add_line(&page, &text, MINE).await;
    page.lose_session().await;
    page.reload().await;
    sign_in(&page, EMAIL, PASSWORD).await;
    page.expect_text("You have unsaved changes from").await;
    page.button("Continue").click().await;
    expect_text(&page, &format!("{}{MINE}", rules("kept", 0))).await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn of_two_who_write_at_once_the_second_sees_both_texts() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("kept", 0)).await;
    let eve = member(&house, &admin, "eve@example.com", "editor").await;
    let (ada, eve) = (house.window_of(&admin).await, house.window_of(&eve).await);
    let (of_ada, of_eve) = (open(&ada, &deployment, FILE).await, open(&eve, &deployment, FILE).await);
    add_line(&ada, &of_ada, MINE).await;
    add_line(&eve, &of_eve, THEIRS).await;
    // The question is open when the other saves.
    ada.press("Ctrl+s").await;
    let review = ada.dialog("Save alerts.yml");
    review.expect_text("The rules stay as they are").await;
    eve.press("Ctrl+s").await;
    let of_eve = eve.dialog("Save alerts.yml");
    of_eve.button("Save").click().await;
    of_eve.expect_gone().await;

    review.button("Save").click().await;
    let faster = ada.dialog("alerts.yml was changed meanwhile");
    faster.expect_text("eve@example.com saved version 2").await;
    faster.expect_text("Your text is safe.").await;
    let lines = faster.role("region", "The lines that change");
    lines.expect_text(MINE).await;
    lines.expect_text(THEIRS).await;
    faster.button("Keep editing").click().await;
    faster.expect_gone().await;
    expect_text(&ada, &format!("{}{MINE}", rules("kept", 0))).await;
    ada.expect_text("eve@example.com saved another text").await;

    ada.button("Compare").click().await;
    faster.button("Save over it").click().await;
    faster.expect_gone().await;
    ada.expect_text("version 3").await;
    expect_text(&eve, &format!("{}{MINE}", rules("kept", 0))).await;
    ada.button("History").click().await;
    let history = ada.dialog("Versions of alerts.yml");
    history.role("link", containing("eve@example.com")).click().await;
    history.role("region", "The lines that change").expect_text(THEIRS).await;
    history.button("Restore version 2").click().await;
    history.expect_gone().await;
    expect_text(&ada, &format!("{}{THEIRS}", rules("kept", 0))).await;
    ada.assert_no_complaints();
    eve.assert_no_complaints();
}
