//! The navigation, and who is signed in.

use super::counts::Counts;
use crate::components::shortcuts::ShortcutsButton;
use crate::components::sign_out::sign_out;
use crate::components::words;
use crate::format::text::initials;
use crate::route::Route;
use crate::state::session::SessionState;
use crate::state::theme::{Theme, theme};
use crate::ui::bind::Bind;
use crate::ui::button::IconButton;
use crate::ui::choice::{Choice, Segmented};
use crate::ui::icon::{Icon, icon};
use crate::ui::later::Later;
use crate::ui::unique_id;
use leptos::prelude::*;

/// What one can go to, and its icon.
const PAGES: [(Route, Icon); 5] = [
    (Route::Home, Icon::Home),
    (Route::Deployments, Icon::Database),
    (Route::ApiKeys, Icon::Key),
    (Route::Usage, Icon::Chart),
    (Route::AuditLog, Icon::Document),
];
/// What is for those who look after the server.
const ADMINISTRATION: [(Route, Icon); 1] = [(Route::Members, Icon::People)];

/// The navigation; on a narrow screen a layer that the top bar opens.
#[component]
pub fn Sidebar(
    /// The page that is shown.
    here: Memo<Route>,
) -> impl IntoView {
    let counts = Counts::new();
    let link = move |(route, sign): (Route, Icon)| {
        let said = unique_id("count");
        let count = counts.of(route);
        let described_by = said.clone();
        let pill = move || {
            let said = said.clone();
            count.get().map(|text| view! { <span class="nav-count" id=said>{text}</span> })
        };
        view! {
            <div class="nav-entry">
                <a
                    class="nav-link"
                    href=route.path()
                    aria-current=move || current(here.get(), route)
                    aria-describedby=move || count.with(Option::is_some).then(|| described_by.clone())>
                    {icon(sign)}
                    {route.title()}
                </a>
                {pill}
            </div>
        }
    };
    view! {
        <aside class="sidebar" id="sidebar" popover="auto" aria-label="Sidebar">
            <div class="brand">
                <a href=Route::Home.path()>{icon(Icon::Logo)} "Keyhouse"</a>
                <button
                    type="button"
                    class="button ghost icon-only sidebar-close"
                    popovertarget="sidebar"
                    popovertargetaction="hide"
                    aria-label="Close the menu"
                >
                    {icon(Icon::Close)}
                </button>
            </div>
            <Later>
                <nav class="nav" aria-label="Main">
                    {PAGES.map(link).collect_view()}
                    <h2 class="nav-heading">"Administration"</h2>
                    {ADMINISTRATION.map(link).collect_view()}
                </nav>
                <div class="sidebar-foot">
                    <ThemeChoice />
                    <Who />
                </div>
            </Later>
        </aside>
    }
}

/// Says where one is: at the page itself, or below it.
fn current(here: Route, entry: Route) -> Option<&'static str> {
    match here {
        here if here == entry => Some("page"),
        here if here.section() == entry => Some("true"),
        _ => None,
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let theme = theme();
    let options = Theme::ALL.map(|it| Choice::new(it.label(), it.label())).to_vec();
    let value = Bind::new(Signal::derive(move || theme.get().label().to_owned()), move |label: String| {
        theme.set(Theme::ALL.into_iter().find(|it| it.label() == label).unwrap_or_default());
    });
    view! { <Segmented label="Theme" hide_label=true options value /> }
}

#[component]
fn Who() -> impl IntoView {
    let (session, sign_out) = (SessionState::get(), sign_out());
    let person = move || {
        session.user().map(|user| {
            view! {
                <span class="avatar" aria-hidden="true">{initials(&user.name)}</span>
                <div>
                    <span class="strong truncate" title=user.email.clone()>{user.name}</span>
                    <span class="muted small">{words::role(user.role)}</span>
                </div>
            }
        })
    };
    view! {
        <div class="who">
            {person} <ShortcutsButton /> <IconButton icon=Icon::SignOut name="Sign out" on_press=sign_out />
        </div>
    }
}
