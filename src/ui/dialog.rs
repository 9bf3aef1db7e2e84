//! Dialogs, on the browser's own `<dialog>`: the focus stays inside, the rest of the page is inert, and the
//! focus returns to what opened it.

use leptos::{ev, html, prelude::*};

use super::button::IconButton;
use super::icon::Icon;
use super::unique_id;
use crate::web;

/// How wide a dialog is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// 440 px, for a question.
    Narrow,
    /// 580 px, for a form.
    #[default]
    Medium,
    /// 780 px, for code.
    Wide,
    /// 1100 px, for a comparison.
    Full,
}

/// Where the focus is when a dialog opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogFocus {
    /// On what is marked `initial_focus`, else on the first control of the body, else on the title.
    #[default]
    FirstControl,
    /// On the title, so that it is read first.
    Title,
}

/// A dialog. It is in the page only while it is open.
///
/// Whatever would close it (Escape, the backdrop, the cross) only asks `on_close`: the caller closes it by
/// changing `open`, or keeps it and says why.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Called when the person wants it closed.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// A sentence below the title. Default is none.
    #[prop(optional, into)]
    description: Signal<String>,
    /// How wide it is. Default is `Medium`.
    #[prop(optional)]
    size: DialogSize,
    /// Where the focus is when it opens. Default is `FirstControl`.
    #[prop(optional)]
    focus: DialogFocus,
    /// Whether it asks about something grave, so that a screen reader reads all of it. Default is false.
    #[prop(optional)]
    alert: bool,
    /// The buttons below, the main one last; class `start` puts one at the left end. Default is none.
    #[prop(optional, into)]
    footer: ViewFn,
    /// What is in it; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let (children, footer) = (StoredValue::new(children), StoredValue::new(footer));
    view! {
        <Show when=move || open.get()>
            <OpenDialog
                open
                on_close
                title
                description
                size
                focus
                alert
                footer=footer.with_value(Clone::clone)
                body=children.with_value(Clone::clone)
            />
        </Show>
    }
}

#[component]
fn OpenDialog(
    open: Signal<bool>,
    on_close: Callback<()>,
    title: Signal<String>,
    description: Signal<String>,
    size: DialogSize,
    focus: DialogFocus,
    alert: bool,
    footer: ViewFn,
    body: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let (title_id, description_id) = (unique_id("title"), unique_id("description"));
    let described_by = description_id.clone();
    manage(node, open, on_close, focus);
    // A press that began inside (marking a text) and ends outside is not meant for the backdrop.
    let pressed_outside = StoredValue::new(false);
    let outside = move |event: &ev::MouseEvent| {
        node.get_untracked().is_some_and(|it| web::dialog::is_backdrop(&it, event))
    };
    view! {
        <dialog
            node_ref=node
            class=class(size)
            role=alert.then_some("alertdialog")
            aria-labelledby=title_id.clone()
            aria-describedby=move || description.with(|it| !it.is_empty()).then(|| described_by.clone())
            on:keydown=move |event| close_on_escape(&event, on_close)
            on:mousedown=move |event| pressed_outside.set_value(outside(&event))
            on:click=move |event| {
                if pressed_outside.get_value() && outside(&event) {
                    on_close.run(());
                }
            }
        >
            <div class="dialog-box">
                <div class="dialog-head">
                    <div>
                        <h2 id=title_id.clone() tabindex="-1">{move || title.get()}</h2>
                        {move || {
                            let text = description.get();
                            (!text.is_empty()).then(|| view! { <p id=description_id.clone()>{text}</p> })
                        }}
                    </div>
                    <IconButton icon=Icon::Close name="Close" small=true on_press=on_close />
                </div>
                <div class="dialog-body">{body()}</div>
                <div class="dialog-foot">{footer.run()}</div>
            </div>
        </dialog>
    }
}

/// Of radio buttons the chosen one: the focus on another would let Space choose it unseen.
const FIRST_FIELD: &str =
    ".dialog-body :is(input:not([type=radio]), [type=radio]:checked, select, textarea):not(:disabled)";

/// Opens the dialog once it is in the page, and closes it properly before it leaves.
fn manage(node: NodeRef<html::Dialog>, open: Signal<bool>, on_close: Callback<()>, focus: DialogFocus) {
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        let shown = web::dialog::OpenDialog::new(dialog.clone());
        let placed = focus == DialogFocus::FirstControl
            && (web::focus::first(&dialog, "[data-initial-focus]")
                || web::focus::first(&dialog, FIRST_FIELD)
                || web::focus::first(&dialog, ".dialog-body :is(button, a[href])"));
        if !placed {
            web::focus::first(&dialog, "h2");
        }
        let again = dialog.clone();
        web::keep(web::dialog::on_close_request(&dialog, move || {
            on_close.run(());
            // The caller may have kept it, and the browser may have closed it all the same.
            if open.try_get_untracked().unwrap_or(false) {
                web::dialog::show(&again);
            }
        }));
        web::keep(shown);
    });
}

fn close_on_escape(event: &ev::KeyboardEvent, on_close: Callback<()>) {
    // What is inside (a menu, a search) may have had its own use for it.
    if event.key() == "Escape" && !event.default_prevented() && !event.is_composing() {
        event.prevent_default();
        event.stop_propagation();
        on_close.run(());
    }
}

fn class(size: DialogSize) -> &'static str {
    match size {
        DialogSize::Narrow => "dialog narrow",
        DialogSize::Medium => "dialog",
        DialogSize::Wide => "dialog wide",
        DialogSize::Full => "dialog full",
    }
}
