//! Members: the people who may sign in.

use crate::audit::{self, Event};
use crate::auth::{Admin, session};
use crate::error::Result;
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange, OfDelete, OfGet};
use crate::random;
use crate::request::body::{Body, NoBody, Post};
use crate::request::params::Id;
use crate::state::AppState;
use crate::store::{Tx, to_ms};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::audit::action;
use keyhouse_model::id::UserId;
use keyhouse_model::member::{InvitedUser, User, UserDraft, UserPatch};
use keyhouse_model::name::Name;
use keyhouse_model::page::Page;
use keyhouse_model::secret::{OnWire, Secret};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub mod row;

/// For how many days a sign-up link works.
const INVITATION_DAYS: i64 = 7;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_users, create_user))
        .routes(routes!(update_user, delete_user))
        .routes(routes!(invite_user))
}

/// Lists members.
///
/// All of them, the newest first.
#[utoipa::path(
    get, path = "/users", tag = "Members", security(("session" = [])),
    responses((status = 200, description = "Everybody, on one page.", body = Page<User>), OfGet)
)]
async fn list_users(State(app): State<AppState>, _: Admin) -> Result<Json<Page<User>>> {
    let overlay = app.activity.overlay().await;
    let mut data = row::all(&mut *app.store.read().acquire().await?).await?;
    for user in &mut data {
        user.last_seen_at = overlay.person(user.id).or(user.last_seen_at);
    }
    Ok(Json(Page { data, next_cursor: None }))
}

/// Invites a person.
///
/// The answer has a sign-up link, which works once and for 7 days.
#[utoipa::path(
    post, path = "/users", tag = "Members", security(("session" = [])), params(IdempotencyKey),
    request_body = UserDraft,
    responses((status = 201, description = "The person, and the link to hand over.", body = InvitedUser), OfChange)
)]
async fn create_user(
    State(app): State<AppState>,
    caller: Admin,
    Post { body, once }: Post<UserDraft>,
) -> Result<Response> {
    let new = body.parse()?;
    let mut change = match once.begin(&app, &caller).await? {
        Turn::First(change) => change,
        Turn::Again(answer) => return Ok(answer),
    };
    let user = row::add(&mut change.tx, &new, None, change.now).await?;
    let event = Event::new(action::USER_CREATE, "user", user.id, &user.email).change("role", (), user.role);
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    let invited = invite(&app, &mut change.tx, user, change.now).await?;
    change.commit(&app, StatusCode::CREATED, &invited).await
}

/// Makes a new sign-up link.
///
/// The one before it stops working. For a member who has a password already, it is the way to choose a new one: the
/// old password works until the link is used, and then all sessions of the member end.
#[utoipa::path(
    post, path = "/users/{id}/invitation", tag = "Members", security(("session" = [])),
    params(("id" = UserId, Path, description = "The member."), IdempotencyKey),
    responses((status = 200, description = "The person, and the link to hand over.", body = InvitedUser), OfChange)
)]
async fn invite_user(
    State(app): State<AppState>,
    caller: Admin,
    Id(id): Id<UserId>,
    Post { once, .. }: Post<NoBody>,
) -> Result<Response> {
    let mut change = match once.begin(&app, &caller).await? {
        Turn::First(change) => change,
        Turn::Again(answer) => return Ok(answer),
    };
    let user = row::find(&mut change.tx, id).await?;
    let event = Event::new(action::USER_INVITE, "user", id, &user.email);
    audit::record(&mut change.tx, change.now, &change.by, event).await?;
    let invited = invite(&app, &mut change.tx, user, change.now).await?;
    change.commit(&app, StatusCode::OK, &invited).await
}

/// Changes a member's name or role.
///
/// A new role ends the member's sessions at once.
#[utoipa::path(
    patch, path = "/users/{id}", tag = "Members", security(("session" = [])),
    params(("id" = UserId, Path, description = "The member.")), request_body = UserPatch,
    responses((status = 200, description = "The member as they are now.", body = User), OfChange)
)]
async fn update_user(
    State(app): State<AppState>,
    caller: Admin,
    Id(id): Id<UserId>,
    Body(patch): Body<UserPatch>,
) -> Result<Json<User>> {
    let name = patch.name.as_deref().map(|name| Name::parse(name, "/name")).transpose()?;
    let mut tx = app.store.begin().await?;
    let before = row::find(&mut tx, id).await?;
    let mut after = before.clone();
    after.name = name.map_or(after.name, |name| name.to_string());
    after.role = patch.role.unwrap_or(after.role);
    if after.role != before.role {
        row::check_not_last_administrator(&mut tx, &before).await?;
        session::end_all(&mut tx, id).await?;
    }
    if after != before {
        let update = sqlx::query("update users set name = $2, role = $3 where id = $1").bind(id.to_string());
        update.bind(&after.name).bind(after.role.as_str()).execute(&mut *tx).await?;
        let event = Event::new(action::USER_UPDATE, "user", id, &before.email)
            .change("name", &before.name, &after.name)
            .change("role", before.role, after.role);
        audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    }
    tx.commit().await?;
    Ok(Json(after))
}

/// Removes a member.
///
/// Their sessions end at once. The keys that they made stay.
#[utoipa::path(
    delete, path = "/users/{id}", tag = "Members", security(("session" = [])),
    params(("id" = UserId, Path, description = "The member.")),
    responses((status = 204, description = "The member is gone."), OfDelete)
)]
async fn delete_user(State(app): State<AppState>, caller: Admin, Id(id): Id<UserId>) -> Result<StatusCode> {
    let mut tx = app.store.begin().await?;
    let user = row::find(&mut tx, id).await?;
    row::check_not_last_administrator(&mut tx, &user).await?;
    sqlx::query("delete from users where id = $1").bind(id.to_string()).execute(&mut *tx).await?;
    let event = Event::new(action::USER_DELETE, "user", id, &user.email).change("role", user.role, ());
    audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a person a new sign-up link. Its token stands behind `#`, which browsers send to no server.
async fn invite(app: &AppState, tx: &mut Tx, user: User, now: DateTime<Utc>) -> Result<InvitedUser> {
    let token = random::token()?;
    let expires_at = now + Duration::days(INVITATION_DAYS);
    sqlx::query("update users set invitation_hash = $2, invitation_expires_at = $3 where id = $1")
        .bind(user.id.to_string())
        .bind(random::fingerprint(token.expose()))
        .bind(to_ms(expires_at))
        .execute(&mut **tx)
        .await?;
    let link = Secret::new(format!("{}/join#token={}", app.settings.base_url, token.expose()));
    Ok(InvitedUser { user, sign_up_link: OnWire(link), sign_up_link_expires_at: expires_at })
}
