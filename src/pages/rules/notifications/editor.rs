//! The editor of the config, with what is wrong in it and what can be put in.

use super::amtool::WithoutAmtool;
use super::config::{Busy, Config};
use super::receivers::{self, Receiver};
use crate::components::deployment::edit_denied;
use crate::components::failure::Failure;
use crate::components::loaded::Loaded;
use crate::components::rule_check::{Checked, ProblemList, marks, use_checker};
use crate::state::toasts::Toasts;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::code_editor::{CodeEditor, Mark, Place};
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use keyhouse_model::notifications::Notifications;
use keyhouse_model::rules::Severity;
use leptos::prelude::*;

/// The card: the config once it is opened.
#[component]
pub(super) fn ConfigCard(
    /// The text and what is known of it.
    config: Config,
    /// Whether a config was ever saved, so that it may hold secrets.
    is_sealed: Signal<bool>,
    /// Whether Keyhouse runs an Alertmanager with it.
    is_used: Signal<bool>,
    /// Called with the server's answer to a save.
    #[prop(into)]
    on_saved: Callback<Notifications>,
) -> impl IntoView {
    let denied = edit_denied();
    // What a viewer gets is masked, and that is no reveal.
    let shown = Memo::new(move |_| config.opened.get() || !is_sealed.get() || denied.with(Option::is_some));
    view! {
        <section class="card" aria-labelledby="alertmanager-config">
            <div class="card-head">
                <h2 id="alertmanager-config">"Config of Alertmanager"</h2>
                <Show when=move || shown.get() && denied.with(Option::is_none)>
                    <Receivers config />
                </Show>
            </div>
            <Show when=move || shown.get() fallback=move || sealed(config)>
                <Text config is_used on_saved />
            </Show>
        </section>
    }
}

