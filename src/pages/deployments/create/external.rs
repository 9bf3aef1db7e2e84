//! Where VictoriaMetrics runs already, how to get in, and whether the server reaches it.

use super::form::NewForm;
use crate::api::{self, ApiError};
use crate::components::failure::Failure;
use crate::format::time::elapsed;
use crate::state;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::Button;
use crate::ui::choice::{Choice, Segmented};
use crate::ui::input::{TextField, TextKind};
use chrono::TimeDelta;
use keyhouse_model::deployment::{DeploymentType, External, ExternalCheck, ExternalUrls, Reachability};
use keyhouse_model::secret::{OnWire, Secret};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

const NONE: &str = "none";
const BASIC: &str = "basic";
const BEARER: &str = "bearer";

/// What is typed and chosen. Only what the type and the kind of credential ask for is sent.
#[derive(Clone, Copy)]
pub(super) struct ExternalInput {
    url: RwSignal<String>,
    insert_url: RwSignal<String>,
    select_url: RwSignal<String>,
    credential: RwSignal<String>,
    user: RwSignal<String>,
    password: RwSignal<String>,
    token: RwSignal<String>,
}

impl ExternalInput {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            url: empty(),
            insert_url: empty(),
            select_url: empty(),
            credential: RwSignal::new(NONE.to_owned()),
            user: empty(),
            password: empty(),
            token: empty(),
        }
    }

    /// What is sent for a deployment of this type; follows what is typed.
    pub(super) fn get(self, kind: DeploymentType) -> External {
        let url = |text: RwSignal<String>| Some(text.with(|text| text.trim().to_owned()));
        let urls = match kind {
            DeploymentType::SingleNode => ExternalUrls { url: url(self.url), ..ExternalUrls::default() },
            DeploymentType::Cluster => {
                ExternalUrls { url: None, insert_url: url(self.insert_url), select_url: url(self.select_url) }
            }
        };
        let secret = |text: String| Some(OnWire(Secret::new(text)));
        let (basic_auth, bearer_token) = self.credential.with(|credential| match credential.as_str() {
            BASIC => (secret(format!("{}:{}", self.user.get(), self.password.get())), None),
            BEARER => (None, secret(self.token.get())),
            _ => (None, None),
        });
        External { urls, basic_auth, bearer_token }
    }

    fn uses(self, credential: &'static str) -> bool {
        self.credential.with(|it| it == credential)
    }
}

/// The URLs, the credentials, and the check.
#[component]
pub(super) fn ExternalFields(
    /// What is typed and chosen.
    form: NewForm,
) -> impl IntoView {
    let (input, sent) = (form.external, form.sent);
    let url =
        move |label: &'static str, value: RwSignal<String>, hint: &'static str, pointer: &'static str| {
            view! { <TextField label value kind=TextKind::Url hint error=sent.field(pointer) mono=true /> }
                .into_any()
        };
    let urls = move || {
        match form.kind() {
        DeploymentType::SingleNode => {
            url("URL", input.url, "Such as http://10.0.0.5:8428. Paths are appended to it.", "/external/url")
        }
        DeploymentType::Cluster => view! {
            {url("Insert URL", input.insert_url, "Of vminsert, such as http://10.0.0.5:8480.", "/external/insert_url")}
            {url("Select URL", input.select_url, "Of vmselect, such as http://10.0.0.5:8481.", "/external/select_url")}
        }
        .into_any(),
    }
    };
    let credentials = vec![
        Choice::new(NONE, "None"),
        Choice::new(BASIC, "User and password"),
        Choice::new(BEARER, "Bearer token"),
    ];
    view! {
        {urls}
        <Segmented
            label="Credentials"
            options=credentials
            value=input.credential
            hint="What Keyhouse itself needs to get in. Kept sealed; programs get access tokens instead."
        />
        <Show when=move || input.uses(BASIC)>
            <TextField label="User" value=input.user error=sent.field("/external/basic_auth") />
            <TextField label="Password" value=input.password kind=TextKind::Password optional=true />
        </Show>
        <Show when=move || input.uses(BEARER)>
            <TextField
                label="Token"
                value=input.token
                kind=TextKind::Password
                error=sent.field("/external/bearer_token")
            />
        </Show>
        <Check form />
    }
}

/// How a check went, for what was typed at the time.
type Checked = Option<Result<Vec<Reachability>, ApiError>>;

/// Asks the server to call the URLs, and shows its true answer for each.
#[component]
fn Check(form: NewForm) -> impl IntoView {
    let (busy, checked) = (RwSignal::new(false), RwSignal::new(Checked::None));
    let client = StoredValue::new(state::client());
    // What was found holds for what was typed then.
    Effect::new(move || {
        form.external.get(form.kind());
        checked.set(None);
    });
    let check = move |()| {
        let kind = untrack(|| form.kind());
        let external = untrack(|| form.external.get(kind));
        busy.set(true);
        let client = client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            let check = ExternalCheck { kind: kind.as_str().to_owned(), external };
            let found = client.send(api::deployments::check(&check)).await;
            busy.set(false);
            checked.set(Some(found));
        });
    };
    let barred = move || {
        let wrong = form.problems().into_iter().find(|it| it.pointer.starts_with("/external/"));
        wrong.map(|problem| problem.detail)
    };
    let result = move || match checked.get()? {
        Ok(found) => Some(found.into_iter().map(answer).collect_view().into_any()),
        Err(error) => Some(view! { <Failure error /> }.into_any()),
    };
    view! {
        <div class="stack tight">
            <div class="cluster">
                <Button loading=busy disabled_because=Signal::derive(barred) on_press=check>
                    "Check"
                </Button>
                <span class="muted small">"The server tries to reach it; nothing is changed there."</span>
            </div>
            <div class="stack tight" role="status">{result}</div>
        </div>
    }
}

/// What was found at one URL.
fn answer(found: Reachability) -> AnyView {
    let (tone, word) = if found.reachable { (Tone::Ok, "Reached") } else { (Tone::Bad, "Not reached") };
    let which = match found.field.as_str() {
        "insert_url" => "Insert URL: ",
        "select_url" => "Select URL: ",
        _ => "",
    };
    let took = elapsed(TimeDelta::milliseconds(i64::try_from(found.elapsed_ms).unwrap_or(i64::MAX)));
    view! {
        <div class="cluster">
            <Badge tone text=word />
            <span>{which} {found.detail}</span>
            <span class="muted small nowrap">{took}</span>
        </div>
    }
    .into_any()
}
