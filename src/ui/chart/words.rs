//! A chart in a sentence or two, and a point of it in words.

use super::Kind;
use super::data::{ChartData, Series, descending, sum};
use super::ticks::Offset;
use super::unit::Unit;
use super::zone::{short, span};
use crate::format::number::percent;
use crate::format::text::count;

/// A value at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) slot: Option<usize>,
    pub(super) name: String,
    pub(super) value: Option<f64>,
    pub(super) before: Option<f64>,
}

/// The values at a place, the largest first, without the series that `is_hidden`.
pub(super) fn readings(data: &ChartData, place: usize, is_hidden: impl Fn(&str) -> bool) -> Vec<Reading> {
    let at = |values: &[Option<f64>]| values.get(place).copied().flatten();
    let reading = |(series, slot): (&Series, Option<usize>)| Reading {
        slot,
        name: series.name.clone(),
        value: at(&series.values),
        before: at(&series.before),
    };
    let shown = data.series.iter().zip(data.slots()).filter(|(series, _)| !is_hidden(&series.key));
    let mut readings: Vec<_> = shown.map(reading).collect();
    let rank = |it: &Reading| it.value.unwrap_or(f64::NEG_INFINITY);
    readings.sort_by(|a, b| descending(rank(a), rank(b)));
    readings
}

/// How a value compares to the one of the period before: `+12%`.
pub(super) fn change(value: f64, before: f64) -> Option<String> {
    (before > 0.0).then(|| {
        let share = value / before - 1.0;
        format!("{}{}", if share >= 0.0 { "+" } else { "" }, percent(share))
    })
}

/// What a screen reader says at a point.
pub(super) fn spoken(
    data: &ChartData,
    place: usize,
    unit: Unit,
    readings: &[Reading],
    offset: Offset<'_>,
) -> String {
    let Some(time) = data.times.get(place) else { return String::new() };
    let alone = readings.len() == 1;
    let say = |it: &Reading| {
        let value = it.value.map_or_else(|| "no data".to_owned(), |value| unit.amount(value));
        if alone { value } else { format!("{} {value}", it.name) }
    };
    let values = readings.iter().map(say).collect::<Vec<_>>().join(", ");
    let incomplete = if data.is_complete(place) { "" } else { ", not complete yet" };
    format!("{}: {values}{incomplete}", short(*time, data.to, offset))
}

/// What the chart shows, for those who can't see it and for those in a hurry.
pub(super) fn summary(
    data: &ChartData,
    kind: Kind,
    unit: Unit,
    zone: &str,
    is_hidden: impl Fn(&str) -> bool,
    offset: Offset<'_>,
) -> String {
    let shown: Vec<&Series> = data.series.iter().filter(|it| !is_hidden(&it.key)).collect();
    let time = |place: usize| short(data.times.get(place).copied().unwrap_or(data.to), data.to, offset);
    let mut text = format!("{} ({zone}). ", span(data.from, data.to, offset));
    if let Some((series, place, value)) = peak(&shown) {
        if kind == Kind::Bar {
            let total = sum(shown.iter().flat_map(|it| it.values.iter().copied())).unwrap_or(0.0);
            text.push_str(&format!("In all {}; ", unit.amount(total)));
        } else if let ([alone], true) = (shown.as_slice(), series.values.len() > 1) {
            text.push_str(&latest(alone, unit, time));
        } else {
            text.push_str(&format!("{}; ", count(shown.len(), "series", "series")));
        }
        let whose = if shown.len() > 1 { format!("{}, ", series.name) } else { String::new() };
        text.push_str(&format!("highest {whose}{} at {}.", unit.amount(value), time(place)));
        text.push_str(&limit(data, unit, value));
    } else {
        text.push_str("No data.");
    }
    if let (Some(until), false) = (data.complete_until.filter(|until| *until < data.to), shown.is_empty()) {
        text.push_str(&format!(" Not complete after {}.", short(until, data.to, offset)));
    }
    text
}

