//! The filter over the list.

use crate::components::words;
use crate::format::text::count;
use crate::ui::bind::Bind;
use crate::ui::input::SearchField;
use keyhouse_model::access_token::AccessToken;
use leptos::prelude::*;

/// The filter; it is in the URL.
#[component]
pub(super) fn Toolbar(
    /// What is looked for.
    search: Bind<String>,
    /// How many tokens match.
    shown: Signal<usize>,
) -> impl IntoView {
    view! {
        <div class="toolbar" role="search">
            <SearchField label="Filter access tokens" placeholder="Name, creator or last four" value=search />
            <span class="push small muted" role="status">{move || count(shown.get(), "token", "tokens")}</span>
        </div>
    }
}

/// The tokens of which a part of name, creator, access or tenant, or the last four characters, are `text`.
pub(super) fn matching(tokens: &[AccessToken], text: &str) -> Vec<AccessToken> {
    let text = text.trim().to_lowercase();
    let fits = |token: &&AccessToken| {
        let tenant = token.tenant_id.map(|tenant| tenant.to_string()).unwrap_or_default();
        let parts = [&token.description, &token.created_by, words::access_mode(token.mode), &tenant];
        parts.iter().any(|it| it.to_lowercase().contains(&text)) || token.value.eq_ignore_ascii_case(&text)
    };
    tokens.iter().filter(fits).cloned().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn token(name: &str, mode: &str, last_four: &str, tenant: &str) -> AccessToken {
        let tenant = if tenant.is_empty() { "null".to_owned() } else { format!("\"{tenant}\"") };
        serde_json::from_str(&format!(
            r#"{{"id": "123e4567-e89b-42d3-a456-426614174000", "value": "{last_four}", "type": "{mode}",
            "description": "{name}", "created_by": "ada@example.com", "created_at": "2026-11-20T09:00:00Z",
            "tenant_id": {tenant}, "last_used_at": "0001-01-01T00:00:00Z"}}"#
        ))
        .unwrap()
    }

    #[test]
    fn tokens_are_found_by_name_creator_access_tenant_and_last_four() {
        let all = [token("vmagent EU", "w", "B04e", "12:0"), token("grafana", "r", "91fX", "")];
        let names = |text| matching(&all, text).iter().map(|it| it.description.clone()).collect::<Vec<_>>();
        assert_eq!(names(" VMAGENT "), ["vmagent EU"]);
        assert_eq!(names("b04E"), ["vmagent EU"]);
        assert_eq!(names("12:0"), ["vmagent EU"]);
        assert_eq!(names("read"), ["grafana"]);
        assert_eq!(names("ada@").len(), 2);
        assert_eq!(names("04"), [""; 0]);
    }
}
