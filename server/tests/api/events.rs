//! Server-sent events: who is told what, and when a stream ends.

use crate::deployments::body;
use crate::support::{ADMIN, BASE_URL, CONSOLE_ORIGIN, Client, PASSWORD, TestApp};
use axum::body::Body;
use axum::http::{HeaderMap, header};
use chrono::Duration;
use http_body_util::BodyExt;
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveKind::{ApiKey, Audit, Deployment, Resync, User};
use keyhouse_model::live::{LiveEvent, LiveKind};
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_model::problem::{Problem, ProblemCode};
use keyhouse_server::live::STREAMS_PER_CALLER;
use serde_json::{Value, json};
use std::time::Duration as Time;
use tokio::time::timeout;

/// How long anything may take before a test fails.
const PATIENCE: Time = Time::from_secs(10);

/// An open stream.
struct Stream {
    headers: HeaderMap,
    body: Body,
    /// What came and was not looked at.
    text: String,
}

impl Stream {
    async fn open(client: &Client) -> Self {
        let (parts, body) = client.open(path::EVENTS).await.into_parts();
        assert_eq!(parts.status, 200);
        let mut stream = Self { headers: parts.headers, body, text: String::new() };
        assert_eq!(stream.block().await.as_deref(), Some("retry: 3000"));
        stream
    }

    /// The next block of lines: an event or a comment. `None` when the stream has ended.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("nothing came");
            self.text.push_str(std::str::from_utf8(frame?.unwrap().data_ref().unwrap()).unwrap());
        }
    }

    /// The next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<LiveEvent> {
        timeout(PATIENCE, self.event()).await.expect("no event came")
    }

    async fn event(&mut self) -> Option<LiveEvent> {
        loop {
            let block = self.block().await?;
            if block.starts_with(':') {
                continue;
            }
            let (name, data) = block.split_once('\n').unwrap();
            let event: LiveEvent = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name, format!("event: {}", event.kind.as_str()));
            return Some(event);
        }
    }

    /// The kinds of the next events, up to the first of this one.
    async fn kinds_to(&mut self, last: LiveKind) -> Vec<LiveKind> {
        let mut kinds = Vec::new();
        while kinds.last() != Some(&last) {
            kinds.push(self.next().await.expect("the stream ended").kind);
        }
        kinds
    }

    /// Reads on to the end.
    async fn end(&mut self) {
        timeout(PATIENCE, async { while self.block().await.is_some() {} }).await.expect("it does not end");
    }
}

/// Waits until everything that was done before has been told, so that a stream that is opened then hears none of it.
async fn told_all(admin: &Client) {
    let mut stream = Stream::open(admin).await;
    admin.post(path::API_KEYS, new_key(&DeploymentAccess::All)).await.expect(201);
    let log = admin.get(path::AUDIT_LOGS).await.expect(200);
    while stream.next().await.map(|event| json!(event.id)) != Some(log["data"][0]["id"].clone()) {}
}

async fn deployment(admin: &Client) -> DeploymentId {
    let made = admin.post(path::DEPLOYMENTS, body()).await.expect(201);
    made["id"].as_str().unwrap().parse().unwrap()
}

fn new_key(access: &DeploymentAccess) -> Value {
    json!({ "name": "program", "expires_at": null, "permission": "r", "deployment_access": access })
}

