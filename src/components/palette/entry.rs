//! What can be found. Pure.

use crate::api::brief::{Deployment, Group as RuleGroup, Key, Token};
use crate::route::{DeploymentTab, Route};
use crate::state::theme::Theme;
use crate::ui::icon::Icon;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::key_value::{KeyKind, last_four_within};
use std::collections::HashSet;

/// The kinds of what can be found, in the order in which they stand when nothing tells them apart.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) enum Group {
    /// What was chosen lately.
    Recent,
    /// Pages.
    Pages,
    /// Deployments and their parts.
    Deployments,
    /// API keys.
    Keys,
    /// Access tokens.
    Tokens,
    /// Rule files.
    RuleFiles,
    /// Rules.
    Rules,
    /// What can be done.
    Actions,
}

impl Group {
    /// Its heading.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Recent => "Recent",
            Self::Pages => "Go to",
            Self::Deployments => "Deployments",
            Self::Keys => "API keys",
            Self::Tokens => "Access tokens",
            Self::RuleFiles => "Rule files",
            Self::Rules => "Rules",
            Self::Actions => "Actions",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Recent => Icon::Clock,
            Self::Pages => Icon::ChevronRight,
            Self::Deployments => Icon::Database,
            Self::Keys | Self::Tokens => Icon::Key,
            Self::RuleFiles => Icon::File,
            Self::Rules => Icon::Bell,
            Self::Actions => Icon::Play,
        }
    }
}

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Opens a page of the console.
    Go(String),
    /// Changes the colours.
    Theme(Theme),
    /// Lists the shortcuts of the keyboard.
    Shortcuts,
    /// Ends the session.
    SignOut,
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What tells it from all others, and finds it again next time. Never a name: it is kept in the browser.
    pub(super) id: String,
    pub(super) group: Group,
    pub(super) title: String,
    /// Where it belongs, or what it is recognised by.
    pub(super) detail: String,
    pub(super) icon: Icon,
    pub(super) act: Act,
    /// The last four characters of its value, and what that is for.
    pub(super) value: Option<(KeyKind, String)>,
}

impl Entry {
    fn new(group: Group, id: String, title: &str, detail: String, act: Act) -> Self {
        let (title, icon) = (title.to_owned(), group.icon());
        Self { id, group, title, detail, icon, act, value: None }
    }
}

/// What the person may do, so that nothing is offered that would be refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct May {
    pub(super) edit: bool,
    pub(super) administer: bool,
}

/// The pages.
pub(super) fn pages() -> Vec<Entry> {
    let is_behind_the_sign_in =
        |page: &Route| !matches!(page, Route::SignIn | Route::SetUp | Route::Join | Route::NewDeployment);
    let page = |page: Route| {
        Entry::new(Group::Pages, format!("page:{page}"), page.title(), String::new(), Act::Go(page.path()))
    };
    Route::PAGES.into_iter().filter(is_behind_the_sign_in).map(page).collect()
}

/// What this person can do.
pub(super) fn actions(may: May) -> Vec<Entry> {
    let action = |id: &str, title: &str, icon: Icon, act: Act| {
        let entry = Entry::new(Group::Actions, format!("action:{id}"), title, String::new(), act);
        Entry { icon, ..entry }
    };
    let mut all = Vec::new();
    if may.administer {
        all.push(action("new-key", "New API key", Icon::Plus, Act::Go(Route::ApiKeys.with(&[("new", "1")]))));
    }
    if may.edit {
        all.push(action(
            "new-deployment",
            "New deployment",
            Icon::Plus,
            Act::Go(Route::NewDeployment.path()),
        ));
    }
    if may.administer {
        all.push(action(
            "invite",
            "Invite a member",
            Icon::People,
            Act::Go(Route::Members.with(&[("invite", "1")])),
        ));
    }
    let secrets = Route::AuditLog.with(&[("action", "secrets")]);
    all.push(action("secrets", "Show who looked at secrets", Icon::Eye, Act::Go(secrets)));
    for (theme, title, icon) in [
        (Theme::Light, "Light theme", Icon::Sun),
        (Theme::Dark, "Dark theme", Icon::Moon),
        (Theme::System, "Theme of the system", Icon::System),
    ] {
        all.push(action(title, title, icon, Act::Theme(theme)));
    }
    all.push(action("shortcuts", "Keyboard shortcuts", Icon::Keyboard, Act::Shortcuts));
    all.push(action("sign-out", "Sign out", Icon::SignOut, Act::SignOut));
    all
}

/// A deployment, and each of its parts.
pub(super) fn deployment(of: &Deployment) -> Vec<Entry> {
    let entry = |tab: DeploymentTab| {
        let page = Route::Deployment(of.id, tab);
        let detail = if tab == DeploymentTab::Overview { "" } else { tab.title() };
        Entry::new(
            Group::Deployments,
            format!("page:{page}"),
            &of.name,
            detail.to_owned(),
            Act::Go(page.path()),
        )
    };
    DeploymentTab::ALL.map(entry).into()
}

