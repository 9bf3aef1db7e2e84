//! Groups and rules as they are evaluated.

mod alerts;
mod banner;
mod board;
mod group;
mod link;
mod rule;
mod select;
mod toolbar;
mod words;

use super::views::Counts;
use crate::api::{self, ApiError, Client};
use crate::components::deployment::use_deployment;
use crate::components::loaded::Loaded;
use crate::components::query::Query;
use crate::components::refresh::refresh_while;
use crate::route::{DeploymentTab, Route};
use crate::state;
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::web::clock;
use banner::Banner;
use board::Board;
use chrono::{DateTime, Utc};
use group::Group;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveKind;
use keyhouse_model::rule_file::{Evaluation, RuleSetState, RunningGroup};
use leptos::prelude::*;
use link::RuleLink;
use select::{GroupKey, Only, Selection};
use std::sync::Arc;
use std::time::Duration;
use toolbar::Toolbar;

/// How often the server is asked while the view is in sight.
const NOW_AND_THEN: Duration = Duration::from_secs(5);

/// What the server says of the rules at a moment.
struct Seen {
    state: RuleSetState,
    groups: Vec<Arc<RunningGroup>>,
    has_files: bool,
    /// When it said so, by this browser's clock.
    at: DateTime<Utc>,
}

impl Seen {
    async fn load(client: Client, id: DeploymentId) -> Result<Self, ApiError> {
        let state = client.send(api::rule_files::state(id)).await?;
        let groups = client.send(api::rule_files::running(id)).await?;
        let has_files = !groups.is_empty() || !client.send(api::rule_files::list(id)).await?.is_empty();
        Ok(Self { state, groups: groups.into_iter().map(Arc::new).collect(), has_files, at: clock::now() })
    }
}

/// The view.
#[component]
pub(super) fn Running(
    /// What stands in the URL.
    query: Query,
    /// What needs a look, which is told from what is shown, or the two would differ for a while.
    counts: RwSignal<Counts>,
) -> impl IntoView {
    let (client, id) = (state::client(), use_deployment().id());
    let seen = Loader::new(move || Seen::load(client.clone(), id));
    let seen = seen.follow(&[LiveKind::RuleFile, LiveKind::Deployment]);
    refresh_while(seen, NOW_AND_THEN, |_| true);
    Effect::new(move || {
        seen.with_value(|seen| counts.set(Counts::of(seen.groups.iter().map(|group| &**group))));
    });
    let skeleton = || {
        view! {
            <div class="card card-body">
                <Skeleton shape=Shape::Lines(6) label="Loading the groups" />
            </div>
        }
    };
    let page = Route::Deployment(id, DeploymentTab::Rules);
    let content = move || view! { <Content seen query page /> };
    view! { <Loaded loader=seen skeleton content /> }
}

/// What there is to show.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    NoFiles,
    NoGroups,
    Groups,
}

#[component]
fn Content(seen: Loader<Seen>, query: Query, page: Route) -> impl IntoView {
    let stage = Memo::new(move |_| {
        let stage = |seen: &Seen| match (seen.groups.is_empty(), seen.has_files) {
            (false, _) => Stage::Groups,
            (true, true) => Stage::NoGroups,
            (true, false) => Stage::NoFiles,
        };
        seen.with_value(stage).unwrap_or(Stage::NoFiles)
    });
    let text = query.search("q");
    let board = board(seen, query, page, text);
    view! {
        <Banner seen />
        <Linked seen board />
        {move || match stage.get() {
            Stage::NoFiles => no_files(page),
            Stage::NoGroups => no_groups(page),
            Stage::Groups => view! { <Groups seen board text /> }.into_any(),
        }}
    }
}

