//! How a deployment stands, as a badge.

use super::deployment_words;
use crate::ui::badge::Badge;
use keyhouse_model::deployment::DeploymentStatus;
use leptos::prelude::*;

/// A word and a tone.
#[component]
pub fn DeploymentBadge(
    /// How it stands.
    #[prop(into)]
    status: Signal<DeploymentStatus>,
) -> impl IntoView {
    let shown = Memo::new(move |_| deployment_words::status(status.get()));
    let text = Signal::derive(move || shown.get().0.to_owned());
    view! { <Badge tone=Signal::derive(move || shown.get().1) text /> }
}
