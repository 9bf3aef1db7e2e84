//! `Idempotency-Key`: the same request sent twice is done once, and both get the first answer.
//!
//! The answer is kept in the transaction that made the change, sealed, because it may hold a secret. The store has one
//! writer, so of several that arrive together the first does the work and the others find its answer.

use crate::audit::By;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{Tx, to_ms};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use keyhouse_model::secret::Secret;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The header's name.
pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// For how many hours an answer is kept.
pub const KEEP_HOURS: i64 = 24;
/// How many characters a key may have.
pub const MAX_CHARS: usize = 128;

/// One request that is to be done once. Without a key, each time it is sent.
#[derive(Clone, Debug)]
pub struct Once {
    key: Option<String>,
    fingerprint: String,
}

/// What a request with a key finds.
#[derive(Debug)]
pub enum Turn {
    /// It is the first: do it, and end with [`Change::commit`].
    First(Change),
    /// It was done before: this was the answer.
    Again(Response),
}

/// A change under way whose answer is kept.
#[derive(Debug)]
pub struct Change {
    /// The transaction. Dropped without [`Change::commit`], nothing happened.
    pub tx: Tx,
    /// The time of the change.
    pub now: DateTime<Utc>,
    /// Who makes it, for the audit log.
    pub by: By,
    place: Option<Place>,
}

/// Where the answer is kept.
#[derive(Debug)]
struct Place {
    caller: String,
    key: String,
    fingerprint: String,
}

impl Place {
    fn aad(&self) -> String {
        format!("idempotency:{}:{}", self.caller, self.key)
    }
}

impl Once {
    /// Reads the header of the request `what` (`POST /api/v1/api_keys`) with this body.
    pub(crate) fn new(header: Option<&HeaderValue>, what: &str, body: &[u8]) -> Result<Self> {
        let key = header.map(|value| {
            let visible = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            let text = value.to_str().ok().filter(visible).filter(|text| text.len() <= MAX_CHARS);
            let wrong = || {
                Error::Malformed(format!("Idempotency-Key takes 1 to {MAX_CHARS} visible ASCII characters."))
            };
            text.map(str::to_owned).ok_or_else(wrong)
        });
        let digest = Sha256::new().chain_update(what).chain_update([0]).chain_update(body).finalize();
        Ok(Self { key: key.transpose()?, fingerprint: HEXLOWER.encode(&digest) })
    }

    /// Begins the change that `caller` asks for, or finds the answer it had before.
    ///
    /// # Errors
    /// `conflict` when the key came with another request before; or when the database fails.
    pub async fn begin(self, app: &AppState, caller: &Caller) -> Result<Turn> {
        let mut tx = app.store.begin().await?;
        let now = app.clock.now();
        let by = caller.by();
        let Some(key) = self.key else {
            return Ok(Turn::First(Change { tx, now, by, place: None }));
        };
        let place = Place { caller: caller.id(), key, fingerprint: self.fingerprint };
        match place.find(&mut tx, now).await? {
            None => Ok(Turn::First(Change { tx, now, by, place: Some(place) })),
            Some(kept) => {
                tracing::info!(
                    request_id = caller.request_id(),
                    "answered again for the same Idempotency-Key"
                );
                kept.answer(app, &place).map(Turn::Again)
            }
        }
    }
}

/// An answer that was given.
#[derive(sqlx::FromRow)]
struct Kept {
    fingerprint: String,
    status: i64,
    answer: Vec<u8>,
}

impl Place {
    async fn find(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<Kept>> {
        let since = to_ms(now - Duration::hours(KEEP_HOURS));
        let kept = sqlx::query_as(
            "select fingerprint, status, answer from idempotency_keys where caller = $1 and key = $2 and at > $3",
        );
        Ok(kept.bind(&self.caller).bind(&self.key).bind(since).fetch_optional(&mut **tx).await?)
    }

    async fn keep(&self, tx: &mut Tx, at: DateTime<Utc>, status: StatusCode, sealed: Vec<u8>) -> Result<()> {
        sqlx::query(
            "insert into idempotency_keys (caller, key, fingerprint, at, status, answer) values ($1, $2, $3, $4, $5, $6) \
             on conflict (caller, key) do update set fingerprint = excluded.fingerprint, at = excluded.at, \
             status = excluded.status, answer = excluded.answer",
        )
        .bind(&self.caller)
        .bind(&self.key)
        .bind(&self.fingerprint)
        .bind(to_ms(at))
        .bind(i64::from(status.as_u16()))
        .bind(sealed)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

impl Kept {
    fn answer(self, app: &AppState, place: &Place) -> Result<Response> {
        if !bool::from(self.fingerprint.as_bytes().ct_eq(place.fingerprint.as_bytes())) {
            let detail =
                "This Idempotency-Key came with another request before. Use a new one for a new request.";
            return Err(Error::Conflict(detail.into()));
        }
        let body = app.sealer.open(&place.aad(), &self.answer)?;
        let status = u16::try_from(self.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        Ok(json(status.unwrap_or(StatusCode::OK), body.expose().to_owned()))
    }
}

impl Change {
    /// Keeps the answer, makes the change final and answers.
    ///
    /// # Errors
    /// When the database fails; then nothing happened.
    pub async fn commit(
        mut self,
        app: &AppState,
        status: StatusCode,
        answer: &impl Serialize,
    ) -> Result<Response> {
        let body = Secret::new(serde_json::to_string(answer)?);
        if let Some(place) = &self.place {
            let sealed = app.sealer.seal(&place.aad(), &body)?;
            place.keep(&mut self.tx, self.now, status, sealed).await?;
        }
        self.tx.commit().await?;
        Ok(json(status, body.expose().to_owned()))
    }
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

/// Forgets the answers that are older than [`KEEP_HOURS`].
///
/// # Errors
/// When the database fails.
pub async fn purge(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    let until = to_ms(now - Duration::hours(KEEP_HOURS));
    sqlx::query("delete from idempotency_keys where at <= $1").bind(until).execute(&mut **tx).await?;
    Ok(())
}
