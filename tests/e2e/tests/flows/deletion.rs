//! Taking keys away: one, several, and what stands in the way.

use keyhouse_e2e::{Api, House, Name, Page, containing};
use keyhouse_model::api_key::ApiKeyState;
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::steps::{act_on, keys, open_keys, status_of};

async fn names(admin: &Api) -> Vec<String> {
    keys(admin).await.into_iter().map(|key| key.name).collect()
}

/// A key that a program has used, and the server knows it.
async fn used_key(house: &House, admin: &Api, name: &str) {
    let key = admin.create_key(name, &json!({})).await;
    let value = Secret::new(key["value"].as_str().expect("the value of a new key").to_owned());
    assert_eq!(status_of(house, &value).await, 200, "a new key works");
    keyhouse_e2e::eventually("the last use is on record", async || {
        keys(admin).await.iter().any(|key| key.name == name && key.last_used_at.is_some()).then_some(())
    })
    .await;
}

async fn select(page: &Page, names: &[&str]) {
    for name in names {
        page.role("checkbox", &format!("Select {name}")).click().await;
    }
    page.expect_text(&format!("{} selected", names.len())).await;
}

#[tokio::test]
async fn a_key_that_nobody_used_goes_after_one_question() {
    let (house, admin) = House::set_up().await;
    admin.create_key("mistake", &json!({})).await;
    admin.create_key("keep", &json!({})).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    act_on(&page, "mistake", "Delete").await;
    let question = page.role("alertdialog", "Delete mistake");
    question.expect_text("It was never used.").await;
    question.button("Delete key").click().await;
    page.expect_text("mistake is deleted.").await;
    question.expect_gone().await;
    page.row("mistake").expect_gone().await;
    assert_eq!(names(&admin).await, ["keep"]);
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_key_in_use_asks_for_its_name() {
    let (house, admin) = House::set_up().await;
    used_key(&house, &admin, "production").await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    act_on(&page, "production", "Delete").await;
    let question = page.role("alertdialog", "Delete production");
    question.expect_text("It was last used").await;
    let delete = question.button("Delete key");
    delete.expect_state("disabled", "true").await;
    delete.expect_description("Type the name of the key first.").await;
    delete.click().await;
    question.field("Type its name to confirm").fill("productio").await;
    delete.expect_state("disabled", "true").await;
    assert_eq!(names(&admin).await, ["production"], "nothing goes before the name is typed");
    question.field("Type its name to confirm").fill("production").await;
    delete.click().await;
    page.expect_text("production is deleted.").await;
    assert!(names(&admin).await.is_empty());
    page.role("heading", "Create your first API key").expect().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_switched_off_key_can_be_switched_on_again() {
    let (house, admin) = House::set_up().await;
    admin.create_key("ci", &json!({})).await;
    let page = house.window_of(&admin).await;
    page.goto("/api-keys?status=all").await;

    act_on(&page, "ci", "Disable").await;
    page.expect_text("ci is disabled.").await;
    page.row("ci").expect_text("Disabled").await;
    page.button("Undo").click().await;
    page.expect_text("ci is enabled.").await;
    page.row("ci").expect_text("Active").await;
    assert!(keys(&admin).await[0].state == ApiKeyState::Enabled);
    page.assert_no_complaints();
}

#[tokio::test]
async fn several_are_disabled_then_deleted_and_what_failed_is_named() {
    let (house, admin) = House::set_up().await;
    for name in ["one", "two", "three", "four"] {
        admin.create_key(name, &json!({})).await;
    }
    let page = house.window_of(&admin).await;
    page.goto("/api-keys?status=all").await;

    select(&page, &["one", "two", "three"]).await;
    page.button("Disable").click().await;
    let question = page.role("alertdialog", "Disable 3 keys");
    question.expect_text("None of them was ever used.").await;
    let gone = keys(&admin).await.into_iter().find(|key| key.name == "two").expect("the second key");
    admin.delete(&path::api_key(gone.id)).await.ok();
    question.button("Disable 3 keys").click().await;
    question.expect_text("2 disabled. These were not, and stay selected:").await;
    question.role("alert", Name::Any).expect_text("two").await;
    question.button("Close").click().await;
    question.expect_gone().await;
    let off = keys(&admin).await.into_iter().filter(|key| key.state == ApiKeyState::Disabled).count();
    assert_eq!(off, 2, "the others are disabled");
    page.row("two").expect_gone().await;

    select(&page, &["one", "three", "four"]).await;
    page.button("Delete").click().await;
    page.role("alertdialog", "Delete 3 keys").button("Delete 3 keys").click().await;
    page.role("heading", "Create your first API key").expect().await;
    assert!(names(&admin).await.is_empty());
    page.assert_no_complaints();
}

#[tokio::test]
async fn several_with_one_in_use_ask_for_a_word_first() {
    let (house, admin) = House::set_up().await;
    admin.create_key("unused", &json!({})).await;
    used_key(&house, &admin, "in-use").await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    select(&page, &["unused", "in-use"]).await;
    page.button("Delete").click().await;
    let question = page.role("alertdialog", "Delete 2 keys");
    question.expect_text("1 of 2 were used before.").await;
    question.button("Delete 2 keys").expect_state("disabled", "true").await;
    question.field(containing("confirm")).fill("2 keys").await;
    question.button("Delete 2 keys").click().await;
    question.expect_gone().await;
    assert!(names(&admin).await.is_empty());
    page.assert_no_complaints();
}
