//! How to upload rule files from elsewhere: curl, Terraform, a GitHub Actions workflow.

use super::quote;
use crate::id::DeploymentId;
use crate::path;
use crate::rule_file::{CONTENT_TYPE, RuleFileName};

/// The variable that programs read the API key from, here and in VictoriaMetrics Cloud's own tools.
pub const VARIABLE: &str = "VMCLOUD_API_KEY";

/// Uploads one file, which creates it or replaces what is there. `value` is the API key's; without it, the shell reads
/// it from [`VARIABLE`].
pub fn curl(base_url: &str, deployment: DeploymentId, name: &RuleFileName, value: Option<&str>) -> String {
    let header = match value {
        Some(value) => quote::shell(&format!("X-VM-Cloud-Access: {value}")),
        // Double quotes, so that the shell puts the variable in.
        None => format!("\"X-VM-Cloud-Access: ${VARIABLE}\""),
    };
    format!(
        "curl --fail-with-body \\\n  -H {header} \\\n  -H 'Content-Type: {CONTENT_TYPE}' \\\n  --data-binary @{name} \\\n  {}",
        quote::shell(&format!("{base_url}{}", path::rule_file(deployment, name)))
    )
}

/// The file as a resource of VictoriaMetrics Cloud's Terraform provider, beside the provider's own block. One that is
/// there already is taken over instead of made.
pub fn terraform(deployment: DeploymentId, name: &RuleFileName, is_there: bool) -> String {
    let label = label(name);
    let import = if is_there {
        format!(
            "# Takes over the file that is there.\nimport {{\n  to = victoriametricscloud_rule_file.{label}\n  id = \
             \"{deployment}/{name}\"\n}}\n\n"
        )
    } else {
        String::new()
    };
    format!(
        "# The provider reads the key from {VARIABLE}.\n{import}resource \"victoriametricscloud_rule_file\" \"{label}\" \
         {{\n  deployment_id = \"{deployment}\"\n  file_name     = \"{name}\"\n  content       = \
         file(\"${{path.module}}/{name}\")\n}}"
    )
}

/// A workflow that uploads every rule file of a repository's folder `rules` when one of them changes. It has the key
/// from a secret of the repository.
pub fn github_actions(base_url: &str, deployment: DeploymentId) -> String {
    let files = quote::string(&format!("{base_url}{}", path::rule_files(deployment)));
    format!(
        "name: Upload rules
on:
  push:
    branches: [main]
    paths: [\"rules/**\"]
jobs:
  upload:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Upload the rule files
        env:
          {VARIABLE}: ${{{{ secrets.{VARIABLE} }}}}
          FILES: {files}
        run: |
          for file in rules/*.yml; do
            echo \"$file\"
            curl --fail-with-body --silent --show-error \\
              -H \"X-VM-Cloud-Access: ${VARIABLE}\" \\
              -H 'Content-Type: {CONTENT_TYPE}' \\
              --data-binary @\"$file\" \"$FILES/$(basename \"$file\")\"
          done"
    )
}

/// What Terraform calls the resource: letters, digits and underscores, a letter first.
fn label(name: &RuleFileName) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let label: String = name.as_str().chars().map(plain).collect();
    if label.starts_with(|c: char| c.is_ascii_lowercase()) { label } else { format!("rules_{label}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ID: &str = "123e4567-e89b-42d3-a456-426614174000";

    fn name(text: &str) -> RuleFileName {
        RuleFileName::parse(text, "/name").unwrap()
    }

    #[test]
    fn curl_sends_the_bytes_as_they_are_and_the_key_as_one_word() {
        let id = ID.parse().unwrap();
        let text = curl("https://k.example", id, &name("a.yml"), Some("khk_'$(id)"));
        assert!(text.contains(r"-H 'X-VM-Cloud-Access: khk_'\''$(id)'"), "{text}");
        assert!(text.contains("--data-binary @a.yml") && !text.contains(VARIABLE), "{text}");
        assert!(
            text.ends_with(&format!("'https://k.example/api/v1/deployments/{ID}/rule-sets/files/a.yml'"))
        );
        let text = curl("https://k.example", id, &name("a.yml"), None);
        assert!(text.contains("-H \"X-VM-Cloud-Access: $VMCLOUD_API_KEY\""), "{text}");
    }

    #[test]
    fn terraform_takes_over_what_is_there() {
        let id = ID.parse().unwrap();
        let text = terraform(id, &name("1st-Alerts.yml"), true);
        assert!(text.contains("\"victoriametricscloud_rule_file\" \"rules_1st_alerts_yml\""), "{text}");
        assert!(text.contains(&format!("id = \"{ID}/1st-Alerts.yml\"")), "{text}");
        assert!(text.contains("file(\"${path.module}/1st-Alerts.yml\")"), "{text}");
        assert!(!terraform(id, &name("a.yml"), false).contains("import"));
    }

    #[test]
    fn the_workflow_has_the_key_from_a_secret_only() {
        let text = github_actions("https://k.example/\"x", ID.parse().unwrap());
        assert!(text.contains("VMCLOUD_API_KEY: ${{ secrets.VMCLOUD_API_KEY }}"), "{text}");
        assert!(text.contains(r#"FILES: "https://k.example/\"x/api/v1/"#), "{text}");
        assert!(!text.lines().any(|line| line.contains('\t')), "YAML has no tabs");
        assert_eq!(text.matches("-H \"X-VM-Cloud-Access: $VMCLOUD_API_KEY\"").count(), 1);
    }
}
