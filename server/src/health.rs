//! How the server is, for whoever watches it: without signing in on the machine itself, for administrators elsewhere.

use crate::auth::Admin;
use crate::dataplane;
use crate::error::{Error, Result};
use crate::metrics;
use crate::problems::OfGet;
use crate::state::AppState;
use crate::usage::requests;
use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::net::SocketAddr;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes, which stand beside the API's root.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_health))
        .routes(routes!(get_readiness))
        .routes(routes!(get_metrics))
}

/// Whether the server can work.
#[derive(Debug, Serialize, ToSchema)]
struct Readiness {
    /// Whether the server can work. It can while deployments don't run: else one with a wrong setting would take the
    /// console away from everybody.
    ready: bool,
    /// What was looked at.
    checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize, ToSchema)]
struct Check {
    /// What: `database`, `data_plane` or `monitor`.
    name: &'static str,
    /// How it is.
    status: CheckStatus,
    /// More in words.
    detail: String,
}

/// How one thing is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CheckStatus {
    /// It works.
    Ok,
    /// Something of it does not work.
    Failed,
    /// It is not there, and the server works without it.
    Absent,
}

/// Whether the process runs.
#[derive(Debug, Serialize, ToSchema)]
struct Liveness {
    /// Always `ok`: a process that does not run does not answer.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Tells whether the process runs.
#[utoipa::path(
    get, path = "/healthz", tag = "Health", security((), ("session" = [])),
    responses((status = 200, description = "The process runs.", body = Liveness), OfGet)
)]
async fn get_health(_: Watcher) -> Json<Liveness> {
    Json(Liveness { status: "ok" })
}

/// Tells whether the server can work.
#[utoipa::path(
    get, path = "/readyz", tag = "Health", security((), ("session" = [])),
    responses(
        (status = 200, description = "It can work.", body = Readiness),
        (status = 503, description = "It can't work, and `checks` says why.", body = Readiness),
        OfGet,
    )
)]
async fn get_readiness(State(app): State<AppState>, _: Watcher) -> (StatusCode, Json<Readiness>) {
    let answer = sqlx::query_scalar::<_, i64>("select 1").fetch_one(app.store.read()).await;
    let database = match answer {
        Ok(_) => Check { name: "database", status: CheckStatus::Ok, detail: "It answers.".to_owned() },
        Err(cause) => {
            tracing::error!(%cause, "the database does not answer");
            let detail = "It does not answer; the server's log has the cause.".to_owned();
            Check { name: "database", status: CheckStatus::Failed, detail }
        }
    };
    let data_plane = check("data_plane", app.data_plane.health());
    let monitor = check("monitor", app.monitor.health());
    let ready = database.status == CheckStatus::Ok;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks: vec![database, data_plane, monitor] }))
}

fn check(name: &'static str, health: dataplane::Health) -> Check {
    let (status, detail) = match health {
        dataplane::Health::Well(detail) => (CheckStatus::Ok, detail),
        dataplane::Health::Ailing(detail) => (CheckStatus::Failed, detail),
        dataplane::Health::Absent(detail) => (CheckStatus::Absent, detail),
    };
    Check { name, status, detail }
}

/// Shows metrics.
///
/// Requests by method, route and status, how long they took, requests by API key, and what the process uses, in
/// Prometheus' text format.
#[utoipa::path(
    get, path = "/metrics", tag = "Health", security((), ("session" = [])),
    responses((status = 200, description = "The metrics.", body = String, content_type = "text/plain"), OfGet)
)]
async fn get_metrics(State(app): State<AppState>, _: Watcher) -> Result<Response> {
    let mut text = app.metrics.text().map_err(Error::internal)?;
    let totals = requests::totals(&app.store, &app.activity).await?;
    text.extend(requests::metrics(&totals).into_bytes());
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(metrics::CONTENT_TYPE))], text).into_response())
}

/// Somebody on the machine itself, or an administrator.
#[derive(Clone, Copy, Debug)]
struct Watcher;

impl FromRequestParts<AppState> for Watcher {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let local = peer.is_some_and(|ConnectInfo(address)| address.ip().to_canonical().is_loopback());
        if local && !is_forwarded(&parts.headers) {
            return Ok(Self);
        }
        Admin::from_request_parts(parts, app).await.map(|_| Self)
    }
}

/// Behind a proxy on this machine, everybody comes from the loopback address.
fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name))
}
