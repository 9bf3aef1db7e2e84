//! Rule files with a real `vmalert`: what is evaluated, what is in force, and what happens when something dies.

use crate::machine::engines_of;
use crate::rules_world::RULES;
use crate::world::{World, signal, until};
use serde_json::{Value, json};

#[test]
fn a_rule_records_and_an_alert_fires() {
    let world = World::new();
    let id = world.quick();
    let token = world.token(&id, "r");
    assert_eq!(world.rule_state(&id)["evaluation"], "off");
    assert!(world.groups(&id).is_empty());
    world.save(&id, "seconds.yml", RULES);
    assert_eq!(world.until_file(&id, "seconds.yml", "live"), "");
    until("it is pending first", || {
        world.rule(&id, "AlwaysUp")["pending"] == 1 || world.rule(&id, "AlwaysUp")["firing"] == 1
    });
    let alert = world.until_firing(&id, "AlwaysUp");
    assert_eq!((&alert["labels"]["severity"], &alert["value"]), (&"page".into(), &"3".into()));
    assert_eq!(alert["annotations"]["summary"], "It is 3");
    assert!(alert["active_at"].is_string(), "{alert}");
    let groups = world.groups(&id);
    let [group] = groups.as_slice() else { panic!("one group: {groups:?}") };
    assert_eq!((&group["name"], &group["file"]), (&"seconds".into(), &"seconds.yml".into()));
    assert_eq!((&group["interval_ms"], &group["health"]), (&1000.into(), &"ok".into()));
    let [record, alert] = group["rules"].as_array().unwrap().as_slice() else { panic!("two rules: {group}") };
    assert_eq!(
        (&record["kind"], &record["health"], &record["samples"]),
        (&"record".into(), &"ok".into(), &1.into())
    );
    assert_eq!(
        (&alert["kind"], &alert["for_ms"], &alert["firing"]),
        (&"alert".into(), &2000.into(), &1.into())
    );
    let mut found = Vec::new();
    until("the metric arrives", || {
        found = world.query(&token, "recorded:sum");
        !found.is_empty()
    });
    assert_eq!((&found[0]["metric"]["team"], &found[0]["value"][1]), (&"blue".into(), &"7".into()));
    let state = world.rule_state(&id);
    assert_eq!((&state["evaluation"], &state["process"]["engine"]), (&"running".into(), &"vmalert".into()));
    assert_eq!(state["engine"]["minor"], 79);
}

#[test]
fn files_are_replaced_and_removed_while_others_go_on() {
    let mut world = World::new();
    let id = world.quick();
    world.save(&id, "a.yml", RULES);
    world.save(&id, "b.yml", &RULES.replace("seconds", "others").replace("AlwaysUp", "Other"));
    world.until_file(&id, "a.yml", "live");
    world.until_file(&id, "b.yml", "live");
    let since = world.until_firing(&id, "Other")["active_at"].clone();
    let pid = world.engine_pid(&id, "vmalert");
    // Only a comment is another one, and then a label.
    world.save(&id, "a.yml", &format!("# A comment.\n{RULES}"));
    world.until_file(&id, "a.yml", "live");
    let saved = world.save(&id, "a.yml", &RULES.replace("severity: page", "severity: info"));
    assert_ne!(saved["state"], "live", "nobody has read it yet");
    world.until_file(&id, "a.yml", "live");
    until("it is evaluated", || world.until_firing(&id, "AlwaysUp")["labels"]["severity"] == "info");
    assert_eq!(world.rule(&id, "Other")["alerts"][0]["active_at"], since);
    world.delete(&format!("/api/v1/deployments/{id}/rule-sets/files/a.yml"));
    until("it is gone", || world.rule(&id, "AlwaysUp") == Value::Null);
    assert_eq!(world.engine_pid(&id, "vmalert"), pid, "it was never started anew");
    assert_eq!(world.rule(&id, "Other")["firing"], 1);
    world.delete(&format!("/api/v1/deployments/{id}/rule-sets/files/b.yml"));
    until("nothing is evaluated", || world.rule_state(&id)["evaluation"] == "off");
    assert!(world.groups(&id).is_empty() && crate::machine::arguments(pid).is_empty());
    world.stop();
    assert_eq!(engines_of(&world.data), Vec::<u32>::new());
}

#[test]
fn alerts_go_on_after_vmalert_or_the_server_was_killed() {
    let mut world = World::new();
    let id = world.quick();
    world.save(&id, "a.yml", RULES);
    let token = world.token(&id, "r");
    let since = world.until_firing(&id, "AlwaysUp")["active_at"].clone();
    until("its state is written", || !world.query(&token, "ALERTS_FOR_STATE").is_empty());
    let second = |time: &Value| time.as_str().unwrap()[..19].to_owned();
    let pid = world.engine_pid(&id, "vmalert");
    signal("KILL", pid);
    until("it is started again", || world.engine_pid(&id, "vmalert") != pid);
    world.until_file(&id, "a.yml", "live");
    assert_eq!(second(&world.until_firing(&id, "AlwaysUp")["active_at"]), second(&since));
    world.kill();
    world.restart();
    assert_eq!(second(&world.until_firing(&id, "AlwaysUp")["active_at"]), second(&since));
    assert_eq!(engines_of(&world.data).len(), 4, "vmauth, victoria-metrics, vmalert and the monitor");
    world.order(&id, "stop");
    until("nothing is evaluated", || world.rule_state(&id)["evaluation"] == "off");
    let (state, why) = world.file_state(&id, "a.yml");
    assert_eq!(state, "not_evaluated");
    assert!(why.contains("The deployment is stopped"), "{why}");
    world.order(&id, "start");
    world.until_file(&id, "a.yml", "live");
    assert_eq!(second(&world.until_firing(&id, "AlwaysUp")["active_at"]), second(&since));
    // Another flag: the deployment is started anew, elsewhere.
    let pid = world.engine_pid(&id, "vmalert");
    let flags = ["-search.latencyOffset=0s", "-search.maxQueryLen=32KiB"];
    world.change(&id, &json!({ "flags": { "single_flags": flags } }));
    until("it is started anew", || world.engine_pid(&id, "vmalert") != pid);
    world.until_file(&id, "a.yml", "live");
    assert_eq!(second(&world.until_firing(&id, "AlwaysUp")["active_at"]), second(&since));
}

#[test]
fn nothing_stays_of_a_deployment_that_is_deleted() {
    let world = World::new();
    let id = world.quick();
    world.save(&id, "a.yml", RULES);
    world.until_file(&id, "a.yml", "live");
    let folder = world.rules_folder(&id);
    let pid = world.engine_pid(&id, "vmalert");
    assert!(folder.join("live/a.yml").is_file());
    world.delete(&format!("/api/v1/deployments/{id}"));
    until("its folder is gone", || !folder.exists());
    assert!(crate::machine::arguments(pid).is_empty());
}
