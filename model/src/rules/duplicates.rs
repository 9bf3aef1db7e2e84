//! What may be there only once, and only so often.

use super::Options;
use super::diagnostic::Code;
use super::file::{File, Group, Rule};
use super::placeholder::Filled;
use super::report::RuleKind;
use super::sink::Sink;
use std::collections::HashMap;

/// What makes two rules the same to `vmalert`.
type Identity<'f> = (RuleKind, &'f str, &'f str, Vec<(&'f str, &'f str)>);

/// Checks the names of groups, rules that are the same, and how many there are.
pub(super) fn check(file: &File, filled: &Filled, options: &Options, sink: &mut Sink<'_>) {
    check_group_names(file, filled, options, sink);
    let mut elsewhere: HashMap<Identity<'_>, (usize, u32)> = HashMap::new();
    for (index, group) in file.groups.iter().enumerate() {
        let mut here: HashMap<Identity<'_>, u32> = HashMap::new();
        for rule in group.rules.iter().filter(|rule| !rule.hidden && !rule.name.is_empty()) {
            let line = sink.line_of(rule.span.start);
            let identity = identity(rule);
            if let Some(first) = here.get(&identity) {
                say_duplicate(group, rule, *first, sink);
                continue;
            }
            match elsewhere.get(&identity) {
                Some((other, first)) if *other != index => say_repeated(group, rule, *first, sink),
                _ => {
                    elsewhere.insert(identity.clone(), (index, line));
                }
            }
            here.insert(identity, line);
        }
    }
    check_count(file, options, sink);
}

fn identity(rule: &Rule) -> Identity<'_> {
    let mut labels: Vec<_> =
        rule.labels.iter().map(|label| (label.name.as_str(), label.value.as_str())).collect();
    labels.sort_unstable();
    (rule.kind, rule.name.as_str(), rule.expr.as_str(), labels)
}

fn say_duplicate(group: &Group, rule: &Rule, first: u32, sink: &mut Sink<'_>) {
    (sink.group, sink.rule) = (Some(group.name.clone()), Some(rule.name.clone()));
    let message = format!(
        "The rule on line {first} has the same name, expression and labels, so vmalert refuses the file. Delete one of them."
    );
    sink.error(rule.name_span.clone(), Code::DuplicateRule, message);
    (sink.group, sink.rule) = (None, None);
}

fn say_repeated(group: &Group, rule: &Rule, first: u32, sink: &mut Sink<'_>) {
    (sink.group, sink.rule) = (Some(group.name.clone()), Some(rule.name.clone()));
    let message = format!(
        "The rule on line {first}, in another group, is the same. Both are evaluated; delete one of them."
    );
    sink.warning(rule.name_span.clone(), Code::RepeatedRule, message);
    (sink.group, sink.rule) = (None, None);
}

fn check_group_names(file: &File, filled: &Filled, options: &Options, sink: &mut Sink<'_>) {
    let mut lines: HashMap<&str, u32> = HashMap::new();
    for group in file.groups.iter().filter(|group| !group.name.is_empty()) {
        if filled.hides(&group.name_span) {
            continue;
        }
        sink.group = Some(group.name.clone());
        let line = sink.line_of(group.name_span.start);
        if let Some(first) = lines.insert(&group.name, line) {
            let message = format!("The group on line {first} has this name too. Give one of them another.");
            sink.error(group.name_span.clone(), Code::DuplicateGroup, message);
        } else if options.other_groups.contains(&group.name) {
            let name = &group.name;
            let message =
                format!("Another file of this deployment has a group {name}. Give this one another name.");
            sink.error(group.name_span.clone(), Code::DuplicateGroup, message);
        }
        sink.group = None;
    }
}

fn check_count(file: &File, options: &Options, sink: &mut Sink<'_>) {
    let most = options.limits.rules;
    let mut count = options.other_rules;
    for group in &file.groups {
        for rule in &group.rules {
            count = count.saturating_add(1);
            if count == most.saturating_add(1) {
                let all: usize = file.groups.iter().map(|group| group.rules.len()).sum();
                let elsewhere = match options.other_rules {
                    0 => String::new(),
                    other => format!(", and {other} in its other files"),
                };
                let message = format!(
                    "A deployment has at most {most} rules. This file has {all}{elsewhere}: this is the first too many."
                );
                (sink.group, sink.rule) = (Some(group.name.clone()), Some(rule.name.clone()));
                sink.error(rule.name_span.clone(), Code::TooManyRules, message);
                (sink.group, sink.rule) = (None, None);
                return;
            }
        }
    }
}
