//! How long a credential lasts.

use crate::problem::FieldProblem;
use chrono::{DateTime, Duration, Utc};

/// How far in the future an end may lie, in days (ten years).
pub const MAX_DAYS: i64 = 3653;
/// The lifetimes that the console offers, in days.
pub const PRESET_DAYS: [u16; 4] = [7, 30, 90, 365];
/// The lifetime that is chosen before a person chooses, in days.
pub const DEFAULT_DAYS: u16 = 90;

/// How long a credential is to last, as a person chooses it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lifetime {
    /// So many days from the moment it is made.
    Days(u16),
    /// Until an instant.
    Until(DateTime<Utc>),
    /// Until it is deleted.
    Never,
}

impl Default for Lifetime {
    fn default() -> Self {
        Self::Days(DEFAULT_DAYS)
    }
}

impl Lifetime {
    /// When a credential made at `now` ends; `None` for never. To the whole second, as people read it.
    pub fn end(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let end = match self {
            Self::Days(days) => now + Duration::days(i64::from(days)),
            Self::Until(end) => end,
            Self::Never => return None,
        };
        DateTime::from_timestamp(end.timestamp(), 0)
    }
}

/// Checks the end of a credential that is made or changed at `now`.
///
/// # Errors
/// A problem with the code `in_past` or `too_far` for the field at `pointer`.
pub fn check_end(end: DateTime<Utc>, now: DateTime<Utc>, pointer: &str) -> Result<(), FieldProblem> {
    if end <= now {
        return Err(FieldProblem::new(pointer, "in_past", "Choose an instant in the future."));
    }
    if end > now + Duration::days(MAX_DAYS) {
        let detail = "Choose an instant at most ten years from now, or no expiration.";
        return Err(FieldProblem::new(pointer, "too_far", detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn an_end_is_in_the_future_and_within_ten_years() {
        let now = at(1_790_000_000);
        let code = |end| check_end(end, now, "/expires_at").map_err(|problem| problem.code);
        assert_eq!(code(now), Err("in_past".into()));
        assert_eq!(code(now - Duration::days(1)), Err("in_past".into()));
        assert_eq!(code(now + Duration::seconds(1)), Ok(()));
        assert_eq!(code(now + Duration::days(MAX_DAYS)), Ok(()));
        assert_eq!(code(now + Duration::days(MAX_DAYS) + Duration::seconds(1)), Err("too_far".into()));
    }

    proptest! {
        #[test]
        fn every_preset_is_an_end_that_is_taken(now in 0_i64..4_000_000_000, days in proptest::sample::select(&PRESET_DAYS[..])) {
            let end = Lifetime::Days(days).end(at(now)).unwrap();
            prop_assert_eq!(end - at(now), Duration::days(i64::from(days)));
            prop_assert_eq!(check_end(end, at(now), "/expires_at"), Ok(()));
        }

        #[test]
        fn an_end_has_no_fraction_of_a_second(nanos in 0_u32..1_000_000_000) {
            let now = DateTime::from_timestamp(1_790_000_000, nanos).unwrap();
            prop_assert_eq!(Lifetime::default().end(now).unwrap().timestamp_subsec_nanos(), 0);
            prop_assert_eq!(Lifetime::Never.end(now), None);
        }
    }
}
