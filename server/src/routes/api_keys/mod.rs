//! API keys. Everybody who is signed in may see them; administrators manage them; programs have no business here.

use crate::auth::AnyPerson;
use crate::error::Result;
use crate::problems::OfGet;
use crate::request::params::{Id, Query};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use keyhouse_model::api_key::{ApiKey, ApiKeyStatus};
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::page::Page;
use serde::Deserialize;
use utoipa::IntoParams;
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

/// Which keys to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct ListParams {
    /// How many rows a page has. Default is 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Part of the name in any case, or the last four characters of the value.
    #[param(max_length = 200)]
    q: Option<String>,
    /// How the key stands: one word, or several with commas between.
    #[param(value_type = Option<Vec<ApiKeyStatus>>, style = Form, explode = false)]
    status: Option<String>,
}

/// Lists keys, the newest first. `value` is the last four characters.
#[utoipa::path(
    get, path = "/api_keys", tag = "API keys", security(("session" = [])), params(ListParams),
    responses((status = 200, description = "One page.", body = Page<ApiKey>), OfGet)
)]
async fn list_api_keys(
    State(app): State<AppState>,
    _: AnyPerson,
    Query(params): Query<ListParams>,
) -> Result<Json<Page<ApiKey>>> {
    let filter = list::Filter::parse(&params)?;
    Ok(Json(list::page(&app, &filter).await?))
}

/// Shows one key. `value` is the last four characters.
#[utoipa::path(
    get, path = "/api_keys/{id}", tag = "API keys", security(("session" = [])),
    params(("id" = ApiKeyId, Path, description = "The key.")),
    responses((status = 200, description = "The key.", body = ApiKey), OfGet)
)]
async fn get_api_key(State(app): State<AppState>, _: AnyPerson, Id(id): Id<ApiKeyId>) -> Result<Json<ApiKey>> {
    let now = app.clock.now();
    let overlay = app.activity.overlay().await;
    let row = row::find(&mut *app.store.read().acquire().await?, id, now).await?;
    let last_four = row.last_four.clone();
    Ok(Json(row.into_key(last_four, &overlay, now)))
}
