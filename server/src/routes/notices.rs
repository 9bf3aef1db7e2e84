//! Notices of keys that end soon: what is set up, and a test.

use crate::audit::{self, Event};
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::idempotency::Turn;
use crate::problems::{IdempotencyKey, OfChange, OfGet};
use crate::request::body::{NoBody, Post};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use keyhouse_model::audit::{Outcome, action};
use keyhouse_model::notice::{Channel, NoticeResult, NoticeSettings, NoticeTest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_notices)).routes(routes!(test_notices))
}

/// Shows how people are told of keys that end.
///
/// 14 and 3 days before a key ends, and when it has ended. What is set up, the command line of the server says. No
/// secret is in the answer.
#[utoipa::path(
    get, path = "/notices", tag = "Notices", security(("session" = [])),
    responses((status = 200, description = "What is set up, and how the last try went.", body = NoticeSettings), OfGet)
)]
async fn get_notices(State(app): State<AppState>, _: Admin) -> Result<Json<NoticeSettings>> {
    app.notices.settings(&app).await.map(Json)
}

/// Sends a test notice.
///
/// To the webhook, to the addresses of the command line, and to the caller. That somebody does not take it is no error
/// of the request.
#[utoipa::path(
    post, path = "/notices/test", tag = "Notices", security(("session" = [])), params(IdempotencyKey),
    responses((status = 200, description = "What became of each message.", body = NoticeTest), OfChange)
)]
async fn test_notices(
    State(app): State<AppState>,
    caller: Admin,
    Post { once, .. }: Post<NoBody>,
) -> Result<Response> {
    if !app.notices.is_set_up() {
        let detail = "Neither a webhook nor e-mail is set up. Start the server with --notice-webhook-url or --smtp-url.";
        return Err(Error::Conflict(detail.into()));
    }
    // The transaction ends here: nobody else's change must wait for a mail server.
    if let Turn::Again(answer) = once.clone().begin(&app, &caller).await? {
        return Ok(answer);
    }
    let results = app.notices.send_test(&app, &caller.person.user.email).await?;
    let mut change = match once.begin(&app, &caller).await? {
        Turn::Again(answer) => return Ok(answer),
        Turn::First(change) => change,
    };
    audit::record(&mut change.tx, change.now, &change.by, event(&results)).await?;
    change.commit(&app, StatusCode::OK, &NoticeTest { results }).await
}

/// How many messages of each channel were taken, for the audit log.
fn event(results: &[NoticeResult]) -> Event {
    let taken = |channel: Channel| {
        let of: Vec<&NoticeResult> = results.iter().filter(|result| result.channel == channel).collect();
        let taken = of.iter().filter(|result| result.delivered).count();
        (!of.is_empty()).then(|| format!("{taken} of {} taken", of.len()))
    };
    let all = results.iter().all(|result| result.delivered);
    Event::new(action::NOTICE_TEST, "notice", "", "Test notice")
        .with_outcome(if all { Outcome::Success } else { Outcome::Failed })
        .change("webhook", (), taken(Channel::Webhook))
        .change("email", (), taken(Channel::Email))
}
