//! Cancels requests: when nobody waits for the answer any more, and when it takes too long.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use web_sys::{AbortController, AbortSignal};

use super::timer::Timeout;

/// Cancels its request after a time limit, and when it is dropped (harmless after the answer).
pub struct Abort {
    controller: Option<AbortController>,
    timed_out: Rc<Cell<bool>>,
    _limit: Timeout,
}

impl Abort {
    /// One for a request that is about to be sent and may take as long as `limit`.
    pub fn after(limit: Duration) -> Self {
        let controller = AbortController::new().ok();
        let timed_out = Rc::new(Cell::new(false));
        let (late, cancelled) = (timed_out.clone(), controller.clone());
        let timer = Timeout::new(limit, move || {
            late.set(true);
            if let Some(controller) = cancelled {
                controller.abort();
            }
        });
        Self { controller, timed_out, _limit: timer }
    }

    /// What the request listens to; `None` in a browser that can't cancel.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    /// Whether the time limit was what ended the request.
    pub fn timed_out(&self) -> bool {
        self.timed_out.get()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}
