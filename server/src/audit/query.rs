//! Which events of the log to read.

use super::row::{COLUMNS, Row};
use crate::error::Result;
use crate::request::params;
use crate::store::{Db, Store, to_ms};
use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use keyhouse_model::audit::{AuditEvent, Outcome};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::page::Page;
use keyhouse_model::problem::FieldProblem;
use serde::Deserialize;
use sqlx::QueryBuilder;
use utoipa::IntoParams;

/// Which events to read, as a query says it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Params {
    /// Not before this instant (RFC 3339).
    #[param(value_type = Option<DateTime<Utc>>)]
    from: Option<String>,
    /// Before this instant (RFC 3339).
    #[param(value_type = Option<DateTime<Utc>>)]
    to: Option<String>,
    /// The id of who did it, or part of the name.
    #[param(max_length = 200)]
    actor: Option<String>,
    /// What was done: `api_key.create`, or `api_key.*`, or several with commas between.
    #[param(max_length = 1000)]
    action: Option<String>,
    /// The id of what it was done to, or part of the name.
    #[param(max_length = 200)]
    target: Option<String>,
    /// How it went: `success`, `denied`, `failed`, or several with commas between.
    #[param(max_length = 100)]
    outcome: Option<String>,
    /// The deployment that it belongs to.
    deployment_id: Option<String>,
    /// Any text of the event, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
    /// How many rows a page has. Default is 100. An export has them all.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Which events to read, found valid.
#[derive(Clone, Debug)]
pub struct Filter {
    from: Option<i64>,
    to: Option<i64>,
    actor: Option<String>,
    actions: Vec<String>,
    target: Option<String>,
    outcomes: Vec<Outcome>,
    deployment_id: Option<DeploymentId>,
    search: Option<String>,
    limit: u32,
    before: Option<i64>,
}

impl Params {
    /// Checks every part at once.
    ///
    /// # Errors
    /// One problem for each part that is wrong.
    pub fn parse(&self) -> Result<Filter, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut keep = |problem| problems.push(problem);
        let from = instant(self.from.as_deref(), "/from").map_err(&mut keep).ok().flatten();
        let to = instant(self.to.as_deref(), "/to").map_err(&mut keep).ok().flatten();
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            keep(FieldProblem::new("/to", "before_from", "Choose an end that is not before the beginning."));
        }
        let actor = params::search(self.actor.as_deref(), "/actor").map_err(&mut keep).ok().flatten();
        let target = params::search(self.target.as_deref(), "/target").map_err(&mut keep).ok().flatten();
        let search = params::search(self.q.as_deref(), "/q").map_err(&mut keep).ok().flatten();
        let deployment_id = deployment(self.deployment_id.as_deref()).map_err(&mut keep).ok().flatten();
        let outcomes = outcomes(self.outcome.as_deref()).map_err(&mut keep).unwrap_or_default();
        let actions = actions(self.action.as_deref()).map_err(&mut keep).unwrap_or_default();
        let limit = params::limit(self.limit.as_deref()).map_err(&mut keep).unwrap_or_default();
        let before =
            params::given(self.cursor.as_deref()).map(place).transpose().map_err(&mut keep).ok().flatten();
        if problems.is_empty() {
            Ok(Filter { from, to, actor, actions, target, outcomes, deployment_id, search, limit, before })
        } else {
            Err(problems)
        }
    }
}

impl Filter {
    /// The page that it asks for, the newest event first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, store: &Store) -> Result<Page<AuditEvent>> {
        let limit = self.limit as usize;
        // One row more than asked for tells that there is another page.
        let mut rows = self.rows(store, self.before, i64::from(self.limit) + 1).await?;
        let last = (rows.len() > limit).then(|| rows.get(limit - 1)).flatten();
        let next_cursor = last.map(|row| BASE64URL_NOPAD.encode(row.seq.to_string().as_bytes()));
        rows.truncate(limit);
        Ok(Page { data: rows.into_iter().map(Row::event).collect(), next_cursor })
    }

    /// At most `limit` rows before the one with the number `before`, the newest first.
    ///
    /// A place in the log is for good and new events come before the first page, so pages that follow one another by
    /// the numbers of their last rows neither lose nor repeat an event, however many are appended meanwhile.
    pub(super) async fn rows(&self, store: &Store, before: Option<i64>, limit: i64) -> Result<Vec<Row>> {
        // The inner query reads the index of the filters alone (migration 0011).
        let head = format!(
            "select {COLUMNS} from audit_events where seq in (select seq from audit_events where true"
        );
        let mut sql = QueryBuilder::new(head);
        if let Some(before) = before {
            sql.push(" and seq < ").push_bind(before);
        }
        self.push_conditions(&mut sql);
        sql.push(" order by seq desc limit ").push_bind(limit).push(") order by seq desc");
        Ok(sql.build_query_as().fetch_all(store.read()).await?)
    }

    /// What compares quickly comes first: most rows are out before a text is searched.
    fn push_conditions(&self, sql: &mut QueryBuilder<Db>) {
        if let Some(from) = self.from {
            sql.push(" and at >= ").push_bind(from);
        }
        if let Some(to) = self.to {
            sql.push(" and at < ").push_bind(to);
        }
        push_outcomes(sql, &self.outcomes);
        push_actions(sql, &self.actions);
        if let Some(id) = self.deployment_id {
            sql.push(" and deployment_id = ").push_bind(id.to_string());
        }
        for (column, text) in [("actor", &self.actor), ("target", &self.target)] {
            if let Some(text) = text {
                sql.push(format!(" and ({column}_id = ")).push_bind(text.clone());
                push_contains(sql, &format!(" or lower({column}_name)"), text);
                sql.push(")");
            }
        }
        if let Some(text) = &self.search {
            push_contains(sql, " and search", text);
        }
    }
}

