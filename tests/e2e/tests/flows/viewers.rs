//! Who only looks: sees all, changes nothing, and is told why.

use keyhouse_e2e::{Deployment, House, Page, containing};
use keyhouse_model::access_token::AccessMode;

use crate::deployments::number;
use crate::steps::{copied, member};

const WHY: &str = "Viewers change nothing. An administrator can make you an editor.";

/// A button that is there, can't be used, and says why.
async fn expect_barred(page: &Page, name: &str) {
    page.button(name).expect_state("disabled", "true").await;
    page.button(name).expect_description(WHY).await;
}

#[tokio::test]
async fn a_viewer_sees_a_deployment_and_changes_nothing() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let viewer = member(&house, &admin, "vic@example.com", "viewer").await;
    let page = house.window_of(&viewer).await;

    page.goto("/deployments").await;
    page.row("metrics").expect_text("Running").await;
    expect_barred(&page, "New deployment").await;
    assert!(
        !page.role("heading", "Get started").is_there().await,
        "the first steps are for who can take them"
    );
    page.goto("/deployments/new").await;
    page.expect_text(WHY).await;
    assert!(!page.button("Create deployment").is_there().await, "no form that can't be sent");

    page.goto(&deployment.page("")).await;
    page.role("heading", "Processes").expect().await;
    page.expect_text("victoria-metrics v1.").await;
    page.role("link", "Settings").click().await;
    page.expect_text(WHY).await;
    for button in ["Save changes", "Stop", "Delete deployment"] {
        expect_barred(&page, button).await;
    }
    page.field("Name").expect_state("disabled", "true").await;
    number(&page, "Retention").expect_state("disabled", "true").await;
    page.goto(&deployment.page("/settings?delete=1")).await;
    expect_barred(&page, "Delete deployment").await;
    assert!(!page.role("alertdialog", "Delete metrics").is_there().await, "no link gets around it");
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_viewer_gets_examples_with_a_gap_for_the_token() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let token = deployment.token(AccessMode::ReadWrite, "ci").await;
    let viewer = member(&house, &admin, "vic@example.com", "viewer").await;
    let page = house.window_of(&viewer).await;

    page.goto(&deployment.page("/access-tokens")).await;
    expect_barred(&page, "Generate token").await;
    let copy = page.button(containing("Copy the value of"));
    page.row("ci").expect_text("kht_…").await;
    assert!(!copy.is_there().await, "no value for who may not have it");
    page.button("Actions for ci").click().await;
    for action in ["Test", "Replace", "Delete"] {
        let item = page.role("menuitem", containing(action));
        item.expect_state("disabled", "true").await;
        item.expect_text(WHY).await;
    }
    page.press("Escape").await;

    page.button("Examples for ci").click().await;
    let dialog = page.dialog("Examples for ci");
    dialog.role("radio", "curl").click().await;
    let text = copied(&page, &dialog.button("Copy Shell")).await;
    assert!(text.expose().contains("Bearer PUT-THE-TOKEN-HERE"), "a gap stands where the token belongs");
    page.expect_text("Copied the example without the token. Put it where PUT-THE-TOKEN-HERE stands.").await;
    dialog.button("Send a test sample").expect_state("disabled", "true").await;
    dialog.button("Send a test sample").expect_description(WHY).await;
    assert!(!page.keeps(token.value()).await);
    page.assert_no_complaints();
}
