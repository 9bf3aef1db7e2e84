//! API keys. Everybody who is signed in may see them; administrators manage them; programs have no business here.

use crate::auth::AnyPerson;
use crate::error::Result;
use crate::problems::OfGet;
use crate::request::params::{Id, Query};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::api_key::ApiKey;
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::page::Page;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

mod access;
mod change;
mod list;
mod rotation;
pub mod row;

use change::{__path_create_api_key, __path_delete_api_key, __path_reveal_api_key, __path_update_api_key};
use change::{create_api_key, delete_api_key, reveal_api_key, update_api_key};
use rotation::{__path_finish_rotation, __path_rotate_api_key, finish_rotation, rotate_api_key};

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_api_keys, create_api_key))
        .routes(routes!(get_api_key, update_api_key, delete_api_key))
        .routes(routes!(reveal_api_key))
        .routes(routes!(rotate_api_key))
        .routes(routes!(finish_rotation))
}

/// Lists keys.
///
/// The newest first. `value` is the last four characters.
#[utoipa::path(
    get, path = "/api_keys", tag = "API keys", security(("session" = [])), params(list::Params),
    responses((status = 200, description = "One page.", body = Page<ApiKey>), OfGet)
)]
async fn list_api_keys(
    State(app): State<AppState>,
    _: AnyPerson,
    Query(params): Query<list::Params>,
) -> Result<Json<Page<ApiKey>>> {
    let filter = params.parse()?;
    Ok(Json(list::page(&app, &filter).await?))
}

/// Shows a key.
///
/// `value` is the last four characters.
#[utoipa::path(
    get, path = "/api_keys/{id}", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The key.")),
    responses((status = 200, description = "The key.", body = ApiKey), OfGet)
)]
async fn get_api_key(
    State(app): State<AppState>,
    _: AnyPerson,
    Id(id): Id<ApiKeyId>,
) -> Result<Json<ApiKey>> {
    let now = app.clock.now();
    let overlay = app.activity.overlay().await;
    let row = row::find(&mut *app.store.read().acquire().await?, id, now).await?;
    let last_four = row.last_four.clone();
    Ok(Json(row.into_key(last_four, &overlay, now)))
}
