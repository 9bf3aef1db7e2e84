//! The right side: the text of the open file, what is wrong with it, and what can be done with it.

use super::desk::Desk;
use super::head::Head;
use super::review::ReviewDialog;
use super::sheet::{Saved, Sheet};
use crate::api;
use crate::components::failure::Failure;
use crate::components::loaded::Loaded;
use crate::components::rule_check::{ProblemList, marks};
use crate::state::remote::Loader;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, LinkButton};
use crate::ui::code_editor::{CodeEditor, Place};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::ui::time::Time;
use keyhouse_model::rule_file::RuleFileName;
use leptos::prelude::*;

/// The file of this name: one that is saved, or one that was begun.
#[component]
pub(super) fn OpenFile(
    /// What the parts of the view share.
    desk: Desk,
    /// Its name, as the URL has it.
    name: String,
) -> impl IntoView {
    let known = RuleFileName::parse(&name, "/name").ok();
    let is_saved = untrack(|| desk.file(&name)).is_some();
    let has_draft = desk.drafts.get(&name).is_some() && desk.denied.with_untracked(Option::is_none);
    match known {
        Some(name) if is_saved => view! { <SavedFile desk name /> }.into_any(),
        Some(name) if has_draft => {
            let sheet = Sheet::new(desk, name, Saved::default());
            view! { <Text sheet /> }.into_any()
        }
        known => no_such_file(desk, known),
    }
}

fn no_such_file(desk: Desk, name: Option<RuleFileName>) -> AnyView {
    let history = name.map(|name| desk.query.href(&[("history", name.as_str()), ("file", "")]));
    view! {
        <Empty
            icon=Icon::File
            title="There is no such file"
            text="It may have been deleted. The versions of a deleted file are kept, and can be restored."
        >
            {history.map(|href| view! { <LinkButton href>"Show its versions"</LinkButton> })}
            <LinkButton href=desk.query.href(&[("file", "")])>"All files"</LinkButton>
        </Empty>
    }
    .into_any()
}

/// A file that is saved: its text is fetched first.
#[component]
fn SavedFile(desk: Desk, name: RuleFileName) -> impl IntoView {
    let name = StoredValue::new(name);
    let saved = Loader::new(move || {
        // That of before the text is asked for: if it is too old, a save is refused and nothing is lost.
        let sha256 = untrack(|| desk.file(name.get_value().as_str())).map(|file| file.sha256);
        async move {
            let text = desk.send(api::rule_files::text(desk.deployment, &name.get_value())).await?;
            Ok(Saved { sha256: sha256.unwrap_or_default(), text })
        }
    });
    let skeleton = || {
        view! { <div class="card-body"><Skeleton shape=Shape::Lines(12) label="Loading the file" /></div> }
    };
    let content = move || {
        let saved = untrack(|| saved.with_value(Clone::clone)).unwrap_or_default();
        view! { <Text sheet=Sheet::new(desk, name.get_value(), saved) /> }
    };
    view! { <Loaded loader=saved skeleton content /> }
}

#[component]
fn Text(sheet: Sheet) -> impl IntoView {
    let Sheet { desk, checked, .. } = sheet;
    follow_others(sheet);
    let read_only =
        Signal::derive(move || desk.denied.with(Option::is_some) || sheet.found.with(Option::is_some));
    let save = Callback::new(move |()| start_save(sheet));
    let jump = Callback::new(move |place: Place| sheet.goto.set(Some(place)));
    let label = format!("Text of {}", sheet.name());
    let reviewed = Memo::new(move |_| !desk.query.get("review").is_empty());
    // A link to a review of what is not there leads to the text.
    Effect::new(move |_| {
        if reviewed.get_untracked() && !sheet.is_dirty.get_untracked() {
            desk.query.close_dialog(&["review"]);
        }
    });
    let review = move || {
        let wanted = reviewed.get() && sheet.is_dirty.get_untracked() && desk.denied.with(Option::is_none);
        wanted.then(|| view! { <ReviewDialog sheet /> })
    };
    let failure = move || {
        let shown = sheet.failure.get().filter(|_| !reviewed.get())?;
        Some(view! { <div class="rule-remark"><Failure error=shown /></div> })
    };
    view! {
        <Head sheet save />
        <FoundDraft sheet />
        <ChangedMeanwhile sheet />
        {failure}
        <div class="rule-text">
            <CodeEditor
                label
                value=sheet.text
                marks=marks(checked)
                words=desk.checker.words()
                read_only
                goto=sheet.goto
                on_save=save
            />
        </div>
        <div class="rule-problems">
            <ProblemList checked on_jump=jump />
        </div>
        {review}
    }
}

