//! How the Alertmanager is, who changed it last, and a test alert.

use super::words;
use crate::api::{self, ApiError, Client};
use crate::components::deployment::{edit_denied, use_deployment};
use crate::components::failure::Failure;
use crate::components::process_log::ProcessLog;
use crate::format::text::list;
use crate::format::time::elapsed;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::time::Time;
use chrono::TimeDelta;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{Notifications, NotifierKind, NotifierStatus, TestAlertResult};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// How many receivers are named.
const MOST: usize = 10;

/// The card.
#[component]
pub(super) fn Status(
    /// Where alerts go.
    loader: Loader<Notifications>,
) -> impl IntoView {
    let of = move |look: fn(&Notifications) -> String| {
        Memo::new(move |_| loader.with_value(look).unwrap_or_default())
    };
    let whereto = of(words::whereto);
    let state = Memo::new(move |_| loader.with_value(|it| (it.kind, words::status(it.status))));
    let badge = move || {
        let (kind, (text, tone)) = state.get()?;
        (kind != NotifierKind::None).then(|| view! { <Badge tone text /> })
    };
    let process = Memo::new(move |_| loader.with_value(|it| it.process.clone()).flatten());
    let test = Test::new();
    view! {
        <section class="card" aria-labelledby="notifier">
            <div class="card-head">
                <h2 id="notifier">"Status"</h2>
                {badge}
                <div class="card-actions">
                    <TestButton loader test />
                </div>
            </div>
            <div class="card-body stack">
                <p class="running-name">{whereto}</p>
                <Reason loader />
                <ProcessLog process />
                <TestOutcome test />
                <Changed loader />
            </div>
        </section>
    }
}

/// Why it stands so, where that has to be said.
#[component]
fn Reason(loader: Loader<Notifications>) -> impl IntoView {
    let reason = Memo::new(move |_| loader.with_value(|it| it.reason.clone().zip(Some(it.status))).flatten());
    move || {
        let (reason, status) = reason.get()?;
        let failed = status == NotifierStatus::Failed;
        let tone = if failed { Tone::Bad } else { Tone::Info };
        Some(view! { <Note tone alert=failed><p class="log-text">{reason}</p></Note> })
    }
}

/// Who changed it last, and when.
#[component]
fn Changed(loader: Loader<Notifications>) -> impl IntoView {
    let changed =
        Memo::new(move |_| loader.with_value(|it| it.updated_at.zip(it.updated_by.clone())).flatten());
    move || {
        let (at, by) = changed.get()?;
        Some(view! { <p class="small muted">"Changed " <Time at /> {format!(" by {by}")}</p> })
    }
}

/// A test alert on its way, and what became of it.
#[derive(Clone, Copy)]
struct Test {
    busy: RwSignal<bool>,
    result: RwSignal<Option<Result<TestAlertResult, ApiError>>>,
}

impl Test {
    fn new() -> Self {
        Self { busy: RwSignal::new(false), result: RwSignal::new(None) }
    }

    fn send(self, client: Client, id: DeploymentId) {
        self.busy.set(true);
        self.result.set(None);
        spawn_local_scoped_with_cancellation(async move {
            let result = client.send(api::notifications::test(id)).await;
            self.busy.set(false);
            self.result.set(Some(result));
        });
    }
}

#[component]
fn TestButton(loader: Loader<Notifications>, test: Test) -> impl IntoView {
    let (client, id, denied) = (StoredValue::new(state::client()), use_deployment().id(), edit_denied());
    let nobody = Memo::new(move |_| loader.with_value(|it| it.kind == NotifierKind::None).unwrap_or(true));
    let barred = Signal::derive(move || {
        let why = || nobody.get().then(|| "Choose an Alertmanager first: nobody would get it.".to_owned());
        denied.get().or_else(why)
    });
    view! {
        <Button
            small=true
            icon=Icon::Bell
            loading=test.busy
            disabled_because=barred
            on_press=move |()| test.send(client.get_value(), id)
        >
            "Send a test alert"
        </Button>
    }
}

/// What became of a test alert.
#[component]
fn TestOutcome(test: Test) -> impl IntoView {
    let outcome = move || match test.result.get()? {
        Ok(result) => Some(result_of(result)),
        Err(error) => Some(view! { <Failure error /> }.into_any()),
    };
    view! {
        <div class="said" role="status">
            {outcome}
        </div>
    }
}

fn result_of(result: TestAlertResult) -> AnyView {
    let (tone, word) = if result.taken { (Tone::Ok, "Taken") } else { (Tone::Bad, "Not taken") };
    let took = elapsed(TimeDelta::milliseconds(i64::try_from(result.elapsed_ms).unwrap_or(i64::MAX / 1000)));
    let receivers = (!result.receivers.is_empty())
        .then(|| view! { <p>{format!("It goes to {}.", list(&result.receivers, MOST))}</p> });
    view! {
        <Note tone>
            <p class="cluster">
                <strong>{word}</strong>
                <span class="small muted nowrap">{took}</span>
            </p>
            <p class="log-text">{result.detail}</p>
            {receivers}
        </Note>
    }
    .into_any()
}
