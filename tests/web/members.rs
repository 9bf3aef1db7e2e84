use keyhouse_console::pages::members::Members;
use leptos::prelude::{document, window};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{Answers, id_of, problem, query, user, visit};
use crate::stage::{Stage, attribute, click, fill, settle, until};

const USERS: &str = "/api/v1/users";

/// Two administrators of whom one has not come yet, and a viewer.
fn answers() -> Answers {
    let answers = Answers::new();
    let all =
        [user("ada", "admin", "active"), user("bob", "admin", "invited"), user("eve", "viewer", "active")];
    answers.answer("GET /api/v1/users", 200, &json!({ "data": all, "next_cursor": null }));
    answers
}

async fn menu_of(stage: &Stage, name: &str) -> Vec<String> {
    click(&stage.get("button", &format!("Actions for {name}"))).await;
    stage.names("menuitem")
}

#[wasm_bindgen_test]
async fn others_are_told_who_sees_the_members_and_nothing_is_asked() {
    let answers = answers();
    let stage = visit("/members", "editor", Members).await;
    assert!(stage.has("heading", "Administrators see the members here"));
    assert!(!stage.has("button", "Invite member"));
    assert!(answers.asked("GET").is_empty());
}

#[wasm_bindgen_test]
async fn you_are_marked_and_the_last_administrator_is_protected() {
    let _answers = answers();
    let stage = visit("/members", "admin", Members).await;
    let rows = stage.all("row");
    let own = rows.iter().find(|row| row.inner_text().contains("ada@")).unwrap();
    assert!(own.inner_text().contains("You"));
    assert_eq!(rows.iter().filter(|row| row.inner_text().contains("You")).count(), 1);

    let entries = menu_of(&stage, "ada").await;
    let reason = "This is the last administrator. Make another member one first.";
    assert_eq!(
        entries,
        [format!("Change role {reason}"), "Reset password".into(), format!("Remove {reason}")]
    );
    let remove = stage.all("menuitem").pop().unwrap();
    assert_eq!(attribute(&remove, "aria-disabled"), "true");
    click(&remove).await;
    assert_eq!(query(), "", "a barred entry opens nothing");
}

#[wasm_bindgen_test]
async fn members_who_have_not_come_yet_get_a_new_link_the_others_a_password() {
    let _answers = answers();
    let stage = visit("/members", "admin", Members).await;
    assert_eq!(menu_of(&stage, "bob").await, ["Change role", "New sign-up link", "Remove"]);
    click(&document().body().unwrap()).await;
    assert_eq!(menu_of(&stage, "eve").await, ["Change role", "Reset password", "Remove"]);
}

#[wasm_bindgen_test]
async fn a_sign_up_link_is_guarded_until_it_is_copied_and_then_gone() {
    let answers = answers();
    let mut invited = user("grace", "viewer", "invited");
    invited["sign_up_link"] = json!("https://keys.example.com/join#token=opensesame");
    invited["sign_up_link_expires_at"] = json!("2126-11-28T09:00:00Z");
    answers.answer("POST /api/v1/users", 201, &invited);
    let stage = visit("/members", "admin", Members).await;
    click(&stage.get("button", "Invite member")).await;
    fill(&stage.get("textbox", "E-mail"), "grace@example.com").await;
    click(&stage.get("button", "Make sign-up link")).await;
    assert!(stage.has("dialog", "grace is invited"));
    assert!(stage.text().contains("token=opensesame"));
    assert!(stage.text().contains("28 Nov 2126"), "says until when it works");

    window().history().unwrap().back().unwrap();
    settle().await;
    click(&stage.get("button", "Done")).await;
    assert!(stage.has("dialog", "grace is invited"), "neither back nor the button lose it");
    assert!(stage.text().contains("You have not copied the sign-up link"));
    click(&stage.get("button", "Close without copying")).await;
    assert!(stage.query("dialog").is_empty());
    assert!(
        !document().document_element().unwrap().outer_html().contains("opensesame"),
        "nothing of it is kept"
    );
    assert_eq!(answers.asked("POST").len(), 1);
}

#[wasm_bindgen_test]
async fn a_form_that_lacks_the_address_says_so_and_sends_nothing() {
    let answers = answers();
    let stage = visit("/members?invite=1", "admin", Members).await;
    click(&stage.get("button", "Make sign-up link")).await;
    assert_eq!(attribute(&stage.get("textbox", "E-mail"), "aria-invalid"), "true");
    assert!(stage.text().contains("Enter an e-mail address."));
    assert!(answers.asked("POST").is_empty());
}

#[wasm_bindgen_test]
async fn a_role_that_the_server_refuses_stays_in_the_dialog_with_the_reason() {
    let answers = answers();
    let path = format!("PATCH {USERS}/{}", id_of("eve"));
    answers.answer(&path, 409, &problem("conflict", 409, "This is the last administrator."));
    let stage = visit(&format!("/members?role={}", id_of("eve")), "admin", Members).await;
    assert_eq!(
        attribute(&stage.get("button", "Change role"), "aria-disabled"),
        "true",
        "nothing is changed yet"
    );
    click(&stage.get("radio", "Editor")).await;
    click(&stage.get("button", "Change role")).await;
    assert_eq!(answers.asked("PATCH"), [path]);
    assert!(stage.has("dialog", "Change the role of eve"));
    assert!(stage.text().contains("This is the last administrator."));
}

#[wasm_bindgen_test]
async fn who_was_here_is_removed_by_name_and_who_was_not_by_one_question() {
    let answers = answers();
    let path = format!("DELETE {USERS}/{}", id_of("eve"));
    answers.answer(&path, 204, &json!(null));
    let stage = visit(&format!("/members?remove={}", id_of("eve")), "admin", Members).await;
    let remove = stage.get("button", "Remove member");
    click(&remove).await;
    assert!(answers.asked("DELETE").is_empty(), "not before the name is typed");
    fill(&stage.query("dialog input")[0], " eve ").await;
    click(&remove).await;
    assert_eq!(answers.asked("DELETE"), [path]);
    assert!(stage.query("dialog").is_empty() && !stage.text().contains("eve@example.com"));
    drop(stage);

    let stage = visit(&format!("/members?remove={}", id_of("bob")), "admin", Members).await;
    assert!(stage.has("alertdialog", "Remove bob"));
    assert!(stage.query("dialog input").is_empty());
    assert_eq!(attribute(&stage.get("button", "Remove member"), "aria-disabled"), "");
}

#[wasm_bindgen_test]
async fn a_filter_is_in_the_address_and_can_be_taken_back() {
    let _answers = answers();
    let stage = visit("/members?q=bob", "admin", Members).await;
    assert_eq!(stage.all("rowheader").len(), 1);
    fill(&stage.get("searchbox", "Filter members"), "nobody").await;
    assert!(stage.has("heading", "No member matches"));
    until("what is typed to be in the address", || query() == "?q=nobody").await;
    click(&stage.get("button", "Show all members")).await;
    assert_eq!((query(), stage.all("rowheader").len()), (String::new(), 3));
}
