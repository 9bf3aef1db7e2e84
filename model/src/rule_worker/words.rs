//! What can stand where in a file, for an editor that offers it.

use super::FileKind;
use crate::rules::metricsql::{ArgKind, Function, FunctionKind};
use serde::{Deserialize, Serialize};

/// A word, and what it means in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionWord {
    /// As it is written.
    pub text: String,
    /// What it means.
    pub detail: String,
}

/// The words of a kind of file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionWords {
    /// Names of fields.
    pub keys: Vec<CompletionWord>,
    /// What the values of some fields are made of, by the name of the field.
    pub values: Vec<(String, Vec<CompletionWord>)>,
}

/// The fields of rule files.
pub(super) const FIELDS: &[(&str, &str)] = &[
    ("groups", "the groups of the file"),
    ("name", "of a group: unique in the deployment"),
    ("rules", "of a group: its rules, evaluated in this order"),
    ("interval", "of a group: how often its rules are evaluated, 30s"),
    ("type", "of a group: the language of its expressions"),
    ("limit", "of a group: the most series a rule may yield; more is an error"),
    ("concurrency", "of a group: how many of its rules are evaluated at once"),
    ("labels", "labels that are added to what a rule yields"),
    ("params", "of a group: parameters of the URL of its queries"),
    ("headers", "of a group: HTTP headers of its queries"),
    ("notifier_headers", "of a group: HTTP headers of what is sent to Alertmanager"),
    ("eval_offset", "of a group: how long after the start of each interval it is evaluated"),
    ("eval_delay", "of a group: how far back the evaluated time lies"),
    ("eval_alignment", "of a group: whether times are multiples of the interval"),
    ("debug", "whether vmalert logs each evaluation"),
    ("alert", "of a rule: the name of the alert"),
    ("record", "of a rule: the name of the metric that is recorded"),
    ("expr", "of a rule: what is evaluated, in MetricsQL"),
    ("for", "of an alert: how long the expression has to hold before it fires, 5m"),
    ("keep_firing_for", "of an alert: how long it goes on firing afterwards"),
    ("annotations", "of an alert: texts for people, with templates"),
    ("update_entries_limit", "of a rule: how many of its last evaluations are kept"),
];

/// What people usually write into annotations and labels.
const USUAL: &[(&str, &str)] = &[
    ("summary", "annotation: the alert in a line"),
    ("description", "annotation: what happens and what it means"),
    ("runbook_url", "annotation: where it says what to do"),
    ("severity", "label: how bad it is"),
];

/// The blocks and fields of Alertmanager that most configurations have.
const ALERTMANAGER: &[(&str, &str)] = &[
    ("global", "what holds unless a receiver says otherwise"),
    ("route", "the root: which alert goes to whom"),
    ("routes", "of a route: routes below it, the first that matches counts"),
    ("receiver", "of a route: the name of who is told"),
    ("receivers", "who can be told, and how"),
    ("name", "of a receiver: what routes call it"),
    ("matchers", "which alerts: a list such as severity=\"critical\""),
    ("continue", "of a route: whether those after it are tried too"),
    ("group_by", "of a route: alerts with the same values of these labels come together"),
    ("group_wait", "of a route: how long the first message of a group waits for more alerts"),
    ("group_interval", "of a route: how long until new alerts of a group are told"),
    ("repeat_interval", "of a route: how long until a message is sent again"),
    ("inhibit_rules", "which alerts silence which others"),
    ("source_matchers", "of an inhibition: the alerts that silence others"),
    ("target_matchers", "of an inhibition: the alerts that are silenced"),
    ("equal", "of an inhibition: labels that both alerts must share"),
    ("time_intervals", "named times for routes"),
    ("mute_time_intervals", "of a route: when nobody is told"),
    ("active_time_intervals", "of a route: when somebody is told"),
    ("email_configs", "of a receiver: mail"),
    ("webhook_configs", "of a receiver: a POST to a URL"),
    ("slack_configs", "of a receiver: Slack"),
    ("pagerduty_configs", "of a receiver: PagerDuty"),
    ("opsgenie_configs", "of a receiver: Opsgenie"),
    ("telegram_configs", "of a receiver: Telegram"),
    ("send_resolved", "whether the end of an alert is told too"),
    ("resolve_timeout", "of global: when an alert that is not sent again has ended"),
];

/// The words of a kind of file.
pub(super) fn of(kind: FileKind) -> CompletionWords {
    match kind {
        FileKind::Rules => CompletionWords {
            keys: FIELDS.iter().chain(USUAL).map(word).collect(),
            values: vec![
                ("expr".to_owned(), Function::all().iter().map(function).collect()),
                ("type".to_owned(), TYPES.iter().map(word).collect()),
                ("severity".to_owned(), SEVERITIES.iter().map(word).collect()),
            ],
        },
        FileKind::Alertmanager => {
            CompletionWords { keys: ALERTMANAGER.iter().map(word).collect(), values: Vec::new() }
        }
    }
}

const TYPES: [(&str, &str); 3] =
    [("prometheus", "MetricsQL, the default"), ("graphite", "Graphite"), ("vlogs", "LogsQL of VictoriaLogs")];
const SEVERITIES: [(&str, &str); 3] =
    [("critical", "somebody has to get up"), ("warning", "somebody should look"), ("info", "good to know")];

fn word((text, detail): &(&str, &str)) -> CompletionWord {
    CompletionWord { text: (*text).to_owned(), detail: (*detail).to_owned() }
}

/// `quantile_over_time`: `(number, series[window])`, a rollup function.
fn function(function: &Function) -> CompletionWord {
    let kind = match function.kind {
        FunctionKind::Rollup => "rollup",
        FunctionKind::Transform => "transform",
        FunctionKind::Label => "label",
        FunctionKind::Aggregate => "aggregate",
    };
    let least = function.least();
    let most = function.most();
    // One more than the least shows what may follow.
    let shown = most.unwrap_or(least + 1).max(least);
    let args: Vec<String> = (0..shown)
        .map(|at| {
            let arg = match function.arg(at, shown) {
                Some(ArgKind::Number) => "number",
                Some(ArgKind::Text) => "\"text\"",
                Some(ArgKind::Texts) => "(\"text\", …)",
                _ if function.kind == FunctionKind::Rollup => "series[window]",
                _ => "series",
            };
            if at < least { arg.to_owned() } else { format!("[{arg}]") }
        })
        .collect();
    let more = if most.is_none() { ", …" } else { "" };
    CompletionWord {
        text: function.name.to_owned(),
        detail: format!("({}{more}), {kind} function", args.join(", ")),
    }
}
