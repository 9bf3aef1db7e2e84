//! As `accessible`: the views and dialogs of rules.

use keyhouse_e2e::{Deployment, House, Name, containing};
use serde_json::json;

use crate::accessible::Findings;
use crate::deployments::closed_port;
use crate::rule_steps::{FILE, drop_on, in_time, open, rules, view};
use crate::steps::{act_on, member};

/// A file with an error, a warning and a hint or two.
fn with_problems() -> String {
    rules("wrong", 2).replace("expr: vector(2) > 1", "expr: vector(2)").replace("for: 0s", "fro: 5m")
}

#[tokio::test]
async fn the_rule_files() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto(&deployment.page("/rules")).await;
    let first = page.role("heading", "Add the first rule file");
    findings.look_at(&page, "no rule file yet", &first).await;
    page.goto(&deployment.page("/rules?new=1")).await;
    let dialog = page.dialog("New rule file");
    dialog.button("Open in the editor").click().await;
    dialog.field("Name").expect_state("invalid", "true").await;
    findings.look_at(&page, "a new rule file", &dialog).await;

    for number in 1..=8 {
        let group = format!("group{number}");
        deployment.save_rules(&format!("rules-{number}.yml"), &rules(&group, 2)).await;
    }
    page.goto(&deployment.page("/rules")).await;
    findings.look_at(&page, "rule files", &page.role("searchbox", "Find a file")).await;
    let _lying = drop_on(&page, &[("wrong.yml", &with_problems())]).await;
    let problem = page.button(containing("Line 9"));
    findings.look_at(&page, "a file with problems", &problem).await;
    let other = rules("group1", 3);
    let _lying = drop_on(
        &page,
        &[("rules-1.yml", &other), ("new.yml", &rules("new", 0)), ("bad.yml", &with_problems())],
    )
    .await;
    let dialog = page.dialog("Add 3 files");
    dialog.button("Save 2 files").expect().await;
    findings.look_at(&page, "several files", &dialog).await;
    dialog.button("Cancel").click().await;
    page.goto(&deployment.page("/rules?file=nothing.yml")).await;
    findings.look_at(&page, "no such file", &page.role("heading", "There is no such file")).await;

    let viewer = member(&house, &admin, "vic@example.com", "viewer").await;
    let viewer = house.window_of(&viewer).await;
    let text = open(&viewer, &deployment, "rules-1.yml").await;
    findings.look_at(&viewer, "a rule file for a viewer", &text).await;
}

#[tokio::test]
async fn the_dialogs_of_a_rule_file() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("dialogs", 2)).await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    let text = open(&page, &deployment, FILE).await;
    text.paste_over(&rules("dialogs", 0)).await;
    page.press("Ctrl+s").await;
    let review = page.dialog("Save alerts.yml");
    let lines = review.role("region", "The lines that change");
    findings.look_at(&page, "what a save changes", &lines).await;
    deployment.save_rules(FILE, &rules("dialogs", 3)).await;
    review.button("Save").click().await;
    let faster = page.dialog("alerts.yml was changed meanwhile");
    let lines = faster.role("region", "The lines that change");
    findings.look_at(&page, "somebody was faster", &lines).await;
    faster.button("Keep editing").click().await;
    faster.expect_gone().await;
    findings.look_at(&page, "a file that was changed meanwhile", &page.button("Compare")).await;
    page.reload().await;
    findings.look_at(&page, "a draft that is found", &page.button("Discard them")).await;

    page.button("Discard them").click().await;
    page.button("History").click().await;
    let history = page.dialog("Versions of alerts.yml");
    let lines = history.role("region", "The lines that change");
    findings.look_at(&page, "the versions of a file", &lines).await;
    history.role("tab", "Text").click().await;
    findings.look_at(&page, "the text of a version", &history).await;
    page.press("Escape").await;
    history.expect_gone().await;
    for (action, role, title) in
        [("Upload", "dialog", "Upload with the API"), ("Delete", "alertdialog", "Delete alerts.yml")]
    {
        act_on(&page, FILE, action).await;
        let dialog = page.role(role, title);
        dialog.button(Name::Any).expect().await;
        findings.look_at(&page, title, &dialog).await;
        page.press("Escape").await;
        dialog.expect_gone().await;
    }
}

