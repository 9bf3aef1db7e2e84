//! Several that write at a time, to fill a server with what is then measured.

use std::thread;

use crate::failure::{Failure, Result};

/// As many as keep the server's one writer busy.
const WRITERS: usize = 4;

/// Calls `write` with each number below `count`, several at a time.
pub(super) fn at_once(count: usize, write: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    let batch = |writer: usize| (writer..count).step_by(WRITERS).try_for_each(&write);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || batch(writer))).collect();
        writers.into_iter().try_for_each(|writer| {
            writer.join().unwrap_or_else(|_| Err(Failure::new("a thread that fills the server broke off")))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn each_number_is_written_once_and_a_failure_is_told() {
        let sum = AtomicUsize::new(0);
        let add = |at: usize| {
            sum.fetch_add(at, Ordering::Relaxed);
            Ok(())
        };
        assert!(at_once(101, add).is_ok());
        assert_eq!(sum.into_inner(), 5050);
        assert!(at_once(3, |at| if at == 2 { Err(Failure::new("no")) } else { Ok(()) }).is_err());
    }
}
