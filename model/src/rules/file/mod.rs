//! Groups and rules, read from the tree field by field as `vmalert` reads them.

mod entries;
mod expression;
mod field;
mod graphite;
mod group;
mod reader;
mod rule;

#[cfg(test)]
mod tests;

pub(crate) use field::DOCUMENTS;
#[cfg(test)]
pub(crate) use field::{GROUP, RULE};
pub(crate) use reader::Reader;

use super::metricsql::Expr;
use super::span::Span;
use super::yaml::NodeId;
use super::{RuleKind, template};
use std::collections::BTreeMap;

/// What a file holds.
#[derive(Default)]
pub(crate) struct File {
    pub(crate) groups: Vec<Group>,
}

/// A group of rules.
pub(crate) struct Group {
    /// Empty if there is none.
    pub(crate) name: String,
    /// Where the name stands; else the group.
    pub(crate) name_span: Span,
    /// All of the group.
    pub(crate) span: Span,
    /// As it is written.
    pub(crate) interval: Option<String>,
    /// The other fields, each as one text.
    pub(crate) settings: BTreeMap<String, String>,
    /// The labels that every rule gets.
    pub(crate) labels: Vec<Label>,
    pub(crate) rules: Vec<Rule>,
}

/// A rule.
pub(crate) struct Rule {
    pub(crate) kind: RuleKind,
    /// Empty if there is none.
    pub(crate) name: String,
    /// Where the name stands; else the rule.
    pub(crate) name_span: Span,
    /// All of the rule.
    pub(crate) span: Span,
    /// The expression's text, empty if there is none.
    pub(crate) expr: String,
    /// The scalar that the expression stands in.
    pub(crate) expr_node: Option<NodeId>,
    /// The expression, if it is MetricsQL and could be read without an error.
    pub(crate) tree: Option<Expr>,
    /// There is a `for`, be it 0: somebody has thought of it.
    pub(crate) says_for: bool,
    pub(crate) labels: Vec<Label>,
    pub(crate) annotations: Vec<Label>,
    /// The other fields, each as one text.
    pub(crate) settings: BTreeMap<String, String>,
    /// Something in it is filled in from the environment, so that it can't be compared with others.
    pub(crate) hidden: bool,
}

/// An entry of a map from text to text: a label or an annotation.
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The scalar that the value stands in.
    pub(crate) node: NodeId,
    /// What the value takes from the alert, if it is a template.
    pub(crate) uses: Vec<template::Use>,
}
