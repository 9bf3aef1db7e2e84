//! vmauth's config: one user a token, and a marker.

use super::absent::PROBE;
use super::route::{Route, routes};
use crate::dataplane::backend::Reach;
use keyhouse_model::access_token::{AccessMode, TenantId};
use keyhouse_model::id::AccessTokenId;
use keyhouse_model::secret::Secret;
use std::fmt::Write;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A token as vmauth has to know it.
#[derive(Debug)]
pub(super) struct User {
    /// The token's id, which vmauth counts its requests under.
    pub(super) id: AccessTokenId,
    /// The whole value.
    pub(super) value: Secret,
    /// What it may do.
    pub(super) mode: AccessMode,
    /// The one tenant that it is bound to.
    pub(super) tenant: Option<TenantId>,
    /// How many requests it may have under way; `None` for what vmauth thinks right.
    pub(super) concurrency: Option<i64>,
    /// Where its deployment runs; `None` while it does not.
    pub(super) reach: Option<Arc<Reach>>,
}

/// The last user of a config, which is another one each time. Only where its token is let in is the config in force:
/// `/-/reload` says 200 even if it refused the config. By its name it is known which config vmauth's counters belong to.
/// And versions before v1.91 refuse a config without users. Nobody else gets its token, which reaches only [`PROBE`].
#[derive(Debug)]
pub(super) struct Marker {
    /// Its name.
    pub(super) name: String,
    /// Its token.
    pub(super) value: Secret,
}

/// What surrounds the users.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    /// Whether the version that will read it knows the field `max_concurrent_requests`.
    pub(super) limits_concurrency: bool,
    /// The URL that answers for deployments that don't run.
    pub(super) absent_url: &'a str,
    /// The user that names this config.
    pub(super) marker: &'a Marker,
}

/// Writes the config. It holds every token's value and the credentials of the deployments: nobody else may read it.
///
/// A config is refused whole for one wrong line, so a user that can't be written is left out: answers them too, each
/// with the reason.
pub(super) fn write(
    users: &[User],
    setting: &Setting<'_>,
) -> (Zeroizing<String>, Vec<(AccessTokenId, &'static str)>) {
    let mut text = Zeroizing::new(String::from("# Written by Keyhouse. Changes are lost.\nusers:\n"));
    let mut left_out = Vec::new();
    for user in users {
        match user.problem() {
            Some(problem) => left_out.push((user.id, problem)),
            None => user.write(&mut text, setting),
        }
    }
    let probe = Route { paths: vec![PROBE.to_owned()], prefix: setting.absent_url.to_owned() };
    begin(&mut text, &setting.marker.name, &setting.marker.value);
    text.push_str("  url_map:\n");
    route(&mut text, &probe, "");
    (text, left_out)
}

impl User {
    /// vmauth replaces `%{NAME}` in the whole config by what the environment has, and fails if it has nothing.
    fn problem(&self) -> Option<&'static str> {
        let credential = self.reach.as_ref()?.authorization.as_ref()?;
        credential.expose().contains("%{").then_some(
            "The deployment's credential contains %{, which vmauth takes for a variable. Give the deployment \
             another credential.",
        )
    }

    fn write(&self, text: &mut Zeroizing<String>, setting: &Setting<'_>) {
        let absent = || vec![Route { paths: vec!["/.*".into()], prefix: setting.absent_url.to_owned() }];
        let routes =
            self.reach.as_ref().map_or_else(absent, |reach| routes(self.mode, self.tenant, &reach.backend));
        let credential = self.reach.as_ref().and_then(|reach| reach.authorization.as_ref());
        // An empty one: the token's value stays here.
        let credential = credential.map_or("", |secret| secret.expose());
        if routes.is_empty() {
            return;
        }
        begin(text, &self.id.to_string(), &self.value);
        if let Some(limit) = self.concurrency.filter(|_| setting.limits_concurrency) {
            line(text, format_args!("  max_concurrent_requests: {limit}"));
        }
        text.push_str("  url_map:\n");
        for one in &routes {
            route(text, one, credential);
        }
    }
}

fn begin(text: &mut Zeroizing<String>, name: &str, value: &Secret) {
    line(text, format_args!("- name: {}", *quoted(name)));
    line(text, format_args!("  bearer_token: {}", *quoted(value.expose())));
}

