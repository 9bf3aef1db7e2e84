//! What a deployment is set to, its stop and start, and its end.

use keyhouse_e2e::plane::processes_in;
use keyhouse_e2e::{Deployment, House, Name, Page, Shell, eventually};
use keyhouse_model::access_token::{AccessMode, Direction, TEST_METRIC};
use keyhouse_model::example::access_token::Tool;
use keyhouse_model::path;

use crate::deployments::number;

#[tokio::test]
async fn a_change_is_shown_before_it_is_made_and_restarts_only_where_it_says_so() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let engine = deployment.pids().await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("/settings")).await;
    let save = page.button("Save changes");
    save.expect_state("disabled", "true").await;
    save.expect_description("Nothing is changed yet.").await;

    page.field("Name").fill("prod-eu").await;
    page.row("metrics").expect_text("prod-eu").await;
    page.expect_text("Nothing restarts: programs do not notice it.").await;
    save.click().await;
    page.expect_text("Saved the settings of prod-eu.").await;
    page.role("heading", "prod-eu").expect().await;
    page.expect_title("prod-eu · Settings · Keyhouse").await;
    assert_eq!(deployment.pids().await, engine, "a new name restarts nothing");

    number(&page, "Storage").fill("15").await;
    number(&page, "Storage").expect_description("Storage can only grow; it has 20 GB now.").await;
    save.click().await;
    number(&page, "Storage").expect_state("invalid", "true").await;
    number(&page, "Storage").fill("20").await;
    number(&page, "Retention").fill("3").await;
    page.row("1 month").expect_text("3 months").await;
    page.expect_text("It restarts: for a few seconds programs can neither write nor read.").await;
    save.click().await;
    page.expect_text("keeps 3 months").await;
    eventually("another process runs", async || {
        let now = deployment.pids().await;
        (!now.is_empty() && now != engine).then_some(())
    })
    .await;
    page.expect_text("Running").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_flag_that_keeps_it_from_starting_is_told_with_the_log_and_taken_back() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("/settings")).await;
    page.button("Add a flag of victoria-metrics").click().await;
    let name = page.field("Flag");
    name.expect_focus().await;
    page.type_text("storageDataPath").await;
    name.expect_description("-storageDataPath is set by Keyhouse").await;
    name.fill("noSuchFlag").await;
    page.row("none").expect_text("-noSuchFlag").await;
    page.button("Save changes").click().await;
    page.expect_text("flag provided but not defined: -noSuchFlag").await;

    page.button("Remove the flag noSuchFlag").click().await;
    page.button("Add a flag of victoria-metrics").expect_focus().await;
    page.button("Save changes").click().await;
    page.expect_no_text("flag provided but not defined").await;
    deployment.until_running().await;
    page.expect_text("Running").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_stopped_deployment_refuses_programs_and_goes_on_where_it_was_once_started() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let token = deployment.token(AccessMode::ReadWrite, "ci").await;
    let write = deployment.example(&token, Tool::Curl, Direction::Write);
    let mut shell = Shell::new();
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("/settings")).await;
    let written = shell.run(&write).await;
    assert!(written.stdout.contains("HTTP 204"), "{written:?}");

    page.button("Stop").click().await;
    let question = page.role("alertdialog", "Stop metrics");
    question.button("Cancel").expect_focus().await;
    question.button("Stop deployment").click().await;
    page.expect_text("metrics is stopped.").await;
    page.expect_text("It is stopped. Its data, tokens and settings are kept.").await;
    page.expect_text("Stopped").await;
    let folder = deployment.folder(&house.server);
    eventually("nothing runs for it", async || processes_in(&folder).is_empty().then_some(())).await;
    let refused = shell.run(&write).await;
    assert!(refused.stdout.contains("HTTP 5"), "what does not run takes nothing: {refused:?}");

    page.button("Start").click().await;
    page.expect_text("metrics is being started.").await;
    page.button("Stop").expect().await;
    deployment.until_running().await;
    page.expect_text("Running").await;
    eventually("the sample is still there", async || deployment.has(&token, TEST_METRIC).await.then_some(()))
        .await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_deleted_deployment_takes_its_data_along_or_leaves_it() {
    let (house, admin) = House::set_up().await;
    let kept = Deployment::create(&admin, "kept").await;
    let lost = Deployment::create(&admin, "lost").await;
    let page = house.window_of(&admin).await;

    page.goto(&kept.page("/settings")).await;
    delete(&page, "kept", "Keep the data").await;
    page.row("kept").expect_gone().await;
    assert!(kept.folder(&house.server).join("data").is_dir(), "the data stays where it was");
    page.row("lost").expect().await;
    page.role("link", "lost").click().await;
    page.role("link", "Settings").click().await;
    delete(&page, "lost", "Delete the data too").await;
    page.role("heading", "Deployments").expect().await;
    assert!(!lost.folder(&house.server).exists(), "the data is gone");

    for one in [&kept, &lost] {
        assert_eq!(processes_in(&one.folder(&house.server)), [0_u32; 0], "nothing runs for it");
    }
    assert_eq!(admin.get(path::DEPLOYMENTS).await.ok().as_array().map(Vec::len), Some(0));
    page.goto(&lost.page("")).await;
    page.role("alert", Name::Any).expect().await;
    page.assert_no_complaints();
}

/// Deletes the deployment whose settings are open, once its name is typed.
async fn delete(page: &Page, name: &str, data: &str) {
    page.button("Delete deployment").click().await;
    let question = page.role("alertdialog", &format!("Delete {name}"));
    question.expect_text("No data was ever written to it. Its access token stops working at once.").await;
    let delete = question.button("Delete deployment");
    delete.expect_state("disabled", "true").await;
    delete.expect_description("Choose what becomes of its data first.").await;
    question.role("radio", data).click().await;
    delete.expect_state("disabled", "true").await;
    delete.expect_description("Type the name of the deployment first.").await;
    question.field("Type its name to confirm").fill(name).await;
    delete.click().await;
    page.expect_text(&format!("{name} is deleted.")).await;
    page.expect_location("/deployments").await;
}
