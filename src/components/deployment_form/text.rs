//! What is typed into the form, made into what is sent. Pure.

use crate::components::deployment_words;
use keyhouse_model::catalog::{self, LOCAL, Tier};
use keyhouse_model::deployment::{
    DeduplicationUnit, DeploymentCreate, DeploymentDetails, DeploymentType, DeploymentUpdate, Flags,
    MaintenanceWindow, RetentionUnit, StorageUnit,
};
use keyhouse_model::problem::FieldProblem;

/// What is typed and chosen. Numbers are still texts, units and words stand as on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsText {
    /// The name.
    pub name: String,
    /// The name of the tier: the same size has another id at each provider.
    pub tier: String,
    /// For how long data is kept, and its unit.
    pub retention: (String, String),
    /// Room for data, and its unit.
    pub storage: (String, String),
    /// The window of deduplication, and its unit.
    pub deduplication: (String, String),
    /// When work that interrupts may be done.
    pub maintenance_window: String,
}

impl Default for SettingsText {
    /// What suits a first deployment: the smallest tier, a month, no deduplication.
    fn default() -> Self {
        let amount = |number: &str, unit: &str| (number.to_owned(), unit.to_owned());
        Self {
            name: String::new(),
            tier: tiers(DeploymentType::SingleNode).next().map(|tier| tier.name).unwrap_or_default(),
            retention: amount("1", RetentionUnit::Months.as_str()),
            storage: amount("20", StorageUnit::Gigabytes.as_str()),
            deduplication: amount("0", DeduplicationUnit::Seconds.as_str()),
            maintenance_window: MaintenanceWindow::Weekend.as_str().to_owned(),
        }
    }
}

impl SettingsText {
    /// What a deployment is set to.
    pub fn of(details: &DeploymentDetails) -> Self {
        let gigabytes = details.storage_size_gb;
        let (size, unit) = if gigabytes.is_multiple_of(1024) {
            (gigabytes / 1024, StorageUnit::Terabytes)
        } else {
            (gigabytes, StorageUnit::Gigabytes)
        };
        Self {
            name: details.summary.name.clone(),
            tier: deployment_words::tier(details.summary.tier),
            retention: (details.retention_value.to_string(), details.retention_unit.as_str().to_owned()),
            storage: (size.to_string(), unit.as_str().to_owned()),
            deduplication: (
                details.deduplication_value.to_string(),
                details.deduplication_unit.as_str().to_owned(),
            ),
            maintenance_window: details.maintenance_window.as_str().to_owned(),
        }
    }

    /// The deployment to make, without its region, which follows from the provider, and without what runs elsewhere.
    pub fn create(&self, kind: DeploymentType, provider: &str) -> DeploymentCreate {
        let it = self.clone();
        DeploymentCreate {
            name: it.name,
            kind: kind.as_str().to_owned(),
            provider: provider.to_owned(),
            region: provider.to_owned(),
            tier: tier_id(&it.tier, kind, provider),
            storage_size: number(&it.storage.0),
            storage_size_unit: it.storage.1,
            deduplication: number(&it.deduplication.0),
            deduplication_unit: it.deduplication.1,
            retention: number(&it.retention.0),
            retention_unit: it.retention.1,
            maintenance_window: it.maintenance_window,
            external: None,
        }
    }

    /// The change of a deployment.
    pub fn update(&self, kind: DeploymentType, provider: &str, flags: Flags) -> DeploymentUpdate {
        let it = self.clone();
        DeploymentUpdate {
            name: it.name,
            tier: tier_id(&it.tier, kind, provider),
            storage_size: number(&it.storage.0),
            storage_size_unit: it.storage.1,
            deduplication: Some(number(&it.deduplication.0)),
            deduplication_unit: Some(it.deduplication.1),
            retention: number(&it.retention.0),
            retention_unit: it.retention.1,
            maintenance_window: it.maintenance_window,
            flags: Some(flags),
        }
    }

