//! What the view says of files, problems and changes. Pure.

use crate::format::number::thousands;
use crate::format::text::{count, list};
use crate::ui::badge::Tone;
use keyhouse_model::rule_file::{MAX_CHARS, RuleFile, RuleFileState, VersionChange};
use keyhouse_model::rules::diff::{Change, Diff};
use keyhouse_model::rules::{Report, Severity};

/// What a state is called, and what it means for the person.
pub(super) fn state(state: RuleFileState) -> (&'static str, Tone) {
    match state {
        RuleFileState::Live => ("Live", Tone::Ok),
        RuleFileState::Waiting => ("Waiting", Tone::Info),
        RuleFileState::Refused => ("Refused", Tone::Bad),
        RuleFileState::NotEvaluated => ("Not evaluated", Tone::Neutral),
    }
}

/// Why a file stands so, where the server does not say it.
pub(super) fn state_reason(file: &RuleFile) -> Option<String> {
    let usual = match file.state {
        RuleFileState::Live => None,
        RuleFileState::Waiting => Some("It is saved. vmalert takes it over in a moment."),
        RuleFileState::Refused => Some("vmalert refuses it. What it had before goes on."),
        RuleFileState::NotEvaluated => Some("Nothing evaluates it now."),
    };
    file.state_reason.clone().or_else(|| usual.map(str::to_owned))
}

/// That a file was saved, and what happens next.
pub(super) fn saved(file: &RuleFile) -> String {
    let next = match file.state {
        RuleFileState::Live => "vmalert has it.",
        RuleFileState::Waiting => "vmalert takes it over in a moment.",
        RuleFileState::Refused => "vmalert refuses it.",
        RuleFileState::NotEvaluated => "Nothing evaluates it now.",
    };
    format!("{} is saved. {next}", file.name)
}

/// What it means to delete a file; `firing` is how many alerts of it fire now, if that is known.
pub(super) fn deleting(file: &RuleFile, firing: Option<u32>) -> String {
    let rules = count(usize::try_from(file.rules).unwrap_or(usize::MAX), "rule is", "rules are");
    let alerts = match firing {
        None => " Which alerts fire now could not be found out; those that do will resolve.".to_owned(),
        Some(0) => " No alert of it fires now.".to_owned(),
        Some(1) => " 1 alert of it fires now and will resolve.".to_owned(),
        Some(many) => format!(" {} alerts of it fire now and will resolve.", thousands(many.into())),
    };
    format!("{rules} no longer evaluated.{alerts}")
}

