//! What is not seen at first, made after what is.

use leptos::prelude::*;

use crate::web::timer::after_paint;

/// Shows its children once what is around them was painted: a part that waits for something to happen need not keep a
/// person waiting for the page.
#[component]
pub fn Later(
    /// What comes later.
    children: ChildrenFn,
) -> impl IntoView {
    let due = RwSignal::new(false);
    after_paint(move || {
        // The page may have been left meanwhile.
        let _ = due.try_set(true);
    });
    move || due.get().then(|| children())
}
