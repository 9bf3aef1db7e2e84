//! Tokens that are there: how they are used, tried, copied and replaced.

use std::fs;

use keyhouse_e2e::{Api, Deployment, House, Locator, Page, Shell, Token, containing, eventually};
use keyhouse_model::access_token::{AccessMode, Direction, TEST_METRIC};
use keyhouse_model::example::access_token::Tool;
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::steps::{act_on, copied};

const WRITERS: [(Tool, &str); 5] = [
    (Tool::Vmagent, "Copy Shell"),
    (Tool::Prometheus, "Copy prometheus.yml"),
    (Tool::Curl, "Copy Shell"),
    (Tool::OpenTelemetry, "Copy otel-collector.yaml"),
    (Tool::Telegraf, "Copy telegraf.conf"),
];
const READERS: [(Tool, &str); 4] = [
    (Tool::Grafana, "Copy grafana-datasource.yaml"),
    (Tool::Curl, "Copy Shell"),
    (Tool::Vmalert, "Copy Shell"),
    (Tool::Perses, "Copy perses-datasource.yaml"),
];

/// The page of a deployment's tokens, once the token `ci` is there.
async fn page_of_tokens(house: &House, admin: &Api, deployment: &Deployment<'_>) -> Page {
    let page = house.window_of(admin).await;
    page.goto(&deployment.page("/access-tokens")).await;
    page.row("ci").expect().await;
    page
}

#[tokio::test]
async fn every_example_has_the_value_only_where_it_is_copied_or_saved_to() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let token = deployment.token(AccessMode::ReadWrite, "ci").await;
    let page = page_of_tokens(&house, &admin, &deployment).await;

    page.button("Examples for ci").click().await;
    let dialog = page.dialog("Examples for ci");
    for (direction, tab, tools) in
        [(Direction::Write, "Write", &WRITERS[..]), (Direction::Read, "Read", &READERS[..])]
    {
        dialog.role("tab", tab).click().await;
        for (tool, copy) in tools {
            dialog.role("radio", tool.label()).click().await;
            let text = copied(&page, &dialog.button(*copy)).await;
            let whole = deployment.example(&token, *tool, direction);
            assert!(text.expose() == whole.expose(), "{tool:?}: the whole text is copied, with the value");
            assert!(!page.keeps(token.value()).await, "{tool:?}: the screen never has the value");
        }
    }
    save_a_file(&page, &dialog, &deployment, &token).await;
    dialog.button("Done").click().await;
    dialog.expect_gone().await;

    let value = copied(&page, &page.button(containing("Copy the value of ci"))).await;
    assert!(value.expose() == token.value(), "the value itself can be copied");
    page.expect_text("Copied the value of ci. The reveal is in the audit log.").await;
    assert!(!page.keeps(token.value()).await && !page.was_sent(token.value()), "the page keeps nothing");
    page.role("link", "Audit log").click().await;
    page.row("Revealed an access token").expect_text("ci").await;
    page.assert_no_complaints();
}

async fn save_a_file(page: &Page, dialog: &Locator<'_>, deployment: &Deployment<'_>, token: &Token) {
    let folder = tempfile::tempdir().expect("a folder for what is saved");
    page.save_files_in(folder.path()).await;
    dialog.role("tab", "Write").click().await;
    dialog.role("radio", "Prometheus").click().await;
    dialog.button("Download prometheus.yml").click().await;
    let whole = deployment.example(token, Tool::Prometheus, Direction::Write);
    eventually("the file is saved, with the value", async || {
        let text = fs::read_to_string(folder.path().join("prometheus.yml")).ok()?;
        (text == whole.expose()).then_some(())
    })
    .await;
    page.expect_text("Downloading prometheus.yml with the token in it: keep it private.").await;
}

#[tokio::test]
async fn a_try_tells_what_the_endpoint_truly_answers() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let token = deployment.token(AccessMode::ReadWrite, "ci").await;
    let page = page_of_tokens(&house, &admin, &deployment).await;

    page.button("Examples for ci").click().await;
    let dialog = page.dialog("Examples for ci");
    dialog.button("Send a test sample").click().await;
    dialog.expect_text("204, ").await;
    dialog.expect_text("The sample keyhouse_test is written.").await;
    eventually("the sample is there", async || deployment.has(&token, TEST_METRIC).await.then_some(())).await;
    dialog.role("tab", "Read").click().await;
    dialog.button("Run a test query").click().await;
    dialog.expect_text("200, ").await;
    dialog.expect_text("The query was answered.").await;
    dialog.expect_text("\"values\":[1]").await;
    assert!(!page.keeps(token.value()).await, "an answer does not tell the value");

    admin.post(&deployment.api("/stop"), &json!({})).await.ok();
    dialog.button("Run a test query").click().await;
    dialog
        .expect_text("the deployment did not answer as it should. See its Overview for whether it runs.")
        .await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_token_in_use_is_replaced_without_a_gap() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let old = deployment.token(AccessMode::Write, "ci").await;
    let page = page_of_tokens(&house, &admin, &deployment).await;
    let with_old = deployment.example(&old, Tool::Curl, Direction::Write);
    let mut shell = Shell::new();

    act_on(&page, "ci", "Replace").await;
    page.dialog("Replace ci").button("Make new token").click().await;
    let dialog = page.dialog("ci has a new token");
    let revoke = dialog.button("Revoke old token");
    revoke.expect_description("Check the new token first.").await;
    let value = copied(&page, &dialog.button("Copy Access token")).await;
    assert!(value.expose() != old.value(), "the new value is another one");
    assert!(!page.keeps(value.expose()).await, "the screen never has the value");
    dialog.button("Send a test sample").click().await;
    dialog.expect_text("The sample keyhouse_test is written.").await;
    revoke.expect_state("disabled", "false").await;

    let written = shell.run(&with_old).await;
    assert!(written.stdout.contains("HTTP 204"), "the old one goes on: {written:?}");
    page.until("the use of the old one is noticed", async || {
        dialog.button("Look again").click().await;
        page.js("document.body.innerText.includes('Something used the old token')").await == true
    })
    .await;
    revoke.expect_description("Type the name of the old token first.").await;
    dialog.field("Type its name to confirm").fill("ci").await;
    revoke.click().await;
    page.expect_text("The old token of ci is revoked.").await;
    dialog.expect_gone().await;

    eventually("the old one is refused", async || {
        let answer = shell.run(&with_old).await.stdout;
        (answer.contains("HTTP 400") || answer.contains("HTTP 401")).then_some(())
    })
    .await;
    let with_new = Secret::new(with_old.expose().replace(old.value(), value.expose()));
    let written = shell.run(&with_new).await;
    assert!(written.stdout.contains("HTTP 204"), "the new one works: {written:?}");
    page.role("button", "Actions for ci").expect_count(1).await;
    page.assert_no_complaints();
}
