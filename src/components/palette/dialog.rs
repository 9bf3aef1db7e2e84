//! The palette itself: a field and a list in which the arrow keys choose, while the focus stays in the field.

use super::Opened;
use super::entry::{Act, Entry};
use super::pasted::Pasted;
use super::rank::Wanted;
use super::recent;
use super::results::{Section, Sought, select};
use super::sources::Sources;
use crate::components::shortcuts::Shortcuts;
use crate::components::sign_out::sign_out;
use crate::format::text::count;
use crate::state::theme::theme;
use crate::ui::dialog::Dialog;
use crate::ui::icon::icon;
use crate::ui::kbd::kbd;
use crate::ui::unique_id;
use crate::web::focus;
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The palette, as long as it is open.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let Opened(open) = expect_context();
    let sources = Sources::new();
    let footer = || {
        view! {
            <p class="start small muted palette-keys">
                {kbd("↑")} {kbd("↓")} " choose, " {kbd("Enter")} " opens, " {kbd("Esc")} " closes"
            </p>
        }
    };
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Search or jump to" footer>
            <Search open sources />
        </Dialog>
    }
}

/// What the field and the list share.
#[derive(Clone, Copy)]
struct Desk {
    sought: RwSignal<Sought>,
    sections: Memo<Vec<Section>>,
    /// The id of the entry that Enter chooses, as far as the person moved to one.
    moved_to: RwSignal<String>,
    choose: Callback<Entry>,
    /// What the ids of the options begin with.
    prefix: StoredValue<String>,
}

impl Desk {
    /// The id of the entry that Enter chooses: the one moved to, or else the first. What comes in later does not move it.
    fn current(self) -> String {
        let moved_to = self.moved_to.get();
        self.sections.with(|sections| {
            let mut ids = sections.iter().flat_map(|section| &section.entries).map(|entry| &entry.id);
            let first = ids.clone().next().cloned().unwrap_or_default();
            if ids.any(|id| *id == moved_to) { moved_to } else { first }
        })
    }

    /// Moves among the entries, around the ends.
    fn step(self, to: Step) {
        let current = untrack(|| self.current());
        let next = self.sections.with_untracked(|sections| {
            let ids: Vec<_> =
                sections.iter().flat_map(|section| &section.entries).map(|entry| entry.id.clone()).collect();
            let at = ids.iter().position(|id| *id == current)?;
            let last = ids.len() - 1;
            let next = match to {
                Step::First => 0,
                Step::Last => last,
                Step::Next => {
                    if at == last {
                        0
                    } else {
                        at + 1
                    }
                }
                Step::Back => at.checked_sub(1).unwrap_or(last),
            };
            ids.get(next).cloned()
        });
        if let Some(next) = next {
            focus::scroll_to_id(&self.option_id(&next));
            self.moved_to.set(next);
        }
    }

    fn choose_current(self) {
        let current = untrack(|| self.current());
        let entry = self.sections.with_untracked(|sections| {
            sections.iter().flat_map(|section| &section.entries).find(|entry| entry.id == current).cloned()
        });
        if let Some(entry) = entry {
            self.choose.run(entry);
        }
    }

    /// The id of an option in the page: an entry's own may have blanks in it, which an id can't have.
    fn option_id(self, entry: &str) -> String {
        let id: String = entry.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.prefix.with_value(|prefix| format!("{prefix}-{id}"))
    }
}

enum Step {
    First,
    Last,
    Next,
    Back,
}

#[component]
fn Search(open: RwSignal<bool>, sources: Sources) -> impl IntoView {
    let sought = RwSignal::new(Sought::Text(Wanted::default()));
    let wants_parts = Memo::new(move |before: Option<&bool>| {
        let wanted = sought.with(|sought| match sought {
            Sought::Text(wanted) => !wanted.is_empty(),
            Sought::Value(pasted) => pasted.is_token(),
        });
        wanted || before.copied().unwrap_or_default()
    });
    sources.load(wants_parts);
    let (all, lately) = (sources.entries(), recent::ids());
    let sections = Memo::new(move |_| all.with(|all| sought.with(|sought| select(all, &lately, sought))));
    let desk = Desk {
        sought,
        sections,
        moved_to: RwSignal::new(String::new()),
        choose: chooser(open),
        prefix: StoredValue::new(unique_id("option")),
    };
    view! {
        <Field desk />
        <Said desk sources />
        <Options desk />
    }
}

