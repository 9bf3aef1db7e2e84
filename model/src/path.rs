//! Every path of the management API, built in one place and percent-encoded there.

use crate::id::{AccessTokenId, ApiKeyId, DeploymentId, UserId};
use crate::rule_file::RuleFileName;

/// What every path of the API begins with.
pub const API_ROOT: &str = "/api/v1";

/// Signing in, asking who is signed in, signing out.
pub const SESSION: &str = "/api/v1/session";
/// Setting up the first administrator.
pub const SETUP: &str = "/api/v1/setup";
/// Taking an invitation.
pub const INVITATION: &str = "/api/v1/invitation";
/// API keys.
pub const API_KEYS: &str = "/api/v1/api_keys";
/// Members.
pub const USERS: &str = "/api/v1/users";
/// The audit log.
pub const AUDIT_LOGS: &str = "/api/v1/audit_logs";
/// Checks the audit log's hash chain.
pub const AUDIT_VERIFY: &str = "/api/v1/audit_logs/verify";
/// Deployments.
pub const DEPLOYMENTS: &str = "/api/v1/deployments";
/// Where deployments can run.
pub const CLOUD_PROVIDERS: &str = "/api/v1/cloud_providers";
/// Where deployments can run, more closely.
pub const REGIONS: &str = "/api/v1/regions";
/// The sizes of deployments.
pub const TIERS: &str = "/api/v1/tiers";
/// Checks where VictoriaMetrics runs already, before a deployment is made of it.
pub const EXTERNAL_CHECK: &str = "/api/v1/deployments/external/check";
/// How people are told of API keys that end.
pub const NOTICES: &str = "/api/v1/notices";
/// Tells them something as a test.
pub const NOTICES_TEST: &str = "/api/v1/notices/test";
/// The engines that carry the data, and the access endpoint.
pub const DATA_PLANE: &str = "/api/v1/data_plane";
/// What happens, as server-sent events.
pub const EVENTS: &str = "/api/v1/events";
/// Usage over time.
pub const USAGE: &str = "/api/v1/usage";
/// Usage of a month.
pub const USAGE_SUMMARY: &str = "/api/v1/usage/summary";
/// The API's description.
pub const OPENAPI: &str = "/api/v1/openapi.json";

/// One API key.
pub fn api_key(id: ApiKeyId) -> String {
    format!("{API_KEYS}/{id}")
}

/// Shows a key's value again.
pub fn api_key_reveal(id: ApiKeyId) -> String {
    format!("{API_KEYS}/{id}/reveal")
}

/// Replaces a key.
pub fn api_key_rotate(id: ApiKeyId) -> String {
    format!("{API_KEYS}/{id}/rotate")
}

/// Ends the old key of a rotation now.
pub fn api_key_finish_rotation(id: ApiKeyId) -> String {
    format!("{API_KEYS}/{id}/finish_rotation")
}

/// One member.
pub fn user(id: UserId) -> String {
    format!("{USERS}/{id}")
}

/// A new sign-up link for a member.
pub fn user_invitation(id: UserId) -> String {
    format!("{USERS}/{id}/invitation")
}

/// One deployment.
pub fn deployment(id: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{id}")
}

/// What runs for a deployment, and how it is.
pub fn deployment_runtime(id: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{id}/runtime")
}

/// Starts a deployment that was stopped.
pub fn deployment_start(id: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{id}/start")
}

/// Stops a deployment.
pub fn deployment_stop(id: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{id}/stop")
}

/// A deployment's access tokens.
pub fn access_tokens(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/access_tokens")
}

/// One access token, whole.
pub fn access_token(deployment: DeploymentId, id: AccessTokenId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/access_tokens/{id}")
}

/// Sends a sample or a query with an access token.
pub fn access_token_test(deployment: DeploymentId, id: AccessTokenId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/access_tokens/{id}/test")
}

/// The names of a deployment's rule files; with `details=true`, the files without their texts.
pub fn rule_files(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/rule-sets/files")
}

/// The text of a rule file. The name is one of those that need no encoding.
pub fn rule_file(deployment: DeploymentId, name: &RuleFileName) -> String {
    format!("{DEPLOYMENTS}/{deployment}/rule-sets/files/{name}")
}

/// The versions of a rule file.
pub fn rule_file_versions(deployment: DeploymentId, name: &RuleFileName) -> String {
    format!("{}/versions", rule_file(deployment, name))
}

/// The text of a version of a rule file.
pub fn rule_file_version(deployment: DeploymentId, name: &RuleFileName, number: u32) -> String {
    format!("{}/versions/{number}", rule_file(deployment, name))
}

/// Puts an earlier version of a rule file back.
pub fn rule_file_restore(deployment: DeploymentId, name: &RuleFileName, number: u32) -> String {
    format!("{}/versions/{number}/restore", rule_file(deployment, name))
}

/// Checks the text of a rule file and saves nothing.
pub fn rule_check(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/rule-sets/check")
}

/// What the rules of a deployment are checked against and evaluated by.
pub fn rule_set_state(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/rule-sets/state")
}

/// The groups of a deployment as they run.
pub fn running_groups(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/rule-sets/groups")
}

/// Where the alerts of a deployment go.
pub fn notifications(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/alertmanager")
}

/// The config of a deployment's Alertmanager.
pub fn alertmanager_config(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/alertmanager/config")
}

/// Checks a config of Alertmanager and saves nothing.
pub fn alertmanager_check(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/alertmanager/check")
}

/// Sends a test alert.
pub fn alertmanager_test(deployment: DeploymentId) -> String {
    format!("{DEPLOYMENTS}/{deployment}/alertmanager/test")
}

/// Appends the pairs whose value is not empty as a query.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.contains('?') { '&' } else { '?' });
        push_encoded(&mut out, name);
        out.push('=');
        push_encoded(&mut out, value);
    }
    out
}

/// Percent-encodes all but the unreserved characters (RFC 3986), which is right in a segment and in a query.
fn push_encoded(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded_and_leaves_out_what_is_empty() {
        let path = with_query(API_KEYS, &[("q", "a b&ü"), ("status", ""), ("limit", "10")]);
        assert_eq!(path, "/api/v1/api_keys?q=a%20b%26%C3%BC&limit=10");
        assert_eq!(with_query(API_KEYS, &[("q", "")]), API_KEYS);
    }
}
