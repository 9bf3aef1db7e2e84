//! Usage over the API: what may be asked, who sees what, the file, and the month.

use crate::deployments::body;
use crate::support::{ALLOWANCE, Client, TestApp};
use axum::Router;
use axum::extract::Query;
use axum::http::header;
use axum::routing::post;
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use keyhouse_model::usage::{MAX_POINTS, Period, UsageAnswer, UsageSummary};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::net::TcpListener;

/// Answers every question with these series: their labels and one number for every step.
async fn monitor(series: Vec<(Value, f64)>) -> String {
    let answer = move |body: String| async move {
        let uri = format!("/?{body}").parse().unwrap();
        let Query(form) = Query::<HashMap<String, String>>::try_from_uri(&uri).unwrap();
        let second = |name: &str| form[name].parse::<i64>().unwrap();
        let step: usize = form["step"].trim_end_matches('s').parse().unwrap();
        let is_right = |labels: &Value| {
            let by = form["query"].rsplit_once("by (").unwrap().1.trim_end_matches([')', ' ', '0', '>']);
            let by: Vec<&str> = by.split(", ").collect();
            labels.as_object().unwrap().keys().all(|label| by.contains(&label.as_str()))
        };
        let of = |(labels, number): &(Value, f64)| {
            let times = (second("start")..=second("end")).step_by(step);
            json!({ "metric": labels, "values": times.map(|at| json!([at, number.to_string()])).collect::<Vec<_>>() })
        };
        let result: Vec<Value> = series.iter().filter(|(labels, _)| is_right(labels)).map(of).collect();
        axum::Json(json!({ "status": "success", "data": { "resultType": "matrix", "result": result } }))
    };
    let nothing = || async { axum::Json(json!({ "status": "success", "data": { "result": [] } })) };
    let router = Router::new()
        .route("/api/v1/query_range", post(answer))
        .route("/api/v1/query", post(nothing))
        .route("/api/v1/import/prometheus", post(|| async {}));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

/// Waits for the first round of measuring.
async fn measured(app: &TestApp) {
    while app.state.monitor.problem().is_some() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

async fn deployment(admin: &Client) -> String {
    admin.post(path::DEPLOYMENTS, body()).await.expect(201)["id"].as_str().unwrap().to_owned()
}

async fn ask(client: &Client, query: &str) -> UsageAnswer {
    let answer = client.get(&format!("{}?{query}", path::USAGE)).await.expect(200);
    serde_json::from_value(answer).unwrap()
}

/// The label `name`, the number of all points, and the limit of each series.
fn told(answer: &UsageAnswer, label: &str) -> Vec<(String, f64, Option<i64>)> {
    let one = |series: &keyhouse_model::usage::UsageSeries| {
        let number = series.points[0].1.unwrap();
        assert!(series.points.iter().all(|(_, value)| *value == Some(number)));
        (series.label(label).unwrap_or_default().to_owned(), number, series.limit)
    };
    answer.series.iter().map(one).collect()
}

#[tokio::test]
async fn each_wrong_part_of_a_question_is_named() {
    let app = TestApp::new().await;
    let viewer = app.viewer().await;
    for (query, pointer, code) in [
        ("from=yesterday", "/from", "invalid"),
        ("to=2026-11-21", "/to", "invalid"),
        ("from=2026-11-21T10:00:00Z&to=2026-11-21T09:00:00Z", "/to", "before_from"),
        ("step=5x", "/step", "invalid"),
        ("metrics=ingestion_rate,speed", "/metrics", "unknown"),
        ("group_by=region", "/group_by", "unknown"),
        ("metrics=storage_bytes&group_by=access_token", "/metrics", "not_possible"),
        ("deployment_id=1", "/deployment_id", "invalid"),
        ("step=1&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z", "/step", "too_many_points"),
    ] {
        let problem = viewer.get(&format!("{}?{query}", path::USAGE)).await.problem(ProblemCode::Invalid);
        let errors: Vec<_> =
            problem.errors.iter().map(|one| (one.pointer.as_str(), one.code.as_str())).collect();
        assert_eq!(errors, [(pointer, code)], "{query}");
    }
    viewer.get(&format!("{}?step=1&step=2", path::USAGE)).await.problem(ProblemCode::Malformed);
    let nobody = format!("{}?deployment_id={}", path::USAGE, uuid::Uuid::nil());
    viewer.get(&nobody).await.problem(ProblemCode::NotFound);
    for period in ["", "2026", "2026-13", "november"] {
        let answer = viewer.get(&format!("{}?period={period}", path::USAGE_SUMMARY)).await;
        assert_eq!(answer.problem(ProblemCode::Invalid).errors[0].pointer, "/period");
    }
}

#[tokio::test]
async fn without_a_monitor_the_reason_is_told_and_all_else_works() {
    let app = TestApp::new().await;
    let problem = app.viewer().await.get(path::USAGE).await.problem(ProblemCode::Unavailable);
    assert!(problem.detail.contains("nothing is measured"), "{}", problem.detail);
    // Nothing listens there.
    let app = app.measured_by("http://127.0.0.1:1");
    let admin = app.sign_in_admin().await;
    let id = deployment(&admin).await;
    let mut detail = String::new();
    for _ in 0..100 {
        detail = admin.get(path::USAGE).await.problem(ProblemCode::Unavailable).detail;
        if detail.contains("refused") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(detail.contains("The monitor") && detail.contains("nothing listens there"), "{detail}");
    let summary = admin.get(path::USAGE_SUMMARY).await.expect(200);
    assert_eq!(summary["deployments_problem"], detail);
    let of_one = &summary["deployments"][0];
    assert_eq!((of_one["id"].as_str(), &of_one["samples_written"]), (Some(id.as_str()), &Value::Null));
}

#[tokio::test]
async fn everybody_sees_the_deployments_they_reach() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (own, other) = (deployment(&admin).await, deployment(&admin).await);
    let gone = uuid::Uuid::nil().to_string();
    let of = |id: &str, number| (json!({ "deployment_id": id }), number);
    let app = app.measured_by(&monitor(vec![of(&own, 10.0), of(&other, 20.0), of(&gone, 40.0)]).await);
    let access = DeploymentAccess::Selected([own.parse().unwrap()].into());
    let narrow = app.key(Permission::Read, access).await;
    let wide = app.key(Permission::Read, DeploymentAccess::All).await;
    let viewer = app.viewer().await;
    let by_deployment = "metrics=ingestion_rate&group_by=deployment";
    let limit = Some(50_000);
    for client in [&viewer, &wide] {
        let all = told(&ask(client, by_deployment).await, "deployment_id");
        // In the order of their ids.
        let mut expected =
            vec![(own.clone(), 10.0, limit), (other.clone(), 20.0, limit), (gone.clone(), 40.0, None)];
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(all, expected);
        assert_eq!(told(&ask(client, "metrics=ingestion_rate").await, "name"), [(String::new(), 70.0, None)]);
        // A query has read the most where it has read the most.
        assert_eq!(
            told(&ask(client, "metrics=series_per_query").await, "name"),
            [(String::new(), 40.0, None)]
        );
    }
    assert_eq!(told(&ask(&narrow, by_deployment).await, "deployment_id"), [(own.clone(), 10.0, limit)]);
    assert_eq!(told(&ask(&narrow, "metrics=ingestion_rate").await, "name"), [(String::new(), 10.0, None)]);
    let hidden = format!("{}?deployment_id={other}", path::USAGE);
    narrow.get(&hidden).await.problem(ProblemCode::NotFound);
    let summary = narrow.get(path::USAGE_SUMMARY).await.expect(200);
    let seen: Vec<_> =
        summary["deployments"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(seen, [json!(own)]);
}

#[tokio::test]
async fn tokens_and_keys_have_their_names_and_programs_see_no_other_key() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = deployment(&admin).await;
    let tokens = path::access_tokens(id.parse().unwrap());
    let token = admin.post(&tokens, json!({ "type": "r", "description": "grafana" })).await.expect(201);
    let new = |name: &str| json!({ "name": name, "expires_at": null, "permission": "r", "deployment_access": "all" });
    let one = admin.post(path::API_KEYS, new("one")).await.expect(201);
    let two = admin.post(path::API_KEYS, new("two")).await.expect(201);
    let app = app.measured_by(
        &monitor(vec![
            (json!({ "deployment_id": id, "access_token": token["id"] }), 3.0),
            (json!({ "api_key": one["id"] }), 5.0),
            (json!({ "api_key": two["id"] }), 7.0),
        ])
        .await,
    );
    let admin = app.sign_in_admin().await;
    let by_token = ask(&admin, "group_by=access_token").await;
    let metrics: Vec<_> = by_token.series.iter().map(|series| series.metric.as_str()).collect();
    assert_eq!(metrics, ["requests_rate", "errors_rate", "concurrent_requests"]);
    let told_of = told(&by_token, "name");
    assert_eq!(told_of[0], ("grafana".to_owned(), 3.0, None));
    assert!(told_of[2].2.is_some(), "the tier limits how many requests of a token are under way");
    let mut keys = told(&ask(&admin, "group_by=api_key").await, "name");
    keys.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(keys, [("one".to_owned(), 5.0, None), ("two".to_owned(), 7.0, None)]);
    let program = app.with_key(&one);
    assert_eq!(told(&ask(&program, "group_by=api_key").await, "name"), [("one".to_owned(), 5.0, None)]);
    assert_eq!(told(&ask(&program, "metrics=api_requests").await, "name"), [(String::new(), 12.0, None)]);
}

#[tokio::test]
async fn steps_end_now_and_a_series_has_as_many_points_as_there_may_be() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = deployment(&admin).await;
    let app = app.measured_by(&monitor(vec![(json!({ "deployment_id": id }), 1.0)]).await);
    let admin = app.sign_in_admin().await;
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let from = app.now() - Duration::seconds(MAX_POINTS);
    let query = format!(
        "metrics=ingestion_rate&step=1&from={}&to={}",
        text(from),
        text(from + Duration::seconds(MAX_POINTS))
    );
    assert_eq!(ask(&admin, &query).await.series[0].points.len(), usize::try_from(MAX_POINTS).unwrap());
    measured(&app).await;
    let now = app.now();
    let query = format!(
        "metrics=ingestion_rate&step=1h&from={}&to={}",
        text(now - Duration::minutes(90)),
        text(now + Duration::days(1))
    );
    let answer = ask(&admin, &query).await;
    let points = &answer.series[0].points;
    assert_eq!(points.len(), 2, "what begins later than now is left out");
    assert_eq!(points[0].0, answer.from.timestamp_millis());
    assert!(answer.is_complete(points[0].0) && !answer.is_complete(points[1].0));
    let future = format!(
        "metrics=ingestion_rate&step=1h&from={}&to={}",
        text(now + Duration::hours(1)),
        text(now + Duration::hours(2))
    );
    assert!(ask(&admin, &future).await.series.iter().all(|series| series.points.is_empty()));
}

#[tokio::test]
async fn the_file_has_the_same_numbers() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = deployment(&admin).await;
    let app = app.measured_by(&monitor(vec![(json!({ "deployment_id": id }), 2.5)]).await);
    let admin = app.sign_in_admin().await;
    let query = "from=2026-11-01T00:00:00Z&to=2026-11-01T03:00:00Z&step=1h&metrics=ingestion_rate&group_by=deployment";
    let answer = ask(&admin, query).await;
    let file = admin.with_header(header::ACCEPT, "text/csv").get(&format!("{}?{query}", path::USAGE)).await;
    assert_eq!(file.status.as_u16(), 200, "{}", file.text());
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"usage-2026-11-01-2026-11-01.csv\""
    );
    let mut reader = csv::Reader::from_reader(file.text().as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), keyhouse_model::usage::csv::COLUMNS);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let points = &answer.series[0].points;
    assert_eq!((rows.len(), points.len()), (3, 3));
    for (row, (at, value)) in rows.iter().zip(points) {
        let time: DateTime<Utc> = row[0].parse().unwrap();
        assert_eq!((time.timestamp_millis(), row[7].parse().ok()), (*at, *value));
        assert_eq!((&row[1], &row[2], &row[3]), ("ingestion_rate", "samples/s", id.as_str()));
        assert_eq!(row[8].parse().ok(), answer.series[0].limit);
    }
}

