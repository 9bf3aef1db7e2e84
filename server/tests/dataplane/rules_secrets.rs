//! What others on the machine, and whoever writes rules, must not get at.

use crate::machine::arguments;
use crate::rules_world::{RULES, environment, flag};
use crate::world::World;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn credentials_are_in_files_of_their_owner_and_under_names_that_nobody_knows() {
    let world = World::new();
    let id = world.quick();
    world.save(&id, "a.yml", RULES);
    world.until_file(&id, "a.yml", "live");
    let pid = world.engine_pid(&id, "vmalert");
    let folder = world.rules_folder(&id);
    let file = folder.join(flag(pid, "datasource.basicAuth.passwordFile").unwrap());
    let password = fs::read_to_string(&file).unwrap();
    assert!(password.len() > 40);
    assert_eq!((mode(&file), mode(&folder)), (0o600, 0o700));
    let args = arguments(pid);
    assert!(!args.iter().any(|arg| arg.contains(&password)), "{args:?}");
    let data = fs::canonicalize(&world.data).unwrap();
    assert!(!args[1..].iter().any(|arg| arg.contains(data.to_str().unwrap())), "{args:?}");
    let prefix = flag(pid, "envflag.prefix").unwrap();
    assert!(prefix.len() > 40);
    for (name, value) in environment(pid) {
        assert_ne!(value, password, "{name}");
        let is_harmless = ["PATH", "HOME", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "KEYHOUSE_ENGINE_OF"];
        assert!(is_harmless.contains(&name.as_str()) || name.starts_with(&prefix), "{name}");
    }
}

#[test]
fn a_variable_of_the_environment_can_not_be_read_by_a_rule() {
    let world = World::new();
    let id = world.quick();
    for name in ["HOME", "KEYHOUSE_ENGINE_OF", "httpAuth_password"] {
        let text = RULES.replace("It is", &format!("%{{{name}}}"));
        let (status, body) =
            world.ask("PUT", &format!("/api/v1/deployments/{id}/rule-sets/files/a.yml"), &text);
        assert_eq!(status, 422, "{body}");
        assert!(body.contains("unknown_variable") && body.contains(name), "{body}");
    }
}
