//! Parts that share one place.

use leptos::{ev, html, prelude::*};

use super::bind::Bind;
use super::unique_id;
use crate::web::focus::{self, Step};

/// The head of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What is kept when it is chosen.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Why it can't be chosen; `None` if it can.
    pub disabled_because: Option<String>,
}

impl Tab {
    /// A part that can be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), disabled_because: None }
    }

    /// Bars it, and says why.
    pub fn disabled_because(self, why: Option<String>) -> Self {
        Self { disabled_because: why, ..self }
    }
}

/// Parts of which one is shown. Left, Right, Home and End change it.
#[component]
pub fn Tabs(
    /// What the parts have in common.
    #[prop(into)]
    label: String,
    /// The heads of the parts.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// The value of the shown part.
    #[prop(into)]
    value: Bind<String>,
    /// Draws the part of a value.
    #[prop(into)]
    panel: Callback<String, AnyView>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let id = StoredValue::new(unique_id("tabs"));
    let on_key = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => Step::By(1),
            "ArrowLeft" => Step::By(-1),
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        if let Some(list) = list.get_untracked() {
            focus::step(&list, "[role=tab]", step, true);
        }
    };
    let shown = Memo::new(move |_| value.get());
    let heads = move || {
        let head = |tab: Tab| head(&id.get_value(), tab, value);
        tabs.get().into_iter().map(head).collect_view()
    };
    view! {
        <div>
            <div node_ref=list class="tabs" role="tablist" aria-label=label on:keydown=on_key>
                {heads}
            </div>
            <div
                class="tab-panel"
                role="tabpanel"
                tabindex="-1"
                id=id.get_value()
                aria-labelledby=move || head_id(&id.get_value(), &shown.get())
            >
                {move || panel.run(shown.get())}
            </div>
        </div>
    }
}

fn head(id: &str, tab: Tab, value: Bind<String>) -> AnyView {
    let barred = tab.disabled_because.is_some();
    let own = tab.value.clone();
    let selected = Memo::new(move |_| value.with(|it| *it == own));
    let own = tab.value.clone();
    let choose = move || {
        if !barred {
            value.set(own.clone());
        }
    };
    let on_focus = choose.clone();
    view! {
        <button
            type="button"
            role="tab"
            id=head_id(id, &tab.value)
            aria-controls=id.to_owned()
            aria-selected=move || selected.get().to_string()
            aria-disabled=barred.then_some("true")
            title=tab.disabled_because
            tabindex=move || if selected.get() { "0" } else { "-1" }
            on:click=move |_| choose()
            on:focus=move |_| on_focus()
        >
            {tab.label}
        </button>
    }
    .into_any()
}

fn head_id(id: &str, value: &str) -> String {
    format!("{id}-{value}")
}

/// One place among several that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    /// Where it leads.
    pub href: String,
    /// What is read.
    pub label: String,
    /// Whether it is where we are.
    pub current: bool,
}

/// Links that look like tabs, for parts that have addresses of their own.
#[component]
pub fn TabLinks(
    /// What the places have in common.
    #[prop(into)]
    label: Signal<String>,
    /// The places.
    #[prop(into)]
    links: Signal<Vec<TabLink>>,
) -> impl IntoView {
    let node = NodeRef::<html::Nav>::new();
    // On a narrow screen the tabs scroll sideways; the one we are at is in sight.
    Effect::new(move |_| {
        links.track();
        if let Some(nav) = node.get() {
            focus::scroll_to_first(&nav, "[aria-current=page]");
        }
    });
    let link = |it: TabLink| {
        view! {
            <a href=it.href aria-current=it.current.then_some("page")>
                {it.label}
            </a>
        }
    };
    view! {
        <nav node_ref=node class="tabs" aria-label=move || label.get()>
            {move || links.get().into_iter().map(link).collect_view()}
        </nav>
    }
}
