//! Reading instants as RFC 3339 writes them.
//!
//! chrono reads the same, with a parser for every format there is: the console, which reads instants in nearly all
//! answers, is 7 kB larger to download with it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;

/// Reads an instant; for `#[serde(deserialize_with)]`.
///
/// # Errors
/// It is not a text, or not one that RFC 3339 allows.
pub fn read<'de, D: Deserializer<'de>>(source: D) -> Result<DateTime<Utc>, D::Error> {
    let text = Cow::<'de, str>::deserialize(source)?;
    parse(&text).ok_or_else(|| de::Error::custom("not an instant"))
}

/// Reads an instant or null; for `#[serde(default, deserialize_with)]`.
///
/// # Errors
/// As [`read`].
pub fn read_optional<'de, D: Deserializer<'de>>(source: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<Cow<'de, str>>::deserialize(source)?;
    text.map(|text| parse(&text).ok_or_else(|| de::Error::custom("not an instant"))).transpose()
}

/// The instant that `2026-11-21T10:41:00.25+01:00` and the like stand for. Digits after the nanoseconds are cut off.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let (date, rest) = (text.get(..10)?, text.get(11..)?);
    if !text.get(10..11)?.chars().all(|sign| matches!(sign, 'T' | 't' | ' ')) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(
        i32::try_from(number(date.get(..4)?)?).ok()?,
        part(date, 4, '-')?,
        part(date, 7, '-')?,
    )?;
    let (hour, minute, second) = (number(rest.get(..2)?)?, part(rest, 2, ':')?, part(rest, 5, ':')?);
    let (nanos, zone) = fraction(rest.get(8..)?)?;
    // A leap second is written as the 60th, and is counted as a second that is twice as long.
    let (second, nanos) = if second == 60 { (59, nanos + 1_000_000_000) } else { (second, nanos) };
    let time = day.and_hms_nano_opt(hour, minute, second, nanos)?;
    Some(time.checked_sub_signed(offset(zone)?)?.and_utc())
}

/// The two digits after a sign at this place.
fn part(text: &str, at: usize, sign: char) -> Option<u32> {
    number(text.get(at..at + 3)?.strip_prefix(sign)?)
}

/// The nanoseconds, if the text begins with a fraction of a second, and what follows.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let Some(digits) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = digits.find(|sign: char| !sign.is_ascii_digit())?;
    let (digits, zone) = digits.split_at(end);
    let kept = digits.get(..9).unwrap_or(digits);
    let missing = 9 - u32::try_from(kept.len()).ok()?;
    Some((number(kept)? * 10_u32.pow(missing), zone))
}

/// How far ahead of UTC `Z` or `+01:00` is.
fn offset(zone: &str) -> Option<TimeDelta> {
    if matches!(zone, "Z" | "z") {
        return Some(TimeDelta::zero());
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = (number(rest.get(..2)?)?, part(rest, 2, ':')?);
    let is_whole = rest.len() == 5 && hours < 24 && minutes < 60;
    is_whole.then(|| TimeDelta::minutes(sign * i64::from(hours * 60 + minutes)))
}

/// Digits only: `parse` alone would take a plus too.
fn number(digits: &str) -> Option<u32> {
    let all = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if all { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::SecondsFormat;
    use proptest::prelude::*;

    fn by_chrono(text: &str) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
    }

    #[test]
    fn what_chrono_reads_is_read_the_same() {
        for text in [
            "2026-11-21T10:41:00Z",
            "2026-11-21t10:41:00z",
            "2026-11-21 10:41:00.5Z",
            "2026-11-21T10:41:00.123456789Z",
            "2026-11-21T10:41:00.1234567891234Z",
            "2026-11-21T23:59:60Z",
            "2026-11-21T00:30:00+01:00",
            "2026-12-31T23:30:00-23:59",
            "0000-02-29T00:00:00Z",
        ] {
            assert!(parse(text).is_some(), "{text}");
            assert_eq!(parse(text), by_chrono(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T10:41:00",
            "2026-11-21T10:41Z",
            "2026-02-29T10:41:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T10:60:00Z",
            "2026-11-21T10:41:00.Z",
            "2026-11-21T10:41:00.5",
            "2026-11-21T10:41:00+1:00",
            "2026-11-21T10:41:00+01:60",
            "2026-11-21T10:41:00Z ",
            "+026-11-21T10:41:00Z",
            "2026-11-21T+1:41:00Z",
            "2026-11-2\u{e9}T10:41:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
            assert_eq!(by_chrono(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_instant_comes_back(seconds in -62_135_596_800_i64..253_402_300_799, nanos in 0_u32..1_000_000_000) {
            let at = DateTime::from_timestamp(seconds, nanos).unwrap_or_default();
            prop_assert_eq!(parse(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)), Some(at));
            prop_assert_eq!(parse(&at.to_rfc3339()), Some(at));
        }

        #[test]
        fn nothing_else_is_taken_for_one(text in "[0-9TtZz:.+-]{0,30}|\\PC{0,30}") {
            prop_assert_eq!(parse(&text), by_chrono(&text));
        }
    }
}
