//! Writes to the store what is to be told: each stage of each end once, to whom it may concern.

use super::Channels;
use super::record::audit_failure;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{Connection, Tx, from_ms, to_ms};
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::notice::{Channel, LATE_DAYS, Stage, due};
use sqlx::FromRow;
use uuid::Uuid;

/// A key that ends soon, or has ended lately.
#[derive(Debug, FromRow)]
struct Ending {
    id: String,
    name: String,
    created_at: i64,
    created_by: String,
    expires_at: i64,
    /// The latest stage of this end that was told.
    told: Option<i64>,
}

impl Ending {
    /// Those that may have to be told of. A key that is off ends nothing, and one that was replaced ends as it should.
    async fn all(connection: &mut Connection, now: DateTime<Utc>) -> Result<Vec<Self>> {
        let found = sqlx::query_as(
            "select id, name, created_at, created_by, expires_at, (select min(days) from notices \
             where api_key_id = api_keys.id and notices.expires_at = api_keys.expires_at) as told from api_keys \
             where state = 'enabled' and replaced_by is null and expires_at <= $1 and expires_at > $2 \
             order by expires_at, id",
        );
        let (until, since) = (now + Duration::days(Stage::Fortnight.days()), now - Duration::days(LATE_DAYS));
        Ok(found.bind(to_ms(until)).bind(to_ms(since)).fetch_all(connection).await?)
    }

    fn due(&self, now: DateTime<Utc>) -> Option<Stage> {
        let told = self.told.and_then(Stage::of_days);
        due(from_ms(self.created_at), from_ms(self.expires_at), told, now)
    }
}

/// The ends that were told of and are no key's any more: its end was changed, and the new one is told of anew, even if it
/// is the one from before.
const OUTDATED: &str = "from notices where not exists (select 1 from api_keys where api_keys.id = notices.api_key_id \
                        and api_keys.expires_at = notices.expires_at)";

/// Notes what is to be told now.
///
/// # Errors
/// When the database fails.
pub(super) async fn note(app: &AppState, channels: &Channels) -> Result<()> {
    let now = app.clock.now();
    if !is_something_to_do(&mut *app.store.read().acquire().await?, now).await? {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("delete {OUTDATED}"))).execute(&mut *tx).await?;
    for key in Ending::all(&mut tx, now).await? {
        if let Some(stage) = key.due(now) {
            key.note(&mut tx, channels, stage, now).await?;
        }
    }
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// Looked at first, since a change would keep others waiting.
async fn is_something_to_do(connection: &mut Connection, now: DateTime<Utc>) -> Result<bool> {
    let outdated = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) {OUTDATED}")));
    let outdated: i64 = outdated.fetch_one(&mut *connection).await?;
    Ok(outdated > 0 || Ending::all(connection, now).await?.iter().any(|key| key.due(now).is_some()))
}

impl Ending {
    async fn note(&self, tx: &mut Tx, channels: &Channels, stage: Stage, now: DateTime<Utc>) -> Result<()> {
        let notice = Uuid::now_v7().to_string();
        sqlx::query(
            "insert into notices (id, api_key_id, expires_at, days, made_at) values ($1, $2, $3, $4, $5)",
        )
        .bind(&notice)
        .bind(&self.id)
        .bind(self.expires_at)
        .bind(stage.days())
        .bind(to_ms(now))
        .execute(&mut **tx)
        .await?;
        // Who could not be told of the stage before is told of this one instead.
        sqlx::query(
            "delete from notice_deliveries where state = 'waiting' and notice_id in \
             (select id from notices where api_key_id = $1 and id <> $2)",
        )
        .bind(&self.id)
        .bind(&notice)
        .execute(&mut **tx)
        .await?;
        let wanted = self.recipients(tx, channels).await?;
        if wanted.is_empty() {
            let reason = "There is nobody to tell: who made the key is no member any more, and --notice-to names nobody.";
            tracing::warn!(api_key = self.id, "{reason}");
            return audit_failure(tx, now, (&self.id, &self.name), stage, reason, |event| event).await;
        }
        for (channel, recipient) in wanted {
            insert(tx, &notice, channel, &recipient, now).await?;
        }
        Ok(())
    }

    /// The webhook, the addresses of the command line, and the member who made the key.
    async fn recipients(&self, tx: &mut Tx, channels: &Channels) -> Result<Vec<(Channel, String)>> {
        let mut wanted = Vec::new();
        if channels.webhook.is_some() {
            wanted.push((Channel::Webhook, String::new()));
        }
        if let Some(email) = &channels.email {
            let maker = sqlx::query_scalar::<_, String>("select email from users where email = $1");
            let maker = maker.bind(&self.created_by).fetch_optional(&mut **tx).await?;
            for address in maker.into_iter().chain(email.to()) {
                if !wanted.iter().any(|(_, known)| known.eq_ignore_ascii_case(&address)) {
                    wanted.push((Channel::Email, address));
                }
            }
        }
        Ok(wanted)
    }
}

async fn insert(
    tx: &mut Tx,
    notice: &str,
    channel: Channel,
    recipient: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "insert into notice_deliveries (id, notice_id, channel, recipient, state, tries, next_at) \
         values ($1, $2, $3, $4, 'waiting', 0, $5)",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(notice)
    .bind(channel.as_str())
    .bind(recipient)
    .bind(to_ms(now))
    .execute(&mut **tx)
    .await?;
    Ok(())
}
