//! Rules where programs are missing, or are other versions than before.

use crate::missing::{on_path, with_programs_in};
use crate::rules_world::RULES;
use crate::world::until;
use serde_json::json;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

#[test]
fn without_vmalert_files_are_kept_and_installing_it_is_enough() {
    let bin = tempfile::tempdir().unwrap();
    for name in ["victoria-metrics", "vmauth"] {
        symlink(on_path(name), bin.path().join(name)).unwrap();
    }
    let world = with_programs_in(bin.path());
    let id = world.quick();
    world.save(&id, "a.yml", RULES);
    let mut why = String::new();
    until("it says why", || {
        why = world.file_state(&id, "a.yml").1;
        why.contains("vmalert is not installed")
    });
    assert!(why.contains("apt-get install victoria-metrics"), "{why}");
    assert_eq!(world.file_state(&id, "a.yml").0, "not_evaluated");
    let state = world.rule_state(&id);
    assert_eq!(state["evaluation"], "failed");
    assert!(state["process"].is_null() && state["engine"].is_null(), "{state}");
    assert!(world.groups(&id).is_empty());
    until("the server's check says so", || world.get("/readyz")["checks"][1]["status"] == "failed");
    world.until_status(&id, "RUNNING");
    symlink(on_path("vmalert"), bin.path().join("vmalert")).unwrap();
    world.until_file(&id, "a.yml", "live");
    world.notify(&id, &json!({ "kind": "managed" }));
    let told = world.until_notifier(&id, "failed")["reason"].to_string();
    assert!(told.contains("apt-get install prometheus-alertmanager"), "{told}");
    assert_eq!(world.rule_state(&id)["evaluation"], "running");
}

#[test]
fn what_another_version_refuses_is_left_out_and_all_else_goes_on() {
    let bin = tempfile::tempdir().unwrap();
    for name in ["victoria-metrics", "vmauth", "vmalert"] {
        symlink(on_path(name), bin.path().join(name)).unwrap();
    }
    let world = with_programs_in(bin.path());
    let id = world.quick();
    world.save(&id, "good.yml", RULES);
    world.save(&id, "old.yml", &RULES.replace("seconds", "old").replace("AlwaysUp", "OutOfFashion"));
    world.until_file(&id, "good.yml", "live");
    world.until_file(&id, "old.yml", "live");
    // It does not like one of the names, and is the real one else.
    let real = on_path("vmalert");
    let text = format!(
        "#!/bin/sh\ncase \"$1\" in\n-version) echo vmalert-1-tags-v1.99.0-0-gabc; exit 0;;\n-dryRun)\n\
         for file in ${{3#-rule=}}; do if grep -q OutOfFashion $file; then\n\
         echo '{{\"level\":\"fatal\",\"msg\":\"the name is out of fashion\"}}' >&2; exit 255\nfi; done\nexit 0;;\nesac\n\
         exec {} \"$@\"\n",
        real.display()
    );
    fs::remove_file(bin.path().join("vmalert")).unwrap();
    fs::write(bin.path().join("new"), text).unwrap();
    fs::set_permissions(bin.path().join("new"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(bin.path().join("new"), bin.path().join("vmalert")).unwrap();
    let why = world.until_file(&id, "old.yml", "refused");
    assert_eq!(why, "vmalert v1.99.0 refuses it: the name is out of fashion");
    world.until_file(&id, "good.yml", "live");
    world.until_firing(&id, "AlwaysUp");
    assert!(world.rule(&id, "OutOfFashion").is_null());
    assert_eq!(world.rule_state(&id)["process"]["version"], "v1.99.0");
}

#[test]
fn a_folder_that_can_not_be_written_is_told_and_all_else_goes_on() {
    let world = crate::world::World::new();
    let id = world.quick();
    fs::create_dir_all(world.data.join("rules")).unwrap();
    fs::write(world.rules_folder(&id), "in the way").unwrap();
    world.save(&id, "a.yml", RULES);
    let mut why = String::new();
    until("it says why", || {
        let state = world.rule_state(&id);
        why = state["reason"].as_str().unwrap_or_default().to_owned();
        state["evaluation"] == "failed"
    });
    assert!(why.contains("can't write") && why.contains(&id), "{why}");
    world.until_status(&id, "RUNNING");
    fs::remove_file(world.rules_folder(&id)).unwrap();
    world.until_file(&id, "a.yml", "live");
}
