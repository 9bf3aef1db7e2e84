//! Deployments over HTTP: what VictoriaMetrics Cloud's clients send, what is refused, who reaches what.

use crate::support::{Client, TestApp};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::problem::ProblemCode;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/deployments";
const SECRET: &str = "s3cret-of-the-cluster";

/// Byte for byte what VictoriaMetrics Cloud's Terraform provider sends, in its order and without a `Content-Type`.
const TERRAFORM_CREATE: &str = r#"{"name":"metrics","type":"single_node","provider":"aws","region":"us-east-2","tier":21,"storage_size":1,"storage_size_unit":"TB","deduplication":0,"deduplication_unit":"ms","retention":1,"retention_unit":"m","maintenance_window":"Sat-Sun 3-4am"}"#;
/// What its Go SDK sends as an update when no flags are set.
const SDK_UPDATE: &str = r#"{"name":"metrics","tier":22,"storage_size":2048,"storage_size_unit":"GB","deduplication":10,"deduplication_unit":"s","retention":14,"retention_unit":"d","maintenance_window":"Mon-Fri 4-5am","flags":{"single_flags":null,"select_flags":null,"storage_flags":null,"insert_flags":null}}"#;

pub(crate) fn body() -> Value {
    serde_json::from_str(TERRAFORM_CREATE).unwrap()
}

fn with(changes: Value) -> Value {
    let mut body = body();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn created(client: &Client, name: &str) -> DeploymentId {
    let made = client.post(PATH, with(json!({"name": name}))).await.expect(201);
    made["id"].as_str().unwrap().parse().unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_official_clients_get_through_a_whole_life() {
    let app = TestApp::new().await;
    let key = app.key(Permission::ReadWrite, DeploymentAccess::All).await;
    let made = key.raw("POST", PATH, &[], TERRAFORM_CREATE).await.expect(201);
    let id = made["id"].as_str().unwrap();
    // One terabyte comes back as 1024 gigabytes, provider and region as they were sent: else Terraform sees a drift.
    assert_eq!(made["storage_size_gb"], 1024);
    assert_eq!((&made["cloud_provider"], &made["region"]), (&json!("aws"), &json!("us-east-2")));
    assert_eq!((&made["retention_value"], &made["retention_unit"]), (&json!(1), &json!("m")));
    assert_eq!((&made["deduplication_value"], &made["deduplication_unit"]), (&json!(0), &json!("ms")));
    // No engine is installed here: the record is made all the same, and says what to do.
    assert_eq!(made["status"], "ERROR");
    assert!(made["status_reason"].as_str().unwrap().contains("apt-get install"), "{made}");
    assert_eq!(made["price"], json!({"compute_cost": 0.0, "storage_cost": 0.0, "total_cost": 0.0}));
    assert!(made["access_endpoint"].as_str().unwrap().starts_with("http"));
    assert!(made["created_at"].as_str().unwrap().contains('T'));
    assert!(made.get("vmsingle_settings").is_none(), "empty flags are left out");
    let path = format!("{PATH}/{id}");
    let changed = key.raw("PUT", &path, &[], SDK_UPDATE).await.expect(200);
    assert_eq!((&changed["storage_size_gb"], &changed["tier"]), (&json!(2048), &json!(22)));
    assert_eq!(key.get(&path).await.expect(200), changed);
    let list = key.get(PATH).await.expect(200);
    assert_eq!(list.as_array().unwrap().len(), 1, "a bare array");
    let gone = key.delete(&path).await;
    assert_eq!((gone.status.as_u16(), gone.body.len()), (204, 0));
    key.get(&path).await.problem(ProblemCode::NotFound);
    assert_eq!(key.get(PATH).await.expect(200), json!([]));
}

#[tokio::test]
async fn an_empty_key_is_nobody() {
    let app = TestApp::new().await;
    // The SDK sends the header with an empty value when its context has no key.
    let answer = app.anonymous().raw("GET", PATH, &[("X-Vm-Cloud-Access", "")], "").await;
    answer.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn fields_that_are_not_known_are_ignored_and_wrong_ones_named() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    editor.post(PATH, with(json!({"color": "red", "flags": {"single_flags": []}}))).await.expect(201);
    let wrong =
        with(json!({"name": "", "tier": 9999, "storage_size": 1, "storage_size_unit": "GB", "retention": 0}));
    let problem = editor.post(PATH, wrong).await.problem(ProblemCode::Invalid);
    let named: Vec<_> = problem.errors.iter().map(|one| (one.pointer.as_str(), one.code.as_str())).collect();
    let expected = [
        ("/name", "required"),
        ("/tier", "unknown"),
        ("/storage_size", "too_small"),
        ("/retention", "required"),
    ];
    assert_eq!(named, expected);
    for (changes, pointer) in [
        (json!({"tier": "21"}), "/tier"),
        (json!({"tier": 21.5}), "/tier"),
        (json!({"storage_size": -1}), "/storage_size"),
        (json!({"name": null}), "/name"),
        (json!({"external": {"url": 7}}), "/external"),
    ] {
        let problem = editor.post(PATH, with(changes)).await.problem(ProblemCode::Invalid);
        assert!(problem.errors[0].pointer.starts_with(pointer), "{problem:?}");
        assert_eq!(problem.errors[0].code, "wrong_type");
    }
    editor.raw("POST", PATH, &[], "{").await.problem(ProblemCode::Malformed);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    editor.raw("POST", PATH, &form, "a=b").await.problem(ProblemCode::UnsupportedMediaType);
}

#[tokio::test]
async fn the_list_can_be_limited_to_a_type() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    created(&editor, "single").await;
    let external = json!({"insert_url": "http://vm-insert:8480", "select_url": "http://vm-select:8481"});
    let many = json!({
        "name": "many", "type": "cluster", "tier": 226, "provider": "external", "region": "external",
        "external": external,
    });
    editor.post(PATH, with(many)).await.expect(201);
    let of = async |query: &str| editor.get(&format!("{PATH}{query}")).await.expect(200);
    assert_eq!(names(&of("").await), ["single", "many"]);
    assert_eq!(names(&of("?type=cluster").await), ["many"]);
    assert_eq!(
        editor.get(&format!("{PATH}?type=vlogs_single")).await.problem(ProblemCode::Invalid).errors[0]
            .pointer,
        "/type"
    );
}

#[tokio::test]
async fn storage_only_grows_and_flags_are_kept() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let path = format!("{PATH}/{}", created(&editor, "metrics").await);
    let mut update: Value = serde_json::from_str(SDK_UPDATE).unwrap();
    update["flags"] = json!({"single_flags": ["-search.maxQueryLen=32KiB"]});
    let flags = json!(["-search.maxQueryLen=32KiB"]);
    assert_eq!(editor.put(&path, update.clone()).await.expect(200)["vmsingle_settings"], flags);
    update["flags"] = Value::Null;
    assert_eq!(editor.put(&path, update.clone()).await.expect(200)["vmsingle_settings"], flags);
    update["storage_size"] = json!(2047);
    assert_eq!(
        editor.put(&path, update.clone()).await.problem(ProblemCode::Invalid).errors[0].pointer,
        "/storage_size"
    );
    update["storage_size"] = json!(2048);
    update["flags"] = json!({"single_flags": ["-storageDataPath=/etc"], "insert_flags": ["-a"]});
    let problem = editor.put(&path, update).await.problem(ProblemCode::Invalid);
    let pointers: Vec<_> = problem.errors.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(pointers, ["/flags/single_flags/0", "/flags/insert_flags"]);
}

