//! Waiting for what is about to be so.

use std::time::{Duration, Instant};

/// How long a test waits for anything before it fails. Generous: a busy machine is slow, and only failures take it.
pub const PATIENCE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(20);

/// Asks again and again until the answer is `Some`.
///
/// # Panics
/// When it is still `None` after [`PATIENCE`]; `what` completes the sentence "… did not happen".
pub async fn eventually<T>(what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
    match within(PATIENCE, probe).await {
        Some(answer) => answer,
        None => panic!("{what}: not so after {} s", PATIENCE.as_secs()),
    }
}

/// Asks again and again until the answer is `Some` or the time is over.
pub async fn within<T>(time: Duration, mut probe: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + time;
    loop {
        if let Some(answer) = probe().await {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
