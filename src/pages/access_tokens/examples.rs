//! How to use a token, tool by tool: the screen shows a masked value, and only what is copied or saved has the real one.

use super::actions::Actions;
use super::trial::Try;
use super::value::TokenValue;
use super::words::{allows, barred, tenant_note};
use crate::components::deployment::use_deployment;
use crate::components::query::Query;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, Segmented};
use crate::ui::code::{CodeBlock, Snippet};
use crate::ui::copy::CopyChip;
use crate::ui::dialog::{Dialog, DialogSize};
use crate::ui::icon::Icon;
use crate::ui::tabs::{Tab, Tabs};
use keyhouse_model::access_token::{AccessToken, Direction, Endpoints};
use keyhouse_model::deployment::DeploymentDetails;
use keyhouse_model::example::access_token::{Setting, Tool, example};
use leptos::prelude::*;

/// Which example is shown, in words that may not fit the token.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    way: Bind<String>,
    tool: Bind<String>,
}

impl Chosen {
    /// As the URL has it.
    pub(super) fn in_url(query: Query) -> Self {
        let bind = |name: &'static str, others: &'static [(&'static str, &'static str)]| {
            Bind::new(Signal::derive(move || query.get(name)), move |word: String| {
                query.replace(&[&[(name, word.as_str())], others].concat());
            })
        };
        Self { way: bind("way", &[("tool", "")]), tool: bind("tool", &[]) }
    }

    /// Kept by a dialog, at first that of `tool`.
    pub(super) fn kept(tool: Option<Tool>) -> Self {
        let way = tool.filter(|tool| !Tool::of(Direction::Write).contains(tool)).map(|_| Direction::Read);
        let way = way.map(Direction::as_str).unwrap_or_default();
        let tool = tool.map(Tool::as_str).unwrap_or_default();
        Self { way: RwSignal::new(way.to_owned()).into(), tool: RwSignal::new(tool.to_owned()).into() }
    }

    /// The chosen way if the token may go it, else the first that it may.
    fn direction(self, token: &AccessToken) -> Direction {
        let default = if token.mode.may_write() { Direction::Write } else { Direction::Read };
        let chosen = self.way.with(|word| Direction::from_word(word));
        chosen.filter(|way| allows(token.mode, *way)).unwrap_or(default)
    }

    /// The chosen tool if it goes this way, else the usual one.
    fn tool(self, direction: Direction) -> Tool {
        let tools = Tool::of(direction);
        let chosen = self.tool.with(|word| Tool::from_word(word)).filter(|tool| tools.contains(tool));
        chosen.or_else(|| tools.first().copied()).unwrap_or(Tool::Curl)
    }
}

/// The dialog of a token that was made before.
#[component]
pub(super) fn ExamplesDialog(
    /// The token.
    token: AccessToken,
    /// What the page shares.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let may_reveal = actions.denied.with_untracked(Option::is_none);
    let description = if may_reveal {
        "The token is filled in when you copy or download. Each time is in the audit log."
    } else {
        "Viewers can’t reveal tokens, so the texts have a gap where the token belongs."
    };
    let title = format!("Examples for {}", token.description);
    let chosen = Chosen::in_url(actions.query);
    let token = StoredValue::new(token);
    let footer = move || view! { <Button look=ButtonLook::Primary on_press=on_close>"Done"</Button> };
    view! {
        <Dialog open=true on_close title description size=DialogSize::Wide footer>
            {
                let value = token.with_value(|token| {
                    let of = if may_reveal { TokenValue::asked } else { TokenValue::denied };
                    of(actions.deployment, token)
                });
                view! { <TokenExamples token=token.get_value() value chosen actions /> }
            }
        </Dialog>
    }
}

/// Write and Read, with the tools of each.
#[component]
pub(super) fn TokenExamples(
    /// The token.
    token: AccessToken,
    /// Its value, for what is copied.
    value: TokenValue,
    /// Which example is shown.
    chosen: Chosen,
    /// What the page shares.
    actions: Actions,
) -> impl IntoView {
    let mode = token.mode;
    let tab = |way: &Direction| {
        let label = match way {
            Direction::Write => "Write",
            Direction::Read => "Read",
        };
        Tab::new(way.as_str(), label).disabled_because(barred(mode, *way))
    };
    let tabs: Vec<_> = Direction::ALL.iter().map(tab).collect();
    let token = StoredValue::new(token);
    let way = Memo::new(move |_| token.with_value(|token| chosen.direction(token)).as_str().to_owned());
    let value_of_tabs = Bind::new(way, move |word| chosen.way.set(word));
    let panel = move |word: String| {
        let direction = Direction::from_word(&word).unwrap_or(Direction::Write);
        view! { <Way direction token value chosen actions /> }.into_any()
    };
    view! {
        <Tabs label="Direction" tabs value=value_of_tabs panel />
    }
}

