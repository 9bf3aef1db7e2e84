//! A button with a list of actions, in a layer that no table or dialog cuts off.

use leptos::{ev, html, prelude::*};

use super::icon::{Icon, icon as draw};
use super::unique_id;
use crate::web::focus::{self, Step};
use crate::web::popover;

/// One entry of a menu.
#[derive(Clone)]
pub struct MenuItem {
    label: String,
    detail: String,
    icon: Option<Icon>,
    danger: bool,
    disabled_because: Option<String>,
    act: Act,
}

#[derive(Clone)]
enum Act {
    Run(Callback<()>),
    Go(String),
    /// No entry: a line between two groups.
    Line,
}

impl MenuItem {
    /// An entry that does something.
    pub fn button(label: impl Into<String>, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self::new(label, Act::Run(Callback::new(move |()| act())))
    }

    /// An entry that leads somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Act::Go(href.into()))
    }

    /// A line between two groups.
    pub fn line() -> Self {
        Self::new("", Act::Line)
    }

    /// Puts an icon before it.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// Says more in a second line.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Marks it as destroying something.
    pub fn danger(self) -> Self {
        Self { danger: true, ..self }
    }

    /// Bars it, and says why in a second line.
    pub fn disabled_because(self, why: Option<String>) -> Self {
        Self { disabled_because: why, ..self }
    }

    fn new(label: impl Into<String>, act: Act) -> Self {
        Self {
            label: label.into(),
            detail: String::new(),
            icon: None,
            danger: false,
            disabled_because: None,
            act,
        }
    }
}

const ITEM: &str = "[role=menuitem]";

/// A button that opens a list of actions. Arrow keys, Home, End and the first letter move in it; Escape and
/// Tab leave it.
#[component]
pub fn Menu(
    /// What the button is called; in a table, name the row ("Actions for ci-prod").
    #[prop(into)]
    name: Signal<String>,
    /// The entries, asked for each time the menu opens.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
    /// What is written on the button. Default is three dots and no words.
    #[prop(optional, into)]
    label: Option<String>,
    /// Whether the button is lower, for tables and toolbars. Default is false.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let (opener, layer) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    let open = RwSignal::new(false);
    // The layer is made when it is opened first: a table has a menu in each row, and most are never opened.
    let made = RwSignal::new(false);
    let id = unique_id("menu");
    let entries = RwSignal::new(Vec::new());
    let show = move |step: Step| {
        entries.set(items.run(()));
        open.set(true);
        made.set(true);
        // The entries are in the page only after this turn.
        request_animation_frame(move || {
            if let (Some(layer), Some(opener)) = (layer.get_untracked(), opener.get_untracked()) {
                popover::show_beside(&layer, &opener);
                focus::step(&layer, ITEM, step, false);
            }
        });
    };
    let on_opener_key = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => Step::First,
            "ArrowUp" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        show(step);
    };
    let wide = label.is_some();
    view! {
        <button
            node_ref=opener
            type="button"
            class=format!(
                "button{}{}",
                if wide { "" } else { " ghost icon-only" },
                if small { " small" } else { "" },
            )
            aria-label=move || name.get()
            title=move || (!wide).then(|| name.get())
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-controls=id.clone()
            on:click=move |_| if open.get_untracked() { hide(layer) } else { show(Step::First) }
            on:keydown=on_opener_key
        >
            {label.clone()}
            {draw(if wide { Icon::ChevronDown } else { Icon::Dots })}
        </button>
        {move || made.get().then(|| list(layer, id.clone(), name, open, entries))}
    }
}

/// The layer with the entries.
fn list(
    layer: NodeRef<html::Div>,
    id: String,
    name: Signal<String>,
    open: RwSignal<bool>,
    entries: RwSignal<Vec<MenuItem>>,
) -> AnyView {
    let hide = move || hide(layer);
    view! {
        <div
            node_ref=layer
            id=id
            class="popover menu"
            popover="auto"
            role="menu"
            aria-label=move || name.get()
            on:keydown=move |event| on_menu_key(&event, layer, hide)
            on:click=move |event| event.stop_propagation()
            on:toggle=move |_| {
                open.set(layer.get_untracked().is_some_and(|it| popover::is_shown(&it)));
            }
        >
            {move || {
                open.get().then(|| entries.get().into_iter().map(|it| entry(it, hide)).collect_view())
            }}
        </div>
    }
    .into_any()
}

fn hide(layer: NodeRef<html::Div>) {
    if let Some(layer) = layer.get_untracked() {
        popover::hide(&layer);
    }
}

fn entry(item: MenuItem, hide: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    if matches!(item.act, Act::Line) {
        return view! { <div class="menu-line" role="separator"></div> }.into_any();
    }
    let class = if item.danger { "menu-item danger" } else { "menu-item" };
    let barred = item.disabled_because.is_some();
    let detail = item.disabled_because.unwrap_or(item.detail);
    let content = view! {
        {item.icon.map(draw)}
        <span>
            {item.label} " "
            {(!detail.is_empty()).then(|| view! { <span class="detail">{detail}</span> })}
        </span>
    };
    match item.act {
        Act::Go(href) if !barred => view! {
            <a class=class role="menuitem" tabindex="-1" href=href on:click=move |_| hide()>
                {content}
            </a>
        }
        .into_any(),
        act => {
            let press = move |_| {
                if let (Act::Run(act), false) = (&act, barred) {
                    // First away with the menu, so that a dialog opened by the action can give the focus
                    // back to the menu's button.
                    hide();
                    act.run(());
                }
            };
            view! {
                <button
                    type="button"
                    class=class
                    role="menuitem"
                    tabindex="-1"
                    aria-disabled=barred.then_some("true")
                    on:click=press
                >
                    {content}
                </button>
            }
            .into_any()
        }
    }
}

fn on_menu_key(event: &ev::KeyboardEvent, layer: NodeRef<html::Div>, hide: impl Fn()) {
    let Some(layer) = layer.get_untracked() else {
        return;
    };
    // Neither the row below nor the dialog around may take these keys for its own.
    event.stop_propagation();
    let step = match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        "Escape" => {
            event.prevent_default();
            return hide();
        }
        "Tab" => return hide(),
        letter if letter.chars().count() == 1 && letter != " " => {
            focus::by_letter(&layer, ITEM, letter);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    focus::step(&layer, ITEM, step, true);
}