#[tokio::test]
async fn a_month_is_the_sum_of_its_requests() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let new = |name: &str| json!({ "name": name, "expires_at": null, "permission": "r", "deployment_access": "all" });
    let [one, two] = ["one", "two"].map(|name| admin.post(path::API_KEYS, new(name)));
    let (one, two) = (one.await.expect(201), two.await.expect(201));
    let send = async |key: &Value, times: usize| {
        for _ in 0..times {
            // Also what is refused is a request.
            app.with_key(key).get(path::API_KEYS).await.expect(403);
        }
    };
    let summary = async |client: &Client, period: Period| -> UsageSummary {
        let answer = client.get(&format!("{}?period={period}", path::USAGE_SUMMARY)).await.expect(200);
        serde_json::from_value(answer).unwrap()
    };
    let month = Period::of(app.now());
    send(&one, 3).await;
    app.state.activity.flush(&app.state.store).await.unwrap();
    send(&two, 4).await;
    let told = summary(&admin, month).await;
    let by_key: Vec<_> = told.api_keys.iter().map(|key| (key.name.as_str(), key.requests)).collect();
    assert_eq!(by_key, [("two", 4), ("one", 3)]);
    assert_eq!((told.requests, told.allowance, told.overage), (7, Some(ALLOWANCE), 7 - ALLOWANCE));
    // What is sent in the next month counts there, and what was deleted stays.
    admin.delete(&format!("{}/{}", path::API_KEYS, two["id"].as_str().unwrap())).await.expect(204);
    app.advance(month.end() - app.now() + Duration::hours(1));
    let admin = app.sign_in_admin().await;
    send(&one, 2).await;
    let told = summary(&admin, month.next()).await;
    assert_eq!((told.requests, told.overage, told.api_keys.len()), (2, 0, 1));
    let told = summary(&admin, month).await;
    let by_key: Vec<_> =
        told.api_keys.iter().map(|key| (key.name.as_str(), key.requests, key.is_deleted)).collect();
    assert_eq!(by_key, [("two", 4, true), ("one", 3, false)]);
    assert_eq!((told.counted_until, told.period_end), (month.end(), month.end()));
    // A program sees how many there were, and not who sent them.
    let told = summary(&app.with_key(&one), month).await;
    assert_eq!((told.requests, told.api_keys.len(), told.api_keys[0].requests), (7, 1, 3));
    let metrics = app.anonymous().get("/metrics").await;
    let total = |key: &Value| {
        format!("keyhouse_api_key_requests_total{{api_key=\"{}\"}} ", key["id"].as_str().unwrap())
    };
    assert!(metrics.text().contains(&format!("{}6\n", total(&one))), "{}", metrics.text());
    assert!(metrics.text().contains(&format!("{}4\n", total(&two))));
}
