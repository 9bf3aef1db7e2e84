//! How it went: the last try of each channel, and the audit log for what could not be told.

use super::delivery::WAITING;
use super::letter::Letter;
use super::{Channels, NotSent};
use crate::audit::{self, By, Event};
use crate::error::Result;
use crate::state::AppState;
use crate::store::{Tx, from_ms, to_ms};
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::audit::{Outcome as AuditOutcome, action};
use keyhouse_model::notice::{
    Channel, EmailSettings, LATE_DAYS, LastNotice, NoticeSettings, Stage, WebhookSettings,
};
use sqlx::FromRow;

/// Records that somebody could not be told of a key (its id and name), and is not tried again.
///
/// # Errors
/// When the database fails.
pub(super) async fn audit_failure(
    tx: &mut Tx,
    now: DateTime<Utc>,
    (id, name): (&str, &str),
    stage: Stage,
    reason: &str,
    more: impl FnOnce(Event) -> Event,
) -> Result<()> {
    let event = Event::new(action::NOTICE_FAILED, "api_key", id, name).with_outcome(AuditOutcome::Failed);
    let event = more(event.change("days", (), stage.days())).change("reason", (), reason);
    audit::record(tx, now, &By::system("keyhouse serve"), event).await
}

/// How a try of a channel went.
pub(super) struct Outcome {
    channel: Channel,
    delivered: bool,
    about: String,
    detail: String,
}

impl Outcome {
    pub(super) fn of(channel: Channel, recipient: &str, letter: &Letter, sent: &Result<(), NotSent>) -> Self {
        let detail = match sent {
            Err(not_sent) => not_sent.detail.clone(),
            Ok(()) => match channel {
                Channel::Webhook => "The webhook took it.".to_owned(),
                Channel::Email => format!("The mail server took it for {recipient}."),
            },
        };
        Self { channel, delivered: sent.is_ok(), about: letter.about(), detail }
    }

    /// Whether it was taken.
    pub(super) fn delivered(&self) -> bool {
        self.delivered
    }

    /// What became of it, for people.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Keeps it as the last of its channel.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn save(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        sqlx::query(
            "insert into notice_channels (channel, at, delivered, about, detail) values ($1, $2, $3, $4, $5) \
             on conflict (channel) do update set at = excluded.at, delivered = excluded.delivered, \
             about = excluded.about, detail = excluded.detail",
        )
        .bind(self.channel.as_str())
        .bind(to_ms(now))
        .bind(i64::from(self.delivered))
        .bind(&self.about)
        .bind(&self.detail)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

#[derive(Debug, FromRow)]
struct LastRow {
    channel: String,
    at: i64,
    delivered: i64,
    about: String,
    detail: String,
}

/// What is set up, and how it went.
///
/// # Errors
/// When the database fails.
pub(super) async fn settings(app: &AppState, channels: &Channels) -> Result<NoticeSettings> {
    let mut connection = app.store.read().acquire().await?;
    let rows: Vec<LastRow> =
        sqlx::query_as("select channel, at, delivered, about, detail from notice_channels")
            .fetch_all(&mut *connection)
            .await?;
    let last = |channel: Channel| {
        let row = rows.iter().find(|row| row.channel == channel.as_str())?;
        let (about, detail) = (row.about.clone(), row.detail.clone());
        Some(LastNotice { at: from_ms(row.at), delivered: row.delivered != 0, about, detail })
    };
    let since = to_ms(app.clock.now() - Duration::days(LATE_DAYS));
    let waiting = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) {WAITING}")));
    let waiting: i64 = waiting.bind(since).fetch_one(&mut *connection).await?;
    Ok(NoticeSettings {
        webhook: channels.webhook.as_ref().map(|webhook| WebhookSettings {
            origin: webhook.origin().to_owned(),
            signed: webhook.is_signed(),
            last: last(Channel::Webhook),
        }),
        email: channels.email.as_ref().map(|email| EmailSettings {
            server: email.server().to_owned(),
            from: email.from(),
            to: email.to(),
            last: last(Channel::Email),
        }),
        waiting: u64::try_from(waiting).unwrap_or_default(),
    })
}
