//! The fields, each with what its answer means in a live sentence.

use super::text::{SettingsText, tiers};
use super::{AmountInput, SettingsInput, dropped_before};
use crate::components::deployment_words as words;
use crate::components::sent_form::SentForm;
use crate::format::number::compact;
use crate::format::time::date;
use crate::ui::button::Button;
use crate::ui::choice::{Choice, RadioCards};
use crate::ui::input::{Select, SelectOption, TextField, TextKind};
use crate::ui::time::use_now;
use keyhouse_model::catalog::Tier;
use keyhouse_model::deployment::{
    DeduplicationUnit, DeploymentType, MAX_CLUSTER_STORAGE_GB, MAX_SINGLE_STORAGE_GB, MIN_STORAGE_GB,
    MaintenanceWindow, RetentionUnit, StorageUnit,
};
use leptos::prelude::*;

/// The sizes, each with its limits in words.
#[component]
pub fn TierField(
    /// What is typed and chosen.
    input: SettingsInput,
    /// Where the errors come from.
    sent: SentForm,
    /// The type, which has sizes of its own.
    #[prop(into)]
    kind: Signal<DeploymentType>,
) -> impl IntoView {
    let options = Signal::derive(move || {
        let card = |tier: Tier| {
            let limits = limits(&tier);
            Choice::new(&tier.name, &tier.name).detail(limits)
        };
        tiers(kind.get()).map(card).collect::<Vec<_>>()
    });
    // A cluster has other sizes: who changes the type starts from its smallest one.
    Effect::new(move || {
        let kind = kind.get();
        let fits = input.tier.with_untracked(|name| tiers(kind).any(|tier| tier.name == *name));
        if let (false, Some(first)) = (fits, tiers(kind).next()) {
            input.tier.set(first.name);
        }
    });
    view! {
        <RadioCards
            label="Tier"
            options
            value=input.tier
            hint="How much the deployment is made for. A larger or smaller one can be chosen later."
            error=sent.field("/tier")
        />
    }
}

/// What a tier is made for, in one sentence.
fn limits(tier: &Tier) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let number = |number: i64| compact(number as f64);
    // A number stays with its unit.
    format!(
        "{}\u{a0}samples/s written, {}\u{a0}active series, {}\u{a0}new ones in 24\u{a0}h; {}\u{a0}samples/s read, {}\u{a0}series per query.",
        number(tier.ingestion_rate),
        number(tier.active_time_series),
        number(tier.new_series_over_24h),
        number(tier.datapoints_read_rate),
        number(tier.series_read_per_query),
    )
}

/// For how long data is kept.
#[component]
pub fn RetentionField(
    /// What is typed and chosen.
    input: SettingsInput,
    /// Where the errors come from.
    sent: SentForm,
) -> impl IntoView {
    let now = use_now();
    let sentence = Signal::derive(move || {
        let Some(retention) = input.text().retention() else { return String::new() };
        let kept = words::retention(retention);
        match dropped_before(now.get(), retention) {
            Some(before) => {
                format!(
                    "Samples are dropped {kept} after their time: today, those from before {}.",
                    date(before)
                )
            }
            None => format!("Samples are dropped {kept} after their time."),
        }
    });
    let units = vec![
        SelectOption::new(RetentionUnit::Days.as_str(), "days"),
        SelectOption::new(RetentionUnit::Months.as_str(), "months"),
    ];
    view! {
        <Amount
            label="Retention"
            unit_label="Unit of retention"
            input=input.retention
            units
            least=1
            hint=sentence
            error=sent.field("/retention")
        />
    }
}

