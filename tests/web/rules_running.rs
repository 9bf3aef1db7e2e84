//! The rules of a deployment as they run.

use keyhouse_console::components::deployment::{CurrentDeployment, use_deployment};
use keyhouse_console::pages::rules::Rules;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, problem, query, visit};
use crate::copy::{clipboard, copied};
use crate::deployments::{details, runtime};
use crate::stage::{Stage, attribute, click, fill, focused, settle, until};

/// A request about the rules of the deployment.
pub(crate) fn asked(method: &str, part: &str) -> String {
    format!("{method} /api/v1/deployments/{}/{part}", id_of("metrics"))
}

/// What evaluates the rules.
pub(crate) fn rule_set(evaluation: &str, reason: Option<&str>) -> Value {
    json!({
        "evaluation": evaluation, "reason": reason, "limits": { "rules": 100, "bytes": 20_000_000 },
        "engine": { "major": 1, "minor": 79, "patch": 5 }, "environment": [],
    })
}

/// A rule that is quiet.
fn rule(name: &str) -> Value {
    json!({
        "kind": "alert", "name": name, "expr": format!("{name}_total > 1"), "state": "inactive", "health": "ok",
        "last_evaluation": "2026-11-21T09:00:00Z", "evaluation_us": 420, "samples": 3, "firing": 0, "pending": 0,
    })
}

fn group(name: &str, file: &str, rules: &[Value]) -> Value {
    json!({
        "name": name, "file": file, "interval_ms": 30_000, "last_evaluation": "2026-11-21T09:00:00Z",
        "evaluation_us": 2_000, "health": "ok", "rules": rules,
    })
}

/// A rule of which one alert fires.
fn firing(name: &str) -> Value {
    let mut rule = rule(name);
    rule["labels"] = json!({ "severity": "page" });
    rule["state"] = json!("firing");
    rule["firing"] = json!(1);
    rule["alerts"] = json!([{
        "state": "firing", "labels": { "instance": "db-7" }, "value": "42.5", "active_at": "2026-11-21T08:00:00Z",
        "annotations": { "runbook": "https://runbooks.example.com/db", "summary": "javascript:alert(1) <b>down</b>" },
    }]);
    rule
}

/// A rule whose evaluation fails.
fn failing(name: &str) -> Value {
    let mut rule = rule(name);
    rule["health"] = json!("error");
    rule["error"] = json!("cannot parse the answer of the datasource");
    rule
}

/// A server with these groups.
fn answers(groups: &Value) -> Answers {
    let answers = Answers::new();
    answers.answer(asked("GET", "").trim_end_matches('/'), 200, &details("metrics", "RUNNING"));
    answers.answer(&asked("GET", "runtime"), 200, &runtime("RUNNING", true));
    answers.answer(&asked("GET", "rule-sets/files"), 200, &json!([]));
    answers.answer(&asked("GET", "rule-sets/state"), 200, &rule_set("running", None));
    answers.answer(&asked("GET", "rule-sets/groups"), 200, groups);
    answers
}

fn some() -> Value {
    json!([
        group("node", "infra.yml", &[firing("Down"), rule("Full"), rule("Full")]),
        group("shop", "slo.yml", &[failing("Slow")]),
    ])
}

/// So many groups of as many rules.
fn many(groups: usize, rules: usize) -> Value {
    let of = |at: usize| {
        let all: Vec<_> = (0..rules).map(|number| rule(&format!("rule{number}"))).collect();
        group(&format!("group{at}"), "many.yml", &all)
    };
    (0..groups).map(of).collect()
}

/// The tab, in a deployment's frame.
pub(crate) fn tab() -> impl IntoView {
    CurrentDeployment::provide(id_of("metrics").parse().unwrap());
    let here = Memo::new(move |_| use_deployment().details().with(Option::is_some));
    view! { <Show when=move || here.get()><Rules /></Show> }
}

pub(crate) fn address(query: &str) -> String {
    format!("/deployments/{}/rules?{query}", id_of("metrics"))
}

/// The view with this query behind its own.
async fn running(query: &str) -> Stage {
    let stage = visit(&address(&format!("view=running{query}")), "viewer", tab).await;
    settle().await;
    stage
}

/// The names of the rules that are drawn.
fn rules(stage: &Stage) -> Vec<String> {
    stage.query(".running-rule h3").iter().map(web_sys::HtmlElement::inner_text).collect()
}

