//! The rules of a deployment in a line; more only where they need a person.

use super::NOW_AND_THEN;
use crate::api::{self, ApiError, Client};
use crate::components::deployment::use_deployment;
use crate::components::loaded::Loaded;
use crate::components::refresh::refresh_while;
use crate::format::text::{count, list};
use crate::route::{DeploymentTab, Route};
use crate::state;
use crate::state::remote::Loader;
use crate::ui::badge::{Badge, Tone};
use crate::ui::button::LinkButton;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use keyhouse_model::id::DeploymentId;
use keyhouse_model::live::LiveKind;
use keyhouse_model::rule_file::{
    Evaluation, Health, RuleFile, RuleFileState, RuleSetState, RunningGroup, RunningRule,
};
use leptos::prelude::*;

/// What there is, and what of it needs a person.
#[derive(Clone, Debug, PartialEq)]
struct Sum {
    files: usize,
    rules: usize,
    firing: usize,
    failing: usize,
    refused: Vec<String>,
    /// Why nothing is evaluated, if it can't be.
    broken: Option<String>,
}

impl Sum {
    async fn load(client: Client, id: DeploymentId) -> Result<Self, ApiError> {
        let files = client.send(api::rule_files::list(id)).await?;
        if files.is_empty() {
            return Ok(Self::of(&files, None, &[]));
        }
        let state = client.send(api::rule_files::state(id)).await?;
        let groups = client.send(api::rule_files::running(id)).await?;
        Ok(Self::of(&files, Some(&state), &groups))
    }

    fn of(files: &[RuleFile], state: Option<&RuleSetState>, groups: &[RunningGroup]) -> Self {
        let rules = || groups.iter().flat_map(|group| &group.rules);
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let refused = files.iter().filter(|file| file.state == RuleFileState::Refused);
        let broken = state.filter(|state| state.evaluation == Evaluation::Failed);
        Self {
            files: files.len(),
            rules: files.iter().map(|file| size(file.rules)).sum(),
            firing: rules().map(|rule| size(rule.firing)).sum(),
            failing: rules().filter(|rule: &&RunningRule| rule.health == Health::Error).count(),
            refused: refused.map(|file| file.name.clone()).collect(),
            broken: broken.map(|state| state.reason.clone().unwrap_or_default()),
        }
    }

    fn line(&self) -> String {
        if self.files == 0 {
            return "There is no rule file yet.".to_owned();
        }
        let (files, rules) = (count(self.files, "file", "files"), count(self.rules, "rule", "rules"));
        format!("{files} with {rules}, {} firing.", count(self.firing, "alert", "alerts"))
    }
}

/// The card.
#[component]
pub(super) fn Rules() -> impl IntoView {
    let (client, id) = (state::client(), use_deployment().id());
    let sum = Loader::new(move || Sum::load(client.clone(), id));
    let sum = sum.follow(&[LiveKind::RuleFile]);
    refresh_while(sum, NOW_AND_THEN, |sum| sum.files > 0);
    let page = Route::Deployment(id, DeploymentTab::Rules);
    let href = Signal::derive(move || {
        let some = sum.with_value(|sum| sum.files > 0).unwrap_or_default();
        page.with(&[("view", if some { "running" } else { "" })])
    });
    let skeleton = || view! { <div class="card-body"><Skeleton shape=Shape::Lines(1) label="Loading the rules" /></div> };
    let content = move || view! { <Content sum page /> };
    view! {
        <section class="card" aria-labelledby="rules">
            <div class="card-head">
                <h2 id="rules">"Rules"</h2>
                <div class="card-actions">
                    <LinkButton small=true href>
                        "Show the rules"
                    </LinkButton>
                </div>
            </div>
            <Loaded loader=sum skeleton content />
        </section>
    }
}

#[component]
fn Content(sum: Loader<Sum>, page: Route) -> impl IntoView {
    let now = Memo::new(move |_| sum.with_value(Clone::clone));
    let line = move || now.with(|sum| sum.as_ref().map(Sum::line));
    let firing = move || {
        let fires = now.with(|sum| sum.as_ref().is_some_and(|sum| sum.firing > 0));
        fires.then(|| view! { <Badge tone=Tone::Bad text="Firing" /> })
    };
    let loud = move || now.with(|sum| sum.as_ref().and_then(|sum| loud(sum, page)));
    view! {
        <div class="card-body stack tight">
            <p class="cluster">{line} {firing}</p>
            {loud}
        </div>
    }
}

/// What needs a person; nothing while all is well.
fn loud(sum: &Sum, page: Route) -> Option<AnyView> {
    let broken = sum.broken.clone().map(|why| format!("The rules are not evaluated. {why}"));
    let refused = (!sum.refused.is_empty()).then(|| {
        let files = list(&sum.refused, 3);
        let verb = if sum.refused.len() == 1 { "is" } else { "are" };
        format!("{files} {verb} refused by the vmalert that runs.")
    });
    let failing = (sum.failing > 0).then(|| {
        let href = page.with(&[("view", "running"), ("state", "failing")]);
        let rules = count(sum.failing, "rule fails", "rules fail");
        view! { <p><a href=href>{rules}</a> " at the evaluation."</p> }
    });
    if broken.is_none() && refused.is_none() && failing.is_none() {
        return None;
    }
    let said = broken.into_iter().chain(refused).map(|text| view! { <p class="log-text">{text}</p> });
    Some(view! { <Note tone=Tone::Bad>{said.collect_view()} {failing}</Note> }.into_any())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn file(name: &str, state: &str) -> RuleFile {
        serde_json::from_value(json!({
            "name": name, "version": 1, "bytes": 1, "sha256": "", "groups": 1, "rules": 4, "alerting": 3, "recording": 1,
            "group_names": [], "updated_at": "2026-11-21T09:00:00Z", "updated_by": "ada@example.com", "state": state,
        }))
        .unwrap()
    }

    #[test]
    fn it_is_loud_only_where_it_needs_a_person() {
        let page = Route::Deployments;
        let quiet = Sum::of(&[file("a.yml", "live"), file("b.yml", "waiting")], None, &[]);
        assert_eq!(quiet.line(), "2 files with 8 rules, 0 alerts firing.");
        assert!(loud(&quiet, page).is_none());
        let refused = Sum::of(&[file("a.yml", "refused")], None, &[]);
        assert_eq!(refused.refused, ["a.yml"]);
        let rule = |health: &str, firing: u32| json!({"kind": "alert", "name": "a", "expr": "1", "health": health, "firing": firing, "pending": 0});
        let rules = json!([rule("ok", 2), rule("error", 0)]);
        let group =
            json!({"name": "g", "file": "a.yml", "interval_ms": 1, "health": "error", "rules": rules});
        let groups: Vec<RunningGroup> = vec![serde_json::from_value(group).unwrap()];
        let failing = Sum::of(&[file("a.yml", "live")], None, &groups);
        assert_eq!((failing.firing, failing.failing), (2, 1));
        assert_eq!(failing.line(), "1 file with 4 rules, 2 alerts firing.");
    }
}