/// The header stands with each route: v1.79 takes no notice of a user's own headers where there are routes.
fn route(text: &mut Zeroizing<String>, route: &Route, credential: &str) {
    text.push_str("  - src_paths:\n");
    for path in &route.paths {
        line(text, format_args!("    - {}", *quoted(path)));
    }
    line(text, format_args!("    url_prefix: {}", *quoted(&route.prefix)));
    let header = Zeroizing::new(format!("Authorization: {credential}"));
    line(text, format_args!("    headers: [{}]", *quoted(header.trim_end())));
}

fn line(text: &mut Zeroizing<String>, content: std::fmt::Arguments<'_>) {
    // Writing to a text can't fail.
    let _ = writeln!(**text, "{content}");
}

/// A text as YAML reads it whatever is in it: JSON's strings are YAML's.
fn quoted(text: &str) -> Zeroizing<String> {
    Zeroizing::new(serde_json::Value::from(text).to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::dataplane::access::version::{Feature, Version};
    use crate::dataplane::backend::Backend;
    use uuid::Uuid;

    fn user(id: u128, reach: Option<Reach>) -> User {
        User {
            id: AccessTokenId(Uuid::from_u128(id)),
            value: Secret::new(format!("kht_{id}")),
            mode: AccessMode::Write,
            tenant: None,
            concurrency: Some(600),
            reach: reach.map(Arc::new),
        }
    }

    fn reach(url: &str, credential: Option<&str>) -> Reach {
        let authorization = credential.map(|text| Secret::new(text.to_owned()));
        Reach { backend: Backend::Single { url: url.to_owned() }, authorization }
    }

    fn written(version: &str, users: &[User]) -> (String, usize) {
        let marker = Marker { name: "keyhouse-7".into(), value: Secret::new("m".into()) };
        let limits_concurrency = Version::parse(version).unwrap().knows(Feature::ConcurrencyLimit);
        let setting = Setting { limits_concurrency, absent_url: "http://127.0.0.1:9", marker: &marker };
        let (text, left_out) = write(users, &setting);
        (text.to_string(), left_out.len())
    }

    const EMPTY: &str = r#"# Written by Keyhouse. Changes are lost.
users:
- name: "keyhouse-7"
  bearer_token: "m"
  url_map:
  - src_paths:
    - "/-/keyhouse/in-force"
    url_prefix: "http://127.0.0.1:9"
    headers: ["Authorization:"]
"#;

    #[test]
    fn without_tokens_the_marker_stands_for_the_empty_list() {
        assert_eq!(written("v1.79.5", &[]), (EMPTY.to_owned(), 0));
    }

    #[test]
    fn a_user_stands_before_the_marker_with_the_credential_of_its_deployment() {
        let (text, _) = written("v1.79.5", &[user(1, Some(reach("http://vm:8428", Some("Basic eDp5"))))]);
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is not in {text}"));
        let name =
            at("- name: \"00000000-0000-0000-0000-000000000001\"\n  bearer_token: \"kht_1\"\n  url_map:\n");
        let route = at("    url_prefix: \"http://vm:8428\"\n    headers: [\"Authorization: Basic eDp5\"]\n");
        assert!(name < route && route < at("keyhouse-7"), "{text}");
        assert!(
            text.contains(r#"    - "(/prometheus)?/api/v1/write""#) && !text.contains("query_range"),
            "{text}"
        );
    }

    #[test]
    fn only_a_version_that_knows_it_gets_the_limit() {
        let users = [user(1, Some(reach("http://vm:8428", None)))];
        for (version, limited) in
            [("v1.79.5", false), ("v1.87.1", false), ("v1.88.0", true), ("v1.150.0", true)]
        {
            let (text, _) = written(version, &users);
            assert_eq!(text.contains("  max_concurrent_requests: 600\n"), limited, "{version}");
        }
    }

    #[test]
    fn a_token_of_what_does_not_run_is_known_and_told_so() {
        let (text, _) = written("v1.79.5", &[user(1, None)]);
        let route = "  - src_paths:\n    - \"/.*\"\n    url_prefix: \"http://127.0.0.1:9\"\n";
        assert!(text.contains("kht_1") && text.contains(route), "{text}");
    }

    #[test]
    fn what_would_spoil_the_config_is_left_out_or_quoted() {
        let spoils = reach("http://a", Some("Bearer %{HOME}"));
        let strange = reach("http://b", Some("Bearer \"'\\: #\u{7f}"));
        let (text, left_out) = written("v1.79.5", &[user(1, Some(spoils)), user(2, Some(strange))]);
        assert_eq!(left_out, 1);
        assert!(!text.contains("%{") && !text.contains("kht_1"), "{text}");
        assert!(text.contains(r#"["Authorization: Bearer \"'\\: #"#), "{text}");
    }
}
