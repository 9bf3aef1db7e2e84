//! The list of members, and what can be done with one.

use super::rules::{self, LAST_ADMINISTRATOR};
use crate::components::query::Query;
use crate::components::words;
use crate::format::text::count;
use crate::state::remote::Loader;
use crate::state::session::SessionState;
use crate::ui::badge::{Badge, Tone};
use crate::ui::bind::Bind;
use crate::ui::button::Button;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::input::SearchField;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::table::{Column, Table};
use crate::ui::time::{Time, TimeLook};
use keyhouse_model::member::{User, UserStatus};
use leptos::prelude::*;

/// The table under its search.
#[component]
pub(super) fn MemberTable(
    /// Everybody.
    members: Loader<Vec<User>>,
    /// The page's URL.
    query: Query,
) -> impl IntoView {
    let text = query.search("q");
    let rows = Memo::new(move |_| {
        let found = |all: &Vec<User>| rules::matching(all, &text.get(), words::role);
        members.with_value(found).unwrap_or_default()
    });
    let (sort, page) = (query.sort(), query.page());
    let actions = move |row: Signal<User>| {
        let name = Signal::derive(move || row.with(|user| format!("Actions for {}", user.name)));
        view! { <Menu name items=move |()| row.with_untracked(|user| menu(user, members, query)) small=true /> }.into_any()
    };
    view! {
        <div class="card">
            <div class="toolbar" role="search">
                <SearchField label="Filter members" placeholder="Name, e-mail or role" value=text />
                <span class="push small muted" role="status">
                    {move || rows.with(|rows| count(rows.len(), "member", "members"))}
                </span>
            </div>
            <Table
                caption="Members"
                rows
                columns=columns()
                id=|user: &User| user.id.to_string()
                name=|user: &User| user.name.clone()
                sort
                page
                actions
                empty=move || no_match(query, text)
            />
        </div>
    }
}

fn columns() -> Vec<Column<User>> {
    let session = SessionState::get();
    vec![
        Column::new("name", "Name", move |user: &User| name_cell(user, session))
            .sorted_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase())),
        Column::new("role", "Role", |user: &User| words::role(user.role))
            .sorted_by(|a, b| a.role.cmp(&b.role)),
        Column::new("status", "Status", |user: &User| status_badge(user.status))
            .sorted_by(|a, b| (a.status == UserStatus::Invited).cmp(&(b.status == UserStatus::Invited))),
        Column::new(
            "added",
            "Added",
            |user: &User| view! { <Time at=user.created_at look=TimeLook::Date /> },
        )
        .sorted_by(|a, b| a.created_at.cmp(&b.created_at)),
        Column::new("seen", "Last seen", |user: &User| match user.last_seen_at {
            Some(at) => view! { <Time at /> }.into_any(),
            None => view! { <span class="muted">"Never"</span> }.into_any(),
        })
        .sorted_by(|a, b| a.last_seen_at.cmp(&b.last_seen_at)),
    ]
}

fn name_cell(user: &User, session: SessionState) -> AnyView {
    let id = user.id;
    let you = move || {
        let is_you = session.user().is_some_and(|user| user.id == id);
        is_you.then(|| view! { " " <Badge plain=true text="You" /> })
    };
    view! {
        <span class="strong member-name">{user.name.clone()}</span>
        {you}
        <small class="member-name">{user.email.clone()}</small>
    }
    .into_any()
}

fn status_badge(status: UserStatus) -> AnyView {
    let (tone, text) = match status {
        UserStatus::Active => (Tone::Ok, "Active"),
        UserStatus::Invited => (Tone::Info, "Invited"),
    };
    view! { <Badge tone text /> }.into_any()
}

/// The entries of a member's menu. What can't be done stays, and says why.
fn menu(user: &User, members: Loader<Vec<User>>, query: Query) -> Vec<MenuItem> {
    let last =
        untrack(|| members.with_value(|all| rules::is_last_administrator(all, user.id)).unwrap_or(true));
    let last = last.then(|| LAST_ADMINISTRATOR.to_owned());
    let item = |label: &str, dialog: &'static str, icon: Icon| {
        let id = user.id.to_string();
        MenuItem::button(label, move || query.push(&[(dialog, &id)])).icon(icon)
    };
    let link = match user.status {
        UserStatus::Invited => item("New sign-up link", "link", Icon::Link),
        UserStatus::Active => item("Reset password", "link", Icon::Link),
    };
    vec![
        item("Change role", "role", Icon::Shield).disabled_because(last.clone()),
        link,
        MenuItem::line(),
        item("Remove", "remove", Icon::Trash).danger().disabled_because(last),
    ]
}

fn no_match(query: Query, text: Bind<String>) -> AnyView {
    let clear = move |()| {
        // What was just typed may not be in the URL yet.
        text.set(String::new());
        query.replace(&[("q", ""), ("page", "")]);
    };
    view! {
        <Empty icon=Icon::Search title="No member matches" text="Other members are there; the filter hides them.">
            <Button on_press=clear>"Show all members"</Button>
        </Empty>
    }
    .into_any()
}
