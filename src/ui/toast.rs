//! Short messages at the edge of the page: what was done, what failed.

use std::time::Duration;

use leptos::{html, prelude::*};

use super::icon::{Icon, icon as draw};
use crate::web::{self, popover, timer::Timeout};

/// How long a message of success stays.
const STAY: Duration = Duration::from_secs(6);

/// A message.
#[derive(Clone)]
pub struct Toast {
    /// Tells it from the others.
    pub id: u64,
    /// Whether it says that something failed. Such a message stays until it is closed.
    pub failed: bool,
    /// What happened, in a sentence.
    pub text: String,
    /// What is safe and what to do next; empty if there is nothing to add.
    pub detail: String,
    /// Something to do about it. Default is nothing.
    pub action: Option<ToastAction>,
}

/// What a message offers to do.
#[derive(Clone)]
pub struct ToastAction {
    /// What happens ("Undo", "View entry").
    pub label: String,
    /// Makes it happen.
    pub act: Callback<()>,
}

/// The messages, newest last. Stands once in the page, from its start: a screen reader says only what is put
/// into a region that it knows.
#[component]
pub fn Toasts(
    /// The messages.
    #[prop(into)]
    items: Signal<Vec<Toast>>,
    /// Called with the id of a message that is over.
    #[prop(into)]
    on_dismiss: Callback<u64>,
) -> impl IntoView {
    let layer = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        items.track();
        // Anew each time, for a dialog that opened since then would cover it.
        if let Some(layer) = layer.get() {
            popover::show_on_top(&layer);
        }
    });
    let of_kind =
        move |failed: bool| items.get().into_iter().filter(|it| it.failed == failed).collect::<Vec<_>>();
    view! {
        <div node_ref=layer class="toasts" popover="manual">
            <div role="status" aria-live="polite">
                <For each=move || of_kind(false) key=|it| it.id children=move |it| toast(it, on_dismiss) />
            </div>
            <div role="alert" aria-live="assertive">
                <For each=move || of_kind(true) key=|it| it.id children=move |it| toast(it, on_dismiss) />
            </div>
        </div>
    }
}

fn toast(item: Toast, on_dismiss: Callback<u64>) -> AnyView {
    let id = item.id;
    let timer = StoredValue::new_local(None::<Timeout>);
    let start = move || timer.set_value(Some(Timeout::new(STAY, move || on_dismiss.run(id))));
    let stays = item.failed;
    if !stays {
        start();
    }
    let pause = move || timer.set_value(None);
    let go_on = move || {
        if !stays {
            start();
        }
    };
    let action = item.action.map(|action| {
        let press = move |_| {
            action.act.run(());
            on_dismiss.run(id);
        };
        view! { <button type="button" on:click=press>{action.label}</button> }
    });
    view! {
        <div
            class=if stays { "toast bad" } else { "toast" }
            on:mouseenter=move |_| pause()
            on:mouseleave=move |_| go_on()
            on:focusin=move |_| pause()
            on:focusout=move |event| if web::focus::leaves(&event) { go_on() }
        >
            {draw(if stays { Icon::Warning } else { Icon::Check })}
            <div class="text">
                <p>{item.text}</p>
                {(!item.detail.is_empty()).then(|| view! { <p>{item.detail}</p> })}
            </div>
            {action}
            <button type="button" aria-label="Close message" on:click=move |_| on_dismiss.run(id)>
                {draw(Icon::Close)}
            </button>
        </div>
    }
    .into_any()
}
