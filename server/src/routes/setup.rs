//! How people get a password: setting up the first administrator, and taking an invitation.

use crate::audit::{self, By, Event};
use crate::auth::{Anyone, session};
use crate::error::{Error, Result};
use crate::problems::{OfPublicGet, OfSignIn};
use crate::random;
use crate::request::Source;
use crate::request::body::Body;
use crate::routes::session::begin;
use crate::routes::users::row;
use crate::state::AppState;
use crate::store::{Tx, to_ms};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use keyhouse_model::audit::{Actor, ActorKind, Outcome, action};
use keyhouse_model::member::{Role, User, UserDraft, UserStatus, check_password};
use keyhouse_model::session::{JoinRequest, Session, Setup, SetupState};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_setup, set_up)).routes(routes!(join))
}

const WRONG_LINK: Error =
    Error::Unauthenticated("This link does not work: it was used, has ended, or is not whole.");
const SET_UP: &str = "Keyhouse is set up already. Sign in, or ask an administrator for an invitation.";

/// Tells whether set-up is needed.
///
/// It is as long as there is no administrator.
#[utoipa::path(
    get, path = "/setup", tag = "Session", security(()),
    responses((status = 200, description = "Yes or no.", body = SetupState), OfPublicGet)
)]
async fn get_setup(State(app): State<AppState>) -> Result<Json<SetupState>> {
    let needed = !row::has_administrator(&mut *app.store.read().acquire().await?).await?;
    Ok(Json(SetupState { needed }))
}

/// Makes the first administrator.
///
/// This takes the one-time token that the server printed, and signs the administrator in.
#[utoipa::path(
    post, path = "/setup", tag = "Session", security(()), request_body = Setup,
    responses((status = 200, description = "The administrator, signed in.", body = Session), OfSignIn)
)]
async fn set_up(
    State(app): State<AppState>,
    Anyone(source): Anyone,
    Body(setup): Body<Setup>,
) -> Result<Response> {
    if row::has_administrator(&mut *app.store.read().acquire().await?).await? {
        return Err(Error::Conflict(SET_UP.into()));
    }
    let attempt = attempt(&app, &source)?;
    if !app.setup_token.matches(&setup.token.0) {
        return Err(refused(&app, source, "setup").await);
    }
    attempt.succeeded();
    let draft = UserDraft { email: Some(setup.email), name: None, role: Some(Role::Admin) };
    let password = check_password(&setup.password.0, "/password");
    let new = match (draft.parse(), password) {
        (Ok(new), Ok(())) => new,
        (new, password) => {
            let problems = new.err().into_iter().flatten().chain(password.err());
            return Err(Error::Invalid(problems.collect()));
        }
    };
    let hash = app.passwords.hash(setup.password.0).await?;
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    if row::has_administrator(&mut tx).await? {
        return Err(Error::Conflict(SET_UP.into()));
    }
    let user = row::add(&mut tx, &new, Some(hash), now).await?;
    let event =
        Event::new(action::SETUP_COMPLETE, "user", user.id, &user.email).change("role", (), user.role);
    audit::record(&mut tx, now, &by(&user, &source), event).await?;
    let answer = begin(&app, &mut tx, user, source, now).await?;
    tx.commit().await?;
    app.setup_token.revoke();
    Ok(answer)
}

/// Takes an invitation.
///
/// Sets the password, ends the person's other sessions, and signs them in.
#[utoipa::path(
    post, path = "/invitation", tag = "Session", security(()), request_body = JoinRequest,
    responses((status = 200, description = "The person, signed in.", body = Session), OfSignIn)
)]
async fn join(
    State(app): State<AppState>,
    Anyone(source): Anyone,
    Body(request): Body<JoinRequest>,
) -> Result<Response> {
    let attempt = attempt(&app, &source)?;
    let token = random::fingerprint(request.token.0.expose());
    let invited = row::find_by_invitation(&mut *app.store.read().acquire().await?, &token).await?;
    let is_open = |row: &row::UserRow, now| row.invitation_expires_at.is_some_and(|end| end > to_ms(now));
    if !invited.is_some_and(|row| is_open(&row, app.clock.now())) {
        return Err(refused(&app, source, "invitation").await);
    }
    attempt.succeeded();
    check_password(&request.password.0, "/password")?;
    let hash = app.passwords.hash(request.password.0).await?;
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    // Once more, now that nobody else writes: a link works once.
    let invited = row::find_by_invitation(&mut tx, &token).await?.filter(|row| is_open(row, now));
    let user = invited.ok_or(WRONG_LINK)?.into_user();
    accept(&mut tx, &user, hash).await?;
    let event = Event::new(action::USER_JOIN, "user", user.id, &user.email).change(
        "status",
        user.status,
        UserStatus::Active,
    );
    audit::record(&mut tx, now, &by(&user, &source), event).await?;
    let user = User { status: UserStatus::Active, ..user };
    let answer = begin(&app, &mut tx, user, source, now).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn accept(tx: &mut Tx, user: &User, password_hash: String) -> Result<()> {
    sqlx::query("update users set password_hash = $2, invitation_hash = null, invitation_expires_at = null where id = $1")
        .bind(user.id.to_string())
        .bind(password_hash)
        .execute(&mut **tx)
        .await?;
    session::end_all(tx, user.id).await
}

/// One-time tokens are too long to be tried out; the limit only spares the log.
fn attempt<'a>(app: &'a AppState, source: &Source) -> Result<crate::auth::rate::Attempt<'a>> {
    let ip = source.ip.as_deref();
    app.sign_in_limits.attempt(ip, &format!("link from {}", ip.unwrap_or_default()), app.clock.now())
}

/// Refuses a wrong one-time token, on record.
async fn refused(app: &AppState, source: Source, kind: &str) -> Error {
    let recorded = async {
        let mut tx = app.store.begin().await?;
        let actor = Actor { kind: ActorKind::User, id: String::new(), name: String::new() };
        let by = By { actor, source: Some(source) };
        let event = Event::new(action::SESSION_FAILED, kind, "", "").with_outcome(Outcome::Denied);
        audit::record(&mut tx, app.clock.now(), &by, event).await?;
        Ok(tx.commit().await?)
    };
    match recorded.await {
        Ok(()) => WRONG_LINK,
        Err(error) => error,
    }
}

fn by(user: &User, source: &Source) -> By {
    let actor = Actor { kind: ActorKind::User, id: user.id.to_string(), name: user.email.clone() };
    By { actor, source: Some(source.clone()) }
}
