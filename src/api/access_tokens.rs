//! Access tokens.

use super::Endpoint;
use keyhouse_model::access_token::{
    AccessToken, AccessTokenCreate, Direction, RevealedAccessToken, Trial, TrialResult,
};
use keyhouse_model::id::{AccessTokenId, DeploymentId};
use keyhouse_model::path;

/// The tokens of a deployment, with how much each is used.
pub fn list(deployment: DeploymentId) -> Endpoint<Vec<AccessToken>> {
    Endpoint::get(path::with_query(&path::access_tokens(deployment), &[("usage", "true")]))
}

/// Makes a token. `form` is the idempotency key of the form that it comes from.
pub fn create(
    deployment: DeploymentId,
    create: &AccessTokenCreate,
    form: &str,
) -> Endpoint<RevealedAccessToken> {
    Endpoint::post(path::access_tokens(deployment), create).with_idempotency_key(form)
}

/// Shows a token's value. Every call is an audit event.
pub fn reveal(deployment: DeploymentId, id: AccessTokenId) -> Endpoint<RevealedAccessToken> {
    Endpoint::get(path::access_token(deployment, id))
}

/// Sends a sample or a query through the access endpoint with the token.
pub fn trial(deployment: DeploymentId, id: AccessTokenId, direction: Direction) -> Endpoint<TrialResult> {
    Endpoint::post(path::access_token_test(deployment, id), &Trial { direction })
}

/// Deletes a token, at once and for good.
pub fn delete(deployment: DeploymentId, id: AccessTokenId) -> Endpoint<()> {
    Endpoint::delete(path::access_token(deployment, id))
}
