//! A URL that leads nowhere.

use crate::route::Route;
use crate::ui::button::LinkButton;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::web::document;
use leptos::prelude::*;

/// Says so, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    document::set_title("Page not found · Keyhouse");
    view! {
        <main class="page" id="main">
            <h1 class="visually-hidden">"Page not found"</h1>
            <div class="card">
                <Empty
                    icon=Icon::Search
                    title="There is no page here"
                    text="The link may be old, or a letter is missing. Nothing was changed."
                >
                    <LinkButton href=Route::Home.path()>"Go to Keyhouse"</LinkButton>
                </Empty>
            </div>
        </main>
    }
}
