//! A token that is asked for.

use super::{AccessMode, TenantId};
use crate::deployment::DeploymentType;
use crate::problem::FieldProblem;
use serde::{Deserialize, Serialize};

/// The name of the token that every deployment begins with, as in VictoriaMetrics Cloud.
pub const DEFAULT_NAME: &str = "default access token";
/// How many characters a token's name may have.
pub const MAX_NAME_CHARS: usize = 128;

/// Asks for an access token. Words are kept as text here, so that a wrong one is named with its field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "type": "w", "description": "vmagent in eu-west-1",
})))]
#[serde(default)]
pub struct AccessTokenCreate {
    /// `r`, `w` or `rw`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(required, value_type = AccessMode))]
    pub mode: String,
    /// Its name, 1 to 128 characters.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 128))]
    pub description: String,
    /// The one tenant that it is to be bound to; only for a cluster. Absent or empty for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
}

/// A token to make, found valid.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAccessToken {
    /// What it may do.
    pub mode: AccessMode,
    /// Its name.
    pub description: String,
    /// The one tenant that it is bound to.
    pub tenant_id: Option<TenantId>,
}

impl NewAccessToken {
    /// The token that every deployment begins with.
    pub fn default_token() -> Self {
        Self { mode: AccessMode::ReadWrite, description: DEFAULT_NAME.to_owned(), tenant_id: None }
    }
}

impl AccessTokenCreate {
    /// Checks every part at once, for a deployment of this type.
    ///
    /// # Errors
    /// One problem for each part that is missing or wrong, in the order of the body.
    pub fn parse(&self, kind: DeploymentType) -> Result<NewAccessToken, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut keep = |problem| problems.push(problem);
        let mode = mode(&self.mode).map_err(&mut keep).ok();
        let description = name(&self.description).map_err(&mut keep).ok();
        let tenant_id = tenant(self.tenant_id.as_deref(), kind).map_err(&mut keep).ok();
        match (mode, description, tenant_id) {
            (Some(mode), Some(description), Some(tenant_id)) => {
                Ok(NewAccessToken { mode, description, tenant_id })
            }
            _ => Err(problems),
        }
    }
}

fn mode(word: &str) -> Result<AccessMode, FieldProblem> {
    let (code, detail) = match AccessMode::from_word(word) {
        Some(mode) => return Ok(mode),
        None if word.is_empty() => ("required", "Choose one of: r (read), w (write), rw (both)."),
        None => ("unknown", "This is none of: r (read), w (write), rw (both)."),
    };
    Err(FieldProblem::new("/type", code, detail))
}

fn name(text: &str) -> Result<String, FieldProblem> {
    let text = text.trim();
    let problem = |code, detail: String| Err(FieldProblem::new("/description", code, detail));
    let chars = text.chars().count();
    if chars == 0 {
        return problem("required", "Enter a name.".into());
    }
    if chars > MAX_NAME_CHARS {
        return problem("too_long", format!("Use at most {MAX_NAME_CHARS} characters; this has {chars}."));
    }
    if text.chars().any(char::is_control) {
        let detail = "Leave out line breaks, tabs and other control characters.";
        return problem("invalid_characters", detail.into());
    }
    Ok(text.to_owned())
}

fn tenant(text: Option<&str>, kind: DeploymentType) -> Result<Option<TenantId>, FieldProblem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let tenant = TenantId::parse(text, "/tenant_id")?;
    if kind != DeploymentType::Cluster {
        let detail = "Only a cluster has tenants. Leave the tenant out for a single node.";
        return Err(FieldProblem::new("/tenant_id", "wrong_type", detail));
    }
    Ok(Some(tenant))
}
