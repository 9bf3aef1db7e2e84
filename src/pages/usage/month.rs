//! A month beside the one before. Pure.

use crate::format::number::{percent, thousands};
use chrono::{DateTime, Utc};
use keyhouse_model::id::ApiKeyId;
use keyhouse_model::usage::{Period, UsageSummary};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What a month is called: `November 2026`.
pub(super) fn name(period: Period) -> String {
    let month = usize::try_from(period.month()).ok().and_then(|it| MONTHS.get(it.checked_sub(1)?)).copied();
    format!("{} {}", month.unwrap_or_default(), period.year())
}

/// The month that the URL says, or the one that is now. None is ahead of now.
pub(super) fn of_url(value: &str, now: DateTime<Utc>) -> Period {
    let now = Period::of(now);
    value.parse().ok().filter(|period| *period <= now).unwrap_or(now)
}

/// How a month compares to the one before, in a sentence. A month that is not over is not compared in per cent.
pub(super) fn compared(this: &UsageSummary, before: &UsageSummary, before_name: &str) -> String {
    let all = thousands(before.requests);
    if this.counted_until < this.period_end {
        return format!("{before_name} had {all} in all; this month is not over.");
    }
    match (this.requests, before.requests) {
        (_, 0) => format!("{before_name} had none."),
        (this, before) if this == before => format!("As many as in {before_name}."),
        #[expect(clippy::cast_precision_loss, reason = "a share in per cent is shown")]
        (this, before) => {
            let share = percent((this as f64 / before as f64 - 1.0).abs());
            format!(
                "{share} {} than in {before_name}, which had {all}.",
                if this > before { "more" } else { "fewer" }
            )
        }
    }
}

/// One key in the month, beside the month before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KeyRow {
    pub(super) id: ApiKeyId,
    pub(super) name: String,
    pub(super) is_deleted: bool,
    pub(super) requests: u64,
    /// Of all requests of the month, 0 to 1.
    pub(super) share: f64,
    /// Nothing while the month before is not known.
    pub(super) before: Option<u64>,
}

/// The keys of the month, and those that made requests only in the month before.
pub(super) fn key_rows(this: &UsageSummary, before: Option<&UsageSummary>) -> Vec<KeyRow> {
    let requests_before = |id: ApiKeyId| {
        let before = before?;
        Some(before.api_keys.iter().find(|key| key.id == id).map_or(0, |key| key.requests))
    };
    #[expect(clippy::cast_precision_loss, reason = "a share in per cent is shown")]
    let share = |requests: u64| if this.requests == 0 { 0.0 } else { requests as f64 / this.requests as f64 };
    let is_gone = |id: ApiKeyId| this.api_keys.iter().all(|key| key.id != id);
    let gone =
        before.into_iter().flat_map(|it| &it.api_keys).filter(|key| is_gone(key.id) && key.requests > 0);
    let of_this = this.api_keys.iter().map(|key| (key, key.requests));
    let rows = of_this.chain(gone.map(|key| (key, 0))).map(|(key, requests)| KeyRow {
        id: key.id,
        name: key.name.clone(),
        is_deleted: key.is_deleted,
        requests,
        share: share(requests),
        before: requests_before(key.id),
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn key(number: u32, requests: u64) -> serde_json::Value {
        json!({
            "id": format!("123e4567-e89b-42d3-a456-{number:012}"), "name": format!("key {number}"), "is_deleted": false,
            "requests": requests,
        })
    }

    fn summary(month: u32, counted: &str, keys: &[(u32, u64)]) -> UsageSummary {
        let requests: u64 = keys.iter().map(|it| it.1).sum();
        serde_json::from_value(json!({
            "period_start": format!("2026-{month:02}-01T00:00:00Z"),
            "period_end": format!("2026-{:02}-01T00:00:00Z", month + 1), "counted_until": counted,
            "requests": requests, "allowance": 1000, "overage": 0, "deployments": [],
            "api_keys": keys.iter().map(|(number, requests)| key(*number, *requests)).collect::<Vec<_>>(),
        }))
        .unwrap()
    }

    #[test]
    fn a_month_is_named_and_never_ahead() {
        let now = "2026-11-21T09:41:00Z".parse().unwrap();
        assert_eq!(name(of_url("", now)), "November 2026");
        assert_eq!(name(of_url("2026-02", now)), "February 2026");
        assert_eq!(name(of_url("2027-01", now)), "November 2026");
        assert_eq!(name(of_url("nonsense", now)), "November 2026");
    }

    #[test]
    fn only_whole_months_are_compared_in_per_cent() {
        let october = summary(10, "2026-11-01T00:00:00Z", &[(1, 200)]);
        let so_far = summary(11, "2026-11-21T09:41:00Z", &[(1, 150)]);
        let whole = |requests| summary(11, "2026-12-01T00:00:00Z", &[(1, requests)]);
        for (this, said) in [
            (so_far, "October had 200 in all; this month is not over."),
            (whole(250), "25% more than in October, which had 200."),
            (whole(100), "50% fewer than in October, which had 200."),
            (whole(200), "As many as in October."),
        ] {
            assert_eq!(compared(&this, &october, "October"), said);
        }
        let none = summary(10, "2026-11-01T00:00:00Z", &[]);
        assert_eq!(compared(&whole(5), &none, "October"), "October had none.");
    }

    #[test]
    fn keys_of_both_months_are_listed() {
        let this = summary(11, "2026-11-21T00:00:00Z", &[(1, 75), (2, 25)]);
        let before = summary(10, "2026-11-01T00:00:00Z", &[(2, 5), (3, 9), (4, 0)]);
        let rows = key_rows(&this, Some(&before));
        let told: Vec<_> = rows.iter().map(|it| (it.name.as_str(), it.requests, it.before)).collect();
        assert_eq!(told, [("key 1", 75, Some(0)), ("key 2", 25, Some(5)), ("key 3", 0, Some(9))]);
        assert_eq!(rows[0].share, 0.75);
        assert_eq!(key_rows(&this, None)[0].before, None, "not known is not none");
        assert_eq!(key_rows(&summary(11, "2026-11-21T00:00:00Z", &[(1, 0)]), None)[0].share, 0.0);
    }
}
