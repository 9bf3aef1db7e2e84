//! The limits of the tier: how much of each is used, and what holds to it.

use crate::components::deployment::use_deployment;
use crate::components::deployment_words as words;
use crate::ui::meter::Meter;
use keyhouse_model::deployment::{DeploymentRuntime, EnforcedLimit, LimitsUsed};
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn Limits() -> impl IntoView {
    let deployment = use_deployment();
    let (details, runtime) = (deployment.details(), deployment.runtime());
    let tier =
        move || details.with(|it| it.as_ref().map(|it| words::tier(it.summary.tier)).unwrap_or_default());
    let size = Memo::new(move |_| details.with(|it| it.as_ref().map(|it| it.storage_size_gb)));
    let rows = Memo::new(move |_| runtime.with_value(rows).unwrap_or_default());
    let used = Memo::new(move |_| runtime.with_value(|it| it.used).flatten());
    view! {
        <section class="card" aria-labelledby="limits">
            <div class="card-head">
                <h2 id="limits">"Limits"</h2>
                <span class="muted small">{tier}</span>
            </div>
            <div class="limits">
                {move || size.get().map(|size| storage(size, used.get()))}
                {move || rows.get().into_iter().map(limit).collect_view()}
            </div>
        </section>
    }
}

/// One limit with what is used of it, where that is measured.
#[derive(Clone, PartialEq)]
struct Row {
    limit: EnforcedLimit,
    used: Option<f64>,
}

fn rows(runtime: &DeploymentRuntime) -> Vec<Row> {
    let row = |limit: &EnforcedLimit| Row {
        limit: limit.clone(),
        used: runtime.used.and_then(|used| used_of(&limit.limit, &used)),
    };
    runtime.limits.iter().map(row).collect()
}

fn used_of(limit: &str, used: &LimitsUsed) -> Option<f64> {
    match limit {
        #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
        "active_time_series" => Some(used.active_time_series as f64),
        "ingestion_rate" => used.ingestion_rate,
        _ => None,
    }
}

fn limit(row: Row) -> AnyView {
    let (label, unit) = words::limit(&row.limit.limit);
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let most = row.limit.value as f64;
    let amount = match row.used {
        Some(used) => format!("{} of {}", words::amount(used, ""), words::amount(most, unit)),
        None => words::amount(most, unit),
    };
    let share = row.used.filter(|_| most > 0.0).map(|used| used / most);
    let why = match row.limit.enforced_by {
        Some(by) => view! { <p class="muted small">"Held by " <code class="mono">{by}</code></p> }.into_any(),
        None => {
            let why = row.limit.why_not.unwrap_or_else(|| "Nothing holds to it.".to_owned());
            view! { <p class="muted small"><strong>"Not enforced. "</strong> {why}</p> }.into_any()
        }
    };
    entry(label, amount, share, why)
}

fn storage(gigabytes: u64, used: Option<LimitsUsed>) -> AnyView {
    const BYTES_IN_A_GIGABYTE: f64 = 1_073_741_824.0;
    let size = words::storage(gigabytes);
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let share = used.map(|used| used.storage_bytes as f64 / (gigabytes.max(1) as f64 * BYTES_IN_A_GIGABYTE));
    let amount = match used {
        Some(used) => format!("{} of {size}", words::stored(used.storage_bytes)),
        None => size,
    };
    entry("Storage".to_owned(), amount, share, ().into_any())
}

fn entry(label: String, amount: String, share: Option<f64>, below: AnyView) -> AnyView {
    view! {
        <div class="limit">
            <div class="limit-head">
                <span class="strong">{label}</span>
                <span class="tabular">{amount}</span>
            </div>
            {share.map(|share| view! { <Meter share /> })}
            {below}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_measured_stands_at_its_limit() {
        let runtime: DeploymentRuntime = serde_json::from_value(json!({
            "status": "RUNNING", "received_data": true, "processes": [],
            "used": {"active_time_series": 612, "storage_bytes": 1},
            "limits": [
                {"limit": "active_time_series", "value": 1_000_000, "enforced_by": "-storage.maxHourlySeries"},
                {"limit": "ingestion_rate", "value": 50_000, "enforced_by": null},
                {"limit": "access_token_limit", "value": 100, "enforced_by": "Keyhouse"},
            ],
        }))
        .unwrap();
        let used: Vec<_> = rows(&runtime).into_iter().map(|row| row.used).collect();
        assert_eq!(used, [Some(612.0), None, None], "a rate that was not measured yet is not 0");
    }
}
