//! Reading what stands behind a field's name.

use super::fields::{Fields, items};
use super::matchers;
use super::reader::Reader;
use super::schema::Kind;
use super::times;
use super::{durations, urls};
use crate::rules::Code;
use crate::rules::labels::is_label_name;
use crate::rules::metricsql::regex;
use crate::rules::yaml::{NodeId, Plain};
use std::collections::HashSet;

/// What stands where a secret was masked.
pub(super) const MASK: &str = "<secret>";

impl Reader<'_, '_> {
    /// Reads a value of this kind.
    pub(super) fn value(&mut self, kind: Kind, node: NodeId, name: &str) {
        match kind {
            Kind::Text | Kind::Needed => drop(self.text(node, name)),
            Kind::Secret | Kind::NeededSecret => self.secret(node, name),
            Kind::Url => self.url(node, name),
            Kind::SecretUrl | Kind::NeededSecretUrl => {
                if !self.is_mask(node) {
                    self.url(node, name);
                }
            }
            Kind::Address => self.address(node, name),
            Kind::Bool => self.bool(node, name),
            Kind::Int => self.number(node, name, i64::MIN as f64),
            Kind::Count => self.number(node, name, 0.0),
            Kind::Duration => self.duration(node, name, false),
            Kind::SomeDuration => self.duration(node, name, true),
            Kind::GoDuration => self.go_duration(node, name, false),
            Kind::GoDurationOrCount => self.go_duration(node, name, true),
            Kind::OneOf(words) => self.one_of(node, name, words),
            Kind::Texts => self.texts(node, name),
            Kind::TextMap | Kind::SecretMap => drop(self.text_map(node, name)),
            Kind::Object(shape) => self.maybe_object(node, shape),
            Kind::Objects(shape) => self.objects(node, name, shape, false),
            Kind::LaxObjects(shape) => self.objects(node, name, shape, true),
            Kind::GroupBy => self.group_by(node, name),
            Kind::LabelNames => self.label_names(node, name),
            Kind::Match => self.match_labels(node, name, false),
            Kind::MatchRegex => self.match_labels(node, name, true),
            Kind::Matchers => self.matchers(node, name),
            Kind::Ranges(range) => self.ranges(node, name, range),
            Kind::Any => self.refuse_files_in(node),
            Kind::File | Kind::Free => {}
        }
    }

    /// A text; numbers and the like are texts too. Nothing if there is none, or what it holds can't be known.
    pub(super) fn text(&mut self, node: NodeId, name: &str) -> Option<String> {
        let found = self.tree.get(node);
        if found.tag_contradicts() {
            let tag = found.tag.as_deref().unwrap_or_default();
            let message = format!("The value does not fit its tag !!{tag}.");
            self.sink.error(self.tree.span(node), Code::WrongType, message);
            return None;
        }
        match found.text() {
            Some(_) if found.is_null() || found.tag.as_deref() == Some("binary") => None,
            Some(text) => Some(text.to_owned()),
            None => {
                let braces = self.tree.source()[found.span.clone()].starts_with('{');
                let expected =
                    if braces { "a text. Put it in quotes, since { begins a map" } else { "a text" };
                self.wrong_type(node, name, expected);
                None
            }
        }
    }

    fn secret(&mut self, node: NodeId, name: &str) {
        if !self.is_mask(node) {
            self.text(node, name);
        }
    }

    /// Whether the mask of a secret stands there instead of the secret; says so.
    fn is_mask(&mut self, node: NodeId) -> bool {
        let masked = self.tree.get(node).text() == Some(MASK);
        if masked {
            let message =
                "This is what stands where a secret was masked, not the secret. Write the secret itself.";
            self.sink.warning(self.tree.span(node), Code::MaskedSecret, message);
        }
        masked
    }

    fn url(&mut self, node: NodeId, name: &str) {
        if let Some(problem) = self.text(node, name).and_then(|text| urls::url_problem(&text)) {
            self.sink.error(self.first_line(node), Code::BadUrl, problem);
        }
    }

    fn address(&mut self, node: NodeId, name: &str) {
        if let Some(problem) = self.text(node, name).and_then(|text| urls::address_problem(&text)) {
            self.sink.error(self.first_line(node), Code::BadUrl, problem);
        }
    }

    fn bool(&mut self, node: NodeId, name: &str) {
        let found = self.tree.get(node);
        let fits = matches!(found.plain(), Some(Plain::Bool(_) | Plain::Null)) && !found.tag_contradicts();
        if !fits {
            self.wrong_type(node, name, "true or false, not in quotes");
        }
    }

    fn number(&mut self, node: NodeId, name: &str, least: f64) {
        let found = self.tree.get(node);
        let number = match found.plain() {
            _ if found.tag_contradicts() => None,
            Some(Plain::Null) => return,
            Some(Plain::Int(number)) => Some(number as f64),
            Some(Plain::Float(number)) => Some(number),
            _ => None,
        };
        match number {
            None => self.wrong_type(node, name, "a whole number, not in quotes"),
            Some(number) if number < least || number > u64::MAX as f64 => {
                let message =
                    format!("{name} can't be {}.", if number < 0.0 { "negative" } else { "so large" });
                self.sink.error(self.tree.span(node), Code::OutOfRange, message);
            }
            Some(_) => {}
        }
    }

