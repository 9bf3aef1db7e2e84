//! The same things with what the search over all of them shows, and no more: few fields are few bytes of code to read
//! them with, which everybody downloads who opens it.

use super::{ApiError, Client, Endpoint};
use chrono::{DateTime, Utc};
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::id::{AccessTokenId, ApiKeyId, DeploymentId};
use keyhouse_model::page::{MAX_LIMIT, Page};
use keyhouse_model::path;
use keyhouse_model::rule_file::Health;
use serde::Deserialize;

/// A deployment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Deployment {
    /// Its id.
    pub id: DeploymentId,
    /// Its name.
    pub name: String,
}

/// An API key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Key {
    /// Its id.
    pub id: ApiKeyId,
    /// Its name.
    pub name: String,
    /// The last four characters of its value.
    #[serde(rename = "value")]
    pub last_four: String,
}

/// An API key that ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EndingKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Its name.
    pub name: String,
    /// When it ends.
    #[serde(deserialize_with = "keyhouse_model::time::read_optional")]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used.
    #[serde(deserialize_with = "keyhouse_model::time::read_optional")]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// How a deployment stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct State {
    /// The word of it.
    pub status: DeploymentStatus,
}

/// An access token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Token {
    /// Its id.
    pub id: AccessTokenId,
    /// Its name.
    #[serde(rename = "description")]
    pub name: String,
    /// The last four characters of its value.
    #[serde(rename = "value")]
    pub last_four: String,
}

/// A group of rules that is evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// A rule that is evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rule {
    /// The alert's name, or that of the metric.
    pub name: String,
    /// Whether the last evaluation went well.
    pub health: Health,
}

/// All deployments.
pub fn deployments() -> Endpoint<Vec<Deployment>> {
    Endpoint::get(path::DEPLOYMENTS)
}

/// All API keys: page by page until there are no more.
///
/// # Errors
/// The first page that fails.
pub async fn keys(client: Client) -> Result<Vec<Key>, ApiError> {
    let limit = MAX_LIMIT.to_string();
    let (mut keys, mut cursor) = (Vec::new(), Some(String::new()));
    while let Some(from) = cursor {
        let url = path::with_query(path::API_KEYS, &[("limit", &limit), ("cursor", &from)]);
        let mut page: Page<Key> = client.send(Endpoint::get(url)).await?;
        keys.append(&mut page.data);
        cursor = page.next_cursor;
    }
    Ok(keys)
}

/// The API keys that end within the days in which people are to know of it, the newest first.
pub fn ending_keys() -> Endpoint<Page<EndingKey>> {
    let limit = MAX_LIMIT.to_string();
    Endpoint::get(path::with_query(path::API_KEYS, &[("status", "expiring"), ("limit", &limit)]))
}

/// How all deployments stand.
pub fn states() -> Endpoint<Vec<State>> {
    Endpoint::get(path::DEPLOYMENTS)
}

/// The access tokens of a deployment.
pub fn tokens(deployment: DeploymentId) -> Endpoint<Vec<Token>> {
    Endpoint::get(path::access_tokens(deployment))
}

/// The names of the rule files of a deployment.
pub fn rule_files(deployment: DeploymentId) -> Endpoint<Vec<String>> {
    Endpoint::get(path::rule_files(deployment))
}

/// The rules of a deployment as they are evaluated.
pub fn rules(deployment: DeploymentId) -> Endpoint<Vec<Group>> {
    Endpoint::get(path::running_groups(deployment))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ID: &str = "123e4567-e89b-42d3-a456-426614174000";

    #[test]
    fn each_asks_for_what_belongs_to_the_deployment() {
        let id: DeploymentId = ID.parse().unwrap();
        assert_eq!(deployments().request.path, "/api/v1/deployments");
        let path = "/api/v1/deployments/123e4567-e89b-42d3-a456-426614174000";
        assert_eq!(tokens(id).request.path, format!("{path}/access_tokens"));
        assert_eq!(rule_files(id).request.path, format!("{path}/rule-sets/files"));
        assert_eq!(rules(id).request.path, format!("{path}/rule-sets/groups"));
    }
}
