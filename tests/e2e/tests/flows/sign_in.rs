//! The way in, and what keeps others out.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{House, Name};

use crate::steps::{set_up, sign_in};

#[tokio::test]
async fn a_wrong_password_says_so_and_the_right_one_leads_to_the_page_that_was_wanted() {
    let (house, _) = House::set_up().await;
    let page = house.stranger().await;

    page.goto("/audit-log?q=terraform").await;
    page.expect_location("/sign-in?next=%2Faudit-log%3Fq%3Dterraform").await;
    sign_in(&page, EMAIL, "not the password").await;
    page.role("alert", Name::Any).expect_text("password").await;
    page.field("E-mail").expect_value(EMAIL).await;

    page.field("Password").fill(PASSWORD).await;
    page.press("Enter").await;
    page.expect_location("/audit-log?q=terraform").await;
    page.role("heading", "Audit log").expect().await;

    page.role("link", "API keys").click().await;
    page.role("heading", "API keys").expect().await;
    page.button("Sign out").click().await;
    page.role("heading", "Sign in").expect().await;
    page.back().await;
    page.role("heading", "Sign in").expect().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    let house = House::fresh().await;
    let early = house.stranger().await;
    early.goto("/").await;
    early.expect_text("This Keyhouse has no administrator yet.").await;

    set_up(&house, &house.stranger().await).await;

    let late = house.stranger().await;
    late.goto(house.server.set_up_link().await.expose()).await;
    late.field("E-mail").fill("mallory@example.com").await;
    late.field("Password").fill("a password of my own").await;
    late.button("Create administrator").click().await;
    late.role("alert", Name::Any).expect().await;
    late.goto("/").await;
    late.role("heading", "Sign in").expect().await;
    late.assert_no_complaints();
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_and_leads_back() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;

    page.goto("/api-kees").await;
    page.expect_title("Page not found · Keyhouse").await;
    page.role("link", "Go to Keyhouse").click().await;
    page.role("heading", "Overview").expect().await;
    page.expect_title("Overview · Keyhouse").await;
    page.assert_no_complaints();
}
