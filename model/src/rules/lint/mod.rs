//! What is taken and probably not meant. Each of these a person may know better, and switch off.
//!
//! A lint that is often wrong is worse than none, so each looks for a pattern that is hardly ever right, and keeps
//! quiet where it can't tell.

mod alert;
mod rate;
mod switch;
mod walk;

#[cfg(test)]
mod tests;

pub(crate) use switch::switch_off;

use super::diagnostic::Code;
use super::file::{File, Rule};
use super::labels::is_metric_name;
use super::report::RuleKind;
use super::sink::Sink;
use super::span::Span;
use super::yaml::{ScalarMap, Tree};
use std::collections::HashSet;

/// Looks at every rule.
pub(crate) fn check(file: &File, tree: &Tree, sink: &mut Sink<'_>) {
    for group in &file.groups {
        let labels: HashSet<&str> = group.labels.iter().map(|label| label.name.as_str()).collect();
        for rule in &group.rules {
            (sink.group, sink.rule) = (Some(group.name.clone()), Some(rule.name.clone()));
            let mut lint = Lint { tree, sink, group_labels: &labels, rule, place: None };
            lint.rule();
        }
    }
    (sink.group, sink.rule) = (None, None);
}

/// Looks at one rule.
struct Lint<'l, 's> {
    tree: &'l Tree,
    sink: &'l mut Sink<'s>,
    /// The labels that the group gives to all its rules.
    group_labels: &'l HashSet<&'l str>,
    rule: &'l Rule,
    /// Where the expression's text stands, once it was needed.
    place: Option<ScalarMap>,
}

impl Lint<'_, '_> {
    fn rule(&mut self) {
        match self.rule.kind {
            RuleKind::Alert if !self.rule.name.is_empty() => self.alert(),
            RuleKind::Record if is_metric_name(&self.rule.name) => self.record(),
            _ => {}
        }
        if let Some(tree) = &self.rule.tree {
            self.rates(tree);
        }
    }

    fn record(&mut self) {
        if !self.rule.name.contains(':') && !self.rule.hidden {
            let message = "Recorded metrics are named level:metric:operation (job:requests:rate5m), so that a colon tells \
                           them from those that were scraped.";
            self.sink.warning(self.rule.name_span.clone(), Code::RecordName, message);
        }
    }

    /// Says something about a part of the expression.
    fn warn_in_expr(&mut self, part: &Span, code: Code, message: &str) {
        let Some(node) = self.rule.expr_node else { return };
        let place = self.place.get_or_insert_with(|| self.tree.place(node));
        self.sink.warning(place.span(part), code, message);
    }
}