#[wasm_bindgen_test]
async fn groups_rules_and_alerts_say_how_they_fare() {
    let _answers = answers(&some());
    let stage = running("").await;
    let text = stage.text();
    for said in [
        "2 groups, 4 rules",
        "every 30 s",
        "in 2 ms",
        "Down_total > 1",
        "severity=page",
        "1 firing",
        "in 420 µs · 3 samples",
        "1 failing",
        "The last evaluation failed. cannot parse the answer of the datasource",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let file = attribute(&stage.get("link", "infra.yml"), "href");
    assert!(file.ends_with("/rules?file=infra.yml"), "{file}");
    assert!(!text.contains("db-7"), "alerts are drawn when they are opened");
    click(&stage.query(".disclosure > summary")[0]).await;
    let text = stage.text();
    for said in ["instance=db-7", "Value 42.5", "javascript:alert(1) <b>down</b>"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let runbook = stage.get("link", "https://runbooks.example.com/db");
    assert_eq!(attribute(&runbook, "rel"), "noopener noreferrer");
    let addresses: Vec<_> = stage.all("link").iter().map(|it| attribute(it, "href")).collect();
    assert!(!addresses.iter().any(|href| href.starts_with("javascript")), "{addresses:?}");
}

#[wasm_bindgen_test]
async fn the_filter_is_in_the_address_and_can_be_cleared() {
    let _answers = answers(&some());
    let stage = running("&q=full").await;
    assert_eq!(rules(&stage), ["Full", "Full"]);
    assert!(stage.text().contains("1 group, 2 rules") && stage.text().contains("2 of 3 rules"));
    fill(&stage.get("searchbox", "Filter running rules"), "slo.yml").await;
    assert_eq!(rules(&stage), ["Slow"], "a file is found with all its rules");
    until("what is typed to be in the address", || query().contains("q=slo.yml")).await;
    click(&stage.get("button", "Firing 0")).await;
    assert!(query().contains("state=firing") && query().contains("view=running"), "{}", query());
    assert!(stage.has("heading", "No rule matches"));
    click(&stage.get("button", "Clear filters")).await;
    assert_eq!((query().as_str(), rules(&stage).len()), ("?view=running", 4));
    for (chip, found) in [("Firing 1", "Down"), ("Failing 1", "Slow")] {
        click(&stage.get("button", chip)).await;
        assert_eq!(rules(&stage), [found]);
    }
    click(&stage.get("button", "All 4")).await;
    assert_eq!(rules(&stage).len(), 4);
}

#[wasm_bindgen_test]
async fn of_a_thousand_rules_only_those_of_open_groups_are_drawn() {
    let _answers = answers(&many(20, 50));
    let stage = running("").await;
    assert!(stage.text().contains("20 groups, 1,000 rules"));
    assert!(rules(&stage).is_empty());
    let heads = stage.query(".running-group > details > summary");
    click(&heads[7]).await;
    assert_eq!((rules(&stage).len(), stage.query("details[open]").len()), (50, 1));
    click(&heads[7]).await;
    assert!(rules(&stage).is_empty());
    fill(&stage.get("searchbox", "Filter running rules"), "rule7_").await;
    assert_eq!(
        rules(&stage).len(),
        19,
        "a few are shown at once, but not in the group that was closed by hand"
    );
    click(&stage.get("button", "Expand all")).await;
    assert_eq!(rules(&stage).len(), 20);
    click(&stage.get("button", "Collapse all")).await;
    assert!(rules(&stage).is_empty() && stage.has("button", "Expand all"));
}

#[wasm_bindgen_test]
async fn a_link_leads_to_its_rule_also_after_the_file_was_saved_anew() {
    let answers = answers(&many(2, 50));
    clipboard(true);
    let stage = running("&group=group1&rule=rule30").await;
    answers.streams.open();
    let row = focused();
    assert!(row.inner_text().starts_with("rule30"), "{}", row.inner_text());
    assert_eq!(attribute(&row, "aria-current"), "location");
    assert_eq!(stage.query("details[open]").len(), 1, "only its group is open");

    let mut after = many(2, 50);
    let rules = after[1]["rules"].as_array_mut().unwrap();
    rules.insert(0, rule("rule30"));
    rules.swap(3, 9);
    let search = stage.get("searchbox", "Filter running rules");
    search.focus().unwrap();
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &after);
    answers.streams.tell(LiveKind::RuleFile);
    until("the new rule", || stage.text().contains("101 rules")).await;
    assert_eq!(stage.query("[aria-current=location]").len(), 1);
    assert_eq!(focused(), search, "one goes there once");

    let second = stage
        .query(".running-copy button")
        .into_iter()
        .filter(|it| attribute(it, "aria-label") == "Copy link to rule30");
    click(&second.last().unwrap()).await;
    until("the link on the clipboard", || copied().is_some()).await;
    let link = copied().unwrap();
    assert!(link.starts_with("http"), "{link}");
    assert!(link.ends_with("/rules?view=running&group=group1&rule=rule30&nth=2"), "{link}");
}

#[wasm_bindgen_test]
async fn a_link_to_a_rule_that_is_gone_or_hidden_says_so() {
    let _answers = answers(&some());
    let stage = running("&group=node&rule=Renamed").await;
    assert!(stage.text().contains("The rule Renamed of the group node is not there any more."));
    click(&stage.get("button", "Show the others")).await;
    assert_eq!(query(), "?view=running");
    assert!(!stage.text().contains("not there any more"));
    drop(stage);
    let stage = running("&group=node&rule=Down&state=failing").await;
    assert!(stage.text().contains("The filter hides the rule Down"));
    click(&stage.get("button", "Clear filters")).await;
    assert!(focused().inner_text().starts_with("Down"));
}

#[wasm_bindgen_test]
async fn what_is_open_and_has_the_focus_stays_while_the_numbers_change() {
    let answers = answers(&some());
    let stage = running("").await;
    answers.streams.open();
    let summary = stage.query(".disclosure > summary").remove(0);
    click(&summary).await;
    let closed = stage.query(".running-group > details > summary").remove(1);
    click(&closed).await;
    summary.focus().unwrap();
    let row = stage.query(".running-alert").remove(0);
    let mut after = some();
    after[0]["rules"][0]["alerts"][0]["value"] = json!("99");
    after[0]["rules"][0]["evaluation_us"] = json!(7_000);
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &after);
    answers.streams.tell(LiveKind::RuleFile);
    until("the new value", || stage.text().contains("Value 99")).await;
    assert!(stage.text().contains("in 7 ms"));
    assert_eq!(focused(), summary);
    assert!(stage.query(".running-alert").contains(&row), "the alert is the same");
    assert_eq!(stage.query(".running-group > details[open]").len(), 1, "the closed group stays closed");
}