fn latest(series: &Series, unit: Unit, time: impl Fn(usize) -> String) -> String {
    let known = || series.values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?)));
    let last = known().next_back();
    let lowest = known().min_by(|a, b| descending(b.1, a.1));
    match (last, lowest) {
        (Some((at, last)), Some((low_at, low))) => {
            let (last, low) = (unit.amount(last), unit.amount(low));
            format!("Latest {last} at {}, lowest {low} at {}, ", time(at), time(low_at))
        }
        _ => String::new(),
    }
}

fn limit(data: &ChartData, unit: Unit, highest: f64) -> String {
    match &data.limit {
        Some(limit) if limit.value > 0.0 => {
            let share = percent(highest / limit.value);
            format!(" That is {share} of the {}, {}.", limit.name, unit.amount(limit.value))
        }
        _ => String::new(),
    }
}

/// The highest value of all, whose it is, and where.
fn peak<'a>(series: &[&'a Series]) -> Option<(&'a Series, usize, f64)> {
    let all = series.iter().flat_map(|series| {
        series.values.iter().enumerate().filter_map(move |(place, value)| Some((*series, place, (*value)?)))
    });
    // The first of several that are equal.
    all.min_by(|a, b| descending(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::super::data::Limit;
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn series(name: &str, values: &[Option<f64>]) -> Series {
        Series { key: name.to_owned(), name: name.to_owned(), values: values.to_vec(), before: Vec::new() }
    }

    fn data(series: Vec<Series>) -> ChartData {
        let times = vec![0, HOUR, 2 * HOUR];
        ChartData { to: 3 * HOUR, times, step: HOUR, series, ..ChartData::default() }
    }

    fn said(data: &ChartData, kind: Kind, unit: Unit) -> String {
        summary(data, kind, unit, "UTC", |_| false, &|_| 0)
    }

    #[test]
    fn one_series_is_told_by_its_ends() {
        let mut data = data(vec![series("all", &[Some(30_000.0), Some(49_000.0), Some(42_000.0)])]);
        data.limit = Some(Limit { value: 60_000.0, name: "tier limit".to_owned() });
        data.complete_until = Some(2 * HOUR);
        assert_eq!(
            said(&data, Kind::Area, Unit::si("samples/s")),
            "1 Jan 1970, 00:00 to 03:00 (UTC). Latest 42k samples/s at 02:00, lowest 30k samples/s at 00:00, highest \
             49k samples/s at 01:00. That is 82% of the tier limit, 60k samples/s. Not complete after 02:00."
        );
    }

    #[test]
    fn several_are_told_by_the_highest_and_counts_by_their_sum() {
        let data =
            data(vec![series("vmagent", &[Some(1.0), None]), series("grafana", &[Some(5.0), Some(5.0)])]);
        assert_eq!(
            said(&data, Kind::Line, Unit::si("requests/s")),
            "1 Jan 1970, 00:00 to 03:00 (UTC). 2 series; highest grafana, 5 requests/s at 00:00."
        );
        assert_eq!(
            said(&data, Kind::Bar, Unit::whole("requests")),
            "1 Jan 1970, 00:00 to 03:00 (UTC). In all 11 requests; highest grafana, 5 requests at 00:00."
        );
        assert!(said(&ChartData::default(), Kind::Line, Unit::si("")).ends_with("No data."));
    }

    #[test]
    fn a_point_lists_the_largest_first_and_what_is_not_known_last() {
        let mut data = data(vec![
            series("a", &[Some(1.0)]),
            series("b", &[None]),
            series("c", &[Some(9.0)]),
            series("d", &[Some(2.0)]),
        ]);
        data.series[0].before = vec![Some(0.5)];
        data.complete_until = Some(0);
        let found = readings(&data, 0, |key| key == "d");
        assert_eq!(found.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["c", "a", "b"]);
        assert_eq!(found[1].before, Some(0.5));
        assert_eq!(
            spoken(&data, 0, Unit::si("requests/s"), &found, &|_| 0),
            "00:00: c 9 requests/s, a 1 requests/s, b no data, not complete yet"
        );
    }

    #[test]
    fn changes_are_in_per_cent_of_the_period_before() {
        assert_eq!(change(112.0, 100.0).as_deref(), Some("+12%"));
        assert_eq!(change(50.0, 100.0).as_deref(), Some("-50%"));
        assert_eq!(change(5.0, 0.0), None);
    }
}
