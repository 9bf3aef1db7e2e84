//! The line above the text: which file it is, how it stands, and what can be done with it.

use super::sheet::Sheet;
use super::words;
use crate::format::text::count;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::{Button, ButtonLook};
use crate::ui::icon::{Icon, small_icon};
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::time::Time;
use crate::web::{clipboard, download};
use keyhouse_model::rule_file::{CONTENT_TYPE, RuleFile};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The line.
#[component]
pub(super) fn Head(
    /// The open file.
    sheet: Sheet,
    /// Saves it, or asks first.
    save: Callback<()>,
) -> impl IntoView {
    let desk = sheet.desk;
    let name = sheet.name().to_string();
    let back = desk.query.href(&[("file", "")]);
    let barred = Signal::derive(move || why_not_save(sheet));
    let dirty = move || sheet.is_dirty.get() && desk.denied.with(Option::is_none);
    let discard = move |()| sheet.discard();
    let may_discard = Memo::new(move |_| dirty() && sheet.found.with(Option::is_none));
    let for_history = name.clone();
    view! {
        <div class="rule-head">
            <a class="rule-back" href=back>
                {small_icon(Icon::ChevronLeft)}
                "All files"
            </a>
            <div class="rule-title">
                <h2>{name}</h2>
                <State sheet />
            </div>
            <div class="rule-actions">
                <Show when=move || may_discard.get()>
                    <Button small=true look=ButtonLook::Ghost on_press=discard>
                        {move || if sheet.is_new() { "Discard" } else { "Discard changes" }}
                    </Button>
                </Show>
                <Show when=move || !sheet.is_new()>
                    {
                        let name = for_history.clone();
                        view! {
                            <Button small=true on_press=move |()| desk.query.push(&[("history", &name)])>
                                "History"
                            </Button>
                        }
                    }
                </Show>
                <FileMenu sheet />
                <Button
                    small=true
                    look=ButtonLook::Primary
                    loading=sheet.is_saving
                    disabled_because=barred
                    on_press=save
                >
                    "Save"
                </Button>
            </div>
            <Facts sheet />
        </div>
    }
}

/// Why the text can't be saved now.
fn why_not_save(sheet: Sheet) -> Option<String> {
    if let Some(why) = sheet.desk.denied.get() {
        return Some(why);
    }
    if sheet.found.with(Option::is_some) {
        return Some("Continue with your unsaved changes or discard them first.".to_owned());
    }
    if !sheet.is_dirty.get() {
        return Some("Nothing was changed.".to_owned());
    }
    let errors = sheet.errors();
    (errors > 0).then(|| format!("Mend {} first.", count(errors, "error", "errors")))
}

/// How the file stands, and how the text does.
#[component]
fn State(sheet: Sheet) -> impl IntoView {
    let errors = Memo::new(move |_| sheet.errors());
    let state = move || match sheet.file.get() {
        Some(file) => {
            let (text, tone) = words::state(file.state);
            Some(view! { <Badge tone text /> }.into_any())
        }
        None if sheet.is_new() => Some(view! { <Badge text="Not saved yet" /> }.into_any()),
        None => None,
    };
    let found = move || {
        let errors = errors.get();
        (errors > 0).then(|| view! { <Badge tone=Tone::Bad text=count(errors, "error", "errors") /> })
    };
    let unsaved = move || {
        let shown = sheet.is_dirty.get() && !sheet.is_new();
        shown.then(|| view! { <Badge tone=Tone::Warn text="Unsaved changes" /> })
    };
    view! {
        {state}
        {found}
        {unsaved}
    }
}

/// What the file holds, who saved it when, and why it is not in force.
#[component]
fn Facts(sheet: Sheet) -> impl IntoView {
    let reason = move |file: &RuleFile| {
        let why = words::state_reason(file)?;
        let general = sheet.desk.evaluation_reason();
        // The deployment's own reason says what to do.
        let why = if file.state_reason.is_none() { general.unwrap_or(why) } else { why };
        Some(view! { <p class="small">{why}</p> })
    };
    move || {
        let file = sheet.file.get()?;
        Some(view! {
            <div class="rule-facts">
                <p class="muted small">
                    {words::holds(&file)} " · version " {file.version} " · saved " <Time at=file.updated_at /> " by "
                    {file.updated_by.clone()}
                </p>
                {reason(&file)}
            </div>
        })
    }
}

/// What is done with a file rarely.
#[component]
fn FileMenu(sheet: Sheet) -> impl IntoView {
    let desk = sheet.desk;
    let items = move |()| {
        let name = sheet.name();
        let (for_upload, for_delete) = (name.to_string(), name.to_string());
        let mut items = vec![
            MenuItem::button("Download", move || download(sheet)).icon(Icon::Download),
            MenuItem::button("Copy the text", move || copy(sheet)).icon(Icon::Copy),
            MenuItem::button("Upload with the API", move || desk.query.push(&[("upload", &for_upload)]))
                .icon(Icon::Code),
        ];
        if sheet.file.with_untracked(Option::is_some) {
            let delete = MenuItem::button("Delete", move || desk.query.push(&[("delete", &for_delete)]));
            items.push(MenuItem::line());
            items.push(delete.icon(Icon::Trash).danger().disabled_because(desk.denied.get_untracked()));
        }
        items
    };
    view! { <Menu name=format!("Actions for {}", sheet.name()) items small=true /> }
}

/// Saves the text as it is in the editor.
fn download(sheet: Sheet) {
    let name = sheet.name();
    let saved = sheet.text.with_untracked(|text| download::save_text(name.as_str(), CONTENT_TYPE, text));
    match saved {
        Ok(()) => sheet.desk.toasts.done(format!("Downloading {name}.")),
        Err(why) => sheet.desk.toasts.failed_because(format!("{name} was not downloaded"), why),
    }
}

fn copy(sheet: Sheet) {
    let (name, toasts) = (sheet.name(), sheet.desk.toasts);
    let text = sheet.text.get_untracked();
    spawn_local(async move {
        match clipboard::write_text(&text).await {
            Ok(()) => toasts.done(format!("Copied the text of {name}.")),
            Err(why) => toasts.failed_because(format!("The text of {name} was not copied"), why.to_string()),
        }
    });
}
