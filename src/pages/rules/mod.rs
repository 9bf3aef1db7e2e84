//! The rules of a deployment: its rule files, how they run, and where their alerts go.

mod files;
mod notifications;
mod running;
mod views;

use crate::components::deployment::use_deployment;
use crate::components::query::Query;
use crate::route::{DeploymentTab, Route};
use crate::state::remote::Loader;
use crate::{api, state};
use files::Files;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use notifications::NotificationSettings;
use running::Running;
use views::{Counts, Views};

/// The tab of a deployment's page.
#[component]
pub fn Rules() -> impl IntoView {
    let id = use_deployment().id();
    let page = Route::Deployment(id, DeploymentTab::Rules);
    let query = Query::of(page);
    let view = Memo::new(move |_| query.get("view"));
    let client = state::client();
    let files = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::rule_files::list(id)).await }
    });
    let files = files.follow(&[LiveKind::RuleFile]);
    let counts = RwSignal::new(Counts::default());
    view! {
        <div class="stack">
            <Views page view files counts />
            {move || match view.get().as_str() {
                "running" => view! { <Running query counts /> }.into_any(),
                "notifications" => view! { <NotificationSettings /> }.into_any(),
                _ => view! { <Files query files /> }.into_any(),
            }}
        </div>
    }
}