fn board(seen: Loader<Seen>, query: Query, page: Route, text: Bind<String>) -> Board {
    let selection = Memo::new(move |_| {
        let only = Only::parse(&query.get("state"));
        let select = |seen: &Seen| text.with(|text| Selection::new(&seen.groups, text, only));
        Arc::new(seen.with_value(select).unwrap_or_default())
    });
    let linked = Memo::new(move |_| {
        let link = RuleLink::of(query)?;
        seen.with_value(|seen| link.find(&seen.groups)).flatten()
    });
    Board::new(page, query, selection, linked)
}

/// The groups that match, under the filter.
#[component]
fn Groups(seen: Loader<Seen>, board: Board, text: Bind<String>) -> impl IntoView {
    let keys = Memo::new(move |_| board.selection.with(|it| it.order.clone()));
    let none = Memo::new(move |_| keys.with(Vec::is_empty));
    let group = move |key: GroupKey| view! { <Group key board /> };
    view! {
        <div class="card">
            <Toolbar board text seen />
            <Show when=move || none.get()>
                <Empty icon=Icon::Filter title="No rule matches" text="The filter lets none of the rules through.">
                    <ClearFilters board />
                </Empty>
            </Show>
        </div>
        <For each=move || keys.get() key=Clone::clone children=group />
    }
}

#[component]
fn ClearFilters(board: Board) -> impl IntoView {
    view! { <Button on_press=move |()| board.query.replace(&[("q", ""), ("state", "")])>"Clear filters"</Button> }
}

/// What became of the rule that the URL leads to.
#[derive(Clone, PartialEq)]
enum Missed {
    /// It is not there any more.
    Gone(RuleLink),
    /// The filter does not let it through.
    Hidden(RuleLink),
}

/// Says so when the rule that the URL leads to is not shown; else nothing.
#[component]
fn Linked(seen: Loader<Seen>, board: Board) -> impl IntoView {
    let missed = Memo::new(move |_| {
        let link = RuleLink::of(board.query)?;
        let Some((group, rule)) = board.linked.get() else {
            // While nothing is evaluated, nothing is known of it.
            let evaluated = seen.with_value(|it| it.state.evaluation == Evaluation::Running);
            return evaluated.unwrap_or_default().then_some(Missed::Gone(link));
        };
        let shown =
            board.selection.with(|it| it.groups.get(&group).is_some_and(|group| group.rule(&rule).is_some()));
        (!shown).then_some(Missed::Hidden(link))
    });
    let forget = move || {
        view! { <Button small=true on_press=move |()| RuleLink::forget(board.query)>"Show the others"</Button> }
    };
    let clear = move || view! { <ClearFilters board /> };
    move || {
        Some(match missed.get()? {
            Missed::Gone(link) => view! {
                <Note tone=Tone::Warn action=forget>
                    <p>
                        {format!("The rule {} of the group {} is not there any more. ", link.rule, link.group)}
                        "It was renamed or taken out of its file since the link was made; the versions of the file have it."
                    </p>
                </Note>
            }
            .into_any(),
            Missed::Hidden(link) => view! {
                <Note tone=Tone::Info action=clear>
                    <p>{format!("The filter hides the rule {} that the link leads to.", link.rule)}</p>
                </Note>
            }
            .into_any(),
        })
    }
}

fn no_files(page: Route) -> AnyView {
    view! {
        <div class="card">
            <Empty
                icon=Icon::Bell
                title="There is no rule file yet"
                text="Once a rule file is saved, its groups are evaluated here: alerts fire, and recording rules write their metrics."
            >
                <LinkButton href=page.path() look=ButtonLook::Primary>
                    "Go to the files"
                </LinkButton>
            </Empty>
        </div>
    }
    .into_any()
}

fn no_groups(page: Route) -> AnyView {
    view! {
        <div class="card">
            <Empty
                icon=Icon::Clock
                title="No group runs at the moment"
                text="The rule files are saved. Their groups appear here as soon as they are evaluated."
            >
                <LinkButton href=page.path()>"Go to the files"</LinkButton>
            </Empty>
        </div>
    }
    .into_any()
}
