//! Times of day, weekdays, days of the month, months and years.

use super::fields::Fields;
use super::reader::Reader;
use crate::rules::Code;

/// What a range is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Range {
    Weekday,
    DayOfMonth,
    Month,
    Year,
}

const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What is wrong with `monday:friday`, `1:15`, `may`; nothing if Alertmanager takes it.
pub(super) fn range_problem(text: &str, range: Range) -> Option<&'static str> {
    let text = text.to_lowercase();
    let mut parts = text.split(':');
    let first = parts.next().unwrap_or_default();
    let last = parts.next().unwrap_or(first);
    let ends = (member(first, range), member(last, range));
    let (Some(begin), Some(end), None) = (ends.0, ends.1, parts.next()) else { return Some(shape(range)) };
    match range {
        Range::DayOfMonth => day_problem(begin, end),
        _ if begin > end => Some(match range {
            Range::Weekday => {
                "The range ends before it begins; a week begins with sunday here. Make two ranges of it."
            }
            _ => "The range ends before it begins. Make two ranges of it.",
        }),
        _ => None,
    }
}

fn shape(range: Range) -> &'static str {
    match range {
        Range::Weekday => "Enter the name of a day, such as monday, or a range, such as monday:friday.",
        Range::DayOfMonth => {
            "Enter a day from 1 to 31, or from -1 (the last) to -31, or a range in quotes, such as '1:5'."
        }
        Range::Month => "Enter the name of a month or its number, or a range, such as may:august.",
        Range::Year => "Enter a year, or a range in quotes, such as '2026:2028'.",
    }
}

/// A number, or the place of a name among its like.
fn member(text: &str, range: Range) -> Option<i64> {
    let place = |names: &[&str]| names.iter().position(|name| *name == text).map(|at| at as i64);
    match range {
        Range::Weekday => place(&WEEKDAYS),
        Range::Month => place(&MONTHS).map(|at| at + 1).or_else(|| text.parse().ok()),
        Range::DayOfMonth | Range::Year => text.parse().ok(),
    }
}

fn day_problem(begin: i64, end: i64) -> Option<&'static str> {
    let is_day = |day: i64| day != 0 && (-31..=31).contains(&day);
    // The shortest month has 28 days.
    let from_start = |day: i64| if day < 0 { 28 + day } else { day };
    if !is_day(begin) || !is_day(end) {
        Some(shape(Range::DayOfMonth))
    } else if begin < 0 && end > 0 {
        Some("A range that begins with a negative day also ends with one.")
    } else if from_start(begin) > from_start(end) {
        Some("The range always ends before it begins. Make two ranges of it.")
    } else {
        None
    }
}

/// The two times of a range of a day.
pub(super) fn check_range(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let mut times = [None; 2];
    for (time, name) in times.iter_mut().zip(["start_time", "end_time"]) {
        let Some(text) = fields.text(reader.tree, name).filter(|text| !text.is_empty()) else { return };
        *time = minutes(text);
        if time.is_none() {
            let message = format!("{name} is a time between 00:00 and 24:00, with two digits each: 09:00.");
            reader.error_at_value(fields, name, Code::BadTime, message);
        }
    }
    if let [Some(start), Some(end)] = times
        && start >= end
    {
        let message = "The range ends before it begins. One that goes over midnight is made of two.";
        reader.error_at_value(fields, "end_time", Code::BadTime, message.to_owned());
    }
}

/// The minutes since midnight.
fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let fits = hours < 24 && minutes < 60 || (hours, minutes) == (24, 0);
    fits.then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_taken_and_refused_as_alertmanager_does() {
        for (text, range) in [
            ("monday", Range::Weekday),
            ("Monday:FRIDAY", Range::Weekday),
            ("1:5", Range::DayOfMonth),
            ("-3:-1", Range::DayOfMonth),
            ("1:-1", Range::DayOfMonth),
            ("may", Range::Month),
            ("1:december", Range::Month),
            ("2026", Range::Year),
            ("2026:2028", Range::Year),
        ] {
            assert_eq!(range_problem(text, range), None, "{text}");
        }
        for (text, range) in [
            ("", Range::Weekday),
            ("mon", Range::Weekday),
            ("friday:monday", Range::Weekday),
            ("monday:tuesday:friday", Range::Weekday),
            ("0", Range::DayOfMonth),
            ("1:32", Range::DayOfMonth),
            ("-1:5", Range::DayOfMonth),
            ("20:-20", Range::DayOfMonth),
            ("december:may", Range::Month),
            ("2028:2026", Range::Year),
            ("x", Range::Year),
        ] {
            assert!(range_problem(text, range).is_some(), "{text}");
        }
    }

    #[test]
    fn times_have_two_digits_each() {
        assert_eq!(minutes("09:30"), Some(570));
        assert_eq!(minutes("24:00"), Some(1440));
        for text in ["9:30", "24:01", "12:60", "1200", "12:00:00", "+1:00", "aa:bb"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}
