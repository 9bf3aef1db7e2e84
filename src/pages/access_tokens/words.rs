//! What this page says of tokens, access and answers. Pure.

use crate::format::number::thousands;
use crate::format::time::relative;
use crate::ui::badge::Tone;
use chrono::{DateTime, Utc};
use keyhouse_model::access_token::{AccessMode, AccessToken, Direction, TEST_METRIC, TenantId, TrialResult};
use keyhouse_model::deployment::DeploymentType;

/// What access lets a program do.
pub(super) fn mode_hint(mode: AccessMode) -> &'static str {
    match mode {
        AccessMode::Read => "Queries only: dashboards, scripts that look.",
        AccessMode::Write => "Ingestion only: collectors. What they sent can’t be read with it.",
        AccessMode::ReadWrite => "Queries and ingestion: vmalert, which writes what it computed.",
    }
}

/// Whether a token may go this way.
pub(super) fn allows(mode: AccessMode, direction: Direction) -> bool {
    match direction {
        Direction::Write => mode.may_write(),
        Direction::Read => mode.may_read(),
    }
}

/// Why a token may not go this way; `None` if it may.
pub(super) fn barred(mode: AccessMode, direction: Direction) -> Option<String> {
    let why = match direction {
        Direction::Write => "This token may only read, so there is nothing to write with it.",
        Direction::Read => "This token may only write, so there is nothing to read with it.",
    };
    (!allows(mode, direction)).then(|| why.to_owned())
}

/// How much a token is in use, in a sentence.
pub(super) fn usage(token: &AccessToken, now: DateTime<Utc>) -> String {
    let Some(at) = token.last_used() else {
        return "It was never used.".to_owned();
    };
    let from = token.last_used_ip.as_ref().map(|ip| format!(" from {ip}")).unwrap_or_default();
    let calls = token.requests_24h.map(|requests| {
        let noun = if requests == 1 { "request" } else { "requests" };
        format!(", with {} {noun} in 24 hours", thousands(requests))
    });
    format!("It was last used {}{from}{}.", relative(at, now), calls.unwrap_or_default())
}

/// What the tenant does to the paths; nothing for a single node.
pub(super) fn tenant_note(kind: DeploymentType, tenant: Option<TenantId>) -> Option<String> {
    match (kind, tenant) {
        (DeploymentType::SingleNode, _) => None,
        (DeploymentType::Cluster, None) => Some(
            "This token reaches every tenant. Tenant 0 is filled in; put another accountID or accountID:projectID in \
             its place."
                .to_owned(),
        ),
        (DeploymentType::Cluster, Some(tenant)) => Some(format!(
            "This token is bound to tenant {tenant}, so its paths carry no /insert/<tenant> or /select/<tenant> prefix."
        )),
    }
}

/// What an answer of the access endpoint means, and what to do.
pub(super) fn meaning(direction: Direction, result: &TrialResult) -> (Tone, String) {
    let deployment =
        "The access endpoint let the token through, and the deployment did not answer as it should.";
    match (result.status, direction) {
        (200..=299, Direction::Write) => (Tone::Ok, format!("The sample {TEST_METRIC} is written.")),
        (200..=299, Direction::Read) => (Tone::Ok, "The query was answered.".to_owned()),
        (400, _) => (
            Tone::Bad,
            "The access endpoint refused it: it does not know the token (vmauth before v1.87 says 400 for that) or \
             the token may not use this path. A token that was just made needs up to a second."
                .to_owned(),
        ),
        (401 | 403, _) => (
            Tone::Bad,
            "The access endpoint does not accept the token. If it was just made, try again in a second.".to_owned(),
        ),
        (404, _) => {
            (Tone::Bad, "There is no such path. An external deployment’s URL may be wrong; see its settings.".to_owned())
        }
        (429, _) => (
            Tone::Warn,
            "Too many requests at once: the limit of the deployment’s tier is reached. Try again when fewer run."
                .to_owned(),
        ),
        (502..=504, _) => (Tone::Bad, format!("{deployment} See its Overview for whether it runs.")),
        (500..=599, _) => (Tone::Bad, format!("{deployment} Its log, on its Overview, says why.")),
        _ => (Tone::Warn, "This is not what VictoriaMetrics answers; what it said stands below.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn answer(status: u16) -> TrialResult {
        TrialResult { url: "http://vm/api/v1/query".into(), status, elapsed_ms: 18, body: String::new() }
    }

    #[test]
    fn an_answer_is_good_only_when_it_is() {
        for status in 100..600 {
            for direction in [Direction::Read, Direction::Write] {
                let (tone, _) = meaning(direction, &answer(status));
                assert_eq!(tone == Tone::Ok, (200..300).contains(&status), "{status}");
            }
        }
        assert!(meaning(Direction::Write, &answer(204)).1.contains("keyhouse_test is written"));
        assert!(meaning(Direction::Read, &answer(400)).1.contains("v1.87"));
    }

    #[test]
    fn each_way_is_barred_for_the_tokens_of_the_other() {
        assert_eq!(barred(AccessMode::Read, Direction::Read), None);
        assert!(barred(AccessMode::Read, Direction::Write).unwrap().contains("only read"));
        assert!(barred(AccessMode::Write, Direction::Read).unwrap().contains("only write"));
        assert!(Direction::ALL.iter().all(|way| barred(AccessMode::ReadWrite, *way).is_none()));
    }

    #[test]
    fn only_a_cluster_speaks_of_tenants() {
        assert_eq!(tenant_note(DeploymentType::SingleNode, None), None);
        assert!(tenant_note(DeploymentType::Cluster, None).unwrap().contains("Tenant 0"));
        let bound = tenant_note(DeploymentType::Cluster, "12:0".parse().ok());
        assert!(bound.unwrap().contains("bound to tenant 12:0"));
    }
}
