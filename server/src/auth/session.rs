//! Sessions of people: begun by signing in, carried by a cookie, ended by time, by signing out, or by an administrator.

use super::Person;
use crate::error::{Error, Result};
use crate::random;
use crate::routes::users::row::{COLUMNS, UserRow};
use crate::state::AppState;
use crate::store::{Connection, Tx, from_ms, to_ms};
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::id::UserId;
use keyhouse_model::secret::Secret;
use keyhouse_model::session::{IDLE_HOURS, MAX_DAYS};
use sqlx::AssertSqlSafe;

/// The cookie's name.
pub const COOKIE: &str = "kh_session";

/// A session that was just begun.
#[derive(Debug)]
pub struct Begun {
    /// The session's id: what the cookie carries.
    pub id: Secret,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub async fn begin(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<Begun> {
    let id = random::token()?;
    let expires_at = now + Duration::days(MAX_DAYS);
    sqlx::query("insert into sessions (id_hash, user_id, created_at, expires_at, last_seen_at) values ($1, $2, $3, $4, $3)")
        .bind(random::fingerprint(id.expose()))
        .bind(user.to_string())
        .bind(to_ms(now))
        .bind(to_ms(expires_at))
        .execute(&mut **tx)
        .await?;
    Ok(Begun { id, expires_at })
}

/// Ends one session.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx, session: &str) -> Result<()> {
    sqlx::query("delete from sessions where id_hash = $1").bind(session).execute(&mut **tx).await?;
    Ok(())
}

/// Ends all sessions of a person.
///
/// # Errors
/// When the database fails.
pub async fn end_all(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query("delete from sessions where user_id = $1").bind(user.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Removes the sessions that are over.
///
/// # Errors
/// When the database fails.
pub async fn purge(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    let idle = to_ms(now - Duration::hours(IDLE_HOURS));
    sqlx::query("delete from sessions where expires_at <= $1 or last_seen_at <= $2")
        .bind(to_ms(now))
        .bind(idle)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds the person whose session the cookie carries, and notes that they are here.
///
/// # Errors
/// `unauthenticated` without a cookie or when the session is over.
pub(super) async fn check(app: &AppState, headers: &HeaderMap) -> Result<Person> {
    let Some(id) = cookie(headers) else {
        return Err(Error::Unauthenticated("Sign in, or send an API key in the header X-VM-Cloud-Access."));
    };
    let session = random::fingerprint(id);
    let over = || Error::Unauthenticated("Your session is over. Sign in again.");
    let mut person = find_valid(app, &session).await?.ok_or_else(over)?;
    let now = app.clock.now();
    person.user.last_seen_at = Some(now);
    app.activity.saw_person(person.user.id, &session, now);
    Ok(person)
}

/// The person whose session has this fingerprint; `None` when it is over. That they are here is not noted.
pub(super) async fn find_valid(app: &AppState, session: &str) -> Result<Option<Person>> {
    let Some(found) = find(&mut *app.store.read().acquire().await?, session).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    let last_seen =
        app.activity.session_last_seen(session).unwrap_or(found.last_seen_at).max(found.last_seen_at);
    let is_idle = from_ms(last_seen) + Duration::hours(IDLE_HOURS) <= now;
    let expires_at = from_ms(found.expires_at);
    let is_over = is_idle || expires_at <= now;
    let person = || Person { user: found.user.into_user(), session: session.to_owned(), expires_at };
    Ok((!is_over).then(person))
}

#[derive(sqlx::FromRow)]
struct Found {
    expires_at: i64,
    last_seen_at: i64,
    #[sqlx(flatten)]
    user: UserRow,
}

async fn find(connection: &mut Connection, session: &str) -> Result<Option<Found>> {
    let sql = format!(
        "select sessions.expires_at, sessions.last_seen_at, {COLUMNS} \
         from sessions join users on users.id = sessions.user_id where sessions.id_hash = $1"
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(session).fetch_optional(connection).await?)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, value)| *name == COOKIE && !value.is_empty()).map(|(_, value)| value).next()
}

/// The `Set-Cookie` that hands a session to the browser.
///
/// # Errors
/// None that can happen: the id has only letters, digits, `-` and `_`.
pub fn set_cookie(app: &AppState, begun: &Begun) -> Result<HeaderValue> {
    let secure = if app.settings.is_https() { "; Secure" } else { "" };
    let max_age = Duration::days(MAX_DAYS).num_seconds();
    let id = begun.id.expose();
    let text = format!("{COOKIE}={id}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}");
    let mut value = HeaderValue::from_str(&text).map_err(Error::internal)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The `Set-Cookie` that takes it back.
pub fn clear_cookie() -> HeaderValue {
    HeaderValue::from_static("kh_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
}
