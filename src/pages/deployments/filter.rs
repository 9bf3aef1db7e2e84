//! Which deployments the list shows. Pure.

use super::row::Row;
use crate::components::deployment_words as words;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentType};

/// A chip over the list: one status, or all of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Chip(Option<DeploymentStatus>);

impl Chip {
    /// In the order of the screen.
    pub(super) const ALL: [Self; 5] = [
        Self(None),
        Self(Some(DeploymentStatus::Running)),
        Self(Some(DeploymentStatus::Provisioning)),
        Self(Some(DeploymentStatus::Error)),
        Self(Some(DeploymentStatus::Stopped)),
    ];

    /// The word in the URL; none for the one that is on by itself.
    pub(super) fn word(self) -> String {
        self.0.map(|status| status.as_str().to_lowercase()).unwrap_or_default()
    }

    /// Reads the word in the URL; what is unknown counts as none.
    pub(super) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|chip| chip.word() == word).unwrap_or_default()
    }

    /// What the chip says.
    pub(super) fn label(self) -> &'static str {
        self.0.map_or("All", |status| words::status(status).0)
    }

    fn takes(self, status: DeploymentStatus) -> bool {
        self.0.is_none_or(|wanted| wanted == status)
    }
}

/// The deployments that match, in their order, and how many each chip would show.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Selection {
    /// The deployments.
    pub(super) rows: Vec<Row>,
    /// One count for each of [`Chip::ALL`], of the deployments that match type and text.
    pub(super) counts: [usize; Chip::ALL.len()],
}

/// Selects by chip, type (as on the wire; empty for any) and text.
pub(super) fn select(all: &[Row], chip: Chip, kind: &str, text: &str) -> Selection {
    let (text, kind) = (text.trim().to_lowercase(), DeploymentType::from_word(kind));
    let mut selection = Selection::default();
    for row in all.iter().filter(|row| kind.is_none_or(|kind| row.kind == kind) && row.matches(&text)) {
        for (count, of) in selection.counts.iter_mut().zip(Chip::ALL) {
            *count += usize::from(of.takes(row.status));
        }
        if chip.takes(row.status) {
            selection.rows.push(row.clone());
        }
    }
    selection
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn row(name: &str, kind: &str, status: &str) -> Row {
        let deployment = json!({
            "id": "123e4567-e89b-42d3-a456-426614174000", "name": name, "type": kind, "tier": 121, "version": "",
            "cloud_provider": "local", "region": "local", "created_at": "2026-11-21T09:00:00Z", "status": status,
        });
        serde_json::from_value::<keyhouse_model::deployment::DeploymentSummary>(deployment).unwrap().into()
    }

    fn all() -> Vec<Row> {
        vec![
            row("Prod-EU", "cluster", "RUNNING"),
            row("staging", "single_node", "STOPPED"),
            row("metrics", "single_node", "RUNNING"),
        ]
    }

    fn names(chip: &str, kind: &str, text: &str) -> Vec<String> {
        let selection = select(&all(), Chip::parse(chip), kind, text);
        selection.rows.iter().map(|row| row.name.clone()).collect()
    }

    #[test]
    fn chip_type_and_text_select_and_the_chips_count_what_the_others_leave() {
        assert_eq!(names("", "", "").len(), 3);
        assert_eq!(names("running", "", ""), ["Prod-EU", "metrics"]);
        assert_eq!(names("running", "single_node", ""), ["metrics"]);
        assert_eq!(names("", "", " prod-eu "), ["Prod-EU"]);
        assert_eq!(names("", "", "123E4567").len(), 3, "by the beginning of the id");
        assert_eq!(select(&all(), Chip::default(), "single_node", "").counts, [2, 1, 0, 0, 1]);
    }

    #[test]
    fn chips_survive_the_url() {
        for chip in Chip::ALL {
            assert_eq!(Chip::parse(&chip.word()), chip);
        }
        assert_eq!(Chip::parse("nonsense"), Chip::default());
    }
}
