//! Alertmanager's own check of a config, where it is missing.

use crate::ui::badge::Tone;
use crate::ui::note::Note;
use crate::{api, state};
use keyhouse_model::deployment::DataPlane;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// Says so when the server has no `amtool` to check configs with; else nothing.
#[component]
pub(super) fn WithoutAmtool() -> impl IntoView {
    let (client, plane) = (state::client(), RwSignal::new(None::<DataPlane>));
    spawn_local_scoped_with_cancellation(async move {
        // A remark that can't be had is no reason to interrupt who writes a config.
        plane.set(client.send(api::deployments::data_plane()).await.ok());
    });
    let install = move || {
        plane.with(|plane| {
            let amtool = plane.as_ref()?.engines.iter().find(|engine| engine.name == "amtool")?;
            amtool.install.clone()
        })
    };
    let note = |how: String| {
        view! {
            <Note tone=Tone::Info>
                <p>
                    "amtool is not installed on the server, so that Alertmanager itself does not look at the config before it is saved. "
                    {how}
                </p>
            </Note>
        }
    };
    move || install().map(note)
}