#[tokio::test]
async fn a_change_is_told_with_ids_only() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    told_all(&admin).await;
    let mut stream = Stream::open(&admin).await;
    assert_eq!(stream.headers[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(stream.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    let key = admin.post(path::API_KEYS, new_key(&DeploymentAccess::All)).await.expect(201);
    let id = key["id"].as_str().unwrap().to_owned();
    let told = LiveEvent { kind: ApiKey, id, deployment_id: None };
    assert_eq!(stream.next().await, Some(told));
    let appended = stream.next().await.unwrap();
    let log = admin.get(path::AUDIT_LOGS).await.expect(200);
    assert_eq!((appended.kind, json!(appended.id)), (Audit, log["data"][0]["id"].clone()));
    let id = deployment(&admin).await;
    let told = LiveEvent { kind: Deployment, id: id.to_string(), deployment_id: Some(id) };
    assert_eq!(told, LiveEvent::deployment(id));
    assert_eq!(stream.next().await, Some(told));
}

#[tokio::test]
async fn what_changes_nothing_is_only_in_the_log() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let viewer = app.viewer().await;
    told_all(&admin).await;
    let mut stream = Stream::open(&admin).await;
    viewer.post(path::API_KEYS, new_key(&DeploymentAccess::All)).await.problem(ProblemCode::Forbidden);
    assert_eq!(stream.next().await.map(|event| event.kind), Some(Audit));
    app.sign_in_admin().await;
    assert_eq!(stream.next().await.map(|event| event.kind), Some(Audit));
    // An export is read with GET, which wakes nobody: the look that is due in any case finds it.
    let export = admin.clone().with_header(header::ACCEPT, "text/csv").get(path::AUDIT_LOGS).await;
    assert_eq!(export.status, 200);
    assert_eq!(stream.next().await.map(|event| event.kind), Some(Audit));
}

#[tokio::test]
async fn each_caller_is_told_what_they_may_list() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (own, other) = (deployment(&admin).await, deployment(&admin).await);
    let narrow = app.key(Permission::Read, DeploymentAccess::Selected([own].into())).await;
    let wide = app.key(Permission::Read, DeploymentAccess::All).await;
    let viewer = app.viewer().await;
    told_all(&admin).await;
    let mut streams = Vec::new();
    for client in [&admin, &viewer, &wide, &narrow] {
        streams.push(Stream::open(client).await);
    }
    for id in [other, own] {
        admin.put(&path::deployment(id), body()).await.expect(200);
        admin.post(path::API_KEYS, new_key(&DeploymentAccess::All)).await.expect(201);
        app.member(&format!("{id}@example.com"), Role::Viewer).await;
    }
    told_all(&admin).await;
    app.state.live.publish(LiveEvent::resync());
    let mut told = Vec::new();
    for stream in &mut streams {
        told.push(stream.kinds_to(Resync).await);
    }
    let round = [Deployment, Audit, ApiKey, Audit, User, Audit, User, Audit, Audit];
    let twice = |kinds: &[LiveKind]| [kinds, kinds, &[ApiKey, Audit, Resync]].concat();
    let for_viewers: Vec<_> = round.into_iter().filter(|kind| *kind != User).collect();
    assert_eq!(told[0], twice(&round), "administrators are told everything");
    assert_eq!(told[1], twice(&for_viewers), "viewers do not list members");
    assert_eq!(told[2], [Deployment, Deployment, Resync], "a program lists deployments");
    assert_eq!(told[3], [Deployment, Resync], "and only those that it reaches");
}

#[tokio::test]
async fn a_key_that_is_narrowed_is_told_less_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (kept, lost) = (deployment(&admin).await, deployment(&admin).await);
    let made = admin.post(path::API_KEYS, new_key(&DeploymentAccess::All)).await.expect(201);
    told_all(&admin).await;
    let mut stream = Stream::open(&app.with_key(&made)).await;
    let narrower = json!({ "deployment_access": [kept] });
    admin.patch(&format!("{}/{}", path::API_KEYS, made["id"].as_str().unwrap()), narrower).await.expect(200);
    for id in [lost, kept] {
        app.state.live.publish(LiveEvent::deployment(id));
    }
    assert_eq!(stream.next().await, Some(LiveEvent::deployment(kept)));
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let viewer = app.viewer().await;
    let mut stream = Stream::open(&viewer).await;
    viewer.delete(path::SESSION).await.expect(204);
    stream.end().await;
    // Removing a person ends theirs.
    let leaver = app.member("leaver@example.com", Role::Admin).await;
    let mut stream = Stream::open(&leaver).await;
    let users = admin.get(path::USERS).await.expect(200);
    let mut rows = users["data"].as_array().unwrap().iter();
    let id = rows.find(|user| user["email"] == "leaver@example.com").unwrap()["id"].as_str().unwrap();
    admin.delete(&format!("{}/{id}", path::USERS)).await.expect(204);
    stream.end().await;
}

