//! The save of a rule file: what is looked at before, and what becomes of one that is refused.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{problem, query};
use crate::rules_files::{
    BROKEN, GOOD, answers, asked, draft, editor, file, file_path, files, is_barred, last, lists, opened, sha,
    write,
};
use crate::stage::{Stage, click, fill, until};

/// A file with an alert, which the running server has too.
const ALERT: &str = "groups:
  - name: shop
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        labels:
          severity: page
";

fn more() -> String {
    format!("{GOOD}      - record: job:up:min\n        expr: min by (job) (up)\n")
}

/// Presses "Save", and waits for what comes before the save.
async fn reviewed(stage: &Stage) {
    until("the check", || !is_barred(&stage.get("button", "Save"))).await;
    click(&stage.get("button", "Save")).await;
    until("the review", || stage.query(".rule-diff").len() == 1).await;
}

fn refused(errors: &Value) -> Value {
    let mut refused = problem("invalid", 422, "The file has 1 error. Line 3: vmalert knows no such thing.");
    refused["errors"] = errors.clone();
    refused
}

#[wasm_bindgen_test]
async fn what_replaces_another_text_is_looked_at_first() {
    let answers = answers(&[file("review.yml", 4, "live")]);
    answers.answer(&file_path("POST", "review.yml"), 200, &file("review.yml", 5, "waiting"));
    let stage = opened("review.yml").await;
    write(&stage, "review.yml", &more()).await;
    reviewed(&stage).await;
    assert_eq!(query(), "?file=review.yml&review=1");
    assert!(stage.has("heading", "Save review.yml"));
    assert!(stage.text().contains("1 rule added. No firing alert resolves."), "{}", stage.text());
    assert_eq!(stage.query(".rule-diff .added").len(), 2);
    assert!(answers.asked("POST").is_empty());
    lists(&answers, &[file("review.yml", 5, "waiting")]);
    click(&last(&stage, "button", "Save")).await;
    until("the save", || stage.query("dialog").is_empty()).await;
    assert_eq!(answers.sent_text(&file_path("POST", "review.yml")), [more()]);
    assert_eq!(answers.replaced(&file_path("POST", "review.yml")), [format!("\"{}\"", sha("review.yml", 4))]);
    assert!(stage.text().contains("Waiting") && !stage.text().contains("Unsaved changes"));
    assert_eq!((query().as_str(), draft("review.yml")), ("?file=review.yml", None));
}

