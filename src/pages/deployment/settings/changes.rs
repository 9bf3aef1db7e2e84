//! What a change of the settings changes, before it is made. Pure.

use crate::components::deployment_words as words;
use keyhouse_model::deployment::{DeploymentChange, DeploymentDetails, FlagLists};

/// One setting that becomes another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    /// The setting.
    pub(super) label: &'static str,
    /// What it is.
    pub(super) before: String,
    /// What it becomes.
    pub(super) after: String,
    /// Whether the processes are started anew for it.
    pub(super) restarts: bool,
}

/// Every setting that becomes another, in the order of the form.
pub(super) fn changes(now: &DeploymentDetails, change: &DeploymentChange) -> Vec<Change> {
    let mut all = Vec::new();
    let mut note = |label: &'static str, restarts: bool, before: String, after: String| {
        if before != after {
            all.push(Change { label, before, after, restarts });
        }
    };
    let to = &change.settings;
    note("Name", false, now.summary.name.clone(), to.name.to_string());
    note("Tier", true, words::tier(now.summary.tier), words::tier(to.tier));
    let retention = (now.retention_value, now.retention_unit);
    note("Retention", true, words::retention(retention), words::retention(to.retention));
    note("Storage", false, words::storage(now.storage_size_gb), words::storage(to.storage_size_gb));
    let window = (now.deduplication_value, now.deduplication_unit);
    let new_window = words::deduplication(to.deduplication.unwrap_or(window));
    note("Deduplication window", true, words::deduplication(window), new_window);
    let maintenance = |window| words::maintenance(window).to_owned();
    note(
        "Maintenance window",
        false,
        maintenance(now.maintenance_window),
        maintenance(to.maintenance_window),
    );
    if let Some(flags) = &change.flags {
        for ((label, before), (_, after)) in lists(&flags_of(now)).into_iter().zip(lists(flags)) {
            note(label, true, before, after);
        }
    }
    all
}

/// The flags that a deployment has.
pub(super) fn flags_of(details: &DeploymentDetails) -> FlagLists {
    FlagLists {
        single: details.vmsingle_settings.clone(),
        select: details.vmselect_settings.clone(),
        storage: details.vmstorage_settings.clone(),
        insert: details.vminsert_settings.clone(),
    }
}

/// The lists as texts, in the order of the form.
fn lists(flags: &FlagLists) -> [(&'static str, String); 4] {
    let text = |flags: &[String]| if flags.is_empty() { "none".to_owned() } else { flags.join(" ") };
    [
        ("Flags", text(&flags.single)),
        ("Flags of vminsert", text(&flags.insert)),
        ("Flags of vmselect", text(&flags.select)),
        ("Flags of vmstorage", text(&flags.storage)),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::components::deployment_form::SettingsText;
    use keyhouse_model::deployment::Flags;
    use serde_json::json;

    fn now() -> DeploymentDetails {
        serde_json::from_value(json!({
            "id": "123e4567-e89b-42d3-a456-426614174000", "name": "metrics", "type": "single_node", "tier": 121,
            "version": "v1.79.5", "cloud_provider": "local", "region": "local", "created_at": "2026-11-21T09:00:00Z",
            "status": "RUNNING", "retention_value": 1, "retention_unit": "m", "deduplication_value": 0,
            "deduplication_unit": "s", "storage_size_gb": 20, "maintenance_window": "Sat-Sun 3-4am",
            "price": {"compute_cost": 0.0, "storage_cost": 0.0, "total_cost": 0.0}, "access_endpoint": "http://x",
        }))
        .unwrap()
    }

    /// What changes when this is typed into the form.
    fn typed(edit: impl FnOnce(&mut SettingsText), flags: &[&str]) -> Vec<Change> {
        let now = now();
        let mut text = SettingsText::of(&now);
        edit(&mut text);
        let flags = Flags {
            single_flags: Some(flags.iter().map(|it| (*it).to_owned()).collect()),
            ..Flags::default()
        };
        changes(&now, &text.update(now.summary.kind, "local", flags).parse(&now).unwrap())
    }

    #[test]
    fn a_form_that_was_not_touched_changes_nothing() {
        assert_eq!(typed(|_| (), &[]), []);
    }

    #[test]
    fn a_new_name_needs_no_restart_and_a_new_retention_does() {
        let change = |label, before: &str, after: &str, restarts| Change {
            label,
            before: before.into(),
            after: after.into(),
            restarts,
        };
        let found = typed(
            |it| {
                it.name = " prod ".into();
                it.retention = ("90".into(), "d".into());
            },
            &["-search.maxQueryLen=32KiB"],
        );
        assert_eq!(
            found,
            [
                change("Name", "metrics", "prod", false),
                change("Retention", "1 month", "90 days", true),
                change("Flags", "none", "-search.maxQueryLen=32KiB", true),
            ]
        );
    }
}
