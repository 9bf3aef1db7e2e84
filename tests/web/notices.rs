use keyhouse_console::pages::api_keys::ApiKeys;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, problem, visit};
use crate::stage::{Stage, click};

const NOTICES: &str = "GET /api/v1/notices";
const TEST: &str = "POST /api/v1/notices/test";
const SEND: &str = "Send a test notice";

/// A console without keys, whose server has this set up.
fn answers(settings: &Value) -> Answers {
    let answers = Answers::new();
    answers.answer("GET /api/v1/api_keys", 200, &json!({ "data": [], "next_cursor": null }));
    answers.answer("GET /api/v1/deployments", 200, &json!([]));
    answers.answer(NOTICES, 200, settings);
    answers
}

/// A webhook that took the last message, and e-mail that did not.
fn both(waiting: u64) -> Value {
    let last = |delivered: bool, detail: &str| json!({ "at": "2026-11-21T10:00:00Z", "delivered": delivered, "about": "API key \"ci\"", "detail": detail });
    json!({
        "webhook": { "origin": "https://hooks.example.com", "signed": true, "last": last(true, "The webhook took it.") },
        "email": {
            "server": "smtps://mail.example.com:465", "from": "keyhouse@example.com",
            "to": ["ops@example.com", "dev@example.com"], "last": last(false, "The mailbox is full."),
        },
        "waiting": waiting,
    })
}

fn only_webhook() -> Value {
    let webhook = json!({ "origin": "https://hooks.example.com", "signed": false, "last": null });
    json!({ "webhook": webhook, "email": null, "waiting": 0 })
}

async fn page(role: &str) -> Stage {
    visit("/api-keys", role, ApiKeys).await
}

/// The card's text, in one line.
fn card(stage: &Stage) -> String {
    let card = stage.query("section[aria-labelledby='notices']").remove(0);
    card.inner_text().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_says(stage: &Stage, parts: &[&str]) {
    let card = card(stage);
    parts.iter().for_each(|part| assert!(card.contains(part), "{part:?} in {card:?}"));
}

#[wasm_bindgen_test]
async fn administrators_see_who_is_told_and_how_it_went() {
    let _answers = answers(&both(2));
    let stage = page("admin").await;
    assert_says(
        &stage,
        &[
            "https://hooks.example.com Its requests are signed. Taken API key \"ci\", ",
            "To the member who made the key, ops@example.com, dev@example.com",
            "From keyhouse@example.com, through smtps://mail.example.com:465.",
            "A test goes to you and to these addresses.",
            "Not taken API key \"ci\", ",
            "The mailbox is full.",
            "Waiting 2 messages were not taken yet. The server tries again by itself",
        ],
    );
    assert!(!card(&stage).contains("The webhook took it."), "what went well is one word");
    assert_eq!(stage.query("section[aria-labelledby='notices'] time").len(), 2);
}

#[wasm_bindgen_test]
async fn what_is_not_set_up_says_how_beside_what_is() {
    let _answers = answers(&only_webhook());
    let stage = page("admin").await;
    let how = "E-mail Not set up. Start the server with --smtp-url, the mail server, and --notice-from, the sender.";
    assert_says(&stage, &["Its requests are not signed. Nothing was sent yet.", how]);
    for absent in ["Nobody is told yet", "--notice-webhook-url", "Waiting"] {
        assert!(!card(&stage).contains(absent), "{absent} in {}", card(&stage));
    }
    assert!(stage.has("button", SEND));
}

#[wasm_bindgen_test]
async fn where_nothing_is_set_up_it_says_how_and_there_is_nothing_to_test() {
    let _answers = answers(&json!({ "webhook": null, "email": null, "waiting": 1 }));
    let stage = page("admin").await;
    assert_says(
        &stage,
        &[
            "Nobody is told yet. Set up a webhook, e-mail or both:",
            "Start the server with --notice-webhook-url, the URL that is told.",
            "belongs in the environment variable KEYHOUSE_NOTICE_WEBHOOK_URL.",
            "Start the server with --smtp-url, the mail server, and --notice-from, the sender.",
            "to each address of --notice-to.",
            "Waiting 1 message waits until this is set up.",
        ],
    );
    assert!(!stage.has("button", SEND));
    assert!(stage.query("section[aria-labelledby='notices'] .note").is_empty(), "it stays calm");
}

#[wasm_bindgen_test]
async fn others_do_not_see_it_and_nothing_is_asked() {
    for role in ["editor", "viewer"] {
        let answers = answers(&both(0));
        let stage = page(role).await;
        assert!(stage.has("heading", "API keys") && !stage.has("heading", "Notices"));
        assert!(answers.asked(NOTICES).is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_test_says_what_became_of_each_message() {
    let answers = answers(&both(0));
    let results = json!({ "results": [
        { "channel": "webhook", "recipient": null, "delivered": true, "detail": "The webhook took it." },
        { "channel": "email", "recipient": "ada@example.com", "delivered": true, "detail": "Taken for Ada." },
        { "channel": "email", "recipient": "ops@example.com", "delivered": false, "detail": "No such user." },
    ] });
    answers.answer(TEST, 200, &results);
    let stage = page("admin").await;
    click(&stage.get("button", SEND)).await;
    let said = "1 of the 3 messages of the test was not taken. Webhook: taken. ada@example.com: taken. \
                ops@example.com: not taken. No such user.";
    assert_says(&stage, &[said]);
    assert_eq!(stage.all("alert").len(), 1, "a screen reader is told at once of what failed");
    assert_eq!(answers.asked(NOTICES).len(), 2, "how the last message went is asked anew");

    let taken = json!({ "results": [results["results"][0]] });
    answers.answer(TEST, 200, &taken);
    click(&stage.get("button", SEND)).await;
    assert_says(&stage, &["The test was taken. Webhook: taken."]);
    assert!(stage.all("alert").is_empty() && !card(&stage).contains("No such user."));
    assert_eq!(answers.asked(TEST).len(), 2);
}

#[wasm_bindgen_test]
async fn a_test_that_is_refused_stays_on_the_card_and_can_be_sent_again() {
    let answers = answers(&only_webhook());
    answers.answer(TEST, 409, &problem("conflict", 409, "Neither a webhook nor e-mail is set up."));
    let stage = page("admin").await;
    click(&stage.get("button", SEND)).await;
    assert_says(&stage, &["Neither a webhook nor e-mail is set up.", "https://hooks.example.com"]);
    let taken = json!({ "channel": "webhook", "recipient": null, "delivered": true, "detail": "" });
    answers.answer(TEST, 200, &json!({ "results": [taken] }));
    click(&stage.get("button", SEND)).await;
    assert_says(&stage, &["The test was taken."]);
    assert!(!card(&stage).contains("Neither a webhook"));
}

#[wasm_bindgen_test]
async fn what_can_not_be_read_stays_on_the_card_and_is_tried_again() {
    let answers = answers(&both(0));
    answers.answer(NOTICES, 403, &problem("forbidden", 403, "Only administrators see this."));
    let stage = page("admin").await;
    assert_says(&stage, &["Only administrators see this."]);
    assert!(stage.has("heading", "Create your first API key"), "the keys are there all the same");
    assert!(!stage.has("button", SEND));
    answers.answer(NOTICES, 200, &both(0));
    click(&stage.get("button", "Try again")).await;
    assert_says(&stage, &["https://hooks.example.com"]);
    assert!(!card(&stage).contains("Only administrators see this."));
}
