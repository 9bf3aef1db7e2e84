//! Code to be read and copied.

use leptos::prelude::*;

use super::bind::Bind;
use super::copy::{CopyButton, CopySource};
use super::tabs::{Tab, Tabs};

/// What is shown of a piece of code: plain parts, and marked ones (a masked secret, a name to fill in).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet(Vec<(String, bool)>);

impl Snippet {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a plain part.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push((text.into(), false));
        self
    }

    /// Adds a marked part.
    pub fn mark(mut self, text: impl Into<String>) -> Self {
        self.0.push((text.into(), true));
        self
    }

    /// `text` with each occurrence of `marked` marked.
    pub fn marking(text: &str, marked: &str) -> Self {
        if marked.is_empty() {
            return Self::new().text(text);
        }
        let mut parts = Vec::new();
        for (i, part) in text.split(marked).enumerate() {
            if i > 0 {
                parts.push((marked.to_owned(), true));
            }
            parts.push((part.to_owned(), false));
        }
        Self(parts)
    }

    /// The whole text as it is shown.
    pub fn as_text(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }
}

impl From<String> for Snippet {
    fn from(text: String) -> Self {
        Self::new().text(text)
    }
}

impl From<&str> for Snippet {
    fn from(text: &str) -> Self {
        Self::new().text(text)
    }
}

/// A piece of code with its language and a button that copies it.
#[component]
pub fn CodeBlock(
    /// What is shown.
    #[prop(into)]
    shown: Signal<Snippet>,
    /// What it is written in, or the name of the file ("curl", "prometheus.yml").
    #[prop(into)]
    language: Signal<String>,
    /// What is copied, where that differs from what is shown. Default is what is shown.
    #[prop(optional, into)]
    source: Option<CopySource>,
    /// Whether long lines wrap instead of scrolling. Default is false.
    #[prop(optional)]
    wraps: bool,
    /// Called once the code is on the clipboard. Default is nothing.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
    /// More buttons beside "Copy". Default is none.
    #[prop(optional, into)]
    actions: ViewFn,
) -> impl IntoView {
    let source =
        source.unwrap_or_else(|| CopySource::text(Signal::derive(move || shown.with(Snippet::as_text))));
    let part = |(text, marked): (String, bool)| {
        if marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    let name = Signal::derive(move || format!("Copy {}", language.get()));
    let copied = Callback::new(move |()| {
        if let Some(act) = on_copied {
            act.run(());
        }
    });
    view! {
        <figure class=if wraps { "code wraps" } else { "code" }>
            <figcaption>
                <span class="code-language">{move || language.get()}</span>
                <span class="cluster">
                    {actions.run()}
                    <CopyButton source name on_copied=copied />
                </span>
            </figcaption>
            // It scrolls, and so the keyboard must be able to get there.
            <pre tabindex="0" aria-label=move || language.get() role="region">
                <code translate="no">{move || shown.get().0.into_iter().map(part).collect_view()}</code>
            </pre>
        </figure>
    }
}

/// One of several ways to write the same.
#[derive(Clone)]
pub struct Sample {
    /// The name of its tab; each is used once.
    pub label: String,
    /// What it is written in, or the name of the file.
    pub language: String,
    /// What is shown.
    pub shown: Snippet,
    /// What is copied, where that differs from what is shown.
    pub source: Option<CopySource>,
}

/// The same in several languages, one tab each.
#[component]
pub fn CodeTabs(
    /// What the code does ("Use the key").
    #[prop(into)]
    label: String,
    /// The ways to write it.
    #[prop(into)]
    samples: Signal<Vec<Sample>>,
    /// The label of the shown one. Default is the first, changed in place.
    #[prop(optional, into)]
    value: Option<Bind<String>>,
    /// Called once a piece of code is on the clipboard. Default is nothing.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let first = samples.with_untracked(|all| all.first().map(|it| it.label.clone()).unwrap_or_default());
    let value = value.unwrap_or_else(|| RwSignal::new(first).into());
    let tabs = Signal::derive(move || {
        samples.with(|all| all.iter().map(|it| Tab::new(&it.label, &it.label)).collect::<Vec<_>>())
    });
    let copied = Callback::new(move |()| {
        if let Some(act) = on_copied {
            act.run(());
        }
    });
    let panel = move |label: String| {
        let sample = samples.with(|all| all.iter().find(|it| it.label == label).cloned());
        let block = sample.map(|it| {
            let source = it.source.unwrap_or_else(|| it.shown.as_text().into());
            view! { <CodeBlock shown=it.shown language=it.language source on_copied=copied /> }
        });
        block.into_any()
    };
    view! { <Tabs label tabs value panel=panel /> }
}
