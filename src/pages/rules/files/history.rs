//! The versions of a file: what each was, what it would change now, and the way back to it.

use super::changes::Changes;
use super::desk::Desk;
use super::words;
use crate::api::{self, ApiError};
use crate::components::failure::Failure;
use crate::components::loaded::Loaded;
use crate::components::words::instant;
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::code::{CodeBlock, Snippet};
use crate::ui::dialog::{Dialog, DialogFocus, DialogSize};
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::tabs::{Tab, Tabs};
use keyhouse_model::live::LiveKind;
use keyhouse_model::rule_file::{RuleFileName, RuleFileVersion, VersionChange};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the parts of the dialog share.
#[derive(Clone, Copy)]
struct History {
    desk: Desk,
    name: StoredValue<RuleFileName>,
    versions: Loader<Vec<RuleFileVersion>>,
    /// The version that is looked at.
    chosen: Memo<Option<RuleFileVersion>>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
    on_close: Callback<()>,
}

impl History {
    fn new(desk: Desk, name: RuleFileName, on_close: Callback<()>) -> Self {
        let name = StoredValue::new(name);
        let versions = Loader::new(move || async move {
            desk.send(api::rule_files::versions(desk.deployment, &name.get_value())).await
        });
        let versions = versions.follow(&[LiveKind::RuleFile]);
        let chosen = Memo::new(move |_| {
            let number = desk.query.get("version").parse::<u32>().ok();
            let choose = |all: &Vec<RuleFileVersion>| {
                let named = number.and_then(|number| all.iter().find(|it| it.number == number));
                // The one before what is there now is what people look for.
                let is_gone = all.first().is_some_and(|it| it.change == VersionChange::Deleted);
                named.or_else(|| if is_gone { all.first() } else { all.get(1) }).or(all.first()).cloned()
            };
            versions.with_value(choose).flatten()
        });
        let (busy, failure) = (RwSignal::new(false), RwSignal::new(None));
        Self { desk, name, versions, chosen, busy, failure, on_close }
    }

    /// Why the chosen version can't be put back. Follows what that depends on.
    fn barred(self) -> Option<String> {
        if let Some(why) = self.desk.denied.get() {
            return Some(why);
        }
        let chosen = self.chosen.get();
        let now = self.desk.file(self.name.get_value().as_str());
        match (chosen, now) {
            (None, _) => Some("Choose a version first.".to_owned()),
            (Some(chosen), Some(now)) if chosen.sha256 == now.sha256 => {
                Some("The file is as it was in this version.".to_owned())
            }
            _ => None,
        }
    }

    fn restore(self) {
        let Some(chosen) = self.chosen.get_untracked() else { return };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let name = self.name.get_value();
            let endpoint = api::rule_files::restore(self.desk.deployment, &name, chosen.number);
            let result = self.desk.send(endpoint).await;
            self.busy.try_set(false);
            match result {
                Ok(file) => {
                    self.desk.toasts.done(format!("Version {} of {name} is restored.", chosen.number));
                    if self.desk.is_here() {
                        self.desk.put_file(file);
                        self.desk.open(name.as_str());
                    }
                }
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
        });
    }
}

/// The dialog.
#[component]
pub(super) fn HistoryDialog(
    /// What the parts of the view share.
    desk: Desk,
    /// The file; it may have been deleted.
    name: RuleFileName,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let title = format!("Versions of {name}");
    let history = History::new(desk, name, on_close);
    let barred = Signal::derive(move || history.barred());
    let footer = move || {
        let label = move || {
            let chosen = history.chosen.with(|it| it.as_ref().map(|it| it.number));
            chosen.map_or_else(|| "Restore".to_owned(), |number| format!("Restore version {number}"))
        };
        view! {
            <Button on_press=history.on_close>"Close"</Button>
            <Button
                look=ButtonLook::Primary
                loading=history.busy
                disabled_because=barred
                on_press=move |()| history.restore()
            >
                {label}
            </Button>
        }
    };
    let skeleton = || view! { <Skeleton shape=Shape::Lines(6) label="Loading the versions" /> };
    let content = move || {
        view! {
            <div class="rule-history">
                <Versions history />
                <div class="stack">
                    <Chosen history />
                </div>
            </div>
        }
    };
    view! {
        <Dialog
            open=true
            on_close
            title
            description="The newest 50 are kept. Restoring one makes a new version of it, after the same checks as a save."
            size=DialogSize::Full
            focus=DialogFocus::Title
            footer
        >
            <div class="stack">
                <Refused history />
                <Loaded loader=history.versions skeleton content />
            </div>
        </Dialog>
    }
}

