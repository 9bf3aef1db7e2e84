//! Sends what waits in the store, and writes down what became of it.

use super::letter::{Content, KeyFacts, Letter};
use super::record::{Outcome, audit_failure};
use super::{Channels, NotSent};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{Tx, from_ms, to_ms};
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::notice::{Channel, LATE_DAYS, Stage, wait_after};
use sqlx::FromRow;

/// How many are sent in one round.
const AT_ONCE: i64 = 100;
/// When a try counts as broken off: longer than any takes.
const BROKEN_OFF_AFTER: Duration = Duration::minutes(2);

/// What is in the store of the deliveries that count: of keys that are on, and have the end that is told of.
pub(super) const WAITING: &str = "from notice_deliveries d join notices n on n.id = d.notice_id \
    join api_keys k on k.id = n.api_key_id and k.expires_at = n.expires_at \
    where d.state = 'waiting' and k.state = 'enabled' and k.replaced_by is null and n.expires_at > $1";

/// A delivery, with what it tells of.
#[derive(Debug, FromRow)]
struct Delivery {
    id: String,
    channel: String,
    recipient: String,
    tries: i64,
    next_at: i64,
    days: i64,
    key_id: String,
    name: String,
    last_four: String,
    created_by: String,
    expires_at: i64,
    last_used_at: Option<i64>,
}

/// Sends what is due, as long as `goes_on` says so. Where nobody answers, the rest is left for the next round.
///
/// # Errors
/// When the database fails.
pub(super) async fn send_waiting(
    app: &AppState,
    channels: &Channels,
    goes_on: impl Fn() -> bool,
) -> Result<()> {
    let mut down: Vec<Channel> = Vec::new();
    for delivery in Delivery::due(app).await?.into_iter().take_while(|_| goes_on()) {
        let Some(channel) = delivery.channel(channels).filter(|channel| !down.contains(channel)) else {
            continue;
        };
        if !delivery.claim(app).await? {
            continue;
        }
        let letter = delivery.letter(app)?;
        let sent = channels.send(app, channel, &delivery.recipient, &letter).await;
        if sent.as_ref().is_err_and(|not_sent| not_sent.is_down) {
            down.push(channel);
        }
        delivery.settle(app, channel, &letter, sent).await?;
    }
    Ok(())
}

impl Delivery {
    async fn due(app: &AppState) -> Result<Vec<Self>> {
        let now = app.clock.now();
        let sql = format!(
            "select d.id, d.channel, d.recipient, d.tries, d.next_at, n.days, k.id as key_id, k.name, k.last_four, \
             k.created_by, n.expires_at, k.last_used_at {WAITING} and d.next_at <= $2 order by d.next_at, d.id limit $3"
        );
        let found = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(to_ms(now - Duration::days(LATE_DAYS)));
        Ok(found.bind(to_ms(now)).bind(AT_ONCE).fetch_all(app.store.read()).await?)
    }

    /// Its channel, if that is set up.
    fn channel(&self, channels: &Channels) -> Option<Channel> {
        match self.channel.as_str() {
            "webhook" => channels.webhook.as_ref().map(|_| Channel::Webhook),
            _ => channels.email.as_ref().map(|_| Channel::Email),
        }
    }

    /// Counts the try before it is made. Of two who want to make it, one does.
    async fn claim(&self, app: &AppState) -> Result<bool> {
        let again_at = app.clock.now() + BROKEN_OFF_AFTER;
        let claim = sqlx::query(
            "update notice_deliveries set tries = tries + 1, next_at = $3 \
             where id = $1 and state = 'waiting' and next_at = $2",
        );
        let mut tx = app.store.begin().await?;
        let claim = claim.bind(&self.id).bind(self.next_at).bind(to_ms(again_at)).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(claim.rows_affected() == 1)
    }

    fn letter(&self, app: &AppState) -> Result<Letter> {
        let unknown = || Error::internal("a notice is of no known stage");
        let key = KeyFacts {
            id: ApiKeyId(self.key_id.parse().map_err(Error::internal)?),
            name: self.name.clone(),
            last_four: self.last_four.clone(),
            created_by: self.created_by.clone(),
            expires_at: from_ms(self.expires_at),
            last_used_at: self.last_used_at.map(from_ms),
            stage: Stage::of_days(self.days).ok_or_else(unknown)?,
        };
        let id = self.id.parse().map_err(Error::internal)?;
        let (at, base_url) = (app.clock.now(), app.settings.base_url.clone());
        Ok(Letter { id, at, base_url, content: Content::Key(key) })
    }

    /// Writes down what became of it.
    async fn settle(
        &self,
        app: &AppState,
        channel: Channel,
        letter: &Letter,
        sent: Result<(), NotSent>,
    ) -> Result<()> {
        let now = app.clock.now();
        let mut tx = app.store.begin().await?;
        match &sent {
            Ok(()) => {
                let update = sqlx::query("update notice_deliveries set state = 'delivered' where id = $1");
                update.bind(&self.id).execute(&mut *tx).await?;
                tracing::info!(
                    api_key = self.key_id,
                    channel = channel.as_str(),
                    "told that an API key ends"
                );
            }
            Err(not_sent) => self.failed(&mut tx, channel, &not_sent.detail, now).await?,
        }
        Outcome::of(channel, &self.recipient, letter, &sent).save(&mut tx, now).await?;
        tx.commit().await?;
        app.live.wake();
        Ok(())
    }

    async fn failed(&self, tx: &mut Tx, channel: Channel, detail: &str, now: DateTime<Utc>) -> Result<()> {
        let tries = self.tries + 1;
        let wait = u32::try_from(tries).ok().and_then(wait_after);
        let (key, way) = (self.key_id.as_str(), channel.as_str());
        tracing::warn!(
            api_key = key,
            channel = way,
            tries,
            is_last = wait.is_none(),
            detail,
            "can't send a notice"
        );
        let Some(wait) = wait else {
            let update = sqlx::query("update notice_deliveries set state = 'failed' where id = $1");
            if update.bind(&self.id).execute(&mut **tx).await?.rows_affected() == 0 {
                return Ok(());
            }
            let stage = Stage::of_days(self.days).unwrap_or(Stage::Ended);
            let recipient = Some(self.recipient.as_str()).filter(|recipient| !recipient.is_empty());
            return audit_failure(tx, now, (&self.key_id, &self.name), stage, detail, |event| {
                event.change("channel", (), channel).change("recipient", (), recipient).change(
                    "tries",
                    (),
                    tries,
                )
            })
            .await;
        };
        let update = sqlx::query("update notice_deliveries set next_at = $2 where id = $1");
        update.bind(&self.id).bind(to_ms(now + wait)).execute(&mut **tx).await?;
        Ok(())
    }
}
