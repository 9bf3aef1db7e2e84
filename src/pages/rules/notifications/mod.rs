//! Where the alerts of a deployment go.

mod amtool;
mod config;
mod draft;
mod editor;
mod external;
mod form;
mod receivers;
mod status;
mod words;

use crate::components::deployment::use_deployment;
use crate::components::loaded::Loaded;
use crate::components::refresh::refresh_while;
use crate::state::remote::Loader;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::{api, state};
use form::NotifierForm;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use status::Status;
use std::time::Duration;

/// How often the status is looked at while the view is in sight.
const NOW_AND_THEN: Duration = Duration::from_secs(5);

/// What all settings of Alertmanager mean.
const DOCS: &str = "https://prometheus.io/docs/alerting/latest/configuration/";

/// The view.
#[component]
pub(super) fn NotificationSettings() -> impl IntoView {
    let (client, id) = (state::client(), use_deployment().id());
    let loader = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::notifications::get(id)).await }
    });
    let loader = loader.follow(&[LiveKind::RuleFile]);
    refresh_while(loader, NOW_AND_THEN, |_| true);
    let skeleton = || {
        view! {
            <div class="card card-body">
                <Skeleton shape=Shape::Lines(6) label="Loading where alerts go" />
            </div>
        }
    };
    let content = move || {
        view! {
            <Status loader />
            <NotifierForm loader />
        }
    };
    view! {
        <p class="muted">
            "Alerts that fire are sent to an Alertmanager, which groups them and tells people by e-mail, chat or pager. "
            <a href=DOCS target="_blank" rel="noopener noreferrer">
                "All settings of Alertmanager"
            </a>
        </p>
        <Loaded loader skeleton content />
    }
}
