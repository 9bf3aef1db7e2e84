//! Times and spans of time as people read them. `now` is always given, so that all of it is testable.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How far an instant is from now: `just now`, `3 min ago`, `yesterday`, `in 5 h`, `in 83 days`.
///
/// What is past is rounded down, what is to come to the nearest unit: a key made to last 90 days says
/// `in 90 days` a second later.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (at - now).num_seconds();
    if seconds.abs() < 10 {
        "just now".to_owned()
    } else if seconds < 0 {
        match -seconds {
            past if (DAY..2 * DAY).contains(&past) => "yesterday".to_owned(),
            past => format!("{} ago", unit(past, 0)),
        }
    } else {
        match seconds {
            ahead if (DAY - HOUR / 2..DAY + DAY / 2).contains(&ahead) => "tomorrow".to_owned(),
            ahead => format!("in {}", unit(ahead, 1)),
        }
    }
}

/// Date and time in UTC: `19 Feb 2027, 09:41 UTC`.
pub fn absolute(at: DateTime<Utc>) -> String {
    format!("{}, {} UTC", date(at), clock(at))
}

/// The date in UTC: `19 Feb 2027`.
pub fn date(at: DateTime<Utc>) -> String {
    format!("{} {} {}", at.day(), month(at), at.year())
}

/// The date in UTC without its year, for an axis: `19 Feb`.
pub fn day(at: DateTime<Utc>) -> String {
    format!("{} {}", at.day(), month(at))
}

/// Hours and minutes in UTC: `09:41`.
pub fn clock(at: DateTime<Utc>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Date and time for machines, in whole seconds: `2027-02-19T09:41:07Z`.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    let (date, time) = (at.date_naive(), at.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// A span in its two largest units: `5 s`, `1 min 30 s`, `2 h 5 min`, `83 days`, `1 day 6 h`. A negative
/// span is written as its length.
pub fn duration(span: TimeDelta) -> String {
    let seconds = span.num_seconds().abs();
    let (large, small) = match seconds {
        it if it < MINUTE => (unit(it, 0), 0),
        it if it < HOUR => (format!("{} min", it / MINUTE), it % MINUTE),
        it if it < DAY => (format!("{} h", it / HOUR), it % HOUR / MINUTE * MINUTE),
        it => (days(it / DAY), it % DAY / HOUR * HOUR),
    };
    if small == 0 { large } else { format!("{large} {}", unit(small, 0)) }
}

/// A short span with the part of a second that matters: `18 ms`, `1.2 s`, then as [`duration`].
pub fn elapsed(span: TimeDelta) -> String {
    match span.num_milliseconds().abs() {
        it if it < 1000 => format!("{it} ms"),
        it if it < 10_000 => format!("{}.{} s", it / 1000, it % 1000 / 100),
        _ => duration(span),
    }
}

/// A length in its largest unit; `nearest` is 1 to round to the nearest, 0 to round down.
fn unit(seconds: i64, nearest: i64) -> String {
    let rounded = |unit: i64| (seconds + nearest * unit / 2) / unit;
    if seconds < MINUTE {
        format!("{seconds} s")
    } else if rounded(MINUTE) < 60 {
        format!("{} min", rounded(MINUTE))
    } else if rounded(HOUR) < 24 {
        format!("{} h", rounded(HOUR))
    } else if seconds < 2 * YEAR {
        days(rounded(DAY))
    } else {
        format!("{} years", rounded(YEAR))
    }
}

fn days(number: i64) -> String {
    if number == 1 { "1 day".to_owned() } else { format!("{number} days") }
}

fn month(at: DateTime<Utc>) -> &'static str {
    // `month0` is 0 to 11.
    usize::try_from(at.month0()).ok().and_then(|it| MONTHS.get(it)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_past_is_rounded_down() {
        for (seconds, text) in [
            (0, "just now"),
            (9, "just now"),
            (10, "10 s ago"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (HOUR - 1, "59 min ago"),
            (HOUR, "1 h ago"),
            (DAY - 1, "23 h ago"),
            (DAY, "yesterday"),
            (2 * DAY - 1, "yesterday"),
            (2 * DAY, "2 days ago"),
            (2 * YEAR - 1, "729 days ago"),
            (2 * YEAR, "2 years ago"),
        ] {
            let now = at("2026-11-21T09:41:00Z");
            assert_eq!(relative(now - TimeDelta::seconds(seconds), now), text, "{seconds} s");
        }
    }

    #[test]
    fn what_is_to_come_is_rounded_to_the_nearest() {
        for (seconds, text) in [
            (9, "just now"),
            (45, "in 45 s"),
            (3 * MINUTE - 2, "in 3 min"),
            (HOUR - 2, "in 1 h"),
            (5 * HOUR - 2, "in 5 h"),
            (DAY - 2, "tomorrow"),
            (DAY + DAY / 2 - 1, "tomorrow"),
            (DAY + DAY / 2, "in 2 days"),
            (90 * DAY - 1, "in 90 days"),
            (83 * DAY, "in 83 days"),
            (365 * DAY - 1, "in 365 days"),
            (3 * YEAR - 1, "in 3 years"),
        ] {
            let now = at("2026-11-21T09:41:00Z");
            assert_eq!(relative(now + TimeDelta::seconds(seconds), now), text, "{seconds} s");
        }
    }

    #[test]
    fn an_instant_names_its_zone() {
        assert_eq!(absolute(at("2027-02-19T09:41:07Z")), "19 Feb 2027, 09:41 UTC");
        assert_eq!(absolute(at("2024-02-29T00:00:00Z")), "29 Feb 2024, 00:00 UTC");
        assert_eq!(absolute(at("2026-12-31T23:59:59Z")), "31 Dec 2026, 23:59 UTC");
        assert_eq!(day(at("2026-01-02T03:04:05Z")), "2 Jan");
        assert_eq!(rfc3339(at("2026-01-02T03:04:05.678Z")), "2026-01-02T03:04:05Z");
    }

    #[test]
    fn a_span_has_two_units_at_most() {
        for (seconds, text) in [
            (0, "0 s"),
            (5, "5 s"),
            (90, "1 min 30 s"),
            (HOUR, "1 h"),
            (2 * HOUR + 5 * MINUTE + 9, "2 h 5 min"),
            (DAY, "1 day"),
            (30 * HOUR, "1 day 6 h"),
            (83 * DAY, "83 days"),
            (-90, "1 min 30 s"),
        ] {
            assert_eq!(duration(TimeDelta::seconds(seconds)), text);
        }
        for (millis, text) in [(0, "0 ms"), (18, "18 ms"), (1234, "1.2 s"), (9999, "9.9 s"), (12_345, "12 s")]
        {
            assert_eq!(elapsed(TimeDelta::milliseconds(millis)), text);
        }
    }
}
