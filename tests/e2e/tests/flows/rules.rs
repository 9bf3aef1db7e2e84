//! From a file that is dropped on the page to an alert that somebody is told of.

use keyhouse_e2e::plane::RULES_ARRIVE;
use keyhouse_e2e::{Api, Deployment, House, Page, Receiver, containing};
use keyhouse_model::access_token::AccessMode;

use crate::rule_steps::{
    FILE, drop_on, editor, expect_message, expect_text, in_time, rules, tells_at_once, view,
};
use crate::steps::act_on;

#[tokio::test]
async fn a_file_that_is_dropped_goes_live_and_somebody_is_told_when_its_alert_fires() {
    let receiver = Receiver::start().await;
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let reader = deployment.token(AccessMode::Read, "reader").await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("")).await;
    page.role("link", "Rules").click().await;
    page.role("heading", "Add the first rule file").expect().await;

    drop_and_mend(&page).await;
    page.button("Save").click().await;
    page.expect_text("alerts.yml is saved.").await;
    live_by_itself(&page, &deployment).await;
    replace(&page).await;
    live_by_itself(&page, &deployment).await;

    let recorded = async || deployment.has(&reader, "story:watched:sum").await;
    in_time(&page, "the recorded metric", recorded).await;
    let told_of =
        async || deployment.has(&reader, "ALERTS{alertname=\"TooMany\",alertstate=\"firing\"}").await;
    in_time(&page, "the metric of the alert", told_of).await;
    it_fires(&page).await;
    notify(&page, &admin, &deployment, &receiver).await;
    delete(&page, &deployment).await;
    page.assert_no_complaints();
}

/// Drops a file with a mistake, and mends it where the list of problems leads.
async fn drop_and_mend(page: &Page) {
    let whole = rules("story", 0);
    let broken = whole.replace("expr: vector", "xpr: vector");
    let _lying = drop_on(page, &[(FILE, &broken)]).await;
    let problem = page.button(containing("Line 8"));
    problem.expect_text("xpr").await;
    expect_text(page, &broken).await;
    expect_message(page, "xpr: vector(0)", "xpr").await;
    let save = page.button("Save");
    save.expect_state("disabled", "true").await;
    save.expect_description("Mend").await;

    problem.click().await;
    editor(page, FILE).expect_focus().await;
    page.type_text("e").await;
    expect_text(page, &whole).await;
    problem.expect_gone().await;
    save.expect_state("disabled", "false").await;
}

/// Waits until the list says that the file is in force.
async fn live_by_itself(page: &Page, deployment: &Deployment<'_>) {
    deployment.until_live(FILE).await;
    page.role("link", containing(FILE)).expect_text("Live").await;
}

/// Writes another text, and looks at what it changes before it is saved.
async fn replace(page: &Page) {
    editor(page, FILE).paste_over(&rules("story", 2)).await;
    page.press("Ctrl+s").await;
    let review = page.dialog("Save alerts.yml");
    review.expect_text("2 rules changed. No firing alert resolves.").await;
    let lines = review.role("region", "The lines that change");
    for line in ["expr: sum(vector(0))", "expr: sum(vector(2))", "expr: vector(2) > 1"] {
        lines.expect_text(line).await;
    }
    review.button("Save").click().await;
    review.expect_gone().await;
}

/// Sees the alert fire.
async fn it_fires(page: &Page) {
    view(page, "Running").click().await;
    let group = page.role("region", "story");
    group.role("heading", "TooMany").expect().await;
    group.role("heading", "story:watched:sum").expect().await;
    group.expect_text("1 firing").await;
    group.role("DisclosureTriangle", "1 alert").click().await;
    group.expect_text("There are 2.").await;
    group.expect_text("severity=warning").await;
    page.button(containing("Firing")).click().await;
    page.expect_text("1 group, 1 rule").await;
    group.role("heading", "story:watched:sum").expect_gone().await;
    view(page, "Running").expect_text("1 firing").await;
}

/// Has Alertmanager tell the receiver.
async fn notify(page: &Page, admin: &Api, deployment: &Deployment<'_>, receiver: &Receiver) {
    view(page, "Notifications").click().await;
    page.role("radio", "An Alertmanager that Keyhouse runs").click().await;
    let config = page.field("Config of Alertmanager");
    config.paste_over(&tells_at_once(receiver.url())).await;
    expect_text(page, &tells_at_once(receiver.url())).await;
    page.button("Check on the server").click().await;
    page.expect_text("The server takes this config").await;
    page.button("Run Alertmanager with this config").click().await;
    page.expect_text("Saved the config of Alertmanager.").await;

    let is_ready = async || admin.get(&deployment.api("/alertmanager")).await.body["status"] == "ready";
    in_time(page, "Alertmanager is ready", is_ready).await;
    let status = page.role("region", "Status");
    status.expect_text("Ready").await;
    status.button("Send a test alert").click().await;
    status.expect_text("Taken").await;
    status.expect_text("It goes to test.").await;
    println!("wait up to {} s for the alert", RULES_ARRIVE.as_secs());
    in_time(page, "somebody is told of the alert", async || !receiver.told("TooMany").is_empty()).await;
    let alert = receiver.told("TooMany").remove(0);
    assert_eq!(alert["status"], "firing");
    assert_eq!(alert["labels"]["severity"], "warning");
    assert_eq!(alert["annotations"]["summary"], "There are 2.");
}

/// Deletes the file while another goes on.
async fn delete(page: &Page, deployment: &Deployment<'_>) {
    deployment.save_rules("other.yml", &rules("other", 0)).await;
    view(page, "Files").click().await;
    page.role("link", containing("other.yml")).expect_text("Live").await;
    page.role("link", containing(FILE)).click().await;
    act_on(page, FILE, "Delete").await;
    let question = page.role("alertdialog", "Delete alerts.yml");
    question.expect_text("1 alert of it fires now and will resolve.").await;
    question.field("Type its name to confirm").fill(FILE).await;
    question.button("Delete file").click().await;
    page.expect_text("alerts.yml is deleted.").await;
    page.role("link", containing(FILE)).expect_gone().await;

    view(page, "Running").click().await;
    in_time(page, "vmalert has only the other group", async || deployment.groups().await == ["other"]).await;
    page.role("region", "other").expect().await;
    page.role("region", "story").expect_gone().await;
}

#[tokio::test]
async fn several_files_are_looked_at_before_they_are_saved() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules("old.yml", &rules("old", 0)).await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("/rules")).await;
    page.role("link", containing("old.yml")).expect().await;

    let broken = rules("broken", 0).replace("expr: vector(0) > 1", "expr: vector(0");
    let files = [("new.yml", rules("new", 0)), ("old.yml", rules("old", 1)), ("bad.yml", broken)];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let _lying = drop_on(&page, &files).await;
    let dialog = page.dialog("Add 3 files");
    dialog.expect_text("Line 8: ").await;
    dialog.expect_text("2 rules changed.").await;
    dialog.button("Save 2 files").click().await;
    page.expect_text("Saved 2 files.").await;
    dialog.button("Open in the editor: bad.yml").click().await;
    page.button(containing("Line 8")).expect().await;
    for file in ["new.yml", "old.yml"] {
        deployment.until_live(file).await;
        page.role("link", containing(file)).expect_text("Live").await;
    }
    page.role("link", containing("bad.yml")).expect_text("Not saved yet").await;
    page.assert_no_complaints();
}