#[tokio::test]
async fn an_open_stream_keeps_no_session_alive() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    told_all(&admin).await;
    let mut stream = Stream::open(&admin).await;
    for _ in 0..12 {
        app.advance(Duration::minutes(59));
        assert!(stream.block().await.unwrap().starts_with(':'));
    }
    app.advance(Duration::minutes(13));
    stream.end().await;
    app.sign_in_admin().await.get(path::SESSION).await.expect(200);
}

#[tokio::test]
async fn a_stream_ends_with_its_key() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let end = app.now() + Duration::hours(1);
    let mut draft = new_key(&DeploymentAccess::All);
    draft["expires_at"] = json!(end);
    let expiring = admin.post(path::API_KEYS, draft).await.expect(201);
    let made = admin.post(path::API_KEYS, new_key(&DeploymentAccess::All)).await.expect(201);
    let mut of_disabled = Stream::open(&app.with_key(&made)).await;
    let mut of_expiring = Stream::open(&app.with_key(&expiring)).await;
    let url = format!("{}/{}", path::API_KEYS, made["id"].as_str().unwrap());
    admin.patch(&url, json!({ "state": "disabled" })).await.expect(200);
    of_disabled.end().await;
    app.advance(Duration::hours(2));
    of_expiring.end().await;
}

#[tokio::test]
async fn who_lags_behind_is_told_to_look_anew() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    let id = deployment(&admin).await;
    for _ in 0..1000 {
        app.state.live.publish(LiveEvent::deployment(id));
    }
    stream.kinds_to(Resync).await;
    assert_eq!(stream.next().await, Some(LiveEvent::deployment(id)));
}

#[tokio::test]
async fn a_caller_has_so_many_streams_and_no_more() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let viewer = app.viewer().await;
    let mut open = Vec::new();
    for _ in 0..STREAMS_PER_CALLER {
        open.push(Stream::open(&admin).await);
    }
    let refused = admin.get(path::EVENTS).await;
    let problem: Problem = refused.problem(ProblemCode::RateLimited);
    assert!(refused.header("retry-after") == "30" && problem.status == 429);
    // Neither another session of the same person nor another person is the same caller's problem.
    let again = json!({ "email": ADMIN, "password": PASSWORD });
    let cookie = app.anonymous().post(path::SESSION, again).await.session_cookie();
    app.anonymous().with_cookie(&cookie).get(path::EVENTS).await.problem(ProblemCode::RateLimited);
    Stream::open(&viewer).await;
    open.pop();
    Stream::open(&admin).await;
}

#[tokio::test]
async fn every_stream_ends_when_the_server_stops() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    app.state.live.stop();
    stream.end().await;
    // One that comes while the server is stopping ends at once.
    assert_eq!(admin.get(path::EVENTS).await.text(), "retry: 3000\n\n");
}

#[tokio::test]
async fn another_origin_listens_only_if_the_command_line_names_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let allowed = |origin: &'static str| {
        let client = admin.clone().with_header(header::ORIGIN, origin);
        async move {
            let answer = client.open(path::EVENTS).await;
            answer
                .headers()
                .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
                .map(|it| it.to_str().unwrap().to_owned())
        }
    };
    assert_eq!(allowed(CONSOLE_ORIGIN).await.as_deref(), Some(CONSOLE_ORIGIN));
    assert_eq!(allowed("https://elsewhere.example.com").await, None);
    assert_eq!(allowed(BASE_URL).await, None);
}