/// What somebody else saves is shown, as long as nothing was written here.
fn follow_others(sheet: Sheet) {
    let now = Memo::new(move |_| sheet.file.with(|file| file.as_ref().map(|file| file.sha256.clone())));
    Effect::new(move |_| {
        if now.get().is_some() && !sheet.is_dirty.get_untracked() {
            sheet.take_over();
        }
    });
}

/// Saves a new file at once; what replaces another text is looked at first.
fn start_save(sheet: Sheet) {
    let Sheet { desk, .. } = sheet;
    if desk.denied.with_untracked(Option::is_some) || sheet.found.with_untracked(Option::is_some) {
        return;
    }
    if untrack(|| sheet.errors()) > 0 {
        sheet.go_to_first_error();
    } else if untrack(|| sheet.is_new()) {
        sheet.save(String::new());
    } else if sheet.is_dirty.get_untracked() {
        sheet.failure.set(None);
        sheet.theirs.set(None);
        desk.query.push(&[("review", "1")]);
    }
}

/// A draft from before, to go on with or to be thrown away.
#[component]
fn FoundDraft(sheet: Sheet) -> impl IntoView {
    move || {
        let draft = sheet.found.get()?;
        let written = draft.written();
        let go_on = move |()| sheet.go_on_with(draft.clone());
        let go_on = Callback::new(go_on);
        let action = move || {
            view! {
                <Button small=true on_press=go_on>"Continue"</Button>
                <Button small=true on_press=move |()| sheet.discard()>"Discard them"</Button>
            }
        };
        Some(view! {
            <div class="rule-remark">
                <Note tone=Tone::Info action>
                    <p>"You have unsaved changes from " <Time at=written /> ". Below is the file as it is saved."</p>
                </Note>
            </div>
        })
    }
}

/// Says that the file is not what it was when the text was begun.
#[component]
fn ChangedMeanwhile(sheet: Sheet) -> impl IntoView {
    let state = Memo::new(move |_| {
        let base = sheet.base.with(|base| base.sha256.clone());
        let waits = base.is_empty() || sheet.found.with(Option::is_some);
        let (now, dirty) = (sheet.file.get(), sheet.is_dirty.get());
        // Another text that is saved takes the place of one that nobody wrote on.
        let is_old = now.as_ref().is_none_or(|file| dirty && file.sha256 != base);
        (!waits && is_old).then_some((now, dirty))
    });
    let compare = Callback::new(move |()| {
        leptos::task::spawn_local(sheet.find_theirs());
    });
    move || {
        let (now, dirty) = state.get()?;
        let text = match now {
            Some(file) => view! {
                {file.updated_by} " saved another text " <Time at=file.updated_at /> ". Yours began before that, and is safe."
            }
            .into_any(),
            None if dirty => {
                "The file was deleted meanwhile. Your text is safe; saving it makes the file anew.".into_any()
            }
            None => "The file was deleted meanwhile. Below is the text that it had.".into_any(),
        };
        let action = move || dirty.then(|| view! { <Button small=true on_press=compare>"Compare"</Button> });
        Some(view! {
            <div class="rule-remark">
                <Note tone=Tone::Warn action><p>{text}</p></Note>
            </div>
        })
    }
}
