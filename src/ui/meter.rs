//! How much of a limit is used, as a bar.

use leptos::prelude::*;

/// From this share on the bar warns.
const NEAR: f64 = 0.8;

/// A bar for the eye only: the numbers beside it say the same to everybody.
#[component]
pub fn Meter(
    /// The share that is used: 1 is all of it.
    #[prop(into)]
    share: Signal<f64>,
) -> impl IntoView {
    let class = move || match share.get() {
        over if over > 1.0 => "meter bad",
        near if near >= NEAR => "meter warn",
        _ => "meter",
    };
    let width = move || format!("{:.1}%", share.get().clamp(0.0, 1.0) * 100.0);
    view! {
        <span class=class aria-hidden="true">
            <span style:width=width></span>
        </span>
    }
}
