//! The deployments at a glance.

use crate::components::deployment_status::DeploymentBadge;
use crate::components::deployment_words as words;
use crate::format::number::{compact, thousands};
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Loader;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentSummary};
use leptos::prelude::*;

/// How many are listed.
const MOST: usize = 8;

/// The card: what does not run first, then by name.
#[component]
pub(super) fn Glance(
    /// All deployments.
    deployments: Loader<Vec<DeploymentSummary>>,
) -> impl IntoView {
    let shown = Memo::new(move |_| deployments.with_value(|all| first(all)).unwrap_or_default());
    let number = Memo::new(move |_| deployments.with_value(Vec::len).unwrap_or_default());
    let all = move || {
        let number = number.get();
        let text = format!("All {} deployments", thousands(u64::try_from(number).unwrap_or(u64::MAX)));
        (number > MOST).then(|| {
            view! {
                <div class="card-foot">
                    <a href=Route::Deployments.path()>{text}</a>
                </div>
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="glance">
            <div class="card-head">
                <h2 id="glance">"Deployments"</h2>
            </div>
            <table class="table glance" aria-labelledby="glance">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="end">"Active series"</th>
                        <th scope="col" class="end">"Storage"</th>
                    </tr>
                </thead>
                <tbody>{move || shown.get().into_iter().map(row).collect_view()}</tbody>
            </table>
            {all}
        </section>
    }
}

fn row(it: DeploymentSummary) -> AnyView {
    let href = Route::Deployment(it.id, DeploymentTab::Overview).path();
    let none = || "–".to_owned();
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let series = it.used.map_or_else(none, |used| compact(used.active_time_series as f64));
    let storage = it.used.map_or_else(none, |used| words::stored(used.storage_bytes));
    let reason = it.status_reason.filter(|_| it.status == DeploymentStatus::Error);
    view! {
        <tr>
            <th scope="row">
                <a class="strong deployment-name" href=href>{it.name}</a>
            </th>
            <td data-label="Status">
                <DeploymentBadge status=it.status />
                {reason.map(|why| view! { <small class="status-reason">{why}</small> })}
            </td>
            <td data-label="Active series" class="end tabular">{series}</td>
            <td data-label="Storage" class="end tabular">{storage}</td>
        </tr>
    }
    .into_any()
}

fn first(all: &[DeploymentSummary]) -> Vec<DeploymentSummary> {
    let mut order: Vec<_> = all.iter().collect();
    order.sort_by_key(|it| (it.status != DeploymentStatus::Error, it.name.to_lowercase(), it.id));
    order.into_iter().take(MOST).cloned().collect()
}
