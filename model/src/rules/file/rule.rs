//! Rules.

use super::entries::Entry;
use super::field::{NO_NAME_LABEL, RULE, RULE_BOOKKEEPING};
use super::reader::Reader;
use super::{Label, Rule};
use crate::rules::RuleKind;
use crate::rules::diagnostic::Code;
use crate::rules::labels::{is_label_name, is_metric_name};
use crate::rules::yaml::NodeId;
use std::collections::{BTreeMap, HashMap};

/// What the expressions of a group are written in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Language {
    /// `type: prometheus`, or none.
    #[default]
    MetricsQl,
    /// `type: graphite`.
    Graphite,
    /// `type: vlogs`.
    Logs,
    /// It can't be told.
    Unknown,
}

/// What a rule's fields hold while they are read.
#[derive(Default)]
struct Draft {
    alert: Option<(String, NodeId)>,
    record: Option<(String, NodeId)>,
    expr: Option<(String, NodeId)>,
    labels: Vec<Label>,
    annotations: Vec<Label>,
    says_for: bool,
    settings: BTreeMap<String, String>,
    /// The keys of fields that only alerts have.
    for_alerts: Vec<NodeId>,
}

impl Reader<'_, '_> {
    pub(super) fn rule(&mut self, node: NodeId, language: Language) -> Rule {
        self.sink.rule = None;
        let entries = self.map(node, "A rule", &["alert", "record", "expr"]);
        let names = entries.iter().filter(|entry| entry.key == "alert" || entry.key == "record");
        let mut names = names.filter_map(|entry| self.tree.get(entry.value).text());
        self.sink.rule = names.rfind(|name| !name.is_empty()).map(str::to_owned);
        let mut draft = Draft::default();
        for entry in &entries {
            self.rule_field(entry, &mut draft);
        }
        self.check_kind(node, &draft);
        self.check_ignored(&draft);
        let tree = self.check_expression(node, &draft.expr, language);
        let span = self.tree.span(node);
        let (kind, name) = match (draft.alert, draft.record) {
            (Some(alert), _) => (RuleKind::Alert, Some(alert)),
            (None, record) => (RuleKind::Record, record),
        };
        let name_span =
            name.as_ref().map_or_else(|| self.first_line(node), |(_, name)| self.tree.span(*name));
        self.sink.rule = None;
        Rule {
            kind,
            name: name.map(|(name, _)| name).unwrap_or_default(),
            name_span,
            hidden: self.filled.hides(&span),
            span,
            expr_node: draft.expr.as_ref().map(|(_, node)| *node),
            expr: draft.expr.map(|(expr, _)| expr).unwrap_or_default(),
            tree,
            says_for: draft.says_for,
            labels: draft.labels,
            annotations: draft.annotations,
            settings: draft.settings,
        }
    }

    fn rule_field(&mut self, entry: &Entry, draft: &mut Draft) {
        if !self.know_field(entry, "a rule", RULE, RULE_BOOKKEEPING) {
            return;
        }
        let (name, value) = (entry.key.as_str(), entry.value);
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| (text, value));
        let setting = match name {
            "alert" => {
                draft.alert = filled(self.text(value, name));
                None
            }
            "record" => {
                draft.record = filled(self.text(value, name));
                None
            }
            "expr" => {
                draft.expr = filled(self.text(value, name));
                None
            }
            "labels" => {
                draft.labels = self.labels(value, name);
                self.check_label_names(value);
                self.check_templates(&mut draft.labels);
                None
            }
            "annotations" => {
                draft.for_alerts.push(entry.key_node);
                draft.annotations = self.labels(value, name);
                self.check_templates(&mut draft.annotations);
                None
            }
            "for" | "keep_firing_for" => {
                draft.for_alerts.push(entry.key_node);
                self.wait(value, name, draft)
            }
            "debug" => self.bool(value, name),
            "update_entries_limit" | "id" => self.count(value, name, name == "update_entries_limit"),
            other => self.text(value, other),
        };
        if let Some(setting) = setting {
            draft.settings.insert(name.to_owned(), setting);
        }
    }

    fn wait(&mut self, node: NodeId, name: &str, draft: &mut Draft) -> Option<String> {
        let (text, millis) = self.duration(node, name)?;
        if millis < 0.0 {
            let message = format!("{name} is negative, so it has no effect.");
            self.sink.warning(self.tree.span(node), Code::OutOfRange, message);
        }
        draft.says_for |= name == "for";
        Some(text)
    }

    /// The entries of a map from text to text.
    pub(super) fn labels(&mut self, node: NodeId, what: &str) -> Vec<Label> {
        let entries = self.map(node, what, &[]);
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut labels: Vec<Label> = Vec::new();
        for entry in entries {
            let value = self.text(entry.value, &entry.key).unwrap_or_default();
            let label = Label { name: entry.key, value, node: entry.value, uses: Vec::new() };
            match places.get(&label.name) {
                Some(place) => labels[*place] = label,
                None => {
                    places.insert(label.name.clone(), labels.len());
                    labels.push(label);
                }
            }
        }
        labels
    }

    pub(super) fn check_label_names(&mut self, node: NodeId) {
        for entry in self.tree.keys(node) {
            let Some(name) = self.tree.get(entry).text().filter(|name| *name != "<<") else { continue };
            let span = self.tree.span(entry);
            if name == "__name__" {
                let message = "A rule can't set __name__: a recording rule's name stands behind record.";
                self.refused_unless_old(
                    self.engine_before(NO_NAME_LABEL),
                    span,
                    Code::ReservedLabel,
                    message,
                );
            } else if !is_label_name(name) && !self.hides(entry) {
                let message = "A label's name has letters, digits and _ and does not begin with a digit. Others can only \
                               be queried with escapes.";
                self.sink.warning(span, Code::LabelName, message);
            }
        }
    }

    fn check_kind(&mut self, node: NodeId, draft: &Draft) {
        let complete = !self.tree.is_cut(node) && self.is_map_or_null(node);
        match (&draft.alert, &draft.record) {
            (Some(_), Some((_, record))) => {
                let message = "A rule has either alert or record. Make two rules of it.";
                self.sink.error(self.tree.span(*record), Code::RuleKind, message);
            }
            (None, None) if complete => {
                let span = self.first_line(node);
                let message =
                    "This rule has no name. Add alert: and a name, or record: and the name of a metric.";
                self.sink.error(span, Code::RuleKind, message);
            }
            (None, Some((name, record))) if !is_metric_name(name) && !self.hides(*record) => {
                let message = "A metric's name has letters, digits, _ and : and does not begin with a digit. This one can \
                               only be queried with escapes.";
                self.sink.warning(self.tree.span(*record), Code::MetricName, message);
            }
            _ => {}
        }
    }

    fn check_ignored(&mut self, draft: &Draft) {
        if draft.alert.is_some() || draft.record.is_none() {
            return;
        }
        for key in &draft.for_alerts {
            let name = self.tree.get(*key).text().unwrap_or_default();
            let message = format!("{name} only works in alerts; this is a recording rule. Delete it.");
            self.sink.warning(self.tree.span(*key), Code::IgnoredField, message);
        }
    }
}
