//! Fields to type into or pick from.

use leptos::{ev, html, prelude::*};

use super::bind::Bind;
use super::button::IconButton;
use super::field::{FieldText, Wiring, field};
use super::icon::{Icon, icon};
use super::unique_id;

/// What kind of text a field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    #[default]
    Text,
    /// Hidden while typed, with a button that shows it.
    Password,
    Email,
    Url,
    Number,
    /// A date and a time in the browser's zone; see [`crate::web::clock::from_input`].
    DateTime,
}

impl TextKind {
    fn input_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::Email => "email",
            Self::Url => "url",
            Self::Number => "number",
            Self::DateTime => "datetime-local",
        }
    }
}

/// A field for one line.
#[component]
pub fn TextField(
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    #[prop(into)]
    value: Bind<String>,
    /// What kind of text. Default is `Text`.
    #[prop(optional)]
    kind: TextKind,
    /// What helps to answer. Default is nothing.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and how to mend it. Default is nothing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Why it can't be answered now. Default is that it can.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
    /// Whether it may be left empty. Default is false.
    #[prop(optional)]
    optional: bool,
    /// An example of an answer. Default is none.
    #[prop(optional, into)]
    placeholder: String,
    /// What the browser may fill in: `username`, `current-password`, `new-password`. Default is `off`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The least number or the earliest time. Default is none.
    #[prop(optional, into)]
    min: MaybeProp<String>,
    /// The largest number or the latest time. Default is none.
    #[prop(optional, into)]
    max: MaybeProp<String>,
    /// A unit behind the field, such as "days". Default is none.
    #[prop(optional, into)]
    suffix: String,
    /// Letters of one width, for what is code. Default is false.
    #[prop(optional)]
    mono: bool,
    /// Whether a dialog puts the focus here when it opens. Default is false.
    #[prop(optional)]
    initial_focus: bool,
    /// Called when the person leaves the field: the time to say what is wrong. Default is nothing.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// The element, for those who move the focus. Default is none.
    #[prop(optional)]
    node: NodeRef<html::Input>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let input_type = move || if shown.get() { "text" } else { kind.input_type() };
    let control = move |wiring: Wiring| {
        view! {
            <div class="input-group">
                <input
                    node_ref=node
                    id=wiring.id
                    class=if mono { "input mono" } else { "input" }
                    type=input_type
                    placeholder=placeholder
                    autocomplete=autocomplete
                    spellcheck="false"
                    min=move || min.get()
                    max=move || max.get()
                    required=!optional
                    disabled=move || wiring.disabled.get()
                    data-initial-focus=initial_focus
                    aria-describedby=move || wiring.described_by.get()
                    aria-invalid=move || wiring.invalid.get()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                    on:blur=move |_| if let Some(act) = on_leave { act.try_run(()); }
                />
                {(!suffix.is_empty()).then(|| view! { <span class="suffix">{suffix}</span> })}
                {(kind == TextKind::Password).then(|| reveal_button(shown))}
            </div>
        }
        .into_any()
    };
    field(FieldText { label, hint, error, disabled_because, optional }, control)
}

fn reveal_button(shown: RwSignal<bool>) -> AnyView {
    let name = Signal::derive(move || {
        if shown.get() { "Hide what is typed" } else { "Show what is typed" }.to_owned()
    });
    view! { <IconButton icon=Icon::Eye name=name on_press=move |()| shown.update(|it| *it = !*it) /> }
        .into_any()
}

/// A field for several lines.
#[component]
pub fn TextArea(
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    #[prop(into)]
    value: Bind<String>,
    /// What helps to answer. Default is nothing.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and how to mend it. Default is nothing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Why it can't be answered now. Default is that it can.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
    /// Whether it may be left empty. Default is false.
    #[prop(optional)]
    optional: bool,
    /// How many lines high. Default is 4.
    #[prop(default = 4)]
    rows: u32,
    /// Letters of one width, for what is code. Default is false.
    #[prop(optional)]
    mono: bool,
    /// The element, for those who move the focus. Default is none.
    #[prop(optional)]
    node: NodeRef<html::Textarea>,
) -> impl IntoView {
    let control = move |wiring: Wiring| {
        view! {
            <textarea
                node_ref=node
                id=wiring.id
                class=if mono { "input mono" } else { "input" }
                rows=rows.to_string()
                spellcheck=if mono { "false" } else { "true" }
                required=!optional
                disabled=move || wiring.disabled.get()
                aria-describedby=move || wiring.described_by.get()
                aria-invalid=move || wiring.invalid.get()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        }
        .into_any()
    };
    field(FieldText { label, hint, error, disabled_because, optional }, control)
}

/// One answer of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What is kept when it is chosen.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it can be chosen; the label says why not.
    pub disabled: bool,
}

impl SelectOption {
    /// An answer that can be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), disabled: false }
    }
}

/// A field that offers a list of answers.
#[component]
pub fn Select(
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    /// The value of the chosen answer; one that is not offered shows as an empty choice.
    #[prop(into)]
    value: Bind<String>,
    /// The answers.
    #[prop(into)]
    options: Signal<Vec<SelectOption>>,
    /// What helps to answer. Default is nothing.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and how to mend it. Default is nothing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Why it can't be answered now. Default is that it can.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
) -> impl IntoView {
    let entries = move || {
        let chosen = value.get();
        let of = |it: SelectOption| {
            let selected = it.value == chosen;
            view! { <option value=it.value selected=selected disabled=it.disabled>{it.label}</option> }
                .into_any()
        };
        let offered = options.get();
        let missing = !offered.iter().any(|it| it.value == chosen);
        let blank =
            missing.then(|| SelectOption { disabled: true, ..SelectOption::new(&chosen, "Choose…") });
        blank.into_iter().chain(offered).map(of).collect_view()
    };
    let control = move |wiring: Wiring| {
        view! {
            <select
                id=wiring.id
                class="input"
                disabled=move || wiring.disabled.get()
                aria-describedby=move || wiring.described_by.get()
                aria-invalid=move || wiring.invalid.get()
                prop:value=move || value.get()
                on:change=move |event| value.set(event_target_value(&event))
            >
                {entries}
            </select>
        }
        .into_any()
    };
    field(FieldText { label, hint, error, disabled_because, optional: false }, control)
}

/// A field that narrows down a list as it is typed into. Escape empties it.
#[component]
pub fn SearchField(
    /// What is searched, for those who can't see where it stands ("Filter API keys").
    #[prop(into)]
    label: String,
    /// What is typed.
    #[prop(into)]
    value: Bind<String>,
    /// What can be searched for ("Name or last four"). Default is the label.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// The element, for those who move the focus. Default is none.
    #[prop(optional)]
    node: NodeRef<html::Input>,
) -> impl IntoView {
    let id = unique_id("search");
    let placeholder = placeholder.unwrap_or_else(|| label.clone());
    let clear = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && value.with_untracked(|it| !it.is_empty()) {
            // Otherwise the dialog around it would close as well.
            event.prevent_default();
            event.stop_propagation();
            value.set(String::new());
        }
    };
    view! {
        <div class="search-field">
            <label class="visually-hidden" for=id.clone()>
                {label}
            </label>
            <div class="input-group">
                {icon(Icon::Search)}
                <input
                    node_ref=node
                    id=id
                    class="input"
                    type="search"
                    placeholder=placeholder
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                    on:keydown=clear
                />
            </div>
        </div>
    }
}
