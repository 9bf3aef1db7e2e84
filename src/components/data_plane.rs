//! What this machine lacks to carry data, and how to get it.

use crate::components::failure::Failure;
use crate::format::text::list;
use crate::state::remote::{Loader, Remote};
use crate::ui::badge::Tone;
use crate::ui::note::Note;
use keyhouse_model::deployment::{DataPlane, DeploymentType};
use leptos::prelude::*;

/// The program behind the access endpoint.
const ACCESS: [&str; 1] = ["vmauth"];

/// Why a deployment of this type can't run on this machine, and what to install; `None` if it can.
pub fn unable(plane: &DataPlane, kind: DeploymentType) -> Option<String> {
    missing(plane, programs(kind))
}

/// The programs that a deployment of a type runs on this machine.
fn programs(kind: DeploymentType) -> &'static [&'static str] {
    match kind {
        DeploymentType::SingleNode => &["victoria-metrics"],
        DeploymentType::Cluster => &["vminsert", "vmselect", "vmstorage"],
    }
}

/// Which of these programs are not here, and what to install; `None` if all are.
fn missing(plane: &DataPlane, programs: &[&str]) -> Option<String> {
    let engine = |name: &str| plane.engines.iter().find(|engine| engine.name == name);
    let is_missing = |name: &&&str| engine(name).is_none_or(|engine| engine.version.is_none());
    let missing: Vec<_> = programs.iter().filter(is_missing).copied().collect();
    let install = missing.iter().find_map(|name| engine(name)?.install.clone());
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let names = list(&missing, missing.len());
    let text = format!("{names} {verb} not installed on this machine. {}", install.unwrap_or_default());
    (!missing.is_empty()).then(|| text.trim_end().to_owned())
}

/// Says what is missing, and what can't be done without it.
#[component]
pub fn Missing(
    /// The programs that carry the data.
    plane: Loader<DataPlane>,
) -> impl IntoView {
    let warn = |what: &'static str, why: String| {
        view! {
            <Note tone=Tone::Warn>
                <p>
                    <strong>{what}</strong>
                    " "
                    {why}
                </p>
            </Note>
        }
    };
    let notes = move |plane: &DataPlane| {
        let local = unable(plane, DeploymentType::SingleNode)
            .map(|why| warn("Deployments can't run on this machine.", why));
        let access = missing(plane, &ACCESS).or_else(|| plane.access_problem.clone());
        let access = access.map(|why| warn("Data can't be written or read through Keyhouse.", why));
        view! { {local} {access} }.into_any()
    };
    move || {
        plane.with(|it| match it {
            Remote::Waiting => ().into_any(),
            Remote::Here(plane) => notes(plane),
            Remote::Failed(error) => {
                let retry = Callback::new(move |()| plane.reload());
                view! { <Failure error=error.clone() retry /> }.into_any()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn plane(engines: serde_json::Value) -> DataPlane {
        serde_json::from_value(json!({ "access_endpoint": "", "access_process": null, "engines": engines }))
            .unwrap()
    }

    #[test]
    fn what_is_missing_is_named_with_the_way_to_get_it() {
        let here = json!({"name": "victoria-metrics", "version": "v1.79.5", "lacks": []});
        let gone = json!({"name": "vminsert", "version": null, "lacks": [], "install": "Get the cluster's archive."});
        let plane = plane(json!([here, gone]));
        assert_eq!(unable(&plane, DeploymentType::SingleNode), None);
        assert_eq!(
            unable(&plane, DeploymentType::Cluster).unwrap(),
            "vminsert, vmselect and vmstorage are not installed on this machine. Get the cluster's archive."
        );
        assert_eq!(missing(&plane, &ACCESS).unwrap(), "vmauth is not installed on this machine.");
    }
}
