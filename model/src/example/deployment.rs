//! Texts that make a deployment through the API: curl, Terraform.

use super::quote;
use crate::catalog::{self, AWS, EXTERNAL};
use crate::deployment::DeploymentCreate;
use crate::path;
use serde_json::Value;

/// Stands where a credential goes: what is typed into a form is not shown again.
const CREDENTIAL: &str = "YOUR-CREDENTIAL";

/// Makes the deployment that `draft` describes. The API key comes from the environment.
pub fn create_with_curl(base_url: &str, draft: &DeploymentCreate) -> String {
    let mut body = serde_json::to_value(draft).unwrap_or_default();
    for pointer in ["/external/basic_auth", "/external/bearer_token"] {
        if let Some(credential) = body.pointer_mut(pointer) {
            *credential = Value::from(CREDENTIAL);
        }
    }
    let body = quote::shell(&serde_json::to_string_pretty(&body).unwrap_or_default());
    format!(
        "curl {base_url}{} \\\n  -H \"X-VM-Cloud-Access: $VMCLOUD_API_KEY\" \\\n  --json {body}",
        path::DEPLOYMENTS
    )
}

/// The same as a resource of VictoriaMetrics Cloud's Terraform provider. It knows no provider but `aws`, which means
/// this machine here; `None` for what runs elsewhere, which it can't describe.
pub fn create_with_terraform(draft: &DeploymentCreate) -> Option<String> {
    if draft.provider == EXTERNAL {
        return None;
    }
    let region = catalog::regions().into_iter().find(|region| region.cloud_provider == AWS)?.name;
    let wanted = catalog::tier(draft.tier).map(|tier| (tier.kind, tier.name));
    let mut tiers = catalog::tiers().into_iter().filter(|tier| tier.cloud_provider == AWS);
    let tier = tiers.find(|tier| Some((tier.kind, tier.name.clone())) == wanted);
    let tier = tier.map_or(draft.tier, |tier| tier.id);
    Some(format!(
        "resource \"victoriametricscloud_deployment\" \"{}\" {{\n  name               = {}\n  type               = {}\n  \
         cloud_provider     = {}\n  region             = {}\n  tier               = {tier}\n  storage_size       = {}\n  \
         storage_size_unit  = {}\n  retention          = {}\n  retention_unit     = {}\n  deduplication      = {}\n  \
         deduplication_unit = {}\n  maintenance_window = {}\n}}",
        label(&draft.name),
        string(&draft.name),
        string(&draft.kind),
        string(AWS),
        string(&region),
        draft.storage_size,
        string(&draft.storage_size_unit),
        draft.retention,
        string(&draft.retention_unit),
        draft.deduplication,
        string(&draft.deduplication_unit),
        string(&draft.maintenance_window),
    ))
}

/// A string of HCL, in which `${` and `%{` begin an expression.
fn string(text: &str) -> String {
    quote::string(text).replace("${", "$${").replace("%{", "%%{")
}

/// What Terraform calls the resource: letters, digits and underscores, a letter first.
fn label(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let label: String = name.trim().chars().map(plain).collect();
    if label.starts_with(|c: char| c.is_ascii_lowercase()) { label } else { format!("deployment_{label}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::deployment::External;
    use crate::secret::{OnWire, Secret};

    fn draft() -> DeploymentCreate {
        DeploymentCreate {
            name: "O'Hara ${x}".into(),
            kind: "single_node".into(),
            provider: "local".into(),
            region: "local".into(),
            tier: 122,
            storage_size: 20,
            storage_size_unit: "GB".into(),
            deduplication: 0,
            deduplication_unit: "s".into(),
            retention: 1,
            retention_unit: "m".into(),
            maintenance_window: "Sat-Sun 3-4am".into(),
            external: None,
        }
    }

    #[test]
    fn curl_sends_the_form_and_no_credential() {
        let external =
            External { bearer_token: Some(OnWire(Secret::new("hunter22".into()))), ..External::default() };
        let text =
            create_with_curl("https://k.example", &DeploymentCreate { external: Some(external), ..draft() });
        assert!(text.starts_with("curl https://k.example/api/v1/deployments"), "{text}");
        assert!(text.contains(r#""name": "O'\''Hara ${x}""#) && !text.contains("hunter22"), "{text}");
        assert!(text.contains(CREDENTIAL) && !text.contains("basic_auth"), "{text}");
    }

    #[test]
    fn terraform_names_the_provider_and_the_tier_that_it_knows() {
        let text = create_with_terraform(&draft()).unwrap();
        assert!(text.contains("\"victoriametricscloud_deployment\" \"o_hara___x_\""), "{text}");
        assert!(text.contains("name               = \"O'Hara $${x}\""), "{text}");
        assert!(text.contains("tier               = 22\n") && text.contains("= \"aws\""), "{text}");
        let external = DeploymentCreate { provider: EXTERNAL.into(), ..draft() };
        assert_eq!(create_with_terraform(&external), None);
        assert_eq!(label("1st"), "deployment_1st");
    }
}
