//! The plain field that takes the editor's place where that can't be had.

use super::{Mark, Parts};
use crate::ui::unique_id;
use crate::web::text_area;
use leptos::prelude::*;
use leptos::{ev, html};

/// How many marks are read out; the list beside the editor has all.
const MOST_MARKS: usize = 20;

#[component]
pub(super) fn PlainEditor(
    /// What it shows and tells.
    parts: Parts,
) -> impl IntoView {
    let Parts { label, value, marks, read_only, goto, on_save, .. } = parts;
    let node = NodeRef::<html::Textarea>::new();
    let (id, marks_id) = (unique_id("code"), unique_id("code-marks"));
    Effect::new(move |_| {
        if let (Some(place), Some(area)) = (goto.get(), node.get()) {
            text_area::go_to(&area, place.line, place.column);
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let saves = (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s");
        if let Some(act) = on_save.filter(|_| saves) {
            event.prevent_default();
            act.run(());
        }
    };
    let list = move || marks.with(|marks| marks.iter().take(MOST_MARKS).map(mark_line).collect_view());
    view! {
        <label class="visually-hidden" for=id.clone()>
            {label.get_value()}
        </label>
        <textarea
            node_ref=node
            id=id
            class="input mono code-editor-plain"
            rows="24"
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            wrap="off"
            readonly=move || read_only.get()
            aria-describedby=marks_id.clone()
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
            on:keydown=on_key
        ></textarea>
        <ul class="visually-hidden" id=marks_id>
            {list}
        </ul>
    }
}

fn mark_line(mark: &Mark) -> impl IntoView + use<> {
    view! { <li>{format!("Line {}: {}", mark.line, mark.message)}</li> }
}