/// Permission × access × endpoint × own or other deployment.
#[tokio::test]
async fn keys_do_what_their_permission_and_access_say() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let own = created(&editor, "own").await;
    let other = created(&editor, "other").await;
    let selected = || DeploymentAccess::Selected([own].into());
    for (permission, access, reads_other, changes, creates) in [
        (Permission::Read, DeploymentAccess::All, 200, (403, 403), 403),
        (Permission::ReadWrite, DeploymentAccess::All, 200, (200, 200), 201),
        (Permission::Read, selected(), 404, (403, 403), 403),
        (Permission::ReadWrite, selected(), 404, (200, 404), 403),
    ] {
        let who = format!("{permission:?} {access:?}");
        let key = app.key(permission, access).await;
        let status = async |method: &str, path: String, body: &str| {
            key.raw(method, &path, &[], body).await.status.as_u16()
        };
        let (own, other) = (format!("{PATH}/{own}"), format!("{PATH}/{other}"));
        assert_eq!(status("GET", own.clone(), "").await, 200, "{who}");
        assert_eq!(status("GET", other.clone(), "").await, reads_other, "{who}");
        assert_eq!(status("PUT", own.clone(), SDK_UPDATE).await, changes.0, "{who}");
        assert_eq!(status("PUT", other.clone(), SDK_UPDATE).await, changes.1, "{who}");
        assert_eq!(status("POST", PATH.into(), TERRAFORM_CREATE).await, creates, "{who}");
        if changes.1 != 200 {
            assert_eq!(status("DELETE", other, "").await, changes.1, "{who}");
        }
        let listed = key.get(PATH).await.expect(200);
        assert_eq!(names(&listed).len() > 1, reads_other == 200, "{who}");
        assert_eq!(key.get("/api/v1/tiers").await.status, 200, "{who}");
    }
}

