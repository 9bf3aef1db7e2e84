//! The rules of a deployment: its rule files, how they run, and where their alerts go.

mod files;
mod notifications;
mod running;

use crate::components::deployment::use_deployment;
use crate::components::query::Query;
use crate::route::{DeploymentTab, Route};
use crate::ui::tabs::{TabLink, TabLinks};
use files::Files;
use leptos::prelude::*;
use notifications::NotificationSettings;
use running::Running;

/// The views, as they stand in the URL, and what they are called. The first needs no word there.
const VIEWS: [(&str, &str); 3] = [("", "Files"), ("running", "Running"), ("notifications", "Notifications")];

/// The tab of a deployment's page.
#[component]
pub fn Rules() -> impl IntoView {
    let page = Route::Deployment(use_deployment().id(), DeploymentTab::Rules);
    let query = Query::of(page);
    let view = Memo::new(move |_| query.get("view"));
    let links = Signal::derive(move || {
        let current = view.get();
        VIEWS
            .map(|(word, label)| TabLink {
                href: page.with(&[("view", word)]),
                label: label.to_owned(),
                current: word == current,
            })
            .to_vec()
    });
    view! {
        <div class="stack loose">
            <TabLinks label="Rules" links />
            {move || match view.get().as_str() {
                "running" => view! { <Running query /> }.into_any(),
                "notifications" => view! { <NotificationSettings query /> }.into_any(),
                _ => view! { <Files query /> }.into_any(),
            }}
        </div>
    }
}
