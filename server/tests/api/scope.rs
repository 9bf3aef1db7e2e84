//! Who may do what with which deployment: every caller, every kind of request, one's own and another's deployment.

use crate::deployments::body;
use crate::support::{Client, TestApp};
use axum::http::Method;
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::path;
use serde_json::{Value, json};

/// The callers, in the order of the table's columns.
const CALLERS: [&str; 8] = ["nobody", "viewer", "editor", "admin", "r all", "rw all", "r own", "rw own"];

/// A request, and the status that each caller gets. `{own}` and `{other}` stand for deployments: the keys of the last two
/// columns reach the first and not the second; `{key}` and `{user}` for an API key and a member.
type Row = (Method, &'static str, fn() -> Value, [u16; 8]);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                           nobody viewer editor admin r-all rw-all r-own rw-own
    (Method::GET, "/cloud_providers", none,                      [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/regions", none,                              [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/tiers", none,                                [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments", none,                          [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::POST, "/deployments", body,                         [401,   403,   201,   201,   403,   201,   403,   403]),
    (Method::GET, "/deployments/{own}", none,                    [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}", none,                  [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::PUT, "/deployments/{own}", body,                    [401,   403,   200,   200,   403,   200,   403,   200]),
    (Method::PUT, "/deployments/{other}", body,                  [401,   403,   200,   200,   403,   200,   403,   404]),
    (Method::GET, "/deployments/{own}/runtime", none,            [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/runtime", none,          [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::POST, "/deployments/{own}/stop", none,              [401,   403,   200,   200,   403,   200,   403,   200]),
    (Method::POST, "/deployments/{other}/stop", none,            [401,   403,   200,   200,   403,   200,   403,   404]),
    (Method::POST, "/deployments/{own}/start", none,             [401,   403,   200,   200,   403,   200,   403,   200]),
    (Method::POST, "/deployments/{other}/start", none,           [401,   403,   200,   200,   403,   200,   403,   404]),
    (Method::POST, "/deployments/external/check", elsewhere,     [401,   403,   200,   200,   403,   200,   403,   200]),
    (Method::DELETE, "/deployments/{other}", none,               [401,   403,   204,   204,   403,   204,   403,   404]),
    (Method::DELETE, "/deployments/{own}", none,                 [401,   403,   204,   204,   403,   204,   403,   204]),
    (Method::GET, "/data_plane", none,                           [401,   200,   200,   200,   200,   200,   200,   200]),
    // Whoever may see them is told that nothing is measured here.
    (Method::GET, "/usage", none,                                [401,   503,   503,   503,   503,   503,   503,   503]),
    (Method::GET, "/usage?deployment_id={own}", none,            [401,   503,   503,   503,   503,   503,   503,   503]),
    (Method::GET, "/usage?deployment_id={other}", none,          [401,   503,   503,   503,   503,   503,   404,   404]),
    (Method::GET, "/usage/summary", none,                        [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{own}/access_tokens", none,      [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/access_tokens", none,    [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::POST, "/deployments/{own}/access_tokens", new_token, [401,  403,   201,   201,   403,   201,   403,   201]),
    (Method::POST, "/deployments/{other}/access_tokens", new_token, [401, 403,  201,   201,   403,   201,   403,   404]),
    (Method::GET, "/deployments/{own}/access_tokens/{token}", none, [401, 403,  200,   200,   403,   200,   403,   200]),
    (Method::GET, "/deployments/{other}/access_tokens/{others}", none, [401, 403, 200, 200,   403,   200,   403,   404]),
    // The token of another deployment is absent under one's own.
    (Method::GET, "/deployments/{own}/access_tokens/{others}", none, [401, 403, 404,   404,   403,   404,   403,   404]),
    (Method::DELETE, "/deployments/{own}/access_tokens/{others}", none, [401, 403, 404, 404,  403,   404,   403,   404]),
    // Whoever may try one out is told that there is no access endpoint here.
    (Method::POST, "/deployments/{own}/access_tokens/{token}/test", trial, [401, 403, 503, 503, 403, 503,   403,   503]),
    (Method::POST, "/deployments/{other}/access_tokens/{others}/test", trial, [401, 403, 503, 503, 403, 503, 403,  404]),
    (Method::DELETE, "/deployments/{other}/access_tokens/{others}", none, [401, 403, 204, 204, 403,   204,   403,   404]),
    (Method::DELETE, "/deployments/{own}/access_tokens/{token}", none, [401, 403, 204,  204,  403,   204,   403,   204]),
    (Method::GET, "/deployments/{own}/rule-sets/state", none,    [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/rule-sets/state", none,  [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::GET, "/deployments/{own}/rule-sets/groups", none,   [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/rule-sets/groups", none, [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::GET, "/deployments/{own}/rule-sets/files", none,    [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/rule-sets/files", none,  [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::GET, "/deployments/{own}/rule-sets/files/a.yml", none, [401, 200,  200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/rule-sets/files/a.yml", none, [401, 200, 200,  200,   200,   200,   404,   404]),
    (Method::POST, "/deployments/{own}/rule-sets/files/b.yml", rules, [401, 403, 201,  201,   403,   201,   403,   201]),
    (Method::POST, "/deployments/{other}/rule-sets/files/b.yml", rules, [401, 403, 201, 201,  403,   201,   403,   404]),
    (Method::PUT, "/deployments/{own}/rule-sets/files/b.yml", rules, [401, 403, 201,   201,   403,   201,   403,   201]),
    (Method::PUT, "/deployments/{other}/rule-sets/files/b.yml", rules, [401, 403, 201, 201,   403,   201,   403,   404]),
    // It changes nothing, so whoever reads may.
    (Method::POST, "/deployments/{own}/rule-sets/check", rules,  [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::POST, "/deployments/{other}/rule-sets/check", rules, [401,  200,   200,   200,   200,   200,   404,   404]),
    (Method::GET, "/deployments/{own}/rule-sets/files/a.yml/versions", none, [401, 200, 200, 200, 200, 200, 200,   200]),
    (Method::GET, "/deployments/{other}/rule-sets/files/a.yml/versions", none, [401, 200, 200, 200, 200, 200, 404, 404]),
    (Method::GET, "/deployments/{own}/rule-sets/files/a.yml/versions/1", none, [401, 200, 200, 200, 200, 200, 200, 200]),
    (Method::GET, "/deployments/{other}/rule-sets/files/a.yml/versions/1", none,
                                                                 [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::POST, "/deployments/{own}/rule-sets/files/a.yml/versions/1/restore", none,
                                                                 [401,   403,   200,   200,   403,   200,   403,   200]),
    (Method::POST, "/deployments/{other}/rule-sets/files/a.yml/versions/1/restore", none,
                                                                 [401,   403,   200,   200,   403,   200,   403,   404]),
    (Method::DELETE, "/deployments/{own}/rule-sets/files/a.yml", none, [401, 403, 204, 204,   403,   204,   403,   204]),
    (Method::DELETE, "/deployments/{other}/rule-sets/files/a.yml", none, [401, 403, 204, 204, 403,   204,   403,   404]),
    (Method::GET, "/deployments/{own}/alertmanager", none,       [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/alertmanager", none,     [401,   200,   200,   200,   200,   200,   404,   404]),
    (Method::PUT, "/deployments/{own}/alertmanager", managed,    [401,   403,   200,   200,   403,   200,   403,   200]),
    (Method::PUT, "/deployments/{other}/alertmanager", managed,  [401,   403,   200,   200,   403,   200,   403,   404]),
    (Method::GET, "/deployments/{own}/alertmanager/config", none, [401,  200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/deployments/{other}/alertmanager/config", none, [401, 200,  200,   200,   200,   200,   404,   404]),
    (Method::PUT, "/deployments/{own}/alertmanager/config", config, [401, 403,  200,   200,   403,   200,   403,   200]),
    (Method::PUT, "/deployments/{other}/alertmanager/config", config, [401, 403, 200,  200,   403,   200,   403,   404]),
    // It changes nothing, so whoever reads may.
    (Method::POST, "/deployments/{own}/alertmanager/check", config, [401, 200,  200,   200,   200,   200,   200,   200]),
    (Method::POST, "/deployments/{other}/alertmanager/check", config, [401, 200, 200,  200,   200,   200,   404,   404]),
    // Nobody is told of the alerts of a new deployment, so there is nothing to test.
    (Method::POST, "/deployments/{own}/alertmanager/test", none, [401,   403,   409,   409,   403,   409,   403,   409]),
    (Method::POST, "/deployments/{other}/alertmanager/test", none, [401, 403,   409,   409,   403,   409,   403,   404]),
    (Method::GET, "/api_keys", none,                             [401,   200,   200,   200,   403,   403,   403,   403]),
    (Method::GET, "/api_keys/{key}", none,                       [401,   200,   200,   200,   403,   403,   403,   403]),
    (Method::POST, "/api_keys", new_key,                         [401,   403,   403,   201,   403,   403,   403,   403]),
    (Method::PATCH, "/api_keys/{key}", none,                     [401,   403,   403,   200,   403,   403,   403,   403]),
    (Method::POST, "/api_keys/{key}/reveal", none,               [401,   403,   403,   200,   403,   403,   403,   403]),
    (Method::POST, "/api_keys/{key}/rotate", grace,              [401,   403,   403,   201,   403,   403,   403,   403]),
    (Method::POST, "/api_keys/{key}/finish_rotation", none,      [401,   403,   403,   409,   403,   403,   403,   403]),
    (Method::DELETE, "/api_keys/{key}", none,                    [401,   403,   403,   204,   403,   403,   403,   403]),
    (Method::GET, "/users", none,                                [401,   403,   403,   200,   403,   403,   403,   403]),
    (Method::POST, "/users", new_user,                           [401,   403,   403,   201,   403,   403,   403,   403]),
    (Method::PATCH, "/users/{user}", none,                       [401,   403,   403,   200,   403,   403,   403,   403]),
    (Method::POST, "/users/{user}/invitation", none,             [401,   403,   403,   200,   403,   403,   403,   403]),
    (Method::DELETE, "/users/{user}", none,                      [401,   403,   403,   204,   403,   403,   403,   403]),
    (Method::GET, "/notices", none,                              [401,   403,   403,   200,   403,   403,   403,   403]),
    // Nobody is told of anything here, so there is nothing to test.
    (Method::POST, "/notices/test", none,                        [401,   403,   403,   409,   403,   403,   403,   403]),
    (Method::GET, "/events", none,                               [401,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/audit_logs", none,                           [401,   200,   200,   200,   403,   403,   403,   403]),
    (Method::GET, "/audit_logs/verify", none,                    [401,   200,   200,   200,   403,   403,   403,   403]),
    (Method::GET, "/setup", none,                                [200,   200,   200,   200,   200,   200,   200,   200]),
    (Method::GET, "/session", none,                              [401,   200,   200,   200,   403,   403,   403,   403]),
    (Method::DELETE, "/session", none,                           [401,   204,   204,   204,   403,   403,   403,   403]),
];

fn none() -> Value {
    json!({})
}

/// Nothing listens there.
fn elsewhere() -> Value {
    json!({ "type": "single_node", "external": { "url": "http://127.0.0.1:1" } })
}

fn new_key() -> Value {
    json!({ "name": "new", "expires_at": null, "permission": "r", "deployment_access": "all" })
}

fn new_user() -> Value {
    json!({ "email": "new@example.com", "role": "viewer" })
}

fn new_token() -> Value {
    json!({ "type": "w", "description": "new" })
}

/// A rule file: whatever is JSON is YAML.
fn rules() -> Value {
    json!({ "groups": [{ "name": "new", "rules": [{ "record": "job:up:sum", "expr": "sum(up) by (job)" }] }] })
}

fn managed() -> Value {
    json!({ "kind": "managed" })
}

/// A config of Alertmanager: whatever is JSON is YAML.
fn config() -> Value {
    json!({ "route": { "receiver": "a" }, "receivers": [{ "name": "a" }] })
}

fn trial() -> Value {
    json!({ "direction": "write" })
}

fn grace() -> Value {
    json!({ "grace_seconds": 60 })
}

/// What the placeholders of a path stand for, new for each request.
struct Things {
    own: String,
    other: String,
    token: String,
    others_token: String,
    key: String,
    user: String,
}

impl Things {
    async fn make(admin: &Client, n: usize) -> Self {
        let id = |made: Value| made["id"].as_str().unwrap().to_owned();
        let mut key = new_key();
        key["revealable"] = json!(true);
        let user = json!({ "email": format!("{n}@example.com"), "role": "viewer" });
        let own = id(admin.post(path::DEPLOYMENTS, body()).await.expect(201));
        let other = id(admin.post(path::DEPLOYMENTS, body()).await.expect(201));
        let token = async |deployment: &str| {
            let path = path::access_tokens(deployment.parse().unwrap());
            id(admin.post(&path, new_token()).await.expect(201))
        };
        for deployment in [&own, &other] {
            let file = json!({ "groups": [{ "name": "a", "rules": [{ "record": "job:a:sum", "expr": "sum(up)" }] }] });
            let files = path::rule_files(deployment.parse().unwrap());
            admin.post(&format!("{files}/a.yml"), file).await.expect(201);
        }
        Self {
            token: token(&own).await,
            others_token: token(&other).await,
            own,
            other,
            key: id(admin.post(path::API_KEYS, key).await.expect(201)),
            user: id(admin.post(path::USERS, user).await.expect(201)),
        }
    }

    fn fill(&self, path: &str) -> String {
        let path = path.replace("{own}", &self.own).replace("{other}", &self.other);
        let path = path.replace("{token}", &self.token).replace("{others}", &self.others_token);
        format!("{}{}", path::API_ROOT, path.replace("{key}", &self.key).replace("{user}", &self.user))
    }
}

async fn caller(app: &TestApp, who: &str, things: &Things) -> Client {
    let own = DeploymentAccess::Selected([things.own.parse().unwrap()].into());
    match who {
        "nobody" => app.anonymous(),
        "viewer" => app.viewer().await,
        "editor" => app.editor().await,
        "admin" => app.member("second@example.com", keyhouse_model::member::Role::Admin).await,
        "r all" => app.key(Permission::Read, DeploymentAccess::All).await,
        "rw all" => app.key(Permission::ReadWrite, DeploymentAccess::All).await,
        "r own" => app.key(Permission::Read, own).await,
        _ => app.key(Permission::ReadWrite, own).await,
    }
}

async fn check_column(column: usize) {
    let app = TestApp::new().await;
    // Every answer is read to its end here: a stream of events has to have one.
    app.state.live.stop();
    let admin = app.admin().await;
    let who = CALLERS[column];
    let first = Things::make(&admin, 1000).await;
    let person = caller(&app, who, &first).await;
    let is_narrow = who.ends_with("own");
    for (n, (method, path, body, expected)) in TABLE.iter().enumerate() {
        let things = Things::make(&admin, n).await;
        // A key with selected deployments is made for this row's.
        let client = if is_narrow { caller(&app, who, &things).await } else { person.clone() };
        let body = (*method != Method::GET && *method != Method::DELETE).then(body);
        let answer = client.call(method.clone(), &things.fill(path), body).await;
        assert_eq!(answer.status.as_u16(), expected[column], "{who}: {method} {path}: {}", answer.text());
        if expected[column] == 403 && *method != Method::GET {
            let newest = app.audit_trail().await.swap_remove(0);
            assert!(newest.ends_with(" denied"), "{who}: {method} {path}: {newest}");
        }
    }
}

#[tokio::test]
async fn the_table_holds_for_people() {
    futures_util::future::join_all((0..4).map(check_column)).await;
}

#[tokio::test]
async fn the_table_holds_for_programs() {
    futures_util::future::join_all((4..8).map(check_column)).await;
}

#[tokio::test]
async fn the_table_has_every_endpoint() {
    let app = TestApp::new().await;
    let document = app.anonymous().get(path::OPENAPI).await.expect(200);
    let mut missing = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix(path::API_ROOT) else { continue };
        let kind = |row: &str| row.replace("{own}", "{id}").replace("{other}", "{id}");
        let kind = |row: &str| kind(row).replace("{token}", "{token_id}").replace("{others}", "{token_id}");
        let kind = |row: &str| kind(row).replace("{key}", "{id}").replace("{user}", "{id}");
        let kind = |row: &str| kind(row).replace("a.yml", "{name}").replace("b.yml", "{name}");
        let kind = |row: &str| kind(row).replace("versions/1", "versions/{number}");
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let is_there = TABLE.iter().any(|(row, at, ..)| row.as_str() == method && kind(at) == path);
            // Getting in needs no caller, and reading the document neither.
            let is_open = ["/session", "/setup", "/invitation"].contains(&path) && method == "POST";
            if !is_there && !is_open && path != "/openapi.json" {
                missing.push(format!("{method} {path}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[tokio::test]
async fn all_covers_what_is_made_later_and_a_selection_does_not() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let first = admin.post(path::DEPLOYMENTS, body()).await.expect(201);
    let own = DeploymentAccess::Selected([first["id"].as_str().unwrap().parse().unwrap()].into());
    let all = app.key(Permission::Read, DeploymentAccess::All).await;
    let selected = app.key(Permission::Read, own).await;
    let later = admin.post(path::DEPLOYMENTS, body()).await.expect(201);
    let count =
        async |client: &Client| client.get(path::DEPLOYMENTS).await.expect(200).as_array().unwrap().len();
    assert_eq!((count(&all).await, count(&selected).await), (2, 1));
    // Its only deployment gone, a key reaches none, and not all.
    admin.delete(&format!("{}/{}", path::DEPLOYMENTS, first["id"].as_str().unwrap())).await.expect(204);
    assert_eq!((count(&all).await, count(&selected).await), (1, 0));
    selected.get(&format!("{}/{}", path::DEPLOYMENTS, later["id"].as_str().unwrap())).await.expect(404);
    let keys = admin.get(path::API_KEYS).await.expect(200);
    let mut rows = keys["data"].as_array().unwrap().iter();
    let narrow = rows.find(|key| key["deployment_access"] != "all").unwrap();
    assert_eq!(narrow["deployment_access"], json!([first["id"]]));
}
