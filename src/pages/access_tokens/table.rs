//! The list of tokens.

use super::actions::Actions;
use super::value::TokenValue;
use crate::components::day_line::DayLines;
use crate::components::words;
use crate::format::number::thousands;
use crate::ui::bind::Bind;
use crate::ui::button::Button;
use crate::ui::copy::CopyChip;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::menu::Menu;
use crate::ui::table::{Column, Table};
use crate::ui::time::{Time, TimeLook};
use keyhouse_model::access_token::AccessToken;
use leptos::prelude::*;

/// The table.
#[component]
pub(super) fn TokenTable(
    /// The tokens that match the filter.
    rows: Memo<Vec<AccessToken>>,
    /// What is looked for.
    search: Bind<String>,
    /// What can be done with a token.
    actions: Actions,
    /// Whether tokens may be bound to tenants.
    has_tenants: bool,
) -> impl IntoView {
    let query = actions.query;
    let at_end = move |row: Signal<AccessToken>| {
        let name = Signal::derive(move || row.with(|token| format!("Actions for {}", token.description)));
        let examples =
            Signal::derive(move || row.with(|token| format!("Examples for {}", token.description)));
        let show = move |()| query.push(&[("examples", &row.with_untracked(|token| token.id.to_string()))]);
        view! {
            <Button small=true name=examples on_press=show>"Examples"</Button>
            <Menu name items=move |()| row.with_untracked(|token| actions.menu(token)) small=true />
        }
        .into_any()
    };
    view! {
        <Table
            caption="Access tokens"
            rows
            columns=columns(actions, has_tenants)
            id=|token: &AccessToken| token.id.to_string()
            name=|token: &AccessToken| token.description.clone()
            sort=query.sort()
            page=query.page()
            actions=at_end
            empty=move || no_match(actions, search)
        />
    }
}

fn columns(actions: Actions, has_tenants: bool) -> Vec<Column<AccessToken>> {
    let lines = DayLines::of_tokens(actions.deployment);
    let mut columns = vec![
        Column::new("name", "Name", name_cell)
            .sorted_by(|a, b| a.description.to_lowercase().cmp(&b.description.to_lowercase())),
        Column::live("key", "Key", move |row: Signal<AccessToken>| view! { <ValueCell row actions /> }),
        Column::new("access", "Access", |token: &AccessToken| {
            view! { <span class="nowrap">{words::access_mode(token.mode)}</span> }
        })
        .sorted_by(|a, b| a.mode.as_str().cmp(b.mode.as_str())),
    ];
    if has_tenants {
        columns.push(
            Column::new("tenant", "Tenant", tenant_cell)
                .sorted_by(|a, b| tenant_order(a).cmp(&tenant_order(b))),
        );
    }
    columns.extend([
        Column::new("last-used", "Last used", last_used_cell)
            .sorted_by(|a, b| a.last_used_at.cmp(&b.last_used_at)),
        Column::new("requests", "Requests, 24 h", move |token: &AccessToken| requests_cell(token, lines))
            .sorted_by(|a, b| a.requests_24h.cmp(&b.requests_24h))
            .end(),
    ]);
    columns
}

fn name_cell(token: &AccessToken) -> AnyView {
    let by = token.created_by.split('@').next().unwrap_or_default().to_owned();
    view! {
        <span class="strong token-name">{token.description.clone()}</span>
        <small title=token.created_by.clone()>
            "by " {by} ", " <Time at=token.created_at look=TimeLook::Date />
        </small>
    }
    .into_any()
}

/// The last four characters; a press copies the whole value, for those who may.
#[component]
fn ValueCell(row: Signal<AccessToken>, actions: Actions) -> impl IntoView {
    let may_reveal = Memo::new(move |_| actions.denied.with(Option::is_none));
    let shown = Signal::derive(move || row.with(|token| format!("kht_…{}", token.value)));
    move || {
        if may_reveal.get() {
            let value = row.with_untracked(|token| TokenValue::asked(actions.deployment, token));
            let name =
                Signal::derive(move || row.with(|token| format!("Copy the value of {}", token.description)));
            let copied = value.copied("the value");
            view! { <CopyChip shown source=value.source(str::to_owned) name on_copied=copied /> }.into_any()
        } else {
            let why = move || actions.denied.get();
            view! { <code class="mono muted nowrap" title=why>{shown}</code> }.into_any()
        }
    }
}

fn tenant_cell(token: &AccessToken) -> AnyView {
    match token.tenant_id {
        Some(tenant) => view! { <span class="mono">{tenant.to_string()}</span> }.into_any(),
        None => view! { <span class="muted">"any"</span> }.into_any(),
    }
}

/// By number, those of any tenant first.
fn tenant_order(token: &AccessToken) -> Option<(u32, u32)> {
    token.tenant_id.map(|tenant| (tenant.account, tenant.project.unwrap_or_default()))
}

fn last_used_cell(token: &AccessToken) -> AnyView {
    match token.last_used() {
        None => view! { <span class="muted">"Never"</span> }.into_any(),
        Some(at) => {
            let from = token.last_used_ip.clone();
            view! { <Time at /> {from.map(|ip| view! { <small>"from " {ip}</small> })} }.into_any()
        }
    }
}

fn requests_cell(token: &AccessToken, lines: DayLines) -> AnyView {
    match token.requests_24h {
        Some(requests) => {
            view! { {thousands(requests)} {lines.line(token.id.to_string(), requests)} }.into_any()
        }
        None => "—".into_any(),
    }
}

fn no_match(actions: Actions, search: Bind<String>) -> AnyView {
    let clear = move |()| {
        // What was just typed may not be in the URL yet.
        search.set(String::new());
        actions.query.replace(&[("q", ""), ("page", "")]);
    };
    view! {
        <Empty icon=Icon::Search title="No token matches" text="Other tokens are there; the filter hides them.">
            <Button on_press=clear>"Show all tokens"</Button>
        </Empty>
    }
    .into_any()
}
