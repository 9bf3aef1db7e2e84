//! The zone that the times of a page are written in.

use super::ticks::shifted;
use crate::format::time;
use crate::web::clock;

/// A zone that times can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The one that this browser is set to.
    #[default]
    Local,
    /// Coordinated Universal Time.
    Utc,
}

impl Zone {
    /// What it is called, such as `Europe/Berlin`.
    pub fn name(self) -> String {
        match self {
            Self::Local => clock::zone_name(),
            Self::Utc => "UTC".to_owned(),
        }
    }

    /// How far its clocks are ahead of UTC at an instant, both in milliseconds.
    pub fn offset(self, at: i64) -> i64 {
        match self {
            Self::Local => i64::from(clock::offset_minutes(shifted(at))) * 60_000,
            Self::Utc => 0,
        }
    }
}

/// Date and time that clocks show which are ahead of UTC by an offset: `21 Nov 2026, 09:41`.
pub(super) fn date_and_time(at: i64, offset: i64) -> String {
    let wall = shifted(at + offset);
    format!("{}, {}", time::date(wall), time::clock(wall))
}

/// The time alone, with the day if it is another than that of `beside`.
pub(super) fn short(at: i64, beside: i64, offset: impl Fn(i64) -> i64) -> String {
    let (wall, other) = (shifted(at + offset(at)), shifted(beside + offset(beside)));
    let clock = time::clock(wall);
    if wall.date_naive() == other.date_naive() { clock } else { format!("{}, {clock}", time::day(wall)) }
}

/// For machines: `2026-11-21T10:41:00+01:00`.
pub(super) fn iso(at: i64, offset: i64) -> String {
    let wall = time::rfc3339(shifted(at + offset));
    let wall = wall.trim_end_matches('Z');
    let minutes = offset.abs() / 60_000;
    let sign = if offset < 0 { '-' } else { '+' };
    format!("{wall}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// From when to when, the second day only if it is another: `21 Nov 2026, 09:00 to 21:00`.
pub(super) fn span(from: i64, to: i64, offset: impl Fn(i64) -> i64) -> String {
    let (start, end) = (shifted(from + offset(from)), shifted(to + offset(to)));
    let end_text = if start.date_naive() == end.date_naive() {
        time::clock(end)
    } else {
        format!("{}, {}", time::date(end), time::clock(end))
    };
    format!("{}, {} to {end_text}", time::date(start), time::clock(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// 21 November 2026, 22:30 UTC.
    const AT: i64 = 1_795_300_200_000;

    #[test]
    fn times_are_those_of_the_zone() {
        assert_eq!(date_and_time(AT, 0), "21 Nov 2026, 22:30");
        assert_eq!(date_and_time(AT, 2 * HOUR), "22 Nov 2026, 00:30");
        assert_eq!(span(AT - HOUR, AT, |_| 0), "21 Nov 2026, 21:30 to 22:30");
        assert_eq!(span(AT - HOUR, AT, |_| 2 * HOUR), "21 Nov 2026, 23:30 to 22 Nov 2026, 00:30");
        assert_eq!(short(AT, AT - HOUR, |_| 0), "22:30");
        assert_eq!(short(AT, AT - HOUR, |_| 2 * HOUR), "22 Nov, 00:30");
    }

    #[test]
    fn machines_are_told_the_offset() {
        assert_eq!(iso(AT, 0), "2026-11-21T22:30:00+00:00");
        assert_eq!(iso(AT, 5 * HOUR + HOUR / 2), "2026-11-22T04:00:00+05:30");
        assert_eq!(iso(AT, -3 * HOUR - HOUR / 2), "2026-11-21T19:00:00-03:30");
    }
}
