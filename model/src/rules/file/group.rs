//! Groups.

use super::entries::Entry;
use super::field::{GROUP, GROUP_BOOKKEEPING, LAX_BOUNDS, LOGS};
use super::reader::Reader;
use super::rule::Language;
use super::{Group, Label};
use crate::rules::diagnostic::Code;
use crate::rules::suggest::did_you_mean;
use crate::rules::yaml::{Kind, NodeId};
use std::collections::BTreeMap;

/// What a group's fields hold while they are read.
#[derive(Default)]
struct Draft {
    name: Option<(String, NodeId)>,
    interval: Option<(String, f64)>,
    eval_offset: Option<(f64, NodeId)>,
    eval_delay: Option<NodeId>,
    language: Language,
    labels: Vec<Label>,
    /// As often as they are there; the last one counts.
    rules: Vec<NodeId>,
    settings: BTreeMap<String, String>,
}

impl Reader<'_, '_> {
    pub(super) fn group(&mut self, node: NodeId) -> Group {
        (self.sink.group, self.sink.rule) = (None, None);
        let entries = self.map(node, "A group", &["name", "rules"]);
        // What the others say is put under the group's name.
        self.sink.group = entries.iter().rfind(|entry| entry.key == "name").and_then(|entry| {
            let name = self.tree.get(entry.value);
            name.text().filter(|_| !name.is_null()).map(str::to_owned)
        });
        let mut draft = Draft::default();
        for entry in &entries {
            self.group_field(entry, &mut draft);
        }
        self.check_group(node, &draft);
        let span = self.tree.span(node);
        let name_span = draft.name.as_ref().map_or(span.clone(), |(_, name)| self.tree.span(*name));
        let mut rules = Vec::new();
        for (index, list) in draft.rules.iter().enumerate() {
            let mark = self.sink.mark();
            let list = self.list(*list, "rules");
            rules = list.into_iter().map(|rule| self.rule(rule, draft.language)).collect();
            if index + 1 < draft.rules.len() {
                self.sink.keep_types_since(mark);
            }
        }
        (self.sink.group, self.sink.rule) = (None, None);
        Group {
            name: draft.name.map(|(name, _)| name).unwrap_or_default(),
            name_span,
            span,
            interval: draft.interval.map(|(text, _)| text),
            settings: draft.settings,
            labels: draft.labels,
            rules,
        }
    }

    fn group_field(&mut self, entry: &Entry, draft: &mut Draft) {
        if entry.key == "tenant" {
            let span = self.tree.span(entry.key_node);
            let message =
                "tenant is known to the enterprise edition of vmalert alone; this one refuses the file.";
            self.sink.error(span, Code::EnterpriseField, message);
            return;
        }
        if !self.know_field(entry, "a group", GROUP, GROUP_BOOKKEEPING) {
            return;
        }
        let (name, value) = (entry.key.as_str(), entry.value);
        let lax = self.options.engine.is_some_and(|engine| engine <= LAX_BOUNDS);
        let setting = match name {
            "name" => {
                draft.name = self.text(value, "name").map(|text| (text, value));
                None
            }
            "interval" => {
                draft.interval = self.interval(value, lax);
                None
            }
            "eval_offset" => {
                let offset = self.duration(value, name);
                draft.eval_offset = offset.as_ref().map(|(_, millis)| (*millis, value));
                offset.map(|(text, _)| text)
            }
            "eval_delay" => {
                draft.eval_delay = Some(entry.key_node).filter(|_| !self.tree.get(value).is_null());
                self.duration(value, name).map(|(text, _)| text)
            }
            "eval_alignment" | "debug" => self.bool(value, name),
            "limit" | "concurrency" => self.count(value, name, lax),
            "type" => {
                draft.language = self.language(value);
                self.tree.get(value).text().map(str::to_owned)
            }
            "labels" => {
                draft.labels = self.labels(value, "labels");
                self.check_label_names(value);
                Some(draft.labels.iter().map(|label| format!("{}={};", label.name, label.value)).collect())
            }
            "params" => Some(self.params(value)),
            "headers" | "notifier_headers" => Some(self.headers(value, name)),
            "rules" => {
                draft.rules.push(value);
                None
            }
            other => self.text(value, other),
        };
        if let Some(setting) = setting.filter(|_| !self.tree.get(value).is_null()) {
            draft.settings.insert(name.to_owned(), setting);
        }
    }

