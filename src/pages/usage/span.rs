//! Which part of time is shown, as the URL says it. Pure.

use crate::format::time::rfc3339;
use chrono::{DateTime, TimeDelta, Utc};
use keyhouse_model::time;
use keyhouse_model::usage::step;

/// About so many points a chart can show.
const POINTS: u32 = 240;
/// The value in the URL, what is read, and how long it is.
const PRESETS: [(&str, &str, TimeDelta); 4] = [
    ("1h", "1 h", TimeDelta::hours(1)),
    ("12h", "12 h", TimeDelta::hours(12)),
    ("7d", "7 days", TimeDelta::days(7)),
    ("30d", "30 days", TimeDelta::days(30)),
];
/// Which of them is shown when the URL says nothing.
const USUAL: usize = 1;
/// What chooses two instants instead.
pub(super) const CUSTOM: &str = "custom";

/// A part of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// The time up to now; which of [`PRESETS`].
    Last(usize),
    /// From one instant to another.
    Between(DateTime<Utc>, DateTime<Utc>),
}

/// The instants that a span stands for, and how long a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
    pub(super) step_seconds: u32,
}

impl Span {
    /// What the values in the URL stand for. Nothing if the end is not after the start.
    pub(super) fn of_url(value: impl Fn(&str) -> String) -> Option<Self> {
        match (time::parse(&value("from")), time::parse(&value("to"))) {
            (Some(from), Some(to)) => (from < to).then_some(Self::Between(from, to)),
            _ => {
                let range = value("range");
                Some(Self::Last(PRESETS.iter().position(|it| it.0 == range).unwrap_or(USUAL)))
            }
        }
    }

    /// What chooses it among the [`choices`].
    pub(super) fn chosen(self) -> &'static str {
        match self {
            Self::Last(preset) => PRESETS.get(preset).map_or(CUSTOM, |it| it.0),
            Self::Between(..) => CUSTOM,
        }
    }

    /// Whether it goes on as time does.
    pub(super) fn is_live(self) -> bool {
        matches!(self, Self::Last(_))
    }

    /// The instants as of now. Steps begin where they do for people whose clocks are so many seconds ahead of UTC.
    pub(super) fn range(self, now: DateTime<Utc>, utc_offset_seconds: i32) -> Range {
        let (from, to) = match self {
            Self::Last(preset) => (now - PRESETS.get(preset).map_or(TimeDelta::hours(12), |it| it.2), now),
            Self::Between(from, to) => (from, to),
        };
        let step_seconds = step::natural(to - from, POINTS);
        Range { from: step::begin(from, step_seconds, utc_offset_seconds), to, step_seconds }
    }
}

impl Range {
    /// The same length of time just before.
    pub(super) fn before(self) -> Self {
        let length = TimeDelta::seconds(i64::from(self.step_seconds) * self.steps());
        Self { from: self.from - length, to: self.from, ..self }
    }

    fn steps(self) -> i64 {
        let step = i64::from(self.step_seconds.max(1));
        (self.to - self.from).num_seconds().div_euclid(step) + 1
    }
}

/// The values and words to choose from.
pub(super) fn choices() -> Vec<(&'static str, &'static str)> {
    PRESETS.iter().map(|it| (it.0, it.1)).chain([(CUSTOM, "Custom")]).collect()
}

/// What the URL says after two instants were chosen.
pub(super) fn between(from: DateTime<Utc>, to: DateTime<Utc>) -> [(&'static str, String); 3] {
    [("range", String::new()), ("from", rfc3339(from)), ("to", rfc3339(to))]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn of(pairs: &[(&str, &str)]) -> Option<Span> {
        Span::of_url(|name| {
            pairs.iter().find(|it| it.0 == name).map(|it| it.1.to_owned()).unwrap_or_default()
        })
    }

    #[test]
    fn the_url_names_a_span_or_two_instants() {
        assert_eq!(of(&[]), Some(Span::Last(1)));
        assert_eq!(of(&[("range", "7d")]).unwrap().chosen(), "7d");
        assert_eq!(of(&[("range", "nonsense")]), Some(Span::Last(1)));
        let (from, to) = ("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z");
        assert_eq!(of(&[("from", from), ("to", to)]), Some(Span::Between(at(from), at(to))));
        assert_eq!(of(&[("from", to), ("to", from)]), None, "backwards");
        let pairs = between(at(from), at(to));
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(of(&pairs), Some(Span::Between(at(from), at(to))), "what is written is read");
    }

    #[test]
    fn there_are_as_many_points_as_a_chart_can_show() {
        let now = at("2026-11-21T09:41:20Z");
        for (preset, step, from) in [
            (0, 15, "2026-11-21T08:41:15Z"),
            (1, 300, "2026-11-20T21:40:00Z"),
            (2, 3600, "2026-11-14T09:00:00Z"),
            (3, 10_800, "2026-10-22T09:00:00Z"),
        ] {
            let range = Span::Last(preset).range(now, 0);
            assert_eq!((range.step_seconds, range.from, range.to), (step, at(from), now));
            assert!(range.steps() <= 242);
        }
    }

    #[test]
    fn steps_begin_where_they_do_for_the_reader() {
        let range = Span::Last(3).range(at("2026-11-21T09:41:20Z"), 5 * 3600 + 1800);
        assert_eq!(range.from, at("2026-10-22T09:30:00Z"), "15:00 in India");
    }

    #[test]
    fn the_period_before_ends_where_this_one_begins() {
        let range = Span::Last(0).range(at("2026-11-21T09:41:20Z"), 0);
        let before = range.before();
        assert_eq!(before.to, range.from);
        assert_eq!(before.steps() - 1, range.steps());
    }
}
