//! The log as a file: CSV (RFC 4180) or JSON lines, written as it is read, so that a long log needs no memory.

use super::query::Filter;
use super::row::Row;
use crate::error::{Error, Result};
use crate::store::Store;
use axum::body::{Body, Bytes};
use futures_util::stream;
use keyhouse_model::audit::AuditEvent;

/// How many events are read at a time.
const BATCH: i64 = 500;

const HEADING: [&str; 16] = [
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "target_kind",
    "target_id",
    "target_name",
    "deployment_id",
    "ip",
    "user_agent",
    "request_id",
    "outcome",
    "changes",
    "id",
    "hash",
];

/// In which form to write events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Comma-separated values with a heading.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// The form that an `Accept` header asks for first; none for the usual page of JSON.
    pub fn accepted(accept: &str) -> Option<Self> {
        let ranges = accept.split(',').map(|range| range.split(';').next().unwrap_or_default().trim());
        for range in ranges {
            match range {
                "text/csv" => return Some(Self::Csv),
                "application/jsonl" => return Some(Self::JsonLines),
                "application/json" | "application/*" | "*/*" => return None,
                _ => {}
            }
        }
        None
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl",
        }
    }

    /// How the file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

/// All events that `filter` selects up to the one with the number `last`, the newest first.
pub fn body(store: Store, filter: Filter, format: Format, last: i64) -> Body {
    let start = Reading { store, filter, format, before: Some(last + 1), is_first: true };
    Body::from_stream(stream::try_unfold(start, Reading::next))
}

/// How far the log is read.
struct Reading {
    store: Store,
    filter: Filter,
    format: Format,
    /// The number of the event that was read last; none when there are no more.
    before: Option<i64>,
    is_first: bool,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(before) = self.before else {
            return Ok(None);
        };
        let read = self.filter.rows(&self.store, Some(before), BATCH).await;
        // The answer has begun, so nobody else would tell.
        let rows = read.inspect_err(|cause| tracing::error!(%cause, "an export broke off"))?;
        let is_last = rows.len() < usize::try_from(BATCH).unwrap_or_default();
        self.before = rows.last().map(|row| row.seq).filter(|_| !is_last);
        let text = match self.format {
            Format::Csv => csv(rows, self.is_first)?,
            Format::JsonLines => json_lines(rows)?,
        };
        self.is_first = false;
        Ok(Some((text.into(), self)))
    }
}

fn json_lines(rows: Vec<Row>) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut text, &row.event())?;
        text.push(b'\n');
    }
    Ok(text)
}

fn csv(rows: Vec<Row>, with_heading: bool) -> Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if with_heading {
        csv.write_record(HEADING).map_err(Error::internal)?;
    }
    for row in rows {
        let changes = row.changes.clone();
        csv.write_record(cells(row.event(), changes).map(disarmed)).map_err(Error::internal)?;
    }
    csv.into_inner().map_err(|cause| Error::internal(cause.to_string()))
}

fn cells(event: AuditEvent, changes: String) -> [String; 16] {
    [
        event.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        super::row::actor_kind_word(event.actor.kind).to_owned(),
        event.actor.id,
        event.actor.name,
        event.action,
        event.target.kind,
        event.target.id,
        event.target.name,
        event.deployment_id.map(|id| id.to_string()).unwrap_or_default(),
        event.ip.unwrap_or_default(),
        event.user_agent.unwrap_or_default(),
        event.request_id.unwrap_or_default(),
        event.outcome.as_str().to_owned(),
        changes,
        event.id.to_string(),
        event.hash,
    ]
}

/// A spreadsheet takes a cell that begins so for a formula, and a name can be chosen by anybody.
fn disarmed(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_what_is_asked_for_first() {
        assert_eq!(Format::accepted("text/csv"), Some(Format::Csv));
        assert_eq!(Format::accepted("application/jsonl;q=1, text/csv"), Some(Format::JsonLines));
        for json in ["", "*/*", "application/json, text/csv", "text/html"] {
            assert_eq!(Format::accepted(json), None, "{json}");
        }
    }

    #[test]
    fn what_looks_like_a_formula_is_text() {
        assert_eq!(disarmed("=HYPERLINK(1)".into()), "'=HYPERLINK(1)");
        assert_eq!(disarmed("plain=".into()), "plain=");
    }
}