    fn interval(&mut self, node: NodeId, lax: bool) -> Option<(String, f64)> {
        let interval = self.duration(node, "interval")?;
        if interval.1 < 0.0 {
            let message = "interval can't be negative.";
            self.refused_unless_old(lax, self.tree.span(node), Code::OutOfRange, message);
        }
        Some(interval)
    }

    fn language(&mut self, node: NodeId) -> Language {
        const TYPES: [&str; 3] = ["prometheus", "graphite", "vlogs"];
        let null = self.tree.get(node).is_null();
        let Some(text) = self.text(node, "type") else {
            return if null { Language::MetricsQl } else { Language::Unknown };
        };
        let span = self.tree.span(node);
        match text.as_str() {
            _ if self.hides(node) => Language::Unknown,
            "prometheus" => Language::MetricsQl,
            "graphite" => Language::Graphite,
            "" if self.engine_before(LOGS) => Language::MetricsQl,
            "vlogs" if self.engine_before(LOGS) => {
                let message = format!(
                    "type: vlogs needs vmalert {}.{}; this one refuses the file.",
                    LOGS.major, LOGS.minor
                );
                self.sink.error(span, Code::UnknownValue, message);
                Language::Unknown
            }
            "vlogs" => Language::Logs,
            other => {
                let advice = did_you_mean(other, TYPES);
                let message = format!("type is one of prometheus, graphite and vlogs.{advice}");
                self.sink.error(span, Code::UnknownValue, message);
                Language::Unknown
            }
        }
    }

    fn params(&mut self, node: NodeId) -> String {
        let mut whole = String::new();
        for entry in self.map(node, "params", &[]) {
            let values = self.list(entry.value, &entry.key);
            for value in values {
                let text = self.text(value, &entry.key).unwrap_or_default();
                whole.push_str(&format!("{}={text};", entry.key));
            }
        }
        whole
    }

    fn headers(&mut self, node: NodeId, name: &str) -> String {
        let mut whole = String::new();
        for item in self.list(node, name) {
            let Some(text) = self.text(item, &format!("An item of {name}")) else { continue };
            if !text.is_empty() && !text.contains(':') && !self.hides(item) {
                let message = "A header is a name, a colon and a value, in quotes: \"Name: value\".";
                self.sink.error(self.tree.span(item), Code::BadHeader, message);
            }
            whole.push_str(&text);
            whole.push(';');
        }
        whole
    }

    /// What holds between the fields of a group.
    fn check_group(&mut self, node: NodeId, draft: &Draft) {
        let complete = !self.tree.is_cut(node);
        let start = self.first_line(node);
        if draft.name.as_ref().is_none_or(|(name, _)| name.is_empty())
            && complete
            && self.is_map_or_null(node)
        {
            let span = draft.name.as_ref().map_or(start.clone(), |(_, name)| self.tree.span(*name));
            self.sink.error(span, Code::MissingField, "This group has no name. Add name: and a name.");
        }
        let no_rules = draft.rules.last().is_none_or(|rules| self.is_empty(*rules));
        if complete && self.is_map_or_null(node) && no_rules {
            let message = "This group has no rules, so nothing is evaluated. Add rules: or delete the group.";
            let span = draft.name.as_ref().map_or(start, |(_, name)| self.tree.span(*name));
            self.sink.warning(span, Code::EmptyGroup, message);
        }
        let Some((offset, value)) = draft.eval_offset else { return };
        let interval = draft.interval.as_ref().map_or(0.0, |(_, millis)| *millis);
        if offset.abs() > interval && !self.hides(value) {
            let message = if draft.interval.is_some() {
                "eval_offset can't be longer than interval."
            } else {
                "eval_offset needs an interval in the same group that is no shorter."
            };
            self.sink.error(self.tree.span(value), Code::OutOfRange, message);
        }
        if let Some(delay) = draft.eval_delay {
            let message = "eval_delay has no effect in a group with eval_offset. Delete one of them.";
            self.sink.warning(self.tree.span(delay), Code::IgnoredField, message);
        }
    }

    fn is_empty(&self, node: NodeId) -> bool {
        let node = self.tree.get(node);
        node.is_null() || matches!(&node.kind, Kind::Sequence(items) if items.is_empty())
    }
}
