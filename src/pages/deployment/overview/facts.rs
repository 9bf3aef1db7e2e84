//! What a deployment is and what it is set to.

use crate::components::deployment::use_deployment;
use crate::components::deployment_words as words;
use crate::state::remote::Loader;
use crate::ui::copy::CopyChip;
use crate::ui::time::{Time, TimeLook};
use keyhouse_model::deployment::{DataPlane, DeploymentDetails};
use leptos::prelude::*;

/// The card. Each value stands for itself, so that a copy button keeps its state when another value changes.
#[component]
pub(super) fn Facts(
    /// The programs that carry the data.
    plane: Loader<DataPlane>,
) -> impl IntoView {
    let deployment = use_deployment();
    let (details, id) = (deployment.details(), deployment.id().to_string());
    let of = fact(details);
    let endpoint = of(|it| it.access_endpoint.clone());
    view! {
        <section class="card" aria-labelledby="facts">
            <div class="card-head">
                <h2 id="facts">"Deployment"</h2>
            </div>
            <dl class="card-body facts">
                <dt>"Access endpoint"</dt>
                <dd>
                    <CopyChip shown=endpoint source=endpoint name="Copy the access endpoint" />
                </dd>
                <dt>"Id"</dt>
                <dd>
                    <CopyChip shown=id.clone() source=id name="Copy the id" />
                </dd>
                <Listens />
                {move || details.with(|it| it.as_ref().map(elsewhere))}
                <dt>"Type"</dt>
                <dd>{of(|it| words::kind(it.summary.kind).to_owned())}</dd>
                <dt>"Runs on"</dt>
                <dd>{of(|it| words::place(&it.summary.cloud_provider, &it.summary.region))}</dd>
                <dt>"Version"</dt>
                <dd>{of(|it| if it.summary.version.is_empty() { "–".to_owned() } else { it.summary.version.clone() })}</dd>
                {move || plane.with_value(access_version).flatten()}
                <Set />
            </dl>
        </section>
    }
}

/// The address of its process on this machine, while it runs.
#[component]
fn Listens() -> impl IntoView {
    let runtime = use_deployment().runtime();
    let url = Memo::new(move |_| runtime.with_value(|it| it.internal_url.clone()).flatten());
    let fact = move |url| {
        view! {
            <dt>"Listens on"</dt>
            <dd>
                <code class="mono">{url}</code>
            </dd>
        }
    };
    view! { {move || url.get().map(fact)} }
}

/// What it is set to, and since when it is there.
#[component]
fn Set() -> impl IntoView {
    let details = use_deployment().details();
    let of = fact(details);
    let created = Signal::derive(move || {
        details.with(|it| it.as_ref().map(|it| it.summary.created_at)).unwrap_or_default()
    });
    view! {
        <dt>"Tier"</dt>
        <dd>{of(|it| words::tier(it.summary.tier))}</dd>
        <dt>"Retention"</dt>
        <dd>{of(|it| words::retention((it.retention_value, it.retention_unit)))}</dd>
        <dt>"Deduplication"</dt>
        <dd>{of(|it| words::deduplication((it.deduplication_value, it.deduplication_unit)))}</dd>
        <dt>"Maintenance"</dt>
        <dd>{of(|it| words::maintenance(it.maintenance_window).to_owned())}</dd>
        <dt>"Created"</dt>
        <dd>
            <Time at=created look=TimeLook::Exact />
        </dd>
    }
}

/// A fact that follows the deployment.
fn fact(
    details: Signal<Option<DeploymentDetails>>,
) -> impl Fn(fn(&DeploymentDetails) -> String) -> Signal<String> {
    move |look| Signal::derive(move || details.with(|it| it.as_ref().map(look).unwrap_or_default()))
}

/// Where it runs, if elsewhere.
fn elsewhere(details: &DeploymentDetails) -> Option<AnyView> {
    let urls = details.external.clone()?;
    let all = [("URL", urls.url), ("Insert URL", urls.insert_url), ("Select URL", urls.select_url)];
    let of = |(label, url): (&'static str, Option<String>)| {
        url.map(|url| {
            view! {
                <dt>{label}</dt>
                <dd>
                    <code class="mono">{url}</code>
                </dd>
            }
        })
    };
    Some(all.map(of).into_iter().collect_view().into_any())
}

/// The version of what stands before it and checks the tokens.
fn access_version(plane: &DataPlane) -> Option<AnyView> {
    let process = plane.access_process.as_ref()?;
    let text = format!("{} {}", process.engine, process.version);
    Some(view! { <dt>"Tokens checked by"</dt> <dd>{text}</dd> }.into_any())
}