    /// What is wrong: the texts that are no numbers, then what the model says of the rest.
    pub fn problems(&self, of_model: Vec<FieldProblem>) -> Vec<FieldProblem> {
        let numbers = [
            ("/storage_size", &self.storage.0),
            ("/deduplication", &self.deduplication.0),
            ("/retention", &self.retention.0),
        ];
        let unread =
            numbers.into_iter().filter(|(_, text)| !text.trim().is_empty() && read::<u32>(text).is_none());
        let unread = unread
            .map(|(pointer, _)| FieldProblem::new(pointer, "malformed", "Enter a whole number, such as 30."));
        let mut problems: Vec<_> = unread.collect();
        for problem in of_model {
            if problems.iter().all(|it| it.pointer != problem.pointer) {
                problems.push(problem);
            }
        }
        problems
    }

    /// For how long data is kept, once that can be read.
    pub fn retention(&self) -> Option<(u32, RetentionUnit)> {
        let value = read(&self.retention.0).filter(|value| *value > 0)?;
        Some((value, RetentionUnit::from_word(&self.retention.1)?))
    }

    /// The chosen tier, as it is on this machine: its limits are the same everywhere.
    pub fn tier(&self, kind: DeploymentType) -> Option<Tier> {
        let mut all = tiers(kind);
        all.find(|tier| tier.name == self.tier)
    }
}

/// The sizes for a type.
pub(super) fn tiers(kind: DeploymentType) -> impl Iterator<Item = Tier> {
    catalog::tiers().into_iter().filter(move |tier| tier.kind == kind && tier.cloud_provider == LOCAL)
}

/// The id of a size at a provider; 0, which the model refuses, if it has none of that name.
fn tier_id(name: &str, kind: DeploymentType, provider: &str) -> u32 {
    let of = |tier: &Tier| tier.kind == kind && tier.cloud_provider == provider && tier.name == name;
    catalog::tiers().into_iter().find(of).map_or(0, |tier| tier.id)
}

/// The number; 0 for what is none, which [`SettingsText::problems`] tells from a typed 0.
fn number<N: std::str::FromStr + Default>(text: &str) -> N {
    read(text).unwrap_or_default()
}

fn read<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::catalog::EXTERNAL;

    fn named(change: impl FnOnce(&mut SettingsText)) -> SettingsText {
        let mut text = SettingsText { name: "metrics".into(), ..SettingsText::default() };
        change(&mut text);
        text
    }

    fn pointers(text: &SettingsText) -> Vec<String> {
        let of_model = text.create(DeploymentType::SingleNode, LOCAL).parse().err().unwrap_or_default();
        text.problems(of_model).into_iter().map(|problem| problem.pointer).collect()
    }

    #[test]
    fn what_is_offered_at_first_lacks_only_a_name() {
        assert_eq!(pointers(&SettingsText::default()), ["/name"]);
        let created = named(|_| ()).create(DeploymentType::SingleNode, LOCAL).parse().unwrap();
        assert_eq!(
            (created.settings.tier, created.settings.storage_size_gb, created.region.as_str()),
            (121, 20, "local")
        );
    }

    #[test]
    fn the_same_size_has_the_id_of_its_provider() {
        let id = |kind, provider| named(|_| ()).create(kind, provider).tier;
        assert_eq!(id(DeploymentType::SingleNode, EXTERNAL), 221);
        assert_eq!(id(DeploymentType::Cluster, LOCAL), 0, "a cluster has other sizes");
    }

    #[test]
    fn what_is_no_number_says_so_and_not_that_it_is_missing() {
        let text = named(|it| it.retention.0 = "1.5".into());
        assert_eq!(text.problems(vec![])[0].detail, "Enter a whole number, such as 30.");
        assert_eq!(pointers(&text), ["/retention"]);
        assert_eq!(pointers(&named(|it| it.retention.0 = " ".into())), ["/retention"]);
        assert_eq!(pointers(&named(|it| it.deduplication.0 = String::new())), [""; 0], "empty is off");
        assert_eq!(pointers(&named(|it| it.storage = ("9".into(), "GB".into()))), ["/storage_size"]);
    }
}
