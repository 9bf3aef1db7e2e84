//! Usage: what was written and asked for shows as it was, over time and by the month.

use std::fs;
use std::time::Duration;

use keyhouse_e2e::wait::within;
use keyhouse_e2e::{Api, Deployment, House, Locator, Page, Shell, eventually};
use keyhouse_model::access_token::{AccessMode, Direction};
use keyhouse_model::example::access_token::Tool;
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::accessible::Findings;
use crate::steps::status_of;

/// How long it may take until what was written is measured and can be asked for.
const MEASURED: Duration = Duration::from_secs(120);

/// The chart of this title, by what walks through its points.
fn chart<'a>(page: &'a Page, title: &str) -> Locator<'a> {
    page.role("slider", &format!("{title}: points in time"))
}

/// Writes a sample with a token of the deployment, and waits until the monitor has numbers of it.
async fn write_and_wait(admin: &Api, deployment: &Deployment<'_>) {
    let writer = deployment.token(AccessMode::Write, "writer").await;
    let sample = deployment.example(&writer, Tool::Curl, Direction::Write);
    let mut shell = Shell::new();
    let written = async || shell.run(&sample).await.stdout.contains("HTTP 204").then_some(());
    eventually("the sample is written", written).await;
    let id = deployment.page("").rsplit('/').next().unwrap_or_default().to_owned();
    // The steps of the page's shortest range, since the first number is in the newest of them.
    let query = [("metrics", "active_time_series"), ("step", "15s"), ("deployment_id", &id)];
    let url = path::with_query(path::USAGE, &query);
    let has_numbers = async || {
        let answer = admin.get(&url).await.body;
        let points = answer["series"][0]["points"].as_array()?;
        points.iter().any(|point| point[1].as_f64().is_some_and(|value| value > 0.0)).then_some(())
    };
    within(MEASURED, has_numbers).await.expect("numbers of the sample that was written");
}

#[tokio::test]
async fn what_is_written_shows_on_the_charts_of_the_deployment() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    write_and_wait(&admin, &deployment).await;
    let page = house.window_of(&admin).await;
    page.goto(&format!("{}?range=1h&zone=utc", deployment.page("/usage"))).await;
    let series = chart(&page, "Active series");
    series.expect().await;
    page.expect_title("metrics · Usage · Keyhouse").await;

    // The same numbers by keyboard, as a table and as a file.
    series.click().await;
    page.press("Escape").await;
    page.press("End").await;
    page.button("Actions for Active series").click().await;
    page.role("menuitem", "Show as table").click().await;
    page.role("table", "Active series, series").expect().await;
    let folder = tempfile::tempdir().expect("a folder for what is saved");
    page.save_files_in(folder.path()).await;
    page.button("Actions for Active series").click().await;
    page.role("menuitem", keyhouse_e2e::containing("Save as CSV")).click().await;
    page.expect_text("Saved as active-series_").await;
    let text = eventually("the file is saved", async || {
        let file = fs::read_dir(folder.path()).ok()?.find_map(|entry| {
            let path = entry.ok()?.path();
            path.extension().is_some_and(|it| it == "csv").then_some(path)
        })?;
        fs::read_to_string(file).ok().filter(|text| text.ends_with("\r\n"))
    })
    .await;
    assert!(text.starts_with("time (UTC),metrics (series),complete\r\n"), "{text}");

    page.role("radio", "7 days").click().await;
    page.expect_location(&format!("{}?zone=utc&range=7d", deployment.page("/usage"))).await;
    page.reload().await;
    page.role("radio", "7 days").expect_state("checked", "true").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn the_requests_of_a_key_are_those_of_the_month() {
    let (house, admin) = House::set_up().await;
    let key = admin.create_key("terraform", &json!({})).await;
    let value = Secret::new(key["value"].as_str().expect("the value of a new key").to_owned());
    for _ in 0..5 {
        assert_eq!(status_of(&house, &value).await, 200);
    }
    let page = house.window_of(&admin).await;
    page.goto("/").await;
    page.role("link", "Usage").click().await;
    page.role("heading", "Usage").expect().await;
    page.row("terraform").expect_text("100%").await;
    let counted = admin.get(path::USAGE_SUMMARY).await.ok();
    assert_eq!(counted["requests"], 5, "each request of the key, and none of the person's");
    page.assert_no_complaints();
}

#[tokio::test]
async fn the_pages_are_for_everybody() {
    let (house, admin) = House::set_up().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    write_and_wait(&admin, &deployment).await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto(&format!("{}?range=1h&compare=before", deployment.page("/usage"))).await;
    findings.look_at(&page, "the usage of a deployment", &chart(&page, "Active series")).await;
    chart(&page, "Active series").click().await;
    findings.look_at(&page, "values that are pinned", &page.button("Let go of the values")).await;
    page.button("Let go of the values").click().await;
    page.button("Actions for Active series").click().await;
    page.role("menuitem", "Show as table").click().await;
    findings.look_at(&page, "a chart as a table", &page.role("table", "Active series, series")).await;
    page.role("radio", "Custom").click().await;
    findings.look_at(&page, "a range of one's own", &page.role("DateTime", "Until")).await;
    page.goto("/usage").await;
    findings.look_at(&page, "the usage of the month", &page.role("heading", "By API key")).await;
}
