//! Signing in and out.

use crate::audit::{self, By, Event};
use crate::auth::{AnyPerson, Anyone, session};
use crate::error::{Error, Result};
use crate::problems::{OfDelete, OfGet, OfSignIn};
use crate::request::Source;
use crate::request::body::Body;
use crate::routes::users::row::{self, UserRow};
use crate::state::AppState;
use crate::store::Tx;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use keyhouse_model::audit::{Actor, ActorKind, Outcome, action};
use keyhouse_model::member::{Email, User};
use keyhouse_model::session::{Credentials, Session};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_session, sign_in, sign_out))
}

/// Tells who is signed in.
#[utoipa::path(
    get, path = "/session", tag = "Session", security(("session" = [])),
    responses((status = 200, description = "The person, and until when.", body = Session), OfGet)
)]
async fn get_session(AnyPerson { person, .. }: AnyPerson) -> Json<Session> {
    Json(Session { user: person.user, expires_at: person.expires_at })
}

/// Signs a person in.
///
/// The answer sets the cookie `kh_session`.
#[utoipa::path(
    post, path = "/session", tag = "Session", security(()), request_body = Credentials,
    responses((status = 200, description = "The person, and until when.", body = Session), OfSignIn)
)]
async fn sign_in(
    State(app): State<AppState>,
    Anyone(source): Anyone,
    Body(credentials): Body<Credentials>,
) -> Result<Response> {
    let email = credentials.email.trim().to_lowercase();
    let attempt = app.sign_in_limits.attempt(source.ip.as_deref(), &email, app.clock.now())?;
    let known = row::find_by_email(&mut *app.store.read().acquire().await?, &email).await?;
    let kept = known.as_ref().and_then(|user| user.password_hash.clone());
    let matches = app.passwords.verify(credentials.password.0, kept.clone()).await?;
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    // Once more, now that nobody else writes: the person may be gone, or have another password.
    let still =
        row::find_by_email(&mut tx, &email).await?.filter(|user| matches && user.password_hash == kept);
    let Some(user) = still.map(UserRow::into_user) else {
        record_failure(&mut tx, now, source, known, &email).await?;
        tx.commit().await?;
        return Err(Error::Unauthenticated("The e-mail address or the password is wrong. Try again."));
    };
    attempt.succeeded();
    let answer = begin(&app, &mut tx, user, source, now).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Signs out.
///
/// The session ends at once.
#[utoipa::path(
    delete, path = "/session", tag = "Session", security(("session" = [])),
    responses((status = 204, description = "The session is over."), OfDelete)
)]
async fn sign_out(State(app): State<AppState>, caller: AnyPerson) -> Result<Response> {
    let mut tx = app.store.begin().await?;
    session::end(&mut tx, &caller.person.session).await?;
    let event = Event::new(action::SESSION_DELETE, "session", "", "");
    audit::record(&mut tx, app.clock.now(), &caller.by(), event).await?;
    tx.commit().await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session::clear_cookie())]).into_response())
}

/// Begins a session for a person who has proved who they are, and answers it.
pub(super) async fn begin(
    app: &AppState,
    tx: &mut Tx,
    user: User,
    source: Source,
    now: DateTime<Utc>,
) -> Result<Response> {
    let begun = session::begin(tx, user.id, now).await?;
    let actor = Actor { kind: ActorKind::User, id: user.id.to_string(), name: user.email.clone() };
    let by = By { actor, source: Some(source) };
    audit::record(tx, now, &by, Event::new(action::SESSION_CREATE, "session", "", "")).await?;
    let cookie = session::set_cookie(app, &begun)?;
    let user = User { last_seen_at: Some(now), ..user };
    Ok(([(header::SET_COOKIE, cookie)], Json(Session { user, expires_at: begun.expires_at })).into_response())
}

/// Writes down that somebody did not get in. What is no address is left out: people type passwords there by mistake.
async fn record_failure(
    tx: &mut Tx,
    now: DateTime<Utc>,
    source: Source,
    known: Option<UserRow>,
    email: &str,
) -> Result<()> {
    let name = Email::parse(email, "/email").map(|email| email.as_str().to_owned()).unwrap_or_default();
    let id = known.map(|user| user.into_user().id.to_string()).unwrap_or_default();
    let by = By { actor: Actor { kind: ActorKind::User, id, name }, source: Some(source) };
    let event = Event::new(action::SESSION_FAILED, "session", "", "").with_outcome(Outcome::Denied);
    audit::record(tx, now, &by, event).await
}
