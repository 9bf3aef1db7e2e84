//! An Alertmanager that runs already: where, and how to get in.

use crate::components::sent_form::SentForm;
use crate::ui::badge::Tone;
use crate::ui::choice::{Choice, Segmented};
use crate::ui::input::{TextField, TextKind};
use crate::ui::note::Note;
use keyhouse_model::notifications::{Notifications, NotificationsChange, NotifierKind};
use keyhouse_model::problem::FieldProblem;
use keyhouse_model::secret::{OnWire, Secret};
use leptos::prelude::*;

const KEEP: &str = "keep";
const NONE: &str = "none";
const BASIC: &str = "basic";
const BEARER: &str = "bearer";

/// What is typed and chosen over what is kept.
#[derive(Clone, Copy)]
pub(super) struct ExternalInput {
    /// The URL for which a credential is kept, if one is.
    kept_for: StoredValue<Option<String>>,
    saved_url: StoredValue<String>,
    url: RwSignal<String>,
    credential: RwSignal<String>,
    user: RwSignal<String>,
    password: RwSignal<String>,
    token: RwSignal<String>,
}

impl ExternalInput {
    /// What is kept.
    pub(super) fn of(before: &Notifications) -> Self {
        let empty = || RwSignal::new(String::new());
        let url = before.url.clone().unwrap_or_default();
        let kept = before.has_credential && before.kind == NotifierKind::External;
        Self {
            kept_for: StoredValue::new(kept.then(|| url.clone())),
            saved_url: StoredValue::new(url.clone()),
            url: RwSignal::new(url),
            credential: RwSignal::new(if kept { KEEP } else { NONE }.to_owned()),
            user: empty(),
            password: empty(),
            token: empty(),
        }
    }

    /// What is sent; follows what is typed.
    pub(super) fn change(self) -> NotificationsChange {
        let secret = |text: String| Some(OnWire(Secret::new(text)));
        let change = NotificationsChange {
            kind: NotifierKind::External.as_str().to_owned(),
            url: Some(self.url.with(|url| url.trim().to_owned())),
            ..NotificationsChange::default()
        };
        self.credential.with(|credential| match credential.as_str() {
            BASIC => {
                let pair = format!("{}:{}", self.user.get(), self.password.get());
                NotificationsChange { basic_auth: secret(pair), ..change }
            }
            BEARER => NotificationsChange { bearer_token: secret(self.token.get()), ..change },
            NONE => NotificationsChange { forget_credential: self.is_kept(), ..change },
            _ => change,
        })
    }

    /// What is wrong with it; follows what is typed.
    pub(super) fn problems(self) -> Vec<FieldProblem> {
        let missing = |pointer, detail| Some(FieldProblem::new(pointer, "required", detail));
        // The form has fields of its own for what is sent as one.
        let own = self.credential.with(|credential| match credential.as_str() {
            BASIC if self.user.with(String::is_empty) => missing("/basic_auth", "Enter the user."),
            BASIC if self.user.with(|user| user.contains(':')) => {
                Some(FieldProblem::new("/basic_auth", "malformed", "A user has no colon in it."))
            }
            BEARER if self.token.with(String::is_empty) => missing("/bearer_token", "Enter the token."),
            _ => None,
        });
        let mut problems: Vec<_> = own.into_iter().collect();
        for found in self.change().parse().err().unwrap_or_default() {
            if problems.iter().all(|it| it.pointer != found.pointer) {
                problems.push(found);
            }
        }
        problems
    }

    /// Whether it is other than what is kept; follows what is typed.
    pub(super) fn is_changed(self) -> bool {
        let credential = if self.is_kept() { KEEP } else { NONE };
        self.credential.with(|it| it != credential)
            || self.url.with(|url| self.saved_url.with_value(|saved| bare(url) != saved))
    }

    fn is_kept(self) -> bool {
        self.kept_for.with_value(Option::is_some)
    }

    /// Whether the credential that is kept is for another URL than the one that is typed; follows that.
    fn is_for_another(self) -> bool {
        self.credential.with(|it| it == KEEP)
            && self.url.with(|url| {
                self.kept_for.with_value(|kept| kept.as_ref().is_some_and(|kept| kept != bare(url)))
            })
    }
}

/// A URL as it is kept.
fn bare(url: &str) -> &str {
    url.trim().trim_end_matches('/')
}

/// The URL and the credential.
#[component]
pub(super) fn ExternalFields(
    /// What is typed and chosen.
    input: ExternalInput,
    /// What is wrong with it.
    sent: SentForm,
) -> impl IntoView {
    let keep = input.is_kept().then(|| Choice::new(KEEP, "Keep the one that is kept"));
    let others = [
        Choice::new(NONE, "None"),
        Choice::new(BASIC, "User and password"),
        Choice::new(BEARER, "Bearer token"),
    ];
    let options: Vec<_> = keep.into_iter().chain(others).collect();
    let uses = move |credential: &'static str| input.credential.with(|it| it == credential);
    view! {
        <TextField
            label="URL"
            value=input.url
            kind=TextKind::Url
            hint="Such as http://10.0.0.5:9093. The paths of its API are appended."
            error=sent.field("/url")
            mono=true
        />
        <Segmented
            label="Credential"
            options
            value=input.credential
            hint="What Keyhouse and vmalert need to get in. It is kept sealed and never shown again."
        />
        <Show when=move || input.is_for_another()>
            <Note tone=Tone::Warn>
                <p>
                    "The credential that is kept is for the other URL and is not sent to this one. Enter one if it is needed here."
                </p>
            </Note>
        </Show>
        <Show when=move || uses(BASIC)>
            <TextField label="User" value=input.user error=sent.field("/basic_auth") />
            <TextField label="Password" value=input.password kind=TextKind::Password optional=true />
        </Show>
        <Show when=move || uses(BEARER)>
            <TextField
                label="Token"
                value=input.token
                kind=TextKind::Password
                error=sent.field("/bearer_token")
            />
        </Show>
    }
}
