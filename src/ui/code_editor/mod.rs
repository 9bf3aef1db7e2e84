//! A field for code: with colours, marks where something is wrong, and words to choose from.
//!
//! The editor itself is a file of its own (`editor/`), fetched when one is shown. Until it is there, and where it can't
//! be had, a plain field takes its place.

mod plain;

use super::badge::Tone;
use super::bind::Bind;
use crate::web::code_editor::{self, CodeEditor as Editor};
use crate::web::keep;
use crate::web::timer::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use plain::PlainEditor;
use serde_json::{Value, json};
use std::time::Duration;

/// Who has waited this long writes in the plain field.
const PATIENCE: Duration = Duration::from_secs(8);

/// Something about a part of the text. Lines and columns are counted from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How bad it is.
    pub tone: Tone,
    /// What it is.
    pub message: String,
    /// The line on which it begins.
    pub line: u32,
    /// The column at which it begins.
    pub column: u32,
    /// The line on which it ends.
    pub end_line: u32,
    /// The column behind its last character.
    pub end_column: u32,
}

/// A place to go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1, in characters.
    pub column: u32,
    /// Another one each time, so that the same place can be gone to again.
    pub nonce: u32,
}

/// A word that can be chosen instead of typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub text: String,
    /// What it means, in a line.
    pub detail: String,
}

/// The words of a kind of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Where a key can stand.
    pub keys: Vec<Word>,
    /// In the value of a key, by the key.
    pub values: Vec<(String, Vec<Word>)>,
}

/// A field for code.
#[component]
pub fn CodeEditor(
    /// What is written in it.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    value: Bind<String>,
    /// What is wrong and where. Default is nothing.
    #[prop(into, optional)]
    marks: Signal<Vec<Mark>>,
    /// What can be completed. Default is nothing.
    #[prop(into, optional)]
    words: Signal<Words>,
    /// Whether it can be read only. Default is false.
    #[prop(into, optional)]
    read_only: Signal<bool>,
    /// Where to go: each new value moves the cursor there and takes the focus. Default is nowhere.
    #[prop(into, optional)]
    goto: Signal<Option<Place>>,
    /// What Ctrl or Command with S does. Default is what the browser does.
    #[prop(into, optional)]
    on_save: Option<Callback<()>>,
) -> impl IntoView {
    let kind = RwSignal::new(None);
    // Whatever comes first stays: nobody's field changes under their hands.
    let decide = move |found| {
        kind.try_update(|kind| *kind = kind.or(Some(found)));
    };
    spawn_local(async move {
        decide(if code_editor::load().await.is_ok() { Kind::Full } else { Kind::Plain });
    });
    keep(Timeout::new(PATIENCE, move || decide(Kind::Plain)));
    let parts = Parts { label: StoredValue::new(label), value, marks, words, read_only, goto, on_save };
    let editor = move || match kind.get() {
        None => view! { <p class="code-editor-waiting" role="status">"Loading the editor"</p> }.into_any(),
        Some(Kind::Full) => {
            view! { <FullEditor parts on_missing=move || kind.set(Some(Kind::Plain)) /> }.into_any()
        }
        Some(Kind::Plain) => view! { <PlainEditor parts /> }.into_any(),
    };
    view! { <div class="code-editor">{editor}</div> }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Full,
    Plain,
}

/// What an editor shows and tells, however it does that.
#[derive(Clone, Copy)]
struct Parts {
    label: StoredValue<String>,
    value: Bind<String>,
    marks: Signal<Vec<Mark>>,
    words: Signal<Words>,
    read_only: Signal<bool>,
    goto: Signal<Option<Place>>,
    on_save: Option<Callback<()>>,
}

/// The editor whose script is there.
#[component]
fn FullEditor(
    /// What it shows and tells.
    parts: Parts,
    /// Called when the page does not take it.
    on_missing: impl Fn() + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let editor = StoredValue::new_local(None::<Editor>);
    // What the editor shows: the value may come back from elsewhere, as it was or changed.
    let shown = StoredValue::new(None::<String>);
    let is_there = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(into) = node.get() else { return };
        let on_edit = move |text: String| {
            shown.set_value(Some(text.clone()));
            parts.value.set(text);
        };
        let on_save = move || parts.on_save.inspect(|act| act.run(())).is_some();
        let mounted = parts.label.with_value(|label| Editor::mount(&into, label, on_edit, on_save));
        match mounted {
            Ok(mounted) => {
                editor.set_value(Some(mounted));
                is_there.set(true);
            }
            Err(_) => on_missing(),
        }
    });
    // Each follows what it shows, from when there is something to show it in.
    let follow = move |show: fn(&Editor, Parts)| {
        Effect::new(move |_| {
            if is_there.get() {
                editor.with_value(|editor| editor.iter().for_each(|editor| show(editor, parts)));
            }
        });
    };
    Effect::new(move |_| {
        let text = parts.value.get();
        if is_there.get() && shown.with_value(|shown| shown.as_ref() != Some(&text)) {
            editor.with_value(|editor| editor.iter().for_each(|editor| editor.set_text(&text)));
            shown.set_value(Some(text));
        }
    });
    follow(|editor, parts| editor.set_read_only(parts.read_only.get()));
    follow(|editor, parts| editor.set_words(&parts.words.with(words_json)));
    follow(|editor, parts| editor.set_marks(&parts.marks.with(|marks| marks_json(marks))));
    follow(|editor, parts| {
        if let Some(place) = parts.goto.get() {
            editor.go_to(place.line, place.column);
        }
    });
    view! { <div class="code-editor-full" node_ref=node></div> }
}

fn marks_json(marks: &[Mark]) -> String {
    let one = |mark: &Mark| {
        json!({
            "tone": mark.tone.class(), "message": mark.message, "line": mark.line, "column": mark.column,
            "endLine": mark.end_line, "endColumn": mark.end_column,
        })
    };
    Value::from_iter(marks.iter().map(one)).to_string()
}

fn words_json(words: &Words) -> String {
    let list = |words: &[Word]| {
        Value::from_iter(words.iter().map(|word| json!({ "text": word.text, "detail": word.detail })))
    };
    let values: serde_json::Map<String, Value> =
        words.values.iter().map(|(key, words)| (key.clone(), list(words))).collect();
    json!({ "keys": list(&words.keys), "values": values }).to_string()
}
