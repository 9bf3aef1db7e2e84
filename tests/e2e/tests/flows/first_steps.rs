//! From an empty server to a sample that was written and read, in the browser and in a terminal.

use std::time::Duration;

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::wait::within;
use keyhouse_e2e::{House, Page, Shell, eventually};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::Value;

use crate::steps::{act_on, copied, set_up};

/// How long a token that was deleted may work on, in the console's own words.
const END: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_sample_goes_in_and_out_with_what_was_copied() {
    let house = House::fresh().await;
    let page = house.stranger().await;
    set_up(&house, &page).await;
    page.js("window.neverReloaded = true").await;
    create_deployment(&page).await;
    let steps = at_the_first_steps(&house).await;

    page.role("link", "Show how to send data").click().await;
    let write = example_of_new_token(&page, "writer", "Write").await;
    let mut shell = Shell::new();
    let written = shell.run(&write).await;
    assert!(written.stdout.contains("HTTP 204"), "{written:?}");
    steps.role("heading", "Done: Receive the first sample").expect().await;
    steps.expect_text("4 of 4 steps done. Data arrives.").await;

    let read = example_of_new_token(&page, "reader", "Read").await;
    let sample = async || shell.run(&read).await.stdout.contains("\"values\":[123]").then_some(());
    eventually("the sample is read", sample).await;

    let (writer, reader) = (token_in(&write), token_in(&read));
    let query_with_writer =
        Secret::new(read.expose().replace(&reader, &writer) + " -w 'HTTP %{http_code}\\n'");
    let import_with_reader = Secret::new(write.expose().replace(&writer, &reader));
    for text in [&query_with_writer, &import_with_reader] {
        assert!(is_refused(&mut shell, text).await, "a token does only what it is for");
    }

    delete_used_token(&house, &page, "writer").await;
    let refused = within(END, async || is_refused(&mut shell, &write).await.then_some(())).await;
    assert!(refused.is_some(), "a deleted token is refused within a second");
    let sample = shell.run(&read).await.stdout;
    assert!(sample.contains("\"values\":[123]"), "the other token goes on: {sample}");
    assert_eq!(page.js("window.neverReloaded").await, Value::Bool(true), "all of it came by itself");
    for value in [&writer, &reader] {
        assert!(
            !page.keeps(value).await && !page.was_sent(value),
            "no value stays in the browser or leaves it"
        );
    }
    page.assert_no_complaints();
    steps.assert_no_complaints();
}

/// One click, and it runs.
async fn create_deployment(page: &Page) {
    page.role("heading", "Get started").expect().await;
    page.role("heading", "Done: Set up an administrator").expect().await;
    page.role("heading", "Create a deployment").expect().await;
    page.button("Create metrics").click().await;
    page.role("heading", "Done: Create a deployment").expect().await;
    page.role("heading", "Done: Have an access token").expect().await;
    page.row("metrics").expect_text("Running").await;
    page.role("heading", "Receive the first sample").expect().await;
}

/// Another window, in which only is looked.
async fn at_the_first_steps(house: &House) -> Page {
    let page = house.window_of(&house.server.api().sign_in(EMAIL, PASSWORD).await).await;
    page.goto("/deployments").await;
    page.expect_text("3 of 4 steps done. metrics is running. Waiting for the first sample.").await;
    page
}

/// Generates a token by hand, and copies its text for curl.
async fn example_of_new_token(page: &Page, name: &str, access: &str) -> Secret {
    page.button("Generate token").click().await;
    let dialog = page.dialog("Generate an access token");
    dialog.role("radio", "Something else").click().await;
    dialog.role("radio", access).click().await;
    dialog.field("Name").fill(name).await;
    dialog.button("Generate token").click().await;
    let ready = page.dialog(&format!("{name} is ready"));
    ready.role("tab", access).expect_state("selected", "true").await;
    ready.role("radio", "curl").click().await;
    let text = copied(page, &ready.button("Copy Shell")).await;
    page.expect_text(&format!("Copied the example of {name}.")).await;
    assert!(!page.keeps(&token_in(&text)).await, "the value is on the clipboard only");
    ready.button("Done").click().await;
    ready.expect_gone().await;
    page.row(name).expect().await;
    text
}

/// The value of the token in a text.
fn token_in(text: &Secret) -> String {
    let from = text.expose().find("kht_").expect("a token in the text");
    let rest = &text.expose()[from..];
    rest[..rest.find('\'').expect("the end of the token")].to_owned()
}

/// Whether the endpoint knows no such token for this: before v1.87 it says 400 to that.
async fn is_refused(shell: &mut Shell, text: &Secret) -> bool {
    let answer = shell.run(text).await.stdout;
    answer.contains("HTTP 400") || answer.contains("HTTP 401")
}

/// Deletes a token that a program has used: its name is asked for.
async fn delete_used_token(house: &House, page: &Page, name: &str) {
    until_used(house, name).await;
    page.role("navigation", "Deployment").role("link", "Overview").click().await;
    page.role("heading", "Processes").expect().await;
    page.role("link", "Access tokens").click().await;
    act_on(page, name, "Delete").await;
    let question = page.role("alertdialog", &format!("Delete {name}"));
    question.expect_text("It was last used").await;
    let delete = question.button("Delete token");
    delete.expect_state("disabled", "true").await;
    delete.expect_description("Type the name of the token first.").await;
    question.field("Type its name to confirm").fill(name).await;
    delete.click().await;
    page.expect_text(&format!("{name} is deleted.")).await;
}

/// Waits until the last use of a token is on record.
async fn until_used(house: &House, name: &str) {
    let admin = house.server.api().sign_in(EMAIL, PASSWORD).await;
    let all = admin.get(path::DEPLOYMENTS).await.ok();
    let id = all[0]["id"].as_str().expect("the id of the deployment").parse().expect("an id");
    eventually("the last use is on record", async || {
        let tokens = admin.get(&path::access_tokens(id)).await.ok();
        let token = tokens.as_array()?.iter().find(|token| token["description"] == name)?;
        (!token["last_used_at"].as_str()?.starts_with("0001")).then_some(())
    })
    .await;
}