/// Does what an entry stands for, and closes the palette first: what opens next may be a dialog too.
fn chooser(open: RwSignal<bool>) -> Callback<Entry> {
    let (navigate, theme, sign_out) = (StoredValue::new_local(use_navigate()), theme(), sign_out());
    let shortcuts = Shortcuts::get();
    Callback::new(move |entry: Entry| {
        recent::note(&entry.id);
        open.set(false);
        match entry.act {
            Act::Go(href) => navigate.with_value(|navigate| navigate(&href, NavigateOptions::default())),
            Act::Theme(chosen) => theme.set(chosen),
            Act::Shortcuts => shortcuts.open(),
            Act::SignOut => sign_out.run(()),
        }
    })
}

const LIST: &str = "palette-list";

/// Where a person types. What is pasted and looks like a secret does not stay in it.
#[component]
fn Field(desk: Desk) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let take = move |event: Event| {
        let text = event_target_value(&event);
        desk.moved_to.set(String::new());
        let pasted = Pasted::within(&text);
        if let (Some(_), Some(field)) = (&pasted, node.get_untracked()) {
            field.set_value("");
        }
        desk.sought.set(pasted.map_or_else(|| Sought::Text(Wanted::of(&text)), Sought::Value));
    };
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => desk.step(Step::Next),
            "ArrowUp" => desk.step(Step::Back),
            "Home" => desk.step(Step::First),
            "End" => desk.step(Step::Last),
            "Enter" => desk.choose_current(),
            _ => return,
        }
        event.prevent_default();
    };
    let any = Memo::new(move |_| desk.sections.with(|sections| !sections.is_empty()));
    view! {
        <input
            node_ref=node
            class="input"
            type="text"
            role="combobox"
            data-initial-focus="true"
            placeholder="Page, name, last four or action"
            aria-label="Search or jump to"
            aria-autocomplete="list"
            aria-expanded=move || any.get().to_string()
            aria-controls=move || any.get().then_some(LIST)
            aria-activedescendant=move || any.get().then(|| desk.option_id(&desk.current()))
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            on:input=take
            on:keydown=on_key
        />
    }
}

/// How many were found, what was pasted, and what can't be found now.
#[component]
fn Said(desk: Desk, sources: Sources) -> impl IntoView {
    let found =
        move || desk.sections.with(|sections| sections.iter().map(|it| it.entries.len()).sum::<usize>());
    let text = move || match desk.sought.get() {
        Sought::Value(pasted) => pasted.words(found(), sources.is_loading()),
        Sought::Text(wanted) if wanted.is_empty() => String::new(),
        Sought::Text(_) if found() > 0 => count(found(), "result", "results"),
        Sought::Text(_) if sources.is_loading() => "Looking for it.".to_owned(),
        Sought::Text(_) => {
            "Nothing fits. Try part of a name, or the last four characters of a key.".to_owned()
        }
    };
    view! {
        <p class="small muted" role="status">
            {text}
            " "
            {move || sources.lacks()}
        </p>
    }
}

#[component]
fn Options(desk: Desk) -> impl IntoView {
    let current = Memo::new(move |_| desk.current());
    let option = move |entry: Entry| {
        let (id, for_hover, for_choice) = (entry.id.clone(), entry.id.clone(), entry.clone());
        let is_current = move || current.with(|current| *current == id);
        view! {
            <div
                class="palette-option"
                role="option"
                id=desk.option_id(&entry.id)
                aria-selected=move || is_current().to_string()
                // The focus stays in the field.
                on:mousedown=|event: MouseEvent| event.prevent_default()
                on:pointermove=move |_| desk.moved_to.set(for_hover.clone())
                on:click=move |_| desk.choose.run(for_choice.clone())
            >
                {icon(entry.icon)}
                <span class="palette-title">{entry.title}</span>
                " "
                <span class="muted small">{entry.detail}</span>
            </div>
        }
    };
    let section = move |section: Section| {
        let id = unique_id("palette-group");
        view! {
            <div role="group" aria-labelledby=id.clone()>
                <div class="palette-heading" role="presentation" id=id.clone()>
                    {section.group.label()}
                </div>
                {section.entries.into_iter().map(option).collect_view()}
            </div>
        }
    };
    move || {
        let sections = desk.sections.get();
        (!sections.is_empty()).then(|| {
            view! {
                <div class="palette-list" role="listbox" id=LIST aria-label="Results">
                    {sections.into_iter().map(section).collect_view()}
                </div>
            }
        })
    }
}
