//! The audit log: reading, exporting and checking it. No call changes or deletes an event.

use crate::audit::export::{self, Format};
use crate::audit::query::{Filter, Params};
use crate::audit::{self, Event, chain};
use crate::auth::AnyPerson;
use crate::error::{Error, Result};
use crate::problems::OfGet;
use crate::request::params::Query;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use keyhouse_model::audit::{AuditEvent, Outcome, Verification, action};
use keyhouse_model::page::Page;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_audit_events)).routes(routes!(verify_audit_log))
}

/// Lists or exports events.
///
/// The newest first.
///
/// `Accept: text/csv` or `application/jsonl` exports all events that the filter selects. Only administrators may, and the
/// export is itself an event.
#[utoipa::path(
    get, path = "/audit_logs", tag = "Audit log", security(("session" = [])), params(Params),
    responses(
        (status = 200, description = "One page, or the export.", content(
            (Page<AuditEvent> = "application/json"), (String = "text/csv"), (String = "application/jsonl"),
        )),
        OfGet,
    )
)]
async fn list_audit_events(
    State(app): State<AppState>,
    caller: AnyPerson,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response> {
    let filter = params.parse()?;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    match accept.and_then(Format::accepted) {
        None => Ok(Json(filter.page(&app.store).await?).into_response()),
        Some(format) => export_events(&app, &caller, filter, format).await,
    }
}

/// Checks the audit log.
///
/// It is intact when no event is missing or changed. The check is itself an event, after those that it looks at: one
/// that failed if the log is not intact.
#[utoipa::path(
    get, path = "/audit_logs/verify", tag = "Audit log", security(("session" = [])),
    responses((status = 200, description = "What was found.", body = Verification), OfGet)
)]
async fn verify_audit_log(State(app): State<AppState>, caller: AnyPerson) -> Result<Json<Verification>> {
    let found = chain::verify(&app.store).await?;
    let (checked_at, by) = (app.clock.now(), caller.by());
    let outcome = if found.intact { Outcome::Success } else { Outcome::Failed };
    let event = Event::new(action::AUDIT_VERIFY, "audit_log", "", "")
        .with_outcome(outcome)
        .change("intact", (), found.intact)
        .change("events", (), found.events)
        .change("first_broken", (), found.first_broken)
        .change("last_fitting_at", (), found.last_fitting_at);
    let mut tx = app.store.begin().await?;
    audit::record(&mut tx, checked_at, &by, event).await?;
    tx.commit().await?;
    Ok(Json(Verification {
        intact: found.intact,
        events: found.events,
        first_broken: found.first_broken,
        last_fitting_at: found.last_fitting_at,
        checked_at,
        checked_by: by.actor.name,
    }))
}

/// The export is on record before its first line is sent.
async fn export_events(
    app: &AppState,
    caller: &AnyPerson,
    filter: Filter,
    format: Format,
) -> Result<Response> {
    let is_allowed = caller.person.user.role.may_administer();
    let outcome = if is_allowed { Outcome::Success } else { Outcome::Denied };
    let mut tx = app.store.begin().await?;
    let last = chain::head(&mut tx).await?.seq;
    let now = app.clock.now();
    let event = Event::new(action::AUDIT_EXPORT, "audit_log", "", format.extension()).with_outcome(outcome);
    audit::record(&mut tx, now, &caller.by(), event).await?;
    tx.commit().await?;
    if !is_allowed {
        return Err(Error::Forbidden(
            "Only administrators can export the audit log. Ask one of them.".into(),
        ));
    }
    let name = format!("attachment; filename=\"audit-log-{}.{}\"", now.date_naive(), format.extension());
    let headers =
        [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, export::body(app.store.clone(), filter, format, last)).into_response())
}
