//! How an API key stands, as a badge.

use super::words;
use crate::format::time::relative;
use crate::ui::badge::{Badge, Tone};
use crate::ui::time::use_now;
use keyhouse_model::api_key::{ApiKey, ApiKeyStatus};
use leptos::prelude::*;

/// A word and a tone; they follow the clock, not only the server's answers.
#[component]
pub fn StatusBadge(
    /// The key.
    key: ApiKey,
) -> impl IntoView {
    let (now, end) = (use_now(), key.expires_at);
    let status = Memo::new(move |_| key.status_at(now.get()));
    let text = Signal::derive(move || match (status.get(), end) {
        (ApiKeyStatus::Expiring, Some(end)) => format!("Ends {}", relative(end, now.get())),
        (status, _) => words::status(status).to_owned(),
    });
    view! { <Badge tone=Signal::derive(move || tone(status.get())) text /> }
}

fn tone(status: ApiKeyStatus) -> Tone {
    match status {
        ApiKeyStatus::Active => Tone::Ok,
        ApiKeyStatus::Expiring => Tone::Warn,
        ApiKeyStatus::Rotating => Tone::Info,
        ApiKeyStatus::Expired => Tone::Bad,
        ApiKeyStatus::Disabled => Tone::Neutral,
    }
}
