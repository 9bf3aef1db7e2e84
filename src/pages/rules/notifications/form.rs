//! Who gets the alerts: chosen, and for an Alertmanager elsewhere filled in.

use super::config::Config;
use super::editor::ConfigCard;
use super::external::{ExternalFields, ExternalInput};
use crate::api;
use crate::components::deployment::{edit_denied, use_deployment};
use crate::components::sent_form::SentForm;
use crate::state::remote::Loader;
use crate::state::toasts::Toasts;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLook};
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::note::Note;
use keyhouse_model::notifications::{Notifications, NotificationsChange, NotifierKind};
use keyhouse_model::problem::FieldProblem;
use leptos::prelude::*;

/// What is chosen and typed over what is saved.
#[derive(Clone, Copy)]
struct Form {
    loader: Loader<Notifications>,
    /// What the form was filled in with.
    before: RwSignal<Notifications>,
    kind: RwSignal<String>,
    external: ExternalInput,
    config: Config,
    sent: SentForm,
}

impl Form {
    fn chosen(self) -> NotifierKind {
        self.kind.with(|kind| NotifierKind::from_word(kind)).unwrap_or(NotifierKind::None)
    }

    /// Whether this is what is saved already.
    fn is_saved(self) -> bool {
        self.chosen() == self.before.with(|it| it.kind)
    }

    fn change(self) -> NotificationsChange {
        match self.chosen() {
            NotifierKind::External => self.external.change(),
            kind => NotificationsChange { kind: kind.as_str().to_owned(), ..NotificationsChange::default() },
        }
    }

    fn problems(self) -> Vec<FieldProblem> {
        if self.chosen() == NotifierKind::External { self.external.problems() } else { Vec::new() }
    }

    /// Why there is nothing to save.
    fn barred(self) -> Option<String> {
        let same = match self.chosen() {
            NotifierKind::External => self.is_saved() && !self.external.is_changed(),
            _ => self.is_saved(),
        };
        same.then(|| "Nothing is changed yet.".to_owned())
    }
}

/// The form, filled in with what is saved; anew after each save.
#[component]
pub(super) fn NotifierForm(
    /// Where alerts go.
    loader: Loader<Notifications>,
) -> impl IntoView {
    let round = RwSignal::new(0_u32);
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    let config = Config::new(use_deployment().id());
    move || {
        // Who typed into the config goes on with that.
        let goes_on = round.get() == 0 && config.is_typed();
        let before = untrack(|| loader.with_value(Clone::clone))?;
        let kind = if goes_on { NotifierKind::Managed } else { before.kind };
        Some(view! { <Filled before kind loader config again /> })
    }
}

#[component]
fn Filled(
    before: Notifications,
    kind: NotifierKind,
    loader: Loader<Notifications>,
    config: Config,
    again: Callback<()>,
) -> impl IntoView {
    let form = Form {
        loader,
        kind: RwSignal::new(kind.as_str().to_owned()),
        external: ExternalInput::of(&before),
        config,
        sent: SentForm::new(),
        before: RwSignal::new(before),
    };
    let is_managed = Memo::new(move |_| form.chosen() == NotifierKind::Managed);
    let is_used = Signal::derive(move || form.before.with(|it| it.kind == NotifierKind::Managed));
    let is_sealed = Signal::derive(move || loader.with_value(|it| it.updated_at.is_some()).unwrap_or(true));
    let toasts = Toasts::get();
    let saved = move |answer: Notifications| {
        toasts.done("Saved the config of Alertmanager. It is in force in a moment.");
        form.before.set(answer.clone());
        loader.patch(|it| *it = answer);
    };
    view! {
        <WhoCard form again />
        <Show when=move || is_managed.get()>
            <ConfigCard config is_sealed is_used on_saved=saved />
        </Show>
    }
}

