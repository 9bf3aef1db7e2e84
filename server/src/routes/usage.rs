//! Usage: over time, and by the month.

use crate::audit::export::Format;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::problems::OfGet;
use crate::request::params::Query;
use crate::state::AppState;
use crate::usage::{answer, summary};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chrono::{Offset, Utc};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::{
    GroupBy, NotAPeriod, Period, UsageAnswer, UsageParams, UsageQuery, UsageSummary, csv,
};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_usage)).routes(routes!(get_usage_summary))
}

/// What to show, as the query says it.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct Params {
    /// Where the first step begins (RFC 3339), at a whole second. Default is a day before `to`.
    #[param(value_type = Option<DateTime<Utc>>, nullable = false)]
    from: Option<String>,
    /// Where the last step ends at the latest (RFC 3339). Default is now.
    #[param(value_type = Option<DateTime<Utc>>, nullable = false)]
    to: Option<String>,
    /// How long a step is: seconds, or a number with `s`, `m`, `h` or `d`. Default is a natural length for some 300 points.
    #[param(nullable = false, min_length = 1, example = "5m")]
    step: Option<String>,
    /// Names of metrics with commas between. Default is all that can be shown so.
    #[param(
        nullable = false,
        min_length = 1,
        max_length = 1000,
        example = "ingestion_rate,active_time_series"
    )]
    metrics: Option<String>,
    /// By what to take them apart. Default is a total.
    #[param(value_type = Option<GroupBy>, inline, nullable = false)]
    group_by: Option<String>,
    /// Of which deployment. Default is all that the caller sees.
    #[param(value_type = Option<DeploymentId>, nullable = false)]
    deployment_id: Option<String>,
}

/// Shows usage over time.
///
/// Numbers come from measuring, never from estimates: where nothing was measured there is `null`. A point stands for the step
/// that begins at its time; one that is not over at `complete_until` can still change. Rates are those of the time that was
/// measured within the step. A total adds deployments up; of `series_per_query` and `concurrent_requests` it is the highest.
///
/// `Accept: text/csv` answers the same as a file (RFC 4180), with a row for each point.
#[utoipa::path(
    get, path = "/usage", tag = "Usage", security(("session" = []), ("api_key" = [])), params(Params),
    responses(
        (status = 200, description = "The numbers.", content(
            (UsageAnswer = "application/json"), (String = "text/csv"),
        )),
        OfGet,
    )
)]
async fn get_usage(
    State(app): State<AppState>,
    caller: Caller,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response> {
    let Params { from, to, step, metrics, group_by, deployment_id } = params;
    let params = UsageParams { from, to, step, metrics, group_by, deployment_id };
    let query = UsageQuery::parse(&params, app.clock.now())?;
    let answer = answer::answer(&app, &caller, query).await?;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    Ok(match accept.and_then(Format::accepted) {
        Some(Format::Csv) => file(&answer),
        Some(Format::JsonLines) | None => Json(answer).into_response(),
    })
}

/// Its times are told in UTC.
fn file(answer: &UsageAnswer) -> Response {
    let utc = |_| Utc.fix();
    let (from, to) = (answer.from.date_naive(), answer.to.date_naive());
    let name = format!("attachment; filename=\"usage-{from}-{to}.csv\"");
    let media_type = Format::Csv.media_type().to_owned();
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, name)];
    (headers, csv::write(answer, utc)).into_response()
}

/// Which month.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct Month {
    /// A month in UTC: `2026-11`. Default is the running one.
    #[param(nullable = false, pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-11")]
    period: Option<String>,
}

/// Sums a month up.
///
/// Requests of the management API with API keys, also across restarts, against the server's allowance; and what each
/// deployment took in and holds, as far as it was measured.
#[utoipa::path(
    get, path = "/usage/summary", tag = "Usage", security(("session" = []), ("api_key" = [])), params(Month),
    responses((status = 200, description = "The month.", body = UsageSummary), OfGet)
)]
async fn get_usage_summary(
    State(app): State<AppState>,
    caller: Caller,
    Query(month): Query<Month>,
) -> Result<Json<UsageSummary>> {
    let period = match month.period {
        None => Period::of(app.clock.now()),
        Some(text) => {
            text.parse().map_err(|cause: NotAPeriod| Error::field("/period", "invalid", cause.to_string()))?
        }
    };
    summary::summary(&app, &caller, period).await.map(Json)
}
