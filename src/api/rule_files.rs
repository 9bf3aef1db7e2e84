//! Rule files, and how they run.

use super::Endpoint;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::path;
use keyhouse_model::rule_file::{
    CONTENT_TYPE, RuleFile, RuleFileName, RuleFileVersion, RuleSetState, RunningGroup,
};
use keyhouse_model::rules::Diagnostic;

/// The rule files of a deployment, without their texts.
pub fn list(deployment: DeploymentId) -> Endpoint<Vec<RuleFile>> {
    Endpoint::get(path::with_query(&path::rule_files(deployment), &[("details", "true")]))
}

/// The text of a rule file.
pub fn text(deployment: DeploymentId, name: &RuleFileName) -> Endpoint<String> {
    Endpoint::text(path::rule_file(deployment, name), CONTENT_TYPE)
}

/// Saves a rule file. `seen` is the SHA-256 of the text that it replaces; empty for a file that is not there yet.
pub fn save(deployment: DeploymentId, name: &RuleFileName, text: String, seen: &str) -> Endpoint<RuleFile> {
    Endpoint::post_text(path::rule_file(deployment, name), CONTENT_TYPE, text).if_match(seen)
}

/// Checks a text as a save would, `vmalert` included, and saves nothing. `name` is that of the file that it is to
/// replace; empty for a new one.
pub fn check(deployment: DeploymentId, name: &str, text: String) -> Endpoint<Vec<Diagnostic>> {
    let path = path::with_query(&path::rule_check(deployment), &[("name", name)]);
    Endpoint::post_text(path, CONTENT_TYPE, text)
}

/// Deletes a rule file. Its versions stay.
pub fn delete(deployment: DeploymentId, name: &RuleFileName) -> Endpoint<()> {
    Endpoint::delete(path::rule_file(deployment, name))
}

/// The versions of a rule file, newest first; also of one that was deleted.
pub fn versions(deployment: DeploymentId, name: &RuleFileName) -> Endpoint<Vec<RuleFileVersion>> {
    Endpoint::get(path::rule_file_versions(deployment, name))
}

/// The text of a version.
pub fn version_text(deployment: DeploymentId, name: &RuleFileName, number: u32) -> Endpoint<String> {
    Endpoint::text(path::rule_file_version(deployment, name, number), CONTENT_TYPE)
}

/// Puts a version back.
pub fn restore(deployment: DeploymentId, name: &RuleFileName, number: u32) -> Endpoint<RuleFile> {
    Endpoint::act(path::rule_file_restore(deployment, name, number))
}

/// What the rules are checked against and evaluated by.
pub fn state(deployment: DeploymentId) -> Endpoint<RuleSetState> {
    Endpoint::get(path::rule_set_state(deployment))
}

/// The groups as they run; none while nothing evaluates them.
pub fn running(deployment: DeploymentId) -> Endpoint<Vec<RunningGroup>> {
    Endpoint::get(path::running_groups(deployment))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::Method;

    #[test]
    fn a_save_replaces_only_what_was_seen() {
        let id = "123e4567-e89b-42d3-a456-426614174000".parse().unwrap();
        let name = RuleFileName::parse("a.yml", "/name").unwrap();
        let request = save(id, &name, "groups: []".into(), "abc").request;
        assert_eq!(request.method, Method::Post);
        assert!(request.path.ends_with("/rule-sets/files/a.yml"));
        assert_eq!(request.content_type, "application/yaml");
        assert_eq!(request.if_match.as_deref(), Some("abc"));
        assert!(request.body.is_some_and(|body| body.expose() == "groups: []"));
        assert!(check(id, "", String::new()).request.path.ends_with("/rule-sets/check"));
    }
}
