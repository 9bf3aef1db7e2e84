//! Lets a program in by its API key.

use super::Program;
use crate::error::{Error, Result};
use crate::random;
use crate::request::Source;
use crate::routes::api_keys::row::{KeyRow, select_uncounted};
use crate::state::AppState;
use axum::http::HeaderValue;
use keyhouse_model::api_key::ApiKeyStatus;
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::key_value::{self, KeyKind};
use sqlx::AssertSqlSafe;
use subtle::ConstantTimeEq;

const UNKNOWN: Error =
    Error::Unauthenticated("This API key does not exist, or was deleted. Use another one.");

/// Finds the key by the hash of its value, checks that it works now, and notes that it was used.
pub(super) async fn check(app: &AppState, value: &HeaderValue, source: &Source) -> Result<Program> {
    let value = value.to_str().map_err(|_| UNKNOWN)?.trim();
    // A mistyped value is told apart by its checksum, without asking the database.
    if key_value::recognize(value) != Some(KeyKind::ApiKey) {
        return Err(UNKNOWN);
    }
    let hash = random::fingerprint(value);
    let sql = format!("{} where api_keys.value_hash = $1", select_uncounted());
    let found: Option<KeyRow> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(&hash).fetch_optional(app.store.read()).await?;
    let key = found.filter(|key| bool::from(key.value_hash.as_bytes().ct_eq(hash.as_bytes())));
    let key = key.ok_or(UNKNOWN)?;
    let now = app.clock.now();
    match key.status_at(now) {
        ApiKeyStatus::Disabled => return Err(Error::KeyDisabled),
        ApiKeyStatus::Expired => return Err(Error::KeyExpired),
        ApiKeyStatus::Active | ApiKeyStatus::Expiring | ApiKeyStatus::Rotating => {}
    }
    let program = program(key);
    app.activity.saw_key(program.id, &program.name, source.ip.as_deref(), now);
    Ok(program)
}

/// The program with this key; `None` when the key no longer works. That it was used is not noted.
pub(super) async fn find_valid(app: &AppState, id: ApiKeyId) -> Result<Option<Program>> {
    let sql = format!("{} where api_keys.id = $1", select_uncounted());
    let found = sqlx::query_as(AssertSqlSafe(sql)).bind(id.to_string());
    let found: Option<KeyRow> = found.fetch_optional(app.store.read()).await?;
    let works = |key: &KeyRow| {
        !matches!(key.status_at(app.clock.now()), ApiKeyStatus::Disabled | ApiKeyStatus::Expired)
    };
    Ok(found.filter(works).map(program))
}

fn program(key: KeyRow) -> Program {
    Program { id: key.id(), permission: key.permission(), access: key.access(), name: key.name }
}
