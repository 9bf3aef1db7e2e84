//! As `accessible`: the pages and dialogs of deployments and their tokens.

use keyhouse_e2e::{Api, Deployment, House, Locator, Name, Shell, containing};
use keyhouse_model::access_token::AccessMode;
use keyhouse_model::path;
use serde_json::json;

use crate::accessible::Findings;
use crate::deployments::{closed_port, elsewhere, number, open_advanced};
use crate::steps::{act_on, deployment as external, member};

/// A cluster that runs elsewhere, where nobody answers. Answers the path of its page.
async fn cluster(admin: &Api) -> String {
    let url = format!("http://127.0.0.1:{}", closed_port());
    let create = json!({
        "name": "a-cluster-with-a-long-name-in-eu-central-1", "type": "cluster", "provider": "external",
        "external": { "insert_url": url, "select_url": url }, "tier": 226, "storage_size": 2,
        "storage_size_unit": "TB", "retention": 6, "retention_unit": "m", "maintenance_window": "Mon-Fri 4-5am",
    });
    let made = admin.post(path::DEPLOYMENTS, &create).await.ok();
    format!("/deployments/{}", made["id"].as_str().expect("the id of a new deployment"))
}

#[tokio::test]
async fn the_first_steps_and_the_list() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto("/deployments").await;
    findings.look_at(&page, "the first steps", &page.button("Create metrics")).await;
    page.button("Hide the first steps").click().await;
    let first = page.role("heading", "Create your first deployment");
    findings.look_at(&page, "no deployment yet", &first).await;

    let running = Deployment::create(&admin, "metrics").await;
    let stopped = Deployment::create(&admin, "stopped-for-now").await;
    admin.post(&stopped.api("/stop"), &json!({})).await.ok();
    external(&admin, "elsewhere").await;
    let at_a_cluster = cluster(&admin).await;
    page.goto("/deployments").await;
    page.row("elsewhere").expect_text("Error").await;
    findings.look_at(&page, "deployments", &page.row("a-cluster-with")).await;
    page.goto("/deployments?q=nothing").await;
    findings.look_at(&page, "deployments, none matches", &page.button("Show all deployments")).await;

    let processes = page.role("heading", "Processes");
    page.goto(&running.page("")).await;
    page.role("DisclosureTriangle", "Latest log lines").click().await;
    findings.look_at(&page, "a deployment that runs", &processes).await;
    page.goto(&at_a_cluster).await;
    findings.look_at(&page, "a cluster elsewhere that does not answer", &processes).await;
    page.goto(&stopped.page("")).await;
    findings.look_at(&page, "a stopped deployment", &page.button("Start")).await;
    page.goto("/deployments/123e4567-e89b-42d3-a456-426614174000").await;
    findings.look_at(&page, "no such deployment", &page.role("alert", Name::Any)).await;
    page.goto("/deployments/nothing").await;
    let nowhere = page.role("heading", "There is no such deployment");
    findings.look_at(&page, "an address that names no deployment", &nowhere).await;
}

#[tokio::test]
async fn the_form_of_a_new_deployment() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    let mut shell = Shell::new();
    let running = elsewhere(&mut shell).await;
    page.goto("/deployments/new").await;
    let create = page.button("Create deployment");
    open_advanced(&page).await;
    page.button("Show as curl or Terraform").click().await;
    number(&page, "Retention").fill("0").await;
    number(&page, "Storage").fill("5").await;
    number(&page, "Deduplication window").fill("1.5").await;
    create.click().await;
    page.field("Name").expect_state("invalid", "true").await;
    findings.look_at(&page, "the form of a new deployment, with errors", &create).await;

    page.role("radio", "VictoriaMetrics that already runs").click().await;
    page.role("radio", "User and password").click().await;
    page.field("URL").fill(&running).await;
    page.field("User").fill("ada").await;
    page.button("Check").click().await;
    page.expect_text("It answers queries.").await;
    findings.look_at(&page, "the form for one elsewhere, reached", &create).await;
    page.role("radio", "Cluster").click().await;
    let nobody = format!("http://127.0.0.1:{}", closed_port());
    page.field("Insert URL").fill(&nobody).await;
    page.field("Select URL").fill(&nobody).await;
    page.role("radio", "None").click().await;
    page.button("Check").click().await;
    page.expect_text("Select URL: ").await;
    findings.look_at(&page, "the form for one elsewhere, not reached", &create).await;
}

