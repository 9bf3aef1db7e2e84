//! When to ask again, and after how long: pure, so that it can be tested without waiting.

use super::error::ApiError;
use keyhouse_model::problem::ProblemCode;
use std::time::Duration;

/// How often a read is sent at the most.
pub const MAX_TRIES: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(300);
/// A longer `Retry-After` is for the person to decide.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How long to wait before the next try of a read that failed with `error`; `None` to give up.
///
/// `tries` counts those that were made. `jitter`, 0 to 1, spreads consoles that failed together.
pub fn wait(error: &ApiError, tries: u32, jitter: f64) -> Option<Duration> {
    if tries >= MAX_TRIES {
        return None;
    }
    let back_off = FIRST_WAIT.mul_f64(f64::from(1 << (tries.max(1) - 1)) * (1.0 + jitter.clamp(0.0, 1.0)));
    match error {
        ApiError::Offline => Some(back_off),
        ApiError::Refused(refusal) => match (refusal.problem.code, refusal.retry_after) {
            (ProblemCode::RateLimited | ProblemCode::Unavailable, Some(seconds)) => {
                Some(Duration::from_secs(seconds.into())).filter(|wait| *wait <= LONGEST_WAIT)
            }
            (ProblemCode::Unavailable, None) => Some(back_off),
            _ => None,
        },
        // Whoever waited that long once should be told, not made to wait again.
        ApiError::TimedOut => None,
        // A gateway in between that could not reach the server; its page is not ours to read.
        ApiError::Unreadable { status: 502..=504, .. } => Some(back_off),
        ApiError::Unreadable { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Refusal;
    use super::*;
    use keyhouse_model::problem::Problem;

    fn refused(code: ProblemCode, retry_after: Option<u32>) -> ApiError {
        ApiError::Refused(Refusal { problem: Problem::new(code, "", ""), retry_after })
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (1..=MAX_TRIES).map(|tries| wait(&ApiError::Offline, tries, 0.0)).collect();
        let millis = |millis| Some(Duration::from_millis(millis));
        assert_eq!(waits, [millis(300), millis(600), millis(1200), None]);
        assert_eq!(wait(&ApiError::Offline, 1, 1.0), millis(600));
    }

    #[test]
    fn the_servers_word_on_when_to_return_is_kept() {
        let error = refused(ProblemCode::RateLimited, Some(3));
        assert_eq!(wait(&error, 1, 0.7), Some(Duration::from_secs(3)));
        assert_eq!(wait(&refused(ProblemCode::RateLimited, Some(600)), 1, 0.0), None);
        assert_eq!(wait(&refused(ProblemCode::RateLimited, None), 1, 0.0), None);
    }

    #[test]
    fn a_clear_no_is_not_asked_again() {
        for code in
            [ProblemCode::Forbidden, ProblemCode::NotFound, ProblemCode::Invalid, ProblemCode::Internal]
        {
            assert_eq!(wait(&refused(code, None), 1, 0.0), None, "{code:?}");
        }
        let page = |status| ApiError::Unreadable { status, detail: String::new(), request_id: None };
        assert!(wait(&page(502), 1, 0.0).is_some());
        assert_eq!(wait(&page(200), 1, 0.0), None);
    }
}
