//! The rule files of a deployment: the list, the editor, drafts, versions.

use std::cell::Cell;
use std::sync::Arc;

use keyhouse_console::components::deployment::{CurrentDeployment, use_deployment};
use keyhouse_console::components::rule_check::InPage;
use keyhouse_console::pages::rules::Rules;
use keyhouse_console::web::storage;
use keyhouse_model::live::LiveKind;
use keyhouse_model::rule_worker::{Request, answer};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlTextAreaElement};

use crate::answers::{Answers, id_of, query, visit};
use crate::deployments::{details, runtime};
use crate::rules_running::rule_set;
use crate::stage::{Stage, attribute, click, fill, focused, key, name_of, settle, until};

/// A file without a fault.
pub(crate) const GOOD: &str =
    "groups:\n  - name: shop\n    rules:\n      - record: job:up:sum\n        expr: sum by (job) (up)\n";
/// A file whose expression breaks off.
pub(crate) const BROKEN: &str =
    "groups:\n  - name: shop\n    rules:\n      - record: job:up:sum\n        expr: sum by (job) (up\n";

thread_local! {
    /// Counts the tests: drafts outlive a page, and so each test has a deployment of its own.
    static TESTS: Cell<u32> = const { Cell::new(0) };
}

fn deployment() -> String {
    format!("rules{}", TESTS.get())
}

/// A request about the rules of this test's deployment.
pub(crate) fn asked(method: &str, part: &str) -> String {
    format!("{method} /api/v1/deployments/{}/{part}", id_of(&deployment()))
}

/// The tab, in the deployment's frame.
fn tab() -> impl IntoView {
    CurrentDeployment::provide(id_of(&deployment()).parse().unwrap());
    let here = Memo::new(move |_| use_deployment().details().with(Option::is_some));
    view! { <Show when=move || here.get()><Rules /></Show> }
}

/// The path of a file, or of something about it.
pub(crate) fn file_path(method: &str, part: &str) -> String {
    asked(method, &format!("rule-sets/files/{part}"))
}

/// A file as the list has it; the SHA-256 follows from name and version.
pub(crate) fn file(name: &str, version: u32, state: &str) -> Value {
    json!({
        "name": name, "version": version, "bytes": GOOD.len(), "sha256": sha(name, version), "groups": 1, "rules": 1,
        "alerting": 0, "recording": 1, "group_names": ["shop"], "updated_at": "2026-11-21T09:00:00Z",
        "updated_by": "grace@example.com", "state": state,
    })
}

pub(crate) fn sha(name: &str, version: u32) -> String {
    format!("{name}-{version}")
}

/// A server with these files, each with [`GOOD`] in it.
pub(crate) fn answers(files: &[Value]) -> Answers {
    TESTS.set(TESTS.get() + 1);
    let answers = Answers::new();
    answers.answer(asked("GET", "").trim_end_matches('/'), 200, &details(&deployment(), "RUNNING"));
    answers.answer(&asked("GET", "runtime"), 200, &runtime("RUNNING", true));
    answers.answer(&asked("GET", "rule-sets/state"), 200, &rule_set("running", None));
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &json!([]));
    lists(&answers, files);
    for file in files {
        answers.answer_text(&file_path("GET", file["name"].as_str().unwrap()), 200, GOOD);
    }
    answers
}

/// The list is this from now on.
pub(crate) fn lists(answers: &Answers, files: &[Value]) {
    answers.answer(&asked("GET", "rule-sets/files?details=true"), 200, &json!(files));
}

/// The view with this query, seen by a person with this role. The worker's work is done in the page.
pub(crate) async fn files_as(role: &str, query: &str) -> Stage {
    let address = format!("/deployments/{}/rules?{query}", id_of(&deployment()));
    let stage = visit(&address, role, || {
        let work = |asked: &str| {
            let (number, request): (u64, Request) = serde_json::from_str(asked).ok()?;
            serde_json::to_string(&(number, answer(&request))).ok()
        };
        provide_context(InPage(Arc::new(work)));
        tab()
    })
    .await;
    settle().await;
    stage
}

