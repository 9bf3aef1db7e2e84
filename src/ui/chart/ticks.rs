//! The axis of time: natural instants in a zone, also where its clocks change.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::format::time;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Spans that people divide time by, shorter than a month.
const STEPS: [i64; 20] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
];
const MONTHS: [i64; 8] = [1, 2, 3, 6, 12, 24, 60, 120];

/// An instant on the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimeTick {
    /// In milliseconds since 1970.
    pub(super) at: i64,
    /// What is written there.
    pub(super) label: String,
    /// Whether a larger span begins: a day among hours, a year among months.
    pub(super) strong: bool,
}

/// How far the clocks of a zone are ahead of UTC at an instant, both in milliseconds.
pub(super) type Offset<'a> = &'a dyn Fn(i64) -> i64;

/// At most about `most` instants between two others.
pub(super) fn ticks(from: i64, to: i64, most: usize, offset: Offset<'_>) -> Vec<TimeTick> {
    let span = to.saturating_sub(from);
    let most = i64::try_from(most.max(1)).unwrap_or(1);
    if span <= 0 {
        return Vec::new();
    }
    match STEPS.into_iter().find(|step| span / step <= most) {
        Some(step) => by_span(from, to, step, offset),
        None => {
            let fits = |months: &i64| span / (months * 30 * DAY) <= most;
            by_month(from, to, MONTHS.into_iter().find(fits).unwrap_or(120), offset)
        }
    }
}

fn by_span(from: i64, to: i64, step: i64, offset: Offset<'_>) -> Vec<TimeTick> {
    let (first, last) = (offset(from), offset(to));
    // Weeks begin on a Monday, and 1970 began on a Thursday.
    let phase = if step == 7 * DAY { 4 * DAY } else { 0 };
    let mut wall = (from + first.min(last) - phase).div_euclid(step) * step + phase;
    let mut ticks = Vec::new();
    while wall <= to + first.max(last) {
        let (one, other) = instants(wall, step >= DAY, offset);
        for at in [one, other].into_iter().flatten().filter(|at| (from..=to).contains(at)) {
            let strong = step < DAY && wall.rem_euclid(DAY) == 0;
            let label = if strong || step >= DAY { time::day(shifted(wall)) } else { clock(wall, step) };
            ticks.push(TimeTick { at, label, strong });
        }
        wall += step;
    }
    ticks.sort_by_key(|tick| tick.at);
    ticks
}

fn by_month(from: i64, to: i64, months: i64, offset: Offset<'_>) -> Vec<TimeTick> {
    let start = shifted(from + offset(from));
    let mut month = (i64::from(start.year()) * 12 + i64::from(start.month0())).div_euclid(months) * months;
    let mut ticks = Vec::new();
    while let Some(wall) = first_of(month) {
        let (Some(at), _) = instants(wall, true, offset) else { break };
        if at > to {
            break;
        }
        if at >= from {
            let strong = month.rem_euclid(12) == 0;
            let label = if strong { shifted(wall).year().to_string() } else { month_name(wall) };
            ticks.push(TimeTick { at, label, strong });
        }
        month += months;
    }
    ticks
}

/// The instants at which the clocks of a zone show `wall`: none where they skip it, two where they show it twice. A day
/// begins once, and where its midnight is skipped, as soon as the clocks go on.
fn instants(wall: i64, begins_a_day: bool, offset: Offset<'_>) -> (Option<i64>, Option<i64>) {
    let (before, after) = (wall - offset(wall - DAY), wall - offset(wall + DAY));
    let shows = |at: &i64| at + offset(*at) == wall;
    let (one, other) = (Some(before).filter(shows), Some(after).filter(shows));
    match (one, other) {
        (None, None) if begins_a_day => (Some(before), None),
        (None, other) => (other, None),
        (Some(_), other) if before == after || begins_a_day || other.is_none() => (one, None),
        both => both,
    }
}

