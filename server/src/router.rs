//! Every route on one page.

use crate::error::Result;
use crate::routes::{
    access_tokens, api_keys, audit_logs, catalog, data_plane, deployments, events, notices, notifications,
    rule_files, rule_sets, session, setup, usage, users,
};
use crate::state::AppState;
use crate::{cross_origin, health, live, metrics, openapi, reference, request};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use keyhouse_model::path::API_ROOT;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// The whole server: the management API, and what lies beside it. What no route takes is one of the console's pages.
pub fn app(state: AppState) -> Router {
    let (api, document) = api();
    let (beside, described) = health::router().split_for_parts();
    let document = openapi::write(document, described);
    let no_store =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Router::new()
        .nest(
            API_ROOT,
            api.fallback(request::not_found)
                .layer(no_store.clone())
                .layer(cross_origin::layer(&state.settings))
                .layer(from_fn_with_state(state.clone(), live::layer)),
        )
        .merge(beside.layer(no_store))
        .merge(openapi::router(&document))
        .merge(reference::router(&document))
        .fallback(console_file)
        .layer(CatchPanicLayer::custom(request::on_panic))
        .layer(from_fn_with_state(state.clone(), metrics::layer))
        .layer(from_fn(request::layer))
        .layer(map_response(request::headers::secure))
        .with_state(state)
}

async fn console_file(State(app): State<AppState>, request: Request) -> Result<Response> {
    app.console.respond(request.method(), request.uri(), request.headers()).await
}

/// The management API without its root, and its description, whose paths have the root.
pub fn api() -> (Router<AppState>, OpenApi) {
    OpenApiRouter::new()
        // Signing in and out; setting up; taking an invitation.
        .merge(session::router())
        .merge(setup::router())
        // What administrators manage.
        .merge(api_keys::router())
        .merge(users::router())
        .merge(audit_logs::router())
        .merge(notices::router())
        // What VictoriaMetrics Cloud's clients know.
        .merge(catalog::router())
        .merge(deployments::router())
        .merge(access_tokens::router())
        .merge(rule_files::router())
        .merge(rule_sets::router())
        .merge(notifications::router())
        // What carries the data.
        .merge(data_plane::router())
        // How much of it is used.
        .merge(usage::router())
        // What happens.
        .merge(events::router())
        .split_for_parts()
}
