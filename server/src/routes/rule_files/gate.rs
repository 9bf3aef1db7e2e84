//! What a text goes through before it becomes a version: the checks, then `vmalert` itself.

use super::row::Others;
use crate::dataplane::rules::DryRun;
use crate::diagnosed::{refusal, refused_by};
use crate::error::{Error, Result};
use crate::state::AppState;
use data_encoding::HEXLOWER;
use keyhouse_model::rules::{Diagnostic, Options, Report, RuleKind, check};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// From how many bytes on a text takes long enough to check that it has to wait for its turn.
const LARGE: usize = 1024 * 1024;
/// Large texts are checked one after the other: several at once would take all processors, and the memory.
static TURN: Semaphore = Semaphore::const_new(1);

/// A text that went through.
#[derive(Debug)]
pub(super) struct Passed {
    pub(super) text: Arc<str>,
    pub(super) sha256: String,
    pub(super) alerting: u32,
    pub(super) recording: u32,
    pub(super) group_names: Vec<String>,
}

impl Passed {
    /// Puts a text through the checks.
    ///
    /// # Errors
    /// `invalid`, with each error and its place.
    pub(super) async fn checks(
        app: &AppState,
        text: &Arc<str>,
        sha256: &str,
        others: Others,
    ) -> Result<Self> {
        let report = report(app, text, others).await?;
        if report.has_errors() {
            return Err(refusal(&report.diagnostics, report.left_out));
        }
        let rules = || report.groups.iter().flat_map(|group| &group.rules);
        let count = |kind| u32::try_from(rules().filter(|rule| rule.kind == kind).count());
        Ok(Self {
            text: Arc::clone(text),
            sha256: sha256.to_owned(),
            alerting: count(RuleKind::Alert).map_err(Error::internal)?,
            recording: count(RuleKind::Record).map_err(Error::internal)?,
            group_names: report.groups.into_iter().map(|group| group.name).collect(),
        })
    }

    /// Whether the text also fits beside these other files, in what they share: the names of groups, and the limit.
    pub(super) fn fits(&self, others: &Others, most_rules: usize) -> bool {
        let own: HashSet<&str> = self.group_names.iter().map(String::as_str).collect();
        let rules = usize::try_from(self.rules()).unwrap_or(usize::MAX);
        others.rules.saturating_add(rules) <= most_rules
            && !others.groups.iter().any(|group| own.contains(group.as_str()))
    }

    pub(super) fn rules(&self) -> u32 {
        self.alerting.saturating_add(self.recording)
    }
}

/// What the checks say of a text beside these other files.
pub(super) async fn report(app: &AppState, text: &Arc<str>, others: Others) -> Result<Report> {
    let options = Options {
        limits: app.settings.rule_limits,
        other_groups: others.groups,
        other_rules: others.rules,
        engine: app.data_plane.vmalert_version(),
        environment: Some(app.data_plane.rule_environment()),
    };
    let turn = match text.len() > LARGE {
        true => Some(TURN.acquire().await.map_err(Error::internal)?),
        false => None,
    };
    let text = Arc::clone(text);
    let work = move || {
        let report = check(&text, &options);
        // Held to the end of the work, which goes on when the client hangs up.
        drop(turn);
        report
    };
    spawn_blocking(work).await.map_err(Error::internal)
}

/// What `vmalert` has against a text that the checks take. Where it can't be asked, nothing: it is asked again when it
/// is there, and the file's state says so.
pub(super) async fn word_of_vmalert(app: &AppState, text: &str) -> Option<Diagnostic> {
    match app.data_plane.dry_run(text).await {
        DryRun::Taken => None,
        DryRun::Refused(words) => Some(refused_by("vmalert", &words, text)),
        DryRun::NotAsked(why) => {
            tracing::debug!(why, "a rule file was checked without vmalert");
            None
        }
    }
}

/// The SHA-256 of a text in hexadecimal digits.
pub(super) async fn digest(text: &Arc<str>) -> Result<String> {
    let text = Arc::clone(text);
    let work = move || HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    spawn_blocking(work).await.map_err(Error::internal)
}
