//! Who is told of keys that end.

use keyhouse_e2e::{House, Receiver};

use crate::steps::open_keys;

#[tokio::test]
async fn a_test_notice_reaches_the_webhook_and_the_card_says_so() {
    let receiver = Receiver::start().await;
    let house = House::with_flags(&["--notice-webhook-url", receiver.url()]).await;
    let admin = house.administrator().await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    page.role("heading", "Notices").expect().await;
    page.expect_text("Nothing was sent yet.").await;

    page.button("Send a test notice").click().await;
    page.expect_text("The test was taken.").await;
    page.expect_text("Webhook: taken.").await;
    page.expect_no_text("Nothing was sent yet.").await;
    page.until("the webhook to be told", async || !receiver.messages().is_empty()).await;
    let kinds: Vec<_> = receiver.messages().iter().map(|message| message["type"].clone()).collect();
    assert_eq!(kinds, ["test"]);
    page.assert_no_complaints();
}
