//! How to use an API key: curl, the shell's environment, Terraform.

use crate::api_key::ApiKeyDraft;
use crate::path;

/// Lists deployments with the key, which proves that it works.
pub fn curl(base_url: &str, value: &str) -> String {
    format!("curl -H 'X-VM-Cloud-Access: {value}' \\\n  {base_url}{}", path::DEPLOYMENTS)
}

/// The variables that VictoriaMetrics Cloud's Terraform provider and Go SDK examples read.
pub fn environment(base_url: &str, value: &str) -> String {
    format!("export VMCLOUD_BASE_URL='{base_url}'\nexport VMCLOUD_API_KEY='{value}'")
}

/// The provider's block; the value comes from the environment, so that it never lands in a file under version control.
pub fn terraform(base_url: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    victoriametricscloud = {{\n      source = \
         \"VictoriaMetrics/victoriametricscloud\"\n    }}\n  }}\n}}\n\n# The key is read from VMCLOUD_API_KEY.\n\
         provider \"victoriametricscloud\" {{\n  base_url = \"{base_url}\"\n}}"
    )
}

/// Creates the key that `draft` describes, through the API. The caller signs in first and passes the cookie.
///
/// API keys can't be made with an API key, so the call carries a session. What was not chosen yet shows as `null`.
pub fn create_with_curl(base_url: &str, draft: &ApiKeyDraft) -> String {
    let body = serde_json::to_string_pretty(draft).unwrap_or_default();
    let body = body.replace('\'', "'\\''");
    format!(
        "# Sign in once; the session is kept in cookies.txt.\ncurl -c cookies.txt {base_url}{} \\\n  -H 'Origin: \
         {base_url}' \\\n  --json '{{\"email\": \"YOU@EXAMPLE.COM\", \"password\": \"YOUR-PASSWORD\"}}'\n\ncurl -b \
         cookies.txt {base_url}{} \\\n  -H 'Origin: {base_url}' \\\n  --json '{body}'",
        path::SESSION,
        path::API_KEYS,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_key::Permission;

    #[test]
    fn a_quote_in_the_name_does_not_end_the_shell_string() {
        let draft = ApiKeyDraft {
            name: Some("o'hara".into()),
            permission: Some(Permission::Read),
            ..Default::default()
        };
        let text = create_with_curl("http://127.0.0.1:8480", &draft);
        assert!(text.contains(r#""name": "o'\''hara""#), "{text}");
    }

    #[test]
    fn terraform_reads_the_key_from_the_environment() {
        assert!(!terraform("http://127.0.0.1:8480").contains("api_key"));
        assert!(environment("http://127.0.0.1:8480", "khk_x").contains("VMCLOUD_API_KEY='khk_x'"));
    }
}
