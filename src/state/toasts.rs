//! What was just done, or failed: messages that any page can leave, shown by the shell.

use crate::api::ApiError;
use leptos::prelude::*;

/// A message.
#[derive(Clone)]
pub struct Message {
    /// Tells it from the others.
    pub id: u64,
    /// Whether something failed.
    pub failed: bool,
    /// What happened, in a sentence.
    pub text: String,
    /// What is safe and what to do next; empty if there is nothing to add.
    pub detail: String,
    /// Something to do about it: what happens, and what makes it happen.
    pub action: Option<(String, Callback<()>)>,
}

/// The messages that are not over yet, the newest last.
#[derive(Clone, Copy)]
pub struct Toasts {
    messages: RwSignal<Vec<Message>>,
    last_id: StoredValue<u64>,
    /// Whoever provided them. What a message offers to do outlives the page that left it.
    owner: StoredValue<Owner>,
}

impl Toasts {
    /// Makes them available; none yet.
    pub fn provide() {
        let owner = StoredValue::new(Owner::current().unwrap_or_default());
        provide_context(Self { messages: RwSignal::new(Vec::new()), last_id: StoredValue::new(0), owner });
    }

    /// The ones that were provided.
    pub fn get() -> Self {
        expect_context()
    }

    /// Says that something was done.
    pub fn done(self, text: impl Into<String>) {
        self.push(false, text.into(), String::new(), None);
    }

    /// Says that something was done, and offers to take it back.
    pub fn done_with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let undo = self.owner.with_value(|owner| owner.with(|| Callback::new(move |()| undo())));
        self.push(false, text.into(), String::new(), Some(("Undo".into(), undo)));
    }

    /// Says that `text` failed, and why.
    pub fn failed(self, text: impl Into<String>, error: &ApiError) {
        self.push(true, text.into(), error.message(), None);
    }

    /// Says that `text` failed, and why, where it was not the server that said so.
    pub fn failed_because(self, text: impl Into<String>, why: impl Into<String>) {
        self.push(true, text.into(), why.into(), None);
    }

    /// The messages.
    pub fn messages(self) -> Signal<Vec<Message>> {
        self.messages.into()
    }

    /// Forgets one.
    pub fn dismiss(self, id: u64) {
        self.messages.update(|messages| messages.retain(|message| message.id != id));
    }

    fn push(self, failed: bool, text: String, detail: String, action: Option<(String, Callback<()>)>) {
        self.last_id.update_value(|id| *id += 1);
        let id = self.last_id.get_value();
        self.messages.update(|messages| messages.push(Message { id, failed, text, detail, action }));
    }
}
