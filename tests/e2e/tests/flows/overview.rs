//! Where one lands: what needs a person, and how things stand.

use keyhouse_e2e::{House, containing};
use serde_json::json;

use crate::steps::{deployment, open_keys};

#[tokio::test]
async fn what_needs_a_person_is_found_from_any_page() {
    let (house, admin) = House::set_up().await;
    deployment(&admin, "metrics-eu").await;
    let soon = chrono::Utc::now() + chrono::Duration::days(3);
    admin.create_key("backup", &json!({ "expires_at": soon })).await;
    let page = house.window_of(&admin).await;
    open_keys(&page).await;
    page.expect_text("1 ends soon").await;

    page.role("link", "Overview").click().await;
    page.role("link", "metrics-eu").expect().await;
    page.role("link", "Created an API key").expect().await;
    page.role("heading", "Usage today").expect().await;
    page.expect_text("0 this month").await;
    page.role("link", containing("The API key backup ends in")).click().await;
    page.expect_location("/api-keys?status=expiring&q=backup").await;
    page.row("backup").expect().await;

    // Nothing has to be loaded anew for it to be gone.
    let key = crate::steps::keys(&admin).await.remove(0);
    admin.delete(&keyhouse_model::path::api_key(key.id)).await.ok();
    page.expect_no_text("1 ends soon").await;
    page.role("link", "Overview").click().await;
    page.role("link", "metrics-eu").expect().await;
    page.role("link", containing("The API key backup ends in")).expect_gone().await;
    page.assert_no_complaints();
}
