//! The fields of a new token: the tool first, and the access that it needs.

use super::actions::Actions;
use super::words::mode_hint;
use crate::components::deployment::use_deployment;
use crate::components::sent_form::SentForm;
use crate::components::words;
use crate::ui::bind::Bind;
use crate::ui::choice::{Choice, RadioCards, Segmented};
use crate::ui::input::TextField;
use keyhouse_model::access_token::{AccessMode, AccessTokenCreate, Endpoints, TenantId};
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::example::access_token::Tool;
use leptos::prelude::*;

const OTHER: &str = "other";
/// The tools that the form names, with what they do.
const TOOLS: [(Tool, &str); 4] = [
    (Tool::Grafana, "Dashboards: reads."),
    (Tool::Vmagent, "Collects and sends: writes."),
    (Tool::Prometheus, "Sends on what it scrapes by remote write: writes."),
    (Tool::Vmalert, "Evaluates rules and keeps what they gave: reads and writes."),
];

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct TokenForm {
    /// What uses the token; empty while nothing is chosen.
    tool: RwSignal<String>,
    mode: RwSignal<String>,
    name: RwSignal<String>,
    tenant: RwSignal<String>,
    /// The last name that the form itself put in.
    suggested: StoredValue<String>,
}

impl TokenForm {
    /// Nothing chosen yet.
    pub(super) fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        let suggested = StoredValue::new(String::new());
        Self { tool: empty(), mode: empty(), name: empty(), tenant: empty(), suggested }
    }

    /// The token that it asks for; follows what is typed.
    pub(super) fn create(self) -> AccessTokenCreate {
        let tenant = self.tenant.get().trim().to_owned();
        AccessTokenCreate {
            mode: self.mode.get(),
            description: self.name.get(),
            tenant_id: Some(tenant).filter(|tenant| !tenant.is_empty()),
        }
    }

    /// The chosen tool, if it is one that has examples.
    pub(super) fn tool(self) -> Option<Tool> {
        self.tool.with(|word| Tool::from_word(word))
    }

    /// Chooses a tool: access and name follow, unless the person has typed a name.
    fn choose(self, word: String, actions: Actions) {
        let tool = Tool::from_word(&word);
        self.tool.set(word);
        self.mode.set(tool.map(|tool| tool.needs().as_str().to_owned()).unwrap_or_default());
        let own = self.name.with_untracked(|name| self.suggested.with_value(|suggested| name != suggested));
        if !own {
            let taken = |name: &str| {
                let has = |all: &Vec<keyhouse_model::access_token::AccessToken>| {
                    all.iter().any(|token| token.description == name)
                };
                untrack(|| actions.tokens.with_value(has)).unwrap_or_default()
            };
            let name = tool.map(|tool| free_name(tool.label(), taken)).unwrap_or_default();
            self.suggested.set_value(name.clone());
            self.name.set(name);
        }
    }
}

/// The name, with a number behind it if it is taken.
fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// The fields.
#[component]
pub(super) fn TokenFields(
    /// What is typed and chosen.
    form: TokenForm,
    /// Where the errors come from.
    sent: SentForm,
    /// What the page shares.
    actions: Actions,
) -> impl IntoView {
    let tools = TOOLS.iter().map(|(tool, does)| Choice::new(tool.as_str(), tool.label()).detail(*does));
    let other = Choice::new(OTHER, "Something else").detail("You choose the access by hand.");
    let tools: Vec<_> = tools.chain([other]).collect();
    let tool = Bind::new(form.tool, move |word| form.choose(word, actions));
    let modes: Vec<_> =
        AccessMode::ALL.iter().map(|mode| Choice::new(mode.as_str(), words::access_mode(*mode))).collect();
    let kind = use_deployment().details().with_untracked(|it| it.as_ref().map(|it| it.summary.kind));
    view! {
        <RadioCards label="What will use it" options=tools value=tool />
        <Segmented
            label="Access"
            options=modes
            value=form.mode
            hint=Signal::derive(move || hint(form))
            error=sent.field("/type")
        />
        <TextField
            label="Name"
            value=form.name
            hint="Where it is used, so that your team can tell tokens apart."
            error=sent.field("/description")
        />
        {(kind == Some(DeploymentType::Cluster)).then(|| view! { <Advanced form sent /> })}
    }
}

/// What the access means, and whether it is more than the tool needs, or less.
fn hint(form: TokenForm) -> String {
    let Some(mode) = form.mode.with(|word| AccessMode::from_word(word)) else {
        return String::new();
    };
    let more = form.tool().map(|tool| fit(tool, mode)).unwrap_or_default();
    format!("{}{more}", mode_hint(mode))
}

fn fit(tool: Tool, mode: AccessMode) -> String {
    let (needs, name) = (tool.needs(), tool.label());
    if mode == needs {
        String::new()
    } else if (mode.may_read() || !needs.may_read()) && (mode.may_write() || !needs.may_write()) {
        format!(" {name} needs less: {}.", words::access_mode(needs))
    } else {
        format!(" {name} needs more: {}.", words::access_mode(needs))
    }
}

/// The tenant of a cluster, with the URLs that follow from it.
#[component]
fn Advanced(form: TokenForm, sent: SentForm) -> impl IntoView {
    let typed = Memo::new(move |_| form.tenant.with(|text| text.trim().to_owned()));
    let tenant = Memo::new(move |_| {
        typed.with(|text| (!text.is_empty()).then(|| TenantId::parse(text, "/tenant_id")).transpose())
    });
    let details = use_deployment().details();
    let urls = move || {
        let tenant = tenant.get().ok()?;
        let base = details.with(|it| it.as_ref().map(|it| it.access_endpoint.clone()))?;
        let endpoints = Endpoints::new(DeploymentType::Cluster, tenant, &base);
        let mode = form.mode.with(|word| AccessMode::from_word(word)).unwrap_or(AccessMode::ReadWrite);
        let writes = mode.may_write().then(|| ("Writes to", endpoints.remote_write()));
        let reads = mode.may_read().then(|| ("Queries at", endpoints.query()));
        let row = |(label, url)| view! { <dt>{label}</dt> <dd class="mono small">{url}</dd> };
        Some(view! { <dl class="facts">{[writes, reads].into_iter().flatten().map(row).collect_view()}</dl> })
    };
    view! {
        <details class="disclosure">
            <summary>"Advanced settings"</summary>
            <div class="stack">
                <TextField
                    label="Tenant"
                    value=form.tenant
                    optional=true
                    mono=true
                    placeholder="12:0"
                    hint="accountID or accountID:projectID. The token then reaches this tenant only. Leave it empty for any."
                    error=sent.field("/tenant_id")
                />
                <div aria-live="polite">{urls}</div>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_is_free() {
        let taken = |name: &str| ["vmagent", "vmagent 2"].contains(&name);
        assert_eq!(free_name("Grafana", taken), "Grafana");
        assert_eq!(free_name("vmagent", taken), "vmagent 3");
    }

    #[test]
    fn access_that_does_not_fit_the_tool_is_said() {
        assert_eq!(fit(Tool::Vmagent, AccessMode::Write), "");
        assert_eq!(fit(Tool::Vmagent, AccessMode::ReadWrite), " vmagent needs less: Write.");
        assert_eq!(fit(Tool::Vmagent, AccessMode::Read), " vmagent needs more: Write.");
        assert_eq!(fit(Tool::Vmalert, AccessMode::Read), " vmalert needs more: Read and write.");
    }
}
