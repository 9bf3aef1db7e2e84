//! Buttons, and links that look like them.

use leptos::{ev, html, prelude::*};

use super::icon::{Icon, icon as draw};
use super::spinner::spinner;
use super::unique_id;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// The one thing that a page or dialog is for.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// What hardly matters, or stands among many of its kind.
    Ghost,
    /// What destroys something.
    Danger,
}

impl ButtonLook {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => " primary",
            Self::Secondary => "",
            Self::Ghost => " ghost",
            Self::Danger => " danger",
        }
    }
}

/// A button. The label (its children) says what happens.
///
/// One that can't be used now stays where it is, can be reached with the keyboard and says why.
#[component]
pub fn Button(
    /// What a press does; not called while `loading` or disabled. Default is nothing, for a submit button.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// How much it stands out. Default is `Secondary`.
    #[prop(optional)]
    look: ButtonLook,
    /// Lower, for tables and toolbars. Default is false.
    #[prop(optional)]
    small: bool,
    /// An icon before the label. Default is none.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Whether it submits the form that it stands in. Default is false.
    #[prop(optional)]
    submit: bool,
    /// The id of the form that it submits, where it stands outside of it, as in a dialog's foot. Default is the form
    /// around it.
    #[prop(optional, into)]
    form: Option<String>,
    /// Whether what it started is still under way. Default is false.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// Why it can't be used now. Default is that it can.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
    /// Its name, where the label alone says too little ("Delete ci-prod"). Default is the label.
    #[prop(optional, into)]
    name: MaybeProp<String>,
    /// More classes, such as `start` in a dialog's foot. Default is none.
    #[prop(optional)]
    class: &'static str,
    /// Whether a dialog puts the focus here when it opens. Default is false.
    #[prop(optional)]
    initial_focus: bool,
    /// The element, for those who move the focus. Default is none.
    #[prop(optional)]
    node: NodeRef<html::Button>,
    /// The label.
    children: Children,
) -> impl IntoView {
    let reason_id = unique_id("reason");
    let described = reason_id.clone();
    let barred = move || disabled_because.with(Option::is_some);
    let press = move |event: ev::MouseEvent| {
        if barred() || loading.get_untracked() {
            // A submit button must not submit either.
            event.prevent_default();
        } else if let Some(act) = on_press {
            act.run(());
        }
    };
    view! {
        <button
            node_ref=node
            type=if submit { "submit" } else { "button" }
            form=form
            class=format!("button{}{}{}{class}", look.class(), if small { " small" } else { "" }, gap(class))
            aria-label=move || name.get()
            aria-disabled=move || barred().then_some("true")
            aria-busy=move || loading.get().then_some("true")
            aria-describedby=move || barred().then(|| described.clone())
            title=move || disabled_because.get()
            data-initial-focus=initial_focus
            on:click=press
        >
            {move || if loading.get() { Some(spinner()) } else { icon.map(draw) }}
            {children()}
            {move || {
                disabled_because
                    .get()
                    .map(|why| view! { <span id=reason_id.clone() hidden>{why}</span> })
            }}
        </button>
    }
}

/// A button that is only an icon; its name is what a screen reader and the tooltip say.
#[component]
pub fn IconButton(
    /// The icon.
    icon: Icon,
    /// What a press does, in words.
    #[prop(into)]
    name: Signal<String>,
    /// What a press does.
    #[prop(into)]
    on_press: Callback<()>,
    /// Lower, for tables and toolbars. Default is false.
    #[prop(optional)]
    small: bool,
    /// The element, for those who move the focus. Default is none.
    #[prop(optional)]
    node: NodeRef<html::Button>,
) -> impl IntoView {
    view! {
        <button
            node_ref=node
            type="button"
            class=if small { "button ghost icon-only small" } else { "button ghost icon-only" }
            aria-label=move || name.get()
            title=move || name.get()
            on:click=move |_| on_press.run(())
        >
            {draw(icon)}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere, and changes nothing.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How much it stands out. Default is `Secondary`.
    #[prop(optional)]
    look: ButtonLook,
    /// Lower, for tables and toolbars. Default is false.
    #[prop(optional)]
    small: bool,
    /// An icon before the label. Default is none.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// More classes. Default is none.
    #[prop(optional)]
    class: &'static str,
    /// The label.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            href=move || href.get()
            class=format!("button{}{}{}{class}", look.class(), if small { " small" } else { "" }, gap(class))
        >
            {icon.map(draw)}
            {children()}
        </a>
    }
}

fn gap(class: &str) -> &'static str {
    if class.is_empty() { "" } else { " " }
}
