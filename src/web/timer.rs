//! Timers that stop when they are dropped, and a pause to wait for.

use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// A single call after a while; dropping it before then cancels the call.
#[must_use = "the timer is cancelled when this value is dropped"]
pub struct Timeout {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Calls `act` once, `after` from now.
    pub fn new(after: Duration, act: impl FnOnce() + 'static) -> Self {
        let callback = Closure::once(act);
        let id = super::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                millis(after),
            )
            .unwrap_or_default();
        Self { id, _callback: callback }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        super::window().clear_timeout_with_handle(self.id);
    }
}

/// A call again and again; dropping it ends them.
#[must_use = "the timer stops when this value is dropped"]
pub struct Interval {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `act` each time `every` has passed.
    pub fn new(every: Duration, act: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(act);
        let id = super::window()
            .set_interval_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                millis(every),
            )
            .unwrap_or_default();
        Self { id, _callback: callback }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        super::window().clear_interval_with_handle(self.id);
    }
}

/// Waits. A page in the background may wait longer: browsers slow its timers down.
pub async fn sleep(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = super::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis(time));
    });
    // The promise is only ever resolved.
    let _ = JsFuture::from(promise).await;
}

/// Lets the browser do what waits, such as painting and what a person does, before more is done.
pub async fn breathe() {
    sleep(Duration::ZERO).await;
}

/// Calls `act` once what has changed so far was painted.
pub fn after_paint(act: impl FnOnce() + 'static) {
    // A frame is painted after its callbacks; what is started there comes after it.
    request_animation_frame(move || set_timeout(act, Duration::ZERO));
}

/// The browser takes 32 bits of milliseconds, some 24 days; longer would fire at once.
fn millis(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
}
