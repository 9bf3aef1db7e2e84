//! Copying, with an honest word of whether it worked.

use std::cell::Cell;
use std::future::ready;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::{ev, html, prelude::*, task::spawn_local};

use super::icon::{Icon, icon as draw, small_icon};
use super::spinner::spinner;
use crate::web::{clipboard, clipboard::ClipboardError, focus, popover, timer::Timeout};

/// How long a button says that it copied.
const SAY: Duration = Duration::from_secs(2);

type Answer = Pin<Box<dyn Future<Output = Result<String, String>>>>;

/// Where the text comes from when somebody copies.
#[derive(Clone, Copy)]
pub struct CopySource(Callback<(), Answer>);

impl CopySource {
    /// A text that is asked for at each press, such as a secret that is kept elsewhere. The error is what a
    /// person reads if there is no text.
    pub fn later<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + 'static,
    {
        Self(Callback::new(move |()| Box::pin(ask()) as Answer))
    }

    /// A text that is at hand; read at each press.
    pub fn text(text: impl Into<Signal<String>>) -> Self {
        let text = text.into();
        Self::later(move || ready(Ok(text.get_untracked())))
    }
}

impl From<String> for CopySource {
    fn from(text: String) -> Self {
        Self::later(move || ready(Ok(text.clone())))
    }
}

impl From<&str> for CopySource {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Signal<String>> for CopySource {
    fn from(text: Signal<String>) -> Self {
        Self::text(text)
    }
}

/// How far a copy is.
#[derive(Clone, PartialEq, Eq)]
enum State {
    Idle,
    Asking,
    Copied,
    /// There was no text; why.
    NoText(String),
    /// There was, but the browser kept the clipboard closed: the text, to be copied by hand, and why.
    ByHand(String, ClipboardError),
}

/// What a copy button knows and does; the button and the chip differ only in their looks.
#[derive(Clone, Copy)]
struct Copier {
    state: RwSignal<State>,
    reset: StoredValue<Option<Timeout>, LocalStorage>,
    source: CopySource,
    on_copied: Option<Callback<()>>,
}

impl Copier {
    fn new(source: CopySource, on_copied: Option<Callback<()>>) -> Self {
        Self { state: RwSignal::new(State::Idle), reset: StoredValue::new_local(None), source, on_copied }
    }

    /// To be called in the click itself: see [`clipboard::write_promise`].
    fn press(self) {
        if self.state.with_untracked(|it| *it == State::Asking) {
            return;
        }
        self.state.set(State::Asking);
        let answer = Rc::new(Cell::new(None));
        let (tell, asked) = (Rc::clone(&answer), self.source.0.run(()));
        let written = clipboard::write_promise(async move {
            let text = asked.await;
            let copy = text.clone().ok();
            tell.set(Some(text));
            copy
        });
        spawn_local(async move {
            let written = written.await;
            self.finish(match (answer.take(), written) {
                (Some(Err(why)), _) => State::NoText(why),
                (_, Ok(())) => State::Copied,
                (Some(Ok(text)), Err(why)) => State::ByHand(text, why),
                (None, Err(why)) => State::NoText(why.to_string()),
            });
        });
    }

