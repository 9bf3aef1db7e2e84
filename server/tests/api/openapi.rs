//! The OpenAPI document and the reference: every route is in them, and what they say can be followed.

use crate::support::TestApp;
use keyhouse_model::id::{AccessTokenId, ApiKeyId, DeploymentId, UserId};
use keyhouse_model::path;
use keyhouse_model::rule_file::RuleFileName;
use serde_json::Value;
use std::collections::BTreeSet;

async fn document(app: &TestApp) -> Value {
    app.anonymous().get(path::OPENAPI).await.expect(200)
}

/// Path, method and description of every operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
        .collect()
}

/// Every path that the console may call.
fn model_paths() -> Vec<String> {
    let id = uuid::Uuid::nil();
    let with_id = [
        path::api_key(ApiKeyId(id)),
        path::api_key_reveal(ApiKeyId(id)),
        path::api_key_rotate(ApiKeyId(id)),
        path::api_key_finish_rotation(ApiKeyId(id)),
        path::user(UserId(id)),
        path::user_invitation(UserId(id)),
        path::deployment(DeploymentId(id)),
        path::deployment_runtime(DeploymentId(id)),
        path::deployment_start(DeploymentId(id)),
        path::deployment_stop(DeploymentId(id)),
        path::access_tokens(DeploymentId(id)),
    ];
    let plain = [
        path::SESSION,
        path::SETUP,
        path::INVITATION,
        path::API_KEYS,
        path::USERS,
        path::AUDIT_LOGS,
        path::AUDIT_VERIFY,
        path::DEPLOYMENTS,
        path::DATA_PLANE,
        path::NOTICES,
        path::NOTICES_TEST,
        path::EXTERNAL_CHECK,
        path::CLOUD_PROVIDERS,
        path::REGIONS,
        path::TIERS,
        path::EVENTS,
        path::USAGE,
        path::USAGE_SUMMARY,
        path::OPENAPI,
    ];
    let file = RuleFileName::parse("a.yml", "/name").unwrap();
    let of_rules = [
        path::rule_files(DeploymentId(id)),
        path::rule_check(DeploymentId(id)),
        path::notifications(DeploymentId(id)),
        path::alertmanager_config(DeploymentId(id)),
        path::alertmanager_check(DeploymentId(id)),
        path::alertmanager_test(DeploymentId(id)),
        path::rule_file(DeploymentId(id), &file),
        path::rule_file_versions(DeploymentId(id), &file),
        path::rule_file_version(DeploymentId(id), &file, 1),
        path::rule_file_restore(DeploymentId(id), &file, 1),
    ]
    .map(|path| path.replace("versions/1", "versions/{number}").replace("a.yml", "{name}"));
    let with_id = with_id.into_iter().chain(of_rules).map(|path| path.replace(&id.to_string(), "{id}"));
    // Of a part of a thing, the second id has a name of its own.
    let (one, part) = (DeploymentId(id), AccessTokenId(uuid::Uuid::max()));
    let with_two = [path::access_token(one, part), path::access_token_test(one, part)]
        .map(|path| path.replace(&part.to_string(), "{token_id}").replace(&id.to_string(), "{id}"));
    with_id.chain(with_two).chain(plain.map(str::to_owned)).collect()
}

#[tokio::test]
async fn every_path_of_the_model_has_a_route() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    for path in model_paths() {
        assert!(document["paths"].get(&path).is_some(), "{path} is not in the document");
    }
}

#[tokio::test]
async fn every_operation_that_is_described_is_there() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    for (path, method, _) in operations(&document) {
        let nil = uuid::Uuid::nil().to_string();
        let asked = path.replace("{id}", &nil).replace("{token_id}", &nil);
        let asked = asked.replace("{name}", "a.yml").replace("{number}", "1");
        let answer = app.anonymous().raw(&method.to_uppercase(), &asked, &[], "").await;
        assert_ne!(answer.status.as_u16(), 405, "{method} {path}");
        assert_ne!(
            answer.status.as_u16(),
            404,
            "{method} {path}: nobody is signed in, so nothing was looked up"
        );
    }
}

#[tokio::test]
async fn every_operation_is_described_whole() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let what = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{what}: its id is taken");
        assert!(
            operation["summary"].as_str().is_some_and(|text| text.ends_with('.') && text.len() <= 48),
            "{what} has no summary"
        );
        assert!(operation["security"].is_array(), "{what} does not say who may call");
        assert!(
            tags.contains(operation["tags"][0].as_str().unwrap()),
            "{what} has a tag that is not described"
        );
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{what} never succeeds");
        assert!(answers.contains_key("500"), "{what} never fails");
        for (status, answer) in answers.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            let problem = &answer["content"]["application/problem+json"]["schema"]["$ref"];
            let readiness = path == "/readyz" && status == "503";
            assert!(problem == "#/components/schemas/Problem" || readiness, "{what} {status} is no problem");
        }
        let public =
            operation["security"].as_array().unwrap().iter().any(|one| one.as_object().unwrap().is_empty());
        assert!(answers.contains_key("401") || public, "{what} lets everybody in and does not say so");
        let takes_key = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|one| one["name"] == "Idempotency-Key");
        let signs_in = ["/api/v1/session", "/api/v1/setup", "/api/v1/invitation"].contains(&path);
        // A check makes nothing, and a text that is saved twice is saved once: both can be sent again.
        let makes = !signs_in && !path.ends_with("/check") && !path.contains("/rule-sets/");
        assert_eq!(takes_key, method == "post" && makes, "{what}: Idempotency-Key");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    fn refs<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|value| refs(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| refs(value, found)),
            _ => {}
        }
    }
    let app = TestApp::new().await;
    let document = document(&app).await;
    let mut found = Vec::new();
    refs(&document, &mut found);
    assert!(found.len() > 50);
    for target in found {
        assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target} leads nowhere");
    }
    for scheme in ["session", "api_key"] {
        assert!(document["components"]["securitySchemes"].get(scheme).is_some());
    }
}

#[tokio::test]
async fn the_reference_shows_every_operation_and_needs_no_script() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    let answer = app.anonymous().get("/api-docs").await;
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.header("content-security-policy").contains("style-src 'self'"));
    let etag = answer.header("etag").to_owned();
    let page = answer.text();
    for (_, _, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(
            page.contains(&format!("<article class=\"operation\" id=\"{id}\"")),
            "{id} is not in the reference"
        );
    }
    for forbidden in ["<script", " style=", "javascript:", "http://", "https://cdn"] {
        assert!(!page.contains(forbidden), "the reference has {forbidden}");
    }
    let again = app.anonymous().raw("GET", "/api-docs", &[("if-none-match", &etag)], "").await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    let style = app.anonymous().get("/api-docs/style.css").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.text().contains("light-dark("));
}