/// An API key.
pub(super) fn key(of: &Key) -> Entry {
    let href = Route::ApiKeys.with(&[("status", "all"), ("q", &bare(&of.name))]);
    let entry =
        Entry::new(Group::Keys, format!("key:{}", of.id), &of.name, ending(&of.last_four), Act::Go(href));
    Entry { value: Some((KeyKind::ApiKey, of.last_four.clone())), ..entry }
}

/// An access token of a deployment.
pub(super) fn token(deployment: &Deployment, of: &Token) -> Entry {
    let page = Route::Deployment(deployment.id, DeploymentTab::AccessTokens);
    let href = page.with(&[("q", &bare(&of.name))]);
    let detail = format!("{}, {}", ending(&of.last_four), deployment.name);
    let entry = Entry::new(Group::Tokens, format!("token:{}", of.id), &of.name, detail, Act::Go(href));
    Entry { value: Some((KeyKind::AccessToken, of.last_four.clone())), ..entry }
}

/// A rule file of a deployment.
pub(super) fn rule_file(deployment: &Deployment, name: &str) -> Entry {
    let href = rules_page(deployment.id).with(&[("file", name)]);
    let id = format!("file:{}:{name}", deployment.id);
    Entry::new(Group::RuleFiles, id, name, deployment.name.clone(), Act::Go(href))
}

/// The rules of a deployment; of those in one group with one name, the first.
pub(super) fn rules(deployment: &Deployment, groups: &[RuleGroup]) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for group in groups {
        for rule in group.rules.iter().filter(|rule| seen.insert((&group.name, &rule.name))) {
            // As the page's own links to its rules are written.
            let pairs = [("view", "running"), ("group", group.name.as_str()), ("rule", rule.name.as_str())];
            let href = rules_page(deployment.id).with(&pairs);
            let id = format!("rule:{}:{}:{}", deployment.id, group.name, rule.name);
            let detail = format!("{}, {}", group.name, deployment.name);
            all.push(Entry::new(Group::Rules, id, &rule.name, detail, Act::Go(href)));
        }
    }
    all
}

fn rules_page(deployment: DeploymentId) -> Route {
    Route::Deployment(deployment, DeploymentTab::Rules)
}

fn ending(last_four: &str) -> String {
    format!("…{last_four}")
}

/// A name for a URL. Anything can be written into a name, and a secret belongs into no URL.
fn bare(name: &str) -> String {
    last_four_within(name).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::brief::Rule;
    use keyhouse_model::rule_file::Health;

    const ID: &str = "123e4567-e89b-42d3-a456-426614174000";

    fn prod() -> Deployment {
        Deployment { id: ID.parse().unwrap(), name: "prod".into() }
    }

    #[test]
    fn only_what_the_person_may_is_offered() {
        let titles = |may: May| actions(may).into_iter().map(|it| it.title).collect::<Vec<_>>();
        assert!(!titles(May::default()).iter().any(|it| it.starts_with("New") || it.starts_with("Invite")));
        let editor = titles(May { edit: true, administer: false });
        assert!(editor.contains(&"New deployment".into()) && !editor.contains(&"New API key".into()));
        assert!(titles(May { edit: true, administer: true }).contains(&"New API key".into()));
    }

    #[test]
    fn pages_are_those_behind_the_sign_in() {
        let ids: Vec<_> = pages().into_iter().map(|it| it.id).collect();
        assert!(ids.contains(&"page:/audit-log".to_owned()) && !ids.contains(&"page:/sign-in".to_owned()));
    }

    #[test]
    fn things_lead_to_where_they_are() {
        let secret = format!("khk_{}", "7".repeat(49));
        let key =
            key(&Key { id: ID.parse().unwrap(), name: format!("of {secret}"), last_four: "7Qa2".into() });
        assert_eq!(key.act, Act::Go("/api-keys?status=all&q=7777".into()));
        let groups = [RuleGroup {
            name: "node".into(),
            rules: ["Down", "Down", "up"].map(|name| Rule { name: name.into(), health: Health::Ok }).into(),
        }];
        let rules = rules(&prod(), &groups);
        assert_eq!(rules.len(), 2, "one of each name");
        assert_eq!(
            rules[0].act,
            Act::Go(format!("/deployments/{ID}/rules?view=running&group=node&rule=Down"))
        );
        assert_eq!(rule_file(&prod(), "a.yml").act, Act::Go(format!("/deployments/{ID}/rules?file=a.yml")));
        assert_eq!(deployment(&prod()).len(), DeploymentTab::ALL.len());
    }
}