    fn finish(self, state: State) {
        let copied = state == State::Copied;
        // The page may have been left meanwhile.
        if self.state.try_set(state).is_some() || !copied {
            return;
        }
        let signal = self.state;
        let back = Timeout::new(SAY, move || drop(signal.try_set(State::Idle)));
        self.reset.set_value(Some(back));
        if let Some(act) = self.on_copied {
            act.run(());
        }
    }
}

/// A button that copies a text: "Copy", then "Copied" for two seconds.
#[component]
pub fn CopyButton(
    /// The text.
    #[prop(into)]
    source: CopySource,
    /// What is copied ("Copy the endpoint"), for those who can't see where it stands.
    #[prop(into)]
    name: Signal<String>,
    /// What is written on it. Default is "Copy".
    #[prop(default = "Copy".to_owned(), into)]
    label: String,
    /// Lower, for code blocks and tables. Default is true.
    #[prop(default = true)]
    small: bool,
    /// Whether it is the main thing to do here. Default is false.
    #[prop(optional)]
    primary: bool,
    /// Called once the text is on the clipboard. Default is nothing.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let copier = Copier::new(source, on_copied);
    let node = NodeRef::<html::Button>::new();
    let class =
        format!("button{}{}", if primary { " primary" } else { "" }, if small { " small" } else { "" });
    view! {
        <button
            node_ref=node
            type="button"
            class=class
            aria-label=move || name.get()
            aria-busy=move || copier.is_asking().then_some("true")
            on:click=move |_| copier.press()
        >
            {move || copier.sign(false)}
            {move || if copier.is_copied() { "Copied".to_owned() } else { label.clone() }}
        </button>
        {copier.outcome(node)}
    }
}

/// A short code that a press copies: the whole chip is the button.
#[component]
pub fn CopyChip(
    /// What is shown, such as the last four letters of a key.
    #[prop(into)]
    shown: Signal<String>,
    /// The text that is copied.
    #[prop(into)]
    source: CopySource,
    /// What is copied ("Copy the secret of ci-prod").
    #[prop(into)]
    name: Signal<String>,
    /// Called once the text is on the clipboard. Default is nothing.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let copier = Copier::new(source, on_copied);
    let node = NodeRef::<html::Button>::new();
    view! {
        <button
            node_ref=node
            type="button"
            class="copy-chip"
            // What is seen comes first, so that who speaks it to the machine is understood.
            aria-label=move || format!("{}: {}", shown.get(), name.get())
            title=move || name.get()
            aria-busy=move || copier.is_asking().then_some("true")
            on:click=move |_| copier.press()
        >
            <code>{move || shown.get()}</code>
            {move || copier.sign(true)}
        </button>
        {copier.outcome(node)}
    }
}

impl Copier {
    fn is_asking(self) -> bool {
        self.state.with(|it| *it == State::Asking)
    }

    fn is_copied(self) -> bool {
        self.state.with(|it| *it == State::Copied)
    }

    fn sign(self, small: bool) -> AnyView {
        let draw = if small { small_icon } else { draw };
        match self.state.get() {
            State::Asking => spinner(),
            State::Copied => view! { <span class="copied">{draw(Icon::Check)}</span> }.into_any(),
            _ => draw(Icon::Copy),
        }
    }

    /// What is said of it: "Copied" to a screen reader; a failure to everybody.
    fn outcome(self, opener: NodeRef<html::Button>) -> AnyView {
        let failed =
            Memo::new(move |_| self.state.with(|it| matches!(it, State::NoText(_) | State::ByHand(..))));
        view! {
            <span class="visually-hidden" role="status">
                {move || self.is_copied().then_some("Copied")}
            </span>
            // Only then: a table has such a button in each row.
            {move || failed.get().then(|| self.failure(opener))}
        }
        .into_any()
    }

    /// Says why nothing was copied, in a layer beside the button, with the text to be copied by hand if there is one.
    fn failure(self, opener: NodeRef<html::Button>) -> AnyView {
        let (layer, field) = (NodeRef::<html::Div>::new(), NodeRef::<html::Input>::new());
        Effect::new(move |_| {
            if let (Some(layer), Some(opener)) = (layer.get(), opener.get_untracked()) {
                popover::show_beside(&layer, &opener);
            }
        });
        Effect::new(move |_| {
            if let Some(field) = field.get() {
                // Once the layer around it is shown.
                request_animation_frame(move || focus::select_all(&field));
            }
        });
        let forget = move |_| {
            if layer.get_untracked().is_some_and(|it| !popover::is_shown(&it)) {
                self.state.set(State::Idle);
            }
        };
        let on_key = move |event: ev::KeyboardEvent| {
            if event.key() == "Escape" {
                // The dialog around stays open.
                event.prevent_default();
                event.stop_propagation();
                if let Some(layer) = layer.get_untracked() {
                    popover::hide(&layer);
                }
            }
        };
        let message = move || match self.state.get() {
            State::NoText(why) => Some(view! { <p>{format!("Nothing was copied. {why}")}</p> }.into_any()),
            State::ByHand(text, why) => {
                let how = format!("Not copied. {why} The text is marked: press Ctrl C or \u{2318} C.");
                Some(view! { <p>{how}</p> {readonly_field(text, field)} }.into_any())
            }
            State::Idle | State::Asking | State::Copied => None,
        };
        view! {
            <div
                node_ref=layer
                class="popover copy-failed"
                popover="auto"
                role="alert"
                on:toggle=forget
                on:keydown=on_key
            >
                {message}
            </div>
        }
        .into_any()
    }
}

/// A text that is only there to be read and copied, in a field so that it can be marked.
fn readonly_field(text: String, node: NodeRef<html::Input>) -> AnyView {
    view! { <input node_ref=node class="input mono" type="text" readonly aria-label="Text to copy" prop:value=text /> }
        .into_any()
}
