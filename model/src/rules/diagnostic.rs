//! What the checks say.

use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// How bad it is.
    Severity {
        /// `vmalert` or the deployment's limits refuse the file.
        Error = "error",
        /// The file is taken, and something in it is probably not what was meant.
        Warning = "warning",
        /// Nothing is wrong; something could be tidier.
        Hint = "hint",
    }
}

words! {
    /// What kind of thing was found. A code keeps its meaning for ever; the words around it may change. Each one is
    /// explained in `docs/rule-checks.md` or `docs/alertmanager-checks.md`.
    Code {
        /// The file has more bytes than allowed.
        FileTooLarge = "file_too_large",
        /// The deployment would have more rules than allowed.
        TooManyRules = "too_many_rules",
        /// It is not YAML.
        YamlSyntax = "yaml_syntax",
        /// A tab where YAML wants spaces.
        YamlTab = "yaml_tab",
        /// Nested too deeply.
        YamlTooDeep = "yaml_too_deep",
        /// Aliases that unfold to too much, or contain themselves.
        YamlAlias = "yaml_alias",
        /// `<<` with something that can't be merged.
        YamlMerge = "yaml_merge",
        /// The same key twice: the last one counts.
        DuplicateField = "duplicate_field",
        /// A second document that the engine does not read.
        SecondDocument = "second_document",
        /// A `%{NAME}` that has no value.
        UnknownVariable = "unknown_variable",
        /// A `%{NAME}` that stands for something these checks can't know.
        Placeholder = "placeholder",
        /// A field that does not exist.
        UnknownField = "unknown_field",
        /// A field that this engine is too old for.
        NewerField = "newer_field",
        /// A field that only the enterprise edition has.
        EnterpriseField = "enterprise_field",
        /// A field that has no effect here.
        IgnoredField = "ignored_field",
        /// A field that must be there is not.
        MissingField = "missing_field",
        /// A list where a map should be, a word where a number should be, and so on.
        WrongType = "wrong_type",
        /// A value that none of the words allowed here is.
        UnknownValue = "unknown_value",
        /// A number or duration that is out of bounds.
        OutOfRange = "out_of_range",
        /// A duration that can't be read.
        BadDuration = "bad_duration",
        /// A header without a colon.
        BadHeader = "bad_header",
        /// There are no groups.
        NoGroups = "no_groups",
        /// A group without rules.
        EmptyGroup = "empty_group",
        /// Two groups with one name.
        DuplicateGroup = "duplicate_group",
        /// Neither `alert` nor `record`, or both.
        RuleKind = "rule_kind",
        /// Two rules of a group with the same name, expression and labels.
        DuplicateRule = "duplicate_rule",
        /// A label name that Prometheus would refuse.
        LabelName = "label_name",
        /// A label that a rule may not set.
        ReservedLabel = "reserved_label",
        /// A name of a recorded metric that can't be queried as it stands.
        MetricName = "metric_name",
        /// An expression that can't be read.
        BadExpression = "bad_expression",
        /// An expression that can be read and may fail, or mean something else.
        DoubtfulExpression = "doubtful_expression",
        /// A template that can't be read.
        BadTemplate = "bad_template",
        /// A function that templates do not have.
        UnknownTemplateFunction = "unknown_template_function",
        /// A variable that templates do not have.
        UnknownTemplateVariable = "unknown_template_variable",
        /// A field of the data that templates do not have.
        UnknownTemplateField = "unknown_template_field",
        /// Lint: a label in a template that the expression drops.
        DroppedLabel = "dropped_label",
        /// Lint: the value in a label, which makes a new alert each time it changes.
        ValueInLabel = "value_in_label",
        /// Lint: an alert that fires whenever its series exist.
        AlertWithoutComparison = "alert_without_comparison",
        /// Lint: an alert that fires on a single sample.
        NoFor = "no_for",
        /// Lint: an alert without a label that says how bad it is.
        NoSeverity = "no_severity",
        /// Lint: `rate` and the like over something that is not a counter.
        RateOverGauge = "rate_over_gauge",
        /// Lint: a counter that is compared as it stands.
        CounterWithoutRate = "counter_without_rate",
        /// Lint: `rate` and the like without a window.
        RateWithoutRange = "rate_without_range",
        /// Lint: `rate` and the like over the result of an aggregate.
        RateOverAggregate = "rate_over_aggregate",
        /// Lint: a recording rule whose name has no colon.
        RecordName = "record_name",
        /// Lint: the same rule in two groups.
        RepeatedRule = "repeated_rule",
        /// Alertmanager: a receiver that is not defined.
        UnknownReceiver = "unknown_receiver",
        /// Alertmanager: two receivers with one name.
        DuplicateReceiver = "duplicate_receiver",
        /// Alertmanager: a receiver that no route leads to.
        UnusedReceiver = "unused_receiver",
        /// Alertmanager: what only other routes than the first one can have.
        RootRoute = "root_route",
        /// Alertmanager: a route that no alert can reach.
        UnreachableRoute = "unreachable_route",
        /// Alertmanager: labels to group by that are there twice, or together with `...`.
        GroupBy = "group_by",
        /// Alertmanager: a matcher that can't be read.
        BadMatcher = "bad_matcher",
        /// Alertmanager: a time interval that is not defined.
        UnknownTimeInterval = "unknown_time_interval",
        /// Alertmanager: two time intervals with one name.
        DuplicateTimeInterval = "duplicate_time_interval",
        /// Alertmanager: a time interval that no route uses.
        UnusedTimeInterval = "unused_time_interval",
        /// Alertmanager: a time of day, a weekday, a month or a year that can't be read.
        BadTime = "bad_time",
        /// Alertmanager: a URL or an address that can't be used.
        BadUrl = "bad_url",
        /// Alertmanager: settings of which only one can be there.
        ConflictingFields = "conflicting_fields",
        /// Alertmanager: a setting that would read a file of the server.
        FileSetting = "file_setting",
        /// Alertmanager: a way to sign in with credentials of the server.
        ServerCredentials = "server_credentials",
        /// Alertmanager: `<secret>`, which stands for a secret that was masked.
        MaskedSecret = "masked_secret",
        /// The server's word: `vmalert` or `amtool` refuses what these checks take.
        Refused = "refused",
        /// A comment that switches off something that does not exist or can't be switched off.
        UnknownSwitch = "unknown_switch",
        /// A comment that switches off what is not found there.
        UnusedSwitch = "unused_switch",
    }
}

impl Code {
    /// Whether a comment can switch it off: the lints, of which a person may know better.
    pub fn can_be_switched_off(self) -> bool {
        matches!(
            self,
            Self::DroppedLabel
                | Self::ValueInLabel
                | Self::AlertWithoutComparison
                | Self::NoFor
                | Self::NoSeverity
                | Self::RateOverGauge
                | Self::CounterWithoutRate
                | Self::RateWithoutRange
                | Self::RateOverAggregate
                | Self::RecordName
                | Self::RepeatedRule
        )
    }
}

/// One thing that was found, and where.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of thing it is.
    pub code: Code,
    /// What is wrong and how to mend it, for people.
    pub message: String,
    /// The line on which it begins, counted from 1.
    pub line: u32,
    /// The column at which it begins, counted from 1, in characters.
    pub column: u32,
    /// The line on which it ends.
    pub end_line: u32,
    /// The column behind its last character.
    pub end_column: u32,
    /// The name of the group that it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The name of the rule that it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}