#[tokio::test]
async fn a_key_for_selected_deployments_is_told_why_it_creates_none() {
    let app = TestApp::new().await;
    let own = created(&app.editor().await, "own").await;
    let key = app.key(Permission::ReadWrite, DeploymentAccess::Selected([own].into())).await;
    let problem = key.post(PATH, body()).await.problem(ProblemCode::Forbidden);
    assert!(problem.detail.contains("selected deployments only"), "{}", problem.detail);
    let admin = app.admin().await;
    let events = admin.get("/api/v1/audit_logs?action=deployment.create").await.expect(200);
    assert_eq!(events["data"][0]["outcome"], "denied");
}

#[tokio::test]
async fn roles_say_who_changes_deployments() {
    let app = TestApp::new().await;
    let id = created(&app.admin().await, "metrics").await;
    let path = format!("{PATH}/{id}");
    let [viewer, editor, admin] = [app.viewer().await, app.editor().await, app.admin().await];
    for (client, reads, changes) in
        [(&viewer, 200, 403), (&editor, 200, 200), (&admin, 200, 200), (&app.anonymous(), 401, 401)]
    {
        assert_eq!(client.get(&path).await.status.as_u16(), reads);
        assert_eq!(client.get(PATH).await.status.as_u16(), reads);
        assert_eq!(
            client.put(&path, serde_json::from_str(SDK_UPDATE).unwrap()).await.status.as_u16(),
            changes
        );
    }
    viewer.delete(&path).await.problem(ProblemCode::Forbidden);
    editor.delete(&path).await.expect(204);
}

#[tokio::test]
async fn an_external_deployment_answers_its_urls_and_never_its_credentials() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let external = json!({"insert_url": "http://vm-insert:8480", "select_url": "http://vm-select:8481", "bearer_token": SECRET});
    let new =
        json!({"provider": "external", "region": "", "type": "cluster", "tier": 226, "external": external});
    let made = editor.post(PATH, with(new.clone())).await;
    assert!(!made.text().contains(SECRET));
    let made = made.expect(201);
    assert_eq!(
        made["external"],
        json!({"insert_url": "http://vm-insert:8480", "select_url": "http://vm-select:8481"})
    );
    assert_eq!((&made["cloud_provider"], &made["region"]), (&json!("external"), &json!("external")));
    let seen = editor.get(&format!("{PATH}/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(seen.expect(200), made);
    let mut wrong = new;
    wrong["external"]["basic_auth"] = json!(format!("admin:{SECRET}"));
    let refused = editor.post(PATH, with(wrong)).await;
    assert!(!refused.text().contains(SECRET));
    refused.problem(ProblemCode::Invalid);
    let log = app.admin().await.get("/api/v1/audit_logs").await;
    assert!(!log.text().contains(SECRET));
    assert!(log.text().contains("vm-insert"), "the URLs are on record");
    for file in std::fs::read_dir(app.folder()).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        assert!(!found, "{} holds the credential", file.display());
    }
}

#[tokio::test]
async fn a_double_click_makes_one_deployment() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let once = [("idempotency-key", "form-1")];
    let first = editor.raw("POST", PATH, &once, TERRAFORM_CREATE).await.expect(201);
    let again = editor.raw("POST", PATH, &once, TERRAFORM_CREATE).await.expect(201);
    assert_eq!(first, again);
    assert_eq!(editor.get(PATH).await.expect(200).as_array().unwrap().len(), 1);
    let other = TERRAFORM_CREATE.replace("metrics", "other");
    editor.raw("POST", PATH, &once, &other).await.problem(ProblemCode::Conflict);
}

#[tokio::test]
async fn every_change_is_on_record_with_what_changed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = created(&admin, "metrics").await;
    let path = format!("{PATH}/{id}");
    admin.put(&path, serde_json::from_str(SDK_UPDATE).unwrap()).await.expect(200);
    admin.delete(&path).await.expect(204);
    let log = admin.get(&format!("/api/v1/audit_logs?deployment_id={id}")).await.expect(200);
    let events = log["data"].as_array().unwrap();
    let actions: Vec<_> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["deployment.delete", "deployment.update", "deployment.create"]);
    let changes = events[1]["changes"].as_array().unwrap();
    assert!(
        changes.contains(&json!({"field": "storage_size_gb", "before": 1024, "after": 2048})),
        "{changes:?}"
    );
    assert!(
        changes.contains(&json!({"field": "retention_unit", "before": "m", "after": "d"})),
        "{changes:?}"
    );
    assert!(changes.iter().all(|change| change["field"] != "name"), "what stayed is left out");
}