#[wasm_bindgen_test]
async fn alerts_that_will_resolve_are_counted() {
    let answers = answers(&[file("fires.yml", 1, "live")]);
    answers.answer_text(&file_path("GET", "fires.yml"), 200, ALERT);
    let rule = json!({ "kind": "alert", "name": "Down", "expr": "up == 0", "labels": { "severity": "page" },
                       "health": "ok", "state": "firing", "firing": 3, "pending": 0 });
    let group =
        json!({ "name": "shop", "file": "fires.yml", "interval_ms": 1000, "health": "ok", "rules": [rule] });
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &json!([group]));
    let stage = opened("fires.yml").await;
    write(&stage, "fires.yml", GOOD).await;
    reviewed(&stage).await;
    let said = "1 rule added, 1 removed. 3 firing alerts will resolve.";
    assert!(stage.text().contains(said), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn what_the_server_finds_wrong_stands_at_its_line() {
    let answers = answers(&[file("refused.yml", 1, "live")]);
    let error = json!([{ "pointer": "3:5", "code": "refused", "detail": "vmalert knows no such thing." }]);
    answers.answer(&file_path("POST", "refused.yml"), 422, &refused(&error));
    let stage = opened("refused.yml").await;
    write(&stage, "refused.yml", &more()).await;
    reviewed(&stage).await;
    click(&last(&stage, "button", "Save")).await;
    until("the problem", || stage.query(".problem").len() == 1).await;
    assert!(stage.query("dialog").is_empty());
    let problem = stage.query(".problem")[0].inner_text();
    assert!(problem.contains("Line 3") && problem.contains("vmalert knows no such thing."), "{problem}");
    assert_eq!(editor(&stage, "refused.yml").value(), more(), "nothing is lost");
    assert_eq!(draft("refused.yml"), Some(more()));
    write(&stage, "refused.yml", &format!("{}# mended\n", more())).await;
    until("the word on another text to be gone", || stage.query(".problem").is_empty()).await;
}

#[wasm_bindgen_test]
async fn who_was_faster_is_named_and_nothing_is_overwritten_unseen() {
    let answers = answers(&[file("race.yml", 1, "live")]);
    let changed = problem("changed_since", 412, "The file was changed since.");
    answers.answer(&file_path("POST", "race.yml"), 412, &changed);
    let stage = opened("race.yml").await;
    write(&stage, "race.yml", &more()).await;
    reviewed(&stage).await;
    let theirs = GOOD.replace("name: shop", "name: stall");
    lists(&answers, &[file("race.yml", 2, "live")]);
    answers.answer_text(&file_path("GET", "race.yml"), 200, &theirs);
    click(&last(&stage, "button", "Save")).await;
    until("who was faster", || stage.has("heading", "race.yml was changed meanwhile")).await;
    assert!(stage.text().contains("grace@example.com saved version 2"), "{}", stage.text());
    until("the comparison with theirs", || stage.text().contains("stall")).await;
    click(&stage.get("button", "Keep editing")).await;
    assert_eq!(editor(&stage, "race.yml").value(), more());
    click(&stage.get("button", "Save")).await;
    until("the review", || stage.query(".rule-diff").len() == 1).await;
    click(&last(&stage, "button", "Save")).await;
    until("the question", || stage.has("button", "Save over it")).await;
    answers.answer(&file_path("POST", "race.yml"), 200, &file("race.yml", 3, "live"));
    lists(&answers, &[file("race.yml", 3, "live")]);
    click(&stage.get("button", "Save over it")).await;
    until("the save", || stage.query("dialog").is_empty()).await;
    let seen = answers.replaced(&file_path("POST", "race.yml"));
    assert_eq!(seen.last(), Some(&format!("\"{}\"", sha("race.yml", 2))), "{seen:?}");
    assert!(!stage.text().contains("Unsaved changes"));
}

#[wasm_bindgen_test]
async fn a_save_that_fails_takes_nothing_away() {
    let answers = answers(&[file("fails.yml", 1, "live")]);
    answers.answer(&file_path("POST", "fails.yml"), 503, &problem("unavailable", 503, "The disk is full."));
    let stage = opened("fails.yml").await;
    write(&stage, "fails.yml", &more()).await;
    reviewed(&stage).await;
    click(&last(&stage, "button", "Save")).await;
    until("the error", || stage.text().contains("The disk is full.")).await;
    assert_eq!((editor(&stage, "fails.yml").value(), draft("fails.yml")), (more(), Some(more())));
}

#[wasm_bindgen_test]
async fn a_new_file_is_named_begun_and_saved() {
    let answers = answers(&[file("taken.yml", 1, "live")]);
    answers.answer(&file_path("POST", "begun.yml"), 201, &file("begun.yml", 1, "waiting"));
    let stage = files("new=1").await;
    let name = stage.get("textbox", "Name");
    fill(&name, "a/b").await;
    assert!(stage.text().contains("begin with a letter or a digit"), "{}", stage.text());
    fill(&name, "taken.yml").await;
    assert!(stage.text().contains("There is a file called taken.yml."));
    fill(&name, "begun.yml").await;
    click(&stage.get("button", "Open in the editor")).await;
    until("the editor", || stage.has("textbox", "Text of begun.yml")).await;
    assert!(editor(&stage, "begun.yml").value().contains("name: \"begun\""));
    assert!(stage.text().contains("Not saved yet") && stage.query(".rule-entries li").len() == 2);
    write(&stage, "begun.yml", BROKEN).await;
    until("the error", || stage.has("heading", "Errors")).await;
    write(&stage, "begun.yml", &GOOD.replace("shop", "begun")).await;
    until("the check", || !is_barred(&stage.get("button", "Save"))).await;
    lists(&answers, &[file("begun.yml", 1, "waiting"), file("taken.yml", 1, "live")]);
    click(&stage.get("button", "Save")).await;
    until("the save", || stage.text().contains("version 1")).await;
    assert_eq!(answers.replaced(&file_path("POST", "begun.yml")), ["*"], "nobody else's is replaced");
    assert_eq!(draft("begun.yml"), None);
}

#[wasm_bindgen_test]
async fn a_file_whose_alerts_fire_is_deleted_by_its_name_only() {
    let answers = answers(&[file("gone.yml", 1, "live"), file("stays.yml", 1, "live")]);
    let rule = json!({ "kind": "alert", "name": "Down", "expr": "up == 0", "health": "ok", "firing": 2, "pending": 0 });
    let group =
        json!({ "name": "shop", "file": "gone.yml", "interval_ms": 1000, "health": "ok", "rules": [rule] });
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &json!([group]));
    answers.answer(&file_path("DELETE", "gone.yml"), 204, &json!(null));
    let stage = files("file=gone.yml&delete=gone.yml").await;
    until("the question", || stage.has("button", "Delete file")).await;
    assert!(stage.text().contains("2 alerts of it fire now and will resolve."), "{}", stage.text());
    assert!(is_barred(&stage.get("button", "Delete file")));
    fill(&stage.get("textbox", "Type its name to confirm"), "gone.yml").await;
    lists(&answers, &[file("stays.yml", 1, "live")]);
    click(&stage.get("button", "Delete file")).await;
    until("the file to be gone", || stage.query(".rule-entries li").len() == 1).await;
    assert_eq!((query().as_str(), answers.asked("DELETE").len()), ("", 1));
}
