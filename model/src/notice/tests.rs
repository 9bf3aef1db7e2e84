#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + Duration::hours(hours)
}

const DAY: i64 = 24;

#[test]
fn each_stage_is_due_when_it_is_reached() {
    let end = at(90 * DAY);
    let due_at = |hours, told| due(at(0), end, told, at(hours));
    assert_eq!(due_at(76 * DAY - 1, None), None);
    assert_eq!(due_at(76 * DAY, None), Some(Stage::Fortnight));
    assert_eq!(due_at(80 * DAY, Some(Stage::Fortnight)), None);
    assert_eq!(due_at(87 * DAY, Some(Stage::Fortnight)), Some(Stage::ThreeDays));
    assert_eq!(due_at(90 * DAY - 1, Some(Stage::ThreeDays)), None);
    assert_eq!(due_at(90 * DAY, Some(Stage::ThreeDays)), Some(Stage::Ended));
    assert_eq!(due_at(91 * DAY, Some(Stage::Ended)), None);
}

#[test]
fn what_was_missed_is_told_once_and_not_for_ever() {
    let end = at(90 * DAY);
    assert_eq!(due(at(0), end, None, at(89 * DAY)), Some(Stage::ThreeDays), "and not the 14 days too");
    assert_eq!(due(at(0), end, None, at(92 * DAY)), Some(Stage::Ended));
    assert_eq!(due(at(0), end, None, at(93 * DAY)), None);
}

#[test]
fn a_short_life_is_no_news() {
    let week = at(7 * DAY);
    assert_eq!(due(at(0), week, None, at(1)), None);
    assert_eq!(due(at(0), week, None, at(4 * DAY)), Some(Stage::ThreeDays));
    assert_eq!(due(at(0), at(2), None, at(1)), None);
    assert_eq!(due(at(0), at(2), None, at(2)), Some(Stage::Ended));
}

#[test]
fn the_words_fit_the_time_that_is_left() {
    let words = |minutes: i64| what_becomes(at(0) + Duration::minutes(minutes), at(0));
    assert_eq!(words(14 * 1440 - 1), "ends in 14 days");
    assert_eq!(words(3 * 1440), "ends in 3 days");
    assert_eq!(words(36 * 60), "ends in 2 days");
    assert_eq!(words(35 * 60), "ends in 35 hours");
    assert_eq!(words(61), "ends in 1 hour");
    assert_eq!(words(59), "ends within the hour");
    assert_eq!(words(0), "has ended");
    assert_eq!(words(-5000), "has ended");
}

#[test]
fn the_tries_are_further_and_further_apart_and_end() {
    let waits: Vec<Duration> = (1..).map_while(wait_after).collect();
    assert_eq!(waits.len(), BACK_OFF_MINUTES.len());
    assert!(waits.is_sorted());
    assert_eq!(wait_after(0), None);
    assert_eq!(wait_after(u32::MAX), None);
}

#[test]
fn a_stage_is_known_by_its_days() {
    for stage in Stage::ALL {
        assert_eq!(Stage::of_days(stage.days()), Some(stage));
    }
    assert_eq!(Stage::of_days(7), None);
    assert!(Stage::ALL.is_sorted());
}

proptest! {
    /// However often and irregularly somebody looks, each stage is told at most once, in their order, never too early,
    /// and each that was looked at in time is told.
    #[test]
    fn each_stage_is_told_exactly_once(life in 1_i64..2000, mut looks in prop::collection::vec(0_i64..2200, 0..60)) {
        looks.sort_unstable();
        let (made, end) = (at(0), at(life));
        let mut told = Vec::new();
        for look in &looks {
            if let Some(stage) = due(made, end, told.last().copied(), at(*look)) {
                prop_assert!(stage.at(end) <= at(*look) && stage.at(end) > made);
                told.push(stage);
            }
        }
        prop_assert!(told.windows(2).all(|pair| pair[0] < pair[1]), "{told:?}");
        for (index, stage) in Stage::ALL.into_iter().enumerate() {
            let until = Stage::ALL.get(index + 1).map_or(end + Duration::days(LATE_DAYS), |next| next.at(end));
            let in_time = looks.iter().any(|look| stage.at(end) <= at(*look) && at(*look) < until);
            prop_assert_eq!(told.contains(&stage), in_time && stage.at(end) > made);
        }
    }
}
