//! The frame of the pages before the sign-in: one quiet card in the middle.

use crate::route::Route;
use crate::ui::icon::{Icon, icon};
use crate::web::document;
use leptos::prelude::*;

/// A page with one card.
#[component]
pub fn Welcome(
    /// Which page it is.
    route: Route,
    /// What it is for, in a sentence or two. Default is nothing.
    #[prop(optional, into)]
    about: Signal<String>,
    /// The content of the card.
    children: Children,
) -> impl IntoView {
    document::set_title(&format!("{} · Keyhouse", route.title()));
    let text =
        move || about.with(|text| (!text.is_empty()).then(|| view! { <p class="muted">{text.clone()}</p> }));
    view! {
        <main class="welcome" id="main">
            <div class="brand">{icon(Icon::Logo)} "Keyhouse"</div>
            <div class="card">
                <div class="card-body stack">
                    <div>
                        <h1>{route.title()}</h1>
                        {text}
                    </div>
                    {children()}
                </div>
            </div>
        </main>
    }
}
