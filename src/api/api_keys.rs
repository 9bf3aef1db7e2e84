//! API keys.

use super::{ApiError, Client, Endpoint};
use keyhouse_model::api_key::{ApiKey, ApiKeyDraft, ApiKeyPatch, RevealedApiKey, Rotation};
use keyhouse_model::deployment::DeploymentSummary;
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::page::{MAX_LIMIT, Page};
use keyhouse_model::path;
use keyhouse_model::secret::Secret;

/// One page of keys, the largest that the server gives.
pub fn list(cursor: Option<&str>) -> Endpoint<Page<ApiKey>> {
    let limit = MAX_LIMIT.to_string();
    Endpoint::get(path::with_query(
        path::API_KEYS,
        &[("limit", &limit), ("cursor", cursor.unwrap_or_default())],
    ))
}

/// All keys: page by page until there are no more.
///
/// # Errors
/// The first page that fails.
pub async fn list_all(client: Client) -> Result<Vec<ApiKey>, ApiError> {
    let mut page = client.send(list(None)).await?;
    let mut keys = page.data;
    while let Some(cursor) = page.next_cursor {
        page = client.send(list(Some(&cursor))).await?;
        keys.append(&mut page.data);
    }
    Ok(keys)
}

/// Makes a key. `form` is the idempotency key of the form that it comes from.
pub fn create(draft: &ApiKeyDraft, form: &str) -> Endpoint<RevealedApiKey> {
    Endpoint::post(path::API_KEYS, draft).with_idempotency_key(form)
}

/// Shows a key's value again. Every call is an audit event.
pub fn reveal(id: ApiKeyId) -> Endpoint<RevealedApiKey> {
    Endpoint::act(path::api_key_reveal(id))
}

/// Changes a key.
pub fn update(id: ApiKeyId, patch: &ApiKeyPatch) -> Endpoint<ApiKey> {
    Endpoint::patch(path::api_key(id), patch)
}

/// Replaces a key; the old one goes on for the grace period.
pub fn rotate(id: ApiKeyId, rotation: Rotation, form: &str) -> Endpoint<RevealedApiKey> {
    Endpoint::post(path::api_key_rotate(id), &rotation).with_idempotency_key(form)
}

/// Ends the old key of a rotation now.
pub fn finish_rotation(id: ApiKeyId) -> Endpoint<ApiKey> {
    Endpoint::act(path::api_key_finish_rotation(id))
}

/// Deletes a key, at once and for good.
pub fn delete(id: ApiKeyId) -> Endpoint<()> {
    Endpoint::delete(path::api_key(id))
}

/// Asks with the key itself what it can see: the call that its user would make.
pub fn check(value: Secret) -> Endpoint<Vec<DeploymentSummary>> {
    super::deployments::list().as_program(value)
}