/// The question who gets the alerts.
#[component]
fn WhoCard(form: Form, again: Callback<()>) -> impl IntoView {
    let (denied, toasts, id) = (edit_denied(), Toasts::get(), use_deployment().id());
    form.sent.check_typed(move || form.problems());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let problems = untrack(|| form.problems());
        if !problems.is_empty() {
            return form.sent.reject(problems);
        }
        let change = untrack(|| form.change());
        form.sent.send(api::notifications::change(id, &change), move |answer| {
            toasts.done("Saved where alerts go.");
            form.loader.patch(|it| *it = answer);
            // What it holds is not left on the screen.
            form.config.opened.set(form.config.is_typed());
            again.run(());
        });
    };
    let is_external = Memo::new(move |_| form.chosen() == NotifierKind::External);
    view! {
        <form class="card" on:submit=submit novalidate>
            <fieldset class="card-body stack loose form-width" disabled=move || denied.with(Option::is_some)>
                <legend class="visually-hidden">"Where alerts go"</legend>
                {move || denied.get().map(|why| view! { <Note tone=Tone::Info><p>{why}</p></Note> })}
                <Changed form again />
                <RadioCards label="Who gets the alerts" options=kinds() value=form.kind error=form.sent.field("/kind") />
                <Show when=move || is_external.get()>
                    <ExternalFields input=form.external sent=form.sent />
                </Show>
                {form.sent.failure()}
            </fieldset>
            <Foot form />
        </form>
    }
}

fn kinds() -> Vec<Choice> {
    let of = |kind: NotifierKind, label: &str, detail: &str| Choice::new(kind.as_str(), label).detail(detail);
    vec![
        of(
            NotifierKind::None,
            "Nobody",
            "Alerts are seen under Running, and as the metrics ALERTS and ALERTS_FOR_STATE.",
        ),
        of(
            NotifierKind::Managed,
            "An Alertmanager that Keyhouse runs",
            "With a config of this deployment: who is told of which alert, and how.",
        ),
        of(
            NotifierKind::External,
            "An Alertmanager that runs already",
            "By its URL. Its config stays where it is.",
        ),
    ]
}

/// The button that saves the choice; the config of an Alertmanager that runs has one of its own.
#[component]
fn Foot(form: Form) -> impl IntoView {
    let denied = edit_denied();
    let barred = Signal::derive(move || denied.get().or_else(|| form.barred()));
    let is_needed = Memo::new(move |_| {
        let opened =
            form.config.opened.get() || form.loader.with_value(|it| it.updated_at.is_none()).unwrap_or(false);
        form.chosen() != NotifierKind::Managed || !(form.is_saved() || opened)
    });
    let label = move || match form.chosen() {
        NotifierKind::None => "Tell nobody",
        NotifierKind::Managed => "Run Alertmanager with the config that is kept",
        NotifierKind::External => "Use this Alertmanager",
    };
    view! {
        <Show when=move || is_needed.get()>
            <div class="card-foot form-foot">
                <Button
                    look=ButtonLook::Primary
                    submit=true
                    loading=form.sent.busy()
                    disabled_because=barred
                >
                    {label}
                </Button>
            </div>
        </Show>
    }
}

/// Follows what somebody else chose meanwhile; where that would take away what is typed, it is said instead.
#[component]
fn Changed(form: Form, again: Callback<()>) -> impl IntoView {
    let denied = edit_denied();
    let other = Memo::new(move |_| {
        let now = form.loader.with_value(|it| (it.kind, it.url.clone(), it.has_credential, it.updated_at));
        let before = form.before.with(|it| (it.kind, it.url.clone(), it.has_credential, it.updated_at));
        now.is_some_and(|now| now != before)
    });
    Effect::new(move || {
        let is_touched = || denied.get().is_none() && (form.barred().is_none() || form.config.is_changed());
        if other.get() && !untrack(is_touched) {
            again.run(());
        }
    });
    let action = move || {
        view! {
            <Button small=true on_press=again>
                "Load it"
            </Button>
        }
    };
    view! {
        <Show when=move || other.get()>
            <Note tone=Tone::Warn action>
                <p>"Somebody else changed this meanwhile. Saving sets it back to what you see here."</p>
            </Note>
        </Show>
    }
}
