//! How long to wait before a process that ended is started again.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(30);
/// One that ran for so long before it ended is started again at once.
const STEADY: Duration = Duration::from_secs(60);
/// One that ended so often within [`STEADY`] keeps ending.
const TOO_OFTEN: usize = 5;

/// The ends of a process in the last while.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    ends: VecDeque<Instant>,
    waits: u32,
}

impl Backoff {
    /// It ended at `now` after it had run for `ran`. Answers how long to wait.
    pub(super) fn ended(&mut self, now: Instant, ran: Duration) -> Duration {
        if ran >= STEADY {
            *self = Self::default();
        }
        self.ends.push_back(now);
        if self.ends.len() > TOO_OFTEN {
            self.ends.pop_front();
        }
        let wait = FIRST.saturating_mul(1 << self.waits.min(16)).min(LONGEST);
        self.waits += 1;
        wait
    }

    /// Whether it keeps ending: [`TOO_OFTEN`] within [`STEADY`], and since then not once up for so long.
    pub(super) fn is_hopeless(&self) -> bool {
        let span = self.ends.front().zip(self.ends.back()).map(|(first, last)| *last - *first);
        self.ends.len() >= TOO_OFTEN && (span.is_some_and(|span| span <= STEADY) || self.waits > 7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_TIME: Duration = Duration::ZERO;

    #[test]
    fn waits_grow_to_half_a_minute_and_begin_anew_after_a_steady_run() {
        let mut backoff = Backoff::default();
        let now = Instant::now();
        let waits: Vec<_> = (0..9).map(|_| backoff.ended(now, NO_TIME).as_millis()).collect();
        assert_eq!(waits, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
        assert_eq!(backoff.ended(now, STEADY), FIRST);
        assert!(!backoff.is_hopeless());
    }

    #[test]
    fn five_ends_within_a_minute_are_too_many() {
        let mut backoff = Backoff::default();
        let start = Instant::now();
        for n in 0..4 {
            backoff.ended(start + Duration::from_secs(n), NO_TIME);
            assert!(!backoff.is_hopeless());
        }
        backoff.ended(start + Duration::from_secs(20), NO_TIME);
        assert!(backoff.is_hopeless());
    }

    #[test]
    fn it_stays_hopeless_while_it_is_tried_slowly() {
        let mut backoff = Backoff::default();
        let mut now = Instant::now();
        for _ in 0..20 {
            now += backoff.ended(now, NO_TIME);
        }
        assert!(backoff.is_hopeless());
    }

    #[test]
    fn ends_that_are_far_apart_are_not_too_many() {
        let mut backoff = Backoff::default();
        let start = Instant::now();
        for n in 0..6 {
            backoff.ended(start + Duration::from_secs(20 * n), Duration::from_secs(19));
        }
        assert!(!backoff.is_hopeless());
    }
}
