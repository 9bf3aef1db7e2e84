//! The card of what needs a person.

use super::measured::Measured;
use super::needs::{Failing, Need, of_deployments, of_keys};
use crate::api::brief::{self, EndingKey};
use crate::components::failure::Failure;
use crate::components::refresh::refresh_while;
use crate::state;
use crate::state::remote::{Loader, Remote};
use crate::ui::badge::{Badge, Tone};
use crate::ui::icon::{Icon, icon};
use crate::ui::time::use_now;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentSummary};
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use std::time::Duration;

/// How often it is asked whether rules fail: nobody tells when one begins to.
const EVERY: Duration = Duration::from_secs(60);
/// How many deployments are asked for their rules.
const ASKED: usize = 50;
/// What is said when all is well as far as is known.
const NOT_ALL_KNOWN: &str =
    "Nothing that is known needs you right now. How near some limits are is not: \"Usage today\" says why.";

/// The card. Each part that can't be loaded says so, and the others stay.
#[component]
pub(super) fn Attention(
    /// All deployments.
    deployments: Loader<Vec<DeploymentSummary>>,
    /// What was measured. Why it is not there is said where its numbers are shown.
    measured: Loader<Option<Measured>>,
    /// Whether it is there when nothing needs anybody, to say so: on an empty server that is no news.
    says_nothing: Memo<bool>,
) -> impl IntoView {
    let (keys, rules, now) = (ending_keys(), failing_rules(deployments), use_now());
    let needs = Memo::new(move |_| {
        let failing = rules.with_value(Clone::clone).unwrap_or_default();
        let lately = measured.with_value(|it| it.as_ref().map(|it| it.lately.clone())).flatten();
        let told = deployments.with_value(|all| of_deployments(all, &failing, lately.as_ref()));
        let mut needs = told.unwrap_or_default();
        needs.extend(keys.with_value(|keys| of_keys(keys, now.get())).unwrap_or_default());
        needs
    });
    let is_known = Memo::new(move |_| {
        let is_here = keys.with(|it| matches!(it, Remote::Here(_)));
        let rules_are = rules.with(|it| matches!(it, Remote::Here(_)));
        is_here && rules_are && !measured.with(|it| matches!(it, Remote::Waiting))
    });
    let lacks_limits = Memo::new(move |_| measured.with(|it| matches!(it, Remote::Failed(_))));
    let is_shown = Memo::new(move |_| says_nothing.get() || needs.with(|needs| !needs.is_empty()));
    let list = move || match needs.get() {
        needs if !needs.is_empty() => {
            view! { <ul class="needs">{needs.into_iter().map(need).collect_view()}</ul> }.into_any()
        }
        _ if is_known.get() => {
            let (sign, text) = if lacks_limits.get() {
                (Icon::Info, NOT_ALL_KNOWN)
            } else {
                (Icon::Check, "Nothing needs you right now.")
            };
            view! { <p class="card-body cluster">{icon(sign)} {text}</p> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <Show when=move || is_shown.get()>
            <section class="card" aria-labelledby="needs">
                <div class="card-head">
                    <h2 id="needs">"What needs you"</h2>
                </div>
                {list}
                {failed(keys)}
                {failed(rules)}
            </section>
        </Show>
    }
}

fn need(it: Need) -> AnyView {
    let word = if it.tone == Tone::Bad { "Failing" } else { "Soon" };
    view! {
        <li class="need">
            <Badge tone=it.tone text=word />
            <div>
                <a class="strong" href=it.href>{it.what}</a>
                <span class="muted small">{it.detail}</span>
            </div>
        </li>
    }
    .into_any()
}

/// Why a part is not there, with a retry.
fn failed<T: Send + Sync + 'static>(loader: Loader<T>) -> impl IntoView {
    let error = Memo::new(move |_| {
        loader.with(|it| match it {
            Remote::Failed(error) => Some(error.clone()),
            _ => None,
        })
    });
    let retry = Callback::new(move |()| loader.reload());
    move || error.get().map(|error| view! { <Failure error retry /> })
}

fn ending_keys() -> Loader<Vec<EndingKey>> {
    let client = state::client();
    let keys = Loader::new(move || {
        let client = client.clone();
        async move { Ok(client.send(brief::ending_keys()).await?.data) }
    });
    keys.follow(&[LiveKind::ApiKey])
}

/// The rules that fail, of the deployments that run. One that does not answer has its own trouble, which its status
/// tells.
fn failing_rules(deployments: Loader<Vec<DeploymentSummary>>) -> Loader<Vec<Failing>> {
    let client = state::client();
    let running = Memo::new(move |_| {
        let runs = |it: &&DeploymentSummary| it.status == DeploymentStatus::Running;
        deployments.with_value(|all| {
            all.iter().filter(runs).take(ASKED).map(|it| (it.id, it.name.clone())).collect::<Vec<_>>()
        })
    });
    let rules = Loader::new(move || {
        let (client, running) = (client.clone(), running.get().unwrap_or_default());
        async move {
            let mut failing = Vec::new();
            for (id, name) in running {
                if let Ok(groups) = client.send(brief::rules(id)).await {
                    failing.extend(Failing::of(id, &name, &groups));
                }
            }
            Ok(failing)
        }
    });
    let rules = rules.follow(&[LiveKind::RuleFile]);
    refresh_while(rules, EVERY, |_| true);
    rules
}