/// Room for data, with the size that is recommended for the tier and the retention.
#[component]
pub fn StorageField(
    /// What is typed and chosen.
    input: SettingsInput,
    /// Where the errors come from.
    sent: SentForm,
    /// The type, which has a largest size of its own.
    #[prop(into)]
    kind: Signal<DeploymentType>,
    /// What it has now, in gigabytes: it can only grow. Default is that it has nothing yet.
    #[prop(optional)]
    now: Option<u64>,
) -> impl IntoView {
    let recommended = Memo::new(move |_| {
        recommended(&input.text(), kind.get()).map(|size| size.max(now.unwrap_or_default()))
    });
    let hint = Signal::derive(move || storage_hint(now, recommended.get()));
    let units = vec![
        SelectOption::new(StorageUnit::Gigabytes.as_str(), "GB"),
        SelectOption::new(StorageUnit::Terabytes.as_str(), "TB"),
    ];
    let choose = move |size: u64| {
        input.storage.number.set(size.to_string());
        input.storage.unit.set(StorageUnit::Gigabytes.as_str().to_owned());
    };
    let chosen = move |size: u64| {
        let now = (input.storage.number.get(), input.storage.unit.get());
        now == (size.to_string(), StorageUnit::Gigabytes.as_str().to_owned())
    };
    let button = move || {
        let size = recommended.get().filter(|size| !chosen(*size))?;
        let label = format!("Use {size} GB");
        Some(view! { <Button small=true on_press=move |()| choose(size)>{label}</Button> })
    };
    view! {
        <div class="stack tight">
            <Amount
                label="Storage"
                unit_label="Unit of storage"
                input=input.storage
                units
                least=1
                hint
                error=sent.field("/storage_size")
            />
            <div class="cluster">{button}</div>
        </div>
    }
}

/// The size that suffices for what is typed, in gigabytes; `None` while that can't be read.
fn recommended(text: &SettingsText, kind: DeploymentType) -> Option<u64> {
    let most = match kind {
        DeploymentType::SingleNode => MAX_SINGLE_STORAGE_GB,
        DeploymentType::Cluster => MAX_CLUSTER_STORAGE_GB,
    };
    let size = text.tier(kind)?.recommended_storage_gb(text.retention()?);
    Some(size.min(most))
}

/// What the size may be, and what it should be.
fn storage_hint(now: Option<u64>, recommended: Option<u64>) -> String {
    let least = match now {
        Some(now) => format!("It has {} and can only grow.", words::storage(now)),
        None => format!("At least {}. It can only grow later.", words::storage(MIN_STORAGE_GB)),
    };
    let enough = recommended.map(|size| {
        format!(" {} suffices for the whole retention at the tier's full rate.", words::storage(size))
    });
    least + &enough.unwrap_or_default()
}

/// What most people leave as it is.
#[component]
pub fn AdvancedFields(
    /// What is typed and chosen.
    input: SettingsInput,
    /// Where the errors come from.
    sent: SentForm,
) -> impl IntoView {
    let units = vec![
        SelectOption::new(DeduplicationUnit::Seconds.as_str(), "seconds"),
        SelectOption::new(DeduplicationUnit::Milliseconds.as_str(), "milliseconds"),
    ];
    let windows = MaintenanceWindow::ALL
        .iter()
        .map(|window| SelectOption::new(window.as_str(), words::maintenance(*window)))
        .collect::<Vec<_>>();
    view! {
        <Amount
            label="Deduplication window"
            unit_label="Unit of deduplication"
            input=input.deduplication
            units
            least=0
            hint="Of the samples of a series within the window, the last is kept. 0 keeps all; two identical vmagents or Prometheus servers need their scrape interval."
            error=sent.field("/deduplication")
        />
        <Select
            label="Maintenance window"
            value=input.maintenance_window
            options=windows
            hint="When work that interrupts may be done."
            error=sent.field("/maintenance_window")
        />
    }
}

/// A number and its unit, side by side.
#[component]
fn Amount(
    label: &'static str,
    unit_label: &'static str,
    input: AmountInput,
    units: Vec<SelectOption>,
    least: u8,
    #[prop(into)] hint: Signal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="amount">
            <TextField label value=input.number kind=TextKind::Number min=least.to_string() hint error />
            <Select label=unit_label value=input.unit options=units />
        </div>
    }
}
