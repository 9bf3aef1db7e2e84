use chrono::{DateTime, Utc};
use keyhouse_console::components::deployment_picker::{AccessInput, DeploymentPicker};
use keyhouse_console::state::remote::Loader;
use keyhouse_model::api_key::DeploymentAccess;
use keyhouse_model::deployment::{DeploymentStatus, DeploymentSummary, DeploymentType};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, click};

fn deployment(n: u8, name: &str) -> DeploymentSummary {
    DeploymentSummary {
        id: format!("123e4567-e89b-12d3-a456-4266141740{n:02}").parse().unwrap(),
        name: name.into(),
        kind: DeploymentType::SingleNode,
        tier: 121,
        version: String::new(),
        cloud_provider: "local".into(),
        region: "local".into(),
        created_at: DateTime::<Utc>::UNIX_EPOCH,
        status: DeploymentStatus::Stopped,
        status_reason: None,
        used: None,
    }
}

async fn scene(
    access: Option<DeploymentAccess>,
    deployments: Vec<DeploymentSummary>,
) -> (Stage, StoredValue<Option<AccessInput>>) {
    let handle = StoredValue::new(None);
    let stage = Stage::new(move || {
        let input = AccessInput::new(access.as_ref());
        handle.set_value(Some(input));
        let loader = Loader::new(move || std::future::ready(Ok(deployments.clone())));
        view! { <DeploymentPicker input deployments=loader error=None /> }
    })
    .await;
    (stage, handle)
}

fn chosen(input: StoredValue<Option<AccessInput>>) -> Option<DeploymentAccess> {
    untrack(|| input.get_value().unwrap().get())
}

#[wasm_bindgen_test]
async fn nothing_is_chosen_at_first() {
    let (_stage, input) = scene(None, vec![deployment(1, "prod")]).await;
    assert_eq!(chosen(input), None);
}

#[wasm_bindgen_test]
async fn every_one_of_today_is_not_the_same_as_all() {
    let (stage, input) = scene(None, vec![deployment(1, "prod"), deployment(2, "staging")]).await;
    click(&stage.get("radio", "Selected deployments")).await;
    assert_eq!(chosen(input), Some(DeploymentAccess::Selected([].into())));
    click(&stage.get("checkbox", "Select all 2 of today")).await;
    assert!(matches!(chosen(input), Some(DeploymentAccess::Selected(ids)) if ids.len() == 2));
    assert!(stage.text().contains("One that is created tomorrow is not included"), "{}", stage.text());
    click(&stage.get("button", "Use all deployments instead")).await;
    assert_eq!(chosen(input), Some(DeploymentAccess::All));
}

#[wasm_bindgen_test]
async fn one_that_is_gone_stays_in_sight_and_can_be_unticked() {
    let gone = deployment(9, "gone").id;
    let access = DeploymentAccess::Selected([gone, deployment(1, "prod").id].into());
    let (stage, input) = scene(Some(access), vec![deployment(1, "prod")]).await;
    let boxes = stage.all("checkbox");
    let deleted =
        boxes.iter().find(|it| crate::stage::name_of(it).starts_with("Deleted deployment")).unwrap();
    click(deleted).await;
    assert_eq!(chosen(input), Some(DeploymentAccess::Selected([deployment(1, "prod").id].into())));
}

#[wasm_bindgen_test]
async fn without_deployments_only_all_can_be_chosen() {
    let (stage, _input) = scene(None, Vec::new()).await;
    assert!(stage.get("radio", "Selected deployments").has_attribute("disabled"));
    assert!(stage.text().contains("There is no deployment yet"), "{}", stage.text());
}
