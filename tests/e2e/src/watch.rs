//! What a page does that nobody sees: what it complains of, and what it sends.

use std::sync::{Arc, Mutex, MutexGuard};

use chromiumoxide::cdp::IntoEventKind;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel, LogEntrySource};
use chromiumoxide::cdp::browser_protocol::network::{
    EventLoadingFailed, EventRequestWillBeSent, EventResponseReceived,
};
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown, RemoteObject,
};
use futures::StreamExt;

use crate::redact::redacted;

/// Everything that was seen on a page since it was opened.
#[derive(Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    complaints: Vec<String>,
    /// URL, headers and body of each request, as they were sent.
    requests: Vec<String>,
}

impl Watch {
    /// Begins to watch.
    pub(crate) async fn start(page: &chromiumoxide::Page) -> chromiumoxide::Result<Self> {
        let watch = Self::default();
        watch
            .on(page, |seen, event: &EventEntryAdded| {
                seen.complain(log_complaint(event));
            })
            .await?;
        watch
            .on(page, |seen, event: &EventConsoleApiCalled| {
                seen.complain(console_complaint(event));
            })
            .await?;
        watch
            .on(page, |seen, event: &EventExceptionThrown| {
                seen.complain(Some(exception(event)));
            })
            .await?;
        watch
            .on(page, |seen, event: &EventResponseReceived| {
                seen.complain(bad_answer(event));
            })
            .await?;
        watch
            .on(page, |seen, event: &EventLoadingFailed| {
                seen.complain(failed_request(event));
            })
            .await?;
        watch.on(page, Seen::request).await?;
        Ok(watch)
    }

    /// What the page complained of so far, which is then forgotten: exceptions, errors on the console, violations of
    /// the content security policy, requests that failed, files that are missing, answers of 5xx.
    pub(crate) fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut self.seen().complaints)
    }

    /// Whether a text was in the URL, a header or the body of a request.
    pub(crate) fn was_sent(&self, text: &str) -> bool {
        self.seen().requests.iter().any(|request| request.contains(text))
    }

    async fn on<E: IntoEventKind + Unpin + Send + Sync + 'static>(
        &self,
        page: &chromiumoxide::Page,
        note: impl Fn(&mut Seen, &E) + Send + 'static,
    ) -> chromiumoxide::Result<()> {
        let (mut events, watch) = (page.event_listener::<E>().await?, self.clone());
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                note(&mut watch.seen(), &event);
            }
        });
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // A test that panicked while it held the lock has failed already.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Seen {
    fn complain(&mut self, complaint: Option<String>) {
        self.complaints.extend(complaint.map(|text| redacted(&text)));
    }

    fn request(&mut self, event: &EventRequestWillBeSent) {
        let request = &event.request;
        let headers = serde_json::to_string(&request.headers).unwrap_or_default();
        let entries = request.post_data_entries.iter().flatten().filter_map(|entry| entry.bytes.as_ref());
        let body: Vec<String> = entries.map(|bytes| decoded(bytes.as_ref())).collect();
        self.requests.push(format!(
            "{} {}{}\n{headers}\n{}",
            request.method,
            request.url,
            fragment(event),
            body.concat()
        ));
    }
}

fn fragment(event: &EventRequestWillBeSent) -> &str {
    event.request.url_fragment.as_deref().unwrap_or_default()
}

/// The body comes in base64; what can't be read as such is kept as it is.
fn decoded(base64: &str) -> String {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64);
    bytes.map_or_else(|_| base64.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn log_complaint(event: &EventEntryAdded) -> Option<String> {
    let entry = &event.entry;
    // The browser logs every answer of 4xx, and every request that failed; both are looked at by themselves.
    let counts = entry.level == LogEntryLevel::Error && entry.source != LogEntrySource::Network;
    counts.then(|| format!("{:?}: {}", entry.source, entry.text))
}

fn console_complaint(event: &EventConsoleApiCalled) -> Option<String> {
    let counts = matches!(event.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Assert);
    let text = |value: &RemoteObject| {
        let plain =
            value.value.as_ref().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        plain.or_else(|| value.description.clone()).unwrap_or_default()
    };
    counts.then(|| format!("console: {}", event.args.iter().map(text).collect::<Vec<_>>().join(" ")))
}

fn exception(event: &EventExceptionThrown) -> String {
    let details = &event.exception_details;
    let thrown = details.exception.as_ref().and_then(|exception| exception.description.clone());
    format!("exception: {} {}", details.text, thrown.unwrap_or_default())
}

/// An answer that the console did not ask for: 4xx of the API is an answer like others, of a file it is a missing file.
fn bad_answer(event: &EventResponseReceived) -> Option<String> {
    let (status, url) = (event.response.status, &event.response.url);
    let counts = status >= 500 || (status >= 400 && !url.contains("/api/"));
    counts.then(|| format!("{status} for {url}"))
}

fn failed_request(event: &EventLoadingFailed) -> Option<String> {
    // A page that is left cancels what it no longer needs.
    let counts = event.canceled != Some(true) && event.error_text != "net::ERR_ABORTED";
    let reason = event.blocked_reason.as_ref().map(|reason| format!("{reason:?}")).unwrap_or_default();
    counts.then(|| format!("request failed: {} {reason}", event.error_text))
}
