//! What a check yields.

use super::diagnostic::{Diagnostic, Severity};
use super::file::{File, Group, Label, Rule};
use super::span::Lines;
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is wrong with a file, and what it holds.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// What was found, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// How much more was found than is listed: of each severity, the list holds the first 500.
    #[serde(default)]
    pub left_out: usize,
    /// The groups, in the order of the text; of a broken file, those that could be read.
    pub groups: Vec<GroupSummary>,
}

impl Report {
    /// Whether the file must not go live.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// How many rules the file holds.
    pub fn rules(&self) -> usize {
        self.groups.iter().map(|group| group.rules.len()).sum()
    }
}

words! {
    /// What a rule does.
    RuleKind {
        /// It fires.
        Alert = "alert",
        /// It records a metric.
        Record = "record",
    }
}

/// A group of rules.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupSummary {
    /// Its name, unique in the deployment.
    pub name: String,
    /// How often its rules are evaluated, as it is written: `30s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// Its other fields, each as one text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The line on which it begins, counted from 1.
    pub line: u32,
    /// Its rules, in the order of the text.
    pub rules: Vec<RuleSummary>,
}

/// A rule.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleSummary {
    /// What it does.
    pub kind: RuleKind,
    /// The alert's name, or that of the metric.
    pub name: String,
    /// What is evaluated.
    pub expr: String,
    /// The labels that it sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The annotations of an alert.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Its other fields, each as it is written: `for`, `keep_firing_for`, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The line on which it begins, counted from 1.
    pub line: u32,
}

/// The groups of a file.
pub(super) fn summarize(file: &File, lines: &Lines<'_>) -> Vec<GroupSummary> {
    file.groups.iter().map(|group| summarize_group(group, lines)).collect()
}

fn summarize_group(group: &Group, lines: &Lines<'_>) -> GroupSummary {
    GroupSummary {
        name: group.name.clone(),
        interval: group.interval.clone(),
        settings: group.settings.clone(),
        line: lines.line_number(group.span.start),
        rules: group.rules.iter().map(|rule| summarize_rule(rule, lines)).collect(),
    }
}

fn summarize_rule(rule: &Rule, lines: &Lines<'_>) -> RuleSummary {
    let map =
        |labels: &[Label]| labels.iter().map(|label| (label.name.clone(), label.value.clone())).collect();
    RuleSummary {
        kind: rule.kind,
        name: rule.name.clone(),
        expr: rule.expr.clone(),
        labels: map(&rule.labels),
        annotations: map(&rule.annotations),
        settings: rule.settings.clone(),
        line: lines.line_number(rule.span.start),
    }
}
