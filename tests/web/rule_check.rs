//! Checks of rule files, done in the page: these tests have no file of the worker.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keyhouse_console::components::rule_check::{
    Checked, Checker, InPage, LineDiff, ProblemList, marks, use_checker,
};
use keyhouse_console::ui::code_editor::Place;
use keyhouse_console::web::timer::sleep;
use keyhouse_model::rule_worker::{Request, answer};
use keyhouse_model::rules::Options;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, click, settle, until};

const GOOD: &str = "groups:\n- name: a\n  rules:\n  - record: job:up:sum\n    expr: sum(up) by (job)\n";
const BAD: &str = "groups:\n- name: a\n  rules:\n  - record: job:up:sum\n    expr: sum(\n";

/// Answers as the worker does.
fn answered(asked: &str) -> Option<String> {
    let (number, request): (u64, Request) = serde_json::from_str(asked).unwrap();
    Some(serde_json::to_string(&(number, answer(&request))).unwrap())
}

/// A problem list over a text, with the checks in the page.
struct Desk {
    stage: Stage,
    text: RwSignal<String>,
    checked: Checked,
    checker: Checker,
    jumped: RwSignal<Option<Place>>,
}

impl Desk {
    async fn new(text: &str, in_page: Option<InPage>) -> Self {
        let (text, jumped) = (RwSignal::new(text.to_owned()), RwSignal::new(None));
        let made = Arc::new(Mutex::new(None));
        let keep = made.clone();
        let stage = Stage::new(move || {
            if let Some(in_page) = in_page {
                provide_context(in_page);
            }
            let checker = use_checker();
            let checked = checker.rules(text.into(), Signal::stored(Options::default()));
            *keep.lock().unwrap() = Some((checker, checked));
            view! { <ProblemList checked on_jump=move |place| jumped.set(Some(place)) /> }
        })
        .await;
        let (checker, checked) = made.lock().unwrap().take().unwrap();
        Self { stage, text, checked, checker, jumped }
    }

    async fn checked(&self) {
        until("a check", || !self.checked.pending.get_untracked()).await;
    }
}

#[wasm_bindgen_test]
async fn a_problem_is_a_button_that_goes_to_its_place() {
    let desk = Desk::new(BAD, Some(InPage(Arc::new(answered)))).await;
    desk.checked().await;
    assert!(desk.stage.text().contains("1 error"), "{}", desk.stage.text());
    assert!(desk.stage.has("heading", "Errors"));
    let problems = desk.stage.names("button");
    assert!(problems[0].starts_with("Line 5 ") && problems[0].contains("job:up:sum"), "{problems:?}");
    for _ in 0..2 {
        let before = desk.jumped.get_untracked();
        click(&desk.stage.all("button")[0]).await;
        let place = desk.jumped.get_untracked().unwrap();
        assert_eq!(place.line, 5);
        assert_ne!(Some(place), before, "the same place can be gone to again");
    }
    assert_eq!(marks(desk.checked).get_untracked()[0].line, 5);
    desk.text.set(GOOD.to_owned());
    settle().await;
    desk.checked().await;
    assert!(desk.stage.text().contains("No problems found"), "{}", desk.stage.text());
    assert!(desk.stage.all("button").is_empty());
}

#[wasm_bindgen_test]
async fn who_types_on_is_checked_once_and_the_latest_counts() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    let count = move |request: &str| {
        seen.lock().unwrap().push(request.to_owned());
        answered(request)
    };
    let desk = Desk::new(GOOD, Some(InPage(Arc::new(count)))).await;
    desk.checked().await;
    assert_eq!(asked.lock().unwrap().len(), 1);
    for typed in ["g", "gr", "gro", BAD] {
        desk.text.set(typed.to_owned());
        sleep(Duration::from_millis(20)).await;
        assert!(desk.checked.pending.get_untracked());
    }
    desk.checked().await;
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].contains("sum("));
    assert!(desk.checked.report.get_untracked().unwrap().has_errors());
}

#[wasm_bindgen_test]
async fn checks_that_break_off_start_again_and_stop_after_three_times() {
    let broken = Arc::new(AtomicUsize::new(0));
    let count = broken.clone();
    let fragile = move |asked: &str| {
        let breaks = asked.contains("break") && count.fetch_add(1, Ordering::Relaxed) < 3;
        if breaks { None } else { answered(asked) }
    };
    let desk = Desk::new("break 1", Some(InPage(Arc::new(fragile)))).await;
    desk.checked().await;
    assert!(desk.stage.text().contains("The check of this text broke off"), "{}", desk.stage.text());
    desk.text.set(GOOD.to_owned());
    settle().await;
    desk.checked().await;
    assert!(desk.stage.text().contains("No problems found"), "{}", desk.stage.text());
    for text in ["break 2", "break 3"] {
        desk.text.set(text.to_owned());
        settle().await;
        desk.checked().await;
    }
    assert!(desk.stage.text().contains("broke off three times"), "{}", desk.stage.text());
    desk.text.set(GOOD.to_owned());
    settle().await;
    desk.checked().await;
    assert!(desk.stage.text().contains("broke off three times"), "they have stopped");
    click(&desk.stage.get("button", "Try again")).await;
    desk.checked().await;
    assert!(desk.stage.text().contains("No problems found"), "{}", desk.stage.text());
}

#[wasm_bindgen_test]
async fn without_the_worker_it_says_so() {
    let desk = Desk::new(GOOD, None).await;
    desk.checked().await;
    assert!(desk.stage.text().contains("The checks could not be loaded"), "{}", desk.stage.text());
    assert!(desk.stage.has("button", "Try again"));
    assert_eq!(desk.checker.words().get_untracked().keys.len(), 0);
    assert!(desk.checker.compare(GOOD.to_owned(), BAD.to_owned()).await.is_err());
}

#[wasm_bindgen_test]
async fn words_and_comparisons_come_from_the_same_place() {
    let desk = Desk::new(GOOD, Some(InPage(Arc::new(answered)))).await;
    let words = desk.checker.words();
    until("words", || words.with_untracked(|it| it.keys.iter().any(|word| word.text == "expr"))).await;
    let found =
        desk.checker.compare(GOOD.to_owned(), GOOD.replace("job:up:sum", "job:up:all")).await.unwrap();
    assert!(found.lines.iter().any(|it| matches!(it, LineDiff::Added { new: 4, .. })));
    assert_eq!(found.meaning.groups.len(), 1);
}
