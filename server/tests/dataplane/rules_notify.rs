//! Who is told of alerts, with a real Alertmanager and with one that runs elsewhere.

use crate::machine::{arguments, engines_of};
use crate::receiver::Receiver;
use crate::rules_world::{RULES, flag, status_without_credential};
use crate::world::{World, signal, until};
use serde_json::{Value, json};

/// A config that sends all to this path at once. The receiver has its name: one that was told is not told again.
fn to(receiver: &Receiver, name: &str) -> String {
    let url = &receiver.url;
    format!(
        "route:\n  receiver: {name}\n  group_by: [alertname]\n  group_wait: 0s\n  group_interval: 1s\n  repeat_interval: 1h\n\
         receivers:\n- name: {name}\n  webhook_configs:\n  - url: {url}/{name}\n    send_resolved: false\n"
    )
}

impl World {
    #[track_caller]
    fn configure(&self, id: &str, config: &str) {
        let (status, text) =
            self.ask("PUT", &format!("/api/v1/deployments/{id}/alertmanager/config"), config);
        assert_eq!(status, 200, "{text}");
    }
}

#[test]
fn the_alertmanager_of_a_deployment_tells_people_of_its_alerts() {
    let mut world = World::new();
    let receiver = Receiver::start("");
    let id = world.quick();
    world.configure(&id, &to(&receiver, "one"));
    let told = world.until_notifier(&id, "ready");
    assert_eq!(told["process"]["engine"], "alertmanager");
    world.save(&id, "a.yml", RULES);
    until("it tells of the alert", || !receiver.posted("/one").is_empty());
    let sent: Value = serde_json::from_str(&receiver.posted("/one")[0]).unwrap();
    let alert = &sent["alerts"][0];
    assert_eq!((&alert["labels"]["alertname"], &alert["status"]), (&"AlwaysUp".into(), &"firing".into()));
    let page = format!("/deployments/{id}/rules");
    let link = alert["generatorURL"].as_str().unwrap();
    assert!(link.contains(&format!("{page}?view=running")), "{link}");
    assert!(sent["externalURL"].as_str().unwrap().ends_with(&page), "{sent}");
    // Another config is taken by the process that runs.
    let pid = world.engine_pid(&id, "alertmanager");
    world.configure(&id, &to(&receiver, "two"));
    until("it tells by the other config", || !receiver.posted("/two").is_empty());
    assert_eq!(world.engine_pid(&id, "alertmanager"), pid);
    for (process, pages) in [
        (pid, ["/metrics", "/-/healthy", "/api/v2/status"]),
        (world.engine_pid(&id, "vmalert"), ["/metrics", "/api/v1/rules", "/flags"]),
    ] {
        let listen = flag(process, "web.listen-address").or_else(|| flag(process, "httpListenAddr")).unwrap();
        for page in pages {
            assert_eq!(status_without_credential(&listen, page), 401, "{page}");
        }
    }
    world.stop();
    assert_eq!(engines_of(&world.data), Vec::<u32>::new());
}

#[test]
fn an_alertmanager_that_is_killed_is_started_again_and_one_that_is_not_wanted_ends() {
    let world = World::new();
    let id = world.quick();
    world.notify(&id, &json!({ "kind": "managed" }));
    world.until_notifier(&id, "ready");
    let pid = world.engine_pid(&id, "alertmanager");
    signal("KILL", pid);
    until("it is started again", || world.engine_pid(&id, "alertmanager") != pid);
    world.until_notifier(&id, "ready");
    let folder = world.data.join("alertmanager").join(&id);
    assert!(folder.join("alertmanager.yml").is_file());
    world.order(&id, "stop");
    world.until_notifier(&id, "off");
    world.order(&id, "start");
    world.until_notifier(&id, "ready");
    let pid = world.engine_pid(&id, "alertmanager");
    world.notify(&id, &json!({ "kind": "none" }));
    world.until_notifier(&id, "off");
    assert!(arguments(pid).is_empty());
    assert!(!folder.join("alertmanager.yml").exists(), "it may hold passwords");
    world.delete(&format!("/api/v1/deployments/{id}"));
    until("its folder is gone", || !folder.exists());
}

#[test]
fn an_alertmanager_that_runs_elsewhere_is_told_with_its_credential() {
    let world = World::new();
    // "me:s3cret"
    let receiver = Receiver::start("Basic bWU6czNjcmV0");
    let id = world.quick();
    world.save(&id, "a.yml", RULES);
    let change = |credential: Value| {
        let mut change = json!({ "kind": "external", "url": receiver.url });
        change.as_object_mut().unwrap().extend(credential.as_object().unwrap().clone());
        change
    };
    world.notify(&id, &change(json!({ "basic_auth": "me:wrong" })));
    let why = world.until_notifier(&id, "failed")["reason"].to_string();
    assert!(why.contains("refuses the credential (status 401)"), "{why}");
    world.notify(&id, &change(json!({ "basic_auth": "me:s3cret" })));
    assert!(world.until_notifier(&id, "ready")["reason"].is_null());
    until("it gets the alert", || {
        receiver.posted("/api/v2/alerts").iter().any(|body| body.contains("AlwaysUp"))
    });
    let pid = world.engine_pid(&id, "vmalert");
    assert!(!arguments(pid).iter().any(|arg| arg.contains("s3cret")));
    world.notify(&id, &json!({ "kind": "none" }));
    world.until_notifier(&id, "off");
    until("it is evaluated without", || world.rule(&id, "AlwaysUp")["firing"] == 1);
}