#[component]
fn Way(
    direction: Direction,
    token: StoredValue<AccessToken>,
    value: TokenValue,
    chosen: Chosen,
    actions: Actions,
) -> impl IntoView {
    let details = use_deployment().details();
    let setting = Memo::new(move |_| {
        details.with(|details| details.as_ref().map(|of| token.with_value(|token| setting(of, token))))
    });
    let note = move || {
        let kind = details.with(|it| it.as_ref().map(|it| it.summary.kind))?;
        tenant_note(kind, token.with_value(|token| token.tenant_id))
    };
    let tool = Memo::new(move |_| chosen.tool(direction));
    let options: Vec<_> =
        Tool::of(direction).iter().map(|tool| Choice::new(tool.as_str(), tool.label())).collect();
    let value_of_tool =
        Bind::new(Signal::derive(move || tool.get().as_str().to_owned()), move |word| chosen.tool.set(word));
    let why = token.with_value(|token| Direction::ALL.iter().find_map(|way| barred(token.mode, *way)));
    view! {
        <div class="stack">
            {why.map(|why| view! { <p class="muted small">{why}</p> })}
            <Segmented label="Tool" hide_label=true options value=value_of_tool />
            {move || setting.get().map(|setting| view! { <Shown tool=tool.get() direction setting value /> })}
            <Try id=token.with_value(|token| token.id) direction actions />
            {move || note().map(|note| view! { <p class="muted small">{note}</p> })}
            {move || setting.get().map(|setting| view! { <Notes tool=tool.get() direction setting value /> })}
            {move || setting.get().map(|setting| all_urls(direction, &setting.endpoints))}
        </div>
    }
}

fn setting(of: &DeploymentDetails, token: &AccessToken) -> Setting {
    let summary = &of.summary;
    Setting {
        endpoints: Endpoints::new(summary.kind, token.tenant_id, &of.access_endpoint),
        mode: token.mode,
        deployment: summary.name.clone(),
        version: summary.version.clone(),
    }
}

/// One example.
#[component]
fn Shown(tool: Tool, direction: Direction, setting: Setting, value: TokenValue) -> impl IntoView {
    let masked = value.masked();
    let shown = example(tool, direction, &setting, &masked)?;
    let fields = shown.fields.into_iter().enumerate().map(|(at, (label, text))| {
        let of = setting.clone();
        let make = move |value: &str| {
            let made = example(tool, direction, &of, value).and_then(|made| made.fields.into_iter().nth(at));
            made.map(|(_, text)| text).unwrap_or_default()
        };
        let chip = if text.contains(&masked) {
            let copied = value.copied("the header value");
            view! { <CopyChip shown=text source=value.source(make) name=format!("Copy: {label}") on_copied=copied /> }
                .into_any()
        } else {
            view! { <CopyChip shown=text.clone() source=text name=format!("Copy: {label}") /> }.into_any()
        };
        view! { <dt>{label}</dt> <dd>{chip}</dd> }
    });
    let fields: Vec<_> = fields.collect();
    let make = {
        let of = setting.clone();
        move |value: &str| example(tool, direction, &of, value).map(|made| made.text).unwrap_or_default()
    };
    let (saving, to_save, file) = (RwSignal::new(false), StoredValue::new(make.clone()), shown.file);
    let download = move || {
        let file = file?;
        let save = move |()| value.save(file, to_save.get_value(), saving);
        let name = format!("Download {file}");
        Some(
            view! { <Button small=true icon=Icon::Download name loading=saving on_press=save>"Download"</Button> },
        )
    };
    Some(view! {
        <CodeBlock
            shown=Snippet::marking(&shown.text, &masked)
            language=file.unwrap_or(shown.language)
            source=value.source(make)
            on_copied=value.copied("the example")
            actions=download
        />
        <p>{shown.expect}</p>
        {(!fields.is_empty()).then(|| view! { <dl class="facts">{fields}</dl> })}
    })
}

/// What else one has to know of an example, and the URL that it calls.
#[component]
fn Notes(tool: Tool, direction: Direction, setting: Setting, value: TokenValue) -> impl IntoView {
    let shown = example(tool, direction, &setting, &value.masked())?;
    // Where there are fields to paste, the URL is one of them.
    let url = shown.fields.is_empty().then_some(shown.url);
    let url = url.map(|url| {
        view! {
            <dl class="facts">
                <dt>"URL"</dt>
                <dd><CopyChip shown=url.clone() source=url name="Copy the URL" /></dd>
            </dl>
        }
    });
    Some(view! {
        {shown.note.map(|note| view! { <p class="muted small">{note}</p> })}
        {url}
    })
}

/// Every URL of this direction, for tools that have no example.
fn all_urls(direction: Direction, of: &Endpoints) -> AnyView {
    let urls = match direction {
        Direction::Write => vec![
            ("Prometheus remote write", of.remote_write()),
            ("Prometheus text", of.import_prometheus()),
            ("JSON lines", of.import_json()),
            ("OpenTelemetry, from v1.99", of.otlp()),
            ("InfluxDB", of.influx()),
            ("Datadog", of.datadog()),
        ],
        Direction::Read => vec![
            ("Prometheus API", of.query_base()),
            ("Instant query", of.query()),
            ("Range query", of.query_range()),
            ("Export", of.export()),
            ("Graphite", of.graphite()),
        ],
    };
    let row = |(label, url): (&'static str, String)| {
        let name = format!("Copy the URL: {label}");
        view! { <dt>{label}</dt> <dd><CopyChip shown=url.clone() source=url name /></dd> }
    };
    view! {
        <details class="disclosure">
            <summary>"URLs for other tools"</summary>
            <dl class="facts">{urls.into_iter().map(row).collect_view()}</dl>
        </details>
    }
    .into_any()
}