    fn duration(&mut self, node: NodeId, name: &str, positive: bool) {
        let Some(text) = self.text(node, name) else { return };
        match durations::prometheus(&text) {
            Some(0) if positive => {
                let message = format!("{name} can't be 0. Leave it out to have the default.");
                self.sink.error(self.tree.span(node), Code::OutOfRange, message);
            }
            Some(_) => {}
            None => {
                let message = format!(
                    "{name} can't be read. A duration is a whole number and a unit (ms, s, m, h, d, w, y), the larger \
                     units first: 30s, 1h30m."
                );
                self.sink.error(self.first_line(node), Code::BadDuration, message);
            }
        }
    }

    fn go_duration(&mut self, node: NodeId, name: &str, or_count: bool) {
        let is_count = matches!(self.tree.get(node).plain(), Some(Plain::Int(_)));
        let Some(text) = self.text(node, name).filter(|_| !(or_count && is_count)) else { return };
        if !durations::is_go(&text) {
            let message = format!(
                "{name} can't be read. A duration here is a number and a unit (ms, s, m, h): 30s, 1h30m."
            );
            self.sink.error(self.first_line(node), Code::BadDuration, message);
        }
    }

    fn one_of(&mut self, node: NodeId, name: &str, words: &[&str]) {
        let Some(text) = self.text(node, name) else { return };
        if !text.is_empty() && !words.contains(&text.as_str()) {
            let message = format!("{name} is one of: {}.", words.join(", "));
            self.sink.error(self.first_line(node), Code::UnknownValue, message);
        }
    }

    fn texts(&mut self, node: NodeId, name: &str) {
        if self.is_list(node, name) {
            for item in items(self.tree, node) {
                self.text(*item, name);
            }
        }
    }

    fn text_map(&mut self, node: NodeId, name: &str) -> Fields {
        let found = self.tree.get(node);
        let is_map = matches!(found.kind, crate::rules::yaml::Kind::Mapping(_));
        if !is_map && !found.is_null() {
            self.wrong_type(node, name, "a map of names and values");
        }
        let fields = Fields::of(self.tree, node);
        self.check_map(&fields, true);
        for entry in &fields.entries {
            self.text(entry.value, &entry.name);
        }
        fields
    }

    fn match_labels(&mut self, node: NodeId, name: &str, is_regex: bool) {
        for entry in self.text_map(node, name).entries {
            if !is_label_name(&entry.name) {
                let message = "A label's name has letters, digits and _ and does not begin with a digit. For others, use \
                               matchers.";
                self.sink.error(self.tree.span(entry.key), Code::LabelName, message);
            }
            let value = self.tree.get(entry.value);
            let problem = value.text().filter(|_| is_regex && !value.is_null()).and_then(regex::problem);
            if let Some(why) = problem {
                let message = format!("The regular expression can't be used: {why}.");
                self.sink.error(self.first_line(entry.value), Code::BadMatcher, message);
            }
        }
    }

    fn matchers(&mut self, node: NodeId, name: &str) {
        if !self.is_list(node, name) {
            return;
        }
        let tree = self.tree;
        for item in items(tree, node) {
            let Some(text) = self.text(*item, name) else { continue };
            match matchers::parse(&text) {
                Ok(parsed) if parsed.newer => {
                    let message = "Alertmanager takes this since 0.27; older ones want a name of letters, digits and _.";
                    self.sink.warning(self.first_line(*item), Code::LabelName, message);
                }
                Ok(_) => {}
                Err((part, why)) => {
                    let span = tree.place(*item).span(&part);
                    self.sink.error(span, Code::BadMatcher, why);
                }
            }
        }
    }

    fn label_names(&mut self, node: NodeId, name: &str) {
        if self.is_list(node, name) {
            for item in items(self.tree, node) {
                let text = self.text(*item, name).unwrap_or_default();
                self.label_name(*item, &text);
            }
        }
    }

    fn label_name(&mut self, node: NodeId, text: &str) {
        let found = self.tree.get(node);
        if text.is_empty() {
            // Another kind of value is said already, and one in base64 can't be known.
            if found.is_null() || found.text() == Some("") {
                self.sink.error(self.tree.span(node), Code::LabelName, "A label's name can't be empty.");
            }
        } else if !is_label_name(text) {
            let message =
                "Alertmanager takes this name of a label since 0.27; older ones want letters, digits and _.";
            self.sink.warning(self.first_line(node), Code::LabelName, message);
        }
    }

    fn group_by(&mut self, node: NodeId, name: &str) {
        if !self.is_list(node, name) {
            return;
        }
        let mut seen = HashSet::new();
        let mut wildcard = None;
        for item in items(self.tree, node) {
            let text = self.text(*item, name).unwrap_or_default();
            if text == "..." {
                wildcard = Some(*item);
                continue;
            }
            self.label_name(*item, &text);
            if !text.is_empty() && !seen.insert(text.clone()) {
                let message = format!("{text} is in this list already. Delete one of the two.");
                self.sink.error(self.tree.span(*item), Code::GroupBy, message);
            }
        }
        if let Some(item) = wildcard.filter(|_| !seen.is_empty()) {
            let message =
                "... stands for all labels, so it is the only item of its list. Delete it, or the others.";
            self.sink.error(self.tree.span(item), Code::GroupBy, message);
        }
    }

    fn ranges(&mut self, node: NodeId, name: &str, range: times::Range) {
        if !self.is_list(node, name) {
            return;
        }
        for item in items(self.tree, node) {
            let Some(text) = self.text(*item, name) else { continue };
            if let Some(problem) = times::range_problem(&text, range) {
                self.sink.error(self.first_line(*item), Code::BadTime, problem);
            }
        }
    }
}
