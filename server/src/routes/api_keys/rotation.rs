//! Replacing a key: a new one takes its place, and the old one goes on for a while.

use super::row::{self, KeyRow, NewRow};
use crate::audit::{self, Event};
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::idempotency::{Change, Turn};
use crate::problems::{IdempotencyKey, OfChange};
use crate::request::body::{NoBody, Post};
use crate::request::params::Id;
use crate::state::AppState;
use crate::store::{from_ms, to_ms};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::api_key::{ApiKeyStatus, RevealedApiKey, Rotation};
use keyhouse_model::audit::action;
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::lifetime::MAX_DAYS;
use keyhouse_model::secret::OnWire;

/// Replaces a key.
///
/// The new one has the same name and rights, and lasts as long as the old one was to last.
///
/// The old key is `rotating` and ends when the grace period does, or at its own end if that is earlier.
#[utoipa::path(
    post, path = "/api_keys/{id}/rotate", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The key to replace."), IdempotencyKey), request_body = Rotation,
    responses((status = 201, description = "The new key with its whole value.", body = RevealedApiKey), OfChange)
)]
pub(super) async fn rotate_api_key(
    State(app): State<AppState>,
    caller: Admin,
    Id(id): Id<ApiKeyId>,
    Post { body: rotation, once }: Post<Rotation>,
) -> Result<Response> {
    // Whether the grace period is in range does not depend on the key.
    rotation.old_end(None, app.clock.now())?;
    let mut change = match once.begin(&app, &caller).await? {
        Turn::First(change) => change,
        Turn::Again(answer) => return Ok(answer),
    };
    let old = row::find(&mut change.tx, id, change.now).await?;
    check_rotatable(&old, change.now)?;
    let successor = NewRow::successor(&old, &caller.person.user.email, successor_end(&old, change.now));
    let (new_id, value) = successor.insert(&mut change.tx, &app.sealer, change.now).await?;
    let old_end = rotation.old_end(old.expires_at(), change.now)?;
    replace(&mut change, &old, new_id, old_end).await?;
    let key = row::find(&mut change.tx, new_id, change.now).await?;
    let overlay = app.activity.overlay().await;
    let key: RevealedApiKey = key.into_key(OnWire(value), &overlay, change.now);
    change.commit(&app, StatusCode::CREATED, &key).await
}

/// Ends the old key of a rotation now.
#[utoipa::path(
    post, path = "/api_keys/{id}/finish_rotation", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The old key."), IdempotencyKey),
    responses((status = 200, description = "The old key, which has ended.", body = keyhouse_model::api_key::ApiKey), OfChange)
)]
pub(super) async fn finish_rotation(
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
    if key.status_at(change.now) != ApiKeyStatus::Rotating {
        let detail = "This key is not rotating. Only the old key of a rotation that goes on can be ended so.";
        return Err(Error::Conflict(detail.into()));
    }
    let update = sqlx::query("update api_keys set expires_at = $2 where id = $1").bind(id.to_string());
    update.bind(to_ms(change.now)).execute(&mut *change.tx).await?;
    let event = Event::new(action::API_KEY_FINISH_ROTATION, "api_key", id, &key.name);
    let event = event.change("expires_at", key.expires_at(), change.now);
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    let key = row::find(&mut change.tx, id, change.now).await?;
    let overlay = app.activity.overlay().await;
    let last_four = key.last_four.clone();
    let key = key.into_key(last_four, &overlay, change.now);
    change.commit(&app, StatusCode::OK, &key).await
}

fn check_rotatable(key: &KeyRow, now: DateTime<Utc>) -> Result<()> {
    let why = match key.status_at(now) {
        ApiKeyStatus::Active | ApiKeyStatus::Expiring => return Ok(()),
        ApiKeyStatus::Rotating => "This key was rotated already. Rotate the one that took its place.",
        ApiKeyStatus::Disabled => "This key is disabled. Enable it before you rotate it.",
        ApiKeyStatus::Expired => "This key has expired. Extend it before you rotate it, or create a new one.",
    };
    Err(Error::Conflict(why.into()))
}

/// When the successor ends: it lasts as long as the old key was to last, and never longer than a new key may.
fn successor_end(old: &KeyRow, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let lifetime = old.expires_at()? - from_ms(old.created_at);
    Some(now + lifetime.min(Duration::days(MAX_DAYS)))
}

/// Notes on the old key who took its place, on record for both.
async fn replace(change: &mut Change, old: &KeyRow, new_id: ApiKeyId, old_end: DateTime<Utc>) -> Result<()> {
    let update = sqlx::query("update api_keys set replaced_by = $2, expires_at = $3 where id = $1");
    let update = update.bind(old.id().to_string()).bind(new_id.to_string()).bind(to_ms(old_end));
    update.execute(&mut *change.tx).await?;
    let rotated = Event::new(action::API_KEY_ROTATE, "api_key", old.id(), &old.name)
        .change("replaced_by", (), new_id)
        .change("expires_at", old.expires_at(), old_end);
    audit::record(&mut change.tx, change.now, &change.by, rotated).await?;
    let created = Event::new(action::API_KEY_CREATE, "api_key", new_id, &old.name);
    let created = created.change("replaces", (), old.id());
    audit::record(&mut change.tx, change.now, &change.by, created).await
}