/// Why the version was not put back, with what is wrong with it.
#[component]
fn Refused(history: History) -> impl IntoView {
    move || {
        let error = history.failure.get()?;
        let found = error.fields().iter().map(|it| {
            let line = it.pointer.split_once(':').map(|(line, _)| format!("Line {line}: "));
            view! { <li>{line.unwrap_or_default()} {it.detail.clone()}</li> }
        });
        let found = found.collect_view();
        Some(view! {
            <Failure error=error.clone() />
            <ul class="rule-refused">{found}</ul>
        })
    }
}

#[component]
fn Versions(history: History) -> impl IntoView {
    let rows = move || {
        let chosen = history.chosen.with(|it| it.as_ref().map(|it| it.number));
        let all = history.versions.with_value(Clone::clone).unwrap_or_default();
        all.into_iter().map(|version| version_row(history, version, chosen)).collect_view()
    };
    view! {
        <ul class="rule-versions" aria-label="Versions">
            {rows}
        </ul>
    }
}

fn version_row(history: History, version: RuleFileVersion, chosen: Option<u32>) -> AnyView {
    let number = version.number.to_string();
    let href = history.desk.query.href(&[("version", &number)]);
    let current = (chosen == Some(version.number)).then_some("true");
    view! {
        <li>
            // In place: back closes the dialog, however many versions were looked at.
            <a
                href=href
                aria-current=current
                on:click=move |event| {
                    event.prevent_default();
                    history.failure.set(None);
                    history.desk.query.replace(&[("version", &number)]);
                }
            >
                <b>
                    {version.number} " · " {words::version_change(version.change, version.restored_from)}
                </b>
                <span class="rule-entry-facts">
                    {instant(version.created_at)} " by " {version.created_by}
                </span>
                <span class="rule-entry-facts">{words::groups_and_rules(version.groups, version.rules)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The version that is looked at.
#[component]
fn Chosen(history: History) -> impl IntoView {
    let shown = Memo::new(move |_| history.chosen.with(|it| it.as_ref().map(|it| it.number)));
    let is_there =
        Memo::new(move |_| history.desk.file(history.name.get_value().as_str()).map(|it| it.sha256));
    let tab = RwSignal::new("changes".to_owned());
    move || {
        let number = shown.get()?;
        let now = is_there.get();
        Some(view! { <Version history number is_there=now.is_some() tab /> })
    }
}

/// A version's text, and what it would change.
#[component]
fn Version(history: History, number: u32, is_there: bool, tab: RwSignal<String>) -> impl IntoView {
    let History { desk, name, .. } = history;
    let texts = Loader::new(move || async move {
        let name = name.get_value();
        let version = desk.send(api::rule_files::version_text(desk.deployment, &name, number)).await?;
        let now = if is_there {
            desk.send(api::rule_files::text(desk.deployment, &name)).await?
        } else {
            String::new()
        };
        Ok((now, version))
    });
    let content = move || {
        let (now, version) = untrack(|| texts.with_value(Clone::clone)).unwrap_or_default();
        if now == version {
            return view! {
                <Note tone=Tone::Info><p>"The file is as it was in this version."</p></Note>
                <CodeBlock shown=Snippet::from(version) language=name.get_value().to_string() />
            }
            .into_any();
        }
        let tabs = vec![Tab::new("changes", "What restoring changes"), Tab::new("text", "Text")];
        let panel = move |tab: String| {
            if tab == "text" {
                return view! { <CodeBlock shown=Snippet::from(version.clone()) language=name.get_value().to_string() /> }
                    .into_any();
            }
            let (old, new) = (now.clone(), version.clone());
            view! { <div class="stack"><Changes desk name=name.get_value().to_string() old new /></div> }
                .into_any()
        };
        view! { <Tabs label="This version" tabs value=tab panel=panel /> }.into_any()
    };
    let skeleton = || view! { <Skeleton shape=Shape::Lines(8) label="Loading the version" /> };
    view! { <Loaded loader=texts skeleton content /> }
}
