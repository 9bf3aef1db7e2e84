//! Asks the server again and again while something is expected to change by itself.

use crate::state::remote::Loader;
use crate::web::timer::Timeout;
use crate::web::{keep, visibility};
use leptos::prelude::*;
use std::time::Duration;

/// Loads anew `every` so often while `wanted` says so of the last answer. Counted from that answer, so that a slow server
/// is not asked twice at a time; a page that nobody sees waits until it is seen.
pub fn refresh_while<T: Send + Sync + 'static>(
    loader: Loader<T>,
    every: Duration,
    wanted: impl Fn(&T) -> bool + 'static,
) {
    let timer = StoredValue::new_local(None::<Timeout>);
    let overdue = StoredValue::new(false);
    Effect::new(move || {
        let again = loader.with_value(&wanted).unwrap_or_default();
        // One that failed is followed by another one too.
        loader.refresh_error();
        let ask = move || {
            if visibility::is_visible() {
                loader.reload();
            } else {
                overdue.set_value(true);
            }
        };
        timer.set_value(again.then(|| Timeout::new(every, ask)));
    });
    keep(visibility::on_change(move |visible| {
        if visible && overdue.get_value() {
            overdue.set_value(false);
            loader.reload();
        }
    }));
}
