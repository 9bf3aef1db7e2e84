//! Lists keys, page by page. A cursor names the last row of its page, so what is added meanwhile moves nothing.

use super::row::{KeyRow, select};
use crate::activity::first_hour_of_day;
use crate::error::Result;
use crate::request::params;
use crate::state::AppState;
use crate::store::{Db, to_ms};
use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use keyhouse_model::api_key::{ApiKey, ApiKeyStatus, EXPIRING_DAYS};
use keyhouse_model::page::Page;
use keyhouse_model::problem::FieldProblem;
use serde::Deserialize;
use sqlx::QueryBuilder;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which keys to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct Params {
    /// How many rows a page has. Default is 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Part of the name in any case, or the last four characters of the value.
    #[param(max_length = 200)]
    q: Option<String>,
    /// How the key stands: one word, or several with commas between.
    #[param(value_type = Option<Vec<ApiKeyStatus>>, style = Form, explode = false)]
    status: Option<String>,
}

/// Which keys to list, found valid.
#[derive(Debug)]
pub(super) struct Filter {
    limit: u32,
    after: Option<Place>,
    search: Option<String>,
    statuses: Vec<ApiKeyStatus>,
}

/// The place of a key in the list.
#[derive(Debug, PartialEq)]
struct Place {
    created_at: i64,
    id: String,
}

impl Params {
    /// Checks every part at once.
    pub(super) fn parse(&self) -> Result<Filter, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let limit = params::limit(self.limit.as_deref()).map_err(|problem| problems.push(problem));
        let search = params::search(self.q.as_deref(), "/q").map_err(|problem| problems.push(problem));
        let statuses = statuses(self.status.as_deref()).map_err(|problem| problems.push(problem));
        let after = params::given(self.cursor.as_deref()).map(Place::parse).transpose();
        let after = after.map_err(|problem| problems.push(problem));
        match (limit, after, search, statuses) {
            (Ok(limit), Ok(after), Ok(search), Ok(statuses)) => Ok(Filter { limit, after, search, statuses }),
            _ => Err(problems),
        }
    }
}

impl Filter {
    fn sql(&self, now: DateTime<Utc>) -> QueryBuilder<Db> {
        let mut sql = QueryBuilder::new(select(first_hour_of_day(now)));
        sql.push(" where true");
        if let Some(Place { created_at, id }) = &self.after {
            sql.push(" and (created_at, id) < (")
                .push_bind(*created_at)
                .push(", ")
                .push_bind(id.clone())
                .push(")");
        }
        if let Some(search) = &self.search {
            sql.push(" and (name_folded like ").push_bind(params::contains(search)).push(" escape '\\'");
            sql.push(" or lower(last_four) = ").push_bind(search.clone()).push(")");
        }
        if !self.statuses.is_empty() {
            push_status(sql.push(" and "), now);
            sql.push(" in (");
            let mut words = sql.separated(", ");
            for status in &self.statuses {
                words.push_bind(status.as_str());
            }
            sql.push(")");
        }
        sql.push(" order by created_at desc, id desc limit ").push_bind(i64::from(self.limit) + 1);
        sql
    }
}

/// How a key stands at `now`, by the rules of [`keyhouse_model::api_key::status`].
fn push_status(sql: &mut QueryBuilder<Db>, now: DateTime<Utc>) {
    sql.push("(case when state = 'disabled' then 'disabled' when expires_at <= ").push_bind(to_ms(now));
    sql.push(" then 'expired' when replaced_by is not null then 'rotating' when expires_at <= ");
    sql.push_bind(to_ms(now + Duration::days(EXPIRING_DAYS))).push(" then 'expiring' else 'active' end)");
}

/// The page that `filter` asks for.
pub(super) async fn page(app: &AppState, filter: &Filter) -> Result<Page<ApiKey>> {
    let now = app.clock.now();
    let overlay = app.activity.overlay().await;
    let mut rows: Vec<KeyRow> = filter.sql(now).build_query_as().fetch_all(app.store.read()).await?;
    // One row more than asked for was read: it tells that there is another page.
    let limit = filter.limit as usize;
    let last = (rows.len() > limit).then(|| rows.get(limit - 1)).flatten();
    let next_cursor = last.map(|row| Place { created_at: row.created_at, id: row.id().to_string() }.cursor());
    rows.truncate(limit);
    let key = |row: KeyRow| {
        let last_four = row.last_four.clone();
        row.into_key(last_four, &overlay, now)
    };
    Ok(Page { data: rows.into_iter().map(key).collect(), next_cursor })
}

fn statuses(text: Option<&str>) -> Result<Vec<ApiKeyStatus>, FieldProblem> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let known = |word: &str| ApiKeyStatus::ALL.into_iter().find(|status| status.as_str() == word);
    let statuses: Option<Vec<_>> = words.map(known).collect();
    statuses.ok_or_else(|| {
        let words = ApiKeyStatus::ALL.map(ApiKeyStatus::as_str).join(", ");
        FieldProblem::new(
            "/status",
            "unknown",
            format!("Use one or several of {words}, with commas between."),
        )
    })
}

impl Place {
    fn cursor(&self) -> String {
        BASE64URL_NOPAD.encode(format!("{}:{}", self.created_at, self.id).as_bytes())
    }

    fn parse(cursor: &str) -> Result<Self, FieldProblem> {
        let place = || {
            let text = String::from_utf8(BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?).ok()?;
            let (created_at, id) = text.split_once(':')?;
            let id: Uuid = id.parse().ok()?;
            Some(Self { created_at: created_at.parse().ok()?, id: id.to_string() })
        };
        let unknown =
            || FieldProblem::new("/cursor", "unknown", "Pass next_cursor of the page before as it is.");
        place().ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_names_its_place_and_nothing_else_is_one() {
        let place = Place { created_at: 1_790_000_000_123, id: Uuid::nil().to_string() };
        assert_eq!(Place::parse(&place.cursor()), Ok(place));
        for wrong in ["1", "abc", "MTIz", "🦀", "MTIzOnh5eg"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn statuses_are_words_with_commas_between() {
        assert_eq!(statuses(None), Ok(vec![]));
        let both = vec![ApiKeyStatus::Expired, ApiKeyStatus::Active];
        assert_eq!(statuses(Some("expired, active")), Ok(both));
        assert!(statuses(Some("active,gone")).is_err());
    }
}
