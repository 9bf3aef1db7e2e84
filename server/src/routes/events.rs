//! What happens, as server-sent events.

use crate::auth::{Caller, Who};
use crate::error::Result;
use crate::live::Listener;
use crate::problems::OfStream;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use keyhouse_model::live::{LiveEvent, LiveKind};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// After how long a browser that lost the stream comes back.
const RETRY: Duration = Duration::from_secs(3);
/// Tells nginx to hand on what comes as it comes.
const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// Its routes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(stream_events))
}

/// Tells what happens.
///
/// A stream of server-sent events that ends with the caller's session or key. Each event is named as its `kind` and
/// has ids only, those of deployments that the caller reaches: fetch anew what you show. `api_key.changed` and
/// `audit.appended` go to people, `user.changed` to administrators. After `resync`, and after the stream was lost,
/// anything may have changed. A comment every 15 seconds shows that the stream is alive. A caller may have 24 streams.
#[utoipa::path(
    get, path = "/events", tag = "Events", security(("session" = []), ("api_key" = [])),
    responses(
        (status = 200, description = "The stream; this is the data of one event.", body = LiveEvent,
            content_type = "text/event-stream"),
        OfStream,
    )
)]
async fn stream_events(State(app): State<AppState>, caller: Caller) -> Result<Response> {
    let listener = app.live.listen(&caller.id())?;
    let mut pulse = interval(app.live.pulse());
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first comes at once; it was looked at just now.
    pulse.reset();
    let first = VecDeque::from([Event::default().retry(RETRY)]);
    let told = Told { app, caller, listener, pulse, ready: first };
    let events = stream::unfold(told, Told::next);
    Ok(([UNBUFFERED], Sse::new(events)).into_response())
}

/// What one caller is told.
struct Told {
    app: AppState,
    caller: Caller,
    listener: Listener,
    pulse: Interval,
    /// What is to be sent next.
    ready: VecDeque<Event>,
}

impl Told {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some((Ok(event), self));
            }
            let happened = tokio::select! {
                happened = self.listener.next() => Some(happened?),
                _ = self.pulse.tick() => None,
            };
            // Whoever may no longer listen, or to less, hears nothing of what happened after that.
            self.caller = renewed(&self.app, &self.caller).await?;
            match happened {
                None => self.ready.push_back(Event::default().comment("")),
                Some(happened) => {
                    let heard = happened.iter().filter(|event| may_see(&self.caller, event));
                    self.ready.extend(heard.filter_map(written));
                }
            }
        }
    }
}

/// The caller as they are now; `None` ends the stream.
async fn renewed(app: &AppState, caller: &Caller) -> Option<Caller> {
    match caller.renewed(app).await {
        Ok(caller) => caller,
        Err(cause) => {
            tracing::warn!(request_id = caller.request_id(), %cause, "a stream of events is ended");
            None
        }
    }
}

/// Whether an event is about something that the caller may list.
fn may_see(caller: &Caller, event: &LiveEvent) -> bool {
    match event.kind {
        LiveKind::Deployment | LiveKind::AccessToken | LiveKind::RuleFile => {
            event.deployment_id.is_some_and(|id| caller.reaches(id))
        }
        LiveKind::ApiKey | LiveKind::Audit => matches!(caller.who, Who::Person(_)),
        LiveKind::User => match &caller.who {
            Who::Person(person) => person.user.role.may_administer(),
            Who::Program(_) => false,
        },
        LiveKind::Resync => true,
    }
}

/// As it goes over the wire. It has texts only, so that writing it can't fail.
fn written(event: &LiveEvent) -> Option<Event> {
    Event::default().event(event.kind.as_str()).json_data(event).ok()
}
