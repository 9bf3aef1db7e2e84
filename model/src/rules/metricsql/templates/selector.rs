//! Selectors, whose names and filters may be templates.

use super::super::ast::{LabelFilter, MatchOp, Selector};
use super::super::parser::NAME_LABEL;
use super::super::problem::ProblemCode;
use super::super::{Span, regex};
use super::scope::Scope;
use super::{Check, SelectorShape, Shape};

impl<'a> Check<'a, '_> {
    pub(super) fn selector(&mut self, selector: &'a Selector, span: &Span, scope: Scope) -> Shape {
        for filter in selector.groups.iter().flatten() {
            self.filter(filter, scope);
        }
        let named = selector.name.is_some();
        let groups = selector.groups.len().max(usize::from(named)).min(2) as u8;
        let Some(name) = only_metric(selector) else {
            return Shape::Selector(SelectorShape { named: false, only_name: false, groups, rollup: false });
        };
        // The name itself is the first filter if it stands within the braces.
        let only_name = selector.groups.iter().all(|group| group.len() <= usize::from(!named));
        let Some(definition) = self.definitions.find(&name, scope) else {
            return Shape::Selector(SelectorShape { named: true, only_name, groups, rollup: false });
        };
        match self.unfold(definition, None, span) {
            Shape::Selector(inner) => self.merged(inner, only_name, groups, span),
            shape if only_name || shape == Shape::Unknown => shape,
            _ => {
                let message = format!("The template `{name}` is no selector, so it can't have filters.");
                self.error(span, ProblemCode::BadTemplateUse, message)
            }
        }
    }

    /// A selector in place of a name, with the filters of both.
    fn merged(&mut self, inner: SelectorShape, only_name: bool, groups: u8, span: &Span) -> Shape {
        if inner.groups == 1 {
            return Shape::Selector(SelectorShape {
                only_name: inner.only_name && only_name,
                groups,
                ..inner
            });
        }
        if only_name {
            return Shape::Selector(inner);
        }
        if groups > 1 {
            let message = "Filters with `or` can't be added to a template that has `or` itself.";
            return self.error(span, ProblemCode::BadTemplateUse, message);
        }
        Shape::Selector(SelectorShape { only_name: false, ..inner })
    }

    fn filter(&mut self, filter: &'a LabelFilter, scope: Scope) {
        let Some(value) = &filter.value else { return self.template_filter(filter, scope) };
        self.text(value, scope);
        let is_regex = matches!(filter.op, MatchOp::Matches | MatchOp::MatchesNot);
        let why = value.value().filter(|_| is_regex).and_then(|pattern| regex::problem(&pattern));
        if let Some(why) = why {
            let message = format!("This regular expression can't be compiled: {why}.");
            self.error(&value.span, ProblemCode::BadRegex, message);
        }
    }

    /// Looks at `{template}`.
    fn template_filter(&mut self, filter: &'a LabelFilter, scope: Scope) {
        let name = &filter.label.text;
        let Some(definition) = self.definitions.find(name, scope) else {
            let message = format!(
                "`{name}` lacks a value, such as {name}=\"…\"; and there is no WITH template of that name."
            );
            self.error(&filter.span, ProblemCode::UnknownTemplate, message);
            return;
        };
        let fits = match self.unfold(definition, Some(Vec::new()), &filter.span) {
            Shape::Selector(inner) => !inner.named && !inner.rollup && inner.groups < 2,
            shape => shape == Shape::Unknown,
        };
        if !fits {
            let message = format!(
                "The template `{name}` should be filters in braces here, without a metric's name or `or`."
            );
            self.error(&filter.span, ProblemCode::BadTemplateUse, message);
        }
    }
}

/// The name of the one metric that a selector reads, whether before or within its braces.
fn only_metric(selector: &Selector) -> Option<String> {
    if let Some(name) = &selector.name {
        return Some(name.text.clone());
    }
    let mut names = selector.groups.iter().map(|group| group.first().and_then(metric_of));
    let first = names.next()??;
    names.all(|name| name.as_ref() == Some(&first)).then_some(first)
}

/// The name in `__name__="…"`.
fn metric_of(filter: &LabelFilter) -> Option<String> {
    let value =
        filter.value.as_ref().filter(|_| filter.label.text == NAME_LABEL && filter.op == MatchOp::Equal)?;
    value.value()
}
