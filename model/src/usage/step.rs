//! How long a step is, and where it begins: at instants that people would choose.

use chrono::{DateTime, TimeDelta, Utc};

const MINUTE: u32 = 60;
const HOUR: u32 = 3600;
const DAY: u32 = 86_400;

/// The lengths of step that people find natural, in seconds.
pub const NATURAL: [u32; 18] = [
    1,
    5,
    15,
    30,
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
    7 * DAY,
    28 * DAY,
];

/// The shortest natural step, in seconds, with which a range has at most `points`.
pub fn natural(range: TimeDelta, points: u32) -> u32 {
    let enough = |step: &u32| range.num_seconds().max(0) <= i64::from(*step) * i64::from(points.max(1));
    NATURAL.into_iter().find(enough).unwrap_or(NATURAL[NATURAL.len() - 1])
}

/// Where the step begins that `at` is in. Steps begin at midnight, at the hour and so on of a place whose time is so many
/// seconds ahead of UTC; of more than a day, at a multiple of days since 1970.
pub fn begin(at: DateTime<Utc>, step_seconds: u32, utc_offset_seconds: i32) -> DateTime<Utc> {
    let step = i64::from(step_seconds.max(1));
    let local = at.timestamp() + i64::from(utc_offset_seconds);
    let begin = local.div_euclid(step) * step - i64::from(utc_offset_seconds);
    DateTime::from_timestamp(begin, 0).unwrap_or(at)
}
