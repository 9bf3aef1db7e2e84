//! Every URL of the console. Links take a [`Route`], never a string.

use keyhouse_model::id::DeploymentId;
use keyhouse_model::path::with_query;
use std::fmt;

/// A page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Route {
    /// Where one lands: what needs a person, and how things stand.
    Home,
    /// Sign in.
    SignIn,
    /// Set up the first administrator.
    SetUp,
    /// Take an invitation.
    Join,
    /// Deployments.
    Deployments,
    /// The form for a new deployment.
    NewDeployment,
    /// A part of one deployment's page.
    Deployment(DeploymentId, DeploymentTab),
    /// API keys.
    ApiKeys,
    /// Usage, month by month.
    Usage,
    /// The audit log.
    AuditLog,
    /// Members.
    Members,
}

/// The parts of a deployment's page.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum DeploymentTab {
    /// How it is.
    #[default]
    Overview,
    /// Who may read and write its data.
    AccessTokens,
    /// Its rule files, how they run, and where their alerts go.
    Rules,
    /// How much it takes in, reads and keeps.
    Usage,
    /// What it is set to.
    Settings,
}

impl DeploymentTab {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 5] = [Self::Overview, Self::AccessTokens, Self::Rules, Self::Usage, Self::Settings];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::AccessTokens => "Access tokens",
            Self::Rules => "Rules",
            Self::Usage => "Usage",
            Self::Settings => "Settings",
        }
    }

    /// What stands behind the deployment's own path.
    const fn segment(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::AccessTokens => "/access-tokens",
            Self::Rules => "/rules",
            Self::Usage => "/usage",
            Self::Settings => "/settings",
        }
    }
}

impl Route {
    /// All pages that there is one of.
    pub const PAGES: [Self; 10] = [
        Self::Home,
        Self::SignIn,
        Self::SetUp,
        Self::Join,
        Self::Deployments,
        Self::NewDeployment,
        Self::ApiKeys,
        Self::Usage,
        Self::AuditLog,
        Self::Members,
    ];

    /// The path. Set-up and join links are printed by the server, which knows the same paths.
    pub fn path(self) -> String {
        self.to_string()
    }

    /// The page with this path; a slash at its end does not count.
    pub fn parse(path: &str) -> Option<Self> {
        let bare = path.trim_end_matches('/');
        let path = if bare.is_empty() { path.get(..1).unwrap_or_default() } else { bare };
        let page = Self::PAGES.into_iter().find(|route| route.path() == path);
        page.or_else(|| parse_deployment(path))
    }

    /// What the page is called, in the navigation, the breadcrumb and the window's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Home => "Overview",
            Self::SignIn => "Sign in",
            Self::SetUp => "Set up Keyhouse",
            Self::Join => "Join Keyhouse",
            Self::Deployments => "Deployments",
            Self::NewDeployment => "New deployment",
            Self::Deployment(_, tab) => tab.title(),
            Self::ApiKeys => "API keys",
            Self::Usage => "Usage",
            Self::AuditLog => "Audit log",
            Self::Members => "Members",
        }
    }

    /// The entry of the navigation that the page belongs to.
    pub fn section(self) -> Self {
        match self {
            Self::NewDeployment | Self::Deployment(..) => Self::Deployments,
            other => other,
        }
    }

    /// Whether two routes are parts of one page, so that changing from one to the other is no new page.
    pub fn is_same_page(self, other: Self) -> bool {
        match (self, other) {
            (Self::Deployment(id, _), Self::Deployment(other, _)) => id == other,
            (one, other) => one == other,
        }
    }

    /// The pages above it, from the outside in, with what they are called; `name` is that of the deployment, once it is
    /// known.
    pub fn trail(self, name: Option<String>) -> Vec<(Self, String)> {
        let above = |route: Self| (route, route.title().to_owned());
        match self {
            Self::NewDeployment => vec![above(Self::Deployments)],
            Self::Deployment(id, _) => {
                let overview = Self::Deployment(id, DeploymentTab::Overview);
                vec![above(Self::Deployments), (overview, name.unwrap_or_else(|| "Deployment".to_owned()))]
            }
            _ => Vec::new(),
        }
    }

    /// The page with a query; pairs without a value are left out.
    pub fn with(self, pairs: &[(&str, &str)]) -> String {
        with_query(&self.path(), pairs)
    }
}

/// `/deployments/ID` and what may stand behind it.
fn parse_deployment(path: &str) -> Option<Route> {
    let rest = path.strip_prefix("/deployments/")?;
    let (id, segment) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let tab = DeploymentTab::ALL.into_iter().find(|tab| tab.segment() == segment)?;
    Some(Route::Deployment(id.parse().ok()?, tab))
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Home => "/",
            Self::SignIn => "/sign-in",
            Self::SetUp => "/set-up",
            Self::Join => "/join",
            Self::Deployments => "/deployments",
            Self::NewDeployment => "/deployments/new",
            Self::Deployment(id, tab) => return write!(f, "/deployments/{id}{}", tab.segment()),
            Self::ApiKeys => "/api-keys",
            Self::Usage => "/usage",
            Self::AuditLog => "/audit-log",
            Self::Members => "/members",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ID: &str = "123e4567-e89b-42d3-a456-426614174000";

    fn deployment(tab: DeploymentTab) -> Route {
        Route::Deployment(ID.parse().unwrap(), tab)
    }

    #[test]
    fn every_page_is_found_by_its_path() {
        for route in Route::PAGES.into_iter().chain(DeploymentTab::ALL.map(deployment)) {
            assert_eq!(Route::parse(&route.path()), Some(route));
            assert_eq!(Route::parse(&format!("{route}/")), Some(route));
        }
        for nowhere in ["", "/api-keys/x", "/deployments/x", &format!("/deployments/{ID}/x")] {
            assert_eq!(Route::parse(nowhere), None, "{nowhere}");
        }
        assert_eq!(deployment(DeploymentTab::Settings).path(), format!("/deployments/{ID}/settings"));
    }

    #[test]
    fn a_query_keeps_only_what_is_set() {
        assert_eq!(Route::ApiKeys.with(&[("status", "expired"), ("q", "")]), "/api-keys?status=expired");
    }

    #[test]
    fn the_trail_leads_to_the_deployment_by_its_name() {
        let names = |route: Route, name: Option<&str>| {
            let trail = route.trail(name.map(str::to_owned));
            trail.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(names(Route::Members, None), [""; 0]);
        assert_eq!(names(Route::NewDeployment, None), ["Deployments"]);
        let tokens = deployment(DeploymentTab::AccessTokens);
        assert_eq!(names(tokens, Some("prod-eu")), ["Deployments", "prod-eu"]);
        assert_eq!(names(tokens, None), ["Deployments", "Deployment"]);
    }

    #[test]
    fn tabs_are_one_page_in_one_section() {
        let (overview, settings) = (deployment(DeploymentTab::Overview), deployment(DeploymentTab::Settings));
        assert!(overview.is_same_page(settings) && !overview.is_same_page(Route::Deployments));
        assert_eq!(settings.section(), Route::Deployments);
        assert_eq!(Route::ApiKeys.section(), Route::ApiKeys);
    }
}