#[wasm_bindgen_test]
async fn why_nothing_is_evaluated_is_said_with_the_log() {
    let answers = answers(&json!([]));
    let mut failed = rule_set("failed", Some("vmalert keeps ending."));
    failed["process"] = json!({
        "engine": "vmalert", "version": "v1.79.5", "state": "failed", "restarts": 3, "log": ["flag not known"],
    });
    answers.answer(&asked("GET", "rule-sets/state"), 200, &failed);
    answers.answer(&asked("GET", "rule-sets/files"), 200, &json!([file()]));
    let stage = running("&group=node&rule=Down").await;
    answers.streams.open();
    let alert = stage.all("alert").remove(0);
    assert!(alert.inner_text().contains("The rules are not evaluated. vmalert keeps ending."));
    assert_eq!(stage.query("details.log pre")[0].text_content().unwrap(), "flag not known");
    assert!(stage.has("heading", "No group runs at the moment"));
    assert!(!stage.text().contains("not there any more"), "while nothing runs, nothing is known of a rule");
    for (evaluation, said) in [("starting", "vmalert is starting."), ("off", "Start the deployment")] {
        answers.answer(&asked("GET", "rule-sets/state"), 200, &rule_set(evaluation, None));
        answers.streams.tell(LiveKind::RuleFile);
        until(said, || stage.text().contains(said)).await;
        assert!(stage.all("alert").is_empty());
    }
}

fn file() -> Value {
    json!({
        "name": "a.yml", "version": 1, "bytes": 1, "sha256": "", "groups": 1, "rules": 1, "alerting": 1, "recording": 0,
        "group_names": ["node"], "updated_at": "2026-11-21T09:00:00Z", "updated_by": "ada@example.com",
        "state": "not_evaluated",
    })
}

#[wasm_bindgen_test]
async fn without_files_the_way_to_them_is_offered() {
    let answers = answers(&json!([]));
    answers.answer(&asked("GET", "rule-sets/state"), 200, &rule_set("off", None));
    let stage = running("").await;
    assert!(stage.has("heading", "There is no rule file yet") && stage.all("alert").is_empty());
    let href = attribute(&stage.get("link", "Go to the files"), "href");
    assert!(href.ends_with("/rules"), "{href}");
}

#[wasm_bindgen_test]
async fn a_server_that_fails_is_tried_again_and_takes_nothing_away() {
    let answers = answers(&some());
    let broken = problem("internal", 500, "The disk is full.");
    answers.answer(&asked("GET", "rule-sets/groups"), 500, &broken);
    let stage = running("").await;
    assert!(stage.text().contains("The disk is full."));
    answers.answer(&asked("GET", "rule-sets/groups"), 200, &some());
    click(&stage.get("button", "Try again")).await;
    assert_eq!(rules(&stage).len(), 4);
    answers.streams.open();
    answers.answer(&asked("GET", "rule-sets/groups"), 500, &broken);
    answers.streams.tell(LiveKind::RuleFile);
    until("the failure", || stage.text().contains("The disk is full.")).await;
    assert_eq!(rules(&stage).len(), 4, "what was seen last stays");
    assert!(stage.text().contains("Updated just now"), "with its age");
}
