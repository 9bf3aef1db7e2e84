//! The console comes in several files, each when it is needed.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{Deployment, House, Name, Page};

use crate::steps::{open_keys, sign_in};

/// The WebAssembly files that were asked for, without what all their names begin and end with.
async fn files(page: &Page) -> Vec<String> {
    let names = page
        .js("performance.getEntriesByType('resource').map((it) => it.name)
            .map((name) => name.match(/keyhouse-console-(?:(.+)-)?[0-9a-f]{16}\\.wasm$/))
            .filter(Boolean).map((found) => found[1] ?? 'start').sort().join()")
        .await;
    let names = names.as_str().unwrap_or_default().to_owned();
    let mut names: Vec<String> = names.split(',').map(str::to_owned).collect();
    names.dedup();
    names
}

#[tokio::test]
async fn who_signs_in_downloads_the_start_first_and_then_the_page_that_is_opened() {
    let (house, _) = House::set_up().await;
    let page = house.stranger().await;
    page.goto("/").await;
    page.field("Password").expect().await;
    assert_eq!(files(&page).await, ["start"]);

    sign_in(&page, EMAIL, PASSWORD).await;
    page.role("heading", "Overview").expect().await;
    let first = ["deployment-parts", "deployments", "frame", "shared", "start"];
    assert_eq!(files(&page).await, first);

    page.role("link", "Members").click().await;
    page.role("heading", "Members").expect().await;
    let then = ["deployment-parts", "deployments", "frame", "members", "shared", "start"];
    assert_eq!(files(&page).await, then);
    page.assert_no_complaints();
}

#[tokio::test]
async fn who_was_signed_in_here_gets_the_page_together_with_the_start() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.goto("/members").await;
    page.role("heading", "Members").expect().await;
    // Each was asked for once, by the script before the console, and found there by the console.
    let early = page
        .js("performance.getEntriesByType('resource').filter((it) => /\\.wasm$|\\/session$/.test(it.name))
            .map((it) => `${it.initiatorType} ${it.name.match(/([a-z]+)(-[0-9a-f]{16}\\.wasm)?$/)[1]}`).sort().join()")
        .await;
    assert_eq!(early, "link console,link frame,link members,link session,link shared");
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_page_is_fetched_when_its_link_is_pointed_at_or_has_the_focus() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    let link = page.role("link", "Audit log");
    page.press_until_focus("Tab", &link).await;
    page.until("the file of the audit log", async || files(&page).await.contains(&"audit-log".to_owned()))
        .await;
    page.expect_location("/api-keys").await;

    // Not only those of the navigation.
    let deployment = Deployment::create(&admin, "metrics").await;
    page.goto(&deployment.page("")).await;
    page.press_until_focus("Tab", &page.role("link", "Rules")).await;
    page.until("the file of the rules", async || files(&page).await.contains(&"rules".to_owned())).await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_page_that_could_not_be_fetched_says_so_and_comes_when_it_is_tried_again() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;

    page.set_offline(true).await;
    page.role("link", "Audit log").click().await;
    let alert = page.role("alert", Name::Any);
    alert.expect_text("This page could not be loaded. Nothing was changed").await;
    alert.button("Reload the console").expect().await;
    alert.button("Try again").click().await;
    alert.button("Try again").expect().await;

    page.set_offline(false).await;
    alert.button("Try again").click().await;
    page.role("heading", "Audit log").expect().await;
    page.expect_no_text("This page could not be loaded").await;
    assert!(!page.take_complaints().is_empty(), "the browser's own console names the cause");

    page.role("link", "API keys").click().await;
    page.button("New API key").expect().await;
    page.assert_no_complaints();
}
