//! Every URL of the console. Links take a [`Route`], never a string.

use keyhouse_model::path::with_query;
use std::fmt;

/// A page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Route {
    /// Where one lands; leads on to the first page.
    Home,
    /// Sign in.
    SignIn,
    /// Set up the first administrator.
    SetUp,
    /// Take an invitation.
    Join,
    /// API keys.
    ApiKeys,
    /// The audit log.
    AuditLog,
    /// Members.
    Members,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Home, Self::SignIn, Self::SetUp, Self::Join, Self::ApiKeys, Self::AuditLog, Self::Members];

    /// The path. Set-up and join links are printed by the server, which knows the same paths.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::SignIn => "/sign-in",
            Self::SetUp => "/set-up",
            Self::Join => "/join",
            Self::ApiKeys => "/api-keys",
            Self::AuditLog => "/audit-log",
            Self::Members => "/members",
        }
    }

    /// The page with this path; a slash at its end does not count.
    pub fn parse(path: &str) -> Option<Self> {
        let bare = path.trim_end_matches('/');
        let path = if bare.is_empty() { path.get(..1).unwrap_or_default() } else { bare };
        Self::ALL.into_iter().find(|route| route.path() == path)
    }

    /// What the page is called, in the navigation, the breadcrumb and the window's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Home => "Keyhouse",
            Self::SignIn => "Sign in",
            Self::SetUp => "Set up Keyhouse",
            Self::Join => "Join Keyhouse",
            Self::ApiKeys => "API keys",
            Self::AuditLog => "Audit log",
            Self::Members => "Members",
        }
    }

    /// The page with a query; pairs without a value are left out.
    pub fn with(self, pairs: &[(&str, &str)]) -> String {
        with_query(self.path(), pairs)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_by_its_path() {
        for route in Route::ALL {
            assert_eq!(Route::parse(route.path()), Some(route));
            assert_eq!(Route::parse(&format!("{route}/")), Some(route));
        }
        assert_eq!(Route::parse("/api-keys/x"), None);
        assert_eq!(Route::parse(""), None);
    }

    #[test]
    fn a_query_keeps_only_what_is_set() {
        assert_eq!(Route::ApiKeys.with(&[("status", "expired"), ("q", "")]), "/api-keys?status=expired");
    }
}
