//! The ways of telling people: where each leads and how its last message went, or how it is set up.

use super::words;
use crate::ui::badge::{Badge, Tone};
use crate::ui::time::Time;
use keyhouse_model::notice::{EmailSettings, LastNotice, NoticeSettings, WebhookSettings};
use leptos::prelude::*;

/// Each way, and what waits to be sent.
pub(super) fn facts(settings: &NoticeSettings) -> AnyView {
    let is_set_up = words::is_set_up(settings);
    let waiting = words::waiting(settings.waiting, is_set_up).map(|why| {
        view! {
            <dt>"Waiting"</dt>
            <dd>
                <Badge tone=Tone::Warn text=settings.waiting.to_string() />
                " "
                {why}
            </dd>
        }
    });
    view! {
        {(!is_set_up).then(|| view! { <p>"Nobody is told yet. Set up a webhook, e-mail or both:"</p> })}
        <dl class="facts notice-facts">
            <dt>"Webhook"</dt>
            <dd>{settings.webhook.as_ref().map_or_else(no_webhook, webhook)}</dd>
            <dt>"E-mail"</dt>
            <dd>{settings.email.as_ref().map_or_else(no_email, email)}</dd>
            {waiting}
        </dl>
    }
    .into_any()
}

fn webhook(webhook: &WebhookSettings) -> AnyView {
    let signed = if webhook.signed { "Its requests are signed." } else { "Its requests are not signed." };
    view! {
        <p>{webhook.origin.clone()}</p>
        <p class="small muted">{signed}</p>
        {last(webhook.last.as_ref())}
    }
    .into_any()
}

fn email(email: &EmailSettings) -> AnyView {
    view! {
        <p>{words::recipients(&email.to)}</p>
        <p class="small muted">{words::sender(email)}</p>
        {last(email.last.as_ref())}
    }
    .into_any()
}

fn no_webhook() -> AnyView {
    view! {
        <p>"Not set up. Start the server with " <code>"--notice-webhook-url"</code> ", the URL that is told."</p>
        <p class="small muted">
            "One that is itself a secret, as those of chat services are, belongs in the environment variable "
            <code>"KEYHOUSE_NOTICE_WEBHOOK_URL"</code> "."
        </p>
    }
    .into_any()
}

fn no_email() -> AnyView {
    view! {
        <p>
            "Not set up. Start the server with " <code>"--smtp-url"</code> ", the mail server, and "
            <code>"--notice-from"</code> ", the sender."
        </p>
        <p class="small muted">
            "Mails go to the member who made the key, and to each address of " <code>"--notice-to"</code> "."
        </p>
    }
    .into_any()
}

/// How the last message went. What was taken needs no more words.
fn last(last: Option<&LastNotice>) -> AnyView {
    let Some(last) = last.cloned() else {
        return view! { <p class="small muted">"Nothing was sent yet."</p> }.into_any();
    };
    let (tone, word) = words::outcome(last.delivered);
    view! {
        <p class="cluster">
            <Badge tone text=word />
            " "
            <span class="small muted">{last.about} ", " <Time at=last.at /></span>
        </p>
        {(!last.delivered).then(|| view! { <p class="small">{last.detail}</p> })}
    }
    .into_any()
}
