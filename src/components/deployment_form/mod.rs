//! The settings of a deployment as a form: its creation and its change share them.

mod fields;
mod text;

use chrono::{DateTime, Days, Months, Utc};
pub use fields::{AdvancedFields, RetentionField, StorageField, TierField};
use keyhouse_model::deployment::{DeploymentDetails, RetentionUnit};
use leptos::prelude::*;
pub use text::SettingsText;

/// A number and the unit that it is in, as they are typed and chosen.
#[derive(Clone, Copy)]
pub struct AmountInput {
    number: RwSignal<String>,
    unit: RwSignal<String>,
}

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub struct SettingsInput {
    /// The name.
    pub name: RwSignal<String>,
    /// The name of the tier.
    pub tier: RwSignal<String>,
    /// For how long data is kept.
    pub retention: AmountInput,
    /// Room for data.
    pub storage: AmountInput,
    /// The window of deduplication.
    pub deduplication: AmountInput,
    /// When work that interrupts may be done, as on the wire.
    pub maintenance_window: RwSignal<String>,
}

impl SettingsInput {
    /// For a new deployment.
    pub fn new() -> Self {
        Self::with(SettingsText::default())
    }

    /// For a change of a deployment.
    pub fn of(details: &DeploymentDetails) -> Self {
        Self::with(SettingsText::of(details))
    }

    fn with(text: SettingsText) -> Self {
        let amount = |(number, unit): (String, String)| AmountInput {
            number: RwSignal::new(number),
            unit: RwSignal::new(unit),
        };
        Self {
            name: RwSignal::new(text.name),
            tier: RwSignal::new(text.tier),
            retention: amount(text.retention),
            storage: amount(text.storage),
            deduplication: amount(text.deduplication),
            maintenance_window: RwSignal::new(text.maintenance_window),
        }
    }

    /// What is typed now; follows it.
    pub fn text(self) -> SettingsText {
        let amount = |it: AmountInput| (it.number.get(), it.unit.get());
        SettingsText {
            name: self.name.get(),
            tier: self.tier.get(),
            retention: amount(self.retention),
            storage: amount(self.storage),
            deduplication: amount(self.deduplication),
            maintenance_window: self.maintenance_window.get(),
        }
    }
}

impl Default for SettingsInput {
    fn default() -> Self {
        Self::new()
    }
}

/// The instant before which data is dropped at `now`; `None` if that is before all time.
fn dropped_before(now: DateTime<Utc>, (value, unit): (u32, RetentionUnit)) -> Option<DateTime<Utc>> {
    match unit {
        RetentionUnit::Days => now.checked_sub_days(Days::new(value.into())),
        RetentionUnit::Months => now.checked_sub_months(Months::new(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::time::date;

    #[test]
    fn a_retention_ends_where_the_calendar_says() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default();
        let before = |retention| dropped_before(now, retention).map(date).unwrap_or_default();
        assert_eq!(date(now), "21 Sep 2026");
        assert_eq!(before((30, RetentionUnit::Days)), "22 Aug 2026");
        assert_eq!(before((1, RetentionUnit::Months)), "21 Aug 2026");
        assert_eq!(before((u32::MAX, RetentionUnit::Months)), "");
    }
}
