//! The left side: the files, and how others are added.

use super::desk::Desk;
use super::incoming::take;
use super::words;
use crate::components::words::instant;
use crate::format::text::count;
use crate::format::time::relative;
use crate::ui::badge::Badge;
use crate::ui::bind::Bind;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::icon::{Icon, icon};
use crate::ui::input::SearchField;
use crate::ui::time::use_now;
use crate::web::files::{Handed, chosen};
use crate::web::focus::{self, Step};
use keyhouse_model::rule_file::RuleFile;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// From so many files on, there is a search.
const MANY: usize = 8;

/// A file, saved or only begun.
#[derive(Clone, PartialEq)]
struct Entry {
    /// The file as it is saved; nothing if it is only begun.
    file: Option<RuleFile>,
    /// Whether something of it is not saved.
    has_draft: bool,
}

/// The files by their names. Shared, since every row looks into it.
type Entries = Arc<BTreeMap<String, Entry>>;

/// The list.
#[component]
pub(super) fn List(
    /// What the parts of the view share.
    desk: Desk,
) -> impl IntoView {
    let entries = Memo::new(move |_| Arc::new(entries(desk)));
    let search = desk.query.search("q");
    let names = Memo::new(move |_| {
        let entries = entries.get();
        let wanted = search.with(|text| text.trim().to_lowercase());
        let fits = |(name, entry): &(&String, &Entry)| wanted.is_empty() || matches(name, entry, &wanted);
        entries.iter().filter(fits).map(|(name, _)| name.clone()).collect::<Vec<_>>()
    });
    let has_many = Memo::new(move |_| entries.with(|entries| entries.len() >= MANY));
    let open = Memo::new(move |_| desk.query.get("file"));
    // One stop of the Tab key for all of them; the arrow keys go from one to the next.
    let stop = Memo::new(move |_| {
        let open = open.get();
        names.with(|names| if names.contains(&open) { Some(open) } else { names.first().cloned() })
    });
    view! {
        <div class="rule-list">
            <Add desk>
                <NewFile desk />
            </Add>
            <Show when=move || has_many.get()>
                <Search search names />
            </Show>
            <ul class="rule-entries" aria-label="Rule files" on:keydown=on_key>
                <For each=move || names.get() key=String::clone let:name>
                    <Row desk name entries open stop />
                </For>
            </ul>
        </div>
    }
}

fn on_key(event: leptos::ev::KeyboardEvent) {
    let to = match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return,
    };
    event.prevent_default();
    focus::step_around(&event, ".rule-entries", "a", to);
}

#[component]
fn Search(search: Bind<String>, names: Memo<Vec<String>>) -> impl IntoView {
    let found = move || match names.with(Vec::len) {
        0 => "No file matches".to_owned(),
        number => count(number, "file", "files"),
    };
    view! {
        <div class="rule-search">
            <SearchField label="Find a file" placeholder="File or group" value=search />
            <p class="muted small" role="status">
                {found}
            </p>
        </div>
    }
}

fn entries(desk: Desk) -> BTreeMap<String, Entry> {
    let drafts = if desk.denied.with(Option::is_some) { Default::default() } else { desk.drafts.names() };
    let mut entries: BTreeMap<String, Entry> =
        drafts.into_iter().map(|name| (name, Entry { file: None, has_draft: true })).collect();
    desk.files.with_value(|files| {
        for file in files {
            let has_draft = entries.contains_key(&file.name);
            entries.insert(file.name.clone(), Entry { file: Some(file.clone()), has_draft });
        }
    });
    entries
}

/// Whether the name of the file or of one of its groups has the text in it, whatever the case.
fn matches(name: &str, entry: &Entry, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    has(name) || entry.file.as_ref().is_some_and(|file| file.group_names.iter().any(|group| has(group)))
}

/// One file. It stays while what it says changes, and keeps the focus.
#[component]
fn Row(
    desk: Desk,
    name: String,
    entries: Memo<Entries>,
    open: Memo<String>,
    stop: Memo<Option<String>>,
) -> impl IntoView {
    let (for_entry, for_open, for_href, for_stop) = (name.clone(), name.clone(), name.clone(), name.clone());
    let tabindex = move || if stop.with(|stop| stop.as_ref() == Some(&for_stop)) { "0" } else { "-1" };
    let entry = Memo::new(move |_| entries.with(|entries| entries.get(&for_entry).cloned()));
    let current = move || open.with(|open| *open == for_open).then_some("true");
    // Which filter is set is in the link too, and so it is made when it is used.
    let href = move || {
        open.track();
        desk.query.href(&[("file", for_href.as_str())])
    };
    let state = move || {
        let file = entry.get()?.file;
        let (text, tone) =
            file.as_ref().map_or(("Not saved yet", Default::default()), |it| words::state(it.state));
        let why = file.as_ref().and_then(words::state_reason);
        Some(view! { <span title=why><Badge tone text /></span> })
    };
    let draft = move || {
        let shown = entry.with(|it| it.as_ref().is_some_and(|it| it.has_draft && it.file.is_some()));
        shown.then(|| {
            view! {
                <span class="rule-draft" title="Unsaved changes">
                    <span class="visually-hidden">"Unsaved changes"</span>
                </span>
            }
        })
    };
    // Plain text: a time that can be focused would be another stop in each row.
    let now = use_now();
    let facts = move || {
        let file = entry.get()?.file?;
        let (at, by) = (file.updated_at, file.updated_by.clone());
        Some(view! {
            <span class="rule-entry-facts">{words::holds(&file)}</span>
            <span class="rule-entry-facts" title=instant(at)>
                {move || format!("{} by {by}", relative(at, now.get()))}
            </span>
        })
    };
    view! {
        <li>
            <a href=href aria-current=current tabindex=tabindex>
                {icon(Icon::File)}
                <span class="rule-entry">
                    <span class="rule-entry-name">{name} {draft}</span>
                    {facts}
                </span>
                {state}
            </a>
        </li>
    }
}

/// The ways to add files: drop, choose, write, upload.
#[component]
pub(super) fn Add(
    /// What the parts of the view share.
    desk: Desk,
    /// The button that begins a file, unless it stands elsewhere. Default is none.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let barred = move || desk.denied.with(Option::is_some);
    let choose = move |event: leptos::ev::Event| {
        take(desk, Handed { files: chosen(&event), ..Handed::default() });
    };
    view! {
        <div class="rule-add">
            <div class="rule-drop" title=move || desk.denied.get()>
                <span>"Drop rule files here"</span>
                <span>
                    "or " <label class="rule-choose">
                        "choose files" <input
                            type="file"
                            multiple
                            accept=".yml,.yaml,.rules,application/yaml,text/plain"
                            disabled=barred
                            on:change=choose
                        />
                    </label>
                </span>
            </div>
            <div class="cluster">
                {children.map(|it| it())}
                <Button small=true on_press=move |()| desk.query.push(&[("upload", "1")])>
                    "Upload with the API"
                </Button>
            </div>
        </div>
    }
}

/// The button that begins a file.
#[component]
pub(super) fn NewFile(
    /// What the parts of the view share.
    desk: Desk,
    /// How much it stands out. Default is `Secondary`.
    #[prop(optional)]
    look: ButtonLook,
) -> impl IntoView {
    view! {
        <Button
            look
            small=look == ButtonLook::Secondary
            icon=Icon::Plus
            disabled_because=desk.denied
            on_press=move |()| desk.query.push(&[("new", "1")])
        >
            "New file"
        </Button>
    }
}
