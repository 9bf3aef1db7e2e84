//! The rules by keyboard, for who only looks, and where a part of the page can't be fetched.

use keyhouse_e2e::{ConsoleFiles, Deployment, House, Name, Page, containing};
use serde_json::json;

use crate::rule_steps::{FILE, drop_on, editor, expect_text, expect_written, is_real, open, rules, view};
use crate::steps::member;

const WHY: &str = "Viewers change nothing. An administrator can make you an editor.";
/// The files of the editor and of the checks.
const EDITOR: &str = "keyhouse-code-editor";
const CHECKS: &str = "keyhouse-rule-worker";

#[tokio::test]
async fn a_viewer_reads_the_rules_and_changes_nothing() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("seen", 2)).await;
    let viewer = member(&house, &admin, "vic@example.com", "viewer").await;
    let page = house.window_of(&viewer).await;
    let text = open(&page, &deployment, FILE).await;
    text.expect_state("readonly", "true").await;
    text.click().await;
    page.type_text("x").await;
    page.press("Ctrl+s").await;
    for button in ["New file", "Save"] {
        page.button(button).expect_state("disabled", "true").await;
        page.button(button).expect_description(WHY).await;
    }
    expect_text(&page, &rules("seen", 2)).await;
    let _lying = drop_on(&page, &[("other.yml", "groups: []")]).await;
    page.expect_text("Nothing was added").await;
    page.button("Actions for alerts.yml").click().await;
    page.role("menuitem", containing("Delete")).expect_text(WHY).await;
    page.press("Escape").await;
    page.goto(&deployment.page(&format!("/rules?delete={FILE}"))).await;
    page.role("link", containing(FILE)).expect().await;
    assert!(!page.role("alertdialog", Name::Any).is_there().await, "no link gets around it");

    view(&page, "Running").click().await;
    page.role("region", "seen").role("heading", "TooMany").expect().await;
    view(&page, "Notifications").click().await;
    page.role("radio", "Nobody").expect_state("disabled", "true").await;
    page.button("Send a test alert").expect_description(WHY).await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_file_is_opened_changed_and_saved_by_keyboard() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("typed", 0)).await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("/rules")).await;
    page.press_until_focus("Tab", &page.role("link", containing(FILE))).await;
    page.press("Enter").await;
    let text = editor(&page, FILE);
    page.press_until_focus("Tab", &text).await;
    page.press("Ctrl+End").await;
    page.type_text("# by keyboard").await;
    expect_written(&page, "# by keyboard").await;

    page.press("Ctrl+s").await;
    let review = page.dialog("Save alerts.yml");
    page.press_until_focus("Tab", &review.button("Save")).await;
    page.press("Enter").await;
    review.expect_gone().await;
    page.expect_text("version 2").await;
    text.expect_focus().await;
    page.press("Home").await;
    page.press("Tab").await;
    expect_written(&page, "\n  # by keyboard").await;
    text.expect_focus().await;
    page.press("Escape").await;
    page.press("Tab").await;
    let left = "document.activeElement.localName !== 'keyhouse-code-editor'";
    page.until("the focus behind the editor", async || page.js(left).await == true).await;
    page.press("Shift+Tab").await;
    text.expect_focus().await;
    page.assert_no_complaints();
}

/// The files of the editor and the checks that were asked for.
async fn fetched(page: &Page) -> Vec<&'static str> {
    [EDITOR, CHECKS].into_iter().filter(|part| page.was_sent(part)).collect()
}

#[tokio::test]
async fn the_editor_and_the_checks_are_fetched_for_who_opens_rules() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("late", 0)).await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page("")).await;
    page.role("heading", "Processes").expect().await;
    page.goto(&deployment.page("/settings")).await;
    page.button("Save changes").expect().await;
    assert!(fetched(&page).await.is_empty(), "nobody has asked for them");
    open(&page, &deployment, FILE).await;
    page.expect_text("No problems found").await;
    assert_eq!(fetched(&page).await, [EDITOR, CHECKS]);
    page.assert_no_complaints();
}

#[tokio::test]
async fn without_the_editor_one_writes_in_a_plain_field() {
    let files = ConsoleFiles::without(EDITOR);
    let house = House::with_flags(&["--console-dir", files.path()]).await;
    let admin = house.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("plain", 0)).await;
    let page = house.window_of(&admin).await;
    page.goto(&deployment.page(&format!("/rules?file={FILE}"))).await;
    let text = editor(&page, FILE);
    text.expect_value(&rules("plain", 0)).await;
    assert!(!is_real(&page).await);
    let whole = rules("plain", 1);
    text.fill(&whole.replace("expr: vector", "xpr: vector")).await;
    text.expect_description("Line 8").await;
    page.button(containing("Line 8")).click().await;
    text.expect_focus().await;
    page.type_text("e").await;
    text.expect_value(&whole).await;
    page.button(containing("Line 8")).expect_gone().await;
    page.press("Ctrl+s").await;
    let review = page.dialog("Save alerts.yml");
    review.expect_text("2 rules changed.").await;
    review.button("Save").click().await;
    review.expect_gone().await;
    page.expect_text("version 2").await;
    assert!(!page.take_complaints().is_empty(), "the browser's own console names the cause");
}

#[tokio::test]
async fn without_the_checks_the_server_says_what_is_wrong() {
    let files = ConsoleFiles::without(CHECKS);
    let house = House::with_flags(&["--console-dir", files.path()]).await;
    let admin = house.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    deployment.save_rules(FILE, &rules("unchecked", 0)).await;
    let page = house.window_of(&admin).await;
    let text = open(&page, &deployment, FILE).await;
    let missing = "The checks could not be loaded";
    page.expect_text(missing).await;

    let broken = rules("unchecked", 1).replace("expr: vector(1) > 1", "expr: vector(1");
    text.paste_over(&broken).await;
    page.press("Ctrl+s").await;
    let review = page.dialog("Save alerts.yml");
    review.expect_text("What this changes can’t be shown.").await;
    review.button("Save").click().await;
    review.expect_gone().await;
    page.button(containing("Line 8")).expect().await;
    expect_text(&page, &broken).await;
    text.paste_over(&rules("unchecked", 1)).await;
    page.button(containing("Line 8")).expect_gone().await;
    page.button("Save").click().await;
    review.button("Save").click().await;
    review.expect_gone().await;
    page.expect_text("version 2").await;

    files.complete();
    page.js("fetch('/').then(it => it.ok)").await;
    page.button("Try again").click().await;
    page.expect_no_text(missing).await;
    page.expect_text("No problems found").await;
    let files = admin.get(&deployment.api("/rule-sets/files")).await.ok();
    assert_eq!(files, json!([FILE]));
    page.take_complaints();
}
