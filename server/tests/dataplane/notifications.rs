//! Alertmanager's config and the test alert, with a real Alertmanager and a real `amtool`.

use crate::receiver::Receiver;
use crate::world::{World, until};
use serde_json::{Value, json};

#[test]
fn a_test_alert_gets_to_the_receiver_that_its_route_leads_to() {
    let world = World::new();
    let receiver = Receiver::start("");
    let id = world.quick();
    let path = format!("/api/v1/deployments/{id}/alertmanager");
    let config = format!(
        "route:\n  receiver: nobody\n  routes:\n  - matchers: [severity=\"info\", alertname=~\"Keyhouse.*\"]\n    receiver: hook\n    \
         group_wait: 0s\nreceivers:\n- name: nobody\n- name: hook\n  webhook_configs:\n  - url: {}/hook\n",
        receiver.url
    );
    let (status, text) = world.ask("PUT", &format!("{path}/config"), &config);
    assert_eq!(status, 200, "{text}");
    let told = world.until_notifier(&id, "ready");
    assert!(told["reason"].is_null(), "{told}");
    let (status, text) = world.ask("POST", &format!("{path}/test"), "");
    assert_eq!(status, 200, "{text}");
    let result: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&result["taken"], &result["receivers"]), (&json!(true), &json!(["hook"])), "{result}");
    assert!(result["detail"].as_str().unwrap().contains("the receiver hook"), "{result}");
    until("it arrives", || !receiver.posted("/hook").is_empty());
    let sent: Value = serde_json::from_str(&receiver.posted("/hook")[0]).unwrap();
    let alert = &sent["alerts"][0];
    assert_eq!(
        (&alert["labels"]["alertname"], &alert["status"]),
        (&json!("KeyhouseTestAlert"), &json!("firing"))
    );
    assert!(alert["generatorURL"].as_str().unwrap().ends_with(&format!("/deployments/{id}/rules")));
}

#[test]
fn a_config_that_only_amtool_refuses_is_not_saved() {
    let world = World::with(&["--access-listen", "127.0.0.1:0"]);
    let deployment = world.deployment("single_node", &json!({ "url": "http://127.0.0.1:1" }));
    let path = format!("/api/v1/deployments/{deployment}/alertmanager");
    let good = "route: {receiver: a}\nreceivers:\n- name: a\n";
    // Each machine has its own time zones, so that only amtool knows them.
    let wrong = format!("{good}time_intervals:\n- name: t\n  time_intervals:\n  - location: Nowhere/Atall\n");
    let wrong = wrong.replace("receiver: a", "receiver: a, routes: [{mute_time_intervals: [t]}]");
    let (status, text) = world.ask("PUT", &format!("{path}/config"), &wrong);
    assert_eq!(status, 422, "{text}");
    let problem: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(problem["errors"][0]["code"], "refused");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("amtool refuses this: unknown time zone Nowhere/Atall"), "{detail}");
    let (status, text) = world.ask("POST", &format!("{path}/check"), &wrong);
    assert!(status == 200 && text.contains("\"refused\""), "{status} {text}");
    assert_eq!(world.get(&path)["kind"], "none");
    let (status, text) = world.ask("PUT", &format!("{path}/config"), good);
    assert_eq!(status, 200, "{text}");
    assert_eq!(world.get(&path)["kind"], "managed");
    let (status, text) = world.ask("POST", &format!("{path}/check"), good);
    assert_eq!((status, text.as_str()), (200, "[]"));
}