#[tokio::test]
async fn the_settings() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto(&deployment.page("/settings")).await;
    let save = page.button("Save changes");
    page.button("Add a flag of victoria-metrics").click().await;
    page.type_text("search.maxQueryLen").await;
    number(&page, "Retention").fill("3").await;
    page.row("1 month").expect_text("3 months").await;
    findings.look_at(&page, "settings with a preview", &save).await;
    page.field("Flag").fill("storageDataPath").await;
    page.field("Flag").expect_state("invalid", "true").await;
    findings.look_at(&page, "settings with an error", &save).await;
    page.goto(&deployment.page("/settings?stop=1")).await;
    findings
        .look_at(&page, "a question before it is stopped", &page.role("alertdialog", "Stop metrics"))
        .await;
    page.goto(&deployment.page("/settings?delete=1")).await;
    findings.look_at(&page, "a deployment is deleted", &page.role("alertdialog", "Delete metrics")).await;

    let viewer = member(&house, &admin, "vic@example.com", "viewer").await;
    let viewer = house.window_of(&viewer).await;
    viewer.goto(&deployment.page("/settings")).await;
    findings.look_at(&viewer, "settings for a viewer", &viewer.button("Save changes")).await;
    viewer.goto("/deployments/new").await;
    findings
        .look_at(&viewer, "a new deployment for a viewer", &viewer.role("heading", "New deployment"))
        .await;
}

#[tokio::test]
async fn the_tokens() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let token = deployment.token(AccessMode::ReadWrite, "ci").await;
    let long = "vmagent of the cluster in eu-central-1, for the team that looks after the pipelines";
    deployment.token(AccessMode::Write, long).await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto(&deployment.page("/access-tokens")).await;
    page.button("Actions for ci").click().await;
    let test = page.role("menuitem", containing("Test"));
    findings.look_at(&page, "tokens with a menu", &test).await;
    page.press("Escape").await;

    act_on(&page, "ci", "Test").await;
    let dialog = page.dialog("Test ci");
    try_both(&dialog).await;
    findings.look_at(&page, "a token is tried", &dialog).await;
    dialog.button("Done").click().await;
    page.button("Examples for ci").click().await;
    let dialog = page.dialog("Examples for ci");
    findings.look_at(&page, "examples that write", &dialog).await;
    dialog.role("tab", "Read").click().await;
    dialog.role("DisclosureTriangle", "URLs for other tools").click().await;
    findings.look_at(&page, "examples that read", &dialog).await;
    dialog.button("Done").click().await;

    act_on(&page, "ci", "Replace").await;
    let dialog = page.dialog("Replace ci");
    findings.look_at(&page, "a token is replaced", &dialog).await;
    dialog.button("Make new token").click().await;
    let dialog = page.dialog("ci has a new token");
    dialog.button("Send a test sample").click().await;
    dialog.expect_text("The sample keyhouse_test is written.").await;
    findings.look_at(&page, "the token that replaces another", &dialog).await;
    dialog.button("Keep both for now").click().await;
    // Tried, and so used: its name is asked for.
    page.goto(&deployment.page(&format!("/access-tokens?delete={}", token.id()))).await;
    findings.look_at(&page, "a token is deleted", &page.role("alertdialog", "Delete ci")).await;
    page.goto(&deployment.page("/access-tokens?q=nothing")).await;
    findings.look_at(&page, "tokens, none matches", &page.button("Show all tokens")).await;
}

async fn try_both(dialog: &Locator<'_>) {
    dialog.button("Send a test sample").click().await;
    dialog.expect_text("The sample keyhouse_test is written.").await;
    dialog.button("Run a test query").click().await;
    dialog.expect_text("The query was answered.").await;
}

#[tokio::test]
async fn a_token_is_generated() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    let cluster = cluster(&admin).await;
    page.goto(&format!("{cluster}/access-tokens")).await;
    page.button("Generate token").click().await;
    let form = page.dialog("Generate an access token");
    let generate = form.button("Generate token");
    form.role("DisclosureTriangle", "Advanced settings").click().await;
    form.field(containing("Tenant")).fill("12:x").await;
    generate.click().await;
    form.field("Name").expect_state("invalid", "true").await;
    findings.look_at(&page, "the form of a new token, with errors", &form).await;
    form.role("radio", "vmalert").click().await;
    form.field(containing("Tenant")).fill("12:0").await;
    form.expect_text("Queries at").await;
    findings.look_at(&page, "the form of a new token for a tenant", &form).await;
    generate.click().await;
    findings.look_at(&page, "a new token", &page.dialog("vmalert is ready")).await;
    page.goto(&format!("{cluster}/access-tokens")).await;
    findings.look_at(&page, "tokens of a cluster", &page.row("vmalert")).await;
}
