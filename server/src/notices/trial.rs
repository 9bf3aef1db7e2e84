//! The test: a message to everybody, at once, and what became of each.

use super::Channels;
use super::letter::{Content, Letter};
use super::record::Outcome;
use crate::error::Result;
use crate::state::AppState;
use futures_util::future::join_all;
use keyhouse_model::notice::{Channel, NoticeResult};
use uuid::Uuid;

/// Sends a test to everybody, and to `address`, and keeps how it went; of several mails, one that was not taken if one
/// was not.
///
/// # Errors
/// When the database fails.
pub(super) async fn send(app: &AppState, channels: &Channels, address: &str) -> Result<Vec<NoticeResult>> {
    let mut wanted = Vec::new();
    if channels.webhook.is_some() {
        wanted.push((Channel::Webhook, String::new()));
    }
    if let Some(email) = &channels.email {
        let mut addresses = vec![address.to_owned()];
        addresses.extend(email.to().into_iter().filter(|to| !to.eq_ignore_ascii_case(address)));
        wanted.extend(addresses.into_iter().map(|address| (Channel::Email, address)));
    }
    let tries = wanted.iter().map(|(channel, recipient)| async move {
        let content = Content::Test { by: address.to_owned() };
        let (at, base_url) = (app.clock.now(), app.settings.base_url.clone());
        let letter = Letter { id: Uuid::now_v7(), at, base_url, content };
        let sent = channels.send(app, *channel, recipient, &letter).await;
        Outcome::of(*channel, recipient, &letter, &sent)
    });
    let outcomes = join_all(tries).await;
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    for channel in [Channel::Webhook, Channel::Email] {
        let of_channel = || wanted.iter().zip(&outcomes).filter(|((of, _), _)| *of == channel);
        let failed = of_channel().find(|(_, outcome)| !outcome.delivered());
        if let Some((_, outcome)) = failed.or_else(|| of_channel().next()) {
            outcome.save(&mut tx, now).await?;
        }
    }
    tx.commit().await?;
    let results = wanted.into_iter().zip(outcomes).map(|((channel, recipient), outcome)| NoticeResult {
        channel,
        recipient: Some(recipient).filter(|recipient| !recipient.is_empty()),
        delivered: outcome.delivered(),
        detail: outcome.detail().to_owned(),
    });
    Ok(results.collect())
}
