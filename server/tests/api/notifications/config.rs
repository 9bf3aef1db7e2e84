//! Alertmanager's config: saved, shown, masked, checked.

use super::{Notifications, SECRET, assert_hidden, config, recorded};
use crate::support::TestApp;
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::notifications::{MAX_CONFIG_BYTES, STARTER_CONFIG};
use keyhouse_model::path;
use keyhouse_model::problem::ProblemCode;
use serde_json::json;

#[tokio::test]
async fn a_config_is_kept_sealed_and_shown_whole_to_those_who_may_change_it() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let starter = ours.admin.get(&ours.config).await;
    assert_eq!((starter.text(), starter.header("content-type")), (STARTER_CONFIG, "application/yaml"));
    assert!(recorded(&app).await.is_empty(), "nothing of anybody was shown");
    let told = ours.put_config(&config()).await.expect(200);
    assert_eq!(told["kind"], "managed");
    assert_hidden(&app).await;
    let key = app.key(Permission::ReadWrite, DeploymentAccess::All).await;
    for whole in [&ours.admin, &app.editor().await, &key] {
        assert_eq!(whole.get(&ours.config).await.text(), config());
    }
    let trail = recorded(&app).await;
    let actions: Vec<_> = trail.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions[..3], ["notifications.reveal"; 3]);
    assert_hidden(&app).await;
}

#[tokio::test]
async fn who_only_reads_sees_no_secret() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    ours.put_config(&config()).await.expect(200);
    let before = recorded(&app).await.len();
    let key = app.key(Permission::Read, DeploymentAccess::All).await;
    for reader in [app.viewer().await, key] {
        let answer = reader.get(&ours.config).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/yaml"));
        assert!(!answer.text().contains(SECRET), "{}", answer.text());
        assert!(answer.text().contains("password: <secret>") && answer.text().contains("name: web"));
    }
    assert_eq!(recorded(&app).await.len(), before, "what is masked is no secret shown");
}

#[tokio::test]
async fn a_change_of_the_config_is_on_record_by_its_size() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    ours.put_config(STARTER_CONFIG).await.expect(200);
    ours.put_config(&config()).await.expect(200);
    let again = ours.put_config(&config()).await.expect(200);
    let trail = recorded(&app).await;
    assert_eq!(trail.len(), 2, "the same config again is no change: {trail:?}");
    let changes = json!([
        { "field": "config", "before": null, "after": "changed" },
        { "field": "config_bytes", "before": STARTER_CONFIG.len(), "after": config().len() },
    ]);
    assert_eq!(trail[0]["changes"], changes);
    // The config stays when alerts go elsewhere, and saving it brings them back.
    ours.put(json!({ "kind": "external", "url": "http://alerts.example.com", "bearer_token": SECRET })).await;
    assert_eq!(ours.admin.get(&ours.config).await.text(), config());
    let told = ours.put_config(&config()).await.expect(200);
    assert_eq!((&told["kind"], &told["has_credential"]), (&json!("managed"), &json!(false)));
    assert!(told.get("url").is_none());
    assert_eq!(again["kind"], told["kind"]);
}

#[tokio::test]
async fn a_wrong_config_is_refused_with_its_places_and_changes_nothing() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    ours.put_config(&config()).await.expect(200);
    let wrong = "route:\n  receiver: web\nreceivers:\n  - name: mail\n    email_configs:\n      - to: a\n        auth_password_file: /etc/shadow\n";
    let problem = ours.put_config(wrong).await.problem(ProblemCode::Invalid);
    let found: Vec<_> =
        problem.errors.iter().map(|error| (error.pointer.as_str(), error.code.as_str())).collect();
    let expected = [
        ("2:13", "unknown_receiver"),
        ("6:9", "missing_field"),
        ("6:9", "missing_field"),
        ("7:9", "file_setting"),
    ];
    assert_eq!(found, expected);
    assert!(problem.detail.contains("4 errors") && problem.detail.contains("line 2"), "{}", problem.detail);
    assert_eq!(ours.admin.get(&ours.config).await.text(), config());
    // The check says the same, and that it found it is no error.
    let check = path::alertmanager_check(ours.id);
    let found = app.viewer().await.raw("POST", &check, &[("content-type", "application/yaml")], wrong).await;
    let found = found.expect(200);
    let codes: Vec<_> = found.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"unused_receiver") && codes.contains(&"file_setting"), "{codes:?}");
    let fine = ours.admin.raw("POST", &check, &[], &config()).await.expect(200);
    assert_eq!(fine, json!([]));
}

#[tokio::test]
async fn a_config_is_text_of_a_size_that_is_taken() {
    let app = TestApp::new().await;
    let ours = Notifications::new(&app).await;
    let large = "#".repeat(MAX_CONFIG_BYTES + 1);
    for (method, path) in [("PUT", ours.config.clone()), ("POST", path::alertmanager_check(ours.id))] {
        let answer = ours.admin.raw(method, &path, &[("content-type", "application/yaml")], &large).await;
        answer.problem(ProblemCode::TooLarge);
        let form = ours.admin.raw(method, &path, &[("content-type", "text/plain")], STARTER_CONFIG).await;
        form.problem(ProblemCode::UnsupportedMediaType);
    }
    // Programs may send any type, or none.
    let key = app.key(Permission::ReadWrite, DeploymentAccess::All).await;
    key.raw("PUT", &ours.config, &[], STARTER_CONFIG).await.expect(200);
    key.raw("PUT", &ours.config, &[("content-type", "text/plain")], STARTER_CONFIG).await.expect(200);
}