/// Midnight of the first of a month, counted from the year 0.
fn first_of(month: i64) -> Option<i64> {
    let (year, month) =
        (i32::try_from(month.div_euclid(12)).ok()?, u32::try_from(month.rem_euclid(12)).ok()?);
    Some(NaiveDate::from_ymd_opt(year, month + 1, 1)?.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}

fn clock(wall: i64, step: i64) -> String {
    let minutes = time::clock(shifted(wall));
    if step < MINUTE { format!("{minutes}:{:02}", wall.rem_euclid(MINUTE) / SECOND) } else { minutes }
}

fn month_name(wall: i64) -> String {
    let day = time::day(shifted(wall));
    day.split_once(' ').map(|(_, month)| month.to_owned()).unwrap_or(day)
}

/// What the clocks show, as if it were UTC.
pub(super) fn shifted(wall: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(wall).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<DateTime<Utc>>().unwrap().timestamp_millis()
    }

    fn labels(from: &str, to: &str, most: usize, offset: Offset<'_>) -> Vec<String> {
        ticks(at(from), at(to), most, offset).into_iter().map(|it| it.label).collect()
    }

    fn utc(_: i64) -> i64 {
        0
    }

    /// Berlin in the spring of 2027: an hour more from 28 March, 01:00 UTC, to 31 October, 01:00 UTC.
    fn berlin(instant: i64) -> i64 {
        let summer = (at("2027-03-28T01:00:00Z")..at("2027-10-31T01:00:00Z")).contains(&instant);
        if summer { 2 * HOUR } else { HOUR }
    }

    #[test]
    fn an_hour_a_day_and_a_month_are_divided_naturally() {
        let hour = labels("2026-11-21T09:41:00Z", "2026-11-21T10:41:00Z", 8, &utc);
        assert_eq!(hour, ["09:50", "10:00", "10:10", "10:20", "10:30", "10:40"]);
        let half_day = labels("2026-11-20T18:20:00Z", "2026-11-21T06:20:00Z", 8, &utc);
        assert_eq!(half_day, ["20:00", "22:00", "21 Nov", "02:00", "04:00", "06:00"]);
        let month = labels("2026-10-22T10:00:00Z", "2026-11-21T10:00:00Z", 8, &utc);
        assert_eq!(month, ["26 Oct", "2 Nov", "9 Nov", "16 Nov"], "Mondays");
        let minute = labels("2026-11-21T09:41:00Z", "2026-11-21T09:42:00Z", 4, &utc);
        assert_eq!(minute, ["09:41:00", "09:41:15", "09:41:30", "09:41:45", "09:42:00"]);
    }

    #[test]
    fn years_begin_strongly() {
        let found = ticks(at("2025-11-10T00:00:00Z"), at("2026-11-10T00:00:00Z"), 8, &utc);
        let labels: Vec<_> = found.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(labels, ["2026", "Mar", "May", "Jul", "Sep", "Nov"]);
        assert!(found[0].strong && !found[1].strong);
    }

    #[test]
    fn days_begin_at_the_midnight_of_the_zone() {
        let found = ticks(at("2027-03-26T12:00:00Z"), at("2027-03-30T12:00:00Z"), 8, &berlin);
        let instants: Vec<_> = found.iter().filter(|it| it.strong).map(|it| it.at).collect();
        let midnights =
            ["2027-03-26T23:00:00Z", "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", "2027-03-29T22:00:00Z"];
        assert_eq!(instants, midnights.map(at), "the day that is an hour short too");
    }

    #[test]
    fn an_hour_that_is_skipped_has_no_place_and_one_that_comes_twice_has_two() {
        let spring = labels("2027-03-27T23:30:00Z", "2027-03-28T03:30:00Z", 6, &berlin);
        assert_eq!(spring, ["01:00", "03:00", "04:00", "05:00"]);
        let autumn = labels("2027-10-30T22:30:00Z", "2027-10-31T03:30:00Z", 6, &berlin);
        assert_eq!(autumn, ["01:00", "02:00", "02:00", "03:00", "04:00"]);
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_when_the_clocks_go_on() {
        // As in Santiago: on 5 September 2027 the clocks go from 00:00 to 01:00, at 04:00 UTC.
        let santiago =
            |instant: i64| if instant < at("2027-09-05T04:00:00Z") { -4 * HOUR } else { -3 * HOUR };
        let found = ticks(at("2027-09-03T12:00:00Z"), at("2027-09-07T12:00:00Z"), 4, &santiago);
        let instants: Vec<_> = found.iter().map(|it| it.at).collect();
        assert_eq!(instants[1], at("2027-09-05T04:00:00Z"));
        assert_eq!(found[1].label, "5 Sep");
    }

    #[test]
    fn a_zone_of_half_an_hour_has_its_own_hours() {
        let found = labels("2026-11-21T10:00:00Z", "2026-11-21T13:00:00Z", 3, &|_| 5 * HOUR + 30 * MINUTE);
        assert_eq!(found, ["16:00", "17:00", "18:00"]);
    }

    #[test]
    fn nothing_is_on_an_axis_without_length() {
        assert_eq!(ticks(5, 5, 8, &utc), []);
        assert_eq!(ticks(9, 5, 8, &utc), []);
    }
}