/// What stands there until the person asks for the config.
fn sealed(config: Config) -> AnyView {
    view! {
        <div class="card-body stack">
            <p>"The config is kept sealed, since it may hold passwords and tokens. Who opens it is in the audit log."</p>
            <div>
                <Button icon=Icon::Eye on_press=move |()| config.opened.set(true)>
                    "Open the config"
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// Puts receivers of common kinds into the text.
#[component]
fn Receivers(config: Config) -> impl IntoView {
    let toasts = Toasts::get();
    let add = move |receiver: Receiver| {
        match receivers::insert(&config.text.get_untracked(), receiver) {
        Some(inserted) => {
            config.text.set(inserted.text);
            config.go(inserted.line, 1);
            let name = inserted.name;
            toasts.done(format!("Inserted the receiver {name}. It gets alerts once a route has receiver: {name}."));
        }
        None => toasts.failed_because(
            "Nothing was inserted.",
            "The receivers are not written one below the other. Write them as a list, each beginning with a dash.",
        ),
    }
    };
    let item = move |receiver: Receiver| {
        MenuItem::button(receiver.label(), move || add(receiver)).detail(receiver.needs())
    };
    let items = move |()| Receiver::ALL.map(item).to_vec();
    view! { <Menu name="Insert a receiver" label="Insert a receiver" items small=true /> }
}

#[component]
fn Text(config: Config, is_used: Signal<bool>, on_saved: Callback<Notifications>) -> impl IntoView {
    let loader = config.load();
    let skeleton = || {
        view! {
            <div class="card-body">
                <Skeleton shape=Shape::Lines(8) label="Loading the config" />
            </div>
        }
    };
    let content = move || view! { <Editor config is_used on_saved /> };
    view! { <Loaded loader skeleton content /> }
}

#[component]
fn Editor(config: Config, is_used: Signal<bool>, on_saved: Callback<Notifications>) -> impl IntoView {
    let denied = edit_denied();
    let checker = use_checker();
    let checked = checker.alertmanager(config.text.into());
    let found = marks(checked);
    let all_marks = Signal::derive(move || {
        let mut all = found.get();
        // The server runs the same checks before it asks amtool.
        for mark in config.word().map(|word| word.found).unwrap_or_default() {
            if !all.contains(&mark) {
                all.push(mark);
            }
        }
        all
    });
    let barred = barred(config, checked, is_used);
    let save = Callback::new(move |()| {
        if barred.with_untracked(Option::is_none) {
            config.save(move |answer| on_saved.run(answer));
        }
    });
    let read_only = Signal::derive(move || denied.with(Option::is_some));
    let jump = move |place: Place| config.go(place.line, place.column);
    view! {
        <div class="card-body stack">
            {move || denied.get().map(|why| view! { <Note tone=Tone::Info><p>{why} " Secrets are masked."</p></Note> })}
            <CodeEditor
                label="Config of Alertmanager"
                value=config.text
                marks=all_marks
                words=checker.alertmanager_words()
                read_only
                goto=config.goto()
                on_save=save
            />
            <Show when=move || !read_only.get()>
                <WithoutAmtool />
            </Show>
            <ServerWord config />
            <Show when=move || !read_only.get()>
                <ProblemList checked on_jump=jump />
            </Show>
        </div>
        <Foot config barred save is_used />
    }
}

/// Why the config can't be saved now.
fn barred(config: Config, checked: Checked, is_used: Signal<bool>) -> Signal<Option<String>> {
    let denied = edit_denied();
    Signal::derive(move || {
        if let Some(why) = denied.get() {
            return Some(why);
        }
        if is_used.get() && !config.is_changed() {
            return Some("Nothing is changed yet.".to_owned());
        }
        let error = checked.report.with(|report| {
            let found = report.as_ref()?.diagnostics.iter().find(|it| it.severity == Severity::Error)?;
            Some(format!("Mend line {} first: {}", found.line, found.message))
        });
        // What was found in an earlier text may be mended.
        error.filter(|_| !checked.pending.get())
    })
}

/// What the server said of the text.
#[component]
fn ServerWord(config: Config) -> impl IntoView {
    let word = Memo::new(move |_| config.word());
    let said = move || {
        word.get().map(|word| {
            let tone = match (word.is_bad, word.found.is_empty()) {
                (true, _) => Tone::Bad,
                (false, true) => Tone::Ok,
                (false, false) => Tone::Warn,
            };
            let places = word.found.into_iter().map(|mark| place(config, mark)).collect_view();
            view! {
                <Note tone alert=word.is_bad>
                    <p>{word.sum}</p>
                    <ul class="server-word">{places}</ul>
                </Note>
            }
        })
    };
    let failure = move || config.error.get().map(|error| view! { <Failure error /> });
    view! {
        <div class="said" role="status">
            {said}
            {failure}
        </div>
    }
}

fn place(config: Config, mark: Mark) -> AnyView {
    let (line, column) = (mark.line, mark.column);
    view! {
        <li>
            <button type="button" class="problem" on:click=move |_| config.go(line, column)>
                <span class="problem-line">{format!("Line {line}")}</span>
                " "
                <span class="problem-text">{mark.message}</span>
            </button>
        </li>
    }
    .into_any()
}

#[component]
fn Foot(
    config: Config,
    barred: Signal<Option<String>>,
    save: Callback<()>,
    is_used: Signal<bool>,
) -> impl IntoView {
    let denied = edit_denied();
    let is = move |busy: Busy| Signal::derive(move || config.busy.get() == Some(busy));
    let label = move || if is_used.get() { "Save the config" } else { "Run Alertmanager with this config" };
    view! {
        <div class="card-foot form-foot">
            <Show when=move || config.is_changed() && denied.with(Option::is_none)>
                <Button class="start" on_press=move |()| config.discard()>
                    "Discard changes"
                </Button>
            </Show>
            <Button loading=is(Busy::Checking) disabled_because=denied on_press=move |()| config.check()>
                "Check on the server"
            </Button>
            <Button
                look=ButtonLook::Primary
                loading=is(Busy::Saving)
                disabled_because=barred
                on_press=save
            >
                {label}
            </Button>
        </div>
    }
}
