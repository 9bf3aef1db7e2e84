//! What is typed and chosen for a new deployment, and what follows from it.

use super::external::ExternalInput;
use crate::components::deployment_form::{SettingsInput, SettingsText};
use crate::components::deployment_words as words;
use crate::components::sent_form::SentForm;
use crate::format::number::compact;
use keyhouse_model::catalog::{EXTERNAL, LOCAL};
use keyhouse_model::deployment::{DeploymentCreate, DeploymentType};
use keyhouse_model::problem::FieldProblem;
use leptos::prelude::*;

/// The form.
#[derive(Clone, Copy)]
pub(super) struct NewForm {
    /// The provider's id: where it runs.
    pub(super) place: RwSignal<String>,
    /// The type, as on the wire.
    pub(super) kind: RwSignal<String>,
    /// What both places ask for.
    pub(super) settings: SettingsInput,
    /// What only the other place asks for.
    pub(super) external: ExternalInput,
    /// Sends it.
    pub(super) sent: SentForm,
}

impl NewForm {
    /// For a single node on this machine.
    pub(super) fn new() -> Self {
        Self {
            place: RwSignal::new(LOCAL.to_owned()),
            kind: RwSignal::new(DeploymentType::SingleNode.as_str().to_owned()),
            settings: SettingsInput::new(),
            external: ExternalInput::new(),
            sent: SentForm::new(),
        }
    }

    /// The chosen type.
    pub(super) fn kind(self) -> DeploymentType {
        self.kind.with(|word| DeploymentType::from_word(word)).unwrap_or(DeploymentType::SingleNode)
    }

    /// Whether it runs elsewhere already.
    pub(super) fn is_external(self) -> bool {
        self.place.with(|place| place == EXTERNAL)
    }

    /// What is sent; follows what is typed.
    pub(super) fn draft(self) -> DeploymentCreate {
        let kind = self.kind();
        let draft = self.place.with(|place| self.settings.text().create(kind, place));
        DeploymentCreate { external: self.is_external().then(|| self.external.get(kind)), ..draft }
    }

    /// What is wrong with it; follows what is typed.
    pub(super) fn problems(self) -> Vec<FieldProblem> {
        self.settings.text().problems(self.draft().parse().err().unwrap_or_default())
    }

    /// What will be made, in one sentence; follows what is typed.
    pub(super) fn summary(self) -> String {
        let text = self.settings.text();
        if self.is_external() { external_summary() } else { local_summary(&text, self.kind()) }
    }
}

fn external_summary() -> String {
    "Keyhouse will hand out access tokens for the VictoriaMetrics that runs there, watch whether it answers, and change \
     nothing on it."
        .to_owned()
}

fn local_summary(text: &SettingsText, kind: DeploymentType) -> String {
    let (Some(tier), Some(retention)) = (text.tier(kind), text.retention()) else {
        return "Fill in the fields, and this says what will be made.".to_owned();
    };
    let what = match kind {
        DeploymentType::SingleNode => "one VictoriaMetrics",
        DeploymentType::Cluster => "VictoriaMetrics' insert, storage and select processes",
    };
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let (series, rate) = (compact(tier.active_time_series as f64), compact(tier.ingestion_rate as f64));
    format!(
        "Keyhouse will start {what} on this machine for up to {series} active series and {rate} samples/s, and keep data \
         for {}. It begins with one access token.",
        words::retention(retention)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_will_run_and_for_how_long_data_stays() {
        let text = local_summary(&SettingsText::default(), DeploymentType::SingleNode);
        assert!(
            text.contains("one VictoriaMetrics on this machine for up to 1M active series and 50k samples/s"),
            "{text}"
        );
        assert!(text.contains("keep data for 1 month."), "{text}");
        assert!(local_summary(&SettingsText::default(), DeploymentType::Cluster).starts_with("Fill in"));
    }
}
