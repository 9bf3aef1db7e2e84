//! A chart in its card. What goes wrong with it stays there.

use super::feed::Feed;
use super::view::View;
use crate::components::loaded::Loaded;
use crate::state::remote::Remote;
use crate::state::toasts::Toasts;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::chart::{Chart, ChartData, ChartHead, Kind, Saved};
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::unique_id;
use leptos::prelude::*;
use std::sync::Arc;

/// The card.
#[component]
pub(super) fn ChartCard(
    /// What it shows.
    title: &'static str,
    /// How values are drawn.
    kind: Kind,
    /// Where they come from.
    feed: Feed,
    /// What is looked at.
    view: View,
) -> impl IntoView {
    let loader = feed.loader;
    let waits = Memo::new(move |_| loader.with(|it| !matches!(it, Remote::Here(_))));
    let (data, missing) = (feed.data(), feed.missing());
    let unit = feed.unit();
    // Until the chart is there, so that the card never stands without its name.
    let head = move || {
        (waits.get() || missing.with(Option::is_some))
            .then(|| view! { <ChartHead title id=unique_id("chart") unit /> })
    };
    let chart = move || {
        let data = Signal::derive(move || data.get().unwrap_or_else(|| Arc::new(ChartData::default())));
        let on_zoom = move |range| view.zoom(range);
        view! { <Chart title kind unit data zone=view.zone on_zoom on_saved=saved() /> }
    };
    let content = move || {
        move || match missing.get() {
            Some(reason) => without(reason, Callback::new(move |()| loader.reload())),
            None => chart().into_any(),
        }
    };
    let skeleton = || view! { <Skeleton shape=Shape::Block label="Loading the chart" /> };
    view! {
        <section class="card usage-card" class:is-stale=move || feed.is_stale()>
            {head}
            <Loaded loader skeleton content />
        </section>
    }
}

/// Says what became of a file.
pub(super) fn saved() -> Callback<Saved> {
    let toasts = Toasts::get();
    Callback::new(move |saved: Saved| match saved {
        Ok(name) => toasts.done(format!("Saved as {name}.")),
        Err(why) => toasts.failed_because("The browser did not save the file", why),
    })
}

/// What is not measured here, and why.
fn without(reason: String, retry: Callback<()>) -> AnyView {
    view! {
        <Note tone=Tone::Info>
            <p>{reason}</p>
            <div class="cluster">
                <Button small=true icon=Icon::Refresh on_press=retry>
                    "Try again"
                </Button>
            </div>
        </Note>
    }
    .into_any()
}
