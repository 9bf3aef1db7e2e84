//! The frame of every page behind the sign-in: what it is called, what it is for, what one can do.

use crate::route::Route;
use crate::web::document;
use leptos::prelude::*;

/// A page's heading and content. It also names the window.
#[component]
pub fn Page(
    /// Which page it is.
    route: Route,
    /// What it is for, in a sentence or two.
    #[prop(into)]
    about: ViewFn,
    /// The buttons for what one can do here. Default is none.
    #[prop(optional, into)]
    actions: ViewFn,
    /// The content.
    children: Children,
) -> impl IntoView {
    document::set_title(&format!("{} · Keyhouse", route.title()));
    view! {
        <div class="page-head">
            <div>
                <h1>{route.title()}</h1>
                <p>{about.run()}</p>
            </div>
            <div class="page-actions">{actions.run()}</div>
        </div>
        {children()}
    }
}
