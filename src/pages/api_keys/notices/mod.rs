//! Who is told of keys that end, how that went, and a test.

mod channels;
mod test;
mod words;

use crate::components::loaded::Loaded;
use crate::state::remote::Loader;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use leptos::prelude::*;
use test::{Test, TestButton, TestResult};

/// The card, for administrators: nobody else may ask.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let client = state::client();
    let loader = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::notices::settings()).await }
    });
    let test = Test::new(loader);
    let skeleton = || view! { <Skeleton shape=Shape::Lines(3) label="Loading who is told" /> };
    view! {
        <section class="card" aria-labelledby="notices">
            <div class="card-head">
                <h2 id="notices">"Notices"</h2>
                <div class="card-actions">
                    <TestButton loader test />
                </div>
            </div>
            <div class="card-body stack">
                <p class="muted">"A notice is sent 14 and 3 days before a key ends, and when it has ended."</p>
                <Loaded loader skeleton content=move || move || loader.with_value(channels::facts) />
                <TestResult test />
            </div>
        </section>
    }
}
