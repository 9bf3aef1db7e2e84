//! Expressions and templates, whose problems are shown where they stand in the file.

use super::field::DASHBOARD_VARIABLES;
use super::graphite;
use super::reader::Reader;
use super::rule::Language;
use super::{Label, template};
use crate::rules::diagnostic::Code;
use crate::rules::metricsql::{self, Expr, Problem, ProblemCode};
use crate::rules::span::Span;
use crate::rules::yaml::NodeId;

impl Reader<'_, '_> {
    /// Checks the expression of a rule; yields its tree if it is MetricsQL without an error.
    pub(super) fn check_expression(
        &mut self,
        rule: NodeId,
        expr: &Option<(String, NodeId)>,
        language: Language,
    ) -> Option<Expr> {
        let Some((text, node)) = expr else {
            if !self.tree.is_cut(rule) && self.is_map_or_null(rule) && !self.has_wrong_expr(rule) {
                let message = "This rule has no expression. Add expr: and what to evaluate.";
                let span =
                    self.tree.find(rule, "expr").map_or(self.first_line(rule), |expr| self.tree.span(expr));
                self.sink.error(span, Code::MissingField, message);
            }
            return None;
        };
        if self.hides(*node) {
            return None;
        }
        match language {
            Language::MetricsQl => self.check_metricsql(text, *node),
            Language::Graphite => {
                if let Err((span, message)) = graphite::check(text) {
                    self.error_in(*node, &span, message.to_owned());
                }
                None
            }
            Language::Logs => {
                if !text.contains('|') {
                    let message =
                        "A rule over logs ends with a pipe that counts something: … | stats count().";
                    self.error_in(*node, &(0..text.len()), message.to_owned());
                }
                None
            }
            Language::Unknown => None,
        }
    }

    /// Whether `expr` is there, and something else than a text.
    fn has_wrong_expr(&self, rule: NodeId) -> bool {
        let expr = self.tree.find(rule, "expr").map(|expr| self.tree.get(expr));
        expr.is_some_and(|expr| expr.text().is_none() || expr.tag_contradicts())
    }

    fn check_metricsql(&mut self, text: &str, node: NodeId) -> Option<Expr> {
        let parsed = metricsql::parse(text);
        let old = self.engine_before(DASHBOARD_VARIABLES);
        let refused =
            |problem: &&Problem| !problem.warning || (old && problem.code == ProblemCode::DashboardVariable);
        let error = parsed.problems.iter().find(refused);
        if let Some(error) = error {
            // What follows the first error often follows from it.
            self.error_in(node, &error.span, error.message.clone());
            return None;
        }
        if !parsed.problems.is_empty() {
            let place = self.tree.place(node);
            for problem in parsed.problems {
                self.sink.warning(place.span(&problem.span), Code::DoubtfulExpression, problem.message);
            }
        }
        parsed.expr
    }

    /// Checks the values of labels or annotations as templates, and keeps what they take from the alert.
    pub(super) fn check_templates(&mut self, labels: &mut [Label]) {
        for label in labels.iter_mut().filter(|label| label.value.contains("{{")) {
            let template = template::parse(&label.value, self.options.engine);
            label.uses = template.uses;
            if self.hides(label.node) || template.problems.is_empty() {
                continue;
            }
            let place = self.tree.place(label.node);
            for problem in template.problems {
                self.sink.push(problem.severity, place.span(&problem.span), problem.code, problem.message);
            }
        }
    }

    fn error_in(&mut self, node: NodeId, part: &Span, message: String) {
        let span = self.tree.place(node).span(part);
        self.sink.error(span, Code::BadExpression, message);
    }
}