pub(crate) async fn files(query: &str) -> Stage {
    files_as("editor", query).await
}

/// The view with a file open, once its text is there.
pub(crate) async fn opened(name: &str) -> Stage {
    let stage = files(&format!("file={name}")).await;
    until("the editor", || stage.has("textbox", &format!("Text of {name}"))).await;
    stage
}

pub(crate) fn editor(stage: &Stage, name: &str) -> HtmlTextAreaElement {
    stage.get("textbox", &format!("Text of {name}")).unchecked_into()
}

/// Writes this text in the place of what is in the editor.
pub(crate) async fn write(stage: &Stage, name: &str, text: &str) {
    let area = editor(stage, name);
    area.set_value(text);
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    area.dispatch_event(&web_sys::Event::new_with_event_init_dict("input", &options).unwrap()).unwrap();
    settle().await;
}

/// The last element of this role and name: in a dialog, if one is open.
pub(crate) fn last(stage: &Stage, role: &str, name: &str) -> HtmlElement {
    let mut found = stage.all(role);
    found.retain(|it| name_of(it) == name);
    found.pop().unwrap_or_else(|| panic!("{role} {name:?}; there are {:?}", stage.names(role)))
}

pub(crate) fn is_barred(element: &HtmlElement) -> bool {
    attribute(element, "aria-disabled") == "true"
}

/// Where a draft is kept.
pub(crate) fn draft_key(name: &str) -> String {
    format!("keyhouse.rules.draft.{}.{name}", id_of(&deployment()))
}

/// The text of the draft that is kept, if there is one.
pub(crate) fn draft(name: &str) -> Option<String> {
    let kept = storage::get(&draft_key(name)).unwrap()?;
    Some(serde_json::from_str::<Value>(&kept).unwrap()["text"].as_str().unwrap().to_owned())
}

#[wasm_bindgen_test]
async fn each_file_says_what_it_holds_and_how_it_stands() {
    let mut refused = file("c.yml", 1, "refused");
    refused["state_reason"] = json!("vmalert knows no field limit.");
    let of_group = |group: &str, mut file: Value| {
        file["group_names"] = json!([group]);
        file
    };
    let live = of_group("stock", file("a.yml", 3, "live"));
    let waiting = of_group("mail", file("b.yml", 1, "waiting"));
    let _answers = answers(&[live, waiting, refused]);
    let stage = files("").await;
    let rows: Vec<String> = stage.query(".rule-entries li").iter().map(HtmlElement::inner_text).collect();
    assert!(rows[0].contains("a.yml") && rows[0].contains("1 group, 1 recording rule"), "{rows:?}");
    assert!(rows[0].contains("Live") && rows[0].contains("by grace@example.com"), "{rows:?}");
    assert!(rows[1].contains("Waiting") && rows[2].contains("Refused"), "{rows:?}");
    assert!(stage.query("[title='vmalert knows no field limit.']").len() == 1);
    let links = stage.query(".rule-entries a");
    links[0].focus().unwrap();
    key("ArrowDown").await;
    assert_eq!(focused(), links[1], "the arrow keys go through the list");
    click(&links[2]).await;
    assert_eq!(query(), "?file=c.yml");
    let stops: Vec<String> = links.iter().map(|it| attribute(it, "tabindex")).collect();
    assert_eq!(stops, ["-1", "-1", "0"], "Tab stops at the open one");
    until("the text", || stage.has("textbox", "Text of c.yml")).await;
    assert_eq!(editor(&stage, "c.yml").value(), GOOD);
    assert!(stage.text().contains("vmalert knows no field limit."));
    until("the check", || stage.text().contains("No problems found")).await;
}

