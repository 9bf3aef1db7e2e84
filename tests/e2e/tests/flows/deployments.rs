//! New deployments by the full form: on this machine, and those that run elsewhere already.

use std::net::TcpListener;

use keyhouse_e2e::shell::free;
use keyhouse_e2e::{House, Locator, Page, Shell, eventually};
use keyhouse_model::access_token::DEFAULT_NAME;
use keyhouse_model::path;
use keyhouse_model::secret::Secret;

use crate::steps::act_on;

/// A number of the form.
pub(crate) fn number<'a>(page: &'a Page, name: &str) -> Locator<'a> {
    page.role("spinbutton", name)
}

/// Opens what most people leave as it is.
pub(crate) async fn open_advanced(page: &Page) {
    page.role("DisclosureTriangle", "Advanced settings").click().await;
    number(page, "Deduplication window").expect().await;
}

/// VictoriaMetrics that somebody else runs. Answers its URL.
pub(crate) async fn elsewhere(shell: &mut Shell) -> String {
    let port = closed_port();
    let text = format!("exec victoria-metrics -httpListenAddr=127.0.0.1:{port} -storageDataPath=elsewhere");
    shell.start("victoria-metrics", &Secret::new(text));
    let health = Secret::new(format!("curl -s http://127.0.0.1:{port}/health"));
    eventually("it answers", async || (shell.run(&health).await.stdout == "OK").then_some(())).await;
    format!("http://127.0.0.1:{port}")
}

/// A port that nobody listens on.
pub(crate) fn closed_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    free.expect("a free port").port()
}

#[tokio::test]
async fn each_mistake_is_told_at_its_field_and_the_mended_form_makes_one_deployment() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    page.goto("/deployments").await;
    page.role("link", "New deployment").click().await;
    page.role("heading", "New deployment").expect().await;
    wrong(&page).await;
    assert_eq!(admin.get(path::DEPLOYMENTS).await.ok().as_array().map(Vec::len), Some(0), "nothing was made");

    page.field("Name").fill("prod-eu").await;
    number(&page, "Retention").fill("90").await;
    page.press("Tab").await;
    page.press("ArrowUp").await;
    page.role("combobox", "Unit of retention").expect_value("days").await;
    number(&page, "Storage").fill("50").await;
    number(&page, "Deduplication window").fill("30").await;
    page.field("Name").expect_state("invalid", "false").await;
    page.expect_text("and keep data for 90 days. It begins with one access token.").await;
    page.field("Name").click().await;
    // Somebody impatient presses twice.
    page.press("Enter").await;
    page.press("Enter").await;

    page.role("heading", "prod-eu").expect().await;
    page.expect_title("prod-eu · Overview · Keyhouse").await;
    page.expect_text("keeps 90 days").await;
    page.expect_text("Waiting for the first sample. This page notices it by itself.").await;
    page.expect_text("Running").await;
    page.expect_text("30 s").await;
    page.back().await;
    page.row("prod-eu").expect_text("Running").await;
    assert_eq!(
        admin.get(path::DEPLOYMENTS).await.ok().as_array().map(Vec::len),
        Some(1),
        "one form makes one"
    );
    page.assert_no_complaints();
}

/// Fills in what can't be, and sends it.
async fn wrong(page: &Page) {
    open_advanced(page).await;
    number(page, "Retention").fill("0").await;
    number(page, "Storage").fill("5").await;
    number(page, "Deduplication window").fill("1.5").await;
    page.button("Create deployment").click().await;
    for (field, message) in [
        (page.field("Name"), "name"),
        (number(page, "Retention"), "Say for how long data is kept."),
        (number(page, "Storage"), "The least is 10 GB."),
        (number(page, "Deduplication window"), "Enter a whole number, such as 30."),
    ] {
        field.expect_state("invalid", "true").await;
        field.expect_description(message).await;
    }
    page.expect_text("Fill in the fields, and this says what will be made.").await;
    page.expect_location("/deployments/new").await;
}

#[tokio::test]
async fn what_runs_elsewhere_is_checked_first_and_then_takes_data() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    let mut shell = Shell::new();
    let running = elsewhere(&mut shell).await;
    page.goto("/deployments/new").await;
    page.field("Name").fill("from-before").await;
    page.role("radio", "VictoriaMetrics that already runs").click().await;
    check(&page, &running).await;
    page.button("Create deployment").click().await;

    page.role("heading", "from-before").expect().await;
    page.expect_text("Running").await;
    page.expect_text(&running).await;
    page.role("link", "Settings").click().await;
    page.button("Save changes").expect().await;
    assert!(!page.button("Stop").is_there().await, "what runs elsewhere is not stopped from here");
    page.role("link", "Access tokens").click().await;
    act_on(&page, DEFAULT_NAME, "Test").await;
    let test = page.dialog(&format!("Test {DEFAULT_NAME}"));
    test.button("Send a test sample").click().await;
    test.expect_text("The sample keyhouse_test is written.").await;
    let there = Secret::new(format!("curl -gs '{running}/api/v1/export?match[]=keyhouse_test'"));
    eventually("the sample is there", async || {
        shell.run(&there).await.stdout.contains("keyhouse_test").then_some(())
    })
    .await;
    page.assert_no_complaints();
}

/// Tries a text that is no URL, a place where nobody answers, and at last the right one.
async fn check(page: &Page, running: &str) {
    let (url, check) = (page.field("URL"), page.button("Check"));
    check.expect_state("disabled", "true").await;
    check.expect_description("Enter the URL, such as").await;
    url.fill("10.0.0.5:8428").await;
    url.expect_description("Enter a whole URL that begins with http:// or https://.").await;
    check.expect_description("Enter a whole URL").await;

    let nobody = closed_port();
    free(nobody).await;
    url.fill(&format!("http://127.0.0.1:{nobody}")).await;
    url.expect_state("invalid", "false").await;
    check.click().await;
    page.expect_text("Not reached").await;

    url.fill(running).await;
    page.expect_no_text("Not reached").await;
    check.click().await;
    page.expect_text("It answers queries.").await;
    page.expect_text("Reached").await;
}