fn push_contains(sql: &mut QueryBuilder<Db>, what: &str, text: &str) {
    sql.push(what).push(" like ").push_bind(params::contains(text)).push(" escape '\\'");
}

/// Exact actions apart from those with a `*`: an index has the former together.
fn push_actions(sql: &mut QueryBuilder<Db>, actions: &[String]) {
    let (wide, exact): (Vec<_>, Vec<_>) = actions.iter().partition(|action| action.ends_with('*'));
    match (exact.is_empty(), wide.is_empty()) {
        (true, true) => return,
        (false, true) => push_in(sql.push(" and "), "action", exact),
        (true, false) => push_wide(sql.push(" and ("), &wide),
        (false, false) => {
            push_in(sql.push(" and ("), "action", exact);
            push_wide(sql.push(" or "), &wide);
        }
    }
    if !wide.is_empty() {
        sql.push(")");
    }
}

fn push_wide(sql: &mut QueryBuilder<Db>, actions: &[&String]) {
    let mut list = sql.separated(" or ");
    for action in actions {
        let noun = action.trim_end_matches('*');
        let pattern = params::contains(noun).trim_start_matches('%').to_owned();
        list.push("action like ").push_bind_unseparated(pattern).push_unseparated(" escape '\\'");
    }
}

fn push_in<'a>(sql: &mut QueryBuilder<Db>, column: &str, words: impl IntoIterator<Item = &'a String>) {
    sql.push(column).push(" in (");
    let mut list = sql.separated(", ");
    for word in words {
        list.push_bind(word.clone());
    }
    sql.push(")");
}

fn push_outcomes(sql: &mut QueryBuilder<Db>, outcomes: &[Outcome]) {
    if !outcomes.is_empty() {
        let words: Vec<_> = outcomes.iter().map(|outcome| outcome.as_str().to_owned()).collect();
        push_in(sql.push(" and "), "outcome", &words);
    }
}

fn outcomes(text: Option<&str>) -> Result<Vec<Outcome>, FieldProblem> {
    const ALL: [Outcome; 3] = [Outcome::Success, Outcome::Denied, Outcome::Failed];
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let known = |word: &str| ALL.into_iter().find(|outcome| outcome.as_str() == word);
    words.map(known).collect::<Option<_>>().ok_or_else(|| {
        FieldProblem::new(
            "/outcome",
            "unknown",
            "Use success, denied or failed, or several with commas between.",
        )
    })
}

fn actions(text: Option<&str>) -> Result<Vec<String>, FieldProblem> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    let is_known = |word: &String| {
        let plain = word.strip_suffix(".*").unwrap_or(word);
        plain.len() <= 64 && plain.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte))
    };
    if words.len() <= 50 && words.iter().all(is_known) {
        return Ok(words);
    }
    let detail = "Use noun.verb or noun.*, or at most 50 of them with commas between.";
    Err(FieldProblem::new("/action", "unknown", detail))
}

fn instant(text: Option<&str>, pointer: &str) -> Result<Option<i64>, FieldProblem> {
    let Some(text) = text else {
        return Ok(None);
    };
    let at = DateTime::parse_from_rfc3339(text).map(|at| Some(to_ms(at.with_timezone(&Utc))));
    at.map_err(|_| FieldProblem::new(pointer, "wrong_type", "Use an instant such as 2026-11-21T08:30:00Z."))
}

fn deployment(text: Option<&str>) -> Result<Option<DeploymentId>, FieldProblem> {
    let id = text.map(str::parse).transpose();
    id.map_err(|_| FieldProblem::new("/deployment_id", "wrong_type", "Use the id of a deployment, a UUID."))
}

fn place(cursor: &str) -> Result<i64, FieldProblem> {
    let text = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok().and_then(|text| String::from_utf8(text).ok());
    let seq = text.and_then(|text| text.parse().ok());
    seq.ok_or_else(|| {
        FieldProblem::new("/cursor", "unknown", "Pass next_cursor of the page before as it is.")
    })
}