#[wasm_bindgen_test]
async fn a_file_that_waits_turns_live_without_being_asked_for() {
    let answers = answers(&[file("wait.yml", 1, "waiting")]);
    let stage = opened("wait.yml").await;
    answers.streams.open();
    assert!(stage.text().contains("Waiting"));
    let area = editor(&stage, "wait.yml");
    area.focus().unwrap();
    lists(&answers, &[file("wait.yml", 1, "live")]);
    answers.streams.tell(LiveKind::RuleFile);
    until("the file to be live", || stage.text().contains("Live") && !stage.text().contains("Waiting")).await;
    assert_eq!(focused(), area.unchecked_into::<HtmlElement>(), "the editor is still the same");
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_seen_at_its_line_and_is_not_saved() {
    let answers = answers(&[file("line.yml", 1, "live")]);
    let stage = opened("line.yml").await;
    assert!(is_barred(&stage.get("button", "Save")), "nothing was changed");
    write(&stage, "line.yml", BROKEN).await;
    until("the error", || stage.has("heading", "Errors")).await;
    assert!(is_barred(&stage.get("button", "Save")));
    assert!(stage.text().contains("1 error") && stage.text().contains("Unsaved changes"));
    let problem = stage.query(".problem").remove(0);
    assert!(problem.inner_text().contains("Line 5"), "{}", problem.inner_text());
    click(&problem).await;
    assert_eq!(name_of(&focused()), "Text of line.yml", "a press leads to the line");
    write(&stage, "line.yml", GOOD).await;
    until("the error to be gone", || !stage.has("heading", "Errors")).await;
    assert!(!stage.text().contains("Unsaved changes"));
    assert!(answers.asked("POST").is_empty());
}

#[wasm_bindgen_test]
async fn viewers_read_and_download_and_change_nothing() {
    let answers = answers(&[file("view.yml", 1, "live")]);
    storage::set(&draft_key("view.yml"), r#"{"text":"x","base":"y","at":1}"#).unwrap();
    let stage = files_as("viewer", "file=view.yml").await;
    until("the editor", || stage.has("textbox", "Text of view.yml")).await;
    storage::remove(&draft_key("view.yml")).unwrap();
    assert!(editor(&stage, "view.yml").read_only() && editor(&stage, "view.yml").value() == GOOD);
    assert!(!stage.text().contains("unsaved changes from"));
    assert!(is_barred(&stage.get("button", "Save")) && is_barred(&stage.get("button", "New file")));
    click(&stage.get("button", "Actions for view.yml")).await;
    let entries = stage.all("menuitem");
    let delete = entries.last().unwrap();
    assert!(is_barred(delete) && delete.inner_text().contains("Viewers change nothing"));
    drop(stage);
    for link in ["delete=view.yml", "new=1", "review=1&file=view.yml"] {
        let stage = files_as("viewer", link).await;
        assert!(stage.query("dialog").is_empty(), "{link}");
    }
    assert!(answers.asked("POST").is_empty() && answers.asked("DELETE").is_empty());
}

#[wasm_bindgen_test]
async fn what_is_typed_survives_until_it_is_saved_or_discarded() {
    let _answers = answers(&[file("kept.yml", 1, "live"), file("other.yml", 1, "live")]);
    let stage = opened("kept.yml").await;
    write(&stage, "kept.yml", "groups: []\n").await;
    until("the draft", || draft("kept.yml").is_some()).await;
    // To another file, and back by a page of its own.
    click(&stage.query(".rule-entries a")[1]).await;
    until("the other", || stage.has("textbox", "Text of other.yml")).await;
    assert!(stage.query(".rule-entries li")[0].inner_text().contains("Unsaved changes"));
    drop(stage);
    let stage = opened("kept.yml").await;
    assert_eq!(editor(&stage, "kept.yml").value(), "groups: []\n");
    click(&stage.get("button", "Discard changes")).await;
    assert_eq!(editor(&stage, "kept.yml").value(), GOOD);
    assert_eq!(draft("kept.yml"), None);
    assert!(!stage.text().contains("Unsaved changes"));
}

#[wasm_bindgen_test]
async fn a_draft_of_another_day_is_offered_and_not_forced() {
    let _answers = answers(&[file("old.yml", 1, "live"), file("older.yml", 1, "live")]);
    for name in ["old.yml", "older.yml"] {
        let kept = json!({ "text": "groups: []\n", "base": sha(name, 1), "at": 1_700_000_000_000_i64 });
        storage::set(&draft_key(name), &kept.to_string()).unwrap();
    }
    let stage = opened("old.yml").await;
    assert!(stage.text().contains("You have unsaved changes from"), "{}", stage.text());
    assert!(editor(&stage, "old.yml").read_only() && editor(&stage, "old.yml").value() == GOOD);
    click(&stage.get("button", "Continue")).await;
    assert_eq!(editor(&stage, "old.yml").value(), "groups: []\n");
    assert!(!editor(&stage, "old.yml").read_only());
    click(&stage.get("button", "Discard changes")).await;
    drop(stage);
    let stage = opened("older.yml").await;
    click(&stage.get("button", "Discard them")).await;
    assert_eq!((draft("older.yml"), editor(&stage, "older.yml").value()), (None, GOOD.to_owned()));
}

#[wasm_bindgen_test]
async fn a_thousand_files_are_searched_by_file_and_group() {
    let many: Vec<Value> = (0..1000)
        .map(|at| {
            let mut file = file(&format!("file{at:04}.yml"), 1, "live");
            file["group_names"] = json!([format!("group{at}")]);
            file
        })
        .collect();
    let _answers = answers(&[]);
    lists(&_answers, &many);
    let stage = files("").await;
    until("the list", || stage.query(".rule-entries li").len() == 1000).await;
    fill(&stage.get("searchbox", "Find a file"), "group777").await;
    assert_eq!(stage.query(".rule-entries li").len(), 1);
    assert!(stage.query(".rule-entries li")[0].inner_text().contains("file0777.yml"));
    until("the search in the address", || query() == "?q=group777").await;
    fill(&stage.get("searchbox", "Find a file"), "nothing").await;
    assert!(stage.text().contains("No file matches"));
}

#[wasm_bindgen_test]
async fn without_files_the_first_step_is_offered() {
    let _answers = answers(&[]);
    let stage = files("").await;
    assert!(stage.has("heading", "Add the first rule file"), "{}", stage.text());
    assert!(stage.text().contains("Drop rule files here"));
}

#[wasm_bindgen_test]
async fn a_version_is_compared_and_put_back() {
    let answers = answers(&[file("past.yml", 2, "live")]);
    let version = |number: u32, change: &str| {
        json!({ "number": number, "change": change, "bytes": 9, "sha256": sha("past.yml", number), "groups": 1,
                "rules": 2, "created_at": "2026-11-20T09:00:00Z", "created_by": "grace@example.com" })
    };
    let versions = json!([version(2, "replaced"), version(1, "created")]);
    answers.answer(&file_path("GET", "past.yml/versions"), 200, &versions);
    let before = format!("{GOOD}      - record: job:up:min\n        expr: min by (job) (up)\n");
    answers.answer_text(&file_path("GET", "past.yml/versions/1"), 200, &before);
    answers.answer(&file_path("POST", "past.yml/versions/1/restore"), 200, &file("past.yml", 3, "waiting"));
    let stage = files("file=past.yml&history=past.yml").await;
    until("the comparison", || stage.text().contains("1 rule added. No firing alert resolves.")).await;
    assert!(stage.text().contains("Created") && stage.text().contains("job:up:min"));
    answers.answer_text(&file_path("GET", "past.yml"), 200, &before);
    lists(&answers, &[file("past.yml", 3, "waiting")]);
    click(&stage.get("button", "Restore version 1")).await;
    until("the dialog to close", || stage.query("dialog").is_empty()).await;
    until("the text of then", || editor(&stage, "past.yml").value() == before).await;
    assert!(stage.text().contains("version 3"));
}
