//! Tries a token out: one sample or one query through the access endpoint, and what it answered.

use super::actions::Actions;
use super::words::{allows, meaning};
use crate::api::{self, ApiError};
use crate::components::failure::Failure;
use crate::state;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::{Button, ButtonLook};
use crate::ui::code::{CodeBlock, Snippet};
use crate::ui::dialog::Dialog;
use keyhouse_model::access_token::{AccessToken, Direction, TrialResult};
use keyhouse_model::id::AccessTokenId;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// A button that tries the token in one direction, and the true answer.
#[component]
pub(super) fn Try(
    /// The token.
    id: AccessTokenId,
    /// Which way.
    direction: Direction,
    /// What the page shares.
    actions: Actions,
    /// Called when the answer is good. Default is nothing.
    #[prop(optional, into)]
    on_good: Option<Callback<()>>,
) -> impl IntoView {
    let (busy, tried) = (RwSignal::new(false), RwSignal::new(None));
    let client = StoredValue::new(state::client());
    let run = move |()| {
        busy.set(true);
        let client = client.get_value();
        spawn_local_scoped_with_cancellation(async move {
            let answer = client.send(api::access_tokens::trial(actions.deployment, id, direction)).await;
            busy.set(false);
            let good = answer.as_ref().is_ok_and(|it| meaning(direction, it).0 == Tone::Ok);
            tried.set(Some(answer));
            if let (true, Some(act)) = (good, on_good) {
                act.run(());
            }
        });
    };
    let label = match direction {
        Direction::Write => "Send a test sample",
        Direction::Read => "Run a test query",
    };
    view! {
        <div class="stack tight" role="status">
            <div class="cluster">
                <Button loading=busy disabled_because=actions.denied on_press=run>{label}</Button>
                {move || tried.with(|it| badge(it.as_ref(), direction))}
            </div>
            {move || tried.get().map(|it| result(it, direction))}
        </div>
    }
}

fn badge(tried: Option<&Result<TrialResult, ApiError>>, direction: Direction) -> Option<AnyView> {
    let result = tried?.as_ref().ok()?;
    let text = format!("{}, {} ms", result.status, result.elapsed_ms);
    Some(view! { <Badge tone=meaning(direction, result).0 text /> }.into_any())
}

fn result(tried: Result<TrialResult, ApiError>, direction: Direction) -> AnyView {
    let result = match tried {
        Ok(result) => result,
        Err(error) => return view! { <Failure error /> }.into_any(),
    };
    let (_, means) = meaning(direction, &result);
    let body = (!result.body.trim().is_empty()).then(|| {
        view! { <CodeBlock shown=Snippet::from(result.body.clone()) language="Answer" wraps=true /> }
    });
    view! {
        <p>{means}</p>
        <p class="muted small trial-url">{result.url}</p>
        {body}
    }
    .into_any()
}

/// The dialog that tries a token in each direction that it may go.
#[component]
pub(super) fn TestDialog(
    /// The token.
    token: AccessToken,
    /// What the page shares.
    actions: Actions,
    /// Called when the dialog is done with.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let (id, mode) = (token.id, token.mode);
    let footer = move || view! { <Button look=ButtonLook::Primary on_press=on_close>"Done"</Button> };
    view! {
        <Dialog
            open=true
            on_close
            title=format!("Test {}", token.description)
            description="The server calls the access endpoint with this token, as a program would. Each test is in the audit log."
            footer
        >
            <div class="stack loose">
                {Direction::ALL
                    .iter()
                    .filter(|direction| allows(mode, **direction))
                    .map(|direction| view! { <Try id direction=*direction actions /> })
                    .collect_view()}
            </div>
        </Dialog>
    }
}