/// What a file holds: `4 groups, 25 alerts, 6 recording rules`.
pub(super) fn holds(file: &RuleFile) -> String {
    let counted = |number: u32, one: &str, many: &str| {
        (number > 0).then(|| count(usize::try_from(number).unwrap_or(usize::MAX), one, many))
    };
    let parts = [
        Some(groups(file.groups)),
        counted(file.alerting, "alert", "alerts"),
        counted(file.recording, "recording rule", "recording rules"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The same of a version, which does not tell alerts from recording rules.
pub(super) fn groups_and_rules(in_groups: u32, rules: u32) -> String {
    format!("{}, {}", groups(in_groups), count(usize::try_from(rules).unwrap_or(usize::MAX), "rule", "rules"))
}

fn groups(number: u32) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "group", "groups")
}

/// How many errors and warnings were found.
pub(super) fn found(report: &Report) -> (usize, usize) {
    let of = |severity| report.diagnostics.iter().filter(|it| it.severity == severity).count();
    (of(Severity::Error), of(Severity::Warning))
}

/// A line that sums a check up: `2 errors, 1 warning`, or what the file holds if nothing is wrong.
pub(super) fn summary(report: &Report) -> String {
    let (errors, warnings) = found(report);
    let errors = (errors > 0).then(|| count(errors, "error", "errors"));
    let warnings = (warnings > 0).then(|| count(warnings, "warning", "warnings"));
    let parts: Vec<_> = errors.into_iter().chain(warnings).collect();
    if !parts.is_empty() {
        return parts.join(", ");
    }
    let groups = count(report.groups.len(), "group", "groups");
    format!("No problems. {groups}, {}", count(report.rules(), "rule", "rules"))
}

/// What a change means: `2 rules added, 1 changed. 3 firing alerts will resolve.` `resolving` is `None` as long as it is
/// not known.
pub(super) fn meaning(diff: &Diff, resolving: Option<u32>) -> String {
    if diff.is_empty() {
        return "The rules stay as they are: only comments, spaces or the order of fields change.".to_owned();
    }
    let mut parts = Vec::new();
    for (change, word) in
        [(Change::Added, "added"), (Change::Removed, "removed"), (Change::Changed, "changed")]
    {
        let number = diff.rules(change);
        if number > 0 {
            // The noun stands once.
            let noun = if parts.is_empty() { count(number, "rule", "rules") } else { number.to_string() };
            parts.push(format!("{noun} {word}"));
        }
    }
    let fields: Vec<_> = diff
        .groups
        .iter()
        .filter(|group| !group.fields.is_empty())
        .map(|group| group.name.as_str())
        .collect();
    if !fields.is_empty() {
        parts.push(format!("settings of {} changed", list(&fields, 3)));
    }
    if parts.is_empty() {
        parts.push("only groups without rules change".to_owned());
    }
    let alerts = match resolving {
        None => String::new(),
        Some(0) => " No firing alert resolves.".to_owned(),
        Some(1) => " 1 firing alert will resolve.".to_owned(),
        Some(many) => format!(" {} firing alerts will resolve.", thousands(many.into())),
    };
    let first = crate::format::text::sentence(&parts.join(", "));
    format!("{}.{alerts}", first.trim_end_matches('.'))
}

/// What a change of a group or a rule is called.
pub(super) fn change(change: Change) -> (&'static str, Tone) {
    match change {
        Change::Added => ("Added", Tone::Ok),
        Change::Removed => ("Removed", Tone::Bad),
        Change::Changed => ("Changed", Tone::Info),
    }
}

/// How a version came to be.
pub(super) fn version_change(change: VersionChange, restored_from: Option<u32>) -> String {
    match (change, restored_from) {
        (VersionChange::Created, _) => "Created".to_owned(),
        (VersionChange::Replaced, _) => "Replaced".to_owned(),
        (VersionChange::Restored, Some(from)) => format!("Version {from} restored"),
        (VersionChange::Restored, None) => "Restored".to_owned(),
        (VersionChange::Deleted, _) => "Deleted".to_owned(),
    }
}

/// A name that a rule file can have, made of the name of a file from anywhere. Empty if nothing of it is left.
pub(super) fn name_from(original: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
    let name: String = original.trim().chars().map(plain).collect();
    name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).chars().take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::rule_file::RuleFileName;
    use keyhouse_model::rules::diff::diff;
    use keyhouse_model::rules::{Options, check};

    fn file(rules: &str) -> String {
        format!("groups:\n  - name: g\n    rules:\n{rules}")
    }

    fn rule(name: &str, expr: &str) -> String {
        format!("      - record: {name}\n        expr: {expr}\n")
    }

    fn meaning_of(old: &str, new: &str, resolving: Option<u32>) -> String {
        let groups = |text: &str| check(text, &Options::default()).groups;
        meaning(&diff(&groups(old), &groups(new)), resolving)
    }

    #[test]
    fn what_was_found_is_summed_up() {
        let of = |text: &str| summary(&check(text, &Options::default()));
        assert_eq!(of(&file(&rule("a:b", "up"))), "No problems. 1 group, 1 rule");
        let broken = of(&file(&(rule("a:b", "up +") + &rule("c", "up"))));
        assert_eq!(broken, "1 error, 1 warning");
    }

    #[test]
    fn a_change_is_told_in_a_sentence() {
        let (one, two) = (file(&rule("a:b", "up")), file(&(rule("a:b", "up") + &rule("c:d", "up"))));
        assert_eq!(meaning_of(&one, &two, Some(0)), "1 rule added. No firing alert resolves.");
        assert_eq!(meaning_of(&two, &one, Some(1)), "1 rule removed. 1 firing alert will resolve.");
        let other = file(&(rule("a:b", "up + 1") + &rule("c:d", "up") + &rule("e:f", "up")));
        assert_eq!(meaning_of(&one, &other, None), "2 rules added, 1 changed.");
        let interval = one.replace("    rules:", "    interval: 5m\n    rules:");
        assert_eq!(meaning_of(&one, &interval, None), "Settings of g changed.");
        assert!(meaning_of(&one, &format!("# a word\n{one}"), Some(0)).starts_with("The rules stay"));
    }

    #[test]
    fn every_name_that_is_made_up_can_be_taken() {
        for (original, name) in [
            ("alerts.yml", "alerts.yml"),
            ("my rules (1).yml", "my-rules--1-.yml"),
            (".hidden.yml", "hidden.yml"),
            ("Überwachung.yml", "berwachung.yml"),
            ("///", ""),
        ] {
            assert_eq!(name_from(original), name);
            assert_eq!(RuleFileName::parse(&name_from(original), "/name").is_ok(), !name.is_empty());
        }
        assert_eq!(name_from(&"a".repeat(300)).len(), MAX_CHARS);
    }
}
