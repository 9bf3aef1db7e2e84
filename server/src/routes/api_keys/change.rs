//! Making, showing, changing and deleting keys.

use super::access::{self, WithAccess};
use super::row::{self, NewRow};
use crate::audit::{self, Event};
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange, OfDelete};
use crate::request::body::{Body, NoBody, Post};
use crate::request::params::Id;
use crate::state::AppState;
use crate::store::{Tx, from_ms, to_ms};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyhouse_model::api_key::{ApiKey, ApiKeyChange, ApiKeyDraft, ApiKeyPatch, ApiKeyState, RevealedApiKey};
use keyhouse_model::audit::action;
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::secret::OnWire;

/// Makes a key.
///
/// `value` in the answer is the whole value; unless the key is revealable, it is shown only here.
#[utoipa::path(
    post, path = "/api_keys", tag = "API keys", security(("session" = [])), params(IdempotencyKey),
    request_body = ApiKeyDraft,
    responses((status = 201, description = "The key with its whole value.", body = RevealedApiKey), OfChange)
)]
pub(super) async fn create_api_key(
    State(app): State<AppState>,
    caller: Admin,
    Post { body, once }: Post<WithAccess<ApiKeyDraft>>,
) -> Result<Response> {
    let new = body.body.parse(app.clock.now())?;
    let mut change = match once.begin(&app, &caller).await? {
        Turn::First(change) => change,
        Turn::Again(answer) => return Ok(answer),
    };
    body.check_known(&mut change.tx).await?;
    let (id, value) =
        NewRow::of(&new, &caller.person.user.email).insert(&mut change.tx, &app.sealer, change.now).await?;
    let event = Event::new(action::API_KEY_CREATE, "api_key", id, new.name.as_str())
        .change("permission", (), new.permission)
        .change("deployment_access", (), &new.deployment_access)
        .change("expires_at", (), new.expires_at)
        .change("revealable", (), new.revealable);
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    let key = row::find(&mut change.tx, id, change.now).await?;
    let overlay = app.activity.overlay().await;
    let key: RevealedApiKey = key.into_key(OnWire(value), &overlay, change.now);
    change.commit(&app, StatusCode::CREATED, &key).await
}

/// Shows the whole value of a key once more.
///
/// Every time is an event of the audit log.
#[utoipa::path(
    post, path = "/api_keys/{id}/reveal", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The key."), IdempotencyKey),
    responses((status = 200, description = "The key with its whole value.", body = RevealedApiKey), OfChange)
)]
pub(super) async fn reveal_api_key(
    State(app): State<AppState>,
    caller: Admin,
    Id(id): Id<ApiKeyId>,
    Post { once, .. }: Post<NoBody>,
) -> Result<Response> {
    let mut change = match once.begin(&app, &caller).await? {
        Turn::First(change) => change,
        Turn::Again(answer) => return Ok(answer),
    };
    let key = row::find(&mut change.tx, id, change.now).await?;
    let sealed = key.value_sealed.as_ref().ok_or(Error::NotRevealable)?;
    let value = app.sealer.open(&row::sealed_at(id), sealed)?;
    let event = Event::new(action::API_KEY_REVEAL, "api_key", id, &key.name);
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    let overlay = app.activity.overlay().await;
    let key: RevealedApiKey = key.into_key(OnWire(value), &overlay, change.now);
    change.commit(&app, StatusCode::OK, &key).await
}

/// Changes a key.
///
/// What is absent stays. `expires_at: null` means no expiration. A key that has ended can be extended.
#[utoipa::path(
    patch, path = "/api_keys/{id}", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The key.")), request_body = ApiKeyPatch,
    responses((status = 200, description = "The key as it is now.", body = ApiKey), OfChange)
)]
pub(super) async fn update_api_key(
    State(app): State<AppState>,
    caller: Admin,
    Id(id): Id<ApiKeyId>,
    Body(patch): Body<WithAccess<ApiKeyPatch>>,
) -> Result<Json<ApiKey>> {
    let change = patch.body.parse(app.clock.now())?;
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    let overlay = app.activity.overlay().await;
    let before = row::find(&mut tx, id, now).await?;
    patch.check_known(&mut tx).await?;
    let last_four = before.last_four.clone();
    let before = before.into_key(last_four, &overlay, now);
    let after = changed(&before, change);
    let event = Event::new(action::API_KEY_UPDATE, "api_key", id, &before.name)
        .change("name", &before.name, &after.name)
        .change("expires_at", before.expires_at, after.expires_at)
        .change("permission", before.permission, after.permission)
        .change("deployment_access", &before.deployment_access, &after.deployment_access)
        .change("state", before.state, after.state);
    if event.has_changes() {
        write(&mut tx, &after).await?;
        audit::record(&mut tx, now, &caller.by(), event).await?;
    }
    tx.commit().await?;
    let status = after.status_at(now);
    Ok(Json(ApiKey { status, ..after }))
}

fn changed(before: &ApiKey, change: ApiKeyChange) -> ApiKey {
    ApiKey {
        name: change.name.map_or_else(|| before.name.clone(), |name| name.to_string()),
        // To the millisecond, as it is kept.
        expires_at: change.expires_at.change().map_or(before.expires_at, |end| end.map(to_ms).map(from_ms)),
        permission: change.permission.unwrap_or(before.permission),
        deployment_access: change.deployment_access.unwrap_or_else(|| before.deployment_access.clone()),
        state: change.state.unwrap_or(before.state),
        ..before.clone()
    }
}

async fn write(tx: &mut Tx, key: &ApiKey) -> Result<()> {
    sqlx::query(
        "update api_keys set name = $2, name_folded = $3, expires_at = $4, permission = $5, reaches_all = $6, \
         state = $7 where id = $1",
    )
    .bind(key.id.to_string())
    .bind(&key.name)
    .bind(key.name.to_lowercase())
    .bind(key.expires_at.map(to_ms))
    .bind(row::permission_word(key.permission))
    .bind(row::reaches_all(&key.deployment_access))
    .bind(if key.state == ApiKeyState::Enabled { "enabled" } else { "disabled" })
    .execute(&mut **tx)
    .await?;
    access::write(tx, key.id, &key.deployment_access).await
}

/// Deletes a key.
///
/// At once and for good.
#[utoipa::path(
    delete, path = "/api_keys/{id}", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The key.")),
    responses((status = 204, description = "The key is gone."), OfDelete)
)]
pub(super) async fn delete_api_key(
    State(app): State<AppState>,
    caller: Admin,
    Id(id): Id<ApiKeyId>,
) -> Result<StatusCode> {
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    let key = row::find(&mut tx, id, now).await?;
    sqlx::query("delete from api_keys where id = $1").bind(id.to_string()).execute(&mut *tx).await?;
    let event = Event::new(action::API_KEY_DELETE, "api_key", id, &key.name);
    audit::record(&mut tx, now, &caller.by(), event).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