#[tokio::test]
async fn the_rules_that_run() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto(&deployment.page("/rules?view=running")).await;
    let none = page.role("heading", "There is no rule file yet");
    findings.look_at(&page, "nothing runs", &none).await;

    // Two series for one: that fails when it is evaluated only.
    let fails = rules("fails", 0).replace(
        "vector(0) > 1",
        "(vector(1) or label_set(vector(1), \"a\", \"b\")) * on() vector(1) > on() group_left() (vector(0) or label_set(vector(0), \"a\", \"b\"))",
    );
    deployment.save_rules("fails.yml", &fails).await;
    deployment.save_rules(FILE, &rules("fires", 2)).await;
    let page_of_running = deployment.page("/rules?view=running");
    page.goto(&page_of_running).await;
    let group = page.role("region", "fires");
    let fires = async || group.role("DisclosureTriangle", "1 alert").is_there().await;
    in_time(&page, "an alert fires", fires).await;
    page.role("region", "fails").expect_text("failing").await;
    group.role("DisclosureTriangle", "1 alert").click().await;
    group.expect_text("There are 2.").await;
    findings.look_at(&page, "rules that run", &group).await;
    page.goto(&format!("{page_of_running}&group=fires&rule=TooMany")).await;
    group.role("heading", "TooMany").expect().await;
    findings.look_at(&page, "a link to a rule", &group).await;
    page.goto(&format!("{page_of_running}&group=fires&rule=Gone&q=nothing")).await;
    page.expect_text("is not there any more").await;
    findings.look_at(&page, "no rule matches", &page.button("Clear filters")).await;
}

#[tokio::test]
async fn the_notifications() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto(&deployment.page("/rules?view=notifications")).await;
    let nobody = page.role("radio", "Nobody");
    findings.look_at(&page, "nobody is told", &nobody).await;
    page.role("radio", "An Alertmanager that runs already").click().await;
    page.role("radio", "User and password").click().await;
    page.button("Use this Alertmanager").click().await;
    page.field("URL").expect_state("invalid", "true").await;
    findings.look_at(&page, "an Alertmanager elsewhere, with errors", &page.field("User")).await;

    page.role("radio", "An Alertmanager that Keyhouse runs").click().await;
    let config = page.field("Config of Alertmanager");
    config.paste_over("route:\n  receiver: nobody\nreceivers:\n  - name: other\n").await;
    let problem = page.button(containing("Line 2"));
    problem.expect().await;
    page.button("Check on the server").click().await;
    page.expect_text("The server would refuse this config.").await;
    findings.look_at(&page, "a config with errors", &problem).await;
    config.paste_over("route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n").await;
    problem.expect_gone().await;
    page.button("Insert a receiver").click().await;
    let kind = page.role("menuitem", containing("Webhook"));
    findings.look_at(&page, "receivers to insert", &kind).await;
    kind.click().await;
    page.button("Run Alertmanager with this config").click().await;
    page.expect_text("Saved the config of Alertmanager.").await;
    page.reload().await;
    findings.look_at(&page, "a config that is sealed", &page.button("Open the config")).await;

    let url = format!("http://127.0.0.1:{}", closed_port());
    let elsewhere = json!({ "kind": "external", "url": url });
    admin.put(&deployment.api("/alertmanager"), &elsewhere).await.ok();
    deployment.save_rules(FILE, &rules("told", 2)).await;
    page.reload().await;
    page.button("Send a test alert").click().await;
    page.expect_text("Not taken").await;
    findings.look_at(&page, "a test alert that is not taken", &page.role("region", "Status")).await;
    let viewer = member(&house, &admin, "vic@example.com", "viewer").await;
    let viewer = house.window_of(&viewer).await;
    viewer.goto(&deployment.page("/rules")).await;
    view(&viewer, "Notifications").click().await;
    findings.look_at(&viewer, "notifications for a viewer", &viewer.field("URL")).await;
}
