//! The console on a host of its own, away from the API.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{House, Name, StaticHost, containing};

use crate::steps::{copy_value, fill_new_key, sign_in, status_of};

#[tokio::test]
async fn a_console_that_the_server_knows_works_from_another_origin() {
    let host = StaticHost::bind().await;
    let house = House::with_flags(&["--console-origin", host.base()]).await;
    house.administrator().await;
    let page = house.browser.open(&host.serve(house.server.base())).await;

    page.goto("/api-keys?status=all").await;
    sign_in(&page, EMAIL, PASSWORD).await;
    page.expect_location("/api-keys?status=all").await;
    let dialog = fill_new_key(&page, "from-afar").await;
    dialog.button("Show as curl or Terraform").click().await;
    dialog.expect_text(house.server.base()).await;
    dialog.button("Create key").click().await;
    let ready = page.dialog("from-afar is ready");
    ready.button("Check it").click().await;
    ready.expect_text("It works").await;
    let value = copy_value(&page, &ready).await;
    assert_eq!(status_of(&house, &value).await, 200, "the copied value lists deployments");
    ready.button("I have stored it").click().await;
    page.reload().await;
    page.role("rowheader", containing("from-afar")).expect().await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_copy_of_the_console_that_the_server_does_not_know_gets_nowhere() {
    let host = StaticHost::bind().await;
    let (house, _) = House::set_up().await;
    let page = house.browser.open(&host.serve(house.server.base())).await;

    page.goto("/sign-in").await;
    page.role("alert", Name::Any).expect_text("The server can't be reached").await;
    assert!(
        page.take_complaints().join("\n").contains("request failed"),
        "the browser keeps the answers back"
    );
}