#[tokio::test]
async fn a_key_never_comes_to_reach_all_because_its_deployments_are_gone() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (a, b, c) = (created(&admin, "a").await, created(&admin, "b").await, created(&admin, "c").await);
    let key = app.key(Permission::ReadWrite, DeploymentAccess::Selected([a, b].into())).await;
    let access = async || {
        let keys = admin.get("/api/v1/api_keys").await.expect(200);
        keys["data"][0]["deployment_access"].clone()
    };
    admin.delete(&format!("{PATH}/{a}")).await.expect(204);
    assert_eq!(access().await, json!([b]), "it is taken out of the key's list");
    admin.delete(&format!("{PATH}/{b}")).await.expect(204);
    assert_eq!(access().await, json!([b]), "the last one stays named");
    assert_eq!(key.get(PATH).await.expect(200), json!([]));
    assert_eq!(key.get(&format!("{PATH}/{c}")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_cluster_here_needs_its_engines_and_a_single_node_waits_for_its_own() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let cluster = with(json!({"type": "cluster", "tier": 26}));
    let problem = editor.post(PATH, cluster).await.problem(ProblemCode::Invalid);
    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code.as_str()),
        ("/type", "unavailable")
    );
    assert!(problem.detail.contains("vmstorage, vminsert, vmselect are not installed"), "{}", problem.detail);
    created(&editor, "single").await;
}

#[tokio::test]
async fn stopping_and_starting_are_asked_for_once_and_on_record() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = created(&admin, "metrics").await;
    let path = format!("{PATH}/{id}");
    for _ in 0..2 {
        let stopped = admin.act(&format!("{path}/stop")).await.expect(200);
        assert_eq!((&stopped["status"], stopped.get("status_reason")), (&json!("STOPPED"), None));
    }
    // A change of the settings is no start.
    let changed = admin.put(&path, serde_json::from_str(SDK_UPDATE).unwrap()).await.expect(200);
    assert_eq!(changed["status"], "STOPPED");
    assert_eq!(admin.get(&format!("{path}/runtime")).await.expect(200)["status"], "STOPPED");
    assert_eq!(admin.act(&format!("{path}/start")).await.expect(200)["status"], "ERROR");
    let log = admin.get(&format!("/api/v1/audit_logs?deployment_id={id}")).await.expect(200);
    let events = log["data"].as_array().unwrap();
    let actions: Vec<_> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    let expected = ["deployment.start", "deployment.update", "deployment.stop", "deployment.create"];
    assert_eq!(actions, expected);
    let update = events[1]["changes"].to_string();
    assert!(!update.contains("status") && !update.contains("used"), "{update}");
}

#[tokio::test]
async fn an_external_deployment_is_neither_started_nor_stopped() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let new =
        json!({"provider": "external", "region": "", "tier": 221, "external": {"url": "http://vm:8428"}});
    let made = editor.post(PATH, with(new)).await.expect(201);
    assert_eq!(made["status"], "PROVISIONING");
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    for order in ["start", "stop"] {
        let problem = editor.act(&format!("{path}/{order}")).await.problem(ProblemCode::Conflict);
        assert!(problem.detail.contains("runs elsewhere"), "{}", problem.detail);
    }
}

#[tokio::test]
async fn what_becomes_of_the_data_is_delete_or_keep() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (a, b) = (created(&admin, "a").await, created(&admin, "b").await);
    let problem = admin.delete(&format!("{PATH}/{a}?data=burn")).await.problem(ProblemCode::Invalid);
    assert_eq!(problem.errors[0].pointer, "/data");
    admin.delete(&format!("{PATH}/{a}?data=keep")).await.expect(204);
    admin.delete(&format!("{PATH}/{b}")).await.expect(204);
    let log = admin.get("/api/v1/audit_logs?action=deployment.delete").await.expect(200);
    let remains = |event: usize| log["data"][event]["changes"][0]["after"].clone();
    assert_eq!((remains(0), remains(1)), (json!("delete"), json!("keep")));
}

#[tokio::test]
async fn what_is_no_id_is_absent() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for id in ["1", "none", "123e4567-e89b-12d3-a456-426614174000", "%2e%2e"] {
        editor.get(&format!("{PATH}/{id}")).await.problem(ProblemCode::NotFound);
        editor.delete(&format!("{PATH}/{id}")).await.problem(ProblemCode::NotFound);
    }
    let patch = editor.raw("PATCH", &format!("{PATH}/1"), &[], "{}").await;
    patch.problem(ProblemCode::MethodNotAllowed);
}
